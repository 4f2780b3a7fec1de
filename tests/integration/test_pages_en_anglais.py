"""La langue choisie vaut partout : en anglais, plus un mot de français, ni dans les pages ni dans ce qu’on envoie."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portail.demarche.parcours import pages_a_remplir
from portail.documents.formulaire import formulaire
from portail.documents.redaction import Redaction
from portail.dossiers import courriers
from portail.dossiers.actions import complement, depot, instruction
from portail.dossiers.models import Document, Dossier
from portail.dossiers.redaction import coordonnees
from portail.guichets.contexte import TEMOIN_LANGUE
from portail.identite.models import Role
from portail.notifications import rendu
from portail.parametres.models import Parametre
from portail.socle import demarrage, horloge
from portail.territoire.queries import service_de
from tests import fabriques
from tests.anglais import noms_gardes, phrases_francaises, textes_des_donnees, textes_lus
from tests.entree import entrer
from tests.integration.messages import EN_SMS, GABARITS, TOUT
from tests.integration.navigation import envoyer, jeton, navigateur
from tests.pdf import texte as texte_du_pdf
from tests.unitaires.situations_permis import PERMIS

PUBLIQUES = (
    "/", "/demarches/", "/demarches/?q=car", "/demarches/?q=unicorn", "/demarches/aide-permis",
    "/demarches/aide-permis/ai-je-droit", "/aide", "/aide/autrement", "/aide/lieux", "/plan-du-site", "/accessibilite",
    "/accessibilite/signaler", "/mentions-legales", "/donnees-personnelles", "/connexion", "/connexion?guichet=agents",
    "/connexion/courriel", "/page-inconnue", "/connexion/courriel/lien/faux", "/accessibilite/signaler/recu",
    "/connexion/franceconnect/retour?error=access_denied&state=x", "/demo/", "/demo/horloge", "/demo/boite-envoi",
)  # fmt: skip
ADRESSE_DONNEE = ("8 rue du Minage", "La Chapelle-sur-Erdre")
FAUX = {
    "date_naissance-jour": "31", "date_naissance-mois": "2", "date_naissance-annee": "2030", "courriel": "moi",
    "telephone": "12", "adresse-code_postal": "9", "rfr": "beaucoup", "nb_parts": "2.3", "cout_total": "cher",
    "iban": "FR76", "numero_fiscal": "1", "commune_insee": "Zzz", "ecole_conduite_commune": "Saint",
    "aides-0-aide_montant": "x",
}  # fmt: skip


def jeton_s_il_en_faut(page) -> dict[str, str]:
    """Rend le jeton du formulaire ; le pré-test, qui ne garde rien, n’en a pas."""
    return {"csrf_token": jeton(page)} if "csrf_token" in page.text else {}


@pytest.fixture(autouse=True)
def donnees(base):
    fabriques.departement()


@pytest.fixture
def anglophone(application) -> FlaskClient:
    """Un navigateur qui a choisi l’anglais."""
    client = FlaskClient(application, application.response_class, use_cookies=True)
    client.set_cookie(TEMOIN_LANGUE, "en")
    return client


def francais_de(page, *gardes: str) -> list[str]:
    return phrases_francaises(textes_lus(page.text), [*noms_gardes(), *gardes])


def dossier_en_anglais(personne) -> Dossier:
    dossier = fabriques.brouillon(personne)
    dossier.langue = "en"
    return depot.deposer(dossier.id, usager=personne, revision=None, accord_electronique=True)


@pytest.mark.parametrize("adresse", PUBLIQUES)
def test_une_page_publique_est_toute_en_anglais(anglophone, adresse):
    assert francais_de(anglophone.get(adresse)) == []


@pytest.mark.parametrize(
    "adresse", ["/demarches/aide-permis/ai-je-droit", "/accessibilite/signaler", "/connexion/courriel"]
)
@pytest.mark.parametrize("ecrit", [{}, FAUX], ids=["vide", "faux"])
def test_les_erreurs_d_un_formulaire_public_sont_en_anglais(anglophone, adresse, ecrit):
    page = anglophone.post(adresse, data=ecrit | jeton_s_il_en_faut(anglophone.get(adresse)))

    assert page.status_code == 422
    assert "Error" in page.text
    assert francais_de(page) == []


@pytest.mark.parametrize(
    ("rfr", "commune", "dit"),
    [("14,300", "Clisson", "€476 a month"), ("99,000", "35000 Rennes", "you are not entitled to this help today")],
)
def test_le_pre_test_se_passe_en_anglais_nombres_compris(anglophone, rfr, commune, dit):
    adresse = "/demarches/aide-permis/ai-je-droit"
    ecrit = {
        "categorie": "B", "date_naissance-jour": "14", "date_naissance-mois": "August", "date_naissance-annee": "2008",
        "commune_insee": commune, "date_arrivee_44-jour": "1", "date_arrivee_44-mois": "Sept",
        "date_arrivee_44-annee": "2010", "rfr": rfr, "nb_parts": "2.5", "autre_aide": "non",
    }  # fmt: skip
    page = anglophone.post(adresse, data=ecrit | jeton_s_il_en_faut(anglophone.get(adresse)))

    assert dit in page.text
    assert francais_de(page) == []


def test_chaque_page_de_la_demande_est_en_anglais_erreurs_comprises(anglophone):
    personne = fabriques.usager()
    dossier = fabriques.brouillon(personne, pieces=False)
    entrer(anglophone, personne)
    racine = f"/mon-espace/dossiers/{dossier.numero}"
    pages = [page.identifiant for page in pages_a_remplir(PERMIS, {}, horloge.aujourd_hui())]
    assert pages

    for adresse in (*(f"{racine}/saisie/{page}" for page in pages), f"{racine}/pieces"):
        page = anglophone.get(adresse)
        refus = anglophone.post(adresse, data=FAUX | {"csrf_token": jeton(page)})

        assert francais_de(page, *ADRESSE_DONNEE) == []
        assert francais_de(refus, *ADRESSE_DONNEE) == [], adresse
    for adresse in (
        "/mon-espace/",
        "/mon-espace/compte",
        f"{racine}/recapitulatif",
        f"{racine}/supprimer",
        "/demarches/aide-permis/commencer",
    ):
        assert francais_de(anglophone.get(adresse), *ADRESSE_DONNEE) == []


def test_le_suivi_et_les_courriers_sont_en_anglais(application, anglophone, base):
    personne, agent = fabriques.usager(), fabriques.agent()
    signataire = fabriques.agent(Role.RESPONSABLE, prenom="Paul", nom="Petit")
    dossier = dossier_en_anglais(personne)
    instruction.prendre_en_charge(dossier.id, agent=agent)
    complement.demander_complement(
        dossier.id, agent=agent, elements=[{"type": "piece", "identifiant": "rib", "precision": "Blurred."}],
        message="Please send it again.", date_limite=horloge.aujourd_hui() + timedelta(days=30), revision=None,
    )  # fmt: skip
    entrer(anglophone, personne)
    racine = f"/mon-espace/dossiers/{dossier.numero}"
    pages = [anglophone.get(f"{racine}{suite}") for suite in ("", "/completer", "/ajouter", "/retirer")]
    refuser(application, signataire, dossier)
    documents = base.scalars(select(Document).where(Document.dossier_id == dossier.id)).all()
    pages += [anglophone.get(racine), *(anglophone.get(f"{racine}/documents/{document.id}") for document in documents)]

    assert len(documents) == 4
    assert [faute for page in pages for faute in francais_de(page, *ADRESSE_DONNEE)] == []
    gardes = [*noms_gardes(), *ADRESSE_DONNEE, "commun", "recours"]
    assert phrases_francaises(textes_des_donnees([d.contenu["donnees"] for d in documents]), gardes) == []


def refuser(application, agent, dossier) -> None:
    """Refuse depuis le bureau, en français, sans réécrire le motif : il se dit dans la langue du dossier."""
    adresse = f"/agents/dossiers/{dossier.numero}/decision"
    fabriques.justifie(agent, dossier)
    page = envoyer(navigateur(application, agent), adresse, {"nature": "refus", "motifs": "ressources"})
    assert page.status_code == 303


def test_le_bureau_des_agents_est_en_anglais(anglophone):
    agent = fabriques.agent(Role.RESPONSABLE)
    dossier = dossier_en_anglais(fabriques.usager())
    instruction.prendre_en_charge(dossier.id, agent=agent)
    entrer(anglophone, agent)
    racine = f"/agents/dossiers/{dossier.numero}"
    suites = ("", "/depose", "/journal", "/decision", "/complement", "/affecter", "/classer", "/pieces/rib/refuser")

    for adresse in ("/agents/dossiers/", "/agents/dossiers/?vue=tous", *(f"{racine}{suite}" for suite in suites)):
        page = anglophone.get(adresse)
        assert page.status_code == 200
        assert francais_de(page, *ADRESSE_DONNEE) == [], adresse


def test_l_administration_est_en_anglais(anglophone, base):
    entrer(anglophone, fabriques.agent(Role.ADMINISTRATEUR, None))
    sources = [texte for valeur in base.scalars(select(Parametre)) for texte in (valeur.source, valeur.code)]

    for suite in (
        "",
        "parametres",
        "parametres/permis_residence_min",
        "ouvertures",
        "ouvertures/aide-permis",
        "signalements",
    ):
        page = anglophone.get(f"/administration/{suite}")
        assert page.status_code == 200
        assert francais_de(page, *sources) == [], suite


def neutre(valeur):
    """La même valeur, dont chaque texte n’est d’aucune langue."""
    match valeur:
        case str():
            return "X"
        case list():
            return [neutre(element) for element in valeur]
        case dict():
            return {cle: neutre(element) for cle, element in valeur.items()}
    return valeur


@pytest.mark.parametrize("gabarit", GABARITS)
def test_un_courriel_est_tout_en_anglais(application, gabarit):
    courriel = rendu.composer_courriel(gabarit, neutre(TOUT), langue="en")
    textes = [courriel.objet, *courriel.texte.splitlines(), *textes_lus(courriel.html)]

    assert phrases_francaises(textes, noms_gardes()) == []


@pytest.mark.parametrize("gabarit", EN_SMS)
def test_un_sms_en_anglais_tient_dans_un_seul_message(application, monkeypatch, gabarit):
    reglages = replace(demarrage.reglages(), url_publique="https://demarches.loire-atlantique.example")
    monkeypatch.setattr(demarrage._Reglage, "reglages", reglages)

    assert len(rendu.composer_sms(gabarit, TOUT | {"date_limite": "30 September 2026"}, langue="en")) <= 160


def test_le_formulaire_papier_est_en_anglais(anglophone):
    redaction, service = Redaction.en("en"), coordonnees(service_de(PERMIS.service))
    donnees = formulaire(
        PERMIS,
        departement=demarrage.reglages().departement,
        service=service,
        url="http://x.example",
        redaction=redaction,
    )
    genres = {"genre", "sujet", "identifiant", "nom"}
    textes = [texte for texte in textes_des_donnees(donnees) if " " in texte and texte not in genres]

    assert len(textes) > 100
    assert phrases_francaises(textes, noms_gardes()) == []
    pdf = texte_du_pdf(courriers.composer_formulaire_papier(PERMIS, langue="en"))
    assert "Apply for help with the cost of a driving licence" in pdf
    assert "Tick one answer only." in pdf
