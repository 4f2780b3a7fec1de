"""Revenir sur une décision signée : inviter la personne à présenter ses observations, puis retirer ou abroger."""

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from wtforms.validators import Optional

from portail.dossiers import queries
from portail.dossiers.delegations.signature import peut_signer
from portail.dossiers.erreurs import (
    ContradictoireExige,
    FondementImpossible,
    ObservationsAExaminer,
    ObservationsAttendues,
)
from portail.dossiers.etats import RETRAITS, Fondement, NatureDecision
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.models import Decision, Dossier, Message
from portail.dossiers.retraits import actions, observations
from portail.dossiers.retraits.actions import ProjetDeRetrait
from portail.dossiers.retraits.models import Contradictoire
from portail.dossiers.retraits.observations import Invitation
from portail.dossiers.retraits.queries import a_ete_suivie, contradictoires_de
from portail.dossiers.retraits.regles import demande_le_contradictoire, dernier_jour, est_possible, textes_possibles
from portail.guichets.agents import acces
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.formulaires import MOTIF_MAX, ChampJour
from portail.guichets.identites import agent_courant
from portail.guichets.refus import accompli
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Case, Exige, FormulaireVersionne, Radios, Texte, au_plus
from portail.socle import horloge
from portail.socle.erreurs import SaisieInvalide, TransitionInterdite
from portail.socle.traduction import _

VERBES: Mapping[NatureDecision, str] = MappingProxyType(
    {
        NatureDecision.RETRAIT: _("La retirer, comme si elle n’avait jamais existé"),
        NatureDecision.ABROGATION: _("L’abroger, pour l’avenir seulement"),
    }
)
RAISONS: Mapping[Fondement, str] = MappingProxyType(
    {
        Fondement.ILLEGALITE: _("elle est illégale (quatre mois)"),
        Fondement.CONDITION: _("une condition n’est pas ou plus remplie"),
        Fondement.FRAUDE: _("elle a été obtenue par fraude"),
        Fondement.DEMANDE: _("la personne le demande, pour une décision plus favorable"),
        Fondement.SANS_DROIT: _("elle n’a donné aucun droit"),
    }
)
REFUS = (FondementImpossible, ContradictoireExige, ObservationsAttendues, ObservationsAExaminer, SaisieInvalide)


class _FormulaireDeRetour(FormulaireVersionne):
    """Ce que l’on fait de la décision, sur quel fondement, et pourquoi."""

    quoi = Radios(lazy_gettext("Que faire de cette décision ?"), [Exige(_("Choisissez ce que vous faites."))])
    fait = Texte(
        lazy_gettext("Pourquoi, tel que la personne le lira"),
        [Exige(_("Dites à la personne ce qui est reproché à la décision.")), au_plus(MOTIF_MAX)],
        description=lazy_gettext("Les faits, précis et datés. Le texte de loi s’ajoute de lui-même."),
    )

    def proposer(self, visee: Decision, *, contradictoire: bool) -> None:
        """Pose ce que la loi permet aujourd’hui ; `contradictoire` : seulement ce qui demande cet échange."""
        self.quoi.choices = [
            (f"{nature}:{fondement}", f"{gettext(VERBES[nature])}\u00a0: {gettext(RAISONS[fondement])}")
            for nature in sorted(RETRAITS, reverse=True)
            for fondement in textes_possibles(visee.nature, nature)
            if _permis(visee, nature, fondement)
            and (not contradictoire or demande_le_contradictoire(visee.nature, fondement))
        ]
        if not self.quoi.choices:
            raise FondementImpossible

    @property
    def choix(self) -> tuple[NatureDecision, Fondement]:
        """Rend la nature et le fondement choisis."""
        nature, _deux_points, fondement = str(self.quoi.data).partition(":")
        return NatureDecision(nature), Fondement(fondement)


class FormulaireObservations(_FormulaireDeRetour):
    """Ce que l’on annonce à la personne, et jusqu’à quand elle peut répondre."""

    date_limite = ChampJour(lazy_gettext("Observations attendues avant le"))


class JourFacultatif(ChampJour):
    """Un jour, s’il y en a un à dire."""

    facultatif = True


class FormulaireRetrait(_FormulaireDeRetour):
    """Le retrait ou l’abrogation."""

    demandee_le = JourFacultatif(
        lazy_gettext("Jour où la personne l’a demandé"),
        [Optional()],
        description=lazy_gettext("Seulement si c’est elle qui le demande."),
    )
    examinees = Case(
        lazy_gettext("J’ai examiné les observations de la personne et, si elle l’a voulu, je l’ai entendue")
    )


def _permis(visee: Decision, nature: NatureDecision, fondement: Fondement) -> bool:
    prise = visee.date_decision
    jour = horloge.aujourd_hui()
    return prise is not None and est_possible(visee.nature, nature, fondement, date_decision=prise, jour=jour)


