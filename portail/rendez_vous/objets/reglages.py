"""Ce qui se règle d’un objet de rendez-vous, en trois sujets. Pur."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from portail.rendez_vous.objets.models import BesoinRdv, Famille, ObjetRdv, QuiReserve, Visibilite
from portail.rendez_vous.ressources.models import GenreRessource


@dataclass(frozen=True, slots=True, kw_only=True)
class Besoin:
    """Ce qu’il faut réunir : même ordre, ensemble ; ordres successifs, l’un après l’autre."""

    ordre: int
    genre: GenreRessource
    competence: str
    duree_minutes: int

    def __str__(self) -> str:
        return f"{self.ordre}:{self.genre.value}:{self.competence}:{self.duree_minutes}"

    def en_ligne(self) -> BesoinRdv:
        """Rend la ligne à écrire en base."""
        return BesoinRdv(
            ordre=self.ordre, genre=self.genre, competence=self.competence, duree_minutes=self.duree_minutes
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation:
    """Ce que le public en lit."""

    libelle: str
    famille: Famille
    rang: int
    professionnel: str
    explication: str
    texte_avant: str
    texte_apres: str
    a_apporter: str
    orientation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutage:
    """Combien de temps, combien d’avance, qui et quoi réunir."""

    duree_minutes: int
    pas_minutes: int
    tampon_avant_minutes: int
    tampon_apres_minutes: int
    delai_minutes: int
    horizon_jours: int
    objectif_jours: int | None
    limite_annulation_minutes: int
    limite_deplacement_minutes: int
    hors_calendrier: bool
    besoins: tuple[Besoin, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Public:
    """Pour qui, comment, et ce qu’un proche peut en apprendre."""

    modalites: tuple[str, ...]
    qui_reserve: QuiReserve
    visibilite: Visibilite
    suivi: bool
    sectorise: bool
    places: int | None
    demande_enfant: bool
    age_min_mois: int | None
    age_max_mois: int | None
    pseudonyme_admis: bool
    sans_message_possible: bool


Reglage = Presentation | Minutage | Public
EN_CLAIR = frozenset(
    {un.name for sujet in (Minutage, Public) for un in fields(sujet)} | {"famille", "rang", "service_code"}
)
"""Les valeurs que le journal garde telles quelles : codes, nombres, oui et non."""


def besoins_de(objet: ObjetRdv) -> tuple[Besoin, ...]:
    """Rend les besoins de l’objet, triés."""
    lus = (
        Besoin(ordre=un.ordre, genre=un.genre, competence=un.competence, duree_minutes=un.duree_minutes)
        for un in objet.besoins
    )
    return tuple(sorted(lus, key=lambda un: (un.ordre, un.genre.value, un.competence)))


def lire(objet: ObjetRdv, sujet: type[Reglage]) -> Reglage:
    """Rend ce sujet, tel qu’il est réglé."""
    valeurs = {un.name: getattr(objet, un.name) for un in fields(sujet)}
    if sujet is Minutage:
        valeurs["besoins"] = besoins_de(objet)
    if sujet is Public:
        valeurs["modalites"] = tuple(objet.modalites)
    return sujet(**valeurs)


def poser(objet: ObjetRdv, reglage: Reglage) -> None:
    """Écrit ce réglage dans l’objet, sans rien vérifier."""
    for un in fields(reglage):
        valeur = getattr(reglage, un.name)
        if un.name == "besoins":
            if valeur != besoins_de(objet):
                objet.besoins = [besoin.en_ligne() for besoin in valeur]
        else:
            setattr(objet, un.name, list(valeur) if isinstance(valeur, tuple) else valeur)


def en_textes(reglage: Reglage) -> Mapping[str, str]:
    """Rend les valeurs par champ, pour le journal."""
    return {un.name: _texte(getattr(reglage, un.name)) for un in fields(reglage)}


def _texte(valeur: object) -> str:
    if isinstance(valeur, tuple):
        return ", ".join(str(un) for un in valeur)
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    return "" if valeur is None else str(valeur)
