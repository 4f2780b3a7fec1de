"""Ce que tous les gabarits ont sous la main : département, langue, personne connectée, dates en toutes lettres."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from babel.dates import format_date, format_datetime, format_time
from flask import Flask, g, has_request_context, request
from flask_babel import get_translations, gettext
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from portail.config import Reglages
from portail.demarche.affichage import telephone_ecrit
from portail.demarche.formats import en_date, en_euros, separateur_decimal
from portail.documents.codes import en_groupes
from portail.dossiers.numero import en_deux_groupes
from portail.guichets.identites import agent_present, membre_present, usager_present
from portail.guichets.statiques import statique
from portail.rendez_vous.lieux.noms import noms_courts
from portail.socle import horloge
from portail.socle.traduction import LANGUE_SOURCE, LANGUES, _, departement_dit, traducteur, usage_de

TEMOIN_LANGUE = "langue"
KILOOCTET, MEGAOCTET = 1_000, 1_000_000
KO, MO = _("ko"), _("Mo")


def langue_courante() -> str:
    """Rend la langue de la page : celle choisie (témoin), à défaut le français."""
    try:
        langue: str | None = g.get("langue")  # demandée à chaque texte : une seule lecture dans le cas ordinaire
    except RuntimeError:  # hors de l’application
        return LANGUE_SOURCE
    if langue is None and has_request_context():
        choisie = request.cookies.get(TEMOIN_LANGUE, LANGUE_SOURCE)
        langue = g.langue = choisie if choisie in LANGUES else LANGUE_SOURCE
    return langue or LANGUE_SOURCE


def traduire(texte: str) -> str:
    """Rend un texte dans la langue de la page."""
    return traducteur(langue_courante())(texte)


@pass_eval_context
def _ecrire(etat: EvalContext, texte: str, /, **variables: object) -> str:
    """Rend un texte de gabarit dans la langue de la page, ses variables échappées et posées."""
    dit = Markup(traduire(texte)) if etat.autoescape else traduire(texte)  # noqa: S704 — nos textes, pas une saisie
    return dit % variables if variables or "%" in dit else dit


def _au_pluriel(singulier: str, pluriel: str, nombre: int) -> str:
    return str(get_translations().ungettext(singulier, pluriel, nombre))


def date_longue(jour: date | str | None) -> str:
    """Rend « 1er décembre 2026 » ; une date gardée en texte se lit AAAA-MM-JJ."""
    if not jour:
        return ""
    if isinstance(jour, str):
        jour = date.fromisoformat(jour)
    if isinstance(jour, datetime):
        jour = horloge.a_paris(jour).date()
    return en_date(jour, langue_courante())


def jour_et_date(jour: date) -> str:
    """Rend « lundi 14 décembre 2026 »."""
    return f"{format_date(jour, 'EEEE', locale=usage_de(langue_courante()))} {date_longue(jour)}"


def heure(instant: datetime | time) -> str:
    """Rend « 14 h 32 », à Paris."""
    local = instant if isinstance(instant, time) else horloge.a_paris(instant)
    if langue_courante() == LANGUE_SOURCE:
        return f"{local.hour}\u00a0h\u00a0{local.minute:02d}"
    return format_time(local, "short", locale=usage_de(langue_courante()))


def date_et_heure(instant: datetime | None) -> str:
    """Rend « 12 novembre 2026 à 18 h 40 », à Paris."""
    if instant is None:
        return ""
    if langue_courante() == LANGUE_SOURCE:
        return f"{date_longue(instant)} à {heure(instant)}"
    return format_datetime(horloge.a_paris(instant), "d MMMM y, HH:mm", locale=usage_de(langue_courante()))


def date_courte(jour: date | None) -> str:
    """Rend « sam. 21 nov. »."""
    return format_date(jour, "EEE d MMM", locale=usage_de(langue_courante())) if jour else ""


def telephone(numero: str) -> str:
    """Rend « 06 39 98 12 34 » d’un seul tenant, que le numéro soit gardé ainsi ou au format international."""
    ecrit = telephone_ecrit(numero) if numero.startswith("+") else numero
    return ecrit.replace(" ", "\u00a0")


def taille(octets: int | None) -> str:
    """Rend une taille de fichier : « 412 ko », « 1,8 Mo »."""
    octets = octets or 0
    if octets < MEGAOCTET:
        return f"{max(1, round(octets / KILOOCTET))}\u00a0{gettext(KO)}"
    nombre = f"{octets / MEGAOCTET:.1f}".removesuffix(".0").replace(".", separateur_decimal(langue_courante()))
    return f"{nombre}\u00a0{gettext(MO)}"


def euros(montant: Decimal | None) -> str:
    """Rend un montant : « 500 € », « 1 640,50 € »."""
    return en_euros(montant, langue_courante()) if montant is not None else ""


def lignes(texte: str) -> Markup:
    """Rend le texte, ses retours à la ligne gardés, échappé."""
    return Markup("<br>").join(texte.splitlines())


def dessin(svg: str) -> Markup:
    """Rend un dessin que le portail a tracé lui-même, tel quel : jamais un texte reçu."""
    return Markup(svg)  # noqa: S704 — notre dessin, sans texte reçu


def installer(app: Flask, reglages: Reglages) -> None:
    """Ajoute le contexte, les filtres communs et la traduction des gabarits."""
    # Celle de flask-babel retrouve la langue et le catalogue à chaque texte : un dixième du rendu d’une page. Celle de
    # Jinja se rappelle elle-même et pose des variables là où il n’y en a pas.
    app.jinja_env.install_gettext_callables(traduire, _au_pluriel, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"] = _ecrire
    app.jinja_env.filters.update(
        date_longue=date_longue,
        jour_et_date=jour_et_date,
        heure=heure,
        date_et_heure=date_et_heure,
        date_courte=date_courte,
        noms_courts=noms_courts,
        taille=taille,
        telephone=telephone,
        euros=euros,
        lignes=lignes,
        numero=en_deux_groupes,
        code_document=en_groupes,
        dessin=dessin,
    )

    @app.context_processor
    def commun() -> dict[str, Any]:
        return {
            "departement": departement_dit(reglages.departement, langue_courante()),
            "environnement": reglages.environnement.value,
            "langue": langue_courante(),
            "statique": statique,
            "usager": usager_present() if has_request_context() else None,
            "agent": agent_present() if has_request_context() else None,
            "membre": membre_present() if has_request_context() else None,
            "aujourd_hui": horloge.aujourd_hui(),
        }
