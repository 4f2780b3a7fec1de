"""Une séance à plusieurs, sans compte ni script : garder sa place, s’inscrire, attendre qu’une place se libère."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portail.journal.actions import SYSTEME
from portail.rendez_vous.attente.models import Attente, EtatAttente
from portail.rendez_vous.invitations.actions import inviter, revoquer
from portail.rendez_vous.lieux.actions import ajouter_au_secteur
from portail.rendez_vous.objets.models import ObjetRdv, QuiReserve
from portail.rendez_vous.reservations import seances
from portail.rendez_vous.reservations.models import RendezVous
from portail.socle import decalage
from portail.socle.base import fermer_session, session
from tests import fabriques
from tests.integration.connexions import jeton_de_formulaire
from tests.integration.rdv_seances import comptes, ouvrir, partir, relue, tenir, venir
from tests.integration.rdv_vie import Accueil, accueil, quelqu_un
from tests.integration.test_rdv_ecrans import ICI, code_recu, debuts, envoyer, s_attendre
from tests.integration.test_requetes_sql import compter

SARAH = {"prenom": "Sarah", "nom": "Petit", "courriel": "sarah.petit@messagerie.example"}
RENDRE = re.compile(r'formaction="([^"]+/garder/rendre[^"]*)"')


@pytest.fixture
def ici(base, date_de_l_essai) -> Accueil:
    """Un atelier de deux places, à Aigrefeuille."""
    fabriques.departement()
    voulu = accueil(places=2, libelle="Masser son bébé")
    ajouter_au_secteur(voulu.lieu.code, code_insee="44002", auteur=SYSTEME)
    return voulu


def horaires(client, objet: ObjetRdv):
    return client.get(envoyer(client, f"/rendez-vous/ou?pour={objet.id}", **ICI).location)


def choisir(client, page, rang=0):
    formulaire = re.search(r'<form method="post" action="([^"]+garder[^"]*)"', page.text).group(1)
    champs = {"debut": debuts(page)[rang], "csrf_token": jeton_de_formulaire(page)}
    return client.post(formulaire.replace("&amp;", "&"), data=champs)


def garder(client, objet: ObjetRdv):
    return choisir(client, horaires(client, objet)).location


def liens_pour_attendre(page) -> list[str]:
    return [
        lien.replace("&amp;", "&") for lien in re.findall(r'href="(/rendez-vous/attendre[^"]+debut=[^"]+)"', page.text)
    ]


def faits(seance: RendezVous) -> tuple[int, int]:
    fermer_session()
    return comptes(seance)


def test_la_place_est_gardee_le_temps_du_formulaire_puis_prise(client, ici, seance):
    vous = garder(client, ici.objet)
    page = client.get(vous)

    assert faits(seance) == (0, 1)
    assert "Nous vous gardons cet horaire jusqu’à" in page.text
    code = envoyer(client, vous, **SARAH)
    mien = envoyer(client, code.location, code=code_recu())
    assert faits(seance) == (1, 0)
    assert "Masser son bébé" in client.get(mien.location).text


def test_la_place_gardee_n_est_plus_montree_et_revient_apres_dix_minutes(application, ici, seance):
    un, autre = application.test_client(), application.test_client()
    venir(seance, quelqu_un(90))
    garder(un, ici.objet)

    pendant = horaires(autre, ici.objet)
    assert debuts(pendant) == []
    assert "Séances complètes" in pendant.text
    decalage.avancer(timedelta(minutes=11))
    apres = horaires(autre, ici.objet)
    assert len(debuts(apres)) == 1
    assert "Séances complètes" not in apres.text


def test_ne_plus_garder_rend_la_place_aussitot(client, ici, seance):
    page = client.get(garder(client, ici.objet))
    adresse = RENDRE.search(page.text).group(1).replace("&amp;", "&")
    retour = client.post(adresse, data={"csrf_token": jeton_de_formulaire(page)})

    assert faits(seance) == (0, 0)
    assert len(debuts(client.get(retour.location))) == 1


def test_on_ne_rend_pas_la_place_qu_un_autre_navigateur_garde(application, ici, seance):
    un, autre = application.test_client(), application.test_client()
    page = un.get(garder(un, ici.objet))
    adresse = RENDRE.search(page.text).group(1).replace("&amp;", "&")
    jeton = jeton_de_formulaire(autre.get(f"/rendez-vous/ou?pour={ici.objet.id}"))
    autre.post(adresse, data={"csrf_token": jeton})

    assert faits(seance) == (0, 1)


def test_dix_minutes_de_plus(client, ici, seance):
    vous = garder(client, ici.objet)
    decalage.avancer(timedelta(minutes=9))
    page = client.get(vous)
    encore = re.search(r'action="([^"]+/garder/encore[^"]*)"', page.text).group(1).replace("&amp;", "&")
    client.post(encore, data={"csrf_token": jeton_de_formulaire(page)})
    decalage.avancer(timedelta(minutes=9))
    tenir(seance, "autre")

    assert faits(seance) == (0, 2)
    assert "Nous vous gardons cet horaire jusqu’à" in client.get(vous).text


def test_echue_la_page_le_dit_et_la_place_se_prend_encore_s_il_en_reste(client, ici, seance):
    vous = garder(client, ici.objet)
    decalage.avancer(timedelta(minutes=11))

    assert "nous ne gardons plus cet horaire" in client.get(vous).text
    envoyer(client, envoyer(client, vous, **SARAH).location, code=code_recu())
    assert faits(seance) == (1, 0)


def test_echue_et_complete_la_page_propose_les_autres_seances_et_la_liste(client, ici, seance):
    autre = ouvrir(ici, heure=16)
    vous = garder(client, ici.objet)
    decalage.avancer(timedelta(minutes=11))
    for rang in (90, 91):
        venir(seance, quelqu_un(rang))
    refus = envoyer(client, envoyer(client, vous, **SARAH).location, code=code_recu())

    assert refus.status_code == 409
    assert "Cette séance est complète" in refus.text
    assert debuts(refus) == [autre.debut.isoformat()]
    assert len(liens_pour_attendre(refus)) == 1
    # Ce qui est écrit n’est pas perdu.
    assert 'value="Sarah"' in client.get(choisir(client, refus).location).text


def test_complete_entre_temps_le_choix_le_dit(application, ici, seance):
    un, autre = application.test_client(), application.test_client()
    page = horaires(autre, ici.objet)
    venir(seance, quelqu_un(90))
    garder(un, ici.objet)
    refus = choisir(autre, page)

    assert refus.status_code == 409
    assert "Cette séance est complète" in refus.text
    assert faits(seance) == (1, 1)


def test_attendre_une_seance_complete_puis_prendre_la_place_gardee(client, ici, seance):
    inscrits = [venir(seance, quelqu_un(rang))[0] for rang in (90, 91)]
    [adresse] = liens_pour_attendre(horaires(client, ici.objet))
    page = client.get(adresse)
    assert 'name="lieux"' not in page.text
    assert "elle seule" not in page.text
    assert "n’attendez que cette séance" in page.text
    inscrite = s_attendre(client, adresse, **SARAH)
    attente = client.get(inscrite.location)
    assert "Vous êtes au rang 1" in attente.text
    assert "lundi 23 novembre" in attente.text

    partir(inscrits[0])
    page = client.get(inscrite.location)
    assert "Une place vous est gardée" in page.text
    assert "Répondez avant le" in page.text
    prise = client.post(
        f"{inscrite.location}/accepter", data={"csrf_token": jeton_de_formulaire(page), "proposition": "1"}
    )
    assert faits(seance) == (2, 0)
    assert "Masser son bébé" in client.get(prise.location).text


def test_refuser_la_place_gardee_fait_quitter_la_liste_et_la_page_se_lit_encore(client, ici, seance):
    inscrits = [venir(seance, quelqu_un(rang))[0] for rang in (90, 91)]
    [adresse] = liens_pour_attendre(horaires(client, ici.objet))
    inscrite = s_attendre(client, adresse, **SARAH)
    partir(inscrits[0])
    page = client.get(inscrite.location)
    champs = {"csrf_token": jeton_de_formulaire(page), "proposition": "1"}
    refus = client.post(f"{inscrite.location}/refuser", data=champs)

    page = client.get(refus.location)
    assert "Liste quittée" in page.text
    assert "vous est gardée" not in page.text
    assert faits(seance) == (1, 0)


def test_attendre_toutes_les_seances_d_un_objet_sert_la_prochaine_ouverte(client, ici, seance):
    adresse = envoyer(client, f"/rendez-vous/ou?pour={ici.objet.id}", **ICI).location.replace("horaires", "attendre")
    for rang in (90, 91):
        venir(seance, quelqu_un(rang))
    s_attendre(client, adresse, **SARAH, lieux=str(ici.lieu.id))
    neuve = ouvrir(ici, heure=16)
    fermer_session()

    [attente] = session.scalars(select(Attente)).all()
    assert (attente.etat, attente.seance_voulue_id, attente.seance_id) == (EtatAttente.PROPOSE, None, neuve.id)
    seances.changer_les_places(neuve.id, 3, agent=ici.secretaire)
    assert faits(neuve) == (0, 1)


def test_une_seance_inconnue_ne_s_attend_pas(client, ici, seance):
    debut = (seance.debut + timedelta(hours=1)).isoformat().replace("+", "%2B")
    adresse = f"/rendez-vous/attendre?pour={ici.objet.id}&lieu={ici.lieu.code}&debut={debut}"

    assert client.get(adresse).status_code == 404


def test_les_pages_d_une_seance_tiennent_en_douze_requetes(client, ici, seance):
    for rang, heure in enumerate((15, 16, 17)):
        pleine = ouvrir(ici, heure=heure)
        tenir(pleine, f"autre-{rang}", nombre=2)
    page = envoyer(client, f"/rendez-vous/ou?pour={ici.objet.id}", **ICI).location
    montree = client.get(page)
    vous, attendre = choisir(client, montree).location, liens_pour_attendre(montree)[0]
    inscrite = s_attendre(client, attendre, **SARAH).location

    couts = {adresse: len(compter(lambda a=adresse: client.get(a))) for adresse in (page, vous, attendre, inscrite)}
    assert {adresse: cout for adresse, cout in couts.items() if cout > 12} == {}


def test_une_seance_sur_invitation_se_garde_et_se_prend_par_le_lien(application, ici, yanis):
    sur_invitation = accueil(ou=ici.lieu, places=2, libelle="Parler entre parents", qui_reserve=QuiReserve.INVITES)
    seance = ouvrir(sur_invitation)
    remise = inviter(yanis.id, sur_invitation.objet.id, agent=sur_invitation.secretaire)
    passant, invite = application.test_client(), application.test_client()
    invite.get(remise.chemin)
    page = horaires(invite, sur_invitation.objet)
    vous = choisir(invite, page).location

    assert passant.get(f"/rendez-vous/ou?pour={sur_invitation.objet.id}").status_code == 403
    assert faits(seance) == (0, 1)
    envoyer(invite, vous, **SARAH)
    assert faits(seance) == (1, 0)
    assert relue(seance).participations[0].usager_id == yanis.id


@pytest.fixture
def complete(ici, yanis):
    """Une séance sur invitation où il n’y a plus de place."""
    sur_invitation = accueil(ou=ici.lieu, places=2, libelle="Parler entre parents", qui_reserve=QuiReserve.INVITES)
    complete = ouvrir(sur_invitation)
    for rang in (90, 91):
        venir(complete, quelqu_un(rang), agent=sur_invitation.secretaire)
    return sur_invitation, complete


def attendue(application, yanis, complete):
    """Rend le navigateur de qui suit son lien d’invitation et s’inscrit pour cette séance, et l’adresse de sa place."""
    sur_invitation, _seance = complete
    remise = inviter(yanis.id, sur_invitation.objet.id, agent=sur_invitation.secretaire)
    invite = application.test_client()
    invite.get(remise.chemin)
    [adresse] = liens_pour_attendre(horaires(invite, sur_invitation.objet))
    return invite, remise, envoyer(invite, adresse, **SARAH).location


def test_une_seance_complete_sur_invitation_s_attend_et_se_prend_par_qui_est_invite(application, yanis, complete):
    sur_invitation, seance = complete
    adresse = f"/rendez-vous/attendre?pour={sur_invitation.objet.id}"
    assert application.test_client().get(adresse).status_code == 403
    invite, _remise, sienne = attendue(application, yanis, complete)
    assert "Vous êtes au rang 1" in invite.get(sienne).text

    partir(relue(seance).participations[0])
    page = invite.get(sienne)
    assert "Une place vous est gardée" in page.text
    invite.post(f"{sienne}/accepter", data={"csrf_token": jeton_de_formulaire(page), "proposition": "1"})
    assert faits(seance) == (2, 0)
    assert yanis.id in {une.usager_id for une in relue(seance).participations}


def test_l_invitation_revoquee_la_place_rendue_est_a_la_suivante(application, yanis, complete):
    sur_invitation, seance = complete
    invite, remise, sienne = attendue(application, yanis, complete)
    revoquer(remise.invitation.id, agent=sur_invitation.secretaire)
    partir(relue(seance).participations[0])

    assert faits(seance) == (1, 0)
    assert "Une place vous est gardée" not in invite.get(sienne).text
