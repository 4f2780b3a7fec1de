"""Le fil d’un rendez-vous, l’histoire d’une personne, les rappels qui manqueraient."""

from collections.abc import Sequence
from datetime import time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text

from portail.guichets.exploitation.mesures import relever
from portail.identite.models import Usager
from portail.notifications.models import Canal, EtatEnvoi, Notification
from portail.rendez_vous.echanges import actions, queries
from portail.rendez_vous.objets.models import Visibilite
from portail.rendez_vous.rappels import taches
from portail.rendez_vous.rappels.models import EtatRappel, Lien, Rappel
from portail.rendez_vous.rappels.queries import sans_rappel_demain
from portail.rendez_vous.reservations import deplacements, presences, seances, service
from portail.rendez_vous.reservations.demandes import Demande
from portail.rendez_vous.reservations.etats import EtatRdv, Presence
from portail.rendez_vous.reservations.habilitations import Acteur
from portail.rendez_vous.reservations.models import RendezVous
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable, SaisieInvalide, TropDeDemandes
from tests import fabriques
from tests.integration.rdv_gestes import annuler_pour_le_service
from tests.integration.rdv_vie import (
    LUNDI,
    SARAH,
    Accueil,
    accueil,
    choix,
    gabarits,
    messages,
    paris,
    prendre,
    quelqu_un,
)

MARDI = LUNDI + timedelta(days=1)

pytestmark = pytest.mark.usefixtures("departement")


@pytest.fixture
def rdv(ici: Accueil) -> RendezVous:
    return prendre(ici, paris(MARDI, 10))


def elle(rdv: RendezVous):
    return rdv.participations[0].id


def rappels_de(participation_id: UUID) -> Sequence[Rappel]:
    siens = select(Rappel).where(Rappel.participation_id == participation_id)
    return session.scalars(siens.order_by(Rappel.prevu_le, Rappel.canal)).all()


def avis(rdv: RendezVous) -> list[tuple[str, str]]:
    du_fil = select(Notification).where(Notification.objet_type == "fil_rdv", Notification.objet_id == str(elle(rdv)))
    return [(une.gabarit, une.adresse) for une in session.scalars(du_fil.order_by(Notification.prevu_le))]


# ---------- Le fil ----------


def test_la_personne_ecrit_le_lieu_repond_et_le_texte_est_chiffre(ici: Accueil, rdv: RendezVous):
    actions.ecrire_au_lieu(elle(rdv), texte="  J’aurai dix minutes de retard.  ")
    assert queries.messages_a_lire(ici.agent) == {elle(rdv): 1}
    actions.noter_la_lecture(elle(rdv), par_un_agent=True)
    actions.repondre(elle(rdv), agent=ici.agent, texte="C’est noté.")

    assert [(m.texte, m.agent_id, m.lu_le is None) for m in queries.fil(elle(rdv))] == [
        ("J’aurai dix minutes de retard.", None, False),
        ("C’est noté.", ici.agent.id, True),
    ]
    assert queries.messages_a_lire(ici.agent) == {}
    assert avis(rdv) == [("agent/rdv_message", ici.agent.courriel), ("rdv/message", SARAH.courriel)]
    brut = b"".join(bytes(un) for un in session.scalars(text("SELECT texte FROM message_rdv")))
    assert b"retard" not in brut
    contextes = str([une.contexte for une in session.scalars(select(Notification))])
    assert "retard" not in contextes
    assert "noté" not in contextes


def test_un_avis_ne_part_pas_a_qui_n_en_veut_pas(ici: Accueil):
    rdv = prendre(ici, paris(MARDI, 10), quelqu_un(1, sans_message=True))
    actions.repondre(elle(rdv), agent=ici.agent, texte="C’est noté.")

    assert avis(rdv) == []
    assert len(queries.fil(elle(rdv))) == 1


@pytest.mark.parametrize("texte", ["", "   ", "x" * 1001])
def test_un_message_vide_ou_trop_long_est_refuse(rdv: RendezVous, texte: str):
    with pytest.raises(SaisieInvalide):
        actions.ecrire_au_lieu(elle(rdv), texte=texte)
    assert queries.fil(elle(rdv)) == []


def test_cinq_messages_sans_reponse_et_il_faut_appeler(ici: Accueil, rdv: RendezVous):
    for rang in range(5):
        actions.ecrire_au_lieu(elle(rdv), texte=f"Message {rang}")
    with pytest.raises(TropDeDemandes):
        actions.ecrire_au_lieu(elle(rdv), texte="Encore")
    horloge.poser_decalage(horloge.decalage() + timedelta(seconds=1))
    actions.repondre(elle(rdv), agent=ici.agent, texte="Oui ?")
    horloge.poser_decalage(horloge.decalage() + timedelta(seconds=1))

    assert actions.ecrire_au_lieu(elle(rdv), texte="Merci").texte == "Merci"


