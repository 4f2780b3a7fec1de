"""Le flux .ics et l’import d’un autre agenda, quand deux gestes tombent ensemble ; les lignes relues en base."""

from datetime import datetime

import pytest
from sqlalchemy import select

from portail.identite.models import Agent
from portail.journal.models import Entree
from portail.rendez_vous.agendas.flux import CHEMIN, agenda_du_flux, flux_de, ouvrir_le_flux, revoquer_le_flux
from portail.rendez_vous.agendas.imports import importer, oublier
from portail.rendez_vous.agendas.lecture import Lu
from portail.rendez_vous.agendas.models import FluxAgenda
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.occupations.models import Occupation, Origine
from portail.rendez_vous.reservations import actions as reservations
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.ressources.models import Ressource
from portail.socle.base import session
from portail.socle.chiffrement import empreinte_cle
from portail.socle.erreurs import Introuvable
from tests.integration.rdv_gestes import demande
from tests.integration.rdv_vie import LUNDI, Accueil, accueil, paris, prendre
from tests.integration.simultane import Geste, sous_verrou

AGENT = "SELECT 1 FROM agent WHERE id = %s FOR UPDATE"
RESSOURCE = "SELECT 1 FROM ressource WHERE id = %s FOR UPDATE"


@pytest.fixture
def url(base_de_tous: str) -> str:
    return base_de_tous


@pytest.fixture
def ici(url: str) -> Accueil:
    return accueil()


def agenda(*heures: int, uid: str = "ailleurs") -> bytes:
    """Rend un .ics du lundi, une heure prise à chacune de ces heures."""
    lignes = [
        f"BEGIN:VEVENT\r\nUID:{uid}-{heure}\r\nDTSTART;TZID=Europe/Paris:20261123T{heure:02}0000\r\nDURATION:PT1H\r\nEND:VEVENT"
        for heure in heures
    ]
    return "\r\n".join(["BEGIN:VCALENDAR", *lignes, "END:VCALENDAR"]).encode()


def porter(ici: Accueil, *heures: int) -> Geste:
    ressource_id, par, contenu = ici.ressource.id, ici.agent, agenda(*heures)
    return lambda: importer(ressource_id, contenu, par=par)


def reserver(ici: Accueil, debut: datetime) -> Geste:
    voulue = demande(ici, debut)
    return lambda: reservations.reserver(voulue)


def a_la_fois(url: str, ici: Accueil, *gestes: Geste) -> list[object]:
    return sous_verrou(url, RESSOURCE, [ici.ressource.id], *gestes)


def prises(origine: Origine) -> list[datetime]:
    session.expire_all()
    return list(
        session.scalars(select(Occupation.debut).where(Occupation.origine == origine).order_by(Occupation.debut))
    )


def version(ici: Accueil) -> int:
    return session.scalars(select(Ressource.version_agenda).where(Ressource.id == ici.ressource.id)).one()


# ---------- L’adresse du flux ----------


def jeton(chemin: str) -> str:
    return chemin.removeprefix(CHEMIN).removesuffix(".ics")


def test_deux_adresses_demandees_ensemble_une_seule_repond(url: str, ici: Accueil):
    par = ici.agent

    premiere, seconde = sous_verrou(url, AGENT, [par.id], lambda: ouvrir_le_flux(par), lambda: ouvrir_le_flux(par))

    session.expire_all()
    [garde] = session.scalars(select(FluxAgenda)).all()
    assert garde.empreinte == empreinte_cle(jeton(str(seconde)), "flux_agenda")
    with pytest.raises(Introuvable):
        agenda_du_flux(jeton(str(premiere)), langue="fr")
    assert "BEGIN:VCALENDAR" in agenda_du_flux(jeton(str(seconde)), langue="fr")


