"""API Particulier simulée : le quotient familial des personnes fictives, avec les refus que la vraie connaît.

Jamais en production. Une identité inconnue reçoit 404 ; un jeton faux, 401 ; un paramètre qui manque, 422.
"""

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flask import Blueprint, Flask, current_app, request
from flask.typing import ResponseReturnValue

from portail.config import Environnement
from portail.demarche.recherche import normaliser
from portail.demonstration.personnes import PARTICULIERS, Particulier

PREFIXE, NOM = "/particulier", "particulier-simule"
JETON = "jeton-de-demonstration"
ADMIS = frozenset({Environnement.DEMO, Environnement.TEST})
SEXES = {"female": "F", "male": "M"}
EXIGES = ("recipient", "nomNaissance", "prenoms[]", "sexeEtatCivil", "codeCogInseePaysNaissance")
QUOTIENTS = {"claire-guillet": ("CNAF", 750), "nadia-cherif": ("CNAF", 540), "sophie-moreau": ("MSA", 1180)}
"""Les allocataires ; toute autre personne est inconnue de la CAF et de la MSA."""

blueprint = Blueprint("particulier", __name__)


class InterditEnProduction(RuntimeError):
    """Le simulateur a été demandé là où les personnes sont vraies."""


@dataclass(slots=True)
class ParticulierSimule:
    """L’état du simulateur : à quel jour les âges sont exacts, comment il répond, ce qu’on lui a demandé."""

    jour: date
    panne: int = 0
    """Le statut à rendre à tout appel ; 0 : tout va bien."""
    silence_secondes: float = 0.0
    illisible: bool = False
    demandes: list[dict[str, list[str]]] = field(default_factory=list)
    reveil: threading.Event = field(default_factory=threading.Event)


def ajouter_particulier(app: Flask, *, jour: date, environ: Mapping[str, str] | None = None) -> ParticulierSimule:
    """Ajoute le simulateur à cette application, sous `/particulier`, et rend son état ; lève `InterditEnProduction`."""
    reglages = os.environ if environ is None else environ
    if reglages.get("PORTAIL_ENV", Environnement.PRODUCTION) not in ADMIS:
        raise InterditEnProduction("PORTAIL_ENV doit valoir demo ou test")
    etat = app.extensions[NOM] = ParticulierSimule(jour)
    app.register_blueprint(blueprint, url_prefix=PREFIXE)
    return etat


@blueprint.get("/v3/dss/quotient_familial/identite")
def quotient_familial() -> ResponseReturnValue:
    """Rend le quotient d’une personne fictive, dans la forme de la vraie API."""
    etat: ParticulierSimule = current_app.extensions[NOM]
    etat.demandes.append(request.args.to_dict(flat=False))
    etat.reveil.wait(etat.silence_secondes)
    if refus := _faute(etat):
        return _refus(*refus)
    if etat.illisible:
        return {"data": {"quotient_familial": {"valeur": "sept cents"}}}
    trouvee = next((une for une in PARTICULIERS if une.identifiant in QUOTIENTS and _est(une, etat.jour)), None)
    return _document(trouvee, etat.jour) if trouvee else _refus(404, "Allocataire non référencé")


def _faute(etat: ParticulierSimule) -> tuple[int, str] | None:
    if etat.panne:
        return etat.panne, "Service indisponible"
    if request.headers.get("Authorization") != f"Bearer {JETON}":
        return 401, "Jeton absent ou refusé"
    manquants = [nom for nom in EXIGES if not request.args.get(nom)]
    return (422, f"Paramètres manquants : {', '.join(manquants)}") if manquants else None


def _est(une: Particulier, jour: date) -> bool:
    ne, lus = une.naissance(jour), request.args
    dits = (
        normaliser(lus["nomNaissance"]) == normaliser(une.nom_naissance),
        [normaliser(prenom) for prenom in lus.getlist("prenoms[]")][:1] == [normaliser(une.prenoms[0])],
        lus["sexeEtatCivil"] == SEXES[une.sexe],
        lus["codeCogInseePaysNaissance"] == une.pays_naissance_insee,
        lus.get("codeCogInseeCommuneNaissance", "") == une.lieu_naissance_insee,
        tuple(lus.get(f"{partie}DateNaissance", type=int) for partie in ("annee", "mois", "jour"))
        == (ne.year, ne.month, ne.day),
    )
    return all(dits)


def _document(une: Particulier, jour: date) -> ResponseReturnValue:
    organisme, valeur = QUOTIENTS[une.identifiant]
    mois = {"annee": jour.year, "mois": jour.month}
    return {
        "data": {
            "quotient_familial": {
                "fournisseur": organisme,
                "valeur": valeur,
                **mois,
                **{f"{nom}_calcul": nombre for nom, nombre in mois.items()},
            },
            "allocataires": [
                {
                    "nom_naissance": une.nom_naissance.upper(),
                    "nom_usage": une.nom_usage.upper() or None,
                    "prenoms": " ".join(une.prenoms).upper(),
                    "date_naissance": une.naissance(jour).isoformat(),
                    "sexe": SEXES[une.sexe],
                }
            ],
            "enfants": [],
            "adresse": {"destinataire": une.nom, "pays": "FRANCE"},
        },
        "links": {},
        "meta": {},
    }


def _refus(statut: int, titre: str) -> ResponseReturnValue:
    return {"errors": [{"code": f"{statut:05}", "title": titre, "detail": titre}]}, statut
