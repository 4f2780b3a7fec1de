"""L’API des partenaires : simuler sans compte, et décrire ce que l’on sait faire."""

from decimal import ROUND_HALF_UP, Decimal
from typing import cast

from flask import Blueprint, Response, jsonify, request
from flask.blueprints import BlueprintSetupState
from flask.json.provider import DefaultJSONProvider
from flask.typing import ResponseReturnValue

from portail.demarche.bilan import Bilan, Explication
from portail.demarche.catalogue import catalogue, demarche_de
from portail.demarche.declaration import Pretest
from portail.demarche.eligibilite import evaluer
from portail.guichets.api.description import decrire
from portail.guichets.api.entrees import DemandeInvalide, corps_json, lire_demande, pretest_de
from portail.guichets.gardes import ouvert, sans_garde
from portail.guichets.poste import poste
from portail.parametres.queries import valeurs_au
from portail.socle import horloge
from portail.socle.debits import consommer
from portail.territoire.communes import annuaire

DEBIT = "60/minute"
TAILLE_MAX = 10_000

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
sans_garde(blueprint)


@blueprint.record_once
def _regler(etat: BlueprintSetupState) -> None:
    """Ni session ni témoin ici : un jeton de formulaire ne protégerait rien. Le JSON se lit tel quel."""
    etat.app.extensions["csrf"].exempt(blueprint)
    ecriture = cast("DefaultJSONProvider", etat.app.json)
    ecriture.ensure_ascii = ecriture.sort_keys = False


@blueprint.errorhandler(DemandeInvalide)
def _demande_invalide(refus: DemandeInvalide) -> ResponseReturnValue:
    erreurs = [{"entree": nom, "message": message} for nom, message in refus.fautes.items()]
    return jsonify(code=refus.code_http, explication=refus.message, erreurs=erreurs), refus.code_http


@blueprint.post("/simulations/<identifiant>")
@ouvert
def simuler(identifiant: str) -> ResponseReturnValue:
    """Rend l’examen d’une situation par les règles de la démarche ; rien n’est gardé."""
    consommer(DEBIT, "api_simulations", poste())
    demarche = demarche_de(identifiant)
    pretest = pretest_de(demarche)
    request.max_content_length = TAILLE_MAX
    reponses, jour = lire_demande(demarche, corps_json(request.get_data()), aujourd_hui=horloge.aujourd_hui())
    bilan = evaluer(demarche, reponses, jour=jour, parametres=valeurs_au(jour), communes=annuaire().codes, pretest=True)
    return jsonify(_resultat(bilan, pretest))


@blueprint.get("/openapi.json")
@ouvert
def openapi() -> Response:
    """Rend la description OpenAPI des simulations ouvertes."""
    return jsonify(decrire(catalogue().values()))


def _resultat(bilan: Bilan, pretest: Pretest) -> dict[str, object]:
    """Rend l’examen en JSON, montants en texte décimal ; pas de montant pour qui n’y a pas droit."""
    sorties = {nom: _ecrite(bilan.explication(nom)) for nom in pretest.sorties}
    montant = bilan.valeurs.get(pretest.montant) if bilan.eligible is not False else None
    return {
        "eligible": bilan.eligible,
        **sorties,
        "montant": None if montant is None else f"{montant:.2f}",
        **(_detail(bilan) if pretest.detail else {}),
        "regles": [
            {"code": constat.regle.code, "verdict": constat.verdict.value, "texte": constat.texte()}
            for constat in bilan.constats
        ],
    }


def _detail(bilan: Bilan) -> dict[str, object]:
    """Rend le premier motif, de refus ou de réserve, et les calculs dans l’ordre, formule comprise."""
    return {
        "motif": next(iter((*bilan.motifs, *bilan.motifs_de_reserve)), ""),
        "etapes": [
            {
                "code": explication.calcul.code,
                "titre": explication.calcul.titre,
                "valeur": _ecrite(explication),
                "unite": explication.calcul.unite,
                "texte": explication.texte(),
            }
            for explication in bilan.explications
        ],
    }


def _ecrite(explication: Explication | None) -> str | None:
    """Rend la valeur en texte décimal, aux décimales que dit le calcul."""
    if explication is None:
        return None
    decimales = explication.calcul.decimales
    if decimales is None:
        return format(explication.valeur.normalize(), "f")
    return format(explication.valeur.quantize(Decimal(1).scaleb(-decimales), ROUND_HALF_UP), "f")
