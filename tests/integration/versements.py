"""Des aides accordées à verser, à chaque étape ; le comptable et ses fichiers."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from portail.dossiers.actions import decision
from portail.dossiers.etats import NatureDecision
from portail.dossiers.models import Dossier
from portail.dossiers.versements import comptabilite, justificatifs
from portail.dossiers.versements.comptabilite import Ordre
from portail.dossiers.versements.etats import GesteVersement, MotifRejet
from portail.dossiers.versements.models import OperationVersement, Versement
from portail.identite.models import Agent, Usager
from portail.socle import horloge
from portail.socle.base import session
from tests import fabriques
from tests.integration.lignes import promis

ACCORD = decision.Projet(nature=NatureDecision.ACCORD, montant=Decimal(500))
IBAN = "FR7630006000011234567890189"
AUTRE_IBAN = "FR7610011000201234567890188"
FACTURE, ATTESTATION = "facture_acquittee", "attestation_permis"


def versement_du(dossier: Dossier) -> Versement:
    """Rend le dernier versement du dossier, relu."""
    return session.scalars(
        select(Versement)
        .where(Versement.dossier_id == dossier.id)
        .order_by(Versement.ouvert_le.desc(), Versement.reference.desc())
        .execution_options(populate_existing=True)
    ).first()  # type: ignore[return-value]


def operations(versement: Versement) -> list[tuple[str, str]]:
    """Rend les opérations du comptable : geste et mandat, dans l’ordre."""
    lignes = session.scalars(
        select(OperationVersement)
        .where(OperationVersement.versement_id == versement.id)
        .order_by(OperationVersement.faite_le)
    )
    return [(ligne.geste.value, ligne.mandat) for ligne in lignes]


def accorde(personne: Usager, signataire: Agent, projet: decision.Projet = ACCORD, **reponses: object) -> Dossier:
    """Rend une demande acceptée, dont les justificatifs sont attendus."""
    return fabriques.decide(personne, signataire, projet, **reponses)


def transmettre(dossier: Dossier, personne: Usager, codes: Sequence[str] = (FACTURE, ATTESTATION)) -> None:
    """Envoie les justificatifs de paiement."""
    for code in codes:
        justificatifs.joindre(dossier.id, usager=personne, code=code, recu=fabriques.fichier(f"{code}.pdf"))


def a_verifier(personne: Usager, signataire: Agent, **reponses: object) -> Dossier:
    """Rend une demande acceptée, justificatifs envoyés."""
    dossier = accorde(personne, signataire, **reponses)
    transmettre(dossier, personne)
    return dossier


def a_mandater(personne: Usager, signataire: Agent, **reponses: object) -> Dossier:
    """Rend une demande acceptée, justificatifs validés."""
    dossier = a_verifier(personne, signataire, **reponses)
    justificatifs.valider(versement_du(dossier).id, agent=signataire, revision=None)
    return dossier


def operer(
    dossier: Dossier,
    agent: Agent,
    geste: GesteVersement,
    mandat: str = "M-1",
    jour: date | None = None,
    motif: MotifRejet | None = None,
) -> Versement:
    """Fait une opération du comptable, aujourd’hui par défaut."""
    ordre = Ordre(geste=geste, mandat=mandat, jour=jour or horloge.aujourd_hui(), motif=motif)
    return comptabilite.enregistrer(versement_du(dossier).id, agent=agent, ordre=ordre, revision=None)


def mandate(personne: Usager, signataire: Agent, **reponses: object) -> Dossier:
    """Rend une demande dont le versement est mandaté sous le numéro M-1."""
    dossier = a_mandater(personne, signataire, **reponses)
    operer(dossier, signataire, GesteVersement.MANDATER)
    return dossier


def rejete(personne: Usager, signataire: Agent, **reponses: object) -> Dossier:
    """Rend une demande dont la banque a refusé le versement."""
    dossier = mandate(personne, signataire, **reponses)
    operer(dossier, signataire, GesteVersement.REJETER, motif=MotifRejet.COMPTE_CLOS)
    return dossier


def fichier_du_comptable(*lignes: str) -> bytes:
    """Rend un fichier à importer."""
    return "\r\n".join(["reference;etat;mandat;date;montant;motif", *lignes, ""]).encode()


def dernier_message(dossier: Dossier) -> str:
    """Rend le dernier message promis sur ce versement."""
    message = promis(dossier)[-1]
    assert message.gabarit == "dossier/versement"
    return " ".join(message.contexte["paragraphes"]).replace("\u00a0", " ").replace("\u202f", " ")
