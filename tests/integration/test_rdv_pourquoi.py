"""Pourquoi aucun créneau ? Chaque cause, seule, avec ses chiffres ; puis leur ordre quand elles s’ajoutent."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest

from portail.identite.models import Agent
from portail.journal.actions import SYSTEME
from portail.rendez_vous.creneaux.causes import PHRASES, Cause, Code
from portail.rendez_vous.creneaux.pourquoi import pourquoi
from portail.rendez_vous.creneaux.recherche import Recherche
from portail.rendez_vous.creneaux.souhaits import Moment
from portail.rendez_vous.lieux import actions as lieux
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.objets.models import ObjetRdv, QuiReserve
from portail.rendez_vous.occupations.actions import occuper
from portail.rendez_vous.occupations.models import Origine, Tenue
from portail.rendez_vous.occupations.temps import Source, Voulue
from portail.rendez_vous.plages import actions as plages
from portail.rendez_vous.plages.fiche import UnSeulJour
from portail.rendez_vous.plages.queries import plages_des_ressources
from portail.rendez_vous.ressources.models import GenreRessource, Ressource
from portail.socle import horloge
from portail.socle.base import session, transaction
from tests import fabriques
from tests.integration import rendez_vous as rdv

LUNDI = rdv.LUNDI
VENDREDI = LUNDI + timedelta(days=4)
pytestmark = pytest.mark.usefixtures("departement")


@pytest.fixture
def ou(departement: None) -> Lieu:
    return rdv.lieu("aigrefeuille", nom="Accueil d’Aigrefeuille")


@pytest.fixture
def pesee(departement: None) -> ObjetRdv:
    return rdv.objet("PESEE", duree=60, sectorise=True, demande_enfant=True, age_max_mois=72)


@pytest.fixture
def agenda(maelle: Agent, ou: Lieu, pesee: ObjetRdv) -> Ressource:
    """Du lundi au vendredi, de 9 h à 12 h : trois débuts par jour."""
    ressource = rdv.agenda(maelle, ou)
    rdv.plage(maelle, ressource, ou, pesee)
    return ressource


def causes(objet: ObjetRdv, *, du: date = LUNDI, au: date | None = VENDREDI, **voulu: object) -> dict[Code, int]:
    code_insee = str(voulu.pop("code_insee", ""))
    trouvees = pourquoi(Recherche(objet_id=objet.id, du=du, au=au, **voulu), code_insee=code_insee)
    assert [une.code for une in trouvees] == sorted((une.code for une in trouvees), key=list(Code).index)
    assert all(une.texte and "%" not in une.texte for une in trouvees)
    return {une.code: une.nombre for une in trouvees}


def prendre(ressource: Ressource, origine: Origine, jour: date) -> None:
    debut = horloge.instant_du(jour, time(8))
    voulue = Voulue(ressource_id=ressource.id, debut=debut, fin=debut + timedelta(hours=10))
    with transaction():
        occuper([voulue], source=Source(origine=origine, id=uuid4()))


def test_tout_est_libre(agenda: Ressource, pesee: ObjetRdv):
    assert causes(pesee) == {Code.LIBRE: 15}


def test_personne_ne_recoit(ou: Lieu, pesee: ObjetRdv):
    assert causes(pesee) == {Code.SANS_PLAGE: 0}


def test_absence_autre_agenda_et_deja_pris_se_comptent_a_part(agenda: Ressource, pesee: ObjetRdv):
    prendre(agenda, Origine.ABSENCE, LUNDI)
    prendre(agenda, Origine.EXTERNE, LUNDI)
    prendre(agenda, Origine.EXTERNE, LUNDI + timedelta(days=1))
    prendre(agenda, Origine.VISITE, LUNDI + timedelta(days=2))

    assert causes(pesee) == {Code.ABSENCE: 3, Code.AUTRE_AGENDA: 6, Code.LIBRE: 6}


def test_complet(agenda: Ressource, pesee: ObjetRdv):
    debut = horloge.instant_du(LUNDI, time(9))
    tenir(agenda, pesee, debut)

    assert causes(pesee, au=LUNDI) == {Code.COMPLET: 3}


def tenir(ressource: Ressource, objet: ObjetRdv, debut: datetime) -> None:
    """Garde toute la matinée."""
    echeance = horloge.maintenant() + timedelta(minutes=10)
    fin = debut + timedelta(hours=3)
    with transaction():
        tenue = Tenue(
            session="a", objet_id=objet.id, lieu_id=ressource.lieu_id, modalite="sur_place",
            debut=debut, fin=fin, expire_le=echeance,
        )  # fmt: skip
        session.add(tenue)
        session.flush()
        voulue = Voulue(ressource_id=ressource.id, debut=debut, fin=fin)
        occuper([voulue], source=Source(origine=Origine.TENUE, id=tenue.id, expire_le=echeance))


def test_un_jour_ferie_une_fermeture_une_exception(agenda: Ressource, pesee: ObjetRdv, maelle: Agent, ou: Lieu):
    noel = date(2026, 12, 25)
    lieux.fermer_du_au("aigrefeuille", du=date(2026, 12, 23), au=date(2026, 12, 24), motif="Pont", auteur=SYSTEME)
    [posee] = plages_des_ressources([agenda.id], du=LUNDI, au=LUNDI)
    plages.excepter(posee.id, date(2026, 12, 22), UnSeulJour(annulee=True), par=maelle)

    comptees = causes(pesee, du=date(2026, 12, 21), au=noel)

    assert comptees == {Code.EXCEPTION: 3, Code.FERIE: 3, Code.FERMETURE: 6, Code.LIBRE: 3}


def test_le_delai_et_l_horizon(agenda: Ressource, pesee: ObjetRdv):
    fabriques.mettre_l_horloge_au(LUNDI, time(8, 30))

    assert causes(pesee, au=LUNDI) == {Code.DELAI: 2, Code.LIBRE: 1}
    loin = date(2027, 2, 1)
    [cause] = pourquoi(Recherche(objet_id=pesee.id, du=loin, au=loin))
    assert (cause.code, cause.nombre) == (Code.HORIZON, 3)
    assert cause.texte == "3 horaires sont trop lointains : on réserve jusqu’au 4 janvier 2027."
    assert causes(pesee, au=LUNDI, par_agent=True) == {Code.LIBRE: 3}


def test_une_date_bien_au_dela_de_l_horizon_n_est_pas_une_absence_de_plage(agenda: Ressource, pesee: ObjetRdv):
    assert causes(pesee, du=date(2027, 6, 7), au=None).keys() == {Code.HORIZON}


def test_au_dela_de_l_horizon_on_sait_qu_il_y_aura_des_creneaux(maelle: Agent, ou: Lieu, pesee: ObjetRdv):
    ressource = rdv.agenda(maelle, ou)
    rdv.plage(maelle, ressource, ou, pesee, premier_jour=date(2027, 1, 11), dernier_jour=date(2027, 1, 11))

    assert causes(pesee, au=None) == {Code.HORIZON: 3}


def test_l_age_et_les_preferences(agenda: Ressource, pesee: ObjetRdv):
    six_ans = date(2020, 11, 25)

    assert causes(pesee, naissance=six_ans) == {Code.AGE: 9, Code.LIBRE: 6}
    assert causes(pesee, jours=frozenset({1}), moment=Moment.APRES_MIDI) == {Code.PREFERENCES: 15}
    assert causes(pesee, agents=frozenset({uuid4()})) == {Code.REFERENT: 15}


def test_hors_secteur_lieu_ferme_objet_ferme(agenda: Ressource, pesee: ObjetRdv, ou: Lieu):
    autre = rdv.lieu("clisson", code_insee="44043")
    lieux.ajouter_au_secteur("clisson", code_insee="44043", auteur=SYSTEME)
    ici = {"lieux": frozenset({ou.id})}

    assert causes(pesee, code_insee="44043", **ici) == {Code.HORS_SECTEUR: 0, Code.LIBRE: 15}
    assert causes(pesee, code_insee="44043", lieux=frozenset({autre.id})) == {Code.SANS_PLAGE: 0}
    lieux.fermer_lieu("aigrefeuille", auteur=SYSTEME)
    with transaction():
        pesee.qui_reserve = QuiReserve.AGENTS
    assert causes(pesee, modalite="visio", **ici) == {
        Code.PAS_EN_LIGNE: 0, Code.AUTRE_MODALITE: 0, Code.LIEU_FERME: 0, Code.SANS_PLAGE: 0,
    }  # fmt: skip


def test_il_manque_une_salle_puis_ils_ne_se_croisent_jamais(maelle: Agent, ou: Lieu):
    besoins = [(1, GenreRessource.AGENT, "puericultrice", 60), (1, GenreRessource.SALLE, "consultation", 60)]
    examen = rdv.objet("EXAMEN", duree=60, besoins=besoins)
    rdv.plage(maelle, rdv.agenda(maelle, ou), ou, examen)

    [cause] = pourquoi(Recherche(objet_id=examen.id, du=LUNDI, au=LUNDI))
    assert cause.texte == "Il manque quelqu’un ou quelque chose de nécessaire : une salle (consultation)."
    assert not cause.est_publique
    rdv.salle(rdv.lieu("clisson"))
    assert causes(examen, au=LUNDI) == {Code.JAMAIS_ENSEMBLE: 3}


def test_une_reunion_sans_seance(departement: None):
    reunion = rdv.objet("REUNION", duree=120, places=12)

    assert causes(reunion) == {Code.SANS_PLAGE: 0}


def test_chaque_cause_a_ses_phrases():
    assert PHRASES.keys() == set(Code)
    assert Cause(Code.COMPLET, 1).texte == "1 horaire est déjà pris."
    assert Cause(Code.COMPLET, 12).texte == "12 horaires sont déjà pris."
    assert Cause(Code.DELAI, 2, {"minutes": 90}).texte.endswith("au moins 90 minutes avant.")
    assert Cause(Code.DELAI, 2, {"minutes": 120}).texte.endswith("au moins 2 h avant.")
