"""Poser une plage, la changer, la retirer, en changer un seul jour."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portail.identite.models import Agent, Role
from portail.journal.actions import SYSTEME
from portail.journal.queries import entrees_de
from portail.rendez_vous.lieux import actions as lieux
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.objets import actions as objets
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.plages import actions as plages
from portail.rendez_vous.plages import erreurs
from portail.rendez_vous.plages.evenements import PlagesChangees
from portail.rendez_vous.plages.fiche import UnSeulJour, fiche_de, jours_de
from portail.rendez_vous.plages.models import Plage, PlageException, Rythme
from portail.rendez_vous.plages.queries import plages_des_ressources
from portail.rendez_vous.ressources.models import Ressource
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable
from portail.socle.evenements import abonner
from tests import fabriques
from tests.integration import rendez_vous as rdv

LUNDI, MARDI = rdv.LUNDI, rdv.LUNDI + timedelta(days=1)

pytestmark = pytest.mark.usefixtures("departement")


@pytest.fixture
def plage(maelle: Agent, agenda: Ressource, ou: Lieu, pesee: ObjetRdv) -> Plage:
    return rdv.plage(maelle, agenda, ou, pesee)


def relue(plage: Plage) -> Plage:
    return session.get_one(Plage, plage.id, populate_existing=True)


def version_de(agenda: Ressource) -> int:
    return session.scalars(select(Ressource.version_agenda).where(Ressource.id == agenda.id)).one()


def actions_de(agenda: Ressource) -> list[str]:
    return [e.action for e in entrees_de(("ressource", agenda.id))]


# ---------- Poser ----------


def test_poser_une_plage_date_l_agenda_et_le_fait_savoir(maelle: Agent, agenda: Ressource, ou: Lieu, pesee: ObjetRdv):
    sues: list[object] = []
    abonner(PlagesChangees, sues.append)

    posee = rdv.plage(maelle, agenda, ou, pesee)

    assert [une.id for une in plages_des_ressources([agenda.id], du=LUNDI, au=LUNDI)] == [posee.id]
    assert plages_des_ressources([agenda.id], du=LUNDI - timedelta(days=7), au=LUNDI - timedelta(days=1)) == []
    assert version_de(agenda) == 1
    assert actions_de(agenda) == ["creer_plage", "ajouter_ressource"]
    assert sues == [PlagesChangees(agenda.id)]


@pytest.mark.parametrize(
    ("valeurs", "refus"),
    [
        ({"fin": time(9)}, erreurs.HeuresImpossibles),
        ({"fin": time(9, 10)}, erreurs.HeuresImpossibles),
        ({"dernier_jour": LUNDI - timedelta(days=1)}, erreurs.PeriodeDePlage),
        ({"jours": frozenset({7}), "dernier_jour": MARDI}, erreurs.JamaisDeRetour),
        ({"modalites": frozenset({"visio"})}, erreurs.ModalitesImpossibles),
        ({"modalites": frozenset()}, erreurs.ModalitesImpossibles),
        ({"objets": frozenset()}, erreurs.ObjetsImpossibles),
        ({"rythme": Rythme.MENSUEL}, erreurs.RythmeImpossible),
        ({"rythme": Rythme.MENSUEL, "rang": 2, "jours": frozenset({1, 2})}, erreurs.RythmeImpossible),
        ({"rang": 2}, erreurs.RythmeImpossible),
        ({"intervalle": 0}, erreurs.RythmeImpossible),
    ],
)
def test_une_plage_qui_ne_se_peut_pas_est_refusee(
    maelle: Agent, agenda: Ressource, ou: Lieu, pesee: ObjetRdv, valeurs: dict[str, Any], refus: type[Exception]
):
    with pytest.raises(refus):
        rdv.plage(maelle, agenda, ou, pesee, **valeurs)
    assert session.scalars(select(Plage)).all() == []


def test_ni_lieu_ferme_ni_objet_ferme_ni_objet_d_un_autre_service(
    maelle: Agent, agenda: Ressource, ou: Lieu, pesee: ObjetRdv
):
    ailleurs = rdv.objet("BUDGET", service_code="solidarites")
    with pytest.raises(erreurs.ObjetsImpossibles):
        rdv.plage(maelle, agenda, ou, pesee, ailleurs)
    objets.fermer("PESEE", auteur=SYSTEME)
    with pytest.raises(erreurs.ObjetsImpossibles):
        rdv.plage(maelle, agenda, ou, pesee)
    objets.ouvrir("PESEE", auteur=SYSTEME)
    lieux.fermer_lieu("aigrefeuille", auteur=SYSTEME)
    with pytest.raises(erreurs.LieuFerme):
        rdv.plage(maelle, agenda, ou, pesee)


def test_le_deuxieme_mardi_du_mois(maelle: Agent, agenda: Ressource, ou: Lieu, pesee: ObjetRdv):
    mensuelle = rdv.plage(
        maelle, agenda, ou, pesee, rythme=Rythme.MENSUEL, rang=2, jours=frozenset({2}), premier_jour=date(2026, 11, 1)
    )

    assert list(jours_de(relue(mensuelle), du=date(2026, 11, 1), au=date(2027, 1, 31))) == [
        date(2026, 11, 10), date(2026, 12, 8), date(2027, 1, 12),
    ]  # fmt: skip


def test_une_semaine_sur_deux(maelle: Agent, agenda: Ressource, ou: Lieu, pesee: ObjetRdv):
    quinzaine = rdv.plage(maelle, agenda, ou, pesee, intervalle=2, jours=frozenset({1, 4}), premier_jour=MARDI)

    assert list(jours_de(relue(quinzaine), du=LUNDI, au=LUNDI + timedelta(days=20))) == [
        LUNDI + timedelta(days=3), LUNDI + timedelta(days=14), LUNDI + timedelta(days=17),
    ]  # fmt: skip


# ---------- Qui tient l’agenda ----------


@pytest.mark.parametrize(
    ("role", "service", "admis"),
    [
        (Role.SECRETAIRE, "enfance", True),
        (Role.RESPONSABLE, "enfance", True),
        (Role.INSTRUCTEUR, "enfance", False),
        (Role.SECRETAIRE, "solidarites", False),
    ],
)
def test_qui_pose_la_plage_d_une_autre(
    agenda: Ressource, ou: Lieu, pesee: ObjetRdv, role: Role, service: str, admis: bool
):
    autre = fabriques.agent(role, service, prenom="Odile", nom="Carré")
    if admis:
        assert rdv.plage(autre, agenda, ou, pesee).ressource_id == agenda.id
        return
    with pytest.raises(Introuvable):
        rdv.plage(autre, agenda, ou, pesee)


def test_un_collegue_ne_touche_pas_a_ma_plage(plage: Plage):
    collegue = rdv.puericultrice("Nolwenn", "Le Gall")

    for geste in (
        lambda: plages.modifier(plage.id, fiche_de(plage), version=None, par=collegue),
        lambda: plages.retirer(plage.id, dernier_jour=MARDI, par=collegue),
        lambda: plages.excepter(plage.id, MARDI, UnSeulJour(annulee=True), par=collegue),
    ):
        with pytest.raises(Introuvable):
            geste()


# ---------- Changer, retirer ----------


def test_changer_une_plage_fait_tomber_les_exceptions_qui_n_ont_plus_lieu(
    maelle: Agent, agenda: Ressource, ou: Lieu, pesee: ObjetRdv, plage: Plage
):
    plages.excepter(plage.id, LUNDI, UnSeulJour(annulee=True), par=maelle)
    plages.excepter(plage.id, MARDI, UnSeulJour(debut=time(14), fin=time(16)), par=maelle)

    plages.modifier(
        plage.id, rdv.fiche_plage(agenda, ou, pesee, jours=frozenset({1})), version=relue(plage).version, par=maelle
    )

    lue = relue(plage)
    assert (list(lue.jours), [une.jour for une in lue.exceptions]) == ([1], [LUNDI])
    with pytest.raises(erreurs.PlageChangee):
        plages.modifier(plage.id, fiche_de(lue), version=1, par=maelle)


def test_retirer_une_plage_ne_recrit_pas_le_passe(
    maelle: Agent, agenda: Ressource, ou: Lieu, pesee: ObjetRdv, plage: Plage
):
    ancienne = rdv.plage(maelle, agenda, ou, pesee, premier_jour=date(2026, 9, 1), debut=time(14), fin=time(17))

    plages.retirer(plage.id, dernier_jour=horloge.aujourd_hui(), par=maelle)
    plages.retirer(ancienne.id, dernier_jour=horloge.aujourd_hui(), par=maelle)

    restees = session.scalars(select(Plage).execution_options(populate_existing=True)).all()
    assert [(une.id, une.dernier_jour) for une in restees] == [(ancienne.id, horloge.aujourd_hui())]
    with pytest.raises(erreurs.PasCeJourLa):
        plages.retirer(ancienne.id, dernier_jour=date(2026, 10, 1), par=maelle)
    assert actions_de(agenda)[:2] == ["retirer_plage", "effacer_plage"]


# ---------- Un seul jour ----------


def test_un_seul_jour_change_puis_revient_a_l_ordinaire(maelle: Agent, plage: Plage, agenda: Ressource):
    autre_lieu = rdv.lieu("clisson", code_insee="44043")

    plages.excepter(plage.id, LUNDI, UnSeulJour(annulee=True), par=maelle)
    plages.excepter(plage.id, LUNDI, UnSeulJour(debut=time(14), fin=time(17), lieu_id=autre_lieu.id), par=maelle)

    [une] = relue(plage).exceptions
    assert (une.annulee, une.debut, une.fin, une.lieu_id) == (False, time(14), time(17), autre_lieu.id)
    assert version_de(agenda) == 3

    plages.retablir(plage.id, LUNDI, par=maelle)
    assert session.scalars(select(PlageException)).all() == []
    with pytest.raises(erreurs.PasCeJourLa):
        plages.retablir(plage.id, LUNDI, par=maelle)


@pytest.mark.parametrize(
    ("jour", "voulue", "refus"),
    [
        (LUNDI + timedelta(days=5), UnSeulJour(annulee=True), erreurs.PasCeJourLa),
        (LUNDI - timedelta(days=7), UnSeulJour(annulee=True), erreurs.PasCeJourLa),
        (LUNDI, UnSeulJour(), erreurs.HeuresImpossibles),
        (LUNDI, UnSeulJour(debut=time(14)), erreurs.HeuresImpossibles),
        (LUNDI, UnSeulJour(debut=time(14), fin=time(13)), erreurs.HeuresImpossibles),
        (LUNDI, UnSeulJour(annulee=True, debut=time(9), fin=time(10)), erreurs.HeuresImpossibles),
    ],
)
def test_une_exception_impossible_est_refusee(
    maelle: Agent, plage: Plage, jour: date, voulue: UnSeulJour, refus: type[Exception]
):
    with pytest.raises(refus):
        plages.excepter(plage.id, jour, voulue, par=maelle)
    assert session.scalars(select(PlageException)).all() == []
