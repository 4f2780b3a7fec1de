"""Un certificat d’appartenance : immédiat ou vérifié, scellé, corrigé, rectifié ; un envoi n’en fait qu’un."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from portail.documents.authenticite import Authenticite, document_au_code
from portail.documents.models import Document
from portail.journal.models import Entree
from portail.notaires.certificats import taches
from portail.notaires.certificats.actions import demander
from portail.notaires.certificats.demandes import en_liste, lignes_du_fichier, reunir
from portail.notaires.certificats.etats import EtatCertificat, Raison, raisons_de
from portail.notaires.certificats.models import Certificat
from portail.notaires.certificats.mots import droit_dit, statut_certifie
from portail.notaires.certificats.queries import document_du_certificat, valable_jusqu_au
from portail.notaires.zones.appartenance import Sorte, Statut
from portail.notaires.zones.models import Competent
from portail.notaires.zones.parcelles import lire_les_parcelles, parcelle
from portail.notifications.models import Notification
from portail.pieces.justificatifs.models import Justificatif
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable
from tests import fabriques
from tests.integration.notaires.certificats import (
    A_CHEVAL,
    ABSENTE,
    AUTRE,
    EN_PEAN,
    EN_ZONE,
    LOIN,
    PROCHE,
    certificatrice,
    confirmee,
    demande,
    demandee,
    en_pdf,
    installer,
    messages,
)
from tests.integration.notaires.offices import notaire
from tests.integration.notaires.terrains import cadastrer, rectangle, zoner

pytestmark = pytest.mark.usefixtures("departement")


@pytest.fixture
def maitre():
    installer()
    return notaire()


@pytest.fixture
def agente():
    return certificatrice()


def nombre(modele) -> int:
    return session.scalar(select(func.count()).select_from(modele))


def test_hors_zone_le_certificat_est_immediat_et_scelle(maitre):
    certificat = demandee(maitre, LOIN, AUTRE)

    assert (certificat.etat, certificat.agent_id) == (EtatCertificat.DELIVRE, None)
    lu = en_pdf(certificat)
    for dit in ("ZK 12", "ZK 13", "Hors zone : 2 parcelles.", "8 000 m²", "Commune, si elle a un droit"):
        assert dit in lu
    assert "Il ne dispense pas de la déclaration d’intention d’aliéner." in lu
    assert "donnée du 1er janvier 2020" in lu
    assert "21 mai 2027" in lu
    document = document_du_certificat(certificat)
    assert document_au_code(document.code).authenticite is Authenticite.AUTHENTIQUE
    assert document_au_code(document.code).valable_jusqu_au == valable_jusqu_au(document.cree_le)
    assert messages() == [("notaires/certificat", maitre.courriel)]


def test_le_message_ne_dit_ni_parcelle_ni_sens(maitre):
    certificat = demandee(maitre, LOIN)

    contexte = session.scalars(select(Notification.contexte)).one()
    assert set(contexte) == {"numero", "chemin"}
    assert contexte["chemin"].endswith(certificat.numero)


def test_le_meme_envoi_ne_fait_qu_un_certificat(maitre):
    cle = uuid4().hex

    premier = demander(demande(LOIN), membre=maitre, cle=cle)
    second = demander(demande(LOIN), membre=maitre, cle=cle)

    assert premier.id == second.id
    assert (nombre(Certificat), nombre(Document), len(messages())) == (1, 1, 1)


@pytest.mark.parametrize(
    ("une", "raison"),
    [
        (EN_ZONE, Raison.EN_ZONE),
        (A_CHEVAL, Raison.EN_ZONE),
        (EN_PEAN, Raison.EN_ZONE),
        (PROCHE, Raison.PROCHE),
        (ABSENTE, Raison.INCONNUE),
    ],
)
def test_sinon_un_agent_verifie_et_l_on_dit_pourquoi(maitre, une, raison):
    certificat = demandee(maitre, LOIN, une)

    assert certificat.etat is EtatCertificat.A_VERIFIER
    assert raisons_de(certificat.constats_lus()) == [raison]
    assert certificat.date_limite == date(2026, 12, 4)  # dix jours ouvrés après le samedi 21 novembre
    assert (certificat.document_id, messages()) == (None, [])


def test_sans_zonage_importe_rien_n_est_immediat():
    cadastrer([(LOIN, rectangle(0, 0, 100, 80))])

    certificat = demandee(notaire(), LOIN)

    assert raisons_de(certificat.constats_lus()) == [Raison.SANS_ZONAGE]


def test_en_zone_ens_le_certificat_dit_la_deliberation_et_le_departement(maitre, agente):
    certificat = confirmee(demandee(maitre, EN_ZONE), agente)

    lu = en_pdf(certificat)
    assert "En zone d’espace naturel sensible : 1 parcelle." in lu
    assert "Délibération n° D-1 du 1er juin 2015" in lu
    assert "Département" in lu
    assert "envoie une déclaration d’intention d’aliéner" in lu
    assert certificat.agent_id == agente.id


def test_en_pean_le_certificat_oriente_vers_la_safer(maitre, agente):
    certificat = confirmee(demandee(maitre, EN_PEAN), agente)

    lu = en_pdf(certificat)
    assert "SAFER, au nom du Département" in lu
    assert "N’envoyez pas de déclaration d’intention d’aliéner" in lu


def test_a_cheval_la_surface_en_zone_est_dite(maitre, agente):
    certificat = confirmee(demandee(maitre, A_CHEVAL), agente)

    [constat] = certificat.constats_lus()
    assert (constat.statut, constat.en_ens_m2, constat.surface_m2) == (Statut.PARTIEL, 1200, 8000)
    assert statut_certifie(constat) == "En partie en zone\u00a0: 1\u202f200\u00a0m² sur 8\u202f000\u00a0m² en zone ENS"
    assert "1 200 m² sur 8 000 m² en zone ENS" in en_pdf(certificat)


def test_le_conservatoire_vient_apres_le_departement(maitre, agente):
    cadastrer([(une := parcelle("44201", "AB", "145"), rectangle(10_000, 0, 10_100, 80))])
    zoner(Sorte.ENS, rectangle(9_900, -10, 10_200, 90), effet=date(2026, 1, 1), competent=Competent.CONSERVATOIRE)

    [constat] = confirmee(demandee(maitre, une), agente).constats_lus()

    assert droit_dit(constat) == "Département, puis Conservatoire du littoral, puis commune"


def test_une_ancienne_commune_garde_son_prefixe():
    [lue] = lire_les_parcelles("44011", "C 87")

    assert lue.idu == "442130110C0087"
    assert lire_les_parcelles("44213", en_liste([lue])) == [lue]


def test_la_contenance_de_l_acte_differe_du_cadastre(maitre):
    [autre] = lire_les_parcelles("44047", "ZK 12 75 a")

    lu = en_pdf(demandee(maitre, autre))

    assert "ZK 12 : l’acte dit 7 500 m², le cadastre 8 000 m²." in lu


def test_un_fichier_de_tableur_se_lit_comme_une_liste():
    windows = "préfixe;section;numéro;contenance\r\n;ZK;12;80 a\r\n;ZK;0012;\r\n".encode("cp1252")

    lues = lire_les_parcelles("44047", lignes_du_fichier(windows))

    [seule] = reunir(lues)
    assert (seule.idu, seule.contenance_m2) == ("44047000ZK0012", 8000)


def test_l_echeance_qui_approche_se_signale_une_fois(maitre):
    demandee(maitre, EN_ZONE)
    taches.alerter()
    assert messages() == []
    fabriques.mettre_l_horloge_au(date(2026, 12, 2))

    taches.alerter()
    taches.alerter()

    assert [gabarit for gabarit, _adresse in messages()] == ["notaires/echeances"]


def test_un_nouveau_zonage_qui_change_la_reponse_se_signale(maitre):
    change, autre = demandee(maitre, LOIN), demandee(maitre, AUTRE)
    taches.comparer()
    assert change.change_le is None
    zoner(Sorte.ENS, rectangle(-10, -10, 90, 90), rectangle(600, -500, 1500, 500), effet=date(2026, 11, 1))

    taches.comparer()

    assert (change.change_le is not None, autre.change_le) == (True, None)


def test_le_plan_est_celui_de_l_office(maitre):
    autre = fabriques.usager()
    with transaction():
        plan = Justificatif(
            usager_id=autre.id, nom="plan.pdf", type_mime="application/pdf", taille=1, empreinte="", cle=uuid4().hex,
            recu_le=horloge.maintenant(),
        )  # fmt: skip
        session.add(plan)

    with pytest.raises(Introuvable):
        demander(demande(LOIN), membre=maitre, cle=uuid4().hex, plan_id=plan.id)


def test_chaque_geste_est_au_journal(maitre, agente):
    certificat = confirmee(demandee(maitre, EN_ZONE), agente)

    siens = select(Entree.action).where(Entree.objet_id == str(certificat.id)).order_by(Entree.rang_objet)
    assert list(session.scalars(siens)) == ["demander_certificat", "confirmer_parcelles", "delivrer_certificat"]
