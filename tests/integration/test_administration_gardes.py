"""Chaque adresse de l’administration : fermée sans connexion et aux autres rôles, ouverte à l’administratrice seule."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from portail.demarche.declaration import SortFinal
from portail.dossiers.conservation.models import Bordereau
from portail.dossiers.delegations import actions as delegations
from portail.dossiers.modeles import actions as modeles
from portail.identite.models import Role
from portail.inscriptions import imports
from portail.inscriptions.tarifs import versions
from portail.journal.actions import SYSTEME
from portail.paiement.archives.models import BordereauComptable
from portail.parametres.queries import parametres_en_vigueur
from portail.rendez_vous.lieux import actions as lieux
from portail.rendez_vous.lieux.queries import secteurs_du_lieu
from portail.socle import horloge
from portail.socle.base import session, transaction
from tests import fabriques
from tests.entree import agent_ouvert, entrer
from tests.integration import rendez_vous
from tests.integration.navigation import navigateur
from tests.integration.notaires.offices import notaire
from tests.integration.paiement.fabrique import regie


@pytest.fixture
def adresses(application, base) -> dict[str, str]:
    """Chaque (adresse → méthode) de l’administration, avec de vrais identifiants."""
    fabriques.departement()
    herve = fabriques.agent(Role.RESPONSABLE, prenom="Hervé", nom="Guillou")
    acte = delegations.ActeDeDelegation(
        service_code="jeunesse", demarche=None, natures=(), plafond=None, debut=horloge.aujourd_hui(), fin=None,
        reference="arrêté n° 2026-114",
    )  # fmt: skip
    delegation = delegations.declarer(herve.id, acte, auteur=SYSTEME)
    fiche = modeles.FicheGabarit(service_code="jeunesse", titre="Relevé", texte="Bonjour {nom}")
    modele = modeles.creer(fiche, auteur=SYSTEME)
    bordereau = Bordereau(
        demarche="aide-permis", sort_final=SortFinal.ELIMINER, prepare_le=horloge.maintenant()
    )  # fmt: skip
    with transaction():
        session.add(bordereau)
    ou = rendez_vous.lieu("aigrefeuille")
    rendez_vous.objet("PESEE")
    lieux.ajouter_au_secteur("aigrefeuille", code_insee="44002", auteur=SYSTEME)
    salle = rendez_vous.salle(ou)
    une_regie = regie("essai")
    comptes = BordereauComptable(
        regie_id=une_regie.id, exercice=2015, sommes=1, montant=50, prepare_le=horloge.maintenant()
    )
    with transaction():
        session.add(comptes)
    imports.importer()
    tarifs = versions.preparer_une_version(
        "sport-2026", debut=horloge.aujourd_hui() + timedelta(days=1), bornes=[], acte="", auteur=SYSTEME
    )
    jour = horloge.aujourd_hui()
    fermeture = lieux.fermer_du_au(None, du=jour, au=jour, motif="Pont", auteur=SYSTEME)
    parametre = parametres_en_vigueur(horloge.aujourd_hui())[0].code
    maitre = notaire()
    trouvees = {}
    for regle in application.url_map.iter_rules():
        if regle.endpoint.startswith("administration."):
            identifiant = {
                "delegation": delegation.id, "modele": modele.id, "bordereau": bordereau.id,
                "abandonner_bordereau": bordereau.id, "bordereau_des_comptes": comptes.id,
                "abandonner_le_bordereau_des_comptes": comptes.id,
            }  # fmt: skip
            valeurs = {
                "sujet": "temps",
                "office_id": maitre.office_id,
                "membre_id": maitre.id,
                "ressource_id": salle.id,
                "fermeture_id": fermeture.id,
                "version_id": tarifs.id,
                "secteur_id": secteurs_du_lieu(ou.id)[0].id,
                "code": _code(str(regle), parametre),
                "insee": "44015",
                "habilitation_id": herve.habilitations[0].id,
                "identifiant": identifiant.get(
                    regle.endpoint.rpartition(".")[2],
                    modele.id if "modeles" in str(regle) else herve.id if "<uuid" in str(regle) else "aide-permis",
                ),
            }
            adresse = re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda nom, v=valeurs: str(v[nom[1]]), str(regle))
            trouvees[adresse] = "GET" if "GET" in (regle.methods or ()) else "POST"
    return trouvees


def _code(regle: str, parametre: str) -> str:
    """Rend le code que cette adresse nomme, à défaut celui d’un paramètre."""
    noms = {"services": "jeunesse", "motifs": "age", "lieux": "aigrefeuille", "objets": "PESEE", "regies": "essai"}
    noms |= {
        "saisons": "2026-2027",
        "inscriptions/activites": "multisports-2026",
        "groupes": "vallet-mercredi-7",
        "tarifs": "sport-2026",
        "grilles": "sport-2026",
    }
    return next((code for chemin, code in noms.items() if chemin in regle), parametre)


def codes(client, adresses: dict[str, str]) -> dict[str, int]:
    return {adresse: client.open(adresse, method=methode).status_code for adresse, methode in adresses.items()}


def test_la_liste_des_adresses_est_entiere(adresses):
    assert {"/administration/agents", "/administration/services", "/administration/delegations"} <= set(adresses)
    assert len(adresses) >= 22


@pytest.mark.usefixtures("sans_jeton")
def test_sans_connexion_aucune_adresse_ne_repond(application, adresses):
    assert set(codes(navigateur(application), adresses).values()) == {303}


@pytest.mark.usefixtures("sans_jeton")
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATEUR])
def test_aucune_adresse_n_est_ouverte_a_un_autre_role(application, adresses, role):
    agent = agent_ouvert((role, "jeunesse"))

    lus = codes(navigateur(application, agent), adresses)

    assert set(lus.values()) == {403}, lus


def test_un_usager_n_y_entre_pas(application, adresses):
    client = navigateur(application)
    entrer(client, fabriques.usager())

    assert {client.get(adresse).status_code for adresse, methode in adresses.items() if methode == "GET"} == {303}


def test_l_administratrice_lit_chaque_page(application, adresses):
    client = navigateur(application, agent_ouvert((Role.ADMINISTRATEUR, None)))

    lus = {adresse: client.get(adresse).status_code for adresse, methode in adresses.items() if methode == "GET"}

    assert set(lus.values()) == {200}, lus


def test_l_administratrice_n_ouvre_aucun_dossier(application, adresses):
    depose = fabriques.depose(fabriques.usager())
    client = navigateur(application, agent_ouvert((Role.ADMINISTRATEUR, None)))

    assert client.get(f"/agents/dossiers/{depose.numero}").status_code == 404
    pages = [client.get(adresse) for adresse, methode in adresses.items() if methode == "GET"]
    assert not any("BELKACEM" in page.text or depose.numero in page.text for page in pages)


@pytest.mark.parametrize(
    "adresse",
    [
        *("agents/{}", "agents/{}/habiliter", "agents/{}/delegation", "delegations/{}", "modeles/{}"),
        *("motifs/{}", "motifs/{}/ajouter", "motifs/aide-permis/motif/{}", "motifs/{}/motif/age"),
    ],
)
def test_un_objet_inconnu_n_existe_pas(application, adresses, adresse):
    client = navigateur(application, agent_ouvert((Role.ADMINISTRATEUR, None)))

    assert client.get(f"/administration/{adresse.format(uuid4())}").status_code == 404
