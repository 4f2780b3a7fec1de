"""De quoi vendre et contrôler : des sites, des séances, des achats ; chacun passe par les actions de la vie."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from portail.identite.models import Agent, Role
from portail.inscriptions.billets.entrees import Entree
from portail.inscriptions.billets.models import Billet
from portail.inscriptions.paniers.models import Moyen
from portail.inscriptions.patrimoine import imports, paniers, queries, reglement, seances
from portail.inscriptions.patrimoine.emission import billets_de_l_achat
from portail.inscriptions.patrimoine.models import (
    Achat,
    LigneAchat,
    Nature,
    Produit,
    SeanceDeVisite,
    Site,
    TarifDeProduit,
)
from portail.inscriptions.patrimoine.paniers import Voulus
from portail.inscriptions.patrimoine.reglement import Accords
from portail.inscriptions.patrimoine.seances import Programme
from portail.inscriptions.patrimoine.sommes import objet_de
from portail.inscriptions.places.models import Quota
from portail.journal.actions import SYSTEME
from portail.paiement.paiements.models import SommeDue
from portail.paiement.paiements.queries import somme_de
from portail.socle import horloge
from portail.socle.base import session, transaction
from tests import fabriques
from tests.integration.paiement import fabrique as caisse

ENTREE, OPEN, CLISSON = "chateaubriant-entree", "chateaubriant-open", "clisson-entree"
COURRIEL = "claire.guillet@courriel.example"
ACCORDS = Accords(conditions=True)


def installer() -> None:
    """Met en base les sites livrés, et la régie où ils se paient."""
    caisse.regie("patrimoine", numcli="090910", prefixe="PAT")
    imports.importer()


def responsable() -> Agent:
    return fabriques.agent(Role.RESPONSABLE, caisse.SERVICE, prenom="Ronan", nom="Le Gall")


def accueil() -> Agent:
    return fabriques.agent(Role.ACCUEIL, caisse.SERVICE, prenom="Enora", nom="Tanguy")


def produit(code: str = ENTREE) -> Produit:
    return session.scalars(select(Produit).where(Produit.code == code)).one()


def demain() -> date:
    return horloge.aujourd_hui() + timedelta(days=1)


def seance(code: str = ENTREE, *, places: int = 10, jour: date | None = None, heure: time = time(14)) -> SeanceDeVisite:
    """Ouvre une séance et la rend."""
    quand = jour or demain()
    programme = Programme(
        produit_id=produit(code).id,
        premier=quand,
        dernier=quand,
        jours=frozenset({quand.isoweekday()}),
        heures=[heure],
        places=places,
    )
    seances.ouvrir_les_seances(programme, agent=None, auteur=SYSTEME)
    debut = horloge.instant_du(quand, heure)
    lues = select(SeanceDeVisite).where(SeanceDeVisite.produit_id == produit(code).id, SeanceDeVisite.debut == debut)
    return session.scalars(lues).one()


def voulus(une: SeanceDeVisite | None = None, *, code: str = ENTREE, **nombres: int) -> Voulus:
    """Rend des billets voulus ; un tarif s’écrit « moins_18=1 »."""
    lu = produit(code)
    tarifs = {tarif.code.replace("-", "_"): tarif.id for tarif in queries.tarifs_de(lu.id)}
    return Voulus(
        produit_id=lu.id,
        seance_id=une.id if une else None,
        quantites=[(tarifs[nom], nombre) for nom, nombre in nombres.items()],
    )


def au_panier(une: SeanceDeVisite | None = None, *, code: str = ENTREE, **nombres: int) -> Achat:
    return paniers.ajouter(voulus(une, code=code, **nombres))


def engage(achat: Achat, *, courriel: str = COURRIEL, accords: Accords = ACCORDS) -> Achat:
    return reglement.engager(achat.id, Moyen.EN_LIGNE, accords, courriel=courriel)


def gratuit(une: SeanceDeVisite, nombre: int = 1) -> Achat:
    """Rend un achat gratuit, billets émis."""
    return engage(au_panier(une, moins_18=nombre))


def somme(achat: Achat) -> SommeDue:
    due = somme_de(objet_de(achat.id))
    assert due is not None
    return due


def billets(achat: Achat) -> list[Billet]:
    return billets_de_l_achat(relu(achat))


def relu(achat: Achat) -> Achat:
    return session.get_one(Achat, achat.id, populate_existing=True)


def prises(une: SeanceDeVisite) -> int:
    return session.get_one(Quota, une.quota_id, populate_existing=True).pris


def entree(agent: Agent, site_id: UUID | None = None) -> Entree:
    return queries.entree_du_site(site_id or produit().site_id, agent)


def lignes(achat: Achat) -> Mapping[str, int]:
    return {ligne.tarif.code: ligne.quantite for ligne in relu(achat).lignes}


def adresses() -> dict[str, str]:
    """Ce que nomment les adresses d’un site au bureau, pour la table des accès : un site du service des essais."""
    site = Site(
        code="musee-d-essai", nom="Musée d’essai", adresse="1 rue de l’Essai", service_code=fabriques.SERVICE,
        regie_code="patrimoine",
    )  # fmt: skip
    date_et_open = [
        Produit(site=site, code="essai-entree", libelle="Entrée", nature=Nature.CRENEAU, duree_minutes=60),
        Produit(site=site, code="essai-open", libelle="Open", nature=Nature.OPEN, duree_minutes=60, valable_jours=30),
    ]
    with transaction():
        session.add_all([site, *date_et_open])
        session.flush()
        gratuits = [
            TarifDeProduit(produit_id=un.id, code="moins-18", libelle="Gratuit", prix=Decimal(0), rang=1)
            for un in date_et_open
        ]
        session.add_all(gratuits)
    une = seance("essai-entree")
    achat = engage(au_panier(une, code="essai-entree", moins_18=1))
    return {
        "code": site.code,
        "produit_code": "essai-open",
        "seance_id": str(une.id),
        "achat_id": str(achat.id),
        "genre": "site",
        "entree_id": str(site.id),
    }


def lignes_de(une: SeanceDeVisite) -> list[LigneAchat]:
    return list(session.scalars(select(LigneAchat).where(LigneAchat.seance_id == une.id)))


def relu_par_id(achat_id: UUID | str) -> Achat:
    return session.get_one(Achat, UUID(str(achat_id)), populate_existing=True)
