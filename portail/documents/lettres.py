"""Ce que toute lettre porte : qui écrit, à qui, à propos de quoi, et qui en est chargé (CRPA, L111-2 et R112-11-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portail.config import Departement
from portail.documents.redaction import FRANCAIS, Redaction
from portail.socle.traduction import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordonnees:
    """Un service tel que la loi veut qu’il soit désigné : nom, adresses, téléphone."""

    nom: str
    adresse: str
    courriel: str = ""
    telephone: str = ""

    @property
    def lignes(self) -> tuple[str, ...]:
        """Rend ce qui est renseigné, dans l’ordre où on le lit."""
        return tuple(filter(None, (self.nom, self.adresse, self.courriel, self.telephone)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Affaire:
    """Ce dont parle la lettre : le dossier et sa démarche."""

    numero: str
    demarche: str


def entete(
    *,
    departement: Departement,
    service: Coordonnees,
    destinataire: Sequence[str],
    affaire: Affaire,
    jour: date,
    lieu: str = "",
    suivi_par: str = "",
    redaction: Redaction = FRANCAIS,
) -> dict[str, Any]:
    """Rend les données communes aux lettres : à réunir (`|`) avec celles de l’accusé ou de la décision.

    `destinataire` : les lignes de l’adresse, dans l’ordre. `suivi_par` : prénom, nom et qualité de l’agent (L111-2).
    """
    references = [
        [redaction.traduire(_("Dossier n°")), affaire.numero],
        [redaction.traduire(_("Démarche")), affaire.demarche],
        [redaction.traduire(_("Service chargé du dossier")), "\n".join(service.lignes)],
    ]
    if suivi_par:
        references.append([redaction.traduire(_("Dossier suivi par")), suivi_par])
    date_seule, date_et_lieu = _("Le %(jour)s"), _("%(lieu)s, le %(jour)s")
    return {
        "emetteur": {"nom_complet": departement.nom_complet, "adresse": departement.adresse},
        "service": service.nom,
        "destinataire": list(destinataire),
        "references": references,
        "lieu_date": redaction.texte(date_et_lieu if lieu else date_seule, lieu=lieu, jour=redaction.jour(jour)),
        "pied": redaction.texte(_("Dossier n° %(numero)s"), numero=affaire.numero),
        "sujet": f"{affaire.demarche} — {affaire.numero}",
    }


def recapitulatif(
    *,
    departement: Departement,
    affaire: Affaire,
    depose_le: str,
    fige: dict[str, Any],
    engagements: Sequence[str] = (),
    introduction: Sequence[str] = (),
    redaction: Redaction = FRANCAIS,
) -> dict[str, Any]:
    """Rend les données du gabarit `recapitulatif` ; `fige` porte `rubriques` et `pieces` (`demarche.recapitulatif`).

    `depose_le` est l’instant, déjà écrit (`Redaction.instant`).
    """
    return {
        "titre": redaction.traduire(_("Récapitulatif de votre demande")),
        "sujet": f"{affaire.demarche} — {affaire.numero}",
        "pied": redaction.texte(_("Dossier n° %(numero)s"), numero=affaire.numero),
        "emetteur": {"nom_complet": departement.nom_complet, "adresse": departement.adresse},
        "references": [
            [redaction.traduire(_("Démarche")), affaire.demarche],
            [redaction.traduire(_("Dossier n°")), affaire.numero],
            [redaction.traduire(_("Déposée le")), depose_le],
        ],
        "introduction": list(introduction),
        "rubriques": fige["rubriques"],
        "pieces": fige["pieces"],
        "engagements_titre": redaction.traduire(_("Ce que vous avez attesté")),
        "engagements": list(engagements),
    }
