"""Compléter : l’agent demande des champs et des pièces nommés, la personne répond, l’agent voit avant → après."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from portail.documents.redaction import Redaction
from portail.dossiers import courriers
from portail.dossiers.actions.commun import (
    demarche_du,
    exiger_un_delai_ouvert,
    prevenir,
    recalculer,
    toucher,
    verifier_revision,
    verrouiller_pour_agent,
    verrouiller_pour_usager,
)
from portail.dossiers.actions.instruction import accuser
from portail.dossiers.contextes import contexte_complement
from portail.dossiers.etats import Etat, Geste
from portail.dossiers.examen import est_complete, jour_de_reference
from portail.dossiers.models import Complement, Dossier
from portail.dossiers.personnes import champs_verrouilles, ranger
from portail.dossiers.queries import complement_ouvert
from portail.dossiers.transmissions.delais import revoir_la_competence
from portail.identite.actions import auteur_agent, auteur_usager
from portail.identite.models import Agent, Usager
from portail.journal.actions import SYSTEME, Auteur, inscrire
from portail.parametres.queries import entier_au
from portail.pieces.actions import redemander
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import SaisieInvalide, TransitionInterdite
from portail.socle.traduction import _
from portail.territoire.jours import ajouter_ans, ajouter_mois


def demander_complement(
    dossier_id: UUID,
    *,
    agent: Agent,
    elements: Sequence[dict[str, str]],
    message: str,
    date_limite: date,
    revision: int | None,
) -> Complement:
    """Demande des réponses et des pièces précises avant une date ; le délai du silence s’arrête (CRPA, L114-5).

    `elements` : `{"type": "champ"|"piece", "identifiant", "precision"}`. Lève `SaisieInvalide` si la liste est vide, si
    un élément est inconnu ou si la date est passée ; `SilenceEchu` si le délai du silence l’est.
    """
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        verifier_revision(dossier, revision)
        return reclamer(dossier, agent=agent, elements=elements, message=message, date_limite=date_limite)


def reclamer(
    dossier: Dossier, *, agent: Agent, elements: Sequence[dict[str, str]], message: str, date_limite: date
) -> Complement:
    """Demande de compléter le dossier, déjà verrouillé, dans la transaction courante."""
    exiger_un_delai_ouvert(dossier)
    _verifier_demande(dossier, elements, date_limite)
    dossier.agent_id = dossier.agent_id or agent.id
    auteur = auteur_agent(agent)
    dossier.appliquer(
        Geste.DEMANDER_COMPLEMENT,
        auteur=auteur,
        details={
            "elements": len(elements),
            "limite": date_limite.isoformat(),
            "indispensable": _est_indispensable(dossier, elements),
        },
    )
    accuser(dossier, auteur=auteur)
    complement = Complement(
        dossier_id=dossier.id,
        agent_id=agent.id,
        elements=list(elements),
        message=message,
        demande_le=horloge.maintenant(),
        date_limite=date_limite,
    )
    session.add(complement)
    session.flush()
    for element in elements:
        if element["type"] == "piece":
            redemander(dossier.id, element["identifiant"])
    recalculer(dossier)
    document = courriers.remettre_demande_de_pieces(dossier, demarche_du(dossier), complement)
    prevenir(dossier, "dossier/complement", contexte_complement(document, complement))
    toucher(dossier)
    return complement


def _verifier_demande(dossier: Dossier, elements: Sequence[dict[str, str]], date_limite: date) -> None:
    demarche = demarche_du(dossier)
    connus = {("champ", c) for c in demarche.champs} | {("piece", p.identifiant) for p in demarche.pieces}
    if not elements:
        raise SaisieInvalide(_("Choisissez au moins une réponse ou une pièce à demander."))
    if any((element["type"], element["identifiant"]) not in connus for element in elements):
        raise SaisieInvalide
    if not est_un_delai(date_limite):
        raise SaisieInvalide(_("La date limite doit être dans l’avenir."))


def est_un_delai(date_limite: date) -> bool:
    """Vrai si la date laisse du temps à la personne, un an au plus : au-delà, c’est une faute de frappe."""
    return horloge.aujourd_hui() < date_limite <= ajouter_ans(horloge.aujourd_hui(), 1)


def _est_indispensable(dossier: Dossier, elements: Sequence[dict[str, str]]) -> bool:
    """Vrai si l’on ne peut pas instruire sans ce qui est demandé (CRPA, L114-5-1) : une réponse, ou une telle pièce."""
    demarche = demarche_du(dossier)
    cle, reception = demarche.cle_demande_de_pieces, jour_de_reference(dossier)
    if cle and horloge.aujourd_hui() > ajouter_mois(reception, entier_au(cle, reception)):
        return False  # passé ce temps, demander n’arrête plus le délai
    pieces = [demarche.piece(element["identifiant"]) for element in elements if element["type"] == "piece"]
    return len(pieces) < len(elements) or any(piece is not None and piece.indispensable for piece in pieces)


def repondre_complement(dossier_id: UUID, *, usager: Usager, reponses: dict[str, Any], revision: int | None) -> Dossier:
    """Enregistre les réponses aux champs demandés, garde les anciennes pour l’agent, et rend la main au service.

    Ce que l’identité certifiée verrouille n’est jamais repris de la saisie.
    """
    with transaction():
        dossier = verrouiller_pour_usager(dossier_id, usager)
        verifier_revision(dossier, revision)
        complement = complement_ouvert(dossier)
        if complement is None:
            raise TransitionInterdite
        recevoir_reponse(dossier, complement, auteur=auteur_usager(usager), reponses=reponses)
    return dossier


def recevoir_reponse(
    dossier: Dossier,
    complement: Complement,
    *,
    auteur: Auteur,
    reponses: dict[str, Any],
    details: Mapping[str, str] | None = None,
) -> None:
    """Enregistre la réponse à un complément, dossier déjà verrouillé, dans la transaction courante."""
    demarche = demarche_du(dossier)
    certifies = champs_verrouilles(demarche, dossier.reponses)
    demandes = {e["identifiant"] for e in complement.elements if e["type"] == "champ"} - certifies
    nouvelles = {cle: valeur for cle, valeur in reponses.items() if cle in demandes}
    complement.reponses_avant = {cle: dossier.reponses.get(cle) for cle in sorted(demandes)}
    complement.repondu_le = horloge.maintenant()
    dossier.reponses = {**dossier.reponses, **nouvelles}
    ranger(dossier, demarche)
    lus = {"champs": sorted(nouvelles), "complet": est_complete(dossier, demarche), **(details or {})}
    dossier.appliquer(Geste.COMPLETER, auteur=auteur, details=lus)
    revoir_la_competence(dossier, auteur=auteur)
    recalculer(dossier)
    toucher(dossier)
    courriers.prevenir_agent(dossier, "agent/complement")


def rappeler(dossier_id: UUID) -> bool:
    """Rappelle à la personne ce qui manque, une fois par demande ; rend vrai si c’est fait. Rejouable."""
    with transaction():
        dossier = verrouiller(Dossier, dossier_id)
        complement = complement_ouvert(dossier)
        if complement is None or complement.rappele_le is not None:
            return False
        complement.rappele_le = horloge.maintenant()
        redaction = Redaction.en(dossier.langue)
        manquent = courriers.manquantes(demarche_du(dossier), complement, redaction)
        inscrire("rappeler_complement", auteur=SYSTEME, objet=("dossier", dossier.id))
        prevenir(
            dossier,
            "dossier/complement_rappel",
            {"elements": [m.nom for m in manquent], "date_limite": redaction.jour(complement.date_limite)},
        )
    return True


def clore_complement_echu(dossier_id: UUID, *, auteur: Auteur = SYSTEME) -> bool:
    """Rend la main au service quand la date limite est passée ; rend vrai si c’est fait. Rejouable."""
    with transaction():
        dossier = verrouiller(Dossier, dossier_id)
        complement = complement_ouvert(dossier)
        if complement is None or complement.date_limite >= horloge.aujourd_hui():
            return False
        dossier.appliquer(Geste.COMPLETER, auteur=auteur, details={"echu": True})
        recalculer(dossier)
        inscrire("complement_echu", auteur=auteur, objet=("dossier", dossier.id))
        toucher(dossier)
    return True


def est_a_completer(dossier: Dossier) -> bool:
    """Vrai si l’on attend la personne."""
    return dossier.etat is Etat.A_COMPLETER
