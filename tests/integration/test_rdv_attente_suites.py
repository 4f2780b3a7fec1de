"""La liste d’attente et le temps : la nuit, le préavis, les créneaux nouveaux, ce qui se clôt et s’oublie."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select, text

from portail.notifications.models import Notification
from portail.rendez_vous.attente import actions, balayage
from portail.rendez_vous.attente.models import Attente, EtatAttente
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.plages import actions as plages
from portail.rendez_vous.plages.fiche import UnSeulJour
from portail.rendez_vous.plages.queries import plages_des_ressources
from portail.rendez_vous.rappels import liens
from portail.rendez_vous.reservations import changements, deplacements
from portail.rendez_vous.reservations.habilitations import Acteur
from portail.rendez_vous.reservations.models import RendezVous
from portail.socle.base import session, transaction
from tests import fabriques
from tests.integration import rendez_vous as fabrique
from tests.integration.rdv_attente import ANNE, BEN, CHLOE, annuler, etats, gabarits, inscrire, journal, lue, tenues
from tests.integration.rdv_vie import LUNDI, Accueil, accueil, choix, le, paris, prendre, quelqu_un

MARDI = LUNDI + timedelta(days=1)
DIX_HEURES = paris(MARDI, 10)

pytestmark = pytest.mark.usefixtures("departement")


@pytest.fixture
def ici() -> Accueil:
    """Un seul créneau : mardi, dix heures."""
    return accueil(plage=le(MARDI, time(10), time(10, 30)))


@pytest.fixture
def pris(ici: Accueil) -> RendezVous:
    return prendre(ici, DIX_HEURES, quelqu_un(0))


# ---------- La nuit, et trop tard ----------


def test_la_nuit_le_creneau_est_garde_mais_ne_s_annonce_qu_au_matin(ici: Accueil, pris: RendezVous):
    anne = inscrire(ici, ANNE)
    fabriques.mettre_l_horloge_au(fabriques.JOUR, time(22))
    annuler(pris)

    dimanche = fabriques.JOUR + timedelta(days=1)
    assert (lue(anne).etat, lue(anne).annoncer_le) == (EtatAttente.PROPOSE, paris(dimanche, 8))
    assert lue(anne).echeance == paris(dimanche, 12)
    assert gabarits(anne) == ["rdv/attente_inscrit"]
    assert balayage.annoncer_au_matin() == 0
    fabriques.mettre_l_horloge_au(dimanche, time(8, 1))

    assert [balayage.annoncer_au_matin(), balayage.annoncer_au_matin()] == [1, 0]
    assert gabarits(anne)[-1] == "rdv/attente_proposition"


def test_un_creneau_trop_proche_pour_repondre_est_a_tous(ici: Accueil, pris: RendezVous):
    anne = inscrire(ici, ANNE)
    fabriques.mettre_l_horloge_au(MARDI - timedelta(days=1), time(23))
    # Le matin à 8 h, il resterait zéro minute avant le préavis de deux heures.
    changements.annuler(pris.id, acteur=Acteur(participation_id=pris.participations[0].id))

    assert etats(anne) == [EtatAttente.ATTEND]
    assert tenues() == []


def test_on_repond_au_plus_tard_au_preavis_de_l_objet(ici: Accueil, pris: RendezVous):
    anne = inscrire(ici, ANNE)
    fabriques.mettre_l_horloge_au(LUNDI, time(19, 15))
    annuler(pris)

    assert lue(anne).echeance == DIX_HEURES - timedelta(hours=2)


# ---------- D’autres créneaux ----------


def test_une_plage_de_plus_sert_la_liste_dans_l_ordre(ici: Accueil, pris: RendezVous):
    anne, ben, chloe = inscrire(ici, ANNE, jours=[5]), inscrire(ici, BEN), inscrire(ici, CHLOE)
    mercredi = MARDI + timedelta(days=1)
    fabrique.plage(ici.secretaire, ici.ressource, ici.lieu, ici.objet, **le(mercredi, time(10), time(10, 30)))

    demandes = text("SELECT args FROM procrastinate_jobs WHERE task_name = 'rendez_vous.servir_la_liste'")
    assert {"objet_id": str(ici.objet.id)} in session.scalars(demandes).all()
    assert balayage.servir(ici.objet.id) == 1

    assert etats(anne, ben, chloe) == [EtatAttente.ATTEND, EtatAttente.PROPOSE, EtatAttente.ATTEND]
    assert lue(ben).debut == paris(mercredi, 10)
    assert [fait["raison"] for fait in journal(anne, "sauter_attente")] == ["jour"]


def test_une_exception_retiree_sert_la_liste(ici: Accueil):
    [plage] = plages_des_ressources([ici.ressource.id], du=LUNDI, au=MARDI)
    plages.excepter(plage.id, MARDI, UnSeulJour(annulee=True), par=ici.secretaire)
    anne = inscrire(ici, ANNE)
    assert balayage.servir(ici.objet.id) == 0
    plages.retablir(plage.id, MARDI, par=ici.secretaire)

    assert balayage.servir(ici.objet.id) == 1
    assert etats(anne) == [EtatAttente.PROPOSE]


def test_qui_prend_un_autre_rendez_vous_quitte_la_liste_et_laisse_ce_qu_on_lui_gardait(ici: Accueil, pris: RendezVous):
    anne, ben = inscrire(ici, ANNE), inscrire(ici, BEN)
    annuler(pris)
    vendredi = MARDI + timedelta(days=3)
    fabrique.plage(ici.secretaire, ici.ressource, ici.lieu, ici.objet, **le(vendredi, time(9), time(9, 30)))
    prendre(ici, paris(vendredi, 9), ANNE)

    assert etats(anne, ben) == [EtatAttente.QUITTE, EtatAttente.PROPOSE]
    assert [tenue.attente_id for tenue in tenues()] == [ben.id]


def test_quitter_la_liste_laisse_le_creneau_a_la_suivante(ici: Accueil, pris: RendezVous):
    anne, ben = inscrire(ici, ANNE), inscrire(ici, BEN)
    annuler(pris)
    actions.quitter(anne.id)
    actions.quitter(anne.id)

    assert etats(anne, ben) == [EtatAttente.QUITTE, EtatAttente.PROPOSE]
    assert len(journal(anne, "quitter_attente")) == 1


def test_deplacer_libere_aussi(ici: Accueil, pris: RendezVous):
    anne = inscrire(ici, ANNE)
    jeudi = MARDI + timedelta(days=2)
    fabrique.plage(ici.secretaire, ici.ressource, ici.lieu, ici.objet, **le(jeudi, time(10), time(10, 30)))
    deplacements.deplacer(
        pris.id, choix(ici, paris(jeudi, 10)), acteur=Acteur(participation_id=pris.participations[0].id)
    )

    assert (lue(anne).etat, lue(anne).debut) == (EtatAttente.PROPOSE, DIX_HEURES)


# ---------- Ce que personne ne pourrait accepter ----------


def test_un_creneau_au_dela_de_l_horizon_ne_s_offre_a_personne(departement: None):
    loin = LUNDI + timedelta(days=70)
    ici = accueil(plage=le(loin, time(10), time(10, 30)))
    anne = inscrire(ici, ANNE)
    pris = prendre(ici, paris(loin, 10), quelqu_un(0), agent=ici.secretaire)
    annuler(pris)

    assert etats(anne) == [EtatAttente.ATTEND]
    assert tenues() == []


def test_un_objet_ferme_depuis_ne_s_offre_plus(ici: Accueil, pris: RendezVous):
    anne = inscrire(ici, ANNE)
    with transaction():
        session.get_one(ObjetRdv, ici.objet.id).ouvert = False
    annuler(pris)

    assert etats(anne) == [EtatAttente.ATTEND]
    assert tenues() == []


# ---------- Le temps passe ----------


def test_une_inscription_trop_ancienne_se_clot_puis_s_oublie(ici: Accueil):
    anne = inscrire(ici, ANNE)
    fabriques.mettre_l_horloge_au(fabriques.JOUR + timedelta(days=91))
    assert balayage.clore_les_perimees() == 1
    assert etats(anne) == [EtatAttente.EXPIRE]
    assert gabarits(anne)[-1] == "rdv/attente_close"
    [dite] = session.scalars(select(Notification).where(Notification.gabarit == "rdv/attente_close")).all()
    assert liens.lien_de(dite.contexte["chemin"].removeprefix(liens.CHEMIN)).attente_id == anne.id
    fabriques.mettre_l_horloge_au(fabriques.JOUR + timedelta(days=122))

    assert balayage.oublier_les_finies() == 1
    assert session.scalars(select(Attente)).all() == []
    assert session.scalars(select(Notification).where(Notification.objet_type == "attente_rdv")).all() == []
