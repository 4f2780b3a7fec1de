"""Le délai passé, le portail décide seul : ce qui s’enregistre, ce que la personne apprend, ce qui reste possible."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy.orm import Session

from portail.documents.composition import composer
from portail.dossiers.actions import complement, decision, depot, silence
from portail.dossiers.erreurs import SilenceEchu
from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.models import Dossier
from portail.dossiers.queries import decision_de
from portail.dossiers.taches import constater_les_silences
from portail.identite.models import Agent, Usager
from portail.journal.models import TypeAuteur
from portail.notifications.rendu import composer_courriel
from tests import fabriques, pdf
from tests.declarations import SANS_SILENCE
from tests.integration.lignes import decisions, documents, entrees_de, promis, relu, taches, trace_de
from tests.silences import LENDEMAIN, RECEPTION, REFUS, TERME
from tests.unitaires.situations_permis import sans_blancs

# ---------- Constater ----------


def test_le_lendemain_du_terme_le_rejet_est_enregistre_sans_signataire(rejete: Dossier):
    [prise] = decisions(rejete)

    assert (rejete.etat, rejete.echeance, rejete.date_silence) == (Etat.DECIDE, None, TERME)
    assert (prise.nature, prise.date_decision, prise.est_implicite) == (NatureDecision.REFUS_IMPLICITE, TERME, True)
    assert (prise.signataire, prise.signataire_id, prise.signe_le, prise.motifs) == (None, None, None, [])
    constat = next(e for e in entrees_de(rejete) if e.action == "constater_silence")
    assert constat.auteur_type is TypeAuteur.SYSTEME
    assert constat.details["nature"] == "refus_implicite"
    assert constat.details["jour"] == "2027-01-21"


def test_un_accord_nait_de_meme_quand_le_silence_vaut_acceptation(accorde: Dossier):
    prise = decision_de(accorde)

    assert prise is not None
    assert (accorde.etat, prise.nature, prise.date_decision) == (Etat.DECIDE, NatureDecision.ACCORD_IMPLICITE, TERME)


@pytest.mark.parametrize(("jour", "heure", "nee"), [(TERME, "23:59", False), (LENDEMAIN, "00:01", True)])
def test_le_dernier_jour_compte_jusqu_a_minuit_a_paris(dossier: Dossier, jour: date, heure: str, nee: bool):
    fabriques.mettre_l_horloge_au(jour, time.fromisoformat(heure))

    assert silence.constater_silence(dossier.id) is nee
    assert (relu(dossier).etat is Etat.DECIDE) is nee


def test_constate_deux_fois_rien_ne_se_fait_deux_fois(rejete: Dossier):
    avant = trace_de(rejete)

    assert not silence.constater_silence(rejete.id)
    assert trace_de(rejete) == avant


def test_sans_silence_qui_vaille_decision_rien_ne_nait(yanis: Usager, claire: Agent, declarer):
    declarer(SANS_SILENCE)
    dossier = fabriques.en_instruction(yanis, claire)
    fabriques.mettre_l_horloge_au(RECEPTION + timedelta(days=900))
    avant = trace_de(dossier)

    assert not silence.constater_silence(dossier.id)
    assert trace_de(dossier) == avant


def test_un_delai_suspendu_ne_fait_rien_naitre(yanis: Usager, claire: Agent):
    dossier = fabriques.a_completer(yanis, claire, jours=365)
    fabriques.mettre_l_horloge_au(TERME + timedelta(days=300))

    assert not silence.constater_silence(dossier.id)
    constater_les_silences()
    assert not taches("dossiers.constater_silence")


def test_le_journal_fait_foi_une_colonne_fausse_est_reparee_et_rien_ne_nait(base: Session, dossier: Dossier):
    relu(dossier).date_silence = RECEPTION
    base.commit()
    fabriques.mettre_l_horloge_au(date(2026, 12, 10))

    assert not silence.constater_silence(dossier.id)

    assert (relu(dossier).etat, relu(dossier).date_silence) == (Etat.EN_INSTRUCTION, TERME)


@pytest.mark.parametrize("situation", ["depose", "a_completer", "en_signature"])
def test_le_silence_decide_ou_qu_en_soit_l_etude(yanis: Usager, claire: Agent, situation: str):
    faire = {
        "depose": lambda: fabriques.depose(yanis),
        "a_completer": lambda: fabriques.a_completer(yanis, claire, jours=10),
        "en_signature": lambda: fabriques.en_signature(yanis, claire),
    }
    dossier = faire[situation]()
    fabriques.mettre_l_horloge_au(TERME + timedelta(days=11))
    complement.clore_complement_echu(dossier.id)

    assert silence.constater_silence(dossier.id)
    assert relu(dossier).etat is Etat.DECIDE


def test_le_balayage_met_en_file_chaque_dossier_echu_une_seule_fois(yanis: Usager, claire: Agent, dossier: Dossier):
    recent = fabriques.depose(fabriques.usager(("Emma",), "Le Gall"), nom_naissance="Le Gall", prenoms="Emma")
    constater_les_silences()
    avant_terme = taches("dossiers.constater_silence")
    fabriques.mettre_l_horloge_au(LENDEMAIN)
    constater_les_silences()
    constater_les_silences()

    assert avant_terme == []
    assert sorted(str(d.id) in "".join(taches("dossiers.constater_silence")) for d in (dossier, recent)) == [True, True]
    assert len(taches("dossiers.constater_silence")) == 2


def test_le_balayage_oublie_ce_qui_est_decide_ou_reexamine(rejete: Dossier, claire: Agent):
    silence.reexaminer(rejete.id, agent=claire, revision=None)

    constater_les_silences()

    assert taches("dossiers.constater_silence") == []
    assert not silence.constater_silence(rejete.id)


# ---------- Ce que la personne apprend ----------


def test_la_lettre_du_rejet_dit_le_fait_l_effet_les_motifs_et_les_recours(rejete: Dossier):
    [lettre] = documents(rejete, "decision_implicite")
    texte = sans_blancs(pdf.texte(composer("decision_implicite", lettre.contenu["donnees"], langue="fr")))

    for passage in (
        "21 novembre 2026",
        "réputée rejetée depuis le 21 janvier 2027",
        "personne n’a jugé que vous n’aviez pas droit",
        "L. 232-4",
        "un mois",
        "Comment contester cette décision",
        "tribunal administratif",
    ):
        assert sans_blancs(passage) in texte, passage
    assert "L.232-3" not in texte


def test_la_lettre_de_l_accord_dit_le_droit_acquis_et_l_attestation(accorde: Dossier):
    [lettre] = documents(accorde, "decision_implicite")
    texte = sans_blancs(pdf.texte(composer("decision_implicite", lettre.contenu["donnees"], langue="fr")))

    for passage in ("réputée acceptée depuis le 21 janvier 2027", "rien d’autre à faire", "L. 232-3"):
        assert sans_blancs(passage) in texte, passage
    assert lettre.contenu["donnees"]["recours"] == []


def test_la_personne_et_l_agent_sont_prevenus_sans_que_le_sens_quitte_l_espace(rejete: Dossier, claire: Agent):
    a_la_personne, a_l_agent = (
        next(p for p in promis(rejete) if p.gabarit == gabarit) for gabarit in ("dossier/silence", "agent/silence")
    )
    courriel = composer_courriel(a_la_personne.gabarit, a_la_personne.contexte, langue="fr")

    assert a_la_personne.adresse == "lina.moreau@courriel.example"
    assert a_l_agent.adresse == claire.courriel
    assert "rejet" not in f"{courriel.objet} {courriel.texte}".lower()


# ---------- Personne ne décide après le terme, sans le savoir ----------


def test_passe_le_terme_aucun_geste_ne_devance_le_silence(dossier: Dossier, yanis: Usager, herve: Agent, claire: Agent):
    fabriques.mettre_l_horloge_au(LENDEMAIN)
    avant = trace_de(dossier)
    element = {"type": "champ", "identifiant": "telephone", "precision": ""}
    gestes = (
        lambda: decision.decider(dossier.id, agent=herve, projet=fabriques.ACCORD, revision=None),
        lambda: decision.decider(dossier.id, agent=claire, projet=REFUS, revision=None),
        lambda: decision.classer(dossier.id, agent=claire, motif="Sans nouvelles.", revision=None),
        lambda: depot.retirer(dossier.id, usager=yanis, revision=None),
        lambda: complement.demander_complement(
            dossier.id,
            agent=claire,
            elements=[element],
            message="Votre numéro ?",
            date_limite=LENDEMAIN + timedelta(days=30),
            revision=None,
        ),
    )

    for geste in gestes:
        with pytest.raises(SilenceEchu):
            geste()

    assert trace_de(dossier) == avant


def test_passe_le_terme_on_ne_signe_plus_ce_qui_attendait(yanis: Usager, claire: Agent, herve: Agent):
    dossier = fabriques.en_signature(yanis, claire)
    fabriques.mettre_l_horloge_au(LENDEMAIN)

    with pytest.raises(SilenceEchu):
        decision.signer(dossier.id, agent=herve, revision=None)


def test_le_dernier_jour_on_decide_encore(dossier: Dossier, herve: Agent):
    fabriques.mettre_l_horloge_au(TERME, time(23, 59))

    decision.decider(dossier.id, agent=herve, projet=fabriques.ACCORD, revision=None)
    fabriques.mettre_l_horloge_au(LENDEMAIN)

    assert not silence.constater_silence(dossier.id)
    prise = decision_de(relu(dossier))
    assert prise is not None
    assert (prise.nature, prise.date_decision) == (NatureDecision.ACCORD, TERME)
