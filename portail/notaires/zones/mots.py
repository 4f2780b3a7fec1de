"""Dire en mots ce que la carte montre : statut, surfaces, zones, distances, et ce qu’il faut faire avant de vendre.

Code de l’urbanisme : L215-1 à L215-14 (espaces naturels sensibles), L213-2 (commune). Code rural : L143-7-1 et R141-2-1
(SAFER). Rien n’est calculé ici : tout vient du constat.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from portail.demarche.formats import en_date, en_nombre
from portail.notaires.zones.appartenance import Droit, Sorte, Statut
from portail.notaires.zones.constats import Constat, Orientation, VersionCitee, ZoneCitee
from portail.notaires.zones.models import Competent
from portail.socle.traduction import LANGUE_SOURCE, _, traducteur

STATUTS: Mapping[Statut, str] = MappingProxyType(
    {
        Statut.HORS_ZONE: _("Hors zone"),
        Statut.ENS: _("En zone d’espace naturel sensible"),
        Statut.PEAN: _("En périmètre agricole et naturel"),
        Statut.ENS_ET_PEAN: _("Dans les deux zones"),
        Statut.PARTIEL: _("En partie en zone"),
        Statut.INCONNUE: _("Impossible à dire ici"),
    }
)
SORTES: Mapping[Sorte, str] = MappingProxyType(
    {
        Sorte.ENS: _("zone de préemption des espaces naturels sensibles"),
        Sorte.PEAN: _("périmètre de protection des espaces agricoles et naturels périurbains"),
    }
)
_COTES: Mapping[Orientation, str] = MappingProxyType(
    {
        Orientation.NORD: _("au nord"),
        Orientation.NORD_EST: _("au nord-est"),
        Orientation.EST: _("à l’est"),
        Orientation.SUD_EST: _("au sud-est"),
        Orientation.SUD: _("au sud"),
        Orientation.SUD_OUEST: _("au sud-ouest"),
        Orientation.OUEST: _("à l’ouest"),
        Orientation.NORD_OUEST: _("au nord-ouest"),
    }
)
_A_FAIRE: Mapping[Droit, tuple[str, ...]] = MappingProxyType(
    {
        Droit.DEPARTEMENT: (
            _(
                "Avant la vente, le propriétaire ou son notaire envoie une déclaration d’intention d’aliéner au "
                "Département. Sans elle, la vente peut être annulée."
            ),
            _("Le Département répond sous deux mois. Trois mois sans aucune réponse valent renonciation."),
        ),
        Droit.SAFER: (
            _(
                "Avant la vente, le notaire prévient la SAFER, la société d’aménagement foncier et d’établissement "
                "rural. Elle a deux mois pour acheter, au nom du Département."
            ),
            _("N’envoyez pas de déclaration d’intention d’aliéner au Département : elle serait refusée."),
        ),
        Droit.COMMUNE: (
            _("Il n’y a rien à déclarer au Département."),
            _("La commune a peut-être son propre droit de préemption : demandez à la mairie."),
        ),
        Droit.A_VOIR: (_("Votre notaire peut demander un certificat : un agent du Département vérifiera."),),
    }
)
_ENSUITE: Mapping[Competent, str] = MappingProxyType(
    {
        Competent.DEPARTEMENT: _("Le Département peut acheter en priorité."),
        Competent.CONSERVATOIRE: _(
            "Le Département peut acheter en priorité. S’il renonce, le Conservatoire du littoral le peut, "
            "puis la commune."
        ),
        Competent.COMMUNE: _("Le Département peut acheter en priorité. S’il renonce, la commune le peut."),
    }
)

_TOUT_PRES = _("Une zone est toute proche. Avant de vendre, faites demander un certificat par votre notaire.")


def statut_dit(constat: Constat, langue: str = LANGUE_SOURCE) -> str:
    """Rend le statut d’une parcelle, en quelques mots."""
    return traducteur(langue)(STATUTS[constat.statut])


def phrases(constat: Constat, langue: str = LANGUE_SOURCE) -> list[str]:
    """Rend ce que l’on sait d’une parcelle, une phrase par fait."""
    if constat.statut is Statut.INCONNUE:
        return [_pourquoi_inconnue(constat, langue)]
    dites = [_zone_dite(zone, constat, langue) for zone in constat.zones]
    dites += [_voisine_dite(zone, langue) for zone in constat.voisines]
    return dites or [traducteur(langue)(_("Aucune zone à moins d’un kilomètre."))]


def a_faire(constat: Constat, langue: str = LANGUE_SOURCE) -> list[str]:
    """Rend ce qu’il faut faire avant de vendre, et qui peut acheter en priorité."""
    traduire = traducteur(langue)
    avant = [_ENSUITE[zone.competent] for zone in constat.zones if zone.sorte is Sorte.ENS]
    if constat.statut is Statut.HORS_ZONE and not constat.est_sur:
        avant.append(_TOUT_PRES)
    return [traduire(phrase) for phrase in (*dict.fromkeys(avant), *_A_FAIRE[constat.droit])]


def donnees_lues(constats: Sequence[Constat], langue: str = LANGUE_SOURCE) -> list[str]:
    """Rend de quand datent les zonages et le cadastre lus."""
    traduire = traducteur(langue)
    versions = dict.fromkeys(version for constat in constats for version in constat.versions)
    dites = [_version_dite(version, langue) for version in versions]
    millesimes = sorted({constat.cadastre_le for constat in constats if constat.cadastre_le})
    return dites + [traduire(_("Cadastre : donnée du %(jour)s.")) % {"jour": en_date(un, langue)} for un in millesimes]


def description(constats: Iterable[Constat], langue: str = LANGUE_SOURCE) -> str:
    """Rend la carte en une phrase par parcelle, pour qui ne la voit pas."""
    modele = traducteur(langue)(_("%(parcelle)s : %(statut)s. %(details)s"))
    return " ".join(
        modele
        % {
            "parcelle": un.parcelle.reference,
            "statut": statut_dit(un, langue),
            "details": " ".join(phrases(un, langue)),
        }
        for un in constats
    )


def surface_dite(metres_carres: int, langue: str = LANGUE_SOURCE) -> str:
    """Rend une surface : « 8 000 m² »."""
    return f"{en_nombre(Decimal(metres_carres), langue)}\u00a0m²"


def _pourquoi_inconnue(constat: Constat, langue: str) -> str:
    traduire = traducteur(langue)
    if constat.cadastre_le is None:
        return traduire(_("Le cadastre de cette commune n’est pas encore connu ici."))
    if not constat.est_connue:
        absente = traduire(_("Cette parcelle n’est pas au cadastre de la commune, daté du %(jour)s."))
        return absente % {"jour": en_date(constat.cadastre_le, langue)}
    return traduire(_("Les zonages du Département ne sont pas encore tous connus ici."))


def _zone_dite(zone: ZoneCitee, constat: Constat, langue: str) -> str:
    entiere = {Sorte.ENS: constat.en_ens_m2, Sorte.PEAN: constat.en_pean_m2}[zone.sorte] == constat.surface_m2
    modele = (
        _("Elle est tout entière dans la zone « %(nom)s » : %(sorte)s, délibération %(acte)s du %(jour)s.")
        if entiere and zone.en_zone_m2 >= constat.surface_m2
        else _("%(part)s sur %(tout)s sont dans la zone « %(nom)s » : %(sorte)s, délibération %(acte)s du %(jour)s.")
    )
    return traducteur(langue)(modele) % {
        **_nommee(zone, langue),
        "part": surface_dite(zone.en_zone_m2, langue),
        "tout": surface_dite(constat.surface_m2, langue),
        "acte": zone.deliberation,
        "jour": en_date(zone.deliberation_le, langue),
    }


def _voisine_dite(zone: ZoneCitee, langue: str) -> str:
    traduire = traducteur(langue)
    if zone.orientation is None:
        return traduire(_("Elle touche la zone « %(nom)s » sans y entrer : %(sorte)s.")) % _nommee(zone, langue)
    if zone.distance_m < 1:
        return traduire(_("La zone « %(nom)s » est à moins d’un mètre, %(cote)s : %(sorte)s.")) % {
            **_nommee(zone, langue),
            "cote": traduire(_COTES[zone.orientation]),
        }
    return traduire(_("La zone « %(nom)s » est à %(distance)s m, %(cote)s : %(sorte)s.")) % {
        **_nommee(zone, langue),
        "distance": en_nombre(Decimal(int(zone.distance_m)), langue),
        "cote": traduire(_COTES[zone.orientation]),
    }


def _nommee(zone: ZoneCitee, langue: str) -> dict[str, str]:
    return {"nom": zone.nom, "sorte": traducteur(langue)(SORTES[zone.sorte])}


def _version_dite(version: VersionCitee, langue: str) -> str:
    modele = traducteur(langue)(_("%(sorte)s : donnée du %(donnee)s, en vigueur depuis le %(effet)s (%(source)s)."))
    sorte = traducteur(langue)(SORTES[version.sorte])
    return modele % {
        "sorte": sorte[:1].upper() + sorte[1:],
        "donnee": _jour(version.date_donnee, langue),
        "effet": _jour(version.date_effet, langue),
        "source": version.source,
    }


def _jour(jour: date, langue: str) -> str:
    return en_date(jour, langue)
