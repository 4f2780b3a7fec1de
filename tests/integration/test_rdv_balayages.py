"""Une ligne fautive n’arrête pas un balayage : les autres sont traitées, elle attend le suivant.

La faute est vraie : la base refuse d’écrire cette ligne-là.
"""

from datetime import time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from portail.rendez_vous.attente import balayage as attentes
from portail.rendez_vous.attente import taches as taches_attente
from portail.rendez_vous.attente.models import EtatAttente
from portail.rendez_vous.occupations.models import Tenue
from portail.rendez_vous.rappels import balayage as les_rappels
from portail.rendez_vous.rappels.models import EtatRappel, Rappel, SorteRappel
from portail.rendez_vous.reservations import taches as taches_reservations
from portail.socle import horloge
from portail.socle.base import session, transaction
from tests import fabriques
from tests.integration.rdv_attente import annuler, etats, gabarits, inscrire, tenues
from tests.integration.rdv_gestes import tenir
from tests.integration.rdv_vie import LUNDI, accueil, paris, prendre, quelqu_un, rappels

pytestmark = pytest.mark.usefixtures("departement")


def mettre_en_panne(table: str, identifiant: UUID, quand: str = "UPDATE") -> None:
    """La base refuse désormais ce changement de cette ligne."""
    corps = f"BEGIN IF OLD.id = '{identifiant}' THEN RAISE EXCEPTION 'en panne'; END IF; RETURN COALESCE(NEW, OLD); END"
    with transaction():
        session.execute(text(f"CREATE FUNCTION en_panne() RETURNS trigger LANGUAGE plpgsql AS $$ {corps} $$"))
        session.execute(
            text(f"CREATE TRIGGER en_panne BEFORE {quand} ON {table} FOR EACH ROW EXECUTE FUNCTION en_panne()")
        )


def test_un_rappel_fautif_laisse_partir_les_autres():
    ici = accueil()
    fautif, autre = prendre(ici, paris(LUNDI, 9), quelqu_un(1)), prendre(ici, paris(LUNDI, 10), quelqu_un(2))
    proches = [une for rdv in (fautif, autre) for une in rappels(rdv) if une.sorte is SorteRappel.PROCHE]
    mettre_en_panne(Rappel.__tablename__, proches[0].id)
    horloge.poser_decalage(horloge.decalage() + (max(une.prevu_le for une in proches) - horloge.maintenant()))
    horloge.poser_decalage(horloge.decalage() + timedelta(minutes=1))

    les_rappels.balayer()

    par_rdv = {rdv.id: [une.etat for une in rappels(rdv) if une.sorte is SorteRappel.PROCHE] for rdv in (fautif, autre)}
    assert par_rdv == {fautif.id: [EtatRappel.PREVU], autre.id: [EtatRappel.ENVOYE]}


def test_une_inscription_fautive_laisse_annoncer_et_passer_les_autres():
    ici = accueil()
    pris = [prendre(ici, paris(LUNDI + timedelta(days=1), heure), quelqu_un(heure)) for heure in (9, 10)]
    anne, ben = inscrire(ici, quelqu_un(1)), inscrire(ici, quelqu_un(2))
    fabriques.mettre_l_horloge_au(fabriques.JOUR, time(22))
    for rdv in pris:
        annuler(rdv)
    assert etats(anne, ben) == [EtatAttente.PROPOSE, EtatAttente.PROPOSE]
    mettre_en_panne("attente_rdv", anne.id)
    fabriques.mettre_l_horloge_au(fabriques.JOUR + timedelta(days=1), time(8, 1))

    assert attentes.annoncer_au_matin() == 1
    assert gabarits(ben)[-1] == "rdv/attente_proposition"
    fabriques.mettre_l_horloge_au(LUNDI, time(12))
    taches_attente.tenir_la_liste_d_attente()
    assert etats(anne, ben) == [EtatAttente.PROPOSE, EtatAttente.ATTEND]


def test_une_tenue_fautive_laisse_rendre_les_autres():
    ici = accueil()
    fautive, autre = (tenir(ici, paris(LUNDI, heure), f"session {heure}") for heure in (9, 10))
    fautive_id = fautive.id
    mettre_en_panne("tenue", fautive_id, "DELETE")
    horloge.poser_decalage(horloge.decalage() + timedelta(hours=1))

    taches_reservations.rendre_les_tenues_echues()

    assert [une.id for une in tenues()] == [fautive_id]
    assert session.get(Tenue, autre.id, populate_existing=True) is None


def test_les_inscriptions_perimees_se_closent_toutes_la_meme_nuit(monkeypatch: pytest.MonkeyPatch):
    ici = accueil()
    monkeypatch.setattr(attentes, "LOT", 2)
    siennes = [inscrire(ici, quelqu_un(rang)) for rang in range(5)]
    fabriques.mettre_l_horloge_au(fabriques.JOUR + timedelta(days=91))

    taches_attente.clore_les_attentes()

    assert set(etats(*siennes)) == {EtatAttente.EXPIRE}
