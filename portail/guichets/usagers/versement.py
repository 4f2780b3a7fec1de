"""Où est mon argent : le versement dans le suivi, ses justificatifs, le compte à créditer."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from portail.demarche.declaration import Champ, Demarche, ModeVersement
from portail.demarche.declaration import Piece as PieceDeclaree
from portail.dossiers import queries
from portail.dossiers.habilitations import peut_agir
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.models import Dossier
from portail.dossiers.prestations.queries import droits_de
from portail.dossiers.suivi_lu import SuiviLu
from portail.dossiers.versements import comptes, justificatifs
from portail.dossiers.versements.etats import EtatVersement
from portail.dossiers.versements.models import Versement
from portail.dossiers.versements.phrases import MOTIFS, fin_du_compte
from portail.dossiers.versements.queries import dernier_sur_compte, justificatifs_manquants, versement_de
from portail.dossiers.versements.queries import justificatifs as pieces_de_paiement
from portail.guichets.contexte import date_longue, langue_courante
from portail.guichets.droits import a_qui_dit
from portail.guichets.identites import usager_courant
from portail.guichets.refus import accompli
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.guichets.saisie.pieces import formulaire_des_pieces
from portail.guichets.televersement import recevoir_les_fichiers
from portail.guichets.usagers.blueprint import blueprint
from portail.guichets.usagers.frise import EtapeDeFrise
from portail.pieces.actions import Recu
from portail.pieces.models import Piece
from portail.socle import debits
from portail.socle.erreurs import Introuvable, TransitionInterdite
from portail.socle.traduction import traducteur

DEBIT = "60/hour"
RANGS = {
    EtatVersement.ACCORDE: 1,
    EtatVersement.A_VERIFIER: 2,
    EtatVersement.A_MANDATER: 3,
    EtatVersement.REJETE: 3,
    EtatVersement.MANDATE: 4,
    EtatVersement.PAYE: 5,
}


def versement_a_l_ecran(lu: SuiviLu, recues: Sequence[Piece]) -> dict[str, Any]:
    """Rend, pour la page de suivi, le versement de la décision : sa frise et ce qui est attendu de la personne."""
    suivi = lu.dossier
    demarche = declaration_de(suivi)
    versement = lu.versements[0] if lu.versements and lu.decision and demarche.versement else None
    if versement is None or versement.etat is EtatVersement.ANNULE:
        return {}
    agit = peut_agir(usager_courant(), suivi)
    attend = versement.etat is EtatVersement.ACCORDE
    return {
        "versement": versement,
        "frise_versement": _frise(versement, avec_justificatifs=bool(pieces_de_paiement(suivi, demarche))),
        "a_envoyer": justificatifs_manquants(suivi, demarche, recues) if attend and agit else (),
        "compte_modifiable": agit and versement.mode is ModeVersement.COMPTE and comptes.peut_changer(versement),
        "motif_du_rejet": _(MOTIFS[versement.motif_rejet]) if versement.motif_rejet else "",
        "fin_du_compte": fin_du_compte(versement.iban),
        "a_qui": "" if versement.mode is ModeVersement.COMPTE else a_qui_dit(versement),
    }


def _frise(versement: Versement, *, avec_justificatifs: bool) -> list[EtapeDeFrise]:
    rang = RANGS[versement.etat]
    etapes = [(0, _("Accordé")), (2, _("Justificatifs vérifiés")), (3, _("Ordonné")), (4, _("Versé"))]
    if not avec_justificatifs:
        etapes.pop(1)
    return [_etape(versement, rang, seuil, titre) for seuil, titre in etapes]


def _etape(versement: Versement, rang: int, seuil: int, titre: str) -> EtapeDeFrise:
    dates = {0: versement.ouvert_le, 3: versement.date_mandat, 4: versement.date_paiement}
    if rang > seuil:
        jour = dates.get(seuil)
        return EtapeDeFrise(titre, _("Fait le %(jour)s", jour=date_longue(jour)) if jour else _("Fait"), "faite")
    en_cours = rang == seuil or (seuil == 2 and rang == 1)
    return EtapeDeFrise(titre, _("En cours") if en_cours else _("À venir"), "en_cours" if en_cours else "a_venir")


def _ouvert(numero: str) -> tuple[Dossier, Demarche, Versement]:
    """Rend le dossier où la personne peut agir, sa déclaration et son versement ; lève `Introuvable`."""
    suivi = queries.dossier_de_usager(usager_courant(), numero)
    versement = versement_de(suivi)
    if versement is None or not peut_agir(usager_courant(), suivi):
        raise Introuvable
    return suivi, declaration_de(suivi), versement


def _a_crediter(numero: str) -> tuple[Dossier, Demarche, Versement | None]:
    """Rend le dossier, sa déclaration et son dernier versement au compte ; aucun, si tout est encore payé ailleurs."""
    suivi = queries.dossier_de_usager(usager_courant(), numero)
    demarche, versement = declaration_de(suivi), dernier_sur_compte(suivi)
    attendu = versement is not None or (demarche.prestation is not None and bool(droits_de(suivi)))
    if not attendu or not peut_agir(usager_courant(), suivi):
        raise Introuvable
    return suivi, demarche, versement


@blueprint.route("/mon-espace/dossiers/<numero:numero>/justificatifs", methods=["GET", "POST"])
def envoyer_les_justificatifs(numero: str) -> ResponseReturnValue:
    """Envoie les justificatifs de paiement ; un fichier reçu le reste, même si un autre est à corriger."""
    suivi, demarche, versement = _ouvert(numero)
    if versement.etat is not EtatVersement.ACCORDE:
        raise TransitionInterdite
    manquent = {piece.identifiant for piece in justificatifs_manquants(suivi, demarche)}
    pieces = [
        replace(piece, obligatoire=piece.identifiant in manquent) for piece in pieces_de_paiement(suivi, demarche)
    ]
    form = formulaire_des_pieces(pieces, {}, promesse=False)
    if form.validate_on_submit():
        debits.consommer(DEBIT, "justificatifs", str(usager_courant().id))
        if not any(un.filename for _nom, recus in request.files.lists() for un in recus):
            flash(_("Choisissez au moins un document à envoyer."), "attention")
            return redirect(request.path, code=303)
        _recevoir(suivi, form, pieces)
        if not form.errors:
            return _apres_l_envoi(suivi, demarche)
    return render_template(
        "usagers/justificatifs.html", dossier=suivi, demarche=demarche, versement=versement, form=form
    ), 422 if form.errors else 200


def _recevoir(suivi: Dossier, form: FlaskForm, pieces: list[PieceDeclaree]) -> None:
    for piece in pieces:
        code = piece.identifiant

        def garder(recu: Recu, code: str = code) -> None:
            justificatifs.joindre(suivi.id, usager=usager_courant(), code=code, recu=recu)

        form[code].errors = recevoir_les_fichiers(code, garder)


def _apres_l_envoi(suivi: Dossier, demarche: Demarche) -> ResponseReturnValue:
    traduire = traducteur(langue_courante())
    reste = [traduire(piece.nom) for piece in justificatifs_manquants(suivi, demarche)]
    if reste:
        flash(_("C’est reçu. Il manque encore : %(pieces)s.", pieces=", ".join(reste)), "attention")
        return redirect(request.path, code=303)
    flash(_("Vos justificatifs sont reçus. Le service les vérifie."), "succes")
    return redirect(url_for("usagers.dossier", numero=suivi.numero), code=303)


@blueprint.route("/mon-espace/dossiers/<numero:numero>/compte", methods=["GET", "POST"])
def changer_de_compte(numero: str) -> ResponseReturnValue:
    """Change le compte à créditer, IBAN contrôlé ; après un rejet, le versement repart."""
    suivi, demarche, versement = _a_crediter(numero)
    if versement is not None and not comptes.peut_changer(versement):
        raise TransitionInterdite
    form, releve = _formulaires(demarche, versement)
    if form.validate_on_submit() and _changer(suivi, demarche, form, releve):
        flash(_("Le compte est changé. Nous vous l’avons aussi écrit."), "succes")
        return redirect(url_for("usagers.dossier", numero=numero), code=303)
    fautes = form.errors or releve.errors
    return render_template(
        "usagers/compte_a_crediter.html",
        dossier=suivi,
        demarche=demarche,
        versement=versement,
        motif=_(MOTIFS[versement.motif_rejet]) if versement and versement.motif_rejet else "",
        fin=fin_du_compte(versement.iban) if versement else "",
        form=form,
        releve=releve,
    ), 422 if fautes else 200


def _champs(demarche: Demarche) -> list[Champ]:
    versement = demarche.versement
    if versement is None:
        raise Introuvable
    return [demarche.champs[versement.iban], demarche.champs[versement.titulaire]]


def _formulaires(demarche: Demarche, versement: Versement | None) -> tuple[FormulaireDeSaisie, FlaskForm]:
    champs = _champs(demarche)
    form = formulaire_de(
        champs,
        contexte=contexte_de_saisie(),
        valeurs={champs[1].identifiant: (versement.titulaire if versement else "") or ""},
        brut=envoi_garde(),
    )
    rib = demarche.piece(comptes.RIB)
    return form, formulaire_des_pieces([replace(rib, obligatoire=False)] if rib else [], {}, promesse=False)


def _changer(suivi: Dossier, demarche: Demarche, form: FormulaireDeSaisie, releve: FlaskForm) -> bool:
    """Change le compte ; rend faux, la raison sous le champ à corriger, si le compte ne convient pas."""
    usager = usager_courant()
    debits.consommer(DEBIT, "compte", str(usager.id))
    recus: list[Recu] = []
    if comptes.RIB in releve:
        releve[comptes.RIB].errors = recevoir_les_fichiers(comptes.RIB, recus.append)
    if releve.errors:
        return False
    iban, titulaire = (form.reponses()[champ.identifiant] for champ in _champs(demarche))
    compte = comptes.CompteBancaire(iban=iban, titulaire=titulaire, rib=recus[0] if recus else None)
    changer = partial(comptes.changer_de_compte, suivi.id, usager=usager, compte=compte)
    return accompli(form[_champs(demarche)[0].identifiant], changer)
