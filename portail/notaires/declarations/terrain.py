"""Le terrain d’une déclaration : ses parcelles, si elles sont en zone de préemption, et à qui s’adresser sinon."""

from collections.abc import Mapping, Sequence

from portail.demarche.conditions import Reponses
from portail.demarche.valeurs import Valeur
from portail.dossiers.erreurs import HorsDeLaDemarche
from portail.notaires.zones.appartenance import Droit
from portail.notaires.zones.constats import Constat, constater
from portail.notaires.zones.parcelles import Parcelle, lire_les_parcelles, parcelle
from portail.socle import horloge
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _
from portail.territoire.communes import annuaire

DEMARCHE = "dia-ens"
_ILLISIBLE = _("Une parcelle ne se lit pas : vérifiez la commune, la section et le numéro.")
_COMMUNE = _(
    "Aucune de ces parcelles n’est dans une zone de préemption des espaces naturels sensibles : cette vente ne se "
    "déclare pas au Département. Adressez-vous à la mairie de %(commune)s, qui a peut-être son propre droit de "
    "préemption."
)
_SAFER = _(
    "Aucune de ces parcelles n’est dans une zone de préemption des espaces naturels sensibles. Elles sont dans un "
    "périmètre de protection des espaces agricoles et naturels (PEAN) : la vente se déclare à la SAFER, par le "
    "notaire, deux mois avant."
)


def parcelles_de(reponses: Reponses) -> list[Parcelle]:
    """Rend les parcelles déclarées ; lève `ParcelleIllisible`."""
    commune = (reponses.get("commune_bien") or {}).get("insee") or ""
    return [
        parcelle(
            commune,
            une.get("parcelle_section") or "",
            une.get("parcelle_numero") or "",
            prefixe=une.get("parcelle_prefixe") or "",
            contenance_m2=int(une["parcelle_contenance"]) if une.get("parcelle_contenance") else None,
        )
        for une in reponses.get("parcelles") or []
    ]


def constats_de(reponses: Reponses) -> list[Constat]:
    """Rend ce que l’on sait aujourd’hui des parcelles déclarées."""
    parcelles = parcelles_de(reponses)
    return constater(parcelles, horloge.aujourd_hui()) if parcelles else []


def verifier(reponses: Reponses) -> None:
    """Lève `HorsDeLaDemarche` si l’on est sûr qu’aucune parcelle n’est en zone, ou si l’une ne se lit pas.

    Une parcelle inconnue du cadastre, ou trop près d’une zone pour le dire, est reçue : un agent vérifie.
    """
    try:
        constats = constats_de(reponses)
    except SaisieInvalide as refus:
        raise HorsDeLaDemarche(_ILLISIBLE) from refus
    if not constats or not all(map(_est_dehors, constats)):
        return
    if any(constat.droit is Droit.SAFER for constat in constats):
        raise HorsDeLaDemarche(_SAFER)
    commune = annuaire().par_code(constats[0].parcelle.commune_insee)
    raise HorsDeLaDemarche(_COMMUNE, commune=commune.nom if commune else "")


def _est_dehors(constat: Constat) -> bool:
    """Vrai si la parcelle est hors de toute zone de préemption : dans un périmètre agricole, ou loin de tout."""
    return constat.droit is Droit.SAFER or (constat.droit is Droit.COMMUNE and constat.est_sur)


def preremplir(arguments: Mapping[str, str]) -> dict[str, Valeur]:
    """Rend les réponses que dit l’adresse d’un certificat : `commune` (code INSEE), `parcelles` (« AB 145, AB 146 »),
    `certificat` (son numéro) ; ce qui ne se lit pas est laissé à remplir.
    """
    commune = annuaire().par_code(arguments.get("commune", "")[:5])
    if commune is None:
        return {}
    lues = _lues(commune.code_insee, arguments.get("parcelles", ""))
    certificat = arguments.get("certificat", "")[:20]
    return {
        "commune_bien": {"nom": commune.nom, "insee": commune.code_insee},
        **({"certificat": certificat} if certificat else {}),
        **({"parcelles": [_reponse(une) for une in lues]} if lues else {}),
    }


def _lues(commune: str, ecrites: str) -> Sequence[Parcelle]:
    try:
        return lire_les_parcelles(commune, ecrites.replace(",", "\n")) if ecrites else ()
    except SaisieInvalide:
        return ()


def _reponse(une: Parcelle) -> dict[str, Valeur]:
    prefixe = {"parcelle_prefixe": une.prefixe} if une.prefixe.strip("0") else {}
    contenance = {"parcelle_contenance": str(une.contenance_m2)} if une.contenance_m2 else {}
    numero = str(int(une.numero))
    return {**prefixe, "parcelle_section": une.section.lstrip("0"), "parcelle_numero": numero, **contenance}
