"""À plusieurs en même temps, sur de vraies connexions : un seul l’emporte, l’autre l’apprend, rien ne se perd."""

from datetime import timedelta
from uuid import UUID

import pytest

from portail.dossiers import taches
from portail.dossiers.actions import brouillon, complement, decision, depot, instruction
from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.models import Dossier
from portail.identite.models import Agent, Role, Usager
from portail.identite.queries import agent_de, usager_de
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import ConflitDeVersion, Introuvable, TransitionInterdite
from tests import fabriques
from tests.integration.lignes import decisions, documents, gabarits_promis, journal_de, relu
from tests.integration.navigation import jeton, mots, navigateur, reenvoyer, valeurs
from tests.integration.simultane import Geste, ensemble, tenter
from tests.unitaires.situations_permis import PERMIS

REFUS = decision.Projet(
    nature=NatureDecision.REFUS, motifs=[{"code": "age", "droit": "Règlement, article 2.", "fait": "26 ans."}]
)


@pytest.fixture
def departement(base_reelle: str) -> None:
    del base_reelle
    fabriques.departement()


@pytest.fixture
def agents(yanis: Usager) -> tuple[UUID, UUID]:
    return tuple(fabriques.agent(Role.RESPONSABLE, prenom=prenom).id for prenom in ("Hervé", "Maude"))  # type: ignore[return-value]


def decider(dossier: Dossier, agent_id: UUID, projet: decision.Projet) -> Geste:
    return lambda: decision.decider(dossier.id, agent=agent_de(agent_id), projet=projet, revision=None)


# ---------- Instruire à deux ----------


def test_deux_agents_decident_une_seule_decision_est_prise(base_reelle: str, yanis: Usager, agents):
    dossier = fabriques.depose(yanis)

    premier, second = ensemble(
        base_reelle, dossier, decider(dossier, agents[0], fabriques.ACCORD), decider(dossier, agents[1], REFUS)
    )

    assert isinstance(premier, decision.Decision)
    assert second is TransitionInterdite
    [signee] = decisions(dossier)
    assert (signee.nature, signee.signataire_id) == (NatureDecision.ACCORD, agents[0])
    assert len(documents(dossier, "decision")) == 1
    assert gabarits_promis(dossier).count("dossier/decision") == 1
    assert [a for a in journal_de(dossier) if a in {"accepter", "refuser"}] == ["accepter"]


def test_deux_instructrices_proposent_un_seul_projet_attend(base_reelle: str, yanis: Usager):
    paire = [fabriques.agent(prenom=prenom).id for prenom in ("Claire", "Léa")]
    dossier = fabriques.depose(yanis)

    ensemble(base_reelle, dossier, decider(dossier, paire[0], REFUS), decider(dossier, paire[1], fabriques.ACCORD))

    assert [(d.nature, d.propose_par_id) for d in decisions(dossier)] == [(NatureDecision.REFUS, paire[0])]
    assert relu(dossier).etat is Etat.EN_SIGNATURE


def test_deux_signatures_de_la_meme_decision_n_en_font_qu_une(base_reelle: str, yanis: Usager, agents):
    dossier = fabriques.en_signature(yanis, fabriques.agent())

    resultats = ensemble(
        base_reelle,
        dossier,
        *(lambda a=a: decision.signer(dossier.id, agent=agent_de(a), revision=None) for a in agents),
    )

    assert resultats[1] is TransitionInterdite
    assert [d.signataire_id for d in decisions(dossier)] == [agents[0]]
    assert gabarits_promis(dossier).count("dossier/decision") == 1


def test_deux_prises_en_charge_un_seul_agent_suit_un_seul_accuse_part(base_reelle: str, yanis: Usager, agents):
    dossier = fabriques.depose(yanis)

    resultats = ensemble(
        base_reelle,
        dossier,
        *(lambda a=a: instruction.prendre_en_charge(dossier.id, agent=agent_de(a)) for a in agents),
    )

    assert resultats[1] is TransitionInterdite
    assert relu(dossier).agent_id == agents[0]
    assert len(documents(dossier, "accuse_reception")) == 1
    assert gabarits_promis(dossier).count("dossier/recu") == 1


def test_le_balayage_et_l_agent_n_accusent_reception_qu_une_fois(base_reelle: str, yanis: Usager, agents):
    dossier = fabriques.depose(yanis)

    resultats = ensemble(
        base_reelle,
        dossier,
        lambda: instruction.accuser_reception(dossier.id),
        lambda: instruction.prendre_en_charge(dossier.id, agent=agent_de(agents[0])),
    )

    assert resultats[0] is True
    assert relu(dossier).etat is Etat.EN_INSTRUCTION
    assert len(documents(dossier, "accuse_reception")) == 1


