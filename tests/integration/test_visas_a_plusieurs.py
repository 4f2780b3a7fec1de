"""Les visas à plusieurs : à qui le tour, deux viseurs à la fois, et depuis la page du dossier."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from portail.dossiers.actions import decision, silence
from portail.dossiers.actions.decision import Projet
from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.habilitations import est_de_sa_file
from portail.dossiers.models import Dossier
from portail.dossiers.visas import actions
from portail.dossiers.visas.models import VisaRendu
from portail.identite.models import Role
from portail.identite.queries import agent_de
from portail.socle.base import session
from portail.socle.erreurs import SaisieInvalide, TransitionInterdite
from tests import fabriques
from tests.integration.lignes import (
    decisions,
    gabarits_promis,
    journal_de,
    promis,
    relu,
    trace_de,
)
from tests.integration.navigation import envoyer, mots, navigateur
from tests.integration.simultane import ensemble
from tests.integration.visas import CONTROLE, signer, viser

MOTIF = {"code": "age", "droit": "Règlement, article 2.", "fait": "Vous aviez 26 ans."}
REFUS = Projet(nature=NatureDecision.REFUS, motifs=[MOTIF])


# ---------- À qui le tour ----------


def test_la_liste_sait_de_qui_on_attend_le_visa_puis_la_signature(propose: Dossier, paul, gwenaelle, herve):
    attendus = [relu(propose).validation_attendue]
    for agent in (paul, gwenaelle):
        viser(propose, agent)
        attendus.append(relu(propose).validation_attendue)
    signer(propose, herve)
    attendus.append(relu(propose).validation_attendue)

    assert attendus == ["agent_instructeur", "directeur", "signature", None]


def test_le_viseur_a_qui_c_est_le_tour_ouvre_le_dossier_sans_se_justifier(propose: Dossier, paul, gwenaelle):
    tour = {un.prenom: est_de_sa_file(un, relu(propose)) for un in (paul, gwenaelle)}
    viser(propose, paul)

    assert tour["Paul"] is True
    assert est_de_sa_file(gwenaelle, relu(propose)) is True


def test_chaque_viseur_est_prevenu_quand_son_tour_vient(propose: Dossier, claire, paul, gwenaelle):
    def prevenus() -> list[str]:
        return [m.adresse for m in promis(propose) if m.gabarit == "agent/visa"]

    assert prevenus() == [paul.courriel]
    viser(propose, paul)
    assert prevenus() == [paul.courriel, gwenaelle.courriel]


def test_le_silence_passe_avant_le_visa(declarer, yanis, claire, paul):
    declarer(visas=(CONTROLE,))
    dossier = fabriques.en_signature(yanis, claire)
    limite = relu(dossier).date_silence
    assert limite is not None
    fabriques.mettre_l_horloge_au(limite.replace(year=limite.year + 1))

    with pytest.raises(TransitionInterdite):
        viser(dossier, paul)
    assert silence.constater_silence(dossier.id)
    assert relu(dossier).validation_attendue is None


# ---------- À plusieurs ----------


def test_deux_viseurs_de_la_meme_etape_un_seul_visa(base_reelle: str, declarer):
    fabriques.departement()
    declarer(visas=(CONTROLE,))
    paire = [fabriques.agent(prenom=prenom).id for prenom in ("Paul", "Léa")]
    dossier = fabriques.en_signature(fabriques.usager(), fabriques.agent())

    resultats = ensemble(
        base_reelle, dossier, *(lambda a=a: actions.viser(dossier.id, agent=agent_de(a), revision=None) for a in paire)
    )

    assert resultats[1] is TransitionInterdite
    assert [v.agent_id for v in session.scalars(select(VisaRendu))] == [paire[0]]
    assert journal_de(dossier).count("viser") == 1


def test_signer_pendant_qu_un_viseur_renvoie_ne_signe_rien(base_reelle: str, declarer):
    fabriques.departement()
    declarer(visas=(CONTROLE,))
    paul, herve = fabriques.agent(prenom="Paul").id, fabriques.agent(Role.RESPONSABLE, prenom="Hervé").id
    dossier = fabriques.en_signature(fabriques.usager(), fabriques.agent())

    _, second = ensemble(
        base_reelle,
        dossier,
        lambda: actions.renvoyer(dossier.id, agent=agent_de(paul), raison="Faux.", revision=None),
        lambda: decision.signer(dossier.id, agent=agent_de(herve), revision=None),
    )

    assert second is TransitionInterdite
    assert (decisions(dossier), relu(dossier).etat) == ([], Etat.EN_INSTRUCTION)
    assert "dossier/decision" not in gabarits_promis(dossier)


# ---------- À l’écran ----------


def test_viser_et_renvoyer_depuis_la_page_du_dossier(application, propose: Dossier, paul, gwenaelle):
    ecran, adresse = navigateur(application, paul), f"/agents/dossiers/{propose.numero}"
    page = mots(ecran.get(adresse))
    assert "Contrôle interne" in page
    assert "Signer la décision" not in page

    assert envoyer(ecran, f"{adresse}/viser", depuis=adresse).status_code == 303

    assert relu(propose).validation_attendue == "directeur"
    bureau = navigateur(application, gwenaelle)
    page = mots(bureau.get(adresse))
    assert "Visé" in page
    assert "Renvoyer avec une raison" in page
    assert envoyer(bureau, f"{adresse}/visa/renvoyer", {"raison": ""}).status_code == 422
    assert envoyer(bureau, f"{adresse}/visa/renvoyer", {"raison": "Montant à revoir."}).status_code == 303
    assert "Montant à revoir." in mots(bureau.get(adresse))


def test_un_accord_partiel_dit_ce_qu_il_accorde(yanis, claire):
    dossier = fabriques.en_instruction(yanis, claire)
    avant = trace_de(dossier)
    for montant in (None, Decimal(0)):
        with pytest.raises(SaisieInvalide):
            decision.decider(
                dossier.id,
                agent=claire,
                projet=Projet(nature=NatureDecision.ACCORD_PARTIEL, motifs=[MOTIF], montant=montant),
                revision=None,
            )
    assert trace_de(dossier) == avant

    partiel = Projet(nature=NatureDecision.ACCORD_PARTIEL, motifs=[MOTIF], montant=Decimal(300))
    assert decision.decider(dossier.id, agent=claire, projet=partiel, revision=None).montant == Decimal(300)
