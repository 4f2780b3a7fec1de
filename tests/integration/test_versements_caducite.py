"""L’accord sans justificatifs : rappels, avertissement, observations, décision signée. Scénario 8 de la fiche."""

from datetime import date, timedelta

import pytest

from portail.dossiers.actions import decision
from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.models import Dossier
from portail.dossiers.queries import decision_de
from portail.dossiers.versements import caducite, justificatifs
from portail.dossiers.versements.erreurs import ContradictoireEnCours, DateImpossible, VersementTardif
from portail.dossiers.versements.etats import EtatVersement
from portail.dossiers.versements.models import VersementChange
from portail.dossiers.versements.taches import avertir_des_caducites, rappeler_les_justificatifs
from portail.identite.models import Agent, Usager
from portail.socle.erreurs import Interdit
from tests import fabriques
from tests.contestations import former
from tests.integration.lignes import documents, gabarits_promis, journal_de, promis, relu, trace_de
from tests.integration.versements import ACCORD, a_mandater, accorde, transmettre, versement_du
from tests.unitaires.situations_permis import espaces_simples

ACCORD_LE = date(2026, 11, 21)
J_365, J_366 = date(2027, 11, 21), date(2027, 11, 22)


@pytest.fixture
def date_de_l_essai() -> date:
    return ACCORD_LE


@pytest.fixture
def dossier(yanis: Usager, herve: Agent) -> Dossier:
    return accorde(yanis, herve)


# ---------- Scénario 8 ----------


def test_8_la_facture_transmise_a_j_plus_365_est_a_temps(dossier: Dossier, yanis: Usager, herve: Agent):
    fabriques.mettre_l_horloge_au(J_365)
    transmettre(dossier, yanis)
    fabriques.mettre_l_horloge_au(J_365 + timedelta(days=30))
    avertir_des_caducites()

    justificatifs.valider(versement_du(dossier).id, agent=herve, revision=None)

    assert (J_365 - ACCORD_LE).days == 365
    assert versement_du(dossier).etat is EtatVersement.A_MANDATER
    assert "avertir_caducite" not in journal_de(dossier)


def test_8_la_facture_transmise_a_j_plus_366_mene_a_la_caducite(dossier: Dossier, yanis: Usager, herve: Agent):
    accord = decision_de(dossier)
    fabriques.mettre_l_horloge_au(J_366)
    transmettre(dossier, yanis)  # reçue, gardée, notée tardive : rien n’empêche d’envoyer
    assert versement_du(dossier).est_tardif
    with pytest.raises(VersementTardif):
        justificatifs.valider(versement_du(dossier).id, agent=herve, revision=None)

    avertir_des_caducites()
    with pytest.raises(ContradictoireEnCours):
        caducite.constater(versement_du(dossier).id, agent=herve, revision=None)
    fabriques.mettre_l_horloge_au(J_366 + timedelta(days=16))
    constat = caducite.constater(versement_du(dossier).id, agent=herve, revision=None)

    assert decision_de(dossier).id == constat.id
    assert (constat.nature, constat.remplace_id, constat.signataire_id) == (
        NatureDecision.CADUCITE,
        accord.id,
        herve.id,
    )
    assert (relu(dossier).etat, versement_du(dossier).etat) == (Etat.DECIDE, EtatVersement.ANNULE)
    lettre = documents(dossier, "decision")[-1].contenu["donnees"]
    [motif] = lettre["motifs"]
    assert lettre["sens"] == "L’accord donné à votre demande n’a plus d’effet."
    assert "L242-2" in motif["droit"]
    assert espaces_simples(motif["fait"]) == (
        "L’accord du 21 novembre 2026 demandait d’envoyer vos justificatifs avant la fin du 21 novembre 2027. "
        "Ils sont arrivés le 22 novembre 2027."
    )
    assert "recours gracieux" in " ".join(lettre["recours"])
    assert gabarits_promis(dossier)[-1] == "dossier/decision"


# ---------- Rappeler ----------


@pytest.mark.parametrize(("jours", "rappels"), [(179, 0), (180, 1), (299, 1), (300, 2), (350, 3), (365, 3), (366, 3)])
def test_les_rappels_partent_aux_paliers(dossier: Dossier, jours: int, rappels: int):
    for jour in sorted({min(palier, jours) for palier in (179, 180, 300, 350, jours)}):
        fabriques.mettre_l_horloge_au(ACCORD_LE + timedelta(days=jour))
        rappeler_les_justificatifs()
        rappeler_les_justificatifs()

    assert gabarits_promis(dossier).count("dossier/versement") == rappels
    assert journal_de(dossier).count("relancer_versement") == rappels


