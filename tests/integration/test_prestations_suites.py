"""Autour des droits mensuels : ce que dit la lettre, la révision rappelée, deux personnes à la fois."""

from datetime import date

import pytest

from portail.dossiers.conservation import actions as conservation
from portail.dossiers.models import Dossier
from portail.dossiers.prestations import avance, emission, revision, taches
from portail.dossiers.prestations.erreurs import AvanceImpossible
from portail.dossiers.prestations.models import Droit
from portail.dossiers.prestations.ouverture import fermer
from portail.dossiers.prestations.queries import droits_de, droits_lus
from portail.dossiers.versements import comptabilite, comptes
from portail.dossiers.versements.comptabilite import Ordre
from portail.dossiers.versements.comptes import CompteBancaire
from portail.dossiers.versements.erreurs import CompteRefuse, RibExige
from portail.dossiers.versements.etats import EtatVersement, GesteVersement, MotifRejet
from portail.dossiers.versements.queries import prochain_compte, versements_de
from portail.identite.models import Agent, Role, Usager
from portail.socle import horloge
from portail.socle.base import transaction
from tests import fabriques
from tests.integration.lignes import documents, gabarits_promis, journal_de
from tests.integration.prestations import (
    IBAN,
    accordee,
    demandee,
    droits,
    le_premier,
    monde,
    verses,
)
from tests.integration.propositions import SERVICE
from tests.integration.simultane import ensemble
from tests.unitaires.situations_apa import espaces_simples

URGENCE = {"urgence": "sortie_hospitalisation"}


@pytest.fixture
def dossier(gens) -> Dossier:
    personne, claire, _ = gens
    return demandee(personne, claire)


# ---------- La lettre et la révision ----------


def test_la_lettre_d_accord_dit_montant_participation_versement_et_revision(dossier: Dossier, gens):
    _, _, herve = gens
    fabriques.mettre_l_horloge_au(date(2026, 12, 14))
    accordee(dossier, herve, "400.00")

    [lettre] = documents(dossier, "decision")
    dits = {libelle: espaces_simples(valeur) for libelle, valeur in lettre.contenu["donnees"]["details"]}
    assert dits["Montant mensuel"] == "400 € par mois"
    assert dits["Votre participation"].endswith("€ par mois")
    assert dits["Premier versement"] == "au plus tard le 10 janvier 2027"
    assert dits["Révision"] == "au plus tard le 14 décembre 2029"


def test_la_revision_se_rappelle_une_fois_soixante_jours_avant(dossier: Dossier, gens):
    _, _, herve = gens
    accordee(dossier, herve)
    [droit] = droits_de(dossier)
    fabriques.mettre_l_horloge_au(date(2029, 9, 21))
    assert not revision.rappeler(droit.id)
    fabriques.mettre_l_horloge_au(date(2029, 9, 22))
    taches.rappeler_les_revisions()
    taches.rappeler_les_revisions()

    assert journal_de(dossier).count("rappeler_revision") == 1
    assert gabarits_promis(dossier).count("dossier/droits") == 1


# ---------- Le compte, et la conservation ----------


def test_apres_un_rejet_un_seul_changement_de_compte_vaut_pour_tous_les_mois_en_attente(dossier: Dossier, gens):
    personne, _, herve = gens
    accordee(dossier, herve)
    le_premier(2026, 12)
    for geste in (GesteVersement.MANDATER, GesteVersement.REJETER):
        motif = MotifRejet.COMPTE_CLOS if geste is GesteVersement.REJETER else None
        ordre = Ordre(geste=geste, mandat="M-1", jour=horloge.aujourd_hui(), motif=motif)
        comptabilite.enregistrer(versements_de(dossier)[0].id, agent=herve, ordre=ordre, revision=None)
    le_premier(2027, 1)
    assert [(un.etat, un.iban) for un in versements_de(dossier)] == [
        (EtatVersement.A_MANDATER, None),  # le compte refusé n’est pas repris
        (EtatVersement.REJETE, IBAN),
    ]

    refuse = CompteBancaire(iban=IBAN, titulaire="Jeanne Briand")
    with pytest.raises(CompteRefuse):
        comptes.changer_de_compte(dossier.id, usager=personne, compte=refuse)
    nouveau = CompteBancaire(iban="FR1420041010050500013M02606", titulaire="Jeanne Briand")
    comptes.changer_de_compte(dossier.id, usager=personne, compte=nouveau)

    assert {(un.etat, un.iban) for un in versements_de(dossier)} == {(EtatVersement.A_MANDATER, nouveau.iban)}
    le_premier(2027, 2)
    assert versements_de(dossier)[0].iban == nouveau.iban


