"""La file des certificats : à vérifier par échéance, attendus, délivrés, changés par un nouveau zonage ; chercher."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.mots import echeance_dite
from portail.guichets.identites import agent_courant
from portail.identite.models import Agent
from portail.identite.notaires.queries import offices_par_id
from portail.notaires.certificats.etats import EtatCertificat
from portail.notaires.certificats.mots import commune_de
from portail.notaires.certificats.queries import certificats_du_service, chiffres
from portail.notaires.habilitations import SERVICE_ESPACES_NATURELS, peut_instruire
from portail.notaires.zones.mots import surface_dite
from portail.socle.erreurs import Interdit
from portail.socle.traduction import _

RECHERCHE_MAX = 60
ETATS: Mapping[EtatCertificat, tuple[str, str]] = MappingProxyType(
    {
        EtatCertificat.A_VERIFIER: (_("À vérifier"), "etude"),
        EtatCertificat.A_PRECISER: (_("Attend l’office"), "attendu"),
        EtatCertificat.DELIVRE: (_("Délivré"), "accord"),
        EtatCertificat.A_RECTIFIER: (_("À rectifier"), "retard"),
        EtatCertificat.RETIRE: (_("Retiré"), "fini"),
    }
)
ONGLETS: Mapping[str, str] = MappingProxyType(
    {
        "a_verifier": _("À vérifier"),
        "attendus": _("Attendent l’office"),
        "delivres": _("Délivrés"),
        "changes": _("Changés par un nouveau zonage"),
    }
)


@blueprint.context_processor
def mots_des_certificats() -> dict[str, object]:
    """Donne aux gabarits de quoi dire l’état d’un certificat, sa commune, son échéance, une surface."""
    return {
        "etats_certificat": ETATS,
        "commune_de": commune_de,
        "echeance_dite": echeance_dite,
        "surface": surface_dite,
    }


def certificateur() -> Agent:
    """Rend l’agent courant s’il répond aux notaires pour les espaces naturels ; lève `Interdit` sinon."""
    agent = agent_courant()
    if not peut_instruire(agent, SERVICE_ESPACES_NATURELS):
        raise Interdit
    return agent


@blueprint.get("/zones/certificats")
def certificats_de_zonage() -> ResponseReturnValue:
    """Montre un onglet de la file, ou ce qu’une recherche trouve, et les chiffres de l’année."""
    certificateur()
    onglet = request.args.get("vue", "a_verifier")
    cherche = request.args.get("q", "").strip()[:RECHERCHE_MAX]
    page = certificats_du_service(onglet, cherche=cherche, page=request.args.get("page", 1, type=int))
    return render_template(
        "agents/zones/certificats.html",
        page=page,
        onglet=onglet if onglet in ONGLETS else "a_verifier",
        onglets=ONGLETS,
        cherche=cherche,
        chiffres=chiffres(),
        offices=offices_par_id({un.office_id for un in page.lignes}),
        garde={nom: valeur for nom, valeur in request.args.items() if valeur and nom != "page"},
    )
