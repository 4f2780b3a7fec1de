"""Une campagne de vœux : la préparer, la simuler, l’attribuer, l’expliquer enfant par enfant."""

from collections import Counter
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms.validators import NumberRange

from portail.guichets.agents.activites.acces import droits_sur, fil_de, page_de_formulaire, par, tenter
from portail.guichets.agents.activites.mots import CRITERES
from portail.guichets.agents.activites.places import ChampNombre
from portail.guichets.agents.activites.reglages import a_regler, instant_ecrit
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.formulaires import ChampHeure, ChampJour
from portail.guichets.identites import agent_courant
from portail.guichets.refus import accompli
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Exige
from portail.identite.famille.queries import enfants_par_id
from portail.inscriptions.activites.models import Activite
from portail.inscriptions.activites.tenues import activite_tenue, groupes_de_l_activite
from portail.inscriptions.habilitations import peut_gerer
from portail.inscriptions.ouvertures import attributions, bureau, campagnes
from portail.inscriptions.ouvertures.attribution import Raison, Resultat
from portail.inscriptions.ouvertures.models import Campagne
from portail.inscriptions.ouvertures.queries import campagne_de
from portail.journal.actions import consigner
from portail.socle.erreurs import ErreurMetier, Interdit, Introuvable
from portail.socle.traduction import _

POINTS_MAX = 100
GRAINE_MAX = 64
POINTS = {"premiere_fois": 4, "quotient_t1": 2, "fratrie": 1, "commune_du_site": 1}
"""Ce que propose le formulaire ; le service règle, et les points se publient avant l’ouverture."""


def _points(nom: str) -> ChampNombre:
    return ChampNombre(
        lazy_gettext(CRITERES[nom]),
        [NumberRange(0, POINTS_MAX, lazy_gettext("Écrivez un nombre de 0 à 100."))],
        default=POINTS.get(nom, 0),
    )


class FormulaireDeCampagne(FlaskForm):
    """Quand les vœux se disent, et les points de chaque critère."""

    jour_ouverture = ChampJour(lazy_gettext("Les vœux s’ouvrent le"), [Exige(_("Écrivez une date."))])
    heure_ouverture = ChampHeure(lazy_gettext("Heure d’ouverture"), [Exige(_("Écrivez une heure. Exemple : 09:00"))])
    jour_cloture = ChampJour(lazy_gettext("Les vœux se closent le"), [Exige(_("Écrivez une date."))])
    heure_cloture = ChampHeure(lazy_gettext("Heure de clôture"), [Exige(_("Écrivez une heure. Exemple : 18:00"))])
    maximum = ChampNombre(
        lazy_gettext("Groupes par enfant, au plus"),
        [NumberRange(1, 10, lazy_gettext("Écrivez un nombre de 1 à 10."))],
        default=1,
    )
    premiere_fois = _points("premiere_fois")
    quotient_t1 = _points("quotient_t1")
    quotient_t2 = _points("quotient_t2")
    fratrie = _points("fratrie")
    commune_du_site = _points("commune_du_site")

    @property
    def poids(self) -> dict[str, int]:
        """Rend les points des critères qui en ont."""
        points = {nom: int(self[nom].data or 0) for nom in CRITERES if nom in self}
        return {nom: nombre for nom, nombre in points.items() if nombre}


@blueprint.get("/activites/<code>/voeux")
def campagne_de_voeux(code: str) -> ResponseReturnValue:
    """Montre la campagne d’une activité : ses dates, ses critères, ses nombres, sa graine une fois close."""
    lue = activite_tenue(agent_courant(), code)
    campagne = campagne_de(lue.id)
    return render_template(
        "agents/activites/campagne.html",
        activite=lue,
        campagne=campagne,
        nombres=bureau.nombres_de(campagne.id) if campagne else None,
        **droits_sur(lue),
    )


