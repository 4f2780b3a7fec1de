"""La salle d’attente : être présent à l’heure suffit, le débit tient, le passe est à un seul compte ; lus en base."""

from datetime import timedelta

import pytest

from portail.identite.models import Agent
from portail.inscriptions.ouvertures import salles
from portail.inscriptions.ouvertures.erreurs import (
    PasEncoreLHeure,
    PassageObligatoire,
)
from portail.inscriptions.ouvertures.models import SalleDAttente
from portail.inscriptions.ouvertures.salle import engagement_de, tirage_de
from portail.inscriptions.places.erreurs import PasOuvert
from portail.journal.actions import SYSTEME
from portail.socle import decalage, horloge
from portail.socle.base import session
from portail.socle.erreurs import Interdit, Introuvable
from tests import fabriques
from tests.integration.inscriptions import fabrique
from tests.integration.test_requetes_sql import instructions

MINUTE = timedelta(minutes=1)


@pytest.fixture
def salle(sport: None, ronan: Agent) -> SalleDAttente:
    """La salle des stages d’hiver : ouverte à midi cinq, l’heure à midi dix, deux personnes par minute."""
    maintenant = horloge.maintenant()
    return salles.ouvrir_une_salle(
        fabrique.activite().id,
        salle_le=maintenant + 5 * MINUTE,
        ouvre_le=maintenant + 10 * MINUTE,
        debit=2,
        agent=ronan,
        auteur=SYSTEME,
    )


def test_la_salle_range_les_presents_au_sort_et_les_suivants_a_la_suite(salle: SalleDAttente):
    presents = [fabriques.usager([f"P{rang}"]) for rang in range(6)]
    with pytest.raises(PasEncoreLHeure):
        salles.entrer(salle.id, usager_id=presents[0].id)
    decalage.avancer(6 * MINUTE)
    for un in presents:
        salles.entrer(salle.id, usager_id=un.id)
        salles.entrer(salle.id, usager_id=un.id)
    avant = salles.situation(salle.id, usager_id=presents[0].id)
    assert (avant.rang, avant.passe) == (None, None)
    assert salles.graine_publiee(salle) is None
    decalage.avancer(4 * MINUTE)
    tardifs = [fabriques.usager([f"T{rang}"]) for rang in range(3)]
    for un in tardifs:
        salles.entrer(salle.id, usager_id=un.id, au_guichet=un is tardifs[0])

    rangs = {un.id: salles.situation(salle.id, usager_id=un.id).rang for un in (*presents, *tardifs)}

    graine = salles.graine_publiee(salle)
    assert graine is not None
    assert engagement_de(graine) == salle.engagement
    au_sort = sorted((un.id for un in presents), key=lambda qui: tirage_de(graine, qui))
    assert sorted(rangs, key=lambda qui: rangs[qui] or 0) == [*au_sort, *(un.id for un in tardifs)]
    assert sorted(rangs.values()) == list(range(1, 10))
    with pytest.raises(Introuvable):
        salles.situation(salle.id, usager_id=fabriques.usager(["Absent"]).id)


def test_on_admet_au_debit_et_le_passe_ouvre_l_activite_a_ce_compte_seul(salle: SalleDAttente):
    venus = [fabriques.usager([f"P{rang}"]) for rang in range(5)]
    decalage.avancer(6 * MINUTE)
    for un in venus:
        salles.entrer(salle.id, usager_id=un.id)
    activite = fabrique.activite()
    with pytest.raises(PasOuvert):
        salles.exiger_le_passe(activite, "", usager_id=venus[0].id)
    decalage.avancer(5 * MINUTE + timedelta(seconds=1))

    situations = {un.id: salles.situation(salle.id, usager_id=un.id) for un in venus}

    admis = [qui for qui, une in situations.items() if une.passe]
    assert len(admis) == 2
    passe = situations[admis[0]].passe
    assert passe is not None
    salles.exiger_le_passe(activite, passe, usager_id=admis[0])
    for faux, qui in ((passe, admis[1]), ("", admis[0]), (passe[:-1], admis[0])):
        with pytest.raises(PassageObligatoire):
            salles.exiger_le_passe(activite, faux, usager_id=qui)
    assert sorted(une.devant for une in situations.values() if not une.passe) == [0, 1, 2]
    decalage.avancer(20 * MINUTE)
    with pytest.raises(PassageObligatoire):
        salles.exiger_le_passe(activite, passe, usager_id=admis[0])


