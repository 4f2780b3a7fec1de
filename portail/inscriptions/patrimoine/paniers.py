"""Le panier d’un visiteur, sans compte : y mettre des billets, en ôter, avoir plus de temps, rendre."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from portail.inscriptions.patrimoine import places
from portail.inscriptions.patrimoine.erreurs import (
    AchatPerdu,
    AucunBillet,
    AutreRegie,
    PlusDeTemps,
    TropDeBillets,
    VenteClose,
)
from portail.inscriptions.patrimoine.models import (
    A_L_HEURE,
    Achat,
    EtatAchat,
    LigneAchat,
    Nature,
    Produit,
    SeanceDeVisite,
    TarifDeProduit,
)
from portail.inscriptions.patrimoine.sommes import ne_plus_devoir, verrouiller_si_due
from portail.journal.actions import SYSTEME, Auteur, inscrire
from portail.journal.models import TypeAuteur
from portail.parametres.queries import entier_au
from portail.socle import dictee, horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Introuvable
from portail.socle.tours import chacun_son_tour, reprendre

LONGUEUR_DU_NUMERO = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Voulus:
    """Des billets : combien de chaque tarif d’un produit, et à quelle séance s’il en a."""

    produit_id: UUID
    quantites: Sequence[tuple[UUID, int]]
    """Identifiant du tarif, nombre."""
    seance_id: UUID | None = None


def ajouter(
    voulus: Voulus, *, achat_id: UUID | None = None, auteur: Auteur = SYSTEME, langue: str = "fr"
) -> Achat:  # fmt: skip
    """Garde ces places et rend le panier ; tout ou rien.

    Lève `AucunBillet`, `TropDeBillets`, `VenteClose`, `AutreRegie`, `PlusAssezDePlaces`.
    """
    quantites = [(tarif_id, nombre) for tarif_id, nombre in voulus.quantites if nombre > 0]
    if not quantites:
        raise AucunBillet

    def geste() -> Achat:
        with transaction():
            produit, seance = en_vente(voulus.produit_id, voulus.seance_id)
            achat = _panier(achat_id, auteur, langue)
            _exiger_la_regie(achat, produit)
            _exiger_le_nombre(achat, sum(nombre for _tarif, nombre in quantites))
            lignes = [_ligne(achat, produit, seance, tarif_id, nombre) for tarif_id, nombre in quantites]
            session.flush()
            places.prendre(lignes)
            session.refresh(achat)
        return achat

    return reprendre(geste)


def en_vente(produit_id: UUID, seance_id: UUID | None) -> tuple[Produit, SeanceDeVisite | None]:
    """Rend ce produit et cette séance s’ils se vendent encore ; lève `Introuvable`, `VenteClose`."""
    produit = session.get(Produit, produit_id, populate_existing=True)
    seance = session.get(SeanceDeVisite, seance_id, populate_existing=True) if seance_id else None
    if produit is None or (seance is None) != (produit.nature is Nature.OPEN):
        raise Introuvable
    if seance is not None and seance.produit_id != produit.id:
        raise Introuvable
    if not produit.en_vente or not produit.site.ouvert or (seance is not None and not est_a_vendre(seance)):
        raise VenteClose
    return produit, seance


def est_a_vendre(seance: SeanceDeVisite) -> bool:
    """Vrai tant que la séance n’est ni annulée, ni commencée (ou presque [P])."""
    marge = timedelta(minutes=entier_au("billetterie_vente_minutes"))
    return seance.annulee_le is None and horloge.maintenant() < seance.debut - marge


def retirer(achat_id: UUID, ligne_id: UUID) -> None:
    """Ôte une ligne du panier et rend ses places ; lève `Introuvable`, `AchatPerdu`."""

    def geste() -> None:
        with transaction():
            achat = _le_panier(achat_id)
            ligne = session.get(LigneAchat, ligne_id)
            if ligne is None or ligne.achat_id != achat.id:
                raise Introuvable
            places.rendre([ligne])
            session.delete(ligne)

    reprendre(geste)


def prolonger(achat_id: UUID) -> Achat:
    """Donne plus de temps, autant de fois que permis ; lève `AchatPerdu`, `PlusDeTemps`."""
    with transaction():
        achat = _le_panier(achat_id)
        if achat.prolongations >= entier_au("billetterie_panier_prolongations"):
            raise PlusDeTemps
        achat.prolongations += 1
        achat.expire_le = horloge.maintenant() + duree_du_panier()
    return achat


def abandonner(achat_id: UUID) -> None:
    """Rend toutes les places d’un panier, ou d’un achat pas encore payé ; lève `AchatPerdu`."""

    def geste() -> None:
        with transaction():
            verrouiller_si_due(achat_id)
            achat = verrouiller(Achat, achat_id)
            if achat.etat not in A_L_HEURE:
                raise AchatPerdu
            clore(achat, SYSTEME)
            places.rendre(achat.lignes)

    reprendre(geste)


def revenir_au_panier(achat_id: UUID) -> Achat:
    """Rouvre ce qui allait être payé : mêmes places, même heure, dans un panier neuf ; lève `AchatPerdu`."""

    def geste() -> Achat:
        with transaction():
            verrouiller_si_due(achat_id)
            achat = verrouiller(Achat, achat_id)
            if achat.etat is not EtatAchat.A_PAYER or achat.expire_le <= horloge.maintenant():
                raise AchatPerdu
            lignes = list(achat.lignes)
            clore(achat, SYSTEME)
            panier = _neuf(SYSTEME, achat.langue)
            panier.regie_code, panier.expire_le = achat.regie_code, achat.expire_le
            panier.prolongations, panier.courriel = achat.prolongations, achat.courriel
            for ligne in lignes:
                ligne.achat_id = panier.id
            session.flush()
            session.refresh(panier)
        return panier

    return reprendre(geste)


def clore(achat: Achat, auteur: Auteur) -> None:
    """Abandonne un achat, somme due comprise ; l’appelant a pris le verrou de la somme avant le sien."""
    if achat.etat is not EtatAchat.PANIER:
        ne_plus_devoir(achat, auteur)
    achat.etat = EtatAchat.ABANDONNE
    session.flush()
    inscrire("abandonner_achat", auteur=auteur, objet=("achat", achat.id))


def duree_du_panier() -> timedelta:
    """Rend combien de temps les places d’un panier sont gardées [P]."""
    return timedelta(minutes=entier_au("billetterie_panier_minutes"))


def _le_panier(achat_id: UUID) -> Achat:
    achat = verrouiller(Achat, achat_id)
    if achat.etat is not EtatAchat.PANIER or achat.expire_le <= horloge.maintenant():
        raise AchatPerdu
    return achat


def _panier(achat_id: UUID | None, auteur: Auteur, langue: str) -> Achat:
    """Rend ce panier, verrouillé, s’il en est encore un ; sinon un neuf."""
    if achat_id is None:
        return _neuf(auteur, langue)
    chacun_son_tour(f"achat/{achat_id}")
    try:
        return _le_panier(achat_id)
    except (AchatPerdu, Introuvable):
        return _neuf(auteur, langue)


def _neuf(auteur: Auteur, langue: str) -> Achat:
    maintenant = horloge.maintenant()
    achat = Achat(
        numero=dictee.tirer(LONGUEUR_DU_NUMERO),
        expire_le=maintenant + duree_du_panier(),
        langue=langue,
        auteur_type=auteur.type,
        auteur_id=auteur.id if auteur.type is TypeAuteur.AGENT else None,
        cree_le=maintenant,
    )
    session.add(achat)
    session.flush()
    return achat


def _exiger_la_regie(achat: Achat, produit: Produit) -> None:
    if achat.regie_code not in {"", produit.site.regie_code}:
        raise AutreRegie
    achat.regie_code = produit.site.regie_code


def _exiger_le_nombre(achat: Achat, de_plus: int) -> None:
    maximum = entier_au("billetterie_billets_max")
    if sum(ligne.quantite for ligne in achat.lignes) + de_plus > maximum:
        raise TropDeBillets(valeurs={"max": maximum})


def _ligne(
    achat: Achat, produit: Produit, seance: SeanceDeVisite | None, tarif_id: UUID, nombre: int
) -> LigneAchat:  # fmt: skip
    tarif = session.get(TarifDeProduit, tarif_id)
    if tarif is None or tarif.produit_id != produit.id or not tarif.actif:
        raise Introuvable
    ligne = LigneAchat(
        achat_id=achat.id,
        rang=max((une.rang for une in achat.lignes), default=0) + tarif.rang + 1,
        produit=produit,
        seance=seance,
        tarif=tarif,
        prix=tarif.prix,
        quantite=nombre,
    )
    session.add(ligne)
    return ligne
