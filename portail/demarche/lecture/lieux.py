"""Lire une commune ou une adresse : le code INSEE dit où l’on est, le code postal aide seulement à le trouver."""

import re
from collections.abc import Iterable

from portail.demarche.champs import Adresse, Commune
from portail.demarche.declaration import _
from portail.demarche.lecture.brut import Brut, ligne_de
from portail.demarche.lecture.contexte import AnnuaireCommunes, CommuneConnue
from portail.demarche.lecture.refus import Faute, ValeurRefusee, refuser
from portail.demarche.lecture.textes import chiffres_latins, compact

LONGUEURS = {"voie": 120, "complement": 80, "commune": 80}
PARTIES = ("voie", "complement", "code_postal", "commune")
_CODE_POSTAL = re.compile(r"(?:F|FR)?(\d{5})(?:CEDEX\d{0,2})?")
_CODE_POSTAL_CITE = re.compile(r"\(?\b(\d{2} ?\d{3})\b\)?")
_SUGGESTIONS = 6
_MANQUES = {
    "voie": _("Indiquez le numéro et le nom de la voie, ou le lieu-dit. Exemple : 12 rue des Halles"),
    "code_postal": _("Indiquez 5 chiffres. Exemple : 44190"),
    "commune": _("Indiquez le nom de la commune. Exemple : Clisson"),
}
_TROP_LONG = _("Raccourcissez cette ligne : %(maximum)s caractères au plus, vous en avez écrit %(nombre)s.")


def lire_adresse(champ: Adresse, brut: Brut, communes: AnnuaireCommunes) -> dict[str, str | None]:
    """Rend l’adresse (voie, complement, code_postal, commune, commune_insee) ; lève ValeurRefusee.

    La commune se déduit d’un code postal qui n’en dessert qu’une ; hors du département elle reste telle qu’écrite,
    sans code INSEE.
    """
    lignes = {partie: ligne_de(brut, partie) for partie in LONGUEURS}
    code_postal = _code_postal(ligne_de(brut, "code_postal"))
    refuser(_fautes_d_adresse(lignes, code_postal))
    nom, code_insee = _commune_desservie(lignes["commune"], code_postal, communes)
    return {
        "voie": lignes["voie"],
        "complement": lignes["complement"],
        "code_postal": code_postal,
        "commune": nom,
        "commune_insee": code_insee,
    }


def _fautes_d_adresse(lignes: dict[str, str], code_postal: str) -> Iterable[Faute]:
    if not lignes["voie"]:
        yield Faute(_MANQUES["voie"], partie="voie")
    for partie, maximum in LONGUEURS.items():
        if (nombre := len(lignes[partie])) > maximum:
            yield Faute(_TROP_LONG, {"maximum": maximum, "nombre": nombre}, partie)
    if not code_postal:
        yield Faute(_MANQUES["code_postal"], partie="code_postal")
        if not lignes["commune"]:
            yield Faute(_MANQUES["commune"], partie="commune")


def _code_postal(texte: str) -> str:
    """Rend les cinq chiffres, ou rien ; « F-44 190 » et « 44041 CEDEX 1 » sont admis."""
    trouve = _CODE_POSTAL.fullmatch(compact(texte))
    return trouve[1] if trouve else ""


def _commune_desservie(nom: str, code_postal: str, communes: AnnuaireCommunes) -> tuple[str, str | None]:
    desservies = communes.par_code_postal(code_postal)
    if not nom and len(desservies) == 1:
        return desservies[0].nom, desservies[0].code_insee
    if not nom and not desservies:
        raise ValeurRefusee(_MANQUES["commune"], partie="commune")
    trouvee = _reconnue(nom, code_postal, communes, desservies)
    if trouvee:
        return trouvee.nom, trouvee.code_insee
    if desservies:
        raise _mauvaise_commune(nom, code_postal, desservies)
    return _hors_annuaire(nom, code_postal, communes)


def _reconnue(
    nom: str, code_postal: str, communes: AnnuaireCommunes, desservies: Iterable[CommuneConnue]
) -> CommuneConnue | None:
    reconnue = communes.reconnaitre(nom)
    codes = {commune.code_insee for commune in desservies}
    return reconnue if reconnue and reconnue.code_insee in codes else communes.deviner(nom, code_postal)


