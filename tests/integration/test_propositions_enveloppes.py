"""Le répit et l’hospitalisation de l’aidant s’ajoutent au plan, chacun sous son plafond, sans entrer dans le mois."""

from decimal import Decimal

import pytest
from flask import Flask

from portail.documents.composition import composer
from portail.dossiers.models import Dossier
from portail.dossiers.propositions import retrait
from portail.dossiers.propositions.queries import propositions_de
from portail.identite.models import Agent, Usager
from tests import fabriques, pdf
from tests.integration.lignes import documents, relu
from tests.integration.navigation import mots, navigateur
from tests.integration.propositions import SERVICE, envoyee, evalue, ligne, preparer

REPIT = ligne("repit_majore", None, "700.00")
RELAIS = ligne("relais_hospitalisation", None, "1000.00")


@pytest.fixture
def claire(personne: Usager) -> Agent:
    return fabriques.agent(service=SERVICE)


@pytest.fixture
def dossier(personne: Usager, claire: Agent) -> Dossier:
    return evalue(personne, claire)


def chiffres(dossier: Dossier) -> dict[str, str]:
    lus = propositions_de(dossier)[0].calculs
    return {un["code"]: " ".join(un["valeur"].split()) for un in lus}


def test_chaque_enveloppe_a_son_plafond_et_le_mois_ne_change_pas(dossier: Dossier, claire: Agent):
    proposition = envoyee(dossier, claire, ligne(), REPIT, RELAIS)

    assert proposition.total == Decimal("1000.00")
    retenus = relu(dossier).reponses_agent
    assert (retenus["plan_aide"], retenus["repit_aidant"], retenus["relais_aidant"]) == ("1000.00", "700.00", "1000.00")
    lus = chiffres(dossier)
    assert (lus["repit_plafond"], lus["repit_accorde"]) == ("583,52 € par an", "583,52 € par an")
    assert (lus["relais_plafond"], lus["relais_accorde"]) == ("1 159,32 €", "1 000 €")
    assert (lus["participation"], lus["apa_versee"]) == ("121,60 € par mois", "689,92 € par mois")


def test_sans_elles_rien_ne_s_en_dit(dossier: Dossier, claire: Agent):
    envoyee(dossier, claire)

    assert not {"repit_plafond", "repit_accorde", "relais_plafond", "relais_accorde"} & set(chiffres(dossier))
    assert "repit_aidant" not in relu(dossier).reponses_agent


def test_la_lettre_les_ecrit_apres_le_total_du_mois(dossier: Dossier, claire: Agent):
    proposition = envoyee(dossier, claire, REPIT, ligne())

    [lettre] = [un for un in documents(dossier) if un.objet_id == proposition.id]
    texte = pdf.texte(composer(lettre.contenu["gabarit"], lettre.contenu["donnees"], langue="fr"))
    assert texte.index("Total par mois") < texte.index("Répit de l’aidant, au-delà du plafond, par an")


def test_l_editeur_montre_ce_qui_depasse(application: Flask, dossier: Dossier, claire: Agent):
    preparer(dossier, claire, ligne(), REPIT)

    page = mots(navigateur(application, claire).get(f"/agents/dossiers/{dossier.numero}/proposition"))

    assert "Droit au répit de l’aidant : le plafond est dépassé" in page
    assert "Hospitalisation de l’aidant : le plafond est dépassé" not in page


def test_retiree_ou_refaite_sans_elles_rien_n_en_reste(dossier: Dossier, claire: Agent):
    proposition = envoyee(dossier, claire, ligne(), REPIT)
    retrait.retirer(dossier.id, agent=claire, proposition_id=proposition.id, motif="Erreur.", revision=None)
    assert not {"plan_aide", "repit_aidant"} & set(relu(dossier).reponses_agent)

    envoyee(dossier, claire, ligne())

    assert "repit_aidant" not in relu(dossier).reponses_agent
