"""Montrer une demande, en direct ou figée au dépôt : les mêmes rubriques pour l’usager, l’agent et le PDF."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from portail.demarche.bilan import Bilan, Traduire
from portail.demarche.champs import BlocRepete, Champ, Iban, Information, ValeurCalculee
from portail.demarche.conditions import Reponses
from portail.demarche.declaration import Demarche, Piece, _
from portail.demarche.parcours import ARemplir, parcours_de, pieces_attendues
from portail.demarche.valeurs import afficher, masquer

NON_RENSEIGNE = _("Non renseigné")
RESERVE = _("Document réservé")


@dataclass(frozen=True, slots=True)
class Ligne:
    """Une question et sa réponse, écrites ; `champ` mène à la question pour la modifier, sauf si elle est calculée."""

    champ: str
    libelle: str
    valeur: str
    renseignee: bool = True
    calculee: bool = False
    sous_champ: str = ""
    """La question, dans un bloc répété ; `champ` est alors celui du bloc."""


@dataclass(frozen=True, slots=True)
class Rubrique:
    """Les lignes d’une page ; `identifiant` est celui de la page."""

    identifiant: str
    titre: str
    lignes: tuple[Ligne, ...]


def rubriques(
    demarche: ARemplir,
    reponses: Reponses,
    *,
    jour: date,
    bilan: Bilan | None = None,
    traduire: Traduire = str,
    langue: str = "fr",
) -> tuple[Rubrique, ...]:
    """Rend la demande par rubrique, dans la langue de `traduire` ; les valeurs calculées viennent du `bilan`."""
    redaction = _Redaction(bilan or Bilan(), traduire, langue)
    return tuple(
        Rubrique(visible.page.identifiant, traduire(visible.page.titre), lignes)
        for visible in parcours_de(demarche, reponses, jour)
        if (lignes := tuple(redaction.lignes(visible.champs, reponses)))
    )


@dataclass(frozen=True, slots=True)
class _Redaction:
    bilan: Bilan
    traduire: Traduire
    langue: str

    def lignes(self, champs: Sequence[Champ], reponses: Reponses) -> Iterator[Ligne]:
        for champ in champs:
            match champ:
                case Information():
                    continue
                case BlocRepete():
                    yield from self._bloc(champ, reponses.get(champ.identifiant) or [])
                case ValeurCalculee():
                    yield from self._calculee(champ)
                case _:
                    yield self._ligne(champ, self._affichee(champ, reponses.get(champ.identifiant)))

    def _ligne(self, champ: Champ, valeur: str) -> Ligne:
        return Ligne(
            champ.identifiant, self.traduire(champ.libelle), valeur or self.traduire(NON_RENSEIGNE), bool(valeur)
        )

    def _affichee(self, champ: Champ, valeur: object) -> str:
        return "" if valeur in (None, "", [], {}) else afficher(champ, valeur, self.traduire, self.langue)

    def _calculee(self, champ: ValeurCalculee) -> Iterator[Ligne]:
        if explication := self.bilan.explication(champ.calcul):
            yield replace(self._ligne(champ, explication.texte(self.traduire, self.langue)), calculee=True)

    def _bloc(self, bloc: BlocRepete, exemplaires: Sequence[Reponses]) -> Iterator[Ligne]:
        if not exemplaires:
            yield self._ligne(bloc, "")
        for rang, exemplaire in enumerate(exemplaires, start=1):
            element = f"{self.traduire(bloc.element)} {rang}"
            for ligne in self.lignes(bloc.champs, exemplaire):
                libelle = self.traduire(_("%(element)s : %(libelle)s")) % {"element": element, "libelle": ligne.libelle}
                yield Ligne(
                    bloc.identifiant,
                    libelle,
                    ligne.valeur,
                    ligne.renseignee,
                    sous_champ=ligne.sous_champ or ligne.champ,
                )


def masquer_les_comptes(demarche: Demarche, lues: Sequence[Rubrique], traduire: Traduire = str) -> tuple[Rubrique, ...]:
    """Rend les mêmes rubriques, la fin seule de chaque IBAN : qui n’en a pas besoin ne lit pas le compte entier.

    Un IBAN d’un bloc répété se masque de même.
    """
    comptes = dict(_comptes(demarche.champs.values()))

    def sans_compte(ligne: Ligne) -> Ligne:
        compte = comptes.get((ligne.champ, ligne.sous_champ))
        if compte is None or not ligne.renseignee:
            return ligne
        return replace(ligne, valeur=masquer(compte, "".join(ligne.valeur.split()), traduire))

    return tuple(replace(rubrique, lignes=tuple(map(sans_compte, rubrique.lignes))) for rubrique in lues)


def _comptes(champs: Iterable[Champ], bloc: str = "") -> Iterator[tuple[tuple[str, str], Iban]]:
    """Rend chaque IBAN et la ligne où il se lit : son champ, ou le bloc qui le répète et lui."""
    for champ in champs:
        if isinstance(champ, Iban):
            yield ((bloc, champ.identifiant) if bloc else (champ.identifiant, "")), champ
        elif isinstance(champ, BlocRepete):
            yield from _comptes(champ.champs, bloc or champ.identifiant)


def instantane(
    demarche: Demarche,
    reponses: Reponses,
    pieces: Mapping[str, Sequence[str]],
    *,
    jour: date,
    bilan: Bilan,
) -> dict[str, Any]:
    """Rend, en JSON, la demande telle que vue au dépôt : libellés français, valeurs écrites, constats et calculs.

    `pieces` : pour chaque pièce, les noms des fichiers reçus. Une déclaration qui change ensuite n’y change rien.
    """
    return {
        "demarche": demarche.identifiant,
        "version": demarche.version,
        "titre": demarche.titre,
        "jour": jour.isoformat(),
        "rubriques": [
            {"identifiant": r.identifiant, "titre": r.titre, "lignes": [asdict(ligne) for ligne in r.lignes]}
            for r in rubriques(demarche, reponses, jour=jour, bilan=bilan)
        ],
        "pieces": [
            {"identifiant": piece.identifiant, "nom": piece.nom, "fichiers": noms_a_montrer(piece, pieces)}
            for piece in pieces_attendues(demarche, reponses, jour)
        ],
        "constats": [
            {
                "code": constat.regle.code,
                "titre": constat.regle.titre,
                "verdict": constat.verdict.value,
                "texte": constat.texte(),
                "fondement": constat.regle.fondement,
            }
            for constat in bilan.constats
        ],
        "calculs": [
            {
                "code": explication.calcul.code,
                "titre": explication.calcul.titre,
                "valeur": str(explication.valeur),
                "unite": explication.calcul.unite,
                "texte": explication.texte(),
            }
            for explication in bilan.explications
        ],
    }


def noms_a_montrer(piece: Piece, pieces: Mapping[str, Sequence[str]], traduire: Traduire = str) -> list[str]:
    """Rend les noms des fichiers reçus pour cette pièce ; ceux d’une pièce réservée à un volet ne se disent pas."""
    noms = pieces.get(piece.identifiant, ())
    return [traduire(RESERVE) for _nom in noms] if piece.volet else list(noms)


def rubriques_figees(fige: Mapping[str, Any]) -> tuple[Rubrique, ...]:
    """Rend les rubriques d’un instantané, comme `rubriques` les rendrait : le même gabarit montre les deux."""
    return tuple(
        Rubrique(r["identifiant"], r["titre"], tuple(Ligne(**ligne) for ligne in r["lignes"]))
        for r in fige["rubriques"]
    )
