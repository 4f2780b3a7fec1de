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
        "Vous avez instruit ou signé la décision contestée : ce recours est étudié par un autre agent que vous."
    )


class DecisionNonContestable(TransitionInterdite):
    """Il n’y a pas de décision défavorable en vigueur, ou elle porte déjà sur un recours."""

    message = _(
        "Cette décision ne se conteste pas ici. Une décision prise sur un recours se conteste devant le tribunal."
    )


class RecoursSansObjet(TransitionInterdite):
    """Une décision favorable a remplacé celle que le recours conteste."""

    message = _(
        "La décision contestée a été remplacée par un accord : ce recours est sans objet. Déclarez-le irrecevable."
    )


class VisaAttendu(TransitionInterdite):
    """On ne signe pas avant le dernier visa."""

    message = _("Ce projet attend encore un visa : « %(visa)s ». Il se signe une fois tous les visas rendus.")


class FondementImpossible(SaisieInvalide):
    """La loi ne permet pas de revenir sur cette décision pour cette raison, ou plus à cette date."""

    message = _(
        "La loi ne permet pas de revenir ainsi sur cette décision. Une décision qui a donné un droit, même illégale, "
        "ne se retire que dans les quatre mois (article L. 242-1 du code des relations entre le public et "
        "l’administration)."
    )


class ContradictoireExige(TransitionInterdite):
    """La personne doit d’abord être mise à même de présenter ses observations (CRPA, L121-1 et L122-1)."""

    message = _(
        "Avant de reprendre un droit, la loi demande d’inviter la personne à présenter ses observations (articles "
        "L. 121-1 et L. 122-1 du code des relations entre le public et l’administration). Invitez-la d’abord."
    )


class ObservationsAttendues(TransitionInterdite):
    """La personne a encore le temps de présenter ses observations."""

    message = _("La personne peut présenter ses observations jusqu’au %(jour)s. Attendez ce jour, ou sa réponse.")


class ObservationsAExaminer(SaisieInvalide):
    """Des observations sont arrivées : qui décide dit les avoir examinées."""

    message = _("La personne a écrit. Dites que vous avez examiné ses observations avant de décider.")


class AgentAbsent(TransitionInterdite):
    """Un agent absent ne reçoit rien."""

    message = _("Cet agent est absent : confiez le dossier à son suppléant, ou rendez-le à la file.")


class AvisClos(TransitionInterdite):
    """L’avis est déjà rendu, révoqué, ou n’a plus d’objet."""

    message = _("Cet avis n’est plus attendu : il est déjà rendu, il a été révoqué, ou la demande est terminée.")


class DepuisUneDecision(TransitionInterdite):
    """Un recours ne s’ouvre pas de rien : il se forme depuis la décision qu’il conteste."""

    message = _("Un recours se forme depuis la décision : ouvrez votre demande, puis « Contester cette décision ».")


class PropositionEnAttente(TransitionInterdite):
    """La personne n’a pas accepté la dernière proposition : on n’accorde pas ce qu’elle n’a pas accepté."""

    message = _("La personne n’a pas accepté la dernière proposition. L’accord se signe après son acceptation.")


class PropositionImpossible(TransitionInterdite):
    """L’évaluation manque, ou ne permet pas de proposer."""

    message = _("L’évaluation n’est pas faite, ou ne permet pas de proposition. Complétez-la d’abord.")


class PropositionRecueTropTot(TransitionInterdite):
    """Une proposition attend encore une réponse dans son délai."""

    message = _(
        "La dernière proposition attend une réponse. Une autre part quand la personne a présenté ses observations, ou "
        "quand son délai est passé. Si la lettre est arrivée, notez d’abord le jour de réception."
    )


class DelaiDeReponsePasse(TransitionInterdite):
    """Le délai pour répondre à la proposition définitive est passé le jour de l’envoi."""

    message = _(
        "Le délai pour répondre à la proposition définitive est passé : la demande est réputée refusée. Une réponse "
        "postée à temps compte encore, à sa date d’envoi."
    )


class DateImpossible(SaisieInvalide):
    """Un jour d’avant la proposition, ou à venir."""

    message = _("Écrivez un jour possible : de l’envoi de la proposition à aujourd’hui.")


class RefusDejaTraite(TransitionInterdite):
    """Le refus réputé a déjà été remplacé, contesté ou réexaminé."""

    message = _(
        "Le refus né du silence a déjà eu une suite : tenez compte de cette réponse dans l’étude qui a repris, ou dans "
        "la réponse au recours."
    )


class HorsDeLaDemarche(SaisieInvalide):
    """Ce qui est demandé relève d’une autre autorité : le téléservice ne le reçoit pas, et dit qui le reçoit."""

    def __init__(self, message: str, **valeurs: str) -> None:
        super().__init__(message, valeurs=valeurs)
