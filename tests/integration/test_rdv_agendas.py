"""Ce qui se réserve, les absences qui l’occupent, qui suit qui."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from portail.identite.models import Agent, Usager
from portail.instruction.absences import actions as absences
from portail.journal.actions import SYSTEME
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.occupations.models import Occupation, Origine
from portail.rendez_vous.ressources import actions as ressources
from portail.rendez_vous.ressources.models import Referent, Ressource
from portail.rendez_vous.ressources.queries import referent_de
from portail.socle.base import session
from portail.socle.erreurs import Interdit, Introuvable
from tests.integration import equipes
from tests.integration import rendez_vous as rdv

LUNDI = rdv.LUNDI

pytestmark = pytest.mark.usefixtures("departement")


# ---------- Les absences ----------


def occupations_de(agenda: Ressource) -> list[tuple[Origine, datetime, datetime]]:
    lues = select(Occupation).where(Occupation.ressource_id == agenda.id).order_by(Occupation.debut)
    return [
        (une.origine, une.debut.astimezone(UTC), une.fin.astimezone(UTC))
        for une in session.scalars(lues.execution_options(populate_existing=True))
    ]


def test_une_absence_occupe_l_agenda_s_ecourte_et_s_efface(maelle: Agent, agenda: Ressource):
    absence = equipes.absente(maelle, debut=date(2027, 3, 27), jours=2)

    [(origine, debut, fin)] = occupations_de(agenda)
    assert origine is Origine.ABSENCE
    assert debut == datetime(2027, 3, 26, 23, tzinfo=UTC)
    assert fin - debut == timedelta(hours=71), "le 28 mars 2027 n’a que vingt-trois heures"

    absences.ecourter(absence.id, dernier_jour=date(2027, 3, 27), par=maelle)
    assert occupations_de(agenda) == [
        (Origine.ABSENCE, datetime(2027, 3, 26, 23, tzinfo=UTC), datetime(2027, 3, 27, 23, tzinfo=UTC))
    ]

    absences.ecourter(absence.id, dernier_jour=date(2027, 3, 26), par=maelle)
    assert occupations_de(agenda) == []


def test_un_agenda_qui_s_ouvre_reprend_les_absences_deja_dites(maelle: Agent, ou: Lieu):
    equipes.absente(maelle, debut=LUNDI, jours=5)

    agenda = rdv.agenda(maelle, ou)

    assert [origine for origine, *_heures in occupations_de(agenda)] == [Origine.ABSENCE]


def test_qui_n_a_pas_d_agenda_s_absente_comme_avant(maelle: Agent):
    equipes.absente(maelle, debut=LUNDI, jours=5)

    assert session.scalars(select(Occupation)).all() == []


# ---------- Les ressources et les référents ----------


def test_un_agent_n_a_qu_un_agenda(maelle: Agent, agenda: Ressource, ou: Lieu):
    with pytest.raises(ressources.AgentDejaInscrit):
        rdv.agenda(maelle, ou)


def test_une_salle_est_quelque_part(departement: None):
    with pytest.raises(ressources.LieuManquant):
        ressources.ajouter(
            ressources.GenreRessource.SALLE, ressources.FicheRessource(nom="Salle", lieu_id=None), auteur=SYSTEME
        )


def test_une_ressource_retiree_ne_recoit_plus_de_plage(maelle: Agent, agenda: Ressource, ou: Lieu, pesee: ObjetRdv):
    ressources.retirer(agenda.id, auteur=SYSTEME)
    with pytest.raises(Introuvable):
        rdv.plage(maelle, agenda, ou, pesee)

    ressources.remettre(agenda.id, auteur=SYSTEME)
    assert rdv.plage(maelle, agenda, ou, pesee).ressource_id == agenda.id


def test_un_seul_referent_par_service(yanis: Usager, maelle: Agent):
    odile = rdv.secretaire()
    nolwenn = rdv.puericultrice("Nolwenn", "Le Gall")

    ressources.nommer_le_referent(yanis.id, service_code=rdv.SERVICE, agent_id=maelle.id, par=maelle)
    ressources.nommer_le_referent(yanis.id, service_code=rdv.SERVICE, agent_id=nolwenn.id, par=odile)

    assert referent_de(yanis.id, rdv.SERVICE) == nolwenn
    assert session.scalars(select(Referent.agent_id).where(Referent.usager_id == yanis.id)).all() == [nolwenn.id]
    with pytest.raises(Interdit):
        ressources.nommer_le_referent(yanis.id, service_code=rdv.SERVICE, agent_id=nolwenn.id, par=maelle)
    with pytest.raises(Interdit):
        ressources.nommer_le_referent(yanis.id, service_code="solidarites", agent_id=maelle.id, par=maelle)

    ressources.retirer_le_referent(yanis.id, service_code=rdv.SERVICE, par=odile)
    assert referent_de(yanis.id, rdv.SERVICE) is None
