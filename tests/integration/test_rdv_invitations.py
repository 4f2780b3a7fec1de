"""Inviter à prendre un rendez-vous qui ne se prend pas seul : qui l’ouvre, combien de fois, jusqu’à quand."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from portail.identite.models import Usager
from portail.notifications.models import Notification
from portail.rendez_vous.invitations.actions import effacer_les_echues, inviter, revoquer
from portail.rendez_vous.invitations.erreurs import InvitationServie, SansReferent
from portail.rendez_vous.invitations.models import Invitation
from portail.rendez_vous.invitations.queries import invitations_de_l_usager, invitations_en_cours
from portail.rendez_vous.objets.models import QuiReserve, Visibilite
from portail.rendez_vous.occupations.models import Occupation
from portail.rendez_vous.rappels.liens import lien_de
from portail.rendez_vous.rappels.models import Lien
from portail.rendez_vous.reservations import actions
from portail.rendez_vous.reservations.changements import annuler
from portail.rendez_vous.reservations.demandes import Demande
from portail.rendez_vous.reservations.erreurs import SansTitre
from portail.rendez_vous.reservations.habilitations import Acteur
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.reservations.personnes import Enfant
from portail.rendez_vous.reservations.tenues import Detenteur
from portail.rendez_vous.ressources.actions import nommer_le_referent
from portail.socle import decalage
from portail.socle.base import fermer_session, session, transaction
from portail.socle.erreurs import Interdit, Introuvable
from tests import fabriques
from tests.integration import rendez_vous as fabrique
from tests.integration.rdv_vie import LUNDI, SARAH, Accueil, accueil, choix, paris, prendre
from tests.integration.simultane import sous_verrou

INVITES = QuiReserve.INVITES


@pytest.fixture
def yanis(departement: None, date_de_l_essai: None) -> Usager:
    return fabriques.usager()


@pytest.fixture
def ici(departement: None, date_de_l_essai: None) -> Accueil:
    return accueil(qui_reserve=INVITES)


def invitee(usager: Usager):
    return replace(SARAH, usager_id=usager.id)


def jeton(chemin: str) -> str:
    return chemin.removeprefix("/r/")


def test_l_invitation_ouvre_l_objet_une_seule_fois_et_de_nouveau_s_il_est_annule(yanis: Usager, ici: Accueil):
    remise = inviter(yanis.id, ici.objet.id, agent=ici.secretaire)
    assert lien_de(jeton(remise.chemin)).invitation_id == remise.invitation.id
    rdv = prendre(ici, paris(LUNDI, 9), invitee(yanis), invitation_id=remise.invitation.id)
    with pytest.raises(SansTitre):
        prendre(ici, paris(LUNDI, 10), replace(invitee(yanis), prenom="Autre"), invitation_id=remise.invitation.id)

    annuler(rdv.id, acteur=Acteur(usager_id=yanis.id))
    assert prendre(ici, paris(LUNDI, 10), invitee(yanis), invitation_id=remise.invitation.id).debut == paris(LUNDI, 10)


def test_pour_des_jumeaux_elle_sert_tant_que_l_un_des_deux_rendez_vous_tient(yanis: Usager):
    ici = accueil(qui_reserve=INVITES, demande_enfant=True, age_max_mois=72)
    remise = inviter(yanis.id, ici.objet.id, agent=ici.secretaire)
    jumeaux = replace(invitee(yanis), enfants=(Enfant(date_naissance=LUNDI.replace(month=1)),) * 2)
    demande = Demande(
        choix=choix(ici, paris(LUNDI, 9)), personne=jumeaux, cle=uuid4().hex, invitation_id=remise.invitation.id
    )
    premier, second = actions.reserver(demande)
    for rdv, reste in ((premier, 0), (second, 1)):
        annuler(rdv.id, acteur=Acteur(usager_id=yanis.id))
        assert len(invitations_de_l_usager(yanis.id)) == reste


def test_le_lien_est_hache_et_ne_dit_rien(yanis: Usager, ici: Accueil):
    remise = inviter(yanis.id, ici.objet.id, agent=ici.secretaire)

    assert len(jeton(remise.chemin)) == 22  # 128 bits
    assert jeton(remise.chemin) not in session.scalars(select(Lien.empreinte)).all()
    messages = session.scalars(select(Notification).where(Notification.gabarit == "rdv/invitation")).all()
    assert [message.contexte["chemin"] for message in messages] == [remise.chemin] * len(remise.canaux)
    assert remise.canaux
    assert ici.objet.libelle not in str([message.contexte for message in messages])


@pytest.mark.parametrize("visibilite", [Visibilite.SANS_MESSAGE, Visibilite.INVISIBLE])
def test_un_objet_sensible_ne_s_ecrit_pas_le_lien_se_donne_de_la_main_a_la_main(yanis: Usager, visibilite):
    ici = accueil(qui_reserve=INVITES, visibilite=visibilite)
    remise = inviter(yanis.id, ici.objet.id, agent=ici.secretaire)

    assert list(remise.canaux) == []
    assert session.scalar(select(func.count()).select_from(Notification)) == 0
    assert len(invitations_de_l_usager(yanis.id)) == (visibilite is not Visibilite.INVISIBLE)


def test_revoquee_echue_ou_refaite_elle_ne_vaut_plus(yanis: Usager, ici: Accueil):
    premiere = inviter(yanis.id, ici.objet.id, agent=ici.secretaire)
    seconde = inviter(yanis.id, ici.objet.id, agent=ici.secretaire)
    with pytest.raises(Introuvable):
        lien_de(jeton(premiere.chemin))
    with pytest.raises(SansTitre):
        prendre(ici, paris(LUNDI, 9), invitee(yanis), invitation_id=premiere.invitation.id)

    revoquer(seconde.invitation.id, agent=ici.secretaire)
    revoquer(seconde.invitation.id, agent=ici.secretaire)
    with pytest.raises(Introuvable):
        lien_de(jeton(seconde.chemin))
    with pytest.raises(SansTitre):
        prendre(ici, paris(LUNDI, 9), invitee(yanis), invitation_id=seconde.invitation.id)

    troisieme = inviter(yanis.id, ici.objet.id, agent=ici.secretaire)
    decalage.avancer(timedelta(days=30, minutes=1))
    with pytest.raises(Introuvable):
        lien_de(jeton(troisieme.chemin))
    assert invitations_en_cours(yanis.id, agent=ici.secretaire) == []
    with transaction():
        assert effacer_les_echues() == 3
    assert session.scalars(select(Invitation)).all() == []
    assert session.scalars(select(Lien).where(Lien.invitation_id.is_not(None))).all() == []


def test_elle_ne_sert_ni_a_un_autre_objet_ni_a_qui_est_connecte_comme_un_autre(yanis: Usager, ici: Accueil):
    autre_objet, emma = accueil(qui_reserve=INVITES), fabriques.usager(("Emma",), "Le Gall")
    invitation_id = inviter(yanis.id, ici.objet.id, agent=ici.secretaire).invitation.id

    for lieu, personne in ((autre_objet, invitee(yanis)), (ici, invitee(emma))):
        with pytest.raises(SansTitre):
            prendre(lieu, paris(LUNDI, 9), personne, invitation_id=invitation_id)
        with pytest.raises(SansTitre):
            actions.tenir(
                choix(lieu, paris(LUNDI, 9)),
                session_cle="s",
                usager_id=personne.usager_id,
                invitation_id=invitation_id,
            )
    assert session.scalars(select(Occupation)).all() == []


def test_connectee_la_personne_invitee_n_a_pas_besoin_du_lien(yanis: Usager, ici: Accueil):
    inviter(yanis.id, ici.objet.id, agent=ici.secretaire)

    prendre(ici, paris(LUNDI, 9), invitee(yanis))
    assert invitations_de_l_usager(yanis.id) == []


def test_qui_invite_recoit_dans_le_service_et_l_objet_s_y_prete(yanis: Usager, ici: Accueil):
    ailleurs, responsable = fabriques.agent(service="jeunesse"), fabrique.puericultrice(role=fabriques.Role.RESPONSABLE)
    for agent in (ailleurs, responsable):
        with pytest.raises(Interdit):
            inviter(yanis.id, ici.objet.id, agent=agent)
    remise = inviter(yanis.id, ici.objet.id, agent=ici.secretaire)
    with pytest.raises(Interdit):
        revoquer(remise.invitation.id, agent=ailleurs)
    assert invitations_en_cours(yanis.id, agent=ailleurs) == []
    for autrement in (accueil(), accueil(qui_reserve=QuiReserve.AGENTS)):
        with pytest.raises(Introuvable):
            inviter(yanis.id, autrement.objet.id, agent=autrement.secretaire)


def test_un_suivi_s_invite_chez_le_referent_du_moment(yanis: Usager):
    ici = accueil(qui_reserve=INVITES, suivi=True)
    with pytest.raises(SansReferent):
        inviter(yanis.id, ici.objet.id, agent=ici.secretaire)
    deux = fabrique.puericultrice(nom="Deux")
    agenda = fabrique.agenda(deux, ici.lieu)
    fabrique.plage(ici.secretaire, agenda, ici.lieu, ici.objet)
    nommer_le_referent(yanis.id, service_code=fabrique.SERVICE, agent_id=ici.agent.id, par=ici.secretaire)
    invitation = inviter(yanis.id, ici.objet.id, agent=ici.secretaire).invitation
    nommer_le_referent(yanis.id, service_code=fabrique.SERVICE, agent_id=deux.id, par=ici.secretaire)

    prendre(ici, paris(LUNDI, 9), invitee(yanis), invitation_id=invitation.id)
    assert [une.ressource_id for une in session.scalars(select(Occupation))] == [agenda.id]


def test_un_suivi_se_tient_et_se_prend_avec_son_referent_sans_invitation(yanis: Usager):
    ici = accueil(qui_reserve=INVITES, suivi=True)
    deux = fabrique.puericultrice(nom="Deux")
    agenda = fabrique.agenda(deux, ici.lieu)
    fabrique.plage(ici.secretaire, agenda, ici.lieu, ici.objet)
    with pytest.raises(SansTitre):
        actions.tenir(choix(ici, paris(LUNDI, 9)), session_cle="s", usager_id=yanis.id)
    nommer_le_referent(yanis.id, service_code=fabrique.SERVICE, agent_id=deux.id, par=ici.secretaire)
    forge = replace(choix(ici, paris(LUNDI, 9)), agents=frozenset({ici.ressource.id}))

    actions.tenir(forge, session_cle="s", usager_id=yanis.id)
    assert [une.ressource_id for une in session.scalars(select(Occupation))] == [agenda.id]
    [rdv] = actions.reserver(
        Demande(choix=forge, personne=invitee(yanis), cle=uuid4().hex, detenteur=Detenteur(session="s"))
    )
    assert [une.ressource_id for une in session.scalars(select(Occupation).where(Occupation.rdv_id == rdv.id))] == [
        agenda.id
    ]


def test_deux_envois_simultanes_d_une_meme_invitation_n_en_prennent_qu_un(base_de_tous: str):
    ici, yanis = accueil(qui_reserve=INVITES), fabriques.usager()
    invitation_id = inviter(yanis.id, ici.objet.id, agent=ici.secretaire).invitation.id
    choisis = [choix(ici, paris(LUNDI, heure)) for heure in (9, 10)]

    def prendre_pour(rang: int) -> UUID:
        demande = Demande(
            choix=choisis[rang],
            personne=replace(invitee(yanis), prenom=f"Prénom{rang}"),
            cle=uuid4().hex,
            invitation_id=invitation_id,
        )
        return actions.reserver(demande)[0].id

    issues = sous_verrou(
        base_de_tous,
        "SELECT 1 FROM invitation_rdv WHERE id = %s FOR UPDATE",
        [invitation_id],
        lambda: prendre_pour(0),
        lambda: prendre_pour(1),
    )

    fermer_session()
    assert [InvitationServie] == [issue for issue in issues if isinstance(issue, type)]
    [rdv_id] = session.scalars(select(RendezVous.id)).all()
    assert session.get_one(Invitation, invitation_id).rdv_id == rdv_id
    assert session.scalar(select(func.count()).select_from(Occupation)) == 1
