"""Rédiger une proposition et l’envoyer : la première, puis la définitive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from portail.demarche import propositions as declarees
from portail.demarche.conditions import est_vraie
from portail.demarche.declaration import Demarche
from portail.documents.redaction import Redaction
from portail.dossiers.actions.commun import (
    demarche_du,
    exiger_un_delai_ouvert,
    personnes_a_prevenir,
    prevenir,
    recalculer,
    sans_compte,
    toucher,
    verifier_revision,
    verrouiller_pour_lecteur,
)
from portail.dossiers.actions.instruction import accuser
from portail.dossiers.erreurs import PropositionImpossible, PropositionRecueTropTot
from portail.dossiers.etats import Etat
from portail.dossiers.examen import jour_de_reference, reponses_a_examiner
from portail.dossiers.models import Dossier
from portail.dossiers.propositions import lettres
from portail.dossiers.propositions.calcul import bilan_pour, chiffres_de, exiger_le_plafond, figes, sans_totaux
from portail.dossiers.propositions.habilitations import peut_rediger
from portail.dossiers.propositions.lignes import FauteDeLigne, chiffrees, fautes, gardees, totaux
from portail.dossiers.propositions.models import EtatProposition, Proposition
from portail.dossiers.propositions.queries import derniere_envoyee, preparee, propositions_de, sera_definitive
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import inscrire
from portail.parametres.queries import entier_au, valeurs_au
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit, Introuvable, SaisieInvalide, TransitionInterdite

ETUDIES = frozenset({Etat.DEPOSE, Etat.A_COMPLETER, Etat.EN_INSTRUCTION})
"""États où une proposition se prépare, part et reçoit une réponse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redige:
    """Ce que l’agent écrit : les lignes telles que lues, le jour du refus écrit, un mot pour la personne."""

    lignes: Sequence[Mapping[str, Any]]
    refus_ecrit_le: date | None = None
    mot: str = ""


class LignesInvalides(SaisieInvalide):
    """Des lignes sont à corriger ; `fautes` dit lesquelles."""

    def __init__(self, trouvees: Sequence[FauteDeLigne]) -> None:
        super().__init__(trouvees[0].message)
        self.fautes = tuple(trouvees)


def fautes_de(dossier: Dossier, demarche: Demarche, redige: Redige) -> list[FauteDeLigne]:
    """Rend ce qui ne va pas dans ce qui est rédigé, pour ce dossier."""
    return fautes(
        proposition_declaree(demarche),
        redige.lignes,
        refus_ecrit=redige.refus_ecrit_le is not None,
        reponses=reponses_a_examiner(dossier),
        jour=jour_de_reference(dossier),
    )


def proposition_declaree(demarche: Demarche) -> declarees.Proposition:
    """Rend la proposition que la démarche déclare ; lève `Introuvable` si elle n’en a pas."""
    if demarche.proposition is None:
        raise Introuvable
    return demarche.proposition


def enregistrer(dossier_id: UUID, *, agent: Agent, redige: Redige, revision: int | None) -> Proposition:
    """Garde la proposition en préparation ; rien ne part.

    Lève `Interdit` (rôle), `ConflitDeVersion` (un autre agent a écrit), `LignesInvalides`, `PropositionImpossible`.
    """
    with transaction():
        dossier = _verrouiller_pour_rediger(dossier_id, agent, revision)
        proposition = _ecrire(dossier, demarche_du(dossier), agent, redige)
        dossier.revision += 1
        inscrire("preparer_proposition", auteur=auteur_agent(agent), objet=("dossier", dossier.id))
        toucher(dossier)
    return proposition


def _verrouiller_pour_rediger(dossier_id: UUID, agent: Agent, revision: int | None) -> Dossier:
    dossier = verrouiller_pour_lecteur(dossier_id, agent)
    demarche = demarche_du(dossier)
    proposition_declaree(demarche)
    if not peut_rediger(agent, dossier, demarche):
        raise Interdit
    verifier_revision(dossier, revision)
    exiger_de_pouvoir_proposer(dossier, demarche)
    return dossier


def exiger_de_pouvoir_proposer(dossier: Dossier, demarche: Demarche) -> None:
    """Lève `TransitionInterdite` hors de l’étude, `PropositionImpossible` si l’évaluation ne le permet pas (encore)."""
    if dossier.etat not in ETUDIES:
        raise TransitionInterdite
    exiger_un_delai_ouvert(dossier)
    if not evaluation_le_permet(dossier, demarche):
        raise PropositionImpossible


def evaluation_le_permet(dossier: Dossier, demarche: Demarche) -> bool:
    """Vrai si ce qui est évalué permet de proposer quelque chose."""
    condition = proposition_declaree(demarche).si
    return est_vraie(condition, reponses_a_examiner(dossier), jour_de_reference(dossier))


