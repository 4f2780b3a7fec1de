"""Les trois sujets d’un objet de rendez-vous, en formulaire : ce que le public lit, le temps, le public."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from portail.demarche.champs import BlocRepete, Champ
from portail.demarche.declaration import Choix, ChoixMultiple, Nombre, OuiNon, TexteCourt, TexteLong
from portail.guichets.administration.rendez_vous.mots import (
    CHAMPS_DITS,
    FAMILLES,
    GENRES,
    MODALITES,
    RESERVENT,
    VISIBILITES,
)
from portail.guichets.saisie.envoyees import en_options, entier_ou_rien, oui, oui_ou_non, texte
from portail.rendez_vous.objets.models import Famille, ObjetRdv, QuiReserve, Visibilite
from portail.rendez_vous.objets.reglages import Besoin, Minutage, Presentation, Public, Reglage, lire
from portail.rendez_vous.ressources.models import GenreRessource
from portail.socle.traduction import _

SUJETS: Mapping[str, type[Reglage]] = MappingProxyType(
    {"presentation": Presentation, "temps": Minutage, "public": Public}
)
TITRES: Mapping[str, str] = MappingProxyType(
    {"presentation": _("Ce que le public lit"), "temps": _("Temps et moyens"), "public": _("Public et réservation")}
)
TEXTE_MAX, LIGNE_MAX = 1000, 120
CODE = r"[a-z][a-z_]{1,39}"
Valeurs = Mapping[str, Any]


def _texte(nom: str, *, aide: str = "") -> TexteLong:
    return TexteLong(nom, CHAMPS_DITS[nom], obligatoire=False, longueur_max=TEXTE_MAX, aide=aide)


def _nombre(nom: str, *, aide: str = "", minimum: int = 0, obligatoire: bool = True) -> Nombre:
    return Nombre(nom, CHAMPS_DITS[nom], minimum=Decimal(minimum), aide=aide, obligatoire=obligatoire)


def _oui_non(nom: str, *, aide: str = "") -> OuiNon:
    return OuiNon(nom, CHAMPS_DITS[nom], aide=aide)


_BESOIN: tuple[Champ, ...] = (
    Nombre(
        "ordre",
        _("Rang"),
        minimum=Decimal(1),
        aide=_("Même rang : ensemble. Rangs qui se suivent : l’un après l’autre."),
    ),
    Choix("genre", _("Quoi ou qui"), en_options(GENRES)),
    TexteCourt(
        "competence",
        _("Compétence"),
        obligatoire=False,
        longueur_max=40,
        motif=CODE,
        exemple="puericultrice",
        aide=_("Minuscules sans accent, mots séparés par « _ ». Vide : n’importe laquelle."),
    ),
    Nombre("duree_minutes", _("Minutes"), minimum=Decimal(5)),
)
CHAMPS: Mapping[str, Sequence[Champ]] = MappingProxyType(
    {
        "presentation": (
            TexteCourt(
                "libelle",
                CHAMPS_DITS["libelle"],
                longueur_max=LIGNE_MAX,
                aide=_("Un verbe, avec les mots du public. Il n’est jamais dans un rappel."),
            ),
            Choix("famille", CHAMPS_DITS["famille"], en_options(FAMILLES)),
            _nombre("rang", aide=_("Sa place dans la liste : les plus petits d’abord.")),
            TexteCourt(
                "professionnel",
                CHAMPS_DITS["professionnel"],
                obligatoire=False,
                longueur_max=LIGNE_MAX,
                aide=_("Exemple : une puéricultrice"),
            ),
            _texte("explication"),
            _texte(
                "texte_avant",
                aide=_("La personne doit l’accepter avant de choisir un horaire. Vide : rien à accepter."),
            ),
            _texte("texte_apres"),
            _texte("a_apporter", aide=_("Une chose par ligne.")),
            _texte(
                "orientation",
                aide=_("Pour qui n’a pas l’âge, ou ne peut pas réserver en ligne. Numéros d’urgence compris."),
            ),
        ),
        "temps": (
            _nombre("duree_minutes", minimum=5),
            _nombre("pas_minutes", minimum=5, aide=_("Compté depuis le début de la plage.")),
            _nombre("tampon_avant_minutes"),
            _nombre("tampon_apres_minutes"),
            _nombre("delai_minutes", aide=_("120 : deux heures avant.")),
            _nombre("horizon_jours", minimum=1),
            _nombre("objectif_jours", minimum=1, obligatoire=False, aide=_("Au-delà, il manque d’horaires.")),
            _nombre("limite_annulation_minutes"),
            _nombre("limite_deplacement_minutes"),
            _oui_non("hors_calendrier", aide=_("Pour une permanence qui ne s’arrête pas.")),
            BlocRepete("besoins", CHAMPS_DITS["besoins"], champs=_BESOIN, element=_("Besoin"), minimum=1, maximum=8),
        ),
        "public": (
            ChoixMultiple("modalites", CHAMPS_DITS["modalites"], en_options(MODALITES)),
            Choix("qui_reserve", CHAMPS_DITS["qui_reserve"], en_options(RESERVENT)),
            Choix(
                "visibilite",
                CHAMPS_DITS["visibilite"],
                en_options(VISIBILITES),
                aide=_("Un proche peut lire le téléphone ou l’espace de la personne."),
            ),
            _oui_non("suivi"),
            _oui_non("sectorise", aide=_("Les autres lieux restent au choix.")),
            _nombre("places", obligatoire=False, aide=_("Pour une séance à plusieurs seulement.")),
            _oui_non("demande_enfant"),
            _nombre("age_min_mois", obligatoire=False),
            _nombre("age_max_mois", obligatoire=False, aide=_("72 : le jour des six ans, c’est trop tard.")),
            _oui_non("pseudonyme_admis"),
            _oui_non("sans_message_possible"),
        ),
    }
)


def valeurs_de(objet: ObjetRdv, sujet: str) -> dict[str, Any]:
    """Rend ce sujet tel qu’il est réglé, prêt à remplir le formulaire."""
    reglage = lire(objet, SUJETS[sujet])
    return {un.name: _ecrite(getattr(reglage, un.name)) for un in fields(reglage)}


def _ecrite(valeur: object) -> object:
    if isinstance(valeur, bool):
        return oui_ou_non(valeur)
    if isinstance(valeur, int):
        return str(valeur)
    if isinstance(valeur, tuple):
        return [_besoin_ecrit(un) if isinstance(un, Besoin) else un for un in valeur]
    return str(valeur) if valeur else None


def _besoin_ecrit(besoin: Besoin) -> dict[str, str | None]:
    return {
        "ordre": str(besoin.ordre),
        "genre": besoin.genre.value,
        "competence": besoin.competence or None,
        "duree_minutes": str(besoin.duree_minutes),
    }


def reglage_de(objet: ObjetRdv, sujet: str, reponses: Valeurs) -> Reglage:
    """Rend le réglage envoyé ; les places d’un rendez-vous individuel ne se règlent pas."""
    return LECTEURS[sujet](objet, reponses)


def _presentation(_objet: ObjetRdv, lus: Valeurs) -> Presentation:
    libres = ("professionnel", "explication", "texte_avant", "texte_apres", "a_apporter", "orientation")
    return Presentation(
        libelle=texte(lus["libelle"]),
        famille=Famille(lus["famille"]),
        rang=int(lus["rang"]),
        **{nom: texte(lus[nom]) for nom in libres},
    )


def _temps(_objet: ObjetRdv, lus: Valeurs) -> Minutage:
    a_part = {"hors_calendrier", "besoins", "objectif_jours"}
    nombres = {un.name: int(lus[un.name]) for un in fields(Minutage) if un.name not in a_part}
    besoins = (_besoin(un) for un in lus["besoins"] or ())
    return Minutage(
        **nombres,
        objectif_jours=entier_ou_rien(lus["objectif_jours"]),
        hors_calendrier=oui(lus["hors_calendrier"]),
        besoins=tuple(sorted(besoins, key=lambda un: (un.ordre, un.genre.value, un.competence))),
    )


def _besoin(lu: Valeurs) -> Besoin:
    return Besoin(
        ordre=int(lu["ordre"]),
        genre=GenreRessource(lu["genre"]),
        competence=texte(lu.get("competence")),
        duree_minutes=int(lu["duree_minutes"]),
    )


def _public(objet: ObjetRdv, lus: Valeurs) -> Public:
    oui_non = ("suivi", "sectorise", "demande_enfant", "pseudonyme_admis", "sans_message_possible")
    return Public(
        modalites=tuple(lus["modalites"] or ()),
        qui_reserve=QuiReserve(lus["qui_reserve"]),
        visibilite=Visibilite(lus["visibilite"]),
        places=entier_ou_rien(lus["places"]) if objet.collectif else None,
        age_min_mois=entier_ou_rien(lus["age_min_mois"]),
        age_max_mois=entier_ou_rien(lus["age_max_mois"]),
        **{nom: oui(lus[nom]) for nom in oui_non},
    )


LECTEURS: Mapping[str, Callable[[ObjetRdv, Valeurs], Reglage]] = MappingProxyType(
    {"presentation": _presentation, "temps": _temps, "public": _public}
)
