"""Ce que rend l’examen d’une demande : constats des règles, valeurs calculées, et leurs textes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from portail.demarche.declaration import _
from portail.demarche.droit import Motif
from portail.demarche.phrases import remplir
from portail.demarche.regles import Calcul, Chiffre, Regle, Resultat, Verdict

Traduire: TypeAlias = Callable[[str], str]

EN_ATTENTE = _("Il manque une réponse pour le vérifier.")


@dataclass(frozen=True, slots=True)
class ConstatRegle:
    """Ce qu’une règle dit de cette demande ; `manque` nomme les réponses ou paramètres qu’elle attend."""

    regle: Regle
    verdict: Verdict
    message: str = ""
    chiffres: Mapping[str, Chiffre] = field(default_factory=dict)
    manque: tuple[str, ...] = ()

    def texte(self, traduire: Traduire = str, langue: str = "fr") -> str:
        """Rend la phrase à montrer, chiffres compris, dans cette langue."""
        if self.verdict is Verdict.EN_ATTENTE:
            return traduire(EN_ATTENTE)
        return remplir(traduire(self.regle.messages[self.message]), self.chiffres, langue)


@dataclass(frozen=True, slots=True)
class Explication:
    """Un calcul fait pour cette demande : sa valeur et la formule avec ses chiffres (CRPA, R311-3-1-2)."""

    calcul: Calcul
    resultat: Resultat

    @property
    def valeur(self) -> Decimal:
        """Rend la valeur calculée."""
        return self.resultat.valeur

    @property
    def chiffres(self) -> Mapping[str, Chiffre]:
        """Rend les chiffres de la formule, `valeur` comprise."""
        return {**self.resultat.chiffres, "valeur": self.resultat.valeur}

    def texte(self, traduire: Traduire = str, langue: str = "fr") -> str:
        """Rend la formule en toutes lettres, dans cette langue."""
        return remplir(traduire(self.calcul.explication), self.chiffres, langue) if self.calcul.explication else ""


@dataclass(frozen=True, slots=True)
class Bilan:
    """L’examen entier : règles applicables dans l’ordre déclaré, calculs possibles."""

    constats: tuple[ConstatRegle, ...] = ()
    explications: tuple[Explication, ...] = ()

    def _de(self, verdict: Verdict) -> tuple[ConstatRegle, ...]:
        return tuple(constat for constat in self.constats if constat.verdict is verdict)

    @property
    def non_conformes(self) -> tuple[ConstatRegle, ...]:
        """Rend ce qui fait obstacle."""
        return self._de(Verdict.NON_CONFORME)

    @property
    def reserves(self) -> tuple[ConstatRegle, ...]:
        """Rend ce qui n’empêche pas l’accord, mais doit être dit avec lui."""
        return self._de(Verdict.RESERVE)

    @property
    def a_verifier(self) -> tuple[ConstatRegle, ...]:
        """Rend ce qu’un agent doit vérifier."""
        return self._de(Verdict.A_VERIFIER)

    @property
    def en_attente(self) -> tuple[ConstatRegle, ...]:
        """Rend ce qu’on ne peut pas encore dire."""
        return self._de(Verdict.EN_ATTENTE)

    @property
    def eligible(self) -> bool | None:
        """Dit si la demande répond aux règles : non si l’une s’oppose, oui si toutes sont conformes ou réservées."""
        if self.non_conformes:
            return False
        return True if self.constats and not self.a_verifier and not self.en_attente else None

    @property
    def valeurs(self) -> Mapping[str, Decimal]:
        """Rend les valeurs calculées, par code de calcul."""
        return {explication.calcul.code: explication.valeur for explication in self.explications}

    @property
    def motifs(self) -> tuple[str, ...]:
        """Rend les codes des motifs que proposent les non-conformités, dans l’ordre des règles."""
        return _motifs_de(self.non_conformes)

    @property
    def motifs_de_reserve(self) -> tuple[str, ...]:
        """Rend les codes des motifs que proposent les réserves, dans l’ordre des règles."""
        return _motifs_de(self.reserves)

    def constat(self, code: str) -> ConstatRegle | None:
        """Rend le constat de cette règle, si elle s’applique."""
        return next((constat for constat in self.constats if constat.regle.code == code), None)

    def explication(self, code: str) -> Explication | None:
        """Rend l’explication de ce calcul, s’il a pu être fait."""
        return next((explication for explication in self.explications if explication.calcul.code == code), None)

    def fait(self, motif: Motif, traduire: Traduire = str, langue: str = "fr") -> str:
        """Rend le motif en fait, chiffré ; ce qu’on ne sait pas y reste « … », à compléter par l’agent."""
        chiffres: dict[str, Chiffre] = {}
        for explication in self.explications:
            chiffres |= {**explication.resultat.chiffres, explication.calcul.code: explication.valeur}
        for constat in sorted(self.constats, key=lambda constat: constat.regle.motif == motif.code):
            chiffres |= constat.chiffres
        return remplir(traduire(motif.fait), chiffres, langue)


def _motifs_de(constats: Iterable[ConstatRegle]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(constat.regle.motif for constat in constats if constat.regle.motif))
