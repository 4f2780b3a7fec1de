"""La liste d’attente : un créneau libéré est vraiment gardé à la première personne à qui il convient."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select, text

from portail.journal.models import Entree
from portail.notifications.models import Notification
from portail.rendez_vous.attente import actions, balayage, queries
from portail.rendez_vous.attente.actions import Inscription
from portail.rendez_vous.attente.erreurs import (
    AttenteFermee,
    AttenteImpossible,
    DejaInscrite,
    PlusEnListe,
    PropositionPassee,
)
from portail.rendez_vous.attente.models import Attente, EtatAttente
from portail.rendez_vous.creneaux.souhaits import Moment
from portail.rendez_vous.objets.models import Visibilite
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.occupations.models import Tenue
from portail.rendez_vous.plages import actions as plages
from portail.rendez_vous.plages.fiche import UnSeulJour
from portail.rendez_vous.plages.queries import plages_des_ressources
from portail.rendez_vous.rappels import liens
from portail.rendez_vous.reservations import changements
from portail.rendez_vous.reservations.etats import EtatRdv
from portail.rendez_vous.reservations.habilitations import Acteur
from portail.rendez_vous.reservations.models import RendezVous
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import SaisieInvalide
from tests import fabriques
from tests.integration import rendez_vous as fabrique
from tests.integration.rdv_vie import LUNDI, Accueil, accueil, choix, le, paris, prendre, quelqu_un

MARDI = LUNDI + timedelta(days=1)
DIX_HEURES = paris(MARDI, 10)
ANNE, BEN, CHLOE = (quelqu_un(rang) for rang in (1, 2, 3))


@pytest.fixture(autouse=True)
def un_departement(departement: None) -> None:
    """Samedi 21 novembre, midi."""


@pytest.fixture
def ici() -> Accueil:
    """Un seul créneau : mardi, dix heures."""
    return accueil(plage=le(MARDI, time(10), time(10, 30)))


@pytest.fixture
def pris(ici: Accueil) -> RendezVous:
    return prendre(ici, DIX_HEURES, quelqu_un(0))


def inscrire(ici: Accueil, personne=ANNE, **autres) -> Attente:
    faits = {"objet_id": ici.objet.id, "lieux": [ici.lieu.id], "personne": personne, **autres}
    attente = actions.s_inscrire(Inscription(**faits))
    horloge.poser_decalage(horloge.decalage() + timedelta(seconds=1))
    return attente


def annuler(rdv: RendezVous) -> None:
    changements.annuler(rdv.id, acteur=Acteur(participation_id=rdv.participations[0].id))


def lue(attente: Attente) -> Attente:
    return session.get_one(Attente, attente.id, populate_existing=True)


def etats(*attentes: Attente) -> list[EtatAttente]:
    return [lue(une).etat for une in attentes]


def gabarits(attente: Attente) -> list[str]:
    siens = select(Notification.gabarit).where(Notification.objet_id == str(attente.id))
    return list(session.scalars(siens.order_by(Notification.prevu_le, Notification.gabarit)))


def journal(attente: Attente, action: str) -> list[dict]:
    faits = select(Entree.details).where(Entree.objet_id == str(attente.id), Entree.action == action)
    return list(session.scalars(faits.order_by(Entree.rang)))


def tenues() -> Sequence[Tenue]:
    return session.scalars(select(Tenue).execution_options(populate_existing=True)).all()


def avancer_au(instant: datetime) -> None:
    local = horloge.a_paris(instant)
    fabriques.mettre_l_horloge_au(local.date(), local.time())


# ---------- S’inscrire ----------


def test_l_inscription_se_confirme_et_le_rang_se_lit(ici: Accueil):
    anne, ben = inscrire(ici, ANNE), inscrire(ici, BEN)

    assert [queries.rang(anne), queries.rang(ben)] == [1, 2]
    [message] = session.scalars(select(Notification).where(Notification.objet_id == str(ben.id))).all()
    assert (message.gabarit, message.contexte["rang"]) == ("rdv/attente_inscrit", "2")
    jeton = message.contexte["chemin"].removeprefix(liens.CHEMIN)
    assert queries.attente_du_lien(jeton).id == ben.id


def test_le_rang_ne_compte_que_qui_accepte_un_meme_lieu(ici: Accueil):
    ailleurs = fabrique.lieu()
    inscrire(ici, ANNE, lieux=[ailleurs.id])
    ben = inscrire(ici, BEN)
    chloe = inscrire(ici, CHLOE, lieux=[ici.lieu.id, ailleurs.id])

    assert [queries.rang(ben), queries.rang(chloe)] == [1, 3]


def test_on_n_attend_pas_deux_fois_le_meme_objet(ici: Accueil):
    premiere = inscrire(ici)
    with pytest.raises(DejaInscrite):
        inscrire(ici)
    actions.quitter(premiere.id)

    assert inscrire(ici).etat is EtatAttente.ATTEND


@pytest.mark.parametrize(
    "personne", [replace(ANNE, sans_message=True), replace(ANNE, courriel="", telephone="02 61 91 00 01")]
)
def test_on_n_inscrit_pas_qui_l_on_ne_pourrait_pas_prevenir(ici: Accueil, personne):
    with pytest.raises(AttenteImpossible):
        inscrire(ici, personne)


def test_un_objet_sans_message_n_a_pas_de_liste():
    with pytest.raises(AttenteImpossible):
        inscrire(accueil(visibilite=Visibilite.SANS_MESSAGE))


def test_une_seance_n_a_pas_de_liste():
    with pytest.raises(AttenteFermee):
        inscrire(accueil(places=8))


@pytest.mark.parametrize("lieux", [[], ["inconnu"]])
def test_il_faut_un_lieu_ou_venir(ici: Accueil, lieux):
    with pytest.raises(SaisieInvalide):
        inscrire(ici, lieux=[ici.objet.id for _ in lieux])


# ---------- Un créneau se libère ----------


def test_le_creneau_rendu_est_garde_a_la_premiere_et_a_personne_d_autre(ici: Accueil, pris: RendezVous):
    anne, ben = inscrire(ici, ANNE), inscrire(ici, BEN)
    annuler(pris)

    assert etats(anne, ben) == [EtatAttente.PROPOSE, EtatAttente.ATTEND]
    [tenue] = tenues()
    assert (tenue.attente_id, tenue.debut, tenue.id) == (anne.id, DIX_HEURES, lue(anne).tenue_id)
    echeance = horloge.maintenant() + timedelta(hours=4)
    assert abs(lue(anne).echeance - echeance) < timedelta(seconds=5)
    assert gabarits(anne) == ["rdv/attente_inscrit", "rdv/attente_proposition"]
    with pytest.raises(CreneauPris):
        prendre(ici, DIX_HEURES, quelqu_un(9))


def test_chaque_personne_passee_l_est_pour_une_raison_ecrite(ici: Accueil, pris: RendezVous):
    ailleurs = fabrique.lieu()
    passees = [
        ("lieu", inscrire(ici, quelqu_un(11), lieux=[ailleurs.id])),
        ("moment", inscrire(ici, quelqu_un(12), moment=Moment.APRES_MIDI)),
        ("jour", inscrire(ici, quelqu_un(13), jours=[1, 3])),
        ("trop_tot", inscrire(ici, quelqu_un(14), au_plus_tot=MARDI + timedelta(days=1))),
        ("trop_tard", inscrire(ici, quelqu_un(15), au_plus_tard=LUNDI)),
        ("pris", inscrire(ici, quelqu_un(16), langue_interprete="lsf")),
    ]
    servie, derriere = inscrire(ici, ANNE), inscrire(ici, BEN)
    annuler(pris)

    assert lue(servie).etat is EtatAttente.PROPOSE
    for raison, attente in passees:
        assert [fait["raison"] for fait in journal(attente, "sauter_attente")] == [raison]
        assert lue(attente).etat is EtatAttente.ATTEND
    assert journal(derriere, "sauter_attente") == []


def test_accepter_prend_le_creneau_garde_et_finit_l_attente(ici: Accueil, pris: RendezVous):
    anne, ben = inscrire(ici, ANNE), inscrire(ici, BEN)
    annuler(pris)

    [rdv] = actions.accepter(anne.id, proposition=1)
    [rejoue] = actions.accepter(anne.id, proposition=1)

    assert (rdv.debut, rdv.etat, rdv.participations[0].courriel) == (DIX_HEURES, EtatRdv.PRIS, ANNE.courriel)
    assert rejoue.id == rdv.id
    assert etats(anne, ben) == [EtatAttente.ACCEPTE, EtatAttente.ATTEND]
    assert tenues() == []
    assert queries.rang(ben) == 1
    with pytest.raises(PlusEnListe):
        actions.refuser(anne.id, proposition=1)


def test_refuser_passe_a_la_suivante_et_garde_son_rang(ici: Accueil, pris: RendezVous):
    anne, ben = inscrire(ici, ANNE), inscrire(ici, BEN)
    annuler(pris)
    actions.refuser(anne.id, proposition=1)

    assert etats(anne, ben) == [EtatAttente.ATTEND, EtatAttente.PROPOSE]
    assert queries.rang(anne) == 1
    assert journal(anne, "refuser_attente") == [{"refus": 1, "rang_perdu": False}]
    with pytest.raises(PropositionPassee):
        actions.accepter(anne.id, proposition=1)


def test_un_refus_envoye_deux_fois_ne_refuse_pas_le_creneau_suivant(ici: Accueil, pris: RendezVous):
    anne = inscrire(ici, ANNE)
    annuler(pris)
    actions.refuser(anne.id, proposition=1)
    assert balayage.servir(ici.objet.id) == 1
    assert lue(anne).propositions == 2

    with pytest.raises(PropositionPassee):
        actions.refuser(anne.id, proposition=1)
    assert lue(anne).etat is EtatAttente.PROPOSE


def test_trop_de_refus_met_en_fin_de_liste(ici: Accueil, pris: RendezVous):
    anne = inscrire(ici, ANNE)
    annuler(pris)
    ben = inscrire(ici, BEN, jours=[5])
    for proposition in (1, 2):
        actions.refuser(anne.id, proposition=proposition)
        assert queries.rang(lue(anne)) == 1
        balayage.servir(ici.objet.id)
    actions.refuser(anne.id, proposition=3)

    assert [queries.rang(lue(ben)), queries.rang(lue(anne))] == [1, 2]


def test_sans_reponse_le_creneau_passe_a_la_suivante_sans_que_personne_s_y_glisse(ici: Accueil, pris: RendezVous):
    anne, ben = inscrire(ici, ANNE), inscrire(ici, BEN)
    annuler(pris)
    avancer_au(lue(anne).echeance + timedelta(seconds=30))
    with pytest.raises(CreneauPris):
        prendre(ici, DIX_HEURES, quelqu_un(9))
    with pytest.raises(PropositionPassee):
        actions.accepter(anne.id, proposition=1)

    assert balayage.passer_aux_suivantes() == 1

    assert etats(anne, ben) == [EtatAttente.ATTEND, EtatAttente.PROPOSE]
    assert [queries.rang(lue(ben)), queries.rang(lue(anne))] == [1, 2]
    assert gabarits(anne)[-1] == "rdv/attente_passee"
    assert balayage.passer_aux_suivantes() == 0


def test_un_second_silence_fait_sortir_de_la_liste(ici: Accueil, pris: RendezVous):
    anne = inscrire(ici, ANNE)
    annuler(pris)
    for _ in range(2):
        avancer_au(lue(anne).echeance + timedelta(minutes=1))
        balayage.passer_aux_suivantes()
        balayage.servir(ici.objet.id)

    assert (lue(anne).etat, lue(anne).silences) == (EtatAttente.EXPIRE, 2)
    assert tenues() == []
    assert prendre(ici, DIX_HEURES, quelqu_un(9)).debut == DIX_HEURES


def test_personne_a_qui_il_convienne_le_creneau_est_a_tous(ici: Accueil, pris: RendezVous):
    anne = inscrire(ici, ANNE, moment=Moment.APRES_MIDI)
    annuler(pris)

    assert etats(anne) == [EtatAttente.ATTEND]
    assert prendre(ici, DIX_HEURES, quelqu_un(9)).debut == DIX_HEURES
    assert journal(anne, "sauter_attente") == []


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
    changements.deplacer(
        pris.id, choix(ici, paris(jeudi, 10)), acteur=Acteur(participation_id=pris.participations[0].id)
    )

    assert (lue(anne).etat, lue(anne).debut) == (EtatAttente.PROPOSE, DIX_HEURES)


# ---------- Le temps passe ----------


def test_une_inscription_trop_ancienne_se_clot_puis_s_oublie(ici: Accueil):
    anne = inscrire(ici, ANNE)
    fabriques.mettre_l_horloge_au(fabriques.JOUR + timedelta(days=91))
    assert balayage.clore_les_perimees() == 1
    assert etats(anne) == [EtatAttente.EXPIRE]
    fabriques.mettre_l_horloge_au(fabriques.JOUR + timedelta(days=122))

    assert balayage.oublier_les_finies() == 1
    assert session.scalars(select(Attente)).all() == []
    assert session.scalars(select(Notification).where(Notification.objet_type == "attente_rdv")).all() == []
