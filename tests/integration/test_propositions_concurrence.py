"""La réponse de la personne, l’échéance et deux agents au même instant : une seule issue, lue en base."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portail.dossiers.erreurs import DelaiDeReponsePasse
from portail.dossiers.etats import NatureDecision
from portail.dossiers.models import Decision, Dossier
from portail.dossiers.propositions import actions, reponses
from portail.dossiers.propositions.models import EtatProposition
from portail.dossiers.propositions.queries import propositions_de
from portail.dossiers.propositions.refus import constater_le_defaut_de_reponse
from portail.dossiers.propositions.reponses import Reponse, Sens
from portail.dossiers.queries import decision_de
from portail.identite.models import Agent, Role, Usager
from portail.socle.base import session
from portail.socle.erreurs import ConflitDeVersion, TransitionInterdite
from tests import fabriques
from tests.integration.lignes import relu
from tests.integration.propositions import COMPLET, SERVICE, TERME, evalue, ligne, monde, preparer
from tests.integration.simultane import ensemble

ACCEPTE, REFUSE = Reponse(sens=Sens.ACCEPTER), Reponse(sens=Sens.REFUSER)


@pytest.fixture
def reelle(base_reelle: str) -> tuple[str, Dossier, Usager, Agent]:
    return base_reelle, *monde()


def lus(dossier: Dossier) -> tuple[EtatProposition, list[NatureDecision]]:
    session.rollback()
    prises = select(Decision.nature).where(Decision.dossier_id == dossier.id, Decision.date_decision.is_not(None))
    return propositions_de(dossier)[0].etat, list(session.scalars(prises))


def test_la_reponse_et_l_echeance_au_meme_instant_une_seule_gagne(reelle):
    url, dossier, personne, claire = reelle
    [derniere, _] = propositions_de(dossier)
    fabriques.mettre_l_horloge_au(TERME + timedelta(days=1))
    proposition_id, dossier_id = derniere.id, dossier.id

    def repondre() -> object:
        return reponses.repondre(dossier_id, usager=personne, proposition_id=proposition_id, reponse=ACCEPTE)

    def enregistrer() -> object:
        return reponses.enregistrer_reponse(dossier_id, agent=claire, reponse=ACCEPTE, envoi=TERME, revision=None).etat

    en_ligne, constate, postee = ensemble(
        url, dossier, repondre, lambda: constater_le_defaut_de_reponse(dossier_id), enregistrer
    )

    assert (en_ligne, constate) == (DelaiDeReponsePasse, True)
    assert postee is EtatProposition.ACCEPTEE
    assert lus(dossier) == (EtatProposition.ACCEPTEE, [NatureDecision.REFUS_IMPLICITE])
    assert decision_de(relu(dossier)) is None


def test_la_personne_repond_a_temps_pendant_que_le_balayage_passe(reelle):
    url, dossier, personne, _ = reelle
    [derniere, _] = propositions_de(dossier)
    fabriques.mettre_l_horloge_au(TERME)
    proposition_id, dossier_id = derniere.id, dossier.id

    def repondre() -> object:
        return reponses.repondre(dossier_id, usager=personne, proposition_id=proposition_id, reponse=ACCEPTE).etat

    obtenus = ensemble(url, dossier, lambda: constater_le_defaut_de_reponse(dossier_id), repondre, repondre)

    assert obtenus == [False, EtatProposition.ACCEPTEE, TransitionInterdite]
    assert lus(dossier) == (EtatProposition.ACCEPTEE, [])


def test_deux_agents_enregistrent_des_reponses_contraires_une_seule_gagne(reelle):
    url, dossier, _, claire = reelle
    nadia = fabriques.agent(Role.EVALUATEUR, SERVICE, prenom="Nadia")
    fabriques.mettre_l_horloge_au(date(2027, 1, 12))
    montree, dossier_id = relu(dossier).revision, dossier.id

    def enregistrer(agent: Agent, reponse: Reponse):
        return lambda: (
            reponses.enregistrer_reponse(
                dossier_id, agent=agent, reponse=reponse, envoi=date(2027, 1, 10), revision=montree
            ).etat
        )

    obtenus = ensemble(url, dossier, enregistrer(claire, ACCEPTE), enregistrer(nadia, REFUSE))

    assert obtenus == [EtatProposition.ACCEPTEE, ConflitDeVersion]
    assert lus(dossier) == (EtatProposition.ACCEPTEE, [])


def test_deux_agents_envoient_en_meme_temps_une_seule_part(base_reelle: str):
    fabriques.departement()
    fabriques.mettre_l_horloge_au(COMPLET)
    personne, claire = fabriques.usager(("Jeanne",), "Briand"), fabriques.agent(service=SERVICE)
    nadia = fabriques.agent(Role.EVALUATEUR, SERVICE, prenom="Nadia")
    dossier = evalue(personne, claire)
    preparer(dossier, claire, ligne())
    dossier_id = dossier.id

    def envoyer(agent: Agent):
        return lambda: actions.envoyer(dossier_id, agent=agent, revision=None).etat

    obtenus = ensemble(base_reelle, dossier, envoyer(claire), envoyer(nadia))

    assert obtenus == [EtatProposition.ENVOYEE, TransitionInterdite]
    assert [une.rang for une in propositions_de(dossier)] == [1]
