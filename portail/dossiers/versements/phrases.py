"""Dire un versement à la personne : où en est l’argent, ce qu’on attend d’elle, et les messages qu’elle reçoit."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from babel.dates import format_date
from sqlalchemy import select

from portail.demarche.declaration import ModeVersement
from portail.demarche.formats import en_euros
from portail.documents.redaction import INSECABLE, Redaction
from portail.dossiers.actions.commun import prevenir
from portail.dossiers.models import Dossier
from portail.dossiers.versements.etats import EtatVersement, MotifRejet
from portail.dossiers.versements.models import ModeChoisi, Versement
from portail.socle.base import session
from portail.socle.traduction import _, usage_de

GABARIT = "dossier/versement"
SIGNES_MONTRES = 3

MODES: Mapping[ModeVersement, str] = MappingProxyType(
    {
        ModeVersement.COMPTE: _("Compte de la personne"),
        ModeVersement.SERVICE: _("Service d’aide"),
        ModeVersement.TITRES: _("Chèques emploi service"),
    }
)
"""À qui l’on paie, dans une liste."""
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
_DU_MOIS = _("Votre aide de %(mois)s est versée")
_DETAIL = _("Le détail du mois, et ce qui vient, sont dans votre espace, page « Mes droits ».")
_PAYES: Mapping[ModeVersement, str] = MappingProxyType(
    {
        ModeVersement.COMPTE: _PAYE,
        ModeVersement.SERVICE: _("%(montant)s ont été versés le %(jour)s à %(nom)s, qui les déduit de votre facture."),
        ModeVersement.TITRES: _("%(montant)s vous ont été envoyés le %(jour)s en chèques emploi service (CESU)."),
    }
)
_MODES: Mapping[ModeVersement, str] = MappingProxyType(
    {
        ModeVersement.COMPTE: _("À partir de %(mois)s, votre aide est versée sur votre compte."),
        ModeVersement.SERVICE: _(
            "À partir de %(mois)s, la part de votre aide qui paie le service est versée directement à %(nom)s. "
            "Le reste va sur votre compte."
        ),
        ModeVersement.TITRES: _(
            "À partir de %(mois)s, la part de votre aide qui paie des heures est versée en chèques emploi service "
            "(CESU). Le reste va sur votre compte."
        ),
    }
)
ATTENDUS_DU_MOIS = frozenset({EtatVersement.A_VERIFIER, EtatVersement.A_MANDATER, EtatVersement.MANDATE})
"""Tant qu’une part du mois en est là, rien ne se dit : un seul message dira tout."""
_MANQUE = _("%(montant)s vous attendent : donnez dans votre espace le compte où les verser.")
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


def a_qui(versement: Versement) -> tuple[str, dict[str, str]]:
    """Rend à qui l’on paie, en une phrase et ses valeurs."""
    if versement.mode is ModeVersement.TITRES:
        return _("En chèques emploi service (CESU)."), {}
    if versement.mode is ModeVersement.SERVICE:
        nom = versement.titulaire or ""
        return (
            (_("Payé directement à %(nom)s."), {"nom": nom}) if nom else (_("Le service à payer est à désigner."), {})
        )
    fin = fin_du_compte(versement.iban)
    return (_("Sur le compte finissant par %(fin)s."), {"fin": fin}) if fin else (_("Il manque un compte."), {})


def dire_mandate(dossier: Dossier, versement: Versement) -> None:
    """Dit à la personne que le versement est ordonné ; d’une prestation mensuelle, on ne dit que le paiement."""
    if versement.mois is None:
        _dire(dossier, versement, _("Votre versement est ordonné"), [(_MANDATE, {"jour": versement.date_mandat})])


def dire_paye(dossier: Dossier, versement: Versement) -> None:
    """Dit à la personne que l’argent est parti, quand et où ; d’un mois, une seule fois, quand tout est parti."""
    if versement.mois is None:
        _dire(dossier, versement, _("Votre aide est versée"), [(_PAYE, {"jour": versement.date_paiement})])
        return
    du_mois = session.scalars(
        select(Versement)
        .where(Versement.dossier_id == dossier.id, Versement.mois == versement.mois)
        .order_by(Versement.reste, Versement.ouvert_le)
    ).all()
    if any(un.etat in ATTENDUS_DU_MOIS for un in du_mois):
        return
    redaction = Redaction.en(dossier.langue)
    paragraphes = [_paye(un, redaction) for un in du_mois if un.etat is EtatVersement.PAYE]
    titre = redaction.texte(_DU_MOIS, mois=mois_ecrit(versement.mois, redaction))
    _prevenir(dossier, titre, [*paragraphes, redaction.traduire(_DETAIL)])


def _paye(versement: Versement, redaction: Redaction) -> str:
    """Rend la phrase d’un versement payé."""
    return redaction.texte(
        _PAYES[versement.mode],
        montant=en_euros(versement.montant, redaction.langue),
        jour=redaction.jour(versement.date_paiement or versement.ouvert_le.date()),
        fin=fin_du_compte(versement.iban),
        nom=versement.titulaire or "",
    )


def mois_ecrit(mois: date, redaction: Redaction) -> str:
    """Rend « mars 2027 », d’un seul tenant."""
    return format_date(mois, "MMMM y", locale=usage_de(redaction.langue)).replace(" ", INSECABLE)


def dire_rejete(dossier: Dossier, versement: Versement) -> None:
    """Dit à la personne que la banque a refusé, pourquoi, et quoi faire ; d’un autre compte que le sien, rien."""
    if versement.mode is not ModeVersement.COMPTE:
        return  # c’est à un agent de corriger le compte du service, ou de renvoyer les titres
    motif = MOTIFS[versement.motif_rejet] if versement.motif_rejet else ""
    textes = [(_REJETE, {"motif": motif}), (_DONNER_UN_COMPTE, {})]
    _dire(dossier, versement, _("Votre versement n’a pas abouti"), textes)


def dire_le_compte_manque(dossier: Dossier, versement: Versement) -> None:
    """Demande à la personne le compte où lui verser ce qui lui revient."""
    _dire(dossier, versement, _("Il nous manque votre compte"), [(_MANQUE, {})])


def dire_le_mode(dossier: Dossier, choix: ModeChoisi) -> None:
    """Dit à chacun à qui l’on paie désormais, et depuis quand : un choix fait par un autre se voit."""
    redaction = Redaction.en(dossier.langue)
    mois = mois_ecrit(choix.depuis, redaction)
    nom = choix.prestataire.nom if choix.prestataire else redaction.traduire(_("votre service d’aide à domicile"))
    paragraphes = [redaction.texte(_MODES[choix.mode], mois=mois, nom=nom), redaction.traduire(_PAS_VOUS)]
    _prevenir(dossier, redaction.traduire(_("À qui votre aide est versée")), paragraphes)


def dire_le_compte_change(dossier: Dossier, versement: Versement) -> None:
    """Prévient chacun que le compte a changé : un changement fait par un autre se voit."""
    _dire(dossier, versement, _("Votre compte à créditer a changé"), [(_CHANGE, {}), (_PAS_VOUS, {})])


def dire_le_prochain_compte(dossier: Dossier, iban: str) -> None:
    """Prévient chacun que le compte change à partir du mois suivant."""
    redaction = Redaction.en(dossier.langue)
    paragraphes = [redaction.texte(_CHANGE_ENSUITE, fin=fin_du_compte(iban)), redaction.traduire(_PAS_VOUS)]
    _prevenir(dossier, redaction.traduire(_("Votre compte à créditer a changé")), paragraphes)


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
    _prevenir(dossier, redaction.traduire(titre), paragraphes)


def _prevenir(dossier: Dossier, titre: str, paragraphes: Sequence[str]) -> None:
    prevenir(dossier, GABARIT, {"titre": titre, "paragraphes": list(paragraphes)})


def _ecrites(valeurs: Mapping[str, Any], redaction: Redaction) -> dict[str, str]:
    """Rend les valeurs en mots : les dates en toutes lettres, les textes traduits."""
    return {
        nom: redaction.traduire(valeur) if isinstance(valeur, str) else redaction.jour(valeur)
        for nom, valeur in valeurs.items()
        if valeur
    }
