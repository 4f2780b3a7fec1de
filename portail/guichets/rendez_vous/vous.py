"""Qui vient, et comment le joindre : un nom, un téléphone ou un courriel, rien d’autre."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import Attestation, ChoixMultiple, Courriel, Telephone, TexteCourt
from portail.demarche.valeurs import Valeur
from portail.guichets.contexte import langue_courante
from portail.guichets.gardes import ouvert
from portail.guichets.identites import usager_present
from portail.guichets.poste import limiter
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli, refus_dit
from portail.guichets.rendez_vous.blueprint import blueprint
from portail.guichets.rendez_vous.garder import Retenu, a_reprendre, choix_de, montrer_les_voisins, retenu
from portail.guichets.rendez_vous.parcours import conclure, garde, garder, naissances
from portail.guichets.rendez_vous.souhait import Souhait, souhait_demande
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.rendez_vous.contacts import canal_a_verifier, envoyer_un_code
from portail.rendez_vous.objets.models import Modalite, ObjetRdv, Visibilite
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.reservations import actions
from portail.rendez_vous.reservations.changements import rendez_vous_de
from portail.rendez_vous.reservations.demandes import Demande
from portail.rendez_vous.reservations.erreurs import NomAttendu
from portail.rendez_vous.reservations.models import Participation
from portail.rendez_vous.reservations.personnes import Enfant, Personne, exiger
from portail.rendez_vous.reservations.seances import s_inscrire
from portail.rendez_vous.reservations.tenues import Detenteur
from portail.socle import debits
from portail.socle.erreurs import ErreurMetier
from portail.socle.traduction import _

A_REPRENDRE = (409, 422)
"""Les refus qui se corrigent sur la page : déjà un rendez-vous, trop tôt…"""
CODES_PAR_NAVIGATEUR, CODES_PAR_POSTE = "10/hour", "120/hour"
CODES_PAR_ADRESSE = "5/hour"
SE_CONNECTER = "connexion"
PRENOM_ET_NOM: Sequence[Champ] = (
    TexteCourt("prenom", _("Votre prénom"), longueur_max=60, autocomplete="given-name"),
    TexteCourt("nom", _("Votre nom"), longueur_max=80, autocomplete="family-name"),
)
COURRIEL = Courriel(
    "courriel", _("Adresse électronique"), obligatoire=False, autocomplete="email",
    aide=_("Exemple : marie.durand@messagerie.example"),
)  # fmt: skip
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
        valeurs=_connues(souhait),
        brut=envoi_garde(),
    )
    if SE_CONNECTER in request.form:
        return _se_connecter(souhait, form)
    if form.validate_on_submit() and _suffit(form, souhait, choisi.modalite):
        return _verifier_ou_prendre(garder(souhait, personne=form.reponses()), choisi)
    page = render_template("rendez_vous/vous.html", form=form, souhait=souhait, choisi=choisi)
    return page, SAISIE_A_CORRIGER if form.errors else 200


def _se_connecter(souhait: Souhait, form: FormulaireDeSaisie) -> ResponseReturnValue:
    """Garde ce qui est déjà écrit, même incomplet, et mène se connecter ; le retour est cette page."""
    form.validate()
    ecrites = {nom: valeur for nom, valeur in form.reponses().items() if valeur}
    garder(souhait, personne={**(garde(souhait).get("personne") or {}), **ecrites})
    return redirect(url_for("connexion.choisir", suite=souhait.adresse("rendez_vous.vous")), 303)


def personne_dite(souhait: Souhait) -> Personne:
    """Rend la personne, telle qu’elle s’est présentée dans ce navigateur."""
    return _personne(garde(souhait).get("personne") or {}, souhait)


def prendre(souhait: Souhait, choisi: Retenu) -> ResponseReturnValue:
    """Prend le rendez-vous et le montre ; pris entre-temps, montre les horaires les plus proches."""
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


def _pris(demande: Demande, choisi: Retenu) -> list[Participation]:
    if choisi.seance_id is not None:
        return s_inscrire(choisi.seance_id, demande)
    return [rdv.participations[0] for rdv in actions.reserver(demande)]


def envoyer_le_code(souhait: Souhait) -> bool:
    """Envoie un code à la personne ; faux s’il n’y a rien à vérifier."""
    personne = personne_dite(souhait)
    canal = canal_a_verifier(souhait.objet, personne)
    if canal is None:
        return False
    limiter("rendez_vous/code", par_navigateur=CODES_PAR_NAVIGATEUR, par_poste=CODES_PAR_POSTE)
    debits.consommer(CODES_PAR_ADRESSE, "rendez_vous/code/adresse", personne.courriel or personne.telephone)
    garder(souhait, demande=envoyer_un_code(personne, canal, demande=garde(souhait).get("demande") or ""))
    return True


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
    champs: list[Champ] = []
    if modalite is Modalite.SUR_PLACE:
        champs.append(ChoixMultiple("besoins", _("Pour bien vous recevoir"), BESOINS, obligatoire=False))
    if objet.sans_message_possible and objet.visibilite is Visibilite.VISIBLE:
        champs.append(
            Attestation(
                "sans_message", _("Ne me laissez aucun message : ni confirmation, ni rappel"), obligatoire=False
            )
        )
    return champs


def _connues(souhait: Souhait) -> dict[str, Valeur]:
    dites, usager = garde(souhait).get("personne") or {}, usager_present()
    if usager is None:
        return dict(dites)
    prenoms = usager.identite.get("prenoms") or [""]
    du_compte: dict[str, Valeur] = {
        "prenom": prenoms[0],
        "nom": usager.nom_usage or usager.identite.get("nom_naissance", ""),
        "telephone": usager.telephone,
        "courriel": usager.courriel,
    }
    return {**du_compte, **dites}


def _suffit(form: FormulaireDeSaisie, souhait: Souhait, modalite: Modalite) -> bool:
    """Faux, et le dit sur le champ, s’il manque de quoi nommer ou joindre la personne."""
    personne, objet = _personne(form.reponses(), souhait), souhait.objet
    nom = form["pseudonyme"] if objet.pseudonyme_admis else form["nom"]
    return accompli(
        form["telephone"],
        lambda: exiger(personne, objet, modalite, par_un_agent=False),
        autres={NomAttendu: nom},
    )


def _personne(dits: Mapping[str, Any], souhait: Souhait) -> Personne:
    return Personne(
        prenom=dits.get("prenom") or "",
        nom=dits.get("nom") or "",
        pseudonyme=dits.get("pseudonyme") or "",
        demandeur=dits.get("demandeur") or "",
        telephone=dits.get("telephone") or "",
        courriel=dits.get("courriel") or "",
        enfants=tuple(
            Enfant(
                date_naissance=date.fromisoformat(naissance),
                prenom=(dits.get("prenom_enfant") or "") if not rang else "",
            )
            for rang, naissance in enumerate(naissances(souhait))
        ),
        besoins=tuple(dits.get("besoins") or ()),
        sans_message=bool(dits.get("sans_message")),
        langue=langue_courante(),
        usager_id=souhait.titre.usager_id,
    )
