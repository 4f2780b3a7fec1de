"""La description OpenAPI de l’API, tirée des déclarations : elle ne peut pas dire autre chose que le code."""

from collections.abc import Iterable
from functools import singledispatch
from typing import Any, TypeAlias

from portail.demarche import champs
from portail.demarche.champs import Champ
from portail.demarche.declaration import Demarche
from portail.demarche.regles import MOIS, Verdict
from portail.demarche.valeurs import options_de
from portail.guichets.api.entrees import entrees_de, pretest_de

Schema: TypeAlias = dict[str, Any]
_DECIMAL: Schema = {"type": ["string", "null"], "pattern": r"^-?\d+(\.\d+)?$"}
_DATE: Schema = {"type": "string", "format": "date"}
_MOIS: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}$"}


def decrire(demarches: Iterable[Demarche]) -> Schema:
    """Rend le document OpenAPI 3.1 des démarches qui ouvrent un pré-test."""
    ouvertes = [demarche for demarche in demarches if demarche.pretest and demarche.pretest.api]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Simulations du portail",
            "version": "1",
            "description": "Sans compte et sans trace : rien de ce qui est envoyé n’est gardé.",
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "paths": {f"/api/v1/simulations/{une.identifiant}": {"post": _operation(une)} for une in ouvertes},
        "components": {"schemas": {"Refus": _refus()}},
    }


def _operation(demarche: Demarche) -> Schema:
    refus = {"application/json": {"schema": {"$ref": "#/components/schemas/Refus"}}}
    return {
        "operationId": f"simuler_{demarche.identifiant.replace('-', '_')}",
        "summary": demarche.nom,
        "description": demarche.titre,
        "requestBody": {"required": True, "content": {"application/json": {"schema": _entrees(demarche)}}},
        "responses": {
            "200": {
                "description": "L’examen de la situation.",
                "content": {"application/json": {"schema": _sorties(demarche)}},
            },
            "413": {"description": "Demande trop longue.", "content": refus},
            "422": {"description": "Demande à corriger, entrée par entrée.", "content": refus},
            "429": {"description": "Trop de demandes en peu de temps.", "content": refus},
        },
    }


def _entrees(demarche: Demarche) -> Schema:
    entrees, api = entrees_de(demarche), pretest_de(demarche).api
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [nom for nom, champ in entrees.items() if champ is not None and champ.obligatoire],
        "properties": {
            nom: _de_la_date(api[nom]) if champ is None else _schema(champ) | {"description": champ.libelle}
            for nom, champ in entrees.items()
        },
    }


def _de_la_date(ou: str) -> Schema:
    if ou == MOIS:
        return _MOIS | {"description": "Mois de référence, au premier jour ; aujourd’hui sans lui."}
    return _DATE | {"description": "Date de référence ; aujourd’hui sans elle."}


def _sorties(demarche: Demarche) -> Schema:
    calculs = {calcul.code: calcul for calcul in demarche.calculs}
    pretest = pretest_de(demarche)
    regle = {
        "type": "object",
        "properties": {
            "code": {"type": "string"},
            "verdict": {"type": "string", "enum": [verdict.value for verdict in Verdict]},
            "texte": {"type": "string"},
        },
    }
    return {
        "type": "object",
        "properties": {
            "eligible": {"type": ["boolean", "null"], "description": "Nul quand un agent doit vérifier."},
            **{nom: _DECIMAL | {"description": calculs[nom].titre} for nom in pretest.sorties},
            "montant": _DECIMAL | {"description": "En euros."},
            **(_DETAIL if pretest.detail else {}),
            "regles": {"type": "array", "items": regle},
        },
    }


def _refus() -> Schema:
    return {
        "type": "object",
        "properties": {
            "code": {"type": "integer"},
            "explication": {"type": "string"},
            "erreurs": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"entree": {"type": "string"}, "message": {"type": "string"}},
                },
            },
        },
    }


_DETAIL: Schema = {
    "motif": {"type": "string", "description": "Code du motif d’un refus ou d’une réserve ; vide sans motif."},
    "etapes": {
        "type": "array",
        "description": "Les calculs, dans l’ordre, chacun avec sa formule en toutes lettres.",
        "items": {
            "type": "object",
            "properties": {
                "code": {"type": "string"},
                "titre": {"type": "string"},
                "valeur": _DECIMAL,
                "unite": {"type": "string"},
                "texte": {"type": "string"},
            },
        },
    },
}


@singledispatch
def _schema(_champ: Champ) -> Schema:
    """Rend le schéma JSON de ce que l’API attend pour un champ."""
    return {"type": "string"}


@_schema.register(champs.DateConnue)
@_schema.register(champs.DateRecente)
def _schema_de_date(_champ: Champ) -> Schema:
    return dict(_DATE)


@_schema.register(champs.Nombre)
@_schema.register(champs.Montant)
def _schema_de_nombre(champ: champs.Nombre | champs.Montant) -> Schema:
    return {"type": ["number", "string"], "minimum": float(champ.minimum), "maximum": float(champ.maximum)}


@_schema.register
def _schema_de_choix(champ: champs.Choix) -> Schema:
    return {"type": "string", "enum": list(options_de(champ))}


@_schema.register
def _schema_d_oui_non(champ: champs.OuiNon) -> Schema:
    return {"enum": [True, False, *options_de(champ)]}


@_schema.register
def _schema_de_commune(_champ: champs.Commune) -> Schema:
    return {"type": "string", "pattern": r"^(\d{2}|2[AB])\d{3}$"}
