"""Répondre, page par page : chaque page s’enregistre, rien ne se perd, on revient quand on veut."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portail.demarche import parcours
from portail.demarche.declaration import Champ, Demarche, ValeurCalculee
from portail.dossiers.actions import brouillon
from portail.dossiers.examen import bilan_de
from portail.dossiers.models import Dossier
from portail.dossiers.personnes import LUI_MEME, champs_verrouilles, sans_remplissage_pour_autrui
from portail.guichets.contexte import langue_courante
from portail.guichets.identites import usager_courant
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import contexte_de_saisie, formulaire_de
from portail.guichets.usagers.blueprint import blueprint
from portail.guichets.usagers.etapes import Avancement, adresse_de, brouillon_ouvert, gardee_jusqu_au
from portail.socle import horloge
from portail.socle.erreurs import Introuvable
from portail.socle.traduction import traducteur


@blueprint.get("/mon-espace/dossiers/<numero:numero>/reprendre")
def reprendre(numero: str) -> ResponseReturnValue:
    """Mène à la première étape qui reste à faire."""
    dossier, demarche = brouillon_ouvert(numero)
    jour = horloge.aujourd_hui()
    restantes = parcours.pages_a_remplir(demarche, dossier.reponses, jour)
    if restantes:
        return redirect(adresse_de(dossier, restantes[0].identifiant))
    etapes = parcours.etapes(demarche, dossier.reponses, jour)
    return redirect(adresse_de(dossier, parcours.PIECES if parcours.PIECES in etapes else parcours.RECAPITULATIF))


@blueprint.route("/mon-espace/dossiers/<numero:numero>/saisie/<page>", methods=["GET", "POST"])
def saisir(numero: str, page: str) -> ResponseReturnValue:
    """Montre une page du formulaire et l’enregistre."""
    dossier, demarche = brouillon_ouvert(numero)
    declaree = demarche.page(page)
    champs = parcours.champs_visibles(demarche, page, dossier.reponses, horloge.aujourd_hui())
    if declaree is None or not champs:
        raise Introuvable
    form = formulaire_de(
        sans_remplissage_pour_autrui(champs, demarche, dossier.reponses),
        contexte=contexte_de_saisie(),
        valeurs={**dossier.reponses, **_calculees(champs, dossier, demarche)},
        verrouilles=champs_verrouilles(demarche, dossier.reponses),
        brut=envoi_garde(),
        revision=dossier.revision,
    )
    if form.validate_on_submit():
        enregistre = brouillon.enregistrer_page(
            dossier.id, usager=usager_courant(), page=declaree, reponses=form.reponses(), revision=form.revision_lue()
        )
        for nom, texte in _calculees(champs, enregistre, demarche).items():
            titre = traducteur(langue_courante())(demarche.champs[nom].libelle)
            flash(_("%(titre)s : %(texte)s", titre=titre, texte=texte), "information")
        return redirect(_suite(Avancement(enregistre, demarche, page)), code=303)
    return render_template(
        "usagers/saisir.html",
        dossier=dossier,
        demarche=demarche,
        page=declaree,
        form=form,
        avancement=Avancement(dossier, demarche, page),
        gardee_jusqu_au=gardee_jusqu_au(dossier),
        pour_autrui=dossier.reponses.get("qualite_deposant") != LUI_MEME,
        modification="modifier" in request.args,
    ), 422 if form.errors else 200


def _calculees(champs: Sequence[Champ], dossier: Dossier, demarche: Demarche) -> dict[str, str]:
    """Rend les valeurs que la page calcule, avec leur formule ; les autres pages n’examinent rien."""
    calculs = [champ for champ in champs if isinstance(champ, ValeurCalculee)]
    if not calculs:
        return {}
    bilan, traduire = bilan_de(dossier, demarche), traducteur(langue_courante())
    explications = {champ.identifiant: bilan.explication(champ.calcul) for champ in calculs}
    return {nom: dite.texte(traduire, langue_courante()) for nom, dite in explications.items() if dite}


def _suite(avancement: Avancement) -> str:
    """Rend où aller : l’espace si la personne s’arrête, le récapitulatif si elle corrigeait, sinon l’étape suivante."""
    if "quitter" in request.form:
        return url_for("usagers.espace")
    if "modifier" in request.args and not parcours.pages_a_remplir(
        avancement.demarche, avancement.dossier.reponses, horloge.aujourd_hui()
    ):
        return adresse_de(avancement.dossier, parcours.RECAPITULATIF)
    return avancement.suivante
