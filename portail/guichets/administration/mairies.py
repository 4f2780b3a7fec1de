"""Les mairies : où leur écrire quand une personne de la commune dépose une demande dont le maire est informé."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.catalogue import catalogue
from portail.demarche.champs import Champ, TexteLong
from portail.demarche.declaration import Courriel
from portail.guichets.administration.blueprint import blueprint
from portail.guichets.administration.changements import changements_de
from portail.guichets.identites import agent_courant
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.identite.actions import auteur_agent
from portail.socle.erreurs import Introuvable
from portail.socle.traduction import _
from portail.territoire import actions
from portail.territoire.actions import FicheMairie
from portail.territoire.communes import Commune, annuaire, cle_de_nom
from portail.territoire.models import Mairie
from portail.territoire.queries import mairie_de, mairies

ADRESSE_MAX = 300
CHAMPS: Sequence[Champ] = (
    Courriel(
        "courriel",
        _("Adresse électronique de la mairie"),
        aide=_("Vide : une lettre à poster se prépare."),
        obligatoire=False,
    ),
    TexteLong(
        "adresse",
        _("Adresse postale"),
        aide=_("Une ligne par ligne de l’enveloppe, sans le nom de la mairie. Vide : le code postal et la commune."),
        obligatoire=False,
        longueur_max=ADRESSE_MAX,
    ),
)


@blueprint.get("/mairies")
def liste_des_mairies() -> ResponseReturnValue:
    """Liste les communes du département, et où l’on écrit à leur mairie ; `q` en cherche une."""
    cherche, connues = request.args.get("q", "").strip(), mairies()
    toutes = sorted(annuaire(), key=lambda commune: cle_de_nom(commune.nom))
    trouvees = [une for une in toutes if _repond(une, cherche)]
    return render_template(
        "administration/mairies.html",
        lignes=[(commune, connues.get(commune.code_insee)) for commune in trouvees],
        cherche=cherche,
        sans_courriel=sum(not _a_un_courriel(connues.get(commune.code_insee)) for commune in toutes),
        demarches=[demarche for demarche in catalogue().values() if demarche.information_maire],
    )


def _repond(commune: Commune, cherche: str) -> bool:
    """Vrai si chaque mot cherché commence un mot de son nom, ou si c’est l’un de ses codes postaux."""
    mots = cle_de_nom(commune.nom).split()
    voulus = cle_de_nom(cherche).split()
    return cherche in commune.codes_postaux or all(any(mot.startswith(un) for mot in mots) for un in voulus)


def _a_un_courriel(mairie: Mairie | None) -> bool:
    return mairie is not None and mairie.courriel is not None


@blueprint.route("/mairies/<insee>", methods=["GET", "POST"])
def mairie(insee: str) -> ResponseReturnValue:
    """Montre où l’on écrit à une mairie, et le change."""
    commune, lue = _commune(insee), mairie_de(insee)
    valeurs = {"courriel": lue.courriel if lue else None, "adresse": lue.adresse if lue else ""}
    form = formulaire_de(CHAMPS, contexte=contexte_de_saisie(), valeurs=valeurs, brut=envoi_garde())
    if form.validate_on_submit():
        actions.modifier_mairie(insee, _fiche(form), auteur=auteur_agent(agent_courant()))
        flash(gettext("La fiche est enregistrée."), "succes")
        return redirect(url_for("administration.mairie", insee=insee), code=303)
    return render_template(
        "administration/mairie.html",
        commune=commune,
        form=form,
        changements_faits=changements_de(("mairie", insee), textes=[texte for texte in valeurs.values() if texte]),
    ), 422 if form.errors else 200


def _commune(insee: str) -> Commune:
    """Rend la commune d’aujourd’hui de ce code ; lève `Introuvable`."""
    commune = annuaire().par_code(insee)
    if commune is None or commune.code_insee != insee:
        raise Introuvable
    return commune


def _fiche(form: FormulaireDeSaisie) -> FicheMairie:
    reponses = form.reponses()
    return FicheMairie(courriel=str(reponses.get("courriel") or ""), adresse=str(reponses.get("adresse") or ""))
