"""Les écrans du bureau où l’on n’arrive que par un chemin : un visa, un lot fini, un recours, un avis d’expert."""

import re

import pytest

from tests.bout_en_bout.conftest import Ouvrir
from tests.bout_en_bout.regards import depassement
from tests.bout_en_bout.test_ecrans import ETROIT, OCTETS_AGENTS, REQUETES_AGENTS, regarder
from tests.bout_en_bout.visite import Visite

LISTE = "/agents/dossiers/?q="
SUCCESSIONS, RECUPERATIONS = "/agents/successions/", "/agents/successions/recuperations/?etat=a_decider"
EXPERTE = "sylvie.morin@education-routiere.example"
CHEMINS = {
    "Claire Lebreton": {
        "agents-dossier-a-viser": (f"{LISTE}Gicquel", "GICQUEL"),
        "agents-refuser-un-visa": (f"{LISTE}Gicquel", "GICQUEL", "Renvoyer avec une raison"),
        "agents-lot-termine": ("/agents/lots/", "Écrire un message"),
        "agents-dossier-sur-papier": (f"{LISTE}Allain", "Allain-Peltier"),
        "agents-guichet-dossier": (f"{LISTE}Allain", "Allain-Peltier", "Enregistrer ce qui arrive sur papier"),
        "agents-fiche-d-une-personne": (f"{LISTE}Allain", "Allain-Peltier", "Fiche de la personne"),
        "agents-vue-tiers": ("/agents/dossiers/?vue=tiers",),
        "agents-filtres-ouverts": ("/agents/dossiers/?vue=tous&attendu=moi",),
    },
    "Hervé Guillou": {
        "agents-retrait": (f"{LISTE}Chauvet", "CHAUVET", "Retirer ou abroger"),
        "agents-revoquer-un-document": (f"{LISTE}Chauvet", "CHAUVET", "Révoquer ou remplacer"),
        "agents-absences-de-l-equipe": ("/agents/absences/",),
    },
    "Gwenaëlle Prigent": {
        "agents-recours": ("/agents/dossiers/?demarche=recours&vue=tous", "PRAUD"),
        "agents-recours-decision": ("/agents/dossiers/?demarche=recours&vue=tous", "PRAUD", "Décider"),
    },
    "Odile Carré": {"agenda-plage": ("/agents/agenda/plages/", "Poser une plage")},
    "Isabelle Corre": {
        "agenda-referent": (f"{LISTE}LEROUX", "LEROUX", "Fiche de la personne", "Nommer un référent"),
    },
    "Patrick Le Roux": {"agents-versements-bilan": ("/agents/versements/import", "retours-de-la-banque.csv")},
    "Maëlle Le Bihan": {
        "agents-guichet-reprendre": ("/agents/guichet/", "Corentin"),
        "agents-guichet-relire": ("/agents/guichet/", "Relire et enregistrer"),
        "agents-guichet-supprimer": ("/agents/guichet/", "Supprimer"),
    },
    "Viviane Robin": {
        "successions": (SUCCESSIONS,),
        "successions-repondues": (SUCCESSIONS, "Voir les requêtes répondues"),
        "successions-vide": (f"{SUCCESSIONS}?vue=retard",),
        "succession-a-valider": (f"{SUCCESSIONS}?vue=a_valider", "LERAY"),
        "succession-renvoyer": (f"{SUCCESSIONS}?vue=a_valider", "LERAY", "Renvoyer à l’instruction"),
        "successions-valider": (SUCCESSIONS, "Valider des réponses"),
        "successions-statistiques": ("/agents/successions/statistiques",),
        "successions-imports": ("/agents/successions/imports/",),
        "successions-import": ("/agents/successions/imports/", "aides-fictives.csv"),
        "recuperations": (RECUPERATIONS,),
        "recuperation": (RECUPERATIONS, "AUBERT"),
        "recuperation-decider": (RECUPERATIONS, "AUBERT", "Décider"),
        "recuperation-actif": (RECUPERATIONS, "AUBERT", "Corriger l’actif net"),
    },
    "Yves Tardif": {
        "succession-a-juger": (SUCCESSIONS, "MERCIER"),
        "succession-proposer": (SUCCESSIONS, "MERCIER", "Proposer une réponse"),
        "succession-redemander": (SUCCESSIONS, "MERCIER", "Redemander l’acte"),
    },
    "Agathe Delorme": {
        "alarmes": ("/agents/successions/alarmes",),
        "alarme": ("/agents/successions/alarmes", "Même acte de décès"),
    },
    "Nathalie Rio": {
        "administration-offices": ("/administration/offices",),
        "administration-office": ("/administration/offices", "Rolland"),
        "administration-ouvrir-office": ("/administration/offices", "Ouvrir un office"),
        "administration-agent": ("/administration/agents", "Isabelle Corre"),
        "administration-habiliter": ("/administration/agents", "Isabelle Corre", "Donner un rôle"),
        "administration-declarer-delegation": ("/administration/agents", "Hervé Guillou", "Déclarer une délégation"),
        "administration-anonymat": ("/administration/agents", "Isabelle Corre", "Régler l’anonymat"),
        "administration-ouvrir-agent": ("/administration/agents", "Ouvrir un accès"),
        "administration-service": ("/administration/services", "Accueil du Département"),
        "administration-creer-service": ("/administration/services", "Créer un service"),
        "administration-delegation": ("/administration/delegations", "Arrêté fictif"),
    },
}
"""Par personne et par écran : l’adresse de départ, puis les liens à suivre."""


