"""Les séances, au bureau : en ouvrir, voir qui vient, changer les places, annuler."""

from collections.abc import Callable, Sequence
from datetime import date, time
from decimal import Decimal
from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import Choix, ChoixMultiple, DateConnue, Nombre, TexteCourt, TexteLong
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.identites import agent_courant
from portail.guichets.refus import accompli
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.identite.actions import auteur_agent
from portail.inscriptions.erreurs import RaisonManquante
from portail.inscriptions.habilitations import peut_regler
from portail.inscriptions.patrimoine import queries, seances
from portail.inscriptions.patrimoine.erreurs import DateDePassee
from portail.inscriptions.patrimoine.models import Nature, Produit
from portail.inscriptions.patrimoine.queries import Reste
from portail.inscriptions.patrimoine.seances import Programme
from portail.inscriptions.places.erreurs import CapaciteTropPetite
from portail.socle.erreurs import Interdit
from portail.socle.traduction import _

JOURS = {
    "1": _("lundi"),
    "2": _("mardi"),
    "3": _("mercredi"),
    "4": _("jeudi"),
    "5": _("vendredi"),
    "6": _("samedi"),
    "7": _("dimanche"),
}
PLACES_MAX = 5000
HEURES = r"([01]?\d|2[0-3]):[0-5]\d( ([01]?\d|2[0-3]):[0-5]\d)*"
RAISON = TexteLong("raison", _("Pourquoi ?"), longueur_max=500, aide=_("Elle reste au journal."))


@blueprint.route("/billetterie/<code>/ouvrir", methods=["GET", "POST"])
def ouvrir_des_seances(code: str) -> ResponseReturnValue:
    """Ouvre des séances d’un produit, jour après jour."""
    agent = agent_courant()
    site = queries.site_tenu(agent, code)
    if not peut_regler(agent, site.service_code):
        raise Interdit
    produits = [un for un in queries.produits_du_site(site) if un.nature is not Nature.OPEN]
    form = formulaire_de(_champs(produits), contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())
    if form.validate_on_submit():
        ouvertes: list[int] = []
        programme = _programme(form, produits)

        def geste() -> None:
            ouvertes.append(seances.ouvrir_les_seances(programme, agent=agent, auteur=auteur_agent(agent)))

        if accompli(form["dernier"], geste, DateDePassee):
            flash(ngettext("%(num)d séance ouverte.", "%(num)d séances ouvertes.", ouvertes[0]), "succes")
            return redirect(url_for("agents.billetterie_du_site", code=code), 303)
    return render_template("agents/billetterie/ouvrir.html", site=site, form=form), 422 if form.errors else 200


@blueprint.get("/billetterie/seances/<uuid:seance_id>")
def seance_de_visite(seance_id: UUID) -> ResponseReturnValue:
    """Montre une séance : places, achats, sans nom."""
    agent = agent_courant()
    reste = queries.seance_tenue(agent, seance_id)
    return render_template(
        "agents/billetterie/seance.html",
        reste=reste,
        lignes=queries.lignes_de_la_seance(seance_id),
        regle=peut_regler(agent, reste.seance.produit.site.service_code),
    )


@blueprint.route("/billetterie/seances/<uuid:seance_id>/places", methods=["GET", "POST"])
def changer_les_places_de_la_visite(seance_id: UUID) -> ResponseReturnValue:
    """Change le nombre de places."""
    agent, reste = agent_courant(), _a_regler(seance_id)
    champs = (Nombre("places", _("Nombre de places"), maximum=Decimal(PLACES_MAX)), RAISON)
    form = formulaire_de(
        champs, contexte=contexte_de_saisie(), valeurs={"places": str(reste.capacite)}, brut=envoi_garde()
    )
    if form.validate_on_submit():
        lus = form.reponses()
        geste = partial(
            seances.changer_les_places,
            seance_id,
            int(Decimal(str(lus["places"]))),
            raison=str(lus["raison"]),
            agent=agent,
            auteur=auteur_agent(agent),
        )
        if _fait(form, geste, "places"):
            flash(gettext("Le nombre de places est changé."), "succes")
            return redirect(url_for("agents.seance_de_visite", seance_id=seance_id), 303)
    return render_template("agents/billetterie/places.html", reste=reste, form=form), 422 if form.errors else 200


@blueprint.route("/billetterie/seances/<uuid:seance_id>/annuler", methods=["GET", "POST"])
def annuler_la_visite_de_site(seance_id: UUID) -> ResponseReturnValue:
    """Demande pourquoi, dit ce qui va se passer, puis annule et rembourse."""
    agent, reste = agent_courant(), _a_regler(seance_id)
    form = formulaire_de((RAISON,), contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())
    if form.validate_on_submit():
        geste = partial(
            seances.annuler_la_seance,
            seance_id,
            raison=str(form.reponses()["raison"]),
            agent=agent,
            auteur=auteur_agent(agent),
        )
        if _fait(form, geste, "raison"):
            flash(gettext("La séance est annulée. La régie rembourse les achats."), "succes")
            return redirect(url_for("agents.seance_de_visite", seance_id=seance_id), 303)
    return render_template("agents/billetterie/annuler.html", reste=reste, form=form), 422 if form.errors else 200


def _a_regler(seance_id: UUID) -> Reste:
    """Rend une séance que l’agent peut régler ; lève `Introuvable`, ou `Interdit` s’il peut seulement la voir."""
    agent = agent_courant()
    reste = queries.seance_tenue(agent, seance_id)
    if not peut_regler(agent, reste.seance.produit.site.service_code):
        raise Interdit
    return reste


def _fait(form: FormulaireDeSaisie, geste: Callable[[], object], champ: str) -> bool:
    return accompli(form[champ], geste, CapaciteTropPetite, RaisonManquante, autres={RaisonManquante: form["raison"]})


def _champs(produits: Sequence[Produit]) -> Sequence[Champ]:
    return (
        Choix("produit", _("Produit"), {un.code: un.libelle for un in produits}),
        DateConnue("premier", _("Premier jour"), passee=False),
        DateConnue("dernier", _("Dernier jour"), passee=False),
        ChoixMultiple("jours", _("Jours de la semaine"), JOURS),
        TexteCourt(
            "heures",
            _("Heures de début"),
            longueur_max=120,
            motif=HEURES,
            exemple="10:00 14:30",
            aide=_("Séparées par une espace. Exemple : 10:00 14:30"),
        ),
        Nombre("places", _("Places par séance"), minimum=Decimal(1), maximum=Decimal(PLACES_MAX)),
    )


def _programme(form: FormulaireDeSaisie, produits: Sequence[Produit]) -> Programme:
    lus = form.reponses()
    par_code = {un.code: un.id for un in produits}
    jours = lus["jours"] if isinstance(lus["jours"], list) else []
    return Programme(
        produit_id=par_code[str(lus["produit"])],
        premier=date.fromisoformat(str(lus["premier"])),
        dernier=date.fromisoformat(str(lus["dernier"])),
        jours=frozenset(int(str(jour)) for jour in jours),
        heures=[_heure(ecrite) for ecrite in str(lus["heures"]).split()],
        places=int(Decimal(str(lus["places"]))),
    )


def _heure(ecrite: str) -> time:
    """Rend l’heure de « 9:30 »."""
    heures, _deux_points, minutes = ecrite.partition(":")
    return time(int(heures), int(minutes))
