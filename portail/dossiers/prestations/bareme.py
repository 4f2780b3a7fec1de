"""Le montant d’un droit au barème d’un jour : les calculs de la démarche, le plan au tarif de ce jour."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from portail.demarche.declaration import Demarche
from portail.demarche.eligibilite import evaluer
from portail.dossiers.examen import jour_de_reference, reponses_a_examiner
from portail.dossiers.models import Dossier
from portail.dossiers.propositions.lignes import Ligne, total
from portail.dossiers.propositions.models import EtatProposition
from portail.dossiers.propositions.queries import derniere_envoyee, propositions_de
from portail.parametres.queries import valeurs_au
from portail.territoire.communes import annuaire


def jour_du_bareme(dossier: Dossier, demarche: Demarche, mois: date) -> date:
    """Rend le jour dont les paramètres valent pour ce mois : la demande, ou le 1er janvier s’il l’a suivie."""
    reference = jour_de_reference(dossier)
    if demarche.prestation is None or not demarche.prestation.revalorisation:
        return reference
    return max(reference, mois.replace(month=1, day=1))


def montant_au(
    dossier: Dossier, demarche: Demarche, jour: date, *, connus: Mapping[str, Any] | None = None
) -> Decimal | None:
    """Rend le montant mensuel que donnent les calculs ce jour, `connus` remplaçant des réponses ; rien s’il manque."""
    reponses = {**reponses_a_examiner(dossier), **(connus or {})}
    bilan = evaluer(demarche, reponses, jour=jour, parametres=valeurs_au(jour), communes=annuaire().codes)
    return bilan.valeurs.get(demarche.montant_accorde)


def plan_au(dossier: Dossier, demarche: Demarche, jour: date) -> dict[str, str]:
    """Rend le plan accepté, au tarif de ce jour, sous le champ que lisent les calculs ; vide s’il n’en dépend pas.

    Un prix que le service a écrit lui-même ne bouge pas.
    """
    acceptee = derniere_envoyee(propositions_de(dossier))
    if acceptee is None or acceptee.etat is not EtatProposition.ACCEPTEE or demarche.prestation is None:
        return {}
    if Decimal(str(dossier.reponses_agent.get(demarche.prestation.plan) or 0)) != acceptee.total:
        return {}
    avant, apres = valeurs_au(jour_de_reference(dossier)), valeurs_au(jour)
    lignes = [_au_tarif(ligne, demarche, avant, apres) for ligne in acceptee.chiffrees]
    return {demarche.prestation.plan: f"{total(lignes):.2f}"}


def _au_tarif(ligne: Ligne, demarche: Demarche, avant: Mapping[str, Decimal], apres: Mapping[str, Decimal]) -> Ligne:
    nature = demarche.proposition.nature(ligne.nature) if demarche.proposition else None
    cle = nature.cle_tarif if nature else ""
    return replace(ligne, prix=apres[cle]) if cle in apres and ligne.prix == avant.get(cle) else ligne


def empreinte_du_bareme(demarche: Demarche, jour: date) -> str:
    """Rend l’empreinte des paramètres dont dépend le montant ce jour : corrigés, elle change."""
    valeurs = valeurs_au(jour)
    cles = {cle for calcul in demarche.calculs for cle in calcul.parametres}
    if demarche.proposition is not None:
        cles |= {nature.cle_tarif for nature in demarche.proposition.natures}
    return sha256("\n".join(f"{cle}={valeurs[cle]:f}" for cle in sorted(cles) if cle in valeurs).encode()).hexdigest()