def _mauvaise_commune(nom: str, code_postal: str, desservies: Iterable[CommuneConnue]) -> ValeurRefusee:
    noms = [commune.nom for commune in desservies]
    valeurs = {"code_postal": code_postal, "communes": ", ".join(noms), "nom": nom}
    if not nom:
        message = _("Plusieurs communes ont le code postal %(code_postal)s. Indiquez la vôtre parmi : %(communes)s.")
    else:
        message = _(
            "Le code postal %(code_postal)s n’est pas celui de « %(nom)s ». Indiquez une commune parmi : %(communes)s. "
            "Ou corrigez le code postal."
        )
    return ValeurRefusee(message, valeurs, "commune", choix=noms)


def _hors_annuaire(nom: str, code_postal: str, communes: AnnuaireCommunes) -> tuple[str, str | None]:
    """Ailleurs, la commune est celle qu’on écrit ; dans le département, un code postal inconnu est celui d’un CEDEX."""
    if not code_postal.startswith(communes.departement):
        return nom, None
    reconnue = communes.reconnaitre(nom)
    if reconnue is None and "cedex" not in nom.casefold():
        message = _("Vérifiez le code postal %(code_postal)s : nous ne le connaissons pas. Exemple : 44190 Clisson")
        raise ValeurRefusee(message, {"code_postal": code_postal}, "code_postal")
    return nom, reconnue.code_insee if reconnue else None


def lire_commune(champ: Commune, texte: str, communes: AnnuaireCommunes) -> dict[str, str | None]:
    """Rend la commune (nom, insee) écrite par son nom actuel ou ancien, son code postal, ou les deux.

    Hors du département (si le champ l’admet), `insee` est vide et `nom` garde le code postal donné.
    Lève ValeurRefusee.
    """
    if not texte:
        raise ValeurRefusee(_MANQUES["commune"])
    cite = _CODE_POSTAL_CITE.search(chiffres_latins(texte))
    code_postal = compact(cite[1]) if cite else ""
    nom = _CODE_POSTAL_CITE.sub(" ", texte, count=1).strip(" ,-()") if cite else texte
    if code_postal and (code_postal.startswith(communes.departement) or communes.par_code_postal(code_postal)):
        nom, code_insee = _sans_partie(nom, code_postal, communes)
        return {"nom": nom, "insee": code_insee}
    if not code_postal and (connue := _par_nom(champ, nom, communes)):
        return {"nom": connue.nom, "insee": connue.code_insee}
    return _ailleurs(champ, nom, code_postal)


def _sans_partie(nom: str, code_postal: str, communes: AnnuaireCommunes) -> tuple[str, str | None]:
    try:
        return _commune_desservie(nom, code_postal, communes)
    except ValeurRefusee as refus:
        raise ValeurRefusee(refus.message, refus.valeurs, choix=refus.fautes[0].choix) from None


def _par_nom(champ: Commune, nom: str, communes: AnnuaireCommunes) -> CommuneConnue | None:
    if reconnue := communes.reconnaitre(nom):
        return reconnue
    proches = communes.chercher(nom, _SUGGESTIONS)
    if not proches:
        return None
    if len(proches) == 1 and not champ.hors_departement:
        return proches[0]
    noms = [commune.nom for commune in proches]
    valeurs = {"communes": ", ".join(noms), "nom": nom}
    if champ.hors_departement:
        message = _(
            "Choisissez et écrivez le nom complet : %(communes)s. "
            "Si la commune est hors du département, ajoutez son code postal. Exemple : 35000 Rennes"
        )
    else:
        message = _("Plusieurs communes ont un nom proche. Écrivez le nom complet de la vôtre : %(communes)s.")
    raise ValeurRefusee(message, valeurs, choix=noms)


def _ailleurs(champ: Commune, nom: str, code_postal: str) -> dict[str, str | None]:
    if not champ.hors_departement:
        message = _("Nous ne trouvons pas cette commune dans le département. Vérifiez son nom. Exemple : Clisson")
        raise ValeurRefusee(message)
    if not nom:
        message = _("Ajoutez le nom de la commune après le code postal. Exemple : 35000 Rennes")
        raise ValeurRefusee(message)
    if len(nom) > LONGUEURS["commune"]:
        raise ValeurRefusee(_TROP_LONG, {"maximum": LONGUEURS["commune"], "nombre": len(nom)})
    return {"nom": f"{nom} ({code_postal})" if code_postal else nom, "insee": None}
