"""L’organisateur : régler, annuler, écrire, exporter, compter ; et ce que le temps efface."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from portail.identite.models import Agent, Role
from portail.inscriptions.evenements import actions, conservation, exports, organisation, rappels
from portail.inscriptions.evenements.erreurs import DatesImpossibles, DejaFini, TropDeStructures
from portail.inscriptions.evenements.liens import inscription_du_lien
from portail.inscriptions.evenements.models import EtatInscription, Evenement, LienEvenement
from portail.inscriptions.evenements.presences import billets_de, faire_entrer
from portail.inscriptions.evenements.queries import nombres
from portail.inscriptions.places.audit import ecarts
from portail.inscriptions.places.erreurs import CapaciteTropPetite
from portail.journal.actions import SYSTEME
from portail.journal.models import Entree
from portail.notifications.models import Notification
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Interdit, Introuvable
from tests import fabriques, pdf
from tests.integration.evenements.fabrique import chemin_promis, evenement, fiche, gabarits, inscrite, libres, relue

INSCRIT, ATTENTE, ANNULE = EtatInscription.INSCRIT, EtatInscription.ATTENTE, EtatInscription.ANNULE


def avancer(**duree: int) -> None:
    horloge.poser_decalage(horloge.decalage() + timedelta(**duree))


def test_qui_n_encadre_pas_ne_cree_ni_ne_regle(nolwenn: Agent, conference: Evenement):
    lectrice = fabriques.agent(Role.ACCUEIL, prenom="Anne")

    with pytest.raises(Interdit):
        evenement(lectrice)
    with pytest.raises(Interdit):
        organisation.regler(conference.id, fiche(), agent=lectrice)


def test_un_autre_service_ne_sait_pas_que_l_evenement_existe(conference: Evenement):
    ailleurs = fabriques.agent(Role.RESPONSABLE, "autonomie", prenom="Alain")

    with pytest.raises(Introuvable):
        organisation.annuler(conference.id, raison="Non", agent=ailleurs)


def test_des_dates_impossibles_sont_refusees(nolwenn: Agent):
    debut = horloge.maintenant() + timedelta(days=3)

    with pytest.raises(DatesImpossibles):
        evenement(nolwenn, debut=debut, fin=debut - timedelta(hours=1))


def test_annuler_rend_tout_previent_chacun_et_ne_se_refait_pas(conference: Evenement, nolwenn: Agent):
    une, attend = inscrite(conference.id, 1, places=2), inscrite(conference.id, 2)

    organisation.annuler(conference.id, raison="La salle est fermée.", agent=nolwenn)

    assert (relue(une).etat, relue(attend).etat, libres(conference)) == (ANNULE, ANNULE, 2)
    assert gabarits(une)[-1] == gabarits(attend)[-1] == "evenements/annule_service"
    assert list(billets_de(une)) == []
    assert ecarts() == []
    with pytest.raises(DejaFini):
        organisation.publier(conference.id, agent=nolwenn)


def test_changer_la_date_previent_et_refait_les_billets(conference: Evenement, nolwenn: Agent):
    une = inscrite(conference.id)
    [avant] = billets_de(une)
    debut = conference.debut + timedelta(days=2)

    organisation.regler(
        conference.id, fiche(debut=debut, fin=debut + timedelta(hours=2), ferme_le=debut), agent=nolwenn
    )

    [apres] = billets_de(une)
    assert apres.code != avant.code
    assert apres.du == horloge.a_paris(debut).date()
    assert gabarits(une)[-1] == "evenements/change"


def test_changer_le_texte_ne_derange_personne(conference: Evenement, nolwenn: Agent):
    une = inscrite(conference.id)
    dates = {nom: getattr(conference, nom) for nom in ("debut", "fin", "ouvre_le", "ferme_le")}

    organisation.regler(conference.id, fiche(explication="Autrement dit.", **dates), agent=nolwenn)

    assert gabarits(une) == ["evenements/inscrit"]


def test_on_ne_descend_pas_sous_les_places_prises(conference: Evenement, nolwenn: Agent):
    inscrite(conference.id, places=2)

    with pytest.raises(CapaciteTropPetite):
        organisation.changer_les_places(conference.id, 1, agent=nolwenn)


def test_une_structure_ne_s_invite_pas_deux_fois(conference: Evenement, nolwenn: Agent):
    organisation.inviter(conference.id, libelle="Mairie", capacite=1, agent=nolwenn)

    with pytest.raises(TropDeStructures):
        organisation.inviter(conference.id, libelle=" mairie ", capacite=1, agent=nolwenn)


def test_ecrire_touche_les_inscrits_et_la_file_si_on_le_veut(conference: Evenement, nolwenn: Agent):
    une, attend = inscrite(conference.id, 1, places=2), inscrite(conference.id, 2)

    assert organisation.ecrire_aux_inscrits(conference.id, texte="Venez tôt.", a_la_file=False, agent=nolwenn) == 1
    assert organisation.ecrire_aux_inscrits(conference.id, texte="Venez tôt.", a_la_file=True, agent=nolwenn) == 2

    assert gabarits(une).count("evenements/message") == 2
    assert gabarits(attend).count("evenements/message") == 1


# ---------- Présences ----------


def test_chaque_billet_fait_entrer_une_personne_et_une_seule_fois(nolwenn: Agent):
    un = evenement(nolwenn, places=5)
    une = inscrite(un.id, places=3)
    avancer(days=10)

    assert faire_entrer(une, un, nombre=1, agent=nolwenn) == 1
    assert faire_entrer(relue(une), un, nombre=3, agent=nolwenn) == 2
    assert faire_entrer(relue(une), un, nombre=3, agent=nolwenn) == 0

    compte = nombres(un.id)
    assert (compte.inscrits, compte.presents, compte.taux) == (3, 3, 100)


def test_avant_le_jour_personne_n_entre(conference: Evenement, nolwenn: Agent):
    une = inscrite(conference.id)
    organisation.regler(conference.id, fiche(), agent=nolwenn)
    [billet] = billets_de(une)
    billet_du = billet.du

    entrees = faire_entrer(une, conference, nombre=1, agent=nolwenn)

    assert billet_du > horloge.aujourd_hui()
    assert entrees == relue(une).presents == 0


# ---------- Emporter ----------


def test_l_export_ne_porte_ni_adresse_ni_formule_et_se_note(conference: Evenement, nolwenn: Agent):
    inscrite(conference.id, 1, nom="=SOMME(A1)", organisme="Mairie", accessibilite=("lsf",))

    lignes = list(
        csv.DictReader(io.StringIO(exports.exporter(conference, agent=nolwenn).decode("utf-8-sig")), delimiter=";")
    )

    assert [(une["nom"], une["organisme"], une["accessibilite"]) for une in lignes] == [
        ("'=SOMME(A1)", "Mairie", "lsf")
    ]
    assert "@" not in str(lignes)
    prises = select(Entree.action).where(Entree.objet_id == str(conference.id), Entree.action == "exporter_inscrits")
    assert len(session.scalars(prises).all()) == 1


def test_les_badges_nomment_chacun(conference: Evenement, nolwenn: Agent):
    inscrite(conference.id, 1, places=2, prenom="Ana", nom="Diaz", accompagnants=("Luc Morel",), organisme="Mairie")

    lu = pdf.texte(exports.badges(conference, agent=nolwenn))

    assert all(mot in lu for mot in ("Ana Diaz", "Luc Morel", "Mairie"))


# ---------- Rappels, oubli ----------


def test_le_rappel_part_trois_jours_avant_une_seule_fois(conference: Evenement):
    une = inscrite(conference.id, 1)
    assert rappels.rappeler_les_inscrits() == 0

    avancer(days=7, hours=1)
    assert rappels.rappeler_les_inscrits() == 1
    assert rappels.rappeler_les_inscrits() == 0

    assert gabarits(une).count("evenements/rappel") == 1


def test_qui_s_inscrit_dans_les_derniers_jours_n_est_pas_rappele(conference: Evenement):
    avancer(days=8)
    une = inscrite(conference.id, 1)

    assert rappels.rappeler_les_inscrits() == 0
    assert gabarits(une) == ["evenements/inscrit"]


def test_trois_mois_apres_il_ne_reste_que_de_quoi_compter(conference: Evenement, nolwenn: Agent):
    une, partie = inscrite(conference.id, 1), inscrite(conference.id, 2)
    actions.se_desister(partie.id, auteur=SYSTEME)
    avancer(days=10)
    faire_entrer(une, conference, nombre=1, agent=nolwenn)
    avancer(days=60)
    assert conservation.oublier_les_inscrits() == 0

    avancer(days=40)
    assert conservation.oublier_les_inscrits() == 1
    assert conservation.oublier_les_inscrits() == 0

    oubliee = relue(une)
    assert (oubliee.identite, oubliee.courriel, oubliee.adresse_empreinte, oubliee.besoins) == (None, None, None, None)
    assert (nombres(conference.id).inscrits, nombres(conference.id).presents) == (1, 1)
    assert session.scalars(select(LienEvenement)).all() == []
    assert session.scalars(select(Notification).where(Notification.objet_id == str(une.id))).all() == []


def test_le_lien_ne_se_garde_qu_en_empreinte_et_s_eteint(conference: Evenement):
    une = inscrite(conference.id)
    jeton = chemin_promis(une).rsplit("/", 1)[1]

    assert inscription_du_lien(jeton) == une.id
    assert session.scalars(select(LienEvenement.empreinte)).all() != [jeton]

    avancer(days=30)
    with pytest.raises(Introuvable):
        inscription_du_lien(jeton)
    assert conservation.effacer_les_liens() == 1
