"""Un certificat devant l’agent : confirmer, corriger, demander une précision, délivrer, rectifier."""

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.declaration import TexteLong
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.contexte import langue_courante
from portail.guichets.identites import agent_courant
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli, refus_dit
from portail.guichets.reponses import en_pdf, montrer_contenu
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import contexte_de_saisie, formulaire_de
from portail.identite.actions import auteur_agent
from portail.identite.queries import agents_par_id
from portail.notaires.certificats import instruction
from portail.notaires.certificats.actions import TEXTE_MAX, noter_la_lecture
from portail.notaires.certificats.etats import A_TRAITER, EtatCertificat
from portail.notaires.certificats.models import Mutation
from portail.notaires.certificats.mots import MUTATIONS, RAISONS, droit_dit, statut_certifie
from portail.notaires.certificats.queries import (
    certificat_du_service,
    contenances_autres,
    pdf_du_certificat,
    plan_du_certificat,
    valable_jusqu_au,
)
from portail.notaires.zones.carte import carte
from portail.notaires.zones.mots import donnees_lues, phrases
from portail.pieces.justificatifs.queries import contenu_du_justificatif
from portail.socle.erreurs import Indisponible, SaisieInvalide, TransitionInterdite
from portail.socle.traduction import _

PRECISION = (TexteLong("question", _("Votre question, telle que l’office la lira"), longueur_max=TEXTE_MAX),)
MOTIF = (TexteLong("motif", _("Pourquoi le rectifier ? L’office et qui le vérifie le liront"), longueur_max=TEXTE_MAX),)


@blueprint.get("/zones/certificats/<numero:numero>")
def certificat_de_zonage(numero: str) -> ResponseReturnValue:
    """Montre une demande, ce qui se calcule aujourd’hui de chaque parcelle, et ce qui a été dit."""
    agent = agent_courant()
    lu = certificat_du_service(agent, numero)
    noter_la_lecture(lu, "consulter_certificat", auteur=auteur_agent(agent))
    terrain, lignes = instruction.examiner(lu)
    parcelles = [ligne.calcule.parcelle for ligne in lignes]
    return render_template(
        "agents/zones/certificat.html",
        certificat=lu,
        lignes=lignes,
        constats=[ligne.calcule for ligne in lignes],
        certifies=lu.constats_lus() if lu.delivre_le else (),
        a_traiter=lu.etat in A_TRAITER,
        prete=all(ligne.retenu for ligne in lignes),
        carte=carte(terrain, langue_courante()),
        donnees=donnees_lues(terrain.constats, langue_courante()),
        autres=contenances_autres(parcelles),
        deposant=lu.membre,
        agents=agents_par_id([ligne.examen.agent_id for ligne in lignes if ligne.examen]),
        mutation=MUTATIONS[Mutation(lu.demande["nature"])],
        fin=valable_jusqu_au(lu.delivre_le) if lu.delivre_le else None,
        statut=statut_certifie,
        droit=droit_dit,
        phrases=phrases,
        raisons=RAISONS,
    )


@blueprint.post("/zones/certificats/<numero:numero>/confirmer")
def confirmer_des_parcelles(numero: str) -> ResponseReturnValue:
    """Confirme le calcul des parcelles cochées."""
    agent = agent_courant()
    lu = certificat_du_service(agent, numero)
    cochees = request.form.getlist("parcelle")
    if cochees:
        instruction.confirmer(lu.id, cochees, agent=agent)
        flash(gettext("C’est confirmé."), "succes")
    else:
        flash(gettext("Cochez au moins une parcelle à confirmer."), "attention")
    return _retour(numero)


@blueprint.post("/zones/certificats/<numero:numero>/delivrer")
def delivrer_le_certificat(numero: str) -> ResponseReturnValue:
    """Délivre le certificat ; rectifié, il remplace celui d’avant."""
    agent = agent_courant()
    lu = certificat_du_service(agent, numero)
    try:
        instruction.delivrer(lu.id, version=request.form.get("version", 0, type=int), agent=agent)
    except SaisieInvalide as refus:
        flash(refus_dit(refus), "erreur")
    else:
        flash(gettext("Le certificat est délivré. L’office est prévenu."), "succes")
    return _retour(numero)


@blueprint.route("/zones/certificats/<numero:numero>/question", methods=["GET", "POST"])
def demander_une_precision(numero: str) -> ResponseReturnValue:
    """Pose une question à l’office ; le délai s’arrête jusqu’à sa réponse."""
    agent = agent_courant()
    lu = certificat_du_service(agent, numero)
    if lu.etat is not EtatCertificat.A_VERIFIER:
        raise TransitionInterdite
    form = formulaire_de(PRECISION, contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())
    if form.validate_on_submit():
        texte = str(form.reponses()["question"])
        geste = partial(instruction.demander_une_precision, lu.id, texte, agent=agent)
        if accompli(form["question"], geste):
            flash(gettext("La question est envoyée à l’office."), "succes")
            return _retour(numero)
    page = render_template("agents/zones/question.html", certificat=lu, form=form)
    return page, SAISIE_A_CORRIGER if form.errors else 200


@blueprint.route("/zones/certificats/<numero:numero>/rectifier", methods=["GET", "POST"])
def rectifier_le_certificat(numero: str) -> ResponseReturnValue:
    """Rouvre un certificat délivré ; l’ancien document vaut jusqu’à ce qu’un autre le remplace."""
    agent = agent_courant()
    lu = certificat_du_service(agent, numero)
    if lu.etat is not EtatCertificat.DELIVRE:
        raise TransitionInterdite
    form = formulaire_de(MOTIF, contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())
    if form.validate_on_submit():
        motif = str(form.reponses()["motif"])
        if accompli(form["motif"], partial(instruction.rouvrir, lu.id, motif, agent=agent)):
            flash(gettext("Le certificat est rouvert. Corrigez ce qui doit l’être, puis délivrez-le."), "succes")
            return _retour(numero)
    page = render_template("agents/zones/rectifier.html", certificat=lu, form=form)
    return page, SAISIE_A_CORRIGER if form.errors else 200


@blueprint.get("/zones/certificats/<numero:numero>/pdf")
def pdf_du_certificat_de_zonage(numero: str) -> ResponseReturnValue:
    """Rend le document en vigueur ; ce téléchargement est au journal."""
    agent = agent_courant()
    lu = certificat_du_service(agent, numero)
    try:
        contenu = pdf_du_certificat(lu)
    except Indisponible as refus:
        flash(refus_dit(refus), "attention")
        return _retour(numero)
    noter_la_lecture(lu, "telecharger_certificat", auteur=auteur_agent(agent))
    return en_pdf(contenu, f"certificat-{numero}.pdf")


@blueprint.get("/zones/certificats/<numero:numero>/plan")
def plan_du_certificat_de_zonage(numero: str) -> ResponseReturnValue:
    """Rend le plan joint par l’office ; cette lecture est au journal."""
    agent = agent_courant()
    lu = certificat_du_service(agent, numero)
    contenu = contenu_du_justificatif(plan_du_certificat(lu))
    noter_la_lecture(lu, "lire_justificatif", auteur=auteur_agent(agent))
    return montrer_contenu(*contenu)


def _retour(numero: str) -> ResponseReturnValue:
    return redirect(url_for("agents.certificat_de_zonage", numero=numero), 303)