@pytest.mark.parametrize("retrait_d_abord", [True, False])
def test_retirer_pendant_qu_on_decide_l_un_ou_l_autre(base_reelle: str, yanis: Usager, agents, retrait_d_abord: bool):
    dossier, usager_id = fabriques.depose(yanis), yanis.id
    retirer: Geste = lambda: depot.retirer(dossier.id, usager=usager_de(usager_id), revision=None)  # noqa: E731 — un geste
    gestes = [retirer, decider(dossier, agents[0], fabriques.ACCORD)]

    resultats = ensemble(base_reelle, dossier, *(gestes if retrait_d_abord else reversed(gestes)))

    assert resultats[1] is TransitionInterdite
    signees = [d.nature for d in decisions(dossier) if d.signe_le]
    remises, promises = documents(dossier, "decision"), gabarits_promis(dossier)
    if retrait_d_abord:
        assert (relu(dossier).etat, signees, remises) == (Etat.DESISTE, [], [])
        assert "dossier/decision" not in promises
    else:
        assert (relu(dossier).etat, signees, len(remises)) == (Etat.DECIDE, [NatureDecision.ACCORD], 1)
        assert "dossier/retire" not in promises


# ---------- Deux onglets ----------


def enregistrer(dossier: Dossier, usager_id: UUID, page: str, revision: int, **reponses: object) -> Geste:
    declaree = PERMIS.page(page)
    assert declaree is not None
    return lambda: brouillon.enregistrer_page(
        dossier.id, usager=usager_de(usager_id), page=declaree, reponses=reponses, revision=revision
    )


def test_deux_onglets_enregistrent_le_second_l_apprend_et_rien_ne_se_perd(base_reelle: str, yanis: Usager):
    dossier, moi = brouillon.commencer(PERMIS, usager=yanis, qualite="lui_meme", langue="fr"), yanis.id

    resultats = ensemble(
        base_reelle,
        dossier,
        enregistrer(dossier, moi, "situation", 0, statut="etudiant"),
        enregistrer(dossier, moi, "paiement", 0, titulaire_compte="Yanis"),
    )
    tenter(enregistrer(dossier, moi, "paiement", 1, titulaire_compte="Yanis"))

    assert resultats[1] is ConflitDeVersion
    lu = relu(dossier)
    assert (lu.reponses["statut"], lu.reponses["titulaire_compte"], lu.revision) == ("etudiant", "Yanis", 2)


def test_un_double_clic_sur_enregistrer_n_est_pas_un_conflit(base_reelle: str, yanis: Usager):
    dossier, moi = brouillon.commencer(PERMIS, usager=yanis, qualite="lui_meme", langue="fr"), yanis.id

    resultats = ensemble(
        base_reelle, dossier, *[enregistrer(dossier, moi, "situation", 0, statut="etudiant") for _ in range(2)]
    )

    assert all(isinstance(resultat, Dossier) for resultat in resultats)
    assert relu(dossier).revision == 1


def test_deux_depots_n_en_font_qu_un(base_reelle: str, yanis: Usager):
    dossier, moi = fabriques.brouillon(yanis), yanis.id
    revision = relu(dossier).revision

    resultats = ensemble(
        base_reelle,
        dossier,
        *[
            lambda: depot.deposer(dossier.id, usager=usager_de(moi), revision=revision, accord_electronique=True)
            for _ in range(3)
        ],
    )

    assert all(isinstance(resultat, Dossier) for resultat in resultats)
    assert journal_de(dossier).count("deposer") == 1
    assert [d.nature for d in documents(dossier)] == ["accuse_enregistrement"]
    assert gabarits_promis(dossier) == ["dossier/enregistre"]


def test_un_onglet_corrige_pendant_que_l_autre_depose(base_reelle: str, yanis: Usager):
    dossier, moi = fabriques.brouillon(yanis), yanis.id
    revision = relu(dossier).revision

    resultats = ensemble(
        base_reelle,
        dossier,
        enregistrer(dossier, moi, "situation", revision, statut="apprenti", jeune_ase="non"),
        lambda: depot.deposer(dossier.id, usager=usager_de(moi), revision=revision, accord_electronique=True),
    )

    assert resultats[1] is ConflitDeVersion
    assert (relu(dossier).etat, relu(dossier).reponses["statut"]) == (Etat.BROUILLON, "apprenti")


