"""Qui vient, pour quoi, quand : les rendez-vous fictifs, par rapport au jour du chargement."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from portail.rendez_vous.objets.models import Modalite
from portail.rendez_vous.reservations.etats import Presence
from portail.rendez_vous.reservations.personnes import Enfant, Personne

NANTES, CLISSON, AIGREFEUILLE, SAINT_NAZAIRE = "nantes-centre", "clisson", "aigrefeuille", "saint-nazaire-centre"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prevu:
    """Un rendez-vous à prendre : pour quoi, où, qui, à partir de combien de jours avant ou après le chargement."""

    objet: str
    lieu: str
    personne: Personne
    jours: int
    modalite: Modalite = Modalite.SUR_PLACE
    rang: int = 0
    """Le combientième créneau libre."""
    langue: str = ""
    presence: Presence | None = None


def les_passes(jour: date) -> tuple[Prevu, ...]:
    """Rend les rendez-vous de la semaine passée : venus, manqué, excusé."""
    venu, manque, excuse = Presence.HONORER, Presence.MANQUER, Presence.EXCUSER
    return (
        Prevu(objet="PMI_NAISSANCE", lieu=AIGREFEUILLE, personne=_sarah(jour), jours=-8, presence=venu),
        Prevu(objet="ACCES_DROITS", lieu=NANTES, personne=_qui("Marcel Hervouet", 2), jours=-7, presence=venu),
        Prevu(objet="AS_PREM", lieu=NANTES, personne=_qui("Kévin Rabiller", 3), jours=-7, presence=manque),
        Prevu(objet="BUDGET", lieu=NANTES, personne=_qui("Nadia Ferhat", 4), jours=-6, presence=excuse),
        Prevu(objet="AS_PREM", lieu=CLISSON, personne=_qui("Odette Brochard", 5), jours=-6, presence=venu),
    )


def ceux_qui_viennent(jour: date) -> tuple[Prevu, ...]:
    """Rend les rendez-vous des deux semaines qui viennent."""
    nguyen = Personne(prenom="Van", nom="Nguyen", courriel="van.nguyen@courriel.example", besoins=("lsf",))
    ines = Personne(pseudonyme="Nono", telephone="06 39 98 03 12", sans_message=True)
    telephone = Modalite.TELEPHONE
    return (
        Prevu(objet="PMI_PESEE", lieu=AIGREFEUILLE, personne=_sarah(jour), jours=1),
        Prevu(objet="BUDGET", lieu=NANTES, personne=nguyen, jours=1, langue="lsf"),
        Prevu(objet="SANTE_SEX", lieu=NANTES, personne=ines, jours=1, modalite=telephone, rang=2),
        Prevu(objet="PMI_BILAN", lieu=AIGREFEUILLE, personne=_qui("Awa Traoré", 13, _ne(jour, 760, "Ismaël")), jours=1),
        Prevu(objet="PMI_CONS", lieu=CLISSON, personne=_qui("Gaëlle Lucas", 14, _ne(jour, 130, "Lou")), jours=1),
        Prevu(objet="PMI_PESEE", lieu=CLISSON, personne=_qui("Marie Guérin", 15, _ne(jour, 40, "Noé")), jours=6),
        Prevu(objet="AS_PREM", lieu=NANTES, personne=_qui("Joël Templier", 16), jours=1, rang=1),
        Prevu(objet="AS_PREM", lieu=CLISSON, personne=_qui("Lucette Douillard", 17), jours=2, modalite=telephone),
        Prevu(objet="AS_PREM", lieu=SAINT_NAZAIRE, personne=_qui("Brahim Saïdi", 18), jours=1),
        Prevu(objet="SF_PRENATAL", lieu=NANTES, personne=_qui("Élodie Charrier", 19), jours=1),
        Prevu(objet="ACCES_DROITS", lieu=NANTES, personne=_qui("Yvon Leroy", 20), jours=1, rang=2),
    )


def ceux_de_la_seance() -> tuple[Personne, ...]:
    """Rend qui veut venir à la réunion d’information de deux places : les deux derniers attendront."""
    noms = ("Solène Guillou", "Karim Belkacem", "Maïwenn Le Bris", "Agnès Thibaud")
    return tuple(
        replace(_qui(nom, rang), courriel=f"parent{rang}@courriel.example") for rang, nom in enumerate(noms, start=31)
    )


def _sarah(jour: date) -> Personne:
    return _qui("Sarah Petit", 1, _ne(jour, 19, "Jules"))


def _qui(nom: str, rang: int, *enfants: Enfant) -> Personne:
    """Rend une personne joignable par téléphone mobile, et les enfants pour qui elle vient."""
    prenom, _espace, famille = nom.partition(" ")
    return Personne(prenom=prenom, nom=famille, telephone=f"06 39 98 03 {rang:02}", enfants=enfants)


def _ne(jour: date, jours: int, prenom: str) -> Enfant:
    return Enfant(date_naissance=jour - timedelta(days=jours), prenom=prenom)
