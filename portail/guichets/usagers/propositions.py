"""Lire une proposition et y répondre : l’accepter, demander à la modifier, refuser la définitive."""

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm

from portail.documents.redaction import Redaction
from portail.dossiers import queries
from portail.dossiers.erreurs import DelaiDeReponsePasse
from portail.dossiers.habilitations import peut_agir
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.models import Document, Dossier
from portail.dossiers.propositions import lettres, reponses
from portail.dossiers.propositions.actions import ETUDIES
from portail.dossiers.propositions.models import EtatProposition, Proposition
from portail.dossiers.propositions.phrases import ETATS
from portail.dossiers.propositions.queries import derniere_envoyee, propositions_de
from portail.dossiers.propositions.reponses import OBSERVATIONS_MAX, Reponse, Sens, sens_possibles
from portail.dossiers.suivi_lu import SuiviLu
from portail.guichets.contexte import langue_courante
from portail.guichets.identites import usager_courant
from portail.guichets.refus import accompli
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Exige, Radios, Texte, au_plus
from portail.guichets.usagers.blueprint import blueprint
from portail.socle import horloge
from portail.socle.erreurs import Introuvable, SaisieInvalide
from portail.socle.traduction import _ as a_traduire

SENS: Mapping[Sens, str] = MappingProxyType(
    {
        Sens.ACCEPTER: a_traduire("J’accepte cette proposition"),
        Sens.OBSERVER: a_traduire("Je demande à la modifier"),
        Sens.REFUSER: a_traduire("Je refuse cette proposition : ma demande sera réputée refusée"),
    }
)


class FormulaireReponse(FlaskForm):
    """La réponse de la personne."""

    sens = Radios(lazy_gettext("Que répondez-vous ?"), [Exige(a_traduire("Choisissez une réponse."))])
    observations = Texte(
        lazy_gettext("Ce que vous voulez nous dire"),
        [au_plus(OBSERVATIONS_MAX)],
        description=lazy_gettext(
            "Si vous demandez une modification, dites laquelle, avec vos mots. N’écrivez rien de médical."
        ),
    )

    def proposer(self, proposition: Proposition) -> None:
        """Pose ce que l’on peut répondre."""
        self.sens.choices = [(sens.value, _(SENS[sens])) for sens in sens_possibles(proposition)]


def proposition_a_l_ecran(lu: SuiviLu) -> dict[str, Any]:
    """Rend, pour la page de suivi, la dernière proposition envoyée et si l’on attend une réponse."""
    suivi, derniere = lu.dossier, derniere_envoyee(lu.propositions)
    if derniere is None:
        return {}
    mot, forme = ETATS[derniere.etat]
    return {
        "proposition": derniere,
        "proposition_attend": _attend_une_reponse(suivi, derniere),
        "proposition_etat": (_(mot), forme),
    }


def _attend_une_reponse(suivi: Dossier, proposition: Proposition) -> bool:
    if proposition.etat is not EtatProposition.ENVOYEE or suivi.etat not in ETUDIES:
        return False
    passee = proposition.definitive and proposition.est_echue(horloge.aujourd_hui())
    return not passee and peut_agir(usager_courant(), suivi)


@blueprint.route("/mon-espace/dossiers/<numero:numero>/proposition", methods=["GET", "POST"])
def proposition(numero: str) -> ResponseReturnValue:
    """Montre la proposition et reçoit la réponse ; la lire la première fois fait courir le délai."""
    usager = usager_courant()
    suivi = queries.dossier_de_usager(usager, numero)
    envoyee = _envoyee(suivi)
    if peut_agir(usager, suivi) and envoyee.date_reception is None:
        reponses.noter_reception(suivi.id, usager=usager, proposition_id=envoyee.id)
        envoyee = _envoyee(suivi)
    if not _attend_une_reponse(suivi, envoyee):
        return _montrer(suivi, envoyee, None)
    form = formulaire_repris(FormulaireReponse)
    form.proposer(envoyee)
    geste = partial(_repondre, suivi, envoyee, form)
    if form.validate_on_submit() and accompli(form.observations, geste, SaisieInvalide, DelaiDeReponsePasse):
        flash(_("Votre réponse est enregistrée. Le service est prévenu."), "succes")
        return redirect(url_for("usagers.dossier", numero=numero), code=303)
    return _montrer(suivi, envoyee, form), 422 if form.errors else 200


def _envoyee(suivi: Dossier) -> Proposition:
    """Rend la dernière proposition envoyée ; lève `Introuvable` s’il n’y en a pas."""
    if declaration_de(suivi).proposition is None:
        raise Introuvable
    derniere = derniere_envoyee(propositions_de(suivi))
    if derniere is None:
        raise Introuvable
    return derniere


def _repondre(suivi: Dossier, envoyee: Proposition, form: FormulaireReponse) -> None:
    reponse = Reponse(sens=Sens(form.sens.data), observations=form.observations.data or "")
    reponses.repondre(suivi.id, usager=usager_courant(), proposition_id=envoyee.id, reponse=reponse)


def _montrer(suivi: Dossier, envoyee: Proposition, form: FormulaireReponse | None) -> str:
    demarche = declaration_de(suivi)
    mot, forme = ETATS[envoyee.etat]
    declaree = demarche.proposition
    return render_template(
        "usagers/proposition.html",
        dossier=suivi,
        demarche=demarche,
        proposition=envoyee,
        lignes=lettres.ecrites(declaree, envoyee.chiffrees, Redaction.en(langue_courante())) if declaree else [],
        etat_dit=(_(mot), forme),
        lettre=_lettre(suivi, envoyee),
        form=form,
    )


def _lettre(suivi: Dossier, envoyee: Proposition) -> Document | None:
    remis = queries.documents_de(suivi)
    return next((un for un in remis if un.nature == lettres.NATURE and un.objet_id == envoyee.id), None)


def noter_la_lecture(suivi: Dossier, document: Document) -> None:
    """Note que la personne lit la lettre d’une proposition : elle l’a reçue."""
    usager = usager_courant()
    if document.nature == lettres.NATURE and document.objet_id and peut_agir(usager, suivi):
        reponses.noter_reception(suivi.id, usager=usager, proposition_id=document.objet_id)
