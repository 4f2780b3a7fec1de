"""Le journal de ma demande : le lire, le télécharger, et de quoi le vérifier soi-même."""

import json

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from portail.demarche.catalogue import demarche_de
from portail.documents.redaction import Redaction
from portail.dossiers import journal_remis, queries
from portail.dossiers.models import Dossier
from portail.guichets.contexte import langue_courante
from portail.guichets.identites import ouvert_aux_offices, usager_courant
from portail.guichets.reponses import en_pdf
from portail.guichets.usagers.blueprint import blueprint
from portail.identite.actions import auteur_usager
from portail.journal.actions import consigner
from portail.socle import debits

DEBIT = "30/hour"


@blueprint.get("/mon-espace/dossiers/<numero:numero>/journal")
@ouvert_aux_offices
def journal(numero: str) -> ResponseReturnValue:
    """Montre tout le journal, et comment le vérifier."""
    suivi = queries.dossier_de_usager(usager_courant(), numero)
    return render_template(
        "usagers/journal.html",
        dossier=suivi,
        demarche=demarche_de(suivi.demarche, version=suivi.version_demarche),
        journal=_remettre(suivi),
    )


@blueprint.get("/mon-espace/dossiers/<numero:numero>/journal.json")
@ouvert_aux_offices
def journal_json(numero: str) -> ResponseReturnValue:
    """Rend le journal en fichier vérifiable."""
    suivi = _telecharger(numero, "json")
    contenu = json.dumps(journal_remis.en_fichier(_remettre(suivi)), ensure_ascii=False, indent=1)
    nom = f"journal-{numero}.json"
    return Response(
        contenu, mimetype="application/json", headers={"Content-Disposition": f'attachment; filename="{nom}"'}
    )


@blueprint.get("/mon-espace/dossiers/<numero:numero>/journal.pdf")
@ouvert_aux_offices
def journal_pdf(numero: str) -> ResponseReturnValue:
    """Rend le journal en PDF court, accessible."""
    suivi = _telecharger(numero, "pdf")
    return en_pdf(journal_remis.en_pdf(_remettre(suivi)), f"journal-{numero}.pdf")


def _telecharger(numero: str, forme: str) -> Dossier:
    """Rend le dossier, le téléchargement étant noté avant : le fichier remis le contient."""
    usager = usager_courant()
    suivi = queries.dossier_de_usager(usager, numero)
    debits.consommer(DEBIT, "journal", str(usager.id))
    consigner(
        "telecharger_journal", auteur=auteur_usager(usager), objet=("dossier", suivi.id), details={"format": forme}
    )
    return suivi


def _remettre(suivi: Dossier) -> journal_remis.JournalRemis:
    return journal_remis.journal_de(suivi, usager=usager_courant(), redaction=Redaction.en(langue_courante()))
