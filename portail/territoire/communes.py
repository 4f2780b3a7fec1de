"""Les communes du département : par code INSEE, par code postal, par nom actuel ou ancien.

Un code postal n’est pas une commune : l’appartenance au département se juge toujours sur le code INSEE.
"""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_ABREGES = {"st": "saint", "ste": "sainte"}
_ARTICLES = frozenset({"le", "la", "les", "l"})
_CEDEX = re.compile(r"\bcedex\b(?: *\d+)?")
_RESSEMBLANCE = 0.85
"""En dessous, deux noms ne sont pas une faute de frappe l’un de l’autre."""


@dataclass(frozen=True, slots=True)
class Commune:
    """Une commune d’aujourd’hui, au millésime du fichier."""

    code_insee: str
    nom: str
    codes_postaux: tuple[str, ...]
    population: int
    epci_siren: str
    epci_nom: str
    arrondissement: str


def cle_de_nom(nom: str) -> str:
    """Rend ce qui distingue un nom : sans accents, traits d’union, article initial ni CEDEX, « St » développé."""
    plat = unicodedata.normalize("NFKD", nom.casefold().translate(_LIGATURES))
    lettres = "".join(signe for signe in plat if not unicodedata.combining(signe))
    lettres = re.sub(r"\bs?/", " sur ", _CEDEX.sub(" ", lettres))
    mots = [_ABREGES.get(mot, mot) for mot in re.findall(r"[a-z0-9]+", lettres)]
    return " ".join(mots[1:] if len(mots) > 1 and mots[0] in _ARTICLES else mots)


class Annuaire:
    """Les communes d’un département, chargées une fois, lues en mémoire."""

    def __init__(self, departement: str, communes: Iterable[Commune], anciennes: Mapping[str, tuple[str, str]]) -> None:
        """`anciennes` : nom disparu → (code INSEE d’alors, code INSEE du chef-lieu actuel)."""
        self.departement = departement
        self._par_code = {commune.code_insee: commune for commune in communes}
        self._par_code_postal: dict[str, list[Commune]] = defaultdict(list)
        for commune in self._par_code.values():
            for code_postal in commune.codes_postaux:
                self._par_code_postal[code_postal].append(commune)
        self._par_cle = {cle_de_nom(nom): self._par_code[chef_lieu] for nom, (_, chef_lieu) in anciennes.items()}
        self._par_cle |= {cle_de_nom(commune.nom): commune for commune in self._par_code.values()}
        self._codes_disparus = {
            code: self._par_code[chef_lieu] for code, chef_lieu in anciennes.values() if code not in self._par_code
        }
        self._codes = frozenset({*self._par_code, *self._codes_disparus})
        self._code_d_alors = {cle_de_nom(nom): code for nom, (code, _) in anciennes.items()}

    def __len__(self) -> int:
        return len(self._par_code)

    def __iter__(self) -> Iterator[Commune]:
        return iter(self._par_code.values())

    @property
    def codes(self) -> frozenset[str]:
        """Rend les codes INSEE du département, ceux de communes disparues compris."""
        return self._codes

    def par_code(self, code_insee: str) -> Commune | None:
        """Rend la commune de ce code INSEE ; le code d’une commune disparue rend celle qui l’a absorbée."""
        return self._par_code.get(code_insee) or self._codes_disparus.get(code_insee)

    @property
    def intercommunalites(self) -> dict[str, str]:
        """Rend le nom de chaque intercommunalité, par SIREN, par ordre de nom."""
        noms = {commune.epci_siren: commune.epci_nom for commune in self}
        return dict(sorted(noms.items(), key=lambda paire: cle_de_nom(paire[1])))

    def codes_de_l_epci(self, siren: str) -> frozenset[str]:
        """Rend les codes INSEE des communes d’une intercommunalité, ceux des communes disparues compris."""
        return frozenset(
            code for code in self._codes if (commune := self.par_code(code)) and commune.epci_siren == siren
        )

    def par_code_postal(self, code_postal: str) -> tuple[Commune, ...]:
        """Rend les communes que ce code postal dessert, par ordre de nom."""
        return tuple(sorted(self._par_code_postal.get(code_postal, ()), key=lambda commune: cle_de_nom(commune.nom)))

    def reconnaitre(self, nom: str) -> Commune | None:
        """Rend la commune qui porte exactement ce nom, actuel ou ancien, à l’écriture près."""
        return self._par_cle.get(cle_de_nom(nom))

    def code_d_alors(self, nom: str) -> str | None:
        """Rend le code INSEE qu’avait la commune disparue de ce nom : son cadastre le garde."""
        return self._code_d_alors.get(cle_de_nom(nom))

    def deviner(self, nom: str, code_postal: str) -> Commune | None:
        """Rend la seule commune de ce code postal dont le nom commence ainsi, ou s’écrit presque ainsi."""
        cle, desservies = cle_de_nom(nom), self._par_code_postal.get(code_postal, [])
        noms = {autre: commune for autre, commune in self._par_cle.items() if commune in desservies}
        proches = [autre for autre in noms if cle and f"{autre} ".startswith(f"{cle} ")]
        trouvees = {noms[autre] for autre in proches or _ressemblants(cle, noms)}
        return trouvees.pop() if len(trouvees) == 1 else None

    def chercher(self, texte: str, limite: int = 10) -> tuple[Commune, ...]:
        """Rend les communes dont un nom, actuel ou ancien, ou un code postal répond au texte.

        D’abord le nom exact, puis les noms qui commencent ainsi, puis ceux qui contiennent ces mots ;
        à défaut, ceux qui s’écrivent presque ainsi. À égalité, la plus peuplée.
        """
        if (chiffres := texte.strip()).isdecimal():
            desservies = (c for c in self._par_code.values() if any(cp.startswith(chiffres) for cp in c.codes_postaux))
            return tuple(sorted(desservies, key=lambda commune: -commune.population)[:limite])
        rangs: dict[Commune, int] = {}
        cle = cle_de_nom(texte)
        for autre, commune in self._par_cle.items():
            if (rang := _rang(autre, cle)) is not None:
                rangs[commune] = min(rang, rangs.get(commune, rang))
        rangs = rangs or {self._par_cle[autre]: 0 for autre in _ressemblants(cle, self._par_cle)}
        return tuple(sorted(rangs, key=lambda commune: (rangs[commune], -commune.population))[:limite])