def test_une_adresse_ouverte_puis_eteinte_du_meme_instant_ne_reste_pas(url: str, ici: Accueil):
    par = ici.agent

    ouverte, _rien = sous_verrou(url, AGENT, [par.id], lambda: ouvrir_le_flux(par), lambda: revoquer_le_flux(par))

    session.expire_all()
    assert session.scalars(select(FluxAgenda)).all() == []
    with pytest.raises(Introuvable):
        agenda_du_flux(jeton(str(ouverte)), langue="fr")
    gestes = select(Entree.action).where(Entree.action.like("%flux_agenda")).order_by(Entree.rang_objet)
    assert session.scalars(gestes).all() == ["ouvrir_flux_agenda", "revoquer_flux_agenda"]


def test_une_lecture_pendant_la_revocation_se_fait_ou_se_refuse_puis_se_refuse_toujours(url: str, ici: Accueil):
    prendre(ici, paris(LUNDI, 9))
    par, adresse = ici.agent, jeton(ouvrir_le_flux(ici.agent))
    lus: list[str] = []

    def lire_puis_revoquer() -> object:
        # La ligne de l’agent est tenue d’ailleurs : la révocation attend, le flux se lit encore sans attendre.
        lus.append(agenda_du_flux(adresse, langue="fr"))
        return revoquer_le_flux(par)

    sous_verrou(url, AGENT, [par.id], lire_puis_revoquer)

    assert lus[0].count("BEGIN:VEVENT") == 1
    assert flux_de(session.get_one(Agent, par.id)) is None
    with pytest.raises(Introuvable):
        agenda_du_flux(adresse, langue="fr")


# ---------- L’autre agenda ----------


def test_deux_fichiers_ensemble_le_dernier_seul_occupe(url: str, ici: Accueil):
    premier, second = a_la_fois(url, ici, porter(ici, 9, 10), porter(ici, 14))

    assert isinstance(premier, Lu)
    assert isinstance(second, Lu)
    assert prises(Origine.EXTERNE) == [paris(LUNDI, 14)]


def test_le_meme_fichier_deux_fois_ensemble_n_occupe_qu_une_fois(url: str, ici: Accueil):
    a_la_fois(url, ici, porter(ici, 9, 10), porter(ici, 9, 10))

    assert prises(Origine.EXTERNE) == [paris(LUNDI, 9), paris(LUNDI, 10)]


def test_un_fichier_vide_passe_apres_un_autre_rend_tout(url: str, ici: Accueil):
    a_la_fois(url, ici, porter(ici, 9), porter(ici))

    assert prises(Origine.EXTERNE) == []


def test_oublier_pendant_un_import_attend_son_tour(url: str, ici: Accueil):
    ressource_id, par = ici.ressource.id, ici.agent

    a_la_fois(url, ici, porter(ici, 9), lambda: oublier(ressource_id, par=par))

    assert prises(Origine.EXTERNE) == []


def test_qui_reserve_pendant_un_import_est_refuse_si_l_heure_est_prise(url: str, ici: Accueil):
    avant = version(ici)

    rendus = a_la_fois(url, ici, porter(ici, 9), reserver(ici, paris(LUNDI, 9)))

    assert rendus[1] is CreneauPris
    assert session.scalars(select(RendezVous)).all() == []
    assert prises(Origine.EXTERNE) == [paris(LUNDI, 9)]
    assert version(ici) == avant + 1


def test_un_import_pendant_une_reservation_la_laisse_et_se_porte_quand_meme(url: str, ici: Accueil):
    rendus = a_la_fois(url, ici, reserver(ici, paris(LUNDI, 9)), porter(ici, 9))

    assert isinstance(rendus[1], Lu)
    assert prises(Origine.RDV) == [paris(LUNDI, 9)]
    assert prises(Origine.EXTERNE) == [paris(LUNDI, 9)]


def test_un_import_ne_gene_pas_qui_reserve_une_autre_heure(url: str, ici: Accueil):
    rendus = a_la_fois(url, ici, porter(ici, 9), reserver(ici, paris(LUNDI, 11)))

    assert isinstance(rendus[1], list)
    assert prises(Origine.RDV) == [paris(LUNDI, 11)]
