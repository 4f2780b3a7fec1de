"""Les messages : promis avec le geste, envoyés une fois, jamais perdus en silence."""

from contextlib import suppress
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import func, select, text

from portail.journal.actions import SYSTEME
from portail.notifications import actions, queries, retards, taches
from portail.notifications.actions import Destinataire, prevoir
from portail.notifications.models import Cause, EtatEnvoi, Notification
from portail.notifications.transport import EnvoiImpossible
from portail.socle import decalage, fichiers, horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import TransitionInterdite
from portail.socle.taches import ESSAIS, travailler
from tests.integration.messages import (
    CONTEXTE,
    LINA,
    OBJET,
    envoyer,
    promettre,
    relire,
    taches_en_file,
)
from tests.porteurs import Puits, serveur_smtp

# --- Promettre et envoyer ---


def test_un_message_promis_part_une_seule_fois(base, smtp):
    promis = promettre()

    envoyer(promis)
    parti = envoyer(promis)

    assert (parti.etat, parti.essais, parti.erreur) == (EtatEnvoi.ENVOYE, 1, "")
    assert parti.envoye_le is not None
    assert len(smtp.messages) == 1


def test_les_en_tetes_disent_qui_ecrit_a_qui_et_dans_quelle_langue(base, smtp):
    promis = promettre()

    envoyer(promis)

    [message], [enveloppe] = smtp.messages, smtp.recus
    assert enveloppe.rcpt_tos == [LINA]
    assert message["To"] == LINA
    assert message["From"] == "Département de Loire-Atlantique <ne-pas-repondre@departement.example>"
    assert message["Subject"] == "Demande 7K4M\u00a02P9X\u00a0: un nouveau message"
    assert message["Message-ID"] == f"<{promis.id}@departement.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "fr"
    assert abs(message["Date"].datetime - horloge.maintenant()) < timedelta(minutes=1)


def test_une_promesse_annulee_avec_sa_transaction_n_a_jamais_existe(base):
    with suppress(ZeroDivisionError), transaction():
        prevoir(Destinataire(courriel=LINA), "dossier/message", CONTEXTE, objet=OBJET)
        raise ZeroDivisionError

    assert session.scalar(select(func.count()).select_from(Notification)) == 0
    assert taches_en_file() == 0


class PuitsCurieux(Puits):
    """Regarde, quand le message arrive, si quelqu’un tient une transaction ouverte."""

    def __init__(self, url_base):
        super().__init__()
        self.url_base = url_base
        self.ouvertes = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 — nom imposé
        with psycopg.connect(self.url_base) as connexion:
            requete = "SELECT query FROM pg_stat_activity WHERE state LIKE 'idle in transaction%%' AND datname = %s"
            self.ouvertes += connexion.execute(requete, [connexion.info.dbname]).fetchall()
        return await super().handle_DATA(server, session, envelope)


def test_aucune_transaction_n_est_ouverte_pendant_l_envoi(base_reelle, port_smtp):
    promis = promettre()

    with serveur_smtp(port_smtp, PuitsCurieux(base_reelle)) as puits:
        travailler(base_reelle, concurrence=1, attendre=False)

    assert (puits.ouvertes, relire(promis).etat) == ([], EtatEnvoi.ENVOYE)


def test_l_adresse_et_le_contexte_sont_chiffres_au_repos(base):
    promettre()

    [ligne] = base.execute(text("SELECT adresse, contexte FROM notification")).all()

    assert LINA.encode() not in bytes(ligne.adresse)
    assert b"7K4M" not in bytes(ligne.contexte)


def test_un_document_designe_par_le_contexte_est_joint(base, smtp):
    depot = fichiers.deposer(b"%PDF-1.7 un document")
    document = {"nom": "accusé.pdf", "cle": depot.cle, "empreinte": depot.empreinte}

    envoyer(promettre(contexte=CONTEXTE | {"document": document}))

    [jointe] = smtp.messages[0].iter_attachments()
    assert (jointe.get_filename(), jointe.get_content_type()) == ("accusé.pdf", "application/pdf")
    assert jointe.get_payload(decode=True) == b"%PDF-1.7 un document"


# --- Pannes et refus ---


def test_un_serveur_eteint_n_est_qu_un_retard(base, port_smtp):
    promis = promettre()

    with pytest.raises(EnvoiImpossible):
        taches.envoyer(notification_id=str(promis.id))
    attendu = relire(promis)
    assert (attendu.etat, attendu.essais, attendu.erreur) == (EtatEnvoi.PREVU, 1, "porteur_injoignable")

    with serveur_smtp(port_smtp, Puits()) as puits:
        parti = envoyer(promis)
    assert (parti.etat, parti.erreur, len(puits.messages)) == (EtatEnvoi.ENVOYE, "", 1)


def test_l_ouvrier_reprend_ce_qu_une_panne_a_retarde(base_reelle, port_smtp):
    promis = promettre()

    travailler(base_reelle, attendre=False)
    [tache] = session.execute(
        text("SELECT status, attempts, scheduled_at > now() FROM procrastinate_jobs WHERE task_name = :nom"),
        {"nom": taches.envoyer.name},
    ).all()
    assert tuple(tache) == ("todo", 1, True)
    session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = now()"))
    session.commit()
    with serveur_smtp(port_smtp, Puits()) as puits:
        travailler(base_reelle, attendre=False)

    assert relire(promis).etat is EtatEnvoi.ENVOYE
    assert [message["Message-ID"] for message in puits.messages] == [f"<{promis.id}@departement.example>"]
    assert taches_en_file() == 0


