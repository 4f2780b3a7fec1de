"""À plusieurs en même temps, sur de vraies connexions : rappels balayés, créneaux libérés, offres acceptées."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta

import pytest
from sqlalchemy import func, select

from portail.notifications.models import Canal, Notification
from portail.rendez_vous.attente import actions, balayage
from portail.rendez_vous.attente.actions import Inscription
from portail.rendez_vous.attente.erreurs import PropositionPassee
from portail.rendez_vous.attente.models import Attente, EtatAttente
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.occupations.models import Occupation, Origine, Tenue
from portail.rendez_vous.rappels.balayage import balayer
from portail.rendez_vous.rappels.calcul import SorteRappel
from portail.rendez_vous.rappels.models import EtatRappel, Rappel
from portail.rendez_vous.reservations import changements, deplacements
from portail.rendez_vous.reservations.actions import reserver
from portail.rendez_vous.reservations.demandes import Demande
from portail.rendez_vous.reservations.evenements import RendezVousDeplace
from portail.rendez_vous.reservations.habilitations import Acteur
from portail.rendez_vous.reservations.models import RendezVous
from portail.socle import horloge
from portail.socle.base import fermer_session, session
from portail.socle.evenements import abonner
from tests import fabriques
from tests.integration.rdv_vie import LUNDI, Accueil, accueil, choix, le, paris, prendre, quelqu_un
from tests.integration.simultane import sous_verrou, tenter

MARDI = LUNDI + timedelta(days=1)
DIX_HEURES = paris(MARDI, 10)
VERROU_DE_L_AGENDA = "SELECT 1 FROM ressource WHERE id = %s FOR UPDATE"

pytestmark = pytest.mark.usefixtures("base_de_tous")


def ensemble(nombre: int, geste: Callable[[], object]) -> list[object]:
    """Fait le même geste partout, tous partis au même signal."""
    fermer_session()
    depart = threading.Barrier(nombre)

    def partir() -> object:
        depart.wait()
        return tenter(geste)

    with ThreadPoolExecutor(nombre) as equipe:
        return [futur.result(60) for futur in [equipe.submit(partir) for _ in range(nombre)]]


def attend(ici: Accueil, rang: int, **autres) -> Attente:
    faits = {"objet_id": ici.objet.id, "lieux": [ici.lieu.id], "personne": quelqu_un(rang), **autres}
    attente = actions.s_inscrire(Inscription(**faits))
    horloge.poser_decalage(horloge.decalage() + timedelta(seconds=1))
    return attente


def annuler(rdv: RendezVous) -> Callable[[], object]:
    identifiant, participation_id = rdv.id, rdv.participations[0].id
    return lambda: changements.annuler(identifiant, acteur=Acteur(participation_id=participation_id)).id


def proposees() -> dict:
    """Rend à qui chaque créneau est gardé, d’après les tenues, et vérifie que les inscriptions disent pareil."""
    fermer_session()
    tenues = {tenue.id: tenue for tenue in session.scalars(select(Tenue).where(Tenue.attente_id.is_not(None)))}
    inscrites = session.scalars(select(Attente).where(Attente.etat == EtatAttente.PROPOSE)).all()
    assert {une.tenue_id: une.id for une in inscrites} == {un: tenue.attente_id for un, tenue in tenues.items()}
    occupees = session.scalars(select(Occupation.tenue_id).where(Occupation.origine == Origine.TENUE)).all()
    assert sorted(occupees) == sorted(tenues)
    return {tenue.debut: tenue.attente_id for tenue in tenues.values()}


def test_quatre_balayages_a_la_fois_envoient_chaque_rappel_une_fois():
    ici = accueil(plage={"fin": time(19)})
    for rang in range(24):
        debut = paris(MARDI + timedelta(days=rang // 12), 9) + (rang % 12) * timedelta(minutes=30)
        prendre(ici, debut, quelqu_un(rang))
    fabriques.mettre_l_horloge_au(MARDI, time(8, 30))

    traites = ensemble(4, lambda: sum(iter(balayer, 0)))

    fermer_session()
    lignes = session.scalars(select(Rappel)).all()
    etats = Counter((r.sorte, r.etat) for r in lignes)
    dus = [r for r in lignes if r.etat is EtatRappel.ENVOYE]
    # Un par personne : à qui le second rappel est dû aussi, le premier, resté en retard, n’est plus envoyé.
    assert len(dus) == 24 <= sum(traites)
    par_personne = Counter((r.participation_id, r.sorte) for r in dus)
    assert set(par_personne.values()) == {1}
    ecrits = session.scalar(select(func.count()).where(Notification.gabarit == "rdv/rappel"))
    assert ecrits == len(dus) == len({r.notification_id for r in dus})
    assert not [r for r in lignes if r.etat is EtatRappel.PREVU and r.prevu_le <= horloge.maintenant()]
    assert etats[SorteRappel.LOIN, EtatRappel.TROP_TARD] == 0


def test_un_rendez_vous_qui_se_deplace_n_est_pas_rappele_a_l_ancienne_heure(base_reelle: str):
    ici = accueil()
    rdv = prendre(ici, DIX_HEURES)
    fabriques.mettre_l_horloge_au(MARDI, time(8, 1))
    jeudi = paris(MARDI + timedelta(days=2), 10)
    acteur = Acteur(agent=ici.secretaire)

    # Le déplacement tient le rendez-vous quand le balayage passe : celui-ci ne l’attend pas et n’en dit rien.
    fermer_session()
    tient, finit = threading.Event(), threading.Event()
    with ThreadPoolExecutor(2) as equipe:

        def deplacer() -> object:
            moi = threading.get_ident()

            def s_arreter(_evenement: object) -> None:
                if threading.get_ident() == moi and not finit.is_set():
                    tient.set()
                    finit.wait(20)

            abonner(RendezVousDeplace, s_arreter)
            return tenter(lambda: deplacements.deplacer(rdv.id, choix(ici, jeudi), acteur=acteur).sequence)

        deplace = equipe.submit(deplacer)
        assert tient.wait(20)
        balaye = equipe.submit(lambda: tenter(balayer)).result(20)
        finit.set()
        assert deplace.result(20) == 1

    assert balaye == 0
    balayer()
    fermer_session()
    assert session.scalar(select(func.count()).where(Notification.gabarit == "rdv/rappel")) == 0
    prevus = session.scalars(select(Rappel).where(Rappel.etat == EtatRappel.PREVU)).all()
    assert {(r.version, r.canal) for r in prevus} == {(1, Canal.COURRIEL)}


def test_deux_creneaux_liberes_ensemble_vont_a_deux_personnes(base_reelle: str):
    ici = accueil(plage=le(MARDI, time(10), time(11)))
    a_rendre = [prendre(ici, DIX_HEURES + n * timedelta(minutes=30), quelqu_un(90 + n)) for n in range(2)]
    attentes = [attend(ici, rang).id for rang in range(3)]

    faits = sous_verrou(base_reelle, VERROU_DE_L_AGENDA, [ici.ressource.id], *[annuler(rdv) for rdv in a_rendre])

    assert faits == [rdv.id for rdv in a_rendre]
    gardes = proposees()
    assert set(gardes) == {DIX_HEURES, DIX_HEURES + timedelta(minutes=30)}
    assert set(gardes.values()) == set(attentes[:2])


def test_deux_agents_rendent_chacun_un_creneau_a_la_meme_seconde():
    premier = accueil(plage=le(MARDI, time(10), time(10, 30)))
    second = accueil(ou=premier.lieu, quoi=premier.objet, plage=le(MARDI, time(11), time(11, 30)))
    gestes = [annuler(prendre(premier, DIX_HEURES, quelqu_un(90)))]
    gestes.append(annuler(prendre(second, paris(MARDI, 11), quelqu_un(91))))
    attentes = {attend(premier, rang).id for rang in range(3)}
    a_faire = iter(gestes)
    verrou = threading.Lock()

    def un_geste() -> object:
        with verrou:
            geste = next(a_faire)
        return geste()

    ensemble(2, un_geste)

    gardes = proposees()
    assert len(gardes) == 2
    assert len(set(gardes.values())) == 2
    assert set(gardes.values()) <= attentes


def test_un_passant_qui_reserve_au_meme_instant_n_a_pas_le_creneau_rendu(base_reelle: str):
    ici = accueil(plage=le(MARDI, time(10), time(10, 30)))
    pris = prendre(ici, DIX_HEURES, quelqu_un(90))
    anne = attend(ici, 1).id

    def passer() -> object:
        return reserver(Demande(choix=choix(ici, DIX_HEURES), personne=quelqu_un(50), cle="passant"))

    passants = 6
    resultats = ensemble_mele([annuler(pris)], [passer] * passants)

    assert resultats.count(CreneauPris) == passants
    assert proposees() == {DIX_HEURES: anne}


def ensemble_mele(premiers: list, autres: list) -> list[object]:
    """Fait tout au même signal ; les passants recommencent tant que le créneau n’est pas rendu."""
    fermer_session()
    depart, rendu = threading.Barrier(len(premiers) + len(autres)), threading.Event()

    def rendre(geste: Callable[[], object]) -> object:
        depart.wait()
        try:
            return tenter(geste)
        finally:
            rendu.set()

    def passer(geste: Callable[[], object]) -> object:
        depart.wait()
        dernier: object = None
        for _ in range(40):
            fini = rendu.is_set()
            dernier = tenter(geste)
            if fini or dernier is not CreneauPris:
                return dernier
        return dernier

    with ThreadPoolExecutor(len(premiers) + len(autres)) as equipe:
        futurs = [equipe.submit(rendre, un) for un in premiers] + [equipe.submit(passer, un) for un in autres]
        return [futur.result(60) for futur in futurs]


def test_accepter_deux_fois_au_meme_instant_ne_prend_qu_un_rendez_vous():
    ici = accueil(plage=le(MARDI, time(10), time(10, 30)))
    pris, anne = prendre(ici, DIX_HEURES, quelqu_un(90)), attend(ici, 1)
    annuler(pris)()

    resultats = ensemble(4, lambda: actions.accepter(anne.id, proposition=1)[0].rdv_id)

    assert len(set(resultats)) == 1
    fermer_session()
    siens = session.scalars(select(RendezVous.id).where(RendezVous.id != pris.id)).all()
    assert siens == [resultats[0]]
    assert session.get_one(Attente, anne.id).etat is EtatAttente.ACCEPTE
    assert proposees() == {}


def test_accepter_et_refuser_au_meme_instant_un_seul_l_emporte():
    ici = accueil(plage=le(MARDI, time(10), time(10, 30)))
    pris, anne, ben = prendre(ici, DIX_HEURES, quelqu_un(90)), attend(ici, 1), attend(ici, 2)
    annuler(pris)()
    gestes = iter(
        [lambda: actions.accepter(anne.id, proposition=1)[0].rdv_id, lambda: actions.refuser(anne.id, proposition=1).id]
    )
    verrou = threading.Lock()

    def un_geste() -> object:
        with verrou:
            geste = next(gestes)
        return geste()

    ensemble(2, un_geste)

    fermer_session()
    etats = [session.get_one(Attente, une.id).etat for une in (anne, ben)]
    rdvs = session.scalar(select(func.count()).where(RendezVous.id != pris.id))
    assert (etats, rdvs) in [
        ([EtatAttente.ACCEPTE, EtatAttente.ATTEND], 1),
        ([EtatAttente.ATTEND, EtatAttente.PROPOSE], 0),
    ]
    assert set(proposees().values()) == ({ben.id} if rdvs == 0 else set())


def test_trois_balayages_a_l_echeance_passent_le_creneau_une_fois():
    ici = accueil(plage=le(MARDI, time(10), time(10, 30)))
    pris, anne, ben = prendre(ici, DIX_HEURES, quelqu_un(90)), attend(ici, 1), attend(ici, 2)
    chloe = attend(ici, 3)
    annuler(pris)()
    echeance = horloge.a_paris(session.get_one(Attente, anne.id, populate_existing=True).echeance)
    fabriques.mettre_l_horloge_au(echeance.date(), (echeance + timedelta(minutes=1)).time())

    passees = ensemble(3, balayage.passer_aux_suivantes)

    assert sum(passees) == 1
    assert proposees() == {DIX_HEURES: ben.id}
    fermer_session()
    assert [session.get_one(Attente, une.id).silences for une in (anne, ben, chloe)] == [1, 0, 0]
    with pytest.raises(PropositionPassee):
        actions.accepter(anne.id, proposition=1)
