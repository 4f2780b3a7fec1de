"""Les mots et les formes des états, pour les agents : un état = un mot + une forme."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from uuid import UUID

from flask_babel import gettext, ngettext

from portail.dossiers.alertes.niveaux import Niveau, niveau, seuils_au
from portail.dossiers.chronique import ACTIONS as ACTIONS  # les mots du journal servent aussi à la personne
from portail.dossiers.chronique import action_en_mots
from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.models import Dossier
from portail.pieces.models import EtatControle, EtatPiece, MotifRefusPiece
from portail.socle import horloge
from portail.socle.traduction import _

ETATS: Mapping[Etat, tuple[str, str]] = MappingProxyType(
    {
        Etat.BROUILLON: (_("Brouillon"), "nouveau"),
        Etat.DEPOSE: (_("Nouveau"), "nouveau"),
        Etat.A_COMPLETER: (_("Attend l’usager"), "attendu"),
        Etat.EN_INSTRUCTION: (_("À instruire"), "etude"),
        Etat.EN_SIGNATURE: (_("À signer"), "etude"),
        Etat.DECIDE: (_("Décidé"), "accord"),
        Etat.CLOS: (_("Clos"), "fini"),
        Etat.DESISTE: (_("Retiré par l’usager"), "fini"),
        Etat.SANS_SUITE: (_("Classé sans suite"), "fini"),
        Etat.IRRECEVABLE: (_("Irrecevable"), "refus"),
        Etat.TRANSMIS: (_("Transmis"), "fini"),
    }
)

NATURES: Mapping[NatureDecision, tuple[str, str]] = MappingProxyType(
    {
        NatureDecision.ACCORD: (_("Accord"), "accord"),
        NatureDecision.ACCORD_PARTIEL: (_("Accord partiel"), "accord"),
        NatureDecision.REFUS: (_("Refus"), "refus"),
        NatureDecision.IRRECEVABILITE: (_("Irrecevable"), "refus"),
        NatureDecision.ACCORD_IMPLICITE: (_("Accord par silence"), "accord"),
        NatureDecision.REFUS_IMPLICITE: (_("Rejet par silence"), "refus"),
        NatureDecision.RETRAIT: (_("Retrait"), "refus"),
        NatureDecision.ABROGATION: (_("Abrogation"), "refus"),
        NatureDecision.CADUCITE: (_("Caducité"), "refus"),
    }
)

PIECES: Mapping[EtatPiece, tuple[str, str]] = MappingProxyType(
    {
        EtatPiece.ATTENDUE: (_("Attendue"), "attendu"),
        EtatPiece.PLUS_TARD: (_("Promise plus tard"), "attendu"),
        EtatPiece.RECUE: (_("À vérifier"), "etude"),
        EtatPiece.ACCEPTEE: (_("Acceptée"), "accord"),
        EtatPiece.REFUSEE: (_("Refusée"), "refus"),
    }
)

CONTROLES: Mapping[EtatControle, str] = MappingProxyType(
    {
        EtatControle.A_FAIRE: _("contrôle en cours"),
        EtatControle.SAIN: _("contrôlé"),
        EtatControle.INFECTE: _("dangereux, non consultable"),
        EtatControle.ILLISIBLE: _("illisible"),
    }
)

MOTIFS_PIECE: Mapping[MotifRefusPiece, str] = MappingProxyType(
    {
        MotifRefusPiece.ILLISIBLE: _("Illisible"),
        MotifRefusPiece.TRONQUEE: _("Incomplète ou coupée"),
        MotifRefusPiece.PERIMEE: _("Périmée"),
        MotifRefusPiece.MAUVAIS_DOCUMENT: _("Ce n’est pas le bon document"),
        MotifRefusPiece.AUTRE_PERSONNE: _("Au nom d’une autre personne"),
    }
)


def action_dite(action: str) -> str:
    """Rend une action du journal en mots, dans la langue de la page."""
    return action_en_mots(action, gettext)


NIVEAUX: Mapping[Niveau, str] = MappingProxyType({Niveau.PROCHE: _("Bientôt"), Niveau.URGENTE: _("Urgent")})


def niveaux_dits(dossiers: Iterable[Dossier]) -> dict[UUID, str]:
    """Rend, pour les dossiers dont l’échéance approche, le mot qui le dit ; une échéance passée se dit déjà."""
    jour = horloge.aujourd_hui()
    seuils = seuils_au(jour)
    niveaux = [(dossier.id, niveau(dossier, seuils, jour)) for dossier in dossiers]
    return {identifiant: gettext(NIVEAUX[trouve]) for identifiant, trouve in niveaux if trouve and trouve in NIVEAUX}


def echeance_dite(echeance: date | None) -> tuple[str, bool]:
    """Rend une échéance en mots (« Dans 3 jours ») et si elle est dépassée."""
    if echeance is None:
        return gettext("Sans échéance"), False
    jours = (echeance - horloge.aujourd_hui()).days
    if jours < 0:
        return ngettext("En retard de %(num)d jour", "En retard de %(num)d jours", -jours), True
    if jours == 0:
        return gettext("Aujourd’hui"), False
    return ngettext("Demain", "Dans %(num)d jours", jours), False
