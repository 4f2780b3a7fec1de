"""Payer en ligne, du bouton à l’accusé, contre le PayFiP simulé : les scénarios du métier, puis chaque code."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portail.demonstration.payfip.scenario import Panne
from portail.journal.actions import SYSTEME
from portail.journal.models import Entree
from portail.notifications.models import Notification
from portail.paiement.paiements import balayage, ouverture, plan
from portail.paiement.paiements.erreurs import (
    AuDessusDuPlafond,
    CourrielExige,
    PaiementEnAttente,
    PayfipNOuvrePas,
    RegieFermee,
    SommeAnnulee,
    SommeDejaReglee,
    SousLeMinimum,
)
from portail.paiement.paiements.etats import EtatEncaissement, EtatPaiement, MotifRemboursement, Moyen
from portail.paiement.paiements.models import Paiement, SommeDue
from portail.paiement.paiements.notification import reveiller
from portail.paiement.paiements.relecture import relire
from portail.paiement.paiements.sommes import reste_du
from portail.paiement.payfip.formes import Saisie
from portail.paiement.regies import actions as regies
from portail.paiement.regies.models import Regie
from portail.parametres.models import Parametre
from portail.parametres.queries import oublier_les_valeurs
from portail.socle import demarrage, horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable
from tests.integration.paiement import fabrique
from tests.integration.paiement.fabrique import (
    COURRIEL,
    Commandes,
    PanierExpire,
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


# ---------- Le réveil ----------


def test_cent_notifications_ne_font_qu_une_relecture(en_ligne: Guichetier, due: SommeDue):
    paiement = ouvrir(due)

    for _ in range(100):
        reveiller(paiement.idop or "")

    assert relectures_en_file() == 1


def test_une_notification_d_un_paiement_encaisse_ne_fait_rien(en_ligne: Guichetier, due: SommeDue):
    paiement = conclure(en_ligne, ouvrir(due), "P")

    reveiller(paiement.idop or "")

    assert relectures_en_file() == 0


def test_le_balayage_reprend_ce_que_l_ouvrier_a_perdu(en_ligne: Guichetier, due: SommeDue):
    paiement = ouvrir(due)
    reveiller(paiement.idop or "")
    assert balayage.balayer() == 1
    assert balayage.balayer() == 0
    avancer(en_ligne, minutes=3)

    assert balayage.balayer() == 1


# ---------- Ce qui ne s’ouvre pas ----------


def test_rien_ne_s_ouvre_pour_une_somme_reglee_annulee_ou_trop_grosse(en_ligne: Guichetier, regie: Regie):
    reglee, annulee, grosse = somme(regie), somme(regie), somme(regie, "100000.00")
    payee(en_ligne, reglee)
    annuler(annulee)

    for due, refus in ((reglee, SommeDejaReglee), (annulee, SommeAnnulee), (grosse, AuDessusDuPlafond)):
        with pytest.raises(refus):
            ouvrir(due)


def test_une_regie_fermee_n_encaisse_plus(en_ligne: Guichetier, regie: Regie, due: SommeDue):
    regies.fermer_regie(regie.code, auteur=SYSTEME)

    with pytest.raises(RegieFermee):
        ouvrir(due)


@pytest.mark.parametrize(
    "courriel", ["", "claire", "a@b", "a b@c.example", "claire@" + "x" * 80 + ".example", "<a@b.fr>"]
)
def test_une_adresse_que_payfip_refuserait_se_redemande(en_ligne: Guichetier, due: SommeDue, courriel: str):
    with pytest.raises(CourrielExige):
        ouverture.initier(due.id, courriel=courriel)

    assert en_ligne.etat.operations == {}


def test_l_etage_du_dessus_peut_refuser_et_rien_ne_part(en_ligne: Guichetier, due: SommeDue, commandes: Commandes):
    commandes.expirees.add(due.objet_id)

    with pytest.raises(PanierExpire):
        ouvrir(due)

    assert en_ligne.etat.operations == {}
    assert session.scalars(select(Paiement).where(Paiement.somme_id == due.id)).all() == []


def test_la_fiche_changee_ne_change_pas_un_paiement_ouvert(en_ligne: Guichetier, regie: Regie, due: SommeDue):
    paiement = ouvrir(due)
    fiche = regies.FicheRegie(
        libelle="Autre", numcli="090910", prefixe="AUT", mode=Saisie.PRODUCTION, service_code="vie_associative"
    )
    regies.modifier_regie(regie.code, fiche, auteur=SYSTEME)

    assert conclure(en_ligne, paiement, "P").etat is EtatPaiement.PAYE


# ---------- Ce qui reste écrit ----------


def test_l_accuse_est_promis_avec_le_recu(en_ligne: Guichetier, due: SommeDue):
    recu = payee(en_ligne, due)

    [message] = session.scalars(select(Notification).where(Notification.objet_id == str(due.id)))
    assert (message.gabarit, message.adresse) == ("paiement/recu", COURRIEL)
    assert message.contexte["chemin_recu"].endswith(f"/recu/{recu.id}")
    assert (message.contexte["montant"], message.contexte["a_rendre"]) == ("50\u00a0€", "")


def test_ni_nom_ni_adresse_au_journal_ni_dans_les_traces(
    en_ligne: Guichetier, due: SommeDue, caplog: pytest.LogCaptureFixture, base: Session
):
    en_ligne.scenario.montant_altere = 100
    conclure(en_ligne, ouvrir(due), "P")

    ecrit = repr([(e.action, e.details) for e in session.scalars(select(Entree))]) + caplog.text
    assert "ouvrir_paiement" in ecrit
    assert "anomalie_paiement" in ecrit
    assert "guillet" not in ecrit.lower()
    brut = base.connection().exec_driver_sql("SELECT payeur, courriel FROM somme_due").all()
    assert "guillet" not in repr(brut).lower()


def test_le_portail_ne_parle_qu_a_l_adresse_reglee(en_ligne: Guichetier, due: SommeDue):
    assert demarrage.reglages().payfip_url == en_ligne.racine
    assert ouverture.initier(due.id, courriel=COURRIEL).url.startswith(f"{en_ligne.racine}/tpa/paiementws.web?idop=")
