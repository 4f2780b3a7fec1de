"""Par où passe un message, et ce qui sonne quand il n’est pas parti."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from portail.dossiers.etats import Geste
from portail.journal.actions import SYSTEME, inscrire
from portail.notifications import actions, queries, retards, taches
from portail.notifications.actions import Destinataire, prevoir
from portail.notifications.models import Canal, Cause, EtatEnvoi
from portail.notifications.transport import EchecEnvoi, EnvoiImpossible, EnvoiRefuse, expedier_sms
from portail.socle import decalage
from portail.socle.base import session, transaction
from portail.socle.erreurs import TransitionInterdite
from tests.integration.messages import (
    CONTEXTE,
    FIXE,
    GABARITS,
    LINA,
    MOBILE,
    OBJET,
    TOUT,
    envoyer,
    promettre,
    relire,
    taches_en_file,
)
from tests.porteurs import fournisseur_sms

# --- SMS ---


def test_un_sms_part_chez_le_fournisseur(base, regler):
    with fournisseur_sms() as fournisseur:
        regler(sms_url=fournisseur.url)
        promis = promettre(courriel=None, telephone=MOBILE)
        parti = envoyer(promis)

    assert (parti.canal, parti.etat) == (Canal.SMS, EtatEnvoi.ENVOYE)
    [sms] = fournisseur.recus
    assert (sms["numero"], sms["identifiant"]) == ("+33639980001", str(promis.id))
    assert sms["texte"].startswith("Demande 7K4M 2P9X")


@pytest.mark.parametrize(("code", "etat"), [(422, EtatEnvoi.REJETE), (400, EtatEnvoi.REJETE)])
def test_un_numero_refuse_par_le_fournisseur_ne_se_retente_pas(base, regler, code, etat):
    with fournisseur_sms(code) as fournisseur:
        regler(sms_url=fournisseur.url)
        rejete = envoyer(promettre(courriel=None, telephone=MOBILE))

    assert (rejete.etat, rejete.erreur) == (etat, f"adresse_refusee {code}")


@pytest.mark.parametrize("code", [429, 500, 503, 302])
def test_un_fournisseur_en_panne_se_retente(base, regler, code):
    with fournisseur_sms(code) as fournisseur:
        regler(sms_url=fournisseur.url)
        promis = promettre(courriel=None, telephone=MOBILE)
        with pytest.raises(EnvoiImpossible):
            taches.envoyer(notification_id=str(promis.id))

    assert relire(promis).erreur == f"porteur_refuse {code}"


def test_sans_fournisseur_l_echec_est_dit(regler):
    regler(sms_url="")

    with pytest.raises(EchecEnvoi) as echec:
        expedier_sms("texte", telephone=MOBILE, identifiant="x")

    assert (echec.value.cause, echec.value.reprise) == (Cause.SMS_NON_REGLE, False)


def test_un_numero_fixe_ne_recoit_pas_de_sms(regler):
    regler(sms_url="http://127.0.0.1:9/sms")

    with pytest.raises(EnvoiRefuse):
        expedier_sms("texte", telephone=FIXE, identifiant="x")


@pytest.mark.parametrize(
    ("sms_url", "destinataire", "canal"),
    [
        ("http://127.0.0.1:9", {"courriel": LINA, "telephone": MOBILE, "canal": Canal.SMS}, Canal.SMS),
        ("http://127.0.0.1:9", {"courriel": LINA, "telephone": MOBILE}, Canal.COURRIEL),
        ("http://127.0.0.1:9", {"courriel": LINA, "telephone": FIXE, "canal": Canal.SMS}, Canal.COURRIEL),
        ("http://127.0.0.1:9", {"courriel": None, "telephone": FIXE, "poste": True}, Canal.COURRIER),
        ("", {"courriel": LINA, "telephone": MOBILE, "canal": Canal.SMS}, Canal.COURRIEL),
        ("", {"courriel": None, "telephone": MOBILE, "poste": True}, Canal.COURRIER),
        ("", {"courriel": None, "telephone": MOBILE}, None),
        ("", {"courriel": None}, None),
    ],
)
def test_le_canal_voulu_s_il_est_possible_sinon_l_autre_sinon_la_poste(base, regler, sms_url, destinataire, canal):
    regler(sms_url=sms_url)

    promis = promettre(**destinataire)

    assert (promis.canal if promis else None) is canal


# --- Courriers à poster ---


def test_un_courrier_a_poster_attend_un_agent(base):
    promis = promettre(courriel=None, poste=True)

    assert taches_en_file() == 0
    assert (retards.a_poster(), queries.envois_de(OBJET)[0].etat) == (1, "À envoyer par la poste")
    actions.noter_postee(promis.id, auteur=SYSTEME)
    assert (retards.a_poster(), relire(promis).etat) == (0, EtatEnvoi.ENVOYE)
    with pytest.raises(TransitionInterdite):
        actions.noter_postee(promis.id, auteur=SYSTEME)


# --- Rien ne se perd en silence ---


def test_une_tache_disparue_est_retrouvee(base):
    promis = promettre()
    promettre(courriel=None, poste=True)
    session.execute(text("DELETE FROM procrastinate_jobs"))
    session.commit()
    taches.retrouver_les_oubliees()
    assert taches_en_file() == 0

    decalage.avancer(timedelta(minutes=6))
    assert retards.en_retard() == 1
    taches.retrouver_les_oubliees()
    taches.retrouver_les_oubliees()

    en_file = session.scalars(text("SELECT args ->> 'notification_id' FROM procrastinate_jobs")).all()
    assert en_file == [str(promis.id)]


def test_un_geste_qui_n_a_prevenu_personne_se_voit(base):
    with transaction():
        inscrire("deposer", auteur=SYSTEME, objet=OBJET)
        inscrire("lire_dossier", auteur=SYSTEME, objet=OBJET)
        prevoir(Destinataire(courriel=LINA), "dossier/message", CONTEXTE, objet=OBJET)
    assert retards.gestes_sans_message() == 0

    decalage.avancer(timedelta(minutes=16))

    assert retards.gestes_sans_message() == 1


def test_un_geste_suivi_de_son_message_ne_sonne_pas(base):
    with transaction():
        inscrire("deposer", auteur=SYSTEME, objet=OBJET)
        prevoir(Destinataire(courriel=LINA), "dossier/enregistre", TOUT, objet=OBJET)
    decalage.avancer(timedelta(minutes=16))

    assert retards.gestes_sans_message() == 0


def test_la_table_des_gestes_qui_previennent_ne_cite_que_ce_qui_existe():
    assert set(retards.PREVIENT) <= {*Geste, "accuser_reception", "communiquer_motifs", "transmettre_apres_refus"}
    assert set(retards.PREVIENT.values()) <= set(GABARITS)
