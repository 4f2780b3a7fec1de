"""Les délais d’une proposition : la faire, la discuter, la rendre définitive, y répondre. Purs, lus du journal."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from portail.dossiers.etats import NatureDecision
from portail.dossiers.horloges.faits import (
    Consultation,
    Decision,
    DemandeDeMotifs,
    Depot,
    Fait,
    MiseADisposition,
    MotifsCommuniques,
    Sortie,
)
from portail.dossiers.horloges.faits_propositions import (
    ObservationsCloses,
    PropositionEnvoyee,
    PropositionRecue,
    PropositionRetiree,
    RefusEcarte,
    ReponseALaProposition,
)
from portail.dossiers.horloges.types import Code, Etape, Horloge, Nature

DE_LA_DECISION = (
    Decision,
    MiseADisposition,
    Consultation,
    DemandeDeMotifs,
    MotifsCommuniques,
)
"""Ce qui n’a plus d’objet quand la décision n’est jamais née."""
DE_LA_PROPOSITION = (PropositionEnvoyee, PropositionRecue, ObservationsCloses)
"""Ce qui n’a plus d’objet quand la proposition est reprise."""
DE_L_ATTENTE = (PropositionEnvoyee, PropositionRetiree, ReponseALaProposition, ObservationsCloses, Decision, Sortie)
"""Ce qui commence ou finit l’attente d’une réponse."""


def horloges_de_la_proposition(faits: Sequence[Fait], complet: date | None) -> tuple[Horloge, ...]:
    """Rend les délais de la proposition ; aucun si la démarche n’en déclare pas.

    `complet` : le jour où le dossier l’est, dont part le délai pour proposer.
    """
    depot = next((fait for fait in faits if isinstance(fait, Depot)), None)
    if depot is None or depot.delai_proposition is None:
        return ()
    envois = [(rang, fait) for rang, fait in enumerate(faits) if isinstance(fait, PropositionEnvoyee)]
    horloges = [_proposer(faits, complet, depot.delai_proposition)]
    for rang, envoi in envois:
        echange = _Echange(envoi, faits[rang + 1 :])
        horloges += [echange.reponse(), *echange.definitive()]
    return tuple(horloges)


def sans_les_refus_ecartes(faits: Sequence[Fait]) -> Sequence[Fait]:
    """Rend les faits sans les refus réputés qui ne sont jamais nés, ni ce qui les a suivis."""
    retenus: list[Fait] = []
    for fait in faits:
        if not isinstance(fait, RefusEcarte):
            retenus.append(fait)
            continue
        dernier = max((rang for rang, un in enumerate(retenus) if isinstance(un, Decision)), default=len(retenus))
        retenus = [un for rang, un in enumerate(retenus) if rang < dernier or not isinstance(un, DE_LA_DECISION)]
    return retenus


def sans_les_propositions_retirees(faits: Sequence[Fait]) -> Sequence[Fait]:
    """Rend les faits sans les propositions que le service a reprises, ni ce qui les a suivies."""
    retenus: list[Fait] = []
    for fait in faits:
        if not isinstance(fait, PropositionRetiree):
            retenus.append(fait)
            continue
        dernier = max(rang for rang, un in enumerate(retenus) if isinstance(un, PropositionEnvoyee))
        retenus = [un for rang, un in enumerate(retenus) if rang < dernier or not isinstance(un, DE_LA_PROPOSITION)]
    return retenus


def attend_la_personne(faits: Sequence[Fait]) -> bool:
    """Vrai si la dernière proposition envoyée attend la réponse de la personne, et que rien ne l’a close."""
    dernier = next((fait for fait in reversed(faits) if isinstance(fait, DE_L_ATTENTE)), None)
    return isinstance(dernier, PropositionEnvoyee)


def _proposer(faits: Sequence[Fait], complet: date | None, jours: int) -> Horloge:
    envoi = next((fait.jour for fait in faits if isinstance(fait, PropositionEnvoyee)), None)
    if complet is None:
        return Horloge(code=Code.PROPOSITION, arret=envoi, eteinte=_est_finie(faits))
    return _courte(Code.PROPOSITION, complet, jours, arret=envoi, eteinte=envoi is None and _est_finie(faits))


def _courte(code: Code, depart: date, jours: int, *, arret: date | None, eteinte: bool) -> Horloge:
    """Rend un délai en jours calendaires : le dernier jour court jusqu’à vingt-quatre heures."""
    echeance = depart + timedelta(days=jours)
    return Horloge(
        code=code,
        depart=depart,
        echeance=echeance,
        arret=arret,
        eteinte=eteinte,
        etapes=(Etape(Nature.DEPART, depart), Etape(Nature.DELAI, echeance, debut=depart, nombre=jours)),
    )


def _est_finie(faits: Sequence[Fait]) -> bool:
    return any(isinstance(fait, Decision | Sortie) for fait in faits)


@dataclass(frozen=True, slots=True)
class _Echange:
    """Une proposition partie, et ce qui l’a suivie."""

    envoi: PropositionEnvoyee
    suite: Sequence[Fait]

    @property
    def _jusqu_a_la_suivante(self) -> Sequence[Fait]:
        rangs = (rang for rang, fait in enumerate(self.suite) if isinstance(fait, PropositionEnvoyee))
        return self.suite[: next(rangs, len(self.suite))]

    def _repondue(self) -> ReponseALaProposition | None:
        faits = self._jusqu_a_la_suivante
        return next((fait for fait in faits if isinstance(fait, ReponseALaProposition)), None)

    def reponse(self) -> Horloge:
        """Rend le temps laissé à la personne, de sa réception."""
        code = Code.REPONSE if self.envoi.definitive else Code.OBSERVATIONS
        recue = next((fait.jour for fait in self._jusqu_a_la_suivante if isinstance(fait, PropositionRecue)), None)
        repondue = self._repondue()
        arret = repondue.jour if repondue else None
        eteinte = arret is None and (len(self._jusqu_a_la_suivante) < len(self.suite) or _est_finie(self.suite))
        if recue is None:
            return Horloge(code=code, arret=arret, eteinte=eteinte)
        horloge = _courte(code, recue, self.envoi.delai, arret=arret, eteinte=eteinte)
        return replace(horloge, acquise=arret is None and self._a_fait_naitre_le_refus())

    def _a_fait_naitre_le_refus(self) -> bool:
        """Vrai si le défaut de réponse à la définitive a valu refus."""
        naissances = (fait for fait in self.suite if isinstance(fait, Decision))
        premiere = next(naissances, None)
        return self.envoi.definitive and premiere is not None and premiere.nature is NatureDecision.REFUS_IMPLICITE

    def definitive(self) -> list[Horloge]:
        """Rend le temps laissé au service pour la définitive, des observations reçues ; rien s’il n’en doit pas."""
        repondue = self._repondue()
        if repondue is None or not repondue.observe or self.envoi.definitive:
            return []
        envoyee = next((fait.jour for fait in self.suite if isinstance(fait, PropositionEnvoyee)), None)
        eteinte = envoyee is None and _est_finie(self.suite)
        return [
            _courte(Code.DEFINITIVE, repondue.recue_le, self.envoi.delai_definitive, arret=envoyee, eteinte=eteinte)
        ]
