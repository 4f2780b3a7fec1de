"""Qui vient, et comment le joindre : un nom, un téléphone ou un courriel, rien d’autre."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import Attestation, ChoixMultiple, Telephone, TexteCourt
from portail.guichets.gardes import ouvert
from portail.guichets.poste import limiter
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli, refus_dit
from portail.guichets.rendez_vous.blueprint import blueprint
from portail.guichets.rendez_vous.garder import Retenu, a_reprendre, choix_de, montrer_les_voisins, retenu
from portail.guichets.rendez_vous.parcours import conclure, garde, garder
from portail.guichets.rendez_vous.qui import ADRESSE, COURRIEL, PRENOM_ET_NOM, connues, personne_des, personne_dite
from portail.guichets.rendez_vous.souhait import Souhait, souhait_demande
from portail.guichets.rendez_vous.verification import envoyer_le_code
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.rendez_vous.objets.models import Modalite, ObjetRdv, Visibilite
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.reservations import actions
from portail.rendez_vous.reservations.changements import rendez_vous_de
from portail.rendez_vous.reservations.demandes import Demande
from portail.rendez_vous.reservations.erreurs import NomAttendu
from portail.rendez_vous.reservations.models import Participation
from portail.rendez_vous.reservations.personnes import exiger
from portail.rendez_vous.reservations.seances import s_inscrire
from portail.rendez_vous.reservations.tenues import Detenteur
from portail.socle import debits
from portail.socle.erreurs import ErreurMetier
from portail.socle.traduction import _

A_REPRENDRE = (409, 422)
"""Les refus qui se corrigent sur la page : déjà un rendez-vous, trop tôt…"""
PRIS_PAR_NAVIGATEUR, PRIS_PAR_POSTE = "10/hour", "120/hour"
PRIS_PAR_CONTACT = "10/day"
"""Sans code, rien ne dit que le numéro est à qui l’écrit : il ne sert pas à remplir un agenda."""
SE_CONNECTER = "connexion"
BESOINS: Mapping[str, str] = MappingProxyType(
    {
        "fauteuil": _("Je viens en fauteuil roulant, ou j’ai du mal à marcher"),
        "garde": _("Je viens avec un enfant à faire patienter"),
    }
)


@blueprint.route("/rendez-vous/vous", methods=["GET", "POST"])
@ouvert
def vous() -> ResponseReturnValue:
    """Demande les coordonnées ; puis un code si l’on a de quoi l’envoyer."""
    souhait = souhait_demande()
    choisi = retenu(souhait)
    if choisi is None:
        return a_reprendre(souhait)
    form = formulaire_de(
        _champs(souhait.objet, choisi.modalite),
        contexte=contexte_de_saisie(),
        valeurs=connues(souhait),
        brut=envoi_garde(),
    )
    if SE_CONNECTER in request.form:
        return _se_connecter(souhait, form)
    if form.validate_on_submit() and _suffit(form, souhait, choisi.modalite):
        return _verifier_ou_prendre(garder(souhait, personne=form.reponses(), attente=None), choisi)
    page = render_template("rendez_vous/vous.html", form=form, souhait=souhait, choisi=choisi)
    return page, SAISIE_A_CORRIGER if form.errors else 200


def _se_connecter(souhait: Souhait, form: FormulaireDeSaisie) -> ResponseReturnValue:
    """Garde ce qui est déjà écrit, même incomplet, et mène se connecter ; le retour est cette page."""
    form.validate()
    ecrites = {nom: valeur for nom, valeur in form.reponses().items() if valeur}
    garder(souhait, personne={**(garde(souhait).get("personne") or {}), **ecrites})
    return redirect(url_for("connexion.choisir", suite=souhait.adresse("rendez_vous.vous")), 303)


def prendre(souhait: Souhait, choisi: Retenu) -> ResponseReturnValue:
    """Prend le rendez-vous et le montre ; pris entre-temps, montre les horaires les plus proches."""
    _limiter(souhait)
    demande = Demande(
        choix=choix_de(souhait, choisi.debut),
        personne=personne_dite(souhait),
        cle=souhait.parcours,
        invitation_id=souhait.titre.invitation_id,
        detenteur=Detenteur(session=souhait.parcours),
    )
    try:
        participations = _pris(demande, choisi)
    except CreneauPris as pris:
        return montrer_les_voisins(souhait, pris.voisins)
    except ErreurMetier as refus:
        if refus.code_http not in A_REPRENDRE:
            raise
        flash(refus_dit(refus), "attention")
        return redirect(souhait.adresse("rendez_vous.vous"), 303)
    rdv = rendez_vous_de(participations[0].rdv_id)
    conclure(souhait, rdv, *participations)
    flash(gettext("Votre rendez-vous est pris."), "succes")
    return redirect(url_for("rendez_vous.mien", numero=rdv.numero), 303)


def _limiter(souhait: Souhait) -> None:
    personne = personne_dite(souhait)
    qui = str(personne.usager_id or personne.telephone or personne.courriel)
    limiter("rendez_vous/prendre", par_navigateur=PRIS_PAR_NAVIGATEUR, par_poste=PRIS_PAR_POSTE)
    debits.consommer(PRIS_PAR_CONTACT, "rendez_vous/prendre/contact", qui)


def _pris(demande: Demande, choisi: Retenu) -> list[Participation]:
    if choisi.seance_id is not None:
        return s_inscrire(choisi.seance_id, demande)
    return [rdv.participations[0] for rdv in actions.reserver(demande)]


def _verifier_ou_prendre(souhait: Souhait, choisi: Retenu) -> ResponseReturnValue:
    if envoyer_le_code(souhait):
        return redirect(souhait.adresse("rendez_vous.code"), 303)
    return prendre(souhait, choisi)


def _champs(objet: ObjetRdv, modalite: Modalite) -> list[Champ]:
    champs: list[Champ] = []
    nomme = not objet.pseudonyme_admis
    if objet.pseudonyme_admis:
        champs.append(
            TexteCourt("pseudonyme", _("Un prénom ou un pseudonyme"), longueur_max=60, autocomplete="off",
                       aide=_("C’est ainsi que l’on vous appellera. Vous n’avez pas à donner votre nom."))
        )  # fmt: skip
    if nomme:
        champs += PRENOM_ET_NOM
    if objet.demande_enfant:
        champs.append(
            TexteCourt(
                "prenom_enfant", _("Le prénom de l’enfant"), longueur_max=60, obligatoire=False, autocomplete="off"
            )
        )
    elif nomme:
        champs.append(
            TexteCourt("demandeur", _("Qui prend ce rendez-vous, si ce n’est pas pour vous"), longueur_max=80,
                       obligatoire=False, aide=_("Plus haut, le nom de la personne qui viendra ; ici, le vôtre."))
        )  # fmt: skip
    champs += [
        Telephone("telephone", _("Téléphone"), obligatoire=modalite is Modalite.TELEPHONE, autocomplete="tel",
                  aide=_("Nous vous appelons à ce numéro.") if modalite is Modalite.TELEPHONE
                  else _("Un téléphone ou un courriel : un seul suffit.")),
        COURRIEL,
    ]  # fmt: skip
    return [*champs, *_champs_d_accueil(objet, modalite)]


def _champs_d_accueil(objet: ObjetRdv, modalite: Modalite) -> list[Champ]:
    """Rend ce que l’on demande pour bien recevoir la personne, et pour ne pas la mettre en danger."""
    champs: list[Champ] = [ADRESSE] if modalite is Modalite.DOMICILE else []
    if modalite is Modalite.SUR_PLACE:
        champs.append(ChoixMultiple("besoins", _("Pour bien vous recevoir"), BESOINS, obligatoire=False))
    if objet.sans_message_possible and objet.visibilite is Visibilite.VISIBLE:
        champs.append(
            Attestation(
                "sans_message", _("Ne me laissez aucun message : ni confirmation, ni rappel"), obligatoire=False
            )
        )
    return champs


def _suffit(form: FormulaireDeSaisie, souhait: Souhait, modalite: Modalite) -> bool:
    """Faux, et le dit sur le champ, s’il manque de quoi nommer ou joindre la personne."""
    personne, objet = personne_des(form.reponses(), souhait), souhait.objet
    nom = form["pseudonyme"] if objet.pseudonyme_admis else form["nom"]
    return accompli(
        form["telephone"],
        lambda: exiger(personne, objet, modalite, par_un_agent=False),
        autres={NomAttendu: nom},
    )
