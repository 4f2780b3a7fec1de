"""Ce qui a changé au retour d’un complément : avant → après, champ par champ."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from portail.demarche.declaration import Demarche
from portail.demarche.valeurs import masquer
from portail.dossiers.models import Complement, Dossier
from portail.guichets.contexte import langue_courante
from portail.socle.traduction import traducteur


@dataclass(frozen=True, slots=True)
class Difference:
    """Une réponse demandée : son libellé, ce qu’elle était, ce qu’elle est."""

    libelle: str
    avant: str
    apres: str

    @property
    def a_change(self) -> bool:
        """Vrai si la réponse n’est plus la même."""
        return self.avant != self.apres


def differences(demarche: Demarche, dossier: Dossier, complements: Sequence[Complement]) -> list[Difference]:
    """Rend les réponses du dernier complément reçu, avant et après."""
    dernier = next((c for c in complements if c.repondu_le is not None), None)
    if dernier is None:
        return []
    langue = langue_courante()
    traduire = traducteur(langue)
    champs = demarche.champs

    def dite(identifiant: str, valeur: object) -> str:
        vide = valeur in (None, "", [])
        return _("Non renseigné") if vide else masquer(champs[identifiant], valeur, traduire, langue)

    return [
        Difference(traduire(champs[nom].libelle), dite(nom, avant), dite(nom, dossier.reponses.get(nom)))
        for nom, avant in dernier.reponses_avant.items()
        if nom in champs
    ]
