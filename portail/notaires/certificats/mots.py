"""Les mots d’un certificat : statut et surfaces de chaque parcelle, qui peut préempter, ce que l’ensemble en dit."""

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from portail.notaires.certificats.etats import Raison
from portail.notaires.certificats.models import Certificat, Mutation
from portail.notaires.zones.appartenance import Droit, Sorte, Statut
from portail.notaires.zones.constats import Constat
from portail.notaires.zones.models import Competent
from portail.notaires.zones.mots import STATUTS, surface_dite
from portail.socle.traduction import LANGUE_SOURCE, _, traducteur
from portail.territoire.communes import annuaire

MUTATIONS: Mapping[Mutation, str] = MappingProxyType(
    {
        Mutation.VENTE: _("Vente"),
        Mutation.ADJUDICATION: _("Adjudication"),
        Mutation.APPORT: _("Apport en société"),
        Mutation.ECHANGE: _("Échange"),
        Mutation.DONATION: _("Donation"),
        Mutation.AUTRE: _("Autre"),
    }
)
RAISONS: Mapping[Raison, str] = MappingProxyType(
    {
        Raison.INCONNUE: _("Une parcelle n’est pas au cadastre que nous avons."),
        Raison.SANS_ZONAGE: _("Il nous manque un zonage pour répondre aussitôt."),
        Raison.EN_ZONE: _("Une parcelle est en zone, en tout ou en partie."),
        Raison.PROCHE: _("Une parcelle est très proche d’une zone : le tracé se regarde."),
    }
)
"""Pourquoi un agent vérifie, dit à l’office comme à l’agent."""
_SIGLES: Mapping[Sorte, str] = MappingProxyType({Sorte.ENS: _("en zone ENS"), Sorte.PEAN: _("en PEAN")})
_DROITS: Mapping[Droit, str] = MappingProxyType(
    {
        Droit.DEPARTEMENT: _("Département"),
        Droit.SAFER: _("SAFER, au nom du Département"),
        Droit.COMMUNE: _("Commune, si elle a un droit de préemption urbain"),
        Droit.A_VOIR: _("À vérifier"),
    }
)
_ENSUITE: Mapping[Competent, str] = MappingProxyType(
    {
        Competent.DEPARTEMENT: "",
        Competent.CONSERVATOIRE: _("puis Conservatoire du littoral, puis commune"),
        Competent.COMMUNE: _("puis commune"),
    }
)


def statut_certifie(constat: Constat, langue: str = LANGUE_SOURCE) -> str:
    """Rend le statut d’une parcelle, ses surfaces comprises si elle est à cheval."""
    traduire = traducteur(langue)
    statut = traduire(STATUTS[constat.statut])
    if constat.statut is not Statut.PARTIEL:
        return statut
    parts = {Sorte.ENS: constat.en_ens_m2, Sorte.PEAN: constat.en_pean_m2}
    dites = [
        traduire(_("%(part)s sur %(tout)s %(sorte)s"))
        % {
            "part": surface_dite(part, langue),
            "tout": surface_dite(constat.surface_m2, langue),
            "sorte": traduire(_SIGLES[sorte]),
        }
        for sorte, part in parts.items()
        if part
    ]
    return f"{statut}\u00a0: {', '.join(dites)}"


def droit_dit(constat: Constat, langue: str = LANGUE_SOURCE) -> str:
    """Rend qui peut préempter, dans l’ordre."""
    traduire = traducteur(langue)
    suites = {zone.competent for zone in constat.zones if zone.sorte is Sorte.ENS}
    ensuite = [traduire(_ENSUITE[suite]) for suite in Competent if suite in suites and _ENSUITE[suite]]
    return ", ".join([traduire(_DROITS[constat.droit]), *ensuite])


def resume_dit(constats: Sequence[Constat], langue: str = LANGUE_SOURCE) -> str:
    """Rend l’ensemble en une ligne : « Hors zone : 2 parcelles. »."""
    traduire = traducteur(langue)
    comptes = Counter(constat.statut for constat in constats)
    une, plusieurs = _("%(statut)s : 1 parcelle."), _("%(statut)s : %(nombre)s parcelles.")
    return " ".join(
        traduire(une if comptes[statut] == 1 else plusieurs)
        % {"statut": traduire(STATUTS[statut]), "nombre": comptes[statut]}
        for statut in Statut
        if statut in comptes
    )


def commune_de(certificat: Certificat) -> str:
    """Rend le nom de la commune d’un certificat."""
    commune = annuaire().par_code(certificat.commune_insee)
    return commune.nom if commune else certificat.commune_insee
