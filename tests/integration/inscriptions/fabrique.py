"""De quoi s’inscrire : des activités, des familles, des pièces ; chacun passe par les actions de la vie."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select

from portail.identite.actions import auteur_usager
from portail.identite.famille import actions as famille
from portail.identite.famille.models import Enfant, Residence
from portail.identite.models import Agent, Role, Usager
from portail.inscriptions import imports
from portail.inscriptions.activites.models import Activite, Groupe, Nature
from portail.inscriptions.activites.queries import activite_de
from portail.inscriptions.attente import actions as attentes
from portail.inscriptions.attente.models import AttenteFoyer
from portail.inscriptions.attestations import actions as attestations
from portail.inscriptions.attestations.models import Genre
from portail.inscriptions.paniers import actions as paniers
from portail.inscriptions.paniers import reglement, suites
from portail.inscriptions.paniers.models import Commande, Moyen
from portail.inscriptions.paniers.reglement import Accords
from portail.inscriptions.paniers.sommes import objet_de
from portail.inscriptions.places.audit import ecarts, inscriptions_fausses
from portail.inscriptions.places.models import EtatPlace, GroupeQuota, Inscription, Place, Quota
from portail.inscriptions.places.prises import Voulue
from portail.paiement.paiements.etats import EtatSomme, MotifRemboursement
from portail.paiement.paiements.etats import Moyen as MoyenDePaiement
from portail.paiement.paiements.gestes import RecuAuGuichet, encaisser_au_guichet
from portail.paiement.paiements.sommes import encaissements_de, reste_du, verrouiller_la_somme
from portail.socle import horloge
from portail.socle.base import session, transaction
from tests import fabriques
from tests.integration.paiement import fabrique as caisse

VALLET, SAUTRON, BLAIN, NANTES, NOZAY = "44212", "44194", "44015", "44109", "44113"
STAGES = "stages-hiver-2027"
ACCORDS = Accords(conditions=True, tarif_le_plus_haut=True)


@dataclass(frozen=True)
class Foyer:
    """Un responsable et ses enfants."""

    usager: Usager
    enfants: Sequence[Enfant]

    @property
    def qui(self) -> dict[str, Any]:
        """Ce que demandent les actions."""
        return {"usager_id": self.usager.id, "auteur": auteur_usager(self.usager)}

    @property
    def enfant(self) -> Enfant:
        return self.enfants[0]


def installer() -> None:
    """Met en base les activités livrées, et la régie où elles se paient."""
    caisse.regie("animation-sportive")
    imports.importer()


def directrice(prenom: str = "Gaëlle", nom: str = "Riou") -> Agent:
    return fabriques.agent(Role.DIRECTEUR_ACTIVITE, caisse.SERVICE, prenom=prenom, nom=nom)


def responsable() -> Agent:
    return fabriques.agent(Role.RESPONSABLE, caisse.SERVICE, prenom="Ronan", nom="Le Gall")


def foyer(
    *prenoms: str, nom: str = "Guillet", commune: str = VALLET, naissances: Sequence[date] = (), pieces: bool = True
) -> Foyer:
    """Rend un foyer dont les enfants ont huit ans à la rentrée, sauf `naissances`, et leurs attestations."""
    usager = fabriques.usager(["Claire"], nom)
    nes = list(naissances) or [date(2018, 3, 2)] * len(prenoms or ("Lou",))
    enfants = [
        enfant_de(usager, prenom, ne, nom=nom, commune=commune, pieces=pieces)
        for prenom, ne in zip(prenoms or ("Lou",), nes, strict=True)
    ]
    return Foyer(usager, enfants)


def enfant_de(
    usager: Usager,
    prenom: str,
    ne: date,
    *,
    nom: str = "Guillet",
    commune: str = VALLET,
    residence: Residence = Residence.PRINCIPALE,
    pieces: bool = True,
) -> Enfant:
    auteur = auteur_usager(usager)
    enfant = famille.ajouter_enfant(
        famille.FicheEnfant(nom=nom, prenom=prenom, date_naissance=ne),
        famille.FicheRattachement(code_insee=commune, residence=residence),
        usager_id=usager.id,
        auteur=auteur,
    )
    if pieces:
        attester(usager, enfant)
    return enfant


def attester(usager: Usager, enfant: Enfant, *genres: Genre) -> None:
    for genre in genres or (Genre.SANTE, Genre.RESPONSABILITE_CIVILE, Genre.AISANCE_AQUATIQUE):
        attestations.attester(
            genre,
            enfant_id=enfant.id,
            faite_le=horloge.aujourd_hui(),
            usager_id=usager.id,
            auteur=auteur_usager(usager),
        )


def quotient(un: Foyer, valeur: str) -> None:
    attestations.declarer_le_quotient(Decimal(valeur), **un.qui)


def groupe(*, places: int = 2, partages: Sequence[Quota] = (), activite: str = STAGES, **valeurs: Any) -> Groupe:
    """Rend un stage de cinq demi-journées, à Vallet, de 7 à 14 ans, qui a tant de places."""
    code = valeurs.pop("code", f"groupe-{uuid4().hex[:8]}")
    colonnes: dict[str, Any] = {
        "nature": Nature.STAGE,
        "libelle": "Un stage",
        "lieu_nom": "Salle des Dorices",
        "lieu_code_insee": NOZAY,
        "jours": [1, 2, 3, 4, 5],
        "debut": time(14),
        "fin": time(17),
        "premier_jour": date(2027, 2, 15),
        "dernier_jour": date(2027, 2, 19),
        "age_min": 7,
        "age_max": 14,
        "produit": "demi_journee",
        "quantite": 5,
        **valeurs,
    }
    with transaction():
        neuf = Groupe(code=code, activite_id=activite_de(activite).id, **colonnes)
        propre = Quota(code=code, libelle="Un stage", capacite=places)
        session.add_all([neuf, propre])
        session.flush()
        session.add_all(GroupeQuota(groupe_id=neuf.id, quota_id=un.id) for un in (propre, *partages))
    return session.get_one(Groupe, neuf.id, populate_existing=True)


def quota(places: int) -> Quota:
    """Rend un quota à partager entre plusieurs groupes."""
    with transaction():
        neuf = Quota(code=f"quota-{uuid4().hex[:8]}", libelle="Partagé", capacite=places)
        session.add(neuf)
    return neuf


def activite(code: str = STAGES) -> Activite:
    return activite_de(code)


def voulues(un: Foyer, *groupes: Groupe, **dits: Any) -> list[Voulue]:
    """Rend chaque enfant du foyer dans un groupe, le dernier pour ceux qui restent."""
    suite = list(groupes) + [groupes[-1]] * (len(un.enfants) - len(groupes))
    return [Voulue(groupe=ou, enfant=qui, **dits) for qui, ou in zip(un.enfants, suite, strict=False)]


def au_panier(un: Foyer, *groupes: Groupe) -> Commande:
    return paniers.ajouter(voulues(un, *groupes), **un.qui)


def engagee(un: Foyer, panier: Commande, moyen: Moyen = Moyen.EN_LIGNE) -> Commande:
    return reglement.engager(panier.id, moyen, ACCORDS, **un.qui)


def confirmee(un: Foyer, *groupes: Groupe) -> Commande:
    """Rend une commande réglée."""
    commande = engagee(un, au_panier(un, *groupes))
    regler(commande)
    return relue(commande)


def regler(commande: Commande) -> None:
    """L’argent arrive, sans passer par PayFiP."""
    with transaction():
        suites.confirmer(commande.id)


def attend(un: Foyer, *groupes: Groupe, tout_ou_rien: bool = False) -> AttenteFoyer:
    return attentes.attendre(voulues(un, *groupes), tout_ou_rien=tout_ou_rien, **un.qui)


def encaisser(commande: Commande, agent: Agent) -> None:
    """La régie reçoit un chèque de toute la somme : l’argent passe par le paiement, comme dans la vie."""
    with transaction():
        due = verrouiller_la_somme(objet_de(commande.id))
    recu = RecuAuGuichet(
        moyen=MoyenDePaiement.CHEQUE,
        montant=due.montant,
        jour=horloge.aujourd_hui(),
        reference="1234567",
        cle=uuid4().hex,
    )
    encaisser_au_guichet(due.id, recu, agent=agent)


def reglee(un: Foyer, agent: Agent, *groupes: Groupe) -> Commande:
    """Rend une commande dont l’argent est vraiment arrivé."""
    commande = engagee(un, au_panier(un, *groupes), Moyen.AU_GUICHET)
    encaisser(commande, agent)
    return relue(commande)


def regisseuse() -> Agent:
    return fabriques.agent(Role.REGISSEUR, caisse.SERVICE, prenom="Maryse", nom="Le Floch")


def a_rendre(commande: Commande) -> list[tuple[Decimal, MotifRemboursement | None]]:
    """Rend ce que la régie doit rendre sur cette commande, et pourquoi."""
    with transaction():
        due = verrouiller_la_somme(objet_de(commande.id))
    return [(une.a_rendre, une.motif_remboursement) for une in encaissements_de(due.id) if une.a_rendre]


def reste_a_payer(commande: Commande) -> Decimal:
    """Rend ce que la famille doit encore : rien, une fois remboursée."""
    with transaction():
        due = verrouiller_la_somme(objet_de(commande.id))
    return Decimal(0) if due.etat is EtatSomme.ANNULEE else reste_du(due)


# ---------- Ce que dit la base ----------


def relue(commande: Commande) -> Commande:
    return session.get_one(Commande, commande.id, populate_existing=True)


def relu(attente: AttenteFoyer) -> AttenteFoyer:
    return session.get_one(AttenteFoyer, attente.id, populate_existing=True)


def pris(*quotas: UUID) -> dict[UUID, int]:
    return {ligne[0]: ligne[1] for ligne in session.execute(select(Quota.id, Quota.pris).where(Quota.id.in_(quotas)))}


def prises(ou: Groupe) -> int:
    """Rend le compteur du quota propre à ce groupe."""
    return session.scalars(select(Quota.pris).where(Quota.code == ou.code)).one()


def etats(ou: Groupe) -> Counter[EtatPlace]:
    """Rend combien de places du groupe sont dans chaque état, comptées sur les lignes."""
    lignes = session.execute(
        select(Place.etat, func.count(func.distinct(Place.inscription_id)))
        .join(Inscription, Inscription.id == Place.inscription_id)
        .where(Inscription.groupe_id == ou.id)
        .group_by(Place.etat)
    )
    return Counter({ligne[0]: ligne[1] for ligne in lignes})


def sans_derive() -> bool:
    """Vrai si chaque compteur dit le nombre de places tenues."""
    return ecarts() == [] and inscriptions_fausses() == []