def test_deux_reponses_au_meme_complement_n_en_font_qu_une(base_reelle: str, yanis: Usager):
    dossier, moi = fabriques.a_completer(yanis, fabriques.agent()), yanis.id

    resultats = ensemble(
        base_reelle,
        dossier,
        *(
            lambda t=t: complement.repondre_complement(
                dossier.id, usager=usager_de(moi), reponses={"telephone": t}, revision=None
            )
            for t in ("+33639981111", "+33639982222")
        ),
    )

    assert resultats[1] is TransitionInterdite
    assert relu(dossier).reponses["telephone"] == "+33639981111"
    assert gabarits_promis(dossier).count("agent/complement") == 1


@pytest.mark.parametrize("reprise_d_abord", [True, False])
def test_reprendre_un_brouillon_a_l_instant_ou_il_allait_etre_efface(
    base_reelle: str, yanis: Usager, reprise_d_abord: bool
):
    dossier, moi = brouillon.commencer(PERMIS, usager=yanis, qualite="lui_meme", langue="fr"), yanis.id
    vieux = horloge.maintenant() - timedelta(days=200)
    with transaction():
        session.get_one(Dossier, dossier.id).modifie_le = vieux
    horloge.poser_decalage(-timedelta(days=60))
    taches.purger_les_brouillons()
    horloge.poser_decalage(timedelta())
    gestes = [enregistrer(dossier, moi, "situation", 0, statut="etudiant"), taches.purger_les_brouillons]

    resultats = ensemble(base_reelle, dossier, *(gestes if reprise_d_abord else reversed(gestes)))

    reste = session.get(Dossier, dossier.id)
    assert journal_de(dossier)[1] == "avertir_brouillon"
    if reprise_d_abord:
        assert reste is not None
        assert reste.reponses["statut"] == "etudiant"
    else:
        assert (reste, resultats[1]) == (None, Introuvable)


# ---------- Par le navigateur ----------


def test_dans_le_navigateur_le_second_onglet_remontre_sa_saisie(application, base_reelle: str, yanis: Usager):
    dossier = brouillon.commencer(PERMIS, usager=yanis, qualite="lui_meme", langue="fr")
    adresse = f"/mon-espace/dossiers/{dossier.numero}/saisie/situation"
    onglets = [navigateur(application, yanis) for _ in range(2)]
    pages = [onglet.get(adresse) for onglet in onglets]
    envois = [{"statut": "etudiant", "jeune_ase": "non"}, {"statut": "apprenti", "jeune_ase": "oui"}]

    premier, second = ensemble(
        base_reelle,
        dossier,
        *(lambda o=o, p=p, e=e: reenvoyer(o, p, adresse, e) for o, p, e in zip(onglets, pages, envois, strict=True)),
    )

    assert premier.location.endswith("/saisie/ressources")
    assert second.location == adresse
    assert relu(dossier).reponses["statut"] == "etudiant"
    remontree = onglets[1].get(adresse)
    assert "dans un autre onglet" in mots(remontree)
    assert {**valeurs(remontree), "csrf_token": jeton(remontree)}.items() >= envois[1].items()
    reenvoyer(onglets[1], remontree, adresse, envois[1])
    assert relu(dossier).reponses["statut"] == "apprenti"


def test_dans_le_navigateur_le_second_agent_sait_qu_on_a_decide(application, base_reelle: str, yanis: Usager, agents):
    dossier = fabriques.en_instruction(yanis, session.get_one(Agent, agents[0]))
    adresse = f"/agents/dossiers/{dossier.numero}/decision"
    fabriques.justifie(session.get_one(Agent, agents[1]), dossier)
    ecrans = [navigateur(application, session.get_one(Agent, a)) for a in agents]
    pages = [ecran.get(adresse) for ecran in ecrans]
    envois = [{"nature": "accord", "montant": "500"}, {"nature": "refus", "motifs": "age", "fait": "Vingt-six ans."}]

    reponses = ensemble(
        base_reelle,
        dossier,
        *(lambda n=n, p=p, e=e: reenvoyer(n, p, adresse, e) for n, p, e in zip(ecrans, pages, envois, strict=True)),
    )

    assert [reponse.status_code for reponse in reponses] == [303, 303]
    assert reponses[1].location == adresse
    assert [d.nature for d in decisions(dossier)] == [NatureDecision.ACCORD]
    assert "Vingt-six ans." in ecrans[1].get(adresse).text
