"""Les écrans de la démonstration : lire ce qui a été envoyé, avancer l’horloge. Absents en production."""

import re
from datetime import UTC, date, timedelta
from pathlib import Path

from flask import Blueprint, Flask, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup, escape

from portail.demarche.champs import Champ
from portail.demarche.dates import ajouter_mois
from portail.demarche.declaration import Choix, DateConnue
from portail.demonstration.boite import envoi_de, jointe_de, page_d_envois
from portail.demonstration.personnes import NOTAIRES
from portail.demonstration.regies import sommes_a_essayer
from portail.guichets.contexte import date_et_heure
from portail.guichets.gardes import ouvert, sans_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.socle import decalage, demarrage, horloge
from portail.socle.base import transaction
from portail.socle.taches import declencher_les_balayages
from portail.socle.traduction import _

SAISIE_A_CORRIGER = 422
ADRESSE = re.compile(r"https?://[^\s<>]+")
UNE_DATE = "date"

CHAMPS: tuple[Champ, ...] = (
    Choix(
        "avance",
        _("De combien avancer ?"),
        {
            "jour": _("D’un jour"),
            "semaine": _("D’une semaine"),
            "mois": _("D’un mois"),
            UNE_DATE: _("Jusqu’à une date"),
        },
    ),
    DateConnue(
        "date_cible",
        _("La date à atteindre"),
        aide=_("Seulement si vous avez choisi « Jusqu’à une date ». Exemple : 31 12 2027"),
        passee=False,
        obligatoire=False,
    ),
)

blueprint = Blueprint("demonstration", __name__, url_prefix="/demo")
sans_garde(blueprint)


def installer(app: Flask) -> None:
    """Ajoute à l’application ce que ces écrans emploient."""
    app.jinja_env.filters["liens"] = liens


def liens(texte: str) -> Markup:
    """Rend le texte, ses adresses devenues des liens."""
    morceaux, fin = [], 0
    for adresse in ADRESSE.finditer(texte):
        morceaux += [escape(texte[fin : adresse.start()]), Markup('<a href="{0}">{0}</a>').format(adresse.group())]
        fin = adresse.end()
    return Markup("").join([*morceaux, escape(texte[fin:])])


@blueprint.get("/")
@ouvert
def accueil() -> ResponseReturnValue:
    """Rend ce que la démonstration ajoute au portail."""
    return render_template(
        "demonstration/accueil.html",
        sommes=sommes_a_essayer(),
        pupitre=f"{demarrage.reglages().payfip_url}/pupitre",
        notaires=NOTAIRES,
    )


@blueprint.get("/boite-envoi")
@ouvert
def boite_envoi() -> ResponseReturnValue:
    """Rend les courriels et SMS envoyés, les plus récents d’abord."""
    page = page_d_envois(_boite(), numero=request.args.get("page", 1, type=int))
    return render_template("demonstration/boite_envoi.html", page=page)


@blueprint.get("/boite-envoi/<nom>")
@ouvert
def envoi(nom: str) -> ResponseReturnValue:
    """Rend un message : son texte, celui de sa version HTML, ses fichiers joints."""
    return render_template("demonstration/envoi.html", envoi=envoi_de(_boite(), nom))


@blueprint.get("/boite-envoi/<nom>/<int:rang>")
@ouvert
def jointe(nom: str, rang: int) -> ResponseReturnValue:
    """Rend un fichier joint, à enregistrer."""
    trouvee = jointe_de(_boite(), nom, rang)
    reponse = Response(trouvee.contenu, mimetype=trouvee.type_mime)
    reponse.headers.set("Content-Disposition", "attachment", filename=trouvee.nom)
    return reponse


@blueprint.route("/horloge", methods=["GET", "POST"])
@ouvert
def avancer() -> ResponseReturnValue:
    """Avance l’horloge de tous les processus, puis passe les balayages que ce temps aurait vus."""
    form = formulaire_de(CHAMPS, contexte=contexte_de_saisie(), valeurs={"avance": "jour"})
    if form.validate_on_submit():
        jour = _jour_voulu(form)
        if jour is None:
            form["date_cible"].errors = [gettext("Choisissez une date après aujourd’hui.")]
        else:
            _avancer_jusqu_au(jour)
            flash(gettext("Nous sommes le %(instant)s.", instant=date_et_heure(horloge.maintenant())), "succes")
            return redirect(url_for("demonstration.avancer"), code=303)
    instant = horloge.maintenant()
    code = SAISIE_A_CORRIGER if form.errors else 200
    return render_template("demonstration/horloge.html", form=form, instant=instant), code


def _jour_voulu(form: FormulaireDeSaisie) -> date | None:
    """Rend le jour à atteindre, ou rien s’il manque ou n’est pas à venir : l’horloge ne recule pas."""
    reponses, jour = form.reponses(), horloge.aujourd_hui()
    if reponses["avance"] == UNE_DATE:
        ecrit = reponses.get("date_cible")
        cible = date.fromisoformat(ecrit) if isinstance(ecrit, str) else jour
    else:
        cible = {
            "jour": jour + timedelta(days=1),
            "semaine": jour + timedelta(weeks=1),
            "mois": ajouter_mois(jour, 1),
        }[str(reponses["avance"])]
    return cible if cible > jour else None


def _avancer_jusqu_au(jour: date) -> None:
    """Avance jusqu’à la même heure de ce jour, à Paris."""
    maintenant = horloge.maintenant()
    voulu = horloge.instant_du(jour, horloge.a_paris(maintenant).time())
    # En UTC : entre deux heures de Paris, Python oublierait le changement d’heure.
    decalage.avancer(voulu.astimezone(UTC) - maintenant)
    with transaction():
        declencher_les_balayages()


def _boite() -> Path:
    return Path(demarrage.reglages().boite_envoi)
