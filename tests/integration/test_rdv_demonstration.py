"""Les rendez-vous de la démonstration : passés et à venir, quel que soit le jour où l’on charge."""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import select

from portail.demonstration.comptes import ouvrir_les_agents
from portail.demonstration.rendez_vous import charger_les_rendez_vous
from portail.journal.actions import SYSTEME
from portail.rendez_vous.attente.models import Attente, EtatAttente
from portail.rendez_vous.attente.queries import rang
from portail.rendez_vous.occupations.models import Occupation, Origine
from portail.rendez_vous.reservations.etats import EtatRdv
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.ressources.ouverture import agenda_ouvert
from portail.rendez_vous.telephone.queries import services_qui_rappellent
from portail.socle import decalage, horloge
from portail.socle.base import session, transaction
from tests import fabriques


@pytest.mark.parametrize(
    "jour", [date(2026, 11, 21), date(2026, 11, 24), date(2026, 12, 28), date(2027, 3, 27), date(2027, 5, 3)]
)
def test_la_demonstration_a_des_rendez_vous_passes_et_a_venir(departement: None, jour: date):
    fabriques.mettre_l_horloge_au(jour)
    agents = ouvrir_les_agents()
    with transaction():  # une visite chez quelqu’un ouvre un agenda sans plage, et se raconte avant
        agenda_ouvert(agents["isabelle-corre"].id, auteur=SYSTEME)

    pris = charger_les_rendez_vous(agents)
    decalage.rafraichir()

    maintenant = horloge.maintenant()
    tous = session.scalars(select(RendezVous)).all()
    etats = Counter(rdv.etat for rdv in tous if rdv.debut < maintenant)
    assert pris >= 14
    assert etats[EtatRdv.HONORE] >= 2
    assert etats[EtatRdv.ABSENT] == etats[EtatRdv.EXCUSE] == 1
    assert sum(rdv.debut > maintenant and not rdv.est_collectif for rdv in tous) >= 9
    assert [rdv.places_libres for rdv in tous if rdv.est_collectif and rdv.places_prises] == [0]
    assert sum(rdv.est_collectif for rdv in tous) == 2
    attendent = session.scalars(select(Attente)).all()
    assert [(rang(une), une.etat) for une in attendent] == [(1, EtatAttente.ATTEND), (2, EtatAttente.ATTEND)]
    assert session.scalars(select(Occupation).where(Occupation.origine == Origine.ABSENCE)).all()
    assert services_qui_rappellent() >= {"enfance", "solidarites"}
    assert charger_les_rendez_vous(agents) == 0
