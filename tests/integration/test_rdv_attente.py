"""La liste d’attente : un créneau libéré est vraiment gardé à la première personne à qui il convient."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlalchemy import select

from portail.notifications.models import Notification
from portail.rendez_vous.attente import actions, balayage, queries
from portail.rendez_vous.attente.erreurs import (
    AttenteFermee,
    AttenteImpossible,
    DejaInscrite,
    PlusEnListe,
    PropositionPassee,
)
from portail.rendez_vous.attente.models import EtatAttente
from portail.rendez_vous.creneaux.souhaits import Moment
from portail.rendez_vous.objets.models import Visibilite
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.rappels import liens
from portail.rendez_vous.reservations.etats import EtatRdv
from portail.rendez_vous.reservations.models import RendezVous
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import SaisieInvalide
from tests.integration import rendez_vous as fabrique
from tests.integration.rdv_attente import (
    ANNE,
    BEN,
    CHLOE,
    annuler,
    avancer_au,
    etats,
    gabarits,
    inscrire,
    journal,
    lue,
    tenues,
)
from tests.integration.rdv_vie import LUNDI, Accueil, accueil, le, paris, prendre, quelqu_un

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


# ---------- S’inscrire ----------


def test_l_inscription_se_confirme_et_le_rang_se_lit(ici: Accueil):
    anne, ben = inscrire(ici, ANNE), inscrire(ici, BEN)

    assert [queries.rang(anne), queries.rang(ben)] == [1, 2]
    [message] = session.scalars(select(Notification).where(Notification.objet_id == str(ben.id))).all()
    assert (message.gabarit, message.contexte["rang"]) == ("rdv/attente_inscrit", "2")
    jeton = message.contexte["chemin"].removeprefix(liens.CHEMIN)
    assert liens.lien_de(jeton).attente_id == ben.id


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


def test_un_suivi_n_a_pas_de_liste():
    with pytest.raises(AttenteFermee):
        inscrire(accueil(suivi=True))


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

    [prise] = actions.accepter(anne.id, proposition=1)
    [rejouee] = actions.accepter(anne.id, proposition=1)

    rdv = session.get_one(RendezVous, prise.rdv_id)
    assert (rdv.debut, rdv.etat, prise.courriel) == (DIX_HEURES, EtatRdv.PRIS, ANNE.courriel)
    assert rejouee.id == prise.id
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
