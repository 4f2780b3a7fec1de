"""Ce que le bureau des rendez-vous laisse derrière lui : ni nom, ni numéro, ni motif, dans les traces ou au papier."""

import json
import re
from datetime import time, timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import select, text

from portail.journal.models import Entree
from portail.rendez_vous.agendas.flux import CHEMIN, agenda_du_flux, ouvrir_le_flux
from portail.rendez_vous.attente.actions import Inscription, s_inscrire
from portail.rendez_vous.objets.models import Modalite, Visibilite
from portail.rendez_vous.rappels.messages import agenda_de, attendue
from portail.rendez_vous.reservations import conservation
from portail.rendez_vous.reservations.absences import absences_repetees
from portail.rendez_vous.reservations.etats import Presence
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.rendez_vous.reservations.presences import marquer
from portail.socle.base import session, transaction
from portail.socle.colonnes import JsonChiffre, TexteChiffre
from tests import fabriques
from tests.entree import entrer
from tests.integration import rendez_vous as fabrique
from tests.integration.rdv_vie import LUNDI, Accueil, accueil, paris, prendre, quelqu_un
from tests.integration.test_rdv_bureau import envoyer

MOTIF = "Parler contraception"
INTIME = re.compile(
    r"sarah|petit|quelqu|prénom1|06 ?39 ?98|639980001|contraception|courriel\.example|jules", re.IGNORECASE
)


@pytest.fixture
def ici(departement: None, date_de_l_essai: None) -> Accueil:
    return accueil(libelle=MOTIF, modalites=["sur_place", "telephone"], visibilite=Visibilite.VISIBLE)


@pytest.fixture
def rdv(ici: Accueil) -> RendezVous:
    return prendre(ici, paris(LUNDI, 9))


def attendre(ici: Accueil) -> None:
    s_inscrire(
        Inscription(
            objet_id=ici.objet.id,
            lieux=frozenset({ici.lieu.id}),
            personne=quelqu_un(1),
            modalite=Modalite.SUR_PLACE,
            jours=(1,),
            moment=None,
            au_plus_tot=LUNDI,
        )
    )


def une_journee(client, ici: Accueil, rdv: RendezVous) -> None:
    """Ce que fait une secrétaire : lire, chercher, prendre, déplacer, imprimer, rappeler, répondre, annuler."""
    adresse = f"/agents/agenda/rendez-vous/{rdv.numero}"
    for page in ("", f"?jour={LUNDI}&lieu={ici.lieu.code}", "imprimer?jour=" + LUNDI.isoformat()):
        assert client.get(f"/agents/agenda/{page}").status_code == 200
    assert client.get(f"/agents/agenda/attente?objet={ici.objet.code}").status_code == 200
    demande = fabrique.a_rappeler()
    assert client.get(f"/agents/agenda/appels/{demande.id}").status_code == 200
    a_dix = urlencode({"debut": paris(LUNDI, 10).isoformat(), "lieu": ici.lieu.code})
    assert envoyer(client, f"{adresse}/deplacer/confirmer?{a_dix}", demandeur="personne").status_code == 303
    a_onze = urlencode({"debut": paris(LUNDI, 11).isoformat(), "lieu": ici.lieu.code, "objet": ici.objet.code})
    qui = f"/agents/agenda/reserver/qui?{a_onze}"
    assert envoyer(client, qui, prenom="Jules", nom="Petit", telephone="06 39 98 00 09").status_code == 303
    une = rdv.participations[0].id
    assert (
        envoyer(client, f"{adresse}/repondre/{une}", texte="Bonjour Sarah Petit, la contraception").status_code == 303
    )
    assert (
        envoyer(client, f"{adresse}/annuler", demandeur="service", motif="Sarah Petit est prévenue").status_code == 303
    )


def test_une_journee_au_bureau_ne_trace_ni_nom_ni_numero_ni_motif(client, base, ici: Accueil, rdv: RendezVous, capsys):
    attendre(ici)
    entrer(client, ici.secretaire)
    capsys.readouterr()

    une_journee(client, ici, rdv)

    sortie = capsys.readouterr()
    assert sortie.err.count('"event": "requete"') >= 10
    assert not INTIME.search(sortie.err + sortie.out)
    assert rdv.numero not in sortie.err
    journal = [json.dumps(une.details, ensure_ascii=False) for une in session.scalars(select(Entree))]
    assert len(journal) >= 8
    assert [un for un in journal if INTIME.search(un)] == []
    taches = base.execute(text("SELECT args::text FROM procrastinate_jobs")).scalars().all()
    assert taches
    assert [une for une in taches if INTIME.search(une)] == []


def test_le_papier_dit_qui_vient_et_quand_jamais_pour_quoi(client, ici: Accueil, rdv: RendezVous):
    entrer(client, ici.secretaire)
    papier = client.get(f"/agents/agenda/imprimer?jour={LUNDI}&lieu={ici.lieu.code}").text

    assert "Sarah Petit" in papier
    assert "Sur place" in papier
    assert MOTIF not in papier
    assert MOTIF in client.get(f"/agents/agenda/?jour={LUNDI}&lieu={ici.lieu.code}").text


def test_les_agendas_ne_disent_ni_qui_ni_pour_quoi(ici: Accueil, rdv: RendezVous):
    jeton = ouvrir_le_flux(ici.agent).removeprefix(CHEMIN).removesuffix(".ics")

    for ics in (agenda_du_flux(jeton, langue="fr"), agenda_de(attendue(rdv, rdv.participations[0]))):
        assert "BEGIN:VEVENT" in ics
        assert not INTIME.search(ics)
        assert rdv.numero not in ics


def test_tout_ce_qui_est_chiffre_d_une_personne_s_efface_avec_elle():
    chiffrees = {
        une.name for une in Participation.__table__.columns if isinstance(une.type, JsonChiffre | TexteChiffre)
    }

    assert chiffrees
    assert chiffrees <= set(conservation._EFFACEES)


def test_deux_absences_demandent_un_appel_sans_rien_bloquer(client, ici: Accueil, rdv: RendezVous):
    for rang in range(2):
        jour = LUNDI + timedelta(days=rang)
        fabriques.mettre_l_horloge_au(jour, time(14))
        marquer(rdv.participations[0].id, Presence.MANQUER, agent=ici.secretaire)
        rdv = prendre(ici, paris(jour + timedelta(days=1), 9))
        entrer(client, ici.secretaire)
        page = client.get(f"/agents/agenda/rendez-vous/{rdv.numero}").text
        assert ("appelez-la avant celui-ci" in page) == (rang == 1)

    agenda = f"/agents/agenda/?jour={LUNDI + timedelta(days=2)}&lieu={ici.lieu.code}"
    assert "2 absences" in client.get(agenda).text
    assert list(absences_repetees([rdv]).values()) == [2]
    with transaction():
        rdv.service_code = fabriques.SERVICE
    assert absences_repetees([rdv]) == {}, "un autre service n’a pas à le savoir"
