"""Le panier et la commande : le temps, les régies, les pièces, les conditions, l’argent ; les faits lus en base."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portail.inscriptions.activites.models import Activite, Groupe
from portail.inscriptions.activites.queries import groupe_de
from portail.inscriptions.ouvertures.erreurs import SurVoeux
from portail.inscriptions.paniers import actions, balayage, queries
from portail.inscriptions.paniers.devis import devis_de
from portail.inscriptions.paniers.erreurs import (
    PanierPerdu,
    PlusDeProlongation,
    RegieMelee,
    TropDeStages,
)
from portail.inscriptions.paniers.models import EtatCommande
from portail.inscriptions.places.chiffres import quotas_du_groupe
from portail.inscriptions.places.erreurs import DejaInscrit, NonEligible, PasOuvert, PlacePerdue
from portail.inscriptions.places.models import EtatPlace, Inscription, Quota
from portail.socle import decalage, horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.fabrique import Foyer
from tests.integration.paiement import fabrique as caisse


@pytest.fixture
def guillet(sport: None) -> Foyer:
    return fabrique.foyer("Lou")


# ---------- Prendre, rendre, prolonger ----------


def test_le_panier_garde_la_place_vingt_minutes(guillet: Foyer, stage: Groupe):
    panier = fabrique.au_panier(guillet, stage)

    assert timedelta(minutes=19) < queries.temps_restant(panier) <= timedelta(minutes=20)
    assert fabrique.etats(stage) == {EtatPlace.PANIER: 1}
    decalage.avancer(timedelta(minutes=19))
    assert balayage.rendre_les_paniers_echus() == 0
    decalage.avancer(timedelta(minutes=2))
    assert queries.panier_de(guillet.usager.id) is None
    assert balayage.rendre_les_paniers_echus() == 1
    assert (fabrique.etats(stage), fabrique.prises(stage)) == ({EtatPlace.LIBEREE: 1}, 0)
    assert fabrique.relue(panier).etat is EtatCommande.ABANDONNEE
    assert balayage.rendre_les_paniers_echus() == 0
    assert fabrique.sans_derive()


def test_un_panier_qu_on_ne_peut_rendre_n_arrete_pas_les_autres(guillet: Foyer, stage: Groupe):
    fabrique.au_panier(guillet, stage)
    autre = fabrique.groupe()
    fabrique.au_panier(fabrique.foyer("Zoé", nom="Tanguy"), autre)
    with transaction():
        session.execute(update(Quota).where(Quota.id == quotas_du_groupe(stage.id)[0].quota.id).values(pris=0))
    decalage.avancer(timedelta(minutes=21))

    assert balayage.rendre_les_paniers_echus() == 1

    assert (fabrique.etats(stage), fabrique.prises(autre)) == ({EtatPlace.PANIER: 1}, 0)


def test_le_temps_se_prolonge_dix_fois_et_pas_plus(guillet: Foyer, stage: Groupe):
    panier = fabrique.au_panier(guillet, stage)
    for _fois in range(10):
        decalage.avancer(timedelta(minutes=19))
        panier = actions.prolonger(panier.id, **guillet.qui)
        assert queries.temps_restant(panier) > timedelta(minutes=19)
    assert balayage.rendre_les_paniers_echus() == 0

    with pytest.raises(PlusDeProlongation):
        actions.prolonger(panier.id, **guillet.qui)
    decalage.avancer(timedelta(minutes=21))
    with pytest.raises(PanierPerdu):
        actions.prolonger(panier.id, **guillet.qui)


def test_oter_un_enfant_rend_sa_place_seule(sport: None, stage: Groupe):
    fratrie = fabrique.foyer("Lou", "Tim")
    panier = fabrique.au_panier(fratrie, stage)
    une, _ = session.scalars(select(Inscription.id)).all()

    actions.retirer(une, **fratrie.qui)

    assert (fabrique.prises(stage), len(devis_de(panier).lignes)) == (1, 2)
    with pytest.raises(PlacePerdue):
        actions.retirer(une, **fratrie.qui)
    with pytest.raises(Introuvable):
        actions.retirer(une, **fabrique.foyer("Zoé", nom="Tanguy").qui)
    actions.abandonner(panier.id, **fratrie.qui)
    assert (fabrique.prises(stage), fabrique.sans_derive()) == (0, True)


def test_ce_qui_ne_se_met_pas_au_panier(guillet: Foyer, stage: Groupe):
    fabrique.au_panier(guillet, stage)
    with pytest.raises(DejaInscrit):
        fabrique.au_panier(guillet, stage)
    with pytest.raises(Introuvable):
        fabrique.au_panier(Foyer(fabrique.foyer("Zoé", nom="Tanguy").usager, guillet.enfants), stage)
    with pytest.raises(NonEligible):
        fabrique.au_panier(guillet, fabrique.groupe(age_min=12))
    with pytest.raises(SurVoeux):
        actions.ajouter(fabrique.voulues(guillet, fabrique.groupe(activite="stages-voile-2027")), **guillet.qui)
    with pytest.raises(SurVoeux):
        fabrique.attend(guillet, fabrique.groupe(activite="stages-voile-2027"))
    with transaction():
        session.get_one(Activite, stage.activite_id).ouvre_le = horloge.maintenant() + timedelta(days=1)
    with pytest.raises(PasOuvert):
        fabrique.au_panier(guillet, fabrique.groupe())
    assert fabrique.sans_derive()


def test_trois_stages_par_enfant_et_par_saison(guillet: Foyer):
    for _fois in range(3):
        fabrique.au_panier(guillet, fabrique.groupe())

    with pytest.raises(TropDeStages):
        fabrique.au_panier(guillet, fabrique.groupe())
    fabrique.au_panier(guillet, groupe_de("vallet-mercredi-7"))


def test_deux_regies_ne_se_melent_pas(guillet: Foyer, stage: Groupe):
    caisse.regie("mer", numcli="090910", prefixe="MER")
    fabrique.au_panier(guillet, stage)
    with transaction():
        session.get_one(Activite, fabrique.activite("multisports-2026").id).regie_code = "mer"

    with pytest.raises(RegieMelee):
        fabrique.au_panier(guillet, groupe_de("vallet-mercredi-7"))
    assert fabrique.prises(groupe_de("vallet-mercredi-7")) == 0
    assert fabrique.sans_derive()