@blueprint.route("/activites/<code>/voeux/preparer", methods=["GET", "POST"])
def preparer_la_campagne(code: str) -> ResponseReturnValue:
    """Prépare une campagne ; ses critères et leurs points sont publics dès maintenant."""
    lue = a_regler(code)
    form = formulaire_repris(FormulaireDeCampagne)

    def geste() -> None:
        ouvre_le = instant_ecrit(form.jour_ouverture.data, form.heure_ouverture.data)
        ferme_le = instant_ecrit(form.jour_cloture.data, form.heure_cloture.data)
        if ouvre_le is None or ferme_le is None:
            raise Introuvable
        campagnes.preparer(
            lue.id,
            ouvre_le=ouvre_le,
            ferme_le=ferme_le,
            poids=form.poids,
            maximum=int(form.maximum.data or 1),
            agent=agent_courant(),
            auteur=par(),
        )

    if form.validate_on_submit() and accompli(form.jour_cloture, geste, ErreurMetier):
        flash(gettext("La campagne est prête : ses critères et leurs points sont publics."), "succes")
        return redirect(url_for("agents.campagne_de_voeux", code=code), code=303)
    return page_de_formulaire(
        form,
        gettext("Préparer une campagne de vœux"),
        etapes=fil_de(lue),
        bouton=gettext("Publier les critères"),
        textes=[
            gettext("Les foyers passent par points, puis par tirage au sort. Les points sont publics dès maintenant."),
            gettext("Zéro point : le critère ne compte pas."),
        ],
    )


@blueprint.get("/activites/<code>/voeux/simuler")
def simuler_l_attribution(code: str) -> ResponseReturnValue:
    """Montre ce que donnerait l’attribution, par groupe, avec cette graine ; rien n’est écrit, aucun nom."""
    lue = a_regler(code)
    campagne = _campagne(lue)
    graine = request.args.get("graine", "").strip()[:GRAINE_MAX]
    resultat = attributions.simuler(campagne.id, graine=graine)
    return render_template(
        "agents/activites/simulation.html",
        activite=lue,
        campagne=campagne,
        graine=graine,
        groupes=groupes_de_l_activite(lue.id),
        obtenus=Counter(groupe for leurs in resultat.attributions.values() for groupe in leurs),
        raisons=_raisons(resultat),
        sans_rien=sum(not leurs for leurs in resultat.attributions.values()),
        enfants=len(resultat.attributions),
    )


def _raisons(resultat: Resultat) -> Counter[tuple[str, Raison]]:
    return Counter((une.groupe, une.raison) for leurs in resultat.explications.values() for une in leurs)


@blueprint.post("/activites/<code>/voeux/attribuer")
def attribuer_la_campagne(code: str) -> ResponseReturnValue:
    """Attribue une campagne close, une fois ; chaque famille reçoit sa réponse."""
    lue = a_regler(code)
    campagne = _campagne(lue)

    def geste() -> None:
        attributions.attribuer_la_campagne(campagne.id, agent=agent_courant(), auteur=par())

    return tenter(
        geste,
        succes=gettext("Les places sont attribuées, et chaque famille en est prévenue."),
        retour=url_for("agents.campagne_de_voeux", code=code),
    )


@blueprint.get("/activites/<code>/voeux/resultats")
def resultats_de_la_campagne(code: str) -> ResponseReturnValue:
    """Montre, enfant par enfant, ce qu’il est advenu de chaque vœu et pourquoi ; la lecture est au journal."""
    agent = agent_courant()
    lue = activite_tenue(agent, code)
    if not peut_gerer(agent, lue.service_code):
        raise Interdit
    campagne = _campagne(lue)
    page = bureau.demandes_de(campagne.id, apres=request.args.get("apres", 0, type=int))
    enfants: set[UUID] = {voeu.enfant_id for une in page.demandes for voeu in une.voeux}
    if enfants:
        details = {"nombre": len(enfants)}
        consigner("lire_resultats_des_voeux", auteur=par(), objet=("campagne", campagne.id), details=details)
    return render_template(
        "agents/activites/resultats.html",
        activite=lue,
        campagne=campagne,
        page=page,
        enfants=enfants_par_id(enfants),
        groupes={un.id: un for un in groupes_de_l_activite(lue.id)},
    )


def _campagne(activite: Activite) -> Campagne:
    """Rend la campagne de l’activité ; lève `Introuvable` s’il n’y en a pas."""
    campagne = campagne_de(activite.id)
    if campagne is None:
        raise Introuvable
    return campagne
