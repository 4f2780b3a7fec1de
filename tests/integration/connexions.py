"""Le chemin d’une connexion, vu du navigateur de test."""

import re

from sqlalchemy import func, select

from portail.config import lire_reglages
from portail.demonstration.fournisseur.emetteurs import variables_du_portail
from portail.guichets.connexion import decouverte
from portail.guichets.session import TEMOIN
from portail.identite.models import SessionOuverte
from portail.socle import demarrage
from tests.fournisseur_oidc import Comptoir


def brancher(comptoir: Comptoir, environ: dict[str, str], monkeypatch) -> Comptoir:
    """Branche l’application sur ce fournisseur, sans anomalie ni mémoire, et le rend."""
    reglages = lire_reglages(environ | variables_du_portail(comptoir.etat.adresse))
    monkeypatch.setattr(demarrage._Reglage, "reglages", reglages)
    decouverte.oublier()
    comptoir.fautes.clear()
    return comptoir


def partir(client, nom: str = "franceconnect", suite: str = "") -> str:
    reponse = client.get(f"/connexion/{nom}", query_string={"suite": suite} if suite else {})
    assert reponse.status_code == 303
    return reponse.headers["Location"]


def connecter(client, comptoir, personne: str = "lina-moreau", *, nom: str = "franceconnect", suite: str = ""):
    parametres = comptoir.traverser(partir(client, nom, suite), personne)
    return client.get(f"/connexion/{nom}/retour", query_string=parametres)


def jeton_de_formulaire(page) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]


def temoin(client) -> str:
    trouve = client.get_cookie(TEMOIN)
    return trouve.value if trouve else ""


def nombre(base, table) -> int:
    return base.scalar(select(func.count()).select_from(table))


def sessions_ouvertes(base) -> int:
    """Rend le nombre de sessions attachées à quelqu’un."""
    quelqu_un = SessionOuverte.usager_id.is_not(None) | SessionOuverte.agent_id.is_not(None)
    return base.scalar(select(func.count()).select_from(SessionOuverte).where(quelqu_un))
