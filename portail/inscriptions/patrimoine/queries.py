"""Ce qui se lit de la billetterie : pour le public, pour les agents d’un site, et les chiffres."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select

from portail.identite.models import Agent
from portail.inscriptions.billets.controle import code_ecrit
from portail.inscriptions.billets.entrees import Entree
from portail.inscriptions.billets.mention import Reference
from portail.inscriptions.billets.models import Billet
from portail.inscriptions.habilitations import peut_gerer
from portail.inscriptions.patrimoine.emission import SITE
from portail.inscriptions.patrimoine.models import (
    Achat,
    EtatAchat,
    LigneAchat,
    Produit,
    SeanceDeVisite,
    Site,
    TarifDeProduit,
)
from portail.inscriptions.patrimoine.places import LIGNE
from portail.inscriptions.places.models import Quota
from portail.socle import dictee, horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable

LONGUEUR_DU_NUMERO = 8
SEANCES_MAX = 500


@dataclass(frozen=True, slots=True)
class Reste:
    """Une séance, ses places, et ce qui en reste à l’instant."""

    seance: SeanceDeVisite
    capacite: int
    libres: int


@dataclass(frozen=True, slots=True)
class Vente:
    """Ce qui s’est vendu d’un tarif d’un produit, sur une période."""

    produit: str
    tarif: str
    billets: int
    montant: Decimal
    entres: int


def produits_en_vente() -> list[tuple[Site, list[Produit]]]:
    """Rend les sites ouverts et ce qu’ils vendent, par nom."""
    lus = session.scalars(
        select(Produit).join(Produit.site).where(Produit.en_vente, Site.ouvert).order_by(Site.nom, Produit.libelle)
    )
    par_site: dict[UUID, tuple[Site, list[Produit]]] = {}
    for produit in lus:
        par_site.setdefault(produit.site_id, (produit.site, []))[1].append(produit)
    return list(par_site.values())


def produit_de(code: str) -> Produit:
    """Rend le produit en vente de ce code ; lève `Introuvable`."""
    produit = session.scalars(select(Produit).where(Produit.code == code)).one_or_none()
    if produit is None or not produit.en_vente or not produit.site.ouvert:
        raise Introuvable
    return produit


def tarifs_de(produit_id: UUID) -> Sequence[TarifDeProduit]:
    """Rend les tarifs d’un produit, dans l’ordre où ils se lisent."""
    siens = select(TarifDeProduit).where(TarifDeProduit.produit_id == produit_id, TarifDeProduit.actif)
    return session.scalars(siens.order_by(TarifDeProduit.rang)).all()


def seances_a_venir(produit: Produit, *, jours: int) -> list[Reste]:
    """Rend les séances d’un produit dans les prochains jours, complètes comprises, annulées non."""
    fin = horloge.maintenant() + timedelta(days=jours)
    siennes = and_(
        SeanceDeVisite.produit_id == produit.id,
        SeanceDeVisite.annulee_le.is_(None),
        SeanceDeVisite.debut > horloge.maintenant(),
        SeanceDeVisite.debut < fin,
    )
    return _restes(siennes)


def seance_de(produit: Produit, seance_id: UUID) -> Reste:
    """Rend cette séance de ce produit ; lève `Introuvable`."""
    trouvees = _restes(and_(SeanceDeVisite.id == seance_id, SeanceDeVisite.produit_id == produit.id))
    if not trouvees:
        raise Introuvable
    return trouvees[0]


def _restes(condition: ColumnElement[bool]) -> list[Reste]:
    lues = (
        select(SeanceDeVisite, Quota.capacite, Quota.capacite - Quota.pris)
        .join(Quota, Quota.id == SeanceDeVisite.quota_id)
        .where(condition)
        .order_by(SeanceDeVisite.debut)
        .limit(SEANCES_MAX)
    )
    return [Reste(ligne[0], ligne[1], ligne[2]) for ligne in session.execute(lues)]


def panier_de(achat_id: UUID | None) -> Achat | None:
    """Rend ce panier s’il en est encore un ; rien sinon."""
    achat = session.get(Achat, achat_id, populate_existing=True) if achat_id else None
    if achat is None or achat.etat is not EtatAchat.PANIER or achat.expire_le <= horloge.maintenant():
        return None
    return achat


def temps_restant(achat: Achat) -> timedelta:
    """Rend le temps qui reste au panier, jamais négatif."""
    return max(achat.expire_le - horloge.maintenant(), timedelta())


def total_de(achat: Achat) -> Decimal:
    """Rend ce que coûte un achat, en euros."""
    return sum((ligne.montant for ligne in achat.lignes if ligne.annulee_le is None), Decimal(0))


def sites_tenus(agent: Agent) -> list[Site]:
    """Rend les sites dont l’agent tient la billetterie, par nom."""
    return [site for site in session.scalars(select(Site).order_by(Site.nom)) if peut_gerer(agent, site.service_code)]


def site_tenu(agent: Agent, code: str) -> Site:
    """Rend le site de ce code s’il le tient ; lève `Introuvable`."""
    site = session.scalars(select(Site).where(Site.code == code)).one_or_none()
    if site is None or not peut_gerer(agent, site.service_code):
        raise Introuvable
    return site


def produits_du_site(site: Site) -> Sequence[Produit]:
    """Rend tous les produits d’un site, par nom."""
    return session.scalars(select(Produit).where(Produit.site_id == site.id).order_by(Produit.libelle)).all()


def seances_du_site(site: Site, *, du: date, jours: int) -> list[Reste]:
    """Rend les séances d’un site à partir de ce jour, annulées comprises."""
    debut = horloge.instant_du(du)
    siennes = and_(
        SeanceDeVisite.produit_id.in_(select(Produit.id).where(Produit.site_id == site.id)),
        SeanceDeVisite.debut >= debut,
        SeanceDeVisite.debut < debut + timedelta(days=jours),
    )
    return _restes(siennes)


def seance_tenue(agent: Agent, seance_id: UUID) -> Reste:
    """Rend une séance d’un site que l’agent tient ; lève `Introuvable`."""
    trouvees = _restes(SeanceDeVisite.id == seance_id)
    if not trouvees or not peut_gerer(agent, trouvees[0].seance.produit.site.service_code):
        raise Introuvable
    return trouvees[0]


def lignes_de_la_seance(seance_id: UUID) -> Sequence[tuple[LigneAchat, Achat]]:
    """Rend ce qui est vendu, ou en cours de l’être, à une séance, et par quel achat."""
    siennes = (
        select(LigneAchat, Achat)
        .join(Achat, Achat.id == LigneAchat.achat_id)
        .where(LigneAchat.seance_id == seance_id, Achat.etat != EtatAchat.ABANDONNE)
        .order_by(Achat.cree_le)
    )
    return [(ligne[0], ligne[1]) for ligne in session.execute(siennes)]


def achat_tenu(agent: Agent, achat_id: UUID) -> Achat:
    """Rend un achat d’un site que l’agent tient ; lève `Introuvable`."""
    achat = session.get(Achat, achat_id, populate_existing=True)
    if achat is None or not achat.lignes:
        raise Introuvable
    if not all(peut_gerer(agent, ligne.produit.site.service_code) for ligne in achat.lignes):
        raise Introuvable
    return achat


def achat_cherche(agent: Agent, ecrit: str) -> Achat | None:
    """Rend l’achat de ce numéro, ou dont un billet porte ce code ; rien s’il n’est pas d’un site de l’agent."""
    numero = dictee.lire(ecrit, LONGUEUR_DU_NUMERO)
    trouve = session.scalar(select(Achat.id).where(Achat.numero == numero)) if numero else _par_billet(ecrit)
    try:
        return achat_tenu(agent, trouve) if trouve else None
    except Introuvable:
        return None


def _par_billet(ecrit: str) -> UUID | None:
    code = code_ecrit(ecrit)
    siens = select(LigneAchat.achat_id).join(Billet, Billet.objet_id == LigneAchat.id)
    return session.scalar(siens.where(Billet.code == code, Billet.objet_type == LIGNE)) if code else None


def chiffres(site: Site, *, du: date, au: date) -> list[Vente]:
    """Rend ce qui s’est vendu entre ces jours, bornes comprises, par produit et par tarif ; sans nommer personne."""
    payes = (
        Achat.paye_le >= horloge.instant_du(du),
        Achat.paye_le < horloge.instant_du(au + timedelta(days=1)),
        Achat.etat == EtatAchat.PAYE,
        LigneAchat.annulee_le.is_(None),
        Produit.site_id == site.id,
    )
    entres = (
        select(Billet.objet_id, func.count(Billet.entre_le).label("nombre"))
        .where(Billet.objet_type == LIGNE, Billet.annule_le.is_(None))
        .group_by(Billet.objet_id)
        .subquery()
    )
    lignes = session.execute(
        select(
            Produit.libelle,
            TarifDeProduit.libelle,
            func.sum(LigneAchat.quantite),
            func.sum(LigneAchat.quantite * LigneAchat.prix),
            func.coalesce(func.sum(entres.c.nombre), 0),
        )
        .select_from(LigneAchat)
        .join(Achat, Achat.id == LigneAchat.achat_id)
        .join(Produit, Produit.id == LigneAchat.produit_id)
        .join(TarifDeProduit, TarifDeProduit.id == LigneAchat.tarif_id)
        .outerjoin(entres, entres.c.objet_id == LigneAchat.id)
        .where(*payes)
        .group_by(Produit.libelle, TarifDeProduit.libelle, TarifDeProduit.rang)
        .order_by(Produit.libelle, TarifDeProduit.rang)
    )
    return [Vente(*ligne) for ligne in lignes]


def entree_du_site(site_id: UUID, agent: Agent) -> Entree:
    """Rend l’entrée d’un site, aujourd’hui, à qui peut la tenir ; lève `Introuvable`."""
    site = session.get(Site, site_id)
    if site is None or not peut_gerer(agent, site.service_code):
        raise Introuvable
    retour = f"/agents/billetterie/{site.code}"
    return Entree(reference=Reference(type=SITE, id=site.id), titre=site.nom, jour=horloge.aujourd_hui(), retour=retour)
