"""Se rencontrer : une adresse où venir, une visioconférence où entrer, un numéro où appeler, un interprète à réunir."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select

from portail.rendez_vous.attente.models import Attente
from portail.rendez_vous.creneaux.recherche import Recherche, chercher
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.objets.models import Modalite, ObjetRdv
from portail.rendez_vous.reservations import seances
from portail.rendez_vous.reservations.actions import reserver
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.reservations.demandes import Demande
from portail.rendez_vous.reservations.deplacements import deplacer
from portail.rendez_vous.reservations.erreurs import AdresseAttendue, TelephoneAttendu
from portail.rendez_vous.reservations.habilitations import Acteur
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.rendez_vous.reservations.personnes import Personne, interprete_voulu
from portail.socle.base import fermer_session, session
from tests import fabriques
from tests.entree import entrer
from tests.integration import rendez_vous as fabrique
from tests.integration.connexions import jeton_de_formulaire
from tests.integration.rdv_seances import ouvrir
from tests.integration.rdv_vie import LUNDI, accueil, paris
from tests.integration.test_rdv_ecrans import code_recu, debuts, envoyer, s_attendre

TOUTES = ("sur_place", "telephone", "visio", "domicile")
SALLE = "https://visio.departement.example/salle"
INES = Personne(prenom="Inès", nom="Hamon", courriel="ines.hamon@messagerie.example")
CHEZ_ELLE = "12 rue des Lilas, 44140 Aigrefeuille-sur-Maine"
NEUF_HEURES = paris(LUNDI, 9)


class Decor:
    """Un objet qui se tient de toutes les façons, et l’agent qui le reçoit ainsi."""

    def __init__(self, visio: str = "", **valeurs) -> None:
        self.lieu = fabrique.lieu("aigrefeuille")
        self.objet = fabrique.objet("PESEE", modalites=list(TOUTES), **valeurs)
        self.agent = fabrique.puericultrice()
        self.agenda = fabrique.agenda(self.agent, self.lieu, visio=visio)
        fabrique.plage(self.agent, self.agenda, self.lieu, self.objet, modalites=frozenset(TOUTES))

    def choix(self, modalite: Modalite = Modalite.SUR_PLACE, heure: int = 9, **autres) -> Choix:
        return Choix(
            objet_id=self.objet.id, lieu_id=self.lieu.id, modalite=modalite, debut=paris(LUNDI, heure), **autres
        )

    def prendre(self, modalite: Modalite = Modalite.SUR_PLACE, personne: Personne = INES, **autres) -> RendezVous:
        [rdv] = reserver(Demande(choix=self.choix(modalite), personne=personne, cle="essai", **autres))
        return rdv

    def adresse(self, vue: str, modalite: Modalite) -> str:
        return f"/rendez-vous/{vue}?pour={self.objet.id}&lieu=aigrefeuille&modalite={modalite.value}"


@pytest.fixture
def ici(departement: None, date_de_l_essai: object) -> Decor:
    return Decor()


def la_seule() -> Participation:
    fermer_session()
    return session.scalars(select(Participation)).one()


def coordonnees(client, ici: Decor, modalite: Modalite) -> str:
    page = client.get(ici.adresse("horaires", modalite))
    champs = {"debut": debuts(page)[0], "csrf_token": jeton_de_formulaire(page)}
    return client.post(ici.adresse("garder", modalite), data=champs).location


def test_chez_elle_la_personne_dit_ou_et_l_agent_le_lit(client, ici):
    vous = coordonnees(client, ici, Modalite.DOMICILE)
    sans = envoyer(client, vous, prenom="Inès", nom="Hamon", courriel=INES.courriel)
    assert sans.status_code == 422
    code = envoyer(client, vous, prenom="Inès", nom="Hamon", courriel=INES.courriel, adresse=CHEZ_ELLE)
    mien = envoyer(client, code.location, code=code_recu()).location

    assert la_seule().adresse == CHEZ_ELLE
    assert CHEZ_ELLE in client.get(mien).text
    numero = session.scalars(select(RendezVous.numero)).one()
    bureau = client.application.test_client()
    entrer(bureau, ici.agent)
    assert CHEZ_ELLE in bureau.get(f"/agents/agenda/rendez-vous/{numero}").text


def test_sans_adresse_personne_ne_vient_chez_elle(ici):
    with pytest.raises(AdresseAttendue):
        ici.prendre(Modalite.DOMICILE)
    with pytest.raises(AdresseAttendue):
        ici.prendre(Modalite.DOMICILE, agent=ici.agent)


def test_l_adresse_suit_de_la_liste_d_attente_au_rendez_vous(client, ici):
    lieu, champs = str(ici.lieu.id), {"prenom": "Inès", "nom": "Hamon", "courriel": INES.courriel}
    s_attendre(client, ici.adresse("attendre", Modalite.DOMICILE), **champs, lieux=lieu, adresse=CHEZ_ELLE)

    fermer_session()
    assert [une.adresse for une in session.scalars(select(Attente))] == [CHEZ_ELLE]


@pytest.mark.parametrize(
    ("modalite", "attendu"), [(Modalite.TELEPHONE, TelephoneAttendu), (Modalite.DOMICILE, AdresseAttendue)]
)
@pytest.mark.parametrize("force", ["", "Urgence"])
def test_on_ne_deplace_pas_vers_ce_que_l_on_ne_peut_pas_joindre(ici, modalite, attendu, force):
    rdv_id = ici.prendre().id
    voulu = ici.choix(modalite, heure=10, agents=frozenset({ici.agenda.id}))
    with pytest.raises(attendu):
        deplacer(rdv_id, voulu, acteur=Acteur(agent=ici.agent), force=force)
    fermer_session()
    assert session.get_one(RendezVous, rdv_id).modalite is Modalite.SUR_PLACE


def debuts_en_visio(ici: Decor) -> int:
    fermer_session()
    recherche = Recherche(objet_id=ici.objet.id, modalite=Modalite.VISIO.value)
    return sum(len(creneaux) for creneaux in chercher(recherche).par_lieu.values())


def test_sans_adresse_de_visioconference_un_agent_ne_recoit_pas_ainsi(ici):
    assert debuts_en_visio(ici) == 0


def test_l_adresse_de_la_visioconference_se_lit_des_deux_cotes(client, departement, date_de_l_essai):
    ici = Decor(visio=SALLE)
    assert debuts_en_visio(ici) > 0
    vous = coordonnees(client, ici, Modalite.VISIO)
    code = envoyer(client, vous, prenom="Inès", nom="Hamon", courriel=INES.courriel)
    mien = envoyer(client, code.location, code=code_recu()).location

    assert f'href="{SALLE}"' in client.get(mien).text
    numero = session.scalars(select(RendezVous.numero)).one()
    bureau = client.application.test_client()
    entrer(bureau, ici.agent)
    assert f'href="{SALLE}"' in bureau.get(f"/agents/agenda/rendez-vous/{numero}").text


def test_en_visioconference_le_rendez_vous_sur_place_ne_montre_pas_la_salle(client, departement, date_de_l_essai):
    ici = Decor(visio=SALLE)
    rdv = ici.prendre()
    entrer(client, ici.agent)

    assert SALLE not in client.get(f"/agents/agenda/rendez-vous/{rdv.numero}").text


def test_a_une_seance_l_interprete_demande_reste(departement, date_de_l_essai):
    la_bas = accueil(places=3)
    seance = ouvrir(la_bas)
    demande = Demande(choix=Choix.le_meme(seance, langue="lsf"), personne=INES, cle="essai")
    [inscrite] = seances.s_inscrire(seance.id, demande)

    assert interprete_voulu(inscrite) == "lsf"


def test_un_horaire_impose_dit_l_interprete_a_reunir_et_pourquoi_il_double(client, ici):
    premier = ici.prendre()
    choix = ici.choix(agents=frozenset({ici.agenda.id}), langue="lsf")
    emma = Personne(prenom="Emma", nom="Le Gall", courriel="emma.legall@messagerie.example")
    [double] = reserver(Demande(choix=choix, personne=emma, cle="double", agent=ici.agent, force="Venue sans prévenir"))
    entrer(client, ici.agent)
    page = client.get(f"/agents/agenda/rendez-vous/{double.numero}").text

    assert "aucun n’est retenu (langue des signes française)" in page
    assert "Venue sans prévenir" in page
    assert "Horaire doublé" in page
    assert "Horaire doublé" not in client.get(f"/agents/agenda/rendez-vous/{premier.numero}").text
    jour = client.get("/agents/agenda/?jour=2026-11-23").text
    assert jour.count("Horaire doublé") == 1


def test_chercher_par_date_et_dans_n_importe_quel_lieu(client, ici):
    for rang in range(8):
        ailleurs = fabrique.lieu(f"lieu-{rang}", nom=f"Espace {rang}")
        fabrique.plage(ici.agent, ici.agenda, ailleurs, ici.objet, debut=time(13 + rang % 4), fin=time(14 + rang % 4))
    debut = (LUNDI + timedelta(days=14)).isoformat()
    page = client.get(f"/rendez-vous/horaires?pour={ici.objet.id}&depuis={debut}&lieu=lieu-7").text

    assert all(f'value="lieu-{rang}"' in page for rang in range(8))
    assert 'value="lieu-7" selected' in page
    assert f'name="depuis" min="2026-11-21" value="{debut}"' in page
    assert "lundi 7 décembre".capitalize() in page.replace("\u00a0", " ")
    assert "Lundi 23 novembre" not in page.replace("\u00a0", " ")


def test_sans_lieu_connu_la_page_donne_un_telephone(client, ici):
    page = client.get(f"/rendez-vous/horaires?pour={ici.objet.id}").text

    assert 'href="tel:' in page.split("<main")[1].split("</main>")[0]


def test_pris_depuis_la_fiche_le_rendez_vous_s_y_retrouve(client, departement, date_de_l_essai):
    yanis, claire = fabriques.usager(), fabriques.agent()
    fabriques.en_instruction(yanis, claire)
    fabrique.pris_avec(claire)
    fermer_session()
    objet, lieu = session.scalars(select(ObjetRdv)).one(), session.scalars(select(Lieu)).one()
    entrer(client, claire)
    fiche, menant = f"/agents/usagers/{yanis.id}", f"/agents/agenda/reserver?pour={yanis.id}"
    assert menant in client.get(fiche).text
    assert "pour Yanis B" in client.get(menant).text

    adresse = f"/agents/agenda/reserver/qui?pour={yanis.id}&objet={objet.code}&lieu={lieu.code}"
    adresse += f"&debut={paris(LUNDI, 10).isoformat().replace('+', '%2B')}"
    page = client.get(adresse)
    assert 'value="Yanis"' in page.text
    champs = {"prenom": "Yanis", "nom": "Belkacem", "csrf_token": jeton_de_formulaire(page)}
    pris = client.post(adresse, data=champs)
    assert pris.status_code == 303

    fermer_session()
    siens = session.scalars(select(Participation).where(Participation.usager_id == yanis.id)).all()
    assert len(siens) == 1
    assert pris.location in client.get(fiche).text


def test_la_fiche_que_l_on_ne_lit_pas_ne_s_emploie_pas(client, ici):
    yanis = fabriques.usager()
    fabriques.en_instruction(yanis, fabriques.agent())
    entrer(client, ici.agent)

    assert client.get(f"/agents/agenda/reserver?pour={yanis.id}").status_code in {404, 200}
    assert client.get("/agents/agenda/reserver?pour=inconnu").status_code == 404
