"""« Mon terrain est-il en zone ? » : sans compte, rien n’est gardé, rien n’est certifié ; les zonages en données."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, render_template
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import Commune, TexteCourt, TexteLong
from portail.guichets.contexte import langue_courante
from portail.guichets.gardes import ouvert
from portail.guichets.poste import poste
from portail.guichets.public.blueprint import blueprint
from portail.guichets.refus import SAISIE_A_CORRIGER, refus_dit
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.notaires.zones import mots
from portail.notaires.zones.adresses import parcelle_a_l_adresse
from portail.notaires.zones.appartenance import Sorte, Statut
from portail.notaires.zones.carte import carte
from portail.notaires.zones.constats import Constat, Terrain, observer
from portail.notaires.zones.ouvertes import geojson, version_ouverte
from portail.notaires.zones.parcelles import Parcelle, ParcelleIllisible, lire_les_parcelles
from portail.socle import debits, horloge
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _
from portail.territoire.communes import annuaire

DEBIT = "60/hour"
UNE_HEURE = "public, max-age=3600"
CHAMPS: tuple[Champ, ...] = (
    Commune(
        "commune",
        _("Commune"),
        aide=_("Le nom d’aujourd’hui ou d’avant une fusion. Exemple : Couëron, ou Belligné"),
        hors_departement=False,
    ),
    TexteLong(
        "parcelles",
        _("Parcelles"),
        aide=_("Section et numéro, une par ligne, comme sur l’acte ou l’avis de taxe foncière. Exemple : ZK 12"),
        longueur_max=2000,
        obligatoire=False,
    ),
    TexteCourt(
        "adresse",
        _("Ou l’adresse du terrain"),
        aide=_("Numéro et voie, si vous ne connaissez pas la parcelle. Exemple : 12 rue de la Salle"),
        longueur_max=120,
        obligatoire=False,
    ),
)


@dataclass(frozen=True, slots=True)
class Reponse:
    """Ce que la page montre d’un terrain."""

    commune: str
    constats: Sequence[Constat]
    carte: str
    conduites: Sequence[tuple[str, Sequence[str]]]
    """Des parcelles, et ce qu’il faut faire pour elles."""
    donnees: Sequence[str]


@blueprint.route("/espaces-naturels/", methods=["GET", "POST"])
@ouvert
def espaces_naturels() -> ResponseReturnValue:
    """Dit si des parcelles sont en zone, en partie ou dehors, et ce que cela change pour les vendre."""
    form = formulaire_de(CHAMPS, contexte=contexte_de_saisie(), valeurs={}, jeton=False)
    reponse = None
    if form.validate_on_submit():
        debits.consommer(DEBIT, "espaces_naturels", poste())
        parcelles = _parcelles(form)
        reponse = _reponse(observer(parcelles, horloge.aujourd_hui())) if parcelles else None
    return render_template(
        "public/espaces_naturels.html", form=form, reponse=reponse, mots=mots, favorable=Statut.HORS_ZONE, sortes=Sorte
    ), SAISIE_A_CORRIGER if form.errors else 200


@blueprint.record_once
def _sans_jeton(etat: BlueprintSetupState) -> None:
    """La recherche ne change et ne garde rien : un jeton n’y protégerait rien, et ouvrirait une session."""
    etat.app.extensions["csrf"].exempt(espaces_naturels)


@blueprint.get("/espaces-naturels/<any(ens, pean):sorte>.geojson")
@ouvert
def zonage_ouvert(sorte: str) -> Response:
    """Rend un zonage en vigueur, en données ouvertes."""
    version = version_ouverte(Sorte(sorte), horloge.aujourd_hui())
    reponse = Response(geojson(version), content_type="application/geo+json")
    reponse.headers["Content-Disposition"] = f'attachment; filename="{sorte}-{version.date_effet.isoformat()}.geojson"'
    reponse.headers["Cache-Control"] = UNE_HEURE
    return reponse


def _parcelles(form: FormulaireDeSaisie) -> list[Parcelle]:
    """Rend les parcelles demandées ; aucune, la raison sous le champ, si l’on n’en trouve pas."""
    dits = form.reponses()
    code = _code_de_la_commune(form)
    champ = form["adresse"] if dits["adresse"] and not dits["parcelles"] else form["parcelles"]
    try:
        if champ.name == "adresse":
            return [parcelle_a_l_adresse(code, str(dits["adresse"]))]
        return lire_les_parcelles(code, str(dits["parcelles"] or ""))
    except ParcelleIllisible as refus:
        ou = gettext("Ligne %(ligne)s : ", ligne=refus.ligne) if refus.ligne > 1 else ""
        champ.errors = [ou + refus_dit(refus)]
    except SaisieInvalide as refus:
        champ.errors = [refus_dit(refus)]
    return []


def _code_de_la_commune(form: FormulaireDeSaisie) -> str:
    """Rend le code de la commune écrite : celui d’avant la fusion si c’est une ancienne, pour son cadastre."""
    choisie = form.reponses()["commune"]
    ecrite = str(form.brut().get("commune", ""))
    code = str(choisie["insee"]) if isinstance(choisie, dict) else str(choisie)
    ancienne = annuaire().code_d_alors(ecrite)
    actuelle = annuaire().par_code(ancienne) if ancienne else None
    return ancienne if ancienne and actuelle and actuelle.code_insee == code else code


def _reponse(terrain: Terrain) -> Reponse:
    langue = langue_courante()
    par_conduite: dict[tuple[str, ...], list[str]] = {}
    for un in terrain.constats:
        par_conduite.setdefault(tuple(mots.a_faire(un, langue)), []).append(un.parcelle.reference)
    commune = annuaire().par_code(terrain.constats[0].parcelle.commune_insee)
    return Reponse(
        commune=commune.nom if commune else "",
        constats=terrain.constats,
        carte=carte(terrain, langue),
        conduites=[(", ".join(references), conduite) for conduite, references in par_conduite.items()],
        donnees=mots.donnees_lues(terrain.constats, langue),
    )
