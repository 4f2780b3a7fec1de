"""Agir sur plusieurs dossiers à la fois : choisir, dire quoi, confirmer, suivre, lire le résultat de chacun."""

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portail.demarche.catalogue import catalogue
from portail.demarche.declaration import Demarche
from portail.dossiers import lectures
from portail.dossiers.models import Dossier
from portail.dossiers.motifs.queries import motivee
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.listes.liste import filtres_de_l_adresse
from portail.guichets.agents.listes.lots_formulaires import FORMULAIRES, FormulaireDeLot, est_permis
from portail.guichets.agents.mots import ETATS
from portail.guichets.identites import agent_courant
from portail.guichets.reprise import formulaire_repris
from portail.identite.models import Agent, Role
from portail.identite.queries import agents_habilites, agents_par_id
from portail.instruction.lots import actions, queries
from portail.instruction.lots.erreurs import LotTropGrand
from portail.instruction.lots.models import EtatLot, GesteDeLot, Issue, Lot
from portail.parametres.queries import entier_au
from portail.socle.erreurs import Introuvable
from portail.socle.traduction import _ as a_traduire

VUE_ENTIERE = "vue"
SECONDES_ENTRE_RELECTURES = 4
PAR_DEMARCHE = frozenset({GesteDeLot.DEMANDER_COMPLEMENT, GesteDeLot.ACCEPTER, GesteDeLot.REFUSER})
TITRES: Mapping[GesteDeLot, str] = MappingProxyType(
    {
        GesteDeLot.AFFECTER: a_traduire("Affecter"),
        GesteDeLot.DEMANDER_COMPLEMENT: a_traduire("Demander un complément"),
        GesteDeLot.ECRIRE: a_traduire("Écrire un message"),
        GesteDeLot.ACCEPTER: a_traduire("Accepter"),
        GesteDeLot.REFUSER: a_traduire("Refuser"),
    }
)
ETATS_DE_LOT: Mapping[EtatLot, tuple[str, str]] = MappingProxyType(
    {
        EtatLot.PREPARE: (a_traduire("À confirmer"), "attendu"),
        EtatLot.LANCE: (a_traduire("En cours"), "etude"),
        EtatLot.ARRETE: (a_traduire("Interrompu"), "fini"),
        EtatLot.TERMINE: (a_traduire("Terminé"), "accord"),
    }
)
ISSUES: Mapping[Issue, tuple[str, str]] = MappingProxyType(
    {
        Issue.ATTENTE: (a_traduire("En attente"), "nouveau"),
        Issue.FAIT: (a_traduire("Fait"), "accord"),
        Issue.ECARTE: (a_traduire("Écarté"), "attendu"),
        Issue.ERREUR: (a_traduire("Erreur"), "refus"),
    }
)


@blueprint.context_processor
def gestes_par_lot() -> dict[str, object]:
    """Donne à la liste les gestes qu’elle propose sur plusieurs dossiers."""
    demarches = catalogue().values()
    return {"gestes_de_lot": {geste: titre for geste, titre in TITRES.items() if est_permis(geste, demarches)}}


@blueprint.get("/lots/")
def lots() -> ResponseReturnValue:
    """Liste mes derniers lots."""
    miens = queries.lots_de(agent_courant())
    return render_template(
        "agents/lots/liste.html",
        lots=miens,
        avancements=queries.avancements(miens),
        titres=TITRES,
        etats_de_lot=ETATS_DE_LOT,
        issues=Issue,
    )


@blueprint.route("/lots/nouveau", methods=["GET", "POST"])
def nouveau_lot() -> ResponseReturnValue:
    """Demande la consigne du geste, puis prépare le lot à confirmer."""
    geste = request.args.get("geste", type=GesteDeLot)
    if geste is None:
        raise Introuvable
    agent = agent_courant()
    dossiers = _choisis(agent, contenu=request.method == "POST")
    if not dossiers:
        flash(_("Cochez au moins un dossier, ou prenez tous ceux de la vue."), "attention")
        return redirect(f"{url_for('agents.dossiers')}?{urlencode(_filtres_bruts())}", code=303)
    demarche = _demarche_visee(geste, dossiers)
    if geste in PAR_DEMARCHE and demarche is None:
        return render_template(
            "agents/lots/demarche.html",
            titre=TITRES[geste],
            choix=[(d, nombre, _pour(d.identifiant)) for d, nombre in _demarches_de(dossiers)],
        )
    a_dire = lectures.a_justifier(agent, dossiers)
    form = formulaire_repris(FORMULAIRES[geste])
    form.poser_la_raison(demandee=bool(a_dire))
    form.preparer_pour(demarche, _collegues(dossiers) if geste is GesteDeLot.AFFECTER else ())
    if form.validate_on_submit():
        _justifier(form, agent, a_dire)
        lot = actions.preparer(dossiers, agent=agent, geste=geste, consigne=form.consigne())
        return redirect(url_for("agents.lot", lot_id=lot.id), code=303)
    return render_template(
        "agents/lots/nouveau.html",
        geste=geste,
        titre=TITRES[geste],
        form=form,
        nombre=len(dossiers),
        hors_file=len(a_dire),
        demarche=demarche,
    ), 422 if form.errors else 200


