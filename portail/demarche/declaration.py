"""Le vocabulaire d’une démarche : le seul module que le catalogue (`forms/`) importe."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from portail.demarche.champs import (
    Adresse,
    Attestation,
    BlocRepete,
    Champ,
    Choix,
    ChoixMultiple,
    Commune,
    Courriel,
    DateConnue,
    DateRecente,
    Iban,
    Information,
    Montant,
    Nir,
    Nombre,
    NumeroFiscal,
    OuiNon,
    Siren,
    Siret,
    Telephone,
    TexteCourt,
    TexteLong,
    ValeurCalculee,
)
from portail.demarche.conditions import AgeInferieur, AuMoins, Condition, Pas, plusieurs, si, toutes, une
from portail.demarche.dates import age_revolu, ajouter_mois, anniversaire
from portail.demarche.droit import (
    Conservation,
    Depart,
    ModeVersement,
    Mois,
    Motif,
    NaturePrestation,
    ParLot,
    Recours,
    Silence,
    SortFinal,
    Terme,
    Versement,
)
from portail.demarche.lies import DossierLie
from portail.demarche.mots import Mots
from portail.demarche.pages import Page, Phase, Piece
from portail.demarche.prestations import Prestation
from portail.demarche.propositions import Enveloppe, Mesure, NatureDeLigne, Proposition
from portail.demarche.regles import JOUR, MOIS, Calcul, Chiffre, Constat, Pretest, Regle, Resultat, Verdict
from portail.demarche.transmissions import Transmission
from portail.demarche.visas import Portee, Visa, Viseur
from portail.demarche.visites import Visite
from portail.demarche.volets import Metier, Volet


def _(texte: str) -> str:
    """Rend le texte tel quel : marque un texte à traduire, traduit au rendu dans la langue du destinataire."""
    return texte


@dataclass(frozen=True, slots=True, kw_only=True)
class Beneficiaire:
    """Où lire, dans les réponses, la personne pour qui l’on demande (colonnes de recherche, courriers)."""

    nom: str = "nom_naissance"
    denomination: str = "denomination"
    """Celle d’une personne morale, qui tient lieu de nom."""
    nom_usage: str = "nom_usage"
    prenoms: str = "prenoms"
    naissance: str = "date_naissance"
    courriel: str = "courriel"
    telephone: str = "telephone"
    adresse: str = "adresse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demarche:
    """Une démarche entière : ce qu’on montre, ce qu’on demande, ce que dit le droit."""

    identifiant: str
    version: int
    nom: str
    titre: str
    resume: str
    service: str
    situations: tuple[str, ...]
    """Codes de `situations.SITUATIONS` : par quoi l’accueil mène à la démarche."""
    mots_cles: tuple[str, ...] = ()
    duree_minutes: int
    montant: str = ""
    montant_detail: str = ""
    a_qui: tuple[str, ...]
    deroulement: tuple[tuple[str, str], ...] = ()
    nature: NaturePrestation
    fondements: tuple[str, ...]
    silence: Silence
    effet_silence: str = ""
    """Ce que donne le silence, quand ce n’est pas tout ce qui est demandé ; peut citer les chiffres publics."""
    delai: Mois | None
    terme: Terme | None = None
    """Un terme plus court que le délai du silence, propre au service ; rien, sauf à le déclarer."""
    recours: Recours
    conservation: Conservation
    finalite: str
    """Finalité et base légale du traitement de données (RGPD, art. 13)."""
    deposants: Mapping[str, str]
    """Qui peut déposer : code de qualité → libellé ; « lui_meme » est la personne elle-même.

    La plateforme pose la question « Pour qui faites-vous cette demande ? » et garde la réponse dans `qualite_deposant`.
    """
    pages: tuple[Page, ...]
    pieces: tuple[Piece, ...] = ()
    pages_agent: tuple[Page, ...] = ()
    regles: tuple[Regle, ...] = ()
    calculs: tuple[Calcul, ...] = ()
    noms_des_parametres: Mapping[str, str] = field(default_factory=dict)
    """Comment dire au public chaque paramètre qu’emploient les règles et les calculs."""
    motifs: tuple[Motif, ...] = ()
    engagements: tuple[Attestation, ...] = ()
    """Attestations propres à la démarche, cochées au récapitulatif."""
    pretest: Pretest | None = None
    champs_pretest: tuple[Champ, ...] = ()
    """Champs du pré-test qui ne sont pas ceux d’une page (commune seule, par exemple)."""
    suites_accord: tuple[str, ...] = ()
    """Ce qui se passe après un accord, dit dans la lettre de décision."""
    montant_accorde: str = ""
    """Code du calcul qui propose le montant de l’accord."""
    beneficiaire: Beneficiaire = field(default_factory=Beneficiaire)
    unicite: tuple[str, ...] = ()
    """Champs qui, avec la personne, signalent un doublon possible."""
    decisions_par_lot: tuple[ParLot, ...] = ()
    """Ce que les agents peuvent décider par lot ; rien, sauf à le déclarer."""
    exportables: tuple[str, ...] = ()
    """Champs dont la réponse sort dans les exports de listes : le moins possible, jamais un compte bancaire."""
    cle_delai_accuse: str = ""
    """Code du paramètre : jours calendaires laissés par un texte propre pour accuser réception.

    Le plus court de ce délai et de celui de toute demande l’emporte.
    """
    cle_delai_complement: str = "complement_delai"
    """Code du paramètre : jours laissés pour compléter, par défaut."""
    cle_delai_paiement: str = ""
    """Code du paramètre : mois laissés, après l’accord, pour envoyer les pièces de la phase de paiement."""
    versement: Versement | None = None
    """Comment l’aide accordée est versée ; rien si elle ne l’est pas par le portail."""
    conteste_une_decision: bool = False
    """Vrai pour le recours : il se forme depuis une décision, jamais de rien."""

    visas: tuple[Visa, ...] = ()
    """Qui valide un projet avant sa signature, dans cet ordre ; rien : il se signe aussitôt proposé."""

    volets: tuple[Volet, ...] = ()
    """Les documents à part, que quelques métiers seuls écrivent et lisent."""

    proposition: Proposition | None = None
    """Ce que l’on propose à la personne avant de décider ; rien, sauf à le déclarer."""

    prestation: Prestation | None = None
    """Le droit mensuel que donne un accord ; rien pour une aide versée en une fois."""

    visite: Visite | None = None
    """La visite chez la personne, que les agents planifient ; rien, sauf à la déclarer."""

    information_maire: str = ""
    """Le texte qui veut que le maire soit informé du dépôt ; vide : il ne l’est pas."""

    lie: DossierLie | None = None
    """La demande d’une autre personne du foyer, ouverte depuis celle-ci ; rien, sauf à la déclarer."""

    transmissions: tuple[Transmission, ...] = ()
    """Ce qui se transmet à une autre autorité ; rien, sauf à le déclarer."""

    mots: Mots = field(default_factory=Mots)
    """Ce qu’elle dit autrement que les autres."""
    exiges: tuple[str, ...] = ()
    """Les champs sans lesquels, au guichet, une demande n’est pas complète : aucun délai n’en part."""
    cle_demande_de_pieces: str = ""
    """Code du paramètre : mois, de la réception, passés lesquels demander une pièce n’arrête plus le délai."""
    dits: tuple[str, ...] = ()
    """Champs d’agent que la lettre de décision dit, s’ils sont remplis."""
    qualite_des_offices: str = ""
    """À quel titre un office notarial dépose, l’un des `deposants` ; vide : la démarche ne lui est pas ouverte."""

    champs: Mapping[str, Champ] = field(init=False, repr=False, compare=False)
    """Tous les champs de l’usager, par identifiant, dans l’ordre des pages."""

    def __post_init__(self) -> None:
        champs = {champ.identifiant: champ for page in self.pages for champ in page.champs}
        object.__setattr__(self, "champs", MappingProxyType(champs))

    @property
    def algorithmique(self) -> bool:
        """Vrai si une règle ou un calcul participe à la décision (CRPA, L311-3-1)."""
        return bool(self.regles or self.calculs)

    def page(self, identifiant: str) -> Page | None:
        """Rend la page de ce nom, ou rien."""
        return next((page for page in self.pages if page.identifiant == identifiant), None)

    def piece(self, identifiant: str) -> Piece | None:
        """Rend la pièce de ce nom, ou rien."""
        return next((piece for piece in self.pieces if piece.identifiant == identifiant), None)

    def volet(self, identifiant: str) -> Volet | None:
        """Rend le volet de ce nom, ou rien."""
        return next((volet for volet in self.volets if volet.identifiant == identifiant), None)

    @property
    def champs_rendus(self) -> frozenset[str]:
        """Rend les champs d’agent que remplit un volet."""
        return frozenset(nom for volet in self.volets for nom in volet.rend)

    @property
    def champs_remplis(self) -> frozenset[str]:
        """Rend les champs d’agent que remplit un volet, ou une proposition : ils ne s’écrivent pas à la main."""
        return self.champs_rendus | (self.proposition.recoivent if self.proposition else frozenset())


__all__ = [
    "JOUR",
    "MOIS",
    "Adresse",
    "AgeInferieur",
    "Attestation",
    "AuMoins",
    "Beneficiaire",
    "BlocRepete",
    "Calcul",
    "Champ",
    "Chiffre",
    "Choix",
    "ChoixMultiple",
    "Commune",
    "Condition",
    "Conservation",
    "Constat",
    "Courriel",
    "DateConnue",
    "DateRecente",
    "Demarche",
    "Depart",
    "DossierLie",
    "Enveloppe",
    "Iban",
    "Information",
    "Mesure",
    "Metier",
    "ModeVersement",
    "Mois",
    "Montant",
    "Motif",
    "Mots",
    "NatureDeLigne",
    "NaturePrestation",
    "Nir",
    "Nombre",
    "NumeroFiscal",
    "OuiNon",
    "Page",
    "ParLot",
    "Pas",
    "Phase",
    "Piece",
    "Portee",
    "Prestation",
    "Pretest",
    "Proposition",
    "Recours",
    "Regle",
    "Resultat",
    "Silence",
    "Siren",
    "Siret",
    "SortFinal",
    "Telephone",
    "Terme",
    "TexteCourt",
    "TexteLong",
    "Transmission",
    "ValeurCalculee",
    "Verdict",
    "Versement",
    "Visa",
    "Viseur",
    "Visite",
    "Volet",
    "_",
    "age_revolu",
    "ajouter_mois",
    "anniversaire",
    "plusieurs",
    "si",
    "toutes",
    "une",
]
