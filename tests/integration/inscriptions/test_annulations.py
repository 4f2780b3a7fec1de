"""Rendre une place payée : ce qui est remboursé, pourquoi, et qui en décide ; l’argent lu dans les encaissements."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import select

from portail.identite.models import Agent
from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.activites.queries import groupe_de
from portail.inscriptions.attente.models import EtatAttente
from portail.inscriptions.erreurs import RaisonManquante
from portail.inscriptions.paniers import annulations, balayage, queries, suites
from portail.inscriptions.paniers.erreurs import JustificatifEnLigne, PanierPerdu
from portail.inscriptions.paniers.models import Adhesion, Commande, EtatCommande, EtatDemande, MotifDeRenoncement
from portail.inscriptions.places.erreurs import PasOuvert, PlacePerdue
from portail.inscriptions.places.models import EtatPlace, Inscription, Sortie
from portail.journal.actions import SYSTEME
from portail.journal.models import TexteDuJournal
from portail.notifications.models import Notification
from portail.paiement.paiements.etats import MotifRemboursement
from portail.pieces.justificatifs.taches import effacer_les_inutiles
from portail.socle import decalage
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit, Introuvable, TransitionInterdite
from tests import fabriques
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.fabrique import Foyer

SERVICE, FAMILLE = MotifRemboursement.ANNULATION_SERVICE, MotifRemboursement.ANNULATION_FAMILLE


@pytest.fixture
def maryse(sport: None) -> Agent:
    return fabrique.regisseuse()


@pytest.fixture
def guillet(sport: None) -> Foyer:
    return fabrique.foyer("Lou")


@pytest.fixture
def commande(guillet: Foyer, stage: Groupe, maryse: Agent) -> Commande:
    """Soixante-cinq euros réglés : l’adhésion et un stage."""
    return fabrique.reglee(guillet, maryse, stage)


def inscription(commande: Commande) -> Inscription:
    return session.scalars(select(Inscription).where(Inscription.commande_id == commande.id)).one()


def test_sans_motif_la_place_est_rendue_et_rien_n_est_rembourse(guillet: Foyer, commande: Commande, stage: Groupe):
    une = inscription(commande)

    assert annulations.renoncer(une.id, MotifDeRenoncement.AUTRE, **guillet.qui) is None

    assert (inscription(commande).sortie, fabrique.prises(stage)) == (Sortie.ANNULE_FAMILLE, 0)
    assert fabrique.a_rendre(commande) == []
    with pytest.raises(PlacePerdue):
        annulations.renoncer(une.id, MotifDeRenoncement.AUTRE, **guillet.qui)
    assert fabrique.sans_derive()


def test_un_justificatif_se_montre_aussi_sans_passer_par_le_portail(guillet: Foyer, commande: Commande):
    demande = annulations.renoncer(inscription(commande).id, MotifDeRenoncement.MEDICAL, **guillet.qui)

    assert demande is not None
    assert (demande.piece_id, demande.etat) == (None, EtatDemande.A_VERIFIER)
    assert fabrique.a_rendre(commande) == []  # tant qu’un agent n’a rien vu


def test_nul_ne_renonce_pour_un_autre(commande: Commande):
    autre = fabrique.foyer("Zoé", nom="Tanguy")

    with pytest.raises(Introuvable):
        annulations.renoncer(inscription(commande).id, MotifDeRenoncement.AUTRE, **autre.qui)
    with pytest.raises(Introuvable):
        annulations.renoncer(uuid4(), MotifDeRenoncement.AUTRE, **autre.qui)


def test_un_justificatif_ouvre_une_demande_qu_un_agent_accepte(guillet: Foyer, commande: Commande, ronan: Agent):
    une, recu = inscription(commande).id, fabriques.fichier("bail.pdf")
    with pytest.raises(JustificatifEnLigne):
        annulations.renoncer(une, MotifDeRenoncement.MEDICAL, document=recu, **guillet.qui)

    demande = annulations.renoncer(une, MotifDeRenoncement.DEMENAGEMENT, document=recu, **guillet.qui)

    assert demande is not None
    assert demande.piece_id is not None
    decalage.avancer(timedelta(days=2))
    assert effacer_les_inutiles() == 0  # la demande le porte
    assert (demande.montant, demande.etat) == (Decimal("25.00"), EtatDemande.A_VERIFIER)
    assert [une.id for une in queries.demandes_a_verifier()] == [demande.id]
    assert fabrique.a_rendre(commande) == []
    with pytest.raises(Interdit):
        annulations.decider(demande.id, EtatDemande.ACCEPTEE, agent=fabriques.agent(), auteur=SYSTEME)
    with pytest.raises(RaisonManquante):
        annulations.decider(demande.id, EtatDemande.REFUSEE, agent=ronan, auteur=SYSTEME)
    annulations.decider(demande.id, EtatDemande.ACCEPTEE, agent=ronan, auteur=SYSTEME)
    assert "inscriptions/remboursement" in session.scalars(select(Notification.gabarit)).all()
    assert fabrique.a_rendre(commande) == [(Decimal("25.00"), FAMILLE)]
    assert fabrique.reste_a_payer(commande) == 0
    with pytest.raises(TransitionInterdite):
        annulations.decider(demande.id, EtatDemande.REFUSEE, raison="x", agent=ronan, auteur=SYSTEME)


def test_annule_par_le_service_tout_est_rendu_adhesion_comprise(commande: Commande, stage: Groupe, ronan: Agent):
    assert annulations.annuler_le_groupe(stage.id, raison="Salle inondée.", agent=ronan, auteur=SYSTEME) == 1

    assert sum(montant for montant, _ in fabrique.a_rendre(commande)) == Decimal("65.00")
    assert {motif for _, motif in fabrique.a_rendre(commande)} == {SERVICE}
    assert fabrique.reste_a_payer(commande) == 0
    assert session.scalars(select(Adhesion).where(Adhesion.active)).all() == []
    assert fabrique.etats(stage) == {EtatPlace.LIBEREE: 1}
    assert "Salle inondée." in session.scalars(select(TexteDuJournal.texte)).all()
    assert "inscriptions/annulee_service" in session.scalars(select(Notification.gabarit)).all()
    with pytest.raises(PasOuvert):
        fabrique.au_panier(fabrique.foyer("Zoé", nom="Tanguy"), stage)
    assert fabrique.sans_derive()


def test_l_adhesion_reste_a_qui_garde_un_autre_groupe(
    guillet: Foyer, commande: Commande, stage: Groupe, ronan: Agent, maryse: Agent
):
    section = groupe_de("vallet-mercredi-7")
    fabrique.engagee(guillet, fabrique.au_panier(guillet, section))

    annulations.annuler_le_groupe(stage.id, raison="Salle inondée.", agent=ronan, auteur=SYSTEME)

    assert fabrique.a_rendre(commande) == [(Decimal("25.00"), SERVICE)]
    assert fabrique.reste_a_payer(commande) == 0
    assert len(session.scalars(select(Adhesion).where(Adhesion.active)).all()) == 1
    assert fabrique.etats(section) == {EtatPlace.CONFIRMEE: 1}


def test_le_paiement_en_cours_d_un_groupe_annule_est_rendu_quand_il_arrive(
    guillet: Foyer, stage: Groupe, ronan: Agent, maryse: Agent
):
    commande = fabrique.engagee(guillet, fabrique.au_panier(guillet, stage))
    with transaction():
        suites.ouvrir_le_paiement(commande.id)
    annulations.annuler_le_groupe(stage.id, raison="Salle inondée.", agent=ronan, auteur=SYSTEME)
    assert fabrique.etats(stage) == {EtatPlace.EN_PAIEMENT: 1}
    assert annulations.annuler_les_tardives() == 0

    fabrique.encaisser(commande, maryse)
    assert annulations.annuler_les_tardives() == 1

    assert sum(montant for montant, _ in fabrique.a_rendre(commande)) == Decimal("65.00")
    assert (fabrique.prises(stage), fabrique.sans_derive()) == (0, True)


def test_exclure_demande_une_raison_et_le_droit(commande: Commande, stage: Groupe, ronan: Agent):
    une = inscription(commande)
    with pytest.raises(RaisonManquante):
        annulations.exclure(une.id, raison="", agent=ronan, auteur=SYSTEME)
    with pytest.raises(Interdit):
        annulations.exclure(une.id, raison="x", agent=fabrique.directrice(), auteur=SYSTEME)

    annulations.exclure(une.id, raison="Mise en danger répétée.", agent=ronan, auteur=SYSTEME)

    assert (inscription(commande).sortie, fabrique.prises(stage)) == (Sortie.EXCLU, 0)


def test_une_commande_payee_sans_place_attend_une_personne(guillet: Foyer, stage: Groupe, maryse: Agent):
    commande = fabrique.engagee(guillet, fabrique.au_panier(guillet, stage))
    decalage.avancer(timedelta(minutes=21))
    balayage.rendre_les_paniers_echus()
    for rang in range(2):
        fabrique.au_panier(fabrique.foyer(f"Zoé{rang}", nom="Tanguy"), stage)

    fabrique.encaisser(commande, maryse)

    [attend] = queries.payees_sans_place()
    assert (attend.id, attend.etat) == (commande.id, EtatCommande.PAYE_SANS_PLACE)
    assert fabrique.a_rendre(commande) == [(Decimal("65.00"), MotifRemboursement.TARDIF)]
    assert "inscriptions/paye_sans_place" in session.scalars(select(Notification.gabarit)).all()


def test_un_groupe_annule_quitte_les_listes_et_les_commandes_pas_encore_payees(
    guillet: Foyer, stage: Groupe, ronan: Agent, maryse: Agent
):
    autre = fabrique.groupe()
    fabrique.au_panier(guillet, autre)
    commande = fabrique.engagee(guillet, fabrique.au_panier(guillet, stage))
    fabrique.confirmee(fabrique.foyer("Zoé", nom="Tanguy"), stage)
    attente = fabrique.attend(fabrique.foyer("Ana", nom="Morel"), stage)

    annulations.annuler_le_groupe(stage.id, raison="Salle inondée.", agent=ronan, auteur=SYSTEME)

    assert fabrique.relu(attente).etat is EtatAttente.QUITTE
    with pytest.raises(PanierPerdu), transaction():
        suites.ouvrir_le_paiement(commande.id)
    fabrique.encaisser(commande, maryse)
    assert fabrique.etats(autre) == {EtatPlace.CONFIRMEE: 1}
    assert fabrique.a_rendre(commande) == [(Decimal("25.00"), SERVICE)]
    assert fabrique.sans_derive()
