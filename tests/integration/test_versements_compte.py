"""La banque refuse, la personne donne un autre compte ; une autre décision change ce qui est à verser."""

from decimal import Decimal

import pytest

from portail.dossiers.actions import decision
from portail.dossiers.versements import comptes, justificatifs
from portail.dossiers.versements.comptes import CompteBancaire
from portail.dossiers.versements.erreurs import (
    CompteRefuse,
    RibExige,
)
from portail.dossiers.versements.etats import EtatVersement, GesteVersement, MotifRejet
from portail.dossiers.versements.models import VersementChange
from portail.dossiers.versements.queries import versements_de
from portail.identite.models import Agent, Usager
from portail.socle.erreurs import Introuvable
from tests import fabriques
from tests.contestations import PARTIEL, REFUS, former
from tests.integration.lignes import relu, trace_de
from tests.integration.versements import (
    ACCORD,
    ATTESTATION,
    AUTRE_IBAN,
    FACTURE,
    accorde,
    dernier_message,
    mandate,
    operations,
    operer,
    rejete,
    transmettre,
    versement_du,
)

G = GesteVersement


# ---------- Le rejet et l’autre compte ----------


def test_rejete_la_personne_apprend_pourquoi_change_de_compte_et_le_versement_repart(yanis: Usager, herve: Agent):
    dossier = rejete(yanis, herve)
    assert "Le compte est fermé." in dernier_message(dossier)

    comptes.changer_de_compte(
        dossier.id, usager=yanis, compte=CompteBancaire(iban=AUTRE_IBAN, titulaire="M. Yanis BELKACEM")
    )
    assert versement_du(dossier).etat is EtatVersement.A_MANDATER
    assert "Ce n’était pas vous ?" in dernier_message(dossier)
    operer(dossier, herve, G.MANDATER, "M-2")
    operer(dossier, herve, G.PAYER, "M-2")

    versement = versement_du(dossier)
    assert (versement.etat, versement.iban, versement.motif_rejet) == (EtatVersement.PAYE, AUTRE_IBAN, None)
    assert operations(versement) == [
        ("mandater_versement", "M-1"),
        ("rejeter_versement", "M-1"),
        ("mandater_versement", "M-2"),
        ("payer_versement", "M-2"),
    ]


def test_un_virement_paye_peut_revenir(yanis: Usager, herve: Agent):
    dossier = mandate(yanis, herve)
    operer(dossier, herve, G.PAYER)

    operer(dossier, herve, G.REJETER, motif=MotifRejet.IBAN_INCONNU)

    assert versement_du(dossier).etat is EtatVersement.REJETE


def test_le_compte_refuse_ne_se_redonne_pas(yanis: Usager, herve: Agent):
    dossier = rejete(yanis, herve)
    avant, refuse = trace_de(dossier), versement_du(dossier).iban

    with pytest.raises(CompteRefuse):
        comptes.changer_de_compte(
            dossier.id, usager=yanis, compte=CompteBancaire(iban=refuse, titulaire="Yanis Belkacem")
        )
    assert (trace_de(dossier), versement_du(dossier).etat) == (avant, EtatVersement.REJETE)


def test_un_titulaire_inconnu_exige_le_releve_et_un_agent_verifie(yanis: Usager, herve: Agent, claire: Agent):
    dossier = rejete(yanis, herve)
    inconnu = CompteBancaire(iban=AUTRE_IBAN, titulaire="Jean Dupont")
    avant = trace_de(dossier)
    with pytest.raises(RibExige):
        comptes.changer_de_compte(dossier.id, usager=yanis, compte=inconnu)
    assert trace_de(dossier) == avant

    joint = CompteBancaire(iban=AUTRE_IBAN, titulaire="Jean Dupont", rib=fabriques.fichier("rib2.pdf"))
    comptes.changer_de_compte(dossier.id, usager=yanis, compte=joint)

    assert versement_du(dossier).etat is EtatVersement.A_VERIFIER
    with pytest.raises(VersementChange):
        operer(dossier, herve, G.MANDATER, "M-2")
    justificatifs.valider(versement_du(dossier).id, agent=claire, revision=None)
    assert versement_du(dossier).etat is EtatVersement.A_MANDATER


@pytest.mark.parametrize(
    ("titulaire", "connu"),
    [
        ("Yanis Belkacem", True),
        ("M BELKACEM YANIS", True),
        ("Belkacem", False),
        ("Mme Le Gall Emma", False),
        ("", False),
    ],
)
def test_le_titulaire_est_quelqu_un_du_dossier(yanis: Usager, herve: Agent, titulaire: str, connu: bool):
    assert comptes.titulaire_connu(relu(accorde(yanis, herve)), titulaire) is connu


