"""Importer le fichier du comptable, exporter ce qui est à mandater.

Un fichier s’importe en une transaction : les lignes justes s’appliquent toutes, les autres se corrigent, rien ne reste
à moitié. Rejoué, il ne refait rien : une opération ne se fait qu’une fois par mandat.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portail.dossiers.models import Dossier
from portail.dossiers.versements import fichiers
from portail.dossiers.versements.comptabilite import est_faite, executer
from portail.dossiers.versements.fichiers import LigneLue, lignes_de
from portail.dossiers.versements.habilitations import peut_tenir_les_comptes, tient_des_comptes
from portail.dossiers.versements.models import ImportVersements, Versement
from portail.dossiers.versements.queries import SANS_REPONSES, versements_a_mandater
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import inscrire, inscrire_pour_chacun
from portail.socle import imports
from portail.socle.base import session, transaction
from portail.socle.erreurs import ErreurMetier, Interdit
from portail.socle.tableur import LigneFautive
from portail.socle.traduction import _

INCONNUE = _("Référence inconnue, ou versement d’un service dont vous ne tenez pas les comptes.")
AUTRE_MONTANT = _("Le montant ne correspond pas : %(attendu)s € attendus.")


@dataclass
class _Bilan:
    appliquees: int = 0
    sans_effet: int = 0
    erreurs: list[dict[str, Any]] = field(default_factory=list)

    def refuser(self, ligne: LigneLue, message: str, valeurs: dict[str, Any]) -> None:
        self.erreurs.append(
            {"ligne": ligne.numero, "reference": ligne.reference[:40], "message": message, "valeurs": valeurs}
        )


def importer(contenu: bytes, *, nom: str, agent: Agent) -> ImportVersements:
    """Importe un fichier et rend son bilan ; le même fichier, déjà importé par lui sans erreur, ne change rien.

    Lève `FichierIllisible`, `Interdit` si l’agent ne tient aucun compte.
    """
    if not tient_des_comptes(agent):
        raise Interdit
    lignes, empreinte = lignes_de(contenu), sha256(contenu).hexdigest()
    with transaction():
        comptes = {"appliquees": 0, "sans_effet": 0, "erreurs": []}
        importe = imports.ouvrir(
            ImportVersements, agent_id=agent.id, empreinte=empreinte, nom=nom, lignes=len(lignes), **comptes
        )
        if importe.rejoue_le is not None and not importe.erreurs:
            return importe
        bilan = _appliquer(lignes, agent, importe.id)
        importe.appliquees += bilan.appliquees
        importe.sans_effet = bilan.sans_effet
        importe.erreurs = sorted(bilan.erreurs, key=lambda erreur: int(erreur["ligne"]))
        inscrire(
            "importer_versements",
            auteur=auteur_agent(agent),
            objet=("import_versements", importe.id),
            details={
                "empreinte": empreinte,
                "lignes": len(lignes),
                "appliquees": bilan.appliquees,
                "sans_effet": bilan.sans_effet,
                "erreurs": len(bilan.erreurs),
            },
        )
    return importe


def _appliquer(lignes: Sequence[LigneLue], agent: Agent, import_id: UUID) -> _Bilan:
    bilan, connus = _Bilan(), _verrouilles(lignes, agent)
    # Dossier par dossier, toujours dans le même ordre : deux imports qui se croisent ne s’attendent pas l’un l’autre.
    for ligne in sorted(lignes, key=lambda une: (_rang(connus, une), une.numero)):
        try:
            _appliquer_une(ligne, connus.get(ligne.reference), agent, import_id, bilan)
        except LigneFautive as faute:
            bilan.refuser(ligne, faute.message, dict(faute.valeurs))
        except ErreurMetier as refus:
            bilan.refuser(ligne, refus.message, refus.valeurs)
    return bilan


def _rang(connus: dict[str, tuple[Dossier, Versement]], ligne: LigneLue) -> str:
    return str(connus[ligne.reference][0].id) if ligne.reference in connus else ""


def _appliquer_une(
    ligne: LigneLue, couple: tuple[Dossier, Versement] | None, agent: Agent, import_id: UUID, bilan: _Bilan
) -> None:
    if couple is None:
        raise LigneFautive(INCONNUE)
    dossier, versement = couple
    ordre, montant = ligne.lire()
    if montant != versement.montant:
        raise LigneFautive(AUTRE_MONTANT, attendu=f"{versement.montant:.2f}")
    if est_faite(versement, ordre):
        bilan.sans_effet += 1
        return
    executer(dossier, versement, ordre, agent=agent, import_id=import_id)
    bilan.appliquees += 1


def _verrouilles(lignes: Sequence[LigneLue], agent: Agent) -> dict[str, tuple[Dossier, Versement]]:
    """Rend, par référence, les dossiers et versements que l’agent peut tenir, verrouillés dossier d’abord."""
    references = {ligne.reference for ligne in lignes}
    cles = session.scalars(select(Versement.dossier_id).where(Versement.reference.in_(references)))
    dossiers = session.scalars(
        select(Dossier)
        .where(Dossier.id.in_(cles.all()))
        .options(*SANS_REPONSES)
        .order_by(Dossier.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    permis = {dossier.id: dossier for dossier in dossiers if peut_tenir_les_comptes(agent, dossier)}
    versements = session.scalars(
        select(Versement)
        .where(Versement.reference.in_(references), Versement.dossier_id.in_(permis))
        .order_by(Versement.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {versement.reference: (permis[versement.dossier_id], versement) for versement in versements}


def exporter(*, agent: Agent) -> bytes:
    """Rend le fichier des versements à mandater de l’agent ; l’export est au journal de l’agent et de chaque dossier.

    Lève `Interdit` si l’agent ne tient aucun compte.
    """
    if not tient_des_comptes(agent):
        raise Interdit
    lignes = versements_a_mandater(agent)
    contenu = fichiers.a_mandater(lignes)
    auteur = auteur_agent(agent)
    with transaction():
        details = {"nombre": len(lignes), "empreinte": sha256(contenu).hexdigest()}
        inscrire("exporter_versements", auteur=auteur, objet=("agent", agent.id), details=details)
        inscrire_pour_chacun(
            "exporter_versement", auteur=auteur, objets=[("dossier", ligne.dossier.id) for ligne in lignes]
        )
    return contenu