def _ecrire(dossier: Dossier, demarche: Demarche, agent: Agent, redige: Redige) -> Proposition:
    trouvees = fautes_de(dossier, demarche, redige)
    if trouvees:
        raise LignesInvalides(trouvees)
    lignes = chiffrees(proposition_declaree(demarche), redige.lignes, valeurs_au(horloge.aujourd_hui()))
    toutes = propositions_de(dossier)
    proposition = preparee(toutes) or Proposition(dossier_id=dossier.id, rang=_rang_suivant(toutes))
    proposition.agent_id = agent.id
    proposition.lignes = gardees(lignes)
    proposition.refus_ecrit_le = redige.refus_ecrit_le
    proposition.mot = redige.mot.strip() or None
    proposition.modifie_le = horloge.maintenant()
    session.add(proposition)
    session.flush()
    return proposition


def _rang_suivant(toutes: Sequence[Proposition]) -> int:
    return max((une.rang for une in toutes), default=0) + 1


def envoyer(dossier_id: UUID, *, agent: Agent, revision: int | None) -> Proposition:
    """Envoie la proposition préparée : lettre, message, et le total retenu pour les calculs.

    Elle est la définitive si la personne a présenté ses observations, ou a laissé passer le temps de le faire. Lève
    `PropositionRecueTropTot` si ce temps court encore, `CalculImpossible`, `TransitionInterdite` s’il n’y a rien à
    envoyer.
    """
    with transaction():
        dossier = _verrouiller_pour_rediger(dossier_id, agent, revision)
        demarche, toutes = demarche_du(dossier), propositions_de(dossier)
        proposition = preparee(toutes)
        if proposition is None:
            raise TransitionInterdite
        precedente = derniere_envoyee(toutes)
        _exiger_que_la_personne_ait_pu_repondre(precedente)
        definitive = sera_definitive(toutes)
        if precedente is not None and precedente.etat is EtatProposition.ENVOYEE:
            precedente.etat = EtatProposition.REMPLACEE
            session.flush()
        _faire_partir(dossier, demarche, proposition, agent, definitive=definitive)
    return proposition


def _exiger_que_la_personne_ait_pu_repondre(precedente: Proposition | None) -> None:
    """Lève `PropositionRecueTropTot` si une proposition attend encore une réponse dans son délai."""
    if precedente is None or precedente.etat is not EtatProposition.ENVOYEE:
        return
    if precedente.definitive or not precedente.est_echue(horloge.aujourd_hui()):
        raise PropositionRecueTropTot


def _faire_partir(
    dossier: Dossier, demarche: Demarche, proposition: Proposition, agent: Agent, *, definitive: bool
) -> None:
    declaree, jour = proposition_declaree(demarche), horloge.aujourd_hui()
    bilan = bilan_pour(dossier, demarche, proposition.chiffrees)
    exiger_le_plafond(demarche, bilan)
    cle = declaree.cle_delai_reponse if definitive else declaree.cle_delai_observations
    proposition.definitive = definitive
    proposition.etat = EtatProposition.ENVOYEE
    proposition.envoyee_le = horloge.maintenant()
    proposition.delai_jours = entier_au(cle, jour)
    proposition.calculs = figes(chiffres_de(demarche, bilan, Redaction.en(dossier.langue)))
    retenir(dossier, demarche, proposition)
    inscrire(
        "envoyer_proposition",
        auteur=auteur_agent(agent),
        objet=("dossier", dossier.id),
        details={
            "proposition": str(proposition.id),
            "definitive": definitive,
            "delai": proposition.delai_jours,
            "delai_definitive": entier_au(declaree.cle_delai_definitive, jour),
        },
    )
    accuser(dossier, auteur=auteur_agent(agent))
    session.flush()
    lettres.remettre_proposition(dossier, demarche, proposition)
    prevenir(
        dossier,
        "dossier/proposition",
        {"definitive": definitive, "jours": str(proposition.delai_jours), **chemin_de_la_proposition(dossier)},
    )
    recalculer(dossier)
    toucher(dossier)


def chemin_de_la_proposition(dossier: Dossier) -> dict[str, str]:
    """Rend l’adresse de la page où répondre ; vide si quelqu’un à prévenir n’a pas de compte."""
    prevenus = personnes_a_prevenir(dossier)
    if not prevenus or any(sans_compte(lien) for lien in prevenus):
        return {}
    return {"chemin": f"/mon-espace/dossiers/{dossier.numero}/proposition"}


def retenir(dossier: Dossier, demarche: Demarche, proposition: Proposition) -> None:
    """Donne aux calculs de la démarche les totaux de cette proposition."""
    declaree = proposition_declaree(demarche)
    autres = sans_totaux(declaree, dossier.reponses_agent)
    dossier.reponses_agent = {**autres, **totaux(declaree, proposition.chiffrees)}
    dossier.revision += 1
