"""Un certificat d’appartenance : immédiat ou vérifié, scellé, corrigé, rectifié ; un envoi n’en fait qu’un."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from portail.documents.authenticite import Authenticite, document_au_code
from portail.documents.models import Document
from portail.identite.models import Role
from portail.journal.models import Entree
from portail.notaires.certificats import actions, instruction, taches
from portail.notaires.certificats.actions import demander
from portail.notaires.certificats.demandes import en_liste, lignes_du_fichier, reunir
from portail.notaires.certificats.etats import EtatCertificat, Raison, raisons_de
from portail.notaires.certificats.examens import (
    Correction,
    MotifManquant,
    PartDite,
    SurfaceImpossible,
    ZoneManquante,
)
from portail.notaires.certificats.models import Certificat
from portail.notaires.certificats.mots import droit_dit, statut_certifie
from portail.notaires.certificats.queries import document_du_certificat, pdf_du_certificat
from portail.notaires.habilitations import SERVICE_ESPACES_NATURELS
from portail.notaires.zones.appartenance import Part, Sorte, Statut
from portail.notaires.zones.models import Competent, Zone
from portail.notaires.zones.parcelles import lire_les_parcelles, parcelle
from portail.notifications.models import Notification
from portail.pieces.justificatifs.models import Justificatif
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import ConflitDeVersion, Introuvable, TransitionInterdite
from tests import fabriques, pdf
from tests.integration.notaires.certificats import (
    A_CHEVAL,
    ABSENTE,
    AUTRE,
    EN_PEAN,
    EN_ZONE,
    LOIN,
    PROCHE,
    demande,
    demandee,
    installer,
)
from tests.integration.notaires.offices import notaire
from tests.integration.notaires.terrains import cadastrer, rectangle, zoner
from tests.integration.remises import composer

pytestmark = pytest.mark.usefixtures("departement")


@pytest.fixture
def maitre():
    installer()
    return notaire()


@pytest.fixture
def agente():
    return fabriques.agent(Role.INSTRUCTEUR, SERVICE_ESPACES_NATURELS, prenom="Nadia", nom="Morel")


def nombre(modele) -> int:
    return session.scalar(select(func.count()).select_from(modele))


def en_pdf(certificat: Certificat) -> str:
    composer(document_du_certificat(certificat))
    contenu = pdf_du_certificat(certificat)
    assert pdf.defauts(contenu) == []
    return pdf.texte(contenu).replace("\u00a0", " ")


def messages() -> list[tuple[str, str]]:
    lus = session.execute(select(Notification.gabarit, Notification.adresse).order_by(Notification.prevu_le))
    return [tuple(ligne) for ligne in lus]


def confirmee(certificat: Certificat, agente) -> Certificat:
    """Confirme toutes les parcelles, puis délivre."""
    tous = [constat.parcelle.idu for constat in certificat.constats_lus()]
    relu = instruction.confirmer(certificat.id, tous, agent=agente)
    return instruction.delivrer(relu.id, version=relu.version, agent=agente)


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
    assert "1 200 m² sur 8 000 m² en zone ENS" in en_pdf(certificat).replace("\u202f", " ")


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

    lu = en_pdf(demandee(maitre, autre)).replace("\u202f", " ")

    assert "ZK 12 : l’acte dit 7 500 m², le cadastre 8 000 m²." in lu


def test_un_fichier_de_tableur_se_lit_comme_une_liste():
    windows = "préfixe;section;numéro;contenance\r\n;ZK;12;80 a\r\n;ZK;0012;\r\n".encode("cp1252")

    lues = lire_les_parcelles("44047", lignes_du_fichier(windows))

    [seule] = reunir(lues)
    assert (seule.idu, seule.contenance_m2) == ("44047000ZK0012", 8000)


def test_une_parcelle_inconnue_se_corrige_et_ne_se_confirme_pas(maitre, agente):
    certificat = demandee(maitre, ABSENTE)
    relu = instruction.confirmer(certificat.id, [ABSENTE.idu], agent=agente)
    with pytest.raises(instruction.ParcelleAVerifier):
        instruction.delivrer(certificat.id, version=relu.version, agent=agente)

    zone = session.scalars(select(Zone).where(Zone.code == "ens-1")).one()
    correction = Correction(PartDite(Part.ENTIERE, zone), PartDite(), "Plan joint : parcelle issue de la ZK 20.")
    relu = instruction.corriger(certificat.id, ABSENTE.idu, correction, agent=agente)
    delivre = instruction.delivrer(relu.id, version=relu.version, agent=agente)

    [constat] = delivre.constats_lus()
    assert (constat.statut, constat.zones[0].deliberation) == (Statut.ENS, "D-1")


def test_une_correction_se_motive_et_se_tient(maitre, agente):
    certificat = demandee(maitre, A_CHEVAL)
    zone = session.scalars(select(Zone).where(Zone.code == "ens-1")).one()

    for correction, refus in (
        (Correction(PartDite(), PartDite(), " "), MotifManquant),
        (Correction(PartDite(Part.ENTIERE), PartDite(), "Motif"), ZoneManquante),
        (Correction(PartDite(Part.PARTIELLE, zone, 8000), PartDite(), "Motif"), SurfaceImpossible),
    ):
        with pytest.raises(refus):
            instruction.corriger(certificat.id, A_CHEVAL.idu, correction, agent=agente)
    with pytest.raises(Introuvable):
        instruction.corriger(certificat.id, LOIN.idu, Correction(PartDite(), PartDite(), "x"), agent=agente)


def test_un_zonage_importe_entre_temps_est_a_revoir(maitre, agente):
    certificat = instruction.confirmer(demandee(maitre, A_CHEVAL).id, [A_CHEVAL.idu], agent=agente)
    zoner(Sorte.ENS, rectangle(590, -500, 1500, 500), effet=date(2026, 6, 1))

    with pytest.raises(instruction.ParcelleAVerifier):
        instruction.delivrer(certificat.id, version=certificat.version, agent=agente)


def test_on_ne_delivre_pas_ce_qui_vient_de_changer(maitre, agente):
    certificat = demandee(maitre, EN_ZONE)
    instruction.confirmer(certificat.id, [EN_ZONE.idu], agent=agente)

    with pytest.raises(ConflitDeVersion):
        instruction.delivrer(certificat.id, version=1, agent=agente)


def test_une_precision_arrete_le_delai_et_le_fait_repartir(maitre, agente):
    certificat = demandee(maitre, ABSENTE)
    instruction.demander_une_precision(certificat.id, "La parcelle est-elle issue d’une division ?", agent=agente)
    assert messages() == [("notaires/precision", maitre.courriel)]
    fabriques.mettre_l_horloge_au(date(2026, 12, 1))

    repondu = actions.repondre(certificat.id, "Oui, de la ZK 20.", membre=maitre)

    assert (repondu.etat, repondu.date_limite) == (EtatCertificat.A_VERIFIER, date(2026, 12, 15))
    assert [de for de, _texte, _le in repondu.echanges_lus()] == ["service", "office"]


def test_l_office_retire_sa_demande_une_fois(maitre, agente):
    certificat = demandee(maitre, EN_ZONE)
    actions.retirer(certificat.id, membre=maitre)

    with pytest.raises(TransitionInterdite):
        actions.retirer(certificat.id, membre=maitre)
    with pytest.raises(TransitionInterdite):
        instruction.confirmer(certificat.id, [EN_ZONE.idu], agent=agente)


def test_rectifie_l_ancien_est_revoque_et_remplace(maitre, agente):
    certificat = demandee(maitre, LOIN)
    ancien = document_du_certificat(certificat)
    with pytest.raises(MotifManquant):
        instruction.rouvrir(certificat.id, " ", agent=agente)
    instruction.rouvrir(certificat.id, "La zone avait été mal tracée.", agent=agente)
    assert document_au_code(ancien.code).authenticite is Authenticite.AUTHENTIQUE
    zone = session.scalars(select(Zone).where(Zone.code == "ens-1")).one()
    correction = Correction(PartDite(Part.PARTIELLE, zone, 500), PartDite(), "Bornage du 3 mars.")
    relu = instruction.corriger(certificat.id, LOIN.idu, correction, agent=agente)

    rectifie = instruction.delivrer(relu.id, version=relu.version, agent=agente)

    assert document_au_code(ancien.code).authenticite is Authenticite.REMPLACE
    nouveau = document_du_certificat(rectifie)
    assert document_au_code(nouveau.code).authenticite is Authenticite.AUTHENTIQUE
    assert "La zone avait été mal tracée." in en_pdf(rectifie)


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
