"""Les messages se composent, sans trou, et restent neutres ; la démonstration se charge."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from portail.demonstration.evenements import ATELIER, ORGANISATEUR, RENCONTRE, charger_les_evenements
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.inscriptions.evenements import actions, organisation, rappels
from portail.inscriptions.evenements.erreurs import DejaInscrit
from portail.inscriptions.evenements.messages import OBJET
from portail.inscriptions.evenements.models import Evenement
from portail.inscriptions.evenements.queries import nombres
from portail.inscriptions.places.audit import ecarts
from portail.journal.actions import SYSTEME
from portail.notifications.models import Notification
from portail.notifications.rendu import GABARITS, composer_courriel
from portail.socle import horloge
from portail.socle.base import session
from tests.integration.evenements.fabrique import evenement, fiche, inscrite


def tous_les_messages(agent: Agent) -> None:
    """Fait promettre chacun des messages."""
    grande = evenement(agent, places=60)
    inscrite(grande.id, 0)
    un = evenement(agent, places=2)
    une, attend, refusee = inscrite(un.id, 1, places=2), inscrite(un.id, 2), inscrite(un.id, 3)
    with pytest.raises(DejaInscrit):
        inscrite(un.id, 1)
    organisation.ecrire_aux_inscrits(un.id, texte="Venez tôt.\nMerci.", a_la_file=True, agent=agent)
    actions.se_desister(une.id, auteur=SYSTEME)
    actions.se_desister(refusee.id, auteur=auteur_agent(agent), raison="Doublon.")
    debut = un.debut + timedelta(days=1)
    organisation.regler(un.id, fiche(debut=debut, fin=debut + timedelta(hours=1), ferme_le=debut), agent=agent)
    horloge.poser_decalage(horloge.decalage() + timedelta(days=9))
    rappels.rappeler_les_inscrits()
    organisation.annuler(un.id, raison="Salle fermée.", agent=agent)
    assert attend.evenement_id == un.id


def test_chaque_message_se_compose_et_reste_neutre(nolwenn: Agent):
    tous_les_messages(nolwenn)
    promis = session.scalars(select(Notification).where(Notification.objet_type == OBJET)).all()

    attendus = {f"evenements/{Path(nom).stem}" for nom in GABARITS.glob("evenements/*.txt")}
    assert {un.gabarit for un in promis} == attendus
    for un in promis:
        for langue in ("fr", "en"):
            compose = composer_courriel(un.gabarit, un.contexte, langue=langue)
            assert "/e/" in compose.texte
            for secret in (fiche().titre, fiche().lieu_nom):
                assert secret not in compose.objet + compose.texte + compose.html


def test_la_demonstration_montre_un_atelier_complet_et_ne_se_refait_pas(nolwenn: Agent):
    assert charger_les_evenements({ORGANISATEUR: nolwenn}) == 4
    assert charger_les_evenements({ORGANISATEUR: nolwenn}) == 0

    par_titre = {un.titre: nombres(un.id) for un in session.scalars(select(Evenement))}
    assert (par_titre[ATELIER].inscrits, par_titre[ATELIER].attendent) == (6, 2)
    assert (par_titre[RENCONTRE].inscrits, par_titre[RENCONTRE].attendent) == (2, 1)
    assert ecarts() == []
