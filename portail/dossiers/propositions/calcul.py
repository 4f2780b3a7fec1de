"""Ce que donne une proposition : son total passé aux calculs de la démarche, par le serveur seul."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portail.demarche.bilan import Bilan, Explication
from portail.demarche.declaration import Demarche
from portail.demarche.eligibilite import evaluer
from portail.demarche.formats import en_euros
from portail.demarche.phrases import ecrire
from portail.demarche.propositions import Proposition
from portail.documents.redaction import Redaction
from portail.dossiers.examen import jour_de_reference, reponses_a_examiner
from portail.dossiers.models import Dossier
from portail.dossiers.propositions.lignes import Ligne, totaux
from portail.parametres.queries import valeurs_au
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _
from portail.territoire.communes import annuaire


class CalculImpossible(SaisieInvalide):
    """Il manque une réponse : le plafond ne se calcule pas, la proposition ne part pas."""

    message = _(
        "Le plafond ne peut pas encore se calculer : il manque une réponse ou l’évaluation. "
        "Complétez-la avant d’envoyer la proposition."
    )


@dataclass(frozen=True, slots=True)
class Chiffre:
    """Un calcul montré : son titre, sa valeur telle qu’on la lit, la formule avec ses chiffres."""

    code: str
    titre: str
    valeur: str
    texte: str


def bilan_pour(dossier: Dossier, demarche: Demarche, lignes: Sequence[Ligne]) -> Bilan:
    """Rend le bilan du dossier si ces lignes étaient retenues ; n’écrit rien."""
    if demarche.proposition is None:
        raise ValueError("cette démarche n’a pas de proposition")
    jour = jour_de_reference(dossier)
    connues = sans_totaux(demarche.proposition, reponses_a_examiner(dossier))
    reponses = {**connues, **totaux(demarche.proposition, lignes)}
    return evaluer(demarche, reponses, jour=jour, parametres=valeurs_au(jour), communes=annuaire().codes)


def sans_totaux(proposition: Proposition, reponses: Mapping[str, Any]) -> dict[str, Any]:
    """Rend ces réponses sans ce qu’une proposition y avait mis."""
    return {nom: valeur for nom, valeur in reponses.items() if nom not in proposition.recoivent}


def chiffres_de(demarche: Demarche, bilan: Bilan, redaction: Redaction) -> list[Chiffre]:
    """Rend les calculs que la proposition montre, dans l’ordre déclaré ; ceux qui n’ont pas pu se faire manquent."""
    if demarche.proposition is None:
        return []
    faites = (bilan.explication(code) for code in demarche.proposition.montres)
    return [_chiffre(une, redaction) for une in faites if une is not None]


def _chiffre(explication: Explication, redaction: Redaction) -> Chiffre:
    """Rend un calcul en mots ; sans unité, le nombre seul ne dirait rien : sa phrase en tient lieu."""
    calcul = explication.calcul
    titre, texte = redaction.traduire(calcul.titre), explication.texte(redaction.traduire, redaction.langue)
    if not calcul.unite and texte:
        return Chiffre(calcul.code, titre, texte, "")
    return Chiffre(calcul.code, titre, _valeur_ecrite(explication.valeur, calcul.unite, redaction), texte)


def _valeur_ecrite(valeur: Decimal, unite: str, redaction: Redaction) -> str:
    """Rend la valeur et son unité ; un montant s’écrit au centime."""
    if unite.startswith("€"):
        suite = redaction.traduire(unite).removeprefix("€")
        return f"{en_euros(valeur, redaction.langue)}{suite}"
    return " ".join(filter(None, [ecrire(valeur, redaction.langue), redaction.traduire(unite)]))


def figes(chiffres: list[Chiffre]) -> list[dict[str, Any]]:
    """Rend les calculs tels que la base les garde."""
    return [{"code": un.code, "titre": un.titre, "valeur": un.valeur, "texte": un.texte} for un in chiffres]


def exiger_le_plafond(demarche: Demarche, bilan: Bilan) -> None:
    """Lève `CalculImpossible` si le plafond, ou l’un des calculs montrés, attend une réponse."""
    if demarche.proposition is None:
        return
    attendus = {demarche.proposition.plafond, *demarche.proposition.calculs}
    if not attendus <= set(bilan.valeurs):
        raise CalculImpossible
