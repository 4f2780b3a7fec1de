"""Les rendez-vous en nombres : le premier horaire libre, qui vient, où l’on manque d’horaires ; jamais un nom."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from portail.identite.models import Agent, Role
from portail.notifications.models import Notification
from portail.notifications.rendu import composer_courriel
from portail.rendez_vous.agendas.alertes import alerter
from portail.rendez_vous.agendas.models import ReleveDeDelai
from portail.rendez_vous.agendas.releves import relever
from portail.rendez_vous.agendas.statistiques import COMPTES, bilans
from portail.rendez_vous.attente.actions import Inscription, s_inscrire
from portail.rendez_vous.objets.models import Modalite, QuiReserve, Visibilite
from portail.rendez_vous.reservations.etats import Presence
from portail.rendez_vous.reservations.presences import marquer
from portail.socle import decalage, horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit
from tests import fabriques
from tests.entree import entrer
from tests.integration import rendez_vous
from tests.integration.rdv_vie import LUNDI, accueil, paris, prendre, quelqu_un
from tests.integration.test_requetes_sql import compter

ADRESSE = "/agents/agenda/statistiques"


@pytest.fixture
def maud(ici) -> Agent:
    return fabriques.agent(Role.RESPONSABLE, rendez_vous.SERVICE, prenom="Maud")


def le_bilan(agent: Agent):
    relever()
    jour = horloge.aujourd_hui()
    [un] = bilans(agent, du=jour - timedelta(weeks=4), au=jour)
    return un


def test_les_venues_et_les_absences_se_comptent_par_lieu(ici, maud):
    pris = [prendre(ici, paris(LUNDI, 9 + rang), quelqu_un(rang)) for rang in range(3)]
    decalage.avancer(timedelta(days=3))
    for rdv, geste in zip(pris, (Presence.HONORER, Presence.HONORER, Presence.MANQUER), strict=True):
        marquer(rdv.participations[0].id, geste, agent=ici.secretaire)
    [ligne] = le_bilan(maud).lieux

    assert [ligne.personnes[un] for un in COMPTES] == [2, 1, 0, 0]
    assert ligne.absents_pour_cent == 33
    assert ligne.lieu_id == ici.lieu.id


def test_sans_horaire_avant_le_seuil_l_objet_est_en_alerte(ici, maud):
    assert not le_bilan(maud).alerte
    tard = accueil(plage={"premier_jour": LUNDI + timedelta(days=21)})
    relever()
    jour = horloge.aujourd_hui()
    par_objet = {un.objet.id: un for un in bilans(maud, du=jour, au=jour)}

    assert par_objet[tard.objet.id].sans_horaire
    assert [une.jours for une in par_objet[tard.objet.id].lieux] == [23]
    assert not par_objet[ici.objet.id].sans_horaire


def test_trop_de_personnes_en_attente_met_l_objet_en_alerte(ici, maud):
    for rang in range(10):
        assert not le_bilan(maud).attente_longue
        s_inscrire(
            Inscription(
                objet_id=ici.objet.id,
                lieux=frozenset({ici.lieu.id}),
                personne=quelqu_un(rang),
                modalite=Modalite.SUR_PLACE,
                au_plus_tot=LUNDI,
            )
        )

    assert (le_bilan(maud).en_attente, le_bilan(maud).attente_longue) == (10, True)


def test_la_page_ne_nomme_personne_et_n_est_qu_a_qui_encadre(client, ici, maud):
    prendre(ici, paris(LUNDI, 9))
    entrer(client, maud)
    assert "Pas encore relevé" in client.get(ADRESSE).text
    relever()
    page = client.get(ADRESSE)

    assert "Peser et suivre votre bébé" in page.text
    assert ici.lieu.nom in page.text
    assert "dans 2 jours" in page.text.replace("\u00a0", " ")
    assert "Sarah" not in page.text
    assert ADRESSE in client.get("/agents/agenda/").text
    entrer(client, ici.secretaire)
    assert client.get(ADRESSE).status_code == 403
    with pytest.raises(Interdit):
        bilans(ici.secretaire, du=LUNDI, au=LUNDI)
    ailleurs = fabriques.agent(Role.RESPONSABLE, "autonomie", prenom="Alain")
    assert bilans(ailleurs, du=LUNDI, au=LUNDI) == []


@pytest.mark.parametrize("visibilite", [Visibilite.SANS_MESSAGE, Visibilite.INVISIBLE])
def test_d_un_objet_confidentiel_aucun_petit_nombre_ne_se_dit(client, ici, maud, visibilite: Visibilite):
    discret = accueil(visibilite=visibilite)
    pris = [prendre(discret, paris(LUNDI, 9 + rang // 2, 30 * (rang % 2)), quelqu_un(rang)) for rang in range(6)]
    decalage.avancer(timedelta(days=3))
    for rdv, geste in zip(pris, [Presence.MANQUER, *[Presence.HONORER] * 5], strict=True):
        marquer(rdv.participations[0].id, geste, agent=discret.secretaire)
    relever()
    jour = horloge.aujourd_hui()
    [bilan] = [un for un in bilans(maud, du=jour - timedelta(weeks=4), au=jour) if un.objet.id == discret.objet.id]
    [ligne] = bilan.lieux

    assert [ligne.personnes[un] for un in COMPTES] == [5, None, None, None]
    assert (ligne.absents_pour_cent, bilan.en_attente) == (None, None)
    entrer(client, maud)
    assert client.get(ADRESSE).text.count("moins de 5") == 4


# ---------- Les délais relevés, les alertes écrites ----------


def releves() -> list[tuple[date, int | None]]:
    session.expire_all()
    lus = session.scalars(select(ReleveDeDelai).order_by(ReleveDeDelai.jour)).all()
    return [(un.jour, un.jours) for un in lus]


def test_le_dernier_releve_de_chaque_jour_reste_et_fait_une_moyenne(ici, maud):
    jour = horloge.aujourd_hui()
    assert [relever(), relever()] == [1, 1]
    assert releves() == [(jour, 2)], "samedi : le premier horaire est lundi"
    decalage.avancer(timedelta(days=1))
    relever()

    assert releves() == [(jour, 2), (jour + timedelta(days=1), 1)]
    [ligne] = le_bilan(maud).lieux
    assert (ligne.jours, ligne.delai_moyen) == (1, 2)


def test_un_lieu_sans_horaire_se_releve_aussi(ici, maud):
    tard = accueil(plage={"premier_jour": LUNDI + timedelta(days=300)})
    relever()

    [sans] = session.scalars(select(ReleveDeDelai).where(ReleveDeDelai.objet_id == tard.objet.id)).all()
    assert (sans.lieu_id, sans.premier, sans.jours) == (tard.lieu.id, None, None)


def test_chaque_objet_a_son_delai_vise(ici, maud):
    presse = accueil(objectif_jours=1)
    relever()
    jour = horloge.aujourd_hui()
    par_objet = {un.objet.id: un for un in bilans(maud, du=jour, au=jour)}

    assert (par_objet[presse.objet.id].seuil_jours, par_objet[presse.objet.id].alerte) == (1, True)
    assert (par_objet[ici.objet.id].seuil_jours, par_objet[ici.objet.id].alerte) == (14, False)


def test_ce_que_seuls_des_agents_reservent_ne_manque_pas_d_horaires(ici, maud):
    rendez_vous.objet("APA_VISITE", qui_reserve=QuiReserve.AGENTS)
    orphelin = rendez_vous.objet("ORPHELIN")
    relever()
    jour = horloge.aujourd_hui()

    assert [un.objet.id for un in bilans(maud, du=jour, au=jour) if un.alerte] == [orphelin.id]


def test_le_lundi_qui_encadre_lit_ou_l_on_manque_d_horaires(ici, maud):
    relever()
    assert alerter() == 0
    orphelin = rendez_vous.objet("ORPHELIN", libelle="Faire le point sur votre budget")
    ailleurs = fabriques.agent(Role.RESPONSABLE, "autonomie", prenom="Alain")

    assert alerter() == 1
    [ecrit] = session.scalars(select(Notification).where(Notification.gabarit == "agent/rdv_capacite")).all()
    assert (ecrit.adresse, ecrit.objet_id) == (maud.courriel, rendez_vous.SERVICE)
    assert ecrit.adresse != ailleurs.courriel
    courriel = composer_courriel(ecrit.gabarit, ecrit.contexte, langue="fr")
    assert orphelin.libelle in courriel.texte
    assert "Aucun horaire libre d’ici 14 jours" in courriel.texte.replace("\u00a0", " ")


def test_un_service_fautif_n_empeche_pas_les_autres_d_etre_alertes(ici, maud):
    """La faute est vraie : la base refuse ce que l’on écrit au premier service."""
    fabriques.agent(Role.RESPONSABLE, "autonomie", prenom="Alain")
    rendez_vous.objet("ORPHELIN")
    rendez_vous.objet("ORPHELIN_AUSSI", service_code="autonomie")
    corps = "BEGIN IF NEW.objet_id = 'autonomie' THEN RAISE EXCEPTION 'en panne'; END IF; RETURN NEW; END"
    with transaction():
        session.execute(text(f"CREATE FUNCTION en_panne() RETURNS trigger LANGUAGE plpgsql AS $$ {corps} $$"))
        session.execute(
            text("CREATE TRIGGER en_panne BEFORE INSERT ON notification FOR EACH ROW EXECUTE FUNCTION en_panne()")
        )

    assert alerter() == 1
    ecrits = session.scalars(select(Notification.objet_id).where(Notification.gabarit == "agent/rdv_capacite"))
    assert ecrits.all() == [rendez_vous.SERVICE]


def test_la_page_ne_demande_pas_plus_quand_les_objets_se_multiplient(client, ici, maud):
    for _rang in range(6):
        accueil()
    relever()
    entrer(client, maud)

    assert len(compter(lambda: client.get(ADRESSE))) <= 12
