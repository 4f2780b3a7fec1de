"""Qui vient à un rendez-vous, et comment le joindre : ce que l’on en exige, et ce qui le désigne sans le nommer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from portail.demarche.recherche import normaliser
from portail.rendez_vous.objets.models import Modalite, ObjetRdv
from portail.rendez_vous.objets.publics import verifier_l_age
from portail.rendez_vous.reservations.erreurs import (
    AdresseAttendue,
    EnfantAttendu,
    NomAttendu,
    TelephoneAttendu,
    UnContactAttendu,
)
from portail.rendez_vous.reservations.models import Participation
from portail.socle import horloge
from portail.socle.chiffrement import empreinte_cle

INTERPRETE = "interprete:"
"""Devant la langue de l’interprète demandé, parmi les besoins d’une personne attendue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enfant:
    """L’enfant pour qui l’on vient : sa date de naissance, et son prénom si on le dit."""

    date_naissance: date
    prenom: str = ""

    @classmethod
    def depuis(cls, ecrit: Mapping[str, str]) -> "Enfant":
        """Rend l’enfant que `en_json` a écrit."""
        return cls(date_naissance=date.fromisoformat(ecrit["date_naissance"]), prenom=ecrit.get("prenom", ""))

    def en_json(self) -> dict[str, str]:
        """Rend l’enfant tel que la base le garde, chiffré."""
        return {"prenom": self.prenom.strip(), "date_naissance": self.date_naissance.isoformat()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Personne:
    """Une personne, telle qu’elle se présente ; plusieurs enfants : un rendez-vous chacun, l’un après l’autre."""

    prenom: str = ""
    nom: str = ""
    pseudonyme: str = ""
    telephone: str = ""
    courriel: str = ""
    adresse: str = ""
    """Où venir la voir, quand le rendez-vous est chez elle."""
    enfants: tuple[Enfant, ...] = ()
    demandeur: str = ""
    """Qui réserve pour elle, quand c’est un tiers."""
    besoins: tuple[str, ...] = ()
    sans_message: bool = False
    langue: str = "fr"
    usager_id: UUID | None = None

    @property
    def identite(self) -> dict[str, Any]:
        """Rend ce qui la nomme ; un pseudonyme remplace le nom."""
        dits = {"prenom": self.prenom.strip(), "nom": self.nom.strip(), "demandeur": self.demandeur.strip()}
        if self.pseudonyme.strip():
            dits = {"pseudonyme": self.pseudonyme.strip()}
        return {nom: valeur for nom, valeur in dits.items() if valeur}

    def empreintes(self) -> tuple[str, ...]:
        """Rend l’empreinte de chaque personne reçue : les enfants pour qui l’on vient, ou elle-même."""
        contact = str(self.usager_id or _chiffres(self.telephone) or self.courriel.strip().casefold())
        if not self.enfants:
            nom = normaliser(self.pseudonyme or f"{self.prenom} {self.nom}")
            return (empreinte_cle(f"{nom}|{contact}", "rendez_vous.personne"),)
        return tuple(
            # Le rang distingue des jumeaux dont on n’a pas demandé le prénom.
            empreinte_cle(
                f"{normaliser(enfant.prenom) or rang}|{enfant.date_naissance}|{contact}", "rendez_vous.personne"
            )
            for rang, enfant in enumerate(self.enfants)
        )


def exiger(personne: Personne, objet: ObjetRdv, modalite: Modalite, *, par_un_agent: bool) -> None:
    """Vérifie que l’on sait ce qu’il faut pour cet objet, et rien de plus ; lève `SaisieInvalide`.

    Un agent peut réserver pour qui n’a ni téléphone ni courriel : il le lui dit.
    """
    if not personne.identite or (personne.pseudonyme and not objet.pseudonyme_admis):
        raise NomAttendu
    if not (personne.pseudonyme or (personne.prenom.strip() and personne.nom.strip())):
        raise NomAttendu
    if not (par_un_agent or personne.telephone or personne.courriel or personne.usager_id):
        raise UnContactAttendu
    exiger_de_quoi_se_rencontrer(personne, modalite)
    if objet.demande_enfant != bool(personne.enfants):
        raise EnfantAttendu


def exiger_de_quoi_se_rencontrer(qui: Personne | Participation, modalite: Modalite) -> None:
    """Lève `TelephoneAttendu` sans numéro à appeler, `AdresseAttendue` sans adresse où venir."""
    if modalite is Modalite.TELEPHONE and not qui.telephone:
        raise TelephoneAttendu
    if modalite is Modalite.DOMICILE and not (qui.adresse or "").strip():
        raise AdresseAttendue


def exiger_l_age(personne: Personne, objet: ObjetRdv, debut: datetime) -> None:
    """Lève `HorsDeLAge` si l’un des enfants n’a pas l’âge le jour du rendez-vous."""
    for enfant in personne.enfants:
        verifier_l_age(objet, enfant.date_naissance, horloge.a_paris(debut).date())


def _chiffres(telephone: str) -> str:
    """Rend les neuf derniers chiffres : « +33 6… » et « 06… » sont le même numéro."""
    return "".join(signe for signe in telephone if signe.isdigit())[-9:]


def nommee(identite: Mapping[str, Any] | None) -> dict[str, Any]:
    """Rend les champs d’une personne que `Personne.identite` a écrits."""
    return {nom: (identite or {}).get(nom, "") for nom in ("prenom", "nom", "pseudonyme", "demandeur")}


def personne_de(participation: Participation) -> Personne:
    """Rend la personne attendue telle qu’elle s’est présentée."""
    return Personne(
        **nommee(participation.identite),
        telephone=participation.telephone or "",
        courriel=participation.courriel or "",
        adresse=participation.adresse or "",
        enfants=(Enfant.depuis(participation.enfant),) if participation.enfant else (),
        besoins=tuple(un for un in participation.besoins or () if not un.startswith(INTERPRETE)),
        sans_message=participation.sans_message,
        langue=participation.langue,
        usager_id=participation.usager_id,
    )


def naissance_de(participation: Participation) -> date | None:
    """Rend la date de naissance de l’enfant attendu ; rien si l’on attend un adulte."""
    return Enfant.depuis(participation.enfant).date_naissance if participation.enfant else None


def interprete_voulu(participation: Participation) -> str:
    """Rend la langue de l’interprète que cette personne a demandé : il vient encore si le rendez-vous change."""
    dits = (un.removeprefix(INTERPRETE) for un in participation.besoins or () if un.startswith(INTERPRETE))
    return next(dits, "")
