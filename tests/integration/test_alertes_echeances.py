"""Les échéances qui approchent se signalent à qui les tient, une fois par seuil, les jours travaillés."""

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portail.dossiers.actions import complement, silence
from portail.dossiers.alertes import envoi
from portail.dossiers.alertes.models import AlerteEcheance
from portail.dossiers.alertes.niveaux import Niveau, horloge_due, niveau, seuils_au
from portail.dossiers.horloges.types import Code
from portail.dossiers.models import Dossier
from portail.dossiers.taches import alerter_des_echeances
from portail.identite.models import Agent, Usager
from portail.journal.actions import SYSTEME
from portail.notifications.models import Notification
from portail.notifications.rendu import composer_courriel
from portail.parametres.actions import changer_valeur
from portail.socle import base as socle_base
from portail.socle.base import session
from tests import fabriques
from tests.integration.lignes import relu
from tests.silences import LENDEMAIN, RECEPTION, TERME


def envois() -> list[Notification]:
    promis = select(Notification).where(Notification.gabarit == "agent/echeances").order_by(Notification.prevu_le)
    return list(session.scalars(promis))


def passer_au(jour: date) -> list[Notification]:
    """Passe le jour dit et rend ce que l’alerte du matin y ajoute."""
    avant = {envoi.id for envoi in envois()}
    fabriques.mettre_l_horloge_au(jour)
    alerter_des_echeances()
    return [envoi for envoi in envois() if envoi.id not in avant]


def test_chaque_seuil_se_signale_une_fois_a_l_agent(dossier: Dossier, claire: Agent):
    parus = {
        jours: [(e.adresse, e.contexte["elements"]) for e in passer_au(TERME - timedelta(days=jours))]
        for jours in (16, 15, 14, 13, 6, 3, 2, 1)
    }

    # Le 21 janvier 2027 est un jeudi : à seize jours, le 5 ; à six, le vendredi 15, veille d’un repos.
    assert {jours for jours, lignes in parus.items() if lignes} == {15, 6}
    [(adresse, [ligne])] = parus[15]
    assert adresse == claire.courriel
    assert "décider, ou le silence vaudra rejet, au plus tard le 21\u00a0janvier\u00a02027" in ligne
    assert "BELKACEM" not in ligne
    assert dossier.numero[:4] in ligne


def test_le_courriel_se_compose(dossier: Dossier):
    [message] = passer_au(TERME - timedelta(days=10))
    courriel = composer_courriel(message.gabarit, message.contexte, langue="fr")

    assert "Échéances légales" in courriel.objet
    assert "/agents/dossiers/" in courriel.texte


@pytest.mark.parametrize(
    "jour", [date(2027, 1, 9), date(2027, 1, 10), date(2027, 1, 1)], ids=["samedi", "dimanche", "férié"]
)
def test_on_n_ecrit_pas_un_jour_de_repos(dossier: Dossier, jour: date):
    assert passer_au(jour) == []


def test_sans_agent_c_est_le_service_et_avant_signature_les_deux(yanis: Usager, claire: Agent):
    sans_agent = fabriques.depose(yanis)
    a_signer = fabriques.en_signature(
        fabriques.usager(("Emma",), "Le Gall"), claire, nom_naissance="Le Gall", prenoms="Emma"
    )
    parus = passer_au(TERME - timedelta(days=10))
    adresses = {e.adresse: " ".join(e.contexte["elements"]) for e in parus}
    [service] = set(adresses) - {claire.courriel}

    assert service.startswith("jeunesse")
    assert sans_agent.numero[:4] in adresses[service]
    assert a_signer.numero[:4] in adresses[service]
    assert a_signer.numero[:4] in adresses[claire.courriel]
    assert sans_agent.numero[:4] not in adresses[claire.courriel]


def test_un_agent_parti_passe_la_main_au_service(base: Session, dossier: Dossier, claire: Agent):
    base.execute(text("UPDATE agent SET est_actif = false WHERE id = :id"), {"id": claire.id})
    base.commit()
    base.expire_all()

    [message] = passer_au(TERME - timedelta(days=10))

    assert message.adresse.startswith("jeunesse")


