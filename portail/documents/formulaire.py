"""La version papier d’une démarche, tirée de sa déclaration : les mêmes questions, à remplir à la main."""

from collections.abc import Sequence
from functools import singledispatch
from typing import Any, TypeAlias

from portail.config import Departement
from portail.demarche import champs
from portail.demarche.champs import Champ
from portail.demarche.declaration import Demarche, Page, Phase, Piece
from portail.demarche.valeurs import options_de
from portail.documents.conditions_ecrites import QUESTION_DEPOSANT, ConditionsEcrites
from portail.documents.lettres import Coordonnees
from portail.documents.redaction import FRANCAIS, Redaction
from portail.socle.traduction import _

Saisie: TypeAlias = dict[str, Any]

EXEMPLAIRES = 2
"""Exemplaires imprimés d’un groupe répété ; une photocopie en donne d’autres."""

LIGNES_TEXTE_LONG = 6

_INTRODUCTION = _(
    "Écrivez lisiblement, à l’encre noire ou bleue. Répondez à toutes les questions, sauf celles marquées "
    "« facultatif » et celles qui ne vous concernent pas."
)
_EN_LIGNE = _("Vous pouvez aussi faire cette demande en ligne : %(url)s. Besoin d’aide ? Appelez le %(telephone)s.")
_RETOUR = _("Envoyez ce formulaire et les documents à joindre à : %(adresse)s. Vous pouvez aussi les y déposer.")
_EXACTITUDE = _("Je certifie que ces informations sont exactes.")
_DROITS = _(
    "Vous pouvez consulter, corriger ou faire effacer vos données : écrivez au délégué à la protection des données, "
    "%(courriel)s, ou au Département, %(adresse)s."
)
_FAUSSE_DECLARATION = _("Une fausse déclaration est punie par la loi (article 441-6 du code pénal).")


def formulaire(
    demarche: Demarche,
    *,
    departement: Departement,
    service: Coordonnees,
    url: str,
    redaction: Redaction = FRANCAIS,
) -> dict[str, Any]:
    """Rend les données du gabarit `formulaire_papier` ; `url` est l’adresse publique de la démarche."""
    traduire = redaction.traduire
    retour = ", ".join((service.nom, service.adresse))
    droits = redaction.texte(_DROITS, courriel=departement.courriel_dpo, adresse=departement.adresse)
    return {
        "titre": traduire(demarche.titre),
        "pied": traduire(demarche.nom),
        "emetteur": {"nom_complet": departement.nom_complet, "adresse": departement.adresse},
        "service": service.nom,
        "introduction": [
            traduire(_INTRODUCTION),
            redaction.texte(_EN_LIGNE, url=url, telephone=service.telephone or departement.telephone),
        ],
        "retour": redaction.texte(_RETOUR, adresse=retour),
        "rubriques": _rubriques(demarche, redaction),
        "pieces_titre": traduire(_("Les documents à joindre")),
        "pieces": [_piece(piece, redaction) for piece in demarche.pieces if piece.phase is Phase.DEPOT],
        "fin_titre": traduire(_("Votre signature")),
        "engagements": [traduire(texte) for texte in (_EXACTITUDE, *(e.libelle for e in demarche.engagements))],
        "donnees_titre": traduire(_("Vos données")),
        "mentions": [
            [traduire(_("À quoi elles servent")), traduire(demarche.finalite)],
            [traduire(_("Combien de temps")), traduire(demarche.conservation.texte)],
            [traduire(_("Vos droits")), droits],
            [traduire(_("Vos obligations")), traduire(_FAUSSE_DECLARATION)],
        ],
    }


def _rubriques(demarche: Demarche, redaction: Redaction) -> list[dict[str, Any]]:
    conditions = ConditionsEcrites(demarche, redaction)
    rubriques = [_rubrique(page, conditions) for page in demarche.pages]
    if len(demarche.deposants) > 1:
        question = champs.Choix("deposant", QUESTION_DEPOSANT, demarche.deposants)
        rubriques.insert(0, _rubrique(Page("deposant", _("Votre demande"), (question,)), conditions))
    return [rubrique for rubrique in rubriques if rubrique["champs"]]


def _rubrique(page: Page, conditions: ConditionsEcrites) -> dict[str, Any]:
    return {
        "titre": conditions.redaction.traduire(page.titre),
        "consigne": conditions.consigne(page.si),
        "champs": _questions(page.champs, conditions),
    }


def _questions(questions: Sequence[Champ], conditions: ConditionsEcrites) -> list[Saisie]:
    return [
        rendue
        for champ in questions
        for rendue in (
            _groupes(champ, conditions) if isinstance(champ, champs.BlocRepete) else [_question(champ, conditions)]
        )
        if rendue["genre"]
    ]


