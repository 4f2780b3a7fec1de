"""Régler une activité, admettre par dérogation, oublier les saisons passées ; les faits lus en base."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text

from portail.identite.famille.models import Enfant, Rattachement
from portail.identite.models import Agent
from portail.inscriptions import conservation
from portail.inscriptions.activites import actions
from portail.inscriptions.activites.eligibilite import Admission, Obstacle
from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.activites.queries import groupe_de
from portail.inscriptions.erreurs import RaisonManquante
from portail.inscriptions.places.erreurs import PasOuvert
from portail.inscriptions.places.examen import constat_de
from portail.inscriptions.places.models import EtatPlace
from portail.journal.actions import SYSTEME
from portail.journal.models import TexteDuJournal
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Interdit, Introuvable
from tests import fabriques
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.fabrique import NANTES


def test_seul_un_directeur_d_activite_du_service_est_nomme(stage: Groupe, ronan: Agent):
    gaelle = fabrique.directrice()
    with pytest.raises(actions.PasUnDirecteur):
        actions.nommer_le_directeur(stage.activite_id, ronan, agent=ronan, auteur=SYSTEME)
    with pytest.raises(Interdit):
        actions.nommer_le_directeur(stage.activite_id, gaelle, agent=gaelle, auteur=SYSTEME)

    actions.nommer_le_directeur(stage.activite_id, gaelle, agent=ronan, auteur=SYSTEME)
    assert fabrique.activite().directeur_id == gaelle.id
    actions.nommer_le_directeur(stage.activite_id, None, agent=ronan, auteur=SYSTEME)
    assert fabrique.activite().directeur_id is None


def test_les_dates_d_ouverture_se_reglent(stage: Groupe, ronan: Agent):
    demain = horloge.maintenant() + timedelta(days=1)
    with pytest.raises(actions.DatesImpossibles):
        actions.regler_l_ouverture(stage.activite_id, ouvre_le=demain, ferme_le=demain, agent=ronan, auteur=SYSTEME)

    actions.regler_l_ouverture(stage.activite_id, ouvre_le=demain, ferme_le=None, agent=ronan, auteur=SYSTEME)
    with pytest.raises(PasOuvert):
        fabrique.au_panier(fabrique.foyer("Lou"), stage)
    actions.regler_l_ouverture(stage.activite_id, ouvre_le=None, ferme_le=demain, agent=ronan, auteur=SYSTEME)
    fabrique.au_panier(fabrique.foyer("Zoé", nom="Tanguy"), stage)
    actions.fermer_aux_inscriptions(stage.activite_id, ouverte=False, agent=ronan, auteur=SYSTEME)
    with pytest.raises(PasOuvert):
        fabrique.au_panier(fabrique.foyer("Ana", nom="Morel"), stage)


def test_une_derogation_demande_une_raison_et_vaut_la_saison(sport: None, ronan: Agent):
    nantaise = fabrique.foyer("Lou", commune=NANTES)
    section = groupe_de("sautron-mardi-7")
    assert constat_de(nantaise.enfant, section).obstacles == (Obstacle.COMMUNE,)
    qui = {"agent": ronan, "auteur": SYSTEME}
    with pytest.raises(RaisonManquante):
        actions.accorder_une_derogation(nantaise.enfant.id, section.activite_id, raison="", **qui)
    with pytest.raises(Introuvable):
        actions.accorder_une_derogation(ronan.id, section.activite_id, raison="x", **qui)

    for _fois in range(2):
        actions.accorder_une_derogation(nantaise.enfant.id, section.activite_id, raison="Scolarisée à Sautron.", **qui)

    assert constat_de(nantaise.enfant, section).admission is Admission.ACCORDEE
    assert constat_de(nantaise.enfant, groupe_de("vallet-hiver-1")).admission is Admission.ACCORDEE
    assert "Scolarisée à Sautron." in session.scalars(select(TexteDuJournal.texte)).all()
    fabrique.au_panier(nantaise, section)


# ---------- La conservation ----------


def test_un_an_apres_la_saison_les_noms_sont_oublies_et_les_comptes_restent(sport: None, stage: Groupe):
    inscrits, attend = [fabrique.foyer(f"Lou{rang}") for rang in range(2)], fabrique.foyer("Zoé", nom="Tanguy")
    for un in inscrits:
        fabrique.confirmee(un, stage)
    jamais = fabrique.foyer("Ana", nom="Morel")
    fabriques.mettre_l_horloge_au(date(2028, 8, 31))
    assert conservation.oublier_les_familles() == 2  # qui n’a rien demandé depuis, ni personne d’inscrit
    assert session.scalar(select(func.count()).select_from(Rattachement)) == 2
    fabriques.mettre_l_horloge_au(date(2028, 9, 1))

    assert conservation.oublier_les_familles() == 2
    assert conservation.oublier_les_familles() == 0

    assert [un.identite for un in session.scalars(select(Enfant).execution_options(populate_existing=True))] == [{}] * 4
    assert session.scalar(select(func.count()).select_from(Rattachement)) == 0
    assert session.scalar(text("SELECT count(*) FROM attestation")) == 0
    assert fabrique.etats(stage) == {EtatPlace.CONFIRMEE: 2}
    empreintes = session.scalars(text("SELECT enfant_empreinte FROM inscription")).all()
    assert not set(empreintes) & {un.enfant.empreinte for un in (*inscrits, attend, jamais)}
    assert fabrique.sans_derive()


def test_un_enfant_dont_la_famille_vient_de_revoir_la_fiche_reste(sport: None):
    fabriques.mettre_l_horloge_au(date(2028, 9, 1))
    fabrique.foyer("Lou", naissances=[date(2018, 3, 2)])

    assert conservation.oublier_les_familles() == 0
