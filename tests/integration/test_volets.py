"""Un volet réservé : le remplir page par page, le valider, le rouvrir ; deux personnes à la fois ; les droits."""

from datetime import date, time

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from forms.apa_evaluation import VOLET
from portail.dossiers.actions import depot, instruction
from portail.dossiers.models import Dossier
from portail.dossiers.volets import actions
from portail.dossiers.volets.erreurs import VoletIncomplet, VoletValide
from portail.dossiers.volets.queries import volet_ecrit, volet_pour
from portail.identite.models import Agent, Role, Usager
from portail.socle.erreurs import ConflitDeVersion, Introuvable, SaisieInvalide, TransitionInterdite
from tests import fabriques
from tests.integration.evaluations import ADVERBES_DE, COTES_DU_GIR, SECRET, evaluatrice, evaluer, remplir, reponses_de
from tests.integration.lignes import entrees_de, relu
from tests.integration.test_apa_depot import JOUR, deposee
from tests.unitaires.situations_apa import APA, jeanne


@pytest.fixture
def personne(departement: None) -> Usager:
    fabriques.mettre_l_horloge_au(JOUR, time(10, 5))
    return fabriques.usager(("Jeanne",), "Briand", naissance=date(1942, 7, 3))


@pytest.fixture
def dossier(personne: Usager) -> Dossier:
    return deposee(personne, jeanne())


def ecrire(dossier: Dossier, agent: Agent, revision: int | None = 0, **reponses) -> int:
    """Enregistre la page des gestes du quotidien et rend sa révision."""
    ecrit = actions.enregistrer_page(dossier.id, VOLET, agent=agent, page="corps", reponses=reponses, revision=revision)
    return ecrit.revision_de("corps")


def volet_relu(dossier: Dossier) -> dict:
    ecrit = volet_ecrit(dossier, VOLET)
    assert ecrit is not None
    return ecrit.reponses


# ---------- Remplir ----------


def test_une_page_incomplete_se_garde_et_se_reprend(dossier: Dossier, isabelle: Agent):
    assert ecrire(dossier, isabelle, toilette=ADVERBES_DE["B"], habillage=None) == 1
    assert ecrire(dossier, isabelle, 1, habillage=ADVERBES_DE["C"]) == 2

    assert volet_relu(dossier) == {"toilette": ADVERBES_DE["B"], "habillage": ADVERBES_DE["C"]}


def test_un_envoi_rejoue_apres_une_coupure_ne_compte_qu_une_fois(dossier: Dossier, isabelle: Agent):
    """La réponse du premier envoi s’est perdue : le second porte une révision périmée, et dit la même chose."""
    assert ecrire(dossier, isabelle, 0, toilette=ADVERBES_DE["B"]) == 1
    assert ecrire(dossier, isabelle, 0, toilette=ADVERBES_DE["B"]) == 1


def test_deux_evaluatrices_sur_la_meme_page_la_seconde_l_apprend_et_n_efface_rien(dossier: Dossier, isabelle: Agent):
    ecrire(dossier, isabelle, 0, toilette=ADVERBES_DE["B"])

    with pytest.raises(ConflitDeVersion):
        ecrire(dossier, evaluatrice("Anne", "Le Bihan"), 0, toilette=ADVERBES_DE["C"])

    assert volet_relu(dossier) == {"toilette": ADVERBES_DE["B"]}


def test_deux_evaluatrices_sur_deux_pages_ne_se_genent_pas(dossier: Dossier, isabelle: Agent):
    ecrire(dossier, isabelle, 0, toilette=ADVERBES_DE["B"])
    actions.enregistrer_page(
        dossier.id, VOLET, agent=evaluatrice("Anne", "Le Bihan"), page="compte_rendu",
        reponses={"constats": SECRET}, revision=0,
    )  # fmt: skip

    assert volet_relu(dossier) == {"toilette": ADVERBES_DE["B"], "constats": SECRET}


def test_une_page_n_ecrit_que_ses_champs(dossier: Dossier, isabelle: Agent):
    ecrire(dossier, isabelle, 0, toilette=ADVERBES_DE["B"], constats="ailleurs", gir="1", inconnu="x")

    assert volet_relu(dossier) == {"toilette": ADVERBES_DE["B"]}


def test_le_journal_dit_qu_on_remplit_une_fois_par_seance_et_jamais_quoi(dossier: Dossier, isabelle: Agent):
    remplir(dossier, isabelle, reponses_de(COTES_DU_GIR[4]))

    faits = [(entree.action, entree.details) for entree in entrees_de(dossier) if "volet" in entree.action]
    assert faits == [("remplir_volet", {"volet": VOLET})]


# ---------- Valider ----------


@pytest.mark.parametrize("gir", [1, 2, 3, 4, 5, 6])
def test_le_serveur_calcule_le_resultat_et_lui_seul_sort(dossier: Dossier, isabelle: Agent, gir: int):
    evaluer(dossier, gir, agent=isabelle)

    assert relu(dossier).reponses_agent == {"gir": str(gir), "conseils": "Installer une barre d’appui."}


def test_un_volet_incomplet_ne_se_valide_pas(dossier: Dossier, isabelle: Agent):
    ecrire(dossier, isabelle, 0, toilette=ADVERBES_DE["B"])

    with pytest.raises(VoletIncomplet) as refus:
        actions.valider(dossier.id, VOLET, agent=isabelle, revision=1)

    assert refus.value.pages == ("esprit", "corps", "mouvement", "compte_rendu")
    assert relu(dossier).reponses_agent == {}


