"""Viser avant de signer : dans l’ordre déclaré, chacun en son nom et une seule fois ; renvoyer avec une raison."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portail.demarche.visas import Portee, Viseur
from portail.dossiers.actions import decision
from portail.dossiers.actions.decision import Projet
from portail.dossiers.erreurs import VisaAttendu
from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.habilitations import LECTURE
from portail.dossiers.models import Dossier
from portail.dossiers.visas import actions
from portail.dossiers.visas.models import SensVisa, VisaRendu
from portail.dossiers.visas.queries import visas_rendus
from portail.identite.models import Role
from portail.socle import horloge
from portail.socle.erreurs import ConflitDeVersion, Interdit, Introuvable, SaisieInvalide, TransitionInterdite
from tests import fabriques
from tests.integration.lignes import (
    decisions,
    documents,
    entrees_de,
    promis,
    relu,
    trace_de,
)
from tests.integration.visas import CONTROLE, DIRECTION, SUR_REFUS, signer, viser

MOTIF = {"code": "age", "droit": "Règlement, article 2.", "fait": "Vous aviez 26 ans."}
REFUS = Projet(nature=NatureDecision.REFUS, motifs=[MOTIF])


def test_les_viseurs_et_les_portees_sont_ceux_de_la_plateforme():
    assert {Role(viseur.value) for viseur in Viseur} <= LECTURE
    assert {NatureDecision(portee.value) for portee in Portee} <= set(NatureDecision)


# ---------- L’ordre ----------


def test_on_ne_signe_pas_avant_le_dernier_visa(propose: Dossier, paul, gwenaelle, herve):
    for vise in (None, paul):
        if vise:
            viser(propose, vise)
        avant = trace_de(propose)
        with pytest.raises(VisaAttendu):
            signer(propose, herve)
        assert trace_de(propose) == avant
    viser(propose, gwenaelle)

    signer(propose, herve)

    assert relu(propose).etat is Etat.DECIDE
    assert [(v.code, v.agent_id, v.sens) for v in visas_rendus(propose)] == [
        ("controle", paul.id, SensVisa.VISE),
        ("direction", gwenaelle.id, SensVisa.VISE),
    ]
    assert [e.details["visa"] for e in entrees_de(propose) if e.action == "viser"] == ["controle", "direction"]


def test_qui_signe_ne_passe_pas_les_visas_en_decidant_lui_meme(declarer, yanis, claire, herve):
    declarer(visas=(DIRECTION,))
    dossier = fabriques.en_instruction(yanis, claire)

    prise = decision.decider(dossier.id, agent=herve, projet=fabriques.ACCORD, revision=None)

    assert (prise.signe_le, relu(dossier).etat) == (None, Etat.EN_SIGNATURE)
    assert documents(dossier, "decision") == []


def test_la_direction_attend_le_controle(propose: Dossier, gwenaelle):
    avant = trace_de(propose)

    with pytest.raises(Interdit):
        viser(propose, gwenaelle)

    assert trace_de(propose) == avant
    assert visas_rendus(propose) == []


def test_un_visa_qui_ne_regarde_que_les_refus_ne_retient_pas_un_accord(declarer, yanis, claire, herve):
    declarer(visas=(SUR_REFUS,))
    accord = fabriques.en_signature(yanis, claire)
    refus = fabriques.en_signature(yanis, claire, REFUS)

    signer(accord, herve)
    with pytest.raises(VisaAttendu):
        signer(refus, herve)

    assert (relu(accord).etat, relu(refus).etat) == (Etat.DECIDE, Etat.EN_SIGNATURE)


# ---------- En son nom, une seule fois ----------


def test_qui_propose_ne_vise_pas_son_projet(propose: Dossier, claire):
    avant = trace_de(propose)

    with pytest.raises(Interdit):
        viser(propose, claire)

    assert trace_de(propose) == avant


def test_personne_ne_vise_deux_fois_le_meme_projet(declarer, yanis, claire, paul):
    declarer(visas=(CONTROLE, DIRECTION.__class__(code="second", titre="Second contrôle", viseur=Viseur.INSTRUCTEUR)))
    dossier = fabriques.en_signature(yanis, claire)
    viser(dossier, paul)
    avant = trace_de(dossier)

    with pytest.raises(Interdit):
        viser(dossier, paul)

    assert trace_de(dossier) == avant
    assert len(visas_rendus(dossier)) == 1


@pytest.mark.parametrize(
    ("role", "service", "refus"),
    [
        (Role.SECRETAIRE, "jeunesse", Interdit),
        (Role.INSTRUCTEUR, "autonomie", Introuvable),
        (Role.REGISSEUR, "jeunesse", Introuvable),
    ],
)
def test_personne_ne_vise_a_la_place_d_un_autre(propose: Dossier, role, service, refus):
    autre = fabriques.agent(role, service, prenom="Autre")
    avant = trace_de(propose)

    for essai in (
        lambda: viser(propose, autre),
        lambda: actions.renvoyer(propose.id, agent=autre, raison="Non.", revision=None),
    ):
        with pytest.raises(refus):
            essai()

    assert trace_de(propose) == avant


def test_la_base_refuse_deux_visas_d_une_meme_etape_ou_d_une_meme_personne(
    base: Session, propose: Dossier, paul, gwenaelle
):
    viser(propose, paul)
    [premier] = visas_rendus(propose)
    for code, agent in (("controle", gwenaelle), ("direction", paul)):
        essai = base.begin_nested()
        base.add(
            VisaRendu(
                dossier_id=propose.id, projet_id=premier.projet_id, code=code, agent_id=agent.id,
                sens=SensVisa.VISE, rendu_le=horloge.maintenant(),
            )
        )  # fmt: skip
        with pytest.raises((IntegrityError, RuntimeError)):
            base.flush()
        essai.rollback()
        base.expunge_all()


def test_sans_projet_il_n_y_a_rien_a_viser(declarer, yanis, claire, paul):
    declarer(visas=(CONTROLE,))
    dossier = fabriques.en_instruction(yanis, claire)

    with pytest.raises(TransitionInterdite):
        viser(dossier, paul)


def test_viser_depuis_un_ecran_perime_est_refuse(propose: Dossier, paul):
    avant = trace_de(propose)

    with pytest.raises(ConflitDeVersion):
        actions.viser(propose.id, agent=paul, revision=relu(propose).revision - 1)

    assert trace_de(propose) == avant


# ---------- Renvoyer ----------


def test_renvoyer_exige_une_raison_et_rend_le_dossier_a_l_instruction(propose: Dossier, claire, paul):
    with pytest.raises(SaisieInvalide):
        actions.renvoyer(propose.id, agent=paul, raison="  ", revision=None)

    actions.renvoyer(propose.id, agent=paul, raison="Le quotient est faux.", revision=None)

    assert (relu(propose).etat, decisions(propose), relu(propose).validation_attendue) == (
        Etat.EN_INSTRUCTION, [], None,
    )  # fmt: skip
    [renvoi] = visas_rendus(propose)
    assert (renvoi.sens, renvoi.raison, renvoi.agent_id) == (SensVisa.RENVOIE, "Le quotient est faux.", paul.id)
    assert promis(propose)[-1].gabarit == "agent/visa_refuse"
    assert promis(propose)[-1].adresse == claire.courriel
    assert "quotient" not in str([e.details for e in entrees_de(propose)])


def test_le_projet_repris_repasse_par_tous_ses_visas(propose: Dossier, claire, paul, gwenaelle, herve):
    viser(propose, paul)
    actions.renvoyer(propose.id, agent=gwenaelle, raison="À revoir.", revision=None)
    decision.decider(propose.id, agent=claire, projet=fabriques.ACCORD, revision=None)

    with pytest.raises(VisaAttendu):
        signer(propose, herve)
    viser(propose, paul)
    viser(propose, gwenaelle)
    signer(propose, herve)

    assert [v.sens for v in visas_rendus(propose)] == [
        SensVisa.VISE, SensVisa.RENVOIE, SensVisa.VISE, SensVisa.VISE,
    ]  # fmt: skip
