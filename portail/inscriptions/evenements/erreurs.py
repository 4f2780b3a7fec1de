"""Les refus propres aux évènements."""

from uuid import UUID

from portail.inscriptions.places.erreurs import CapaciteTropPetite
from portail.socle.erreurs import ErreurMetier, SaisieInvalide
from portail.socle.traduction import _


class PasOuvert(ErreurMetier):
    """On ne s’inscrit pas encore, ou plus."""

    code_http = 409
    message = _("Les inscriptions à cet évènement ne sont pas ouvertes.")


class DejaInscrit(SaisieInvalide):
    """Cette adresse a déjà une inscription ; on ne dit rien de plus à qui n’a pas son lien."""

    message = _(
        "Une inscription est déjà faite avec cette adresse. Nous venons d’y renvoyer le lien qui permet de la revoir."
    )


class TropDePlaces(SaisieInvalide):
    """Plus de places que permis à une personne, ou moins d’une."""

    message = _("Demandez entre 1 et %(max)s places.")

    def __init__(self, maximum: int) -> None:
        super().__init__(valeurs={"max": maximum})


class TropDAccompagnants(SaisieInvalide):
    """Plus de noms que de places."""

    message = _("Vous avez écrit plus de noms que de places demandées.")


class StructureAttendue(SaisieInvalide):
    """L’évènement est réservé à des structures : il faut dire laquelle."""

    message = _("Choisissez votre structure : cet évènement est réservé aux structures invitées.")


class DatesImpossibles(SaisieInvalide):
    """La fin précède le début, ou les inscriptions ferment après."""

    message = _("La fin vient après le début, et les inscriptions ferment au plus tard à la fin.")


class TropDeStructures(SaisieInvalide):
    """Une structure de ce nom est déjà invitée."""

    message = _("Cette structure est déjà invitée.")


class StructuresManquantes(SaisieInvalide):
    """Réservé à des structures, l’évènement n’en invite aucune : personne ne pourrait s’inscrire."""

    message = _("Invitez d’abord une structure : cet évènement leur est réservé.")


class PlacesDeStructurePrises(CapaciteTropPetite):
    """Cette structure a déjà plus de places prises."""

    def __init__(self, structure_id: UUID) -> None:
        super().__init__()
        self.structure_id = structure_id


class DejaFini(ErreurMetier):
    """L’évènement est passé ou annulé : plus rien n’y change."""

    code_http = 409
    message = _("Cet évènement est passé ou annulé.")


class PlusRienAConfirmer(ErreurMetier):
    """Le délai pour confirmer est passé, ou l’inscription est annulée."""

    code_http = 409
    message = _("Cette inscription n’est plus à confirmer. Inscrivez-vous de nouveau.")
