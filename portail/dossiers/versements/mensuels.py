"""Le versement d’un mois d’une prestation : prêt à mandater, sur le compte du mois d’avant."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from portail.demarche.declaration import Demarche
from portail.dossiers.models import Dossier
from portail.dossiers.versements.etats import EtatVersement
from portail.dossiers.versements.models import Versement
from portail.dossiers.versements.queries import prochain_compte, versement_de
from portail.journal.actions import SYSTEME, inscrire
from portail.socle import horloge
from portail.socle.base import session


@dataclass(frozen=True, slots=True, kw_only=True)
class DuDuMois:
    """Ce qui est à verser pour ce mois, en euros, et la décision qui le donne s’il y en a une."""

    mois: date
    montant: Decimal
    decision_id: UUID | None


def ouvrir_le_mois(dossier: Dossier, demarche: Demarche, du: DuDuMois) -> Versement:
    """Ouvre le versement d’un mois, dans la transaction courante, le dossier étant verrouillé.

    Un compte qui attend d’être vérifié fait attendre ce versement aussi ; un compte refusé par la banque n’est pas
    repris.
    """
    dernier, suite = versement_de(dossier), prochain_compte(dossier)
    iban, titulaire = (suite.iban, suite.titulaire) if suite else _compte(dossier, demarche, dernier)
    rang = session.scalar(select(func.count()).where(Versement.dossier_id == dossier.id)) or 0
    a_verifier = suite.a_verifier if suite else dernier is not None and dernier.etat is EtatVersement.A_VERIFIER
    versement = Versement(
        dossier_id=dossier.id,
        decision_id=du.decision_id,
        mois=du.mois,
        reference=f"{dossier.numero}-{rang + 1}",
        montant=du.montant,
        etat=EtatVersement.A_VERIFIER if a_verifier else EtatVersement.A_MANDATER,
        iban=iban,
        titulaire=titulaire,
        iban_rejete_empreinte=dernier.iban_rejete_empreinte if dernier else None,
        ouvert_le=horloge.maintenant(),
    )
    session.add(versement)
    if suite is not None:
        session.delete(suite)
    session.flush()
    inscrire(
        "ouvrir_versement",
        auteur=SYSTEME,
        objet=("dossier", dossier.id),
        details={"versement": str(versement.id), "vers": versement.etat.value, "mois": du.mois.isoformat()},
    )
    return versement


def _compte(dossier: Dossier, demarche: Demarche, dernier: Versement | None) -> tuple[str | None, str | None]:
    if demarche.versement is None:
        return None, None
    if dernier is None:
        return dossier.reponses.get(demarche.versement.iban), dossier.reponses.get(demarche.versement.titulaire)
    return (None if dernier.etat is EtatVersement.REJETE else dernier.iban), dernier.titulaire
