"""Une demande à relire, telle que l’écran la montre : ses rubriques, ses documents, ce qui y manque."""

from datetime import date
from typing import Any

from portail.demarche import parcours
from portail.demarche.bilan import Bilan
from portail.demarche.conditions import Reponses
from portail.demarche.declaration import Demarche
from portail.demarche.parcours import ARemplir
from portail.demarche.recapitulatif import Rubrique, rubriques
from portail.dossiers.examen import bilan_de, ce_qui_manque, jour_de_reference
from portail.dossiers.models import Dossier
from portail.guichets.contexte import langue_courante
from portail.guichets.saisie.etapes import Avancement, Comptoir
from portail.pieces.queries import pieces_de
from portail.socle.traduction import traducteur

ACCORD = "notification_electronique"


def rubriques_a_l_ecran(demarche: ARemplir, reponses: Reponses, jour: date, bilan: Bilan) -> tuple[Rubrique, ...]:
    """Rend les réponses par rubrique, dans la langue de l’écran."""
    langue = langue_courante()
    return rubriques(demarche, reponses, jour=jour, bilan=bilan, traduire=traducteur(langue), langue=langue)


def demande_a_relire(comptoir: Comptoir, dossier: Dossier, demarche: Demarche) -> dict[str, Any]:
    """Rend, pour le gabarit, toute une demande avant son envoi."""
    jour, pieces, bilan = jour_de_reference(dossier), pieces_de(dossier.id), bilan_de(dossier, demarche)
    return {
        "dossier": dossier,
        "demarche": demarche,
        "avancement": Avancement(dossier, demarche, parcours.RECAPITULATIF, comptoir),
        "rubriques": rubriques_a_l_ecran(demarche, dossier.reponses, jour, bilan),
        "bilan": bilan,
        "manque": ce_qui_manque(dossier, demarche, pieces),
        "attendues": parcours.pieces_attendues(demarche, dossier.reponses, jour),
        "pieces": {piece.code: piece for piece in pieces},
    }
