"""Qui vient, et comment le joindre : un nom, un téléphone ou un courriel, rien d’autre."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import Attestation, ChoixMultiple, Courriel, Telephone, TexteCourt
from portail.demarche.valeurs import Valeur
from portail.guichets.contexte import langue_courante
from portail.guichets.gardes import ouvert
from portail.guichets.identites import usager_present
from portail.guichets.poste import poste
from portail.guichets.refus import accompli
from portail.guichets.rendez_vous.blueprint import blueprint
from portail.guichets.rendez_vous.garder import Retenu, choix_de, cle_de, depart_de, montrer_les_voisins, retenu
from portail.guichets.rendez_vous.souhait import Souhait, conclure, garde, garder, souhait_demande
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.rendez_vous.contacts import canal_a_verifier, envoyer_un_code
from portail.rendez_vous.objets.models import Modalite, ObjetRdv, Visibilite
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.reservations import actions
from portail.rendez_vous.reservations.demandes import Demande
from portail.rendez_vous.reservations.erreurs import NomAttendu
from portail.rendez_vous.reservations.personnes import Enfant, Personne, exiger
from portail.rendez_vous.reservations.seances import s_inscrire
from portail.rendez_vous.reservations.tenues import Detenteur
from portail.socle import debits
from portail.socle.traduction import _

SAISIE_A_CORRIGER = 422
CODES_PAR_POSTE = "20/hour"
CODES_PAR_ADRESSE = "5/hour"
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
        return redirect(url_for("rendez_vous.horaires", **depart_de(souhait)), 303)
    form = formulaire_de(
        _champs(souhait.objet, choisi.modalite),
        contexte=contexte_de_saisie(),
        valeurs=_connues(souhait),
        brut=envoi_garde(),
    )
    if form.validate_on_submit() and _suffit(form, souhait.objet, choisi.modalite):
        garder(souhait.objet, personne=form.reponses())
        return _verifier_ou_prendre(souhait, choisi)
    page = render_template(
        "rendez_vous/vous.html", form=form, souhait=souhait, choisi=choisi, depart=depart_de(souhait)
    )
    return page, SAISIE_A_CORRIGER if form.errors else 200


def personne_dite(souhait: Souhait) -> Personne:
    """Rend la personne, telle qu’elle s’est présentée dans ce navigateur."""
    return _personne(garde(souhait.objet).get("personne") or {}, souhait.objet)


def prendre(souhait: Souhait, choisi: Retenu) -> ResponseReturnValue:
    """Prend le rendez-vous et le montre ; pris entre-temps, montre les horaires les plus proches."""
    choix, cle = choix_de(souhait, lieu_id=choisi.lieu.id, debut=choisi.debut), cle_de(souhait)
    demande = Demande(choix=choix, personne=personne_dite(souhait), cle=cle, detenteur=Detenteur(session=cle))
    try:
        if choisi.seance_id is not None:
            participations = s_inscrire(choisi.seance_id, demande)
        else:
            participations = [rdv.participations[0] for rdv in actions.reserver(demande)]
    except CreneauPris as refus:
        return montrer_les_voisins(souhait, refus.voisins)
    conclure([participation.id for participation in participations])
    flash(gettext("Votre rendez-vous est pris."), "succes")
    return redirect(url_for("rendez_vous.mien"), 303)


def envoyer_le_code(souhait: Souhait) -> bool:
    """Envoie un code à la personne ; faux s’il n’y a rien à vérifier."""
    personne = personne_dite(souhait)
    canal = canal_a_verifier(souhait.objet, personne)
    if canal is None:
        return False
    debits.consommer(CODES_PAR_POSTE, "rendez_vous/code/poste", poste())
    debits.consommer(CODES_PAR_ADRESSE, "rendez_vous/code/adresse", personne.courriel or personne.telephone)
    garder(souhait.objet, demande=envoyer_un_code(personne, canal, demande=garde(souhait.objet).get("demande") or ""))
    return True


def _verifier_ou_prendre(souhait: Souhait, choisi: Retenu) -> ResponseReturnValue:
    if envoyer_le_code(souhait):
        return redirect(url_for("rendez_vous.code", pour=souhait.objet.id), 303)
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
        champs += [
            TexteCourt("prenom", _("Votre prénom"), longueur_max=60, autocomplete="given-name"),
            TexteCourt("nom", _("Votre nom"), longueur_max=80, autocomplete="family-name"),
        ]
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
        Courriel("courriel", _("Adresse électronique"), obligatoire=False, autocomplete="email",
                 aide=_("Exemple : marie.durand@messagerie.example")),
        ChoixMultiple("besoins", _("Pour bien vous recevoir"), BESOINS, obligatoire=False),
    ]  # fmt: skip
    if objet.sans_message_possible and objet.visibilite is Visibilite.VISIBLE:
        champs.append(
            Attestation(
                "sans_message", _("Ne me laissez aucun message : ni confirmation, ni rappel"), obligatoire=False
            )
        )
    return champs


def _connues(souhait: Souhait) -> dict[str, Valeur]:
    dites = garde(souhait.objet).get("personne")
    if dites:
        return dict(dites)
    usager = usager_present()
    if usager is None:
        return {}
    prenoms = usager.identite.get("prenoms") or [""]
    return {
        "prenom": prenoms[0],
        "nom": usager.nom_usage or usager.identite.get("nom_naissance", ""),
        "telephone": usager.telephone,
        "courriel": usager.courriel,
    }


def _suffit(form: FormulaireDeSaisie, objet: ObjetRdv, modalite: Modalite) -> bool:
    """Faux, et le dit sur le champ, s’il manque de quoi nommer ou joindre la personne."""
    personne = _personne(form.reponses(), objet)
    nom = form["pseudonyme"] if objet.pseudonyme_admis else form["nom"]
    return accompli(
        form["telephone"],
        lambda: exiger(personne, objet, modalite, par_un_agent=False),
        autres={NomAttendu: nom},
    )


def _personne(dits: Mapping[str, Any], objet: ObjetRdv) -> Personne:
    usager = usager_present()
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
            for rang, naissance in enumerate(garde(objet).get("naissances") or ())
        ),
        besoins=tuple(dits.get("besoins") or ()),
        sans_message=bool(dits.get("sans_message")),
        langue=langue_courante(),
        usager_id=usager.id if usager else None,
    )
