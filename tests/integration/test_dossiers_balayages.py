"""Les balayages : ce qui est dû part sans personne, un brouillon oublié est averti puis effacé, jamais rien d’autre."""

from datetime import date, time, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portail.dossiers import taches
from portail.dossiers.actions import brouillon, decision, depot
from portail.dossiers.etats import ETATS_EN_COURS, Etat
from portail.dossiers.models import Dossier
from portail.identite.models import Agent, Usager
from portail.journal.models import Entree
from portail.pieces.models import Fichier
from portail.socle import fichiers, horloge
from tests import fabriques
from tests.fabriques import JOUR
from tests.integration.lignes import documents, gabarits_promis, journal_de, pour_voir, promis, relu, trace_de
from tests.unitaires.situations_permis import PERMIS

AVERTI, GARDE = timedelta(days=60), timedelta(days=90)


@pytest.fixture
def yanis(departement: None) -> Usager:
    fabriques.mettre_l_horloge_au(JOUR, time(11))
    return fabriques.usager()


def passer(jours: int) -> None:
    fabriques.mettre_l_horloge_au(horloge.aujourd_hui() + timedelta(days=jours))


# ---------- Accusés de réception ----------


@pytest.mark.parametrize(("jour", "accuse"), [(date(2026, 12, 1), False), (date(2026, 12, 2), True)])
def test_l_accuse_part_deux_jours_ouvres_avant_sa_limite(yanis: Usager, jour: date, accuse: bool):
    dossier = fabriques.depose(yanis)
    fabriques.mettre_l_horloge_au(jour)

    taches.accuser_les_receptions()
    taches.accuser_les_receptions()

    assert relu(dossier).date_accuse == date(2026, 12, 4)
    assert len(documents(dossier, "accuse_reception")) == int(accuse)
    assert gabarits_promis(dossier).count("dossier/recu") == int(accuse)
    assert relu(dossier).etat is Etat.DEPOSE


def test_une_demande_finie_ne_recoit_pas_d_accuse_de_reception(yanis: Usager, herve: Agent):
    retiree, classee = fabriques.depose(yanis), fabriques.depose(yanis)
    depot.retirer(retiree.id, usager=yanis, revision=None)
    decision.classer(classee.id, agent=herve, motif="Doublon.", revision=None)
    oublie = brouillon.commencer(PERMIS, usager=yanis, qualite="lui_meme", langue="fr")
    avant = [trace_de(dossier) for dossier in (retiree, classee, oublie)]
    passer(30)

    taches.accuser_les_receptions()

    assert [trace_de(dossier) for dossier in (retiree, classee, oublie)] == avant


# ---------- Brouillons ----------


def balayer_chaque_jour(jours: int) -> None:
    for _ in range(jours):
        passer(1)
        taches.purger_les_brouillons()


def annonce(dossier: Dossier) -> str:
    """Rend le jour d’effacement que le dernier avertissement annonce."""
    return promis(dossier)[-1].contexte["date_effacement"].replace("\u00a0", " ")


def jour_de_l_effacement(base: Session, dossier: Dossier) -> date:
    """Balaye chaque jour jusqu’à ce que le brouillon disparaisse, et rend ce jour."""
    while base.get(Dossier, dossier.id, populate_existing=True) is not None:
        balayer_chaque_jour(1)
    return horloge.aujourd_hui()


def test_un_brouillon_oublie_est_averti_une_fois_avec_la_date_puis_efface(base: Session, yanis: Usager):
    dossier = fabriques.brouillon(yanis)
    cles = set(base.scalars(select(Fichier.cle).where(Fichier.dossier_id == dossier.id)))
    passer(AVERTI.days - 1)
    taches.purger_les_brouillons()
    assert promis(dossier) == []

    balayer_chaque_jour(4)

    assert gabarits_promis(dossier) == ["dossier/brouillon_expire"]
    assert annonce(dossier) == "19 février 2027"
    assert jour_de_l_effacement(base, dossier) in (date(2027, 2, 19), date(2027, 2, 20))
    assert journal_de(dossier)[-2:] == ["avertir_brouillon", "purger_brouillon"]
    [effacer] = base.scalars(text("SELECT args FROM procrastinate_jobs WHERE task_name = 'pieces.effacer_contenus'"))
    assert set(effacer["cles"]) == cles <= set(fichiers.cles())


