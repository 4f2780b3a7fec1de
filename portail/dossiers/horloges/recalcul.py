"""Toutes les horloges d’un dossier, recalculées depuis ses faits seuls ; et les colonnes qui en sont la projection."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from uuid import UUID

from portail.demarche.declaration import Demarche
from portail.demarche.droit import Silence
from portail.dossiers.horloges import calculs
from portail.dossiers.horloges.faits import (
    AccuseDeReception,
    Decision,
    DemandeDeComplement,
    Depot,
    Fait,
    FinDuDelai,
    Paiement,
    Poursuite,
    Reexamen,
    Reponse,
    Sortie,
)
from portail.dossiers.horloges.propositions import (
    attend_la_personne,
    horloges_de_la_proposition,
    sans_les_propositions_retirees,
    sans_les_refus_ecartes,
)
from portail.dossiers.horloges.recours import Suites, est_opposable, horloge_des_motifs, horloge_du_recours, suites_de
from portail.dossiers.horloges.silence import CompteDuSilence
from portail.dossiers.horloges.terme import horloges_du_terme
from portail.dossiers.horloges.transmissions import horloges_de_la_transmission
from portail.dossiers.horloges.types import Code, Etape, Horloge, Horloges, Nature
from portail.dossiers.horloges.visites import evaluateur_attendu
from portail.territoire.jours import ajouter_ans, ajouter_mois

FIN_DU_COMPLEMENT = (Reponse, FinDuDelai, Poursuite, Decision, Sortie)
DUES_PAR_LE_SERVICE = frozenset({Code.PROPOSITION, Code.DEFINITIVE, Code.TRANSMISSION, Code.TERME})
"""Parmi les horloges propres à une démarche, celles que doit le service."""


@dataclass(frozen=True, slots=True)
class Colonnes:
    """Ce que le dossier garde de ses horloges, pour se trier et se balayer."""

    date_accuse: date | None = None
    date_silence: date | None = None
    date_transmission: date | None = None
    suspendu_depuis: date | None = None
    echeance: date | None = None
    date_reponse: date | None = None
    date_fin: date | None = None
    date_fin_active: date | None = None
    date_fin_dua: date | None = None
    reponse_attendue: bool = False
    evaluateur_attendu: UUID | None = None


def horloges_de(demarche: Demarche, faits: Sequence[Fait]) -> Horloges:
    """Rend les horloges du dossier (CRPA, R112-11-2, L114-5, L231-1, L231-4, L232-4 ; CJA, R421-1)."""
    depot = next((fait for fait in faits if isinstance(fait, Depot)), None)
    if depot is None:
        return Horloges()
    attend, evaluateur = attend_la_personne(faits), evaluateur_attendu(faits) if demarche.volets else None
    faits = sans_les_propositions_retirees(sans_les_refus_ecartes(faits))
    silence = _silence(demarche, faits)
    horloges = Horloges(
        enregistrement=_enregistrement(depot) if depot.electronique else None,
        accuse=_accuse(depot, faits),
        complements=_complements(faits),
        propres=(
            *horloges_de_la_transmission(faits),
            *horloges_du_terme(demarche, faits),
            *horloges_de_la_proposition(faits, silence.depart if silence else depot.jour),
        ),
        silence=silence,
        reponse=next((fait.jour for fait in faits if isinstance(fait, Decision | Sortie)), None),
        fin=_fin(faits),
        reponse_attendue=attend,
        evaluateur_attendu=evaluateur,
    )
    suites = suites_de(faits)
    return horloges if suites is None else _avec_la_decision(demarche, horloges, suites, faits)


def _avec_la_decision(demarche: Demarche, horloges: Horloges, suites: Suites, faits: Sequence[Fait]) -> Horloges:
    recu = any(isinstance(fait, AccuseDeReception) and fait.complet for fait in faits)
    silence = horloges.silence.echeance if horloges.silence else None
    return replace(
        horloges,
        recours=horloge_du_recours(demarche, suites),
        motifs=horloge_des_motifs(suites),
        notification=suites.notification,
        opposable=est_opposable(suites, accuse=recu, silence=silence),
        decision=suites.decision.nature,
    )


def _fin(faits: Sequence[Fait]) -> date | None:
    """Rend le dernier jour où l’affaire a fini ; un réexamen la rouvre."""

    def suivre(fin: date | None, fait: Fait) -> date | None:
        if isinstance(fait, Reexamen):
            return None
        return fait.jour if isinstance(fait, Decision | Sortie | Paiement) else fin

    return reduce(suivre, faits, None)


def _enregistrement(depot: Depot) -> Horloge:
    """L’accusé d’enregistrement part avec le dépôt lui-même."""
    echeance = calculs.date_enregistrement(depot.jour)
    return Horloge(
        code=Code.ENREGISTREMENT,
        depart=depot.jour,
        echeance=echeance,
        arret=depot.jour,
        etapes=(Etape(Nature.DEPART, depot.jour), Etape(Nature.DELAI, echeance, debut=depot.jour, nombre=1)),
    )


def _accuse(depot: Depot, faits: Sequence[Fait]) -> Horloge:
    commun = calculs.date_accuse(depot.jour, depot.delai_accuse)
    echeance = calculs.date_accuse(depot.jour, depot.delai_accuse, depot.delai_accuse_propre)
    etapes = [
        Etape(Nature.DEPART, depot.jour),
        Etape(Nature.DELAI, commun, debut=depot.jour, nombre=depot.delai_accuse),
    ]
    if depot.delai_accuse_propre is not None and echeance < commun:
        etapes.append(Etape(Nature.DELAI_PROPRE, echeance, debut=depot.jour, nombre=depot.delai_accuse_propre))
    remis = next((fait.jour for fait in faits if isinstance(fait, AccuseDeReception)), None)
    return Horloge(
        code=Code.ACCUSE,
        depart=depot.jour,
        echeance=echeance,
        arret=remis,
        eteinte=remis is None and any(isinstance(fait, Decision | Sortie) for fait in faits),
        etapes=tuple(etapes),
    )


def _complements(faits: Sequence[Fait]) -> tuple[Horloge, ...]:
    demandes = [(rang, fait) for rang, fait in enumerate(faits) if isinstance(fait, DemandeDeComplement)]
    return tuple(_complement(demande, faits[rang + 1 :]) for rang, demande in demandes)


def _complement(demande: DemandeDeComplement, suite: Sequence[Fait]) -> Horloge:
    """Rend le délai imparti à la personne ; la fin du délai, ou une décision prise sans attendre, l’éteint."""
    fin = next((fait for fait in suite if isinstance(fait, FIN_DU_COMPLEMENT)), None)
    return Horloge(
        code=Code.COMPLEMENT,
        depart=demande.jour,
        echeance=demande.limite,
        arret=fin.jour if isinstance(fin, Reponse) else None,
        eteinte=fin is not None and not isinstance(fin, Reponse | FinDuDelai),
        etapes=(Etape(Nature.DEPART, demande.jour),),
    )


def _silence(demarche: Demarche, faits: Sequence[Fait]) -> Horloge | None:
    if demarche.delai is None or demarche.silence is Silence.AUCUN:
        return None
    compte = CompteDuSilence(demarche.silence, demarche.delai)
    for fait in faits:
        compte.lire(fait)
    return compte.horloge()


def colonnes_de(demarche: Demarche, horloges: Horloges) -> Colonnes:
    """Rend la projection des horloges : la prochaine échéance est la plus proche de celles que doit le service.

    La conservation court de la fin de l’affaire : d’abord active, puis intermédiaire (code du patrimoine, R212-13).
    """
    silence = horloges.silence
    du_service = (une for une in horloges.propres if une.code in DUES_PAR_LE_SERVICE)
    dues = (horloges.accuse, silence, horloges.motifs, *du_service)
    active = ajouter_mois(horloges.fin, demarche.conservation.active_mois) if horloges.fin else None
    return Colonnes(
        date_accuse=horloges.accuse.echeance if horloges.accuse else None,
        date_silence=silence.echeance if silence else None,
        date_transmission=next((h.echeance for h in horloges.propres if h.code is Code.TRANSMISSION), None),
        suspendu_depuis=silence.suspendue_depuis if silence else None,
        echeance=min((h.echeance for h in dues if h is not None and h.court and h.echeance), default=None),
        date_reponse=horloges.reponse,
        date_fin=horloges.fin,
        date_fin_active=active,
        date_fin_dua=ajouter_ans(active, demarche.conservation.intermediaire_annees) if active else None,
        reponse_attendue=horloges.reponse_attendue,
        evaluateur_attendu=horloges.evaluateur_attendu,
    )