def test_un_agent_d_un_autre_service_ne_repond_ni_ne_lit(rdv: RendezVous):
    claire = fabriques.agent()
    actions.ecrire_au_lieu(elle(rdv), texte="Bonjour")

    assert queries.messages_a_lire(claire) == {}
    with pytest.raises(Introuvable):
        actions.repondre(elle(rdv), agent=claire, texte="Bonjour")


# ---------- La fiche de la personne ----------


def test_l_historique_ne_dit_l_objet_qu_au_service_qui_recoit(ici: Accueil, yanis: Usager):
    discret = accueil(visibilite=Visibilite.INVISIBLE)
    vu = prendre(ici, paris(MARDI, 10), quelqu_un(1, usager_id=yanis.id))
    cache = prendre(discret, paris(MARDI, 11), quelqu_un(1, usager_id=yanis.id))
    claire = fabriques.agent()

    siens = queries.historique_de(yanis.id, agent=ici.agent)
    ailleurs = queries.historique_de(yanis.id, agent=claire)

    assert [(un.numero, un.objet, un.est_ouvert) for un in siens] == [
        (cache.numero, discret.objet.libelle, True),
        (vu.numero, ici.objet.libelle, True),
    ]
    assert [(un.numero, un.objet, un.lieu, un.est_ouvert) for un in ailleurs] == [(vu.numero, "", "", False)]


# ---------- Les rappels, au fil des gestes ----------


def test_les_rappels_partent_a_l_heure_et_s_ecrivent_au_journal(rdv: RendezVous):
    taches.rappeler()
    assert [r.etat for r in rappels_de(elle(rdv))] == [EtatRappel.PREVU, EtatRappel.PREVU]
    fabriques.mettre_l_horloge_au(MARDI - timedelta(days=2), time(10, 1))
    taches.rappeler()
    taches.rappeler()
    assert gabarits(rdv)[1:] == [("rdv/rappel", "courriel")]
    fabriques.mettre_l_horloge_au(MARDI, time(8, 1))
    taches.rappeler()

    assert [(r.sorte.value, r.etat) for r in rappels_de(elle(rdv))] == [
        ("loin", EtatRappel.ENVOYE),
        ("proche", EtatRappel.ENVOYE),
    ]
    assert gabarits(rdv) == [("rdv/confirme", "courriel"), ("rdv/rappel", "courriel"), ("rdv/rappel", "courriel")]


def test_pris_tard_la_confirmation_porte_les_rappels_passes(ici: Accueil):
    fabriques.mettre_l_horloge_au(LUNDI, time(14))
    rdv = prendre(ici, paris(MARDI, 10))

    loin, proche = rappels_de(elle(rdv))
    [confirmation] = messages(rdv)
    assert (loin.etat, loin.notification_id) == (EtatRappel.PORTE, confirmation.id)
    assert (proche.etat, proche.prevu_le) == (EtatRappel.PREVU, paris(MARDI, 8))


def test_excuser_puis_rectifier_rend_les_rappels(ici: Accueil, rdv: RendezVous):
    presences.marquer(elle(rdv), Presence.EXCUSER, agent=ici.agent)
    assert {r.etat for r in rappels_de(elle(rdv))} == {EtatRappel.REMPLACE}
    presences.marquer(elle(rdv), Presence.RECTIFIER, agent=ici.agent)

    assert {r.etat for r in rappels_de(elle(rdv))} == {EtatRappel.PREVU}


def test_le_service_annule_en_priorite_et_garde_un_autre_creneau(ici: Accueil, rdv: RendezVous):
    [annule] = annuler_pour_le_service([rdv.id], agent=ici.secretaire, motif="Une urgence.")
    # La tâche qui dit une annulation sans offre passe ensuite, et n’a plus rien à dire.
    taches.annoncer_une_annulation(rdv_id=str(rdv.id))

    assert annule.etat is EtatRdv.ANNULE_SERVICE
    [dit] = [m for m in messages(rdv) if m.gabarit == "rdv/annule_service"]
    assert dit.contexte["important"]
    assert "METHOD:CANCEL" in dit.contexte["agenda"]["texte"]
    assert dit.contexte["offre"]["heure"]
    assert "urgence" not in str(dit.contexte)


def test_sans_autre_creneau_l_annulation_se_dit_quand_meme_une_fois(ici: Accueil, rdv: RendezVous):
    service.annuler_par_le_service([rdv.id], agent=ici.secretaire, motif="Une urgence.", reproposer=False)
    en_file = text("SELECT args FROM procrastinate_jobs WHERE task_name = 'rendez_vous.annoncer_l_annulation'")
    assert session.scalars(en_file).all() == [{"rdv_id": str(rdv.id)}]
    for _ in range(2):
        taches.annoncer_une_annulation(rdv_id=str(rdv.id))

    [dit] = [m for m in messages(rdv) if m.gabarit == "rdv/annule_service"]
    assert (dit.contexte["important"], dit.contexte["offre"]) == (True, None)
    assert "METHOD:CANCEL" in dit.contexte["agenda"]["texte"]


