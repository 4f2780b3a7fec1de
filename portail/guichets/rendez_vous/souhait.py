"""Ce que la personne cherche : l’adresse en porte le lieu, le jour, l’heure ; la session, ce qui parle de quelqu’un.

L’objet y est un identifiant opaque : qui lit l’historique du téléphone n’apprend pas pourquoi l’on vient.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from flask import request, url_for

from portail.guichets.ecrits import instant_ecrit, jour_ecrit, nombre_ecrit
from portail.guichets.identites import usager_present
from portail.guichets.rendez_vous.ouverts import invitation_ouverte, mes_rendez_vous
from portail.rendez_vous.creneaux.souhaits import Moment
from portail.rendez_vous.objets.models import Modalite, ObjetRdv
from portail.rendez_vous.objets.queries import objets_par_id
from portail.rendez_vous.rappels.messages import Attendue
from portail.rendez_vous.reservations.deplacements import avec_qui_deplacer
from portail.rendez_vous.reservations.erreurs import ReserveAuxAgents, SansTitre
from portail.rendez_vous.reservations.titres import Titre, titre_pour
from portail.socle.erreurs import Introuvable

JOURS_OUVRES = range(1, 7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Souhait:
    """Une recherche d’horaire, puis l’horaire choisi, tels que l’adresse les dit."""

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
    debut: datetime | None = None
    """L’horaire choisi ; vide tant qu’on cherche."""
    parcours: str = ""
    """La clé de ce que la personne a écrit : chaque onglet la sienne. Elle tient l’horaire et rend l’envoi unique."""
    deplaces: Sequence[Attendue] = ()
    """Les rendez-vous dont on change l’horaire : un, ou ceux de jumeaux, qui se suivront."""
    change: str = ""
    """Le numéro sous lequel ce navigateur les a ouverts."""
    lequel: int | None = None
    """De ceux ouverts ensemble, le rang du seul que l’on change ; vide : tous."""
    titre: Titre = field(default_factory=Titre)
    """Ce qui permet à cette personne de prendre ce qui n’est pas ouvert à tous."""
    avec: frozenset[UUID] = frozenset()
    """Les ressources avec qui l’on vient ; vide : n’importe lesquelles."""

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
            "debut": self.debut.isoformat() if self.debut else "",
            "parcours": self.parcours,
            "change": self.change,
            "lequel": "" if self.lequel is None else str(self.lequel),
        }
        return {nom: valeur for nom, valeur in tous.items() if valeur}

    def adresse(self, vue: str = "rendez_vous.horaires", **autres: Any) -> str:  # noqa: ANN401 — champs du souhait
        """Rend l’adresse d’une page pour ce souhait, ces champs-là changés."""
        return url_for(vue, **cast("dict[str, Any]", replace(self, **autres).arguments))


def souhait_demande() -> Souhait:
    """Rend le souhait de l’adresse, l’illisible valant « peu importe ».

    Lève `Introuvable` sans objet ouvert, `SansTitre` si la personne n’est ni invitée ni suivie quand il le faut.
    """
    demandes = request.args
    change, lequel = demandes.get("change", "")[:20], nombre_ecrit(demandes.get("lequel", ""))
    deplaces = a_deplacer(change, lequel) if change else []
    objet = _objet_demande(demandes.get("pour", ""), deplaces)
    titre = Titre() if deplaces else titre_de(objet)
    admises = [Modalite(modalite) for modalite in objet.modalites]
    return Souhait(
        objet=objet,
        commune=demandes.get("commune", "")[:5],
        voie=demandes.get("voie", "")[:80],
        modalite=next((m for m in admises if m.value == demandes.get("modalite")), admises[0]),
        lieu=demandes.get("lieu", "")[:40],
        moment=next((m for m in Moment if m.value == demandes.get("moment")), None),
        jour=next((j for j in JOURS_OUVRES if str(j) == demandes.get("jour")), None),
        depuis=jour_ecrit(demandes.get("depuis", "")),
        debut=instant_ecrit(demandes.get("debut", "")),
        parcours=demandes.get("parcours", "")[:40],
        deplaces=deplaces,
        change=change,
        lequel=lequel,
        titre=titre,
        avec=avec_qui_deplacer(deplaces[0].rdv, objet) if deplaces else titre.agents,
    )


def a_deplacer(numero: str, lequel: int | None) -> list[Attendue]:
    """Rend les rendez-vous ouverts sous ce numéro que l’on déplace ; lève `Introuvable` : une séance se quitte."""
    miens = mes_rendez_vous(numero)
    voulus = miens if lequel is None else miens[lequel : lequel + 1]
    tenus = [qui for qui in voulus if not qui.est_annulee] or voulus
    if not tenus or any(qui.rdv.est_collectif for qui in tenus):
        raise Introuvable
    return tenus


def titre_de(objet: ObjetRdv) -> Titre:
    """Rend à quel titre ce navigateur prend cet objet : ouvert à tous, invitation suivie, compte ; ou lève."""
    usager = usager_present()
    try:
        return titre_pour(objet, usager_id=usager.id if usager else None, invitation_id=invitation_ouverte(objet.id))
    except SansTitre:
        raise
    except ReserveAuxAgents as erreur:
        raise Introuvable from erreur


def _objet_demande(brut: str, deplaces: Sequence[Attendue]) -> ObjetRdv:
    """Rend l’objet nommé, celui des rendez-vous que l’on déplace s’il y en a ; lève `Introuvable`."""
    try:
        identifiant = UUID(brut)
    except ValueError as erreur:
        raise Introuvable from erreur
    if deplaces and deplaces[0].objet.id == identifiant:
        return deplaces[0].objet
    objet = objets_par_id([identifiant]).get(identifiant)
    if objet is None or deplaces:
        raise Introuvable
    return objet
