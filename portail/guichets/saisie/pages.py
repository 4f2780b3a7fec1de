"""Montrer et enregistrer une page de la déclaration, ou ses documents : une vue, pour la personne et pour l’agent."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from portail.demarche import parcours
from portail.demarche.conditions import est_vraie
from portail.demarche.declaration import Champ, Demarche, Page, Piece, ValeurCalculee
from portail.dossiers.erreurs import HorsDeLaDemarche
from portail.dossiers.examen import bilan_de, jour_de_reference
from portail.dossiers.models import Dossier
from portail.dossiers.personnes import LUI_MEME, champs_verrouilles, sans_remplissage_pour_autrui
from portail.guichets.contexte import langue_courante
from portail.guichets.refus import refus_dit
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.etapes import Avancement, Comptoir
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.guichets.saisie.pieces import (
    enlever,
    formulaire_des_pieces,
    manquantes,
    pieces_par_code,
    recevoir_les_pieces,
    remontrer,
)
from portail.socle.erreurs import Introuvable
from portail.socle.traduction import traducteur


def page_a_remplir(
    comptoir: Comptoir,
    dossier: Dossier,
    demarche: Demarche,
    page: str,
    **contexte: Any,  # noqa: ANN401 — pour le gabarit
) -> ResponseReturnValue:
    """Montre une page du formulaire et l’enregistre ; lève `Introuvable` si elle n’est pas dans le parcours."""
    declaree = demarche.page(page)
    champs = comptoir.champs(parcours.champs_visibles(demarche, page, dossier.reponses, jour_de_reference(dossier)))
    if declaree is None or not champs:
        raise Introuvable
    form = _formulaire(dossier, demarche, champs)
    if form.validate_on_submit() and (enregistre := _enregistre(comptoir, dossier, declaree, form)):
        for nom, texte in _calculees(champs, enregistre, demarche).items():
            titre = traducteur(langue_courante())(demarche.champs[nom].libelle)
            flash(_("%(titre)s : %(texte)s", titre=titre, texte=texte), "information")
        return redirect(_suite(Avancement(enregistre, demarche, page, comptoir)), code=303)
    return render_template(
        "saisie/page.html",
        dossier=dossier,
        demarche=demarche,
        page=declaree,
        form=form,
        avancement=Avancement(dossier, demarche, page, comptoir),
        pour_autrui=not comptoir.bureau and _parle_d_autrui(dossier, declaree),
        bureau=comptoir.bureau,
        **contexte,
    ), 422 if form.errors else 200


def _enregistre(comptoir: Comptoir, dossier: Dossier, page: Page, form: FormulaireDeSaisie) -> Dossier | None:
    """Enregistre la page et rend le dossier ; rien si elle est refusée, la raison dite sur son premier champ."""
    try:
        return comptoir.gestes.enregistrer(dossier, page, form.reponses(), form.revision_lue())
    except HorsDeLaDemarche as refus:
        form[page.champs[0].identifiant].errors = [refus_dit(refus)]
        return None


def _parle_d_autrui(dossier: Dossier, page: Page) -> bool:
    """Vrai si « vous » n’est pas qui remplit ; faux sur une page qui n’existe que pour qui dépose à sa place."""
    if dossier.reponses.get("qualite_deposant") == LUI_MEME:
        return False
    soi_meme = {**dossier.reponses, "qualite_deposant": LUI_MEME}
    return est_vraie(page.si, soi_meme, jour_de_reference(dossier))


def _formulaire(dossier: Dossier, demarche: Demarche, champs: Sequence[Champ]) -> FormulaireDeSaisie:
    return formulaire_de(
        sans_remplissage_pour_autrui(champs, demarche, dossier.reponses),
        contexte=contexte_de_saisie(),
        valeurs={**dossier.reponses, **_calculees(champs, dossier, demarche)},
        verrouilles=champs_verrouilles(demarche, dossier.reponses),
        brut=envoi_garde(),
        revision=dossier.revision,
    )


def _calculees(champs: Sequence[Champ], dossier: Dossier, demarche: Demarche) -> dict[str, str]:
    """Rend les valeurs que la page calcule, avec leur formule ; les autres pages n’examinent rien."""
    calculs = [champ for champ in champs if isinstance(champ, ValeurCalculee)]
    if not calculs:
        return {}
    bilan, traduire = bilan_de(dossier, demarche), traducteur(langue_courante())
    explications = {champ.identifiant: bilan.explication(champ.calcul) for champ in calculs}
    return {nom: dite.texte(traduire, langue_courante()) for nom, dite in explications.items() if dite}


def _suite(avancement: Avancement) -> str:
    """Rend où aller : la sortie si l’on s’arrête, le récapitulatif si l’on corrigeait, sinon l’étape suivante."""
    comptoir, dossier = avancement.comptoir, avancement.dossier
    if "quitter" in request.form:
        return comptoir.sortie()
    if "modifier" in request.args and not parcours.pages_a_remplir(
        avancement.demarche, dossier.reponses, jour_de_reference(dossier)
    ):
        return comptoir.adresse(dossier, parcours.RECAPITULATIF)
    return avancement.suivante


def etape_des_pieces(
    comptoir: Comptoir,
    dossier: Dossier,
    demarche: Demarche,
    attendues: Sequence[Piece],
    **contexte: Any,  # noqa: ANN401 — pour le gabarit
) -> ResponseReturnValue:
    """Montre les documents à joindre et garde ceux qui arrivent ; au bureau, rien n’est exigé ni promis."""
    form = formulaire_des_pieces(attendues, pieces_par_code(dossier), promesse=not comptoir.bureau)
    if form.validate_on_submit():
        if suite := enlever(dossier, comptoir.gestes):
            return suite
        recevoir_les_pieces(form, dossier, attendues, comptoir.gestes)
        if not form.errors and not manquantes(form, dossier, attendues):
            avancement = Avancement(dossier, demarche, parcours.PIECES, comptoir)
            return redirect(comptoir.sortie() if "quitter" in request.form else avancement.suivante)
        form = remontrer(form, dossier, attendues, promesse=not comptoir.bureau)
    return render_template(
        "saisie/pieces.html",
        dossier=dossier,
        demarche=demarche,
        form=form,
        avancement=Avancement(dossier, demarche, parcours.PIECES, comptoir),
        bureau=comptoir.bureau,
        **contexte,
    ), _statut(form)


def _statut(form: FlaskForm) -> int:
    return 422 if form.errors else 200
