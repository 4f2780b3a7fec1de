"""Ce que font les gens d’un bout à l’autre d’une demande d’APA, en mots de tous les jours."""

import re
import time
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from playwright.sync_api import expect

from forms.regles.aggir_calculs import ACTIVITES
from tests import fichiers
from tests.bout_en_bout.visite import Visite
from tests.integration.evaluations import ADVERBES_DE

SUITE = "Enregistrer et continuer"
PDF = {"name": "document.pdf", "mimeType": "application/pdf", "buffer": fichiers.pdf()}
PAGES_D_EVALUATION = {
    "esprit": "Cohérence et orientation",
    "corps": "Gestes du quotidien",
    "mouvement": "Bouger et appeler",
    "compte_rendu": "Compte rendu de la visite",
}
EMIS = "Où en est l’argent"
"""Ce qui précède, à l’écran des droits, la dernière mensualité émise ; une prévision du même mois ne le suit pas."""
DELAI_DU_BALAYAGE_S, PAS_S = 600.0, 0.3
PAGES_MAX = 40
_DEPOT = re.compile("Vos documents|Vérifiez votre demande")


# ---------- Le temps ----------


def avancer_au(visite: Visite, jour: date) -> None:
    """Avance l’horloge partagée jusqu’à ce jour par l’écran de la démonstration : les balayages passent."""
    visite.aller("/demo/horloge").repondre(avance="date")
    visite.jour("date_cible", jour.day, jour.month, jour.year).presser("Avancer l’horloge")
    visite.lire("Pour le portail, nous sommes le")


def attendre(visite: Visite, chemin: str, *textes: str) -> Visite:
    """Rouvre cette page jusqu’à ce qu’elle dise tout cela : l’ouvrier passe les balayages de son côté."""
    fin = time.monotonic() + DELAI_DU_BALAYAGE_S
    while time.monotonic() < fin:
        lu = visite.aller(chemin).page.get_by_role("main").inner_text()
        if all(texte in espaces(lu) for texte in textes):
            return visite
        time.sleep(PAS_S)
    raise AssertionError(f"{chemin} ne dit pas {textes} :\n{lu}")


def espaces(texte: str) -> str:
    """Rend le texte, tout blanc devenu une espace ordinaire."""
    return " ".join(texte.split())


def dit(visite: Visite, *textes: str) -> Visite:
    """Vérifie que le contenu dit tout cela, espaces insécables ou non."""
    lu = espaces(visite.page.get_by_role("main").inner_text())
    absents = [texte for texte in textes if texte not in lu]
    assert not absents, f"{visite.chemin} ne dit pas {absents} :\n{lu}"
    return visite


# ---------- La personne ----------


def remplir(visite: Visite, reponses: Mapping[str, Any]) -> Iterator[str]:
    """Remplit chaque page de la demande de ce qu’on sait y répondre ; rend son titre avant de la quitter."""
    for _rang in range(PAGES_MAX):
        titre = visite.page.get_by_role("heading", level=1).inner_text()
        if _DEPOT.search(titre):
            return
        noms = set(visite.page.locator("main [name]").evaluate_all("tous => tous.map(un => un.name)"))
        siennes = {nom: reponse for nom, reponse in reponses.items() if nom.replace("__", "-") in noms}
        cochees = {nom: reponse for nom, reponse in siennes.items() if isinstance(reponse, list)}
        visite.repondre(**{nom: reponse for nom, reponse in siennes.items() if nom not in cochees})
        for nom, valeurs in cochees.items():
            for valeur in valeurs:
                visite.page.locator(f'main [name="{nom}"][value="{valeur}"]').check()
        yield titre
        visite.presser(SUITE)
        fautes = visite.page.locator(".msg-erreur").all_inner_texts()
        assert not fautes, f"{titre} : {fautes}"
    raise AssertionError(f"la demande n’en finit pas : {titre}")


def joindre_et_envoyer(visite: Visite, *pieces: str) -> str:
    """Joint ces pièces, atteste et envoie ; rend le numéro du dossier."""
    visite.titre("Vos documents").repondre(**dict.fromkeys(pieces, PDF)).presser(SUITE)
    return attester_et_envoyer(visite)


def attester_et_envoyer(visite: Visite) -> str:
    """Atteste et envoie ; rend le numéro du dossier."""
    visite.titre("Vérifiez votre demande").ecran("apa-recapitulatif")
    visite.repondre(attestation_exactitude=True, engagement_changement=True, notification_electronique=True)
    visite.presser("Envoyer ma demande").titre("Votre demande est envoyée")
    return visite.numero


