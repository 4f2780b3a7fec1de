"""Contrôles d’une proposition : ce qu’elle nomme existe, ce qu’elle exige se dit."""

from collections.abc import Iterator

from portail.demarche.champs import Montant
from portail.demarche.controles.echantillons import parametres_livres
from portail.demarche.declaration import Demarche
from portail.demarche.propositions import Mesure, NatureDeLigne, Proposition


def proposition_complete(demarche: Demarche) -> Iterator[str]:
    """Le champ qui reçoit le total, les calculs, le motif et les délais d’une proposition existent."""
    if demarche.proposition is None:
        return
    yield from (f"proposition : {faute}" for faute in _inconnus(demarche, demarche.proposition))
    yield from (f"proposition : {faute}" for faute in _mal_dits(demarche.proposition))


def _inconnus(demarche: Demarche, proposition: Proposition) -> Iterator[str]:
    recoivent = {c.identifiant for page in demarche.pages_agent for c in page.champs if isinstance(c, Montant)}
    for champ in sorted(proposition.recoivent - recoivent):
        yield f"le total ne va dans aucun montant d’agent : {champ}"
    calculs = {calcul.code for calcul in demarche.calculs}
    cites = (proposition.plafond, *(une.plafond for une in proposition.enveloppes), *proposition.montres)
    yield from (f"calcul inconnu : {code}" for code in cites if code not in calculs)
    if proposition.motif_refus not in {motif.code for motif in demarche.motifs}:
        yield f"motif inconnu : {proposition.motif_refus}"
    livres = parametres_livres()
    yield from (f"paramètre inconnu : {cle}" for cle in proposition.cles if cle not in livres)


def _mal_dits(proposition: Proposition) -> Iterator[str]:
    codes = [nature.code for nature in proposition.natures]
    if not proposition.titre or not proposition.fondement or not proposition.redacteurs:
        yield "titre, fondement ou rédacteurs manquants"
    if len(codes) < 2 or len(codes) != len(set(codes)):
        yield "deux natures de ligne au moins, chacune à son nom"
    if proposition.liens_exclus and not proposition.interdit:
        yield "des liens exclus, sans la phrase qui le dit"
    yield from (f"lien exclu inconnu : {code}" for code in proposition.liens_exclus if code not in proposition.liens)
    yield from (f"{nature.code} : {faute}" for nature in proposition.natures for faute in _fautes(proposition, nature))


def _fautes(proposition: Proposition, nature: NatureDeLigne) -> Iterator[str]:
    if nature.enveloppe and proposition.enveloppe(nature.enveloppe) is None:
        yield f"enveloppe inconnue : {nature.enveloppe}"
    if nature.mesure is Mesure.MONTANT and nature.cle_tarif:
        yield "un montant n’a pas de tarif"
    if nature.salarie and len(proposition.liens) < 2:
        yield "les liens possibles ne sont pas dits"
    if nature.refus_ecrit_si is not None and not proposition.refus_ecrit:
        yield "la question du refus écrit manque"
