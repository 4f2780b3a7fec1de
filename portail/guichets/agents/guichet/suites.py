"""Après le dépôt : le récépissé, ce qui arrive encore sur papier, le compte qui demande à suivre la demande."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm

from portail.demarche.catalogue import demarche_de
from portail.demarche.declaration import Champ, DateRecente, Demarche
from portail.dossiers import queries as dossiers
from portail.dossiers.etats import ETATS_EN_COURS
from portail.dossiers.examen import ce_qui_manque
from portail.dossiers.guichet import arrivee, queries, rattachement
from portail.dossiers.guichet.actions import NUMERISATION
from portail.dossiers.guichet.desistement import LETTRE, peut_se_desister
from portail.dossiers.guichet.habilitations import peut_tenir
from portail.dossiers.guichet.recepisse import composer_recepisse
from portail.dossiers.models import CanalDepot, Complement, Dossier, QualiteIntervenant
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.guichet.demandes import CANAUX
from portail.guichets.agents.guichet.saisie import COMPTOIR, GESTES, pieces_au_guichet
from portail.guichets.identites import agent_courant
from portail.guichets.reponses import en_pdf
from portail.guichets.saisie.complement import elements, formulaire_des_champs
from portail.guichets.saisie.pieces import formulaire_des_pieces, recevoir_les_pieces
from portail.guichets.saisie.simples import Exige, Radios
from portail.identite.models import Agent
from portail.pieces.models import Piece
from portail.socle.erreurs import TransitionInterdite
from portail.socle.traduction import _ as a_traduire

ENVOI = "guichet_envoi"
REFUSER = "refuser"


class FormulaireRattachement(FlaskForm):
    """À quel titre le compte suivra la demande, ou pas."""

    titre = Radios(
        lazy_gettext("Cette personne peut-elle suivre la demande ?"), [Exige(a_traduire("Choisissez une réponse."))]
    )

    def proposer(self, dossier: Dossier) -> None:
        """Pose les choix : ceux qui ne suivent pas encore la demande depuis un compte."""
        libres = {lien.qualite for lien in dossier.intervenants if lien.usager_id is None}
        choix = {
            QualiteIntervenant.BENEFICIAIRE: _("Oui : c’est bien la personne pour qui la demande est faite"),
            QualiteIntervenant.DEPOSANT: _("Oui : c’est la personne qui a fait la demande pour elle"),
        }
        self.titre.choices = {
            **{qualite.value: texte for qualite, texte in choix.items() if qualite in libres},
            REFUSER: _("Non : le code n’est pas à elle"),
        }


def guichet_a_l_ecran(dossier: Dossier, demarche: Demarche, agent: Agent, pieces: Sequence[Piece]) -> Mapping[str, Any]:
    """Rend ce que la page d’un dossier montre du guichet ; rien de plus à lire pour une demande venue du portail."""
    tient = peut_tenir(agent, dossier)
    lettres = next((piece for piece in pieces if piece.code == LETTRE), None)
    ecran: dict[str, Any] = {
        "tient": tient,
        "arrivee_possible": tient and dossier.etat in ETATS_EN_COURS,
        "desistement_possible": peut_se_desister(agent, dossier),
        "desistements": lettres.fichiers if lettres else [],
    }
    if dossier.canal is CanalDepot.LIGNE:
        return {"guichet": ecran}
    numerisation = next((piece for piece in pieces if piece.code == NUMERISATION), None)
    return {
        "guichet": ecran
        | {
            "canal": _(CANAUX[dossier.canal]),
            "numerisations": numerisation.fichiers if numerisation else [],
            "manque": ce_qui_manque(dossier, demarche, pieces) if dossier.etat in ETATS_EN_COURS else None,
            "a_rattacher": queries.est_a_rattacher(dossier),
            "code": queries.code_en_cours(dossier),
            "demandes": queries.demandes_a_trancher(dossier),
        }
    }


@blueprint.post("/dossiers/<numero:numero>/recepisse")
def guichet_recepisse(numero: str) -> ResponseReturnValue:
    """Remet un récépissé et son code, en PDF à imprimer ; le code précédent ne vaut plus."""
    agent = agent_courant()
    dossier = queries.dossier_du_guichet(agent, numero)
    code = rattachement.emettre_code(dossier.id, agent=agent)
    return en_pdf(composer_recepisse(dossier, code), f"recepisse-{numero}.pdf")


@blueprint.route("/dossiers/<numero:numero>/arrivee", methods=["GET", "POST"])
def guichet_arrivee(numero: str) -> ResponseReturnValue:
    """Enregistre ce qui arrive sur papier : documents, et réponse à un complément s’il y en a un."""
    agent = agent_courant()
    dossier = queries.dossier_du_guichet(agent, numero)
    if dossier.etat not in ETATS_EN_COURS:
        raise TransitionInterdite
    demarche = demarche_de(dossier.demarche, version=dossier.version_demarche)
    complement = dossiers.complement_ouvert(dossier)
    attendues = pieces_au_guichet(dossier, demarche)
    form = formulaire_des_champs(dossier, demarche, _questions(demarche, complement))
    pieces = formulaire_des_pieces(attendues, {}, promesse=False)
    if form.validate_on_submit():
        recevoir_les_pieces(pieces, dossier, attendues, GESTES)
        if not pieces.errors:
            _repondre(dossier, complement, form.reponses(), form.revision_lue())
            flash(_("C’est enregistré."), "succes")
            return redirect(url_for("agents.dossier", numero=numero), code=303)
    return render_template(
        "agents/guichet/guichet_arrivee.html",
        dossier=dossier,
        demarche=demarche,
        complement=complement,
        form=form,
        pieces=pieces,
    ), 422 if form.errors or pieces.errors else 200


def _questions(demarche: Demarche, complement: Complement | None) -> list[Champ]:
    """Rend les réponses redemandées, qui peuvent rester sans réponse, et le jour de l’envoi."""
    if complement is None:
        return []
    champs, _pieces = elements(demarche, complement)
    jour = DateRecente(
        ENVOI,
        _("Quel jour la réponse a-t-elle été envoyée ?"),
        aide=_(
            "Le cachet de la poste, ou le jour de la visite : il dit si le délai est tenu. Laissez vide si la "
            "réponse n’est pas finie."
        ),
        obligatoire=False,
    )
    return [*COMPTOIR.champs(tuple(champs)), jour]


def _repondre(
    dossier: Dossier, complement: Complement | None, reponses: Mapping[str, Any], revision: int | None
) -> None:
    """Rend la main au service si la réponse est finie : son jour d’envoi est écrit."""
    envoi = reponses.get(ENVOI)
    if complement is not None and envoi:
        lues = {nom: valeur for nom, valeur in reponses.items() if nom != ENVOI and valeur is not None}
        arrivee.repondre(
            dossier.id, agent=agent_courant(), reponses=lues, date_envoi=date.fromisoformat(envoi), revision=revision
        )


@blueprint.route("/dossiers/<numero:numero>/rattachement/<uuid:demande_id>", methods=["GET", "POST"])
def guichet_rattachement(numero: str, demande_id: UUID) -> ResponseReturnValue:
    """Montre les deux identités et tranche : ce compte suit la demande, ou non."""
    agent = agent_courant()
    dossier = queries.dossier_du_guichet(agent, numero)
    demande = queries.demande_de(dossier, demande_id)
    compte = next((u for d, u in queries.demandes_a_trancher(dossier) if d.id == demande.id), None)
    if compte is None:
        raise TransitionInterdite
    form = FormulaireRattachement()
    form.proposer(dossier)
    if form.validate_on_submit():
        qualite = None if form.titre.data == REFUSER else QualiteIntervenant(form.titre.data)
        rattachement.trancher(demande.id, agent=agent, qualite=qualite)
        flash(_("C’est noté. La personne le verra dans son espace."), "succes")
        return redirect(url_for("agents.dossier", numero=numero), code=303)
    return render_template(
        "agents/guichet/guichet_rattachement.html",
        dossier=dossier,
        demarche=demarche_de(dossier.demarche, version=dossier.version_demarche),
        demande=demande,
        compte=compte,
        form=form,
        suite=request.path,
    ), 422 if form.errors else 200
