"""Ce qu’une décision fait aux droits mensuels : elle ouvre, elle ferme ; dans sa transaction.

Le silence ouvre au forfait ; une décision écrite, à son montant, et ferme la veille ce qui courait avant elle.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from portail.demarche.declaration import Demarche, ajouter_mois
from portail.demarche.fiche import chiffres_publics
from portail.demarche.prestations import Prestation
from portail.dossiers.etats import ACCORDS, TRANSITIONS, Etat, NatureDecision
from portail.dossiers.evenements import DecisionEnVigueur
from portail.dossiers.examen import bilan_de
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.models import Decision, Dossier
from portail.dossiers.prestations.echeancier import ZERO, Titre
from portail.dossiers.prestations.models import Droit
from portail.dossiers.prestations.queries import droits_de
from portail.dossiers.queries import de_la_meme_personne
from portail.dossiers.recours.queries import recours_contre
from portail.dossiers.suivis.evenements import GesteFait
from portail.journal.actions import SYSTEME, inscrire
from portail.parametres.queries import entier_au, valeurs_au
from portail.socle import horloge
from portail.socle.base import session

UN_JOUR = timedelta(days=1)
SANS_SUITE = frozenset({Etat.DESISTE, Etat.SANS_SUITE, Etat.TRANSMIS})


def suivre(evenement: DecisionEnVigueur) -> None:
    """Ferme ce que la décision remplace, ouvre ce qu’elle donne ; sans effet hors d’une prestation mensuelle."""
    dossier, decision = evenement.dossier, evenement.decision
    demarche, jour = declaration_de(dossier), decision.date_decision
    if demarche.prestation is None or jour is None:
        return
    premier = _premier_jour(dossier, decision, jour)
    if decision.nature is NatureDecision.RETRAIT or premier < jour:
        _effacer(dossier, decision)
    fermer(dossier, premier)
    if decision.nature is NatureDecision.RETRAIT:
        _reprendre_l_avance(dossier, decision)
    if decision.nature in ACCORDS:
        _ouvrir(dossier, demarche, decision, premier)
        for ancien in _autres_dossiers(dossier):
            fermer(ancien, premier)


def _premier_jour(dossier: Dossier, decision: Decision, jour: date) -> date:
    """Rend le premier jour du droit : un accord rendu sur recours prend la place de ce qui était contesté, à sa date.

    Source : CASF, L134-2 ; la décision sur recours préalable obligatoire remplace la première.
    """
    remplacee = session.get(Decision, decision.remplace_id) if decision.remplace_id else None
    if decision.nature not in ACCORDS or remplacee is None or recours_contre(remplacee) is None:
        return jour
    return min(remplacee.date_decision or jour, jour)


def _reprendre_l_avance(dossier: Dossier, retrait: Decision) -> None:
    """Rouvre, jusqu’à son terme, l’avance qu’une décision maintenant retirée avait close."""
    retiree = session.get(Decision, retrait.remplace_id) if retrait.remplace_id else None
    for droit in droits_de(dossier):
        if retiree is None or retiree.date_decision is None or droit.titre is not Titre.AVANCE:
            continue
        if droit.terme is not None and droit.fin == max(retiree.date_decision, droit.debut) - UN_JOUR:
            droit.fin = droit.terme
            details = {"droit": str(droit.id), "fin": droit.terme.isoformat()}
            inscrire("reprendre_avance", auteur=SYSTEME, objet=("dossier", dossier.id), details=details)
    session.flush()


def suivre_la_fin(evenement: GesteFait) -> None:
    """Ferme l’avance d’une demande retirée, classée ou transmise."""
    if TRANSITIONS[evenement.geste].vers not in SANS_SUITE:
        return
    dossier = session.get_one(Dossier, evenement.dossier_id)
    if declaration_de(dossier).prestation is not None:
        fermer(dossier, horloge.aujourd_hui())


def fermer(dossier: Dossier, jour: date) -> None:
    """Finit la veille de ce jour les droits qui courent encore ; celui qui n’a pas commencé n’aura jamais couru."""
    for droit in droits_de(dossier):
        if droit.fin is None or droit.fin >= jour:
            _finir(droit, max(jour, droit.debut) - UN_JOUR)
    session.flush()


def _finir(droit: Droit, fin: date) -> None:
    droit.fin = fin
    details = {"droit": str(droit.id), "fin": fin.isoformat()}
    inscrire("fermer_droit", auteur=SYSTEME, objet=("dossier", droit.dossier_id), details=details)


def _effacer(dossier: Dossier, retrait: Decision) -> None:
    """Fait que le droit de la décision retirée n’ait jamais couru : ce qui en a été versé est un trop-perçu."""
    for droit in droits_de(dossier):
        if droit.decision_id == retrait.remplace_id and droit.a_couru and droit.decision_id is not None:
            _finir(droit, droit.debut - UN_JOUR)
    session.flush()


def _ouvrir(dossier: Dossier, demarche: Demarche, decision: Decision, jour: date) -> None:
    assert demarche.prestation is not None  # noqa: S101 — vérifié par l’appelant
    par_silence = decision.nature is NatureDecision.ACCORD_IMPLICITE
    droit = Droit(
        dossier_id=dossier.id,
        decision_id=decision.id,
        titre=Titre.SILENCE if par_silence else Titre.DECISION,
        debut=jour,
        montant=forfait_au(demarche, jour) if par_silence else _accorde(dossier, demarche, decision),
        a_reviser_le=None if par_silence else revision_le(demarche.prestation, jour),
    )
    session.add(droit)
    session.flush()
    details = {"droit": str(droit.id), "titre": droit.titre.value, "debut": jour.isoformat()}
    inscrire("ouvrir_droit", auteur=SYSTEME, objet=("dossier", dossier.id), details=details)


def forfait_au(demarche: Demarche, jour: date) -> Decimal:
    """Rend le forfait de la démarche, en euros par mois, aux valeurs de ce jour."""
    assert demarche.prestation is not None  # noqa: S101 — vérifié par l’appelant
    return chiffres_publics(demarche, valeurs_au(jour))[demarche.prestation.forfait]


def _accorde(dossier: Dossier, demarche: Demarche, decision: Decision) -> Decimal:
    """Rend le montant mensuel de la décision, à défaut celui que les calculs proposaient."""
    if decision.montant is not None:
        return decision.montant
    return bilan_de(dossier, demarche).valeurs.get(demarche.montant_accorde, ZERO)


def revision_le(prestation: Prestation, jour: date) -> date:
    """Rend le jour où un droit ouvert ce jour se révise."""
    return ajouter_mois(jour, entier_au(prestation.cle_revision, jour))


def _autres_dossiers(dossier: Dossier) -> Sequence[Dossier]:
    """Rend, verrouillés, les autres dossiers de la même personne où cette prestation court encore."""
    courent = Dossier.id.in_(select(Droit.dossier_id).where(Droit.fin.is_(None)))
    return session.scalars(
        select(Dossier).where(de_la_meme_personne(dossier), courent).order_by(Dossier.id).with_for_update()
    ).all()
