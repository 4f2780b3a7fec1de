"""Le comptoir de la personne : elle remplit elle-même son brouillon, de chez elle."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import url_for

from portail.demarche.catalogue import demarche_de
from portail.demarche.declaration import Demarche, Page
from portail.dossiers import queries
from portail.dossiers.actions import brouillon
from portail.dossiers.actions import pieces as actions_pieces
from portail.dossiers.etats import Etat
from portail.dossiers.models import Dossier
from portail.guichets.identites import usager_courant
from portail.guichets.saisie.etapes import Comptoir
from portail.parametres.queries import valeurs_au
from portail.pieces.actions import Recu
from portail.socle import horloge
from portail.socle.erreurs import TransitionInterdite


class GestesDeLUsager:
    """Ce que la personne connectée fait de son brouillon."""

    def enregistrer(self, dossier: Dossier, page: Page, reponses: dict[str, Any], revision: int | None) -> Dossier:
        """Enregistre une page et rend le dossier."""
        return brouillon.enregistrer_page(
            dossier.id, usager=usager_courant(), page=page, reponses=reponses, revision=revision
        )

    def joindre(self, dossier: Dossier, code: str, recu: Recu) -> None:
        """Joint un fichier à une pièce."""
        actions_pieces.joindre(dossier.id, usager=usager_courant(), code=code, recu=recu)

    def retirer(self, dossier: Dossier, fichier_id: UUID) -> None:
        """Retire un fichier."""
        actions_pieces.retirer_fichier(dossier.id, usager=usager_courant(), fichier_id=fichier_id)

    def promettre(self, dossier: Dossier, code: str, *, promis: bool) -> None:
        """Note qu’une pièce viendra plus tard, ou plus."""
        actions_pieces.promettre_plus_tard(dossier.id, usager=usager_courant(), code=code, promis=promis)


GESTES = GestesDeLUsager()
COMPTOIR = Comptoir(
    GESTES,
    saisir="usagers.saisir",
    pieces="usagers.pieces",
    recapitulatif="usagers.recapitulatif",
    sortie=lambda: url_for("usagers.espace"),
)


def brouillon_ouvert(numero: str) -> tuple[Dossier, Demarche]:
    """Rend le brouillon de l’usager et sa déclaration ; lève `TransitionInterdite` s’il est déjà envoyé."""
    dossier = queries.dossier_de_usager(usager_courant(), numero)
    if dossier.etat is not Etat.BROUILLON:
        raise TransitionInterdite
    return dossier, demarche_de(dossier.demarche, version=dossier.version_demarche)


def gardee_jusqu_au(dossier: Dossier) -> object:
    """Rend le jour où le brouillon, s’il est oublié, sera effacé."""
    jours = int(valeurs_au(horloge.aujourd_hui())["brouillon_duree"])
    return horloge.a_paris(dossier.modifie_le).date() + timedelta(days=jours)
