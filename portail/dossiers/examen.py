"""L’examen d’un dossier par les règles de sa démarche, avec les paramètres en vigueur à la date de référence."""

from datetime import date
from typing import Any

from portail.demarche.bilan import Bilan
from portail.demarche.declaration import Demarche
from portail.demarche.eligibilite import evaluer
from portail.dossiers.etats import Etat
from portail.dossiers.models import Dossier
from portail.dossiers.queries import doublons_de
from portail.parametres.queries import valeurs_au
from portail.socle import horloge
from portail.territoire.communes import annuaire


def jour_de_reference(dossier: Dossier) -> date:
    """Rend le jour auquel on juge les conditions : celui du dépôt, à défaut aujourd’hui."""
    return horloge.a_paris(dossier.depose_le).date() if dossier.depose_le else horloge.aujourd_hui()


def reponses_a_examiner(dossier: Dossier) -> dict[str, Any]:
    """Rend ce que les règles lisent : les réponses, ce que les agents ont vérifié, les doublons possibles."""
    doublons = len(doublons_de(dossier)) if dossier.etat is not Etat.BROUILLON else 0
    return {**dossier.reponses, **dossier.reponses_agent, "doublons": doublons}


def bilan_de(dossier: Dossier, demarche: Demarche, jour: date | None = None) -> Bilan:
    """Rend le bilan des règles pour ce dossier : le même que celui du pré-test et de l’usager."""
    jour = jour or jour_de_reference(dossier)
    return evaluer(
        demarche, reponses_a_examiner(dossier), jour=jour, parametres=valeurs_au(jour), communes=annuaire().codes
    )