def test_on_ne_valide_que_ce_que_l_on_a_relu(dossier: Dossier, isabelle: Agent):
    ecrit = remplir(dossier, isabelle, reponses_de(COTES_DU_GIR[4]))
    lue = ecrit.revision
    ecrire(dossier, evaluatrice("Anne", "Le Bihan"), 1, toilette=ADVERBES_DE["C"])

    with pytest.raises(ConflitDeVersion):
        actions.valider(dossier.id, VOLET, agent=isabelle, revision=lue)


def test_valide_il_ne_s_ecrit_plus_et_ce_qu_il_rend_ne_se_corrige_pas_a_la_main(dossier: Dossier, isabelle: Agent):
    evaluer(dossier, 4, agent=isabelle)
    instructrice = fabriques.agent(service="autonomie")
    instruction.prendre_en_charge(dossier.id, agent=instructrice)

    with pytest.raises(VoletValide):
        ecrire(dossier, isabelle, 1, toilette=ADVERBES_DE["A"])
    instruction.verifier(
        dossier.id, agent=instructrice, page=APA.pages_agent[0],
        reponses={"gir": "1", "conseils": "Autre", "plan_aide": "700.00"}, revision=None,
    )  # fmt: skip

    assert relu(dossier).reponses_agent == {
        "gir": "4", "conseils": "Installer une barre d’appui.", "plan_aide": "700.00",
    }  # fmt: skip


def test_rouvrir_demande_une_raison_et_l_ecrit_au_journal(dossier: Dossier, isabelle: Agent):
    ecrit = evaluer(dossier, 4, agent=isabelle)

    with pytest.raises(SaisieInvalide):
        actions.rouvrir(dossier.id, VOLET, agent=isabelle, motif="  ")
    actions.rouvrir(dossier.id, VOLET, agent=isabelle, motif="Deuxième visite")
    ecrire(dossier, isabelle, ecrit.revision_de("corps"), toilette=ADVERBES_DE["C"], habillage=ADVERBES_DE["C"])
    actions.valider(dossier.id, VOLET, agent=isabelle, revision=ecrit.revision)

    assert [e.action for e in entrees_de(dossier) if "volet" in e.action] == [
        "remplir_volet", "valider_volet", "rouvrir_volet", "valider_volet",
    ]  # fmt: skip
    with pytest.raises(TransitionInterdite):
        actions.rouvrir(depot_d_une_autre().id, VOLET, agent=isabelle, motif="Rien à rouvrir")


def depot_d_une_autre() -> Dossier:
    """Rend une autre demande, sans évaluation."""
    autre = fabriques.usager(("Odette",), "Guérin", naissance=date(1943, 2, 1))
    return deposee(autre, jeanne(nom_naissance="GUÉRIN", prenoms="Odette", date_naissance="1943-02-01"))


# ---------- Les droits ----------


def interdits() -> list[Agent]:
    """Tous les autres rôles du même service, et une évaluatrice d’un autre service."""
    autres = [role for role in Role if role not in (Role.EVALUATEUR, Role.MEDECIN)]
    return [
        *(fabriques.agent(role, "autonomie", prenom=f"P{rang}") for rang, role in enumerate(autres)),
        fabriques.agent(Role.EVALUATEUR, "jeunesse", prenom="Ailleurs"),
    ]


def test_nul_autre_role_ne_lit_ni_n_ecrit_le_volet(dossier: Dossier, isabelle: Agent):
    ecrit = evaluer(dossier, 4, agent=isabelle)
    for agent in interdits():
        with pytest.raises(Introuvable):
            volet_pour(agent, dossier, VOLET)
        with pytest.raises(Introuvable):
            ecrire(dossier, agent, 1, toilette=ADVERBES_DE["A"])
        with pytest.raises(Introuvable):
            actions.valider(dossier.id, VOLET, agent=agent, revision=ecrit.revision)
        with pytest.raises(Introuvable):
            actions.rouvrir(dossier.id, VOLET, agent=agent, motif="Curiosité")


def test_le_medecin_lit_le_volet_sans_lire_le_reste_du_dossier(dossier: Dossier, isabelle: Agent):
    evaluer(dossier, 4, agent=isabelle)

    assert volet_pour(fabriques.agent(Role.MEDECIN, "autonomie"), dossier, VOLET).est_valide


def test_un_brouillon_n_a_pas_de_volet(personne: Usager, isabelle: Agent):
    brouillon = fabriques.brouillon(personne)

    with pytest.raises(Introuvable):
        volet_pour(isabelle, brouillon, VOLET)
    with pytest.raises(Introuvable):
        actions.enregistrer_page(brouillon.id, VOLET, agent=isabelle, page="corps", reponses={}, revision=0)


def test_une_demande_retiree_ne_s_evalue_plus(dossier: Dossier, personne: Usager, isabelle: Agent):
    depot.retirer(dossier.id, usager=personne, revision=None)

    with pytest.raises(Introuvable):
        ecrire(dossier, isabelle, 0, toilette=ADVERBES_DE["A"])


def test_le_volet_est_chiffre_a_part_en_base(base: Session, dossier: Dossier, isabelle: Agent):
    remplir(dossier, isabelle, reponses_de(COTES_DU_GIR[4]))

    ligne = base.execute(text("SELECT reponses::text, pages::text FROM volet")).one()
    assert "chute" not in str(ligne)
    assert "toilette" not in str(ligne)
    assert SECRET not in str(relu(dossier).reponses) + str(relu(dossier).reponses_agent)
