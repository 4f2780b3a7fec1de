"""Ce que partagent les essais de qui l’on paie : un service d’aide, un dossier servi, les versements en bref."""

from portail.dossiers.models import Dossier
from portail.dossiers.versements import comptabilite, prestataires
from portail.dossiers.versements.comptabilite import Ordre
from portail.dossiers.versements.etats import EtatVersement, GesteVersement, MotifRejet
from portail.dossiers.versements.models import Prestataire
from portail.dossiers.versements.queries import versements_de
from portail.identite.models import Agent
from portail.socle import horloge
from tests.integration.propositions import SERVICE

IBAN_DU_SERVICE, AUTRE_IBAN = "FR1420041010050500013M02606", "FR7610011000201234567890188"
AU_SERVICE = {"mode_versement": "service"}
EN_TITRES = {"mode_versement": "cesu"}


def aide_atlantique(regis: Agent) -> Prestataire:
    """Un service d’aide que l’on peut payer."""
    return prestataires.ajouter(
        agent=regis, service_code=SERVICE, nom="Aide Atlantique", siret="73282932000074", iban=IBAN_DU_SERVICE
    )


def dits(dossier: Dossier) -> list[tuple[str, str | None, str, str]]:
    """Rend, du plus ancien au plus récent : le mode, la fin du compte, l’état, le montant."""
    return [
        (un.mode.value, un.iban and un.iban[-3:], un.etat.value, f"{un.montant:.2f}")
        for un in reversed(versements_de(dossier))
    ]


def payer(dossier: Dossier, agent: Agent, *, mandat: str = "M-1", rejet: MotifRejet | None = None) -> None:
    """Mandate puis paie, ou rejette, tout ce qui est prêt."""
    for versement in versements_de(dossier):
        if versement.etat is not EtatVersement.A_MANDATER:
            continue
        for geste in (GesteVersement.MANDATER, GesteVersement.REJETER if rejet else GesteVersement.PAYER):
            motif = rejet if geste is GesteVersement.REJETER else None
            ordre = Ordre(geste=geste, mandat=mandat, jour=horloge.aujourd_hui(), motif=motif)
            comptabilite.enregistrer(versement.id, agent=agent, ordre=ordre, revision=None)
