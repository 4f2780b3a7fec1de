"""Viser un projet de décision, ou le renvoyer avec une raison : chacun à son tour, en son nom, une seule fois."""

from uuid import UUID

from portail.demarche.visas import Visa
from portail.dossiers import courriers
from portail.dossiers.actions.commun import (
    demarche_du,
    exiger_un_delai_ouvert,
    toucher,
    verifier_revision,
    verrouiller_pour_lecteur,
)
from portail.dossiers.actions.decision import abandonner_le_projet
from portail.dossiers.etats import RETRAITS, Geste
from portail.dossiers.models import Decision, Dossier
from portail.dossiers.visas.avertir import avertir_les_viseurs
from portail.dossiers.visas.models import SensVisa, VisaRendu
from portail.dossiers.visas.queries import etape_attendue, peut_viser, projet_a_valider, visas_du_projet
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import inscrire
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit, SaisieInvalide, TransitionInterdite
from portail.socle.traduction import _

RAISON_MAX = 2000


def viser(dossier_id: UUID, *, agent: Agent, revision: int | None) -> Dossier:
    """Vise le projet à l’étape attendue ; lève `Interdit` si ce n’est pas à cet agent de le faire."""
    with transaction():
        dossier = verrouiller_pour_lecteur(dossier_id, agent)
        projet, etape = _a_son_tour(dossier, agent, revision)
        _rendre(dossier, projet, etape, agent)
        dossier.revision += 1
        inscrire(
            "viser",
            auteur=auteur_agent(agent),
            objet=("dossier", dossier.id),
            details={"visa": etape.code, "nature": projet.nature.value},
        )
        toucher(dossier)
        avertir_les_viseurs(dossier)
    return dossier


def renvoyer(dossier_id: UUID, *, agent: Agent, raison: str, revision: int | None) -> Dossier:
    """Refuse son visa et dit pourquoi : le projet est abandonné, l’instruction reprend.

    Lève `Interdit` si ce n’est pas à cet agent de viser, `SaisieInvalide` sans raison.
    """
    if not raison.strip() or len(raison) > RAISON_MAX:
        raise SaisieInvalide(_("Dites pourquoi vous renvoyez ce projet : l’instruction en a besoin pour le reprendre."))
    with transaction():
        dossier = verrouiller_pour_lecteur(dossier_id, agent)
        projet, etape = _a_son_tour(dossier, agent, revision)
        _rendre(dossier, projet, etape, agent, raison.strip())
        details = {"visa": etape.code, "nature": projet.nature.value}
        session.flush()
        if projet.nature in RETRAITS:
            session.delete(projet)
            dossier.revision += 1
            inscrire("renvoyer_le_retrait", auteur=auteur_agent(agent), objet=("dossier", dossier.id), details=details)
        else:
            abandonner_le_projet(dossier)
            dossier.appliquer(Geste.RENVOYER, auteur=auteur_agent(agent), details=details)
        toucher(dossier)
        courriers.prevenir_agent(dossier, "agent/visa_refuse")
    return dossier


def _a_son_tour(dossier: Dossier, agent: Agent, revision: int | None) -> tuple[Decision, Visa]:
    """Rend le projet et l’étape, si c’est à cet agent de viser ; le droit se juge avant l’état."""
    demarche = demarche_du(dossier)
    projet = projet_a_valider(dossier)
    rendus = visas_du_projet(projet.id) if projet else ()
    etape = etape_attendue(demarche, projet, rendus) if projet else None
    if projet is None or etape is None:
        raise TransitionInterdite
    if not peut_viser(agent, dossier, etape, projet, rendus):
        raise Interdit(_("Ce visa n’est pas le vôtre : chacun vise à son tour, en son nom, et une seule fois."))
    verifier_revision(dossier, revision)
    exiger_un_delai_ouvert(dossier)
    return projet, etape


def _rendre(dossier: Dossier, projet: Decision, etape: Visa, agent: Agent, raison: str | None = None) -> None:
    session.add(
        VisaRendu(
            dossier_id=dossier.id,
            projet_id=projet.id,
            code=etape.code,
            agent_id=agent.id,
            sens=SensVisa.RENVOIE if raison else SensVisa.VISE,
            raison=raison,
            rendu_le=horloge.maintenant(),
        )
    )
