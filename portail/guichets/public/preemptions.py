"""Le registre des préemptions, ouvert à tous, à l’écran et en CSV : sans aucun nom (code de l’urbanisme, L215-24)."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from portail.guichets.gardes import ouvert
from portail.guichets.poste import poste
from portail.guichets.public.blueprint import blueprint
from portail.notaires.declarations.models import Genre, Preemption
from portail.notaires.declarations.registre import page_du_registre, tout_le_registre
from portail.notaires.declarations.reponses import SUITES
from portail.socle import debits, tableur
from portail.socle.traduction import _
from portail.territoire.communes import annuaire

DEBIT = "60/hour"
COLONNES = (
    "commune_insee",
    "commune",
    "parcelles",
    "decidee_le",
    "genre",
    "prix",
    "annulee_le",
    "reponse",
    "repondue_le",
)
GENRES: Mapping[Genre, str] = MappingProxyType(
    {
        Genre.PRIX: _("Au prix déclaré"),
        Genre.INFERIEUR: _("À un prix inférieur"),
        Genre.PARTIELLE: _("D’une partie du bien"),
    }
)


def commune_de(preemption: Preemption) -> str:
    """Rend le nom de la commune du bien."""
    commune = annuaire().par_code(preemption.commune_insee)
    return commune.nom if commune else preemption.commune_insee


@blueprint.get("/espaces-naturels/preemptions")
@ouvert
def preemptions() -> ResponseReturnValue:
    """Montre les préemptions décidées, les plus récentes d’abord."""
    return render_template(
        "public/preemptions.html",
        page=page_du_registre(request.args.get("page", 1, type=int)),
        genres=GENRES,
        commune_de=commune_de,
        suites=SUITES,
    )


@blueprint.get("/espaces-naturels/preemptions.csv")
@ouvert
def preemptions_csv() -> ResponseReturnValue:
    """Rend tout le registre, pour un tableur."""
    debits.consommer(DEBIT, "preemptions", poste())
    contenu = tableur.ecrire(COLONNES, (_ligne(une) for une in tout_le_registre()))
    return Response(
        contenu, mimetype="text/csv", headers={"Content-Disposition": 'attachment; filename="preemptions-ens.csv"'}
    )


def _ligne(une: Preemption) -> tuple[object, ...]:
    annulee = une.annulee_le.isoformat() if une.annulee_le else ""
    prix = "" if une.prix is None else f"{une.prix:.2f}"
    parcelles = ", ".join(une.parcelles)
    suite = une.reponse.value if une.reponse else "", une.repondue_le.isoformat() if une.repondue_le else ""
    faits = parcelles, une.decidee_le.isoformat(), une.genre.value, prix, annulee
    return une.commune_insee, commune_de(une), *faits, *suite
