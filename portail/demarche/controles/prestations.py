"""Contrôles d’une prestation mensuelle : ce qu’elle nomme existe, et se verse."""

from collections.abc import Iterator

from portail.demarche.champs import Choix, Montant
from portail.demarche.controles.echantillons import parametres_livres
from portail.demarche.declaration import Demarche, ModeVersement, Versement
from portail.demarche.fiche import est_public
from portail.demarche.prestations import Prestation


def prestation_complete(demarche: Demarche) -> Iterator[str]:
    """Le forfait se calcule sans aucune réponse ; champs, calculs et paramètres d’une prestation existent."""
    if demarche.prestation is None:
        return
    yield from (f"prestation : {faute}" for faute in _fautes(demarche, demarche.prestation))


def _fautes(demarche: Demarche, prestation: Prestation) -> Iterator[str]:
    if demarche.versement is None or not demarche.montant_accorde or demarche.delai is None:
        yield "sans versement, sans montant accordé ou sans délai"
    calculs = {calcul.code: calcul for calcul in demarche.calculs}
    yield from (f"calcul inconnu : {code}" for code in (prestation.forfait, *prestation.dits) if code not in calculs)
    if prestation.forfait in calculs and not est_public(calculs[prestation.forfait]):
        yield "le forfait dépend d’une réponse"
    recoivent = {c.identifiant for page in demarche.pages_agent for c in page.champs if isinstance(c, Montant)}
    if prestation.plan not in recoivent:
        yield f"aucun montant d’agent de ce nom : {prestation.plan}"
    if prestation.avance_si is not None and not (prestation.avance_titre and prestation.avance_fondement):
        yield "une avance sans titre ou sans fondement"
    if demarche.versement is not None:
        yield from _fautes_du_versement(demarche, demarche.versement)
    livres = parametres_livres()
    yield from (f"paramètre inconnu : {cle}" for cle in prestation.cles if cle not in livres)


def _fautes_du_versement(demarche: Demarche, versement: Versement) -> Iterator[str]:
    champ = demarche.champs.get(versement.mode)
    options = champ.options if isinstance(champ, Choix) else {}
    if versement.mode and set(versement.modes) != set(options):
        yield f"des modes qui ne sont pas les réponses de : {versement.mode}"
    natures = {nature.code for nature in demarche.proposition.natures} if demarche.proposition else set()
    nommees = (code for codes in versement.confiees.values() for code in codes)
    yield from (f"nature de ligne inconnue : {code}" for code in nommees if code not in natures)
    if set(versement.modes.values()) - {ModeVersement.COMPTE} and not versement.accord:
        yield "payer quelqu’un d’autre sans texte qui le permette"
