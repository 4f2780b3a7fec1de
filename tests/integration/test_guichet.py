"""Une demande reçue par courrier, par téléphone ou à l’accueil : un dossier comme les autres, daté de sa réception."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portail.dossiers.actions import complement
from portail.dossiers.etats import Etat
from portail.dossiers.guichet import actions, queries
from portail.dossiers.guichet.actions import NUMERISATION
from portail.dossiers.guichet.erreurs import ReceptionImpossible
from portail.dossiers.horloges.lecture import ecarts, horloges_du
from portail.dossiers.models import CanalDepot, QualiteIntervenant
from portail.dossiers.taches import purger_les_brouillons
from portail.identite.models import Role
from portail.instruction.guichet import personnes_connues
from portail.journal.models import TypeAuteur
from portail.parametres.models import EtatOuverture, Ouverture
from portail.pieces.queries import pieces_de
from portail.socle import decalage, horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import ConflitDeVersion, Interdit, Introuvable, SaisieInvalide, TransitionInterdite
from portail.territoire.jours import ajouter_jours_ouvres, ajouter_mois
from tests import fabriques
from tests.integration.au_guichet import JEANNE, il_y_a, ouverte, recue, remplie
from tests.integration.lignes import documents, entrees_de, journal_de, natures_remises, promis, relu
from tests.unitaires.situations_permis import PERMIS

MARDI = date(2026, 11, 24)


@pytest.fixture
def date_de_l_essai() -> date:
    return MARDI


# ---------- La réception ----------


def test_les_delais_courent_de_la_reception_pas_de_la_saisie(anne):
    dossier = recue(anne)

    recu = il_y_a(5)
    assert (dossier.etat, dossier.canal, dossier.date_reception) == (Etat.DEPOSE, CanalDepot.PAPIER, recu)
    assert horloge.a_paris(dossier.depose_le).date() == MARDI
    assert dossier.date_accuse == ajouter_jours_ouvres(recu, 10)
    assert dossier.date_silence == ajouter_mois(recu, 2)
    assert horloges_du(dossier).enregistrement is None  # l’accusé d’enregistrement est celui des envois électroniques
    assert list(ecarts()) == []


def test_les_conditions_se_jugent_au_jour_de_la_reception(anne):
    veille = MARDI - timedelta(days=1)
    fete = {**JEANNE, "date_naissance": f"{MARDI.year - 25}-{MARDI.month:02d}-{MARDI.day:02d}"}

    le_jour_meme = recue(anne, date_reception=MARDI, identite=fete)
    la_veille = recue(anne, date_reception=veille, identite=fete)

    def age(dossier):
        return next(c["verdict"] for c in dossier.instantane["constats"] if c["code"] == "age")

    assert (age(la_veille), age(le_jour_meme)) == ("conforme", "non_conforme")


@pytest.mark.parametrize("jours", [-1, 367])
def test_une_reception_a_venir_ou_trop_ancienne_est_refusee(anne, jours):
    with pytest.raises(ReceptionImpossible):
        ouverte(anne, date_reception=il_y_a(jours))
    assert queries.brouillons_du_guichet(anne) == []


@pytest.mark.parametrize("change", [{"canal": CanalDepot.LIGNE}, {"qualite": "notaire"}])
def test_une_demande_en_ligne_ou_d_une_qualite_inconnue_ne_s_ouvre_pas(anne, change):
    with pytest.raises(SaisieInvalide):
        ouverte(anne, **change)


# ---------- La demande ----------


def test_une_demande_lacunaire_s_enregistre_et_le_complement_la_suit(anne, claire):
    dossier = actions.deposer(ouverte(anne).id, agent=anne, revision=None)

    assert dossier.etat is Etat.DEPOSE
    assert dossier.instantane is not None
    assert natures_remises(dossier) == ["accuse_enregistrement"]
    complement.demander_complement(
        dossier.id,
        agent=claire,
        elements=[{"type": "champ", "identifiant": "adresse", "precision": ""}],
        message="Merci de nous donner votre adresse.",
        date_limite=MARDI + timedelta(days=30),
        revision=None,
    )
    assert relu(dossier).etat is Etat.A_COMPLETER
    [accuse] = documents(dossier, "accuse_reception")
    assert "il y manque" in " ".join(accuse.contenu["donnees"]["paragraphes"])


def test_une_demarche_fermee_en_ligne_recoit_encore_du_papier(anne):
    with transaction():
        session.add(Ouverture(demarche="aide-permis", etat=EtatOuverture.FERMEE, modifie_le=horloge.maintenant()))

    assert recue(anne).etat is Etat.DEPOSE


def test_deux_envois_ne_deposent_qu_une_fois(anne):
    dossier = recue(anne)

    actions.deposer(dossier.id, agent=anne, revision=None)

    assert journal_de(dossier).count("deposer") == 1
    assert len(promis(dossier)) == 1


def test_un_ecran_perime_ne_depose_pas(anne):
    dossier = remplie(anne)
    with pytest.raises(ConflitDeVersion):
        actions.deposer(dossier.id, agent=anne, revision=dossier.revision - 1)
    assert relu(dossier).etat is Etat.BROUILLON


def test_qui_aide_est_le_deposant_la_personne_reste_la_beneficiaire(anne):
    dossier = recue(anne, qualite="professionnel_aidant", deposant="Malo Rio, conseiller numérique")

    liens = {lien.qualite: lien for lien in dossier.intervenants}
    assert liens[QualiteIntervenant.DEPOSANT].nom == "Malo Rio, conseiller numérique"
    assert liens[QualiteIntervenant.BENEFICIAIRE].nom == "Jeanne Briand"
    assert {lien.usager_id for lien in dossier.intervenants} == {None}


def test_l_agent_est_l_auteur_la_personne_n_a_rien_fait(anne):
    dossier = recue(anne)

    auteurs = {(e.auteur_type, e.auteur_id) for e in entrees_de(dossier)}
    assert auteurs == {(TypeAuteur.AGENT, anne.id)}
    [commence] = [e for e in entrees_de(dossier) if e.action == "commencer"]
    assert commence.details == {"canal": "papier", "reception": il_y_a(5).isoformat()}


def test_le_formulaire_numerise_se_joint_avec_les_pieces(anne):
    dossier = ouverte(anne)
    for code in (NUMERISATION, "rib"):
        actions.joindre(dossier.id, agent=anne, code=code, recu=fabriques.fichier())
    with pytest.raises(Introuvable):
        actions.joindre(dossier.id, agent=anne, code="inconnue", recu=fabriques.fichier())

    assert {piece.code for piece in pieces_de(dossier.id)} == {NUMERISATION, "rib"}


def test_un_brouillon_du_guichet_ne_se_purge_pas_celui_d_en_ligne_si(anne):
    papier, en_ligne = ouverte(anne), fabriques.brouillon(fabriques.usager(), pieces=False)
    for _ in range(2):
        decalage.avancer(timedelta(days=95))
        purger_les_brouillons()

    assert relu(papier).etat is Etat.BROUILLON
    assert queries.brouillons_du_guichet(anne)
    assert session.scalar(select(type(en_ligne).id).where(type(en_ligne).id == en_ligne.id)) is None


# ---------- La personne déjà connue ----------


def test_la_recherche_trouve_la_personne_dans_ce_que_l_agent_peut_lire(anne):
    connue = recue(anne)
    ailleurs = fabriques.agent(Role.ACCUEIL, "autonomie", prenom="Alain")

    def cherchee(agent, naissance="2004-03-27"):
        return personnes_connues(agent, nom="BRIAND", prenoms="Jeanne Marie", naissance=naissance)

    assert [(d.id, meme) for d, meme in cherchee(anne)] == [(connue.id, True)]
    assert [(d.id, meme) for d, meme in cherchee(anne, "1950-01-01")] == [(connue.id, False)]
    assert cherchee(ailleurs) == []


def test_les_coordonnees_d_une_personne_connue_se_reprennent_et_se_disent(anne):
    connue = recue(anne, reponses={"courriel": "jeanne.briand@courriel.example"})

    neuve = ouverte(anne, connue=connue)

    assert neuve.reponses["courriel"] == "jeanne.briand@courriel.example"
    assert neuve.reponses["adresse"] == connue.reponses["adresse"]
    assert "lire_identite" in journal_de(connue)


def test_on_ne_reprend_rien_d_une_demande_qu_on_ne_peut_pas_lire(anne):
    etrangere = fabriques.ligne(service_code="autonomie")
    with pytest.raises(Introuvable):
        ouverte(anne, connue=etrangere)


# ---------- Qui tient le guichet ----------


@pytest.mark.parametrize(
    ("role", "service", "ouvre"),
    [
        (Role.ACCUEIL, "jeunesse", True),
        (Role.INSTRUCTEUR, "jeunesse", True),
        (Role.RESPONSABLE, "jeunesse", False),
        (Role.EVALUATEUR, "jeunesse", False),
        (Role.ACCUEIL, "autonomie", False),
        (Role.ADMINISTRATEUR, None, False),
    ],
)
def test_qui_ouvre_le_guichet(anne, role, service, ouvre):
    agent = fabriques.agent(role, service, prenom="Zoé")
    if ouvre:
        assert ouverte(agent).etat is Etat.BROUILLON
        return
    brouillon, deposee = ouverte(anne), recue(anne)
    with pytest.raises(Interdit):
        ouverte(agent)
    page = PERMIS.pages[0]
    for geste in (
        lambda: actions.enregistrer_page(brouillon.id, agent=agent, page=page, reponses={}, revision=None),
        lambda: actions.deposer(brouillon.id, agent=agent, revision=None),
        lambda: actions.supprimer(brouillon.id, agent=agent),
        lambda: actions.joindre(brouillon.id, agent=agent, code="rib", recu=fabriques.fichier()),
        lambda: actions.joindre(deposee.id, agent=agent, code="rib", recu=fabriques.fichier()),
    ):
        with pytest.raises((Introuvable, Interdit)):
            geste()
    assert queries.brouillons_du_guichet(agent) == []
    assert relu(brouillon).reponses == brouillon.reponses


def test_le_guichet_ne_touche_pas_au_brouillon_en_ligne_d_une_personne(anne):
    yanis = fabriques.usager()
    sien = fabriques.brouillon(yanis, pieces=False)
    for geste in (
        lambda: queries.brouillon_du_guichet(anne, sien.numero),
        lambda: actions.deposer(sien.id, agent=anne, revision=None),
        lambda: actions.supprimer(sien.id, agent=anne),
    ):
        with pytest.raises(Introuvable):
            geste()
    assert queries.brouillons_du_guichet(anne) == []


def test_une_demande_deposee_ne_se_ressaisit_plus(anne):
    dossier = recue(anne)
    with pytest.raises(TransitionInterdite):
        actions.enregistrer_page(dossier.id, agent=anne, page=PERMIS.pages[0], reponses={}, revision=None)
    with pytest.raises(TransitionInterdite):
        actions.supprimer(dossier.id, agent=anne)
