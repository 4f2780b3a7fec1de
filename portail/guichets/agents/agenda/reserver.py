"""Prendre un rendez-vous pour quelqu’un qui appelle ou se présente : choisir quoi et où, quand, puis qui."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from itertools import groupby
from typing import Any, TypeAlias
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import TexteCourt
from portail.guichets.agents.agenda.conflits import Conflit, conflit_dit
from portail.guichets.agents.agenda.moments import POURQUOI_DOUBLER, RAISON_GARDEE, RAISON_MAX
from portail.guichets.agents.agenda.plages_formulaires import MODALITES
from portail.guichets.agents.agenda.pour import deja_connues, personne_visee
from portail.guichets.agents.agenda.qui import (
    accompli_pour_quelqu_un,
    champs_de_la_personne,
    cle_du_formulaire,
    personne_dite,
)
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.ecrits import instant_ecrit, jour_ecrit
from portail.guichets.identites import agent_courant
from portail.guichets.refus import CONFLIT, SAISIE_A_CORRIGER
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import contexte_de_saisie, formulaire_de
from portail.identite.models import Agent, Usager
from portail.rendez_vous.creneaux.assemblage import Creneau
from portail.rendez_vous.creneaux.pourquoi import pourquoi
from portail.rendez_vous.creneaux.recherche import Recherche, chercher, prochains
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.lieux.queries import lieux_actifs
from portail.rendez_vous.objets.models import Modalite, ObjetRdv
from portail.rendez_vous.objets.queries import objets_des_services
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.reservations.actions import reserver
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.reservations.demandes import Demande
from portail.rendez_vous.reservations.habilitations import services_recus
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.ressources.langues import INTERPRETES, SANS_INTERPRETE
from portail.rendez_vous.ressources.models import Ressource
from portail.rendez_vous.ressources.queries import ressources_du_service
from portail.socle import horloge
from portail.socle.erreurs import Introuvable

AuChoix: TypeAlias = tuple[Sequence[ObjetRdv], Sequence[Lieu]]
CRENEAUX_MONTRES = 60
AILLEURS = 5


@dataclass(frozen=True, slots=True)
class Voulu:
    """Ce que l’agent cherche : l’adresse le dit, donc la page se recharge et se partage entre collègues."""

    objet: ObjetRdv
    lieu: Lieu
    modalite: Modalite
    du: date | None
    avec: frozenset[UUID] = frozenset()
    """Les agendas que l’on double sciemment ; vide : un horaire libre."""
    chez: UUID | None = None
    """L’agenda de qui doit recevoir ; rien : qui sera libre."""
    interprete: str = ""
    """La langue de l’interprète à réunir."""
    enfants: int = 1
    """Deux pour des jumeaux : deux rendez-vous de suite."""
    pour: Usager | None = None
    """La personne dont l’agent vient d’ouvrir la fiche."""

    @property
    def arguments(self) -> dict[str, Any]:
        """Rend les arguments de l’adresse."""
        return {
            "objet": self.objet.code,
            "lieu": self.lieu.code,
            "modalite": self.modalite.value,
            "du": self.du.isoformat() if self.du else None,
            "avec": sorted(str(une) for une in self.avec) or None,
            "chez": str(self.chez) if self.chez else None,
            "interprete": self.interprete or None,
            "enfants": self.enfants if self.enfants > 1 else None,
            "pour": str(self.pour.id) if self.pour else None,
        }

    @property
    def agents(self) -> frozenset[UUID]:
        """Rend les agendas à qui ce rendez-vous est demandé ; vide : n’importe lesquels."""
        return self.avec or frozenset({self.chez} if self.chez else ())


@blueprint.get("/agenda/reserver")
def reserver_pour_quelqu_un() -> ResponseReturnValue:
    """Choisir quoi et où ; montre les horaires libres, ou dit pourquoi il n’y en a pas."""
    agent = agent_courant()
    objets, lieux = _au_choix(agent)
    voulu = voulu_par(agent, parmi=(objets, lieux))
    trouves = chercher(_recherche(voulu)).par_lieu.get(voulu.lieu.id, ()) if voulu else ()
    return render_template(
        "agents/agenda/reserver.html",
        objets=objets,
        lieux=lieux,
        modalites={une: mot for une, mot in MODALITES.items() if voulu and une.value in voulu.objet.modalites},
        recoivent=_recoivent(voulu.objet) if voulu else (),
        interpretes=INTERPRETES,
        sans_interprete=SANS_INTERPRETE,
        voulu=voulu,
        pour=voulu.pour if voulu else personne_visee(agent),
        jours=par_jour(trouves),
        causes=pourquoi(_recherche(voulu)) if voulu and not trouves else (),
        ailleurs=_ailleurs(voulu, lieux) if voulu and not trouves else (),
    )


@blueprint.route("/agenda/reserver/qui", methods=["GET", "POST"])
def reserver_a_qui() -> ResponseReturnValue:
    """Demande qui vient, puis prend le rendez-vous."""
    agent = agent_courant()
    voulu, debut = voulu_par(agent), debut_demande()
    if voulu is None or debut is None:
        return redirect(url_for("agents.reserver_pour_quelqu_un"), 303)
    connues = deja_connues(voulu.pour)
    form = formulaire_de(_champs(voulu), contexte=contexte_de_saisie(), valeurs=connues, brut=envoi_garde())
    cle, pris = cle_du_formulaire(), list[RendezVous]()

    def prendre() -> None:
        pris.extend(reserver(_demande(agent, voulu, debut, form.reponses(), cle)))

    conflit: Conflit | None = None
    try:
        if form.validate_on_submit() and accompli_pour_quelqu_un(form, prendre):
            flash(gettext("Le rendez-vous est pris."), "succes")
            return redirect(url_for("agents.rendez_vous", numero=pris[0].numero), 303)
    except CreneauPris as refus:
        conflit = conflit_dit(refus, partial(_adresse_du_voisin, voulu))
    page = render_template(
        "agents/agenda/reserver_a_qui.html", form=form, voulu=voulu, debut=debut, cle=cle, conflit=conflit
    )
    return page, CONFLIT if conflit else SAISIE_A_CORRIGER if form.errors else 200


def _ailleurs(voulu: Voulu, lieux: Sequence[Lieu]) -> list[tuple[Creneau, Voulu]]:
    """Rend le prochain horaire des autres lieux, les plus proches dans le temps d’abord, et la recherche qui y mène."""
    par_id = {lieu.id: lieu for lieu in lieux}
    trouves = prochains(replace(_recherche(voulu), lieux=frozenset())).items()
    libres = sorted((creneau.debut, par_id[lieu].nom, creneau) for lieu, creneau in trouves if lieu in par_id)
    return [
        (creneau, replace(voulu, lieu=par_id[creneau.lieu], du=horloge.a_paris(creneau.debut).date()))
        for _debut, _nom, creneau in libres[:AILLEURS]
    ]


def _adresse_du_voisin(voulu: Voulu, creneau: Creneau, lieu: Lieu) -> str:
    """Rend où envoyer la même saisie pour prendre cet horaire."""
    ailleurs = {**voulu.arguments, "lieu": lieu.code, "debut": creneau.debut.isoformat()}
    return url_for("agents.reserver_a_qui", **ailleurs)


def _au_choix(agent: Agent) -> AuChoix:
    """Rend ce que l’agent peut prendre pour quelqu’un, et où ; une séance se prend sur sa page."""
    return [un for un in objets_des_services(services_recus(agent)) if not un.collectif], lieux_actifs()


def voulu_par(agent: Agent, *, parmi: AuChoix | None = None) -> Voulu | None:
    """Rend ce que l’adresse demande, si c’est d’un service de l’agent ; rien tant que ce n’est pas choisi.

    `parmi` : ce qui est au choix, si on l’a déjà lu.
    """
    dits = request.args
    if "objet" not in dits or "lieu" not in dits:
        return None
    objets, lieux = parmi or _au_choix(agent)
    objet = next((un for un in objets if un.code == dits["objet"]), None)
    lieu = next((un for un in lieux if un.code == dits["lieu"]), None)
    if objet is None or lieu is None:
        raise Introuvable
    modalite = dits.get("modalite", "")
    choisie = Modalite(modalite if modalite in objet.modalites else objet.modalites[0])
    interprete = dits.get("interprete", "")
    return Voulu(
        objet, lieu, choisie, jour_ecrit(dits.get("du", "")), _avec(objet), _chez(objet),
        interprete=interprete if interprete in INTERPRETES and interprete != SANS_INTERPRETE else "",
        enfants=2 if objet.demande_enfant and dits.get("enfants") == "2" else 1,
        pour=personne_visee(agent),
    )  # fmt: skip


def _avec(objet: ObjetRdv) -> frozenset[UUID]:
    """Rend les agendas du service que l’adresse nomme pour les doubler ; lève `Introuvable` s’ils n’en sont pas."""
    demandes = request.args.getlist("avec")
    du_service = {str(une.id): une.id for une in ressources_du_service(objet.service_code)} if demandes else {}
    if not du_service.keys() >= set(demandes):
        raise Introuvable
    return frozenset(du_service[une] for une in demandes)


def _chez(objet: ObjetRdv) -> UUID | None:
    """Rend l’agenda nommé pour recevoir ; lève `Introuvable` s’il n’est pas de ce service."""
    demande = request.args.get("chez", "")
    trouve = next((une.id for une in _recoivent(objet) if str(une.id) == demande), None) if demande else None
    if demande and trouve is None:
        raise Introuvable
    return trouve


def _recoivent(objet: ObjetRdv) -> list[Ressource]:
    """Rend les agendas des agents du service."""
    return [une for une in ressources_du_service(objet.service_code) if une.agent_id is not None]


def _recherche(voulu: Voulu) -> Recherche:
    return Recherche(
        objet_id=voulu.objet.id,
        lieux=frozenset({voulu.lieu.id}),
        modalite=voulu.modalite.value,
        du=voulu.du or horloge.aujourd_hui(),
        par_agent=True,
        nombre=voulu.enfants,
        langue=voulu.interprete,
        agents=frozenset({voulu.chez} if voulu.chez else ()),
    )


def par_jour(trouves: Sequence[Creneau]) -> list[tuple[date, list[Creneau]]]:
    """Rend les premiers de ces créneaux, jour par jour."""
    par_date = groupby(trouves[:CRENEAUX_MONTRES], key=lambda creneau: horloge.a_paris(creneau.debut).date())
    return [(jour, list(siens)) for jour, siens in par_date]


def debut_demande() -> datetime | None:
    """Rend le début que l’adresse nomme ; rien s’il ne se lit pas."""
    return instant_ecrit(request.args.get("debut", ""))


def _champs(voulu: Voulu) -> list[Champ]:
    raison = TexteCourt(
        "raison",
        POURQUOI_DOUBLER,
        longueur_max=RAISON_MAX,
        aide=RAISON_GARDEE,
    )
    siens = champs_de_la_personne(voulu.objet, voulu.modalite, enfants=voulu.enfants)
    return [raison, *siens] if voulu.avec else siens


def _demande(agent: Agent, voulu: Voulu, debut: datetime, dits: Mapping[str, Any], cle: str) -> Demande:
    return Demande(
        choix=Choix(
            objet_id=voulu.objet.id,
            lieu_id=voulu.lieu.id,
            modalite=voulu.modalite,
            debut=debut,
            agents=voulu.agents,
            langue=voulu.interprete,
        ),
        personne=replace(personne_dite(dits), usager_id=voulu.pour.id if voulu.pour else None),
        cle=f"agent/{agent.id}/{cle}",  # envoyé deux fois, le second rend ce que le premier a pris
        agent=agent,
        force=dits.get("raison") or "",
    )
