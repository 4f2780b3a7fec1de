"""Garder un créneau, le réserver : une seule fois, dans les règles de l’objet ; les faits lus en base."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portail.identite.models import Usager
from portail.journal.models import Entree
from portail.rendez_vous.invitations.actions import inviter
from portail.rendez_vous.objets.models import Modalite, QuiReserve
from portail.rendez_vous.objets.publics import HorsDeLAge
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.occupations.models import Occupation, Origine
from portail.rendez_vous.reservations import actions
from portail.rendez_vous.reservations.erreurs import (
    CleReemployee,
    DejaUnRendezVous,
    EnfantAttendu,
    ModaliteImpossible,
    NomAttendu,
    ReserveAuxAgents,
    TelephoneAttendu,
    TropLoin,
    TropTot,
    UnContactAttendu,
)
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.reservations.personnes import Enfant, Personne
from portail.rendez_vous.ressources import actions as ressources
from portail.rendez_vous.ressources.models import GenreRessource
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit
from tests import fabriques
from tests.integration import rendez_vous as fabrique
from tests.integration.rdv_gestes import JEAN, ZOE, demande, occupations, tenir
from tests.integration.rdv_vie import LUNDI, SARAH, Accueil, accueil, paris, prendre

MARDI = LUNDI + timedelta(days=1)


# ---------- Réserver ----------


def test_un_rendez_vous_pris_occupe_l_agent_tampons_compris(departement: None):
    ici = accueil(tampon_avant_minutes=5, tampon_apres_minutes=10, pas_minutes=15)
    rdv = prendre(ici, paris(LUNDI, 9))

    [pris] = occupations()
    assert (rdv.debut, rdv.fin) == (paris(LUNDI, 9), paris(LUNDI, 9, 30))
    assert (pris.debut, pris.fin) == (paris(LUNDI, 8, 55), paris(LUNDI, 9, 40))
    assert (pris.origine, pris.rdv_id, pris.ressource_id, pris.force) == (Origine.RDV, rdv.id, ici.ressource.id, False)
    assert (len(rdv.numero), rdv.service_code) == (8, fabrique.SERVICE)


def test_le_journal_dit_le_geste_et_pas_qui(ici: Accueil, yanis: Usager):
    rdv = prendre(ici, paris(LUNDI, 9), replace(SARAH, usager_id=yanis.id))

    [entree] = session.scalars(select(Entree).where(Entree.objet_type == "rendez_vous", Entree.objet_id == str(rdv.id)))
    assert (entree.action, entree.auteur_type, entree.auteur_id) == ("prendre_rendez_vous", "usager", None)
    assert "Petit" not in str(entree.details)
    assert str(yanis.id) not in str(entree.details)


def test_rien_de_personnel_n_est_lisible_dans_la_table(ici: Accueil):
    prendre(ici, paris(LUNDI, 9))
    [ligne] = session.connection().exec_driver_sql("SELECT participation::text FROM participation")
    assert not any(mot in ligne[0] for mot in ("Petit", "Sarah", "sarah.petit", "06 39"))


def test_un_creneau_pris_ne_se_reprend_pas_et_les_voisins_se_proposent(ici: Accueil):
    prendre(ici, paris(LUNDI, 10))

    with pytest.raises(CreneauPris) as refus:
        prendre(ici, paris(LUNDI, 10), JEAN)

    assert [voisin.debut for voisin in refus.value.voisins] == [
        paris(LUNDI, 9, 30), paris(LUNDI, 10, 30), paris(LUNDI, 9),
    ]  # fmt: skip
    assert len(occupations()) == 1


def test_le_meme_envoi_refait_rend_le_meme_rendez_vous(ici: Accueil):
    voulue = demande(ici, paris(LUNDI, 9))

    [premier], [second] = actions.reserver(voulue), actions.reserver(voulue)

    assert premier.id == second.id
    assert len(session.scalars(select(RendezVous)).all()) == 1
    with pytest.raises(CleReemployee):
        actions.reserver(replace(voulue, personne=JEAN))


def test_une_personne_n_a_qu_un_rendez_vous_a_venir_par_objet(ici: Accueil):
    prendre(ici, paris(LUNDI, 9))

    with pytest.raises(DejaUnRendezVous):
        prendre(ici, paris(LUNDI, 10), replace(SARAH, prenom="SARAH", telephone="+33 6 39 98 00 01"))
    with pytest.raises(DejaUnRendezVous):
        prendre(ici, paris(MARDI, 10))
    prendre(ici, paris(LUNDI, 10), JEAN)
    fabriques.mettre_l_horloge_au(MARDI)
    prendre(ici, paris(MARDI + timedelta(days=1), 10))


def test_un_agent_du_service_en_prend_un_de_plus_pour_quelqu_un(ici: Accueil):
    prendre(ici, paris(LUNDI, 9))
    prendre(ici, paris(LUNDI, 9, 30), agent=ici.secretaire)

    assert len(session.scalars(select(RendezVous)).all()) == 2


def test_l_agent_le_moins_charge_ce_jour_la_recoit(ici: Accueil):
    autre = fabrique.agenda(fabrique.puericultrice(nom="Deux"), ici.lieu)
    fabrique.plage(ici.secretaire, autre, ici.lieu, ici.objet)
    prendre(ici, paris(LUNDI, 9), agent=ici.secretaire)
    [premiere] = occupations()

    prendre(ici, paris(LUNDI, 11), JEAN)

    assert {une.ressource_id for une in occupations()} == {ici.ressource.id, autre.id}
    assert occupations()[1].ressource_id != premiere.ressource_id


@pytest.mark.parametrize(
    ("jour", "heure", "refus"),
    [(date(2026, 11, 23), 13, TropTot), (date(2026, 11, 23), 9, TropTot), (date(2027, 1, 5), 9, TropLoin)],
)
def test_le_delai_et_l_horizon_se_revoient_au_serveur(departement: None, jour: date, heure: int, refus: type):
    ici = accueil(plage={"fin": time(18)})
    fabriques.mettre_l_horloge_au(LUNDI)

    with pytest.raises(refus):
        prendre(ici, paris(jour, heure))
    with pytest.raises(refus):
        tenir(ici, paris(jour, heure))


def test_un_agent_n_attend_ni_delai_ni_ouverture(ici: Accueil):
    fabriques.mettre_l_horloge_au(LUNDI, time(8, 50))
    prendre(ici, paris(LUNDI, 9), agent=ici.secretaire)
    prendre(ici, paris(date(2027, 1, 5), 9), JEAN, agent=ici.secretaire)
    with pytest.raises(TropTot):
        prendre(ici, paris(LUNDI, 8), ZOE, agent=ici.secretaire)


def test_un_jour_sans_plage_ou_ferme_ne_se_reserve_pas(ici: Accueil):
    for debut in (paris(LUNDI, 12), paris(LUNDI, 9, 10), paris(LUNDI + timedelta(days=5), 9)):
        with pytest.raises(CreneauPris):
            prendre(ici, debut)
    assert occupations() == []


# ---------- Qui, pour qui ----------


def test_le_jour_de_ses_six_ans_un_enfant_est_trop_grand(departement: None):
    ici = accueil(demande_enfant=True, age_max_mois=72, orientation="Voyez votre médecin.")
    ne_le_24 = replace(SARAH, enfants=(Enfant(date_naissance=date(2020, 11, 24)),))

    with pytest.raises(HorsDeLAge) as refus:
        prendre(ici, paris(MARDI, 9), ne_le_24)
    rdv = prendre(ici, paris(LUNDI, 9), ne_le_24)

    assert refus.value.valeurs["orientation"] == "Voyez votre médecin."
    assert rdv.participations[0].enfant == {"prenom": "", "date_naissance": "2020-11-24"}


def test_des_jumeaux_se_suivent_avec_la_meme_personne(departement: None):
    ici = accueil(demande_enfant=True, tampon_apres_minutes=10)
    jumeaux = replace(SARAH, enfants=(Enfant(date_naissance=date(2026, 11, 3)),) * 2)
    voulue = demande(ici, paris(LUNDI, 9), jumeaux)

    premier, second = actions.reserver(voulue)

    assert (premier.debut, second.debut) == (paris(LUNDI, 9), paris(LUNDI, 9, 40))
    assert premier.groupe_id == second.groupe_id is not None
    assert [une.ressource_id for une in occupations()] == [ici.ressource.id] * 2
    assert {rdv.id for rdv in actions.reserver(voulue)} == {premier.id, second.id}
    with pytest.raises(CreneauPris):
        prendre(ici, paris(LUNDI, 9, 30), replace(JEAN, enfants=(Enfant(date_naissance=date(2026, 11, 3)),)))


def test_un_binome_et_sa_salle_se_prennent_ensemble_ou_pas_du_tout(departement: None):
    agent, salle = GenreRessource.AGENT, GenreRessource.SALLE
    besoins = [
        (1, agent, "puericultrice", 30),
        (1, agent, "medecin", 30),
        (1, salle, "consultation", 30),
    ]
    ici = accueil(besoins=besoins)
    medecin = fabrique.agenda(fabrique.puericultrice(nom="Médecin"), ici.lieu, "medecin")
    fabrique.plage(ici.secretaire, medecin, ici.lieu, ici.objet)
    ensemble = {ici.ressource.id, medecin.id, fabrique.salle(ici.lieu).id}

    prendre(ici, paris(LUNDI, 9))

    assert {une.ressource_id for une in occupations()} == ensemble
    with pytest.raises(CreneauPris):
        prendre(ici, paris(LUNDI, 9), JEAN)
    assert len(occupations()) == 3


def test_un_pseudonyme_seulement_ou_l_objet_l_admet(departement: None):
    lune = Personne(pseudonyme="Lune", telephone="06 39 98 00 07", sans_message=True)
    with pytest.raises(NomAttendu):
        prendre(accueil(), paris(LUNDI, 9), lune)

    rdv = prendre(accueil(pseudonyme_admis=True), paris(LUNDI, 9), lune)

    [sienne] = rdv.participations
    assert (sienne.identite, sienne.nom_affiche, sienne.sans_message) == ({"pseudonyme": "Lune"}, "Lune", True)


def test_ce_qu_il_faut_savoir_d_une_personne(departement: None):
    ici, appel = accueil(), accueil(modalites=["telephone", "sur_place"])
    for personne, refus in (
        (replace(JEAN, nom=""), NomAttendu),
        (replace(JEAN, telephone=""), UnContactAttendu),
        (replace(JEAN, enfants=(Enfant(date_naissance=MARDI),)), EnfantAttendu),
    ):
        with pytest.raises(refus):
            prendre(ici, paris(LUNDI, 9), personne)
    par_telephone = replace(demande(appel, paris(LUNDI, 9), ZOE))
    with pytest.raises(TelephoneAttendu):
        actions.reserver(replace(par_telephone, choix=replace(par_telephone.choix, modalite=Modalite.TELEPHONE)))
    with pytest.raises(ModaliteImpossible):
        actions.reserver(replace(par_telephone, choix=replace(par_telephone.choix, modalite=Modalite.VISIO)))
    prendre(ici, paris(LUNDI, 9), replace(JEAN, telephone=""), agent=ici.secretaire)


def test_ce_qui_se_reserve_avec_un_agent_ne_se_reserve_pas_seul(departement: None, yanis: Usager):
    ferme, invites = accueil(qui_reserve=QuiReserve.AGENTS), accueil(qui_reserve=QuiReserve.INVITES)
    ailleurs = fabriques.agent(service="jeunesse", prenom="Paul")

    for voulue in (demande(ferme, paris(LUNDI, 9)), demande(invites, paris(LUNDI, 9))):
        with pytest.raises(ReserveAuxAgents):
            actions.reserver(voulue)
    for lieu in (ferme, invites):
        with pytest.raises(ReserveAuxAgents):
            tenir(lieu, paris(LUNDI, 9))
    with pytest.raises(Interdit):
        prendre(ferme, paris(LUNDI, 9), agent=ailleurs)
    invitee = replace(SARAH, usager_id=yanis.id)
    invitation = inviter(yanis.id, invites.objet.id, agent=invites.secretaire).invitation
    prendre(invites, paris(LUNDI, 9), invitee, invitation_id=invitation.id)
    prendre(ferme, paris(LUNDI, 9), agent=ferme.secretaire)


def test_un_suivi_ne_se_prend_qu_avec_son_agent(departement: None, yanis: Usager):
    ici = accueil(suivi=True)
    autre_agent = fabrique.puericultrice(nom="Deux")
    autre = fabrique.agenda(autre_agent, ici.lieu)
    fabrique.plage(ici.secretaire, autre, ici.lieu, ici.objet)
    connecte = replace(SARAH, usager_id=yanis.id)
    with pytest.raises(ReserveAuxAgents):
        prendre(ici, paris(LUNDI, 9), connecte)

    ressources.nommer_le_referent(yanis.id, service_code=fabrique.SERVICE, agent_id=autre_agent.id, par=ici.secretaire)
    prendre(ici, paris(LUNDI, 9), connecte)

    assert [une.ressource_id for une in occupations()] == [autre.id]


# ---------- Doubler sciemment ----------


def test_un_agent_double_sciemment_avec_une_raison(ici: Accueil):
    prendre(ici, paris(LUNDI, 9))
    voulue = demande(ici, paris(LUNDI, 9, 10), JEAN, agent=ici.secretaire, force="Urgence signalée.")
    forcee = replace(voulue, choix=replace(voulue.choix, agents=frozenset({ici.ressource.id})))

    actions.reserver(forcee)

    forces = [une for une in occupations() if une.force]
    assert [une.motif_force for une in forces] == ["Urgence signalée."]
    with pytest.raises(CreneauPris):
        prendre(ici, paris(LUNDI, 9, 30), ZOE)


def test_la_base_elle_meme_refuse_deux_occupations(ici: Accueil):
    rdv = prendre(ici, paris(LUNDI, 9))
    with pytest.raises(IntegrityError, match="ex_occupation_ressource"), transaction():
        session.add(
            Occupation(
                ressource_id=ici.ressource.id,
                debut=rdv.debut + timedelta(minutes=10),
                fin=rdv.fin,
                origine=Origine.RDV,
                rdv_id=rdv.id,
            )
        )
