"""Les agents : les chercher, ouvrir un accès, tenir une fiche."""

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import Choix, Courriel, TexteCourt
from portail.demarche.recherche import normaliser
from portail.dossiers.delegations.queries import delegations_de
from portail.guichets.administration.blueprint import blueprint
from portail.guichets.administration.changements import changements_de
from portail.guichets.administration.gestes import TELEPHONE, enregistre
from portail.guichets.administration.mots import ACTIONS_DITES
from portail.guichets.identites import agent_courant
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.identite import acces
from portail.identite.acces import FicheAgent
from portail.identite.models import Agent
from portail.identite.queries import agent_de, tous_les_agents
from portail.rendez_vous.ressources.queries import ressource_de_l_agent
from portail.socle.demarrage import reglages
from portail.socle.traduction import _
from portail.territoire.queries import tous_les_services

MONTRES = 100
"""Au-delà, on précise sa recherche."""


@blueprint.get("/agents")
def agents() -> ResponseReturnValue:
    """Liste les agents, filtrés par quelques mots."""
    cherche = request.args.get("q", "").strip()
    mots = normaliser(cherche).split()
    trouves = [agent for agent in tous_les_agents() if _repond(agent, mots)]
    return render_template(
        "administration/agents.html",
        agents=trouves[:MONTRES],
        nombre=len(trouves),
        cherche=cherche,
        services=_noms_des_services(),
    )


@blueprint.route("/agents/ouvrir", methods=["GET", "POST"])
def ouvrir_agent() -> ResponseReturnValue:
    """Ouvre un accès ; les rôles se donnent ensuite, sur la fiche."""
    form = formulaire_de(
        champs_agent(), contexte=contexte_de_saisie(), valeurs={"siret": _sirets()[0]}, brut=envoi_garde()
    )
    if form.validate_on_submit():
        ouverts: list[Agent] = []
        if enregistre(form, "courriel", lambda: ouverts.append(acces.ouvrir(_fiche(form), par=agent_courant()))):
            flash(gettext("L’accès est ouvert. Donnez maintenant un rôle à cette personne."), "succes")
            return redirect(url_for("administration.agent", identifiant=ouverts[0].id), code=303)
    return render_template("administration/ouvrir_agent.html", form=form), 422 if form.errors else 200


@blueprint.route("/agents/<uuid:identifiant>", methods=["GET", "POST"])
def agent(identifiant: UUID) -> ResponseReturnValue:
    """Montre un agent, ses rôles, ses délégations, ce qui a changé ; modifie sa fiche."""
    lu, siennes = agent_de(identifiant), delegations_de(identifiant)
    valeurs = {nom: getattr(lu, nom) or None for nom in FicheAgent.__dataclass_fields__}
    form = formulaire_de(champs_agent(), contexte=contexte_de_saisie(), valeurs=valeurs, brut=envoi_garde())
    if form.validate_on_submit() and enregistre(form, "courriel", partial(_modifier, identifiant, form)):
        flash(gettext("La fiche est enregistrée."), "succes")
        return redirect(url_for("administration.agent", identifiant=identifiant), code=303)
    return render_template(
        "administration/agent.html",
        fiche=lu,
        form=form,
        services=_noms_des_services(),
        delegations=siennes,
        agenda=ressource_de_l_agent(identifiant),
        changements_faits=changements_de(
            ("agent", identifiant),
            actions=list(ACTIONS_DITES),
            textes=[*filter(None, valeurs.values()), *(delegation.reference for delegation in siennes)],
        ),
        soi_meme=identifiant == agent_courant().id,
    ), 422 if form.errors else 200


def champs_agent() -> Sequence[Champ]:
    """Rend les questions de la fiche d’un agent."""
    return (
        TexteCourt("prenom", _("Prénom"), longueur_max=80),
        TexteCourt("nom", _("Nom"), longueur_max=80),
        TexteCourt(
            "qualite",
            _("Qualité"),
            longueur_max=120,
            aide=_("Telle qu’elle signe les courriers. Exemple : responsable du service"),
        ),
        Courriel("courriel", _("Adresse électronique professionnelle"), aide=_("Celle que donne ProConnect.")),
        TexteCourt(
            "telephone", _("Téléphone"), obligatoire=False, longueur_max=20, motif=TELEPHONE, exemple="02 61 91 44 10"
        ),
        Choix(
            "siret",
            _("Établissement (SIRET)"),
            {siret: siret for siret in _sirets()},
            aide=_("Celui que donne ProConnect ; les établissements admis sont ceux du département."),
        ),
    )


def _modifier(identifiant: UUID, form: FormulaireDeSaisie) -> None:
    acces.modifier(identifiant, _fiche(form), par=agent_courant())


def _fiche(form: FormulaireDeSaisie) -> FicheAgent:
    return FicheAgent(**{nom: str(valeur or "") for nom, valeur in form.reponses().items()})


def _sirets() -> Sequence[str]:
    return reglages().departement.siret_admis


def _noms_des_services() -> Mapping[str, str]:
    return {service.code: service.nom for service in tous_les_services()}


def _repond(agent: Agent, mots: Sequence[str]) -> bool:
    texte = normaliser(f"{agent.prenom} {agent.nom} {agent.qualite} {agent.courriel}")
    return all(mot in texte for mot in mots)
