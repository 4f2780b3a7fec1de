"""Ce que l’on garde de qui a payé, combien de temps ; et ce qui change dans une somme due."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portail.identite.models import Agent
from portail.journal.actions import SYSTEME
from portail.notifications.models import Notification
from portail.paiement.paiements import sommes
from portail.paiement.paiements.conservation import oublier_les_payeurs
from portail.paiement.paiements.erreurs import PaiementEnAttente
from portail.paiement.paiements.etats import MotifRemboursement
from portail.paiement.paiements.models import Paiement, SommeDue
from portail.paiement.paiements.queries import compte_de, est_en_attente
from portail.socle import horloge
from portail.socle.base import session, transaction
from tests import fabriques
from tests.integration.paiement.fabrique import encaissements, objet, ouvrir, payee
from tests.payfip import Guichetier

TREIZE_MOIS_APRES = date(2028, 1, 15)


def relue(due: SommeDue) -> SommeDue:
    return session.get_one(SommeDue, due.id, populate_existing=True)


def test_treize_mois_apres_il_ne_reste_que_des_comptes(en_ligne: Guichetier, due: SommeDue, base: Session):
    payee(en_ligne, due)
    assert oublier_les_payeurs() == 0
    fabriques.mettre_l_horloge_au(TREIZE_MOIS_APRES)

    assert oublier_les_payeurs() == 1
    assert oublier_les_payeurs() == 0

    lue = relue(due)
    assert (lue.payeur, lue.courriel, lue.usager_id, lue.montant) == (None, None, None, 50)
    assert [un.montant for un in encaissements(due)] == [50]
    assert session.scalars(select(Paiement.courriel)).all() == [None]
    assert session.scalars(select(Notification).where(Notification.objet_id == str(due.id))).all() == []


def test_tant_que_de_l_argent_reste_a_rendre_on_sait_a_qui(en_ligne: Guichetier, due: SommeDue):
    payee(en_ligne, due)
    with transaction():
        sommes.rendre(objet(due), Decimal(10), motif=MotifRemboursement.ANNULATION_SERVICE, auteur=SYSTEME)
    fabriques.mettre_l_horloge_au(TREIZE_MOIS_APRES)

    assert oublier_les_payeurs() == 0
    assert relue(due).payeur == "Claire Guillet"


def test_tant_qu_une_tentative_est_ouverte_on_sait_a_qui(en_ligne: Guichetier, due: SommeDue):
    ouvrir(due)
    fabriques.mettre_l_horloge_au(TREIZE_MOIS_APRES)

    assert oublier_les_payeurs() == 0


@pytest.mark.parametrize(("montant", "reste", "a_rendre"), [("60.00", 10, 0), ("30.00", 0, 20), ("50.00", 0, 0)])
def test_changer_le_montant_rend_ce_qui_est_de_trop(
    en_ligne: Guichetier, due: SommeDue, montant: str, reste: int, a_rendre: int
):
    payee(en_ligne, due)

    with transaction():
        sommes.changer_le_montant(objet(due), Decimal(montant), auteur=SYSTEME)

    compte = compte_de(relue(due))
    assert (compte.reste, sum(un.a_rendre for un in compte.encaissements)) == (reste, a_rendre)


def test_le_montant_ne_change_pas_pendant_un_paiement(en_ligne: Guichetier, due: SommeDue, maryse: Agent):
    ouvrir(due)

    assert est_en_attente(objet(due))
    with pytest.raises(PaiementEnAttente), transaction():
        sommes.changer_le_montant(objet(due), Decimal(60), auteur=SYSTEME)
    assert relue(due).montant == 50
    assert horloge.aujourd_hui() == fabriques.JOUR
