"""Ce qu’un office demande sur une succession, et ce qui n’y va pas, champ par champ.

Le numéro de sécurité sociale n’est jamais demandé. Les pièces accompagnent la demande (`depot.deposer`), sans en être.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from portail.notaires.rapprochement.identites import DateConnue, Identite
from portail.notaires.rapprochement.noms import formes
from portail.notaires.successions.recuperation import Heritier
from portail.socle.traduction import _
from portail.territoire.communes import annuaire

REFERENCE_MAX = 30
NOM_MAX = 80
LIGNE_MAX = 120
PRENOMS_MAX = 10
DOMICILES_MAX = 10
DONATIONS_MAX = 20
ANS_MAX = 125
ACTIF_MAX = Decimal("9999999999.99")
_CODE_COMMUNE = re.compile(r"(?:\d{2}|2[AB])\d{3}")
_A_L_ETRANGER = "99"
_NAISSANCE_REFUSEE = _("Cette date de naissance n’existe pas dans le calendrier. Vérifiez le jour et le mois.")
_COMMUNE_REFUSEE = _("Aucune commune de Loire-Atlantique n’a ce code. Vérifiez-le, ou écrivez le nom de la commune.")

Fautes = Iterator[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Domicile:
    """Une adresse ; `commune` : code INSEE, ou nom de la commune hors du département."""

    commune: str
    voie: str = ""
    code_postal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demande:
    """Une succession, telle que l’office la dit. Une commune est un code INSEE, ou un nom hors du département.

    `testament`, `donations`, `assurance_vie` : `None` quand l’office ne le sait pas encore. Une date de naissance
    d’année nulle et un décès `None` sont des réponses manquantes, que `fautes_de` dit. `actif_net_estime` en euros.
    """

    reference: str
    defunt: Identite
    deces_le: date | None
    deces_commune: str
    domicile: Domicile
    domiciles_anterieurs: tuple[str, ...] = ()
    heritiers: tuple[Heritier, ...] = ()
    testament: bool | None = None
    donations: bool | None = None
    donations_le: tuple[date, ...] = ()
    assurance_vie: bool | None = None
    actif_net_estime: Decimal | None = None
    conjoint: Identite | None = None
    conjoint_deces_le: date | None = None
    conjoint_deces_commune: str = ""

    @property
    def du_conjoint(self) -> "Demande | None":
        """Rend la même demande pour le conjoint prédécédé, s’il faut aussi le rechercher."""
        if self.conjoint is None:
            return None
        seul = {"conjoint": None, "conjoint_deces_le": None, "conjoint_deces_commune": ""}
        de_lui = {"deces_le": self.conjoint_deces_le, "deces_commune": self.conjoint_deces_commune}
        return replace(self, defunt=self.conjoint, **de_lui, **seul)  # type: ignore[arg-type]

    def deces_en_json(self) -> dict[str, Any]:
        """Rend ce que la requête garde du décès, chiffré : `le`, `commune`, `domicile`, `domiciles_anterieurs`."""
        domicile = {
            "voie": self.domicile.voie,
            "code_postal": self.domicile.code_postal,
            "commune": self.domicile.commune,
        }
        return {
            "le": self.deces_le.isoformat() if self.deces_le else None,
            "commune": self.deces_commune,
            "domicile": domicile,
            "domiciles_anterieurs": list(self.domiciles_anterieurs),
        }

    def succession_en_json(self) -> dict[str, Any]:
        """Rend ce que la requête garde de la succession : dates ISO, actif en texte décimal, `None` si inconnu."""
        return {
            "heritiers": [heritier.value for heritier in self.heritiers],
            "testament": self.testament,
            "donations": self.donations,
            "donations_le": [jour.isoformat() for jour in self.donations_le],
            "assurance_vie": self.assurance_vie,
            "actif_net_estime": None if self.actif_net_estime is None else str(self.actif_net_estime),
        }


def fautes_de(demande: Demande, *, jour: date) -> dict[str, str]:
    """Rend ce qu’il faut corriger, au jour dit : champ → message ; vide quand la demande peut être déposée.

    Les champs d’une personne sont `nom_naissance`, `nom_usage`, `prenoms`, `sexe`, `naissance`, `lieu_naissance`,
    `deces_le`, `deces_commune`, précédés de `conjoint_` pour le conjoint. Un champ, un message.
    """
    trouvees: dict[str, str] = {}
    for lire in _CONTROLES:
        for champ, message in lire(demande, jour):
            trouvees.setdefault(champ, message)
    return trouvees


def _reference(demande: Demande, _jour: date) -> Fautes:
    if not demande.reference.strip():
        yield "reference", _("Indiquez la référence de votre dossier.")
    elif len(demande.reference) > REFERENCE_MAX:
        yield "reference", _("Raccourcissez la référence : 30 signes au plus.")


def _defunt(demande: Demande, jour: date) -> Fautes:
    yield from _identite(demande.defunt)
    yield from _deces(demande, jour)


def _identite(personne: Identite) -> Fautes:
    if not formes(personne.nom_naissance):
        yield "nom_naissance", _("Indiquez le nom de naissance.")
    for champ, nom in (("nom_naissance", personne.nom_naissance), ("nom_usage", personne.nom_usage)):
        if len(nom) > NOM_MAX:
            yield champ, _("Raccourcissez ce nom : 80 signes au plus.")
    yield from _prenoms(personne.prenoms)
    if personne.sexe not in {"F", "M"}:
        yield "sexe", _("Indiquez le sexe porté à l’état civil.")
    yield from _naissance(personne.naissance, personne.lieu)
    yield from _commune("lieu_naissance", personne.lieu, _("Indiquez le lieu de naissance."))


def _prenoms(prenoms: tuple[str, ...]) -> Fautes:
    if not any(formes(prenom) for prenom in prenoms):
        yield "prenoms", _("Indiquez tous les prénoms, dans l’ordre de l’état civil.")
    elif len(prenoms) > PRENOMS_MAX or len(" ".join(prenoms)) > LIGNE_MAX:
        yield "prenoms", _("Vérifiez les prénoms : 10 au plus, 120 signes en tout.")


def _naissance(naissance: DateConnue, lieu: str) -> Fautes:
    """Seul un acte étranger peut ne pas dire le jour ou le mois."""
    if not naissance.annee:
        yield "naissance", _("Indiquez la date de naissance.")
    elif not _existe(naissance):
        yield "naissance", _NAISSANCE_REFUSEE
    elif not naissance.est_entiere and est_en_france(lieu):
        yield (
            "naissance",
            _("Indiquez le jour, le mois et l’année : seul un acte étranger peut ne pas dire le jour ou le mois."),
        )


def _existe(naissance: DateConnue) -> bool:
    """Vrai si cette date, ou ce qu’elle en dit, existe ; un jour sans mois n’est pas une date."""
    if naissance.jour and not naissance.mois:
        return False
    try:
        date(naissance.annee, naissance.mois or 1, naissance.jour or 1)
    except ValueError:
        return False
    return True


def _deces(demande: Demande, jour: date) -> Fautes:
    yield from _commune("deces_commune", demande.deces_commune, _("Indiquez la commune du décès."))
    if demande.deces_le is None:
        yield "deces_le", _("Indiquez la date du décès.")
    elif demande.deces_le > jour:
        yield "deces_le", _("Cette date n’est pas encore passée. Vérifiez la date du décès.")
    elif not _est_ne_avant(demande.defunt.naissance, demande.deces_le):
        yield "deces_le", _("Le décès doit suivre la naissance. Vérifiez les deux dates.")
    elif demande.defunt.naissance.annee and demande.deces_le.year - demande.defunt.naissance.annee > ANS_MAX:
        yield "naissance", _("Cette personne aurait plus de 125 ans à son décès. Vérifiez l’année de naissance.")


def _est_ne_avant(naissance: DateConnue, deces: date) -> bool:
    """Vrai si la naissance précède le décès, ou peut le précéder quand elle est incomplète."""
    if not naissance.est_entiere:
        connue = (naissance.annee, naissance.mois) if naissance.mois else (naissance.annee,)
        return connue <= (deces.year, deces.month)[: len(connue)]
    return (naissance.annee, naissance.mois, naissance.jour) < (deces.year, deces.month, deces.day)


def _conjoint(demande: Demande, jour: date) -> Fautes:
    """Les mêmes règles que pour le défunt ; il est mort avant lui."""
    autre = demande.du_conjoint
    if autre is None:
        return
    for champ, message in _defunt(autre, jour):
        yield f"conjoint_{champ}", message
    if autre.defunt == demande.defunt:
        yield "conjoint_nom_naissance", _("Le conjoint et le défunt sont la même personne. Vérifiez leurs noms.")
    if autre.deces_le and demande.deces_le and autre.deces_le > demande.deces_le:
        yield "conjoint_deces_le", _("Le conjoint est décédé après le défunt : faites une autre requête.")


def _domicile(demande: Demande, _jour: date) -> Fautes:
    yield from _commune("domicile", demande.domicile.commune, _("Indiquez la commune du dernier domicile."))
    if len(demande.domicile.voie) > LIGNE_MAX:
        yield "domicile", _("Raccourcissez l’adresse : 120 signes au plus.")
    if demande.domicile.code_postal and not re.fullmatch(r"\d{5}", demande.domicile.code_postal):
        yield "domicile", _("Le code postal compte 5 chiffres.")
    if not annuaire().codes.issuperset(demande.domiciles_anterieurs):
        yield "domiciles_anterieurs", _("Indiquez seulement des communes de Loire-Atlantique.")
    if len(demande.domiciles_anterieurs) > DOMICILES_MAX:
        yield "domiciles_anterieurs", _("Indiquez les 10 derniers domiciles au plus.")


def _commune(champ: str, ecrite: str, manque: str) -> Fautes:
    """Un code de notre département se vérifie ; un autre code, un lieu étranger ou un nom s’admettent."""
    if not ecrite.strip():
        yield champ, manque
    elif len(ecrite) > LIGNE_MAX:
        yield champ, _("Raccourcissez ce nom : 120 signes au plus.")
    elif re.match(r"\d|2[AB]\d", ecrite):
        chez_nous = ecrite.startswith(annuaire().departement)
        if not _CODE_COMMUNE.fullmatch(ecrite) or (chez_nous and ecrite not in annuaire().codes):
            yield champ, _COMMUNE_REFUSEE


def est_en_france(lieu: str) -> bool:
    """Vrai si ce lieu est le code d’une commune française ; un nom seul ne le dit pas."""
    return bool(_CODE_COMMUNE.fullmatch(lieu)) and not lieu.startswith(_A_L_ETRANGER)


def _succession(demande: Demande, _jour: date) -> Fautes:
    if Heritier.VACANTE in demande.heritiers and len(set(demande.heritiers)) > 1:
        yield "heritiers", _("Une succession vacante n’a pas d’héritier : choisissez l’un ou l’autre.")
    if demande.donations_le and not demande.donations:
        yield "donations", _("Vous datez une donation : répondez oui, ou effacez la date.")
    if len(demande.donations_le) > DONATIONS_MAX:
        yield "donations_le", _("Indiquez les 20 dernières donations au plus.")
    if demande.deces_le and any(donation > demande.deces_le for donation in demande.donations_le):
        yield "donations_le", _("Une donation précède le décès. Vérifiez la date.")
    yield from _actif(demande.actif_net_estime)


def _actif(montant: Decimal | None) -> Fautes:
    if montant is None:
        return
    if not montant.is_finite() or abs(montant) > ACTIF_MAX or montant != round(montant, 2):
        yield "actif_net_estime", _("Indiquez l’actif net en euros et centimes. Exemple : 46 000,50")


_CONTROLES: tuple[Callable[[Demande, date], Fautes], ...] = (_reference, _defunt, _conjoint, _domicile, _succession)


def demande_gardee(
    *, reference: str, defunt: Mapping[str, Any], deces: Mapping[str, Any], succession: Mapping[str, Any]
) -> Demande:
    """Rend la demande d’une requête déposée, conjoint exclu : il a sa propre requête."""
    actif = succession["actif_net_estime"]
    return Demande(
        reference=reference,
        defunt=Identite.de_json(defunt),
        deces_le=date.fromisoformat(deces["le"]),
        deces_commune=deces["commune"],
        domicile=Domicile(**deces["domicile"]),
        domiciles_anterieurs=tuple(deces["domiciles_anterieurs"]),
        heritiers=tuple(Heritier(heritier) for heritier in succession["heritiers"]),
        testament=succession["testament"],
        donations=succession["donations"],
        donations_le=tuple(date.fromisoformat(jour) for jour in succession["donations_le"]),
        assurance_vie=succession["assurance_vie"],
        actif_net_estime=None if actif is None else Decimal(actif),
    )
