"""La personne d’un dossier, lue dans ses réponses : colonnes de recherche, empreinte d’unicité, préremplissage."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from portail.demarche.conditions import Reponses
from portail.demarche.declaration import Champ, Demarche
from portail.dossiers.models import Dossier
from portail.identite.models import Usager
from portail.socle.chiffrement import empreinte_cle

LUI_MEME = "lui_meme"
VERROUILLABLES = frozenset(
    {"nom_naissance", "prenoms", "date_naissance", "sexe", "lieu_naissance_insee", "pays_naissance_insee"}
)
"""Traits certifiés qui ne se corrigent pas dans le formulaire ; le courriel et le nom d’usage restent libres."""


def normaliser(texte: str) -> str:
    """Rend le texte sans accents, sans ponctuation, en minuscules : ce que l’on compare et cherche."""
    sans_accent = unicodedata.normalize("NFKD", texte.replace("œ", "oe").replace("Œ", "OE"))
    lettres = (c if c.isalnum() else " " for c in sans_accent if not unicodedata.combining(c))
    return " ".join("".join(lettres).casefold().split())


def traits_certifies(usager: Usager) -> Mapping[str, str]:
    """Rend les traits de l’identité de l’usager sous les noms de la déclaration ; vide si rien n’est connu."""
    identite = usager.identite
    traits = {nom: valeur for nom, valeur in identite.items() if isinstance(valeur, str) and valeur}
    if identite.get("prenoms"):
        traits["prenoms"] = " ".join(identite["prenoms"])
    if usager.courriel:
        traits["courriel"] = usager.courriel
    return traits


def preremplir(demarche: Demarche, usager: Usager, qualite: str) -> dict[str, Any]:
    """Rend les réponses de départ : la qualité de qui dépose et, si c’est la personne elle-même, son identité."""
    reponses: dict[str, Any] = {
        "qualite_deposant": qualite,
        "identite_certifiee": qualite == LUI_MEME and usager.identite_certifiee is not None,
    }
    traits = traits_certifies(usager)
    if qualite != LUI_MEME:
        traits = {"courriel": traits["courriel"]} if "courriel" in traits else {}
    for champ in demarche.champs.values():
        if champ.certifie_par in traits:
            reponses[champ.identifiant] = traits[champ.certifie_par]
    if qualite == LUI_MEME and usager.nom_usage and demarche.beneficiaire.nom_usage in demarche.champs:
        reponses[demarche.beneficiaire.nom_usage] = usager.nom_usage
    return reponses


def champs_verrouilles(demarche: Demarche, reponses: Reponses) -> frozenset[str]:
    """Rend les champs que l’identité certifiée remplit et verrouille."""
    if not reponses.get("identite_certifiee"):
        return frozenset()
    return frozenset(
        champ.identifiant
        for champ in demarche.champs.values()
        if champ.certifie_par in VERROUILLABLES and reponses.get(champ.identifiant)
    )


def sans_remplissage_pour_autrui(champs: Iterable[Champ], demarche: Demarche, reponses: Reponses) -> list[Champ]:
    """Rend les champs ; qui dépose pour une autre personne ne se voit pas proposer ses propres données (RGAA, 11.13).

    Le courriel et le téléphone font exception : c’est au déposant que l’on répond.
    """
    if reponses.get("qualite_deposant", LUI_MEME) == LUI_MEME:
        return list(champs)
    siens = {demarche.beneficiaire.courriel, demarche.beneficiaire.telephone}
    return [champ if champ.identifiant in siens else replace(champ, autocomplete="") for champ in champs]


def ranger(dossier: Dossier, demarche: Demarche) -> None:
    """Recopie dans les colonnes de recherche ce que disent les réponses."""
    lus, reponses = demarche.beneficiaire, dossier.reponses
    morale = reponses.get(lus.denomination) or ""
    dossier.nom = morale or reponses.get(lus.nom) or ""
    dossier.prenoms = "" if morale else reponses.get(lus.prenoms) or ""
    usage = "" if morale else reponses.get(lus.nom_usage) or ""
    dossier.nom_recherche = normaliser(" ".join([dossier.nom, usage, dossier.prenoms]))
    adresse = reponses.get(lus.adresse)
    dossier.commune_insee = adresse.get("commune_insee") or None if isinstance(adresse, dict) else None
    dossier.personne_empreinte = _empreinte(dossier, demarche)
    naissance = reponses.get(lus.naissance)
    dossier.identite_empreinte = empreinte_identite(dossier.nom, dossier.prenoms, str(naissance or ""))


def empreinte_identite(nom: str, prenoms: str, naissance: str) -> str | None:
    """Rend l’empreinte d’une personne (nom de naissance, premier prénom, naissance AAAA-MM-JJ), ou rien s’il en manque.

    Le premier prénom seul : les suivants manquent souvent sur une demande papier.
    """
    traits = [normaliser(nom), normaliser("".join(prenoms.split()[:1])), naissance]
    return empreinte_cle("\0".join(traits), "identite") if all(traits) else None


def empreinte_certifiee(usager: Usager) -> str | None:
    """Rend l’empreinte de l’identité certifiée de l’usager, ou rien : ce qu’il déclare ne rapproche personne."""
    certifiee = usager.identite_certifiee or {}
    prenoms = " ".join(certifiee.get("prenoms") or [])
    return empreinte_identite(certifiee.get("nom_naissance") or "", prenoms, certifiee.get("date_naissance") or "")


def _empreinte(dossier: Dossier, demarche: Demarche) -> str | None:
    """Rend l’empreinte de « cette personne, pour cet objet » : des jumeaux de même foyer n’ont pas la même."""
    naissance = dossier.reponses.get(demarche.beneficiaire.naissance)
    if not (demarche.unicite and dossier.nom and dossier.prenoms and naissance):
        return None
    objet = [str(dossier.reponses.get(champ, "")) for champ in demarche.unicite]
    personne = [normaliser(dossier.nom), normaliser(dossier.prenoms), naissance]
    return empreinte_cle("\0".join([demarche.identifiant, *personne, *objet]), "unicite")
