"""Dire pourquoi l’on ouvre un dossier qui n’est pas de sa file, avant d’en rien voir ; la personne le lira."""

from urllib.parse import urlsplit

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms.validators import ValidationError

from portail.dossiers import lectures
from portail.dossiers.lectures import PRECISION_MAX, RAISONS, RaisonLecture
from portail.guichets.agents import acces
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.contexte import langue_courante
from portail.guichets.identites import agent_courant
from portail.guichets.reprise import Raison, revenir_avec_l_envoi
from portail.guichets.saisie.simples import Exige, Ligne, Radios, au_plus
from portail.socle.traduction import _, traducteur

PAGE = "agents.raison"
AGENDA = "/agenda/"
"""Les pages des rendez-vous, au bureau."""


class FormulaireRaison(FlaskForm):
    """Une raison type, et quelques mots."""

    raison = Radios(
        lazy_gettext("Pourquoi ouvrez-vous ce dossier ?"), [Exige(_("Choisissez la raison de cette consultation."))]
    )
    precision = Ligne(
        lazy_gettext("Précision"),
        [au_plus(PRECISION_MAX)],
        description=lazy_gettext("Quelques mots, sans donnée de santé. Obligatoire pour une autre raison."),
    )

    def proposer(self) -> None:
        """Pose les raisons, dans la langue de la page."""
        traduire = traducteur(langue_courante())
        self.raison.choices = [(raison.value, traduire(texte)) for raison, texte in RAISONS.items()]

    def validate_precision(self, field: Ligne) -> None:
        """Exige quelques mots pour une autre raison."""
        if self.raison.data == RaisonLecture.AUTRE and not (field.data or "").strip():
            raise ValidationError(lazy_gettext("Dites en quelques mots pourquoi vous ouvrez ce dossier."))

    @property
    def choisie(self) -> RaisonLecture:
        """Rend la raison choisie."""
        return RaisonLecture(self.raison.data)


@blueprint.before_request
def demander_une_raison() -> ResponseReturnValue | None:
    """Retient toute page d’un dossier hors de la file de l’agent tant qu’il n’a pas dit pourquoi il l’ouvre."""
    numero = (request.view_args or {}).get("numero")
    if numero is None or request.endpoint == PAGE or _est_d_un_rendez_vous():
        return None
    envoi = request.method == "POST"
    if not lectures.doit_se_justifier(agent_courant(), acces.lire(numero), envoi=envoi):
        return None
    suite = url_for("agents.dossier", numero=numero) if envoi else request.full_path.rstrip("?")
    garde = revenir_avec_l_envoi(Raison.LECTURE) if envoi else None
    return garde or redirect(url_for(PAGE, numero=numero, suite=suite), code=303)


def _est_d_un_rendez_vous() -> bool:
    """Vrai si ce numéro est celui d’un rendez-vous : le même pourrait être celui d’un dossier, sans rapport."""
    return request.url_rule is not None and request.url_rule.rule.startswith(f"{blueprint.url_prefix}{AGENDA}")


@blueprint.route("/dossiers/<numero:numero>/raison", methods=["GET", "POST"])
def raison(numero: str) -> ResponseReturnValue:
    """Demande la raison, la note au journal, puis ouvre la page voulue."""
    agent = agent_courant()
    dossier = acces.dossier_du_service(agent, numero)
    suite = suite_locale(url_for("agents.dossier", numero=numero), aussi=url_for("agents.courriers"))
    if not lectures.a_justifier(agent, [dossier]):
        return redirect(suite, code=303)
    form = FormulaireRaison()
    form.proposer()
    if form.validate_on_submit():
        lectures.justifier(agent, [dossier], raison=form.choisie, precision=form.precision.data or "")
        return redirect(suite, code=303)
    return render_template("agents/raison.html", form=form, numero=dossier.numero, usager_id=None), (
        422 if form.errors else 200
    )


def suite_locale(debut: str, *, aussi: str) -> str:
    """Rend l’adresse où continuer, si elle est sous l’une de ces deux ; sinon, la première."""
    suite = request.args.get("suite", "")
    adresse = urlsplit(suite)
    sous = adresse.path == debut or adresse.path.startswith((f"{debut}/", aussi))
    sure = sous and not adresse.scheme and not adresse.netloc and ".." not in suite and "\\" not in suite
    return suite if sure and not any(ord(signe) < ord(" ") for signe in suite) else debut
