"""Les faits qui comptent pour les délais, lus du journal : des jours et des codes, rien d’autre."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Protocol, TypeAlias

from portail.dossiers.etats import Geste, NatureDecision
from portail.dossiers.horloges import faits_propositions, visites
from portail.dossiers.horloges.faits_propositions import FaitDeProposition
from portail.dossiers.horloges.plis import Pli, pli_lu
from portail.dossiers.horloges.visites import FaitDeVisite
from portail.socle.horloge import a_paris


class EntreeLue(Protocol):
    """Une entrée du journal, telle qu’on la lit ici."""

    @property
    def instant(self) -> datetime: ...  # noqa: D102 — un attribut
    @property
    def action(self) -> str: ...  # noqa: D102 — idem
    @property
    def details(self) -> Mapping[str, Any]: ...  # noqa: D102 — idem


@dataclass(frozen=True, slots=True)
class Depot:
    """La demande est reçue ; `complet` : aucune pièce indispensable ne manque."""

    jour: date
    delai_accuse: int
    """Jours ouvrés laissés pour accuser réception, en vigueur ce jour-là."""
    electronique: bool = True
    complet: bool = True
    delai_accuse_propre: int | None = None
    """Jours calendaires que laisse un texte propre à la démarche, en vigueur ce jour-là."""
    delai_proposition: int | None = None
    """Jours calendaires laissés pour proposer, du dossier complet, si la démarche le demande."""
    delai_transmission: int | None = None
    """Mois laissés pour transmettre la demande, si elle revient à une autre autorité."""


@dataclass(frozen=True, slots=True)
class CompetenceRevue:
    """Ce que la personne ou un agent vient d’écrire change l’autorité compétente."""

    jour: date
    delai_transmission: int | None
    """Mois laissés, du dépôt, pour transmettre la demande ; rien si elle relève du service."""


@dataclass(frozen=True, slots=True)
class AccuseDeReception:
    """L’accusé est transmis ; `complet` : il porte toutes les mentions imposées (L112-12)."""

    jour: date
    complet: bool = True


@dataclass(frozen=True, slots=True)
class Completude:
    """Les dernières pièces indispensables sont arrivées."""

    jour: date


@dataclass(frozen=True, slots=True)
class DemandeDeComplement:
    """Le service demande de compléter ; `indispensable` : sans cela on ne peut pas instruire (L114-5-1)."""

    jour: date
    limite: date
    indispensable: bool = True


@dataclass(frozen=True, slots=True)
class Reponse:
    """La personne répond ; `complet` : plus aucune pièce indispensable ne manque."""

    jour: date
    complet: bool = True


@dataclass(frozen=True, slots=True)
class FinDuDelai:
    """Le délai pour compléter est passé sans réponse."""

    jour: date


@dataclass(frozen=True, slots=True)
class Poursuite:
    """Le service propose une décision ; si un complément était attendu, il ne l’attend plus."""

    jour: date


@dataclass(frozen=True, slots=True)
class Decision:
    """Une décision est prise ; implicite, elle date du jour où le silence l’a fait naître."""

    jour: date
    nature: NatureDecision


@dataclass(frozen=True, slots=True)
class MiseADisposition:
    """La décision est dans l’espace de la personne ; `electronique` : elle accepte d’être notifiée ainsi (L112-15)."""

    jour: date
    electronique: bool
    decision: str = ""
    """De quelle décision ; les lettres recommandées d’une autre n’y changent rien."""


@dataclass(frozen=True, slots=True)
class Consultation:
    """La personne lit la décision pour la première fois."""

    jour: date


@dataclass(frozen=True, slots=True)
class DemandeDeMotifs:
    """La personne demande les motifs d’un rejet implicite (L232-4)."""

    jour: date


@dataclass(frozen=True, slots=True)
class MotifsCommuniques:
    """Les motifs du rejet implicite sont communiqués."""

    jour: date


@dataclass(frozen=True, slots=True)
class Reexamen:
    """Le service reprend l’étude après une décision implicite."""

    jour: date


@dataclass(frozen=True, slots=True)
class Sortie:
    """La demande finit sans décision : classée, retirée, transmise ; ou le dossier décidé se clôt."""

    jour: date


@dataclass(frozen=True, slots=True)
class Transmise(Sortie):
    """La demande est transmise à l’autorité compétente : une sortie comme une autre, qui tient un délai."""


@dataclass(frozen=True, slots=True)
class TermePasse:
    """Le terme propre au service est passé sans décision ; le délai du silence court encore."""

    jour: date


@dataclass(frozen=True, slots=True)
class RecoursForme:
    """La personne conteste la décision en vigueur devant l’administration : le délai du juge attend (L411-2)."""

    jour: date


@dataclass(frozen=True, slots=True)
class Paiement:
    """L’aide accordée est payée : l’affaire finit ce jour-là."""

    jour: date


Fait: TypeAlias = (
    Depot
    | CompetenceRevue
    | AccuseDeReception
    | Completude
    | DemandeDeComplement
    | Reponse
    | FinDuDelai
    | Poursuite
    | Decision
    | MiseADisposition
    | Consultation
    | DemandeDeMotifs
    | MotifsCommuniques
    | Reexamen
    | TermePasse
    | RecoursForme
    | Paiement
    | Pli
    | Sortie
    | FaitDeProposition
    | FaitDeVisite
)
Lecture: TypeAlias = Callable[[date, Mapping[str, Any]], Fait | None]


ACCUSE_ENVOYE = "dossier/recu"
"""Le message qui porte l’accusé de réception."""


def _jour(details: Mapping[str, Any], nom: str, defaut: date) -> date:
    return date.fromisoformat(details[nom]) if nom in details else defaut


def _depot(jour: date, details: Mapping[str, Any]) -> Fait:
    return Depot(
        _jour(details, "reception", jour),
        details["delai_accuse"],
        electronique=details.get("electronique", True),
        complet=details.get("complet", True),
        delai_accuse_propre=details.get("delai_accuse_propre"),
        delai_proposition=details.get("delai_proposition"),
        delai_transmission=details.get("delai_transmission"),
    )


def _accuse(jour: date, details: Mapping[str, Any]) -> Fait | None:
    """Un accusé à poster n’est transmis que le jour où on le poste (L112-12)."""
    return None if details.get("a_poster") else AccuseDeReception(jour, details.get("complet", True))


def _poste(jour: date, details: Mapping[str, Any]) -> Fait | None:
    return AccuseDeReception(_jour(details, "jour", jour)) if details["gabarit"] == ACCUSE_ENVOYE else None


def _demande(jour: date, details: Mapping[str, Any]) -> Fait:
    return DemandeDeComplement(jour, date.fromisoformat(details["limite"]), details.get("indispensable", True))


def _completer(jour: date, details: Mapping[str, Any]) -> Fait:
    if details.get("echu"):
        return FinDuDelai(jour)
    return Reponse(_jour(details, "envoi", jour), details.get("complet", True))


def _decision(jour: date, details: Mapping[str, Any]) -> Fait:
    return Decision(_jour(details, "jour", jour), NatureDecision(details["nature"]))


LECTURES: Mapping[str, Lecture] = MappingProxyType(
    {
        Geste.DEPOSER: _depot,
        "revoir_competence": lambda jour, d: CompetenceRevue(jour, d["delai_transmission"]),
        "accuser_reception": _accuse,
        "poster_courrier": _poste,
        "completude": lambda jour, _: Completude(jour),
        Geste.DEMANDER_COMPLEMENT: _demande,
        Geste.COMPLETER: _completer,
        Geste.PROPOSER: lambda jour, _: Poursuite(jour),
        Geste.ACCEPTER: _decision,
        Geste.REFUSER: _decision,
        Geste.DECLARER_IRRECEVABLE: _decision,
        Geste.CONSTATER_SILENCE: _decision,
        "mettre_a_disposition": lambda jour, d: MiseADisposition(jour, d["electronique"], d.get("decision", "")),
        "consulter_decision": lambda jour, _: Consultation(jour),
        "envoyer_recommande": lambda _, d: pli_lu(d),
        "suivre_recommande": lambda _, d: pli_lu(d),
        "demander_motifs": lambda jour, _: DemandeDeMotifs(jour),
        "communiquer_motifs": lambda jour, _: MotifsCommuniques(jour),
        "passer_terme": lambda jour, _: TermePasse(jour),
        Geste.REEXAMINER: lambda jour, _: Reexamen(jour),
        Geste.RETIRER_LA_DECISION: _decision,
        Geste.ABROGER: _decision,
        Geste.REFORMER: _decision,
        Geste.CONSTATER_CADUCITE: _decision,
        "former_recours": lambda jour, _: RecoursForme(jour),
        "payer_versement": lambda jour, d: Paiement(_jour(d, "jour", jour)),
        Geste.CLASSER: lambda jour, _: Sortie(jour),
        Geste.TRANSMETTRE: lambda jour, _: Transmise(jour),
        Geste.RETIRER: lambda jour, d: Sortie(_jour(d, "reception", jour)),
        Geste.CLORE: lambda jour, _: Sortie(jour),
        **faits_propositions.LECTURES,
        **visites.LECTURES,
    }
)
"""Ce que chaque action du journal veut dire pour les délais ; les autres n’y changent rien."""

ACTIONS = tuple(sorted(str(action) for action in LECTURES))
"""De quoi ne relire du journal que ce qui compte."""


def faits_de(entrees: Iterable[EntreeLue]) -> tuple[Fait, ...]:
    """Rend les faits du journal, dans l’ordre où ils y sont ; le jour est celui de Paris."""
    lus = (
        LECTURES[entree.action](a_paris(entree.instant).date(), entree.details)
        for entree in entrees
        if entree.action in LECTURES
    )
    return tuple(fait for fait in lus if fait is not None)
