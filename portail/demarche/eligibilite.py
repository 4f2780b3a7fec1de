"""Examiner une demande : calculs, puis règles ; le même examen au pré-test, au dépôt et chez l’agent."""

import inspect
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from portail.demarche.bilan import Bilan, ConstatRegle, Explication
from portail.demarche.champs import Adresse, Champ, Commune
from portail.demarche.conditions import CHAMPS_PLATEFORME, Reponses, est_vraie
from portail.demarche.declaration import Demarche
from portail.demarche.parcours import reponses_retenues
from portail.demarche.regles import COMMUNE_INCONNUE, JOUR, Calcul, Regle, Verdict
from portail.demarche.valeurs import PARTIES_D_ADRESSE, aplatir


def evaluer(
    demarche: Demarche,
    reponses: Reponses,
    *,
    jour: date,
    parametres: Mapping[str, Decimal],
    communes: Container[str],
    pretest: bool = False,
) -> Bilan:
    """Rend le bilan d’une demande au jour de référence, avec les paramètres en vigueur ce jour.

    `reponses` : celles de l’usager, de la plateforme et, s’il y en a, des pages d’agent ; les orphelines sont écartées.
    `communes` : les codes INSEE du département. `pretest` : s’en tenir aux règles que le pré-test peut juger.
    """
    retenues = reponses if pretest else reponses_retenues(demarche, reponses, jour)
    sources = _Sources(_valeurs(tous_les_champs(demarche), retenues), parametres, {"communes": communes}, jour)
    explications = _enchainer(demarche.calculs, retenues, sources)
    regles = regles_du_pretest(demarche) if pretest else demarche.regles
    constats = [_juger(regle, sources) for regle in regles if est_vraie(regle.si, retenues, jour)]
    return Bilan(tuple(constats), explications)


def calculer(
    calculs: Sequence[Calcul],
    champs: Sequence[Champ],
    reponses: Reponses,
    *,
    jour: date,
    parametres: Mapping[str, Decimal],
    communes: Container[str],
) -> tuple[Explication, ...]:
    """Rend ceux de ces calculs que permettent les réponses à ces champs, dans l’ordre : ceux d’un volet."""
    sources = _Sources(_valeurs(champs, reponses), parametres, {"communes": communes}, jour)
    return _enchainer(calculs, reponses, sources)


def _enchainer(calculs: Iterable[Calcul], reponses: Reponses, sources: "_Sources") -> tuple[Explication, ...]:
    """Fait les calculs dans l’ordre ; chacun peut se servir de ceux qui le précèdent."""
    explications = []
    for calcul in calculs:
        if est_vraie(calcul.si, reponses, sources.jour) and (explication := _calculer(calcul, sources)):
            explications.append(explication)
            sources.valeurs[calcul.code] = explication.valeur
    return tuple(explications)


def tous_les_champs(demarche: Demarche) -> tuple[Champ, ...]:
    """Rend les champs des pages, du pré-test et des pages d’agent."""
    d_agent = (champ for page in demarche.pages_agent for champ in page.champs)
    return (*demarche.champs.values(), *demarche.champs_pretest, *d_agent)


def regles_du_pretest(demarche: Demarche) -> tuple[Regle, ...]:
    """Rend les règles dont toutes les entrées nécessaires se demandent, ou se calculent, au pré-test."""
    if demarche.pretest is None:
        return ()
    connus = entrees_de(champ for champ in tous_les_champs(demarche) if champ.identifiant in demarche.pretest.champs)
    for calcul in demarche.calculs:
        if _peut_se_juger(calcul, connus):
            connus.add(calcul.code)
    return tuple(regle for regle in demarche.regles if _peut_se_juger(regle, connus))


def entrees_de(champs: Iterable[Champ]) -> set[str]:
    """Rend ce que des règles peuvent lire de ces champs : leur identifiant, et les parties des adresses."""
    connues = set()
    for champ in champs:
        connues.add(champ.identifiant)
        if isinstance(champ, Adresse):
            connues |= {f"{champ.identifiant}.{partie}" for partie in PARTIES_D_ADRESSE}
    return connues


def _peut_se_juger(regle: Regle | Calcul, connus: set[str]) -> bool:
    necessaires = (ou for argument, ou in regle.entrees.items() if argument not in regle.facultatives)
    return all(connus.intersection(ou) for ou in necessaires)


def _valeurs(champs: Sequence[Champ], reponses: Reponses) -> dict[str, Any]:
    """Rend les réponses typées, à plat, celles de la plateforme comprises ; aucune commune répondue n’y est vide."""
    valeurs: dict[str, Any] = {nom: reponses[nom] for nom in CHAMPS_PLATEFORME if nom in reponses}
    valeurs |= aplatir(champs, reponses)
    for champ in champs:
        if isinstance(champ, Adresse | Commune) and reponses.get(champ.identifiant):
            nom = f"{champ.identifiant}.commune" if isinstance(champ, Adresse) else champ.identifiant
            valeurs[nom] = valeurs[nom] or COMMUNE_INCONNUE
    return valeurs


@dataclass(frozen=True, slots=True)
class _Sources:
    """Tout ce qu’une fonction de règle peut recevoir."""

    valeurs: dict[str, Any]
    parametres: Mapping[str, Decimal]
    contexte: Mapping[str, Any]
    jour: date

    def arguments(self, regle: Regle | Calcul) -> tuple[dict[str, Any], tuple[str, ...]]:
        """Rend les arguments de la fonction et ce qui manque pour l’appeler."""
        arguments: dict[str, Any] = {argument: self._valeur(ou) for argument, ou in regle.entrees.items()}
        vides = (argument for argument, valeur in arguments.items() if valeur is None)
        manque = [regle.entrees[argument][0] for argument in vides if argument not in regle.facultatives]
        manque += [code for code in regle.parametres if code not in self.parametres]
        arguments |= {code: self.parametres.get(code) for code in regle.parametres}
        arguments |= {nom: self.contexte[nom] for nom in regle.contexte}
        if JOUR in arguments_de(regle.fonction):
            arguments[JOUR] = self.jour
        return arguments, tuple(manque)

    def _valeur(self, identifiants: Iterable[str]) -> object:
        trouvees = (self.valeurs.get(identifiant) for identifiant in identifiants)
        return next((valeur for valeur in trouvees if valeur not in (None, "")), None)


@cache
def arguments_de(fonction: Callable[..., Any]) -> frozenset[str]:
    """Rend les noms des arguments d’une fonction de règle ou de calcul."""
    return frozenset(inspect.signature(fonction).parameters)


def _calculer(calcul: Calcul, sources: _Sources) -> Explication | None:
    arguments, manque = sources.arguments(calcul)
    return None if manque else Explication(calcul, calcul.fonction(**arguments))


def _juger(regle: Regle, sources: _Sources) -> ConstatRegle:
    arguments, manque = sources.arguments(regle)
    if manque:
        return ConstatRegle(regle, Verdict.EN_ATTENTE, manque=manque)
    constat = regle.fonction(**arguments)
    return ConstatRegle(regle, constat.verdict, constat.message, constat.chiffres)