def test_entre_deux_mois_un_autre_compte_vaut_pour_la_suite_et_ne_touche_pas_ce_qui_est_parti(dossier: Dossier, gens):
    personne, _, herve = gens
    accordee(dossier, herve)
    le_premier(2026, 12)
    for geste in (GesteVersement.MANDATER, GesteVersement.PAYER):
        ordre = Ordre(geste=geste, mandat="M-1", jour=horloge.aujourd_hui())
        comptabilite.enregistrer(versements_de(dossier)[0].id, agent=herve, ordre=ordre, revision=None)
    autre = CompteBancaire(iban="FR1420041010050500013M02606", titulaire="Jeanne Briand")
    comptes.changer_de_compte(dossier.id, usager=personne, compte=autre)
    inconnu = CompteBancaire(iban=autre.iban, titulaire="Paul Martin")
    with pytest.raises(RibExige):
        comptes.changer_de_compte(dossier.id, usager=personne, compte=inconnu)
    le_premier(2027, 1)
    le_premier(2027, 2)

    assert [(un.iban, un.etat) for un in versements_de(dossier)] == [
        (autre.iban, EtatVersement.A_MANDATER),
        (autre.iban, EtatVersement.A_MANDATER),
        (IBAN, EtatVersement.PAYE),
    ]
    assert prochain_compte(dossier) is None
    assert "changer_iban" in journal_de(dossier)


def test_un_droit_qui_court_retient_le_dossier_aux_archives(dossier: Dossier, gens):
    _, _, herve = gens
    accordee(dossier, herve)
    fabriques.mettre_l_horloge_au(date(2034, 3, 1))
    assert conservation.preparer() == []

    with transaction():
        fermer(dossier, date(2027, 3, 1))  # fini le 28 février 2027 : sept ans et un jour
    assert len(conservation.preparer()) == 1


# ---------- Deux à la fois ----------


@pytest.fixture
def reels(base_reelle: str) -> tuple[str, Usager, Agent, Agent]:
    return base_reelle, *monde()


def test_deux_signataires_a_la_fois_une_seule_avance(reels):
    url, personne, claire, herve = reels
    dossier = demandee(personne, claire, **URGENCE)
    soizic = fabriques.agent(Role.RESPONSABLE, SERVICE, prenom="Soizic", nom="Le Bihan")

    rendus = ensemble(
        url,
        dossier,
        lambda: avance.accorder_avance(dossier.id, agent=herve, revision=None),
        lambda: avance.accorder_avance(dossier.id, agent=soizic, revision=None),
    )

    assert [isinstance(rendu, Droit) for rendu in rendus] == [True, False]
    assert rendus[1] is AvanceImpossible
    assert len(droits(dossier)) == 1
    assert len(documents(dossier, "avance")) == 1


def test_deux_ouvriers_a_la_fois_une_seule_mensualite(reels):
    url, personne, claire, herve = reels
    dossier = demandee(personne, claire)
    accordee(dossier, herve)
    fabriques.mettre_l_horloge_au(date(2026, 12, 1))

    rendus = ensemble(url, dossier, lambda: emission.emettre(dossier.id), lambda: emission.emettre(dossier.id))

    assert rendus == [True, False]
    assert (len(droits_lus(dossier).mensualites), len(verses(dossier))) == (1, 1)