def lire_le_plan(personne: Visite, numero: str, *textes: str) -> Visite:
    """Ouvre la proposition depuis le suivi : son délai part de là."""
    personne.aller(f"/mon-espace/dossiers/{numero}").suivre("Lire la proposition et répondre")
    return dit(personne, *textes).ecran("apa-proposition-usager")


def repondre_au_plan(personne: Visite, sens: str, observations: str = "") -> None:
    """Répond à la proposition ouverte."""
    personne.repondre(sens=sens, observations=observations).presser("Envoyer ma réponse")
    personne.lire("Votre réponse est enregistrée")


# ---------- Le service ----------


def prendre(instructeur: Visite, numero: str) -> None:
    """Prend la demande en charge."""
    instructeur.aller(f"/agents/dossiers/{numero}").presser("Prendre en charge")
    instructeur.lire("L’accusé de réception est parti").ecran("apa-dossier-agent")


def prevoir_la_visite(agent: Visite, numero: str, jour: date) -> None:
    """Prévoit la visite d’Isabelle, à 14 h."""
    agent.aller(f"/agents/dossiers/{numero}/visite").titre("Prévoir une visite").ecran("apa-visite-agent")
    agent.champ("evaluateur").select_option(label="Isabelle Corre (évaluatrice médico-sociale)")
    agent.repondre(jour=jour.isoformat(), heure="14:00").presser("Prévoir une visite")
    agent.lire("La visite est prévue. La personne est prévenue")


def evaluer(evaluatrice: Visite, numero: str, cotes: Mapping[str, str], *, gir: int, jour: date) -> None:
    """Cote chaque activité à l’écran (A si `cotes` n’en dit rien), valide, et lit le GIR qui en sort."""
    evaluatrice.aller(f"/agents/dossiers/{numero}/volets/evaluation")
    page = evaluatrice.page
    for activite in ACTIVITES:
        for adverbe in ADVERBES_DE[cotes.get(activite, "A")]:
            page.locator(f'main [name="{activite}"][value="{adverbe}"]').check()
    evaluatrice.repondre(date_visite=f"{jour:%d/%m/%Y}")
    evaluatrice.repondre(presents="Sa fille", constats="Marche avec une canne.", conseils="Poser une barre d’appui.")
    for code in PAGES_D_EVALUATION:
        expect(page.locator(f'[data-page="{code}"] [data-etat]')).to_contain_text("Enregistré à")
    evaluatrice.ecran("apa-volet").presser("Valider", exact=True)
    evaluatrice.lire("Validé").ecran("apa-volet-valide")
    dit(evaluatrice, f"GIR {gir}")


def rediger(agent: Visite, numero: str, *lignes: Mapping[str, str], titre: str = "Plan d’aide") -> Visite:
    """Écrit ces lignes dans l’éditeur et demande le calcul."""
    agent.aller(f"/agents/dossiers/{numero}/proposition").titre(titre)
    for rang, ligne in enumerate(lignes):
        agent.repondre(**{f"lignes__{rang}__{nom}": valeur for nom, valeur in ligne.items()})
    agent.presser("Recalculer", exact=False)
    return agent


def proposer(agent: Visite, numero: str) -> None:
    """Enregistre ce qui est écrit dans l’éditeur et l’envoie."""
    agent.ecran("apa-proposition-agent").presser("Enregistrer", exact=False)
    agent.lire("La proposition est enregistrée")
    agent.presser("Envoyer la proposition", exact=False).lire("La proposition est envoyée")


def accorder(instructeur: Visite, signataire: Visite, numero: str, montant: str) -> None:
    """Propose l’accord, au montant que le portail a calculé, et le signe."""
    instructeur.aller(f"/agents/dossiers/{numero}/decision").titre("Décision")
    expect(instructeur.champ("montant")).to_have_value(montant)
    instructeur.repondre(nature="accord").presser("Proposer à la signature")
    instructeur.lire("La décision est proposée à la signature")
    signer(signataire, numero)


def signer(signataire: Visite, numero: str) -> None:
    """Signe la décision proposée."""
    signataire.aller(f"/agents/dossiers/{numero}").presser("Signer la décision")
    signataire.lire("La décision est signée et notifiée")


def verser(comptable: Visite, numero: str, mandat: str, jour: date) -> None:
    """Mandate puis paie le versement à mandater de ce dossier."""
    dit(comptable.aller("/agents/versements/").titre("Versements"), numero)
    comptable.page.locator("tbody tr", has_text=numero).get_by_role("link", name="Mandater").click()
    comptable.repondre(mandat=mandat, jour=jour.isoformat()).presser("Enregistrer")
    comptable.aller("/agents/versements/?etat=mandate")
    comptable.page.locator("tbody tr", has_text=mandat).get_by_role("link", name="Noter le paiement").click()
    comptable.repondre(jour=jour.isoformat()).presser("Enregistrer")