def test_une_fois_mandate_le_compte_ne_change_plus(yanis: Usager, herve: Agent):
    dossier = mandate(yanis, herve)
    avant = trace_de(dossier)

    with pytest.raises(VersementChange):
        comptes.changer_de_compte(
            dossier.id, usager=yanis, compte=CompteBancaire(iban=AUTRE_IBAN, titulaire="Yanis Belkacem")
        )
    assert trace_de(dossier) == avant


def test_personne_d_autre_ne_change_le_compte(yanis: Usager, herve: Agent):
    dossier, emma = rejete(yanis, herve), fabriques.usager(("Emma",), "Le Gall")

    with pytest.raises(Introuvable):
        comptes.changer_de_compte(
            dossier.id, usager=emma, compte=CompteBancaire(iban=AUTRE_IBAN, titulaire="Emma Le Gall")
        )
    assert versement_du(dossier).iban != AUTRE_IBAN


def test_le_meme_compte_deux_fois_ne_change_rien(yanis: Usager, herve: Agent):
    dossier = accorde(yanis, herve)
    meme = CompteBancaire(iban=versement_du(dossier).iban, titulaire=versement_du(dossier).titulaire)
    avant = trace_de(dossier)

    comptes.changer_de_compte(dossier.id, usager=yanis, compte=meme)

    assert trace_de(dossier) == avant


# ---------- Une autre décision ----------


def test_un_recours_admis_verse_le_complement_de_ce_qui_est_deja_parti(yanis: Usager, herve: Agent, soizic: Agent):
    dossier = accorde(yanis, herve, PARTIEL)
    transmettre(dossier, yanis)
    justificatifs.valider(versement_du(dossier).id, agent=herve, revision=None)
    operer(dossier, herve, G.MANDATER)
    recours = former(dossier, yanis)

    decision.decider(recours.id, agent=soizic, projet=ACCORD, revision=None)

    complement, premier = versements_de(relu(dossier))
    assert (premier.etat, premier.montant) == (EtatVersement.MANDATE, Decimal("200.00"))
    assert (complement.etat, complement.montant, complement.reference) == (
        EtatVersement.A_MANDATER,
        Decimal("300.00"),
        f"{dossier.numero}-2",
    )


def test_rien_n_est_parti_le_nouveau_versement_remplace_l_ancien(yanis: Usager, herve: Agent, soizic: Agent):
    dossier = accorde(yanis, herve, PARTIEL)
    transmettre(dossier, yanis, [FACTURE])
    recours = former(dossier, yanis)

    decision.decider(recours.id, agent=soizic, projet=ACCORD, revision=None)

    nouveau, ancien = versements_de(relu(dossier))
    assert (ancien.etat, nouveau.etat, nouveau.montant) == (
        EtatVersement.ANNULE,
        EtatVersement.ACCORDE,
        Decimal("500.00"),
    )
    transmettre(dossier, yanis, [ATTESTATION])
    assert versement_du(dossier).etat is EtatVersement.A_VERIFIER


def test_une_nouvelle_decision_ne_fait_pas_passer_un_compte_que_nul_n_a_verifie(
    yanis: Usager, herve: Agent, soizic: Agent
):
    dossier = accorde(yanis, herve, PARTIEL)
    transmettre(dossier, yanis)
    justificatifs.valider(versement_du(dossier).id, agent=herve, revision=None)
    inconnu = CompteBancaire(iban=AUTRE_IBAN, titulaire="Karim Benali", rib=fabriques.fichier("rib.pdf"))
    comptes.changer_de_compte(dossier.id, usager=yanis, compte=inconnu)
    assert versement_du(dossier).etat is EtatVersement.A_VERIFIER

    decision.decider(former(dossier, yanis).id, agent=soizic, projet=ACCORD, revision=None)

    versement = versement_du(dossier)
    assert (versement.reference, versement.iban) == (f"{dossier.numero}-2", AUTRE_IBAN)
    assert versement.etat is EtatVersement.A_VERIFIER


def test_le_recours_lui_meme_ne_se_verse_pas(yanis: Usager, herve: Agent, soizic: Agent):
    dossier = fabriques.decide(yanis, herve, REFUS)
    recours = former(dossier, yanis)
    decision.decider(recours.id, agent=soizic, projet=ACCORD, revision=None)

    assert versements_de(recours) == []
    assert versement_du(dossier).montant == Decimal("500.00")
