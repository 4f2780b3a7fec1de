"""Dire un versement à la personne : où en est l’argent, ce qu’on attend d’elle, et les messages qu’elle reçoit."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from portail.demarche.formats import en_euros
from portail.documents.redaction import Redaction
from portail.dossiers.actions.commun import prevenir
from portail.dossiers.models import Dossier
from portail.dossiers.versements.etats import EtatVersement, MotifRejet
from portail.dossiers.versements.models import Versement
from portail.socle.traduction import _

GABARIT = "dossier/versement"
SIGNES_MONTRES = 3

ETATS: Mapping[EtatVersement, tuple[str, str]] = MappingProxyType(
    {
        EtatVersement.ACCORDE: (_("Justificatifs attendus"), "attendu"),
        EtatVersement.A_VERIFIER: (_("Justificatifs à vérifier"), "etude"),
        EtatVersement.A_MANDATER: (_("À mandater"), "etude"),
        EtatVersement.MANDATE: (_("Mandaté"), "etude"),
        EtatVersement.PAYE: (_("Payé"), "accord"),
        EtatVersement.REJETE: (_("Rejeté par la banque"), "refus"),
        EtatVersement.ANNULE: (_("Annulé"), "fini"),
    }
)
"""L’état en mots et sa forme : les mêmes pour la personne et pour l’agent."""
MOTIFS: Mapping[MotifRejet, str] = MappingProxyType(
    {
        MotifRejet.COMPTE_CLOS: _("Le compte est fermé."),
        MotifRejet.IBAN_INCONNU: _("La banque ne connaît pas cet IBAN."),
        MotifRejet.TITULAIRE: _("Le nom du titulaire n’est pas celui du compte."),
        MotifRejet.REFUS_DE_LA_BANQUE: _("La banque a refusé le virement sans dire pourquoi."),
    }
)
_MANDATE = _("Le versement de %(montant)s est ordonné depuis le %(jour)s. L’argent arrive en général sous dix jours.")
_PAYE = _("%(montant)s ont été versés le %(jour)s sur le compte finissant par %(fin)s.")
_REJETE = _("La banque a refusé le versement de %(montant)s sur le compte finissant par %(fin)s. %(motif)s")
_DONNER_UN_COMPTE = _("Donnez un autre compte dans votre espace : le versement repartira aussitôt.")
_CHANGE = _("Le compte à créditer a été changé : il finit maintenant par %(fin)s.")
_CHANGE_ENSUITE = _("À partir du mois prochain, vos versements vont sur le compte finissant par %(fin)s.")
_PAS_VOUS = _("Ce n’était pas vous ? Écrivez-nous ou appelez-nous sans attendre.")
_APRES_LE = _("Envoyez-les au plus tard le %(limite)s : passé cette date, l’accord n’a plus d’effet.")
_REDEMANDE = _("Les justificatifs envoyés ne permettent pas de payer. Voici pourquoi.")
_RAPPEL = _("Pour recevoir %(montant)s, envoyez vos justificatifs au plus tard le %(limite)s : %(pieces)s.")
_APRES = _("Passé cette date, l’accord n’a plus d’effet.")


def fin_du_compte(iban: str | None) -> str:
    """Rend les derniers signes d’un compte : assez pour le reconnaître, pas pour s’en servir."""
    return iban[-SIGNES_MONTRES:] if iban else ""


def dire_mandate(dossier: Dossier, versement: Versement) -> None:
    """Dit à la personne que le versement est ordonné."""
    _dire(dossier, versement, _("Votre versement est ordonné"), [(_MANDATE, {"jour": versement.date_mandat})])


def dire_paye(dossier: Dossier, versement: Versement) -> None:
    """Dit à la personne que l’argent est parti, quand et où."""
    _dire(dossier, versement, _("Votre aide est versée"), [(_PAYE, {"jour": versement.date_paiement})])


def dire_rejete(dossier: Dossier, versement: Versement) -> None:
    """Dit à la personne que la banque a refusé, pourquoi, et quoi faire."""
    motif = MOTIFS[versement.motif_rejet] if versement.motif_rejet else ""
    textes = [(_REJETE, {"motif": motif}), (_DONNER_UN_COMPTE, {})]
    _dire(dossier, versement, _("Votre versement n’a pas abouti"), textes)


def dire_le_compte_change(dossier: Dossier, versement: Versement) -> None:
    """Prévient chacun que le compte a changé : un changement fait par un autre se voit."""
    _dire(dossier, versement, _("Votre compte à créditer a changé"), [(_CHANGE, {}), (_PAS_VOUS, {})])


def dire_le_prochain_compte(dossier: Dossier, versement: Versement, iban: str) -> None:
    """Prévient chacun que le compte change à partir du mois suivant."""
    textes: list[tuple[str, Mapping[str, Any]]] = [(_CHANGE_ENSUITE, {"fin": fin_du_compte(iban)}), (_PAS_VOUS, {})]
    _dire(dossier, versement, _("Votre compte à créditer a changé"), textes)


def redemander(dossier: Dossier, versement: Versement, precision: str) -> None:
    """Dit à la personne ce qui ne va pas dans ses justificatifs, avec les mots de l’agent."""
    textes: list[tuple[str, Mapping[str, Any]]] = [(_REDEMANDE, {})]
    if versement.date_limite:
        textes.append((_APRES_LE, {"limite": versement.date_limite}))
    _dire(dossier, versement, _("Vos justificatifs sont à compléter"), textes, libre=precision)


def rappeler(dossier: Dossier, versement: Versement, pieces: str) -> None:
    """Rappelle à la personne ce qu’elle doit envoyer, et jusqu’à quand."""
    textes = [(_RAPPEL, {"limite": versement.date_limite, "pieces": pieces}), (_APRES, {})]
    _dire(dossier, versement, _("N’oubliez pas vos justificatifs"), textes)


def _dire(
    dossier: Dossier,
    versement: Versement,
    titre: str,
    textes: Sequence[tuple[str, Mapping[str, Any]]],
    *,
    libre: str = "",
) -> None:
    redaction = Redaction.en(dossier.langue)
    communes = {
        "montant": en_euros(versement.montant, redaction.langue),
        "fin": fin_du_compte(versement.iban),
    }
    paragraphes = [redaction.texte(texte, **(communes | _ecrites(valeurs, redaction))) for texte, valeurs in textes]
    if libre:
        paragraphes.insert(1, libre)
    prevenir(dossier, GABARIT, {"titre": redaction.traduire(titre), "paragraphes": paragraphes})


def _ecrites(valeurs: Mapping[str, Any], redaction: Redaction) -> dict[str, str]:
    """Rend les valeurs en mots : les dates en toutes lettres, les textes traduits."""
    return {
        nom: redaction.traduire(valeur) if isinstance(valeur, str) else redaction.jour(valeur)
        for nom, valeur in valeurs.items()
        if valeur
    }
