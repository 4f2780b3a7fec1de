"""Les gestes par lot : chaque dossier pour lui-même, ce qui ne va pas est dit, rien n’est fait deux fois ni oublié."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.models import Complement, Message
from portail.identite.models import Agent, Role
from portail.instruction.lots import actions, erreurs
from portail.instruction.lots.erreurs import LotTropGrand, LotVide
from portail.instruction.lots.models import EtatLot, GesteDeLot, Lot
from portail.socle.base import session
from tests import fabriques
from tests.integration.lignes import decisions, documents, gabarits_promis, journal_de, relu, trace_de
from tests.integration.lots import (
    demandes,
    execute,
    instruite,
    issues,
    lot_relu,
    personne,
    prepare,
    usager,
    verifier_l_ecole,
)

FAIT = ("fait", "")


def ecarte(raison: str) -> tuple[str, str]:
    return ("ecarte", raison)


# ---------- Préparer ne fait rien, et dit ce qui serait fait ----------


@pytest.mark.parametrize("geste", list(GesteDeLot))
def test_preparer_ne_change_aucun_dossier(claire: Agent, geste: GesteDeLot):
    [dossier] = demandes(1)
    avant = trace_de(dossier)

    lot = prepare([dossier], claire, geste)

    apres = trace_de(dossier)
    lectures = ("lire",) if geste in actions.DECISIONS else ()
    assert (lot.etat, apres.journal) == (EtatLot.PREPARE, (*avant.journal, *lectures))
    assert (apres.etat, apres.revision, apres.documents, apres.taches) == (
        avant.etat,
        avant.revision,
        avant.documents,
        avant.taches,
    )


def test_un_lot_vide_ou_trop_grand_est_refuse(claire: Agent):
    with pytest.raises(LotVide):
        actions.preparer([], agent=claire, geste=GesteDeLot.ECRIRE, consigne={"message": "Bonjour"})
    lignes = fabriques.lignes({} for _ in range(501))

    with pytest.raises(LotTropGrand) as refus:
        actions.preparer(lignes, agent=claire, geste=GesteDeLot.ECRIRE, consigne={"message": "Bonjour"})

    assert refus.value.valeurs == {"maximum": 500}
    assert session.scalars(select(Lot)).all() == []


def test_la_confirmation_dit_qui_serait_ecarte_et_pourquoi(claire: Agent):
    ouvert, decide = fabriques.ligne(), fabriques.ligne(Etat.DECIDE)
    ailleurs = fabriques.ligne(service_code="autonomie")
    deja = fabriques.ligne(agent_id=claire.id)

    lot = prepare([ouvert, decide, ailleurs, deja], claire, GesteDeLot.AFFECTER, a=str(claire.id))

    assert issues(lot) == [
        ("attente", ""),
        ecarte(erreurs.PAS_EN_COURS),
        ecarte(erreurs.NON_INSTRUIT),
        ecarte(erreurs.DEJA_SUIVI),
    ]


# ---------- Faire ----------


def test_affecter_par_lot_est_affecter_chacun(claire: Agent, herve: Agent):
    dossiers = demandes(3)

    lot = prepare(dossiers, herve, GesteDeLot.AFFECTER, a=str(claire.id))
    execute(lot, herve)

    assert issues(lot) == [FAIT] * 3
    assert {relu(d).agent_id for d in dossiers} == {claire.id}
    assert all(journal_de(d)[-1] == "affecter" for d in dossiers)
    assert (lot_relu(lot).etat, lot_relu(lot).termine_le is not None) == (EtatLot.TERMINE, True)


def test_ecrire_par_lot_remplit_les_variables_pour_chacun(claire: Agent):
    dossiers = demandes(2)

    lot = prepare(dossiers, claire, GesteDeLot.ECRIRE)
    execute(lot, claire)

    textes = [session.scalars(select(Message).where(Message.dossier_id == d.id)).one().texte for d in dossiers]
    assert issues(lot) == [FAIT, FAIT]
    assert [f"{d.prenoms} {d.nom}" in texte for d, texte in zip(dossiers, textes, strict=True)] == [True, True]
    assert "{" not in "".join(textes)
    assert all(gabarits_promis(d).count("dossier/message") == 1 for d in dossiers)


def test_un_complement_par_lot_ne_demande_a_chacun_que_ce_qui_le_concerne(claire: Agent):
    [concerne] = demandes(1)
    decide = fabriques.decide(fabriques.usager(), fabriques.agent(Role.RESPONSABLE, prenom="Anne"))
    elements = [{"type": "piece", "identifiant": p, "precision": ""} for p in ("rib", "attestation_ase")]
    sans_objet = [{"type": "piece", "identifiant": "attestation_ase", "precision": ""}]

    lot = prepare([concerne, decide], claire, GesteDeLot.DEMANDER_COMPLEMENT, elements=elements)
    vide = prepare([concerne], claire, GesteDeLot.DEMANDER_COMPLEMENT, elements=sans_objet)
    execute(lot, claire)

    assert issues(vide) == [ecarte(erreurs.RIEN_A_DEMANDER)]
    assert issues(lot) == [FAIT, ecarte(erreurs.ETAT_CONTRAIRE)]
    [demande] = session.scalars(select(Complement)).all()
    assert (demande.dossier_id, [e["identifiant"] for e in demande.elements]) == (concerne.id, ["rib"])
    assert relu(concerne).etat is Etat.A_COMPLETER
    assert len(documents(concerne, "demande_pieces")) == 1


def test_une_autre_demarche_est_ecartee(claire: Agent):
    dossier = fabriques.ligne(demarche="aide-permis")

    for geste in (GesteDeLot.DEMANDER_COMPLEMENT, GesteDeLot.ACCEPTER, GesteDeLot.REFUSER):
        lot = prepare([dossier], claire, geste, demarche="autre")
        assert issues(lot) == [ecarte(erreurs.AUTRE_DEMARCHE)]


# ---------- Décider ----------


def test_accepter_par_lot_signe_au_montant_calcule_pour_chacun(herve: Agent):
    voiture = instruite(herve, "Yanis")
    scooter = instruite(herve, "Lina", categorie="AM")

    lot = prepare([voiture, scooter], herve, GesteDeLot.ACCEPTER)
    execute(lot, herve)

    assert issues(lot) == [FAIT, FAIT]
    assert [decisions(d)[0].montant for d in (voiture, scooter)] == [Decimal(500), Decimal(100)]
    assert all(decisions(d)[0].signataire_id == herve.id for d in (voiture, scooter))
    assert gabarits_promis(voiture).count("dossier/decision") == 1


def test_qui_ne_signe_pas_propose_par_lot(claire: Agent):
    dossier = instruite(claire)

    lot = prepare([dossier], claire, GesteDeLot.ACCEPTER)
    execute(lot, claire)

    assert (relu(dossier).etat, decisions(dossier)[0].signe_le) == (Etat.EN_SIGNATURE, None)


def test_ce_qui_reste_a_verifier_ne_s_accepte_pas_par_lot(herve: Agent):
    sans_controle = fabriques.en_instruction(fabriques.usager(), herve)
    trop_riche = instruite(herve, "Emma", rfr="60000")
    sans_piece = fabriques.en_instruction(usager("Tom"), herve, **personne("Tom"))
    verifier_l_ecole(sans_piece, herve)

    lot = prepare([sans_controle, trop_riche, sans_piece], herve, GesteDeLot.ACCEPTER)
    execute(lot, herve)

    assert issues(lot) == [
        ecarte(erreurs.CONTROLES_RESERVES),
        ecarte(erreurs.CONTROLES_RESERVES),
        ecarte(erreurs.PIECES_A_VERIFIER),
    ]
    assert [decisions(d) for d in (sans_controle, trop_riche, sans_piece)] == [[], [], []]


def test_un_refus_par_lot_est_motive_par_les_chiffres_de_chacun(herve: Agent):
    riche = fabriques.en_instruction(fabriques.usager(), herve, rfr="60000")
    autre = fabriques.en_instruction(fabriques.usager(("Emma",), "Le Gall"), herve)

    lot = prepare([riche, autre], herve, GesteDeLot.REFUSER)
    execute(lot, herve)

    assert issues(lot) == [FAIT, ecarte(erreurs.SANS_MOTIF)]
    [decision] = decisions(riche)
    assert (decision.nature, [m["code"] for m in decision.motifs]) == (NatureDecision.REFUS, ["ressources"])
    assert "60" in decision.motifs[0]["fait"]
    assert decisions(autre) == []


def test_une_demarche_qui_ne_le_declare_pas_ne_se_decide_pas_par_lot(herve: Agent):
    dossier = instruite(herve)
    lot = prepare([dossier], herve, GesteDeLot.ACCEPTER)
    declaration = fabriques.demarche_de(dossier.demarche)
    tenu = declaration.decisions_par_lot
    object.__setattr__(declaration, "decisions_par_lot", ())
    try:
        execute(lot, herve)
    finally:
        object.__setattr__(declaration, "decisions_par_lot", tenu)

    assert issues(lot) == [ecarte(erreurs.NON_PAR_LOT)]
    assert decisions(dossier) == []
