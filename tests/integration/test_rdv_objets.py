"""Régler un objet de rendez-vous : ce qui ne va pas ensemble est refusé en clair, ce qui change est au journal."""

from dataclasses import replace
from typing import Any

import pytest

from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import SYSTEME
from portail.journal.queries import entrees_de
from portail.rendez_vous.objets import actions as objets
from portail.rendez_vous.objets.models import ObjetRdv, QuiReserve
from portail.rendez_vous.objets.queries import objet_de, objets_des_services, objets_montres
from portail.rendez_vous.objets.reglages import Besoin, Minutage, Presentation, Public, lire
from portail.rendez_vous.objets.regles import ReglageImpossible
from portail.rendez_vous.ressources.models import GenreRessource
from portail.socle.base import session
from tests.integration import rendez_vous as rdv

pytestmark = pytest.mark.usefixtures("departement")


@pytest.fixture
def pesee(departement: None) -> ObjetRdv:
    return rdv.objet("PESEE", duree=30, orientation="Voyez votre médecin.", explication="Peser.")


def regler(code: str, sujet: type, *, version: int | None = None, par: Any = SYSTEME, **valeurs: Any) -> ObjetRdv:
    reglage = replace(lire(relu(code), sujet), **valeurs)
    return objets.regler(code, reglage, version=version, auteur=par)


def relu(code: str) -> ObjetRdv:
    return session.get_one(ObjetRdv, objet_de(code).id, populate_existing=True)


def besoins(*voulus: tuple[int, str, int]) -> tuple[Besoin, ...]:
    return tuple(
        Besoin(ordre=ordre, genre=GenreRessource.AGENT, competence=competence, duree_minutes=minutes)
        for ordre, competence, minutes in voulus
    )


def test_une_chaine_se_regle_et_le_journal_garde_l_avant_et_l_apres(pesee: ObjetRdv, nathalie: Agent):
    chaine = besoins((1, "puericultrice", 20), (2, "medecin", 20))

    regler("PESEE", Minutage, duree_minutes=40, besoins=chaine, par=auteur_agent(nathalie))

    lu = relu("PESEE")
    assert (lu.duree_minutes, lu.version) == (40, 1)
    assert [(un.ordre, un.competence, un.duree_minutes) for un in lu.besoins] == [
        (1, "puericultrice", 20), (2, "medecin", 20),
    ]  # fmt: skip
    [entree] = [e for e in entrees_de(("objet_rdv", "PESEE")) if e.action == "regler_objet_rdv"]
    assert entree.auteur_id == nathalie.id
    assert entree.details["avant"] == {"besoins": "1:agent:puericultrice:30", "duree_minutes": "30"}
    assert entree.details["apres"]["duree_minutes"] == "40"


def test_un_texte_n_entre_au_journal_que_par_son_empreinte(pesee: ObjetRdv):
    regler("PESEE", Presentation, explication="Tout autre chose.")

    [entree] = [e for e in entrees_de(("objet_rdv", "PESEE")) if e.action == "regler_objet_rdv"]
    assert "Tout autre chose." not in str(entree.details)


def test_enregistrer_sans_rien_changer_ne_laisse_pas_de_trace(pesee: ObjetRdv):
    regler("PESEE", Minutage)

    assert relu("PESEE").version == 0
    assert entrees_de(("objet_rdv", "PESEE")) == []


@pytest.mark.parametrize(
    ("sujet", "valeurs", "champ"),
    [
        (Minutage, {"duree_minutes": 4}, "duree_minutes"),
        (Minutage, {"pas_minutes": 601}, "pas_minutes"),
        (Minutage, {"horizon_jours": 400}, "horizon_jours"),
        (Minutage, {"delai_minutes": 42 * 24 * 60}, "delai_minutes"),
        (Minutage, {"besoins": ()}, "besoins"),
        (Minutage, {"besoins": besoins((1, "a", 20))}, "besoins"),
        (Minutage, {"besoins": besoins((1, "a", 30), (1, "b", 20))}, "besoins"),
        (Public, {"modalites": ()}, "modalites"),
        (Public, {"age_max_mois": 72}, "demande_enfant"),
        (Public, {"age_min_mois": 24, "age_max_mois": 24, "demande_enfant": True}, "age_max_mois"),
        (Public, {"suivi": True}, "qui_reserve"),
    ],
)
def test_ce_qui_ne_va_pas_ensemble_est_refuse_sur_le_bon_champ(
    pesee: ObjetRdv, sujet: type, valeurs: dict[str, Any], champ: str
):
    with pytest.raises(ReglageImpossible) as refus:
        regler("PESEE", sujet, **valeurs)

    assert refus.value.champ == champ
    session.expire_all()
    assert (relu("PESEE").version, len(relu("PESEE").besoins)) == (0, 1)


def test_un_age_ou_un_objet_ferme_au_public_demande_une_orientation(pesee: ObjetRdv):
    regler("PESEE", Presentation, orientation="")

    for valeurs in ({"demande_enfant": True, "age_max_mois": 72}, {"qui_reserve": QuiReserve.AGENTS}):
        with pytest.raises(ReglageImpossible) as refus:
            regler("PESEE", Public, **valeurs)
        assert refus.value.champ == "orientation"


def test_deux_administrateurs_ne_s_effacent_pas_l_un_l_autre(pesee: ObjetRdv):
    regler("PESEE", Minutage, version=0, delai_minutes=60)

    with pytest.raises(objets.ObjetChange):
        regler("PESEE", Minutage, version=0, delai_minutes=240)
    assert relu("PESEE").delai_minutes == 60


def test_fermer_un_objet_le_retire_du_choix_de_tous(pesee: ObjetRdv):
    objets.fermer("PESEE", auteur=SYSTEME)
    assert (objets_montres(), objets_des_services([rdv.SERVICE])) == ([], [])

    objets.ouvrir("PESEE", auteur=SYSTEME)
    assert [un.code for un in objets_montres()] == ["PESEE"]


def test_le_public_lit_ce_qu_il_ne_reserve_pas_mais_pas_ce_qui_demande_un_lien(departement: None):
    rdv.objet("LIBRE")
    rdv.objet("PRO", qui_reserve=QuiReserve.AGENTS, orientation="Appelez le 119.")
    rdv.objet("INVITE", qui_reserve=QuiReserve.INVITES)
    rdv.objet("SUIVI", qui_reserve=QuiReserve.AGENTS, suivi=True, orientation="Voyez votre référent.")

    assert {un.code for un in objets_montres()} == {"LIBRE", "PRO"}


def test_confirmer_note_que_les_valeurs_livrees_ont_ete_relues(pesee: ObjetRdv, nathalie: Agent):
    assert pesee.a_confirmer

    objets.confirmer("PESEE", auteur=auteur_agent(nathalie))
    objets.confirmer("PESEE", auteur=auteur_agent(nathalie))

    assert not relu("PESEE").a_confirmer
    assert [e.action for e in entrees_de(("objet_rdv", "PESEE"))] == ["confirmer_objet_rdv"]