def test_une_echeance_reportee_se_signale_de_nouveau(yanis: Usager, claire: Agent, dossier: Dossier):
    premiere = passer_au(date(2027, 1, 8))
    complement.demander_complement(
        dossier.id,
        agent=claire,
        elements=[{"type": "champ", "identifiant": "telephone", "precision": ""}],
        message="Votre numéro ?",
        date_limite=date(2027, 2, 8),
        revision=None,
    )
    pendant = passer_au(date(2027, 1, 15))
    complement.repondre_complement(dossier.id, usager=yanis, reponses={"telephone": "+33639982222"}, revision=None)
    report = relu(dossier).date_silence
    seconde = passer_au(date(2027, 1, 18))

    assert (len(premiere), len(pendant), report, len(seconde)) == (1, 0, date(2027, 1, 28), 1)


def test_les_motifs_dus_se_signalent_aussi(yanis: Usager, dossier: Dossier):
    fabriques.mettre_l_horloge_au(LENDEMAIN)
    silence.constater_silence(dossier.id)
    silence.demander_motifs(dossier.id, usager=yanis)

    [message] = passer_au(date(2027, 2, 15))

    assert "communiquer les motifs du rejet implicite" in message.contexte["elements"][0]


def test_une_affaire_finie_ne_se_signale_pas(yanis: Usager):
    fabriques.decide(yanis, fabriques.agent(fabriques.Role.RESPONSABLE, prenom="Hervé"))

    assert passer_au(TERME - timedelta(days=3)) == []


def test_les_seuils_sont_des_parametres(dossier: Dossier):
    changer_valeur("alerte_silence_jours", valeur=30, debut=date(2026, 12, 1), source="Note de service", auteur=SYSTEME)

    assert len(passer_au(TERME - timedelta(days=29))) == 1


# ---------- Dans la liste ----------


@pytest.mark.parametrize(
    ("jours", "attendu"),
    [
        (16, None),
        (15, Niveau.PROCHE),
        (6, Niveau.PROCHE),
        (5, Niveau.URGENTE),
        (0, Niveau.URGENTE),
        (-1, Niveau.PASSEE),
    ],
)
def test_le_niveau_d_une_echeance_suit_les_seuils(dossier: Dossier, jours: int, attendu: Niveau | None):
    jour = TERME - timedelta(days=jours)

    assert niveau(relu(dossier), seuils_au(jour), jour) is attendu


def test_l_echeance_dit_de_quelle_horloge_elle_vient(yanis: Usager, dossier: Dossier):
    nouveau = fabriques.depose(fabriques.usager(("Emma",), "Le Gall"), nom_naissance="Le Gall", prenoms="Emma")
    codes = [horloge_due(relu(nouveau)), horloge_due(relu(dossier))]
    fabriques.mettre_l_horloge_au(LENDEMAIN)
    silence.constater_silence(dossier.id)
    silence.demander_motifs(dossier.id, usager=yanis)

    assert [*codes, horloge_due(relu(dossier))] == [Code.ACCUSE, Code.SILENCE, Code.MOTIFS]
    assert niveau(relu(dossier), seuils_au(LENDEMAIN), LENDEMAIN) is None


# ---------- À plusieurs ----------


def test_deux_ouvriers_n_ecrivent_pas_deux_fois(base_reelle: str):
    fabriques.departement()
    fabriques.mettre_l_horloge_au(RECEPTION)
    claire = fabriques.agent()
    fabriques.en_instruction(fabriques.usager(), claire)
    fabriques.mettre_l_horloge_au(TERME - timedelta(days=10))
    depart = threading.Barrier(4)

    def ouvrier() -> None:
        depart.wait()
        try:
            envoi.alerter()
        finally:
            socle_base.fermer_session()

    ouvriers = [threading.Thread(target=ouvrier) for _ in range(4)]
    for un in ouvriers:
        un.start()
    for un in ouvriers:
        un.join()

    assert len(envois()) == 1
    assert len(session.scalars(select(AlerteEcheance.id)).all()) == 1
