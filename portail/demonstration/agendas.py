"""Qui reçoit sur rendez-vous, où et quand : agents, salles, interprète et plages fictifs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from portail.demonstration.personnes import AgentPublic
from portail.identite.models import Agent, Role
from portail.journal.actions import SYSTEME
from portail.rendez_vous.lieux.queries import lieu_de
from portail.rendez_vous.objets.queries import objet_de
from portail.rendez_vous.plages import actions as plages
from portail.rendez_vous.plages.fiche import FichePlage
from portail.rendez_vous.plages.models import Rythme
from portail.rendez_vous.ressources import actions as ressources
from portail.rendez_vous.ressources.models import GenreRessource, Ressource
from portail.socle import horloge

ENFANCE, SOLIDARITES = "enfance", "solidarites"
DEPUIS = timedelta(weeks=8)
"""Les plages tournent depuis assez longtemps pour avoir des rendez-vous passés."""
LUN, MAR, MER, JEU, VEN = 1, 2, 3, 4, 5
MATIN, APRES_MIDI = (time(9), time(12, 15)), (time(13, 45), time(17))


@dataclass(frozen=True, slots=True, kw_only=True)
class Accueil:
    """Un agent qui reçoit : sa qualité, ses rôles, ce qu’il sait faire, son lieu."""

    public: AgentPublic
    qualite: str
    roles: tuple[tuple[Role, str], ...]
    competences: tuple[str, ...]
    lieu: str
    langues: tuple[str, ...] = ()


def _accueil(
    nom: str, presentation: str, role: Role, service: str, competences: str, lieu: str, *langues: str
) -> Accueil:
    prenom, _espace, famille = nom.partition(" ")
    identifiant = nom.lower().translate(str.maketrans("éèëïîçâ '", "eeeiica--"))
    return Accueil(
        public=AgentPublic(identifiant, prenom, famille, presentation),
        qualite=presentation.lower(),
        roles=((role, service),),
        competences=tuple(competences.split()),
        lieu=lieu,
        langues=langues,
    )


ACCUEILS: tuple[Accueil, ...] = (
    _accueil("Solenn Guivarch", "Puéricultrice", Role.EVALUATEUR, ENFANCE, "puericultrice vaccination", "clisson"),
    _accueil("Marc Delaunay", "Médecin de PMI", Role.MEDECIN, ENFANCE, "medecin_pmi vaccination", "aigrefeuille"),
    _accueil("Armelle Quinio", "Sage-femme", Role.EVALUATEUR, ENFANCE, "sage_femme", "nantes-centre"),
    _accueil("Justine Ollivier", "Infirmière", Role.EVALUATEUR, ENFANCE, "sante_sexuelle", "nantes-centre", "en"),
    _accueil(
        "Typhaine Rio",
        "Puéricultrice",
        Role.EVALUATEUR,
        ENFANCE,
        "puericultrice assistants_maternels",
        "saint-nazaire-centre",
    ),
    _accueil("Ronan Kermarrec", "Assistant social", Role.INSTRUCTEUR, SOLIDARITES, "travailleur_social", "clisson"),
    _accueil(
        "Fanny Bourdeau", "Assistante sociale", Role.INSTRUCTEUR, SOLIDARITES, "travailleur_social", "nantes-centre"
    ),
    _accueil(
        "Leila Haddad",
        "Conseillère en économie sociale familiale",
        Role.INSTRUCTEUR,
        SOLIDARITES,
        "cesf",
        "nantes-centre",
        "ar",
    ),
    _accueil(
        "Erwan Prual", "Assistant social", Role.INSTRUCTEUR, SOLIDARITES, "travailleur_social", "saint-nazaire-centre"
    ),
)
CONNUS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "odile-carre": (("accompagnement",), "nantes-centre"),
    "nolwenn-le-gall": (("puericultrice", "vaccination"), "aigrefeuille"),
}
"""Les agents que l’on choisit à la connexion : leurs compétences, leur lieu."""
SALLES = (
    ("aigrefeuille", "Salle de consultation", "consultation"),
    ("clisson", "Salle de consultation", "consultation"),
    ("nantes-centre", "Salle de consultation", "consultation"),
    ("saint-nazaire-centre", "Salle de consultation", "consultation"),
    ("nantes-centre", "Grande salle", "reunion"),
)


@dataclass(frozen=True, slots=True)
class Tour:
    """Une plage qui revient : qui, où, pour quoi, quels jours, quelles heures."""

    qui: str
    lieu: str
    objets: str
    jours: tuple[int, ...]
    heures: tuple[time, time] = MATIN
    modalites: str = "sur_place"
    rang: int | None = None
    """Chaque mois, le rang-ième de ce jour."""


BEBES = "PMI_PESEE PMI_PUER PMI_BILAN PMI_VACC PMI_NAISSANCE"
TOURS: tuple[Tour, ...] = (
    Tour("nolwenn-le-gall", "aigrefeuille", BEBES, (MAR, JEU)),
    Tour("nolwenn-le-gall", "aigrefeuille", "PMI_PUER", (MAR, JEU), APRES_MIDI, "telephone visio"),
    Tour("nolwenn-le-gall", "clisson", BEBES, (MER,), APRES_MIDI),
    Tour("solenn-guivarch", "clisson", BEBES, (LUN, VEN)),
    Tour("solenn-guivarch", "clisson", "PMI_NAISSANCE PMI_PUER", (MAR,), APRES_MIDI, "domicile"),
    Tour("marc-delaunay", "aigrefeuille", "PMI_CONS PMI_BILAN PMI_VACC", (MAR, JEU)),
    Tour("marc-delaunay", "clisson", "PMI_CONS PMI_VACC", (VEN,)),
    Tour("armelle-quinio", "nantes-centre", "SF_PRENATAL SF_SUIVI", (LUN, JEU), modalites="sur_place visio"),
    Tour("justine-ollivier", "nantes-centre", "SANTE_SEX", (MER, VEN), (time(12), time(18)), "sur_place telephone"),
    Tour("typhaine-rio", "saint-nazaire-centre", "PMI_PESEE PMI_PUER", (LUN, MER, JEU)),
    Tour("ronan-kermarrec", "clisson", "AS_PREM", (LUN, JEU), modalites="sur_place telephone"),
    Tour("ronan-kermarrec", "aigrefeuille", "AS_PREM", (MAR,), APRES_MIDI, rang=2),
    Tour("fanny-bourdeau", "nantes-centre", "AS_PREM AS_SUIVI", (LUN, MAR, JEU), modalites="sur_place telephone"),
    Tour("leila-haddad", "nantes-centre", "BUDGET", (MAR, MER), APRES_MIDI, "sur_place telephone visio"),
    Tour("erwan-prual", "saint-nazaire-centre", "AS_PREM AS_SUIVI", (MAR, VEN), modalites="sur_place telephone"),
    Tour("odile-carre", "nantes-centre", "ACCES_DROITS", (LUN, MAR, MER, JEU, VEN), modalites="sur_place telephone"),
)


def ouvrir_les_agendas(agents: Mapping[str, Agent]) -> Mapping[str, Ressource]:
    """Ouvre l’agenda de chacun de ces agents, des salles et d’une interprète, et pose les plages."""
    agendas = {nom: _agenda(agent, nom) for nom, agent in agents.items()}
    for code, nom, competence in SALLES:
        fiche = ressources.FicheRessource(nom=nom, lieu_id=lieu_de(code).id, competences=(competence,))
        ressources.ajouter(GenreRessource.SALLE, fiche, auteur=SYSTEME)
    interprete = ressources.FicheRessource(nom="Interprète en langue des signes", lieu_id=None, langues=("lsf",))
    agendas["interprete"] = ressources.ajouter(GenreRessource.INTERPRETE, interprete, auteur=SYSTEME)
    premier = horloge.aujourd_hui() - DEPUIS
    for tour in TOURS:
        plages.creer(_plage(tour, agendas[tour.qui], premier), par=agents[tour.qui])
    signes = Tour("interprete", "nantes-centre", "BUDGET AS_PREM ACCES_DROITS", (MAR,), APRES_MIDI)
    plages.creer(_plage(signes, agendas["interprete"], premier), par=agents["odile-carre"])
    return agendas


def _agenda(agent: Agent, nom: str) -> Ressource:
    accueil = next((un for un in ACCUEILS if un.public.identifiant == nom), None)
    competences, lieu = (accueil.competences, accueil.lieu) if accueil else CONNUS[nom]
    return ressources.inscrire_agent(
        agent.id,
        lieu_id=lieu_de(lieu).id,
        competences=competences,
        langues=accueil.langues if accueil else (),
        auteur=SYSTEME,
    )


def _plage(tour: Tour, agenda: Ressource, premier: date) -> FichePlage:
    return FichePlage(
        ressource_id=agenda.id,
        lieu_id=lieu_de(tour.lieu).id,
        objets=frozenset(objet_de(code).id for code in tour.objets.split()),
        modalites=frozenset(tour.modalites.split()),
        premier_jour=premier,
        dernier_jour=None,
        debut=tour.heures[0],
        fin=tour.heures[1],
        rythme=Rythme.MENSUEL if tour.rang else Rythme.HEBDOMADAIRE,
        jours=frozenset(tour.jours),
        rang=tour.rang,
    )
