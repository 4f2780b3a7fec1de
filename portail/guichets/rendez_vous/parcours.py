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
    vise = {"objet": str(souhait.objet.id), "change": souhait.change}
    cookie[_PARCOURS + cle] = {**deja, **dits, **vise, "rang": deja.get("rang") or _rang()}
    return replace(souhait, parcours=cle)


def conclure(souhait: Souhait, rdv: RendezVous, *participations: Participation) -> None:
    """Oublie ce qui a été dit : le rendez-vous est pris ; ce navigateur garde de quoi le montrer."""
    ouvrir_le_rendez_vous(rdv.numero, [une.id for une in participations])
    cookie[_PARCOURS + souhait.parcours] = {"objet": str(souhait.objet.id), "rang": _rang(), "pris": rdv.numero}


def oublier(souhait: Souhait) -> None:
    """Oublie ce parcours, qui n’a plus rien à faire : le rendez-vous est déplacé."""
    cookie.pop(_PARCOURS + souhait.parcours, None)


def memes_parcours(souhait: Souhait) -> list[str]:
    """Rend les autres parcours de ce navigateur vers le même rendez-vous : on ne garde pas deux fois.

    Le même objet pour les mêmes enfants, ou le même rendez-vous que l’on déplace.
    """
    moi = _PARCOURS + souhait.parcours
    visee = _visee(cookie[moi])
    return [
        nom.removeprefix(_PARCOURS)
        for nom, dits in cookie.items()
        if nom.startswith(_PARCOURS) and nom != moi and "pris" not in dits and _visee(dits) == visee
    ]


def _visee(dits: Mapping[str, Any]) -> tuple[object, ...]:
    """Rend ce que vise un parcours : deux qui visent pareil ne gardent qu’un horaire."""
    return dits.get("objet"), list(dits.get("naissances") or ()), dits.get("change")


def naissances(souhait: Souhait) -> list[str]:
    """Rend les dates de naissance des enfants pour qui l’on vient."""
    if souhait.deplaces:
        return [enfant["date_naissance"] for qui in souhait.deplaces if (enfant := qui.participation.enfant)]
    return list(garde(souhait).get("naissances") or ())


def nombre_de_passages(souhait: Souhait) -> int:
    """Rend combien de rendez-vous de suite il faut : un par enfant."""
    return max(1, len(souhait.deplaces) or len(naissances(souhait)))


def interprete(souhait: Souhait) -> str:
    """Rend la langue de l’interprète à réunir ; vide : aucun."""
    if souhait.deplaces:
        return interprete_voulu(souhait.deplaces[0].participation)
    return garde(souhait).get("interprete") or ""


def _rang() -> int:
    """Rend le rang d’un parcours neuf, et fait de la place : les plus anciens s’oublient, leur horaire se rend."""
    rangs = {nom: dits["rang"] for nom, dits in cookie.items() if nom.startswith(_PARCOURS)}
    for ancien in sorted(rangs, key=rangs.__getitem__)[: -(GARDES - 1)]:
        del cookie[ancien]
        lacher(session_cle=ancien.removeprefix(_PARCOURS))
    return max(rangs.values(), default=0) + 1
