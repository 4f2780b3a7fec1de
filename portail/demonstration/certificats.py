"""Des certificats fictifs de l’office Breton : immédiats, délivrés par un agent, à vérifier, à préciser."""

from collections.abc import Mapping

from portail.identite.models import Agent
from portail.identite.notaires.models import Membre
from portail.notaires.certificats import instruction
from portail.notaires.certificats.actions import demander
from portail.notaires.certificats.demandes import Demande
from portail.notaires.certificats.etats import EtatCertificat
from portail.notaires.certificats.models import Certificat, Mutation
from portail.notaires.certificats.queries import certificat_de_la_cle
from portail.notaires.zones.parcelles import lire_les_parcelles

NOTAIRE, INSTRUCTEUR = "anne-breton", "erwan-josse"
COUERON, SUCE, GUERANDE, BELLIGNE = "44047", "44201", "44069", "44011"
HORS_ZONE, EN_ENS, EN_PEAN, ANCIENNE, A_CHEVAL, INCONNUE = (
    ("2026-101", COUERON, "ZK 12 80 a\nZK 13 80 a"),
    ("2026-104", SUCE, "AB 145 75 a"),
    ("2026-107", GUERANDE, "BN 3"),
    ("2026-109", BELLIGNE, "C 87"),
    ("2026-112", COUERON, "ZK 29\nZK 30"),
    ("2026-115", COUERON, "ZK 99"),
)
QUESTION = (
    "La parcelle ZK 99 n’est pas au cadastre d’octobre. Vient-elle d’une division ? Joignez le plan si c’est le cas."
)


def charger_les_certificats(agents: Mapping[str, Agent], membres: Mapping[str, Membre]) -> None:
    """Demande ces certificats et en traite une partie ; ne refait jamais ce qui est fait."""
    maitre, agent = membres[NOTAIRE], agents[INSTRUCTEUR]
    if certificat_de_la_cle(maitre.office_id, _cle(INCONNUE[0])) is not None:
        return
    for demandee in (HORS_ZONE, ANCIENNE, A_CHEVAL):
        _demander(maitre, *demandee)
    for demandee in (EN_ENS, EN_PEAN):
        _delivrer(_demander(maitre, *demandee), agent)
    instruction.demander_une_precision(_demander(maitre, *INCONNUE).id, QUESTION, agent=agent)


def _demander(maitre: Membre, reference: str, commune: str, parcelles: str) -> Certificat:
    lues = tuple(lire_les_parcelles(commune, parcelles))
    demande = Demande(reference=reference, commune_insee=lues[0].commune_insee, parcelles=lues, nature=Mutation.VENTE)
    return demander(demande, membre=maitre, cle=_cle(reference))


def _delivrer(certificat: Certificat, agent: Agent) -> None:
    if certificat.etat is EtatCertificat.A_VERIFIER:
        idus = [constat.parcelle.idu for constat in certificat.constats_lus()]
        relu = instruction.confirmer(certificat.id, idus, agent=agent)
        instruction.delivrer(relu.id, version=relu.version, agent=agent)


def _cle(reference: str) -> str:
    return f"demonstration-{reference}"
