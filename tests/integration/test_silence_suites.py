"""Après le silence : l’attestation d’un accord, les motifs d’un rejet, leurs délais."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portail.documents.composition import composer
from portail.dossiers.actions import decision, pieces, silence
from portail.dossiers.erreurs import DelaiDeRecoursPasse
from portail.dossiers.etats import Etat
from portail.dossiers.horloges.lecture import horloges_du
from portail.dossiers.models import Dossier, Message
from portail.dossiers.queries import decision_de
from portail.identite.models import Agent, Role, Usager
from portail.pieces.models import EtatPiece
from portail.pieces.queries import pieces_de
from portail.socle.erreurs import ConflitDeVersion, Interdit, Introuvable, SaisieInvalide, TransitionInterdite
from tests import fabriques, pdf
from tests.declarations import ACCORD
from tests.integration.lignes import documents, entrees_de, journal_de, promis, relu, trace_de
from tests.silences import LENDEMAIN, TERME
from tests.unitaires.situations_permis import sans_blancs

MOTIFS = [{"code": "ressources", "droit": "Règlement, article 2.", "fait": "Votre quotient dépasse 600 €."}]


# ---------- Attestation (L232-3) ----------


def test_l_attestation_se_delivre_aussitot_et_une_seule_fois(yanis: Usager, accorde: Dossier):
    premiere = silence.demander_attestation(accorde.id, usager=yanis)
    seconde = silence.demander_attestation(accorde.id, usager=yanis)

    assert premiere.id == seconde.id
    assert journal_de(accorde).count("demander_attestation") == 1
    texte = sans_blancs(pdf.texte(composer("decision_implicite", premiere.contenu["donnees"], langue="fr")))
    for passage in ("atteste que la demande", "Yanis", "BELKACEM", "21 novembre 2026", "21 janvier 2027", "L. 232-3"):
        assert sans_blancs(passage) in texte, passage


def test_un_rejet_n_a_pas_d_attestation_ni_le_dossier_d_un_autre(yanis: Usager, rejete: Dossier):
    avant = trace_de(rejete)

    with pytest.raises(TransitionInterdite):
        silence.demander_attestation(rejete.id, usager=yanis)
    with pytest.raises(Introuvable):
        silence.demander_attestation(rejete.id, usager=fabriques.usager(("Emma",), "Le Gall"))

    assert trace_de(rejete) == avant


def test_apres_un_accord_expres_l_attestation_n_a_plus_lieu_d_etre(yanis: Usager, accorde: Dossier, claire: Agent):
    herve = fabriques.responsable()
    silence.reexaminer(accorde.id, agent=claire, revision=None)
    decision.decider(accorde.id, agent=herve, projet=fabriques.ACCORD, revision=None)

    with pytest.raises(TransitionInterdite):
        silence.demander_attestation(accorde.id, usager=yanis)


# ---------- Motifs (L232-4) ----------


def test_demander_les_motifs_donne_un_mois_au_service(base: Session, yanis: Usager, claire: Agent, rejete: Dossier):
    fabriques.mettre_l_horloge_au(date(2027, 1, 31))

    echeance = silence.demander_motifs(rejete.id, usager=yanis)

    lu = relu(rejete)
    assert (echeance, lu.echeance, lu.etat) == (date(2027, 2, 28), date(2027, 2, 28), Etat.DECIDE)
    message = promis(rejete)[-1]
    assert (message.gabarit, message.adresse) == ("agent/motifs", claire.courriel)
    assert message.contexte["date_limite"] == "28\u00a0février\u00a02027"
    [ecrit] = base.scalars(select(Message).where(Message.dossier_id == rejete.id)).all()
    assert ecrit.usager_id == yanis.id
    assert "L. 232-4" in ecrit.texte


def test_sans_agent_c_est_le_service_qui_est_prevenu(yanis: Usager):
    dossier = fabriques.depose(yanis)
    fabriques.mettre_l_horloge_au(LENDEMAIN)
    silence.constater_silence(dossier.id)

    silence.demander_motifs(dossier.id, usager=yanis)

    message = promis(dossier)[-1]
    assert message.gabarit == "agent/motifs"
    assert message.adresse.startswith("jeunesse")


def test_les_motifs_se_demandent_une_fois(yanis: Usager, rejete: Dossier):
    silence.demander_motifs(rejete.id, usager=yanis)
    avant = trace_de(rejete)

    with pytest.raises(TransitionInterdite):
        silence.demander_motifs(rejete.id, usager=yanis)

    assert trace_de(rejete) == avant


@pytest.mark.parametrize(("jour", "admis"), [(date(2027, 3, 22), True), (date(2027, 3, 23), False)])
def test_les_motifs_se_demandent_dans_le_delai_de_recours(yanis: Usager, rejete: Dossier, jour: date, admis: bool):
    fabriques.mettre_l_horloge_au(jour)

    if admis:
        assert silence.demander_motifs(rejete.id, usager=yanis) == date(2027, 4, 22)
    else:
        with pytest.raises(DelaiDeRecoursPasse):
            silence.demander_motifs(rejete.id, usager=yanis)


def test_sans_accuse_de_reception_aucun_delai_n_est_opposable(yanis: Usager):
    dossier = fabriques.depose(yanis)
    fabriques.mettre_l_horloge_au(LENDEMAIN)
    silence.constater_silence(dossier.id)
    fabriques.mettre_l_horloge_au(TERME + timedelta(days=900))

    assert not horloges_du(relu(dossier)).opposable
    assert silence.demander_motifs(dossier.id, usager=yanis)


def test_communiquer_les_motifs_arrete_l_echeance_et_proroge_le_recours(yanis: Usager, claire: Agent, rejete: Dossier):
    silence.demander_motifs(rejete.id, usager=yanis)
    fabriques.mettre_l_horloge_au(date(2027, 2, 10))

    lettre = silence.communiquer_motifs(rejete.id, agent=claire, motifs=MOTIFS, revision=relu(rejete).revision)

    lu = relu(rejete)
    prise = decision_de(lu)
    assert prise is not None
    assert (lu.echeance, lu.etat, prise.motifs) == (None, Etat.DECIDE, MOTIFS)
    assert horloges_du(lu).recours.echeance == date(2027, 4, 12)
    assert promis(rejete)[-1].gabarit == "dossier/motifs"
    assert entrees_de(rejete)[-1].details["motifs"] == ["ressources"]
    texte = sans_blancs(pdf.texte(composer("motifs_du_rejet", lettre.contenu["donnees"], langue="fr")))
    for passage in ("Règlement, article 2.", "dépasse 600 €", "L. 232-4", "deux mois", "tribunal administratif"):
        assert sans_blancs(passage) in texte, passage


@pytest.mark.parametrize(
    "motifs",
    [
        [],
        [{"code": "ressources", "droit": "Règlement.", "fait": " "}],
        [{"code": "x", "droit": "", "fait": "Un fait."}],
    ],
)
def test_des_motifs_sans_droit_ou_sans_fait_ne_partent_pas(yanis: Usager, claire: Agent, rejete: Dossier, motifs):
    silence.demander_motifs(rejete.id, usager=yanis)
    avant = trace_de(rejete)

    with pytest.raises(SaisieInvalide):
        silence.communiquer_motifs(rejete.id, agent=claire, motifs=motifs, revision=None)

    assert trace_de(rejete) == avant


def test_on_ne_communique_que_des_motifs_demandes_par_qui_instruit(yanis: Usager, claire: Agent, rejete: Dossier):
    avant = trace_de(rejete)

    with pytest.raises(TransitionInterdite):
        silence.communiquer_motifs(rejete.id, agent=claire, motifs=MOTIFS, revision=None)
    with pytest.raises(Interdit):
        silence.communiquer_motifs(
            rejete.id, agent=fabriques.agent(Role.ACCUEIL, prenom="Accueil"), motifs=MOTIFS, revision=None
        )
    assert trace_de(rejete) == avant
    silence.demander_motifs(rejete.id, usager=yanis)
    with pytest.raises(ConflitDeVersion):
        silence.communiquer_motifs(rejete.id, agent=claire, motifs=MOTIFS, revision=avant.revision - 1)
    silence.communiquer_motifs(rejete.id, agent=claire, motifs=MOTIFS, revision=None)
    with pytest.raises(TransitionInterdite):
        silence.communiquer_motifs(rejete.id, agent=claire, motifs=MOTIFS, revision=None)
    assert len(documents(rejete, "motifs_du_rejet")) == 1


def test_une_decision_expresse_repond_aussi_a_la_demande_de_motifs(yanis: Usager, claire: Agent, rejete: Dossier):
    herve = fabriques.responsable()
    silence.demander_motifs(rejete.id, usager=yanis)
    silence.reexaminer(rejete.id, agent=claire, revision=None)
    pendant = relu(rejete).echeance

    decision.decider(rejete.id, agent=herve, projet=fabriques.ACCORD, revision=None)

    assert (pendant, relu(rejete).echeance) == (date(2027, 2, 22), None)


# ---------- Complétude : un accord ne court que d’un dossier complet ----------


def test_un_accord_attend_la_piece_promise_et_part_quand_elle_arrive(yanis: Usager, claire: Agent, declarer):
    declarer(ACCORD)
    dossier = fabriques.brouillon(yanis, pieces=False)
    promise = "inscription_ecole"
    fabriques.joindre(dossier, yanis, "avis_impot", "rib", "piece_identite")
    pieces.promettre_plus_tard(dossier.id, usager=yanis, code=promise, promis=True)
    depose = fabriques.depot.deposer(dossier.id, usager=yanis, revision=None, accord_electronique=True)
    au_depot = relu(depose).date_silence
    fabriques.mettre_l_horloge_au(date(2026, 12, 15))

    fabriques.joindre(depose, yanis, promise)

    assert (au_depot, relu(depose).date_silence) == (None, date(2027, 2, 15))
    assert journal_de(depose)[-1] == "completude"
    assert {piece.code: piece.etat for piece in pieces_de(depose.id)}[promise] is EtatPiece.RECUE


def test_l_accuse_d_un_accord_incomplet_annonce_la_date_sous_reserve(yanis: Usager, claire: Agent, declarer):
    declarer(ACCORD)
    dossier = fabriques.a_completer(yanis, claire)
    [accuse] = documents(dossier, "accuse_reception")
    [demande] = documents(dossier, "demande_pieces")

    assert relu(dossier).date_silence is None
    assert "21\u00a0janvier\u00a02027" in accuse.contenu["donnees"]["encadre"]
    assert "21\u00a0février\u00a02027" in " ".join(demande.contenu["donnees"]["suites"])
