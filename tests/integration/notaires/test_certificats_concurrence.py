"""Deux agents délivrent, ou le même envoi arrive deux fois, au même instant : un certificat, un document."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from portail.documents.models import Document
from portail.notaires.certificats import instruction
from portail.notaires.certificats.actions import demander
from portail.notaires.certificats.models import Certificat
from portail.socle.base import fermer_session, session
from portail.socle.erreurs import TransitionInterdite
from tests import fabriques
from tests.integration.notaires.certificats import EN_ZONE, LOIN, certificatrice, demande, demandee, installer
from tests.integration.notaires.offices import notaire
from tests.integration.simultane import sous_verrou


@pytest.fixture
def departement(base_reelle: str) -> None:
    del base_reelle
    fabriques.departement()


@pytest.fixture
def maitre(departement: None):
    del departement
    installer()
    return notaire()


def nombre(modele) -> int:
    fermer_session()
    return session.scalar(select(func.count()).select_from(modele))


def test_deux_agentes_delivrent_un_seul_document(base_reelle: str, maitre):
    nadia, lea = certificatrice(), certificatrice("Léa")
    certificat = instruction.confirmer(demandee(maitre, EN_ZONE).id, [EN_ZONE.idu], agent=nadia)

    rendus = sous_verrou(
        base_reelle,
        "SELECT 1 FROM certificat_zonage WHERE id = %s FOR UPDATE",
        [certificat.id],
        *[lambda qui=qui: instruction.delivrer(certificat.id, version=certificat.version, agent=qui)
          for qui in (nadia, lea)],
    )  # fmt: skip

    assert [rendu for rendu in rendus if not isinstance(rendu, Certificat)] == [TransitionInterdite]
    assert nombre(Document) == 1


def test_le_meme_envoi_deux_fois_au_meme_instant(base_reelle: str, maitre):
    cle = uuid4().hex

    rendus = sous_verrou(
        base_reelle,
        "LOCK TABLE certificat_zonage IN EXCLUSIVE MODE",
        [],
        *[lambda: demander(demande(LOIN), membre=maitre, cle=cle)] * 2,
    )

    assert len({rendu.id for rendu in rendus}) == 1
    assert (nombre(Certificat), nombre(Document)) == (1, 1)
