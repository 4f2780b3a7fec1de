"""Chaque écran, tel qu’on le rencontre : sans faute d’accessibilité, sans défilement de côté, léger, sans tiers."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from portail.demonstration.boite import HORODATAGE
from portail.demonstration.pile import Pile
from tests.bout_en_bout.conftest import DELAI_MS
from tests.bout_en_bout.regards import depassement, transfert
from tests.bout_en_bout.visite import Visite

ETROIT, REFUS = 320, 400
OCTETS_USAGERS, OCTETS_AGENTS = 25_000, 60_000
REQUETES, REQUETES_AGENTS = 4, 5
PERMIS = "/demarches/aide-permis"
PUBLIC = {
    "accueil": "/",
    "catalogue": "/demarches/",
    "recherche": "/demarches/?q=permis",
    "recherche-vide": "/demarches/?q=zzzz",
    "fiche": PERMIS,
    "ai-je-droit": f"{PERMIS}/ai-je-droit",
    "connexion": "/connexion",
    "connexion-agents": "/connexion?guichet=agents",
    "connexion-courriel": "/connexion/courriel",
    "aide": "/aide",
    "autrement": "/aide/autrement",
    "lieux": "/aide/lieux",
    "plan-du-site": "/plan-du-site",
    "accessibilite": "/accessibilite",
    "signaler": "/accessibilite/signaler",
    "signale": "/accessibilite/signaler/recu",
    "mentions-legales": "/mentions-legales",
    "donnees-personnelles": "/donnees-personnelles",
    "regles": f"{PERMIS}/regles",
    "rendez-vous": "/rendez-vous/",
    "rendez-vous-qui-rappelle": "/rendez-vous/etre-rappele",
    "rendez-vous-etre-rappele": "/rendez-vous/etre-rappele?service=solidarites",
    "inscriptions": "/inscriptions/",
    "inscriptions-tarif": "/inscriptions/tarif",
    "inscriptions-activite": "/inscriptions/activites/multisports-2026?habite=Blain",
    "inscriptions-salle": "/inscriptions/activites/stages-cirque/salle",
    "inscriptions-voeux": "/inscriptions/activites/stages-equitation/voeux",
    "verifier": "/verifier/",
    "verifier-le-journal": "/verifier-le-journal",
    "demo": "/demo/",
    "demo-envois": "/demo/boite-envoi",
    "demo-horloge": "/demo/horloge",
    "erreur-404": "/cette-page-n-existe-pas",
    "connexion-erreur": "/connexion/franceconnect/retour",
}
"""Écrans ouverts à tous : nom, adresse."""
USAGERS = {
    "Sophie Moreau": {"espace-a-faire": "/mon-espace/", "suivi-complement": "@", "completer": "@/completer",
                      "ajouter": "@/ajouter", "retirer": "@/retirer", "compte": "/mon-espace/compte",
                      "deconnexion": "/deconnexion", "mes-rendez-vous": "/mon-espace/rendez-vous/"},
    "Aminata Diallo": {"suivi-refus": "@", "contester": "@/contester", "choisir-decision": "/mon-espace/contester"},
    "Noé Petit": {"espace-versement-rejete": "/mon-espace/", "suivi-versement-rejete": "@",
                  "compte-a-crediter": "@/compte", "rattacher": "/mon-espace/rattacher"},
    "Tom Richard": {"espace-tom": "/mon-espace/", "supprimer": "@/supprimer"},
    "Anaïs Morel": {"mes-inscriptions": "/mon-espace/inscriptions/", "panier": "/inscriptions/panier",
                    "relire-et-regler": "/inscriptions/panier/recapitulatif", "famille": "/mon-espace/famille/",
                    "choisir": "/inscriptions/activites/multisports-2026/choisir",
                    "ajouter-un-enfant": "/mon-espace/famille/ajouter",
                    "ce-que-nous-gardons": "/mon-espace/famille/ce-que-nous-gardons"},
    "Marcel Guérin": {"espace-vide": "/mon-espace/", "erreur-404-dossier": "/mon-espace/dossiers/00000000"},
}  # fmt: skip
"""Écrans d’un usager connecté ; « @ » est sa première demande."""
AGENTS = {
    "Claire Lebreton": {
        "agents-liste": "/agents/dossiers/",
        "agents-liste-tous": "/agents/dossiers/?vue=tous",
        "agents-liste-vide": "/agents/dossiers/?q=introuvable",
        "agents-retard": "@?vue=retard",
        "agents-depose": "@/depose",
        "agents-journal": "@/journal",
        "agents-affecter": "@/affecter",
        "agents-complement": "@/complement",
        "agents-decision": "@/decision",
        "agents-classer": "@/classer",
        "agents-verifier": "@/verifier/verification",
        "agents-note": "@/notes",
        "agents-absences": "/agents/absences/",
        "agents-absence": "/agents/absences/declarer",
        "agents-vues": "/agents/vues/",
        "agents-vue": "/agents/vues/enregistrer?vue=retard",
        "agents-demander-avis": "@/avis/demander",
        "agents-avis": "/agents/avis/",
        "agents-recherche": "/agents/recherche?q=Moreau",
        "agents-lots": "/agents/lots/",
        "agents-lot-choisir": "/agents/lots/nouveau?vue=tous&choix=vue&geste=ecrire",
        "agents-exports": "/agents/exports/",
        "agents-export": "/agents/exports/nouveau?vue=tous",
        "agents-raccourcis": "/agents/raccourcis",
        "agents-erreur-403": "/administration/",
        "agents-deconnexion": "/deconnexion",
    },
    "Hervé Guillou": {
        "agents-liste-responsable": "/agents/dossiers/",
        "agents-decision-signer": "@/decision",
        "agents-tableau": "/agents/tableau",
        "agents-equipe": "/agents/equipe/",
        "agents-repartition": "/agents/equipe/jeunesse/repartition",
        "agents-secteur": "/agents/equipe/jeunesse/secteurs/creer",
        "agents-etiquette": "/agents/equipe/jeunesse/etiquettes/creer",
    },
    "Patrick Le Roux": {
        "agents-liste-sans-dossier": "/agents/dossiers/",
        "agents-versements": "/agents/versements/",
        "agents-versements-payes": "/agents/versements/?etat=paye",
        "agents-versements-rejetes": "/agents/versements/?etat=rejete",
        "agents-versements-import": "/agents/versements/import",
    },
    "Maëlle Le Bihan": {
        "agents-guichet": "/agents/guichet/",
        "agents-guichet-ouvrir": "/agents/guichet/nouvelle/aide-permis",
        "agents-courriers": "/agents/courriers/",
    },
    "Gwenaëlle Prigent": {
        "agents-dossier-directrice": "@",
        "agenda-statistiques": "/agents/agenda/statistiques",
    },
    "Odile Carré": {
        "agenda-jour": "/agents/agenda/",
        "agenda-semaine-lieu": "/agents/agenda/?vue=semaine&lieu=nantes-centre",
        "agenda-plages": "/agents/agenda/plages/",
        "agenda-reserver": "/agents/agenda/reserver?objet=ACCES_DROITS&lieu=nantes-centre",
        "agenda-reserver-en-doublant": "/agents/agenda/reserver/doubler?objet=ACCES_DROITS&lieu=nantes-centre",
        "agenda-appels": "/agents/agenda/appels/",
        "agenda-regler-les-appels": "/agents/agenda/appels/plages",
        "agenda-attente": "/agents/agenda/attente?objet=ACCES_DROITS",
        "agenda-seance": "/agents/agenda/seances/nouvelle",
        "agenda-ailleurs": "/agents/agenda/ailleurs",
    },
    "Nathalie Rio": {
        "administration": "/administration/",
        "administration-parametres": "/administration/parametres",
        "administration-parametre": "/administration/parametres/permis_montant_b",
        "administration-ouvertures": "/administration/ouvertures",
        "administration-ouverture": "/administration/ouvertures/aide-permis",
        "administration-agents": "/administration/agents",
        "administration-services": "/administration/services",
        "administration-delegations": "/administration/delegations",
        "administration-modeles": "/administration/modeles",
        "administration-modele": "/administration/modeles/creer",
        "administration-conservation": "/administration/conservation",
        "administration-signalements": "/administration/signalements",
        "administration-objets": "/administration/rendez-vous/objets",
        "administration-objet": "/administration/rendez-vous/objets/PMI_BILAN",
        "administration-objet-temps": "/administration/rendez-vous/objets/PMI_BILAN/temps",
        "administration-lieux": "/administration/rendez-vous/lieux",
        "administration-lieu": "/administration/rendez-vous/lieux/clisson",
        "administration-secteurs": "/administration/rendez-vous/secteurs",
        "administration-fermetures": "/administration/rendez-vous/fermetures",
        "administration-agendas": "/administration/rendez-vous/agendas",
        "administration-ajouter-agenda": "/administration/rendez-vous/agendas/ajouter",
    },
}
"""Écrans d’un agent connecté ; « @ » est le premier dossier de sa liste."""


@pytest.fixture(scope="module")
def lecteur(navigateur: Browser, pile: Pile) -> Iterator[Visite]:
    """Une personne qui lit le portail sans se connecter."""
    contexte = navigateur.new_context(locale="fr-FR")
    contexte.set_default_timeout(DELAI_MS)
    yield Visite(contexte.new_page(), pile)
    contexte.close()


def regarder(visite: Visite, nom: str, chemin: str, *, octets: int, requetes: int = REQUETES) -> None:
    """Ouvre et regarde une page : accessibilité, largeur, poids d’une première visite."""
    page = visite.page
    reponse = page.goto(f"{visite.pile.url}{chemin}")
    assert reponse, nom
    assert ("erreur" in nom) is (reponse.status >= REFUS), f"{nom} : {reponse.status}"
    visite.ecran(nom)
    page.set_viewport_size({"width": ETROIT, "height": 800})
    assert depassement(page) <= 0, f"{nom} défile de côté de {depassement(page)} points à {ETROIT} px"
    page.set_viewport_size({"width": 1280, "height": 900})

    charge = transfert(page.context, page.url)
    assert charge.hotes == {visite.pile.url.removeprefix("http://")}, nom
    assert len(charge.adresses) <= requetes, f"{nom} : {charge.adresses}"
    assert charge.octets <= octets, f"{nom} : {charge.octets} octets"


@pytest.mark.parametrize("nom", PUBLIC)
def test_ecran_public(lecteur: Visite, nom: str):
    regarder(lecteur, nom, PUBLIC[nom], octets=OCTETS_USAGERS)


@pytest.mark.parametrize("personne", USAGERS)
def test_ecrans_d_un_usager(visite: Visite, personne: str):
    visite.usager(personne)
    demandes = visite.page.locator("main .liste a[href*='/dossiers/']")
    premiere = demandes.first.get_attribute("href") if demandes.count() else ""
    for nom, chemin in USAGERS[personne].items():
        regarder(visite, nom, chemin.replace("@", premiere or ""), octets=OCTETS_USAGERS)


@pytest.mark.parametrize("personne", AGENTS)
def test_ecrans_d_un_agent(visite: Visite, personne: str):
    visite.proconnect(personne)
    dossiers = visite.page.locator("main table a")
    premier = dossiers.first.get_attribute("href") if dossiers.count() else ""
    for nom, chemin in AGENTS[personne].items():
        adresse = chemin.replace("@", premier or "")
        regarder(visite, nom, adresse, octets=OCTETS_AGENTS, requetes=REQUETES_AGENTS)


def test_un_message_envoye_se_lit_dans_la_boite_de_demonstration(lecteur: Visite):
    lecteur.aller("/demo/boite-envoi")
    message = lecteur.page.locator("main .liste a, main .pieces a").first.get_attribute("href")
    assert message
    regarder(lecteur, "demo-envoi", message, octets=OCTETS_USAGERS)


def test_un_objet_sans_espace_tient_dans_la_boite_de_demonstration(lecteur: Visite):
    message = EmailMessage()
    message["To"], message["Subject"] = "quelqu.un@messagerie.example", "Anticonstitutionnellement" * 8
    message.set_content("Bonjour")
    nom = f"{datetime.now(UTC):{HORODATAGE}}-0123abcd.eml"
    (Path(lecteur.pile.environnement["BOITE_ENVOI"]) / nom).write_bytes(message.as_bytes())

    regarder(lecteur, "demo-envois-objet-long", "/demo/boite-envoi", octets=OCTETS_USAGERS)
    regarder(lecteur, "demo-envoi-objet-long", f"/demo/boite-envoi/{nom}", octets=OCTETS_USAGERS)
