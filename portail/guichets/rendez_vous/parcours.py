"""Ce que la personne écrit en chemin, et que l’adresse ne porte pas : enfant, texte accepté, coordonnées.

Chaque parcours a sa clé, dans l’adresse : deux onglets ne se mêlent pas, et revenir en arrière ne perd rien.
"""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from flask import session as cookie

from portail.guichets.rendez_vous.ouverts import ouvrir_le_rendez_vous
from portail.guichets.rendez_vous.souhait import Souhait
from portail.guichets.session import EN_CHEMIN
from portail.rendez_vous.reservations.actions import lacher
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.rendez_vous.reservations.personnes import interprete_voulu

_PARCOURS = f"{EN_CHEMIN}parcours/"
GARDES = 6
"""Au plus autant de parcours, les derniers commencés."""


def garde(souhait: Souhait) -> Mapping[str, Any]:
    """Rend ce que la personne a dit dans ce parcours, pour cet objet."""
    tout = cast("dict[str, Any]", cookie.get(_PARCOURS + souhait.parcours, {}))
    return tout if tout.get("objet") == str(souhait.objet.id) else {}


def garder(souhait: Souhait, **dits: Any) -> Souhait:  # noqa: ANN401 — valeurs JSON
    """Garde ces réponses dans la session de ce navigateur ; rend le souhait qui y mène."""
    deja = garde(souhait)
    if "pris" in deja:  # ce parcours est fini : on en commence un autre
        deja = {}
    cle = souhait.parcours if deja else secrets.token_urlsafe(16)
    cookie[_PARCOURS + cle] = {**deja, **dits, "objet": str(souhait.objet.id), "rang": deja.get("rang") or _rang()}
    return replace(souhait, parcours=cle)


def conclure(souhait: Souhait, rdv: RendezVous, *participations: Participation) -> None:
    """Oublie ce qui a été dit : le rendez-vous est pris ; ce navigateur garde de quoi le montrer."""
    ouvrir_le_rendez_vous(rdv.numero, [une.id for une in participations])
    cookie[_PARCOURS + souhait.parcours] = {"objet": str(souhait.objet.id), "rang": _rang(), "pris": rdv.numero}


def memes_parcours(souhait: Souhait) -> list[str]:
    """Rend les autres parcours de ce navigateur pour le même objet et les mêmes enfants : on ne garde pas deux fois."""
    pareils = {"objet": str(souhait.objet.id), "naissances": naissances(souhait)}
    return [
        nom.removeprefix(_PARCOURS)
        for nom, dits in cookie.items()
        if nom.startswith(_PARCOURS)
        and nom != _PARCOURS + souhait.parcours
        and "pris" not in dits
        and {"objet": dits.get("objet"), "naissances": list(dits.get("naissances") or ())} == pareils
    ]


def naissances(souhait: Souhait) -> list[str]:
    """Rend les dates de naissance des enfants pour qui l’on vient."""
    if souhait.deplace is not None:
        enfant = souhait.deplace.participation.enfant
        return [enfant["date_naissance"]] if enfant else []
    return list(garde(souhait).get("naissances") or ())


def interprete(souhait: Souhait) -> str:
    """Rend la langue de l’interprète à réunir ; vide : aucun."""
    if souhait.deplace is not None:
        return interprete_voulu(souhait.deplace.participation)
    return garde(souhait).get("interprete") or ""


def _rang() -> int:
    """Rend le rang d’un parcours neuf, et fait de la place : les plus anciens s’oublient, leur horaire se rend."""
    rangs = {nom: dits["rang"] for nom, dits in cookie.items() if nom.startswith(_PARCOURS)}
    for ancien in sorted(rangs, key=rangs.__getitem__)[: -(GARDES - 1)]:
        del cookie[ancien]
        lacher(session_cle=ancien.removeprefix(_PARCOURS))
    return max(rangs.values(), default=0) + 1
