"""Le quotient par API Particulier : un accord noté, le montant seul gardé ; une panne ne bloque personne."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask
from werkzeug.serving import make_server

from portail.demonstration.particulier import JETON, PREFIXE, ParticulierSimule, ajouter_particulier
from portail.demonstration.personnes import PARTICULIERS
from portail.environnement import ReglagesParticulier
from portail.identite.certifiee import IdentiteCertifiee
from portail.identite.models import Usager
from portail.inscriptions.attestations import particulier
from portail.inscriptions.attestations.models import Source
from portail.inscriptions.attestations.queries import quotient_de, valeur_du_quotient
from portail.journal.queries import entrees_de
from portail.socle import demarrage, horloge
from portail.socle.base import transaction
from tests import fabriques
from tests.client import ClientExigeant
from tests.integration.navigation import envoyer, mots, navigateur

PAGE = "/mon-espace/famille/quotient"
ACCORD = {"accord": "y"}


@pytest.fixture(scope="module")
def servie() -> Iterator[tuple[str, ParticulierSimule]]:
    """L’API simulée, en marche le temps du module."""
    app = Flask(__name__)
    etat = ajouter_particulier(app, jour=horloge.aujourd_hui(), environ={"PORTAIL_ENV": "test"})
    serveur = make_server("127.0.0.1", 0, app, threaded=True)
    fil = threading.Thread(target=serveur.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    fil.start()
    yield f"http://127.0.0.1:{serveur.port}{PREFIXE}", etat
    etat.reveil.set()
    serveur.shutdown()
    serveur.server_close()
    fil.join()


@pytest.fixture
def api(servie, departement: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[ParticulierSimule]:
    """Le portail branché sur l’API simulée, à la même date."""
    adresse, etat = servie
    branche = replace(demarrage.reglages(), particulier=ReglagesParticulier(adresse, JETON))
    monkeypatch.setattr(demarrage._Reglage, "reglages", branche)
    etat.jour, etat.panne, etat.silence_secondes, etat.illisible = horloge.aujourd_hui(), 0, 0.0, False
    etat.demandes.clear()
    return etat


def claire(identifiant: str = "claire-guillet") -> Usager:
    """Rend la personne fictive telle que FranceConnect la certifie."""
    fictive = next(une for une in PARTICULIERS if une.identifiant == identifiant)
    certifiee = IdentiteCertifiee(
        nom_naissance=fictive.nom_naissance,
        prenoms=fictive.prenoms,
        date_naissance=fictive.naissance(horloge.aujourd_hui()),
        sexe="F",
        lieu_naissance_insee=fictive.lieu_naissance_insee,
        pays_naissance_insee=fictive.pays_naissance_insee,
    )
    usager = fabriques.usager(fictive.prenoms, fictive.nom_naissance)
    with transaction():
        usager.identite_certifiee = certifiee.en_json()
    return usager


def demander(client: ClientExigeant, accord: dict[str, str] = ACCORD) -> str:
    """Demande le quotient comme la personne, et rend la page où elle revient."""
    reponse = envoyer(client, f"{PAGE}/demander", accord, depuis=PAGE)
    assert (reponse.status_code, reponse.headers["Location"]) == (303, PAGE)
    return mots(client.get(PAGE))


def reponses(usager: Usager) -> list[str]:
    siennes = [une for une in entrees_de(("usager", usager.id)) if une.action == "demander_le_quotient"]
    return [une.details["reponse"] for une in siennes]


def test_le_quotient_rendu_est_garde_verifie_et_son_accord_note(application: Flask, api: ParticulierSimule):
    usager = claire()

    page = demander(navigateur(application, usager))

    assert "Votre quotient est reçu" in page
    gardee = quotient_de(usager.id)
    assert gardee is not None
    assert (gardee.source, gardee.valeur, gardee.verifiee_le is not None) == (Source.API, "750", True)
    [demande] = api.demandes
    ne = horloge.aujourd_hui()
    assert demande["recipient"] == [demarrage.reglages().departement.siret_admis[0]]
    assert (demande["nomNaissance"], demande["prenoms[]"]) == (["Guillet"], ["Claire"])
    assert int(demande["anneeDateNaissance"][0]) in {ne.year - 39, ne.year - 40}
    entrees = entrees_de(("usager", usager.id))
    assert "accorder_la_demande_du_quotient" in [une.action for une in entrees]
    assert reponses(usager) == ["rendu"]
    assert not any("750" in str(une.details) for une in entrees)


def test_sans_accord_rien_ne_part(application: Flask, api: ParticulierSimule):
    usager = claire()

    assert "Cochez la case" in demander(navigateur(application, usager), {})

    assert api.demandes == []
    assert quotient_de(usager.id) is None


@pytest.mark.parametrize(
    ("reglage", "raison"),
    [({"panne": 503}, "panne"), ({"panne": 429}, "panne"), ({"panne": 401}, "acces_refuse"),
     ({"illisible": True}, "panne"), ({"silence_secondes": 3.0}, "panne")],
)  # fmt: skip
def test_une_panne_laisse_ecrire_son_quotient(
    application: Flask, api: ParticulierSimule, monkeypatch: pytest.MonkeyPatch, reglage, raison
):
    monkeypatch.setattr(particulier, "DELAIS", (0.5, 0.5))
    for nom, valeur in reglage.items():
        setattr(api, nom, valeur)
    usager = claire()
    client = navigateur(application, usager)

    assert "Écrivez votre quotient vous-même" in demander(client)

    assert reponses(usager) == [raison]
    assert envoyer(client, PAGE, {"choix": "donne", "quotient": "640"}).status_code == 303
    assert valeur_du_quotient(usager.id) == Decimal(640)


def test_qui_n_est_pas_allocataire_le_lit(application: Flask, api: ParticulierSimule):
    usager = claire("soazig-tanguy")

    assert "n’ont pas trouvé votre quotient" in demander(navigateur(application, usager))

    assert reponses(usager) == ["inconnu"]


def test_une_identite_declaree_ne_demande_le_quotient_de_personne(application: Flask, api: ParticulierSimule):
    usager = claire()
    with transaction():
        usager.identite_declaree, usager.identite_certifiee = usager.identite_certifiee, None
    client = navigateur(application, usager)

    page = client.get(PAGE)

    assert "à la CAF ou à la MSA" not in mots(page)
    assert envoyer(client, f"{PAGE}/demander", ACCORD, depuis=PAGE).status_code == 404
    assert api.demandes == []