def _groupes(bloc: champs.BlocRepete, conditions: ConditionsEcrites) -> list[Saisie]:
    """Rend quelques exemplaires d’un groupe répété."""
    traduire = conditions.redaction.traduire
    return [
        {
            "genre": "groupe",
            "libelle": f"{traduire(bloc.element or bloc.libelle)} {rang}",
            "aide": traduire(bloc.aide) if rang == 1 else "",
            "champs": _questions(bloc.champs, conditions),
        }
        for rang in range(1, min(bloc.maximum, max(bloc.minimum, EXEMPLAIRES)) + 1)
    ]


def _question(champ: Champ, conditions: ConditionsEcrites) -> Saisie:
    traduire = conditions.redaction.traduire
    aides = (conditions.consigne(champ.si), traduire(champ.aide) if champ.aide else "")
    commun = {
        "libelle": traduire(champ.libelle),
        "aide": "\n".join(filter(None, aides)),
        "obligatoire": champ.obligatoire,
    }
    return commun | _saisie(champ, conditions.redaction)


def _piece(piece: Piece, redaction: Redaction) -> dict[str, str]:
    facultative = "" if piece.obligatoire else _("Facultatif.")
    quand = f"{redaction.traduire(piece.quand)}." if piece.quand else ""
    precisions = (quand, *(redaction.traduire(texte) for texte in (piece.aide, facultative) if texte))
    return {"nom": redaction.traduire(piece.nom), "precisions": " ".join(filter(None, precisions))}


@singledispatch
def _saisie(_champ: Champ, _redaction: Redaction) -> Saisie:
    return {"genre": "ligne"}


@_saisie.register
def _texte_long(_champ: champs.TexteLong, _redaction: Redaction) -> Saisie:
    return {"genre": "lignes", "nombre": LIGNES_TEXTE_LONG}


@_saisie.register
def _nombre(champ: champs.Nombre, redaction: Redaction) -> Saisie:
    return {"genre": "nombre", "unite": redaction.traduire(champ.unite) if champ.unite else ""}


@_saisie.register
def _montant(_champ: champs.Montant, redaction: Redaction) -> Saisie:
    return {"genre": "montant", "unite": redaction.traduire(_("euros"))}


@_saisie.register(champs.DateConnue)
@_saisie.register(champs.DateRecente)
def _date(_champ: Champ, _redaction: Redaction) -> Saisie:
    return {"genre": "date"}


@_saisie.register(champs.Choix)
@_saisie.register(champs.OuiNon)
def _choix(champ: champs.Choix | champs.OuiNon, redaction: Redaction) -> Saisie:
    return {"genre": "choix", "options": [redaction.traduire(option) for option in options_de(champ).values()]}


@_saisie.register
def _choix_multiple(champ: champs.ChoixMultiple, redaction: Redaction) -> Saisie:
    return {"genre": "choix_multiple", "options": [redaction.traduire(option) for option in champ.options.values()]}


@_saisie.register
def _telephone(_champ: champs.Telephone, _redaction: Redaction) -> Saisie:
    return {"genre": "casiers", "groupes": [2, 2, 2, 2, 2]}


@_saisie.register
def _iban(_champ: champs.Iban, _redaction: Redaction) -> Saisie:
    return {"genre": "casiers", "groupes": [4, 4, 4, 4, 4, 4, 3]}


@_saisie.register
def _siret(_champ: champs.Siret, _redaction: Redaction) -> Saisie:
    return {"genre": "casiers", "groupes": [3, 3, 3, 5]}


@_saisie.register
def _siren(_champ: champs.Siren, _redaction: Redaction) -> Saisie:
    return {"genre": "casiers", "groupes": [3, 3, 3]}


@_saisie.register
def _numero_fiscal(_champ: champs.NumeroFiscal, _redaction: Redaction) -> Saisie:
    return {"genre": "casiers", "groupes": [2, 2, 3, 3, 3]}


@_saisie.register
def _nir(_champ: champs.Nir, _redaction: Redaction) -> Saisie:
    return {"genre": "casiers", "groupes": [1, 2, 2, 2, 3, 3, 2]}


@_saisie.register
def _adresse(_champ: champs.Adresse, _redaction: Redaction) -> Saisie:
    return {"genre": "adresse"}


@_saisie.register
def _attestation(_champ: champs.Attestation, _redaction: Redaction) -> Saisie:
    return {"genre": "attestation"}


@_saisie.register
def _information(_champ: champs.Information, _redaction: Redaction) -> Saisie:
    return {"genre": "information"}


@_saisie.register
def _valeur_calculee(_champ: champs.ValeurCalculee, _redaction: Redaction) -> Saisie:
    return {"genre": ""}
