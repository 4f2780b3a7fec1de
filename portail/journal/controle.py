"""Contrôler tout le journal : chaque chaîne, chaque texte, chaque ancrage ; dire où c’est rompu."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import and_, or_, select

from portail.demarche.formats import en_date
from portail.journal.actions import TEXTE
from portail.journal.ancrage import ancrages, contenu_ancre, feuilles_du, racine_des
from portail.journal.models import Ancrage, Entree, FeuilleDAncrage, TexteDuJournal
from portail.journal.verifier import ORIGINE, empreinte_de, empreinte_du_texte, ruptures
from portail.socle.base import photographie, session

LOT = 1000
JOURNAL_ENTIER = ("ancrage", "")


@dataclass(frozen=True, slots=True)
class Constat:
    """Ce qui est rompu, et chez quel objet (type, identifiant)."""

    objet: tuple[str, str]
    texte: str


@dataclass(slots=True)
class Bilan:
    """Ce qui a été relu, et ce qui est rompu."""

    entrees: int = 0
    objets: int = 0
    ancrages: int = 0
    constats: list[Constat] = field(default_factory=list)


def controler(objet: tuple[str, object] | None = None, *, copie: Sequence[Mapping[str, Any]] = ()) -> Bilan:
    """Relit tout le journal, ou la chaîne d’un objet ; `copie` : des ancrages gardés ailleurs, à comparer."""
    bilan = Bilan()
    with photographie():
        bilan.constats += controler_les_chaines(bilan, objet)
        bilan.constats += controler_les_textes(objet)
        bilan.constats += controler_les_feuilles(objet)
        if objet is None or copie:
            bilan.constats += controler_les_racines(bilan, copie)
    return bilan


def controler_les_chaines(bilan: Bilan, objet: tuple[str, object] | None = None) -> Iterator[Constat]:
    """Rend les ruptures de toutes les chaînes, ou de celle de l’objet ; tient le compte de ce qu’il relit."""
    requete = _de(select(Entree), Entree, objet).order_by(Entree.objet_type, Entree.objet_id, Entree.rang_objet)
    lues = session.scalars(requete.execution_options(yield_per=LOT, populate_existing=True))
    for cle, entrees in groupby(lues, key=attrgetter("objet_type", "objet_id")):
        bilan.objets += 1
        for rupture in ruptures(_contenus(entrees, bilan), {"type": cle[0], "id": cle[1]}):
            yield Constat(cle, rupture.constat)


def _contenus(entrees: Iterator[Entree], bilan: Bilan) -> Iterator[dict[str, Any]]:
    for entree in entrees:
        bilan.entrees += 1
        session.expunge(entree)
        yield entree.contenu


def _de(requete: Any, modele: Any, objet: tuple[str, object] | None) -> Any:  # noqa: ANN401 — requête et modèle
    """Borne la requête à cet objet, s’il y en a un."""
    if objet is None:
        return requete
    return requete.where(modele.objet_type == objet[0], modele.objet_id == str(objet[1]))


def controler_les_textes(objet: tuple[str, object] | None = None) -> Iterator[Constat]:
    """Rend les textes qui ne sont plus ceux que le journal cite ; un texte effacé est normal, il ne se voit pas ici."""
    cites = Entree.details[TEXTE].as_string()
    requete = select(TexteDuJournal, Entree.rang_objet).outerjoin(
        Entree,
        and_(
            Entree.objet_type == TexteDuJournal.objet_type,
            Entree.objet_id == TexteDuJournal.objet_id,
            cites == TexteDuJournal.empreinte,
        ),
    )
    for ecrit, rang in session.execute(_de(requete, TexteDuJournal, objet).execution_options(populate_existing=True)):
        ici = (ecrit.objet_type, ecrit.objet_id)
        if rang is None:
            yield Constat(ici, "un texte gardé à part n’est cité par aucune entrée")
        elif empreinte_du_texte(ecrit.texte, ecrit.sel) != ecrit.empreinte:
            yield Constat(ici, f"le texte de l’entrée n° {rang} a été modifié")


def controler_les_feuilles(objet: tuple[str, object] | None = None) -> Iterator[Constat]:
    """Rend les entrées ancrées que l’on ne retrouve plus, ou plus les mêmes."""
    requete = (
        select(FeuilleDAncrage, Entree.empreinte)
        .outerjoin(
            Entree,
            and_(
                Entree.objet_type == FeuilleDAncrage.objet_type,
                Entree.objet_id == FeuilleDAncrage.objet_id,
                Entree.rang_objet == FeuilleDAncrage.rang_objet,
            ),
        )
        .where(or_(Entree.empreinte.is_(None), Entree.empreinte != FeuilleDAncrage.empreinte))
        .order_by(FeuilleDAncrage.jour)
    )
    for une, trouvee in session.execute(_de(requete, FeuilleDAncrage, objet).execution_options(populate_existing=True)):
        suite = "manque" if trouvee is None else "n’est plus la même"
        jour = en_date(une.jour, "fr")
        yield Constat((une.objet_type, une.objet_id), f"l’entrée n° {une.rang_objet}, ancrée le {jour}, {suite}")


def controler_les_racines(bilan: Bilan, copie: Sequence[Mapping[str, Any]] = ()) -> Iterator[Constat]:
    """Rend les ancrages dont la racine, le nombre ou la suite ne tient plus, ou qui diffèrent d’une copie gardée."""
    connus = list(reversed(ancrages()))
    precedente = ORIGINE
    for ancrage in connus:
        bilan.ancrages += 1
        yield from (Constat(JOURNAL_ENTIER, texte) for texte in _fautes(ancrage, precedente))
        precedente = ancrage.empreinte
    racines = {ancrage.jour.isoformat(): ancrage.racine for ancrage in connus}
    for garde in copie:
        if racines.get(garde["jour"]) != garde["racine"]:
            yield Constat(JOURNAL_ENTIER, f"l’ancrage du {garde['jour']} n’est pas celui de la copie gardée")


def _fautes(ancrage: Ancrage, precedente: str) -> Iterator[str]:
    jour = en_date(ancrage.jour, "fr")
    if ancrage.precedente != precedente:
        yield f"l’ancrage du {jour} ne suit pas le précédent : l’un d’eux a été ôté, ajouté ou changé"
    if empreinte_de(contenu_ancre(ancrage)) != ancrage.empreinte:
        yield f"l’ancrage du {jour} a été modifié"
    feuilles = feuilles_du(ancrage)
    if len(feuilles) != ancrage.nombre or racine_des(feuilles) != ancrage.racine:
        yield f"les feuilles de l’ancrage du {jour} ne donnent plus sa racine"
    for une in feuilles:
        session.expunge(une)
