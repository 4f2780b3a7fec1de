"""Des requêtes de notaires étiquetées : à chacune sa difficulté, et les personnes aidées qu’elle doit retrouver."""

import random
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from portail.demarche.recherche import normaliser
from portail.demonstration.beneficiaires import personnes
from portail.notaires.rapprochement.identites import DateConnue, Identite
from portail.notaires.rapprochement.noms import PARTICULES, mots

GRAINE = 2_000
GRAINE_DES_ABSENTS = 4_400
HOMONYMES, ABSENTS, FICHIER_SANS_JOUR = "homonymes vrais", "absents", "date incomplète au fichier"
DEUX_FAUTES = "deux fautes : nom et date (limite connue)"
LETTRE_DE_FAUTE = string.ascii_uppercase


@dataclass(frozen=True, slots=True)
class Requete:
    """Ce que le notaire demande, sa difficulté, et les numéros des personnes à retrouver."""

    famille: str
    demandee: Identite
    attendues: frozenset[str]


def _sans_accent(une: Identite, _alea: random.Random) -> Identite:
    return replace(une, prenoms=tuple(normaliser(prenom) for prenom in une.prenoms))


def _trait_d_union(une: Identite, _alea: random.Random) -> Identite:
    return replace(
        une,
        nom_naissance=une.nom_naissance.replace("-", " "),
        nom_usage=une.nom_usage.replace("-", " "),
        prenoms=tuple(prenom.replace("-", " ") for prenom in une.prenoms),
    )


def _particule(une: Identite, alea: random.Random) -> Identite:
    """Colle la particule au nom, ou l’ôte."""
    nom = mots(une.nom_naissance)
    libres = [mot for mot in nom if mot not in PARTICULES]
    return replace(une, nom_naissance=alea.choice(["".join(nom), " ".join(libres)]).upper())


def _autre_ordre(une: Identite, _alea: random.Random) -> Identite:
    return replace(une, prenoms=tuple(reversed(une.prenoms)))


def _un_prenom(une: Identite, alea: random.Random) -> Identite:
    return replace(une, prenoms=(alea.choice(une.prenoms),))


def _nom_d_usage(une: Identite, _alea: random.Random) -> Identite:
    return replace(une, nom_naissance=une.nom_usage, nom_usage="")


def _retournee(une: Identite, _alea: random.Random) -> Identite:
    return replace(une, naissance=une.naissance.retournee or une.naissance)


def _faute_de_nom(une: Identite, alea: random.Random) -> Identite:
    return replace(une, nom_naissance=_faute(une.nom_naissance, LETTRE_DE_FAUTE, alea), nom_usage="")


def _faute_de_prenom(une: Identite, alea: random.Random) -> Identite:
    premier, *autres = une.prenoms
    return replace(une, prenoms=(_faute(premier, string.ascii_lowercase, alea), *autres))


def _faute_de_date(une: Identite, alea: random.Random) -> Identite:
    """Change un chiffre de la date, qui reste une date."""
    while True:
        chiffres = list(une.naissance.chiffres)
        chiffres[alea.randrange(8)] = alea.choice(string.digits)
        autre = _date("".join(chiffres))
        if autre and autre != une.naissance:
            return replace(une, naissance=autre)


def _date(chiffres: str) -> DateConnue | None:
    try:
        lue = DateConnue.du(date.fromisoformat(chiffres))
    except ValueError:
        return None
    return lue if 1850 < lue.annee < 2026 else None


def _sans_jour(une: Identite, _alea: random.Random) -> Identite:
    return replace(une, naissance=DateConnue(une.naissance.annee))


def _jour_donne(une: Identite, alea: random.Random) -> Identite:
    jour = date(une.naissance.annee, 1, 1) + timedelta(days=alea.randrange(365))
    return replace(une, naissance=DateConnue.du(jour))


def _nom_et_date(une: Identite, alea: random.Random) -> Identite:
    return _faute_de_date(_faute_de_nom(une, alea), alea)


def _telle_quelle(une: Identite, _alea: random.Random) -> Identite:
    return une


def _faute(mot: str, lettres: str, alea: random.Random) -> str:
    """Ajoute, ôte ou change une lettre, ou en échange deux voisines ; n’importe où, la première comprise."""
    while True:
        place, neuve = alea.randrange(len(mot) - 1), alea.choice(lettres)
        debut, fin = mot[:place], mot[place + 1 :]
        faux = debut + alea.choice([neuve + mot[place] + fin, fin, neuve + fin, fin[0] + mot[place] + fin[1:]])
        if normaliser(faux) != normaliser(mot):
            return faux


def _est_entiere(une: Identite) -> bool:
    return une.naissance.est_entiere


FAMILLES: Mapping[str, tuple[Callable[[Identite], bool], Callable[[Identite, random.Random], Identite]]] = {
    "telle quelle": (_est_entiere, _telle_quelle),
    "accent": (lambda une: any(normaliser(p) != p.casefold() for p in une.prenoms), _sans_accent),
    "trait d’union": (lambda une: "-" in f"{une.nom_naissance}{une.prenoms}", _trait_d_union),
    "particule": (lambda une: bool(PARTICULES & set(mots(une.nom_naissance))), _particule),
    "ordre des prénoms": (lambda une: len(une.prenoms) > 1, _autre_ordre),
    "un seul des prénoms": (lambda une: len(une.prenoms) > 1, _un_prenom),
    "nom d’usage pour nom de naissance": (lambda une: bool(une.nom_usage), _nom_d_usage),
    "jour et mois échangés": (lambda une: une.naissance.retournee is not None, _retournee),
    "une faute dans le nom": (_est_entiere, _faute_de_nom),
    "une faute dans le prénom": (_est_entiere, _faute_de_prenom),
    "une faute dans la date": (_est_entiere, _faute_de_date),
    "date incomplète à la requête": (_est_entiere, _sans_jour),
    FICHIER_SANS_JOUR: (lambda une: not une.naissance.est_entiere, _jour_donne),
    DEUX_FAUTES: (_est_entiere, _nom_et_date),
}
NOMBRE_DE_FAMILLES = len(FAMILLES) + 2


def etiqueter(
    vivier: Sequence[tuple[str, Identite]], homonymes: Sequence[tuple[frozenset[str], Identite]], nombre: int
) -> Iterator[Requete]:
    """Rend environ `nombre` requêtes, autant par famille ; `vivier` : des personnes du fichier, avec leur numéro."""
    alea, par_famille = random.Random(GRAINE), nombre // NOMBRE_DE_FAMILLES
    for famille, (convient, changer) in FAMILLES.items():
        possibles = [une for une in vivier if convient(une[1])]
        for numero, une in alea.sample(possibles, min(par_famille, len(possibles))):
            yield Requete(famille, changer(une, alea), frozenset({numero}))
    for numeros, une in homonymes[:par_famille]:
        yield Requete(HOMONYMES, une, numeros)
    for une in personnes(par_famille, graine=GRAINE_DES_ABSENTS):
        yield Requete(ABSENTS, une, frozenset())
