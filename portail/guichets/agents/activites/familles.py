"""Recevoir une famille : la retrouver par ce qu’elle donne, ou l’ouvrir ; ses enfants, ses attestations, son panier."""

from datetime import date
from decimal import Decimal
from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.declaration import Champ, Choix, Commune, Courriel, DateConnue, Montant, Telephone, TexteCourt
from portail.guichets.agents.activites.acces import (
    DEBIT,
    age_aujourd_hui,
    fil_de_la_famille,
    page_de_formulaire,
    par,
    tenter,
)
from portail.guichets.agents.activites.mots import GENRES
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.identites import agent_courant
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.identite.famille import actions, comptoir
from portail.identite.famille.models import COMMUNE_DU_DEHORS, Qualite, Residence
from portail.identite.famille.queries import enfant_de, enfants_de
from portail.identite.models import Agent, Usager
from portail.inscriptions.activites.queries import groupes_par_id
from portail.inscriptions.activites.tenues import groupe_gere
from portail.inscriptions.attente.queries import attentes_de
from portail.inscriptions.attestations.actions import attester, declarer_le_quotient, verifier
from portail.inscriptions.attestations.bureau import attestations_de_la_famille
from portail.inscriptions.attestations.models import Genre, Source
from portail.inscriptions.habilitations import recoit_des_familles
from portail.inscriptions.paniers.queries import inscriptions_de_l_usager
from portail.inscriptions.places.models import EtatPlace
from portail.inscriptions.places.queries import etats_des, inscrits
from portail.socle import debits
from portail.socle.erreurs import ErreurMetier, Interdit, Introuvable
from portail.socle.traduction import _

NOM_MAX = 80
QUALITES = {Qualite.PARENT.value: _("Parent"), Qualite.TUTEUR.value: _("Tuteur"), Qualite.TIERS.value: _("Tiers")}
RESIDENCES = {
    Residence.PRINCIPALE.value: _("Avec ce responsable"),
    Residence.ALTERNEE.value: _("En garde alternée"),
    Residence.AILLEURS.value: _("Ailleurs"),
}


def agent_du_guichet() -> Agent:
    """Rend l’agent s’il inscrit des familles dans un service ; lève `Interdit` sinon."""
    agent = agent_courant()
    if not recoit_des_familles(agent):
        raise Interdit
    return agent


def famille_recue(usager_id: UUID) -> Usager:
    """Rend la famille que cet agent a ouverte aujourd’hui ; lève `Introuvable` pour toute autre."""
    return comptoir.famille_ouverte(usager_id, agent_id=agent_du_guichet().id)


@blueprint.route("/activites/guichet", methods=["GET", "POST"])
def recevoir_une_famille() -> ResponseReturnValue:
    """Cherche une famille par l’adresse ou le téléphone qu’elle donne, exactement ; l’ouvre, et le note."""
    agent = agent_du_guichet()
    form = _formulaire(_contact())
    trouvees: list[Usager] = []
    if form.validate_on_submit():
        debits.consommer(DEBIT, "familles", str(agent.id))
        courriel, telephone = (str(form.reponses()[nom] or "") for nom in ("courriel", "telephone"))
        trouvees = list(comptoir.familles_joignables(courriel=courriel, telephone=telephone))
        choisie = next((un for un in trouvees if str(un.id) == request.form.get("famille")), None)
        if choisie is not None:
            comptoir.ouvrir_au_guichet(choisie.id, auteur=par())
            return redirect(url_for("agents.famille", usager_id=choisie.id), code=303)
    return render_template(
        "agents/activites/recevoir.html", form=form, trouvees=trouvees, cherche=form.is_submitted() and not form.errors
    ), SAISIE_A_CORRIGER if form.errors else 200


@blueprint.route("/activites/guichet/nouvelle", methods=["GET", "POST"])
def ouvrir_une_famille() -> ResponseReturnValue:
    """Ouvre la fiche d’une famille qui n’a pas de compte."""
    agent_du_guichet()
    champs = (
        TexteCourt("prenom", _("Prénom du responsable"), longueur_max=NOM_MAX),
        TexteCourt("nom", _("Nom du responsable"), longueur_max=NOM_MAX),
        *_contact(),
    )
    form = _formulaire(champs)
    ouvertes: list[Usager] = []

    def geste() -> None:
        dits = {nom: str(dit or "") for nom, dit in form.reponses().items()}
        ouvertes.append(comptoir.ouvrir_une_famille(comptoir.FicheResponsable(**dits), auteur=par()))

    if form.validate_on_submit() and accompli(form["courriel"], geste, ErreurMetier):
        flash(gettext("La fiche de la famille est ouverte."), "succes")
        return redirect(url_for("agents.famille", usager_id=ouvertes[0].id), code=303)
    return page_de_formulaire(
        form,
        gettext("Une famille sans compte"),
        etapes=fil_de_la_famille(),
        bouton=gettext("Ouvrir sa fiche"),
        textes=[gettext("Elle la rejoindra depuis son compte, avec le code de chaque enfant.")],
    )


