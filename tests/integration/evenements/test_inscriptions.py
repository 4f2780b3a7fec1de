"""S’inscrire, attendre, se désister : les places, les rangs, les messages, les billets."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.inscriptions.evenements import actions, organisation, service
from portail.inscriptions.evenements.erreurs import (
    DejaInscrit,
    PasOuvert,
    StructureAttendue,
    TropDAccompagnants,
    TropDePlaces,
)
from portail.inscriptions.evenements.messages import OBJET
from portail.inscriptions.evenements.models import EtatInscription, Evenement
from portail.inscriptions.evenements.presences import billets_de
from portail.inscriptions.places.audit import ecarts
from portail.journal.actions import SYSTEME
from portail.journal.models import Entree
from portail.notifications.models import Notification
from portail.socle import horloge
from portail.socle.base import session
from tests.integration.evenements.fabrique import (
    demande,
    etats,
    evenement,
    fiche,
    gabarits,
    inscrite,
    libres,
    relue,
)

INSCRIT, ATTENTE, ANNULE = EtatInscription.INSCRIT, EtatInscription.ATTENTE, EtatInscription.ANNULE


def sautes(inscription_id: UUID) -> list[str]:
    """Les actions écrites au journal de cette inscription."""
    siennes = select(Entree.action).where(Entree.objet_type == OBJET, Entree.objet_id == str(inscription_id))
    return list(session.scalars(siennes.order_by(Entree.rang_objet)))


def test_s_inscrire_prend_ses_places_emet_ses_billets_et_le_dit(conference: Evenement):
    une = inscrite(conference.id, places=2, accompagnants=("Ana Diaz",))

    assert (une.etat, libres(conference)) == (INSCRIT, 0)
    assert [billet.rang for billet in billets_de(une)] == [1, 2]
    assert gabarits(une) == ["evenements/inscrit"]
    assert ecarts() == []


def test_aucun_message_ne_dit_de_quel_evenement_il_s_agit(conference: Evenement):
    une = inscrite(conference.id)

    [message] = session.scalars(select(Notification).where(Notification.objet_id == str(une.id))).all()

    ecrit = str(message.contexte)
    assert conference.titre not in ecrit
    assert conference.lieu_nom not in ecrit
    assert conference.lieu_adresse.split(",")[0] in ecrit.replace("\\\\", "")


def test_complet_met_sur_la_liste_d_attente_et_dit_le_rang(conference: Evenement):
    inscrite(conference.id, 1, places=2)

    une, deux = inscrite(conference.id, 2), inscrite(conference.id, 3)

    assert (une.etat, deux.etat) == (ATTENTE, ATTENTE)
    assert (service.rang_de(une), service.rang_de(deux)) == (1, 2)
    assert gabarits(une) == ["evenements/attente"]
    assert list(billets_de(une)) == []
    assert ecarts() == []


def test_se_desister_donne_la_place_au_premier_qui_attend(conference: Evenement):
    partie = inscrite(conference.id, 1, places=2)
    attend = inscrite(conference.id, 2)

    actions.se_desister(partie.id, auteur=SYSTEME)

    assert (relue(partie).etat, relue(attend).etat, libres(conference)) == (ANNULE, INSCRIT, 1)
    assert "evenements/inscrit" in gabarits(attend)
    assert list(billets_de(relue(partie))) == []
    assert len(billets_de(relue(attend))) == 1
    assert ecarts() == []


def test_se_desister_deux_fois_ne_rend_les_places_qu_une(conference: Evenement):
    une = inscrite(conference.id)

    actions.se_desister(une.id, auteur=SYSTEME)
    actions.se_desister(une.id, auteur=SYSTEME)

    assert libres(conference) == 2
    assert ecarts() == []


def test_qui_veut_plus_qu_il_ne_reste_garde_son_rang_et_le_saut_est_ecrit(conference: Evenement):
    premiere, _seconde = inscrite(conference.id, 1), inscrite(conference.id, 2)
    famille, seul = inscrite(conference.id, 3, places=2), inscrite(conference.id, 4)

    actions.se_desister(premiere.id, auteur=SYSTEME)

    assert (relue(famille).etat, relue(seul).etat) == (ATTENTE, INSCRIT)
    assert service.rang_de(relue(famille)) == 1
    assert "sauter_attente" in sautes(famille.id)


def test_nul_ne_passe_devant_qui_attend_sauf_ce_que_personne_ne_peut_prendre(nolwenn: Agent):
    trois = evenement(nolwenn, places=3)
    inscrite(trois.id, 1, places=2)
    famille = inscrite(trois.id, 2, places=2)

    arrive = inscrite(trois.id, 3)

    assert (famille.etat, arrive.etat, libres(trois)) == (ATTENTE, INSCRIT, 0)


def test_ajouter_des_places_sert_qui_attend(conference: Evenement, nolwenn: Agent):
    inscrite(conference.id, 1, places=2)
    attendent = [inscrite(conference.id, rang) for rang in (2, 3, 4)]

    organisation.changer_les_places(conference.id, 4, agent=nolwenn)

    assert [relue(une).etat for une in attendent] == [INSCRIT, INSCRIT, ATTENTE]
    assert ecarts() == []


def test_la_meme_adresse_ne_s_inscrit_pas_deux_fois_et_recoit_son_lien(conference: Evenement):
    une = inscrite(conference.id, 1)

    with pytest.raises(DejaInscrit):
        inscrite(conference.id, 1, courriel="PERSONNE1@messagerie.example ")

    assert gabarits(une)[-1] == "evenements/lien"
    assert libres(conference) == 1


def test_le_meme_formulaire_envoye_deux_fois_n_inscrit_qu_une_fois(conference: Evenement):
    une = inscrite(conference.id, 1, cle="unique")

    assert inscrite(conference.id, 1, cle="unique").id == une.id
    assert libres(conference) == 1


def test_une_adresse_annulee_peut_se_reinscrire(conference: Evenement):
    une = inscrite(conference.id, 1)
    actions.se_desister(une.id, auteur=SYSTEME)

    assert inscrite(conference.id, 1).etat is INSCRIT


@pytest.mark.parametrize(
    ("autres", "refus"),
    [
        ({"places": 0}, TropDePlaces),
        ({"places": 5}, TropDePlaces),
        ({"places": 2, "accompagnants": ("A", "B")}, TropDAccompagnants),
        ({"structure_id": UUID(int=1)}, StructureAttendue),
    ],
)
def test_une_demande_fausse_est_refusee(conference: Evenement, autres: dict[str, object], refus: type[Exception]):
    with pytest.raises(refus):
        inscrite(conference.id, **autres)

    assert libres(conference) == 2


def ferme(agent: Agent) -> Evenement:
    hier = horloge.maintenant() - timedelta(hours=1)
    return evenement(agent, ouvre_le=hier - timedelta(days=2), ferme_le=hier)


def en_preparation(agent: Agent) -> Evenement:
    return evenement(agent, publie=False)


def annule(agent: Agent) -> Evenement:
    return organisation.annuler(evenement(agent).id, raison="Salle indisponible", agent=agent)


@pytest.mark.parametrize("situation", [ferme, en_preparation, annule])
def test_on_ne_s_inscrit_pas_hors_de_l_ouverture(nolwenn: Agent, situation: Callable[[Agent], Evenement]):
    with pytest.raises(PasOuvert):
        inscrite(situation(nolwenn).id)


def test_un_agent_inscrit_aux_portes_meme_sans_adresse(nolwenn: Agent):
    porte = ferme(nolwenn)

    une = actions.s_inscrire(porte.id, demande(courriel=""), auteur=auteur_agent(nolwenn))

    assert (une.etat, gabarits(une)) == (INSCRIT, [])


def test_les_regimes_et_le_refus_de_l_image_ne_se_gardent_que_s_ils_servent(nolwenn: Agent):
    sans = evenement(nolwenn)
    avec = evenement(nolwenn, repas=True, enregistre=True)
    dits = {"regimes": ("vegetarien",), "refuse_l_image": True}

    une, autre = inscrite(sans.id, **dits), inscrite(avec.id, **dits)

    assert (une.regimes, une.refuse_l_image) == ([], False)
    assert (autre.regimes, autre.refuse_l_image) == (["vegetarien"], True)


# ---------- Scénario B1 ----------


def test_b1_deux_cent_trois_inscrits_pour_deux_cents_places_puis_cinq_desistements(nolwenn: Agent):
    conference = evenement(nolwenn, places=200)
    toutes = [inscrite(conference.id, rang) for rang in range(203)]
    for une in toutes:
        actions.confirmer(une.id, auteur=SYSTEME)
    assert etats(conference.id) == {INSCRIT: 200, ATTENTE: 3}
    assert [service.rang_de(relue(une)) for une in toutes[200:]] == [1, 2, 3]

    for une in toutes[:5]:
        actions.se_desister(une.id, auteur=SYSTEME)

    assert etats(conference.id) == {INSCRIT: 198, ANNULE: 5}
    assert libres(conference) == 2
    assert all(relue(une).etat is INSCRIT for une in toutes[200:])
    assert ecarts() == []
    assert fiche().titre == conference.titre
