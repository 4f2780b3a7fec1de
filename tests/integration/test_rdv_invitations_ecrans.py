"""Inviter depuis la fiche d’une personne ; suivre le lien, ou se connecter, et prendre ce qui ne se prend pas seul."""

import re

import pytest
from sqlalchemy import select

from portail.identite.anonymat import proteger_l_agent
from portail.identite.models import Role
from portail.journal.actions import SYSTEME
from portail.notifications.models import Notification
from portail.rendez_vous.invitations.actions import inviter, revoquer
from portail.rendez_vous.invitations.models import Invitation
from portail.rendez_vous.lieux.actions import ajouter_au_secteur
from portail.rendez_vous.objets.models import QuiReserve, Visibilite
from portail.rendez_vous.occupations.models import Occupation
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.ressources.actions import nommer_le_referent
from portail.socle.base import fermer_session, session
from tests import fabriques
from tests.entree import entrer
from tests.integration import rendez_vous
from tests.integration.connexions import jeton_de_formulaire
from tests.integration.rdv_vie import Accueil, accueil
from tests.integration.test_rdv_ecrans import ICI, debuts, envoyer
from tests.integration.test_rdv_onglets import choisir

YANIS = {"prenom": "Yanis", "nom": "Diallo", "telephone": "06 39 98 00 07"}
SECRET = "Parler d’un projet très personnel"


@pytest.fixture
def yanis(departement, date_de_l_essai):
    return fabriques.usager()


def ouvert(**objet) -> Accueil:
    """Un lieu du secteur qui reçoit pour un objet réservé."""
    lieu = rendez_vous.lieu("aigrefeuille")
    ajouter_au_secteur("aigrefeuille", code_insee="44002", auteur=SYSTEME)
    return accueil(ou=lieu, libelle=SECRET, **({"qui_reserve": QuiReserve.INVITES} | objet))


def suivi(usager, **objet) -> Accueil:
    """Une personne suivie par l’un des deux agents de ce lieu."""
    ici = ouvert(suivi=True, **objet)
    autre = rendez_vous.puericultrice("Anne", "Autre")
    rendez_vous.plage(ici.secretaire, rendez_vous.agenda(autre, ici.lieu), ici.lieu, ici.objet)
    nommer_le_referent(usager.id, service_code=rendez_vous.SERVICE, agent_id=ici.agent.id, par=ici.secretaire)
    return ici


def vers_les_horaires(client, ici):
    return envoyer(client, f"/rendez-vous/ou?pour={ici.objet.id}", **ICI).location


def pris() -> list[RendezVous]:
    fermer_session()
    return list(session.scalars(select(RendezVous)))


def test_le_lien_mene_de_l_invitation_au_rendez_vous_sans_code_ni_compte(client, yanis):
    ici = ouvert()
    remise = inviter(yanis.id, ici.objet.id, agent=ici.secretaire)
    assert SECRET not in client.get("/rendez-vous/").text
    page = client.get(remise.chemin, follow_redirects=True)
    titre = re.search(r"<title>(.*?)</title>", page.text, re.DOTALL).group(1)
    assert SECRET in page.text
    assert SECRET not in titre
    assert remise.chemin.removeprefix("/r/") not in page.request.full_path + page.text

    vous = choisir(client, vers_les_horaires(client, ici))
    assert 'value="' not in client.get(vous).text.partition('name="prenom"')[2][:40]  # rien du compte ne se lit
    mien = envoyer(client, vous, **YANIS).location
    [rdv] = pris()
    assert mien == f"/rendez-vous/mien/{rdv.numero}"
    assert rdv.participations[0].usager_id == yanis.id
    assert client.get(page.request.path).status_code == 403
    assert client.get(f"/rendez-vous/ou?pour={ici.objet.id}").status_code == 403


def test_l_adresse_seule_ou_le_lien_d_un_autre_n_ouvrent_rien(application, yanis):
    ici = ouvert()
    remise = inviter(yanis.id, ici.objet.id, agent=ici.secretaire)
    passant, emma = application.test_client(), application.test_client()
    entrer(emma, fabriques.usager(("Emma",), "Le Gall"))
    assert passant.get(f"/rendez-vous/invitation/{remise.invitation.id}").status_code == 404
    for client in (passant, emma):
        for etape in ("ou", "horaires", "vous", "attendre"):
            refus = client.get(f"/rendez-vous/{etape}?pour={ici.objet.id}")
            assert refus.status_code == 403
            assert SECRET not in refus.text
            assert "02" in refus.text  # le téléphone

    assert emma.get(remise.chemin, follow_redirects=True).status_code == 403
    assert emma.get(f"/rendez-vous/horaires?pour={ici.objet.id}").status_code == 403


def test_revoquee_en_chemin_elle_n_ouvre_plus_rien(client, yanis):
    ici = ouvert()
    remise = inviter(yanis.id, ici.objet.id, agent=ici.secretaire)
    client.get(remise.chemin)
    vous = choisir(client, vers_les_horaires(client, ici))
    page = client.get(vous)
    revoquer(remise.invitation.id, agent=ici.secretaire)

    assert client.post(vous, data=YANIS | {"csrf_token": jeton_de_formulaire(page)}).status_code == 403
    assert pris() == []
    assert client.get(remise.chemin).status_code == 404


