"""Les offices notariaux : ouvrir un office et son premier notaire, fermer et rouvrir, voir ses membres."""

from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import Courriel, TexteCourt
from portail.demarche.recherche import normaliser
from portail.guichets.administration.blueprint import blueprint
from portail.guichets.administration.changements import changements_de
from portail.guichets.administration.gestes import TELEPHONE, enregistre, tenter
from portail.guichets.identites import agent_courant
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.identite.actions import auteur_agent
from portail.identite.notaires import departement
from portail.identite.notaires.actions import FicheMembre, FicheOffice, fermer_office, ouvrir_office, rouvrir_office
from portail.identite.notaires.models import Office, RoleMembre
from portail.identite.notaires.queries import acces_ouverts, membres_de, office_de, offices
from portail.socle.traduction import _

MONTRES = 100
"""Au-delà, on précise sa recherche."""
ROLES = {RoleMembre.NOTAIRE.value: _("Notaire"), RoleMembre.CLERC.value: _("Clerc")}
OFFICE: tuple[Champ, ...] = (
    TexteCourt(
        "crpcen",
        _("Numéro CRPCEN"),
        longueur_max=5,
        motif=r"\d{5}",
        exemple="44012",
        aide=_("Cinq chiffres, donnés par la profession : le fournisseur d’identité annonce le même."),
    ),
    TexteCourt("nom", _("Nom de l’office"), longueur_max=120),
    TexteCourt("voie", _("Numéro et voie"), longueur_max=120),
    TexteCourt("code_postal", _("Code postal"), longueur_max=5, motif=r"\d{5}", exemple="44130"),
    TexteCourt("commune", _("Commune"), longueur_max=80),
    Courriel("courriel", _("Adresse électronique de l’office")),
    TexteCourt(
        "telephone", _("Téléphone"), obligatoire=False, longueur_max=20, motif=TELEPHONE, exemple="02 61 91 44 10"
    ),
)
NOTAIRE: tuple[Champ, ...] = (
    TexteCourt("prenom_du_notaire", _("Prénom du notaire"), longueur_max=60),
    TexteCourt("nom_du_notaire", _("Nom du notaire"), longueur_max=60),
    Courriel(
        "courriel_du_notaire",
        _("Adresse électronique du notaire"),
        aide=_("Celle que le fournisseur d’identité des notaires connaît. Ce notaire ouvrira les autres accès."),
    ),
)


@blueprint.get("/offices")
def liste_des_offices() -> ResponseReturnValue:
    """Liste les offices ; `q` cherche un nom, un numéro ou une commune."""
    cherche = request.args.get("q", "").strip()
    mots = normaliser(cherche).split()
    trouves = [un for un in offices() if all(mot in normaliser(f"{un.nom} {un.crpcen} {un.commune}") for mot in mots)]
    return render_template(
        "administration/offices.html",
        offices=trouves[:MONTRES],
        nombre=len(trouves),
        cherche=cherche,
        acces=acces_ouverts(),
    )


@blueprint.route("/offices/ouvrir", methods=["GET", "POST"])
def ouvrir_un_office() -> ResponseReturnValue:
    """Ouvre un office et son premier notaire, qui en gère les accès."""
    form = formulaire_de((*OFFICE, *NOTAIRE), contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())
    if form.validate_on_submit():
        ouverts: list[Office] = []
        if enregistre(form, "crpcen", lambda: ouverts.append(_ouvrir(form))):
            flash(gettext("L’office est ouvert. Son notaire peut se connecter."), "succes")
            return redirect(_fiche(ouverts[0].id), 303)
    return render_template("administration/ouvrir_office.html", form=form), 422 if form.errors else 200


@blueprint.get("/offices/<uuid:office_id>")
def office(office_id: UUID) -> ResponseReturnValue:
    """Montre un office, ses membres et ce qui a changé."""
    lu = office_de(office_id)
    membres = membres_de(lu.id)
    return render_template(
        "administration/office.html",
        office=lu,
        membres=membres,
        sans_gestionnaire=not any(un.est_actif and un.peut_deleguer for un in membres),
        roles=ROLES,
        changements_faits=changements_de(("office", lu.id)),
    )


