"""Ce que coûte un panier : ses inscriptions, les adhésions qui manquent, les remises. Lu en base, calculé à part."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from portail.identite.famille.models import Enfant, Rattachement
from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.attestations.queries import valeur_du_quotient
from portail.inscriptions.paniers.models import Adhesion, Commande, LigneDeCommande
from portail.inscriptions.places.models import Inscription
from portail.inscriptions.tarifs.calcul import Article, LigneDeDevis, chiffrer
from portail.inscriptions.tarifs.queries import ADHESION, grille_de
from portail.socle.base import session

DU_SITE = "site"
"""La zone des enfants qui vivent dans la commune où se tient l’activité."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneDuPanier:
    """Une ligne à montrer, puis à figer."""

    enfant: Enfant
    groupe: Groupe
    inscription_id: UUID | None
    """Rien pour l’adhésion."""
    niveau: str
    devis: LigneDeDevis | None
    """Rien pour un groupe compris dans l’adhésion."""
    tranche: str

    @property
    def montant(self) -> Decimal:
        """Rend le montant dû."""
        return self.devis.montant if self.devis else Decimal("0.00")


@dataclass(frozen=True, slots=True)
class DevisDuPanier:
    """Toutes les lignes, et ce qu’il faut savoir avant de payer."""

    lignes: Sequence[LigneDuPanier]
    quotient: Decimal | None
    total: Decimal = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "total", sum((une.montant for une in self.lignes), Decimal("0.00")))

    @property
    def groupes(self) -> list[Groupe]:
        """Rend les groupes du panier, sans répéter."""
        return list({une.groupe.id: une.groupe for une in self.lignes}.values())

    @property
    def regles_annulation(self) -> str:
        """Rend les règles d’annulation de toutes les activités du panier."""
        regles = {groupe.activite.libelle: groupe.activite.regles_annulation for groupe in self.groupes}
        return "\n\n".join(f"{nom}\n{texte}" for nom, texte in sorted(regles.items()) if texte)


def devis_de(commande: Commande) -> DevisDuPanier:
    """Rend ce que coûte le panier aujourd’hui ; lève `TarifManquant` si une grille est incomplète."""
    inscriptions = _inscriptions(commande)
    quotient = valeur_du_quotient(commande.usager_id)
    adhesions = _adhesions(commande.usager_id, [une.enfant.empreinte for une in inscriptions])
    lignes = _lignes(inscriptions, {(une.empreinte, une.saison_id) for une in adhesions})
    par_grille: dict[UUID, list[_Ligne]] = defaultdict(list)
    for ligne in lignes:
        par_grille[ligne.groupe.activite.grille_id].append(ligne)
    chiffrees: dict[str, LigneDeDevis] = {}
    tranches: dict[UUID, str] = {}
    for grille_id, siennes_lignes in par_grille.items():
        saisons = {ligne.groupe.activite.saison_id for ligne in siennes_lignes}
        # Les enfants du foyer qui ont déjà leur adhésion tiennent les premiers rangs.
        deja = len({une.enfant_id for une in adhesions if une.du_foyer and une.saison_id in saisons})
        articles = [ligne.article for ligne in siennes_lignes if ligne.article is not None]
        devis = chiffrer(grille_de(grille_id), quotient, articles, deja={ADHESION: deja})
        tranches[grille_id] = devis.tranche.code
        chiffrees |= {une.article.cle: une for une in devis.lignes}
    return DevisDuPanier([ligne.chiffree(chiffrees, tranches) for ligne in lignes], quotient)


def _inscriptions(commande: Commande) -> Sequence[Inscription]:
    """Rend ce que contient le panier, enfants et groupes relus avec lui."""
    siennes = (
        select(Inscription)
        .where(Inscription.commande_id == commande.id, Inscription.active)
        .order_by(Inscription.cree_le, Inscription.id)
        .options(joinedload(Inscription.enfant).joinedload(Enfant.rattachements), joinedload(Inscription.groupe))
    )
    return session.scalars(siennes.execution_options(populate_existing=True)).unique().all()


@dataclass(frozen=True, slots=True)
class _Ligne:
    enfant: Enfant
    groupe: Groupe
    inscription: Inscription | None
    article: Article | None

    def chiffree(self, chiffrees: dict[str, LigneDeDevis], tranches: dict[UUID, str]) -> LigneDuPanier:
        return LigneDuPanier(
            enfant=self.enfant,
            groupe=self.groupe,
            inscription_id=self.inscription.id if self.inscription else None,
            niveau=self.inscription.niveau if self.inscription else "",
            devis=chiffrees[self.article.cle] if self.article else None,
            tranche=tranches[self.groupe.activite.grille_id],
        )


def _lignes(inscriptions: Sequence[Inscription], adherents: set[tuple[str, UUID]]) -> list[_Ligne]:
    """Rend une ligne par inscription, précédée de l’adhésion de l’enfant s’il ne l’a pas."""
    lignes: list[_Ligne] = []
    for une in inscriptions:
        enfant, groupe = une.enfant, une.groupe
        cle = (enfant.empreinte, groupe.activite.saison_id)
        if groupe.activite.adhesion and cle not in adherents:
            adherents.add(cle)
            article = Article(cle=f"{ADHESION}/{enfant.id}/{cle[1]}", enfant=str(enfant.id), produit=ADHESION)
            lignes.append(_Ligne(enfant, groupe, None, article))
        lignes.append(_Ligne(enfant, groupe, une, _article(une, enfant, groupe)))
    return lignes


def _article(inscription: Inscription, enfant: Enfant, groupe: Groupe) -> Article | None:
    if not groupe.produit:
        return None
    zone = DU_SITE if groupe.lieu_code_insee in enfant.communes else ""
    return Article(
        cle=str(inscription.id), enfant=str(enfant.id), produit=groupe.produit, quantite=groupe.quantite, zone=zone
    )


@dataclass(frozen=True, slots=True)
class _Adhesion:
    empreinte: str
    saison_id: UUID
    enfant_id: UUID
    du_foyer: bool


def _adhesions(usager_id: UUID, empreintes: Collection[str]) -> list[_Adhesion]:
    """Rend les adhésions déjà payées de ces enfants, par l’un ou l’autre parent, et de tous ceux du foyer."""
    siens = select(Rattachement.enfant_id).where(Rattachement.usager_id == usager_id)
    du_foyer = Adhesion.enfant_id.in_(siens)
    lues = select(Adhesion.enfant_empreinte, Adhesion.saison_id, Adhesion.enfant_id, du_foyer).where(
        Adhesion.active, or_(Adhesion.enfant_empreinte.in_(empreintes), du_foyer)
    )
    return [_Adhesion(*ligne) for ligne in session.execute(lues)]


def figer(commande: Commande, devis: DevisDuPanier) -> list[LigneDeCommande]:
    """Rend les lignes à garder avec la commande."""
    return [
        LigneDeCommande(
            commande_id=commande.id,
            rang=rang,
            enfant_id=une.enfant.id,
            inscription_id=une.inscription_id,
            saison_id=une.groupe.activite.saison_id,
            produit=une.devis.article.produit if une.devis else "",
            tranche=une.tranche,
            quantite=une.devis.article.quantite if une.devis else 0,
            prix=une.devis.prix if une.devis else Decimal(0),
            rang_enfant=une.devis.rang if une.devis else 0,
            taux=une.devis.taux if une.devis else Decimal(0),
            montant=une.montant,
        )
        for rang, une in enumerate(devis.lignes, start=1)
    ]