def test_connectee_elle_voit_son_invitation_dans_son_espace_et_s_en_sert(client, yanis):
    ici, cache = ouvert(), accueil(qui_reserve=QuiReserve.INVITES, visibilite=Visibilite.INVISIBLE, libelle="Caché")
    for lieu in (ici, cache):
        inviter(yanis.id, lieu.objet.id, agent=lieu.secretaire)
    entrer(client, yanis)
    page = client.get("/mon-espace/rendez-vous/")
    assert f"/rendez-vous/ou?pour={ici.objet.id}" in page.text
    assert "Caché" not in page.text

    envoyer(client, choisir(client, vers_les_horaires(client, ici)), **YANIS)
    assert len(pris()) == 1
    assert f"/rendez-vous/ou?pour={ici.objet.id}" not in client.get("/mon-espace/rendez-vous/").text


def test_le_suivi_montre_le_referent_ses_horaires_et_eux_seuls(client, yanis):
    ici = suivi(yanis)
    assert "Me connecter pour voir ses horaires" in client.get("/rendez-vous/").text
    entrer(client, yanis)
    accueil_public = client.get("/rendez-vous/").text
    assert ici.agent.nom_affiche in accueil_public
    assert f"/rendez-vous/ou?pour={ici.objet.id}" in accueil_public

    horaires = vers_les_horaires(client, ici)
    page = client.get(horaires)
    assert ici.agent.nom_affiche in page.text
    envoyer(client, choisir(client, horaires), **YANIS)
    [occupation] = session.scalars(select(Occupation)).all()
    assert occupation.ressource_id == ici.ressource.id
    assert debuts(page)[0] not in debuts(client.get(horaires))  # l’autre agent, libre, n’est pas proposé


def test_un_referent_protege_ne_se_nomme_pas(client, yanis):
    ici = suivi(yanis)
    administratrice = fabriques.agent(Role.ADMINISTRATEUR, None, prenom="Aude")
    proteger_l_agent(ici.agent.id, anonyme=True, motif="Menaces.", par=administratrice)
    entrer(client, yanis)
    for page in (client.get("/rendez-vous/"), client.get(vers_les_horaires(client, ici))):
        assert ici.agent.nom not in page.text
        assert ici.agent.matricule in page.text


def test_sans_referent_le_suivi_s_explique_et_donne_un_telephone(client, yanis):
    ici = ouvert(suivi=True, qui_reserve=QuiReserve.TOUS)
    entrer(client, yanis)
    assert "Aucun professionnel ne vous suit" in client.get("/rendez-vous/").text
    refus = client.get(f"/rendez-vous/ou?pour={ici.objet.id}")

    assert refus.status_code == 403
    assert 'href="tel:' in refus.text


def test_deplacer_un_suivi_reste_chez_qui_recoit(client, yanis):
    ici = suivi(yanis)
    entrer(client, yanis)
    mien = envoyer(client, choisir(client, vers_les_horaires(client, ici)), **YANIS).location
    horaires = client.post(f"{mien}/deplacer", data={"csrf_token": jeton_de_formulaire(client.get(mien))}).location
    envoyer(client, choisir(client, horaires, 2))

    [rdv] = pris()
    assert rdv.sequence == 1
    assert [une.ressource_id for une in session.scalars(select(Occupation))] == [ici.ressource.id]


def test_inviter_depuis_la_fiche_montre_le_lien_une_fois_puis_le_revoquer(client, yanis):
    fabriques.depose(yanis)
    claire = fabriques.agent(prenom="Claire")
    objet = rendez_vous.objet(service_code=fabriques.SERVICE, qui_reserve=QuiReserve.INVITES, libelle=SECRET)
    entrer(client, claire)
    fiche = f"/agents/usagers/{yanis.id}"
    assert f"{fiche}/inviter" in client.get(fiche).text
    page = envoyer(client, f"{fiche}/inviter", objet=str(objet.id))
    assert page.headers["Cache-Control"] == "no-store"
    chemin = re.search(r"<code>http://portail\.example(/r/[\w-]+)</code>", page.text).group(1)
    apres = client.get(f"{fiche}/inviter")
    assert chemin not in apres.text
    assert SECRET in apres.text
    message = session.scalars(select(Notification).where(Notification.gabarit == "rdv/invitation")).first()
    assert SECRET not in str(message.contexte)

    invitation = session.scalars(select(Invitation)).one()
    adresse = f"{fiche}/invitations/{invitation.id}/revoquer"
    assert client.post(adresse, data={"csrf_token": jeton_de_formulaire(apres)}).status_code == 303
    assert client.post(adresse, data={"csrf_token": jeton_de_formulaire(apres)}).status_code == 404
    assert client.get(chemin).status_code == 404


def test_on_ne_revoque_pas_l_invitation_d_une_autre_personne(client, yanis):
    emma = fabriques.usager(("Emma",), "Le Gall")
    claire = fabriques.agent(prenom="Claire")
    for personne in (yanis, emma):
        fabriques.depose(personne)
    invitation = rendez_vous.invite(emma, claire)
    entrer(client, claire)
    page = client.get(f"/agents/usagers/{yanis.id}/inviter")
    adresse = f"/agents/usagers/{yanis.id}/invitations/{invitation.id}/revoquer"

    assert client.post(adresse, data={"csrf_token": jeton_de_formulaire(page)}).status_code == 404
    fermer_session()
    assert session.get_one(Invitation, invitation.id).revoquee_le is None