def test_apres_le_dernier_essai_l_echec_se_voit_et_se_relance(base, port_smtp):
    promis = promettre()
    relire(promis).essais = ESSAIS - 1
    session.commit()

    perdu = envoyer(promis)

    assert (perdu.etat, retards.en_echec()) == (EtatEnvoi.ECHEC, 1)
    [envoi] = queries.envois_de(OBJET)
    assert (envoi.etat, envoi.a_renvoyer) == ("Pas parti", True)
    assert envoi.explication == queries.CAUSES[Cause.PORTEUR_INJOIGNABLE]
    actions.renvoyer(promis.id, auteur=SYSTEME)
    with serveur_smtp(port_smtp, Puits()):
        assert envoyer(promis).etat is EtatEnvoi.ENVOYE


def test_une_adresse_refusee_ne_se_retente_pas(base, smtp):
    smtp.refus_destinataire = "550 5.1.1 Boîte inconnue"

    rejete = envoyer(promettre())

    assert (rejete.etat, rejete.erreur) == (EtatEnvoi.REJETE, "adresse_refusee 550")
    [envoi] = queries.envois_de(OBJET)
    assert envoi.explication == queries.CAUSES[Cause.ADRESSE_REFUSEE]
    assert retards.en_echec() == 0


def test_un_message_refuse_apres_lecture_ne_se_retente_pas(base, smtp):
    smtp.refus_message = "554 5.7.1 Message refusé"

    assert envoyer(promettre()).etat is EtatEnvoi.REJETE


@pytest.mark.parametrize("reponse", ["450 4.2.1 Liste grise", "421 4.3.2 Trop de monde"])
def test_un_refus_passager_se_retente(base, smtp, reponse):
    smtp.refus_destinataire = reponse
    promis = promettre()

    with pytest.raises(EnvoiImpossible):
        taches.envoyer(notification_id=str(promis.id))

    assert relire(promis).etat is EtatEnvoi.PREVU


def test_le_serveur_recoit_l_identifiant_et_le_mot_de_passe_de_l_adresse(base, port_smtp, regler):
    regler(smtp_url=f"smtp://portail:p%40sse@127.0.0.1:{port_smtp}")
    with serveur_smtp(port_smtp, Puits()) as puits:
        envoyer(promettre())

    assert puits.identifies == [(b"portail", b"p@sse")]


def test_sans_chiffrement_possible_rien_ne_part_la_ou_il_est_exige(base, port_smtp, regler):
    regler(smtp_url=f"smtp+starttls://portail:motus@127.0.0.1:{port_smtp}")
    promis = promettre()
    with serveur_smtp(port_smtp, Puits()) as puits, pytest.raises(EnvoiImpossible):
        taches.envoyer(notification_id=str(promis.id))

    assert (puits.recus, puits.identifies) == ([], [])
    assert relire(promis).etat is EtatEnvoi.PREVU


def test_un_message_deja_parti_ne_se_renvoie_pas(base, smtp):
    promis = promettre()
    envoyer(promis)

    with pytest.raises(TransitionInterdite):
        actions.renvoyer(promis.id, auteur=SYSTEME)


def test_un_code_qui_ne_sert_plus_ne_part_plus(base, smtp):
    promis = promettre("connexion/code", {"code": "482913", "minutes": 15, "suite": ""})
    decalage.avancer(timedelta(minutes=16))

    perime = envoyer(promis)

    assert (perime.etat, perime.erreur) == (EtatEnvoi.ECHEC, "perime")
    assert smtp.messages == []


def test_un_message_a_trous_ne_part_pas(base, smtp):
    promis = promettre(contexte={"numero": "7K4M\u00a02P9X"})

    with pytest.raises(EnvoiImpossible):
        taches.envoyer(notification_id=str(promis.id))

    assert (relire(promis).erreur, smtp.messages) == ("gabarit", [])


# --- Rien du dehors n’entre dans les en-têtes ---


@pytest.mark.parametrize(
    "adresse",
    [
        "lina@messagerie.example\nBcc: espion@ailleurs.example",
        "lina@messagerie.example\r\nSubject: autre",
        "lina@messagerie.example, espion@ailleurs.example",
        "Lina <lina@messagerie.example>",
        "lina",
    ],
)
def test_une_adresse_qui_n_en_est_pas_une_est_refusee(base, smtp, adresse):
    rejete = envoyer(promettre(courriel=adresse))

    assert (rejete.etat, rejete.erreur) == (EtatEnvoi.REJETE, "adresse_invalide")
    assert smtp.recus == []


def test_une_valeur_sur_deux_lignes_ne_devient_pas_un_en_tete(base, smtp):
    envoyer(promettre(contexte=CONTEXTE | {"numero": "7K4M\r\nBcc: espion@ailleurs.example"}))

    [message], [enveloppe] = smtp.messages, smtp.recus
    assert message["Bcc"] is None
    assert enveloppe.rcpt_tos == [LINA]
    assert "\n" not in message["Subject"]
