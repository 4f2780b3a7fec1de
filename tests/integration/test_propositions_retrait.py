"""Reprendre une proposition partie par erreur : jamais après la réponse, la personne le lit, les délais s’effacent."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portail.demarche.catalogue import demarche_de
from portail.dossiers.horloges.lecture import horloges_du, projection
from portail.dossiers.horloges.recalcul import colonnes_de
from portail.dossiers.horloges.types import Code, Marche
from portail.dossiers.models import Dossier
from portail.dossiers.propositions import actions, reponses, retrait
from portail.dossiers.propositions.models import EtatProposition, Proposition
from portail.dossiers.propositions.queries import propositions_de
from portail.dossiers.propositions.refus import constater_le_defaut_de_reponse
from portail.dossiers.propositions.reponses import Reponse, Sens
from portail.identite.models import Agent, Role, Usager
from portail.notifications.rendu import composer_courriel
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import ConflitDeVersion, Interdit, SaisieInvalide, TransitionInterdite
from tests import fabriques
from tests.integration.lignes import documents, journal_de, promis, relu
from tests.integration.navigation import envoyer, mots, navigateur
from tests.integration.propositions import ENVOI, SERVICE, TERME, envoyee, evalue, ligne, lue, monde, repondue
from tests.integration.simultane import ensemble

MOTIF = "Le nombre d’heures était faux."


@pytest.fixture
def claire(personne: Usager) -> Agent:
    return fabriques.agent(service=SERVICE)


@pytest.fixture
def dossier(personne: Usager, claire: Agent) -> Dossier:
    return evalue(personne, claire)


def retirer(dossier: Dossier, agent: Agent, proposition: Proposition, motif: str = MOTIF, revision: int | None = None):
    return retrait.retirer(dossier.id, agent=agent, proposition_id=proposition.id, motif=motif, revision=revision)


def marches(dossier: Dossier) -> dict[Code, Marche]:
    return {une.code: une.marche(horloge.aujourd_hui()) for une in horloges_du(relu(dossier)).propres}


def test_retiree_elle_n_a_jamais_couru(dossier: Dossier, personne: Usager, claire: Agent):
    avant = relu(dossier).echeance
    fabriques.mettre_l_horloge_au(ENVOI)
    proposition = lue(dossier, personne, envoyee(dossier, claire))
    assert marches(dossier) == {Code.PROPOSITION: Marche.TENUE, Code.OBSERVATIONS: Marche.EN_COURS}
    assert relu(dossier).reponses_agent["plan_aide"] == "1000.00"

    retirer(dossier, claire, proposition)

    [retiree], lu = propositions_de(dossier), relu(dossier)
    assert (retiree.etat, retiree.motif_retrait, retiree.date_reponse) == (EtatProposition.RETIREE, MOTIF, None)
    assert marches(dossier) == {Code.PROPOSITION: Marche.EN_COURS}
    assert lu.echeance == avant
    assert "plan_aide" not in lu.reponses_agent
    assert colonnes_de(demarche_de("apa-domicile"), horloges_du(lu)) == projection(lu)
    assert journal_de(dossier)[-1] == "retirer_proposition"


def test_la_personne_le_lit_et_la_lettre_ne_vaut_plus(dossier: Dossier, personne: Usager, claire: Agent):
    proposition = lue(dossier, personne, envoyee(dossier, claire))

    retirer(dossier, claire, proposition)

    [lettre] = [un for un in documents(dossier) if un.objet_id == proposition.id]
    assert lettre.revoque_le is not None
    [message] = [un for un in promis(dossier) if un.gabarit == "dossier/proposition_retiree"]
    assert MOTIF in composer_courriel(message.gabarit, message.contexte, langue="fr").texte
    with pytest.raises(TransitionInterdite):
        repondue(dossier, personne, proposition, Sens.ACCEPTER)


def test_une_autre_peut_partir_aussitot_et_reste_une_premiere(dossier: Dossier, personne: Usager, claire: Agent):
    retirer(dossier, claire, envoyee(dossier, claire))

    suivante = envoyee(dossier, claire, ligne(quantite="20.00"))

    assert (suivante.rang, suivante.definitive) == (2, False)
    assert repondue(dossier, personne, suivante, Sens.ACCEPTER).etat is EtatProposition.ACCEPTEE


def test_une_definitive_reprise_laisse_la_premiere_sans_rouvrir_sa_reponse(
    dossier: Dossier, personne: Usager, claire: Agent
):
    premiere = lue(dossier, personne, envoyee(dossier, claire))
    fabriques.mettre_l_horloge_au(date(2026, 12, 2))
    definitive = envoyee(dossier, claire, ligne(quantite="20.00"))
    assert (definitive.definitive, premiere.etat) == (True, EtatProposition.REMPLACEE)

    retirer(dossier, claire, definitive)

    lu = relu(dossier)
    assert lu.reponses_agent["plan_aide"] == "1000.00"
    assert not lu.reponse_attendue
    with pytest.raises(TransitionInterdite):
        repondue(dossier, personne, premiere, Sens.ACCEPTER)
    assert envoyee(dossier, claire, ligne(quantite="30.00")).definitive


@pytest.mark.parametrize("sens", [Sens.ACCEPTER, Sens.OBSERVER])
def test_repondue_elle_ne_se_retire_plus(dossier: Dossier, personne: Usager, claire: Agent, sens: Sens):
    proposition = lue(dossier, personne, envoyee(dossier, claire))
    repondue(dossier, personne, proposition, sens, "Moins d’heures.")

    with pytest.raises(TransitionInterdite):
        retirer(dossier, claire, proposition)
    assert propositions_de(dossier)[0].motif_retrait is None


def test_au_terme_de_la_definitive_il_est_trop_tard_meme_avant_le_balayage(base: Session):
    del base
    dossier, _personne, claire = monde()
    definitive = propositions_de(dossier)[0]
    fabriques.mettre_l_horloge_au(TERME + timedelta(days=1))

    with pytest.raises(TransitionInterdite):
        retirer(dossier, claire, definitive)
    assert constater_le_defaut_de_reponse(dossier.id)


def test_qui_ne_redige_pas_sans_motif_ou_sur_un_ecran_perime_rien_ne_change(dossier: Dossier, claire: Agent):
    proposition = envoyee(dossier, claire)
    lena = fabriques.agent(Role.ACCUEIL, SERVICE, prenom="Lena")

    with pytest.raises(Interdit):
        retirer(dossier, lena, proposition)
    with pytest.raises(SaisieInvalide):
        retirer(dossier, claire, proposition, motif="  ")
    with pytest.raises(ConflitDeVersion):
        retirer(dossier, claire, proposition, revision=0)
    assert propositions_de(dossier)[0].etat is EtatProposition.ENVOYEE


def test_a_l_ecran_l_agent_retire_avec_un_motif_la_personne_ne_la_voit_plus(
    application: Flask, dossier: Dossier, personne: Usager, claire: Agent
):
    envoyee(dossier, claire)
    bureau, chez_elle = navigateur(application, claire), navigateur(application, personne)
    page, adresse = f"/agents/dossiers/{dossier.numero}", f"/agents/dossiers/{dossier.numero}/proposition/retirer"
    assert "Retirer la proposition" in mots(bureau.get(page))

    vide = envoyer(bureau, adresse, {"motif": ""})
    assert vide.status_code == 422
    assert "Erreur : dites à la personne pourquoi" in mots(vide)
    assert envoyer(bureau, adresse, {"motif": MOTIF}).status_code == 303

    apres = mots(bureau.get(page))
    assert "Retirée par le service" in apres
    assert MOTIF in apres
    assert "Rédiger une proposition" in apres
    assert chez_elle.get(f"/mon-espace/dossiers/{dossier.numero}/proposition").status_code == 404
    assert "Lire la proposition" not in mots(chez_elle.get(f"/mon-espace/dossiers/{dossier.numero}"))
    assert bureau.get(adresse).status_code == 409


@pytest.fixture
def reelle(base_reelle: str) -> tuple[str, Dossier, Usager, Agent]:
    return base_reelle, *monde()


@pytest.mark.parametrize("retrait_d_abord", [True, False])
def test_le_retrait_et_la_reponse_au_meme_instant_une_seule_gagne(reelle, retrait_d_abord: bool):
    url, dossier, personne, claire = reelle
    proposition_id, dossier_id = propositions_de(dossier)[0].id, dossier.id
    accepte = Reponse(sens=Sens.ACCEPTER)

    def reprendre() -> object:
        return retrait.retirer(dossier_id, agent=claire, proposition_id=proposition_id, motif=MOTIF, revision=None).etat

    def repondre() -> object:
        return reponses.repondre(dossier_id, usager=personne, proposition_id=proposition_id, reponse=accepte).etat

    gestes = (reprendre, repondre) if retrait_d_abord else (repondre, reprendre)
    premier, second = ensemble(url, dossier, *gestes)

    attendu = EtatProposition.RETIREE if retrait_d_abord else EtatProposition.ACCEPTEE
    assert (premier, second) == (attendu, TransitionInterdite)
    session.rollback()
    assert propositions_de(dossier)[0].etat is attendu
    faits = journal_de(relu(dossier))
    assert ("retirer_proposition" in faits, "accepter_proposition" in faits) == (retrait_d_abord, not retrait_d_abord)
    if retrait_d_abord:
        assert actions.proposition_declaree(demarche_de("apa-domicile")).retenu in relu(dossier).reponses_agent
