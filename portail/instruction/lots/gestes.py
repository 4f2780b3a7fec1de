"""Les gestes d’un lot sur un dossier : le même examen à la confirmation et au moment d’agir, les mêmes actions ensuite.

Chacun s’appelle dans une transaction, dossier verrouillé quand il s’agit d’agir.
"""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, TypeAlias
from uuid import UUID

from portail.demarche import parcours
from portail.demarche.declaration import Information, ValeurCalculee
from portail.demarche.formats import en_euros
from portail.dossiers.actions.commun import demarche_du, exiger_un_delai_ouvert
from portail.dossiers.actions.complement import reclamer
from portail.dossiers.actions.decision import prononcer, verifier_motifs
from portail.dossiers.actions.instruction import confier
from portail.dossiers.actions.messagerie import adresser, verifier_texte
from portail.dossiers.etats import ETATS_EN_COURS, TRANSITIONS, Geste
from portail.dossiers.examen import jour_de_reference
from portail.dossiers.habilitations import peut_instruire
from portail.dossiers.modeles.variables import remplir, valeurs_pour
from portail.dossiers.models import Dossier
from portail.dossiers.personnes import champs_verrouilles
from portail.identite.models import Agent
from portail.identite.queries import agent_de
from portail.instruction.lots import erreurs
from portail.instruction.lots.decisions import projet_pour
from portail.instruction.lots.erreurs import Ecarte
from portail.instruction.lots.models import GesteDeLot
from portail.territoire.queries import service_de

Consigne: TypeAlias = Mapping[str, Any]
Element: TypeAlias = dict[str, str]


def examiner(geste: GesteDeLot, dossier: Dossier, consigne: Consigne, agent: Agent) -> str:
    """Rend ce que la confirmation montre de plus (un montant) ; lève `ErreurMetier` si le geste ne vaut pas ici."""
    if not peut_instruire(agent, dossier):
        raise Ecarte(erreurs.NON_INSTRUIT)
    return _EXAMENS[geste](geste, dossier, consigne)


def faire(geste: GesteDeLot, dossier: Dossier, consigne: Consigne, agent: Agent) -> None:
    """Examine de nouveau, puis fait le geste, dans la transaction courante ; lève `ErreurMetier`."""
    examiner(geste, dossier, consigne, agent)
    _GESTES[geste](geste, dossier, consigne, agent)


def _examiner_affectation(_geste: GesteDeLot, dossier: Dossier, consigne: Consigne) -> str:
    if dossier.etat not in ETATS_EN_COURS:
        raise Ecarte(erreurs.PAS_EN_COURS)
    choisi = UUID(consigne["a"]) if consigne["a"] else None
    if choisi == dossier.agent_id:
        raise Ecarte(erreurs.DEJA_SUIVI)
    if choisi is not None and not peut_instruire(agent_de(choisi), dossier):
        raise Ecarte(erreurs.HORS_DE_PORTEE)
    return ""


def _affecter(_geste: GesteDeLot, dossier: Dossier, consigne: Consigne, agent: Agent) -> None:
    confier(dossier, agent=agent, a=agent_de(UUID(consigne["a"])) if consigne["a"] else None)


def _examiner_complement(_geste: GesteDeLot, dossier: Dossier, consigne: Consigne) -> str:
    if dossier.demarche != consigne["demarche"]:
        raise Ecarte(erreurs.AUTRE_DEMARCHE)
    if dossier.etat not in TRANSITIONS[Geste.DEMANDER_COMPLEMENT].depuis:
        raise Ecarte(erreurs.ETAT_CONTRAIRE)
    exiger_un_delai_ouvert(dossier)
    if not _elements_pour(dossier, consigne):
        raise Ecarte(erreurs.RIEN_A_DEMANDER)
    return ""


def _elements_pour(dossier: Dossier, consigne: Consigne) -> list[Element]:
    """Rend ce qui, dans la demande, concerne ce dossier : ses pièces attendues, ses questions, rien de certifié."""
    demarche, jour = demarche_du(dossier), jour_de_reference(dossier)
    champs = {
        champ.identifiant
        for visible in parcours.parcours_de(demarche, dossier.reponses, jour)
        for champ in visible.champs
        if not isinstance(champ, Information | ValeurCalculee)
    } - champs_verrouilles(demarche, dossier.reponses)
    pieces = {piece.identifiant for piece in parcours.pieces_attendues(demarche, dossier.reponses, jour)}
    siens = {"champ": champs, "piece": pieces}
    return [{**e, "precision": ""} for e in consigne["elements"] if e["identifiant"] in siens[e["type"]]]


def _demander_complement(_geste: GesteDeLot, dossier: Dossier, consigne: Consigne, agent: Agent) -> None:
    reclamer(
        dossier,
        agent=agent,
        elements=_elements_pour(dossier, consigne),
        message=_texte_pour(dossier, consigne["message"], agent),
        date_limite=date.fromisoformat(consigne["date_limite"]),
    )


def _examiner_message(_geste: GesteDeLot, _dossier: Dossier, _consigne: Consigne) -> str:
    return ""


def _ecrire(_geste: GesteDeLot, dossier: Dossier, consigne: Consigne, agent: Agent) -> None:
    texte = _texte_pour(dossier, consigne["message"], agent)
    verifier_texte(texte)
    adresser(dossier, agent=agent, texte=texte)


def _texte_pour(dossier: Dossier, texte: str, agent: Agent) -> str:
    """Rend le texte, ses variables (« {nom} ») remplies pour ce dossier."""
    service = service_de(dossier.service_code)
    return remplir(texte, valeurs_pour(dossier, demarche=demarche_du(dossier), service=service, agent=agent))


def _examiner_decision(geste: GesteDeLot, dossier: Dossier, consigne: Consigne) -> str:
    montant = projet_pour(geste, dossier, consigne).montant
    return "" if montant is None else en_euros(montant, "fr")


def _decider(geste: GesteDeLot, dossier: Dossier, consigne: Consigne, agent: Agent) -> None:
    projet = projet_pour(geste, dossier, consigne)
    verifier_motifs(projet)
    prononcer(dossier, agent=agent, projet=projet)


_EXAMENS: Mapping[GesteDeLot, Callable[[GesteDeLot, Dossier, Consigne], str]] = MappingProxyType(
    {
        GesteDeLot.AFFECTER: _examiner_affectation,
        GesteDeLot.DEMANDER_COMPLEMENT: _examiner_complement,
        GesteDeLot.ECRIRE: _examiner_message,
        GesteDeLot.ACCEPTER: _examiner_decision,
        GesteDeLot.REFUSER: _examiner_decision,
    }
)
_GESTES: Mapping[GesteDeLot, Callable[[GesteDeLot, Dossier, Consigne, Agent], None]] = MappingProxyType(
    {
        GesteDeLot.AFFECTER: _affecter,
        GesteDeLot.DEMANDER_COMPLEMENT: _demander_complement,
        GesteDeLot.ECRIRE: _ecrire,
        GesteDeLot.ACCEPTER: _decider,
        GesteDeLot.REFUSER: _decider,
    }
)
