"""Lire un fichier de requêtes : ses colonnes, et ce que chaque ligne demande. Format : docs/successions.md."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeVar

from portail.notaires.rapprochement.identites import DateConnue, Identite
from portail.notaires.successions.demandes import Demande, Domicile, fautes_de
from portail.notaires.successions.recuperation import Heritier
from portail.socle import tableur
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _
from portail.territoire.communes import annuaire

T = TypeVar("T")
OCTETS_MAX = 2_000_000
FAUTES = "fautes"
"""La colonne que porte en plus le fichier des lignes à corriger : il se renvoie tel quel, corrigé."""
COLONNES: Mapping[str, str] = MappingProxyType(
    {
        "reference": _("Référence de votre dossier"),
        "nom_naissance": _("Nom de naissance"),
        "nom_usage": _("Nom d’usage"),
        "prenoms": _("Prénoms"),
        "sexe": _("Sexe (F ou M)"),
        "naissance": _("Date de naissance"),
        "lieu_naissance": _("Lieu de naissance"),
        "deces_le": _("Date du décès"),
        "deces_commune": _("Commune du décès"),
        "domicile_voie": _("Dernier domicile : numéro et voie"),
        "domicile_code_postal": _("Dernier domicile : code postal"),
        "domicile_commune": _("Dernier domicile : commune"),
        "domiciles_anterieurs": _("Domiciles antérieurs en Loire-Atlantique"),
        "heritiers": _("Héritiers connus"),
        "testament": _("Testament ou legs (oui, non ou vide)"),
        "donations": _("Donations (oui, non ou vide)"),
        "donations_le": _("Dates des donations"),
        "assurance_vie": _("Assurance-vie (oui, non ou vide)"),
        "actif_net_estime": _("Actif net estimé, en euros"),
        "conjoint_nom_naissance": _("Conjoint prédécédé : nom de naissance"),
        "conjoint_nom_usage": _("Conjoint prédécédé : nom d’usage"),
        "conjoint_prenoms": _("Conjoint prédécédé : prénoms"),
        "conjoint_sexe": _("Conjoint prédécédé : sexe (F ou M)"),
        "conjoint_naissance": _("Conjoint prédécédé : date de naissance"),
        "conjoint_lieu_naissance": _("Conjoint prédécédé : lieu de naissance"),
        "conjoint_deces_le": _("Conjoint prédécédé : date du décès"),
        "conjoint_deces_commune": _("Conjoint prédécédé : commune du décès"),
        "acte": _("Nom du fichier de l’acte de décès"),
    }
)
DU_CONJOINT = tuple(colonne for colonne in COLONNES if colonne.startswith("conjoint_"))
_COLONNE_DU_CHAMP = {"domicile": "domicile_commune"}
"""Le champ d’une demande qui n’a pas le nom de sa colonne."""
_INCOMPLETE = re.compile(r"(\d{4})(?:-(\d{2})-00)?")
_SEPARATEURS = re.compile(r"[,|]")
_OUI_NON = {"oui": True, "non": False}


class FichierIllisible(SaisieInvalide):
    """Le fichier n’est pas un CSV de ces colonnes, ou il est trop long : rien n’en est gardé."""

    message = _(
        "Ce fichier ne se lit pas. Partez du modèle, gardez toutes ses colonnes, enregistrez-le en CSV (UTF-8, "
        "séparé par des points-virgules), avec une ligne au moins et %(maximum)s au plus."
    )


def lignes_du_fichier(contenu: bytes, *, maximum: int) -> list[tuple[int, Mapping[str, str]]]:
    """Rend le numéro et les cellules de chaque ligne ; lève `FichierIllisible`."""
    for colonnes in (tuple(COLONNES), (*COLONNES, FAUTES)):
        try:
            lues = tableur.lire(contenu, colonnes, octets_max=OCTETS_MAX, lignes_max=maximum)
        except ValueError:
            continue
        return [(numero, {colonne: ligne[colonne] for colonne in COLONNES}) for numero, ligne in lues]
    raise FichierIllisible(valeurs={"maximum": maximum})


def lire_la_ligne(contenu: Mapping[str, str], *, jour: date) -> tuple[Demande, dict[str, str]]:
    """Rend ce que la ligne demande, au jour dit, et ce qui n’y va pas : colonne → message."""
    lecteur = _Lecteur(contenu)
    demande = Demande(
        reference=lecteur.texte("reference"),
        defunt=lecteur.identite(""),
        deces_le=lecteur.jour("deces_le"),
        deces_commune=lecteur.commune("deces_commune"),
        domicile=Domicile(
            commune=lecteur.commune("domicile_commune"),
            voie=lecteur.texte("domicile_voie"),
            code_postal=lecteur.texte("domicile_code_postal"),
        ),
        domiciles_anterieurs=tuple(_code_ou_nom(nom) for nom in lecteur.liste("domiciles_anterieurs")),
        heritiers=lecteur.chacun("heritiers", Heritier, _("Un héritier inconnu : les mots admis sont dans le modèle.")),
        testament=lecteur.oui_non("testament"),
        donations=lecteur.oui_non("donations"),
        donations_le=lecteur.chacun("donations_le", _jour, _UNE_DATE),
        assurance_vie=lecteur.oui_non("assurance_vie"),
        actif_net_estime=lecteur.montant("actif_net_estime"),
        **lecteur.conjoint(),
    )
    return demande, {**par_colonne(fautes_de(demande, jour=jour)), **lecteur.fautes}


def par_colonne(fautes: Mapping[str, str]) -> dict[str, str]:
    """Rend, sous le nom des colonnes, les fautes que `fautes_de` dit sous celui des champs."""
    return {_COLONNE_DU_CHAMP.get(champ, champ): message for champ, message in fautes.items()}


_UNE_DATE = _("Une date s’écrit AAAA-MM-JJ ou JJ/MM/AAAA.")


def _jour(texte: str) -> date:
    lu = tableur.jour_lu(texte)
    if lu is None:
        raise ValueError(texte)
    return lu


def _naissance(texte: str) -> DateConnue:
    """Rend une date entière, ou « 1931 », « 1931-00-00 », « 1931-03-00 » quand l’acte n’en dit pas plus."""
    if lue := _INCOMPLETE.fullmatch(texte):
        return DateConnue(int(lue[1]), int(lue[2] or 0))
    return DateConnue.du(_jour(texte))


def _code_ou_nom(nom: str) -> str:
    """Rend le code de la commune du département qui porte ce nom ; à défaut, ce qui est écrit."""
    connue = annuaire().reconnaitre(nom)
    return connue.code_insee if connue else nom


def _montant(texte: str) -> Decimal:
    lu = tableur.montant_lu(texte, exact=True)
    if lu is None:
        raise ValueError(texte)
    return lu


@dataclass(slots=True)
class _Lecteur:
    """Lit les cellules d’une ligne et retient ce qui ne se lit pas ; l’absence se dit ailleurs (`fautes_de`)."""

    contenu: Mapping[str, str]
    fautes: dict[str, str] = field(default_factory=dict)

    def texte(self, colonne: str) -> str:
        return self.contenu.get(colonne, "").strip()

    def commune(self, colonne: str) -> str:
        return _code_ou_nom(self.texte(colonne))

    def liste(self, colonne: str) -> list[str]:
        return [un.strip() for un in _SEPARATEURS.split(self.texte(colonne)) if un.strip()]

    def lu(self, colonne: str, lire: Callable[[str], T], sinon: str) -> T | None:
        """Rend ce que la cellule dit, rien si elle est vide ou ne se lit pas."""
        texte = self.texte(colonne)
        try:
            return lire(texte) if texte else None
        except (ValueError, KeyError):
            self.fautes[colonne] = sinon
            return None

    def chacun(self, colonne: str, lire: Callable[[str], T], sinon: str) -> tuple[T, ...]:
        return self.lu(colonne, lambda _texte: tuple(lire(un) for un in self.liste(colonne)), sinon) or ()

    def jour(self, colonne: str) -> date | None:
        return self.lu(colonne, _jour, _UNE_DATE)

    def montant(self, colonne: str) -> Decimal | None:
        return self.lu(colonne, _montant, _("Indiquez l’actif net en euros et centimes. Exemple : 46 000,50"))

    def oui_non(self, colonne: str) -> bool | None:
        return self.lu(colonne, lambda texte: _OUI_NON[texte.lower()], _("Écrivez oui, non, ou rien."))

    def identite(self, debut: str) -> Identite:
        naissance = self.lu(f"{debut}naissance", _naissance, _UNE_DATE)
        return Identite(
            nom_naissance=self.texte(f"{debut}nom_naissance"),
            prenoms=tuple(re.split(r"[\s,]+", self.texte(f"{debut}prenoms"))) if self.texte(f"{debut}prenoms") else (),
            naissance=naissance or DateConnue(0),
            nom_usage=self.texte(f"{debut}nom_usage"),
            lieu=self.commune(f"{debut}lieu_naissance"),
            sexe=self.texte(f"{debut}sexe").upper(),
        )

    def conjoint(self) -> dict[str, Any]:
        """Rend ce que la demande dit du conjoint, si la ligne en nomme un."""
        if not any(self.texte(colonne) for colonne in DU_CONJOINT):
            return {}
        return {
            "conjoint": self.identite("conjoint_"),
            "conjoint_deces_le": self.jour("conjoint_deces_le"),
            "conjoint_deces_commune": self.commune("conjoint_deces_commune"),
        }
