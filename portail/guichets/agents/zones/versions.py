"""Les zonages : leurs versions, celle qui vaut aujourd’hui, la carte de chacune, le cadastre connu."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.zones.acces import agent_des_zones
from portail.guichets.agents.zones.mots import COMPETENTS, COUCHES, ETATS, SORTES
from portail.guichets.contexte import langue_courante
from portail.notaires.habilitations import SERVICE_ESPACES_NATURELS, peut_importer, peut_instruire
from portail.notaires.zones.carte import carte_d_ensemble
from portail.notaires.zones.imports.queries import imports_recents
from portail.notaires.zones.versions import (
    cadastres,
    toutes_les_versions,
    traces_de,
    version_de,
    versions_au,
    zones_de,
)
from portail.socle import horloge
from portail.territoire.communes import annuaire


@blueprint.get("/zones/")
def zones() -> ResponseReturnValue:
    """Montre les versions, les communes dont le cadastre est connu, et les derniers imports."""
    agent = agent_des_zones()
    return render_template(
        "agents/zones/zones.html",
        versions=toutes_les_versions(),
        en_vigueur={version.id for version in versions_au(horloge.aujourd_hui()).values()},
        cadastres=cadastres(),
        communes=annuaire(),
        imports=imports_recents(),
        importe=peut_importer(agent, SERVICE_ESPACES_NATURELS),
        instruit=peut_instruire(agent, SERVICE_ESPACES_NATURELS),
        sortes=SORTES,
        couches=COUCHES,
        etats=ETATS,
    )


@blueprint.get("/zones/versions/<uuid:version_id>")
def version_de_zonage(version_id: UUID) -> ResponseReturnValue:
    """Montre une version : sa carte et ses zones."""
    agent_des_zones()
    version = version_de(version_id)
    return render_template(
        "agents/zones/version.html",
        version=version,
        en_vigueur=versions_au(horloge.aujourd_hui()).get(version.sorte) is version,
        zones=zones_de(version_id),
        carte=carte_d_ensemble(version.sorte, traces_de(version_id), langue_courante()),
        sortes=SORTES,
        competents=COMPETENTS,
    )
