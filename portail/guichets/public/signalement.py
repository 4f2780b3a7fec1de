"""« Signaler un défaut d’accessibilité » : sans compte, réponse sous sept jours."""

from urllib.parse import urlsplit

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portail.demarche.champs import Champ
from portail.demarche.declaration import Courriel, TexteCourt, TexteLong
from portail.guichets.contexte import langue_courante
from portail.guichets.gardes import ouvert
from portail.guichets.poste import poste
from portail.guichets.public.blueprint import blueprint
from portail.guichets.refus import SAISIE_A_CORRIGER
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import contexte_de_saisie, formulaire_de
from portail.notifications.signalements import Signalement, signaler_defaut
from portail.socle import debits, demarrage
from portail.socle.traduction import _

REGLE = "10/hour"

CHAMPS: tuple[Champ, ...] = (
    TexteLong(
        "description",
        _("Qu’est-ce qui vous a gêné ?"),
        aide=_(
            "Dites ce que vous vouliez faire, et ce qui s’est passé. "
            "Si vous utilisez un lecteur d’écran ou un autre outil, nommez-le."
        ),
        longueur_max=4000,
    ),
    TexteCourt(
        "page",
        _("Page concernée"),
        aide=_("Son adresse ou son titre. Exemple : « Aide au permis de conduire »."),
        longueur_max=200,
        obligatoire=False,
    ),
    Courriel(
        "courriel",
        _("Adresse électronique"),
        aide=_("Seulement si vous voulez une réponse. Exemple : marie.durand@messagerie.example"),
        autocomplete="email",
        obligatoire=False,
    ),
)


@blueprint.route("/accessibilite/signaler", methods=["GET", "POST"])
@ouvert
def signaler() -> ResponseReturnValue:
    """Reçoit un signalement et accuse réception."""
    form = formulaire_de(
        CHAMPS, contexte=contexte_de_saisie(), valeurs={"page": _page_d_ou_l_on_vient()}, brut=envoi_garde()
    )
    if form.validate_on_submit():
        debits.consommer(REGLE, "signalement", poste())
        reponses = form.reponses()
        signaler_defaut(
            Signalement(
                page=reponses.get("page") or "",
                description=reponses["description"],
                courriel=reponses.get("courriel") or "",
                langue=langue_courante(),
            ),
            departement=demarrage.reglages().departement.courriel,
        )
        return redirect(url_for("public.signale"), code=303)
    return render_template("public/signaler.html", form=form), SAISIE_A_CORRIGER if form.errors else 200


@blueprint.get("/accessibilite/signaler/recu")
@ouvert
def signale() -> ResponseReturnValue:
    """Confirme que le signalement est reçu."""
    return render_template("public/signale.html")


def _page_d_ou_l_on_vient() -> str:
    """Rend le chemin de la page du portail d’où l’on vient, ou rien."""
    venue = urlsplit(request.referrer or "")
    return venue.path if venue.netloc == request.host and not venue.path.startswith("/accessibilite") else ""
