"""Les refus propres aux dossiers."""

from collections.abc import Sequence

from portail.socle.erreurs import Interdit, SaisieInvalide, TransitionInterdite
from portail.socle.traduction import _


class DemarcheFermee(TransitionInterdite):
    """La démarche n’accepte pas de demande en ce moment ; le brouillon est gardé."""

    message = _("Cette démarche n’est pas ouverte en ce moment. Votre brouillon est gardé : vous pourrez le reprendre.")


class DossierIncomplet(SaisieInvalide):
    """Il manque des réponses ou des documents ; `pages` et `pieces` disent lesquels."""

    message = _("Il manque des réponses ou des documents. Complétez-les, puis envoyez votre demande.")

    def __init__(self, *, pages: Sequence[str], pieces: Sequence[str]) -> None:
        super().__init__()
        self.pages = tuple(pages)
        self.pieces = tuple(pieces)


class SilenceEchu(TransitionInterdite):
    """Le délai du silence est passé : la décision implicite est née, le portail l’enregistre de lui-même."""

    message = _(
        "Le délai pour répondre est passé : la demande a reçu une décision implicite. Rouvrez le dossier ; une "
        "décision expresse reste possible."
    )


class DelaiDeRecoursPasse(TransitionInterdite):
    """Les motifs d’un rejet implicite se demandent dans le délai de recours (CRPA, L232-4)."""

    message = _("Le délai pour contester est passé : il n’est plus possible de demander les motifs de ce rejet.")


class AccordAcquis(TransitionInterdite):
    """Le silence a valu acceptation : ce droit ne se refuse plus, il se retire aux conditions de la loi (L242-1)."""

    message = _(
        "Le silence a valu acceptation : la demande ne peut plus être refusée. Un accord acquis se retire seulement "
        "s’il est illégal, dans les quatre mois, après avoir entendu la personne."
    )


class AgentEcarte(Interdit):
    """L’agent a instruit ou signé la décision que ce recours conteste."""

    message = _(
        "Vous avez instruit ou signé la décision contestée : ce recours est étudié par un autre agent que vous."
    )
