"""Le formulaire des documents : fichiers par pièce, ceux déjà reçus, promesse d’un envoi plus tard."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField

from portail.demarche.declaration import Piece as PieceDeclaree
from portail.dossiers.models import Dossier
from portail.guichets.contexte import langue_courante, taille
from portail.guichets.saisie.etapes import Gestes
from portail.guichets.televersement import ChampFichiers, FichierMontre, recevoir_les_fichiers, taille_max_octets
from portail.pieces.actions import Recu
from portail.pieces.models import EtatPiece, Piece
from portail.pieces.queries import etats_des_pieces, pieces_de
from portail.socle.traduction import traducteur


class ChampPlusTard(BooleanField):
    """La case « Je l’enverrai plus tard »."""

    gabarit = "case"
    facultatif = True
    sans_mention = True  # « plus tard » répond pour la pièce : « facultatif » s’y comprendrait mal
    autocomplete = None
    verrouille = False


def formulaire_des_pieces(attendues: Sequence[PieceDeclaree], recues: dict[str, Piece], *, promesse: bool) -> FlaskForm:
    """Rend le formulaire : un champ de fichiers par pièce et, si `promesse`, la case « plus tard »."""
    traduire = traducteur(langue_courante())
    champs: dict[str, Any] = {}
    for piece in attendues:
        recue = recues.get(piece.identifiant)
        fichiers = [FichierMontre(f.nom, taille(f.taille), str(f.id)) for f in (recue.fichiers if recue else [])]
        champs[piece.identifiant] = ChampFichiers(
            traduire(piece.nom),
            description=_aide(traduire(piece.aide)),
            recus=fichiers,
            facultatif=not piece.obligatoire,
        )
        if promesse and piece.obligatoire and not fichiers:
            champs[f"{piece.identifiant}-plus-tard"] = ChampPlusTard(
                _("Je l’enverrai plus tard ou par courrier : %(piece)s", piece=traduire(piece.nom)),
                default=recue is not None and recue.etat is EtatPiece.PLUS_TARD,
            )
    return type("FormulaireDesPieces", (FlaskForm,), champs)()


def _aide(texte: str) -> str:
    formats = _(
        "Photo ou PDF, %(taille)s au plus par fichier.",
        taille=taille(taille_max_octets()),
    )
    return f"{texte} {formats}" if texte else formats


def recevoir_les_pieces(form: FlaskForm, dossier: Dossier, attendues: Sequence[PieceDeclaree], gestes: Gestes) -> None:
    """Garde ce qui convient, note ce qui viendra plus tard, dit ce qui ne convient pas, pièce par pièce."""
    for piece in attendues:
        code = piece.identifiant

        def garder(recu: Recu, code: str = code) -> None:
            gestes.joindre(dossier, code, recu)

        form[code].errors = recevoir_les_fichiers(code, garder)
        promesse = form._fields.get(f"{code}-plus-tard")
        if promesse is not None and bool(promesse.data) is not bool(promesse.default):
            gestes.promettre(dossier, code, promis=bool(promesse.data))


def pieces_par_code(dossier: Dossier) -> dict[str, Piece]:
    """Rend les pièces du dossier, par code."""
    return {piece.code: piece for piece in pieces_de(dossier.id)}


def enlever(dossier: Dossier, gestes: Gestes) -> ResponseReturnValue | None:
    """Retire le fichier désigné par le bouton « Supprimer », s’il y en a un."""
    fichier_id = request.form.get("supprimer", type=UUID)
    if fichier_id is None:
        return None
    gestes.retirer(dossier, fichier_id)
    flash(_("Le fichier est supprimé."), "succes")
    return redirect(request.path, code=303)


def manquantes(form: FlaskForm, dossier: Dossier, attendues: Sequence[PieceDeclaree]) -> bool:
    """Marque les pièces obligatoires qui ne sont ni reçues ni promises ; rend vrai s’il y en a."""
    etats = etats_des_pieces(dossier.id)
    manque = False
    for piece in attendues:
        etat = etats.get(piece.identifiant, EtatPiece.ATTENDUE)
        if piece.obligatoire and etat in (EtatPiece.ATTENDUE, EtatPiece.REFUSEE):
            peut_promettre = f"{piece.identifiant}-plus-tard" in form._fields
            form[piece.identifiant].errors = [
                _("Joignez ce document, ou cochez « Je l’enverrai plus tard ».")
                if peut_promettre
                else _("Joignez ce document. Vous ne l’avez pas ? Écrivez au service depuis la page de votre demande.")
            ]
            manque = True
    return manque


def remontrer(form: FlaskForm, dossier: Dossier, attendues: Sequence[PieceDeclaree], *, promesse: bool) -> FlaskForm:
    """Rend le formulaire à jour de ce qui vient d’être reçu, erreurs gardées."""
    neuf = formulaire_des_pieces(attendues, pieces_par_code(dossier), promesse=promesse)
    for nom, champ in form._fields.items():
        if nom in neuf._fields and champ.errors:
            neuf._fields[nom].errors = champ.errors
    return neuf