def _ressemblants(cle: str, noms: Iterable[str]) -> list[str]:
    return get_close_matches(cle, noms, cutoff=_RESSEMBLANCE)


def _rang(nom: str, cherche: str) -> int | None:
    if not cherche:
        return None
    if nom == cherche:
        return 0
    if nom.startswith(cherche):
        return 1
    return 2 if f" {cherche}" in f" {nom}" else None


def _lire(nom: str) -> dict[str, Any]:
    contenu: dict[str, Any] = json.loads(files("portail").joinpath("donnees", nom).read_text(encoding="utf-8"))
    return contenu


@cache
def annuaire() -> Annuaire:
    """Rend l’annuaire des communes du département (INSEE, La Poste, DGCL ; voir `donnees/`)."""
    actuel, historique = _lire("communes_44.json"), _lire("communes_historiques_44.json")
    communes = [
        Commune(
            code_insee=ligne["code_insee"],
            nom=ligne["nom"],
            codes_postaux=tuple(ligne["codes_postaux"]),
            population=ligne["population"],
            epci_siren=ligne["epci_siren"],
            epci_nom=ligne["epci_nom"],
            arrondissement=ligne["arrondissement"],
        )
        for ligne in actuel["communes"]
    ]
    disparues = [*actuel["communes_anciennes_ou_deleguees"], *historique["communes"]]
    anciennes = {ligne["nom"]: (ligne["code_insee"], ligne["chef_lieu"]) for ligne in disparues}
    return Annuaire(actuel["departement"]["code"], communes, anciennes)


@cache
def millesime() -> int:
    """Rend l’année des populations de l’annuaire, que le fichier cite ; lève `ValueError` s’il ne la dit pas."""
    dite = re.search(r"millésime\D*(\d{4})", _lire("communes_44.json")["source"])
    if dite is None:
        raise ValueError("le fichier des communes ne dit pas son millésime")
    return int(dite[1])
