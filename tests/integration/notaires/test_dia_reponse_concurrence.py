"""La réponse à un prix inférieur envoyée deux fois au même instant, en ligne et par lettre : une seule est gardée."""

from portail.identite.models import Agent
from portail.identite.notaires.models import Membre
from portail.identite.notaires.queries import usager_au_nom_de
from portail.notaires.declarations import reponses
from portail.notaires.declarations.models import Reponse
from portail.socle.erreurs import TransitionInterdite
from tests.integration.lignes import journal_de
from tests.integration.notaires.test_dia import maitre as maitre
from tests.integration.notaires.test_dia import nadia as nadia
from tests.integration.notaires.test_dia_reponse import LUE, issue, preemptee
from tests.integration.simultane import ensemble


def test_deux_reponses_au_meme_instant_une_seule_s_enregistre(base_de_tous: str, maitre: Membre, nadia: Agent):
    dossier = preemptee(maitre, nadia)
    identifiant, usager = dossier.id, usager_au_nom_de(maitre)

    faites = ensemble(
        base_de_tous,
        dossier,
        lambda: reponses.repondre(identifiant, usager=usager, reponse=Reponse.RENONCE).reponse,
        lambda: reponses.repondre(identifiant, usager=usager, reponse=Reponse.ACCEPTE).reponse,
        lambda: (
            reponses.enregistrer(identifiant, agent=nadia, reponse=Reponse.ACCEPTE, envoi=LUE, revision=None).reponse
        ),
    )

    assert faites == [Reponse.RENONCE, TransitionInterdite, TransitionInterdite]
    assert issue(dossier) == (Reponse.RENONCE, LUE)
    assert journal_de(dossier).count("repondre_preemption") == 1
