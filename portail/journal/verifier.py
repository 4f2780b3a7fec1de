"""Vérifier un journal téléchargé : `python3 -m portail.journal.verifier fichier.json`.

Ce fichier n’emploie que la bibliothèque standard et se suffit à lui-même : on peut le copier seul et le relire. Le
portail écrit son journal avec ces mêmes fonctions.

- Chaque entrée a une empreinte : SHA-256 de sa forme canonique, où figure l’empreinte de l’entrée précédente. Changer,
  ôter, ajouter ou déplacer une entrée change toutes les empreintes qui suivent.
- Les détails et les textes n’y entrent que par leur propre empreinte, brouillée par un sel : on peut taire les uns et
  effacer les autres sans rompre la chaîne.
- Chaque jour, la dernière empreinte de chaque objet entre dans un arbre de Merkle (RFC 6962), à la racine publiée.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

FORMAT = "portail/journal/1"
ORIGINE = "0" * 64
"""Ce que la première entrée d’un objet a pour précédente."""
SCEAU = "empreinte_du_fichier"


# ---------- Les empreintes ----------


def canonique(valeur: object) -> bytes:
    """Rend la forme canonique : JSON, clés triées, sans espace, en UTF-8 ; jamais de nombre à virgule."""
    return json.dumps(valeur, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def empreinte_de(valeur: object) -> str:
    """Rend l’empreinte (SHA-256, en hexadécimal) de la forme canonique."""
    return sha256(canonique(valeur)).hexdigest()


def instant_ecrit(instant: datetime) -> str:
    """Rend l’instant tel qu’il entre dans l’empreinte : UTC, à la microseconde."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def empreinte_des_details(details: Mapping[str, Any], sel: str) -> str:
    """Rend l’empreinte des détails d’une entrée ; sans le sel, on ne peut pas les deviner."""
    return empreinte_de({"details": details, "sel": sel})


def empreinte_du_texte(texte: str, sel: str) -> str:
    """Rend l’empreinte d’un texte gardé à part."""
    return empreinte_de({"sel": sel, "texte": texte})


def empreinte_de_l_entree(entree: Mapping[str, Any], objet: Mapping[str, str]) -> str:
    """Rend l’empreinte d’une entrée ; ses détails sont donnés, et alors vérifiés, ou tus (`empreinte_details`)."""
    tus = "details" not in entree
    details = entree["empreinte_details"] if tus else empreinte_des_details(entree["details"], entree["sel"])
    return empreinte_de(
        {
            "action": entree["action"],
            "auteur": entree["auteur"],
            "details": details,
            "instant": entree["instant"],
            "objet": objet,
            "precedente": entree["precedente"],
            "rang": entree["rang"],
        }
    )


# ---------- La chaîne ----------


@dataclass(frozen=True, slots=True)
class Rupture:
    """Un endroit où la chaîne est rompue : le rang, et ce qui s’y voit."""

    rang: int
    constat: str


def ruptures(entrees: Iterable[Mapping[str, Any]], objet: Mapping[str, str]) -> Iterator[Rupture]:
    """Rend les ruptures d’une chaîne, de sa première entrée à la dernière ; rien si elle est entière."""
    rang, precedente = 0, ORIGINE
    for entree in entrees:
        yield from _suite(entree, rang, precedente)
        if empreinte_de_l_entree(entree, objet) != entree["empreinte"]:
            yield Rupture(entree["rang"], f"le contenu de l’entrée n° {entree['rang']} a été modifié")
        rang, precedente = entree["rang"], entree["empreinte"]


def _suite(entree: Mapping[str, Any], rang: int, precedente: str) -> Iterator[Rupture]:
    """Rend ce qui ne va pas entre une entrée et celle d’avant."""
    ici, attendu = entree["rang"], rang + 1
    if ici > attendu:
        absentes = f"l’entrée n° {attendu}" if ici == attendu + 1 else f"les entrées n° {attendu} à {ici - 1}"
        yield Rupture(attendu, f"il manque {absentes}")
    elif ici < attendu:
        yield Rupture(ici, f"l’entrée n° {ici} n’est pas à sa place")
    elif entree["precedente"] != precedente:
        avant = f"l’entrée n° {rang}" if rang else "le début de la chaîne"
        yield Rupture(ici, f"l’entrée n° {ici} ne suit pas {avant} : l’une des deux a été insérée, déplacée ou changée")


# ---------- L’arbre du jour ----------


def feuille(objet: Mapping[str, str], rang: int, empreinte: str) -> str:
    """Rend la feuille d’un objet : où sa chaîne en était le jour de l’ancrage."""
    contenu = canonique({"empreinte": empreinte, "objet": objet, "rang": rang})
    return sha256(b"\x00" + contenu).hexdigest()


def _noeud(gauche: str, droite: str) -> str:
    return sha256(b"\x01" + bytes.fromhex(gauche) + bytes.fromhex(droite)).hexdigest()


def _coupe(nombre: int) -> int:
    """Rend la plus grande puissance de deux strictement inférieure au nombre de feuilles."""
    return 1 << ((nombre - 1).bit_length() - 1)


def racine(feuilles: Sequence[str]) -> str:
    """Rend la racine de l’arbre de ces feuilles."""
    if not feuilles:
        return sha256(b"").hexdigest()
    if len(feuilles) == 1:
        return feuilles[0]
    milieu = _coupe(len(feuilles))
    return _noeud(racine(feuilles[:milieu]), racine(feuilles[milieu:]))


