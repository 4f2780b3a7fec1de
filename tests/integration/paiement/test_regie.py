"""La régie : encaisser hors ligne, en plusieurs fois, rembourser, trancher ; qui le peut, sur quelle régie."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from portail.identite.models import Agent, Role
from portail.journal.actions import SYSTEME
from portail.journal.models import Entree
from portail.paiement.paiements import gestes, sommes
from portail.paiement.paiements.comptes import parts_egales
from portail.paiement.paiements.erreurs import (
    DateImpossible,
    DepasseLeReste,
    EcheancierFaux,
    EncaissementChange,
    PaiementEnAttente,
)
from portail.paiement.paiements.etats import (
    HORS_LIGNE,
    EtatPaiement,
    MotifRemboursement,
    Moyen,
)
from portail.paiement.paiements.gestes import RecuAuGuichet, Verdict
from portail.paiement.paiements.models import SommeDue
from portail.paiement.paiements.queries import compte_de
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable
from tests import fabriques
from tests.integration.navigation import navigateur
from tests.integration.paiement.fabrique import (
    SERVICE,
    Commandes,
    annuler,
    conclure,
    encaissements,
    objet,
    ouvrir,
    payee,
    relu,
)
from tests.payfip import Guichetier


def recu(
    montant: str = "50.00", moyen: Moyen = Moyen.CHEQUE, *, cle: str = "", jour: date | None = None
) -> RecuAuGuichet:
    return RecuAuGuichet(
        moyen=moyen,
        montant=Decimal(montant),
        jour=jour or horloge.aujourd_hui(),
        reference="0012345",
        cle=cle or uuid4().hex,
    )


# ---------- Hors ligne ----------


@pytest.mark.parametrize("moyen", sorted(HORS_LIGNE))
def test_chaque_moyen_hors_ligne_confirme_la_commande(due: SommeDue, maryse: Agent, commandes: Commandes, moyen: Moyen):
    pris = gestes.encaisser_au_guichet(due.id, recu(moyen=moyen), agent=maryse)

    assert (pris.garde, pris.agent_id, pris.paiement_id) == (50, maryse.id, None)
    assert commandes.noms() == ["PaiementConfirme"]
    assert commandes.annonces[0].soldee is True


def test_plusieurs_moyens_font_la_somme(due: SommeDue, maryse: Agent, commandes: Commandes):
    gestes.encaisser_au_guichet(due.id, recu("20.00", Moyen.ANCV), agent=maryse)
    gestes.encaisser_au_guichet(due.id, recu("30.00", Moyen.PASS_SPORT), agent=maryse)

    assert [annonce.soldee for annonce in commandes.annonces] == [False, True]
    assert compte_de(due).reste == 0
    with pytest.raises(DepasseLeReste):
        gestes.encaisser_au_guichet(due.id, recu("0.01"), agent=maryse)


def test_le_reste_se_paie_en_ligne(en_ligne: Guichetier, due: SommeDue, maryse: Agent):
    gestes.encaisser_au_guichet(due.id, recu("20.00", Moyen.ANCV), agent=maryse)

    paiement = ouvrir(due)

    assert paiement.montant == 30


def test_le_meme_envoi_n_encaisse_qu_une_fois(due: SommeDue, maryse: Agent, commandes: Commandes):
    deux = [gestes.encaisser_au_guichet(due.id, recu("20.00", cle="a"), agent=maryse) for _ in range(2)]

    assert deux[0].id == deux[1].id
    assert len(encaissements(due)) == 1
    assert len(commandes.annonces) == 1


@pytest.mark.parametrize("montant", ["0", "-5", "50.01"])
def test_on_n_encaisse_ni_rien_ni_plus_que_le_reste(due: SommeDue, maryse: Agent, montant: str):
    with pytest.raises(DepasseLeReste):
        gestes.encaisser_au_guichet(due.id, recu(montant), agent=maryse)


@pytest.mark.parametrize("jours", [1, -61])
def test_un_encaissement_n_est_ni_a_venir_ni_trop_ancien(due: SommeDue, maryse: Agent, jours: int):
    jour = horloge.aujourd_hui() + timedelta(days=jours)

    with pytest.raises(DateImpossible):
        gestes.encaisser_au_guichet(due.id, recu(jour=jour), agent=maryse)


def test_on_n_encaisse_pas_pendant_un_paiement_en_ligne(en_ligne: Guichetier, due: SommeDue, maryse: Agent):
    ouvrir(due)

    with pytest.raises(PaiementEnAttente):
        gestes.encaisser_au_guichet(due.id, recu(), agent=maryse)


def test_on_n_encaisse_pas_une_somme_annulee(due: SommeDue, maryse: Agent, commandes: Commandes):
    annuler(due)

    pris = gestes.encaisser_au_guichet(due.id, recu(), agent=maryse)

    assert (pris.garde, pris.motif_remboursement) == (0, MotifRemboursement.TARDIF)
    assert commandes.noms() == ["PaiementTardif"]


def test_un_cheque_impaye_rend_la_somme_due(due: SommeDue, maryse: Agent, commandes: Commandes):
    pris = gestes.encaisser_au_guichet(due.id, recu(), agent=maryse)

    gestes.noter_l_impaye(pris.id, agent=maryse)

    assert compte_de(due).reste == 50
    assert commandes.noms() == ["PaiementConfirme", "EncaissementRejete"]
    with pytest.raises(EncaissementChange):
        gestes.noter_l_impaye(pris.id, agent=maryse)


def test_des_especes_ne_sont_pas_impayees(due: SommeDue, maryse: Agent):
    pris = gestes.encaisser_au_guichet(due.id, recu(moyen=Moyen.ESPECES), agent=maryse)

    with pytest.raises(EncaissementChange):
        gestes.noter_l_impaye(pris.id, agent=maryse)


# ---------- En plusieurs fois ----------


@pytest.mark.parametrize(
    ("montant", "fois", "attendues"),
    [("50.00", 3, ["16.68", "16.66", "16.66"]), ("50.00", 1, ["50.00"]), ("100.00", 4, ["25.00"] * 4)],
)
def test_les_parts_sont_egales_et_rien_ne_se_perd(montant: str, fois: int, attendues: list[str]):
    parts = parts_egales(Decimal(montant), fois, date(2026, 12, 31))

    assert [str(part) for part, _jour in parts] == attendues
    assert [jour.month for _part, jour in parts] == [12, 1, 2, 3][:fois]


def test_en_trois_fois_chaque_paiement_va_a_la_premiere_part(en_ligne: Guichetier, due: SommeDue, maryse: Agent):
    gestes.payer_en_plusieurs_fois(due.id, parts_egales(due.montant, 3, date(2026, 12, 1)), agent=maryse)
    compte = compte_de(due)
    assert compte.a_payer == Decimal("16.68")

    conclure(en_ligne, ouvrir(due, montant="16.68"), "P")
    gestes.encaisser_au_guichet(due.id, recu("10.00"), agent=maryse)

    assert [part.reste for part in compte_de(due).parts] == [0, Decimal("6.66"), Decimal("16.66")]
    assert compte_de(due).a_payer == Decimal("6.66")


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [("49.99", 1)],
        [("50.01", 1)],
        [("60.00", 1), ("-10.00", 2)],
        [("25.00", 2), ("25.00", 1)],
    ],
)
def test_un_echeancier_faux_est_refuse(due: SommeDue, maryse: Agent, parts: list[tuple[str, int]]):
    with pytest.raises(EcheancierFaux):
        gestes.payer_en_plusieurs_fois(due.id, [(Decimal(m), date(2027, mois, 1)) for m, mois in parts], agent=maryse)


# ---------- Rendre ----------


def test_un_remboursement_se_note_une_fois(en_ligne: Guichetier, due: SommeDue, maryse: Agent):
    pris = payee(en_ligne, due)
    with transaction():
        sommes.rendre(objet(due), Decimal(20), motif=MotifRemboursement.ANNULATION_FAMILLE, auteur=SYSTEME)

    gestes.noter_le_remboursement(pris.id, jour=horloge.aujourd_hui(), mandat="2026-118", agent=maryse)

    [lu] = encaissements(due)
    assert (lu.garde, lu.a_rendre, lu.mandat, lu.est_a_rembourser) == (30, 20, "2026-118", False)
    with pytest.raises(EncaissementChange):
        gestes.noter_le_remboursement(pris.id, jour=horloge.aujourd_hui(), mandat="2026-118", agent=maryse)


def test_on_ne_rend_pas_plus_que_recu(en_ligne: Guichetier, due: SommeDue, maryse: Agent):
    payee(en_ligne, due)

    with transaction():
        marque = sommes.rendre(objet(due), Decimal(80), motif=MotifRemboursement.ANNULATION_SERVICE, auteur=SYSTEME)

    assert marque == 50


def test_rien_ne_se_rembourse_qui_n_est_pas_a_rendre(en_ligne: Guichetier, due: SommeDue, maryse: Agent):
    pris = payee(en_ligne, due)

    with pytest.raises(EncaissementChange):
        gestes.noter_le_remboursement(pris.id, jour=horloge.aujourd_hui(), mandat="1", agent=maryse)


# ---------- Trancher ----------


@pytest.mark.parametrize(
    ("verdict", "garde", "a_rendre", "etat"),
    [
        (Verdict.GARDER, "40.00", "0", EtatPaiement.PAYE),
        (Verdict.RENDRE, "0", "40.00", EtatPaiement.PAYE),
        (Verdict.RIEN_RECU, None, None, EtatPaiement.INCONNU),
    ],
)
def test_une_anomalie_se_tranche(
    en_ligne: Guichetier,
    due: SommeDue,
    maryse: Agent,
    verdict: Verdict,
    garde: str | None,
    a_rendre: str | None,
    etat: EtatPaiement,
):
    en_ligne.scenario.montant_altere = -1000
    paiement = conclure(en_ligne, ouvrir(due), "P")

    gestes.trancher(paiement.id, verdict, agent=maryse)

    assert relu(paiement.id).etat is etat
    recus = [(un.garde, un.a_rendre) for un in encaissements(due)]
    assert recus == ([] if garde is None else [(Decimal(garde), Decimal(a_rendre or "0"))])
    with pytest.raises(EncaissementChange):
        gestes.trancher(paiement.id, verdict, agent=maryse)


# ---------- Qui ----------


@pytest.mark.parametrize(
    ("role", "service"),
    [
        (Role.REGISSEUR, "jeunesse"),
        (Role.RESPONSABLE, SERVICE),
        (Role.ACCUEIL, SERVICE),
        (Role.ADMINISTRATEUR, None),
    ],
)
def test_seul_le_regisseur_du_service_agit(en_ligne: Guichetier, due: SommeDue, role: Role, service: str | None):
    autre = fabriques.agent(role, service, prenom="Autre")
    pris = payee(en_ligne, due)
    avant = repr(session.scalars(select(Entree.action)).all())

    for geste in (
        lambda: gestes.encaisser_au_guichet(due.id, recu(), agent=autre),
        lambda: gestes.payer_en_plusieurs_fois(due.id, [(Decimal(50), date(2027, 1, 1))], agent=autre),
        lambda: gestes.envoyer_le_lien(due.id, courriel="a@courriel.example", telephone="", agent=autre),
        lambda: gestes.noter_le_remboursement(pris.id, jour=horloge.aujourd_hui(), mandat="1", agent=autre),
        lambda: gestes.noter_l_impaye(pris.id, agent=autre),
        lambda: gestes.trancher(pris.paiement_id or UUID(int=0), Verdict.GARDER, agent=autre),
    ):
        with pytest.raises(Introuvable):
            geste()
    assert repr(session.scalars(select(Entree.action)).all()) == avant


def test_chaque_adresse_d_une_autre_regie_est_introuvable(application: Flask, en_ligne: Guichetier, due: SommeDue):
    autre = navigateur(application, fabriques.agent(Role.REGISSEUR, "jeunesse", prenom="Autre"))
    pris = payee(en_ligne, due)
    adresses = [
        f"/agents/regie/sommes/{due.id}",
        f"/agents/regie/sommes/{due.id}/encaisser",
        f"/agents/regie/sommes/{due.id}/echelonner",
        f"/agents/regie/sommes/{due.id}/en-ligne",
        f"/agents/regie/encaissements/{pris.id}/recu",
        f"/agents/regie/encaissements/{pris.id}/rembourser",
        f"/agents/regie/encaissements/{pris.id}/impaye",
        f"/agents/regie/paiements/{pris.paiement_id}/anomalie",
    ]

    assert [autre.get(adresse).status_code for adresse in adresses] == [404] * len(adresses)
    assert "/agents/regie/sommes/" not in autre.get(f"/agents/regie/?q={due.numero}").text
