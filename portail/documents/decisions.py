"""La lettre de décision : son sens, ses motifs, son auteur, et la part qu’un calcul y a prise."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from portail.documents.lettres import Coordonnees
from portail.documents.redaction import FRANCAIS, Redaction
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _

_ALGORITHME = _(
    "Cette décision s’appuie sur un traitement algorithmique, dont la finalité est : %(finalite)s. "
    "Un agent l’a vérifiée avant sa signature."
)
_DROIT_ALGORITHME = _(
    "Vous avez le droit d’obtenir la communication des règles de ce traitement et des principales caractéristiques de "
    "sa mise en œuvre dans votre cas (articles L. 311-3-1 et R. 311-3-1-1 du code des relations entre le public et "
    "l’administration)."
)
_REGLES_PUBLIEES = _("Ces règles et leurs paramètres sont publiés : %(adresse)s.")
_EXERCER = _(
    "Pour exercer ce droit, écrivez à : %(service)s. Sans réponse au bout d’un mois, ou en cas de refus, vous pouvez "
    "saisir la commission d’accès aux documents administratifs (www.cada.fr)."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MotifEcrit:
    """Une raison de la décision, en droit et en fait (CRPA, L211-5)."""

    titre: str
    droit: str = ""
    fait: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signataire:
    """L’auteur de la décision : prénom et nom, qualité, service (CRPA, L212-1 et L212-2)."""

    nom: str
    qualite: str
    service: str


class MentionManquante(SaisieInvalide):
    """La lettre ne porte pas tout ce que la loi exige : elle ne se signe pas."""

    message = _("Cette décision ne peut pas être signée. Il y manque : %(mentions)s.")


def exiger_les_mentions(donnees: Mapping[str, Any], *, defavorable: bool, algorithmique: bool) -> None:
    """Lève `MentionManquante` si la lettre tait son auteur, ses motifs, les recours ou la part d’un calcul.

    CRPA, L212-1 et L212-2 (auteur), L211-5 (motifs), L311-3-1 (calcul) ; CJA, R421-5 (recours).
    """
    auteur = donnees["signataire"]
    motives = donnees["motifs"] and all(m["droit"].strip() and m["fait"].strip() for m in donnees["motifs"])
    presentes = {
        _("le prénom et le nom du signataire"): auteur["nom"].strip(),
        _("sa qualité et son service"): all(ligne.strip() for ligne in auteur["qualite"].split("\n")),
        _("les motifs, en droit et en fait"): motives or not defavorable,
        _("les voies et délais de recours"): donnees["recours"] or not defavorable,
        _("la mention du traitement algorithmique"): donnees["algorithme"] or not algorithmique,
    }
    absentes = [mention for mention, presente in presentes.items() if not presente]
    if absentes:
        raise MentionManquante(valeurs={"mentions": ", ".join(absentes)})


def decision(
    *,
    titre: str,
    sens: str,
    signataire: Signataire,
    paragraphes: Sequence[str] = (),
    details: Sequence[tuple[str, str]] = (),
    motifs: Sequence[MotifEcrit] = (),
    suites: Sequence[str] = (),
    recours: Sequence[str] = (),
    algorithme: Sequence[str] = (),
    accents: Sequence[str] = (),
    redaction: Redaction = FRANCAIS,
) -> dict[str, Any]:
    """Rend les données du gabarit `decision`, à réunir avec `lettres.entete`.

    `sens` : la décision en une phrase ; `details` : ce qui est accordé (étiquette, valeur) ; `suites` : ce qui va se
    passer ; `algorithme` vient de `mention_algorithmique`.
    """
    return {
        "titre": titre,
        "paragraphes": list(paragraphes),
        "sens": sens,
        "details": [list(detail) for detail in details],
        "motifs": [asdict(motif) for motif in motifs],
        "suites": list(suites),
        "signataire": {"nom": signataire.nom, "qualite": f"{signataire.qualite}\n{signataire.service}"},
        "recours_titre": redaction.traduire(_("Comment contester cette décision")),
        "recours": list(recours),
        "algorithme": list(algorithme),
        "accents": list(accents),
    }


def mention_algorithmique(
    *, finalite: str, service: Coordonnees, page_des_regles: str = "", redaction: Redaction = FRANCAIS
) -> list[str]:
    """Rend la mention due quand un calcul a participé à la décision (CRPA, L311-3-1 et R311-3-1-1).

    Vide si elle ne pouvait pas dire la finalité du traitement ou à qui en demander les règles : la signature la refuse.
    """
    if not finalite.strip() or not service.lignes:
        return []
    mention = [redaction.texte(_ALGORITHME, finalite=finalite.rstrip(".")), redaction.texte(_DROIT_ALGORITHME)]
    if page_des_regles:
        mention.append(redaction.texte(_REGLES_PUBLIEES, adresse=page_des_regles))
    return [*mention, redaction.texte(_EXERCER, service=", ".join(service.lignes))]
