"""Les champs de formulaire d’une déclaration : minces, ils délèguent à `demarche.valeurs` et décrivent l’affichage.

`gabarit` choisit le balisage (`templates/composants/champs.html`) ; aucun balisage ici.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from wtforms import Field, widgets
from wtforms.fields.core import Label
from wtforms.form import BaseForm
from wtforms.utils import unset_value

from portail.demarche.champs import Champ, Choix, ChoixMultiple, OuiNon
from portail.demarche.valeurs import (
    Brut,
    Contexte,
    Faute,
    ValeurRefusee,
    afficher,
    lire,
    options_de,
    parties,
    sous_brut,
)
from portail.guichets.contexte import langue_courante, traduire
from portail.socle.traduction import _

Libre: TypeAlias = Any
"""Ce que WTForms laisse sans type."""
CHOISIR = _("Choisissez une réponse")
COCHE = "oui"
"""Ce qu’envoie une case cochée."""


def traduit(texte: str) -> str:
    """Rend le texte de la déclaration dans la langue de la page ; vide, il le reste."""
    return traduire(texte) if texte else ""


@dataclass(frozen=True, slots=True)
class Aspect:
    """Comment un champ se montre : gabarit, largeur, clavier, unité."""

    gabarit: str
    classe: str = ""
    inputmode: str = ""
    unite: str = ""


@dataclass(frozen=True, slots=True)
class Zone:
    """Ce qu’une partie de champ déclare : son nom, son étiquette et ce qui aide à la remplir."""

    partie: str
    libelle: str
    autocomplete: str = ""
    inputmode: str = ""
    classe: str = ""
    facultatif: bool = False


class OptionDeListe(NamedTuple):
    """Une ligne d’une liste déroulante."""

    value: str
    label: str
    selected: bool


@dataclass(frozen=True, slots=True)
class PartieDeSaisie:
    """Une zone d’un champ composé, telle qu’elle s’affiche ; avec des `options`, en liste déroulante."""

    id: str
    name: str
    libelle: str
    valeur: str
    autocomplete: str
    inputmode: str
    classe: str
    facultatif: bool
    en_erreur: bool
    erreur: str
    options: tuple[OptionDeListe, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """Un bouton radio ou une case d’un groupe."""

    id: str
    name: str
    data: str
    label: Label
    checked: bool

    def _value(self) -> str:
        return self.data


class ChampDeSaisie(Field):
    """Une question : ce qui est écrit (`ecrit`), la valeur qu’on y lit (`data`), ce qui est à corriger (`errors`)."""

    widget: Libre = widgets.TextInput()
    source = "FranceConnect"
    """D’où vient la valeur d’un champ verrouillé."""

    def __init__(
        self, champ: Champ, contexte: Contexte, aspect: Aspect, *, verrouille: bool = False, **kw: Libre
    ) -> None:
        super().__init__(traduit(champ.libelle), description=traduit(champ.aide), **kw)
        self.champ, self.contexte, self.aspect, self.verrouille = champ, contexte, aspect, verrouille
        self.gabarit, self.classe, self.inputmode = aspect.gabarit, aspect.classe, aspect.inputmode
        self.unite = traduit(aspect.unite)
        self.autocomplete = "" if champ.autocomplete == "off" else champ.autocomplete
        self.facultatif = not champ.obligatoire
        self.ecrit: Brut = {}
        self.fautes: tuple[Faute, ...] = ()

    def process(self, formdata: Libre, data: Libre = unset_value, extra_filters: Libre = None) -> None:
        """Reçoit la valeur gardée, puis ce qui est envoyé, sauf à un champ verrouillé."""
        self.process_errors = []
        self.object_data = self.data = None if data is unset_value else data
        self.remettre(parties(self.champ, self.data, self.contexte.langue))
        if formdata is not None and not self.verrouille:
            self.remettre(self.envoye(formdata))

    def envoye(self, formdata: Libre) -> Brut:
        """Rend les textes envoyés pour ce champ, par partie."""
        siens = (nom for nom in formdata if nom == self.name or nom.startswith(f"{self.name}-"))
        textes = {nom: [texte for texte in formdata.getlist(nom) if isinstance(texte, str)] for nom in siens}
        return sous_brut(textes, self.name)

    def remettre(self, ecrit: Brut) -> None:
        """Montre ce qui est écrit, tel quel."""
        self.ecrit = ecrit

    def validate(self, form: BaseForm, extra_validators: Libre = ()) -> bool:
        """Lit ce qui est écrit ; rend faux, fautes dites, s’il faut corriger."""
        fautes: tuple[Faute, ...] = ()
        if not self.verrouille:
            try:
                self.data = lire(self.champ, self.ecrit, self.contexte)
            except ValeurRefusee as refus:
                fautes = refus.fautes
        self.signaler(fautes)
        return not fautes

    def signaler(self, fautes: tuple[Faute, ...]) -> None:
        """Porte ces fautes ; un même message n’est dit qu’une fois."""
        self.fautes = fautes
        self.errors = list(dict.fromkeys(faute.texte(traduit, langue_courante()) for faute in fautes))

    @property
    def type_html(self) -> str:
        """Rend le type de la zone de saisie : text, email, tel."""
        return str(getattr(self.widget, "input_type", "text"))

    @property
    def affichage(self) -> str:
        """Rend la valeur gardée telle qu’on la lit."""
        return afficher(self.champ, self.object_data, traduit, langue_courante())

    @property
    def valeur(self) -> str:
        """Rend le texte que montre la zone de saisie."""
        ecrit = self.ecrit.get("", "")
        return (ecrit[0] if ecrit else "") if isinstance(ecrit, list) else ecrit

    def _value(self) -> str:
        return self.valeur


class SaisieCourriel(ChampDeSaisie):
    """Une adresse électronique : clavier à « @ »."""

    widget = widgets.EmailInput()


class SaisieTelephone(ChampDeSaisie):
    """Un numéro de téléphone : clavier téléphonique."""

    widget = widgets.TelInput()


class SaisieCase(ChampDeSaisie):
    """Une case à cocher."""

    def remettre(self, ecrit: Brut) -> None:
        """Montre la case cochée ou non."""
        super().remettre(ecrit)
        self.data = bool(ecrit)

    def _value(self) -> str:
        return COCHE


class SaisieLecture(ChampDeSaisie):
    """Un texte à lire, ou une valeur calculée."""

    @property
    def valeur(self) -> str:
        """Rend la valeur calculée, déjà écrite par la page qui la calcule ; vide pour un simple texte."""
        return str(self.object_data or "")


class SaisieChoix(ChampDeSaisie):
    """Des boutons radio, des cases, ou une liste déroulante."""

    champ: Choix | ChoixMultiple | OuiNon

    def __iter__(self) -> Iterator[Option]:
        choisis = self._choisis()
        for rang, (code, libelle) in enumerate(options_de(self.champ).items()):
            place = f"{self.id}-{rang}"
            yield Option(place, self.name, code, Label(place, traduit(libelle)), code in choisis)

    def iter_choices(self) -> Iterator[OptionDeListe]:
        """Rend les lignes de la liste déroulante ; la première, vide, invite à choisir."""
        choisis = self._choisis()
        yield OptionDeListe("", traduire(CHOISIR), not choisis)
        for code, libelle in options_de(self.champ).items():
            yield OptionDeListe(code, traduit(libelle), code in choisis)

    def has_groups(self) -> bool:
        """Dit si les lignes sont groupées : jamais."""
        return False

    def _choisis(self) -> set[str]:
        ecrit = self.ecrit.get("", [])
        return {code for code in (ecrit if isinstance(ecrit, list) else [ecrit]) if code in options_de(self.champ)}


class SaisieComposee(ChampDeSaisie):
    """Plusieurs zones pour une réponse : une date, une adresse."""

    def __init__(self, *args: Libre, zones: Sequence[Zone], **kw: Libre) -> None:
        super().__init__(*args, **kw)
        self.zones, self.autocomplete = zones, ""

    @property
    def parties(self) -> list[PartieDeSaisie]:
        """Rend les zones, dans l’ordre, avec ce qui y est écrit et ce qui y est à corriger."""
        return [self._partie(zone) for zone in self.zones]

    def _partie(self, zone: Zone) -> PartieDeSaisie:
        ecrit = self.ecrit.get(zone.partie, "")
        fautes = [faute.texte(traduit, langue_courante()) for faute in self.fautes if faute.partie == zone.partie]
        return PartieDeSaisie(
            id=f"{self.id}-{zone.partie}",
            name=f"{self.name}-{zone.partie}",
            libelle=traduit(zone.libelle),
            valeur=(ecrit[0] if ecrit else "") if isinstance(ecrit, list) else ecrit,
            autocomplete=zone.autocomplete,
            inputmode=zone.inputmode,
            classe=zone.classe,
            facultatif=zone.facultatif,
            en_erreur=bool(fautes),
            erreur=fautes[0] if fautes else "",
        )
