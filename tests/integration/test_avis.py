"""Demander un avis, le révoquer, le rendre : ce qui est partagé, ce qui est noté, ce que la personne en voit."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portail.dossiers import lectures
from portail.dossiers.actions import decision, depot
from portail.dossiers.avis import actions, entree
from portail.dossiers.avis.liens import jeton_de
from portail.dossiers.avis.models import Avis, SensAvis
from portail.dossiers.avis.queries import avis_a_rendre, avis_au_lien, avis_demande_a, fichier_partage
from portail.dossiers.erreurs import AvisClos
from portail.dossiers.etats import Attendu, Etat
from portail.dossiers.models import Dossier
from portail.identite.models import Agent, Role, Usager
from portail.instruction.dossier_lu import dossier_lu
from portail.journal.models import TypeAuteur
from portail.pieces.models import Fichier
from portail.pieces.queries import fichier_de_la_personne, par_avis, pieces_de
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Interdit, Introuvable, SaisieInvalide, TransitionInterdite
from tests import fabriques
from tests.integration.avis import EXPERT, FAVORABLE, NOM, demander, demander_a
from tests.integration.lignes import entrees_de, gabarits_promis, promis, relu, trace_de

# ---------- Demander ----------


def test_demander_a_quelqu_un_du_dehors_lui_envoie_un_lien_et_rien_de_la_personne(dossier: Dossier, claire: Agent):
    avis = demander(dossier, claire)

    message = next(m for m in promis(dossier) if m.gabarit == "avis/demande")
    assert (message.adresse, set(message.contexte)) == (EXPERT, {"service", "date_limite", "chemin"})
    assert avis_au_lien(message.contexte["chemin"].removeprefix("/avis/"))[0].id == avis.id
    for secret in ("Belkacem", dossier.numero, str(dossier.id), str(avis.id)):
        assert secret.lower() not in str(message.contexte).lower()


def test_un_avis_demande_fait_attendre_un_tiers_et_n_arrete_pas_le_delai(dossier: Dossier, claire: Agent):
    avant = relu(dossier).date_silence

    avis = demander(dossier, claire)

    assert (relu(dossier).attendu_de, relu(dossier).avis_attendus) == (Attendu.TIERS, 1)
    assert (relu(dossier).date_silence, relu(dossier).etat) == (avant, Etat.EN_INSTRUCTION)
    actions.rendre_par_lien(avis.id, reponse=FAVORABLE)
    assert (relu(dossier).attendu_de, relu(dossier).avis_attendus) == (Attendu.AGENT, 0)


@pytest.mark.parametrize(
    "choix",
    [
        {"question": "  "},
        {"pages": [], "pieces": []},
        {"pages": ["inconnue"]},
        {"pieces": ["inconnue"]},
        {"jours": 0},
        {"jours": 500},
        {"nom": ""},
        {"courriel": "sans-arobase"},
        {"courriel": "Yanis.Belkacem@courriel.example"},
    ],
)
def test_une_demande_fautive_ne_laisse_rien(dossier: Dossier, claire: Agent, choix: dict):
    dossier.intervenants[0].courriel = "yanis.belkacem@courriel.example"
    session.commit()
    avant = trace_de(dossier)

    with pytest.raises(SaisieInvalide):
        demander(dossier, claire, **choix)

    assert trace_de(dossier) == avant
    assert session.scalars(select(Avis)).all() == []


def test_on_ne_se_demande_pas_son_avis_ni_a_un_agent_parti(dossier: Dossier, claire: Agent, emilie: Agent):
    emilie.est_actif = False
    session.commit()
    for expert in (claire, emilie):
        with pytest.raises(SaisieInvalide):
            demander_a(dossier, claire, expert)


def test_l_expert_n_est_ni_partie_ni_agent_de_la_demande(dossier: Dossier, yanis: Usager, claire: Agent):
    herve = fabriques.responsable()
    yanis.courriel, dossier.reponses = "compte@courriel.example", dossier.reponses | {"courriel": "la@demande.example"}
    dossier.intervenants[0].courriel = "lien@courriel.example"
    session.commit()
    avant = trace_de(dossier)

    for adresse in ("compte@courriel.example", "LA@demande.example", " lien@courriel.example", claire.courriel):
        for qui in (claire, herve):
            with pytest.raises(SaisieInvalide):
                demander(dossier, qui, courriel=adresse)
    for qui, expert in ((herve, claire), (herve, herve)):
        with pytest.raises(SaisieInvalide):
            demander_a(dossier, qui, expert)
    with pytest.raises(SaisieInvalide):
        demander(dossier, herve, courriel=herve.courriel.upper())

    assert trace_de(dossier) == avant


def test_un_agent_ne_donne_pas_d_avis_sur_sa_propre_demande(
    dossier: Dossier, yanis: Usager, claire: Agent, emilie: Agent
):
    yanis.courriel = emilie.courriel.upper()
    session.commit()

    with pytest.raises(SaisieInvalide):
        demander_a(dossier, claire, emilie)


def test_qui_n_instruit_pas_ne_demande_ni_ne_revoque(dossier: Dossier, claire: Agent, emilie: Agent):
    avis = demander(dossier, claire)
    avant = trace_de(dossier)
    for agent in (emilie, fabriques.agent(Role.ACCUEIL, prenom="Anne")):
        with pytest.raises(Interdit):
            demander(dossier, agent)
        with pytest.raises(Interdit):
            actions.revoquer(avis.id, agent=agent)
    assert trace_de(dossier) == avant


def test_une_demande_terminee_n_appelle_plus_d_avis(yanis: Usager, dossier: Dossier, claire: Agent):
    avis = demander(dossier, claire)
    depot.retirer(dossier.id, usager=yanis, revision=None)
    avant = trace_de(dossier)

    with pytest.raises(TransitionInterdite):
        demander(dossier, claire)
    with pytest.raises(AvisClos):
        actions.rendre_par_lien(avis.id, reponse=FAVORABLE)

    assert trace_de(dossier) == avant


# ---------- Rendre, révoquer ----------


def test_rendre_un_avis_garde_son_texte_chiffre_et_previent_le_service(base: Session, dossier: Dossier, claire: Agent):
    avis = demander(dossier, claire)
    reponse = actions.Reponse(sens=SensAvis.RESERVE, texte="Sous réserve d’un suivi.", fichiers=[fabriques.fichier()])

    actions.rendre_par_lien(avis.id, reponse=reponse)

    base.refresh(avis)
    assert (avis.sens, avis.texte, avis.rendu_le is not None) == (SensAvis.RESERVE, "Sous réserve d’un suivi.", True)
    brut = base.connection().exec_driver_sql("SELECT texte, nom, courriel, question FROM avis").one()
    assert not any("réserve" in str(bytes(v)) or b"Kerbrat" in bytes(v) or EXPERT.encode() in bytes(v) for v in brut)
    entree_rendue = entrees_de(dossier)[-1]
    assert (entree_rendue.action, entree_rendue.auteur_type, entree_rendue.auteur_id) == (
        "rendre_avis", TypeAuteur.EXPERT, avis.id,
    )  # fmt: skip
    assert (promis(dossier)[-1].gabarit, promis(dossier)[-1].adresse) == ("agent/avis", claire.courriel)
    assert [len(f) for f in par_avis(dossier_lu(claire, dossier).joints).values()] == [1]


def test_le_fichier_d_un_avis_n_est_pas_a_la_personne(dossier: Dossier, claire: Agent):
    avis = demander(dossier, claire)
    reponse = actions.Reponse(sens=SensAvis.FAVORABLE, texte="Voir la note.", fichiers=[fabriques.fichier()])
    actions.rendre_par_lien(avis.id, reponse=reponse)
    fichier = session.scalars(select(Fichier).where(Fichier.avis_id == avis.id)).one()

    with pytest.raises(Introuvable):
        fichier_de_la_personne(dossier.id, fichier.id)


@pytest.mark.parametrize("texte", ["", "  ", "x" * (actions.LONGUEUR_MAX + 1)])
def test_un_avis_s_explique(dossier: Dossier, claire: Agent, texte: str):
    avis = demander(dossier, claire)
    with pytest.raises(SaisieInvalide):
        actions.rendre_par_lien(avis.id, reponse=actions.Reponse(sens=SensAvis.FAVORABLE, texte=texte))


def test_un_avis_ne_se_rend_qu_une_fois_et_pas_a_la_place_d_un_autre(dossier: Dossier, claire: Agent, emilie: Agent):
    dehors, dedans = demander(dossier, claire), demander_a(dossier, claire, emilie)
    for essai in (
        lambda: actions.rendre_comme_agent(dehors.id, agent=emilie, reponse=FAVORABLE),
        lambda: actions.rendre_comme_agent(dedans.id, agent=claire, reponse=FAVORABLE),
        lambda: actions.rendre_par_lien(dedans.id, reponse=FAVORABLE),
        lambda: avis_demande_a(claire, dedans.id),
        lambda: avis_au_lien(jeton_de(dedans)),
    ):
        with pytest.raises(Introuvable):
            essai()
    actions.rendre_comme_agent(dedans.id, agent=emilie, reponse=FAVORABLE)
    avant = trace_de(dossier)

    with pytest.raises(AvisClos):
        actions.rendre_comme_agent(dedans.id, agent=emilie, reponse=FAVORABLE)

    assert trace_de(dossier) == avant


def test_une_demande_revoquee_ne_s_ouvre_plus(dossier: Dossier, claire: Agent, emilie: Agent):
    avis, interne = demander(dossier, claire), demander_a(dossier, claire, emilie)
    for un in (avis, interne):
        actions.revoquer(un.id, agent=claire)

    with pytest.raises(AvisClos):
        entree.envoyer_le_code(avis, dossier, langue="fr")
    with pytest.raises(AvisClos):
        actions.rendre_par_lien(avis.id, reponse=FAVORABLE)
    with pytest.raises(AvisClos):
        actions.revoquer(avis.id, agent=claire)
    assert avis_a_rendre(emilie) == []
    assert relu(dossier).avis_attendus == 0
    assert {"avis/revoque", "agent/avis_revoque"} <= set(gabarits_promis(dossier))


@pytest.mark.parametrize(("jours", "ouvert"), [(10, True), (11, True), (25, True), (26, False)])
def test_l_acces_se_ferme_quelques_jours_apres_la_date(dossier: Dossier, claire: Agent, jours: int, ouvert: bool):
    avis = demander(dossier, claire)
    fabriques.mettre_l_horloge_au(horloge.aujourd_hui() + timedelta(days=jours))

    if ouvert:
        entree.exiger_ouvert(avis, relu(dossier))
        return
    with pytest.raises(AvisClos):
        entree.exiger_ouvert(avis, relu(dossier))


def test_decider_n_attend_pas_l_avis_et_le_ferme(dossier: Dossier, claire: Agent):
    avis = demander(dossier, claire)
    herve = fabriques.responsable()

    decision.decider(dossier.id, agent=herve, projet=fabriques.ACCORD, revision=None)

    with pytest.raises(AvisClos):
        actions.rendre_par_lien(avis.id, reponse=FAVORABLE)


# ---------- Ce qui est partagé ----------


def test_seules_les_pieces_choisies_sont_partagees(dossier: Dossier, claire: Agent):
    avis = demander(dossier, claire)
    fichiers = {piece.code: piece.fichiers[0].id for piece in pieces_de(dossier.id)}

    assert fichier_partage(avis, fichiers["inscription_ecole"]).id == fichiers["inscription_ecole"]
    with pytest.raises(Introuvable):
        fichier_partage(avis, fichiers["rib"])


def test_un_fichier_d_un_autre_dossier_ne_s_ouvre_pas(yanis: Usager, dossier: Dossier, claire: Agent):
    avis, autre = demander(dossier, claire), fabriques.depose(yanis)
    ailleurs = {piece.code: piece.fichiers[0].id for piece in pieces_de(autre.id)}

    with pytest.raises(Introuvable):
        fichier_partage(avis, ailleurs["inscription_ecole"])


# ---------- Ce que la personne voit ----------


def test_la_personne_voit_qui_a_lu_pour_un_avis(dossier: Dossier, claire: Agent):
    avis = demander(dossier, claire)
    entree.noter_la_lecture(avis)
    entree.noter_la_lecture(avis, fichier="x")

    [lue] = [lecture for lecture in lectures.lectures_dites(dossier, str) if lecture.expert]

    assert (lue.expert, lue.fois, lue.agent_id) == (NOM, 2, None)
    assert lue.raisons == ("Donner l’avis que le service lui a demandé",)
