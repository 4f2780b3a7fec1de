"""Ce qui se lit des certificats : ceux d’un office, ceux du service, leurs chiffres."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, Select, UnaryExpression, func, or_, select
from sqlalchemy.orm import defer, joinedload

from portail.documents.models import Document
from portail.dossiers.numero import lire_numero
from portail.identite.models import Agent
from portail.identite.notaires.models import Membre, Office
from portail.notaires.certificats.etats import A_TRAITER, EtatCertificat
from portail.notaires.certificats.models import Certificat
from portail.notaires.habilitations import SERVICE_ESPACES_NATURELS, peut_instruire
from portail.notaires.successions.doublons import cle_reference
from portail.notaires.zones.constats import Constat
from portail.notaires.zones.models import ParcelleCadastrale
from portail.notaires.zones.parcelles import Parcelle
from portail.parametres.queries import entier_au
from portail.pieces.justificatifs.models import Justificatif
from portail.pieces.justificatifs.queries import justificatif_de
from portail.socle import fichiers, horloge
from portail.socle.base import session
from portail.socle.erreurs import Indisponible, Introuvable
from portail.socle.traduction import _
from portail.territoire.communes import annuaire
from portail.territoire.jours import ajouter_mois

PAR_PAGE = 25
EXPORT_MAX = 5000
Ordre: TypeAlias = UnaryExpression[Any]
ANNEE = timedelta(days=365)
_LEGER = (defer(Certificat.demande), defer(Certificat.constats), defer(Certificat.examens), defer(Certificat.echanges))
"""Une liste ne déchiffre pas ce qu’elle ne montre pas."""


@dataclass(frozen=True, slots=True)
class PageDeCertificats:
    """Une page d’une liste, et combien la liste en compte."""

    lignes: Sequence[Certificat]
    nombre: int
    numero: int

    @property
    def pages(self) -> int:
        """Rend le nombre de pages."""
        return max(1, -(-self.nombre // PAR_PAGE))


@dataclass(frozen=True, slots=True)
class Chiffres:
    """Les certificats d’une année glissante."""

    demandes: int
    immediats: int
    verifies: int
    a_traiter: int
    en_retard: int
    jours_moyens: float | None
    """Entre la demande et le certificat vérifié par un agent, en jours ; rien s’il n’y en a pas."""


def certificat_de_la_cle(office_id: UUID, cle: str) -> Certificat | None:
    """Rend le certificat que cet office a demandé par ce formulaire, ou rien."""
    return session.scalars(
        select(Certificat).where(Certificat.office_id == office_id, Certificat.cle == cle)
    ).one_or_none()


def certificat_de_l_office(membre: Membre, numero: str) -> Certificat:
    """Rend un certificat de l’office de ce membre ; lève `Introuvable` pour celui d’un autre."""
    return _seul(select(Certificat).where(Certificat.numero == numero, Certificat.office_id == membre.office_id))


def certificat_du_service(agent: Agent, numero: str) -> Certificat:
    """Rend un certificat, pour un agent des espaces naturels ; lève `Introuvable` pour tout autre."""
    if not peut_instruire(agent, SERVICE_ESPACES_NATURELS):
        raise Introuvable
    return _seul(select(Certificat).where(Certificat.numero == numero))


def _seul(requete: Select[Certificat]) -> Certificat:
    avec_son_office = joinedload(Certificat.membre).joinedload(Membre.office)
    certificat = session.scalars(requete.options(avec_son_office)).one_or_none()
    if certificat is None:
        raise Introuvable
    return certificat


def certificats_de_l_office(
    membre: Membre, *, etat: EtatCertificat | None = None, cherche: str = "", page: int = 1
) -> PageDeCertificats:
    """Rend une page des certificats de l’office, le dernier d’abord ; `cherche` : numéro, référence ou commune."""
    conditions = [Certificat.office_id == membre.office_id]
    if etat is not None:
        conditions.append(Certificat.etat == etat)
    return _page(conditions + _trouver(cherche), page, Certificat.demande_le.desc())


def certificats_a_exporter(membre: Membre, *, cherche: str = "") -> Sequence[Certificat]:
    """Rend tous ces certificats de l’office, le dernier d’abord, pour un export borné."""
    siens = select(Certificat).where(Certificat.office_id == membre.office_id, *_trouver(cherche))
    sans_constats = (defer(Certificat.constats), defer(Certificat.examens), defer(Certificat.echanges))
    ordre = (Certificat.demande_le.desc(), Certificat.id)
    return session.scalars(siens.options(*sans_constats).order_by(*ordre).limit(EXPORT_MAX)).all()


def certificats_du_service(onglet: str, *, cherche: str = "", page: int = 1) -> PageDeCertificats:
    """Rend une page d’un onglet de la file : `a_verifier` par échéance, `attendus`, `delivres`, `changes`."""
    a_traiter = Certificat.etat.in_(A_TRAITER)
    onglets: Mapping[str, tuple[ColumnElement[bool], Ordre]] = {
        "a_verifier": (a_traiter, Certificat.date_limite.asc()),
        "attendus": (Certificat.etat == EtatCertificat.A_PRECISER, Certificat.demande_le.asc()),
        "delivres": (Certificat.etat == EtatCertificat.DELIVRE, Certificat.delivre_le.desc()),
        "changes": (Certificat.change_le.is_not(None), Certificat.change_le.desc()),
    }
    if cherche:
        return _page(_trouver(cherche), page, Certificat.demande_le.desc())
    condition, ordre = onglets.get(onglet, onglets["a_verifier"])
    return _page([condition], page, ordre)


def _trouver(cherche: str) -> list[ColumnElement[bool]]:
    """Rend ce qu’un numéro, une référence d’office ou le nom d’une commune désigne."""
    if not cherche:
        return []
    commune = annuaire().reconnaitre(cherche)
    return [
        or_(
            Certificat.numero == (lire_numero(cherche) or ""),
            Certificat.cle_reference == cle_reference(cherche),
            Certificat.commune_insee == (commune.code_insee if commune else ""),
        )
    ]


def _page(conditions: list[ColumnElement[bool]], page: int, ordre: Ordre) -> PageDeCertificats:
    nombre = session.scalar(select(func.count()).select_from(Certificat).where(*conditions)) or 0
    numero = max(1, min(page, -(-nombre // PAR_PAGE)))
    lignes = session.scalars(
        select(Certificat)
        .where(*conditions)
        .options(*_LEGER)
        .order_by(ordre, Certificat.id)
        .limit(PAR_PAGE)
        .offset((numero - 1) * PAR_PAGE)
    ).all()
    return PageDeCertificats(lignes, nombre, numero)


def chiffres() -> Chiffres:
    """Rend les chiffres des douze derniers mois, lus en une fois."""
    delivre, par_agent = Certificat.delivre_le.is_not(None), Certificat.agent_id.is_not(None)
    a_traiter, jour = Certificat.etat.in_(A_TRAITER), horloge.aujourd_hui()
    duree = func.extract("epoch", Certificat.delivre_le - Certificat.demande_le) / 86_400
    lus = session.execute(
        select(
            func.count(),
            func.count().filter(delivre, ~par_agent),
            func.count().filter(delivre, par_agent),
            func.count().filter(a_traiter),
            func.count().filter(a_traiter, Certificat.date_limite < jour),
            func.avg(duree).filter(delivre, par_agent),
        ).where(or_(Certificat.demande_le > horloge.maintenant() - ANNEE, a_traiter))
    ).one()
    demandes, immediats, verifies, a_faire, en_retard, moyenne = lus
    moyens = None if moyenne is None else float(moyenne)
    return Chiffres(demandes, immediats, verifies, a_faire, en_retard, moyens)


def au_cadastre(parcelles: Iterable[Parcelle]) -> dict[str, int | None]:
    """Rend la contenance que dit le cadastre, en mètres carrés, par IDU ; une parcelle absente y est inconnue."""
    colonnes = select(ParcelleCadastrale.idu, ParcelleCadastrale.contenance_m2)
    lues = session.execute(colonnes.where(ParcelleCadastrale.idu.in_({une.idu for une in parcelles})))
    return {ligne.idu: ligne.contenance_m2 for ligne in lues}


def contenances_autres(parcelles: Iterable[Parcelle]) -> dict[str, int]:
    """Rend la contenance du cadastre, par IDU, là où l’acte en dit une autre."""
    dites = [une for une in parcelles if une.contenance_m2 is not None]
    connues = au_cadastre(dites) if dites else {}
    trouvees = {une.idu: (une.contenance_m2, connues.get(une.idu)) for une in dites}
    return {idu: ici for idu, (acte, ici) in trouvees.items() if ici is not None and ici != acte}


def versions_dites(constats: Sequence[Constat]) -> str:
    """Rend les versions de zonage que ces constats ont lues : le même texte, les mêmes versions."""
    lues = {f"{version.sorte}:{version.date_effet}" for constat in constats for version in constat.versions}
    return " ".join(sorted(lues))


def valable_jusqu_au(delivre_le: datetime) -> date:
    """Rend le dernier jour où un certificat délivré à cet instant renseigne encore [P]."""
    jour = horloge.a_paris(delivre_le).date()
    return ajouter_mois(jour, entier_au("zonage_validite_mois", jour))


def plan_de_l_office(plan_id: UUID, office: Office) -> Justificatif:
    """Rend un plan reçu de cet office ; lève `Introuvable` pour tout autre document."""
    plan = justificatif_de(plan_id)
    if plan.usager_id != office.usager_id:
        raise Introuvable
    return plan


def plan_du_certificat(certificat: Certificat) -> Justificatif:
    """Rend le plan joint ; lève `Introuvable` s’il n’y en a pas."""
    if certificat.plan_id is None:
        raise Introuvable
    return justificatif_de(certificat.plan_id)


def document_du_certificat(certificat: Certificat) -> Document:
    """Rend le document en vigueur ; lève `Introuvable` s’il n’est pas encore délivré."""
    if certificat.document_id is None:
        raise Introuvable
    return session.get_one(Document, certificat.document_id)


def pdf_du_certificat(certificat: Certificat) -> bytes:
    """Rend le PDF ; lève `Introuvable` s’il n’est pas délivré, `Indisponible` tant qu’il n’est pas composé."""
    document = document_du_certificat(certificat)
    if document.cle is None or document.empreinte is None:
        raise Indisponible(_("Ce document est en préparation. Réessayez dans quelques instants."))
    return fichiers.lire(document.cle, document.empreinte)
