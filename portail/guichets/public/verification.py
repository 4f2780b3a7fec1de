"""Vérifier un document : par son code, sans connexion ; et les clés pour le vérifier sans nous."""

from collections.abc import Mapping
from types import MappingProxyType

from cryptography.hazmat.primitives import hashes
from flask import Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from portail.certificats import est_de_demonstration
from portail.documents import publication as publications
from portail.documents.authenticite import Authenticite, document_au_code
from portail.documents.cles import publication
from portail.guichets.gardes import ouvert
from portail.guichets.poste import poste
from portail.guichets.public.blueprint import blueprint
from portail.socle import debits
from portail.socle.traduction import _

DEBIT = "120/hour"
TEXTE_MAX = 60
UNE_HEURE = "public, max-age=3600"

VERDICTS: Mapping[Authenticite, tuple[str, str, str]] = MappingProxyType(
    {
        Authenticite.AUTHENTIQUE: (
            _("Ce document est authentique"),
            "accord",
            _("Le Département l’a émis et il vaut toujours. Comparez ces lignes avec le document que vous avez."),
        ),
        Authenticite.REVOQUE: (
            _("Ce document ne vaut plus"),
            "refus",
            _("Le Département l’a émis, puis l’a révoqué. Ne vous y fiez plus."),
        ),
        Authenticite.REMPLACE: (
            _("Ce document a été remplacé"),
            "attendu",
            _(
                "Le Département l’a émis, puis remplacé par une version plus récente. "
                "Demandez la nouvelle version à la personne qui vous l’a présenté."
            ),
        ),
        Authenticite.PERIME: (
            _("Ce document n’est plus valable"),
            "attendu",
            _("Le Département l’a émis, pour un temps qui est passé. Demandez-en un plus récent."),
        ),
    }
)
"""Pour chaque verdict : le titre, la forme de son état, ce qu’il faut en penser."""


@blueprint.get("/verifier/")
@ouvert
def verifier() -> ResponseReturnValue:
    """Demande le code d’un document, puis dit ce qu’il vaut."""
    texte = request.args.get("code", "").strip()
    return _repondre(texte) if texte else render_template("public/verifier.html", texte="")


@blueprint.get("/verifier/<code>")
@ouvert
def verifier_code(code: str) -> ResponseReturnValue:
    """Dit ce que vaut le document de ce code : l’adresse du code QR imprimé."""
    return _repondre(code)


def _repondre(texte: str) -> ResponseReturnValue:
    debits.consommer(DEBIT, "verifier", poste())
    document = document_au_code(texte[:TEXTE_MAX])
    if document is None:
        return render_template("public/verifier.html", texte=texte[:TEXTE_MAX], inconnu=True), 404
    titre, forme, avis = VERDICTS[document.authenticite]
    return render_template("public/verifie.html", document=document, verdict=titre, forme=forme, avis=avis)


@blueprint.get("/verifier/cle-publique")
@ouvert
def cle_publique() -> ResponseReturnValue:
    """Dit comment vérifier un document sans nous, et avec quelles clés."""
    publiee = publication()
    return render_template(
        "public/cle_publique.html",
        publication=publiee,
        adresse=publications.ADRESSE,
        cles=publications.ecrire(publiee)["cles"],
        certificats=[
            (un.subject.rfc4514_string(), un.fingerprint(hashes.SHA256()).hex(":").upper(), un.not_valid_after_utc)
            for un in publiee.certificats
        ],
        fictif=any(map(est_de_demonstration, publiee.certificats)),
    )


@blueprint.get(publications.ADRESSE)
@ouvert
def cles_publiees() -> Response:
    """Rend les clés et les certificats, pour l’outil de vérification hors ligne."""
    reponse = jsonify(publications.ecrire(publication()))
    reponse.headers["Cache-Control"] = UNE_HEURE
    return reponse
