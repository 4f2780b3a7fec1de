"""Révoquer un document remis, ou le remplacer : sa vérification publique le dit aussitôt, la personne est prévenue.

Révoquer un document n’est pas retirer la décision qu’il porte : celle-ci se retire par une autre décision.
"""

from decimal import Decimal
from typing import Any
from uuid import UUID

from portail.demarche.declaration import Demarche
from portail.documents.codes import en_groupes
from portail.documents.redaction import Redaction
from portail.documents.remise import fermer
from portail.dossiers import courriers
from portail.dossiers.actions.commun import demarche_du, prevenir, toucher
from portail.dossiers.habilitations import peut_revoquer
from portail.dossiers.lettres_de_decision import donnees_decision
from portail.dossiers.models import Decision, Document, Dossier
from portail.dossiers.remise import Faits, entete, remettre
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import Auteur, inscrire
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Interdit, Introuvable, SaisieInvalide
from portail.socle.traduction import _


def revoquer(document_id: UUID, *, agent: Agent, motif: str) -> Document:
    """Révoque un document : il ne fait plus foi. La personne lit le motif.

    Lève `Interdit` sans délégation de signature, `SaisieInvalide` sans motif, `TransitionInterdite` s’il l’est déjà.
    """
    _exiger(motif)
    with transaction():
        dossier, document = _verrouiller(document_id, agent)
        fermer(document, motif=motif)
        _consigner("revoquer_document", document, auteur=auteur_agent(agent))
        _prevenir(dossier, document, motif=motif)
    return document


def remplacer(document_id: UUID, *, agent: Agent, motif: str) -> Document:
    """Révoque un document et remet sa nouvelle version, aux coordonnées d’aujourd’hui ; rend la nouvelle.

    Lève ce que lève `revoquer`.
    """
    _exiger(motif)
    with transaction():
        dossier, ancien = _verrouiller(document_id, agent)
        fermer(ancien, motif=motif)
        session.flush()
        nouveau = _remettre_de_nouveau(dossier, demarche_du(dossier), ancien)
        ancien.remplace_par_id = nouveau.id
        _consigner("remplacer_document", ancien, auteur=auteur_agent(agent), par=str(nouveau.id))
        _prevenir(dossier, ancien, motif=motif)
    return nouveau


def _exiger(motif: str) -> None:
    if not motif.strip():
        raise SaisieInvalide(_("Dites à la personne pourquoi ce document ne vaut plus."))


def _verrouiller(document_id: UUID, agent: Agent) -> tuple[Dossier, Document]:
    """Rend le dossier puis le document, verrouillés dans cet ordre, si l’agent peut révoquer."""
    connu = session.get(Document, document_id)
    if connu is None or connu.dossier_id is None:
        raise Introuvable
    dossier = verrouiller(Dossier, connu.dossier_id)
    if not peut_revoquer(agent, dossier):
        raise Interdit
    return dossier, verrouiller(Document, document_id)


def _consigner(action: str, document: Document, *, auteur: Auteur, **details: str) -> None:
    inscrire(
        action,
        auteur=auteur,
        objet=("dossier", document.dossier_id),
        details={"document": str(document.id), "nature": document.nature, **details},
    )


def _prevenir(dossier: Dossier, document: Document, *, motif: str) -> None:
    toucher(dossier)
    redaction = Redaction.en(dossier.langue)
    contexte = {
        "titre": document.contenu["titre"],
        "date": redaction.jour(horloge.a_paris(document.cree_le).date()),
        "motif": motif.strip(),
        "remplace": document.remplace_par_id is not None,
    }
    prevenir(dossier, "dossier/document_revoque", contexte)


def _remettre_de_nouveau(dossier: Dossier, demarche: Demarche, ancien: Document) -> Document:
    montant = ancien.resume["montant"]
    return remettre(
        dossier,
        demarche,
        ancien.nature,
        {**_corps(dossier, demarche, ancien), "remplace": _remplace(ancien, Redaction.en(dossier.langue))},
        gabarit=ancien.contenu["gabarit"],
        objet_id=ancien.objet_id,
        faits=Faits(sens=ancien.resume["sens"], montant=Decimal(montant) if montant else None),
    )


def _remplace(ancien: Document, redaction: Redaction) -> str:
    """Rend ce que la nouvelle version dit de l’ancienne ; une lettre remplacée n’est pas une décision changée."""
    phrase = redaction.texte(
        _("Cette lettre remplace celle du %(jour)s, de code %(code)s."),
        jour=redaction.jour(horloge.a_paris(ancien.cree_le).date()),
        code=en_groupes(ancien.code),
    )
    if ancien.nature != "decision":
        return phrase
    inchangee = redaction.texte(_("La décision elle-même ne change pas."))
    return f"{phrase} {inchangee}"


def _corps(dossier: Dossier, demarche: Demarche, ancien: Document) -> dict[str, Any]:
    """Rend le document sans son en-tête ; ce qui cite le service est récrit avec ses coordonnées d’aujourd’hui."""
    redaction = Redaction.en(dossier.langue)
    if ancien.nature == "accuse_reception":
        return courriers.donnees_accuse_reception(dossier, demarche, redaction)
    if ancien.nature == "decision" and ancien.objet_id is not None:
        return donnees_decision(dossier, demarche, session.get_one(Decision, ancien.objet_id))
    tete = entete(dossier, demarche, redaction)
    return {cle: valeur for cle, valeur in ancien.contenu["donnees"].items() if cle not in tete}
