"""Rapprocher ce que le portail a encaissé de ce que le comptable a reçu : importer, apparier, constater, classer.

Un fichier s’importe en une transaction. Rejoué, il ne refait rien : une ligne ne s’écrit qu’une fois.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import Auteur, inscrire
from portail.paiement.rapprochement.appariement import apparier
from portail.paiement.rapprochement.fichiers import Encaisse, LigneLue, lignes_de
from portail.paiement.rapprochement.models import ImportReleve, LigneDuReleve
from portail.paiement.regies.habilitations import peut_tenir, tient_une_regie
from portail.paiement.regies.models import Regie
from portail.paiement.regies.queries import regies_de
from portail.socle import horloge, imports
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Interdit, Introuvable, TransitionInterdite
from portail.socle.tableur import LigneFautive
from portail.socle.traduction import _

AUTRE_REGIE = _("Numéro de client inconnu, ou d’une régie que vous ne tenez pas.")
AUTRE_MONTANT = _("Déjà importée avec un autre montant : %(attendu)s €.")


@dataclass
class _Bilan:
    nouvelles: int = 0
    sans_effet: int = 0
    erreurs: list[dict[str, Any]] = field(default_factory=list)

    def refuser(self, ligne: LigneLue, faute: LigneFautive) -> None:
        reference = ligne.reference[:40]
        dite = {"ligne": ligne.numero, "reference": reference, "message": faute.message, "valeurs": faute.valeurs}
        self.erreurs.append(dite)


def importer(contenu: bytes, *, nom: str, agent: Agent) -> ImportReleve:
    """Importe un relevé, apparie ses lignes, et rend son bilan ; le même fichier, sans erreur, ne change rien.

    Lève `ReleveIllisible`, `Interdit` si l’agent ne tient aucune régie.
    """
    if not tient_une_regie(agent):
        raise Interdit
    lignes, empreinte = lignes_de(contenu), sha256(contenu).hexdigest()
    with transaction():
        comptes = {"nouvelles": 0, "sans_effet": 0, "erreurs": []}
        importe = imports.ouvrir(
            ImportReleve, agent_id=agent.id, empreinte=empreinte, nom=nom, lignes=len(lignes), **comptes
        )
        if importe.rejoue_le is not None and not importe.erreurs:
            return importe
        bilan = _ecrire_les_lignes(lignes, agent, importe.id)
        importe.nouvelles += bilan.nouvelles
        importe.sans_effet, importe.erreurs = bilan.sans_effet, bilan.erreurs
        inscrire(
            "importer_releve",
            auteur=auteur_agent(agent),
            objet=("import_releve", importe.id),
            details={"empreinte": empreinte, "lignes": len(lignes), "nouvelles": bilan.nouvelles},
        )
    rapprocher()
    return importe


def _ecrire_les_lignes(lignes: Sequence[LigneLue], agent: Agent, import_id: UUID) -> _Bilan:
    bilan, regies = _Bilan(), {regie.numcli: regie for regie in regies_de(agent)}
    for ligne in lignes:
        try:
            neuve = _ecrire_une_ligne(ligne.lire(), regies, import_id)
        except LigneFautive as faute:
            bilan.refuser(ligne, faute)
        else:
            bilan.nouvelles += neuve
            bilan.sans_effet += not neuve
    return bilan


def _ecrire_une_ligne(lu: Encaisse, regies: Mapping[str, Regie], import_id: UUID) -> bool:
    """Écrit la ligne ; rend faux si elle y était déjà. Lève `LigneFautive`."""
    regie = regies.get(lu.numcli)
    if regie is None:
        raise LigneFautive(AUTRE_REGIE)
    neuve = session.scalar(
        insert(LigneDuReleve)
        .values(
            id=uuid4(),
            import_id=import_id,
            regie_id=regie.id,
            jour=lu.jour,
            refdet=lu.refdet,
            autorisation=lu.autorisation,
            nature=lu.nature,
            montant=lu.montant,
        )
        .on_conflict_do_nothing(index_elements=["regie_id", "refdet", "autorisation"])
        .returning(LigneDuReleve.id)
    )
    if neuve is not None:
        return True
    connue = session.scalars(
        select(LigneDuReleve).where(
            LigneDuReleve.regie_id == regie.id,
            LigneDuReleve.refdet == lu.refdet,
            LigneDuReleve.autorisation == lu.autorisation,
        )
    ).one()
    if connue.montant != lu.montant:
        raise LigneFautive(AUTRE_MONTANT, attendu=f"{connue.montant:.2f}".replace(".", ","))
    return False


def rapprocher() -> int:
    """Apparie les lignes qui ne le sont pas encore aux règlements ; rend le nombre de celles qui le deviennent."""
    orphelines = session.scalars(
        select(LigneDuReleve.id)
        .where(LigneDuReleve.encaissement_id.is_(None), LigneDuReleve.classee_le.is_(None))
        .order_by(LigneDuReleve.id)
    ).all()
    return sum(apparier(ligne_id) for ligne_id in orphelines)


def classer(ligne_id: UUID, *, raison: str, agent: Agent) -> LigneDuReleve:
    """Note qu’une ligne du relevé ne concerne pas le portail, et pourquoi ; `TransitionInterdite` si c’est fait."""
    with transaction():
        ligne = verrouiller(LigneDuReleve, ligne_id)
        if not peut_tenir(agent, session.get_one(Regie, ligne.regie_id)):
            raise Introuvable
        if ligne.encaissement_id is not None or ligne.classee_le is not None:
            raise TransitionInterdite
        ligne.classee_le = horloge.maintenant()
        inscrire("classer_ligne", auteur=auteur_agent(agent), objet=("ligne_releve", ligne.id), texte=raison)
    return ligne


def noter_l_export(regie: Regie, contenu: bytes, *, auteur: Auteur) -> None:
    """Inscrit au journal de la régie qu’un fichier en est sorti."""
    with transaction():
        inscrire(
            "exporter_regie",
            auteur=auteur,
            objet=("regie", regie.code),
            details={"empreinte": sha256(contenu).hexdigest()},
        )