@blueprint.post("/offices/<uuid:office_id>/fermer")
def fermer_un_office(office_id: UUID) -> ResponseReturnValue:
    """Ferme l’office : les sessions de tous ses membres tombent aussitôt."""
    geste = partial(fermer_office, office_id, agent=agent_courant())
    return tenter(geste, succes=gettext("L’office est fermé. Les sessions sont coupées."), retour=_fiche(office_id))


@blueprint.post("/offices/<uuid:office_id>/rouvrir")
def rouvrir_un_office(office_id: UUID) -> ResponseReturnValue:
    """Rouvre l’office ; ses membres ouverts se reconnectent."""
    geste = partial(rouvrir_office, office_id, agent=agent_courant())
    return tenter(geste, succes=gettext("L’office est rouvert."), retour=_fiche(office_id))


@blueprint.post("/offices/<uuid:office_id>/membres/<uuid:membre_id>/fermer")
def fermer_un_membre(office_id: UUID, membre_id: UUID) -> ResponseReturnValue:
    """Ferme l’accès d’un membre, aussitôt."""
    geste = partial(departement.fermer, membre_id, office_id=office_id, agent=agent_courant())
    return tenter(geste, succes=gettext("L’accès est fermé."), retour=_fiche(office_id))


@blueprint.post("/offices/<uuid:office_id>/membres/<uuid:membre_id>/rouvrir")
def rouvrir_un_membre(office_id: UUID, membre_id: UUID) -> ResponseReturnValue:
    """Rouvre l’accès d’un membre."""
    geste = partial(departement.rouvrir, membre_id, office_id=office_id, agent=agent_courant())
    return tenter(geste, succes=gettext("L’accès est rouvert."), retour=_fiche(office_id))


@blueprint.post("/offices/<uuid:office_id>/membres/<uuid:membre_id>/nommer")
def nommer_un_gestionnaire(office_id: UUID, membre_id: UUID) -> ResponseReturnValue:
    """Confie les accès de l’office à l’un de ses notaires, si personne ne les gère plus."""
    geste = partial(departement.nommer, membre_id, office_id=office_id, agent=agent_courant())
    return tenter(geste, succes=gettext("Ce notaire gère les accès de l’office."), retour=_fiche(office_id))


@blueprint.route("/offices/<uuid:office_id>/gestionnaire", methods=["GET", "POST"])
def ouvrir_un_gestionnaire(office_id: UUID) -> ResponseReturnValue:
    """Ouvre un notaire qui gère les accès d’un office qui n’en a plus."""
    lu = office_de(office_id)
    form = formulaire_de(NOTAIRE, contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())
    if form.validate_on_submit():
        geste = partial(departement.ouvrir_un_gestionnaire, lu.id, _notaire(form), agent=agent_courant())
        if enregistre(form, "courriel_du_notaire", geste):
            flash(gettext("L’accès est ouvert."), "succes")
            return redirect(_fiche(lu.id), 303)
    page = render_template("administration/ouvrir_gestionnaire.html", office=lu, form=form)
    return page, 422 if form.errors else 200


def _ouvrir(form: FormulaireDeSaisie) -> Office:
    reponses = form.reponses()
    fiche = FicheOffice(**{champ.identifiant: str(reponses[champ.identifiant] or "") for champ in OFFICE})
    return ouvrir_office(fiche, _notaire(form), auteur=auteur_agent(agent_courant()))


def _notaire(form: FormulaireDeSaisie) -> FicheMembre:
    prenom, nom, courriel = (str(form.reponses()[champ.identifiant]) for champ in NOTAIRE)
    return FicheMembre(prenom=prenom, nom=nom, courriel=courriel, role=RoleMembre.NOTAIRE, peut_deleguer=True)


def _fiche(office_id: UUID) -> str:
    return url_for("administration.office", office_id=office_id)
