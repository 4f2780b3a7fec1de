"""De quoi prendre rendez-vous : un lieu, un objet, qui reçoit, quand ; chacun passe par les actions de la vie."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any
from uuid import uuid4

from portail.identite.models import Agent, Role, Usager
from portail.journal.actions import SYSTEME
from portail.rendez_vous.invitations.actions import inviter
from portail.rendez_vous.invitations.models import Invitation
from portail.rendez_vous.lieux import actions as lieux
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.objets.models import BesoinRdv, Famille, Modalite, ObjetRdv, QuiReserve
from portail.rendez_vous.plages import actions as plages
from portail.rendez_vous.plages.fiche import FichePlage
from portail.rendez_vous.plages.models import Plage, Rythme
from portail.rendez_vous.reservations.actions import reserver
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.reservations.demandes import Demande
from portail.rendez_vous.reservations.personnes import Personne
from portail.rendez_vous.ressources import actions as ressources
from portail.rendez_vous.ressources.models import GenreRessource, Ressource
from portail.rendez_vous.telephone import actions as appels
from portail.rendez_vous.telephone.models import DemandeDeRappel, Sujet
from portail.socle import horloge
from portail.socle.base import session, transaction
from tests import fabriques

SERVICE = "enfance"
COMPETENCE = "puericultrice"
JOURS_OUVRES = frozenset({1, 2, 3, 4, 5})
LUNDI = date(2026, 11, 23)
"""Le premier jour ouvré après `fabriques.JOUR`."""


def lieu(code: str = "", *, code_insee: str = "44002", **valeurs: Any) -> Lieu:
    """Rend un lieu ouvert, à Aigrefeuille-sur-Maine sauf mention contraire."""
    code = code or f"lieu-{uuid4().hex[:8]}"
    fiche = {
        "nom": f"Accueil {code}",
        "adresse": "4 rue Lavoisier",
        "code_postal": "44140",
        "code_insee": code_insee,
        "telephone": "02 61 91 45 01",
        **valeurs,
    }
    return lieux.creer_lieu(code, lieux.FicheLieu(**fiche), auteur=SYSTEME)


def objet(
    code: str = "", *, duree: int = 30, besoins: Iterable[tuple[int, GenreRessource, str, int]] = (), **valeurs: Any
) -> ObjetRdv:
    """Rend un objet de rendez-vous ouvert à tous ; sans `besoins`, une puéricultrice suffit."""
    voulus = list(besoins) or [(1, GenreRessource.AGENT, COMPETENCE, duree)]
    colonnes: dict[str, Any] = {
        "code": code or f"OBJET_{uuid4().hex[:8].upper()}",
        "libelle": "Peser et suivre votre bébé",
        "famille": Famille.PMI,
        "service_code": SERVICE,
        "modalites": ["sur_place"],
        "duree_minutes": duree,
        "pas_minutes": duree,
        "delai_minutes": 120,
        "horizon_jours": 42,
        "limite_annulation_minutes": 120,
        "limite_deplacement_minutes": 120,
        "collectif": valeurs.get("places") is not None,
        **valeurs,
    }
    neuf = ObjetRdv(
        **colonnes,
        besoins=[
            BesoinRdv(ordre=ordre, genre=genre, competence=competence, duree_minutes=minutes)
            for ordre, genre, competence, minutes in voulus
        ],
    )
    with transaction():
        session.add(neuf)
    return neuf


def puericultrice(prenom: str = "Maëlle", nom: str = "Rouxel", *, role: Role = Role.INSTRUCTEUR) -> Agent:
    """Rend un agent du service, qui reçoit."""
    return fabriques.agent(role, SERVICE, prenom=prenom, nom=nom)


def secretaire(prenom: str = "Odile", nom: str = "Carré") -> Agent:
    """Rend qui tient les agendas du service."""
    return fabriques.agent(Role.SECRETAIRE, SERVICE, prenom=prenom, nom=nom)


def agenda(agent: Agent, ou: Lieu | None = None, *competences: str, **valeurs: Any) -> Ressource:
    """Rend l’agenda de cet agent, qu’on ouvre ; puéricultrice sans autre compétence nommée."""
    return ressources.inscrire_agent(
        agent.id,
        lieu_id=ou.id if ou else None,
        competences=competences or (COMPETENCE,),
        auteur=SYSTEME,
        **valeurs,
    )


def salle(ou: Lieu, *competences: str, nom: str = "Salle 1") -> Ressource:
    """Rend une salle de consultation de ce lieu."""
    fiche = ressources.FicheRessource(nom=nom, lieu_id=ou.id, competences=competences or ("consultation",))
    return ressources.ajouter(GenreRessource.SALLE, fiche, auteur=SYSTEME)


def interprete(*langues: str, nom: str = "Interprète") -> Ressource:
    """Rend un interprète, sans lieu."""
    fiche = ressources.FicheRessource(nom=nom, lieu_id=None, langues=langues or ("lsf",))
    return ressources.ajouter(GenreRessource.INTERPRETE, fiche, auteur=SYSTEME)


def fiche_plage(ressource: Ressource, ou: Lieu, *objets: ObjetRdv, **valeurs: Any) -> FichePlage:
    """Rend une plage à poser : du lundi au vendredi, de 9 h à 12 h, à compter du lundi, sans fin."""
    champs: dict[str, Any] = {
        "ressource_id": ressource.id,
        "lieu_id": ou.id,
        "objets": frozenset(un.id for un in objets),
        "modalites": frozenset({"sur_place"}),
        "premier_jour": LUNDI,
        "dernier_jour": None,
        "debut": time(9),
        "fin": time(12),
        "jours": JOURS_OUVRES if valeurs.get("rythme") is not Rythme.MENSUEL else frozenset({1}),
        **valeurs,
    }
    return FichePlage(**champs)


def plage(par: Agent, ressource: Ressource, ou: Lieu, *objets: ObjetRdv, **valeurs: Any) -> Plage:
    """Rend une plage posée par cet agent ; mêmes valeurs que `fiche_plage`."""
    return plages.creer(fiche_plage(ressource, ou, *objets, **valeurs), par=par)


def pris_avec(agent: Agent, service: str = fabriques.SERVICE) -> dict[str, str]:
    """Rend ce qui désigne un rendez-vous pris avec cet agent, le lundi à 9 h, et la plage où il tombe."""
    ou, quoi = lieu(), objet(service_code=service, besoins=[(1, GenreRessource.AGENT, "", 30)])
    posee = plage(agent, agenda(agent, ou), ou, quoi)
    debut = horloge.instant_du(LUNDI, time(9))
    choix = Choix(objet_id=quoi.id, lieu_id=ou.id, modalite=Modalite.SUR_PLACE, debut=debut)
    sarah = Personne(prenom="Sarah", nom="Petit", courriel="sarah.petit@messagerie.example")
    [rdv] = reserver(Demande(choix=choix, personne=sarah, cle=uuid4().hex))
    return {
        "numero": rdv.numero,
        "participation_id": str(rdv.participations[0].id),
        "plage_id": str(posee.id),
        "jour": LUNDI.isoformat(),
        "demande_id": str(a_rappeler(service).id),
        "geste": "prendre",
    }


def invite(usager: Usager, par: Agent) -> Invitation:
    """Rend l’invitation de cette personne, par cet agent, à un rendez-vous de son service qui ne se prend pas seul."""
    quoi = objet(service_code=fabriques.SERVICE, qui_reserve=QuiReserve.INVITES)
    return inviter(usager.id, quoi.id, agent=par).invitation


def a_rappeler(service: str = SERVICE) -> DemandeDeRappel:
    """Rend la demande d’une personne que ce service doit rappeler, le lundi à 14 h."""
    qui_regle = fabriques.agent(Role.SECRETAIRE, service, prenom="Nadia")
    appels.ajouter_une_plage(service, appels.PlageVoulue(jour=0, debut=time(14), fin=time(15)), agent=qui_regle)
    return appels.demander(
        appels.Demandee(
            service_code=service,
            sujet=Sujet.RENDEZ_VOUS,
            nom="Mme Nguyen",
            telephone="02 61 91 00 01",
            debut=horloge.instant_du(LUNDI, time(14)),
        )
    )
