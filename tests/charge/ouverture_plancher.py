"""Le plancher du banc « ouverture » : compter une place, l’engager, la payer, en trois transactions nues.

Ni famille, ni éligibilité, ni pièces, ni prix, ni journal, ni message, ni PayFiP : un compteur, des lignes, un reçu.
"""

from uuid import UUID, uuid4

from sqlalchemy import text

from portail.socle import base
from tests.charge.ouverture_donnees import PLACES_PAR_GROUPE, Famille, JourDOuverture
from tests.charge.ouverture_familles import Etapes

TABLES = """
    CREATE TABLE plancher_quota (id uuid PRIMARY KEY, capacite int NOT NULL, pris int NOT NULL DEFAULT 0,
                                 CHECK (pris <= capacite));
    CREATE TABLE plancher_place (id uuid PRIMARY KEY, quota_id uuid NOT NULL REFERENCES plancher_quota,
                                 enfant_id uuid NOT NULL, commande_id uuid NOT NULL, etat text NOT NULL,
                                 UNIQUE (quota_id, enfant_id));
    CREATE INDEX ON plancher_place (commande_id);
    CREATE TABLE plancher_recu (commande_id uuid PRIMARY KEY, montant numeric(12, 2) NOT NULL)
"""
QUOTAS = text("INSERT INTO plancher_quota (id, capacite) VALUES (:id, :capacite)")
PRENDRE = text("UPDATE plancher_quota SET pris = pris + :n WHERE id = :id AND pris + :n <= capacite RETURNING id")
PLACE = text("INSERT INTO plancher_place VALUES (gen_random_uuid(), :quota, :enfant, :commande, 'panier')")
PASSER = text("UPDATE plancher_place SET etat = :etat WHERE commande_id = :commande")
RECU = text("INSERT INTO plancher_recu VALUES (:commande, 100)")
COMPTER = "compter"


def preparer(jour: JourDOuverture) -> None:
    """Crée les tables nues, et autant de compteurs que de stages."""
    with base.moteur().begin() as connexion:
        connexion.exec_driver_sql(TABLES)
        connexion.execute(QUOTAS, [{"id": un, "capacite": PLACES_PAR_GROUPE} for un in jour.groupes])


def compter(famille: Famille, etapes: Etapes) -> int:
    """Prend, engage et paie ; rend combien de places sont prises."""
    with etapes.une(COMPTER):
        commande = uuid4()
        if not any(_prendre(famille, groupe_id, commande) for groupe_id in famille.choix):
            return 0
        for etat in ("en_paiement", "confirmee"):
            with base.moteur().begin() as connexion:
                connexion.execute(PASSER, {"etat": etat, "commande": commande})
                if etat == "confirmee":
                    connexion.execute(RECU, {"commande": commande})
    return len(famille.enfants)


def _prendre(famille: Famille, quota_id: UUID, commande: UUID) -> bool:
    with base.moteur().begin() as connexion:
        if connexion.scalar(PRENDRE, {"id": quota_id, "n": len(famille.enfants)}) is None:
            return False
        lignes = [{"quota": quota_id, "enfant": enfant_id, "commande": commande} for enfant_id in famille.enfants]
        connexion.execute(PLACE, lignes)
    return True
