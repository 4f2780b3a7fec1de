"""Importer les aides, par tranches, chacune une transaction : arrêté, l’import reprend après la dernière écrite.

Le même fichier deux fois ne change rien. Ce qu’un fichier ne cite plus se dit, et ne s’efface qu’à la demande.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import partial
from itertools import islice
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, TextClause, delete, exists, func, select, text
from sqlalchemy.engine.default import DefaultDialect

from portail.journal.actions import SYSTEME, inscrire
from portail.notaires.aides.fichiers import ILLISIBLE
from portail.notaires.aides.lecture import COLONNES, AideLue, LigneLue, LigneRefusee, lire_la_ligne
from portail.notaires.aides.models import (
    AideCitee,
    AideVersee,
    EtatImport,
    ImportAides,
    LigneRejetee,
    MorceauImport,
)
from portail.notaires.aides.recherche import empreinte
from portail.notaires.rapprochement.cles import cles
from portail.notaires.rapprochement.identites import Identite
from portail.pieces.taches import effacer_contenus
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.chiffrement import cle_entiere
from portail.socle.colonnes import JsonChiffre
from portail.socle.erreurs import TransitionInterdite
from portail.socle.tableur import SEPARATEUR
from portail.socle.taches import differer

TRANCHE = 2000
EN_COURS = frozenset({EtatImport.RECU, EtatImport.EN_COURS})
Ligne: TypeAlias = Mapping[str, str | None]
_CHIFFRER = partial(JsonChiffre("beneficiaire.identite").process_bind_param, dialect=DefaultDialect())
_COLONNES_DE_L_AIDE = tuple(champ.name for champ in fields(AideLue))
# Une tranche, un ordre, une liste par colonne. « xmax = 0 » : la ligne est neuve.
_PERSONNES = text("""
    INSERT INTO beneficiaire (id, reference, identite, empreinte, cle_naissance, cles_noms)
    SELECT gen_random_uuid(), reference, identite, empreinte, cle_naissance, cles_noms::bigint[]
    FROM unnest(CAST(:reference AS text[]), CAST(:identite AS bytea[]), CAST(:empreinte AS bigint[]),
                CAST(:cle_naissance AS bigint[]), CAST(:cles_noms AS text[]))
         AS lue (reference, identite, empreinte, cle_naissance, cles_noms)
    ON CONFLICT (reference) DO UPDATE SET
        identite = excluded.identite, empreinte = excluded.empreinte, cle_naissance = excluded.cle_naissance,
        cles_noms = excluded.cles_noms
    WHERE beneficiaire.empreinte <> excluded.empreinte RETURNING reference, xmax = 0
""")
_AIDES = text("""
    INSERT INTO aide_versee (id, beneficiaire_id, reference, empreinte, nature, demandee_le, debut, fin, montant,
                             arrete_le, est_provisoire, domicile_de_secours, a_hypotheque)
    SELECT gen_random_uuid(), beneficiaire.id, lue.reference, lue.empreinte, nature, demandee_le, debut, fin, montant,
           arrete_le, est_provisoire, domicile_de_secours, a_hypotheque
    FROM unnest(CAST(:personne AS text[]), CAST(:reference AS text[]), CAST(:empreinte AS bigint[]),
                CAST(:nature AS text[]), CAST(:demandee_le AS date[]), CAST(:debut AS date[]), CAST(:fin AS date[]),
                CAST(:montant AS numeric[]), CAST(:arrete_le AS date[]), CAST(:est_provisoire AS boolean[]),
                CAST(:domicile_de_secours AS text[]), CAST(:a_hypotheque AS boolean[]))
         AS lue (personne, reference, empreinte, nature, demandee_le, debut, fin, montant, arrete_le, est_provisoire,
                 domicile_de_secours, a_hypotheque)
    JOIN beneficiaire ON beneficiaire.reference = lue.personne
    ON CONFLICT (reference) DO UPDATE SET
        beneficiaire_id = excluded.beneficiaire_id, empreinte = excluded.empreinte, nature = excluded.nature,
        demandee_le = excluded.demandee_le, debut = excluded.debut, fin = excluded.fin, montant = excluded.montant,
        arrete_le = excluded.arrete_le, est_provisoire = excluded.est_provisoire,
        domicile_de_secours = excluded.domicile_de_secours, a_hypotheque = excluded.a_hypotheque
    WHERE aide_versee.empreinte <> excluded.empreinte RETURNING reference, xmax = 0
