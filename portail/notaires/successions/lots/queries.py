"""Ce qu’un office lit de ses fichiers de requêtes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, func, or_, select

from portail.identite.notaires.models import Membre
from portail.notaires.successions.etats import EtatRequete
from portail.notaires.successions.lots.lecture import COLONNES, FAUTES
from portail.notaires.successions.models import EtatLigne, LigneDeLot, LotSuccessions, Requete
from portail.socle import tableur
from portail.socle.base import session
from portail.socle.erreurs import Introuvable

PAR_PAGE = 50


@dataclass(frozen=True, slots=True)
class Avancement:
    """Où en est un lot : combien de lignes dans chaque état."""

    comptes: Mapping[EtatLigne, int]

    @property
    def total(self) -> int:
        """Rend le nombre de lignes."""
        return sum(self.comptes.values())

    @property
    def traitees(self) -> int:
        """Rend combien ont été regardées."""
        return self.total - self.nombre(EtatLigne.A_TRAITER)

    @property
    def est_fini(self) -> bool:
        """Vrai si aucune ligne n’attend."""
        return self.traitees == self.total

    def nombre(self, etat: EtatLigne) -> int:
        """Rend combien de lignes sont dans cet état."""
        return self.comptes.get(etat, 0)


def lot_de(lot_id: UUID, membre: Membre) -> LotSuccessions:
    """Rend ce lot de l’office ; lève `Introuvable`."""
    lot = session.get(LotSuccessions, lot_id)
    if lot is None or lot.office_id != membre.office_id:
        raise Introuvable
    return lot


def ligne_de(lot_id: UUID, numero: int, membre: Membre) -> LigneDeLot:
    """Rend cette ligne d’un lot de l’office ; lève `Introuvable`."""
    lot = lot_de(lot_id, membre)
    trouvee = select(LigneDeLot).where(LigneDeLot.lot_id == lot.id, LigneDeLot.ligne == numero)
    ligne = session.scalars(trouvee).one_or_none()
    if ligne is None:
        raise Introuvable
    return ligne


def lots_de(office_id: UUID) -> Sequence[tuple[LotSuccessions, Avancement]]:
    """Rend les cinquante derniers lots de l’office, le plus récent d’abord."""
    siens = select(LotSuccessions).where(LotSuccessions.office_id == office_id)
    lots = session.scalars(siens.order_by(LotSuccessions.recu_le.desc()).limit(PAR_PAGE)).all()
    avancements = _avancements([lot.id for lot in lots])
    return [(lot, avancements[lot.id]) for lot in lots]


def avancement_de(lot_id: UUID) -> Avancement:
    """Rend où en est ce lot."""
    return _avancements([lot_id])[lot_id]


def _avancements(lots: Sequence[UUID]) -> dict[UUID, Avancement]:
    requete = select(LigneDeLot.lot_id, LigneDeLot.etat, func.count()).where(LigneDeLot.lot_id.in_(lots))
    comptes: dict[UUID, dict[EtatLigne, int]] = {lot: {} for lot in lots}
    for lot, etat, nombre in session.execute(requete.group_by(LigneDeLot.lot_id, LigneDeLot.etat)):
        comptes[lot][etat] = nombre
    return {lot: Avancement(siens) for lot, siens in comptes.items()}


def lignes_de(lot_id: UUID, numero: int) -> list[tuple[LigneDeLot, Requete | None]]:
    """Rend une page de lignes et ce qu’elles sont devenues : celles à corriger d’abord, dans l’ordre du fichier."""
    d_abord = case({EtatLigne.FAUTIVE: 0, EtatLigne.A_TRAITER: 1}, value=LigneDeLot.etat, else_=2)
    devenue = or_(Requete.id == LigneDeLot.requete_id, Requete.id == LigneDeLot.rappelle_id)
    page = select(LigneDeLot, Requete).outerjoin(Requete, devenue).where(LigneDeLot.lot_id == lot_id)
    page = page.order_by(d_abord, LigneDeLot.ligne).limit(PAR_PAGE).offset((numero - 1) * PAR_PAGE)
    return [(ligne, requete) for ligne, requete in session.execute(page)]


def actes_attendus(lot_id: UUID) -> int:
    """Rend combien de requêtes de ce lot attendent leur acte de décès."""
    attendent = (
        select(func.count())
        .select_from(LigneDeLot)
        .join(Requete, Requete.id == LigneDeLot.requete_id)
        .where(LigneDeLot.lot_id == lot_id, Requete.etat == EtatRequete.A_COMPLETER)
    )
    return session.scalar(attendent) or 0


def lignes_a_traiter(lot_id: UUID) -> Sequence[UUID]:
    """Rend les lignes qui attendent : à déposer, ou dont l’acte est arrivé après le dépôt."""
    acte_arrive = (Requete.etat == EtatRequete.A_COMPLETER) & LigneDeLot.acte_id.is_not(None)
    attendent = (
        select(LigneDeLot.id)
        .outerjoin(Requete, Requete.id == LigneDeLot.requete_id)
        .where(LigneDeLot.lot_id == lot_id, or_(LigneDeLot.etat == EtatLigne.A_TRAITER, acte_arrive))
    )
    return session.scalars(attendent.order_by(LigneDeLot.ligne)).all()


def lots_en_attente() -> Sequence[UUID]:
    """Rend les lots dont une ligne attend d’être regardée."""
    return session.scalars(select(LigneDeLot.lot_id).where(LigneDeLot.etat == EtatLigne.A_TRAITER).distinct()).all()


def fichier_a_corriger(lot_id: UUID) -> bytes:
    """Rend les lignes à corriger, en CSV, ce qui ne va pas en dernière colonne : corrigé, il se renvoie tel quel."""
    fautives = select(LigneDeLot).where(LigneDeLot.lot_id == lot_id, LigneDeLot.etat == EtatLigne.FAUTIVE)
    return tableur.ecrire(
        (*COLONNES, FAUTES),
        (
            [*(ligne.contenu.get(colonne, "") for colonne in COLONNES), fautes_dites(ligne)]
            for ligne in session.scalars(fautives.order_by(LigneDeLot.ligne))
        ),
    )


def fautes_dites(ligne: LigneDeLot) -> str:
    """Rend ce qui ne va pas, colonne par colonne, en une cellule."""
    return " | ".join(f"{faute['colonne']} : {faute['message']}" for faute in ligne.fautes)


def modele() -> bytes:
    """Rend le modèle à remplir : l’en-tête, et une ligne d’exemple."""
    return tableur.ecrire(tuple(COLONNES), [[EXEMPLE.get(colonne, "") for colonne in COLONNES]])


EXEMPLE: Mapping[str, str] = {
    "reference": "2026-0412",
    "nom_naissance": "EXEMPLE",
    "nom_usage": "MODÈLE",
    "prenoms": "Jeanne Marie",
    "sexe": "F",
    "naissance": "1931-02-12",
    "lieu_naissance": "Savenay",
    "deces_le": "2026-10-03",
    "deces_commune": "Nantes",
    "domicile_voie": "2 rue de la Gare",
    "domicile_code_postal": "44260",
    "domicile_commune": "Savenay",
    "domiciles_anterieurs": "Blain, Nozay",
    "heritiers": "enfants, neveux",
    "testament": "non",
    "donations": "oui",
    "donations_le": "2018-05-04",
    "actif_net_estime": "46000,50",
    "acte": "acte-exemple.pdf",
}