def retrait_a_l_ecran(
    decision: Decision | None, invitations: Sequence[Contradictoire], messages: Sequence[Message]
) -> Mapping[str, Any]:
    """Rend ce que la page du dossier montre : si l’on peut revenir sur la décision, et les invitations faites."""
    revenable = decision is not None and any(textes_possibles(decision.nature, nature) for nature in RETRAITS)
    return {
        "revenable": revenable,
        "a_un_droit": decision is not None and demande_le_contradictoire(decision.nature, Fondement.ILLEGALITE),
        "echanges": [(une, a_ete_suivie(une, messages)) for une in invitations],
    }


@blueprint.route("/dossiers/<numero:numero>/observations", methods=["GET", "POST"])
def inviter_a_observer(numero: str) -> ResponseReturnValue:
    """Invite la personne à présenter ses observations avant de lui reprendre un droit."""
    agent = agent_courant()
    lu = acces.dossier_a_instruire(agent, numero)
    visee = _visee(lu)
    form = formulaire_repris(FormulaireObservations, revision=lu.revision)
    form.proposer(visee, contradictoire=True)
    if not form.is_submitted() and form.date_limite.data is None:
        form.date_limite.data = observations.premiere_date()
    if form.validate_on_submit() and accompli(form.date_limite, partial(_inviter, form, lu), SaisieInvalide):
        flash(gettext("La personne est invitée à présenter ses observations."), "succes")
        return redirect(url_for("agents.dossier", numero=numero), code=303)
    return render_template(
        "agents/decisions/observations.html", dossier=lu, visee=visee, form=form
    ), 422 if form.errors else 200


def _inviter(form: FormulaireObservations, dossier: Dossier) -> None:
    nature, fondement = form.choix
    limite = form.date_limite.data
    if limite is None:
        raise SaisieInvalide(_("Choisissez une date à venir. Exemple : dans un mois."))
    invitation = Invitation(nature=nature, fondement=fondement, fait=form.fait.data or "", date_limite=limite)
    observations.inviter(dossier.id, agent=agent_courant(), invitation=invitation, revision=form.revision_lue())


@blueprint.route("/dossiers/<numero:numero>/retrait", methods=["GET", "POST"])
def revenir(numero: str) -> ResponseReturnValue:
    """Retire ou abroge la décision en vigueur ; la signe ou la propose."""
    agent = agent_courant()
    lu = acces.dossier_a_instruire(agent, numero)
    visee = _visee(lu)
    form = formulaire_repris(FormulaireRetrait, revision=lu.revision)
    form.proposer(visee, contradictoire=False)
    if form.validate_on_submit() and accompli(form.quoi, partial(_revenir, form, lu), *REFUS):
        flash(gettext("C’est fait. La décision retirée ou abrogée reste lisible."), "succes")
        return redirect(url_for("agents.dossier", numero=numero), code=303)
    return render_template(
        "agents/decisions/retrait.html",
        dossier=lu,
        visee=visee,
        form=form,
        signe=peut_signer(agent, lu),
        visas_declares=bool(declaration_de(lu).visas),
        limite=dernier_jour(Fondement.ILLEGALITE, visee.date_decision) if visee.date_decision else None,
        **retrait_a_l_ecran(visee, contradictoires_de(lu), queries.messages_de(lu)),
    ), 422 if form.errors else 200


def _revenir(form: FormulaireRetrait, dossier: Dossier) -> None:
    nature, fondement = form.choix
    projet = ProjetDeRetrait(
        nature=nature,
        fondement=fondement,
        fait=form.fait.data or "",
        demandee_le=form.demandee_le.data,
        observations_examinees=bool(form.examinees.data),
    )
    actions.revenir_sur_la_decision(dossier.id, agent=agent_courant(), projet=projet, revision=form.revision_lue())


@blueprint.post("/dossiers/<numero:numero>/retrait/signer")
def signer_le_retrait(numero: str) -> ResponseReturnValue:
    """Signe le retrait ou l’abrogation proposés."""
    agent = agent_courant()
    lu = acces.dossier_a_instruire(agent, numero)
    actions.signer(lu.id, agent=agent, revision=request.form.get("revision", type=int))
    flash(gettext("La décision est signée et notifiée."), "succes")
    return redirect(url_for("agents.dossier", numero=numero), code=303)


@blueprint.post("/dossiers/<numero:numero>/retrait/renvoyer")
def renvoyer_le_retrait(numero: str) -> ResponseReturnValue:
    """Abandonne le retrait proposé."""
    agent = agent_courant()
    lu = acces.dossier_a_instruire(agent, numero)
    actions.renvoyer(lu.id, agent=agent, revision=request.form.get("revision", type=int))
    flash(gettext("Le projet est abandonné. La décision en vigueur le reste."), "succes")
    return redirect(url_for("agents.dossier", numero=numero), code=303)


def _visee(dossier: Dossier) -> Decision:
    """Rend la décision en vigueur ; lève `TransitionInterdite` si rien n’est décidé."""
    visee = queries.decision_de(dossier)
    if visee is None:
        raise TransitionInterdite
    return visee
