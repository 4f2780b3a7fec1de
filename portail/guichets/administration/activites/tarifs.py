"""Les tarifs : une grille, ses versions datées, leurs prix et leurs remises ; l’aperçu d’un prix avant qu’il serve."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import BlocRepete, Choix, Montant, Nombre, TexteCourt
from portail.guichets.administration.activites.commun import (
    LIGNE_MAX,
    a_remplir,
    champ_code,
    champ_date,
    fil_des_inscriptions,
    page_de_formulaire,
)
from portail.guichets.administration.activites.mots import CHAMPS_DITS, ZONES
from portail.guichets.administration.blueprint import blueprint
from portail.guichets.administration.changements import changements_de
from portail.guichets.administration.gestes import enregistre, par, tenter
from portail.guichets.mots_des_inscriptions import nom_du_produit
from portail.guichets.saisie.envoyees import texte
from portail.inscriptions.paniers.devis import DU_SITE
from portail.inscriptions.tarifs import versions as actions
from portail.inscriptions.tarifs.calcul import PARTOUT, Remise
from portail.inscriptions.tarifs.erreurs import DebutImpossible, DejaPrevue, TranchesImpossibles
from portail.inscriptions.tarifs.models import ORIGINE, GrilleTarifaire, VersionDeGrille
from portail.inscriptions.tarifs.queries import grille_du_code
from portail.socle import horloge
from portail.socle.erreurs import Introuvable
from portail.socle.traduction import _

CENT = Decimal(100)
BORNES = TexteCourt(
    "bornes",
    CHAMPS_DITS["bornes"],
    obligatoire=False,
    longueur_max=100,
    motif=r" *\d+(?:[,.]\d{1,2})?(?: *; *\d+(?:[,.]\d{1,2})?)* *",
    exemple="600 ; 900 ; 1200",
    aide=_("Le plus haut quotient de chaque tranche. Au-delà, ou sans quotient : la dernière. Exemple : 600 ; 900"),
)
ACTE = TexteCourt("acte", CHAMPS_DITS["acte"], obligatoire=False, longueur_max=LIGNE_MAX)
PRODUIT = TexteCourt(
    "produit", CHAMPS_DITS["produit"], longueur_max=40, motif=r"[a-z][a-z0-9_]*", exemple="demi_journee"
)


@blueprint.route("/inscriptions/tarifs/nouvelle", methods=["GET", "POST"])
def creer_une_grille() -> ResponseReturnValue:
    """Ouvre une grille, sans prix."""
    libelle = TexteCourt("libelle", CHAMPS_DITS["libelle"], longueur_max=LIGNE_MAX)
    form = a_remplir((champ_code("sport-2027"), libelle, BORNES, ACTE))

    def geste() -> None:
        dits = form.reponses()
        actions.creer_la_grille(
            str(dits["code"]),
            str(dits["libelle"]),
            bornes=_bornes(dits["bornes"]),
            acte=texte(dits["acte"]),
            auteur=par(),
        )

    if form.validate_on_submit() and enregistre(form, "code", geste, autres={TranchesImpossibles: "bornes"}):
        flash(gettext("La grille est créée : écrivez ses prix avant qu’une activité l’emploie."), "succes")
        return redirect(url_for("administration.grille", code=form.reponses()["code"]), code=303)
    return page_de_formulaire(
        form, gettext("Créer une grille tarifaire"), etapes=fil_des_inscriptions(), bouton=gettext("Créer la grille")
    )


@blueprint.get("/inscriptions/tarifs/<code>")
def grille(code: str) -> ResponseReturnValue:
    """Montre les versions d’une grille, la dernière d’abord, et ce qui y a changé."""
    lue = grille_du_code(code)
    return render_template(
        "administration/activites/grille.html",
        grille=lue,
        versions=list(reversed(lue.versions)),
        en_vigueur=lue.version_au(horloge.aujourd_hui()),
        a_ecrire={une.id for une in lue.versions if actions.est_a_ecrire(une)},
        a_venir=any(une.debut > horloge.aujourd_hui() for une in lue.versions),
        origine=ORIGINE,
        nom_du_produit=nom_du_produit,
        etapes=fil_des_inscriptions(),
        changements_faits=changements_de(("grille_tarifaire", code)),
    )


@blueprint.route("/inscriptions/tarifs/<code>/preparer", methods=["GET", "POST"])
def preparer_des_tarifs(code: str) -> ResponseReturnValue:
    """Prépare les tarifs d’un jour à venir, d’après ceux d’aujourd’hui."""
    lue = grille_du_code(code)
    connues = " ; ".join(f"{une.qf_max:.2f}".removesuffix(".00") for une in lue.versions[-1].tranches if une.qf_max)
    debut = champ_date("debut", aide=_("Demain au plus tôt : ce qui est vendu avant garde son prix."))
    form = a_remplir((debut, BORNES, ACTE), {"bornes": connues or None})

    def geste() -> None:
        dits = form.reponses()
        actions.preparer_une_version(
            code,
            debut=date.fromisoformat(str(dits["debut"])),
            bornes=_bornes(dits["bornes"]),
            acte=texte(dits["acte"]),
            auteur=par(),
        )

    autres = {TranchesImpossibles: "bornes", DebutImpossible: "debut", DejaPrevue: "debut"}
    if form.validate_on_submit() and enregistre(form, "debut", geste, autres=autres):
        flash(gettext("Les tarifs à venir reprennent ceux d’aujourd’hui : changez leurs prix."), "succes")
        version = grille_du_code(code).versions[-1]
        return redirect(url_for("administration.ecrire_des_tarifs", code=code, version_id=version.id), code=303)
    return page_de_formulaire(
        form, gettext("Préparer des tarifs"), etapes=_fil(lue), bouton=gettext("Préparer ces tarifs")
    )


@blueprint.route("/inscriptions/tarifs/<code>/<uuid:version_id>", methods=["GET", "POST"])
def ecrire_des_tarifs(code: str, version_id: UUID) -> ResponseReturnValue:
    """Écrit les prix et les remises d’une version qui ne sert pas encore."""
    lue, version = _version(code, version_id)
    form = a_remplir(_champs(version), _valeurs(version))

    def geste() -> None:
        dits = form.reponses()
        prix = [_prix(un, version) for un in _exemplaires(dits["prix"])]
        remises = [_remise(une) for une in _exemplaires(dits["remises"])]
        actions.ecrire_les_tarifs(version_id, prix, remises, auteur=par())

    if form.validate_on_submit() and enregistre(form, "prix", geste):
        flash(gettext("Les tarifs sont écrits."), "succes")
        return redirect(url_for("administration.grille", code=code), code=303)
    return page_de_formulaire(
        form, gettext("Prix et remises"), etapes=_fil(lue), bouton=gettext("Enregistrer ces tarifs")
    )


@blueprint.post("/inscriptions/tarifs/<code>/<uuid:version_id>/abandonner")
def abandonner_des_tarifs(code: str, version_id: UUID) -> ResponseReturnValue:
    """Efface des tarifs à venir."""
    _version(code, version_id)
    return tenter(
        partial(actions.abandonner_la_version, version_id, auteur=par()),
        succes=gettext("Les tarifs à venir sont abandonnés."),
        retour=url_for("administration.grille", code=code),
    )


def _version(code: str, version_id: UUID) -> tuple[GrilleTarifaire, VersionDeGrille]:
    lue = grille_du_code(code)
    version = next((une for une in lue.versions if une.id == version_id), None)
    if version is None:
        raise Introuvable
    return lue, version


def _fil(lue: GrilleTarifaire) -> list[tuple[str, str]]:
    return fil_des_inscriptions((lue.libelle, url_for("administration.grille", code=lue.code)))


def _champs(version: VersionDeGrille) -> Sequence[Champ]:
    prix = (
        PRODUIT,
        Choix("zone", _("Où"), ZONES),
        *(Montant(une.code.lower(), une.code) for une in version.tranches),
    )
    remise = (
        PRODUIT,
        Nombre("rang", _("À partir de l’enfant de rang"), minimum=Decimal(2), maximum=Decimal(9)),
        Nombre("taux", _("Part retirée, en pour cent"), maximum=CENT, pas=Decimal("0.01")),
    )
    return (
        BlocRepete("prix", _("Prix d’une unité"), champs=prix, element=_("Produit"), minimum=1, maximum=20),
        BlocRepete(
            "remises", _("Remises"), champs=remise, element=_("Remise"), minimum=0, maximum=20, obligatoire=False
        ),
    )


def _valeurs(version: VersionDeGrille) -> dict[str, object]:
    par_produit: dict[tuple[str, str], dict[str, str]] = {}
    for un in version.tarifs:
        par_produit.setdefault((un.produit, un.zone), {})[un.tranche.lower()] = str(un.prix)
    return {
        "prix": [
            {"produit": produit, "zone": zone or "partout", **montants}
            for (produit, zone), montants in sorted(par_produit.items())
        ],
        "remises": [
            {"produit": une.produit, "rang": str(une.rang), "taux": f"{(une.taux * CENT).normalize():f}"}
            for une in sorted(version.remises, key=lambda une: (une.produit, une.rang))
        ],
    }


def _prix(dit: Mapping[str, object], version: VersionDeGrille) -> actions.PrixDit:
    zone = DU_SITE if dit["zone"] == "site" else PARTOUT
    montants = {une.code: Decimal(str(dit[une.code.lower()])) for une in version.tranches}
    return actions.PrixDit(str(dit["produit"]), zone, montants)


def _remise(dite: Mapping[str, object]) -> Remise:
    return Remise(str(dite["produit"]), int(str(dite["rang"])), Decimal(str(dite["taux"])) / CENT)


def _exemplaires(valeur: object) -> Iterator[Mapping[str, object]]:
    yield from (un for un in (valeur if isinstance(valeur, list) else []) if isinstance(un, dict))


def _bornes(valeur: object) -> list[Decimal]:
    return [Decimal(une.strip().replace(",", ".")) for une in texte(valeur).split(";") if une.strip()]
