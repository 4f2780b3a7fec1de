"""Un membre d’un office devant son navigateur : entrer au bureau des notaires, second facteur compris."""

import re

from tests.bout_en_bout.visite import Visite

PAUL = ("Me Paul Rolland", "paul.rolland@office-44012.example")


def entrer(visite: Visite, chemin: str, *, personne: tuple[str, str] = PAUL) -> Visite:
    """S’identifie avec ID.not (simulé), puis recopie le code reçu si le fournisseur n’a pas prouvé deux facteurs."""
    nom, courriel = personne
    visite.aller(chemin).suivre("S’identifier avec ID.not")
    visite._choisir(nom)
    if "second-facteur" in visite.page.url:
        deja = len(visite.courriels(courriel))
        visite.presser("Recevoir un code")
        objet = visite.courriel(courriel, "Votre code", apres=deja).objet
        visite.repondre(code=re.findall(r"\d{6}", objet)[0]).presser("Confirmer")
    return visite