def _choisis(agent: Agent, *, contenu: bool) -> Sequence[Dossier]:
    """Rend les dossiers cochés, ou tous ceux de la vue ; lève `LotTropGrand` au-delà du maximum."""
    maximum = entier_au("lot_dossiers_max")
    if request.args.get("choix") == VUE_ENTIERE:
        choisis = queries.dossiers_de_la_vue(agent, filtres_de_l_adresse(), limite=maximum + 1, contenu=contenu)
    else:
        choisis = queries.dossiers_choisis(agent, request.args.getlist("d")[: maximum + 1], contenu=contenu)
    if len(choisis) > maximum:
        raise LotTropGrand(valeurs={"maximum": maximum})
    return choisis


def _filtres_bruts() -> dict[str, str]:
    """Rend les filtres de la liste tels que l’adresse les porte, pour y revenir."""
    return {nom: valeur for nom, valeur in request.args.items() if nom not in {"geste", "choix", "d", "pour"}}


def _demarches_de(dossiers: Sequence[Dossier]) -> list[tuple[Demarche, int]]:
    connues, comptes = catalogue(), Counter(dossier.demarche for dossier in dossiers)
    return [(connues[nom], nombre) for nom, nombre in comptes.most_common() if nom in connues]


def _demarche_visee(geste: GesteDeLot, dossiers: Sequence[Dossier]) -> Demarche | None:
    """Rend la démarche que ce geste vise : la seule des dossiers choisis, ou celle que l’adresse dit."""
    presentes = {dossier.demarche for dossier in dossiers}
    visee = request.args.get("pour") if len(presentes) > 1 else next(iter(presentes))
    return catalogue().get(visee) if geste in PAR_DEMARCHE and visee in presentes and visee else None


def _pour(demarche: str) -> str:
    """Rend l’adresse de cette page, pour cette démarche."""
    arguments = {**request.args.to_dict(flat=False), "pour": [demarche]}
    return f"{url_for('agents.nouveau_lot')}?{urlencode(arguments, doseq=True)}"


def _collegues(dossiers: Sequence[Dossier]) -> list[Agent]:
    services = sorted({dossier.service_code for dossier in dossiers})
    trouves = {
        a.id: a for s in services for role in (Role.INSTRUCTEUR, Role.RESPONSABLE) for a in agents_habilites(s, role)
    }
    return sorted(trouves.values(), key=lambda agent: (agent.nom, agent.prenom))


def _justifier(form: FormulaireDeLot, agent: Agent, a_dire: Sequence[Dossier]) -> None:
    """Note au journal de chaque dossier hors de la file pourquoi l’agent y agit."""
    if a_dire:
        lectures.justifier(agent, a_dire, raison=form.choisie, precision=form.precision.data or "")


@blueprint.get("/lots/<uuid:lot_id>")
def lot(lot_id: UUID) -> ResponseReturnValue:
    """Montre le lot : à confirmer, en cours (la page se relit tant qu’on le veut), ou fini."""
    agent = agent_courant()
    trouve = queries.lot_de(agent, lot_id)
    suivi = trouve.etat is EtatLot.LANCE and "suivre" in request.args
    lignes = queries.lignes_de(trouve, agent)
    reponse = make_response(
        render_template(
            "agents/lots/lot.html",
            lot=trouve,
            lignes=lignes,
            avancement=queries.avancement_de(trouve),
            titre=TITRES[trouve.geste],
            etats_de_lot=ETATS_DE_LOT,
            issues=ISSUES,
            etats=ETATS,
            suivi=suivi,
            secondes=SECONDES_ENTRE_RELECTURES,
            **_consigne_dite(trouve),
        )
    )
    return _relire(reponse) if suivi else reponse


def _relire(reponse: Response) -> Response:
    """Fait relire la page par le navigateur, sans script ; la page donne le lien qui l’arrête."""
    reponse.headers["Refresh"] = str(SECONDES_ENTRE_RELECTURES)
    return reponse


def _consigne_dite(trouve: Lot) -> dict[str, object]:
    """Rend ce que la consigne désigne, pour la redire : l’agent, la démarche."""
    consigne = trouve.consigne
    choisi = [UUID(consigne["a"])] if consigne.get("a") else []
    demarche = catalogue().get(consigne.get("demarche", ""))
    return {"choisis": agents_par_id(choisi), "demarche": motivee(demarche) if demarche else None}


@blueprint.post("/lots/<uuid:lot_id>/lancer")
def lancer_lot(lot_id: UUID) -> ResponseReturnValue:
    """Lance le lot confirmé."""
    lance = actions.lancer(lot_id, agent=agent_courant())
    return redirect(url_for("agents.lot", lot_id=lance.id, suivre="oui"), code=303)


@blueprint.post("/lots/<uuid:lot_id>/arreter")
def arreter_lot(lot_id: UUID) -> ResponseReturnValue:
    """Arrête un lot en cours."""
    actions.arreter(lot_id, agent=agent_courant())
    flash(_("Le lot est arrêté. Ce qui était fait le reste."), "succes")
    return redirect(url_for("agents.lot", lot_id=lot_id), code=303)


@blueprint.post("/lots/<uuid:lot_id>/abandonner")
def abandonner_lot(lot_id: UUID) -> ResponseReturnValue:
    """Renonce à un lot préparé."""
    actions.abandonner(lot_id, agent=agent_courant())
    flash(_("Rien n’a été fait."), "succes")
    return redirect(url_for("agents.dossiers"), code=303)