def chemin(feuilles: Sequence[str], rang: int) -> list[list[str]]:
    """Rend ce qu’il faut pour remonter de la feuille de ce rang (à partir de 0) à la racine : côté et empreinte."""
    if len(feuilles) < 2:
        return []
    milieu = _coupe(len(feuilles))
    if rang < milieu:
        return [*chemin(feuilles[:milieu], rang), ["droite", racine(feuilles[milieu:])]]
    return [*chemin(feuilles[milieu:], rang - milieu), ["gauche", racine(feuilles[:milieu])]]


def remonter(depart: str, pas: Sequence[Sequence[str]]) -> str:
    """Rend la racine où mène un chemin depuis une feuille."""
    courant = depart
    for cote, voisine in pas:
        courant = _noeud(voisine, courant) if cote == "gauche" else _noeud(courant, voisine)
    return courant


# ---------- Le fichier ----------


def sceller(contenu: Mapping[str, Any]) -> dict[str, Any]:
    """Rend le contenu du fichier, avec l’empreinte de tout ce qu’il dit."""
    sans = {cle: valeur for cle, valeur in contenu.items() if cle != SCEAU}
    return {**sans, SCEAU: empreinte_de(sans)}


def fautes(fichier: Mapping[str, Any], *, racine_publiee: str = "") -> list[str]:
    """Rend ce qui ne va pas dans un journal téléchargé, en phrases ; rien s’il est intact."""
    if fichier.get("format") != FORMAT:
        return [f"ce n’est pas un journal que l’on sait lire (format attendu : {FORMAT})"]
    try:
        return [*_fautes_du_contenu(fichier), *_fautes_de_l_ancrage(fichier, racine_publiee)]
    except (KeyError, TypeError, ValueError) as erreur:
        return [f"le fichier est incomplet ou mal formé ({type(erreur).__name__} : {erreur})"]


def _fautes_du_contenu(fichier: Mapping[str, Any]) -> Iterator[str]:
    entrees = fichier["entrees"]
    if len(entrees) != fichier["nombre"]:
        yield f"le fichier annonce {fichier['nombre']} entrées, il en porte {len(entrees)}"
    yield from (rupture.constat for rupture in ruptures(entrees, fichier["objet"]))
    for entree in entrees:
        texte = entree.get("texte")
        if texte and empreinte_du_texte(texte["texte"], texte["sel"]) != entree["details"]["texte"]:
            yield f"le texte joint à l’entrée n° {entree['rang']} a été modifié"
    if sceller(fichier)[SCEAU] != fichier[SCEAU]:
        yield "le fichier a été modifié depuis son téléchargement (son empreinte ne correspond plus)"


def _fautes_de_l_ancrage(fichier: Mapping[str, Any], racine_publiee: str) -> Iterator[str]:
    ancrage = fichier["ancrage"]
    if ancrage is None:
        if racine_publiee:
            yield "ce journal n’était pas encore ancré : il n’a pas de racine à comparer"
        return
    rang = ancrage["rang"]
    ancree = next((entree["empreinte"] for entree in fichier["entrees"] if entree["rang"] == rang), "")
    if remonter(feuille(fichier["objet"], rang, ancree), ancrage["chemin"]) != ancrage["racine"]:
        yield f"l’entrée n° {rang} n’est pas celle qui a été ancrée le {ancrage['jour']}"
    if racine_publiee and racine_publiee.strip().lower() != ancrage["racine"]:
        yield f"la racine publiée pour le {ancrage['jour']} n’est pas celle de ce fichier"


# ---------- La commande ----------


def _dire(texte: str) -> None:
    sys.stdout.write(f"{texte}\n")


def _resume(fichier: Mapping[str, Any]) -> Iterator[str]:
    entrees, ancrage = fichier["entrees"], fichier["ancrage"]
    yield f"Le journal du dossier {fichier['dossier']} est intact : {len(entrees)} entrées, aucune rupture."
    if entrees:
        yield f"Dernière empreinte (entrée n° {entrees[-1]['rang']}) : {entrees[-1]['empreinte']}"
    if ancrage is None:
        yield "Il n’était pas encore ancré quand il a été téléchargé : les ancrages se font chaque nuit."
    else:
        yield f"Ancré le {ancrage['jour']} jusqu’à l’entrée n° {ancrage['rang']}. Racine : {ancrage['racine']}"
        yield f"Comparez cette racine à celle que publie le Département : {fichier['racines']}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Vérifie un fichier et rend 0 s’il est intact, 1 s’il est rompu, 2 s’il ne se lit pas."""
    analyseur = argparse.ArgumentParser(prog="verifier.py", description="Vérifie un journal téléchargé du portail.")
    analyseur.add_argument("fichier", type=Path, help="le fichier .json téléchargé")
    analyseur.add_argument("--racine", default="", help="la racine publiée pour le jour de l’ancrage")
    options = analyseur.parse_args(arguments)
    try:
        fichier = json.loads(options.fichier.read_text(encoding="utf-8"))
    except (OSError, ValueError) as erreur:
        _dire(f"Ce fichier ne se lit pas : {erreur}")
        return 2
    trouvees = fautes(fichier if isinstance(fichier, dict) else {}, racine_publiee=options.racine)
    if not trouvees:
        for ligne in _resume(fichier):
            _dire(ligne)
        return 0
    _dire("Ce journal n’est pas intact :")
    for faute in trouvees:
        _dire(f"- {faute}.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
