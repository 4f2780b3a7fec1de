"""Recevoir un fichier CSV et montrer son bilan : le comptable et le régisseur importent de la même façon."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from flask import flash, request
from flask_babel import gettext as _

from portail.guichets.refus import accompli
from portail.guichets.televersement import ChampCsv
from portail.socle import debits
from portail.socle.imports import ImportDeFichier

__all__ = ["DEBIT", "ChampCsv", "erreurs_dites", "importe_de"]

DEBIT = "60/hour"


def importe_de(
    champ: ChampCsv,
    geste: Callable[[bytes, str], ImportDeFichier],
    *,
    octets_max: int,
    debit: tuple[str, str],
) -> UUID | None:
    """Importe le fichier et rend l’identifiant du bilan ; rien, la raison sous le champ, s’il ne se lit pas.

    `geste` reçoit le contenu et le nom ; `debit` : ce que l’on compte, et pour qui.
    """
    envoye = request.files.get(champ.name)
    if envoye is None or not envoye.filename:
        champ.errors = [_("Choisissez le fichier à importer.")]
        return None
    debits.consommer(DEBIT, *debit)
    contenu, nom, faits = envoye.stream.read(octets_max + 1), envoye.filename, list[ImportDeFichier]()
    if not accompli(champ, lambda: faits.append(geste(contenu, nom))):
        return None
    [importe] = faits
    if importe.rejoue_le is not None:
        flash(_("Ce fichier avait déjà été importé : ce qui était fait n’a pas été refait."), "information")
    return importe.id


def erreurs_dites(erreurs: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rend les lignes refusées, la raison de chacune dans la langue de la page."""
    return [{**erreur, "texte": _dite(erreur)} for erreur in erreurs]


def _dite(erreur: Mapping[str, Any]) -> str:
    texte = str(_(erreur["message"]))
    return texte % erreur["valeurs"] if erreur["valeurs"] else texte
