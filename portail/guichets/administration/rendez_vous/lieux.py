"""Les lieux : les créer, tenir leur fiche, leur donner des communes et des voies, les retirer du choix."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import Commune, TexteCourt, TexteLong
from portail.guichets.administration.blueprint import blueprint
from portail.guichets.administration.changements import changements_de
from portail.guichets.administration.gestes import TELEPHONE, enregistre, par, tenter
from portail.guichets.administration.rendez_vous.mots import CHAMPS_DITS
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.envoyees import texte
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.rendez_vous.lieux import actions
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.lieux.queries import (
    communes_sans_lieu,
    lieu_de,
    lieux_par_id,
    secteur_de_l_adresse,
    secteurs_du_lieu,
    tous_les_lieux,
)
from portail.rendez_vous.ressources.queries import ressources_du_lieu
from portail.socle.traduction import _
from portail.territoire.communes import annuaire

DEGRES = r"-?\d{1,3}(?:[.,]\d{1,6})?"
CODE = TexteCourt(
    "code",
    _("Code"),
    longueur_max=40,
    motif=r"[a-z][a-z0-9-]{1,39}",
    exemple="nantes-centre",
    aide=_("Il ne change plus ensuite. Minuscules sans accent, mots séparés par « - »."),
)
CHAMPS: Sequence[Champ] = (
    TexteCourt("nom", _("Nom du lieu"), longueur_max=120),
    TexteCourt("adresse", _("Numéro et voie"), longueur_max=120, aide=_("Un rappel ne dit que cela, et la commune.")),
    TexteCourt("code_postal", CHAMPS_DITS["code_postal"], longueur_max=5, motif=r"\d{5}", exemple="44000"),
    Commune("code_insee", CHAMPS_DITS["code_insee"], hors_departement=False),
    TexteCourt("telephone", _("Téléphone"), longueur_max=20, motif=TELEPHONE, exemple="02 61 91 45 01"),
    TexteLong(
        "acces",
        CHAMPS_DITS["acces"],
        obligatoire=False,
        longueur_max=500,
        aide=_("Entrer, se garer, se repérer avec un handicap."),
    ),
    TexteLong(
        "permanences",
        CHAMPS_DITS["permanences"],
        obligatoire=False,
        longueur_max=500,
        aide=_("Quand venir sans rendez-vous."),
    ),
    TexteCourt("latitude", CHAMPS_DITS["latitude"], obligatoire=False, longueur_max=12, motif=DEGRES, exemple="47.218"),
    TexteCourt(
        "longitude", CHAMPS_DITS["longitude"], obligatoire=False, longueur_max=12, motif=DEGRES, exemple="-1.551"
    ),
)
SECTEUR: Sequence[Champ] = (
    Commune("commune", _("Commune"), hors_departement=False),
    TexteCourt(
        "voie",
        _("Voie"),
        obligatoire=False,
        longueur_max=120,
        aide=_("Vide : toute la commune. Exemple : rue Lavoisier"),
    ),
)


@blueprint.get("/rendez-vous/lieux")
def lieux_rdv() -> ResponseReturnValue:
    """Liste les lieux, ouverts et fermés."""
    return render_template("administration/rendez_vous/lieux.html", lieux=tous_les_lieux(), communes=annuaire())


@blueprint.route("/rendez-vous/lieux/creer", methods=["GET", "POST"])
def creer_lieu() -> ResponseReturnValue:
    """Crée un lieu."""
    form = formulaire_de((CODE, *CHAMPS), contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())
    if form.validate_on_submit():
        code = str(form.reponses()["code"])
        geste = partial(actions.creer_lieu, code, _fiche(form), auteur=par())
        if enregistre(form, "code", geste, autres={actions.CommuneInconnue: "code_insee"}):
            flash(gettext("Le lieu est créé."), "succes")
            return redirect(url_for("administration.lieu_rdv", code=code), code=303)
    return render_template("administration/rendez_vous/creer_lieu.html", form=form), 422 if form.errors else 200


@blueprint.route("/rendez-vous/lieux/<code>", methods=["GET", "POST"])
def lieu_rdv(code: str) -> ResponseReturnValue:
    """Montre un lieu et change sa fiche."""
    lieu = lieu_de(code)
    form = formulaire_de(CHAMPS, contexte=contexte_de_saisie(), valeurs=_valeurs(lieu), brut=envoi_garde())
    if form.validate_on_submit():
        geste = partial(actions.modifier_lieu, code, _fiche(form), auteur=par())
        if enregistre(form, "code_insee", geste):
            flash(gettext("La fiche est enregistrée."), "succes")
            return redirect(url_for("administration.lieu_rdv", code=code), code=303)
    return render_template(
        "administration/rendez_vous/lieu.html",
        lieu=lieu,
        form=form,
        secteurs=len(secteurs_du_lieu(lieu.id)),
        ressources=ressources_du_lieu(lieu.id),
        changements_faits=changements_de(("lieu", code)),
    ), 422 if form.errors else 200


@blueprint.post("/rendez-vous/lieux/<code>/fermer")
def fermer_lieu(code: str) -> ResponseReturnValue:
    """Retire un lieu du choix."""
    return tenter(
        partial(actions.fermer_lieu, code, auteur=par()),
        succes=gettext("Le lieu n’est plus au choix."),
        retour=url_for("administration.lieu_rdv", code=code),
    )


@blueprint.post("/rendez-vous/lieux/<code>/rouvrir")
def rouvrir_lieu(code: str) -> ResponseReturnValue:
    """Remet un lieu au choix."""
    return tenter(
        partial(actions.rouvrir_lieu, code, auteur=par()),
        succes=gettext("Le lieu est de nouveau au choix."),
        retour=url_for("administration.lieu_rdv", code=code),
    )


@blueprint.route("/rendez-vous/lieux/<code>/secteur", methods=["GET", "POST"])
def secteur_du_lieu(code: str) -> ResponseReturnValue:
    """Montre les communes et les voies d’un lieu, et lui en donne une de plus."""
    lieu = lieu_de(code)
    form = formulaire_de(SECTEUR, contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())
    if form.validate_on_submit():
        reponses = form.reponses()
        commune, voie = code_de_commune(reponses["commune"]), texte(reponses["voie"])
        geste = partial(actions.ajouter_au_secteur, code, code_insee=commune, voie=voie, auteur=par())
        if enregistre(form, "commune", geste, autres={actions.VoieVide: "voie"}):
            flash(gettext("Le secteur est étendu."), "succes")
            return redirect(url_for("administration.secteur_du_lieu", code=code), code=303)
    return render_template(
        "administration/rendez_vous/secteur.html",
        lieu=lieu,
        form=form,
        secteurs=secteurs_du_lieu(lieu.id),
        communes=annuaire(),
    ), 422 if form.errors else 200


@blueprint.post("/rendez-vous/lieux/<code>/secteur/<uuid:secteur_id>/oter")
def oter_du_secteur(code: str, secteur_id: UUID) -> ResponseReturnValue:
    """Retire au lieu une commune ou une voie."""
    return tenter(
        partial(actions.oter_du_secteur, code, secteur_id, auteur=par()),
        succes=gettext("Le secteur est réduit."),
        retour=url_for("administration.secteur_du_lieu", code=code),
    )


@blueprint.get("/rendez-vous/secteurs")
def essayer_les_secteurs() -> ResponseReturnValue:
    """Dit quel lieu reçoit une adresse et pourquoi ; liste les communes qu’aucun lieu ne reçoit."""
    commune_ecrite, voie = request.args.get("commune", "").strip(), request.args.get("voie", "").strip()
    commune = next(iter(annuaire().chercher(commune_ecrite, limite=1)), None) if commune_ecrite else None
    sans_lieu = [trouvee for code in communes_sans_lieu() if (trouvee := annuaire().par_code(code))]
    return render_template(
        "administration/rendez_vous/secteurs.html",
        commune_ecrite=commune_ecrite,
        voie=voie,
        commune=commune,
        secteur=secteur_de_l_adresse(commune.code_insee, voie) if commune else None,
        sans_lieu=sans_lieu,
    )


def noms_des_lieux(identifiants: Sequence[UUID | None]) -> dict[UUID, str]:
    """Rend le nom de chacun de ces lieux."""
    voulus = [un for un in identifiants if un is not None]
    return {identifiant: lieu.nom for identifiant, lieu in lieux_par_id(voulus).items()}


def code_de_commune(lue: Mapping[str, str | None]) -> str:
    """Rend le code INSEE de la commune lue."""
    return lue["insee"] or ""


def _valeurs(lieu: Lieu) -> dict[str, object]:
    lues = {champ.identifiant: getattr(lieu, champ.identifiant) for champ in CHAMPS}
    commune = annuaire().par_code(lieu.code_insee)
    valeurs: dict[str, object] = {nom: None if lue in (None, "") else str(lue) for nom, lue in lues.items()}
    return valeurs | {"code_insee": {"nom": commune.nom, "insee": commune.code_insee} if commune else None}


def _fiche(form: FormulaireDeSaisie) -> actions.FicheLieu:
    reponses = form.reponses()
    degres = {nom: texte(reponses[nom]).replace(",", ".") for nom in ("longitude", "latitude")}
    situe = all(degres.values())
    fiche: dict[str, Any] = {champ.identifiant: texte(reponses[champ.identifiant]) for champ in CHAMPS}
    fiche["code_insee"] = code_de_commune(reponses["code_insee"])
    fiche |= {nom: float(valeur) if situe else None for nom, valeur in degres.items()}
    return actions.FicheLieu(**fiche)
