"""L’aperçu d’un prix : ce qu’une famille paierait, avec les tarifs d’aujourd’hui ou ceux à venir ; rien n’est gardé."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import Choix, Montant, Nombre
from portail.guichets.administration.activites.commun import a_remplir, fil_des_inscriptions
from portail.guichets.administration.blueprint import blueprint
from portail.guichets.contexte import date_longue, traduire
from portail.guichets.mots_des_inscriptions import nom_du_produit
from portail.inscriptions.paniers.devis import DU_SITE
from portail.inscriptions.tarifs.calcul import Devis
from portail.inscriptions.tarifs.models import GrilleTarifaire, VersionDeGrille
from portail.inscriptions.tarifs.queries import EnfantSimule, en_calcul, grille_du_code, simuler
from portail.socle import horloge
from portail.socle.traduction import _

ENFANTS = 3
CENT = Decimal(100)


@blueprint.route("/inscriptions/tarifs/<code>/apercu", methods=["GET", "POST"])
def apercu_du_prix(code: str) -> ResponseReturnValue:
    """Calcule ce que paierait une famille, ligne à ligne."""
    lue = grille_du_code(code)
    versions = _versions(lue)
    form = a_remplir(_champs(versions), {"version": next(iter(versions), None), "enfants": "2"})
    devis: Devis | None = None
    if form.validate_on_submit():
        dits = form.reponses()
        devis = _devis(versions[str(dits["version"])], dits)
    return render_template(
        "administration/activites/apercu.html",
        grille=lue,
        form=form,
        devis=devis,
        nom_du_produit=nom_du_produit,
        cent=CENT,
        etapes=fil_des_inscriptions((lue.libelle, url_for("administration.grille", code=code))),
    ), 422 if form.errors else 200


def _versions(lue: GrilleTarifaire) -> dict[str, VersionDeGrille]:
    """Rend la version d’aujourd’hui et celles à venir qui ont des prix, par jour de début."""
    jour = horloge.aujourd_hui()
    en_vigueur = lue.version_au(jour)
    a_montrer = (une for une in lue.versions if (une is en_vigueur or une.debut > jour) and une.tarifs)
    return {une.debut.isoformat(): une for une in a_montrer}


def _champs(versions: Mapping[str, VersionDeGrille]) -> Iterator[Champ]:
    jour = horloge.aujourd_hui().isoformat()
    dites = {
        debut: _("Ceux d’aujourd’hui")
        if debut <= jour
        else gettext("Ceux du %(jour)s", jour=date_longue(date.fromisoformat(debut)))
        for debut in versions
    }
    yield Choix("version", _("Quels tarifs ?"), dites)
    yield Montant("quotient", _("Quotient familial"), obligatoire=False, aide=_("Vide : la dernière tranche."))
    yield Nombre("enfants", _("Combien d’enfants ?"), minimum=Decimal(1), maximum=Decimal(ENFANTS * 2))
    yield Choix(
        "site", _("Vivent-ils dans la commune du site ?"), {"non": _("Non"), "oui": _("Oui")}, obligatoire=False
    )
    for produit in sorted({un.produit for version in versions.values() for un in version.tarifs}):
        libelle = traduire(_("%(produit)s, par enfant")) % {"produit": nom_du_produit(produit)}
        yield Nombre(f"combien_{produit}", libelle, obligatoire=False, maximum=Decimal(60))


def _devis(version: VersionDeGrille, dits: Mapping[str, object]) -> Devis:
    grille = en_calcul(version)
    connus = {produit for produit, _tranche, _zone in grille.prix}
    produits = [(un, int(str(dits.get(f"combien_{un}") or 0))) for un in sorted(connus)]
    voulus = [(un, fois) for un, fois in produits if fois]
    zone = DU_SITE if dits.get("site") == "oui" else ""
    quotient = Decimal(str(dits["quotient"])) if dits.get("quotient") is not None else None
    enfants = [EnfantSimule(produits=voulus, zone=zone)] * int(str(dits["enfants"]))
    return simuler(grille, quotient, enfants)
