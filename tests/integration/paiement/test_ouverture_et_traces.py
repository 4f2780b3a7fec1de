"""Le réveil, ce qui ne s’ouvre pas, ce qui reste écrit."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portail.journal.actions import SYSTEME
from portail.journal.models import Entree
from portail.notifications.models import Notification
from portail.paiement.paiements import balayage, ouverture
from portail.paiement.paiements.erreurs import (
    AuDessusDuPlafond,
    CourrielExige,
    RegieFermee,
    SommeAnnulee,
    SommeDejaReglee,
)
from portail.paiement.paiements.etats import EtatPaiement
from portail.paiement.paiements.models import Paiement, SommeDue
from portail.paiement.paiements.notification import reveiller
from portail.paiement.payfip.formes import Saisie
from portail.paiement.regies import actions as regies
from portail.paiement.regies.models import Regie
from portail.socle import demarrage
from portail.socle.base import session
from tests.integration.paiement.fabrique import (
    COURRIEL,
    Commandes,
    PanierExpire,
    annuler,
    avancer,
    conclure,
    ouvrir,
    payee,
    relectures_en_file,
    somme,
)
from tests.payfip import Guichetier

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
