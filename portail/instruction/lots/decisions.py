"""Décider par lot : chaque dossier est examiné par ses contrôles et motivé pour lui-même (CRPA, L211-5)."""

from collections.abc import Mapping
from typing import Any

from portail.demarche import parcours
from portail.demarche.bilan import Bilan
from portail.demarche.declaration import Demarche, ParLot
from portail.demarche.phrases import INCONNU
from portail.dossiers.actions.commun import demarche_du, exiger_un_delai_ouvert
from portail.dossiers.actions.decision import Projet
from portail.dossiers.etats import Etat, Geste, NatureDecision
from portail.dossiers.examen import bilan_de, jour_de_reference
from portail.dossiers.models import Dossier
from portail.dossiers.motifs.queries import motivee
from portail.dossiers.motifs.redaction import rediger
from portail.instruction.lots import erreurs
from portail.instruction.lots.erreurs import Ecarte
from portail.instruction.lots.models import GesteDeLot
from portail.pieces.models import EtatPiece
from portail.pieces.queries import pieces_de

PAR_LOT: Mapping[GesteDeLot, ParLot] = {GesteDeLot.ACCEPTER: ParLot.ACCORD, GesteDeLot.REFUSER: ParLot.REFUS}
ETUDIABLES = frozenset({Etat.DEPOSE, Etat.EN_INSTRUCTION})


def projet_pour(geste: GesteDeLot, dossier: Dossier, consigne: Mapping[str, Any]) -> Projet:
    """Rend la décision que ses contrôles donnent à ce dossier ; lève `Ecarte` s’il faut l’ouvrir pour en juger."""
    demarche = demarche_du(dossier)
    if dossier.demarche != consigne["demarche"]:
        raise Ecarte(erreurs.AUTRE_DEMARCHE)
    if PAR_LOT[geste] not in demarche.decisions_par_lot:
        raise Ecarte(erreurs.NON_PAR_LOT)
    if dossier.etat not in ETUDIABLES:
        raise Ecarte(erreurs.ETAT_CONTRAIRE)
    exiger_un_delai_ouvert(dossier)
    bilan = bilan_de(dossier, demarche)
    if geste is GesteDeLot.ACCEPTER:
        return _accord(dossier, demarche, bilan)
    return _refus(dossier, demarche, bilan, frozenset(consigne["motifs"]))


def _accord(dossier: Dossier, demarche: Demarche, bilan: Bilan) -> Projet:
    """Rend l’accord, au montant calculé ; tout contrôle doit être conforme et toute pièce acceptée par un agent."""
    if bilan.eligible is not True:
        raise Ecarte(erreurs.CONTROLES_RESERVES)
    attendues = parcours.pieces_attendues(demarche, dossier.reponses, jour_de_reference(dossier))
    exigees = {p.identifiant for p in attendues if p.obligatoire}
    acceptees = {piece.code for piece in pieces_de(dossier.id) if piece.etat is EtatPiece.ACCEPTEE}
    if exigees - acceptees:
        raise Ecarte(erreurs.PIECES_A_VERIFIER)
    montant = bilan.valeurs.get(demarche.montant_accorde) if demarche.montant_accorde else None
    if demarche.montant_accorde and montant is None:
        raise Ecarte(erreurs.SANS_MONTANT)
    return Projet(nature=NatureDecision.ACCORD, montant=montant)


def _refus(dossier: Dossier, demarche: Demarche, bilan: Bilan, choisis: frozenset[str]) -> Projet:
    """Rend le refus, pour ceux des motifs choisis que les contrôles de ce dossier donnent, avec ses chiffres."""
    en_vigueur = motivee(demarche)
    du_refus = {motif.code for motif in en_vigueur.motifs if Geste.REFUSER in motif.gestes}
    motifs = rediger(en_vigueur, choisis & du_refus & set(bilan.motifs), bilan, langue=dossier.langue)
    if not motifs:
        raise Ecarte(erreurs.SANS_MOTIF)
    if any(INCONNU in motif["fait"] for motif in motifs):
        raise Ecarte(erreurs.MOTIF_INCOMPLET)
    return Projet(nature=NatureDecision.REFUS, motifs=motifs)
