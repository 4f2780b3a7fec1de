"""Qui vient au rendez-vous qu’un agent prend pour quelqu’un : ce que l’on en demande."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from portail.demarche.champs import Champ
from portail.demarche.declaration import Attestation, Courriel, DateConnue, Telephone, TexteCourt
from portail.rendez_vous.objets.models import Modalite, ObjetRdv
from portail.rendez_vous.reservations.personnes import Enfant, Personne
from portail.socle.traduction import _


def champs_de_la_personne(objet: ObjetRdv, modalite: Modalite) -> list[Champ]:
    """Rend les questions à poser pour cet objet."""
    enfant: list[Champ] = [
        TexteCourt("prenom_enfant", _("Prénom de l’enfant"), obligatoire=False, longueur_max=60),
        DateConnue("naissance", _("Date de naissance de l’enfant"), ans_max=25),
    ]
    return [
        TexteCourt("prenom", _("Prénom de la personne"), longueur_max=60),
        TexteCourt("nom", _("Nom de la personne"), longueur_max=80),
        *(enfant if objet.demande_enfant else []),
        Telephone("telephone", _("Téléphone"), obligatoire=modalite is Modalite.TELEPHONE),
        Courriel("courriel", _("Adresse électronique"), obligatoire=False),
        Attestation("sans_message", _("La personne ne veut aucun message"), obligatoire=False),
    ]


def personne_dite(dits: Mapping[str, Any]) -> Personne:
    """Rend la personne telle qu’on vient de la dire."""
    naissance, prenom = dits.get("naissance"), dits.get("prenom_enfant") or ""
    enfant = Enfant(date_naissance=date.fromisoformat(naissance), prenom=prenom) if naissance else None
    return Personne(
        prenom=dits["prenom"],
        nom=dits["nom"],
        telephone=dits.get("telephone") or "",
        courriel=dits.get("courriel") or "",
        sans_message=bool(dits.get("sans_message")),
        enfants=(enfant,) if enfant else (),
    )
