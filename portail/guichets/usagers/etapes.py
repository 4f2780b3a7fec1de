"""Ce que les étapes d’un brouillon partagent : le dossier, sa déclaration, où l’on en est, où l’on va."""

from dataclasses import dataclass
from datetime import timedelta

from flask import url_for

from portail.demarche import parcours
from portail.demarche.catalogue import demarche_de
from portail.demarche.declaration import Demarche
from portail.dossiers import queries
from portail.dossiers.etats import Etat
from portail.dossiers.models import Dossier
from portail.guichets.identites import usager_courant
from portail.parametres.queries import valeurs_au
from portail.socle import horloge
from portail.socle.erreurs import Introuvable, TransitionInterdite


@dataclass(frozen=True, slots=True)
class Avancement:
    """Une étape d’un brouillon : ce que toute page de saisie montre autour de ses champs."""

    dossier: Dossier
    demarche: Demarche
    identifiant: str

    @property
    def etape(self) -> parcours.Etape:
        """Rend « étape n sur total » ; lève `Introuvable` si la page n’est pas dans le parcours."""
        etape = parcours.etape(self.demarche, self.dossier.reponses, self.identifiant, horloge.aujourd_hui())
        if etape is None:
            raise Introuvable
        return etape

    @property
    def suivante(self) -> str:
        """Rend l’adresse de l’étape d’après."""
        suivante = parcours.etape_suivante(
            self.demarche, self.dossier.reponses, self.identifiant, horloge.aujourd_hui()
        )
        return adresse_de(self.dossier, suivante or parcours.RECAPITULATIF)

    @property
    def precedente(self) -> str | None:
        """Rend l’adresse de l’étape d’avant, ou rien."""
        precedente = parcours.etape_precedente(
            self.demarche, self.dossier.reponses, self.identifiant, horloge.aujourd_hui()
        )
        return adresse_de(self.dossier, precedente) if precedente else None


def brouillon_ouvert(numero: str) -> tuple[Dossier, Demarche]:
    """Rend le brouillon de l’usager et sa déclaration ; lève `TransitionInterdite` s’il est déjà envoyé."""
    dossier = queries.dossier_de_usager(usager_courant(), numero)
    if dossier.etat is not Etat.BROUILLON:
        raise TransitionInterdite
    return dossier, demarche_de(dossier.demarche, version=dossier.version_demarche)


def adresse_de(dossier: Dossier, etape: str) -> str:
    """Rend l’adresse d’une étape : une page, les pièces, le récapitulatif."""
    if etape == parcours.PIECES:
        return url_for("usagers.pieces", numero=dossier.numero)
    if etape == parcours.RECAPITULATIF:
        return url_for("usagers.recapitulatif", numero=dossier.numero)
    return url_for("usagers.saisir", numero=dossier.numero, page=etape)


def gardee_jusqu_au(dossier: Dossier) -> object:
    """Rend le jour où le brouillon, s’il est oublié, sera effacé."""
    jours = int(valeurs_au(horloge.aujourd_hui())["brouillon_duree"])
    return horloge.a_paris(dossier.modifie_le).date() + timedelta(days=jours)
