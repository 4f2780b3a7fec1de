"""Ce que la fiche d’une démarche dit, tiré de sa déclaration et des paramètres en vigueur."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import ngettext

from portail.demarche.catalogue import catalogue
from portail.demarche.declaration import Demarche, Depart, Phase, Piece, Recours, Silence
from portail.demarche.fiche import chiffres_publics
from portail.demarche.phrases import remplir
from portail.guichets.contexte import langue_courante
from portail.socle.traduction import traducteur

Valeurs = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Bref:
    """Les textes de la fiche, traduits, leurs chiffres en place."""

    resume: str
    montant: str
    montant_detail: str
    reponse: str
    reponse_detail: str
    a_qui: list[str]
    deroulement: list[tuple[str, str]]
    recours: str


@dataclass(frozen=True, slots=True)
class PieceDite:
    """Une pièce à préparer, telle que la fiche la montre."""

    nom: str
    aide: str
    quand: str
    obligatoire: bool


def demarches() -> list[Demarche]:
    """Rend les démarches du catalogue, dans leur ordre."""
    return list(catalogue().values())


def dire(texte: str, valeurs: Valeurs) -> str:
    """Rend un texte de déclaration dans la langue de la page, les paramètres cités entre accolades à leur valeur."""
    langue = langue_courante()
    return remplir(traducteur(langue)(texte), valeurs, langue)


def en_bref(demarche: Demarche, valeurs: Valeurs) -> Bref:
    """Rend les textes de la fiche."""
    valeurs = chiffres_publics(demarche, valeurs)
    reponse, detail = delai_dit(demarche)
    return Bref(
        resume=dire(demarche.resume, valeurs),
        montant=dire(demarche.montant, valeurs),
        montant_detail=dire(demarche.montant_detail, valeurs),
        reponse=reponse,
        reponse_detail=f"{detail} {dire(demarche.effet_silence, valeurs)}".strip(),
        a_qui=[dire(condition, valeurs) for condition in demarche.a_qui],
        deroulement=[(dire(titre, valeurs), dire(texte, valeurs)) for titre, texte in demarche.deroulement],
        recours=recours_dit(demarche.recours),
    )


def delai_dit(demarche: Demarche) -> tuple[str, str]:
    """Rend le délai légal en toutes lettres et ce que vaut le silence ; rien si le droit n’en fixe pas."""
    if demarche.delai is None:
        return "", ""
    depart = {
        Depart.RECEPTION: _("Délai légal, à partir de la réception de votre demande."),
        Depart.COMPLETUDE: _("Délai légal, à partir du jour où votre dossier est complet."),
    }[demarche.delai.depuis]
    silence = {
        Silence.REJET: _("Sans réponse de notre part à cette date, la demande est refusée."),
        Silence.ACCORD: _("Sans réponse de notre part à cette date, la demande est acceptée."),
        Silence.AUCUN: "",
    }[demarche.silence]
    if demarche.mots.delai:
        silence = traducteur(langue_courante())(demarche.mots.delai)
    duree = ngettext("%(num)d mois au plus", "%(num)d mois au plus", demarche.delai.nombre)
    return duree, f"{depart} {silence}".strip()


def recours_dit(recours: Recours) -> str:
    """Rend comment contester, en langage clair."""
    if recours.texte:
        return traducteur(langue_courante())(recours.texte)
    duree = ngettext("%(num)d mois", "%(num)d mois", recours.delai.nombre)
    if recours.rapo:
        texte = _(
            "Vous avez %(duree)s pour demander au président du Département de revoir sa décision. "
            "Cette étape est obligatoire avant de saisir le tribunal administratif.",
            duree=duree,
        )
    else:
        texte = _(
            "Vous avez %(duree)s pour nous demander de revoir la décision, ou pour saisir le tribunal administratif.",
            duree=duree,
        )
    return str(texte)


def pieces_a_preparer(demarche: Demarche, valeurs: Valeurs) -> list[PieceDite]:
    """Rend les pièces demandées au dépôt, chacune avec sa condition dite en mots."""
    return [_dite(piece, valeurs) for piece in demarche.pieces if piece.phase is Phase.DEPOT]


def _dite(piece: Piece, valeurs: Valeurs) -> PieceDite:
    return PieceDite(
        dire(piece.nom, valeurs), dire(piece.aide, valeurs), dire(piece.quand, valeurs), obligatoire=piece.obligatoire
    )
