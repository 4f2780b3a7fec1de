"""L’entrée : le lien dit de quoi il s’agit, un code envoyé à l’adresse connue prouve qui l’on est."""

from flask import redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.dossiers.avis import entree
from portail.dossiers.avis.habilitations import est_ouvert
from portail.dossiers.avis.models import Avis
from portail.dossiers.avis.queries import avis_au_lien
from portail.guichets.contexte import langue_courante
from portail.guichets.experts.blueprint import blueprint, est_entre, ouvrir
from portail.guichets.gardes import ouvert
from portail.guichets.poste import poste
from portail.guichets.refus import accompli
from portail.guichets.saisie.code import FormulaireDeCode
from portail.identite.codes import CodeInvalide, CodePerime
from portail.socle import debits, horloge
from portail.territoire.queries import service_de

ENVOIS_PAR_AVIS = "5/hour"
ENVOIS_PAR_POSTE = "30/hour"
ESSAIS_PAR_POSTE = "60/10minutes"
LIENS_PAR_POSTE = "300/hour"
_DEMANDES = "avis_codes"


@blueprint.get("/<jeton>")
@ouvert
def accueil(jeton: str) -> ResponseReturnValue:
    """Dit qui demande un avis et jusqu’à quand ; rien de la personne. Propose d’envoyer le code."""
    debits.consommer(LIENS_PAR_POSTE, "avis/lien", poste())
    avis, dossier = avis_au_lien(jeton)
    if not est_ouvert(avis, dossier, horloge.aujourd_hui()):
        return render_template("experts/clos.html", avis=avis), 410
    if est_entre(avis):
        return redirect(url_for("experts.repondre", jeton=jeton), code=303)
    service = service_de(dossier.service_code)
    return render_template("experts/accueil.html", avis=avis, jeton=jeton, service=service, adresse=masquee(avis))


@blueprint.post("/<jeton>/envoyer")
@ouvert
def envoyer(jeton: str) -> ResponseReturnValue:
    """Envoie un code à l’adresse à qui l’avis est demandé, et à elle seule."""
    avis, dossier = avis_au_lien(jeton)
    debits.consommer(ENVOIS_PAR_POSTE, "avis/envoi/poste", poste())
    debits.consommer(ENVOIS_PAR_AVIS, "avis/envoi", str(avis.id))
    demande = entree.envoyer_le_code(avis, dossier, langue=langue_courante())
    cookie[_DEMANDES] = {**cookie.get(_DEMANDES, {}), str(avis.id): demande}
    return redirect(url_for("experts.entrer", jeton=jeton), code=303)


@blueprint.route("/<jeton>/entrer", methods=["GET", "POST"])
@ouvert
def entrer(jeton: str) -> ResponseReturnValue:
    """Demande le code reçu ; cinq essais, quinze minutes."""
    avis, dossier = avis_au_lien(jeton)
    demande = cookie.get(_DEMANDES, {}).get(str(avis.id))
    if not demande:
        return redirect(url_for("experts.accueil", jeton=jeton), code=303)
    form = FormulaireDeCode()
    if form.validate_on_submit():
        debits.consommer(ESSAIS_PAR_POSTE, "avis/essai", poste())
        code = form.code.data or ""
        if accompli(
            form.code, lambda: entree.entrer(avis, dossier, code=code, demande=demande), CodeInvalide, CodePerime
        ):
            ouvrir(avis)
            return redirect(url_for("experts.repondre", jeton=jeton), code=303)
    page = render_template("experts/entrer.html", form=form, jeton=jeton, adresse=masquee(avis))
    return page, 422 if form.errors else 200


def masquee(avis: Avis) -> str:
    """Rend l’adresse à demi cachée : qui a trouvé le lien n’apprend pas à qui écrire."""
    local, _arobase, domaine = (avis.courriel or "").partition("@")
    return gettext("%(debut)s…@%(domaine)s", debut=local[:2], domaine=domaine)
