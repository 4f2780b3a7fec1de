"""Demander un avis sur un dossier, le révoquer ; où en sont les avis, sur la page du dossier."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from wtforms.validators import ValidationError

from portail.demarche import parcours
from portail.demarche.declaration import Demarche
from portail.dossiers.avis import actions
from portail.dossiers.avis.actions import LONGUEUR_MAX, Demande
from portail.dossiers.avis.habilitations import peut_demander
from portail.dossiers.avis.queries import avis_du_dossier
from portail.dossiers.examen import jour_de_reference
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.models import Dossier
from portail.guichets.agents import acces
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.formulaires import ChampJour
from portail.guichets.contexte import langue_courante
from portail.guichets.identites import agent_courant
from portail.guichets.refus import accompli
from portail.guichets.reponse_avis import SENS
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Cases, Exige, FormulaireVersionne, Ligne, Liste, Radios, Texte, au_plus
from portail.identite.models import Agent
from portail.identite.queries import tous_les_agents
from portail.instruction.dossier_lu import DossierLu
from portail.parametres.queries import entier_au
from portail.pieces.queries import par_avis
from portail.socle import horloge
from portail.socle.erreurs import SaisieInvalide, TransitionInterdite
from portail.socle.traduction import _, traducteur

DELAI = "avis_delai"
"""Code du paramètre : jours proposés pour rendre un avis."""
AGENT, DEHORS = "agent", "dehors"
NOM_MAX, COURRIEL_MAX = 120, 254


class FormulaireDemandeAvis(FormulaireVersionne):
    """À qui, quoi, avec quelles pages et quelles pièces, jusqu’à quand."""

    qui = Radios(lazy_gettext("À qui demandez-vous cet avis ?"), [Exige(_("Choisissez à qui vous le demandez."))])
    agent = Liste(lazy_gettext("Agent"), description=lazy_gettext("Pour un agent du Département."), default="")
    nom = Ligne(
        lazy_gettext("Nom et qualité de l’expert"),
        [au_plus(NOM_MAX)],
        description=lazy_gettext("Pour quelqu’un du dehors. La personne concernée les lira. Exemple : Dr Anne Kerbrat"),
    )
    courriel = Ligne(
        lazy_gettext("Adresse électronique de l’expert"),
        [au_plus(COURRIEL_MAX)],
        description=lazy_gettext("Pour quelqu’un du dehors. Il y reçoit un lien, puis un code."),
    )
    question = Texte(
        lazy_gettext("Ce que vous lui demandez"),
        [Exige(_("Écrivez ce que vous demandez à l’expert.")), au_plus(LONGUEUR_MAX)],
    )
    pages = Cases(lazy_gettext("Réponses à lui montrer"))
    pieces = Cases(lazy_gettext("Documents à lui montrer"))
    date_limite = ChampJour(lazy_gettext("Avis attendu avant le"))

    def preparer(self, dossier: Dossier, demarche: Demarche, agents: Sequence[Agent]) -> None:
        """Pose les choix ; rien n’est partagé d’avance."""
        traduire, jour = traducteur(langue_courante()), jour_de_reference(dossier)
        self.qui.choices = [(AGENT, gettext("Un agent du Département")), (DEHORS, gettext("Quelqu’un du dehors"))]
        noms = {str(agent.id): f"{agent.nom_affiche} ({agent.qualite})" for agent in agents}
        self.agent.choices = {"": gettext("Choisissez"), **noms}
        self.pages.choices = {
            visible.page.identifiant: traduire(visible.page.titre)
            for visible in parcours.parcours_de(demarche, dossier.reponses, jour)
        }
        self.pieces.choices = {
            piece.identifiant: traduire(piece.nom)
            for piece in parcours.pieces_attendues(demarche, dossier.reponses, jour)
            if not piece.volet
        }
        if not self.is_submitted() and self.date_limite.data is None:
            self.date_limite.data = horloge.aujourd_hui() + timedelta(days=entier_au(DELAI))

    def validate_agent(self, field: Liste) -> None:
        """Exige un agent, si c’est à un agent que l’on demande."""
        if self.qui.data == AGENT and not field.data:
            raise ValidationError(gettext("Choisissez l’agent à qui vous demandez cet avis."))

    def validate_courriel(self, field: Ligne) -> None:
        """Exige un nom et une adresse, si c’est à quelqu’un du dehors."""
        if self.qui.data == DEHORS and not ((self.nom.data or "").strip() and "@" in (field.data or "")):
            raise ValidationError(gettext("Écrivez le nom de l’expert et son adresse électronique."))

    def validate_pieces(self, field: Cases) -> None:
        """Exige de montrer quelque chose."""
        if not self.pages.data and not field.data:
            raise ValidationError(gettext("Choisissez au moins une page ou un document à montrer."))

    def demande(self) -> Demande:
        """Rend ce qui est demandé ; lève `SaisieInvalide` sans date."""
        if self.date_limite.data is None:
            raise SaisieInvalide(_("Choisissez une date à venir. Exemple : dans un mois."))
        dedans = self.qui.data == AGENT
        return Demande(
            question=self.question.data or "",
            pages=self.pages.data or (),
            pieces=self.pieces.data or (),
            date_limite=self.date_limite.data,
            agent_id=UUID(self.agent.data) if dedans else None,
            nom="" if dedans else self.nom.data or "",
            courriel="" if dedans else self.courriel.data or "",
        )


def avis_a_l_ecran(lu: DossierLu, agent: Agent) -> Mapping[str, Any]:
    """Rend les avis du dossier, pour sa page."""
    return {
        "avis_demandes": lu.avis,
        "fichiers_des_avis": par_avis(lu.joints),
        "sens_des_avis": SENS,
        "demande_des_avis": peut_demander(agent, lu.dossier),
    }


@blueprint.route("/dossiers/<numero:numero>/avis/demander", methods=["GET", "POST"])
def demander_avis(numero: str) -> ResponseReturnValue:
    """Choisit l’expert, la question et ce qui lui est montré."""
    agent = agent_courant()
    lu = acces.dossier_a_instruire(agent, numero)
    if not peut_demander(agent, lu):
        raise TransitionInterdite
    form = formulaire_repris(FormulaireDemandeAvis, revision=lu.revision)
    autres = [un for un in tous_les_agents() if un.est_actif and un.id != agent.id and un.id not in lu.agents_ecartes]
    form.preparer(lu, declaration_de(lu), autres)
    if form.validate_on_submit() and accompli(form.courriel, partial(_demander, form, lu), SaisieInvalide):
        flash(gettext("L’avis est demandé. L’expert est prévenu."), "succes")
        return redirect(url_for("agents.dossier", numero=numero, _anchor="t-avis"), code=303)
    return render_template("agents/avis/demander_avis.html", dossier=lu, form=form), 422 if form.errors else 200


def _demander(form: FormulaireDemandeAvis, dossier: Dossier) -> None:
    actions.demander(dossier.id, agent=agent_courant(), demande=form.demande(), revision=form.revision_lue())


@blueprint.post("/dossiers/<numero:numero>/avis/<uuid:avis_id>/revoquer")
def revoquer_avis(numero: str, avis_id: UUID) -> ResponseReturnValue:
    """Révoque une demande d’avis : l’expert n’a plus accès à rien."""
    agent = agent_courant()
    lu = acces.dossier_a_instruire(agent, numero)
    actions.revoquer(avis_du_dossier(lu, avis_id).id, agent=agent)
    flash(gettext("La demande d’avis est révoquée. L’expert n’a plus accès à rien."), "succes")
    return redirect(url_for("agents.dossier", numero=numero, _anchor="t-avis"), code=303)
