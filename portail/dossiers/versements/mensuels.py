"""Les versements d’un mois d’une prestation, prêts à mandater : au mode choisi, le reste au compte de la personne."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from portail.demarche.declaration import Demarche, ModeVersement
from portail.dossiers.models import Dossier
from portail.dossiers.propositions.models import EtatProposition
from portail.dossiers.propositions.queries import derniere_envoyee, propositions_de
from portail.dossiers.versements.etats import EtatVersement
from portail.dossiers.versements.models import ProchainCompte, Versement
from portail.dossiers.versements.modes import Destination, compte_de_la_personne, destination_au, diriger
from portail.dossiers.versements.partage import TOUT, part_confiee, partager
from portail.dossiers.versements.phrases import dire_le_compte_manque
from portail.dossiers.versements.queries import dernier_sur_compte, prochain_compte
from portail.journal.actions import SYSTEME, inscrire
from portail.socle import horloge
from portail.socle.base import session

COMPTE = Destination(mode=ModeVersement.COMPTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DuDuMois:
    """Ce qui est à verser pour ce mois, en euros, et la décision qui le donne s’il y en a une."""

    mois: date
    montant: Decimal
    decision_id: UUID | None


def ouvrir_le_mois(dossier: Dossier, demarche: Demarche, du: DuDuMois) -> Sequence[Versement]:
    """Ouvre les versements d’un mois, dans la transaction courante, le dossier étant verrouillé.

    Un compte qui attend d’être vérifié fait attendre ce versement aussi ; un compte refusé par la banque n’est pas
    repris.
    """
    return [_ouvrir(dossier, demarche, du, *part) for part in _parts(dossier, demarche, du)]


def _parts(dossier: Dossier, demarche: Demarche, du: DuDuMois) -> Iterator[tuple[Destination, Decimal, bool]]:
    """Rend à qui va quoi, et si c’est le reste : ce que le mode choisi couvre, puis ce qu’il ne couvre pas."""
    destination = destination_au(dossier, demarche, du.mois)
    confie, reste = partager(du.montant, _part(dossier, demarche, destination.mode))
    if confie > 0:
        yield destination, confie, False
    if reste > 0:
        yield COMPTE, reste, True


def _part(dossier: Dossier, demarche: Demarche, mode: ModeVersement) -> Decimal:
    """Rend la part que couvre ce mode, d’après la proposition que la personne a acceptée ; sans elle, tout."""
    natures = demarche.versement.confiees.get(mode, ()) if demarche.versement else ()
    acceptee = derniere_envoyee(propositions_de(dossier)) if natures else None
    if acceptee is None or acceptee.etat is not EtatProposition.ACCEPTEE:
        return TOUT
    return part_confiee(acceptee.chiffrees, natures)


def _ouvrir(
    dossier: Dossier, demarche: Demarche, du: DuDuMois, destination: Destination, montant: Decimal, reste: bool
) -> Versement:
    au_compte = destination.mode is ModeVersement.COMPTE
    dernier, suite = (dernier_sur_compte(dossier), prochain_compte(dossier)) if au_compte else (None, None)
    rang = session.scalar(select(func.count()).where(Versement.dossier_id == dossier.id)) or 0
    versement = Versement(
        dossier_id=dossier.id,
        decision_id=du.decision_id,
        mois=du.mois,
        reference=f"{dossier.numero}-{rang + 1}",
        montant=montant,
        reste=reste,
        etat=_etat(suite, dernier),
        iban_rejete_empreinte=dernier.iban_rejete_empreinte if dernier else None,
        ouvert_le=horloge.maintenant(),
    )
    diriger(versement, destination, *compte_de_la_personne(dossier, demarche))
    session.add(versement)
    if suite is not None:
        session.delete(suite)
    session.flush()
    details = {
        "versement": str(versement.id),
        "vers": versement.etat.value,
        "mois": du.mois.isoformat(),
        "mode": versement.mode.value,
    }
    inscrire("ouvrir_versement", auteur=SYSTEME, objet=("dossier", dossier.id), details=details)
    if au_compte and dernier is None and not versement.iban:
        dire_le_compte_manque(dossier, versement)
    return versement


def _etat(suite: ProchainCompte | None, dernier: Versement | None) -> EtatVersement:
    a_verifier = suite.a_verifier if suite else dernier is not None and dernier.etat is EtatVersement.A_VERIFIER
    return EtatVersement.A_VERIFIER if a_verifier else EtatVersement.A_MANDATER
