"""La notification de la décision et les délais qui en partent : contester, obtenir les motifs d’un rejet implicite."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from portail.demarche.declaration import Demarche
from portail.dossiers.etats import FAVORABLES, NatureDecision
from portail.dossiers.horloges import calculs
from portail.dossiers.horloges.faits import (
    Consultation,
    Decision,
    DemandeDeMotifs,
    Fait,
    MiseADisposition,
    MotifsCommuniques,
    RecoursForme,
)
from portail.dossiers.horloges.plis import Pli
from portail.dossiers.horloges.types import Code, Etape, Horloge, Nature, Notification


@dataclass(frozen=True, slots=True)
class Suites:
    """Ce qui suit la décision en vigueur."""

    decision: Decision
    notification: Notification = field(default_factory=Notification)
    motifs_demandes: date | None = None
    motifs_communiques: date | None = None
    recours_forme: date | None = None


def suites_de(faits: Sequence[Fait]) -> Suites | None:
    """Rend la dernière décision et ce qui l’a suivie, ou rien si rien n’est décidé."""
    suites: Suites | None = None
    for fait in faits:
        if isinstance(fait, Decision):
            suites = Suites(fait)
        elif suites is not None:
            suites = _completer(suites, fait)
    return suites and replace(suites, notification=_dater(suites.notification))


def _completer(suites: Suites, fait: Fait) -> Suites:
    notification = suites.notification
    if isinstance(fait, MiseADisposition):
        remise = replace(
            notification, mise_a_disposition=fait.jour, electronique=fait.electronique, decision=fait.decision
        )
        return replace(suites, notification=remise)
    if isinstance(fait, Consultation) and notification.consultation is None:
        return replace(suites, notification=replace(notification, consultation=fait.jour))
    if isinstance(fait, Pli) and fait.decision == notification.decision:
        autres = tuple(pli for pli in notification.plis if pli.pli != fait.pli)
        return replace(suites, notification=replace(notification, plis=(*autres, fait)))
    return _completer_par_la_personne(suites, fait)


def _completer_par_la_personne(suites: Suites, fait: Fait) -> Suites:
    if isinstance(fait, DemandeDeMotifs) and suites.motifs_demandes is None:
        return replace(suites, motifs_demandes=fait.jour)
    if isinstance(fait, MotifsCommuniques) and suites.motifs_communiques is None:
        return replace(suites, motifs_communiques=fait.jour)
    if isinstance(fait, RecoursForme) and suites.recours_forme is None:
        return replace(suites, recours_forme=fait.jour)
    return suites


def _dater(notification: Notification) -> Notification:
    """Rend le jour de la notification (CRPA, R112-20).

    C’est le premier où la personne la connaît : première lecture, ou lettre recommandée qui le prouve. À défaut sous
    quinze jours, et si elle a expressément accepté d’être notifiée ainsi, c’est le jour de la mise à disposition. Une
    lettre simple ne prouve rien.
    """
    mise, connue = notification.mise_a_disposition, notification.connue
    if mise is None or not notification.electronique:
        return replace(notification, jour=connue)
    limite = calculs.fin_de_consultation(mise)
    if connue is None:
        return replace(notification, presumee_apres=limite)
    return replace(notification, jour=connue if calculs.respecte(limite, connue) else mise)


def est_opposable(suites: Suites, *, accuse: bool, silence: date | None) -> bool:
    """Vrai si les délais de recours valent pour la personne (CRPA, L112-12).

    Il y faut un accusé de réception complet ou, à défaut, une décision expresse notifiée avant que le silence ne vaille
    décision.
    """
    jour = suites.notification.jour
    return accuse or (jour is not None and silence is not None and jour <= silence)


def horloge_du_recours(demarche: Demarche, suites: Suites) -> Horloge | None:
    """Rend le délai pour contester la décision en vigueur ; rien si elle est favorable."""
    if suites.decision.nature in FAVORABLES:
        return None
    mois = demarche.recours.delai.nombre
    depart, etapes = _depart(suites)
    if depart is None:
        return Horloge(code=Code.RECOURS, arret=suites.recours_forme)
    echeance = calculs.date_recours(depart, mois)
    etapes.append(Etape(Nature.DELAI, echeance, debut=depart, nombre=mois))
    horloge = Horloge(
        code=Code.RECOURS, depart=depart, echeance=echeance, arret=suites.recours_forme, etapes=tuple(etapes)
    )
    return _proroger(horloge, suites, mois)


def _depart(suites: Suites) -> tuple[date | None, list[Etape]]:
    notification = suites.notification
    if suites.decision.nature is NatureDecision.REFUS_IMPLICITE and notification.mise_a_disposition is None:
        return suites.decision.jour, [Etape(Nature.DEPART, suites.decision.jour)]
    if notification.jour is None and notification.presumee_apres is None:
        return None, []
    if notification.jour is not None and notification.jour == notification.connue:
        lue = notification.jour == notification.consultation
        return notification.jour, [Etape(Nature.DEPART if lue else Nature.RECOMMANDE, notification.jour)]
    mise = notification.mise_a_disposition
    assert mise is not None  # noqa: S101 — sans mise à disposition, il n’y a pas de présomption
    return mise, [Etape(Nature.PRESOMPTION, mise, debut=calculs.fin_de_consultation(mise))]


def _proroger(horloge: Horloge, suites: Suites, mois: int) -> Horloge:
    """Proroge le délai quand les motifs du rejet implicite sont demandés : il repart de leur communication (L232-4)."""
    if suites.decision.nature is not NatureDecision.REFUS_IMPLICITE or suites.motifs_demandes is None:
        return horloge
    if suites.motifs_communiques is None:
        attente = Etape(Nature.PROROGATION, suites.motifs_demandes)
        return replace(horloge, echeance=None, etapes=(*horloge.etapes, attente))
    echeance = calculs.date_recours(suites.motifs_communiques, mois)
    etape = Etape(Nature.PROROGATION, echeance, debut=suites.motifs_communiques, nombre=mois)
    return replace(horloge, echeance=echeance, etapes=(*horloge.etapes, etape))


def horloge_des_motifs(suites: Suites) -> Horloge | None:
    """Rend le délai pour communiquer les motifs demandés (CRPA, L232-4) ; rien si personne ne les demande.

    Dits avec la décision elle-même, ils n’ont plus à l’être.
    """
    if suites.motifs_demandes is None:
        dits = suites.motifs_communiques
        return Horloge(code=Code.MOTIFS, arret=dits) if dits else None
    echeance = calculs.date_motifs(suites.motifs_demandes)
    return Horloge(
        code=Code.MOTIFS,
        depart=suites.motifs_demandes,
        echeance=echeance,
        arret=suites.motifs_communiques,
        etapes=(
            Etape(Nature.DEPART, suites.motifs_demandes),
            Etape(Nature.DELAI, echeance, debut=suites.motifs_demandes, nombre=calculs.MOIS_POUR_LES_MOTIFS),
        ),
    )
