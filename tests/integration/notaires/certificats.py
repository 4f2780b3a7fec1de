"""Des demandes de certificat, pour les essais : un terrain à Couëron, une zone ENS à l’est, un PEAN à l’ouest."""

from uuid import uuid4

from portail.identite.notaires.models import Membre
from portail.notaires.certificats.actions import demander
from portail.notaires.certificats.demandes import Demande
from portail.notaires.certificats.models import Certificat, Mutation
from portail.notaires.zones.appartenance import Sorte
from portail.notaires.zones.parcelles import Parcelle, parcelle
from tests.integration.notaires.terrains import cadastrer, rectangle, zoner

COUERON = "44047"
LOIN, AUTRE, EN_ZONE, A_CHEVAL, PROCHE, EN_PEAN, ABSENTE = (
    parcelle(COUERON, "ZK", numero) for numero in ("12", "13", "20", "21", "22", "30", "99")
)


def installer() -> None:
    """Écrit le cadastre et les zonages : chaque parcelle, 100 m sur 80, est dans la situation que dit son nom."""
    cadastrer(
        [
            (LOIN, rectangle(0, 0, 100, 80)),
            (AUTRE, rectangle(100, 0, 200, 80)),
            (EN_ZONE, rectangle(700, 0, 800, 80)),
            (A_CHEVAL, rectangle(515, 0, 615, 80)),
            (PROCHE, rectangle(495, 200, 595, 280)),
            (EN_PEAN, rectangle(-700, 0, -600, 80)),
        ]
    )
    zoner(Sorte.ENS, rectangle(600, -500, 1500, 500))
    zoner(Sorte.PEAN, rectangle(-1500, -500, -500, 500))


def demande(*parcelles: Parcelle, reference: str = "2026-118") -> Demande:
    """Rend une demande de ces parcelles."""
    return Demande(
        reference=reference, commune_insee=COUERON, parcelles=parcelles or (LOIN, AUTRE), nature=Mutation.VENTE
    )


def demandee(membre: Membre, *parcelles: Parcelle, reference: str = "2026-118") -> Certificat:
    """Demande un certificat de ces parcelles et le rend."""
    return demander(demande(*parcelles, reference=reference), membre=membre, cle=uuid4().hex)


def adresses(maitre: Membre) -> dict[str, str]:
    """Rend de quoi nommer, dans une adresse, un certificat de cet office, à vérifier : le cadastre y est inconnu."""
    return {"numero": demandee(maitre, LOIN).numero, "idu": LOIN.idu}
