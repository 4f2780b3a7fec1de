"""Une évaluation à domicile faite par les mêmes gestes que dans la vie : remplir chaque page du volet, le valider."""

from collections.abc import Mapping
from typing import Any

from forms.apa_evaluation import VOLET
from forms.regles.aggir_calculs import ACTIVITES, ADVERBES, NE_FAIT_PAS
from portail.dossiers.models import Dossier
from portail.dossiers.volets import actions
from portail.dossiers.volets.models import Volet
from portail.dossiers.volets.queries import volet_ecrit
from portail.identite.models import Agent, Role
from tests import fabriques
from tests.unitaires.situations_apa import APA

SECRET = "Désorientée le soir, chute en septembre."
"""Un constat de santé que nul autre que les lecteurs du volet ne doit lire."""
ADVERBES_DE: Mapping[str, list[str]] = {"A": [*ADVERBES], "B": [*ADVERBES[:2]], "C": [NE_FAIT_PAS]}
SOINS = ("toilette", "habillage", "alimentation")
COTES_DU_GIR: Mapping[int, dict[str, str]] = {
    1: dict.fromkeys(ACTIVITES, "C"),
    2: dict.fromkeys(ACTIVITES, "A") | dict.fromkeys(SOINS, "B") | {"coherence": "C", "orientation": "C"},
    3: dict.fromkeys(ACTIVITES, "A") | dict.fromkeys(SOINS, "C"),
    4: dict.fromkeys(ACTIVITES, "B"),
    5: dict.fromkeys(ACTIVITES, "A") | {"toilette": "B"},
    6: dict.fromkeys(ACTIVITES, "A"),
}
"""Une cotation de chaque GIR."""
EVALUATION = APA.volets[0]


def evaluatrice(prenom: str = "Isabelle", nom: str = "Corre") -> Agent:
    return fabriques.agent(Role.EVALUATEUR, "autonomie", prenom=prenom, nom=nom)


def reponses_de(cotes: Mapping[str, str], **autres: Any) -> dict[str, Any]:
    """Rend les réponses d’une évaluation complète."""
    return {
        **{activite: ADVERBES_DE[cote] for activite, cote in cotes.items()},
        "date_visite": "2026-11-20",
        "presents": "Jeanne et sa fille",
        "constats": SECRET,
        "conseils": "Installer une barre d’appui.",
        **autres,
    }


def remplir(dossier: Dossier, agent: Agent, reponses: Mapping[str, Any]) -> Volet:
    """Enregistre toutes les pages."""
    ecrit = volet_ecrit(dossier, VOLET)
    for page in EVALUATION.pages:
        revision = ecrit.revision_de(page.identifiant) if ecrit else 0
        siennes = {champ.identifiant: reponses.get(champ.identifiant) for champ in page.champs}
        ecrit = actions.enregistrer_page(
            dossier.id, VOLET, agent=agent, page=page.identifiant, reponses=siennes, revision=revision
        )
    assert ecrit is not None
    return ecrit


def evaluer(dossier: Dossier, gir: int = 4, *, agent: Agent | None = None, **reponses: Any) -> Volet:
    """Remplit et valide l’évaluation : le GIR passe aux réponses d’agent."""
    agent = agent or evaluatrice()
    ecrit = remplir(dossier, agent, reponses_de(COTES_DU_GIR[gir], **reponses))
    return actions.valider(dossier.id, VOLET, agent=agent, revision=ecrit.revision)
