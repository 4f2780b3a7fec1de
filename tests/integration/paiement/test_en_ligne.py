"""Payer en ligne, du bouton à l’accusé, contre le PayFiP simulé : les scénarios du métier, puis chaque code."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from portail.paiement.paiements import balayage
from portail.paiement.paiements.erreurs import (
    PaiementEnAttente,
    SommeDejaReglee,
    SousLeMinimum,
)
from portail.paiement.paiements.etats import EtatEncaissement, EtatPaiement, MotifRemboursement, Moyen
from portail.paiement.paiements.models import SommeDue
from portail.paiement.paiements.notification import reveiller
from portail.paiement.paiements.relecture import relire
from portail.paiement.paiements.sommes import reste_du
from portail.paiement.regies.models import Regie
from portail.parametres.models import Parametre
from portail.parametres.queries import oublier_les_valeurs
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable
from tests.integration.paiement.fabrique import (
    COURRIEL,
    Commandes,
    annuler,
    avancer,
    conclure,
    encaissements,
    ouvrir,
    payee,
    relectures_en_file,
    relu,
    somme,
)
from tests.payfip import Guichetier


def fixer(code: str, valeur: str) -> None:
    """Change un paramètre, comme le ferait une délibération."""
    with transaction():
        for un in session.scalars(select(Parametre).where(Parametre.code == code)):
            un.valeur = Decimal(valeur)
    oublier_les_valeurs()


# ---------- Les scénarios de la fiche ----------


def test_1_cinquante_euros_se_paient_par_carte(en_ligne: Guichetier, due: SommeDue, commandes: Commandes):
    paiement = ouvrir(due)
    envoye = en_ligne.etat.operations[paiement.idop or ""].champs
    en_ligne.choisir(paiement.idop or "", "P")

    paye = relire(paiement.id)

    assert (envoye["montant"], envoye["refdet"], envoye["mel"]) == ("5000", f"ASD{due.numero}01", COURRIEL)
    assert envoye["urlnotif"] == "http://portail.example/paiement/payfip/notification"
    assert paye.etat is EtatPaiement.PAYE
    [recu] = encaissements(due)
    assert (recu.montant, recu.moyen, recu.etat, recu.a_rendre) == (50, Moyen.CARTE, EtatEncaissement.ACQUIS, 0)
    assert commandes.noms() == ["PaiementOuvert", "PaiementConfirme"]
    assert (commandes.annonces[1].acquis, commandes.annonces[1].soldee) == (True, True)
    assert reste_du(due) == 0


def test_2_un_refus_puis_un_paiement_sous_une_autre_reference(
    en_ligne: Guichetier, due: SommeDue, commandes: Commandes
):
    refuse = conclure(en_ligne, ouvrir(due), "R")
    second = conclure(en_ligne, ouvrir(due), "P")

    assert (refuse.etat, second.etat) == (EtatPaiement.REFUSE, EtatPaiement.PAYE)
    assert (refuse.refdet, second.refdet) == (f"ASD{due.numero}01", f"ASD{due.numero}02")
    assert refuse.idop != second.idop
    assert commandes.noms() == ["PaiementOuvert", "PaiementEchoue", "PaiementOuvert", "PaiementConfirme"]


def test_3_sans_notification_le_paiement_se_retrouve_a_trente_minutes(en_ligne: Guichetier, due: SommeDue):
    paiement = ouvrir(due)
    avancer(en_ligne, minutes=25)
    relire(paiement.id)
    assert relu(paiement.id).prochaine_lecture_le == paiement.redirige_le + timedelta(minutes=30)
    en_ligne.etat.conclure(paiement.idop or "", "P")
    assert balayage.balayer() == 0
    avancer(en_ligne, minutes=5)

    assert balayage.balayer() == 1
    assert relectures_en_file() == 1
    assert relire(paiement.id).etat is EtatPaiement.PAYE


def test_4_une_notification_forgee_est_inconnue(due: SommeDue):
    ouvrir(due)

    with pytest.raises(Introuvable):
        reveiller("cc0cb210-1cd4-11ea-8cca-0213ad91a103")

    assert relectures_en_file() == 0


def test_5_un_second_clic_attend_le_premier(en_ligne: Guichetier, due: SommeDue):
    ouvrir(due)

    with pytest.raises(PaiementEnAttente):
        ouvrir(due)

    assert len(en_ligne.etat.operations) == 1


def test_6_quatre_vingts_centimes_se_paient_au_guichet(en_ligne: Guichetier, regie: Regie):
    with pytest.raises(SousLeMinimum) as refus:
        ouvrir(somme(regie, "0.80"))

    assert refus.value.valeurs == {"minimum": "1,00"}
    assert en_ligne.etat.operations == {}


def test_7_un_paiement_venu_deux_heures_apres_est_a_rembourser(
    en_ligne: Guichetier, due: SommeDue, commandes: Commandes
):
    paiement = ouvrir(due)
    avancer(en_ligne, minutes=121)
    assert relire(paiement.id).etat is EtatPaiement.INCONNU
    annuler(due)

    paye = conclure(en_ligne, paiement, "P")

    [recu] = encaissements(due)
    assert paye.etat is EtatPaiement.PAYE
    assert (recu.garde, recu.a_rendre, recu.motif_remboursement) == (0, 50, MotifRemboursement.TARDIF)
    assert commandes.noms() == ["PaiementOuvert", "PaiementEchoue", "PaiementTardif"]


def test_7_bis_une_place_retrouvee_garde_le_paiement_tardif(en_ligne: Guichetier, due: SommeDue, commandes: Commandes):
    paiement = ouvrir(due)
    avancer(en_ligne, minutes=121)
    relire(paiement.id)
    annuler(due)
    commandes.avec_une_place.add(due.objet_id)

    conclure(en_ligne, paiement, "P")

    [recu] = encaissements(due)
    assert (recu.garde, recu.a_rendre) == (50, 0)
    assert commandes.noms()[-2:] == ["PaiementTardif", "PaiementConfirme"]


# ---------- Les autres issues ----------


@pytest.mark.parametrize(
    ("issue", "etat"),
    [("R", EtatPaiement.REFUSE), ("Z", EtatPaiement.REFUSE), ("A", EtatPaiement.ABANDONNE)],
)
def test_un_echec_s_annonce_une_fois_et_laisse_recommencer(
    en_ligne: Guichetier, due: SommeDue, commandes: Commandes, issue: str, etat: EtatPaiement
):
    paiement = conclure(en_ligne, ouvrir(due), issue)
    relire(paiement.id)
    relire(paiement.id)

    assert paiement.etat is etat
    assert commandes.noms() == ["PaiementOuvert", "PaiementEchoue"]
    assert encaissements(due) == []
    assert relu(paiement.id).prochaine_lecture_le is None
    assert ouvrir(due).etat is EtatPaiement.REDIRIGE


def test_un_prelevement_accepte_est_en_cours(en_ligne: Guichetier, due: SommeDue, commandes: Commandes):
    recu = payee(en_ligne, due, "V")

    assert (recu.etat, recu.moyen) == (EtatEncaissement.EN_COURS, Moyen.PRELEVEMENT)
    assert (commandes.annonces[-1].acquis, commandes.annonces[-1].soldee) == (False, True)
    with pytest.raises(SommeDejaReglee):
        ouvrir(due)


def test_un_prelevement_accepte_vaut_paiement_si_la_regie_le_veut(
    en_ligne: Guichetier, due: SommeDue, commandes: Commandes
):
    fixer("payfip_prelevement_vaut_paiement", "1")

    assert payee(en_ligne, due, "V").etat is EtatEncaissement.ACQUIS
    assert commandes.annonces[-1].acquis is True


def test_sans_reponse_on_attend_deux_heures_puis_on_peut_recommencer(
    en_ligne: Guichetier, due: SommeDue, commandes: Commandes
):
    paiement = ouvrir(due)
    lectures = []
    while relu(paiement.id).etat is EtatPaiement.REDIRIGE:
        with pytest.raises(PaiementEnAttente):
            ouvrir(due)
        prochaine = relu(paiement.id).prochaine_lecture_le
        assert prochaine is not None
        avancer(en_ligne, seconds=(prochaine - horloge.maintenant()).total_seconds() + 0.1)
        lectures.append(round((horloge.maintenant() - paiement.redirige_le).total_seconds() / 60))
        relire(paiement.id)

    assert lectures == [1, 2, 5, 10, 15, 20, 30, 60, 120]
    assert relu(paiement.id).etat is EtatPaiement.INCONNU
    assert commandes.noms() == ["PaiementOuvert", "PaiementEchoue"]
    assert ouvrir(due).etat is EtatPaiement.REDIRIGE


def test_passe_deux_heures_on_redemande_chaque_jour_pendant_sept_jours(en_ligne: Guichetier, due: SommeDue):
    paiement = ouvrir(due)
    avancer(en_ligne, minutes=121)
    relire(paiement.id)
    jours = []
    while (prochaine := relu(paiement.id).prochaine_lecture_le) is not None:
        avancer(en_ligne, seconds=(prochaine - horloge.maintenant()).total_seconds() + 0.1)
        jours.append((horloge.maintenant() - paiement.redirige_le).days)
        relire(paiement.id)

    assert jours == [1, 2, 3, 4, 5, 6, 7]
    assert conclure(en_ligne, paiement, "P").etat is EtatPaiement.PAYE


def test_un_paiement_purge_ne_se_redemande_plus(en_ligne: Guichetier, due: SommeDue, commandes: Commandes):
    en_ligne.scenario.purge = True
    paiement = conclure(en_ligne, ouvrir(due), "A")

    assert (paiement.etat, paiement.dernier_code) == (EtatPaiement.INCONNU, "P1")
    avancer(en_ligne, minutes=11)
    relire(paiement.id)
    assert relu(paiement.id).prochaine_lecture_le is None
    assert commandes.noms() == ["PaiementOuvert", "PaiementEchoue"]


def test_deux_paiements_de_la_meme_somme_l_un_est_a_rembourser(
    en_ligne: Guichetier, due: SommeDue, commandes: Commandes
):
    premier = ouvrir(due)
    avancer(en_ligne, minutes=121)
    relire(premier.id)
    conclure(en_ligne, ouvrir(due), "P")

    conclure(en_ligne, premier, "P")

    assert [(un.garde, un.a_rendre, un.motif_remboursement) for un in encaissements(due)] == [
        (50, 0, None),
        (0, 50, MotifRemboursement.DOUBLE),
    ]
    assert commandes.noms().count("PaiementConfirme") == 1


def test_un_refus_suivi_d_un_paiement_du_meme_identifiant_n_est_pas_perdu(
    en_ligne: Guichetier, due: SommeDue, commandes: Commandes
):
    paiement = conclure(en_ligne, ouvrir(due), "R")
    en_ligne.scenario.issue_alteree = "P"

    avancer(en_ligne, minutes=11)
    assert balayage.balayer() == 1
    relire(paiement.id)

    assert [un.montant for un in encaissements(due)] == [50]
    assert commandes.noms()[-2:] == ["PaiementEchoue", "PaiementConfirme"]


def test_une_lecture_plus_ancienne_arrivee_apres_ne_defait_rien(en_ligne: Guichetier, due: SommeDue):
    paiement = conclure(en_ligne, ouvrir(due), "P")
    en_ligne.scenario.issue_alteree = "R"

    for _ in range(3):
        relire(paiement.id)

    assert relu(paiement.id).etat is EtatPaiement.PAYE
    assert len(encaissements(due)) == 1
