"""Qui vient, tel que cette personne se présente dans ce navigateur : ce que l’on en demande, ce que l’on en sait."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from portail.demarche.champs import Champ
from portail.demarche.declaration import Courriel, TexteCourt
from portail.demarche.valeurs import Valeur
from portail.guichets.contexte import langue_courante
from portail.guichets.identites import coordonnees_du_compte, usager_present
from portail.guichets.rendez_vous.parcours import garde, naissances
from portail.guichets.rendez_vous.souhait import Souhait
from portail.rendez_vous.reservations.personnes import Enfant, Personne
from portail.socle.traduction import _

PRENOM_ET_NOM: Sequence[Champ] = (
    TexteCourt("prenom", _("Votre prénom"), longueur_max=60, autocomplete="given-name"),
    TexteCourt("nom", _("Votre nom"), longueur_max=80, autocomplete="family-name"),
)
COURRIEL = Courriel(
    "courriel", _("Adresse électronique"), obligatoire=False, autocomplete="email",
    aide=_("Exemple : marie.durand@messagerie.example"),
)  # fmt: skip
ADRESSE = TexteCourt(
    "adresse", _("L’adresse où venir vous voir"), longueur_max=160, autocomplete="street-address",
    aide=_("Numéro, rue, code postal et commune ; l’étage et le code de la porte s’il y en a."),
)  # fmt: skip


def connues(souhait: Souhait) -> dict[str, Valeur]:
    """Rend ce que l’on sait déjà d’elle : ce qu’elle vient d’écrire, à défaut ce que dit son compte."""
    dites, usager = garde(souhait).get("personne") or {}, usager_present()
    return {**(coordonnees_du_compte(usager) if usager else {}), **dites}


def personne_dite(souhait: Souhait) -> Personne:
    """Rend la personne, telle qu’elle s’est présentée dans ce navigateur."""
    return personne_des(garde(souhait).get("personne") or {}, souhait)


def personne_des(dits: Mapping[str, Any], souhait: Souhait) -> Personne:
    """Rend la personne que disent ces réponses."""
    return Personne(
        prenom=dits.get("prenom") or "",
        nom=dits.get("nom") or "",
        pseudonyme=dits.get("pseudonyme") or "",
        demandeur=dits.get("demandeur") or "",
        telephone=dits.get("telephone") or "",
        courriel=dits.get("courriel") or "",
        adresse=dits.get("adresse") or "",
        enfants=tuple(
            Enfant(
                date_naissance=date.fromisoformat(naissance),
                prenom=(dits.get("prenom_enfant") or "") if not rang else "",
            )
            for rang, naissance in enumerate(naissances(souhait))
        ),
        besoins=tuple(dits.get("besoins") or ()),
        sans_message=bool(dits.get("sans_message")),
        langue=langue_courante(),
        usager_id=souhait.titre.usager_id,
    )
