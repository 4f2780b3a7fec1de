"""Écrire à qui n’a ni compte ni courriel : la lettre, le jour où elle part, ce qui revient par la poste."""

from datetime import date, timedelta

import pytest

from portail.documents.taches import composer_document
from portail.dossiers.actions import complement, instruction
from portail.dossiers.actions.messagerie import ecrire_agent
from portail.dossiers.etats import Etat
from portail.dossiers.guichet import arrivee, poste
from portail.dossiers.guichet.erreurs import ReceptionImpossible
from portail.dossiers.horloges.lecture import ecarts, horloges_du
from portail.identite.models import Role
from portail.instruction.guichet import courriers_a_poster
from portail.notifications.models import Canal, EtatEnvoi
from portail.socle import decalage, horloge
from portail.socle.erreurs import Interdit, Introuvable, SaisieInvalide, TransitionInterdite
from tests import fabriques
from tests.integration.au_guichet import recue
from tests.integration.lignes import documents, journal_de, promis, relu
from tests.pdf import texte

MARDI = date(2026, 11, 24)


@pytest.fixture
def date_de_l_essai() -> date:
    return MARDI


def test_sans_courriel_une_lettre_se_poste_et_l_accuse_n_est_transmis_qu_alors(anne, claire):
    dossier = recue(anne)
    instruction.prendre_en_charge(dossier.id, agent=claire)

    assert [(n.gabarit, n.canal) for n in promis(dossier)] == [
        ("dossier/enregistre", Canal.COURRIER),
        ("dossier/recu", Canal.COURRIER),
    ]
    assert horloges_du(dossier).accuse.arret is None
    accuse = promis(dossier)[1]
    decalage.avancer(timedelta(days=2))
    hier = MARDI + timedelta(days=1)
    poste.noter_postee(dossier.id, accuse.id, agent=anne, jour=hier)

    assert horloges_du(dossier).accuse.arret == hier
    notee = promis(dossier)[1]
    assert (notee.etat, horloge.a_paris(notee.envoye_le).date()) == (EtatEnvoi.ENVOYE, hier)
    assert relu(dossier).echeance == dossier.date_silence
    assert list(ecarts()) == []


def test_un_courrier_ne_se_poste_ni_demain_ni_avant_d_exister_ni_deux_fois(anne):
    dossier = recue(anne)
    [courrier] = promis(dossier)
    for jour in (MARDI + timedelta(days=1), MARDI - timedelta(days=1)):
        with pytest.raises(SaisieInvalide):
            poste.noter_postee(dossier.id, courrier.id, agent=anne, jour=jour)
    poste.noter_postee(dossier.id, courrier.id, agent=anne, jour=MARDI)
    with pytest.raises(TransitionInterdite):
        poste.noter_postee(dossier.id, courrier.id, agent=anne, jour=MARDI)
    assert journal_de(dossier).count("poster_courrier") == 1


def test_un_autre_service_ne_poste_rien(anne):
    dossier = recue(anne)
    [courrier] = promis(dossier)
    ailleurs = fabriques.agent(Role.ACCUEIL, "autonomie", prenom="Alain")

    with pytest.raises(Interdit):
        poste.noter_postee(dossier.id, courrier.id, agent=ailleurs, jour=MARDI)
    with pytest.raises(Introuvable):
        poste.noter_postee(recue(anne).id, courrier.id, agent=anne, jour=MARDI)
    assert next(n.id for n, _ in courriers_a_poster(anne)) == courrier.id
    assert courriers_a_poster(ailleurs) == []


def test_avec_un_courriel_tout_part_par_courriel_et_mene_au_rattachement(anne):
    dossier = recue(anne, reponses={"courriel": "jeanne.briand@courriel.example", "telephone": None})

    [message] = promis(dossier)
    assert (message.canal, message.adresse) == (Canal.COURRIEL, "jeanne.briand@courriel.example")
    assert message.contexte["chemin"] == "/mon-espace/rattacher"


def test_un_telephone_seul_recoit_un_sms_en_plus_de_la_lettre(anne, regler):
    regler(sms_url="http://127.0.0.1:9")
    dossier = recue(anne, reponses={"courriel": None, "telephone": "+33639982222"})

    assert sorted(n.canal for n in promis(dossier)) == [Canal.COURRIER, Canal.SMS]


def test_la_lettre_imprimee_est_le_document_remis_et_un_message_s_y_lit_en_entier(anne, claire):
    dossier = recue(anne)
    [accuse] = documents(dossier)
    composer_document(str(accuse.id))
    ecrire_agent(dossier.id, agent=claire, texte="Bonjour,\n\nVotre école est-elle agréée ?")
    enregistre, message = promis(dossier)

    lettre = texte(poste.composer_courrier(relu(dossier), enregistre))
    assert "reçue par courrier le 19 novembre 2026" in lettre
    assert "Votre école est-elle agréée" in texte(poste.composer_courrier(relu(dossier), message))


def test_la_reponse_au_complement_arrive_par_la_poste(anne, claire):
    dossier = recue(anne)
    complement.demander_complement(
        dossier.id,
        agent=claire,
        elements=[{"type": "champ", "identifiant": "telephone", "precision": ""}],
        message="Un téléphone ?",
        date_limite=MARDI + timedelta(days=10),
        revision=None,
    )
    decalage.avancer(timedelta(days=9))
    cachet = MARDI + timedelta(days=7)
    for jour in (MARDI - timedelta(days=1), MARDI + timedelta(days=10)):
        with pytest.raises(ReceptionImpossible):
            arrivee.repondre(dossier.id, agent=anne, reponses={}, date_envoi=jour, revision=None)

    arrivee.repondre(
        dossier.id, agent=anne, reponses={"telephone": "+33639982222", "nom": "Autre"}, date_envoi=cachet, revision=None
    )

    lu = relu(dossier)
    assert (lu.etat, lu.reponses["telephone"], lu.reponses.get("nom")) == (Etat.EN_INSTRUCTION, "+33639982222", None)
    [rendu] = horloges_du(dossier).complements
    assert rendu.arret == cachet
    with pytest.raises(TransitionInterdite):
        arrivee.repondre(dossier.id, agent=anne, reponses={}, date_envoi=cachet, revision=None)
