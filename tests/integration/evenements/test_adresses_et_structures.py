"""Les places d’une structure invitée ; l’adresse que l’on confirme, et la place tenue en attendant."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portail.identite.models import Agent
from portail.inscriptions.evenements import actions, organisation, service
from portail.inscriptions.evenements.actions import Demande
from portail.inscriptions.evenements.erreurs import (
    PlacesDeStructurePrises,
    PlusRienAConfirmer,
    StructureAttendue,
    StructuresManquantes,
)
from portail.inscriptions.evenements.models import EtatInscription, Evenement
from portail.inscriptions.evenements.presences import billets_de
from portail.inscriptions.places.audit import ecarts
from portail.journal.actions import SYSTEME
from portail.socle import horloge
from tests import fabriques
from tests.integration.evenements.fabrique import (
    demande,
    evenement,
    fiche,
    gabarits,
    inscrite,
    libres,
    relue,
)

INSCRIT, ATTENTE, ANNULE = EtatInscription.INSCRIT, EtatInscription.ATTENTE, EtatInscription.ANNULE


# ---------- Structures invitées ----------


def test_une_structure_ne_depasse_pas_ses_places_et_n_en_prive_pas_l_autre(nolwenn: Agent):
    un = evenement(nolwenn, places=3, invitees={"Mairie": 1, "École": 2})
    mairie, ecole = ({une.libelle: une for une in un.structures}[nom] for nom in ("Mairie", "École"))

    etats_lus = [
        inscrite(un.id, 1, structure_id=mairie.id).etat,
        inscrite(un.id, 2, structure_id=mairie.id).etat,
        inscrite(un.id, 3, structure_id=ecole.id, places=2).etat,
    ]

    assert etats_lus == [INSCRIT, ATTENTE, INSCRIT]
    assert ecarts() == []


def test_une_structure_est_exigee_quand_l_evenement_leur_est_reserve(nolwenn: Agent):
    un = evenement(nolwenn, invitees={"Mairie": 1})

    with pytest.raises(StructureAttendue):
        inscrite(un.id)


def test_reserve_a_des_structures_il_ne_se_publie_pas_sans_en_inviter_une(nolwenn: Agent):
    reserve = evenement(nolwenn, publie=False)
    organisation.regler(reserve.id, fiche(partenaires=True), agent=nolwenn)
    with pytest.raises(StructuresManquantes):
        organisation.publier(reserve.id, agent=nolwenn)

    organisation.inviter(reserve.id, libelle="Mairie", capacite=1, agent=nolwenn)
    assert organisation.publier(reserve.id, agent=nolwenn).publie_le is not None
    with pytest.raises(StructuresManquantes):
        organisation.regler(evenement(nolwenn).id, fiche(partenaires=True), agent=nolwenn)


def test_les_places_d_une_structure_se_changent_et_servent_qui_y_attendait(nolwenn: Agent):
    un = evenement(nolwenn, places=3, invitees={"Mairie": 1})
    [mairie] = un.structures
    _premiere, attend = (inscrite(un.id, rang, structure_id=mairie.id) for rang in (1, 2))
    assert attend.etat is ATTENTE

    organisation.changer_les_places(un.id, 3, structures={mairie.id: 2}, agent=nolwenn)

    assert relue(attend).etat is INSCRIT
    assert ecarts() == []
    with pytest.raises(PlacesDeStructurePrises) as refus:
        organisation.changer_les_places(un.id, 3, structures={mairie.id: 1}, agent=nolwenn)
    assert refus.value.structure_id == mairie.id


# ---------- L’adresse à confirmer ----------


@pytest.fixture
def grande(nolwenn: Agent) -> Evenement:
    """Une conférence assez grande pour que l’on vérifie les adresses."""
    return evenement(nolwenn, places=51)


def test_au_dela_de_cinquante_places_l_adresse_se_confirme_et_la_place_est_tenue(grande: Evenement):
    une = inscrite(grande.id)

    assert (une.etat, libres(grande)) == (EtatInscription.A_CONFIRMER, 50)
    assert list(billets_de(une)) == []

    actions.confirmer(une.id, auteur=SYSTEME)
    actions.confirmer(une.id, auteur=SYSTEME)

    assert (relue(une).etat, libres(grande)) == (INSCRIT, 50)
    assert gabarits(une).count("evenements/inscrit") == 1
    assert len(billets_de(une)) == 1


def test_une_adresse_non_confirmee_rend_sa_place(grande: Evenement):
    une = inscrite(grande.id)
    horloge.poser_decalage(horloge.decalage() + timedelta(hours=3))

    with pytest.raises(PlusRienAConfirmer):
        actions.confirmer(une.id, auteur=SYSTEME)
    assert service.expirer() == 1

    assert (relue(une).etat, libres(grande)) == (ANNULE, 51)
    assert service.expirer() == 0
    assert ecarts() == []


def test_confirmer_quand_c_est_complet_met_sur_la_liste_d_attente(grande: Evenement):
    for rang in range(1, 13):
        actions.confirmer(inscrite(grande.id, rang, places=4).id, auteur=SYSTEME)
    actions.confirmer(inscrite(grande.id, 13, places=3).id, auteur=SYSTEME)

    tard = inscrite(grande.id, 14)
    actions.confirmer(tard.id, auteur=SYSTEME)

    assert (relue(tard).etat, libres(grande)) == (ATTENTE, 0)


def test_une_personne_connectee_n_a_rien_a_confirmer(grande: Evenement):
    usager = fabriques.usager()
    demandee: Demande = replace(demande(), usager_id=usager.id)

    assert actions.s_inscrire(grande.id, demandee, auteur=SYSTEME).etat is INSCRIT
