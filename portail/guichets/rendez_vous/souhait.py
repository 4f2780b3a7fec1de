"""Ce que la personne cherche : l’adresse en porte le lieu, le jour, le moment ; la session, ce qui parle d’un enfant.

L’objet y est un identifiant opaque : qui lit l’historique du téléphone n’apprend pas pourquoi l’on vient.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast
from uuid import UUID

from flask import request, url_for
from flask import session as cookie

from portail.rendez_vous.creneaux.souhaits import Moment
from portail.rendez_vous.objets.models import Modalite, ObjetRdv, QuiReserve
from portail.rendez_vous.objets.publics import peut_reserver
from portail.rendez_vous.objets.queries import objets_par_id
from portail.socle.erreurs import Introuvable
from portail.socle.traduction import _

_SESSION = "rendez_vous"
_A_MOI = "mon_rendez_vous"
_ATTENTE = "mon_attente"
JOURS_OUVRES = range(1, 7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Souhait:
    """Une recherche d’horaire, telle que l’adresse la dit."""

    objet: ObjetRdv
    commune: str = ""
    """Code Insee."""
    voie: str = ""
    modalite: Modalite
    lieu: str = ""
    """Code du lieu ; vide : tous."""
    moment: Moment | None = None
    jour: int | None = None
    """De 1 (lundi) à 6 (samedi)."""
    depuis: date | None = None

    @property
    def arguments(self) -> dict[str, str]:
        """Rend les arguments de l’adresse ; ce qui est vide n’y est pas."""
        tous = {
            "pour": str(self.objet.id),
            "commune": self.commune,
            "voie": self.voie,
            "modalite": self.modalite.value,
            "lieu": self.lieu,
            "moment": self.moment.value if self.moment else "",
            "jour": str(self.jour or ""),
            "depuis": self.depuis.isoformat() if self.depuis else "",
        }
        return {nom: valeur for nom, valeur in tous.items() if valeur}

    def adresse(self, vue: str = "rendez_vous.horaires", **autres: Any) -> str:  # noqa: ANN401 — champs du souhait
        """Rend l’adresse d’une page pour ce souhait, ces champs-là changés."""
        return url_for(vue, **cast("dict[str, Any]", replace(self, **autres).arguments))


def souhait_demande() -> Souhait:
    """Rend le souhait de l’adresse, l’illisible valant « peu importe » ; lève `Introuvable` sans objet ouvert."""
    demandes = request.args
    objet = _objet_ouvert_a_tous(demandes.get("pour", ""))
    admises = [Modalite(modalite) for modalite in objet.modalites]
    return Souhait(
        objet=objet,
        commune=demandes.get("commune", "")[:5],
        voie=demandes.get("voie", "")[:80],
        modalite=next((m for m in admises if m.value == demandes.get("modalite")), admises[0]),
        lieu=demandes.get("lieu", "")[:40],
        moment=next((m for m in Moment if m.value == demandes.get("moment")), None),
        jour=next((j for j in JOURS_OUVRES if str(j) == demandes.get("jour")), None),
        depuis=_jour(demandes.get("depuis", "")),
    )


def garde(objet: ObjetRdv) -> Mapping[str, Any]:
    """Rend ce que la personne a dit pour cet objet et que l’adresse ne porte pas : enfant, texte accepté."""
    tout = cast("dict[str, Any]", cookie.get(_SESSION, {}))
    return tout if tout.get("objet") == str(objet.id) else {}


def garder(objet: ObjetRdv, **dits: Any) -> None:  # noqa: ANN401 — valeurs JSON
    """Garde ces réponses pour cet objet, dans la session de ce navigateur seulement."""
    cookie[_SESSION] = {**garde(objet), **dits, "objet": str(objet.id)}


def conclure(participations: Iterable[UUID]) -> None:
    """Oublie ce qui a été dit : le rendez-vous est pris ; ce navigateur garde de quoi le montrer."""
    cookie.pop(_SESSION, None)
    cookie[_A_MOI] = [str(participation) for participation in participations]


def ouvrir(*, participation: UUID | None = None, attente: UUID | None = None) -> None:
    """Retient ce qu’un lien vient d’ouvrir : un rendez-vous, ou une place en liste d’attente."""
    if participation is not None:
        cookie[_A_MOI] = [str(participation)]
    if attente is not None:
        cookie[_ATTENTE] = str(attente)


def mon_attente() -> UUID:
    """Rend l’inscription en liste d’attente de ce navigateur ; lève `Introuvable`."""
    if _ATTENTE not in cookie:
        raise Introuvable(_("Ce navigateur n’a pas d’inscription ouverte. Suivez le lien reçu par message."))
    return UUID(cookie[_ATTENTE])


def a_moi() -> list[UUID]:
    """Rend les participations que ce navigateur a prises, ou dont il a ouvert le lien."""
    return [UUID(participation) for participation in cookie.get(_A_MOI, [])]


def _objet_ouvert_a_tous(brut: str) -> ObjetRdv:
    try:
        identifiant = UUID(brut)
    except ValueError as erreur:
        raise Introuvable from erreur
    objet = objets_par_id([identifiant]).get(identifiant)
    if objet is None or not peut_reserver(objet, QuiReserve.TOUS):
        raise Introuvable
    return objet


def _jour(brut: str) -> date | None:
    try:
        return date.fromisoformat(brut)
    except ValueError:
        return None
