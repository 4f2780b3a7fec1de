"""Ce que l’on écrit au sujet d’un rendez-vous : confirmé, déplacé, annulé ; neutre, joint à l’agenda, par lien."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from portail.notifications.models import Canal, EtatEnvoi
from portail.rendez_vous.objets.models import Visibilite
from portail.rendez_vous.rappels import liens
from portail.rendez_vous.rappels.models import EtatRappel, Lien
from portail.rendez_vous.rappels.suivi import oublier_la_personne
from portail.rendez_vous.rappels.voies import Silence, annonce_de
from portail.rendez_vous.reservations import changements, deplacements
from portail.rendez_vous.reservations.evenements import NominatifEfface
from portail.rendez_vous.reservations.habilitations import Acteur
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable
from tests import fabriques
from tests.integration.rdv_vie import LUNDI, SARAH, accueil, choix, gabarits, messages, paris, prendre, rappels

MARDI = LUNDI + timedelta(days=1)


@pytest.fixture(autouse=True)
def sms(departement: None, regler) -> None:
    regler(sms_url="http://sms.example/envoyer")


def elle(rdv) -> Acteur:
    return Acteur(participation_id=rdv.participations[0].id)


def test_la_confirmation_part_par_chaque_voie_avec_l_agenda_et_un_lien():
    rdv = prendre(accueil(), paris(MARDI, 10))

    assert sorted(gabarits(rdv)) == [("rdv/confirme", "courriel"), ("rdv/confirme", "sms")]
    par_canal = {message.canal: message.contexte for message in messages(rdv)}
    agenda = par_canal[Canal.COURRIEL]["agenda"]["texte"].replace("\r\n ", "")
    assert "SUMMARY:Rendez-vous Département\r\n" in agenda
    assert "DTSTART;TZID=Europe/Paris:20261124T100000\r\n" in agenda
    assert "BEGIN:VTIMEZONE" in agenda
    assert "LOCATION:4 rue Lavoisier\\, 44140 Aigrefeuille-sur-Maine\r\n" in agenda
    assert "agenda" not in par_canal[Canal.SMS]


def test_le_lien_ouvre_ce_rendez_vous_et_s_eteint_un_jour_apres():
    rdv = prendre(accueil(), paris(MARDI, 10))
    jetons = [message.contexte["chemin"].removeprefix(liens.CHEMIN) for message in messages(rdv)]

    assert {liens.lien_de(jeton).participation_id for jeton in jetons} == {rdv.participations[0].id}
    assert all(len(jeton) == 22 for jeton in jetons)
    gardes = session.scalars(select(Lien)).all()
    assert len(gardes) == len(set(jetons)) == 2
    assert not {lien.empreinte for lien in gardes} & set(jetons)
    assert {lien.expire_le for lien in gardes} == {rdv.fin + timedelta(days=1)}
    with pytest.raises(Introuvable):
        liens.lien_de("x" * 22)
    fabriques.mettre_l_horloge_au(MARDI + timedelta(days=1), horloge.a_paris(rdv.fin).time())
    with pytest.raises(Introuvable):
        liens.lien_de(jetons[0])


def test_deplacer_le_dit_augmente_la_version_et_prolonge_le_lien():
    ici = accueil()
    rdv = prendre(ici, paris(MARDI, 10))
    premier = messages(rdv)[0].contexte["chemin"].removeprefix(liens.CHEMIN)

    deplace = deplacements.deplacer(rdv.id, choix(ici, paris(MARDI + timedelta(days=2), 11)), acteur=elle(rdv))

    nouveaux = [m for m in messages(rdv) if m.gabarit == "rdv/deplace"]
    assert {m.canal for m in nouveaux} == {Canal.COURRIEL, Canal.SMS}
    assert not nouveaux[0].contexte["par_le_service"]
    agenda = next(m for m in nouveaux if m.canal is Canal.COURRIEL).contexte["agenda"]["texte"]
    assert "SEQUENCE:1\r\n" in agenda
    assert liens.lien_de(premier).expire_le == deplace.fin + timedelta(days=1)
    # Ce qui attendait encore en file ne démentira pas le nouveau message.
    assert {m.etat for m in messages(rdv) if m.gabarit == "rdv/confirme"} == {EtatEnvoi.REJETE}


def test_annuler_retire_de_l_agenda_et_plus_rien_ne_rappelle():
    rdv = prendre(accueil(), paris(MARDI, 10))

    changements.annuler(rdv.id, acteur=elle(rdv))

    courriel = next(m for m in messages(rdv) if (m.gabarit, m.canal) == ("rdv/annule", Canal.COURRIEL))
    agenda = courriel.contexte["agenda"]["texte"]
    assert "METHOD:CANCEL" in agenda
    assert "STATUS:CANCELLED" in agenda
    version = int(agenda.partition("SEQUENCE:")[2].partition("\r\n")[0])
    assert version > 0
    assert {rappel.etat for rappel in rappels(rdv)} == {EtatRappel.REMPLACE}


@pytest.mark.parametrize("visibilite", [Visibilite.SANS_MESSAGE, Visibilite.INVISIBLE])
def test_un_objet_sans_message_n_ecrit_rien_et_l_ecran_le_dit(visibilite: Visibilite):
    ici = accueil(visibilite=visibilite)
    rdv = prendre(ici, paris(MARDI, 10))
    changements.annuler(rdv.id, acteur=elle(rdv))

    assert messages(rdv) == []
    assert rappels(rdv) == []
    assert annonce_de(ici.objet, rdv.participations[0]).silence is Silence.OBJET


def test_qui_ne_veut_pas_de_message_n_en_recoit_aucun():
    ici = accueil()
    rdv = prendre(ici, paris(MARDI, 10), replace(SARAH, sans_message=True))
    deplacements.deplacer(rdv.id, choix(ici, paris(MARDI, 11)), acteur=elle(rdv))

    assert messages(rdv) == []
    assert rappels(rdv) == []
    dite = annonce_de(ici.objet, rdv.participations[0])
    assert dite.silence is Silence.PERSONNE
    assert "aucun message" in dite.phrase


@pytest.mark.parametrize(
    ("laisse", "canaux"),
    [
        ({"courriel": "a@courriel.example", "telephone": ""}, [Canal.COURRIEL]),
        ({"courriel": "", "telephone": "06 39 98 00 01"}, [Canal.SMS]),
        ({"courriel": "", "telephone": "02 61 91 00 01"}, []),
        ({"courriel": "a@courriel.example", "telephone": "06 39 98 00 01"}, [Canal.COURRIEL, Canal.SMS]),
    ],
)
def test_on_ecrit_la_ou_la_personne_l_a_dit(laisse, canaux):
    dite = annonce_de(accueil().objet, replace(SARAH, **laisse))

    assert dite.canaux == (canaux or ())
    assert (dite.silence is Silence.SANS_ADRESSE) == (not canaux)
    assert dite.phrase


def test_sans_fournisseur_de_sms_un_mobile_ne_suffit_pas(regler):
    regler(sms_url="")

    assert annonce_de(accueil().objet, replace(SARAH, courriel="", telephone="06 39 98 00 01")).canaux == ()


def test_un_message_reste_en_file_ne_part_plus_apres_l_heure():
    rdv = prendre(accueil(), paris(MARDI, 10))

    for message in messages(rdv):
        limite = message.prevu_le + timedelta(minutes=message.contexte["minutes"])
        assert rdv.debut - timedelta(minutes=1) < limite <= rdv.debut


def test_les_noms_effaces_emportent_messages_et_liens():
    rdv = prendre(accueil(), paris(MARDI, 10))
    with transaction():
        oublier_la_personne(NominatifEfface(rdv_id=rdv.id))

    assert messages(rdv) == []
    assert session.scalars(select(Lien)).all() == []
