"""Une décision à qui manque ce que la loi exige ne se signe pas : auteur, motifs, recours, part du calcul."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from portail.demarche.declaration import Demarche, NaturePrestation, Recours
from portail.documents.composition import composer
from portail.documents.decisions import MentionManquante
from portail.dossiers.actions import decision
from portail.dossiers.actions.decision import Projet
from portail.dossiers.etats import NatureDecision
from portail.dossiers.models import Dossier
from portail.identite.models import Agent
from portail.socle.base import session
from tests import fabriques, pdf
from tests.integration.lignes import decisions, documents, trace_de
from tests.unitaires.situations_permis import PERMIS

MOTIF = {"code": "age", "droit": "Règlement, article 2.", "fait": "Vous aviez 26 ans."}
REFUS = Projet(nature=NatureDecision.REFUS, motifs=[MOTIF])
PARTIEL = Projet(nature=NatureDecision.ACCORD_PARTIEL, motifs=[MOTIF], montant=Decimal(300))
ACCORD = Projet(nature=NatureDecision.ACCORD, montant=Decimal(500))


@pytest.fixture
def dossier(herve: Agent) -> Dossier:
    return fabriques.en_instruction(fabriques.usager(), herve)


def signer(dossier: Dossier, agent: Agent, projet: Projet = ACCORD):
    return decision.decider(dossier.id, agent=agent, projet=projet, revision=None)


def lettre(dossier: Dossier) -> str:
    [document] = documents(dossier, "decision")
    return "".join(pdf.texte(composer("decision", document.contenu["donnees"], langue="fr")).split())


def dit(texte: str, *mentions: str) -> bool:
    return all("".join(mention.split()) in texte for mention in mentions)


# ---------- La part du calcul (CRPA, L311-3-1) ----------


@pytest.mark.parametrize("projet", [ACCORD, PARTIEL, REFUS], ids=lambda projet: projet.nature.value)
@pytest.mark.parametrize("droit", [{"finalite": ""}, {"finalite": "  "}])
def test_une_decision_calculee_ne_se_signe_pas_sans_la_mention_du_calcul(
    declarer: Callable[..., Demarche], dossier: Dossier, herve: Agent, projet: Projet, droit: dict
):
    declarer(**droit)
    avant = trace_de(dossier)

    with pytest.raises(MentionManquante) as refus:
        signer(dossier, herve, projet)

    assert refus.value.valeurs["mentions"] == "la mention du traitement algorithmique"
    assert trace_de(dossier) == avant


def test_une_regle_ou_un_bareme_suffit_a_l_exiger(declarer, dossier: Dossier, herve: Agent):
    for droit in ({"regles": ()}, {"calculs": (), "montant_accorde": ""}):
        declarer(finalite="", **droit)
        with pytest.raises(MentionManquante):
            signer(dossier, herve)


def test_sans_regle_ni_calcul_rien_n_est_a_dire_d_un_calcul(declarer, dossier: Dossier, herve: Agent):
    declarer(regles=(), calculs=(), montant_accorde="", finalite="")

    signer(dossier, herve)

    assert not dit(lettre(dossier), "L. 311-3-1")


def test_la_mention_dit_la_finalite_le_droit_d_acces_et_ou_lire_les_regles(dossier: Dossier, herve: Agent):
    signer(dossier, herve)

    assert dit(
        lettre(dossier),
        "traitement algorithmique, dont la finalité est : Étudier votre demande",
        "L. 311-3-1", "R. 311-3-1-1", "http://portail.example/demarches/aide-permis/regles", "cada.fr",
    )  # fmt: skip


# ---------- L’auteur (L212-1) ----------


@pytest.mark.parametrize("vide", [{"qualite": " "}, {"prenom": "", "nom": ""}])
def test_un_signataire_sans_nom_ou_sans_qualite_ne_signe_pas(dossier: Dossier, herve: Agent, vide: dict):
    for nom, valeur in vide.items():
        setattr(herve, nom, valeur)
    session.commit()
    avant = trace_de(dossier)

    with pytest.raises(MentionManquante):
        signer(dossier, herve)

    assert trace_de(dossier) == avant


def test_chaque_decision_porte_prenom_nom_qualite_et_service(dossier: Dossier, herve: Agent):
    signer(dossier, herve, PARTIEL)

    assert dit(lettre(dossier), "Hervé Guillou", "agent", "Service jeunesse et aide à la mobilité")
    assert decisions(dossier)[0].signataire == {
        "prenom": "Hervé", "nom": "Guillou", "qualite": "agent", "service": "Service jeunesse et aide à la mobilité",
    }  # fmt: skip


# ---------- Comment contester, selon l’aide ----------


def test_une_aide_facultative_se_conteste_a_l_amiable_ou_devant_le_juge(dossier: Dossier, herve: Agent):
    signer(dossier, herve, PARTIEL)

    texte = lettre(dossier)
    assert dit(texte, "recours gracieux", "facultatif", "L. 411-2", "tribunal administratif de Nantes")
    assert not dit(texte, "préalable obligatoire")


def test_une_aide_sociale_se_conteste_d_abord_devant_le_president(declarer, dossier: Dossier, herve: Agent):
    declarer(replace(PERMIS, nature=NaturePrestation.LEGALE, recours=Recours(rapo=True)))

    signer(dossier, herve, REFUS)

    texte = lettre(dossier)
    assert dit(
        texte, "vous devez d’abord", "préalable obligatoire", "président du conseil départemental",
        "L. 134-2", "demander à être entendu", "silence gardé deux mois", "tribunal administratif de Nantes",
        "telerecours.fr", "copie de la décision",
    )  # fmt: skip
    assert not dit(texte, "facultatif")
    assert not dit(texte, "saisir directement")


def test_un_accord_partiel_dit_la_suite_et_comment_contester(dossier: Dossier, herve: Agent):
    signer(dossier, herve, PARTIEL)

    assert dit(lettre(dossier), "acceptée en partie", "300 €", "facture acquittée", "recours gracieux", MOTIF["fait"])


def test_un_accord_entier_n_a_rien_a_contester(dossier: Dossier, herve: Agent):
    signer(dossier, herve)

    assert not dit(lettre(dossier), "recours")
