"""Les accusés et la demande de pièces, dans les mots du droit (CRPA, R112-5, R112-11-1, R112-11-2 et R112-11-4).

Un accusé incomplet rend les délais de recours inopposables (L112-12) : chaque mention est vérifiée par un test.
Chaque fonction rend des données à réunir avec `lettres.entete` pour le gabarit de même nom.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from portail.demarche.droit import Mois, Silence
from portail.demarche.mots import COMMUNS, Mots
from portail.documents.lettres import Affaire, Coordonnees
from portail.documents.redaction import FRANCAIS, Redaction
from portail.socle.traduction import _

_ENREGISTRE = _("Votre envoi n° %(numero)s concernant « %(demarche)s » a été enregistré le %(instant)s.")
_ENREGISTRE_AU_GUICHET = _(
    "Votre demande « %(demarche)s », reçue %(moyen)s le %(reception)s, a été enregistrée le %(instant)s sous le "
    "n° %(numero)s."
)
_ENREGISTRE_SANS_PREJUGER = _(
    "Cet accusé d’enregistrement ne préjuge pas du caractère complet ou recevable de votre dossier."
)
_RECEPTION_A_VENIR = _("Un accusé de réception vous sera adressé au plus tard le %(jour)s.")
_RECUE = _("Votre demande « %(demarche)s » n° %(numero)s a été reçue le %(jour)s.")
_SERVICE = _("Service chargé du dossier : %(service)s.")
_INCOMPLETE = _(
    "À ce jour, il y manque : %(manque)s. Nous vous écrirons pour vous dire jusqu’à quand envoyer ces éléments "
    "(article L. 114-5 du code des relations entre le public et l’administration)."
)
_SILENCE_REJET = _(
    "Sous réserve que votre demande soit complète, en l’absence de réponse expresse le %(jour)s, "
    "elle sera réputée rejetée."
)
_SILENCE_ACCORD = _(
    "Sous réserve que votre demande soit complète, en l’absence de réponse expresse le %(jour)s, "
    "elle sera réputée acceptée."
)
_CONTESTER = _(
    "Vous pourrez alors contester cette décision dans un délai de %(delai)s ; la marche à suivre est à la fin de "
    "cette lettre."
)
_ATTESTATION = _(
    "Vous pourrez alors demander l’attestation prévue à l’article L. 232-3 du code des relations entre le public "
    "et l’administration."
)
_MANQUE = _("Nous étudions votre demande « %(demarche)s » n° %(numero)s, reçue le %(recue)s.")
_LISTE = _("Pour aller plus loin, il nous manque ce qui suit. Cette liste est complète.")
_LIMITE = _("Envoyez-nous ces éléments au plus tard le %(limite)s.")
_SUSPENSION = _(
    "Le délai au terme duquel le silence de l’administration vaut rejet est suspendu jusqu’à leur réception, au plus "
    "jusqu’au %(limite)s (article L. 114-5 du code des relations entre le public et l’administration)."
)
_NOUVEAU_REJET = _(
    "S’ils nous parviennent à cette date, votre demande sera réputée rejetée en l’absence de réponse expresse "
    "le %(jour)s."
)
_NOUVEL_ACCORD = _(
    "Le délai au terme duquel le silence de l’administration vaut acceptation ne court qu’à compter de leur réception "
    "(article L. 114-5 du code des relations entre le public et l’administration). S’ils nous parviennent le "
    "%(limite)s, votre demande sera réputée acceptée en l’absence de réponse expresse le %(jour)s."
)
_PASSE_CE_DELAI = _("Passé ce délai, nous déciderons avec les éléments dont nous disposons.")
_COMMENT_ENVOYER = _("Pour les envoyer : %(moyens)s.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manquante:
    """Une pièce ou une information manquante : son nom, ce qui ne va pas, le texte qui l’exige (R112-11-4)."""

    nom: str
    raison: str = ""
    fondement: str


@dataclass(frozen=True, slots=True)
class Arrivee:
    """Comment (« par courrier ») et quel jour la demande est arrivée, quand ce n’est pas en ligne."""

    moyen: str
    jour: date


def accuse_enregistrement(
    affaire: Affaire,
    *,
    enregistre_le: datetime,
    date_accuse: date,
    arrivee: Arrivee | None = None,
    redaction: Redaction = FRANCAIS,
) -> dict[str, Any]:
    """Rend les données de l’accusé d’enregistrement (R112-11-2 en ligne ; au guichet, le récépissé de la demande)."""
    instant, jour = redaction.instant(enregistre_le), redaction.jour(date_accuse)
    valeurs = asdict(affaire) | {"instant": instant, "jour": jour}
    titre, modele = _("Accusé d’enregistrement de votre envoi"), _ENREGISTRE
    if arrivee is not None:
        titre, modele = _("Enregistrement de votre demande"), _ENREGISTRE_AU_GUICHET
        valeurs |= {"moyen": arrivee.moyen, "reception": redaction.jour(arrivee.jour)}
    return {
        "titre": redaction.traduire(titre),
        "encadre": redaction.texte(modele, **valeurs),
        "paragraphes": [
            redaction.texte(_ENREGISTRE_SANS_PREJUGER),
            redaction.texte(_RECEPTION_A_VENIR, **valeurs),
        ],
        "accents": [affaire.numero, instant, jour],
    }


def accuse_reception(
    affaire: Affaire,
    *,
    recue_le: date,
    service: Coordonnees,
    silence: Silence,
    date_silence: date | None = None,
    delai_recours: Mois = Mois(2),
    recours: Sequence[str] = (),
    electronique: bool = True,
    manque: Sequence[str] = (),
    effet_silence: str = "",
    mots: Mots = COMMUNS,
    terme: date | None = None,
    redaction: Redaction = FRANCAIS,
) -> dict[str, Any]:
    """Rend les données de l’accusé de réception (R112-11-1 ; R112-5 pour une demande qui n’est pas électronique).

    `recours` vient de `recours.voies_de_recours` ; `manque` : ce qui manque à la demande, en mots (R112-5, 3°) ;
    `effet_silence` : ce que donne le silence, en une phrase. Lève `ValueError` si une mention imposée manquerait.
    """
    _exiger_les_mentions(service, silence, date_silence, recours)
    if not (electronique or service.adresse):
        raise ValueError("R112-5, 2° : adresse postale du service")
    effet, suite = _effet_du_silence(silence, date_silence, delai_recours, redaction)
    if mots.echeance and date_silence and terme:
        effet = redaction.texte(mots.echeance, jour=redaction.jour(date_silence), terme=redaction.jour(terme))
        suite = [redaction.traduire(texte) for texte in mots.accuse_suites]
    return {
        "titre": redaction.traduire(mots.accuse_titre or _("Accusé de réception de votre demande")),
        "paragraphes": [
            redaction.texte(mots.accuse_recue or _RECUE, jour=redaction.jour(recue_le), **asdict(affaire)),
            redaction.texte(_SERVICE, service=", ".join(service.lignes)),
            *([redaction.texte(_INCOMPLETE, manque=", ".join(manque))] if manque else []),
        ],
        "encadre": effet,
        "suites": [*([effet_silence] if effet and effet_silence else []), *suite],
        "recours_titre": redaction.traduire(_("Comment contester la décision")),
        "recours": list(recours) if silence is Silence.REJET else [],
        "accents": [redaction.jour(jour) for jour in (terme, date_silence) if jour],
    }


def _exiger_les_mentions(
    service: Coordonnees, silence: Silence, date_silence: date | None, recours: Sequence[str]
) -> None:
    if not (service.nom and service.telephone and (service.adresse or service.courriel)):
        raise ValueError("R112-11-1, 2° : désignation du service, adresse, téléphone")
    if silence is not Silence.AUCUN and date_silence is None:
        raise ValueError("R112-11-1 : date à laquelle la demande sera réputée acceptée ou rejetée")
    if silence is Silence.REJET and not recours:
        raise ValueError("R112-11-1 : délais et voies de recours")


def _effet_du_silence(
    silence: Silence, date_silence: date | None, delai_recours: Mois, redaction: Redaction
) -> tuple[str, list[str]]:
    if silence is Silence.AUCUN or date_silence is None:
        return "", []
    if silence is Silence.REJET:
        suite = redaction.texte(_CONTESTER, delai=redaction.duree(delai_recours))
        return redaction.texte(_SILENCE_REJET, jour=redaction.jour(date_silence)), [suite]
    return redaction.texte(_SILENCE_ACCORD, jour=redaction.jour(date_silence)), [redaction.texte(_ATTESTATION)]


def demande_pieces(
    affaire: Affaire,
    *,
    recue_le: date,
    manquantes: Sequence[Manquante],
    date_limite: date,
    silence: Silence,
    date_silence: date | None,
    moyens: str,
    redaction: Redaction = FRANCAIS,
) -> dict[str, Any]:
    """Rend les données de la demande de pièces (R112-11-4) : liste complète, textes, délai, nouvelle date.

    `date_silence` suppose une réponse le dernier jour. `moyens` : comment envoyer, en une phrase sans point final.
    """
    if not manquantes or not all(manquante.fondement for manquante in manquantes):
        raise ValueError("R112-11-4 : pièces manquantes et textes qui les exigent")
    limite = redaction.jour(date_limite)
    recue = redaction.jour(recue_le)
    return {
        "titre": redaction.traduire(_("Il manque des éléments à votre demande")),
        "paragraphes": [redaction.texte(_MANQUE, recue=recue, **asdict(affaire)), redaction.texte(_LISTE)],
        "pieces": [asdict(manquante) for manquante in manquantes],
        "encadre": redaction.texte(_LIMITE, limite=limite),
        "suites": [
            redaction.texte(_COMMENT_ENVOYER, moyens=moyens),
            *_horloge(silence, limite, date_silence, redaction),
            redaction.texte(_PASSE_CE_DELAI),
        ],
        "accents": [limite, *([redaction.jour(date_silence)] if date_silence else [])],
    }


def _horloge(silence: Silence, limite: str, date_silence: date | None, redaction: Redaction) -> list[str]:
    """Rend ce que devient le délai de la décision implicite (L114-5)."""
    if silence is Silence.AUCUN or date_silence is None:
        return []
    jour = redaction.jour(date_silence)
    if silence is Silence.REJET:
        return [redaction.texte(_SUSPENSION, limite=limite), redaction.texte(_NOUVEAU_REJET, jour=jour)]
    return [redaction.texte(_NOUVEL_ACCORD, limite=limite, jour=jour)]
