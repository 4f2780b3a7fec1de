"""Vérifier un certificat : confirmer, corriger, questionner, délivrer une fois, rectifier."""

from datetime import date

import pytest
from sqlalchemy import select

from portail.documents.authenticite import Authenticite, document_au_code
from portail.notaires.certificats import actions, instruction
from portail.notaires.certificats.etats import EtatCertificat
from portail.notaires.certificats.examens import (
    Correction,
    MotifManquant,
    PartDite,
    SurfaceImpossible,
    ZoneManquante,
)
from portail.notaires.certificats.queries import document_du_certificat
from portail.notaires.zones.appartenance import Part, Sorte, Statut
from portail.notaires.zones.models import Zone
from portail.socle.base import session
from portail.socle.erreurs import ConflitDeVersion, Introuvable, TransitionInterdite
from tests import fabriques
from tests.integration.notaires.certificats import (
    A_CHEVAL,
    ABSENTE,
    EN_ZONE,
    LOIN,
    certificatrice,
    demandee,
    en_pdf,
    installer,
    messages,
)
from tests.integration.notaires.offices import notaire
from tests.integration.notaires.terrains import rectangle, zoner

pytestmark = pytest.mark.usefixtures("departement")


@pytest.fixture
def maitre():
    installer()
    return notaire()


@pytest.fixture
def agente():
    return certificatrice()


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
