"""Des réponses gardées, champ par champ, à la demande qu’elles font ; et retour, pour repartir d’une requête."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from portail.notaires.rapprochement.identites import DateConnue, Identite
from portail.notaires.successions.demandes import Demande, Domicile
from portail.notaires.successions.recuperation import Heritier
from portail.territoire.communes import annuaire

_OUI_NON = {"oui": True, "non": False}


def demande_de(reponses: Mapping[str, Any]) -> Demande:
    """Rend la demande que font ces réponses ; ce qui manque y manque, et `fautes_de` le dit."""
    avec_conjoint = reponses.get("conjoint") == "oui"
    actif = reponses.get("actif_net_estime")
    return Demande(
        reference=reponses.get("reference") or "",
        defunt=_identite(reponses, ""),
        deces_le=_jour(reponses.get("deces_le")),
        deces_commune=_commune(reponses.get("deces_commune")),
        domicile=_domicile(reponses.get("domicile") or {}),
        domiciles_anterieurs=tuple(
            _commune(un.get("commune")) for un in reponses.get("domiciles_anterieurs") or () if un.get("commune")
        ),
        heritiers=tuple(Heritier(heritier) for heritier in reponses.get("heritiers") or ()),
        testament=_OUI_NON.get(reponses.get("testament", "")),
        donations=_OUI_NON.get(reponses.get("donations", "")),
        donations_le=tuple(
            date.fromisoformat(une["le"]) for une in reponses.get("donations_le") or () if une.get("le")
        ),
        assurance_vie=_OUI_NON.get(reponses.get("assurance_vie", "")),
        actif_net_estime=None if actif is None else Decimal(actif),
        conjoint=_identite(reponses, "conjoint_") if avec_conjoint else None,
        conjoint_deces_le=_jour(reponses.get("conjoint_deces_le")) if avec_conjoint else None,
        conjoint_deces_commune=_commune(reponses.get("conjoint_deces_commune")) if avec_conjoint else "",
    )


def _identite(reponses: Mapping[str, Any], debut: str) -> Identite:
    return Identite(
        nom_naissance=reponses.get(f"{debut}nom_naissance") or "",
        prenoms=tuple((reponses.get(f"{debut}prenoms") or "").replace(",", " ").split()),
        naissance=naissance_lue(reponses.get(f"{debut}naissance"), reponses.get(f"{debut}naissance_incomplete")),
        nom_usage=reponses.get(f"{debut}nom_usage") or "",
        lieu=_commune(reponses.get(f"{debut}lieu_naissance")),
        sexe=reponses.get(f"{debut}sexe") or "",
    )


def naissance_lue(entiere: str | None, incomplete: str | None) -> DateConnue:
    """Rend la date de naissance ; `incomplete` : « 1931 » ou « 03/1931 ». Année nulle s’il n’y a rien."""
    if entiere:
        return DateConnue.du(date.fromisoformat(entiere))
    *mois, annee = (incomplete or "0").split("/")
    return DateConnue(int(annee), int(mois[0]) if mois else 0)


def _jour(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _commune(valeur: Mapping[str, str | None] | None) -> str:
    """Rend le code INSEE d’une commune du département, à défaut le nom écrit."""
    return (valeur["insee"] or valeur["nom"] or "") if valeur else ""


def _domicile(adresse: Mapping[str, str | None]) -> Domicile:
    voie = ", ".join(filter(None, (adresse.get("voie"), adresse.get("complement"))))
    commune = adresse.get("commune_insee") or adresse.get("commune") or ""
    return Domicile(commune, voie, adresse.get("code_postal") or "")


def reponses_de(demande: Demande) -> dict[str, Any]:
    """Rend les réponses qui referaient cette demande, conjoint exclu : de quoi la reprendre et la préciser."""
    return {
        "reference": demande.reference,
        **_reponses_de_l_identite(demande.defunt),
        "deces_le": demande.deces_le.isoformat() if demande.deces_le else None,
        "deces_commune": _commune_ecrite(demande.deces_commune),
        "domicile": {
            "voie": demande.domicile.voie,
            "complement": "",
            "code_postal": demande.domicile.code_postal,
            "commune": _commune_ecrite(demande.domicile.commune)["nom"],
            "commune_insee": _commune_ecrite(demande.domicile.commune)["insee"],
        },
        "domiciles_anterieurs": [{"commune": _commune_ecrite(code)} for code in demande.domiciles_anterieurs],
        "conjoint": "non",
        "heritiers": [heritier.value for heritier in demande.heritiers],
        **{nom: _en_mots(getattr(demande, nom)) for nom in ("testament", "donations", "assurance_vie")},
        "donations_le": [{"le": jour.isoformat()} for jour in demande.donations_le],
        "actif_net_estime": None if demande.actif_net_estime is None else str(demande.actif_net_estime),
    }


def _reponses_de_l_identite(personne: Identite) -> dict[str, Any]:
    ne_le = personne.naissance
    entiere = date(ne_le.annee, ne_le.mois, ne_le.jour).isoformat() if ne_le.est_entiere else None
    partielle = f"{ne_le.mois:02d}/{ne_le.annee}" if ne_le.mois else str(ne_le.annee)
    return {
        "nom_naissance": personne.nom_naissance,
        "nom_usage": personne.nom_usage or None,
        "prenoms": " ".join(personne.prenoms),
        "sexe": personne.sexe,
        "naissance": entiere,
        "naissance_incomplete": None if entiere else partielle,
        "lieu_naissance": _commune_ecrite(personne.lieu),
    }


def _commune_ecrite(code_ou_nom: str) -> dict[str, str | None]:
    connue = annuaire().par_code(code_ou_nom)
    return {"nom": connue.nom, "insee": connue.code_insee} if connue else {"nom": code_ou_nom, "insee": None}


def _en_mots(sait: bool | None) -> str:
    return "ne_sais_pas" if sait is None else ("oui" if sait else "non")
