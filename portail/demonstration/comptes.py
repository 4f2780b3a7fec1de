"""Les comptes de la démonstration : usagers et agents, reconnus par le fournisseur d’identité simulé."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select

from portail.demonstration.fournisseur.identites import affirmations, sujet
from portail.demonstration.personnes import AGENTS, SIRET_DEPARTEMENT, AgentPublic, Particulier
from portail.guichets.connexion.identite_certifiee import identite_depuis_claims
from portail.identite.actions import connecter_agent, connecter_par_courriel, connecter_usager, ouvrir_agent
from portail.identite.codes import sujet_declare
from portail.identite.models import COURRIEL, Agent, Role, Usager
from portail.journal.actions import SYSTEME
from portail.socle.base import session
from portail.socle.demarrage import reglages

COLLEGUE = AgentPublic("yann-tanguy", "Yann", "Tanguy", "Instructeur, aide au permis de conduire")
"""Un collègue qu’on ne choisit pas à la connexion : il peuple la liste du service."""

OUVERTS: Mapping[str, tuple[str, tuple[tuple[Role, str | None], ...]]] = {
    "maelle-le-bihan": ("agente d’accueil", tuple((Role.ACCUEIL, ou) for ou in ("accueil", "jeunesse", "autonomie"))),
    "claire-lebreton": ("instructrice", ((Role.INSTRUCTEUR, "jeunesse"),)),
    "yann-tanguy": ("instructeur", ((Role.INSTRUCTEUR, "jeunesse"),)),
    "julien-morvan": ("instructeur", ((Role.INSTRUCTEUR, "autonomie"),)),
    "isabelle-corre": ("évaluatrice médico-sociale", ((Role.EVALUATEUR, "autonomie"),)),
    "herve-guillou": (
        "responsable du service",
        ((Role.RESPONSABLE, "jeunesse"), (Role.RESPONSABLE, "autonomie")),
    ),
    "patrick-le-roux": (
        "régisseur",
        tuple((Role.REGISSEUR, ou) for ou in ("accueil", "jeunesse", "autonomie", "vie_associative")),
    ),
    "nathalie-rio": ("administratrice du portail", ((Role.ADMINISTRATEUR, None),)),
    "gwenaelle-prigent": (
        "directrice",
        tuple((Role.DIRECTEUR, ou) for ou in ("jeunesse", "autonomie", "enfance", "solidarites")),
    ),
    "odile-carre": ("secrétaire médico-sociale", ((Role.SECRETAIRE, "solidarites"), (Role.SECRETAIRE, "enfance"))),
    "nolwenn-le-gall": ("puéricultrice", ((Role.EVALUATEUR, "enfance"),)),
    "ronan-kerdal": ("responsable de l’animation sportive", ((Role.RESPONSABLE, "vie_associative"),)),
    "gaelle-riou": ("éducatrice sportive", ((Role.DIRECTEUR_ACTIVITE, "vie_associative"),)),
    "yves-tardif": ("instructeur", ((Role.INSTRUCTEUR, "recours"),)),
    "viviane-robin": ("responsable de l’unité des recours", ((Role.RESPONSABLE, "recours"),)),
    "erwan-josse": ("instructeur", ((Role.INSTRUCTEUR, "espaces_naturels"),)),
    "muriel-caillaud": ("responsable des espaces naturels", ((Role.RESPONSABLE, "espaces_naturels"),)),
    "agathe-delorme": ("déléguée à la protection des données", ((Role.DPO, None),)),
}
"""Agents à qui le portail ouvre un accès : leur qualité, telle qu’elle signe, et leurs rôles par service."""


def ouvrir_les_agents() -> Mapping[str, Agent]:
    """Ouvre l’accès des agents de la démonstration et les rend, par identifiant ; rejouable."""
    publics = [agent for agent in (*AGENTS, COLLEGUE) if agent.identifiant in OUVERTS]
    return {public.identifiant: _agent(public, rang) for rang, public in enumerate(publics, start=1)}


def _agent(public: AgentPublic, rang: int) -> Agent:
    qualite, habilitations = OUVERTS[public.identifiant]
    return agent_de_demonstration(public, qualite, habilitations, rang)


def agent_de_demonstration(
    public: AgentPublic, qualite: str, habilitations: Sequence[tuple[Role, str | None]], rang: int
) -> Agent:
    """Ouvre l’accès de cet agent, s’il ne l’est pas déjà, et le rend ; `rang` fait son numéro de téléphone."""
    connu = session.scalars(select(Agent).where(Agent.courriel == public.courriel)).first()
    if connu is not None:
        return connu
    agent = ouvrir_agent(
        prenom=public.prenom,
        nom=public.nom_usuel,
        qualite=qualite,
        courriel=public.courriel,
        telephone=f"02 61 91 44 {rang + 10}",
        siret=SIRET_DEPARTEMENT,
        habilitations=habilitations,
        auteur=SYSTEME,
    )
    emetteur = reglages().proconnect.emetteur
    if public in AGENTS and emetteur:
        connecter_agent(
            emetteur=emetteur, sujet=sujet("proconnect", public), courriel=public.courriel, siret=SIRET_DEPARTEMENT
        )
    return agent


def usager_de_demonstration(personne: Particulier, *, jour: date, certifie: bool) -> Usager:
    """Rend le compte de cette personne, ouvert comme à la connexion : FranceConnect, ou un code reçu par courriel."""
    if not certifie:
        return _par_courriel(personne, jour)
    fournisseur = reglages().franceconnect
    claims = affirmations(personne, fournisseur.portees.split(), jour=jour)
    return connecter_usager(
        emetteur=fournisseur.emetteur,
        sujet=sujet("franceconnect", personne),
        identite=identite_depuis_claims(claims),
        langue="fr",
    )


def _par_courriel(personne: Particulier, jour: date) -> Usager:
    identite = {
        "nom_naissance": personne.nom_naissance,
        "prenoms": list(personne.prenoms),
        "date_naissance": personne.naissance(jour).isoformat(),
    }
    return connecter_par_courriel(
        sujet=sujet_declare(personne.courriel, identite),
        courriel=personne.courriel,
        identite=identite,
        emetteur=COURRIEL,
        langue="fr",
    )
