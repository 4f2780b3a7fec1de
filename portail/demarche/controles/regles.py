"""Contrôles des règles et calculs : entrées et paramètres connus, et chiffres vraiment rendus, en les essayant."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portail.demarche.champs import Commune
from portail.demarche.conditions import CHAMPS_PLATEFORME
from portail.demarche.controles.echantillons import (
    AILLEURS,
    COMMUNES,
    JOUR,
    jeux,
    parametres_livres,
    reponses_plateforme,
    reponses_possibles,
)
from portail.demarche.controles.textes import parametres_de_fiche
from portail.demarche.declaration import Demarche
from portail.demarche.eligibilite import arguments_de, entrees_de, tous_les_champs
from portail.demarche.fiche import est_public
from portail.demarche.phrases import accolades
from portail.demarche.regles import COMMUNE_INCONNUE, CONTEXTE, Calcul, Chiffre, Constat, Regle, Resultat, Verdict
from portail.demarche.regles import JOUR as NOM_DU_JOUR
from portail.demarche.valeurs import typee

CALCULEES = tuple(Decimal(valeur) for valeur in (0, 1, 476, 600, 601, 100_000))
"""Des valeurs qu’un calcul peut passer à une règle."""

ECHECS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def objets_de(demarche: Demarche) -> tuple[Calcul | Regle, ...]:
    """Rend les calculs puis les règles, dans l’ordre où ils s’exécutent."""
    return (*demarche.calculs, *demarche.regles)


def _nom(objet: Calcul | Regle) -> str:
    return f"{'règle' if isinstance(objet, Regle) else 'calcul'} {objet.code}"


def parametres_connus(demarche: Demarche) -> Iterator[str]:
    """Un paramètre cité par une règle, un calcul, un délai ou la fiche existe."""
    cites = [(_nom(objet), code) for objet in objets_de(demarche) for code in objet.parametres]
    delais = (demarche.cle_delai_accuse, demarche.cle_delai_complement, demarche.cle_delai_paiement)
    cites += [("délai", code) for code in delais if code]
    publics = {calcul.code for calcul in demarche.calculs if est_public(calcul)}
    cites += [("fiche", code) for code in sorted(parametres_de_fiche(demarche) - publics)]
    yield from (f"{ou} : paramètre inconnu : {code}" for ou, code in cites if code not in parametres_livres())


def entrees_connues(demarche: Demarche) -> Iterator[str]:
    """Une entrée est un champ, une partie d’adresse, une réponse de la plateforme ou un calcul qui précède."""
    connues = entrees_de(tous_les_champs(demarche)) | CHAMPS_PLATEFORME
    for objet in objets_de(demarche):
        for argument, ou in objet.entrees.items():
            inconnues = [identifiant for identifiant in ou if identifiant not in connues]
            yield from (f"{_nom(objet)} : entrée inconnue : {identifiant}" for identifiant in inconnues)
            if not ou:
                yield f"{_nom(objet)} : {argument} ne se lit nulle part"
        if isinstance(objet, Calcul):
            connues.add(objet.code)


def appels_possibles(demarche: Demarche) -> Iterator[str]:
    """Une fonction reçoit exactement ce que la déclaration lui passe."""
    for objet in objets_de(demarche):
        passes = {*objet.entrees, *objet.parametres, *objet.contexte}
        attendus = arguments_de(objet.fonction) - {NOM_DU_JOUR}
        yield from (f"{_nom(objet)} : argument sans entrée : {nom}" for nom in sorted(attendus - passes))
        yield from (f"{_nom(objet)} : entrée sans argument : {nom}" for nom in sorted(passes - attendus))
        egarees = {*objet.facultatives} - objet.entrees.keys() | {*objet.contexte} - CONTEXTE
        yield from (f"{_nom(objet)} : facultative ou contexte inconnu : {nom}" for nom in sorted(egarees))


def formules_dites(demarche: Demarche) -> Iterator[str]:
    """Chaque règle, chaque calcul et chacun de leurs paramètres se dit en mots au public (CRPA, R311-3-1-2)."""
    for objet in objets_de(demarche):
        if not objet.formule:
            yield f"{_nom(objet)} : formule vide"
        etrangers = sorted(accolades(objet.formule) - {*objet.parametres})
        yield from (
            f"{_nom(objet)} : sa formule cite un paramètre qu’elle n’emploie pas : {code}" for code in etrangers
        )
        sans_nom = (code for code in objet.parametres if not demarche.noms_des_parametres.get(code))
        yield from (f"paramètre sans nom pour le public : {code}" for code in sans_nom)


def verifications_dites(demarche: Demarche) -> Iterator[str]:
    """Une règle qui fait vérifier dit quoi ; une règle qui ne refuse jamais ne propose pas de motif."""
    if any(_ne_s_essaie_pas(demarche)):
        return
    for regle in demarche.regles:
        rendus = {essai.verdict for essai in _essais(regle, demarche) if isinstance(essai, Constat)}
        if (Verdict.A_VERIFIER in rendus) is not bool(regle.a_verifier):
            yield f"{_nom(regle)} : « à vérifier » est rendu sans être dit, ou dit sans être rendu"
        if regle.motif and rendus <= {Verdict.CONFORME, Verdict.A_VERIFIER}:
            yield f"{_nom(regle)} : propose un motif, mais ne conclut jamais à un refus"


@dataclass(frozen=True, slots=True)
class ChiffreRendu:
    """Un chiffre qu’un motif peut citer : ce qui le donne (un titre, à traduire), et une valeur pour l’exemple."""

    source: str
    exemple: Chiffre


def chiffres_de(demarche: Demarche) -> dict[str, ChiffreRendu]:
    """Rend les chiffres que règles et calculs donnent aux motifs, par nom ; l’exemple vient d’un refus s’il y en a."""
    rendus: dict[str, ChiffreRendu] = {}
    for objet in objets_de(demarche):
        essais = [essai for essai in _essais(objet, demarche) if not isinstance(essai, str)]
        refus = [essai for essai in essais if isinstance(essai, Constat) and essai.verdict is Verdict.NON_CONFORME]
        for essai in essais + essais[-len(essais) // 4 :][:1] + refus[-len(refus) // 4 :][:1]:  # ni zéro, ni l’extrême
            rendus |= {nom: ChiffreRendu(objet.titre, valeur) for nom, valeur in _donnes(objet, essai).items()}
    return rendus


def _donnes(objet: Calcul | Regle, essai: Constat | Resultat) -> dict[str, Chiffre]:
    """Rend ce qu’un motif peut lire de ce résultat : ses chiffres et, d’un calcul, sa valeur sous son nom."""
    return {**essai.chiffres, objet.code: essai.valeur} if isinstance(essai, Resultat) else {**essai.chiffres}


def chiffres_rendus(demarche: Demarche) -> Iterator[str]:
    """Chaque message cité existe, et chaque accolade y trouve son chiffre, pour toute réponse possible."""
    if any(_ne_s_essaie_pas(demarche)):
        return
    for objet in objets_de(demarche):
        for resultat in _essais(objet, demarche):
            fautes = [resultat] if isinstance(resultat, str) else _mal_rendu(objet, resultat)
            yield from (f"{_nom(objet)} : {faute}" for faute in fautes)
    rendus = chiffres_de(demarche).keys()
    for motif in demarche.motifs:
        yield from (f"motif {motif.code} : chiffre inconnu : {nom}" for nom in sorted(accolades(motif.fait) - rendus))


def _ne_s_essaie_pas(demarche: Demarche) -> Iterator[str]:
    for controle in (parametres_connus, entrees_connues, appels_possibles):
        yield from controle(demarche)


def _essais(objet: Calcul | Regle, demarche: Demarche) -> Iterator[Constat | Resultat | str]:
    """Rend ce que rend la fonction pour chaque jeu de réponses, ou l’échec, en mots."""
    fixes: dict[str, Any] = {code: parametres_livres()[code] for code in objet.parametres}
    fixes |= {nom: frozenset(COMMUNES) for nom in objet.contexte}
    fixes |= {NOM_DU_JOUR: JOUR} if NOM_DU_JOUR in arguments_de(objet.fonction) else {}
    domaines = {argument: _domaine(objet, argument, demarche) for argument in objet.entrees}
    for jeu in jeux(domaines):
        try:
            rendu = objet.fonction(**jeu, **fixes)
        except ECHECS as echec:
            yield f"échec pour {jeu} : {echec!r}"
        else:
            yield rendu if _bien_type(objet, rendu) else f"rend {type(rendu).__name__} pour {jeu}"


def _bien_type(objet: Calcul | Regle, rendu: object) -> bool:
    if isinstance(objet, Regle):
        return isinstance(rendu, Constat)
    return isinstance(rendu, Resultat) and isinstance(rendu.valeur, Decimal)


def _domaine(objet: Calcul | Regle, argument: str, demarche: Demarche) -> tuple[Any, ...]:
    valeurs = tuple(v for identifiant in objet.entrees[argument] for v in _valeurs(identifiant, demarche))
    return (*valeurs, None) if argument in objet.facultatives else valeurs


def _valeurs(identifiant: str, demarche: Demarche) -> tuple[Any, ...]:
    if identifiant in CHAMPS_PLATEFORME:
        return reponses_plateforme(demarche)[identifiant]
    calcul = next((calcul for calcul in demarche.calculs if calcul.code == identifiant), None)
    if calcul is not None:
        return tuple(valeur for valeur in CALCULEES if valeur >= calcul.minimum)
    nom, _, partie = identifiant.partition(".")
    champ = next(champ for champ in tous_les_champs(demarche) if champ.identifiant == nom)
    if isinstance(champ, Commune) or partie == "commune":
        return (*COMMUNES, AILLEURS, COMMUNE_INCONNUE)
    return tuple(typee(champ, valeur) if not partie else valeur[partie] for valeur in reponses_possibles(champ))


def _mal_rendu(objet: Calcul | Regle, resultat: Constat | Resultat) -> Iterator[str]:
    chiffres = {*resultat.chiffres, "valeur"} if isinstance(objet, Calcul) else {*resultat.chiffres}
    texte = _texte(objet, resultat)
    if not texte:
        yield "sans message, ou sans explication"
    if isinstance(resultat, Constat) and resultat.verdict is Verdict.EN_ATTENTE:
        yield "l’attente est posée par la plateforme, jamais par une règle"
    yield from (f"chiffre non rendu : {nom}" for nom in sorted(accolades(texte) - chiffres))


def _texte(objet: Calcul | Regle, resultat: Constat | Resultat) -> str:
    if isinstance(objet, Calcul):
        return objet.explication
    return objet.messages.get(resultat.message, "") if isinstance(resultat, Constat) else ""