@blueprint.post("/activites/groupes/<code>/famille/<uuid:inscription_id>")
def ouvrir_la_famille_inscrite(code: str, inscription_id: UUID) -> ResponseReturnValue:
    """Ouvre la famille d’un enfant inscrit dans un groupe du service ; l’ouverture est notée."""
    lu = groupe_gere(agent_courant(), code)
    sienne = next((une for une in inscrits(lu.id) if une.id == inscription_id), None)
    if sienne is None:
        raise Introuvable
    comptoir.ouvrir_au_guichet(sienne.usager_id, auteur=par())
    return redirect(url_for("agents.famille", usager_id=sienne.usager_id), code=303)


@blueprint.get("/activites/guichet/<uuid:usager_id>/")
def famille(usager_id: UUID) -> ResponseReturnValue:
    """Montre la famille reçue : ses enfants, ses places, ce qu’elle attend."""
    usager = famille_recue(usager_id)
    enfants = enfants_de(usager_id)
    inscriptions, attentes = inscriptions_de_l_usager(usager_id), attentes_de(usager_id)
    etats = etats_des([une.id for une in inscriptions])
    attendus = {une.groupe_id for attente in attentes for une in attente.attendues}
    return render_template(
        "agents/activites/famille.html",
        usager=usager,
        enfants=enfants,
        inscriptions=inscriptions,
        etats=etats,
        a_regler=EtatPlace.PANIER in etats.values(),
        attentes=attentes,
        groupes=groupes_par_id({une.groupe_id for une in inscriptions} | attendus),
        age=age_aujourd_hui,
    )


@blueprint.get("/activites/guichet/<uuid:usager_id>/documents")
def documents_de_la_famille(usager_id: UUID) -> ResponseReturnValue:
    """Montre les attestations qui valent aujourd’hui pour chaque enfant, et le quotient familial."""
    usager = famille_recue(usager_id)
    enfants = enfants_de(usager_id)
    donnees = attestations_de_la_famille(usager_id, [un.id for un in enfants])
    quotient = donnees.quotient.valeur if donnees.quotient is not None else None
    return render_template(
        "agents/activites/documents.html",
        usager=usager,
        enfants=enfants,
        donnees=donnees,
        quotient=Decimal(quotient) if quotient is not None else None,
    )


@blueprint.route("/activites/guichet/<uuid:usager_id>/enfant", methods=["GET", "POST"])
def ajouter_un_enfant(usager_id: UUID) -> ResponseReturnValue:
    """Ajoute un enfant à la famille reçue."""
    usager = famille_recue(usager_id)
    champs = (
        TexteCourt("prenom", _("Prénom de l’enfant"), longueur_max=NOM_MAX),
        TexteCourt("nom", _("Nom de l’enfant"), longueur_max=NOM_MAX),
        DateConnue("naissance", _("Date de naissance"), ans_max=18),
        Choix("qualite", _("Le responsable est"), QUALITES),
        Choix("residence", _("L’enfant vit"), RESIDENCES),
        Commune("commune", _("Commune où vit l’enfant avec ce responsable")),
    )
    form = _formulaire(champs)

    def geste() -> None:
        dits = {nom: str(dit or "") for nom, dit in form.reponses().items()}
        fiche = actions.FicheEnfant(
            nom=dits["nom"], prenom=dits["prenom"], date_naissance=date.fromisoformat(dits["naissance"])
        )
        lien = actions.FicheRattachement(
            code_insee=_code_de(form.reponses()["commune"]),
            qualite=Qualite(dits["qualite"]),
            residence=Residence(dits["residence"]),
        )
        actions.ajouter_enfant(fiche, lien, usager_id=usager_id, auteur=par())

    if form.validate_on_submit() and accompli(form["naissance"], geste, ErreurMetier):
        flash(gettext("L’enfant est ajouté."), "succes")
        return _retour(usager_id)
    return page_de_formulaire(
        form,
        gettext("Ajouter un enfant"),
        etapes=fil_de_la_famille(usager),
        bouton=gettext("Ajouter cet enfant"),
    )


