"""Des demandes de certificat, pour les essais : un terrain à Couëron, une zone ENS à l’est, un PEAN à l’ouest."""

from uuid import uuid4

from sqlalchemy import select

from portail.identite.models import Agent, Role
from portail.identite.notaires.models import Membre
from portail.notaires.certificats import instruction
from portail.notaires.certificats.actions import demander
from portail.notaires.certificats.demandes import Demande
from portail.notaires.certificats.models import Certificat, Mutation
from portail.notaires.certificats.queries import document_du_certificat, pdf_du_certificat
from portail.notaires.habilitations import SERVICE_ESPACES_NATURELS
from portail.notaires.zones.appartenance import Sorte
from portail.notaires.zones.parcelles import Parcelle, parcelle
from portail.notifications.models import Notification
from portail.socle.base import session
from tests import fabriques, pdf
from tests.integration.notaires.terrains import cadastrer, rectangle, zoner
from tests.integration.remises import composer

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


def certificatrice(prenom: str = "Nadia") -> Agent:
    """Rend une instructrice des espaces naturels."""
    return fabriques.agent(Role.INSTRUCTEUR, SERVICE_ESPACES_NATURELS, prenom=prenom, nom="Morel")


def confirmee(certificat: Certificat, agente: Agent) -> Certificat:
    """Confirme toutes les parcelles, puis délivre."""
    tous = [constat.parcelle.idu for constat in certificat.constats_lus()]
    relu = instruction.confirmer(certificat.id, tous, agent=agente)
    return instruction.delivrer(relu.id, version=relu.version, agent=agente)


def en_pdf(certificat: Certificat) -> str:
    """Compose le document, vérifie qu’il est accessible et archivable, et rend son texte, toute espace ordinaire."""
    composer(document_du_certificat(certificat))
    contenu = pdf_du_certificat(certificat)
    assert pdf.defauts(contenu) == []
    return pdf.texte(contenu).replace("\u00a0", " ").replace("\u202f", " ")


def messages() -> list[tuple[str, str]]:
    """Rend les messages promis : gabarit, adresse."""
    lus = session.execute(select(Notification.gabarit, Notification.adresse).order_by(Notification.prevu_le))
    return [(gabarit, adresse) for gabarit, adresse in lus]


def adresses(maitre: Membre) -> dict[str, str]:
    """Rend de quoi nommer, dans une adresse, un certificat de cet office, à vérifier : le cadastre y est inconnu."""
    return {"numero": demandee(maitre, LOIN).numero, "idu": LOIN.idu}