def cheminer(visite: Visite, depart: str, *liens: str) -> None:
    """Part d’une adresse et suit des liens ; hors de sa file, dit pourquoi."""
    visite.aller(depart)
    for lien in liens:
        visite.page.get_by_role("main").get_by_role("link", name=lien).first.click()
        if "/raison" in visite.chemin:
            visite.ecran("agents-raison")
            visite.page.locator('main [name="raison"]').first.check()
            visite.page.get_by_role("main").get_by_role("button").last.click()


@pytest.mark.parametrize("personne", CHEMINS)
def test_ecrans_ou_mene_un_chemin(visite: Visite, personne: str):
    visite.proconnect(personne)
    for nom, (depart, *liens) in CHEMINS[personne].items():
        cheminer(visite, depart, *liens)
        regarder(visite, nom, visite.chemin, octets=OCTETS_AGENTS, requetes=REQUETES_AGENTS)


def test_un_projet_a_viser_se_dit_partout_et_qui_supplee_le_sait(visite: Visite):
    visite.proconnect("Claire Lebreton").aller(f"{LISTE}Gicquel").lire("À viser")
    visite.suivre("GICQUEL").lire("À viser", "Ce projet ne se signe pas avant le dernier visa.")
    visite.aller("/agents/absences/").lire("Yann Tanguy", "Vous suppléez cette personne.")
    assert visite.page.get_by_role("link", name="Écourter ou annuler").count() == 0


def test_le_menu_tient_en_une_rangee_et_s_ouvre_sans_script(ouvrir: Ouvrir):
    etroite = ouvrir(script=False, largeur=360).proconnect("Hervé Guillou")
    page = etroite.page
    entete = page.locator(".entete").bounding_box()
    assert entete
    assert entete["height"] < 100

    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Équipe").click()
    etroite.titre("Équipe")
    assert page.get_by_role("navigation", name="Menu principal").count() == 0, "replié, il ne s’annonce pas"


def test_le_menu_d_administration_tient_en_une_rangee_et_sa_suite_s_ouvre_sans_script(ouvrir: Ouvrir):
    visite = ouvrir(script=False, largeur=1280).proconnect("Nathalie Rio").aller("/administration/")
    menu = visite.page.get_by_role("navigation", name="Menu principal")
    hauteurs = {boite["y"] for rang in menu.locator("> ul > li").all() if (boite := rang.bounding_box())}
    assert len(hauteurs) == 1, "une seule rangée"
    assert menu.get_by_role("link", name="Motifs").count() == 0, "replié, il ne s’annonce pas"

    menu.get_by_text("Plus", exact=True).press("Enter")
    menu.get_by_role("link", name="Motifs").click()
    visite.titre("Motifs de décision")
    assert depassement(visite.page) <= 0


def test_l_en_tete_tient_en_une_rangee_sur_un_petit_ordinateur(ouvrir: Ouvrir):
    for personne, chemin in (("Nathalie Rio", "/administration/"), ("Hervé Guillou", "/agents/recherche")):
        page = ouvrir(largeur=1024).proconnect(personne).aller(chemin).page
        entete = page.locator(".entete").bounding_box()
        assert entete
        assert entete["height"] < 100, personne


def test_la_legende_d_un_grand_tableau_tient_dans_l_ecran(ouvrir: Ouvrir):
    etroite = ouvrir(largeur=ETROIT).proconnect("Nathalie Rio").aller("/administration/conservation")
    boite = etroite.page.locator("caption").first.bounding_box()
    assert boite
    assert boite["x"] + boite["width"] <= ETROIT
    assert depassement(etroite.page) <= 0


def test_une_experte_du_dehors_rend_son_avis(visite: Visite):
    recu = re.search(r"http://\S+?(/avis/\S+)", visite.courriel(EXPERTE, "").texte)
    assert recu
    regarder(visite, "expert-accueil", recu[1], octets=OCTETS_AGENTS)
    anciens = len(visite.courriels(EXPERTE))
    visite.presser("Recevoir un code").titre("Écrivez le code reçu").ecran("expert-entrer")
    code = re.search(r"\b\d{6}\b", visite.courriel(EXPERTE, "", apres=anciens).texte)
    assert code
    visite.repondre(code="000000").presser("Entrer").ecran("expert-code-faux")
    visite.repondre(code=code[0]).presser("Entrer").titre("Rendre un avis")
    visite.lire("L’agrément de cette école de conduite").ecran("expert-repondre")
    assert "CHARPENTIER" not in visite.page.get_by_role("main").inner_text().upper(), (
        "la page d’identité n’est pas partagée"
    )
    visite.repondre(sens="favorable", texte="L’agrément vaut jusqu’en 2029.").presser("Rendre mon avis")
    visite.titre("Votre avis est reçu").ecran("expert-merci")
