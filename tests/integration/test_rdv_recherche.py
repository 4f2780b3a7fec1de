"""La recherche de créneaux : trois requêtes, une fenêtre qui s’élargit, ce que l’on quitte n’y compte pas."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from portail.journal.actions import SYSTEME
from portail.rendez_vous.creneaux.assemblage import Creneau
from portail.rendez_vous.creneaux.recherche import Recherche, chercher, prochains, relire, voisins
from portail.rendez_vous.creneaux.souhaits import Moment
from portail.rendez_vous.lieux import actions as lieux
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.objets.models import Modalite, ObjetRdv
from portail.rendez_vous.occupations.actions import occuper
from portail.rendez_vous.occupations.models import Origine
from portail.rendez_vous.occupations.queries import occupees
from portail.rendez_vous.occupations.temps import Source, Voulue
from portail.rendez_vous.plages import actions as plages
from portail.rendez_vous.plages.fiche import UnSeulJour
from portail.rendez_vous.reservations.actions import tenir
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.reservations.etats import EtatRdv
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.ressources.models import GenreRessource, Ressource
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable
from tests import fabriques
from tests.integration import rendez_vous as rdv
from tests.integration.test_requetes_sql import instructions

LUNDI, MARDI = rdv.LUNDI, rdv.LUNDI + timedelta(days=1)
pytestmark = pytest.mark.usefixtures("departement")


@pytest.fixture
def ou(departement: None) -> Lieu:
    return rdv.lieu("aigrefeuille")


@pytest.fixture
def pesee(departement: None) -> ObjetRdv:
    return rdv.objet("PESEE", duree=60, modalites=["sur_place", "telephone"])


def recoit(ou: Lieu, *objets: ObjetRdv, **valeurs: Any) -> Ressource:
    """Une puéricultrice de plus, et sa plage."""
    agent = rdv.puericultrice(nom=f"Rouxel {uuid4().hex[:4]}")
    ressource = rdv.agenda(agent, ou)
    rdv.plage(agent, ressource, ou, *objets, **valeurs)
    return ressource


def a(heure: str, jour: date = LUNDI) -> datetime:
    return horloge.instant_du(jour, time.fromisoformat(heure))


def heures(creneaux: Sequence[Creneau]) -> list[str]:
    return [f"{horloge.a_paris(un.debut):%d %H:%M}" for un in creneaux]


def prendre(ressource: Ressource, debut: datetime, fin: datetime) -> None:
    with transaction():
        voulue = Voulue(ressource_id=ressource.id, debut=debut, fin=fin)
        occuper([voulue], source=Source(origine=Origine.VISITE, id=uuid4()))


def test_une_recherche_tient_en_trois_requetes(ou: Lieu, pesee: ObjetRdv):
    recoit(ou, pesee)
    chercher(Recherche(objet_id=pesee.id))

    with instructions() as vues:
        trouves = chercher(Recherche(objet_id=pesee.id))

    assert len(vues) == 3, vues
    assert heures(trouves.par_lieu[ou.id])[:4] == ["23 09:00", "23 10:00", "23 11:00", "24 09:00"]
    assert (trouves.du, trouves.au, trouves.horizon) == (fabriques.JOUR, date(2026, 11, 27), date(2027, 1, 2))


def test_la_fenetre_s_elargit_jusqu_au_premier_creneau(ou: Lieu, pesee: ObjetRdv):
    loin = date(2026, 12, 14)
    recoit(ou, pesee, premier_jour=loin)
    chercher(Recherche(objet_id=pesee.id))

    with instructions() as vues:
        trouves = chercher(Recherche(objet_id=pesee.id))

    assert len(vues) == 5
    assert (trouves.du, trouves.au) == (date(2026, 12, 12), date(2027, 1, 2))
    assert trouves.par_lieu[ou.id][0].debut == a("09:00", loin)


def test_rien_au_dela_de_l_horizon_sauf_pour_un_agent(ou: Lieu, pesee: ObjetRdv):
    recoit(ou, pesee, premier_jour=date(2027, 1, 4))

    assert chercher(Recherche(objet_id=pesee.id)).par_lieu == {}
    [creneau, *_autres] = chercher(Recherche(objet_id=pesee.id, par_agent=True)).par_lieu[ou.id]
    assert creneau.debut == a("09:00", date(2027, 1, 4))


def test_ce_qui_occupe_ne_se_propose_plus(ou: Lieu, pesee: ObjetRdv):
    ressource = recoit(ou, pesee)
    prendre(ressource, a("09:30"), a("10:00"))

    assert heures(chercher(Recherche(objet_id=pesee.id)).par_lieu[ou.id])[:2] == ["23 10:00", "23 11:00"]


def test_une_tenue_echue_ne_compte_plus_meme_pas_effacee(ou: Lieu, pesee: ObjetRdv):
    recoit(ou, pesee)
    choix = Choix(objet_id=pesee.id, lieu_id=ou.id, modalite=Modalite.SUR_PLACE, debut=a("09:00"))
    tenue = tenir(choix, session_cle="une-session")

    assert heures(chercher(Recherche(objet_id=pesee.id)).par_lieu[ou.id])[0] == "23 10:00"
    quittee = frozenset({tenue.id})
    assert heures(chercher(Recherche(objet_id=pesee.id, ignorer=quittee)).par_lieu[ou.id])[0] == "23 09:00"
    fabriques.mettre_l_horloge_au(fabriques.JOUR, time(13))
    assert heures(chercher(Recherche(objet_id=pesee.id)).par_lieu[ou.id])[0] == "23 09:00"


def test_ce_que_l_on_quitte_ne_gene_pas(ou: Lieu, pesee: ObjetRdv):
    ressource = recoit(ou, pesee)
    prendre(ressource, a("09:00"), a("10:00"))
    [prise] = ressource_prise(ressource)

    libre = chercher(Recherche(objet_id=pesee.id, ignorer=frozenset({prise}))).par_lieu[ou.id]

    assert heures(libre)[0] == "23 09:00"
    assert relire(Recherche(objet_id=pesee.id), a("09:00")).facons == []
    assert len(relire(Recherche(objet_id=pesee.id), a("09:00"), ignorer=[prise]).facons) == 1


def ressource_prise(ressource: Ressource) -> list[UUID]:
    return [une.id for une in occupees([ressource.id], a("00:00"), a("23:00"))]


def test_les_preferences(ou: Lieu, pesee: ObjetRdv):
    recoit(ou, pesee, fin=time(14))
    mardis = {"jours": frozenset({2}), "objet_id": pesee.id}

    assert heures(chercher(Recherche(**mardis, moment=Moment.APRES_MIDI)).par_lieu[ou.id]) == ["24 12:00", "24 13:00"]
    suivant = chercher(Recherche(**mardis, moment=Moment.MATIN, du=date(2026, 11, 25)))
    assert heures(suivant.par_lieu[ou.id]) == ["01 09:00", "01 10:00", "01 11:00"]
    assert chercher(Recherche(objet_id=pesee.id, modalite="telephone")).par_lieu == {}
    assert chercher(Recherche(objet_id=pesee.id, au=date(2026, 11, 22))).par_lieu == {}


def test_le_prochain_creneau_de_chaque_lieu(ou: Lieu, pesee: ObjetRdv):
    plus_loin, jamais = rdv.lieu("clisson"), rdv.lieu("ferme")
    recoit(ou, pesee)
    recoit(plus_loin, pesee, premier_jour=date(2026, 12, 21))
    recoit(jamais, pesee)
    lieux.fermer_lieu("ferme", auteur=SYSTEME)

    trouves = prochains(Recherche(objet_id=pesee.id))

    assert {lieu: un.debut for lieu, un in trouves.items()} == {
        ou.id: a("09:00"),
        plus_loin.id: a("09:00", date(2026, 12, 21)),
    }
    assert prochains(Recherche(objet_id=pesee.id, lieux=frozenset({plus_loin.id}))).keys() == {plus_loin.id}


def test_une_fermeture_et_une_exception(ou: Lieu, pesee: ObjetRdv):
    agent = rdv.puericultrice()
    ressource = rdv.agenda(agent, ou)
    posee = rdv.plage(agent, ressource, ou, pesee)
    lieux.fermer_du_au(None, du=LUNDI, au=LUNDI, motif="Formation", auteur=SYSTEME)
    ailleurs = rdv.lieu("clisson")
    plages.excepter(posee.id, MARDI, UnSeulJour(debut=time(14), fin=time(15), lieu_id=ailleurs.id), par=agent)

    trouves = chercher(Recherche(objet_id=pesee.id)).par_lieu

    assert heures(trouves[ailleurs.id]) == ["24 14:00"]
    assert heures(trouves[ou.id])[0] == "25 09:00"
    seul = chercher(Recherche(objet_id=pesee.id, lieux=frozenset({ailleurs.id}))).par_lieu
    assert heures(seul[ailleurs.id]) == ["24 14:00"]


def test_relire_rend_les_facons_et_leur_temps_tampons_compris(ou: Lieu):
    examen = rdv.objet("EXAMEN", duree=30, tampon_avant_minutes=5, tampon_apres_minutes=10)
    premiere, seconde = recoit(ou, examen), recoit(ou, examen)

    facons = relire(Recherche(objet_id=examen.id, lieux=frozenset({ou.id})), a("09:30")).facons

    assert {facon[0].ressources for facon in facons} == {(premiere.id,), (seconde.id,)}
    [prise] = facons[0][0].occupations
    assert (prise.debut, prise.fin) == (a("09:25"), a("10:10"))
    assert (facons[0][0].debut, facons[0][0].fin) == (a("09:30"), a("10:00"))
    assert relire(Recherche(objet_id=examen.id), a("09:40")).facons == []
    [seule] = relire(Recherche(objet_id=examen.id), a("09:30"), parmi=[seconde.id]).facons
    assert seule[0].ressources == (seconde.id,)


def test_relire_sans_delai_quand_on_garde_deja_le_creneau(ou: Lieu, pesee: ObjetRdv):
    recoit(ou, pesee)
    fabriques.mettre_l_horloge_au(LUNDI, time(8, 30))

    assert relire(Recherche(objet_id=pesee.id), a("10:00")).facons == []
    assert len(relire(Recherche(objet_id=pesee.id), a("10:00"), sans_delai=True).facons) == 1


def test_deux_passages_de_suite_pour_des_jumeaux(ou: Lieu, pesee: ObjetRdv):
    ressource = recoit(ou, pesee)

    [(premier, second)] = relire(Recherche(objet_id=pesee.id, nombre=2), a("10:00")).facons

    assert (premier.debut, second.debut, second.fin) == (a("10:00"), a("11:00"), a("12:00"))
    assert premier.ressources == second.ressources == (ressource.id,)
    assert relire(Recherche(objet_id=pesee.id, nombre=2), a("11:00")).facons == []


def test_une_chaine_dans_une_salle_avec_un_interprete(ou: Lieu):
    bilan = rdv.objet(
        "BILAN",
        duree=40,
        pas_minutes=20,
        besoins=[
            (1, GenreRessource.AGENT, "puericultrice", 20),
            (2, GenreRessource.AGENT, "medecin", 20),
            (1, GenreRessource.SALLE, "consultation", 20),
            (2, GenreRessource.SALLE, "consultation", 20),
        ],
    )
    recoit(ou, bilan)
    medecin = rdv.puericultrice("Paul", "Jégou")
    agenda_du_medecin = rdv.agenda(medecin, ou, "medecin")
    rdv.plage(medecin, agenda_du_medecin, ou, bilan, debut=time(10))
    assert chercher(Recherche(objet_id=bilan.id)).par_lieu == {}
    salle = rdv.salle(ou)

    [premier, *_suite] = chercher(Recherche(objet_id=bilan.id)).par_lieu[ou.id]
    [(facon,)] = relire(Recherche(objet_id=bilan.id), premier.debut).facons

    assert premier.debut == a("09:40")
    assert facon.ressources[1:] == (agenda_du_medecin.id, salle.id)
    assert (facon.occupations[2].debut, facon.occupations[2].fin) == (a("09:40"), a("10:20"))
    assert chercher(Recherche(objet_id=bilan.id, langue="lsf")).par_lieu == {}


def test_un_interprete_sans_lieu_va_partout(ou: Lieu, pesee: ObjetRdv):
    recoit(ou, pesee)
    signe = rdv.interprete("lsf")
    rdv.plage(rdv.secretaire(), signe, rdv.lieu("clisson"), pesee, debut=time(11), fin=time(12))

    trouves = chercher(Recherche(objet_id=pesee.id, langue="lsf", lieux=frozenset({ou.id}))).par_lieu

    assert heures(trouves[ou.id])[:2] == ["23 11:00", "24 11:00"]
    [(facon,)] = relire(Recherche(objet_id=pesee.id, langue="lsf", lieux=frozenset({ou.id})), a("11:00")).facons
    assert facon.ressources[1] == signe.id


def test_les_voisins_les_plus_proches(ou: Lieu, pesee: ObjetRdv):
    recoit(ou, pesee)

    assert heures(voisins(Recherche(objet_id=pesee.id), a("11:00"))) == ["23 10:00", "23 09:00", "24 09:00"]
    assert heures(voisins(Recherche(objet_id=pesee.id), a("11:00", date(2026, 11, 30)), n=1)) == ["30 10:00"]


def test_une_seance_se_propose_tant_qu_il_y_a_des_places(ou: Lieu):
    reunion = rdv.objet("REUNION", duree=120, places=12)
    seance = une_seance(reunion, ou, prises=10)

    [creneau] = chercher(Recherche(objet_id=reunion.id, nombre=2)).par_lieu[ou.id]

    assert (creneau.rdv_id, creneau.places_libres, creneau.debut) == (seance.id, 2, a("14:00", MARDI))
    assert prochains(Recherche(objet_id=reunion.id))[ou.id].rdv_id == seance.id
    assert chercher(Recherche(objet_id=reunion.id, nombre=3)).par_lieu == {}
    assert chercher(Recherche(objet_id=reunion.id, moment=Moment.MATIN)).par_lieu == {}


def une_seance(objet: ObjetRdv, ou: Lieu, *, prises: int) -> RendezVous:
    seance = RendezVous(
        numero=uuid4().hex[:8].upper(),
        objet_id=objet.id,
        lieu_id=ou.id,
        service_code=objet.service_code,
        modalite=Modalite.SUR_PLACE,
        debut=a("14:00", MARDI),
        fin=a("16:00", MARDI),
        etat=EtatRdv.PRIS,
        places=objet.places,
        places_prises=prises,
        auteur_type=SYSTEME.type,
        cree_le=horloge.maintenant(),
        modifie_le=horloge.maintenant(),
    )
    with transaction():
        session.add(seance)
    return seance


def test_un_objet_inconnu(departement: None):
    with pytest.raises(Introuvable):
        chercher(Recherche(objet_id=uuid4()))
