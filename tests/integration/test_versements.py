"""De l’accord à l’argent : justificatifs, mandat, paiement, rejet, autre compte ; ce qui reste en base à chaque pas."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from portail.dossiers.actions import decision
from portail.dossiers.horloges.lecture import horloges_du
from portail.dossiers.models import Dossier
from portail.dossiers.versements import comptes, justificatifs
from portail.dossiers.versements.comptes import Compte
from portail.dossiers.versements.erreurs import (
    CompteRefuse,
    DateImpossible,
    MandatDejaUtilise,
    MandatInconnu,
    MandatInvalide,
    MotifExige,
    RibExige,
    SansCompte,
)
from portail.dossiers.versements.etats import EtatVersement, GesteVersement, MotifRejet
from portail.dossiers.versements.models import VersementChange
from portail.dossiers.versements.queries import versements_de
from portail.identite.models import Agent, Role, Usager
from portail.pieces.models import EtatPiece, MotifRefusPiece
from portail.pieces.queries import pieces_de
from portail.socle.erreurs import ConflitDeVersion, Interdit, Introuvable
from tests import fabriques
from tests.contestations import PARTIEL, REFUS, former
from tests.integration.lignes import entrees_de, journal_de, promis, relu, trace_de
from tests.integration.versements import (
    ACCORD,
    ATTESTATION,
    AUTRE_IBAN,
    FACTURE,
    a_mandater,
    accorde,
    mandate,
    operations,
    operer,
    rejete,
    transmettre,
    versement_du,
)

JOUR = date(2026, 11, 21)
G = GesteVersement


@pytest.fixture
def yanis(base: Session) -> Usager:
    del base
    fabriques.departement()
    fabriques.mettre_l_horloge_au(JOUR)
    return fabriques.usager()


@pytest.fixture
def herve(yanis: Usager) -> Agent:
    return fabriques.agent(Role.RESPONSABLE, prenom="Hervé", nom="Guillou")


@pytest.fixture
def soizic(yanis: Usager) -> Agent:
    return fabriques.agent(Role.RESPONSABLE, prenom="Soizic", nom="Le Bihan")


@pytest.fixture
def claire(yanis: Usager) -> Agent:
    return fabriques.agent()


@pytest.fixture
def regis(yanis: Usager) -> Agent:
    return fabriques.agent(Role.REGISSEUR, prenom="Régis", nom="Morvan")


def dernier_message(dossier: Dossier) -> str:
    message = promis(dossier)[-1]
    assert message.gabarit == "dossier/versement"
    return " ".join(message.contexte["paragraphes"]).replace("\u00a0", " ").replace("\u202f", " ")


# ---------- L’accord ouvre le versement ----------


def test_un_accord_chiffre_prevoit_le_versement_sur_le_compte_de_la_demande(yanis: Usager, herve: Agent):
    dossier = accorde(yanis, herve)

    versement = versement_du(dossier)
    assert (versement.etat, versement.montant, versement.reference) == (
        EtatVersement.ACCORDE,
        Decimal("500.00"),
        f"{dossier.numero}-1",
    )
    assert (versement.iban, versement.titulaire) == (
        relu(dossier).reponses["iban"],
        relu(dossier).reponses["titulaire_compte"],
    )
    assert versement.date_limite == date(2027, 11, 21)
    assert "ouvrir_versement" in journal_de(dossier)


def test_sans_montant_ni_accord_rien_n_est_a_verser(yanis: Usager, herve: Agent):
    for projet in (fabriques.ACCORD, REFUS):
        assert versements_de(fabriques.decide(yanis, herve, projet)) == []


def test_une_demande_sans_justificatif_de_paiement_est_prete_a_mandater(yanis: Usager, herve: Agent, declarer):
    declarer(pieces=())

    assert versement_du(accorde(yanis, herve)).etat is EtatVersement.A_MANDATER


def test_le_compte_est_illisible_en_base_et_absent_du_journal(base: Session, yanis: Usager, herve: Agent):
    dossier = rejete(yanis, herve)

    brut = base.execute(text("SELECT iban, titulaire FROM versement")).one()
    iban = versement_du(dossier).iban
    assert iban.encode() not in bytes(brut[0])
    assert b"Belkacem" not in bytes(brut[1])
    for entree in entrees_de(dossier):
        assert iban not in str(entree.details)
    assert iban not in str([message.contexte for message in promis(dossier)])


# ---------- Justificatifs ----------


def test_les_justificatifs_complets_passent_au_service_et_pas_avant(yanis: Usager, herve: Agent):
    dossier = accorde(yanis, herve)
    transmettre(dossier, yanis, [FACTURE])
    assert versement_du(dossier).etat is EtatVersement.ACCORDE

    transmettre(dossier, yanis, [ATTESTATION])

    assert (versement_du(dossier).etat, versement_du(dossier).est_tardif) == (EtatVersement.A_VERIFIER, False)
    assert promis(dossier)[-1].gabarit == "agent/versement"


def test_valider_accepte_les_pieces_et_rend_pret_a_mandater(yanis: Usager, herve: Agent, claire: Agent):
    dossier = accorde(yanis, herve)
    transmettre(dossier, yanis)

    justificatifs.valider(versement_du(dossier).id, agent=claire, revision=versement_du(dossier).revision)

    assert versement_du(dossier).etat is EtatVersement.A_MANDATER
    etats = {p.code: p.etat for p in pieces_de(dossier.id)}
    assert (etats[FACTURE], etats[ATTESTATION]) == (EtatPiece.ACCEPTEE, EtatPiece.ACCEPTEE)


def test_redemander_dit_pourquoi_et_le_prochain_envoi_remplace(yanis: Usager, herve: Agent, claire: Agent):
    dossier = accorde(yanis, herve)
    transmettre(dossier, yanis)

    justificatifs.redemander(
        versement_du(dossier).id,
        agent=claire,
        codes=[FACTURE],
        motif=MotifRefusPiece.ILLISIBLE,
        precision="On ne lit pas la mention « acquittée ».",
        revision=None,
    )

    assert versement_du(dossier).etat is EtatVersement.ACCORDE
    assert "On ne lit pas la mention « acquittée »." in dernier_message(dossier)
    transmettre(dossier, yanis, [FACTURE])
    assert versement_du(dossier).etat is EtatVersement.A_VERIFIER


def test_une_piece_qui_n_est_pas_de_paiement_ne_s_envoie_pas_ici(yanis: Usager, herve: Agent):
    dossier = accorde(yanis, herve)
    avant = trace_de(dossier)

    with pytest.raises(Introuvable):
        transmettre(dossier, yanis, ["avis_impot"])
    with pytest.raises(Introuvable):
        transmettre(dossier, fabriques.usager(("Emma",), "Le Gall"), [FACTURE])
    assert trace_de(dossier) == avant


# ---------- Mandat, paiement ----------


def test_mandate_puis_paye_la_personne_l_apprend(yanis: Usager, herve: Agent, regis: Agent):
    dossier = a_mandater(yanis, herve)

    operer(dossier, regis, G.MANDATER, "2026-00412")
    assert "500 €" in dernier_message(dossier)
    fabriques.mettre_l_horloge_au(JOUR + timedelta(days=6))
    operer(dossier, regis, G.PAYER, "2026-00412")

    versement = versement_du(dossier)
    assert (versement.etat, versement.mandat, versement.date_mandat, versement.date_paiement) == (
        EtatVersement.PAYE,
        "2026-00412",
        JOUR,
        JOUR + timedelta(days=6),
    )
    fin = versement.iban[-3:]
    assert f"500 € ont été versés le 27 novembre 2026 sur le compte finissant par {fin}." in dernier_message(dossier)
    assert operations(versement) == [("mandater_versement", "2026-00412"), ("payer_versement", "2026-00412")]


def test_l_affaire_finit_le_jour_du_paiement(yanis: Usager, herve: Agent):
    dossier = mandate(yanis, herve)
    avant = relu(dossier).date_fin
    fabriques.mettre_l_horloge_au(JOUR + timedelta(days=40))

    operer(dossier, herve, G.PAYER, jour=JOUR + timedelta(days=38))

    assert (avant, horloges_du(relu(dossier)).fin, relu(dossier).date_fin) == (
        JOUR,
        JOUR + timedelta(days=38),
        JOUR + timedelta(days=38),
    )


@pytest.mark.parametrize(
    ("geste", "mandat", "jours", "motif", "refus"),
    [
        (G.PAYER, "M-2", 0, None, MandatInconnu),
        (G.PAYER, "M-1", 1, None, DateImpossible),
        (G.PAYER, "M-1", -3, None, DateImpossible),
        (G.PAYER, "", 0, None, MandatInvalide),
        (G.PAYER, "=M-1", 0, None, MandatInvalide),
        (G.REJETER, "M-1", 0, None, MotifExige),
        (G.REJETER, "M-9", 0, MotifRejet.COMPTE_CLOS, MandatInconnu),
        (G.MANDATER, "M-1", 0, None, MandatDejaUtilise),
        (G.MANDATER, "M-2", 0, None, VersementChange),
    ],
)
def test_une_operation_impossible_ne_laisse_rien(
    yanis: Usager, herve: Agent, geste: GesteVersement, mandat: str, jours: int, motif: MotifRejet | None, refus: type
):
    dossier = mandate(yanis, herve)
    avant, lignes = trace_de(dossier), operations(versement_du(dossier))

    with pytest.raises(refus):
        operer(dossier, herve, geste, mandat, JOUR + timedelta(days=jours), motif)
    assert (trace_de(dossier), operations(versement_du(dossier))) == (avant, lignes)


def test_sans_compte_on_ne_mandate_pas(base: Session, yanis: Usager, herve: Agent):
    dossier = a_mandater(yanis, herve)
    versement_du(dossier).iban = None
    base.commit()

    with pytest.raises(SansCompte):
        operer(dossier, herve, G.MANDATER)


@pytest.mark.parametrize(
    ("role", "service", "permis"),
    [
        (Role.REGISSEUR, "jeunesse", True),
        (Role.DIRECTEUR, "jeunesse", True),
        (Role.INSTRUCTEUR, "jeunesse", False),
        (Role.ACCUEIL, "jeunesse", False),
        (Role.REGISSEUR, "autonomie", False),
        (Role.ADMINISTRATEUR, None, False),
    ],
)
def test_qui_tient_les_comptes(yanis: Usager, herve: Agent, role: Role, service: str | None, permis: bool):
    dossier, agent = a_mandater(yanis, herve), fabriques.agent(role, service, prenom="Anne")
    avant = trace_de(dossier)

    if permis:
        operer(dossier, agent, G.MANDATER)
        assert versement_du(dossier).etat is EtatVersement.MANDATE
        return
    with pytest.raises(Interdit):
        operer(dossier, agent, G.MANDATER)
    assert trace_de(dossier) == avant


def test_le_comptable_ne_juge_pas_les_justificatifs(yanis: Usager, herve: Agent, regis: Agent):
    dossier = accorde(yanis, herve)
    transmettre(dossier, yanis)

    with pytest.raises(Interdit):
        justificatifs.valider(versement_du(dossier).id, agent=regis, revision=None)


def test_un_ecran_perime_est_refuse(yanis: Usager, herve: Agent):
    dossier = accorde(yanis, herve)
    transmettre(dossier, yanis)
    montree = versement_du(dossier).revision
    justificatifs.valider(versement_du(dossier).id, agent=herve, revision=montree)

    with pytest.raises(ConflitDeVersion):
        justificatifs.valider(versement_du(dossier).id, agent=herve, revision=montree)


# ---------- Le rejet et l’autre compte ----------


def test_rejete_la_personne_apprend_pourquoi_change_de_compte_et_le_versement_repart(yanis: Usager, herve: Agent):
    dossier = rejete(yanis, herve)
    assert "Le compte est fermé." in dernier_message(dossier)

    comptes.changer_de_compte(dossier.id, usager=yanis, compte=Compte(iban=AUTRE_IBAN, titulaire="M. Yanis BELKACEM"))
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
        comptes.changer_de_compte(dossier.id, usager=yanis, compte=Compte(iban=refuse, titulaire="Yanis Belkacem"))
    assert (trace_de(dossier), versement_du(dossier).etat) == (avant, EtatVersement.REJETE)


def test_un_titulaire_inconnu_exige_le_releve_et_un_agent_verifie(yanis: Usager, herve: Agent, claire: Agent):
    dossier = rejete(yanis, herve)
    inconnu = Compte(iban=AUTRE_IBAN, titulaire="Jean Dupont")
    avant = trace_de(dossier)
    with pytest.raises(RibExige):
        comptes.changer_de_compte(dossier.id, usager=yanis, compte=inconnu)
    assert trace_de(dossier) == avant

    joint = Compte(iban=AUTRE_IBAN, titulaire="Jean Dupont", rib=fabriques.fichier("rib2.pdf"))
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
        comptes.changer_de_compte(dossier.id, usager=yanis, compte=Compte(iban=AUTRE_IBAN, titulaire="Yanis Belkacem"))
    assert trace_de(dossier) == avant


def test_personne_d_autre_ne_change_le_compte(yanis: Usager, herve: Agent):
    dossier, emma = rejete(yanis, herve), fabriques.usager(("Emma",), "Le Gall")

    with pytest.raises(Introuvable):
        comptes.changer_de_compte(dossier.id, usager=emma, compte=Compte(iban=AUTRE_IBAN, titulaire="Emma Le Gall"))
    assert versement_du(dossier).iban != AUTRE_IBAN


def test_le_meme_compte_deux_fois_ne_change_rien(yanis: Usager, herve: Agent):
    dossier = accorde(yanis, herve)
    meme = Compte(iban=versement_du(dossier).iban, titulaire=versement_du(dossier).titulaire)
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


def test_le_recours_lui_meme_ne_se_verse_pas(yanis: Usager, herve: Agent, soizic: Agent):
    dossier = fabriques.decide(yanis, herve, REFUS)
    recours = former(dossier, yanis)
    decision.decider(recours.id, agent=soizic, projet=ACCORD, revision=None)

    assert versements_de(recours) == []
    assert versement_du(dossier).montant == Decimal("500.00")
