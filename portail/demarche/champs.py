"""Les types de champ d’une déclaration : un type = une dataclasse gelée, sans comportement.

La lecture et l’affichage d’une valeur sont dans `valeurs.py`, le champ de formulaire dans `guichets/saisie/`.
Les réponses sont gardées en JSON : texte, booléen, liste, objet ; dates ISO, nombres en texte décimal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from portail.demarche.conditions import Condition


@dataclass(frozen=True, slots=True)
class Champ:
    """Une question : son identifiant, son libellé (la question telle qu’on la lit) et ce qui l’entoure."""

    identifiant: str
    libelle: str
    aide: str = field(default="", kw_only=True)
    obligatoire: bool = field(default=True, kw_only=True)
    autocomplete: str = field(default="", kw_only=True)
    """Jeton HTML d’une donnée de la personne (RGAA 11.13) ; « bday » et « street-address » se déclinent par partie."""
    si: Condition | None = field(default=None, kw_only=True)
    certifie_par: str = field(default="", kw_only=True)
    """Attribut de l’identité certifiée qui préremplit et verrouille le champ (« nom_naissance »…)."""


@dataclass(frozen=True, slots=True)
class TexteCourt(Champ):
    """Une ligne de texte ; `motif` est une expression rationnelle sur toute la valeur, `exemple` aide à corriger."""

    longueur_max: int = field(default=120, kw_only=True)
    motif: str = field(default="", kw_only=True)
    exemple: str = field(default="", kw_only=True)


@dataclass(frozen=True, slots=True)
class TexteLong(Champ):
    """Plusieurs lignes de texte."""

    longueur_max: int = field(default=4000, kw_only=True)


@dataclass(frozen=True, slots=True)
class Nombre(Champ):
    """Un nombre, entier par défaut ; `pas` impose ses multiples (0,25 pour des parts)."""

    minimum: Decimal = field(default=Decimal(0), kw_only=True)
    maximum: Decimal = field(default=Decimal(9_999_999), kw_only=True)
    pas: Decimal = field(default=Decimal(1), kw_only=True)
    unite: str = field(default="", kw_only=True)


@dataclass(frozen=True, slots=True)
class Montant(Champ):
    """Un montant en euros, au centime."""

    minimum: Decimal = field(default=Decimal(0), kw_only=True)
    maximum: Decimal = field(default=Decimal(9_999_999), kw_only=True)


@dataclass(frozen=True, slots=True)
class DateConnue(Champ):
    """Une date que la personne connaît (naissance, arrivée) : jour, mois (nombre ou nom), année."""

    passee: bool = field(default=True, kw_only=True)
    """Vrai : au plus tard aujourd’hui."""
    ans_max: int = field(default=125, kw_only=True)


@dataclass(frozen=True, slots=True)
class DateRecente(Champ):
    """Une date proche, en une seule zone : « hier », « 12/11/2026 », « 12 novembre »."""

    jours_max: int = field(default=366, kw_only=True)


@dataclass(frozen=True, slots=True)
class Choix(Champ):
    """Une réponse parmi des options (`{code: libellé}`)."""

    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChoixMultiple(Champ):
    """Plusieurs réponses parmi des options ; `exclusive` est l’option qui interdit les autres (« aucune »)."""

    options: Mapping[str, str] = field(default_factory=dict)
    exclusive: str = field(default="", kw_only=True)


@dataclass(frozen=True, slots=True)
class OuiNon(Champ):
    """Oui ou non ; `incertain` ajoute « Je ne sais pas ». Valeurs : « oui », « non », « ne_sais_pas »."""

    incertain: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Courriel(Champ):
    """Une adresse électronique."""


@dataclass(frozen=True, slots=True)
class Telephone(Champ):
    """Un numéro de téléphone, français ou étranger, gardé au format international E.164."""


@dataclass(frozen=True, slots=True)
class Adresse(Champ):
    """Une adresse postale : voie, complément, code postal, commune (code INSEE quand elle est connue)."""


@dataclass(frozen=True, slots=True)
class Commune(Champ):
    """Une commune du département par son nom (actuel ou ancien) ou son code postal, gardée en code INSEE."""

    hors_departement: bool = field(default=True, kw_only=True)
    """Vrai : une commune inconnue de l’annuaire est admise, gardée telle qu’écrite."""


@dataclass(frozen=True, slots=True)
class Iban(Champ):
    """Un IBAN (ISO 13616), clé vérifiée."""


@dataclass(frozen=True, slots=True)
class Siret(Champ):
    """Un numéro SIRET de 14 chiffres, clé vérifiée."""


@dataclass(frozen=True, slots=True)
class Siren(Champ):
    """Un numéro SIREN de 9 chiffres, clé vérifiée."""


@dataclass(frozen=True, slots=True)
class NumeroFiscal(Champ):
    """Un numéro fiscal de référence de 13 chiffres."""


@dataclass(frozen=True, slots=True)
class Nir(Champ):
    """Un numéro de sécurité sociale, 13 signes et sa clé ; la Corse (2A, 2B) comprise."""


@dataclass(frozen=True, slots=True)
class Attestation(Champ):
    """Une déclaration à cocher ; obligatoire, elle doit l’être pour continuer."""


@dataclass(frozen=True, slots=True)
class Information(Champ):
    """Un texte à lire, sans réponse : `libelle` est son titre, `aide` son texte."""


@dataclass(frozen=True, slots=True)
class BlocRepete(Champ):
    """Un groupe de champs répété (enfants, aides reçues) ; `element` nomme chaque exemplaire (« Enfant »)."""

    champs: tuple[Champ, ...] = ()
    element: str = field(default="", kw_only=True)
    minimum: int = field(default=0, kw_only=True)
    maximum: int = field(default=10, kw_only=True)


@dataclass(frozen=True, slots=True)
class ValeurCalculee(Champ):
    """Une valeur que la plateforme calcule et montre ; `calcul` est le code d’un `Calcul` de la démarche."""

    calcul: str = field(default="", kw_only=True)
