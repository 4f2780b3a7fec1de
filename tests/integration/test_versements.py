"""De l’accord à l’argent : justificatifs, mandat, paiement, rejet, autre compte ; ce qui reste en base à chaque pas."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from portail.dossiers.horloges.lecture import horloges_du
from portail.dossiers.versements import justificatifs
from portail.dossiers.versements.erreurs import (
    DateImpossible,
    MandatDejaUtilise,
    MandatInconnu,
    MandatInvalide,
    MotifExige,
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
from tests.contestations import REFUS
from tests.fabriques import JOUR
from tests.integration.lignes import entrees_de, journal_de, promis, relu, trace_de
from tests.integration.versements import (
    ATTESTATION,
    FACTURE,
    a_mandater,
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