def test_un_balayage_en_retard_ne_rappelle_qu_une_fois(dossier: Dossier):
    fabriques.mettre_l_horloge_au(ACCORD_LE + timedelta(days=320))
    rappeler_les_justificatifs()

    assert gabarits_promis(dossier).count("dossier/versement") == 1
    [message] = [m for m in promis(dossier) if m.gabarit == "dossier/versement"]
    dit = espaces_simples(message.contexte["paragraphes"][0])
    assert "500 €" in dit
    assert "21 novembre 2027" in dit
    assert "Facture acquittée" in dit


def test_qui_a_envoye_n_est_plus_rappele(dossier: Dossier, yanis: Usager):
    transmettre(dossier, yanis)
    fabriques.mettre_l_horloge_au(ACCORD_LE + timedelta(days=200))
    avant = trace_de(dossier)

    rappeler_les_justificatifs()

    assert trace_de(dossier) == avant


# ---------- Avertir ----------


def test_rien_avant_le_terme_un_avertissement_apres_un_seul(dossier: Dossier):
    fabriques.mettre_l_horloge_au(J_365)
    avertir_des_caducites()
    assert "avertir_caducite" not in journal_de(dossier)

    fabriques.mettre_l_horloge_au(J_366)
    avertir_des_caducites()
    avertir_des_caducites()

    [lettre] = documents(dossier, "avertissement_caducite")
    textes = espaces_simples(" ".join(lettre.contenu["donnees"]["paragraphes"]))
    assert "jusqu’au 7 décembre 2027" in textes
    assert "L. 122-1" in textes
    assert "Ils manquent." in textes
    assert versement_du(dossier).observations_avant == date(2027, 12, 7)
    assert decision_de(dossier).nature is NatureDecision.ACCORD


def test_un_versement_deja_mandate_ne_devient_pas_caduc(yanis: Usager, herve: Agent):
    dossier = a_mandater(yanis, herve)
    fabriques.mettre_l_horloge_au(J_366 + timedelta(days=60))
    avant = trace_de(dossier)

    avertir_des_caducites()

    assert trace_de(dossier) == avant
    with pytest.raises(VersementChange):
        caducite.constater(versement_du(dossier).id, agent=herve, revision=None)


# ---------- Constater, ou prolonger ----------


def test_seul_qui_signe_constate(dossier: Dossier, claire: Agent):
    fabriques.mettre_l_horloge_au(J_366)
    avertir_des_caducites()
    fabriques.mettre_l_horloge_au(J_366 + timedelta(days=16))
    avant = trace_de(dossier)

    with pytest.raises(Interdit):
        caducite.constater(versement_du(dossier).id, agent=claire, revision=None)
    assert trace_de(dossier) == avant


@pytest.mark.parametrize(("jours", "possible"), [(0, False), (15, False), (16, True)])
def test_la_personne_a_tout_son_delai_pour_observer(dossier: Dossier, herve: Agent, jours: int, possible: bool):
    fabriques.mettre_l_horloge_au(J_366)
    avertir_des_caducites()
    fabriques.mettre_l_horloge_au(J_366 + timedelta(days=jours))

    if possible:
        caducite.constater(versement_du(dossier).id, agent=herve, revision=None)
        assert decision_de(dossier).nature is NatureDecision.CADUCITE
        return
    with pytest.raises(ContradictoireEnCours):
        caducite.constater(versement_du(dossier).id, agent=herve, revision=None)


def test_prolonger_releve_de_la_caducite(dossier: Dossier, yanis: Usager, herve: Agent):
    fabriques.mettre_l_horloge_au(J_366)
    transmettre(dossier, yanis)
    avertir_des_caducites()
    with pytest.raises(DateImpossible):
        justificatifs.prolonger(versement_du(dossier).id, agent=herve, jusqu_au=J_365, revision=None)

    justificatifs.prolonger(versement_du(dossier).id, agent=herve, jusqu_au=J_366 + timedelta(days=30), revision=None)
    justificatifs.valider(versement_du(dossier).id, agent=herve, revision=None)

    assert versement_du(dossier).etat is EtatVersement.A_MANDATER


def test_la_caducite_se_conteste_et_un_recours_admis_rouvre_le_versement(dossier: Dossier, yanis: Usager, herve: Agent):

    soizic = fabriques.responsable("Soizic", "Le Bihan")
    fabriques.mettre_l_horloge_au(J_366)
    transmettre(dossier, yanis)
    avertir_des_caducites()
    fabriques.mettre_l_horloge_au(J_366 + timedelta(days=16))
    caducite.constater(versement_du(dossier).id, agent=herve, revision=None)

    recours = former(dossier, yanis, "J’étais hospitalisé.")
    decision.decider(recours.id, agent=soizic, projet=ACCORD, revision=None)

    versement = versement_du(dossier)
    assert (versement.etat, versement.reference) == (EtatVersement.A_VERIFIER, f"{dossier.numero}-2")
    assert not versement.est_tardif
