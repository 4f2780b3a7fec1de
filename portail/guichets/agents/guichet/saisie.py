"""Remplir un brouillon au guichet : les pages, les documents, la relecture ; ce que l’usager voit, rien d’exigé."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from portail.demarche import parcours
from portail.demarche.catalogue import demarche_de
from portail.demarche.declaration import Attestation, Demarche, Page, Piece
from portail.dossiers.examen import jour_de_reference
from portail.dossiers.guichet import actions, queries
from portail.dossiers.guichet.actions import NUMERISATION
from portail.dossiers.models import Dossier
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.identites import agent_courant
from portail.guichets.saisie.etapes import Comptoir
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.guichets.saisie.pages import etape_des_pieces, page_a_remplir
from portail.guichets.saisie.relecture import ACCORD, demande_a_relire
from portail.pieces.actions import Recu
from portail.socle.erreurs import TransitionInterdite
from portail.socle.traduction import _ as a_traduire

FORMULAIRE_PAPIER = Piece(
    NUMERISATION,
    a_traduire("Formulaire papier, numérisé"),
    aide=a_traduire("Toutes les pages, avec la signature et le tampon d’arrivée."),
    obligatoire=False,
    indispensable=False,
)


class GestesDuGuichet:
    """Ce que l’agent connecté fait d’un brouillon de son guichet."""

    def enregistrer(self, dossier: Dossier, page: Page, reponses: dict[str, Any], revision: int | None) -> Dossier:
        """Enregistre une page et rend le dossier."""
        return actions.enregistrer_page(
            dossier.id, agent=agent_courant(), page=page, reponses=reponses, revision=revision
        )

    def joindre(self, dossier: Dossier, code: str, recu: Recu) -> None:
        """Joint un fichier à une pièce, ou la numérisation du formulaire."""
        actions.joindre(dossier.id, agent=agent_courant(), code=code, recu=recu)

    def retirer(self, dossier: Dossier, fichier_id: UUID) -> None:
        """Retire un fichier."""
        actions.retirer_fichier(dossier.id, agent=agent_courant(), fichier_id=fichier_id)

    def promettre(self, dossier: Dossier, code: str, *, promis: bool) -> None:
        """Ne se propose pas au guichet : ce qui manque se demande par un complément."""
        raise TransitionInterdite


GESTES = GestesDuGuichet()
COMPTOIR = Comptoir(
    GESTES,
    saisir="agents.guichet_saisir",
    pieces="agents.guichet_pieces",
    recapitulatif="agents.guichet_relire",
    sortie=lambda: url_for("agents.guichet"),
    bureau=True,
)


def _brouillon(numero: str) -> tuple[Dossier, Demarche]:
    dossier = queries.brouillon_du_guichet(agent_courant(), numero)
    return dossier, demarche_de(dossier.demarche, version=dossier.version_demarche)


@blueprint.get("/guichet/<numero:numero>/reprendre")
def guichet_reprendre(numero: str) -> ResponseReturnValue:
    """Mène à la première étape qui reste à faire."""
    return redirect(COMPTOIR.premiere_etape(*_brouillon(numero)))


@blueprint.route("/guichet/<numero:numero>/saisie/<page>", methods=["GET", "POST"])
def guichet_saisir(numero: str, page: str) -> ResponseReturnValue:
    """Montre une page de la déclaration et l’enregistre, même incomplète."""
    dossier, demarche = _brouillon(numero)
    return page_a_remplir(COMPTOIR, dossier, demarche, page)


@blueprint.route("/guichet/<numero:numero>/pieces", methods=["GET", "POST"])
def guichet_pieces(numero: str) -> ResponseReturnValue:
    """Joint le formulaire numérisé et les documents reçus."""
    dossier, demarche = _brouillon(numero)
    return etape_des_pieces(COMPTOIR, dossier, demarche, pieces_au_guichet(dossier, demarche))


def pieces_au_guichet(dossier: Dossier, demarche: Demarche) -> list[Piece]:
    """Rend le formulaire numérisé et les pièces attendues, aucune exigée."""
    attendues = parcours.pieces_attendues(demarche, dossier.reponses, jour_de_reference(dossier))
    return [FORMULAIRE_PAPIER, *COMPTOIR.pieces_libres(attendues)]


@blueprint.route("/guichet/<numero:numero>/relecture", methods=["GET", "POST"])
def guichet_relire(numero: str) -> ResponseReturnValue:
    """Montre toute la demande et ce qui y manque, puis l’enregistre telle quelle."""
    dossier, demarche = _brouillon(numero)
    form = _accord(dossier)
    if form.validate_on_submit():
        actions.deposer(
            dossier.id,
            agent=agent_courant(),
            revision=form.revision_lue(),
            accord_electronique=bool(form.reponses().get(ACCORD)),
        )
        flash(_("La demande est enregistrée. Imprimez le récépissé pour la personne."), "succes")
        return redirect(url_for("agents.dossier", numero=numero, _anchor="t-guichet"), code=303)
    lue = demande_a_relire(COMPTOIR, dossier, demarche)
    return render_template(
        "agents/guichet/guichet_relire.html",
        form=form,
        **{**lue, "attendues": [FORMULAIRE_PAPIER, *lue["attendues"]]},
    ), 422 if form.errors else 200


def _accord(dossier: Dossier) -> FormulaireDeSaisie:
    accord = Attestation(
        ACCORD,
        _("La personne accepte expressément de recevoir la décision dans son espace, et non par courrier."),
        aide=_("Seulement si elle l’a écrit ou dit, et qu’elle a un compte ou en ouvrira un (CRPA, L112-15)."),
        obligatoire=False,
    )
    return formulaire_de([accord], contexte=contexte_de_saisie(), valeurs={}, revision=dossier.revision)


@blueprint.route("/guichet/<numero:numero>/supprimer", methods=["GET", "POST"])
def guichet_supprimer(numero: str) -> ResponseReturnValue:
    """Demande confirmation, puis efface un brouillon ouvert par erreur."""
    dossier, demarche = _brouillon(numero)
    form = FlaskForm()
    if form.validate_on_submit():
        actions.supprimer(dossier.id, agent=agent_courant())
        flash(_("Le brouillon est supprimé."), "succes")
        return redirect(url_for("agents.guichet"), code=303)
    return render_template("agents/guichet/guichet_supprimer.html", dossier=dossier, demarche=demarche, form=form)
