"""Suivre, annoter, étiqueter, laisser non lu : ce que voient les collègues, et ce que la personne ne voit jamais."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from portail.dossiers.actions import instruction, messagerie
from portail.dossiers.models import Dossier
from portail.dossiers.suivis import actions as suivis
from portail.dossiers.suivis.models import SuiviDossier
from portail.identite.models import Agent, Role, Usager
from portail.instruction.etiquettes import actions as etiquettes
from portail.instruction.etiquettes.models import EtiquetteDossier
from portail.instruction.notes import actions as notes
from portail.instruction.notes.models import NoteInterne
from portail.instruction.queries import Filtres, Vue, dossiers_a_voir
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Interdit, Introuvable
from tests import fabriques
from tests.client import ClientExigeant
from tests.integration import equipes
from tests.integration.lignes import gabarits_promis, journal_de, promis, relu
from tests.integration.navigation import envoyer, mots, navigateur

SECRET = "La voisine dit avoir vu un deuxième véhicule."

pytestmark = pytest.mark.usefixtures("claire_entree")


def non_lus(agent: Agent) -> list[str]:
    return [str(ligne.dossier.id) for ligne in dossiers_a_voir(agent, Filtres(vue=Vue.NON_LUS)).lignes]


# ---------- Suivre ----------


def test_qui_suit_est_prevenu_des_messages_et_des_gestes_des_autres(yanis: Usager, lea: Agent, dossier: Dossier):
    suivis.suivre(dossier.id, agent=lea)
    suivis.suivre(dossier.id, agent=lea)
    messagerie.ecrire_usager(dossier.id, usager=yanis, texte="Bonjour")
    fabriques.decision.classer(
        dossier.id, agent=session.get_one(Agent, dossier.agent_id), motif="Doublon.", revision=None
    )

    a_lea = [p.gabarit for p in promis(dossier) if p.adresse == lea.courriel]
    assert a_lea == ["agent/message", "agent/suivi"]
    assert journal_de(dossier).count("suivre") == 1


def test_on_n_est_pas_prevenu_de_ce_qu_on_fait_soi_meme_ni_apres_avoir_cesse(
    yanis: Usager, claire: Agent, lea: Agent, dossier: Dossier
):
    suivis.suivre(dossier.id, agent=claire)
    suivis.suivre(dossier.id, agent=lea)
    suivis.ne_plus_suivre(dossier.id, agent=lea)
    fabriques.decision.classer(dossier.id, agent=claire, motif="Doublon.", revision=None)

    assert "agent/suivi" not in gabarits_promis(dossier)
    assert journal_de(dossier).count("ne_plus_suivre") == 1


def test_qui_a_perdu_le_droit_de_lire_n_est_plus_prevenu(yanis: Usager, lea: Agent, dossier: Dossier):
    suivis.suivre(dossier.id, agent=lea)
    with fabriques.transaction():
        session.get_one(Agent, lea.id).habilitations.clear()
    session.expire_all()
    messagerie.ecrire_usager(dossier.id, usager=yanis, texte="Bonjour")

    assert lea.courriel not in [p.adresse for p in promis(dossier)]


def test_on_ne_suit_pas_ce_que_l_on_ne_lit_pas(yanis: Usager, dossier: Dossier):
    ailleurs = fabriques.agent(Role.RESPONSABLE, "autonomie", prenom="Alain")

    with pytest.raises(Introuvable):
        suivis.suivre(dossier.id, agent=ailleurs)
    assert session.scalars(select(SuiviDossier)).all() == []


def test_le_message_de_la_personne_va_au_suppleant_de_l_absent(
    yanis: Usager, claire: Agent, lea: Agent, dossier: Dossier
):
    equipes.absente(claire, suppleant=lea)
    messagerie.ecrire_usager(dossier.id, usager=yanis, texte="Bonjour")

    assert [p.adresse for p in promis(dossier) if p.gabarit == "agent/message"] == [lea.courriel]


def test_suivre_depuis_la_page_du_dossier(
    application, client: ClientExigeant, claire: Agent, lea: Agent, dossier: Dossier
):
    adresse, chez_lea = f"/agents/dossiers/{dossier.numero}", navigateur(application, lea)
    fabriques.justifie(lea, dossier)
    envoyer(chez_lea, f"{adresse}/suivre", depuis=adresse)

    assert "Suivre sans en être chargé" not in mots(client.get(adresse))  # Claire en est chargée
    assert "Ne plus suivre ce dossier" in mots(chez_lea.get(adresse))
    assert [ligne.dossier.id for ligne in dossiers_a_voir(lea, Filtres(vue=Vue.SUIVIS)).lignes] == [dossier.id]
    envoyer(chez_lea, f"{adresse}/ne-plus-suivre", depuis=adresse)
    assert list(dossiers_a_voir(lea, Filtres(vue=Vue.SUIVIS)).lignes) == []


# ---------- Non lus ----------


def test_ce_qui_bouge_sans_moi_est_non_lu_jusqu_a_ce_que_je_l_ouvre(
    client: ClientExigeant, yanis: Usager, claire: Agent, dossier: Dossier
):
    adresse = f"/agents/dossiers/{dossier.numero}"
    client.get(adresse)
    assert non_lus(claire) == []

    messagerie.ecrire_usager(dossier.id, usager=yanis, texte="Bonjour")
    assert non_lus(claire) == [str(dossier.id)]
    assert "Non lu" in mots(client.get("/agents/dossiers/"))

    client.get(adresse)
    assert non_lus(claire) == []
    envoyer(client, f"{adresse}/non-lu", depuis=adresse)
    assert non_lus(claire) == [str(dossier.id)]


def test_le_dossier_d_un_collegue_n_est_non_lu_que_si_je_le_suis(lea: Agent, dossier: Dossier):
    assert non_lus(lea) == []
    suivis.suivre(dossier.id, agent=lea)
    assert non_lus(lea) == [str(dossier.id)]


def test_le_dossier_qu_on_vient_de_me_confier_est_non_lu(claire: Agent, lea: Agent, dossier: Dossier):
    instruction.affecter(dossier.id, agent=claire, a=lea)

    assert non_lus(lea) == [str(dossier.id)]


# ---------- Notes ----------


def test_une_note_se_lit_entre_agents_et_jamais_par_la_personne(
    application, client: ClientExigeant, yanis: Usager, claire: Agent, lea: Agent, dossier: Dossier
):
    adresse = f"/agents/dossiers/{dossier.numero}"
    envoyer(client, f"{adresse}/notes", {"note": SECRET}, depuis=adresse)

    assert SECRET in mots(client.get(adresse))
    fabriques.justifie(lea, dossier)
    chez_lea = navigateur(application, lea).get(adresse)
    assert SECRET in mots(chez_lea)
    assert "Effacer cette note" not in mots(chez_lea)
    chez_yanis = navigateur(application, yanis)
    for page in ("", "/journal", "/journal.json"):
        reponse = chez_yanis.get(f"/mon-espace/dossiers/{dossier.numero}{page}")
        assert reponse.status_code == 200, page
        assert "voisine" not in reponse.text, page


def test_une_note_est_chiffree_et_le_journal_ne_la_dit_pas(claire: Agent, dossier: Dossier):
    note = notes.ecrire(dossier.id, SECRET, agent=claire)
    brut = session.scalar(text("SELECT texte FROM note_interne"))
    journal = session.scalars(text("SELECT details::text FROM journal")).all()

    assert b"voisine" not in bytes(brut)
    assert "voisine" not in " ".join(journal)
    assert str(note.id) in " ".join(journal)


def test_seul_son_auteur_efface_une_note(claire: Agent, lea: Agent, dossier: Dossier):
    note = notes.ecrire(dossier.id, SECRET, agent=claire)

    with pytest.raises(Introuvable):
        notes.effacer(note.id, dossier_id=dossier.id, agent=lea)
    notes.effacer(note.id, dossier_id=dossier.id, agent=claire)
    assert session.scalars(select(NoteInterne)).all() == []
    assert journal_de(dossier)[-2:] == ["ecrire_note", "effacer_note"]


def test_l_accueil_ni_n_ecrit_ni_ne_lit_les_notes(application, claire: Agent, dossier: Dossier):
    notes.ecrire(dossier.id, SECRET, agent=claire)
    accueil = fabriques.agent(Role.ACCUEIL, prenom="Anne")
    fabriques.justifie(accueil, dossier)

    with pytest.raises(Interdit):
        notes.ecrire(dossier.id, "Bonjour", agent=accueil)
    assert "voisine" not in navigateur(application, accueil).get(f"/agents/dossiers/{dossier.numero}").text


def test_les_notes_s_effacent_apres_leur_duree_de_garde(claire: Agent, dossier: Dossier):
    notes.ecrire(dossier.id, SECRET, agent=claire)
    assert notes.purger() == 0
    fabriques.mettre_l_horloge_au(horloge.aujourd_hui() + timedelta(days=366 * 3 + 1))
    notes.ecrire(dossier.id, "Récente.", agent=claire)

    assert notes.purger() == 1
    assert [note.texte for note in session.scalars(select(NoteInterne))] == ["Récente."]


# ---------- Étiquettes ----------


def test_les_etiquettes_du_service_se_posent_et_s_otent(client: ClientExigeant, claire: Agent, dossier: Dossier):
    herve = fabriques.responsable()
    urgent, relance = (etiquettes.creer(fabriques.SERVICE, nom, par=herve) for nom in ("Urgent", "À relancer"))
    adresse = f"/agents/dossiers/{dossier.numero}"
    envoyer(client, f"{adresse}/etiquettes", {"etiquette": [str(urgent.id), str(relance.id)]}, depuis=adresse)
    envoyer(client, f"{adresse}/etiquettes", {"etiquette": [str(urgent.id)]}, depuis=adresse)

    assert session.scalars(select(EtiquetteDossier.etiquette_id)).all() == [urgent.id]
    assert journal_de(dossier).count("etiqueter") == 2
    trouves = client.get(f"/agents/dossiers/?vue=tous&etiquette={urgent.id}")
    assert dossier.nom in mots(trouves)
    assert "Aucun dossier ici." in mots(client.get(f"/agents/dossiers/?vue=tous&etiquette={relance.id}"))


def test_une_etiquette_d_un_autre_service_ne_se_pose_pas(claire: Agent, dossier: Dossier):
    alain = fabriques.agent(Role.RESPONSABLE, "autonomie", prenom="Alain")
    etrangere = etiquettes.creer("autonomie", "Urgent", par=alain)

    with pytest.raises(Introuvable):
        etiquettes.etiqueter(dossier.id, [etrangere.id], agent=claire)
    assert session.scalars(select(EtiquetteDossier)).all() == []
    with pytest.raises(Introuvable):
        etiquettes.creer(fabriques.SERVICE, "Urgent", par=alain)


def test_supprimer_une_etiquette_l_ote_des_dossiers(claire: Agent, dossier: Dossier):
    herve = fabriques.responsable()
    urgent = etiquettes.creer(fabriques.SERVICE, "Urgent", par=herve)
    etiquettes.etiqueter(dossier.id, [urgent.id], agent=claire)
    etiquettes.supprimer(urgent.id, par=herve)

    assert session.scalars(select(EtiquetteDossier)).all() == []
    etiquettes.creer(fabriques.SERVICE, "Doublon", par=herve)
    with pytest.raises(etiquettes.EtiquetteDejaPrise):
        etiquettes.creer(fabriques.SERVICE, "Doublon", par=herve)


def test_une_etiquette_et_un_suivi_ne_changent_pas_la_revision(claire: Agent, lea: Agent, dossier: Dossier):
    avant = relu(dossier).revision
    suivis.suivre(dossier.id, agent=lea)
    notes.ecrire(dossier.id, "Note", agent=claire)

    assert relu(dossier).revision == avant
