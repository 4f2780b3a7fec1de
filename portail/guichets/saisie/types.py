"""Du champ déclaré au champ de formulaire : une fonction par type."""

from decimal import Decimal
from functools import singledispatch

from portail.demarche import champs
from portail.demarche.champs import Champ
from portail.demarche.declaration import _
from portail.demarche.valeurs import Contexte
from portail.guichets.saisie.blocs import SaisieBloc
from portail.guichets.saisie.champs import (
    Aspect,
    ChampDeSaisie,
    Libre,
    SaisieCase,
    SaisieChoix,
    SaisieComposee,
    SaisieCourriel,
    SaisieLecture,
    SaisieTelephone,
    Zone,
)
from portail.guichets.saisie.lieux import SaisieAdresse, SaisieCommune

OPTIONS_EN_RADIOS = 7
"""Au-delà, une liste déroulante se parcourt mieux que des boutons."""
_LONGUEUR_COURTE, _LONGUEUR_MOYENNE = 10, 30
_GRAND_NOMBRE = Decimal(100_000)
_TEXTE = Aspect("texte")


def _autocomplete(champ: Champ, attendu: str) -> str:
    """Rend la valeur d’`autocomplete` d’une zone, avec la section du champ ; rien si le champ n’en déclare pas."""
    *section, principal = champ.autocomplete.split() or [""]
    return " ".join([*section, attendu]) if principal and principal != "off" else ""


@singledispatch
def saisie_de(champ: Champ, _contexte: Contexte, **_options: Libre) -> Libre:
    """Rend le champ de formulaire, à lier ; `verrouille=True` le montre en lecture seule.

    Lève TypeError pour un type inconnu.
    """
    raise TypeError(f"type de champ sans formulaire : {type(champ).__name__}")


@saisie_de.register
def _texte_court(champ: champs.TexteCourt, contexte: Contexte, **options: Libre) -> Libre:
    classe = "court" if champ.longueur_max <= _LONGUEUR_COURTE else ""
    moyenne = "moyen" if champ.longueur_max <= _LONGUEUR_MOYENNE else ""
    return ChampDeSaisie(champ, contexte, Aspect("texte", classe or moyenne), **options)


@saisie_de.register
def _texte_long(champ: champs.TexteLong, contexte: Contexte, **options: Libre) -> Libre:
    return ChampDeSaisie(champ, contexte, Aspect("texte_long"), **options)


@saisie_de.register
def _nombre(champ: champs.Nombre, contexte: Contexte, **options: Libre) -> Libre:
    entier = champ.pas == champ.pas.to_integral_value()
    aspect = Aspect(
        "nombre",
        "moyen" if champ.maximum >= _GRAND_NOMBRE else "court",
        "numeric" if entier and champ.minimum >= 0 else "decimal",
        champ.unite,
    )
    return ChampDeSaisie(champ, contexte, aspect, **options)


@saisie_de.register
def _montant(champ: champs.Montant, contexte: Contexte, **options: Libre) -> Libre:
    return ChampDeSaisie(champ, contexte, Aspect("montant", "moyen", "decimal", "€"), **options)


@saisie_de.register
def _date_connue(champ: champs.DateConnue, contexte: Contexte, **options: Libre) -> Libre:
    zones = (
        Zone("jour", _("Jour"), _autocomplete(champ, "bday-day"), "numeric"),
        # Le mois se dit en chiffres ou en lettres : clavier complet.
        Zone("mois", _("Mois"), _autocomplete(champ, "bday-month")),
        Zone("annee", _("Année"), _autocomplete(champ, "bday-year"), "numeric"),
    )
    return SaisieComposee(champ, contexte, Aspect("date"), zones=zones, **options)


@saisie_de.register
def _date_recente(champ: champs.DateRecente, contexte: Contexte, **options: Libre) -> Libre:
    return ChampDeSaisie(champ, contexte, Aspect("texte", "moyen"), **options)


@saisie_de.register(champs.Choix)
@saisie_de.register(champs.OuiNon)
def _choix(champ: champs.Choix | champs.OuiNon, contexte: Contexte, **options: Libre) -> Libre:
    longue = isinstance(champ, champs.Choix) and len(champ.options) > OPTIONS_EN_RADIOS
    return SaisieChoix(champ, contexte, Aspect("selection" if longue else "radios"), **options)


@saisie_de.register
def _choix_multiple(champ: champs.ChoixMultiple, contexte: Contexte, **options: Libre) -> Libre:
    return SaisieChoix(champ, contexte, Aspect("cases"), **options)


@saisie_de.register
def _courriel(champ: champs.Courriel, contexte: Contexte, **options: Libre) -> Libre:
    return SaisieCourriel(champ, contexte, _TEXTE, **options)


@saisie_de.register
def _telephone(champ: champs.Telephone, contexte: Contexte, **options: Libre) -> Libre:
    return SaisieTelephone(champ, contexte, Aspect("texte", "moyen"), **options)


@saisie_de.register
def _adresse(champ: champs.Adresse, contexte: Contexte, **options: Libre) -> Libre:
    zones = (
        Zone("voie", _("Numéro et nom de la voie"), _autocomplete(champ, "address-line1")),
        Zone("complement", _("Complément d’adresse"), _autocomplete(champ, "address-line2"), facultatif=True),
        Zone("code_postal", _("Code postal"), _autocomplete(champ, "postal-code"), "numeric", "court"),
        Zone("commune", _("Commune"), _autocomplete(champ, "address-level2")),
    )
    return SaisieAdresse(champ, contexte, Aspect("adresse"), zones=zones, **options)


@saisie_de.register
def _commune(champ: champs.Commune, contexte: Contexte, **options: Libre) -> Libre:
    return SaisieCommune(champ, contexte, _TEXTE, **options)


@saisie_de.register(champs.Iban)
@saisie_de.register(champs.Nir)
def _ligne(champ: Champ, contexte: Contexte, **options: Libre) -> Libre:
    return ChampDeSaisie(champ, contexte, _TEXTE, **options)


@saisie_de.register(champs.Siren)
@saisie_de.register(champs.Siret)
@saisie_de.register(champs.NumeroFiscal)
def _numero(champ: Champ, contexte: Contexte, **options: Libre) -> Libre:
    return ChampDeSaisie(champ, contexte, Aspect("texte", "moyen", "numeric"), **options)


@saisie_de.register
def _attestation(champ: champs.Attestation, contexte: Contexte, **options: Libre) -> Libre:
    return SaisieCase(champ, contexte, Aspect("case"), **options)


@saisie_de.register(champs.Information)
@saisie_de.register(champs.ValeurCalculee)
def _lecture(champ: Champ, contexte: Contexte, **options: Libre) -> Libre:
    return SaisieLecture(champ, contexte, Aspect("information"), **options)


@saisie_de.register
def _bloc_repete(champ: champs.BlocRepete, contexte: Contexte, **options: Libre) -> Libre:
    return SaisieBloc(champ, contexte, Aspect("groupe"), fabriquer=saisie_de, **options)
