"""Importer un zonage, le cadastre d’une commune ou des adresses ; le même fichier deux fois ne change rien.

Un fichier se lit d’abord en entier, son avancée écrite au fur et à mesure ; ce qu’il apporte s’écrit ensuite d’un coup
(les adresses, trop nombreuses, par tranches). Un fichier coupé ou d’un autre format ne change donc ni zone ni parcelle.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy import delete, text

from portail.journal.actions import SYSTEME, Auteur, inscrire
from portail.notaires.zones.imports import ecriture, flux, lecture
from portail.notaires.zones.imports.ecriture import Bilan, RienDedans, ZonesRejetees, par_tranches
from portail.notaires.zones.imports.flux import ElementRejete, FichierIllisible
from portail.notaires.zones.models import Couche, EtatImportGeographique, ImportGeographique, RejetGeographique
from portail.socle import fichiers, horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import SaisieInvalide, TransitionInterdite
from portail.socle.taches import differer, tache
from portail.socle.traduction import _

ELEMENTS_MAX = 200_000
"""Parcelles d’une commune, ou zones d’un zonage."""
REJETS_GARDES = 1000
OBJET = "import_geographique"
ZONAGES = frozenset({Couche.ENS, Couche.PEAN})
_SEUL = text("SELECT pg_advisory_xact_lock(hashtextextended('import_geographique', 0))")
_LECTURES: Mapping[Couche, Callable[[Mapping[str, Any]], dict[str, Any]]] = MappingProxyType(
    {
        Couche.ENS: lecture.zone_lue,
        Couche.PEAN: lecture.zone_lue,
        Couche.CADASTRE: lecture.parcelle_lue,
        Couche.ADRESSES: lecture.adresse_lue,
    }
)
_CLES: Mapping[Couche, str] = MappingProxyType(
    {Couche.ENS: "code", Couche.PEAN: "code", Couche.CADASTRE: "idu", Couche.ADRESSES: "id"}
)


@dataclass(frozen=True, slots=True)
class Annonce:
    """Ce que l’on dit d’un fichier avant de l’importer ; `date_effet` : pour un zonage seulement."""

    couche: Couche
    nom: str
    empreinte: str
    date_donnee: date
    date_effet: date | None = None
    source: str = ""


@dataclass(slots=True)
class _Lu:
    """Ce qui est lu du fichier : ce qui entre, ce qui est rejeté."""

    entrent: list[dict[str, Any]] = field(default_factory=list)
    rejets: list[tuple[int, str, str]] = field(default_factory=list)
    """Les premiers : leur rang, leur référence, la raison."""
    rejetes: int = 0
    cles: set[str] = field(default_factory=set)
    communes: set[str] = field(default_factory=set)
    total: int = 0


def recevoir(annonce: Annonce, contenu: bytes, *, auteur: Auteur, agent_id: UUID) -> ImportGeographique:
    """Garde un fichier envoyé et le fait importer par une tâche ; rend l’import, ouvert."""
    depot = fichiers.deposer(contenu)
    with transaction():
        ouvert = _ouvrir(annonce, cle=depot.cle, auteur=auteur, agent_id=agent_id)
        differer(importer_le_fichier, import_id=str(ouvert.id))
    return ouvert


def commencer(annonce: Annonce) -> ImportGeographique:
    """Ouvre l’import d’un fichier lu sur le disque de l’exploitant, et le rend."""
    with transaction():
        return _ouvrir(annonce, cle=None, auteur=SYSTEME, agent_id=None)


def _ouvrir(annonce: Annonce, *, cle: str | None, auteur: Auteur, agent_id: UUID | None) -> ImportGeographique:
    ouvert = ImportGeographique(
        couche=annonce.couche,
        nom=annonce.nom[:120],
        cle=cle,
        empreinte=annonce.empreinte,
        source=annonce.source,
        date_donnee=annonce.date_donnee,
        date_effet=annonce.date_effet,
        agent_id=agent_id,
        commence_le=horloge.maintenant(),
    )
    session.add(ouvert)
    session.flush()
    inscrire("importer", auteur=auteur, objet=(OBJET, ouvert.id), details={"couche": annonce.couche.value}, neuf=True)
    return ouvert


@tache("zones.importer")
def importer_le_fichier(import_id: str) -> None:
    """Importe un fichier reçu, puis l’efface ; sans effet s’il l’est déjà."""
    recu = session.get(ImportGeographique, UUID(import_id), populate_existing=True)
    if recu is None or recu.cle is None:
        return
    cle = recu.cle
    if recu.etat in {EtatImportGeographique.RECU, EtatImportGeographique.EN_COURS}:
        importer(recu.id, flux.en_memoire(fichiers.lire(cle, recu.empreinte)))
    with transaction():
        verrouiller(ImportGeographique, recu.id).cle = None
    fichiers.supprimer(cle)


def importer(import_id: UUID, brut: BinaryIO) -> ImportGeographique:
    """Importe ce fichier et rend l’import, fini ou refusé ; lève `TransitionInterdite` s’il l’était déjà."""
    with transaction():
        courant = verrouiller(ImportGeographique, import_id)
        if courant.etat not in {EtatImportGeographique.RECU, EtatImportGeographique.EN_COURS}:
            raise TransitionInterdite
        courant.etat, courant.lus = EtatImportGeographique.EN_COURS, 0
        session.execute(delete(RejetGeographique).where(RejetGeographique.import_id == import_id))
    lu = _Lu()
    try:
        bilan = _adresses(courant, brut, lu) if courant.couche is Couche.ADRESSES else _d_un_coup(courant, brut, lu)
    except SaisieInvalide as refus:
        return _finir(import_id, lu, refus=refus.message)
    return _finir(import_id, lu, bilan=bilan)


def _d_un_coup(courant: ImportGeographique, brut: BinaryIO, lu: _Lu) -> Bilan:
    """Lit tout le fichier, puis écrit ce qu’il apporte dans une seule transaction."""
    for tranche in par_tranches(flux.elements(brut)):
        lu.entrent += _lire(courant.couche, tranche, lu)
        _avancer(courant.id, lu)
        if lu.total > ELEMENTS_MAX:
            raise FichierIllisible
    if lu.rejets and courant.couche in ZONAGES:
        raise ZonesRejetees
    if not lu.entrent:
        raise RienDedans
    ecrire = ecriture.ecrire_le_zonage if courant.couche in ZONAGES else ecriture.ecrire_le_cadastre
    with transaction():
        session.execute(_SEUL)
        return ecrire(courant, lu.entrent)


def _adresses(courant: ImportGeographique, brut: BinaryIO, lu: _Lu) -> Bilan:
    """Écrit les adresses par tranches, puis ôte, des communes citées, celles que le fichier ne cite plus."""
    bilan = Bilan()
    for tranche in par_tranches(flux.lignes(brut, lecture.COLONNES_ADRESSE)):
        lues = _lire(courant.couche, tranche, lu)
        with transaction():
            session.execute(_SEUL)
            ecrit = ecriture.ecrire_des_adresses(lues)
        bilan.ajoutes += ecrit.ajoutes
        bilan.changes += ecrit.changes
        bilan.inchanges += ecrit.inchanges
        _avancer(courant.id, lu)
    if not lu.cles:
        raise RienDedans
    with transaction():
        session.execute(_SEUL)
        bilan.otes = ecriture.oter_les_adresses(lu.communes, lu.cles)
    return bilan


def _lire(couche: Couche, tranche: list[Mapping[str, Any]], lu: _Lu) -> list[dict[str, Any]]:
    """Rend ce qui entre de cette tranche ; note le reste, un rang et une raison chacun."""
    return list(_lus(couche, tranche, lu))


def _lus(couche: Couche, tranche: list[Mapping[str, Any]], lu: _Lu) -> Iterator[dict[str, Any]]:
    for element in tranche:
        lu.total += 1
        try:
            un = _LECTURES[couche](element)
            _verifier_l_ensemble(couche, un, lu)
        except ElementRejete as refus:
            lu.rejetes += 1
            if lu.rejetes <= REJETS_GARDES:
                lu.rejets.append((lu.total, _reference(element), refus.message))
        else:
            yield un


def _verifier_l_ensemble(couche: Couche, un: Mapping[str, Any], lu: _Lu) -> None:
    """Refuse un élément déjà vu, ou d’une autre commune que le cadastre qui le porte."""
    cle = un[_CLES[couche]]
    if cle in lu.cles:
        raise ElementRejete(_("Cet identifiant est déjà dans le fichier."))
    if couche is Couche.CADASTRE and lu.communes and un["commune_insee"] not in lu.communes:
        raise ElementRejete(_("Cette parcelle n’est pas de la commune de la première : un fichier par commune."))
    lu.cles.add(cle)
    if couche not in ZONAGES:
        lu.communes.add(un["commune_insee"])


def _reference(element: Mapping[str, Any]) -> str:
    """Rend de quoi retrouver un élément rejeté dans le fichier."""
    dites = element.get("properties")
    dites = dites if isinstance(dites, dict) else element
    return str(dites.get("code") or dites.get("id") or "")[:40]


def _avancer(import_id: UUID, lu: _Lu) -> None:
    """Écrit où en est la lecture : l’écran le montre."""
    with transaction():
        courant = verrouiller(ImportGeographique, import_id)
        courant.lus, courant.rejetes = lu.total, lu.rejetes


def _finir(import_id: UUID, lu: _Lu, *, bilan: Bilan | None = None, refus: str = "") -> ImportGeographique:
    bilan = bilan or Bilan()
    with transaction():
        fini = verrouiller(ImportGeographique, import_id)
        fini.etat = EtatImportGeographique.REFUSE if refus else EtatImportGeographique.FINI
        fini.refus, fini.fini_le = refus, horloge.maintenant()
        fini.lus, fini.rejetes = lu.total, lu.rejetes
        fini.ajoutes, fini.changes, fini.inchanges, fini.otes = (
            bilan.ajoutes, bilan.changes, bilan.inchanges, bilan.otes,
        )  # fmt: skip
        session.add_all(
            RejetGeographique(import_id=import_id, rang=rang, reference=reference, raison=raison)
            for rang, reference, raison in lu.rejets
        )
        comptes = {nom: getattr(fini, nom) for nom in ("lus", "ajoutes", "changes", "otes", "rejetes")}
        inscrire("finir_import", auteur=SYSTEME, objet=(OBJET, fini.id), details=comptes)
    return fini