@blueprint.post("/activites/guichet/<uuid:usager_id>/enfants/<uuid:enfant_id>/code")
def donner_le_code(usager_id: UUID, enfant_id: UUID) -> ResponseReturnValue:
    """Montre, une fois, le code par lequel un responsable rejoindra la fiche de l’enfant depuis son compte."""
    usager = famille_recue(usager_id)
    enfant = enfant_de(usager_id, enfant_id)
    code = actions.inviter(enfant_id, usager_id=usager_id, auteur=par())
    return render_template("agents/activites/code.html", usager=usager, enfant=enfant, code=code)


@blueprint.route("/activites/guichet/<uuid:usager_id>/enfants/<uuid:enfant_id>/attester", methods=["GET", "POST"])
def attester_pour_un_enfant(usager_id: UUID, enfant_id: UUID) -> ResponseReturnValue:
    """Note une attestation vue au guichet : sa date, et qui l’a vue."""
    usager = famille_recue(usager_id)
    enfant = enfant_de(usager_id, enfant_id)
    genres = {genre.value: dit for genre, dit in GENRES.items() if genre is not Genre.QUOTIENT}
    form = _formulaire(
        (Choix("genre", _("Ce que la famille montre"), genres), DateConnue("faite_le", _("Daté du"), ans_max=20))
    )

    def geste() -> None:
        dits = form.reponses()
        faite_le = date.fromisoformat(str(dits["faite_le"]))
        vue = attester(
            Genre(str(dits["genre"])), enfant_id=enfant_id, faite_le=faite_le, usager_id=usager_id, auteur=par()
        )
        verifier(vue.id, agent=agent_courant(), auteur=par())

    if form.validate_on_submit() and accompli(form["faite_le"], geste, ErreurMetier):
        flash(gettext("L’attestation est notée."), "succes")
        return redirect(url_for("agents.documents_de_la_famille", usager_id=usager_id), code=303)
    return page_de_formulaire(
        form,
        gettext("Noter une attestation"),
        etapes=fil_de_la_famille(usager),
        bouton=gettext("Noter"),
        textes=[enfant.nom_affiche],
    )


@blueprint.route("/activites/guichet/<uuid:usager_id>/quotient", methods=["GET", "POST"])
def noter_le_quotient(usager_id: UUID) -> ResponseReturnValue:
    """Note le quotient familial lu sur l’attestation de la CAF ou de la MSA."""
    usager = famille_recue(usager_id)
    form = _formulaire((Montant("quotient", _("Quotient familial, en euros")),))

    def geste() -> None:
        valeur = Decimal(str(form.reponses()["quotient"]))
        notee = declarer_le_quotient(valeur, usager_id=usager_id, auteur=par(), source=Source.AGENT)
        verifier(notee.id, agent=agent_courant(), auteur=par())

    if form.validate_on_submit() and accompli(form["quotient"], geste, ErreurMetier):
        flash(gettext("Le quotient est noté."), "succes")
        return redirect(url_for("agents.documents_de_la_famille", usager_id=usager_id), code=303)
    return page_de_formulaire(
        form,
        gettext("Noter le quotient familial"),
        etapes=fil_de_la_famille(usager),
        bouton=gettext("Noter"),
        textes=[gettext("Lu sur l’attestation de la CAF ou de la MSA.")],
    )


@blueprint.post("/activites/guichet/<uuid:usager_id>/attestations/<uuid:attestation_id>")
def voir_l_attestation(usager_id: UUID, attestation_id: UUID) -> ResponseReturnValue:
    """Note que l’agent a vu le document d’une attestation de la famille reçue."""
    famille_recue(usager_id)
    donnees = attestations_de_la_famille(usager_id, [un.id for un in enfants_de(usager_id)])
    siennes = [*(une for leurs in donnees.enfants.values() for une in leurs), donnees.quotient]
    if attestation_id not in {une.id for une in siennes if une is not None}:
        raise Introuvable
    return tenter(
        partial(verifier, attestation_id, agent=agent_courant(), auteur=par()),
        succes=gettext("Le document est noté comme vu."),
        retour=url_for("agents.documents_de_la_famille", usager_id=usager_id),
    )


def _code_de(commune: object) -> str:
    """Rend le code INSEE de la commune dite, ou ce qui en tient lieu hors du département."""
    code = commune.get("insee") if isinstance(commune, dict) else None
    return str(code) if code else COMMUNE_DU_DEHORS


def _contact() -> tuple[Champ, ...]:
    return (
        Courriel("courriel", _("Adresse électronique"), obligatoire=False),
        Telephone("telephone", _("Téléphone"), obligatoire=False),
    )


def _formulaire(champs: tuple[Champ, ...]) -> FormulaireDeSaisie:
    return formulaire_de(champs, contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())


def _retour(usager_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("agents.famille", usager_id=usager_id), code=303)
