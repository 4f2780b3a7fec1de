"""Les questions d’une requête de succession, page par page : les mêmes mots à l’écran, au récapitulatif, aux fautes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from portail.demarche.champs import Champ
from portail.demarche.declaration import (
    Adresse,
    BlocRepete,
    Choix,
    ChoixMultiple,
    Commune,
    DateConnue,
    Montant,
    OuiNon,
    TexteCourt,
)
from portail.guichets.notaires.successions.mots import HERITIERS
from portail.notaires.successions.demandes import ACTIF_MAX, DOMICILES_MAX, DONATIONS_MAX, NOM_MAX, REFERENCE_MAX
from portail.socle.traduction import _

SEXES = {"F": _("Féminin"), "M": _("Masculin")}
INCOMPLETE = r"(?:(?:0?[1-9]|1[0-2])/)?[12]\d{3}"


class PageDeRequete(NamedTuple):
    """Une page : son nom dans l’adresse, son titre, ses questions."""

    nom: str
    titre: str
    champs: tuple[Champ, ...]


def _identite(debut: str = "") -> tuple[Champ, ...]:
    return (
        TexteCourt(f"{debut}nom_naissance", _("Nom de naissance"), longueur_max=NOM_MAX),
        TexteCourt(f"{debut}nom_usage", _("Nom d’usage"), obligatoire=False, longueur_max=NOM_MAX),
        TexteCourt(
            f"{debut}prenoms", _("Prénoms"), aide=_("Tous, dans l’ordre de l’état civil, séparés par des espaces.")
        ),
        Choix(f"{debut}sexe", _("Sexe"), SEXES),
        DateConnue(
            f"{debut}naissance",
            _("Date de naissance"),
            aide=_("Exemple : 12 février 1931."),
            obligatoire=False,
            ans_max=230,
        ),
        TexteCourt(
            f"{debut}naissance_incomplete",
            _("Date de naissance incomplète"),
            aide=_("Seulement si un acte étranger ne dit pas le jour. Exemples : 1931, 03/1931."),
            obligatoire=False,
            longueur_max=7,
            motif=INCOMPLETE,
            exemple="03/1931",
        ),
        Commune(
            f"{debut}lieu_naissance",
            _("Lieu de naissance"),
            aide=_(
                "La commune ; à l’étranger, la ville et le pays. Exemples : Savenay, 35000 Rennes, Alger (Algérie)."
            ),
        ),
        DateConnue(f"{debut}deces_le", _("Date du décès"), aide=_("Exemple : 3 octobre 2026."), ans_max=230),
        Commune(f"{debut}deces_commune", _("Commune du décès"), aide=_("Ou la ville et le pays, à l’étranger.")),
    )


REFERENCE = PageDeRequete(
    "reference",
    _("Votre office"),
    (
        TexteCourt(
            "reference",
            _("Référence de votre dossier"),
            aide=_("Celle de votre étude, 30 signes au plus. Elle vous aidera à retrouver la réponse."),
            longueur_max=REFERENCE_MAX,
        ),
    ),
)
DEFUNT = PageDeRequete(
    "defunt",
    _("La personne décédée"),
    (
        *_identite(),
        Adresse("domicile", _("Dernier domicile")),
        BlocRepete(
            "domiciles_anterieurs",
            _("Domiciles antérieurs en Loire-Atlantique"),
            (Commune("commune", _("Commune"), hors_departement=False),),
            aide=_("Ceux que vous connaissez."),
            element=_("Domicile"),
            obligatoire=False,
            maximum=DOMICILES_MAX,
        ),
        OuiNon(
            "conjoint",
            _("Faut-il aussi rechercher le conjoint décédé avant ?"),
            aide=_("Si oui, ses aides font l’objet d’une seconde requête, sous le même acte."),
        ),
    ),
)
CONJOINT = PageDeRequete("conjoint", _("Le conjoint décédé avant"), _identite("conjoint_"))
SUCCESSION = PageDeRequete(
    "succession",
    _("La succession"),
    (
        ChoixMultiple(
            "heritiers",
            _("Héritiers connus"),
            HERITIERS,
            obligatoire=False,
            exclusive="vacante",
        ),
        OuiNon("testament", _("Y a-t-il un testament ou un legs ?"), incertain=True),
        OuiNon("donations", _("Y a-t-il eu des donations ?"), incertain=True),
        BlocRepete(
            "donations_le",
            _("Dates des donations"),
            (DateConnue("le", _("Date de la donation")),),
            element=_("Donation"),
            obligatoire=False,
            maximum=DONATIONS_MAX,
        ),
        OuiNon("assurance_vie", _("Y a-t-il un contrat d’assurance-vie ?"), incertain=True),
        Montant(
            "actif_net_estime",
            _("Actif net estimé"),
            aide=_("Si vous le connaissez. Exemple : 46 000."),
            obligatoire=False,
            minimum=-ACTIF_MAX,
            maximum=ACTIF_MAX,
        ),
    ),
)
_TOUTES = (REFERENCE, DEFUNT, CONJOINT, SUCCESSION)
PIECES, RECAPITULATIF = "pieces", "recapitulatif"
_PAGE_DU_CHAMP: Mapping[str, str] = MappingProxyType(
    {champ.identifiant: page.nom for page in _TOUTES for champ in page.champs}
)


def pages_de(reponses: Mapping[str, Any]) -> tuple[PageDeRequete, ...]:
    """Rend les pages de questions, dans l’ordre ; celle du conjoint s’il faut aussi le rechercher."""
    return tuple(page for page in _TOUTES if page is not CONJOINT or reponses.get("conjoint") == "oui")


def etapes_de(reponses: Mapping[str, Any]) -> list[str]:
    """Rend les étapes : les pages, les pièces, le récapitulatif."""
    return [*(page.nom for page in pages_de(reponses)), PIECES, RECAPITULATIF]


def page_du_champ(champ: str) -> str:
    """Rend la page où se corrige cette faute."""
    return _PAGE_DU_CHAMP[champ]
