"""Contrôler une entrée : en ligne, code par code ; ou sur un téléphone qui garde la feuille du jour, sans réseau."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm

from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.entrees.mots import ISSUES, VERDICTS
from portail.guichets.contexte import heure, traduire
from portail.guichets.identites import agent_courant
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Exige, Ligne, au_plus
from portail.inscriptions.billets import controle, feuille
from portail.inscriptions.billets.controle import Constat, PassageRecu
from portail.inscriptions.billets.entrees import entree_tenue
from portail.inscriptions.billets.rendu import heure_dite
from portail.socle import debits, horloge
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _

DEBIT = "3000/hour"
LOT = 200
CODE_MAX = 600
APPAREIL_MAX = 36
CAMERA = "camera=(self), geolocation=(), microphone=()"


class FormulaireCode(FlaskForm):
    """Le code d’un billet."""

    code = Ligne(
        lazy_gettext("Code du billet"),
        [Exige(_("Écrivez le code du billet, ou lisez son code QR.")), au_plus(CODE_MAX)],
    )


@blueprint.route("/entrees/<genre>/<uuid:entree_id>", methods=["GET", "POST"])
def entree(genre: str, entree_id: UUID) -> ResponseReturnValue:
    """Montre une entrée et contrôle un billet, sans script."""
    agent = agent_courant()
    tenue = entree_tenue(genre, entree_id, agent)
    form, constat = formulaire_repris(FormulaireCode), None
    if form.validate_on_submit():
        debits.consommer(DEBIT, "entrees", str(agent.id))
        constat = controle.controler(form.code.data or "", tenue, agent=agent)
        form.code.data = ""
    page = render_template(
        "agents/entrees/entree.html",
        entree=tenue,
        genre=genre,
        form=form,
        constat=constat,
        verdict=VERDICTS[constat.verdict] if constat else None,
        compte=feuille.compte_de(tenue),
        doubles=feuille.doubles_de(tenue),
        issues=ISSUES,
        heure_dite=heure_dite,
    )
    return page, 422 if form.errors else 200


@blueprint.get("/entrees/<genre>/<uuid:entree_id>/telephone")
def entree_telephone(genre: str, entree_id: UUID) -> ResponseReturnValue:
    """La page d’un téléphone à l’entrée : aucune donnée, elle charge la feuille du jour et la garde."""
    tenue = entree_tenue(genre, entree_id, agent_courant())
    mots = {verdict.value: (traduire(dit), forme) for verdict, (dit, forme) in VERDICTS.items()}
    reponse = make_response(
        render_template("agents/entrees/telephone.html", entree=tenue, genre=genre, mots=mots),
    )
    reponse.headers["Permissions-Policy"] = CAMERA
    return reponse


@blueprint.get("/entrees/<genre>/<uuid:entree_id>/feuille.json")
def feuille_d_entree(genre: str, entree_id: UUID) -> Response:
    """Rend la feuille signée du jour : des empreintes, aucun nom."""
    agent = agent_courant()
    tenue = entree_tenue(genre, entree_id, agent)
    debits.consommer(DEBIT, "entrees", str(agent.id))
    return jsonify(feuille.feuille_de(tenue))


@blueprint.post("/entrees/<genre>/<uuid:entree_id>/synchroniser")
def synchroniser_l_entree(genre: str, entree_id: UUID) -> Response:
    """Reçoit les passages notés sans réseau ; dit, pour chacun, s’il tient ou ce qui le contredit."""
    agent = agent_courant()
    tenue = entree_tenue(genre, entree_id, agent)
    debits.consommer(DEBIT, "entrees", str(agent.id))
    lu = request.get_json(silent=True)
    appareil, passages = _lire(lu if isinstance(lu, dict) else {})
    constats = controle.synchroniser(passages, tenue, agent=agent, appareil=appareil)
    compte = feuille.compte_de(tenue)
    return jsonify(
        passages=[{"id": str(identifiant), **_dit(constat)} for identifiant, constat in constats],
        attendus=compte.attendus,
        entres=compte.entres,
    )


def _lire(envoi: Mapping[str, Any]) -> tuple[str, list[PassageRecu]]:
    """Rend l’appareil et ses passages ; lève `SaisieInvalide` pour un envoi qui n’est pas celui de la page."""
    try:
        passages = [
            PassageRecu(id=UUID(un["id"]), code=str(un["code"]), le=_instant(str(un["le"])))
            for un in envoi["passages"][:LOT]
        ]
        return str(envoi["appareil"])[:APPAREIL_MAX], passages
    except (KeyError, TypeError, ValueError, AttributeError):
        raise SaisieInvalide from None


def _instant(ecrit: str) -> datetime:
    """Rend l’heure du téléphone, ou celle d’ici s’il avance."""
    lu = datetime.fromisoformat(ecrit)
    if lu.tzinfo is None:
        raise ValueError("une heure sans fuseau")
    return min(lu, horloge.maintenant())


def _dit(constat: Constat) -> dict[str, str]:
    billet = constat.billet
    return {
        "verdict": constat.verdict.value,
        "libelle": billet.libelle if billet else "",
        "depuis": heure(constat.entre_le) if constat.entre_le else "",
    }
