"""PayFiP altéré ou en panne : rien n’est confirmé à tort, rien n’est libéré à tort, et l’on finit par savoir."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from portail.demonstration.payfip.scenario import Panne
from portail.journal.actions import SYSTEME
from portail.paiement.paiements import balayage, ouverture, plan
from portail.paiement.paiements.erreurs import (
    PaiementEnAttente,
    PayfipNOuvrePas,
)
from portail.paiement.paiements.etats import EtatPaiement
from portail.paiement.paiements.models import Paiement, SommeDue
from portail.paiement.paiements.relecture import relire
from portail.paiement.payfip.fautes import CodeFaute
from portail.paiement.payfip.formes import Saisie
from portail.socle import horloge
from portail.socle.base import session
from tests.integration.paiement import fabrique
from tests.integration.paiement.fabrique import (
    COURRIEL,
    Commandes,
    annuler,
    avancer,
    conclure,
    encaissements,
    ouvrir,
    relu,
    somme,
)
from tests.payfip import Guichetier

# ---------- Ce qui n’est pas ce que l’on avait demandé ----------


@pytest.mark.parametrize(
    ("alteration", "champ"),
    [
        ({"montant_altere": -100}, "montant"),
        ({"montant_altere": 100}, "montant"),
        ({"saisie_alteree": "W"}, "saisie"),
        ({"numcli_altere": "090910"}, "numcli"),
        ({"refdet_alteree": "AUTRE0000001"}, "refdet"),
    ],
)
def test_un_resultat_altere_ne_confirme_rien_et_se_regarde(
    en_ligne: Guichetier, due: SommeDue, commandes: Commandes, alteration: dict[str, object], champ: str
):
    en_ligne.etat.scenario = replace(en_ligne.scenario, **alteration)

    paiement = conclure(en_ligne, ouvrir(due), "P")

    assert (paiement.etat, paiement.ecarts, paiement.prochaine_lecture_le) == (EtatPaiement.ANOMALIE, [champ], None)
    assert encaissements(due) == []
    assert commandes.noms() == ["PaiementOuvert"]
    with pytest.raises(PaiementEnAttente):
        ouvrir(due)
    with pytest.raises(PaiementEnAttente):
        annuler(due)


def test_un_paiement_d_essai_ne_vaut_rien_en_production(en_ligne: Guichetier, commandes: Commandes):
    due = somme(fabrique.regie(mode=Saisie.PRODUCTION))
    en_ligne.scenario.saisie_alteree = "T"

    assert conclure(en_ligne, ouvrir(due), "P").etat is EtatPaiement.ANOMALIE


def test_un_refus_altere_n_est_pas_cru(en_ligne: Guichetier, due: SommeDue, commandes: Commandes):
    en_ligne.scenario.montant_altere = 100

    paiement = conclure(en_ligne, ouvrir(due), "R")

    assert (paiement.etat, paiement.ecarts) == (EtatPaiement.REDIRIGE, ["montant"])
    assert commandes.noms() == ["PaiementOuvert"]


# ---------- Les pannes ----------

ILLISIBLES = [Panne.PASSERELLE, Panne.MAL_FORME, Panne.VIDE, Panne.ENORME, Panne.XXE, Panne.ENTITES, Panne.PERDUE]
TECHNIQUES = [Panne.DYSFONCTIONNEMENT, Panne.INDISPONIBILITE, Panne.PROTOCOLAIRE]


@pytest.mark.parametrize("panne", [*ILLISIBLES, *TECHNIQUES])
def test_une_panne_a_l_ouverture_ne_prend_rien_et_laisse_recommencer(
    en_ligne: Guichetier, due: SommeDue, commandes: Commandes, panne: Panne
):
    en_ligne.panne(panne)
    with pytest.raises(PayfipNOuvrePas):
        ouvrir(due)
    en_ligne.panne(Panne.AUCUNE)

    second = ouvrir(due)

    [premier] = session.scalars(select(Paiement).where(Paiement.somme_id == due.id, Paiement.id != second.id))
    assert (premier.etat, premier.idop) == (EtatPaiement.NON_OUVERT, None)
    assert premier.refdet != second.refdet
    assert commandes.noms() == ["PaiementOuvert", "PaiementEchoue", "PaiementOuvert"]


@pytest.mark.parametrize("panne", ILLISIBLES)
def test_une_panne_a_la_lecture_ne_conclut_rien(en_ligne: Guichetier, due: SommeDue, panne: Panne):
    paiement = ouvrir(due)
    en_ligne.etat.conclure(paiement.idop or "", "P")
    en_ligne.panne(panne)
    avancer(en_ligne, minutes=3)

    lu = relire(paiement.id)

    assert lu.etat is EtatPaiement.REDIRIGE
    assert lu.prochaine_lecture_le == lu.redirige_le + timedelta(minutes=5)
    en_ligne.panne(Panne.AUCUNE)
    assert relire(paiement.id).etat is EtatPaiement.PAYE


@pytest.mark.parametrize("panne", TECHNIQUES)
def test_une_faute_technique_fait_attendre_une_demi_heure(en_ligne: Guichetier, due: SommeDue, panne: Panne):
    paiement = ouvrir(due)
    en_ligne.panne(panne)
    avancer(en_ligne, minutes=3)

    lu = relire(paiement.id)

    assert lu.etat is EtatPaiement.REDIRIGE
    assert lu.prochaine_lecture_le == lu.redirige_le + timedelta(minutes=60)
    assert lu.prochaine_lecture_le >= horloge.maintenant() + plan.PAUSE_TECHNIQUE


@pytest.mark.parametrize("code", CodeFaute)
def test_chaque_faute_a_l_ouverture_puis_a_la_lecture(
    en_ligne: Guichetier, due: SommeDue, commandes: Commandes, code: CodeFaute
):
    """Une ouverture refusée ne prend rien ; seul P1 dit, à la lecture, qu’il n’y aura jamais de résultat."""
    en_ligne.scenario.faute = code
    with pytest.raises(PayfipNOuvrePas):
        ouvrir(due)
    [refusee] = session.scalars(select(Paiement).where(Paiement.somme_id == due.id))
    assert (refusee.etat, refusee.dernier_code, refusee.prochaine_lecture_le) == (
        EtatPaiement.NON_OUVERT,
        code,
        None,
    )

    en_ligne.scenario.faute = ""
    paiement = ouvrir(due)
    en_ligne.scenario.faute = code
    avancer(en_ligne, minutes=3)
    lu = relire(paiement.id)
    assert (lu.etat, lu.dernier_code) == (EtatPaiement.INCONNU if code == "P1" else EtatPaiement.REDIRIGE, code)
    assert (lu.prochaine_lecture_le is None) == (code == "P1")
    assert commandes.noms().count("PaiementEchoue") == (2 if code == "P1" else 1)
    assert encaissements(due) == []


def test_une_panne_de_deux_heures_ne_libere_rien(en_ligne: Guichetier, due: SommeDue, commandes: Commandes):
    """Seul un P5 lu passé deux heures dit que la personne n’a pas payé ; le silence ne dit rien."""
    paiement = ouvrir(due)
    en_ligne.panne(Panne.PASSERELLE)
    avancer(en_ligne, hours=30)

    assert relire(paiement.id).etat is EtatPaiement.REDIRIGE
    with pytest.raises(PaiementEnAttente):
        annuler(due)
    assert commandes.noms() == ["PaiementOuvert"]


def test_une_panne_de_sept_jours_finit_par_rendre_la_main(en_ligne: Guichetier, due: SommeDue, commandes: Commandes):
    paiement = ouvrir(due)
    en_ligne.panne(Panne.PASSERELLE)
    avancer(en_ligne, days=8)

    lu = relire(paiement.id)

    assert (lu.etat, lu.prochaine_lecture_le) == (EtatPaiement.INCONNU, None)
    assert commandes.noms() == ["PaiementOuvert", "PaiementEchoue"]


def test_une_issue_inconnue_ne_se_devine_pas(en_ligne: Guichetier, due: SommeDue):
    en_ligne.scenario.issue_alteree = "Q"

    lu = conclure(en_ligne, ouvrir(due), "P")

    assert (lu.etat, lu.dernier_code) == (EtatPaiement.REDIRIGE, "issue_inconnue")
    assert encaissements(due) == []


def test_un_processus_tue_pendant_l_appel_ne_bloque_qu_une_minute(
    en_ligne: Guichetier, due: SommeDue, commandes: Commandes
):
    ouverture._ecrire(due.id, COURRIEL, None, SYSTEME)  # la suite n’a jamais eu lieu
    with pytest.raises(PaiementEnAttente):
        ouvrir(due)
    avancer(en_ligne, seconds=61)

    assert ouvrir(due).etat is EtatPaiement.REDIRIGE


def test_le_balayage_clot_les_ouvertures_perdues(en_ligne: Guichetier, due: SommeDue, commandes: Commandes):
    paiement, _demande = ouverture._ecrire(due.id, COURRIEL, None, SYSTEME)
    avancer(en_ligne, seconds=61)

    assert balayage.clore_les_ouvertures_perdues() == 1
    assert balayage.clore_les_ouvertures_perdues() == 0
    assert relu(paiement.id).etat is EtatPaiement.NON_OUVERT
    assert commandes.noms() == ["PaiementOuvert", "PaiementEchoue"]


def test_une_reponse_venue_apres_qu_on_l_a_crue_perdue_se_relit_quand_meme(en_ligne: Guichetier, due: SommeDue):
    paiement, demande = ouverture._ecrire(due.id, COURRIEL, None, SYSTEME)
    avancer(en_ligne, seconds=61)
    balayage.clore_les_ouvertures_perdues()
    idop = ouverture.ClientPayfip(en_ligne.racine).creer(demande)

    with pytest.raises(PaiementEnAttente):
        ouverture._noter_l_ouverture(paiement.id, idop)
    en_ligne.etat.conclure(idop, "P")

    assert relire(paiement.id).etat is EtatPaiement.PAYE
    assert len(encaissements(due)) == 1
