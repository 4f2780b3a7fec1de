"""Rédiger une proposition : qui le peut, quelles lignes, quel arrondi."""

from decimal import Decimal

import pytest

from portail.dossiers.erreurs import (
    PropositionImpossible,
)
from portail.dossiers.models import Dossier
from portail.dossiers.propositions import actions
from portail.dossiers.propositions.actions import LignesInvalides
from portail.dossiers.propositions.queries import propositions_de
from portail.identite.models import Agent, Role, Usager
from portail.socle.erreurs import ConflitDeVersion, Interdit, Introuvable
from tests import fabriques
from tests.integration.lignes import relu
from tests.integration.propositions import (
    COMPLET,
    SERVICE,
    evalue,
    ligne,
    preparer,
)


@pytest.fixture
def claire(personne: Usager) -> Agent:
    return fabriques.agent(service=SERVICE)


@pytest.fixture
def herve(personne: Usager) -> Agent:
    return fabriques.agent(Role.RESPONSABLE, SERVICE, prenom="Hervé", nom="Guillou")


@pytest.fixture
def dossier(personne: Usager, claire: Agent) -> Dossier:
    return evalue(personne, claire)


def test_sans_gir_ou_en_gir_5_on_ne_propose_pas(personne: Usager, claire: Agent):
    for gir in ("5", "6"):
        with pytest.raises(PropositionImpossible):
            preparer(evalue(personne, claire, gir), claire)


@pytest.mark.parametrize(
    ("fautive", "champ"),
    [
        (ligne(quantite=None), "quantite"),
        (ligne("emploi_direct", lien=None), "lien"),
        (ligne("emploi_direct", lien="conjoint"), "lien"),
        (ligne("mandataire", lien="concubin"), "lien"),
        (ligne("emploi_direct", lien="partenaire"), "lien"),
        (ligne("teleassistance", quantite=None, prix=None), "prix"),
        (ligne("inconnue"), "nature"),
    ],
)
def test_une_ligne_impossible_ne_s_enregistre_pas(dossier: Dossier, claire: Agent, fautive, champ: str):
    with pytest.raises(LignesInvalides) as refus:
        preparer(dossier, claire, ligne(), fautive)

    assert [(une.rang, une.champ) for une in refus.value.fautes] == [(1, champ)]
    assert propositions_de(dossier) == []


def test_son_enfant_peut_etre_employe(dossier: Dossier, claire: Agent):
    assert preparer(dossier, claire, ligne("emploi_direct", lien="enfant")).total == Decimal("1000.00")


@pytest.mark.parametrize("gir", ["1", "2"])
def test_en_gir_1_2_l_emploi_direct_demande_un_refus_ecrit_du_prestataire(personne: Usager, claire: Agent, gir: str):
    dossier = evalue(personne, claire, gir)
    directe = ligne("emploi_direct", lien="aucun")

    with pytest.raises(LignesInvalides) as refus:
        preparer(dossier, claire, directe)
    assert [(une.rang, une.champ) for une in refus.value.fautes] == [(None, "refus_ecrit_le")]

    assert preparer(dossier, claire, directe, refus=COMPLET).refus_ecrit_le == COMPLET
    assert preparer(dossier, claire, ligne()).total == Decimal("1000.00")


def test_sans_tarif_ecrit_celui_de_reference_s_applique(dossier: Dossier, claire: Agent):
    assert preparer(dossier, claire, ligne(quantite="10.00", prix=None)).total == Decimal("245.80")


def test_une_ligne_s_arrondit_au_centime_demi_superieur(dossier: Dossier, claire: Agent):
    assert preparer(dossier, claire, ligne(quantite="0.25", prix="24.58")).total == Decimal("6.15")


@pytest.mark.parametrize("role", [Role.RESPONSABLE, Role.ACCUEIL, Role.SECRETAIRE, Role.DIRECTEUR])
def test_seuls_les_redacteurs_declares_redigent(dossier: Dossier, claire: Agent, role: Role):
    autre = fabriques.agent(role, SERVICE, prenom="Autre")
    preparer(dossier, claire)

    with pytest.raises(Interdit):
        preparer(dossier, autre, ligne(quantite="1.00"))
    with pytest.raises(Interdit):
        actions.envoyer(dossier.id, agent=autre, revision=None)

    assert propositions_de(dossier)[0].total == Decimal("1000.00")


def test_l_evaluatrice_redige_et_un_agent_d_ailleurs_ne_sait_rien(dossier: Dossier):
    evaluatrice = fabriques.agent(Role.EVALUATEUR, SERVICE, prenom="Nadia")
    assert preparer(dossier, evaluatrice).total == Decimal("1000.00")
    with pytest.raises(Introuvable):
        preparer(dossier, fabriques.agent(prenom="Ailleurs"))


def test_deux_agents_qui_redigent_a_partir_du_meme_ecran_le_second_est_arrete(dossier: Dossier, claire: Agent):
    nadia = fabriques.agent(Role.EVALUATEUR, SERVICE, prenom="Nadia")
    montree = relu(dossier).revision
    actions.enregistrer(dossier.id, agent=claire, redige=actions.Redige(lignes=[ligne()]), revision=montree)

    with pytest.raises(ConflitDeVersion):
        actions.enregistrer(dossier.id, agent=nadia, redige=actions.Redige(lignes=[ligne()]), revision=montree)

    assert [une.agent_id for une in propositions_de(dossier)] == [claire.id]
