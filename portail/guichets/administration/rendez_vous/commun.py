"""Ce que partagent les écrans des rendez-vous, à l’administration."""

from portail.guichets.administration import mots as mots_communs
from portail.guichets.administration.blueprint import blueprint
from portail.guichets.administration.rendez_vous import mots


@blueprint.context_processor
def mots_des_rendez_vous() -> dict[str, object]:
    """Donne aux gabarits les mots des rendez-vous."""
    return {
        "rdv": mots,
        "actions_rdv": mots.ACTIONS_DITES,
        "champs_rdv": {**mots_communs.CHAMPS_DITS, **mots.CHAMPS_DITS},
    }
