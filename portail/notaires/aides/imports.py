"""Importer les aides, par tranches, chacune une transaction : arrêté, l’import reprend après la dernière écrite.

Le même fichier deux fois ne change rien. Ce qu’un fichier ne cite plus se dit, et ne s’efface qu’à la demande.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any, TypeAlias
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, delete, exists, func, literal_column, select
from sqlalchemy.dialects.postgresql import Insert, insert

from portail.journal.actions import SYSTEME, Auteur, inscrire
from portail.notaires.aides.lecture import AideLue, LigneLue, LigneRefusee, lire_la_ligne
from portail.notaires.aides.models import AideCitee, AideVersee, Beneficiaire, EtatImport, ImportAides, LigneRejetee
from portail.notaires.aides.recherche import empreinte
from portail.notaires.rapprochement.cles import cles
from portail.notaires.rapprochement.identites import Identite
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.chiffrement import cle_entiere
from portail.socle.erreurs import TransitionInterdite

TRANCHE = 1000
Ligne: TypeAlias = Mapping[str, str | None]
_AJOUTEE: ColumnElement[bool] = literal_column("xmax = 0")
"""Vrai si `INSERT … ON CONFLICT` a écrit une ligne neuve."""


@dataclass(slots=True)
class _Tranche:
    """Des lignes lues : ce qui entre, ce qui est rejeté."""

    lues: list[LigneLue] = field(default_factory=list)
    rejets: list[LigneRejetee] = field(default_factory=list)
    total: int = 0


def commencer(nom: str, *, auteur: Auteur = SYSTEME, agent_id: UUID | None = None) -> ImportAides:
    """Ouvre un import et le rend."""
    with transaction():
        commence = ImportAides(nom=nom, agent_id=agent_id, commence_le=horloge.maintenant())
        session.add(commence)
        session.flush()
        inscrire("importer_aides", auteur=auteur, objet=("import_aides", commence.id))
    return commence


def importer(import_id: UUID, lignes: Iterable[Ligne]) -> ImportAides:
    """Importe ces lignes, ou la suite si l’import s’était arrêté, et le rend fini ; lève `TransitionInterdite`."""
    with transaction():
        courant = verrouiller(ImportAides, import_id)
        if courant.etat not in {EtatImport.RECU, EtatImport.EN_COURS}:
            raise TransitionInterdite
        courant.etat = EtatImport.EN_COURS
        deja = courant.lignes
    for tranche in _tranches(islice(lignes, deja, None), import_id, deja):
        with transaction():
            _ecrire(verrouiller(ImportAides, import_id), tranche)
    return _finir(import_id)


def _tranches(lignes: Iterable[Ligne], import_id: UUID, deja: int) -> Iterator[_Tranche]:
    """Rend les lignes par tranches, numérotées comme un tableur : la première sous l’en-tête est la deuxième."""
    restantes = enumerate(lignes, start=deja + 2)
    while numerotees := list(islice(restantes, TRANCHE)):
        tranche = _Tranche(total=len(numerotees))
        for numero, ligne in numerotees:
            try:
                tranche.lues.append(lire_la_ligne(ligne))
            except LigneRefusee as refus:
                contenu = ";".join(str(valeur or "") for valeur in ligne.values())
                tranche.rejets.append(
                    LigneRejetee(import_id=import_id, ligne=numero, raison=refus.message, contenu=contenu)
                )
        yield tranche


def _ecrire(courant: ImportAides, tranche: _Tranche) -> None:
    personnes = {lue.reference_personne: lue.identite for lue in tranche.lues}
    changees = _ecrire_les_personnes(personnes)
    ajoutees, modifiees = _ecrire_les_aides(tranche.lues)
    touchees = ajoutees | modifiees | {lue.aide.reference for lue in tranche.lues if lue.reference_personne in changees}
    session.add_all(tranche.rejets)
    _citer(courant.id, {lue.aide.reference for lue in tranche.lues})
    courant.lignes += tranche.total
    courant.rejetees += len(tranche.rejets)
    courant.ajoutees += len(ajoutees)
    courant.changees += len(touchees - ajoutees)
    courant.inchangees += len(tranche.lues) - len(touchees)


def _ecrire_les_personnes(personnes: Mapping[str, Identite]) -> set[str]:
    """Écrit ces personnes ; rend les numéros de celles que l’on connaissait et qui ont changé."""
    return _inserer(Beneficiaire, [_personne(*une) for une in sorted(personnes.items())])[1]


def _ecrire_les_aides(lues: Sequence[LigneLue]) -> tuple[set[str], set[str]]:
    """Écrit ces aides ; rend les numéros de celles qui sont neuves, et de celles qui ont changé."""
    references = {lue.reference_personne for lue in lues}
    connues = select(Beneficiaire.reference, Beneficiaire.id).where(Beneficiaire.reference.in_(references))
    identifiants = {ligne[0]: ligne[1] for ligne in session.execute(connues)}
    par_numero = {lue.aide.reference: _aide(lue.aide, identifiants[lue.reference_personne]) for lue in lues}
    return _inserer(AideVersee, [par_numero[numero] for numero in sorted(par_numero)])


def _inserer(modele: type[Beneficiaire] | type[AideVersee], valeurs: list[dict[str, Any]]) -> tuple[set[str], set[str]]:
    """Insère ou met à jour ce qui a changé ; rend les références neuves, puis les changées."""
    if not valeurs:
        return set(), set()
    ordre: Insert = insert(modele).values(valeurs)
    nouvelles = {nom: ordre.excluded[nom] for nom in valeurs[0] if nom not in {"id", "reference"}}
    ordre = ordre.on_conflict_do_update(
        index_elements=["reference"], set_=nouvelles, where=modele.empreinte != ordre.excluded.empreinte
    )
    ecrites = session.execute(ordre.returning(modele.reference, _AJOUTEE)).all()
    return {numero for numero, neuve in ecrites if neuve}, {numero for numero, neuve in ecrites if not neuve}


def _personne(reference: str, identite: Identite) -> dict[str, Any]:
    rangees = cles(identite, empreinte())
    garde = identite.en_json()
    return {
        "id": uuid4(),
        "reference": reference,
        "identite": garde,
        "empreinte": _empreinte_de(garde),
        "cle_naissance": rangees.naissance,
        "cles_noms": list(rangees.noms),
        "cle_annee": rangees.annee,
        "cle_jour_mois": rangees.jour_mois,
        "cle_mois_annee": rangees.mois_annee,
        "cle_jour_annee": rangees.jour_annee,
    }


def _aide(aide: AideLue, beneficiaire_id: UUID) -> dict[str, Any]:
    garde = {"beneficiaire_id": beneficiaire_id, **asdict(aide)}
    return {"id": uuid4(), **garde, "empreinte": _empreinte_de(garde)}


def _empreinte_de(garde: Mapping[str, Any]) -> int:
    """Rend ce qui distingue ce contenu de celui d’un autre import : le chiffré, lui, change toujours."""
    return cle_entiere(json.dumps(garde, sort_keys=True, default=str), "import_aides")


def _citer(import_id: UUID, references: set[str]) -> None:
    if references:
        lues = [{"import_id": import_id, "reference": reference} for reference in sorted(references)]
        session.execute(insert(AideCitee).values(lues).on_conflict_do_nothing())


def _finir(import_id: UUID) -> ImportAides:
    with transaction():
        fini = verrouiller(ImportAides, import_id)
        fini.etat, fini.fini_le = EtatImport.FINI, horloge.maintenant()
        fini.absentes = session.scalar(select(func.count()).select_from(AideVersee).where(_absente(import_id))) or 0
        comptes = {nom: getattr(fini, nom) for nom in ("lignes", "ajoutees", "changees", "rejetees", "absentes")}
        inscrire("finir_import_aides", auteur=SYSTEME, objet=("import_aides", fini.id), details=comptes)
    return fini


def effacer_les_absentes(import_id: UUID, *, auteur: Auteur) -> int:
    """Efface les aides que ce fichier, le dernier importé, ne cite plus, et les personnes qui n’en ont plus aucune.

    Rend le nombre d’aides effacées ; lève `TransitionInterdite` si l’import n’est pas fini ou si un autre l’a suivi.
    """
    with transaction():
        fini = verrouiller(ImportAides, import_id)
        suivant = select(ImportAides.id).where(ImportAides.commence_le > fini.commence_le).limit(1)
        if fini.etat is not EtatImport.FINI or session.scalar(suivant) is not None:
            raise TransitionInterdite
        effacees = session.execute(delete(AideVersee).where(_absente(import_id)).returning(AideVersee.id)).all()
        sans_aide = ~exists().where(AideVersee.beneficiaire_id == Beneficiaire.id)
        session.execute(delete(Beneficiaire).where(sans_aide))
        session.execute(delete(AideCitee).where(AideCitee.import_id == import_id))
        fini.absentes = 0
        details = {"nombre": len(effacees)}
        inscrire("effacer_aides_absentes", auteur=auteur, objet=("import_aides", fini.id), details=details)
    return len(effacees)


def _absente(import_id: UUID) -> ColumnElement[bool]:
    return ~exists().where(AideCitee.import_id == import_id, AideCitee.reference == AideVersee.reference)
