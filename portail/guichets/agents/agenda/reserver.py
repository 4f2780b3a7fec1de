"""Prendre un rendez-vous pour quelqu’un qui appelle ou se présente : choisir quoi et où, quand, puis qui."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import Attestation, Courriel, DateConnue, Telephone, TexteCourt
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.identites import agent_courant
from portail.guichets.refus import accompli
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import contexte_de_saisie, formulaire_de
from portail.identite.models import Agent
from portail.rendez_vous.creneaux.assemblage import Creneau
from portail.rendez_vous.creneaux.pourquoi import pourquoi
from portail.rendez_vous.creneaux.recherche import Recherche, chercher
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.lieux.queries import lieux_actifs
from portail.rendez_vous.objets.models import Modalite, ObjetRdv
from portail.rendez_vous.objets.queries import objets_des_services
from portail.rendez_vous.reservations.actions import reserver
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.reservations.demandes import Demande
from portail.rendez_vous.reservations.erreurs import NomAttendu
from portail.rendez_vous.reservations.habilitations import services_recus
from portail.rendez_vous.reservations.personnes import Enfant, Personne
from portail.socle import horloge
from portail.socle.erreurs import ErreurMetier, Introuvable
from portail.socle.traduction import _

SAISIE_A_CORRIGER = 422
CRENEAUX_MONTRES = 60


@dataclass(frozen=True, slots=True)
class Voulu:
    """Ce que l’agent cherche : l’adresse le dit, donc la page se recharge et se partage entre collègues."""

    objet: ObjetRdv
    lieu: Lieu
    modalite: Modalite
    du: date | None

    @property
    def arguments(self) -> dict[str, Any]:
        """Rend les arguments de l’adresse."""
        return {
            "objet": self.objet.code,
            "lieu": self.lieu.code,
            "modalite": self.modalite.value,
            "du": self.du.isoformat() if self.du else None,
        }


@blueprint.get("/agenda/reserver")
def reserver_pour_quelqu_un() -> ResponseReturnValue:
    """Choisir quoi et où ; montre les horaires libres, ou dit pourquoi il n’y en a pas."""
    agent = agent_courant()
    objets, lieux = objets_des_services(services_recus(agent)), lieux_actifs()
    voulu = _voulu(agent)
    trouves = chercher(_recherche(voulu)).par_lieu.get(voulu.lieu.id, ()) if voulu else ()
    return render_template(
        "agents/agenda/reserver.html",
        objets=[objet for objet in objets if not objet.collectif],
        lieux=lieux,
        modalites=list(Modalite),
        voulu=voulu,
        jours=[(jour, list(siens)) for jour, siens in groupby(trouves[:CRENEAUX_MONTRES], key=_jour_de)],
        causes=pourquoi(_recherche(voulu)) if voulu and not trouves else (),
    )


@blueprint.route("/agenda/reserver/qui", methods=["GET", "POST"])
def reserver_a_qui() -> ResponseReturnValue:
    """Demande qui vient, puis prend le rendez-vous."""
    agent = agent_courant()
    voulu, debut = _voulu(agent), _debut_demande()
    if voulu is None or debut is None:
        return redirect(url_for("agents.reserver_pour_quelqu_un"), 303)
    form = formulaire_de(_champs(voulu), contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())
    pris: list[Any] = []

    def prendre() -> None:
        pris.extend(reserver(_demande(agent, voulu, debut, form.reponses())))

    if form.validate_on_submit() and accompli(
        form["telephone"], prendre, ErreurMetier, autres={NomAttendu: form["nom"]}
    ):
        flash(gettext("Le rendez-vous est pris."), "succes")
        return redirect(url_for("agents.rendez_vous", numero=pris[0].numero), 303)
    page = render_template("agents/agenda/reserver_a_qui.html", form=form, voulu=voulu, debut=debut)
    return page, SAISIE_A_CORRIGER if form.errors else 200


def _voulu(agent: Agent) -> Voulu | None:
    """Rend ce que l’adresse demande, si c’est d’un service de l’agent ; rien tant que ce n’est pas choisi."""
    dits = request.args
    objets = {objet.code: objet for objet in objets_des_services(services_recus(agent))}
    lieux = {lieu.code: lieu for lieu in lieux_actifs()}
    if "objet" not in dits or "lieu" not in dits:
        return None
    objet, lieu = objets.get(dits["objet"]), lieux.get(dits["lieu"])
    if objet is None or lieu is None or objet.collectif:
        raise Introuvable
    modalite = dits.get("modalite", "")
    return Voulu(objet, lieu, Modalite(modalite if modalite in objet.modalites else objet.modalites[0]), _jour("du"))


def _recherche(voulu: Voulu) -> Recherche:
    return Recherche(
        objet_id=voulu.objet.id,
        lieux=frozenset({voulu.lieu.id}),
        modalite=voulu.modalite.value,
        du=voulu.du or horloge.aujourd_hui(),
        par_agent=True,
    )


def _jour_de(creneau: Creneau) -> date:
    return horloge.a_paris(creneau.debut).date()


def _jour(nom: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(nom, ""))
    except ValueError:
        return None


def _debut_demande() -> datetime | None:
    try:
        debut = datetime.fromisoformat(request.args.get("debut", ""))
    except ValueError:
        return None
    return debut.astimezone(UTC) if debut.tzinfo else None


def _champs(voulu: Voulu) -> list[Champ]:
    enfant: list[Champ] = [
        TexteCourt("prenom_enfant", _("Prénom de l’enfant"), obligatoire=False, longueur_max=60),
        DateConnue("naissance", _("Date de naissance de l’enfant"), ans_max=25),
    ]
    return [
        TexteCourt("prenom", _("Prénom de la personne"), longueur_max=60),
        TexteCourt("nom", _("Nom de la personne"), longueur_max=80),
        *(enfant if voulu.objet.demande_enfant else []),
        Telephone("telephone", _("Téléphone"), obligatoire=voulu.modalite is Modalite.TELEPHONE),
        Courriel("courriel", _("Adresse électronique"), obligatoire=False),
        Attestation("sans_message", _("La personne ne veut aucun message"), obligatoire=False),
    ]


def _demande(agent: Agent, voulu: Voulu, debut: datetime, dits: Mapping[str, Any]) -> Demande:
    naissance, prenom = dits.get("naissance"), dits.get("prenom_enfant") or ""
    enfant = Enfant(date_naissance=date.fromisoformat(naissance), prenom=prenom) if naissance else None
    return Demande(
        choix=Choix(objet_id=voulu.objet.id, lieu_id=voulu.lieu.id, modalite=voulu.modalite, debut=debut),
        personne=Personne(
            prenom=dits["prenom"],
            nom=dits["nom"],
            telephone=dits.get("telephone") or "",
            courriel=dits.get("courriel") or "",
            sans_message=bool(dits.get("sans_message")),
            enfants=(enfant,) if enfant else (),
        ),
        cle=secrets.token_urlsafe(16),  # envoyé deux fois, le second est refusé : déjà un rendez-vous
        agent=agent,
    )
