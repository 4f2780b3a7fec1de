"""Répondre à un complément, chez soi ou au guichet : ce qui est demandé, champ par champ, pièce par pièce."""

from collections.abc import Sequence

from flask_wtf import FlaskForm

from portail.demarche.declaration import Champ, Demarche
from portail.demarche.declaration import Piece as PieceDeclaree
from portail.dossiers.models import Complement, Dossier
from portail.dossiers.personnes import champs_verrouilles, sans_remplissage_pour_autrui
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de


def elements(demarche: Demarche, complement: Complement) -> tuple[list[Champ], list[PieceDeclaree]]:
    """Rend les champs et les pièces demandés, dans l’ordre de la déclaration."""
    demandes = {(e["type"], e["identifiant"]) for e in complement.elements}
    champs = [champ for nom, champ in demarche.champs.items() if ("champ", nom) in demandes]
    return champs, [piece for piece in demarche.pieces if ("piece", piece.identifiant) in demandes]


def formulaire_des_champs(dossier: Dossier, demarche: Demarche, champs: Sequence[Champ]) -> FormulaireDeSaisie:
    """Rend le formulaire des réponses redemandées, remplies de ce qui est déjà écrit."""
    return formulaire_de(
        sans_remplissage_pour_autrui(champs, demarche, dossier.reponses),
        contexte=contexte_de_saisie(),
        valeurs=dossier.reponses,
        verrouilles=champs_verrouilles(demarche, dossier.reponses),
        brut=envoi_garde(),
        revision=dossier.revision,
    )


def dire_pourquoi(complement: Complement, *formulaires: FlaskForm) -> None:
    """Met la précision de l’agent en tête de l’aide de chaque champ qu’il redemande."""
    precisions = {e["identifiant"]: e["precision"] for e in complement.elements if e.get("precision")}
    for champ in (champ for form in formulaires for champ in form if champ.name in precisions):
        champ.description = " ".join(filter(None, [precisions[champ.name], str(champ.description)]))