def test_une_seance_annulee_se_dit_a_chacun_sauf_a_qui_l_avait_quittee():
    ici = accueil(places=8)
    voulue = choix(ici, paris(MARDI, 14), agents=frozenset({ici.ressource.id}))
    seance = seances.ouvrir(voulue, agent=ici.secretaire)
    venus = [
        seances.s_inscrire(seance.id, Demande(choix=voulue, personne=quelqu_un(n), cle=str(n)))[0] for n in range(3)
    ]
    seances.se_desinscrire(venus[0].id, acteur=Acteur(participation_id=venus[0].id))
    service.annuler_par_le_service([seance.id], agent=ici.secretaire, motif="Une urgence.")
    taches.annoncer_une_annulation(rdv_id=str(seance.id))

    recus = select(Notification.objet_id, Notification.gabarit).where(Notification.gabarit.like("rdv/annule%"))
    assert sorted(map(tuple, session.execute(recus))) == sorted(
        [
            (str(venus[0].id), "rdv/annule"),
            (str(venus[1].id), "rdv/annule_service"),
            (str(venus[2].id), "rdv/annule_service"),
        ]
    )
    assert not [r for une in venus for r in rappels_de(une.id) if r.etat is EtatRappel.PREVU]


def test_le_service_deplace_et_s_en_excuse(ici: Accueil, rdv: RendezVous):
    deplacements.deplacer(rdv.id, choix(ici, paris(MARDI, 11)), acteur=Acteur(agent=ici.secretaire))

    [dit] = [m for m in messages(rdv) if m.gabarit == "rdv/deplace"]
    assert (dit.contexte["par_le_service"], dit.contexte["important"]) == (True, True)


# ---------- L’alerte ----------


def test_un_rendez_vous_de_demain_sans_rappel_alerte(ici: Accueil, rdv: RendezVous):
    fabriques.mettre_l_horloge_au(LUNDI, time(9))
    assert [une.rdv_id for une in sans_rappel_demain()] == []
    with transaction():
        for rappel in session.scalars(select(Rappel)):
            session.delete(rappel)

    assert [(une.rdv_id, une.participation_id) for une in sans_rappel_demain()] == [(rdv.id, elle(rdv))]
    assert b"portail_rendez_vous_de_demain_sans_rappel 1.0" in relever()


def test_un_rappel_refuse_a_l_adresse_alerte_aussi(ici: Accueil):
    fabriques.mettre_l_horloge_au(LUNDI, time(9))
    rdv = prendre(ici, paris(MARDI, 10))
    fabriques.mettre_l_horloge_au(LUNDI, time(20))
    with transaction():
        for message in messages(rdv):
            message.etat, message.erreur = EtatEnvoi.REJETE, "adresse_refusee 550"
        for rappel in rappels_de(elle(rdv)):
            if rappel.etat is EtatRappel.PREVU:
                session.delete(rappel)

    assert [une.rdv_id for une in sans_rappel_demain()] == [rdv.id]


def test_qui_ne_se_rappelle_pas_n_alerte_pas(ici: Accueil):
    discret = accueil(visibilite=Visibilite.SANS_MESSAGE)
    prendre(discret, paris(MARDI, 10), quelqu_un(1))
    prendre(ici, paris(MARDI, 9), quelqu_un(2, sans_message=True))
    prendre(ici, paris(MARDI, 11), quelqu_un(3, courriel="", telephone="02 61 91 00 01"))
    fabriques.mettre_l_horloge_au(LUNDI, time(9))

    assert sans_rappel_demain() == []


def test_les_liens_eteints_s_effacent(rdv: RendezVous):
    taches.effacer_les_liens()
    assert len(session.scalars(select(Lien)).all()) == 1
    fabriques.mettre_l_horloge_au(MARDI + timedelta(days=2))
    taches.effacer_les_liens()

    assert session.scalars(select(Lien)).all() == []


def test_un_rappel_ne_part_que_par_la_voie_qui_reste(ici: Accueil, regler):
    regler(sms_url="http://sms.example/envoyer")
    rdv = prendre(ici, paris(MARDI, 10), SARAH)
    assert {r.canal for r in rappels_de(elle(rdv))} == {Canal.COURRIEL, Canal.SMS}
    regler(sms_url="")
    fabriques.mettre_l_horloge_au(MARDI, time(8, 1))
    taches.rappeler()

    partis = [(r.canal, r.sorte.value) for r in rappels_de(elle(rdv)) if r.etat is EtatRappel.ENVOYE]
    assert partis == [(Canal.COURRIEL, "proche")]