def test_reprendre_son_brouillon_remet_le_compte_a_zero(base: Session, yanis: Usager):
    dossier = fabriques.brouillon(yanis)
    passer(AVERTI.days)
    balayer_chaque_jour(2)
    brouillon.enregistrer_page(
        dossier.id, usager=yanis, page=PERMIS.pages[0], reponses={"nationalite": "autre"}, revision=None
    )

    balayer_chaque_jour(AVERTI.days - 1)

    assert base.get(Dossier, dossier.id, populate_existing=True) is not None
    assert gabarits_promis(dossier) == ["dossier/brouillon_expire"]
    balayer_chaque_jour(3)
    assert gabarits_promis(dossier) == ["dossier/brouillon_expire"] * 2


def test_averti_trop_tard_le_brouillon_garde_tout_son_preavis(base: Session, yanis: Usager):
    dossier = fabriques.brouillon(yanis)
    # L’ouvrier a été arrêté trois mois.
    passer(GARDE.days + 5)

    taches.purger_les_brouillons()

    assert base.get(Dossier, dossier.id, populate_existing=True) is not None
    assert annonce(dossier) == "26 mars 2027"
    assert jour_de_l_effacement(base, dossier) in (date(2027, 3, 26), date(2027, 3, 27))
    assert gabarits_promis(dossier) == ["dossier/brouillon_expire"]


# ---------- Propriété : jamais rien de déposé, jamais rien de récent ----------


def _ajouter(situation: list[tuple[Etat, int]]) -> list[Dossier]:
    """Rend un dossier par couple (état, jours depuis le dernier changement)."""
    jour, lignes = horloge.aujourd_hui(), []
    for etat, age in situation:
        instant = horloge.maintenant() - timedelta(days=age)
        echeances = {} if etat is Etat.BROUILLON else {"date_accuse": jour, "date_silence": jour}
        lignes.append({"etat": etat, "cree_le": instant, "modifie_le": instant, **echeances})
    return fabriques.lignes(lignes)


dossiers_au_hasard = st.lists(st.tuples(st.sampled_from(Etat), st.integers(0, 400)), min_size=1, max_size=12)


def test_un_grand_nombre_d_oublis_est_averti_le_meme_jour(base: Session, yanis: Usager):
    nes = _ajouter([(Etat.BROUILLON, AVERTI.days + 1)] * 230)

    taches.purger_les_brouillons()

    averties = base.scalars(select(Entree.objet_id).where(Entree.action == "avertir_brouillon")).all()
    assert sorted(averties) == sorted(str(dossier.id) for dossier in nes)


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(dossiers_au_hasard, st.lists(st.integers(0, 40), min_size=1, max_size=4))
@example([(Etat.BROUILLON, 60)], [0, 0, 31])  # deux balayages à la même heure
def test_les_balayages_n_effacent_que_des_brouillons_oublies_et_avertis(
    base: Session, yanis: Usager, situation: list[tuple[Etat, int]], pauses: list[int]
):
    with pour_voir(base):
        fabriques.mettre_l_horloge_au(JOUR)
        nes = {dossier.id: repere for dossier, repere in zip(_ajouter(situation), situation, strict=True)}

        for pause in pauses:
            passer(pause)
            for balayage in (taches.accuser_les_receptions, taches.clore_les_complements, taches.purger_les_brouillons):
                balayage()

        restent = {d.id: d for d in base.scalars(select(Dossier).execution_options(populate_existing=True))}
        for identifiant, (etat, age) in nes.items():
            if dossier := restent.get(identifiant):
                assert dossier.etat is etat
                assert (dossier.accuse_reception_le is not None) is (etat in ETATS_EN_COURS)
                continue
            assert etat is Etat.BROUILLON
            assert age + sum(pauses) > GARDE.days
            assert journal_de(Dossier(id=identifiant)) == ["avertir_brouillon", "purger_brouillon"]