def test_qui_laisse_passer_son_tour_reprend_la_file_a_la_fin(salle: SalleDAttente):
    un, autre = fabriques.usager(["Un"]), fabriques.usager(["Autre"])
    decalage.avancer(6 * MINUTE)
    salles.entrer(salle.id, usager_id=un.id)
    decalage.avancer(5 * MINUTE)
    assert salles.situation(salle.id, usager_id=un.id).passe
    decalage.avancer(21 * MINUTE)
    salles.entrer(salle.id, usager_id=autre.id)
    assert salles.situation(salle.id, usager_id=un.id).passe is None

    salles.entrer(salle.id, usager_id=un.id)

    assert (
        salles.situation(salle.id, usager_id=autre.id).devant,
        salles.situation(salle.id, usager_id=un.id).devant,
    ) == (0, 1)


def test_le_debit_se_change_pendant_l_ouverture(salle: SalleDAttente, ronan: Agent):
    for rang in range(20):
        if rang == 0:
            decalage.avancer(6 * MINUTE)
        salles.entrer(salle.id, usager_id=fabriques.usager([f"P{rang}"]).id)
    decalage.avancer(5 * MINUTE)
    salles.changer_le_debit(salle.id, 10, agent=ronan, auteur=SYSTEME)
    avant = session.get_one(SalleDAttente, salle.id, populate_existing=True).admis
    decalage.avancer(MINUTE)
    salles.avancer(salle.id)

    assert avant == 2
    assert session.get_one(SalleDAttente, salle.id, populate_existing=True).admis == 12
    with pytest.raises(Interdit):
        salles.changer_le_debit(salle.id, 5, agent=fabriques.agent(), auteur=SYSTEME)


def test_sans_salle_on_entre_sans_passe(sport: None):
    salles.exiger_le_passe(fabrique.activite("multisports-2026"), "", usager_id=fabriques.usager().id)


def test_un_rang_donne_ne_change_plus_et_se_lit_sans_compter_la_file(salle: SalleDAttente):
    venus = [fabriques.usager([f"P{rang}"]) for rang in range(12)]
    decalage.avancer(6 * MINUTE)
    for un in venus:
        salles.entrer(salle.id, usager_id=un.id)
    decalage.avancer(4 * MINUTE)
    rangs = {un.id: salles.situation(salle.id, usager_id=un.id).rang for un in venus}
    dernier = max(rangs, key=lambda qui: rangs[qui] or 0)

    decalage.avancer(2 * MINUTE)
    salles.avancer(salle.id)
    with instructions() as vues:
        apres = salles.situation(salle.id, usager_id=dernier)

    assert sorted(rangs.values()) == list(range(1, 13))
    assert (apres.rang, apres.devant) == (12, 7)
    assert len(vues) <= 4
    assert not any("count(" in vue for vue in vues)


def test_qui_entre_a_l_heure_juste_a_un_rang_et_un_seul(salle: SalleDAttente):
    tot = fabriques.usager(["Tôt"])
    decalage.avancer(6 * MINUTE)
    salles.entrer(salle.id, usager_id=tot.id)
    decalage.avancer(4 * MINUTE)
    tard = fabriques.usager(["Tard"])

    premiere, seconde = (salles.entrer(salle.id, usager_id=tard.id) for _ in range(2))

    assert (premiere.id, premiere.rang) == (seconde.id, 2)
    assert session.get_one(SalleDAttente, salle.id, populate_existing=True).rangs == 2
    assert salles.situation(salle.id, usager_id=tot.id).rang == 1
