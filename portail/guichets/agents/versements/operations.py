"""Les gestes d’un versement : juger les justificatifs, mandater, payer, rejeter, prolonger, constater la caducité."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from portail.dossiers.habilitations import peut_lire
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.models import Dossier
from portail.dossiers.versements import caducite, comptabilite, justificatifs
from portail.dossiers.versements.comptabilite import Ordre
from portail.dossiers.versements.etats import GesteVersement, MotifRejet
from portail.dossiers.versements.habilitations import peut_tenir_les_comptes, peut_verifier
from portail.dossiers.versements.phrases import MOTIFS
from portail.dossiers.versements.queries import LigneDeVersement, versement_a_voir
from portail.dossiers.versements.queries import justificatifs as pieces_de_paiement
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.formulaires import ChampJour
from portail.guichets.agents.mots import MOTIFS_PIECE
from portail.guichets.agents.versements.ecran import gestes_possibles, versement_dit
from portail.guichets.contexte import langue_courante
from portail.guichets.identites import agent_courant
from portail.guichets.refus import accompli
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Cases, Exige, FormulaireVersionne, Ligne, Radios, Texte, au_plus
from portail.pieces.models import MotifRefusPiece
from portail.socle import horloge
from portail.socle.erreurs import Interdit
from portail.socle.traduction import _ as a_traduire
from portail.socle.traduction import traducteur

PRECISION_MAX = 500
GESTES: Mapping[str, tuple[GesteVersement, str, str]] = MappingProxyType(
    {
        "mandater": (GesteVersement.MANDATER, a_traduire("Mandater"), a_traduire("Le versement est mandaté.")),
        "payer": (GesteVersement.PAYER, a_traduire("Noter le paiement"), a_traduire("Le paiement est noté.")),
        "rejeter": (
            GesteVersement.REJETER,
            a_traduire("Noter un rejet de la banque"),
            a_traduire("Le rejet est noté. La personne est prévenue et peut donner un autre compte."),
        ),
    }
)


class FormulaireOrdre(FormulaireVersionne):
    """Ce que le comptable note : numéro du mandat, jour, et pourquoi si la banque refuse."""

    mandat = Ligne(lazy_gettext("Numéro du mandat"), [Exige(a_traduire("Écrivez le numéro du mandat."))])
    jour = ChampJour(lazy_gettext("Date"))
    motif = Radios(
        lazy_gettext("Pourquoi la banque refuse-t-elle ?"),
        [Exige(a_traduire("Choisissez le motif du rejet : la personne le lira."))],
    )

    def preparer(self, mandat: str, *, rejet: bool) -> None:
        """Pose le mandat connu et la date du jour ; le motif ne se demande que d’un rejet."""
        if rejet:
            self.motif.choices = [(motif.value, _(texte)) for motif, texte in MOTIFS.items()]
        else:
            del self.motif
        if not self.is_submitted():
            self.mandat.data, self.jour.data = mandat, horloge.aujourd_hui()


class FormulaireRedemander(FormulaireVersionne):
    """Quels justificatifs redemander, et pourquoi."""

    codes = Cases(lazy_gettext("Documents à redemander"), [Exige(a_traduire("Choisissez au moins un document."))])
    motif = Radios(lazy_gettext("Ce qui ne va pas"), [Exige(a_traduire("Choisissez une raison."))])
    precision = Texte(
        lazy_gettext("Ce que la personne lira"),
        [Exige(a_traduire("Dites à la personne ce qui ne va pas.")), au_plus(PRECISION_MAX)],
    )

    def proposer(self, dossier: Dossier) -> None:
        """Pose les justificatifs de la démarche et les raisons."""
        traduire = traducteur(langue_courante())
        attendus = pieces_de_paiement(dossier, declaration_de(dossier))
        self.codes.choices = {piece.identifiant: traduire(piece.nom) for piece in attendus}
        self.motif.choices = [(motif.value, _(texte)) for motif, texte in MOTIFS_PIECE.items()]


class FormulaireProlonger(FormulaireVersionne):
    """Jusqu’à quand la personne peut encore envoyer ses justificatifs."""

    jusqu_au = ChampJour(lazy_gettext("Nouvelle date limite"))


class FormulaireCaducite(FormulaireVersionne):
    """La signature de la caducité."""


def _retour(ligne: LigneDeVersement) -> ResponseReturnValue:
    """Mène au dossier si l’agent peut le lire, sinon à la liste des versements."""
    if peut_lire(agent_courant(), ligne.dossier):
        return redirect(url_for("agents.dossier", numero=ligne.dossier.numero), code=303)
    return redirect(url_for("agents.versements"), code=303)


def _page(gabarit: str, ligne: LigneDeVersement, form: FormulaireVersionne, **autres: object) -> ResponseReturnValue:
    agent = agent_courant()
    return render_template(
        gabarit,
        ligne=ligne,
        versement=ligne.versement,
        form=form,
        lisible=peut_lire(agent, ligne.dossier),
        **versement_dit(agent, ligne.dossier, ligne.versement),
        **autres,
    ), 422 if form.errors else 200


@blueprint.route("/versements/<uuid:versement_id>/<any(mandater, payer, rejeter):geste>", methods=["GET", "POST"])
def operer(versement_id: UUID, geste: str) -> ResponseReturnValue:
    """Note une opération du comptable."""
    agent = agent_courant()
    ligne = versement_a_voir(agent, versement_id)
    if not peut_tenir_les_comptes(agent, ligne.dossier):
        raise Interdit
    voulu, titre, fait = GESTES[geste]
    form = formulaire_repris(FormulaireOrdre, revision=ligne.versement.revision)
    rejet = voulu is GesteVersement.REJETER
    form.preparer("" if voulu is GesteVersement.MANDATER else ligne.versement.mandat, rejet=rejet)
    if form.validate_on_submit() and form.jour.data:
        ordre = Ordre(
            geste=voulu,
            mandat=(form.mandat.data or "").strip(),
            jour=form.jour.data,
            motif=MotifRejet(form.motif.data) if rejet else None,
        )
        revision = form.revision_lue()
        enregistrer = comptabilite.enregistrer
        if accompli(form.mandat, lambda: enregistrer(versement_id, agent=agent, ordre=ordre, revision=revision)):
            flash(_(fait), "succes")
            return _retour(ligne)
    return _page("agents/versements/versement_operer.html", ligne, form, titre=_(titre))


@blueprint.post("/versements/<uuid:versement_id>/valider")
def valider_le_versement(versement_id: UUID) -> ResponseReturnValue:
    """Accepte les justificatifs : prêt à mandater."""
    agent = agent_courant()
    ligne = versement_a_voir(agent, versement_id)
    justificatifs.valider(versement_id, agent=agent, revision=request.form.get("revision", type=int))
    flash(_("Les justificatifs sont acceptés : le versement est à mandater."), "succes")
    return _retour(ligne)


@blueprint.route("/versements/<uuid:versement_id>/redemander", methods=["GET", "POST"])
def redemander_les_justificatifs(versement_id: UUID) -> ResponseReturnValue:
    """Redemande des justificatifs, raison dite à la personne."""
    agent = agent_courant()
    ligne = versement_a_voir(agent, versement_id)
    if not peut_verifier(agent, ligne.dossier):
        raise Interdit
    form = formulaire_repris(FormulaireRedemander, revision=ligne.versement.revision)
    form.proposer(ligne.dossier)
    if form.validate_on_submit():
        justificatifs.redemander(
            versement_id,
            agent=agent,
            codes=form.codes.data or [],
            motif=MotifRefusPiece(form.motif.data),
            precision=form.precision.data or "",
            revision=form.revision_lue(),
        )
        flash(_("La personne est prévenue."), "succes")
        return _retour(ligne)
    return _page("agents/versements/versement_operer.html", ligne, form, titre=_("Redemander des justificatifs"))


@blueprint.route("/versements/<uuid:versement_id>/prolonger", methods=["GET", "POST"])
def prolonger_le_versement(versement_id: UUID) -> ResponseReturnValue:
    """Prolonge le délai des justificatifs."""
    agent = agent_courant()
    ligne = _a_signer(versement_id)
    form = formulaire_repris(FormulaireProlonger, revision=ligne.versement.revision)
    if form.validate_on_submit() and form.jusqu_au.data:
        jour, revision = form.jusqu_au.data, form.revision_lue()
        prolonger = justificatifs.prolonger
        if accompli(form.jusqu_au, lambda: prolonger(versement_id, agent=agent, jusqu_au=jour, revision=revision)):
            flash(_("Le délai est prolongé."), "succes")
            return _retour(ligne)
    return _page(
        "agents/versements/versement_operer.html", ligne, form, titre=_("Prolonger le délai des justificatifs")
    )


@blueprint.route("/versements/<uuid:versement_id>/caducite", methods=["GET", "POST"])
def constater_la_caducite(versement_id: UUID) -> ResponseReturnValue:
    """Demande confirmation, puis signe la décision de caducité."""
    ligne = _a_signer(versement_id)
    form = formulaire_repris(FormulaireCaducite, revision=ligne.versement.revision)
    if form.validate_on_submit():
        caducite.constater(versement_id, agent=agent_courant(), revision=form.revision_lue())
        flash(_("La décision est signée et notifiée."), "succes")
        return _retour(ligne)
    return _page(
        "agents/versements/versement_operer.html", ligne, form, titre=_("Constater la caducité de l’accord"), caduc=True
    )


def _a_signer(versement_id: UUID) -> LigneDeVersement:
    """Rend un versement échu que l’agent peut prolonger ou déclarer caduc ; lève `Interdit` sinon."""
    agent = agent_courant()
    ligne = versement_a_voir(agent, versement_id)
    if not gestes_possibles(agent, ligne.dossier, ligne.versement).prolonger:
        raise Interdit
    return ligne
