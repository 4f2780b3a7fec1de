"""Le document à l’écran : il dit ce que dit le PDF, au signe près ; son contenu est celui qui est signé."""

import json
from collections import Counter
from decimal import Decimal
from xml.etree.ElementTree import Element

import pytest

from portail.documents.codes import en_groupes
from portail.documents.mention import empreinte_de
from portail.dossiers.actions import decision as decisions
from portail.dossiers.actions import documents as actions
from portail.dossiers.actions.decision import Projet
from portail.dossiers.etats import NatureDecision
from portail.dossiers.models import Document, Dossier
from portail.socle import fichiers
from tests import fabriques, pdf
from tests.integration.navigation import NS, arbre, mots, navigateur, titre
from tests.integration.remises import RAISON, composer, demande_refusee, un

PIED = ("phrase", "adresse", "libelle", "code", "cachet")


@pytest.fixture
def refuse(yanis, herve) -> Dossier:
    return demande_refusee(yanis, herve)


def serre(texte: str) -> str:
    return "".join(texte.replace("\u200b", "").split())


def article(page) -> Element:
    [trouve] = arbre(page).iter(f"{NS}article")
    return trouve


def verifier_la_parite(client, dossier: Dossier, document: Document) -> None:
    """Chaque texte de l’écran est dans le PDF, et l’un n’a pas un signe de plus que l’autre."""
    document = composer(document)
    page = client.get(f"/mon-espace/dossiers/{dossier.numero}/documents/{document.id}")
    a_l_ecran = [serre(texte) for texte in article(page).itertext() if serre(texte)]
    pied = [serre(document.contenu["donnees"]["verification"][cle]) for cle in PIED]
    imprime = serre(pdf.texte(fichiers.lire(document.cle, document.empreinte)))

    # Le pied de la première page peut s’y dessiner au milieu d’un paragraphe, qui finit sur la deuxième.
    assert imprime.count("".join(pied)) == 1
    for texte in a_l_ecran:
        assert texte in pied or texte in imprime.replace("".join(pied), ""), texte
    puces = "".join(f"{rang}." for rang, _piece in enumerate(document.contenu["donnees"].get("pieces", []), start=1))
    assert Counter(imprime) == Counter("".join(a_l_ecran)) + Counter(puces)
    assert en_groupes(document.code) in page.text
    assert [noeud for noeud in article(page).iter() if noeud.get("class") == "qr"]


@pytest.mark.parametrize("nature", ["accuse_enregistrement", "accuse_reception", "demande_pieces", "decision"])
def test_l_ecran_dit_ce_que_dit_le_pdf(application, yanis, refuse, nature):
    verifier_la_parite(navigateur(application, yanis), refuse, un(refuse, nature))


def test_l_ecran_dit_ce_que_dit_le_pdf_d_un_accord(application, yanis, herve):
    projet = Projet(nature=NatureDecision.ACCORD, montant=Decimal("1640.50"))
    accorde = fabriques.decide(yanis, herve, projet)

    verifier_la_parite(navigateur(application, yanis), accorde, un(accorde, "decision"))


def test_l_ecran_dit_ce_que_dit_le_pdf_d_un_classement_et_de_son_remplacant(application, yanis, herve):
    dossier = fabriques.en_instruction(yanis, herve)
    decisions.classer(dossier.id, agent=herve, motif="Demande en double.\nVoyez l’autre.", revision=None)
    nouveau = actions.remplacer(un(dossier, "classement").id, agent=herve, motif=RAISON)

    verifier_la_parite(navigateur(application, yanis), dossier, nouveau)
    assert "Cette lettre remplace celle du" in nouveau.contenu["donnees"]["remplace"]


def test_le_contenu_donne_est_celui_qui_est_signe(application, yanis, refuse):
    document = composer(un(refuse, "decision"))
    reponse = navigateur(application, yanis).get(
        f"/mon-espace/dossiers/{refuse.numero}/documents/{document.id}?format=json"
    )

    assert empreinte_de(json.loads(reponse.text)) in document.mention


def test_tant_que_le_pdf_se_prepare_l_ecran_suffit(application, yanis, refuse):
    client = navigateur(application, yanis)
    document = un(refuse, "decision")
    adresse = f"/mon-espace/dossiers/{refuse.numero}/documents/{document.id}"

    reponse = client.get(f"{adresse}?format=pdf", follow_redirects=True)

    assert reponse.request.path == adresse
    assert "La version PDF se prépare" in mots(reponse)
    composer(document)
    assert client.get(f"{adresse}?format=pdf").mimetype == "application/pdf"


def test_la_decision_renvoie_aux_regles_publiees(application, yanis, refuse):
    [adresse] = [texte for texte in un(refuse, "decision").contenu["donnees"]["algorithme"] if "sont publiés" in texte]

    chemin = adresse.split("portail.example")[1].rstrip(".")
    assert titre(navigateur(application).get(chemin)).startswith("Règles et paramètres")
