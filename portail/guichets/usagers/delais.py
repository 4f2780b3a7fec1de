"""Les délais d’une demande, en phrases simples, et ce que le silence permet de demander."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portail.documents.redaction import Redaction
from portail.dossiers import queries
from portail.dossiers.actions import silence
from portail.dossiers.etats import NatureDecision
from portail.dossiers.horloges.lecture import horloges_du
from portail.dossiers.horloges.phrases import phrases_pour_la_personne
from portail.dossiers.models import Decision, Dossier
from portail.guichets.contexte import date_longue, langue_courante
from portail.guichets.identites import ouvert_aux_offices, usager_courant
from portail.guichets.usagers.blueprint import blueprint
from portail.socle import debits, horloge

DEBIT_DEMANDES = "20/hour"


def delais(suivi: Dossier, decision: Decision | None) -> dict[str, Any]:
    """Rend, pour le gabarit, les phrases des délais et ce que la personne peut demander."""
    horloges, jour = horloges_du(suivi), horloge.aujourd_hui()
    return {
        "phrases_des_delais": phrases_pour_la_personne(horloges, Redaction.en(langue_courante()), jour),
        "attestation_possible": decision is not None and decision.nature is NatureDecision.ACCORD_IMPLICITE,
        "motifs_possibles": silence.peut_demander_motifs(horloges, jour),
    }


@blueprint.post("/mon-espace/dossiers/<numero:numero>/attestation")
@ouvert_aux_offices
def demander_attestation(numero: str) -> ResponseReturnValue:
    """Délivre l’attestation d’un accord implicite et l’ouvre."""
    usager = usager_courant()
    suivi = queries.dossier_de_usager(usager, numero)
    debits.consommer(DEBIT_DEMANDES, "attestation", str(usager.id))
    document = silence.demander_attestation(suivi.id, usager=usager)
    flash(_("Voici votre attestation. Elle reste dans vos documents."), "succes")
    return redirect(url_for("usagers.document", numero=numero, document_id=document.id), code=303)


@blueprint.post("/mon-espace/dossiers/<numero:numero>/motifs")
def demander_motifs(numero: str) -> ResponseReturnValue:
    """Demande au service les motifs d’un rejet implicite."""
    usager = usager_courant()
    suivi = queries.dossier_de_usager(usager, numero)
    debits.consommer(DEBIT_DEMANDES, "motifs", str(usager.id))
    echeance = silence.demander_motifs(suivi.id, usager=usager)
    flash(
        _("Votre demande est envoyée. Le service vous répond au plus tard le %(jour)s.", jour=date_longue(echeance)),
        "succes",
    )
    return redirect(url_for("usagers.dossier", numero=numero), code=303)
