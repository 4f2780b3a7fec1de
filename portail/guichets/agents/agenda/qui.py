"""Qui vient au rendez-vous qu’un agent prend pour quelqu’un : ce que l’on en demande."""

import secrets
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from flask import request

from portail.demarche.champs import Champ
from portail.demarche.declaration import Attestation, ChoixMultiple, Courriel, DateConnue, Telephone, TexteCourt
from portail.guichets.refus import accompli
from portail.guichets.saisie.formulaire import FormulaireDeSaisie
from portail.rendez_vous.objets.models import Modalite, ObjetRdv
from portail.rendez_vous.objets.publics import HorsDeLAge
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.reservations.erreurs import NomAttendu
from portail.rendez_vous.reservations.models import Participation
from portail.rendez_vous.reservations.personnes import Enfant, Personne
from portail.socle.erreurs import ErreurMetier
from portail.socle.traduction import _

BESOINS: Mapping[str, str] = MappingProxyType(
    {
        "fauteuil": _("Vient en fauteuil roulant, ou marche difficilement"),
        "garde": _("Vient avec un enfant à faire patienter"),
    }
)
"""Les mêmes que ceux que la personne coche en ligne."""
CLE_MAX = 40
ADRESSE = TexteCourt("adresse", _("L’adresse où aller"), longueur_max=160)
ENFANTS = (("naissance", "prenom_enfant"), ("seconde", "prenom_second"))


def champs_de_la_personne(objet: ObjetRdv, modalite: Modalite, *, enfants: int = 1) -> list[Champ]:
    """Rend les questions à poser pour cet objet ; `enfants` : un, ou deux pour des jumeaux."""
    nomme = not objet.pseudonyme_admis
    pseudonyme: list[Champ] = [
        TexteCourt("pseudonyme", _("Ou un prénom d’emprunt"), obligatoire=False, longueur_max=60,
                   aide=_("Ce rendez-vous peut se prendre sans dire son nom.")),
    ]  # fmt: skip
    return [
        TexteCourt("prenom", _("Prénom de la personne"), obligatoire=nomme, longueur_max=60),
        TexteCourt("nom", _("Nom de la personne"), obligatoire=nomme, longueur_max=80),
        *([] if nomme else pseudonyme),
        *(_de_l_enfant() if objet.demande_enfant else []),
        *(_du_second() if objet.demande_enfant and enfants > 1 else []),
        Telephone("telephone", _("Téléphone"), obligatoire=modalite is Modalite.TELEPHONE),
        Courriel("courriel", _("Adresse électronique"), obligatoire=False),
        *([ADRESSE] if modalite is Modalite.DOMICILE else []),
        ChoixMultiple("besoins", _("Pour bien la recevoir"), BESOINS, obligatoire=False),
        Attestation("sans_message", _("La personne ne veut aucun message"), obligatoire=False),
    ]


def _de_l_enfant() -> list[Champ]:
    return [
        TexteCourt("prenom_enfant", _("Prénom de l’enfant"), obligatoire=False, longueur_max=60),
        DateConnue("naissance", _("Date de naissance de l’enfant"), ans_max=25),
    ]


def _du_second() -> list[Champ]:
    return [
        TexteCourt("prenom_second", _("Prénom du second enfant"), obligatoire=False, longueur_max=60),
        DateConnue("seconde", _("Date de naissance du second enfant"), ans_max=25),
    ]


def besoins_dits(participation: Participation) -> list[str]:
    """Rend ce que cette personne a dit de ses besoins, à traduire."""
    return [BESOINS[un] for un in participation.besoins or () if un in BESOINS]


def cle_du_formulaire() -> str:
    """Rend la clé que porte le formulaire envoyé, ou une neuve pour celui que l’on montre."""
    return request.form.get("cle", "")[:CLE_MAX] or secrets.token_urlsafe(16)


def accompli_pour_quelqu_un(form: FormulaireDeSaisie, geste: Callable[[], object]) -> bool:
    """Fait le geste ; un refus se dit sur la question où il se corrige, un horaire pris passe."""
    ailleurs: dict[type[ErreurMetier], Any] = {NomAttendu: form["nom"]}
    if "naissance" in form:
        ailleurs[HorsDeLAge] = form["naissance"]
    return accompli(form["telephone"], geste, ErreurMetier, autres=ailleurs, sauf=(CreneauPris,))


def personne_dite(dits: Mapping[str, Any]) -> Personne:
    """Rend la personne telle qu’on vient de la dire."""
    enfants = (
        Enfant(date_naissance=date.fromisoformat(dits[naissance]), prenom=dits.get(prenom) or "")
        for naissance, prenom in ENFANTS
        if dits.get(naissance)
    )
    return Personne(
        prenom=dits.get("prenom") or "",
        nom=dits.get("nom") or "",
        pseudonyme=dits.get("pseudonyme") or "",
        besoins=tuple(dits.get("besoins") or ()),
        telephone=dits.get("telephone") or "",
        courriel=dits.get("courriel") or "",
        adresse=dits.get("adresse") or "",
        sans_message=bool(dits.get("sans_message")),
        enfants=tuple(enfants),
    )
