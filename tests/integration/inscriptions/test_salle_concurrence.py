"""À l’heure juste, tout le monde à la fois : chacun un rang et un seul, les présents d’abord, le débit tenu."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import psycopg
import pytest

from portail.inscriptions.ouvertures import salles
from portail.inscriptions.ouvertures.salle import tirage_de
from portail.journal.actions import SYSTEME
from portail.socle import decalage, horloge
from portail.socle.base import fermer_session
from tests import fabriques
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.course import Geste, foyers, tous_a_la_fois

MINUTE = timedelta(minutes=1)
DEBIT = 7
RANGS = "SELECT usager_id, rang, admis_le IS NOT NULL FROM passage_en_salle ORDER BY rang"
LA_SALLE = "SELECT 1 FROM salle_d_attente FOR UPDATE"


@pytest.fixture
def base_de_tous(base_reelle: str) -> Iterator[str]:
    """Une base où l’on valide pour de bon, les activités installées."""
    fabriques.departement()
    fabriques.mettre_l_horloge_au(fabriques.JOUR)
    fabrique.installer()
    yield base_reelle
    fermer_session()
    horloge.poser_decalage(horloge.decalage() * 0)


def test_a_l_heure_juste_chacun_a_un_rang_et_un_seul(base_de_tous: str):
    maintenant, ronan = horloge.maintenant(), fabrique.responsable()
    salle = salles.ouvrir_une_salle(
        fabrique.activite().id,
        salle_le=maintenant - MINUTE,
        ouvre_le=maintenant + 10 * MINUTE,
        debit=DEBIT,
        agent=ronan,
        auteur=SYSTEME,
    )
    venus = [un.usager.id for un in foyers(80)]
    presents, tardifs = venus[:40], venus[40:]
    for qui in presents:
        salles.entrer(salle.id, usager_id=qui)
    decalage.avancer(10 * MINUTE)

    # Des présents rechargent, des tardifs entrent deux fois, personne n’a encore rangé la file.
    gestes: list[Geste] = [partial(salles.situation, salle.id, usager_id=qui) for qui in presents]
    gestes += [partial(salles.entrer, salle.id, usager_id=qui) for qui in tardifs * 2]
    rendus = tous_a_la_fois(base_de_tous, gestes, attendus=8, pose=LA_SALLE)
    decalage.avancer(MINUTE)
    tous_a_la_fois(base_de_tous, [partial(salles.avancer, salle.id)] * 8, attendus=0)

    assert [un for un in rendus if isinstance(un, Exception)] == []
    with psycopg.connect(base_de_tous) as connexion:
        lignes = connexion.execute(RANGS).fetchall()
    assert [rang for _qui, rang, _admis in lignes] == list(range(1, 81))
    assert [qui for qui, _rang, _admis in lignes][:40] == sorted(presents, key=partial(tirage_de, salle.graine))
    admis = [rang for _qui, rang, admis in lignes if admis]
    assert admis == list(range(1, len(admis) + 1))
    ecoule = horloge.maintenant() - salle.ouvre_le
    assert DEBIT <= len(admis) <= ecoule * DEBIT / MINUTE
