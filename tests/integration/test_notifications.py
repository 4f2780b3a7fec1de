"""Les messages : promis avec le geste, envoyés une fois, jamais perdus en silence."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import html5lib
import psycopg
import pytest
from sqlalchemy import func, select, text

from portail.demonstration.boite import texte_du_html
from portail.demonstration.processus import ports_libres
from portail.dossiers.etats import Geste
from portail.journal.actions import SYSTEME, inscrire
from portail.notifications import actions, queries, rendu, retards, taches
from portail.notifications.actions import Destinataire, prevoir
from portail.notifications.models import Canal, Cause, EtatEnvoi, Notification
from portail.notifications.transport import EchecEnvoi, EnvoiImpossible, EnvoiRefuse, expedier_sms
from portail.socle import decalage, demarrage, fichiers, horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import TransitionInterdite
from portail.socle.taches import ESSAIS, travailler
from portail.socle.traduction import traducteur
from tests.porteurs import Puits, fournisseur_sms, serveur_smtp

LINA = "lina.moreau@messagerie.example"
MOBILE = "06 39 98 00 01"
FIXE = "02 61 91 00 01"
OBJET = ("dossier", uuid4())
CONTEXTE = {
    "numero": "7K4M\u00a02P9X",
    "demarche": "Aide au permis de conduire",
    "chemin": "/mon-espace/dossiers/7K4M2P9X",
}
# Tout ce qu’un gabarit peut attendre, avec de quoi éprouver l’échappement.
TOUT = CONTEXTE | {
    "encadre": "Votre envoi <n° 1> est enregistré & daté.",
    "paragraphes": ["Premier paragraphe.", "Deuxième, avec « guillemets »."],
    "suites": ["Une suite."],
    "recours": ["Première voie.", "Seconde voie."],
    "elements": ["Dernier avis d’imposition", "Contrat <signé>"],
    "date_limite": "31 décembre 2026",
    "date_effacement": "31 décembre 2026",
    "code": "482913",
    "minutes": 15,
    "suite": "/mon-espace/",
    "jeton": "k3Jx-9_a",
    "piece": "Avis d’imposition",
    "fichier": "avis & annexe.pdf",
    "infecte": True,
    "page": "/demarches/",
    "description": "Le bouton <Envoyer> n’est pas lu.",
    "courriel": "yanis@messagerie.example",
}
GABARITS = sorted(str(chemin.relative_to(rendu.GABARITS).with_suffix("")) for chemin in rendu.GABARITS.glob("*/*.txt"))
EN_SMS = [gabarit for gabarit in GABARITS if rendu.existe_en_sms(gabarit)]


@pytest.fixture
def regler(application, monkeypatch):
    """Change des réglages du processus, le temps du test."""
    del application

    def changer(**changements):
        monkeypatch.setattr(demarrage._Reglage, "reglages", replace(demarrage.reglages(), **changements))

    return changer


@pytest.fixture
def port_smtp(regler):
    (port,) = ports_libres(1)
    regler(smtp_url=f"smtp://127.0.0.1:{port}")
    return port


@pytest.fixture
def smtp(port_smtp):
    with serveur_smtp(port_smtp, Puits()) as puits:
        yield puits


def promettre(gabarit="dossier/message", contexte=CONTEXTE, **destinataire):
    with transaction():
        return prevoir(Destinataire(**{"courriel": LINA, **destinataire}), gabarit, contexte, objet=OBJET)


def envoyer(notification):
    taches.envoyer(notification_id=str(notification.id))
    return relire(notification)


def relire(notification):
    return session.get_one(Notification, notification.id, populate_existing=True)


def taches_en_file():
    return session.scalar(text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'notifications.envoyer'"))


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


# --- Ce que disent les gabarits ---


def _lignes(texte):
    return [" ".join(ligne.split()) for ligne in texte.splitlines() if ligne.strip()]


@pytest.mark.parametrize("gabarit", GABARITS)
def test_le_texte_et_le_html_disent_la_meme_chose(application, gabarit):
    courriel = rendu.composer_courriel(gabarit, TOUT, langue="fr")

    assert _lignes(texte_du_html(courriel.html)) == _lignes(f"{courriel.objet}\n{courriel.texte}")


@pytest.mark.parametrize("infecte", [True, False])
@pytest.mark.parametrize("courriel", ["yanis@messagerie.example", ""])
def test_les_deux_versions_suivent_les_memes_conditions(application, infecte, courriel):
    variante = TOUT | {"infecte": infecte, "courriel": courriel, "page": courriel, "encadre": "", "recours": []}
    for gabarit in ("dossier/fichier_ecarte", "signalement/recu", "signalement/accuse", "dossier/recu"):
        rendus = rendu.composer_courriel(gabarit, variante, langue="fr")

        assert _lignes(texte_du_html(rendus.html)) == _lignes(f"{rendus.objet}\n{rendus.texte}")


@pytest.mark.parametrize("langue", ["fr", "en"])
@pytest.mark.parametrize("gabarit", GABARITS)
def test_le_html_est_valide_et_accessible(application, gabarit, langue):
    courriel = rendu.composer_courriel(gabarit, TOUT, langue=langue)
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(courriel.html)

    assert page.get("lang") == langue
    assert [titre.text for titre in page.iter("title")] == [courriel.objet]
    assert ["".join(titre.itertext()) for titre in page.iter("h1")] == [courriel.objet]
    assert all(tableau.get("role") == "presentation" for tableau in page.iter("table"))
    assert not list(page.iter("img"))
    assert all(lien.get("href", "").startswith("http://portail.example/") for lien in page.iter("a"))


@pytest.mark.parametrize("gabarit", [nom for nom in GABARITS if nom.startswith("dossier/")])
def test_un_message_de_dossier_mene_a_l_espace_en_clair(application, gabarit):
    courriel = rendu.composer_courriel(gabarit, TOUT, langue="fr")

    assert "http://portail.example/mon-espace/dossiers/7K4M2P9X" in courriel.texte


@pytest.mark.parametrize("gabarit", EN_SMS)
def test_un_sms_tient_dans_un_seul_message(application, regler, gabarit):
    regler(url_publique="https://demarches.loire-atlantique.example")

    texte = rendu.composer_sms(gabarit, TOUT, langue="fr")

    assert set(texte) <= rendu.ALPHABET_SMS
    assert len(texte) <= 160


def test_chaque_message_a_une_personne_a_une_version_courte():
    a_des_personnes = [g for g in GABARITS if g.startswith(("dossier/", "connexion/"))]

    assert a_des_personnes
    assert set(a_des_personnes) == set(EN_SMS)


def test_chaque_message_de_dossier_a_un_titre_pour_l_agent():
    assert {g for g in GABARITS if g.startswith(("dossier/", "agent/"))} == set(queries.TITRES)


def test_un_message_en_anglais_le_dit(base, smtp):
    envoyer(promettre(langue="en"))

    [message] = smtp.messages
    assert message["Content-Language"] == "en"
    assert '<html lang="en">' in message.get_body(("html",)).get_content()
    assert message["Subject"] == traducteur("en")("Demande %(numero)s\u00a0: un nouveau message") % CONTEXTE


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
    assert set(retards.PREVIENT) <= {*Geste, "accuser_reception"}
    assert set(retards.PREVIENT.values()) <= set(GABARITS)