""")
_CITEES = text("""
    INSERT INTO aide_citee (import_id, reference) SELECT :import_id, unnest(CAST(:references AS text[]))
    ON CONFLICT DO NOTHING
""")


@dataclass(slots=True)
class _Tranche:
    """Des lignes lues : ce qui entre, ce qui est rejeté."""

    depuis: int
    total: int
    lues: list[LigneLue] = field(default_factory=list)
    rejets: list[LigneRejetee] = field(default_factory=list)


def importer(import_id: UUID, lignes: Iterable[Ligne], *, octets_lus: Callable[[], int] = int) -> ImportAides:
    """Importe ces lignes, ou la suite si l’import s’était arrêté, et le rend fini.

    `octets_lus` dit où en est la lecture. Lève `TransitionInterdite` si l’import est fini ou abandonné, ou si un autre
    processus l’a repris.
    """
    with transaction():
        courant = _en_cours(import_id)
        courant.etat = EtatImport.EN_COURS
        deja = courant.lignes
    for tranche in _tranches(islice(lignes, deja, None), import_id, deja):
        with transaction():
            _ecrire(_en_cours(import_id), tranche, octets_lus())
    return _finir(import_id)


def _en_cours(import_id: UUID) -> ImportAides:
    courant = verrouiller(ImportAides, import_id)
    if courant.etat not in EN_COURS:
        raise TransitionInterdite
    return courant


def _tranches(lignes: Iterable[Ligne], import_id: UUID, deja: int) -> Iterator[_Tranche]:
    """Rend les lignes par tranches, numérotées comme un tableur : la première sous l’en-tête est la deuxième."""
    restantes = iter(lignes)
    while lues := list(islice(restantes, TRANCHE)):
        tranche = _Tranche(depuis=deja, total=len(lues))
        for numero, ligne in enumerate(lues, start=deja + 2):
            if ligne:
                _ranger(tranche, import_id, numero, ligne)
        yield tranche
        deja += tranche.total


def _ranger(tranche: _Tranche, import_id: UUID, numero: int, ligne: Ligne) -> None:
    try:
        tranche.lues.append(lire_la_ligne(ligne))
    except LigneRefusee as refus:
        rejet = LigneRejetee(import_id=import_id, ligne=numero, raison=refus.message, contenu=_contenu(ligne))
        tranche.rejets.append(rejet)


def _contenu(ligne: Ligne) -> str:
    """Rend la ligne telle que le fichier l’écrit, colonnes dans l’ordre de la documentation."""
    if ILLISIBLE in ligne:
        return ligne[ILLISIBLE] or ""
    sortie = io.StringIO()
    csv.writer(sortie, delimiter=SEPARATEUR, lineterminator="").writerow(ligne.get(nom) or "" for nom in COLONNES)
    return sortie.getvalue()


def _ecrire(courant: ImportAides, tranche: _Tranche, octets_lus: int) -> None:
    if courant.lignes != tranche.depuis:
        raise TransitionInterdite
    lues = {lue.aide.reference: lue for lue in tranche.lues}
    changees = _ecrire_les_personnes({lue.reference_personne: lue.identite for lue in tranche.lues})
    ajoutees, modifiees = _ecrire_les_aides(lues)
    touchees = ajoutees | modifiees | {numero for numero, lue in lues.items() if lue.reference_personne in changees}
    session.add_all(tranche.rejets)
    _citer(courant.id, lues)
    courant.octets_lus = octets_lus
    courant.lignes += tranche.total
    courant.rejetees += len(tranche.rejets)
    courant.ajoutees += len(ajoutees)
    courant.changees += len(touchees - ajoutees)
    courant.inchangees += len(tranche.lues) - len(touchees)


def _ecrire_les_personnes(personnes: Mapping[str, Identite]) -> set[str]:
    """Écrit ces personnes ; rend les numéros de celles que l’on connaissait et qui ont changé."""
    return _inserer(_PERSONNES, [ligne_de_la_personne(*une) for une in sorted(personnes.items())])[1]


def _ecrire_les_aides(lues: Mapping[str, LigneLue]) -> tuple[set[str], set[str]]:
    """Écrit ces aides ; rend les numéros de celles qui sont neuves, et de celles qui ont changé."""
    return _inserer(_AIDES, [_aide(lue) for _, lue in sorted(lues.items())])


def _inserer(ordre: TextClause, valeurs: Sequence[Mapping[str, Any]]) -> tuple[set[str], set[str]]:
    """Insère ou met à jour ce qui a changé, d’un seul ordre ; rend les références neuves, puis les changées."""
    if not valeurs:
        return set(), set()
    ecrites = session.execute(ordre, {nom: [une[nom] for une in valeurs] for nom in valeurs[0]}).all()
    return {numero for numero, neuve in ecrites if neuve}, {numero for numero, neuve in ecrites if not neuve}


def ligne_de_la_personne(reference: str, identite: Identite) -> dict[str, Any]:
    """Rend ce qui se garde d’une personne : son identité chiffrée, et les clés sous lesquelles elle se range."""
    rangees, garde = cles(identite, empreinte()), identite.en_json()
    return {
        "reference": reference,
        "identite": _CHIFFRER(garde),
        "empreinte": _empreinte_de(garde),
        "cle_naissance": rangees.naissance,
        "cles_noms": f"{{{','.join(map(str, rangees.noms))}}}",
    }


def _aide(lue: LigneLue) -> dict[str, Any]:
    garde = {nom: getattr(lue.aide, nom) for nom in _COLONNES_DE_L_AIDE}
    return {**garde, "personne": lue.reference_personne, "empreinte": _empreinte_de([lue.reference_personne, garde])}


def _empreinte_de(garde: object) -> int:
    """Rend ce qui distingue ce contenu de celui d’un autre import : le chiffré, lui, change toujours."""
    return cle_entiere(json.dumps(garde, sort_keys=True, default=str), "import_aides")


def _citer(import_id: UUID, references: Iterable[str]) -> None:
    session.execute(_CITEES, {"import_id": import_id, "references": sorted(references)})


def _finir(import_id: UUID) -> ImportAides:
    with transaction():
        fini = _en_cours(import_id)
        fini.etat, fini.fini_le, fini.octets_lus = EtatImport.FINI, horloge.maintenant(), fini.octets
        fini.absentes = session.scalar(select(func.count()).select_from(AideVersee).where(absente(import_id))) or 0
        for modele in (AideCitee, LigneRejetee):
            session.execute(delete(modele).where(modele.import_id != import_id))
        oublier_le_fichier(import_id)
        comptes = {nom: getattr(fini, nom) for nom in ("lignes", "ajoutees", "changees", "rejetees", "absentes")}
        inscrire("finir_import_aides", auteur=SYSTEME, objet=("import_aides", fini.id), details=comptes)
    return fini


def oublier_le_fichier(import_id: UUID) -> None:
    """Efface les morceaux du fichier une fois la transaction validée."""
    siens = delete(MorceauImport).where(MorceauImport.import_id == import_id).returning(MorceauImport.cle)
    cles_a_effacer = list(session.scalars(siens))
    if cles_a_effacer:
        differer(effacer_contenus, cles=cles_a_effacer)


def absente(import_id: UUID) -> ColumnElement[bool]:
    """Vrai pour une aide que cet import n’a pas citée."""
    return ~exists().where(AideCitee.import_id == import_id, AideCitee.reference == AideVersee.reference)
