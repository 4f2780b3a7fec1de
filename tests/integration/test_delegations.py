"""Les délégations de signature : qui signe quoi, à la date près ; ce que l’écran et l’alerte en disent."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from portail.demarche.formats import en_date
from portail.dossiers.actions import decision, instruction
from portail.dossiers.delegations import actions
from portail.dossiers.delegations.models import Delegation
from portail.dossiers.delegations.queries import delegations_a_renouveler, delegations_de
from portail.dossiers.delegations.signature import peut_signer
from portail.dossiers.delegations.taches import avertir_des_fins
from portail.dossiers.etats import Etat, NatureDecision
from portail.identite.models import Agent, Role
from portail.journal.actions import SYSTEME
from portail.journal.queries import entrees_de
from portail.notifications.models import Notification
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Interdit, SaisieInvalide
from tests import fabriques
from tests.integration.navigation import envoyer, erreurs, mots, navigateur

JOUR = timedelta(days=1)
MOTIFS = ({"code": "revenus", "droit": "Règlement, article 4", "fait": "Le plafond est dépassé."},)


@pytest.fixture
def dossier(herve):
    return fabriques.en_instruction(fabriques.usager(), herve)


def deleguer(agent: Agent, **change) -> Delegation:
    acte = {
        "service_code": "jeunesse", "demarche": None, "natures": (), "plafond": None,
        "debut": horloge.aujourd_hui(), "fin": None, "reference": "arrêté n° 2026-114",
    } | change  # fmt: skip
    return actions.declarer(agent.id, actions.ActeDeDelegation(**acte), auteur=SYSTEME)


def signe(agent, dossier, **quoi) -> bool:
    session.expire_all()
    return peut_signer(agent, dossier, **quoi)


# ---------- La règle ----------


def test_sans_delegation_le_role_suffit(herve, dossier):
    assert peut_signer(herve, dossier)
    assert not peut_signer(fabriques.agent(), dossier)


def test_des_qu_un_service_en_declare_une_il_faut_la_sienne(herve, dossier):
    autre = fabriques.agent(Role.DIRECTEUR, prenom="Anne", nom="Kerbrat")
    deleguer(autre)

    assert not signe(herve, dossier)
    assert signe(autre, dossier)


def test_la_delegation_ne_donne_pas_le_role(herve, dossier):
    with pytest.raises(actions.SansRole):
        deleguer(fabriques.agent())


def test_une_delegation_vaut_du_premier_au_dernier_jour_compris(herve, dossier):
    aujourd_hui = horloge.aujourd_hui()
    deleguer(herve, debut=aujourd_hui + 3 * JOUR, fin=aujourd_hui + 5 * JOUR)
    attendus = {2: True, 3: True, 4: True, 5: True, 6: False, 400: False}

    constates = {}
    for jours in attendus:
        fabriques.mettre_l_horloge_au(aujourd_hui + jours * JOUR)
        constates[jours] = signe(herve, dossier)

    # La veille du début, aucune n’a commencé : le rôle suffit encore ; après la fin, il ne suffit plus.
    assert constates == attendus


def test_avant_son_debut_une_delegation_ne_vaut_pas_si_une_autre_a_commence(herve, dossier):
    aujourd_hui = horloge.aujourd_hui()
    deleguer(fabriques.agent(Role.DIRECTEUR, prenom="Anne", nom="Kerbrat"))
    deleguer(herve, debut=aujourd_hui + JOUR)

    assert not signe(herve, dossier)
    fabriques.mettre_l_horloge_au(aujourd_hui + JOUR)
    assert signe(herve, dossier)


@pytest.mark.parametrize(
    ("limite", "quoi", "attendu"),
    [
        ({"natures": [NatureDecision.ACCORD]}, {"nature": NatureDecision.ACCORD}, True),
        ({"natures": [NatureDecision.ACCORD]}, {"nature": NatureDecision.REFUS}, False),
        ({"plafond": Decimal(500)}, {"nature": NatureDecision.ACCORD, "montant": Decimal(500)}, True),
        ({"plafond": Decimal(500)}, {"nature": NatureDecision.ACCORD, "montant": Decimal("500.01")}, False),
        ({"plafond": Decimal(500)}, {"nature": NatureDecision.REFUS, "montant": None}, True),
        ({"demarche": "aide-permis"}, {}, True),
        ({"demarche": "apa-domicile"}, {}, False),
    ],
)
def test_une_delegation_a_des_limites(herve, dossier, limite, quoi, attendu):
    deleguer(herve, **limite)

    assert signe(herve, dossier, **quoi) is attendu


# ---------- Ce qu’elle change à une décision ----------


def test_hors_de_sa_delegation_la_decision_est_proposee_et_pas_signee(herve, dossier):
    deleguer(herve, natures=[NatureDecision.ACCORD])
    refus = decision.Projet(nature=NatureDecision.REFUS, motifs=MOTIFS)

    prise = decision.decider(dossier.id, agent=herve, projet=refus, revision=None)

    assert (prise.signe_le, dossier.etat) == (None, Etat.EN_SIGNATURE)
    with pytest.raises(Interdit):
        decision.signer(dossier.id, agent=herve, revision=None)


def test_au_dessus_de_son_plafond_on_ne_signe_pas_le_projet_d_un_autre(herve):
    deleguer(herve, plafond=Decimal(400))
    projet = decision.Projet(nature=NatureDecision.ACCORD, montant=Decimal(500))
    propose = fabriques.en_signature(fabriques.usager(), fabriques.agent(), projet)

    with pytest.raises(Interdit):
        decision.signer(propose.id, agent=herve, revision=None)

    session.refresh(propose)
    assert propose.etat is Etat.EN_SIGNATURE


def test_la_page_ne_propose_pas_de_signer_ce_que_la_delegation_ne_couvre_pas(application, herve):
    deleguer(herve, plafond=Decimal(400))
    projet = decision.Projet(nature=NatureDecision.ACCORD, montant=Decimal(500))
    propose = fabriques.en_signature(fabriques.usager(), fabriques.agent(), projet)
    instruction.affecter(propose.id, agent=herve, a=herve, revision=None)

    page = mots(navigateur(application, herve).get(f"/agents/dossiers/{propose.numero}"))

    assert "Proposition" in page
    assert "Signer la décision" not in page


def test_dans_sa_delegation_on_signe(herve, dossier):
    deleguer(herve, natures=[NatureDecision.ACCORD], plafond=Decimal(500))
    accord = decision.Projet(nature=NatureDecision.ACCORD, montant=Decimal(500))

    prise = decision.decider(dossier.id, agent=herve, projet=accord, revision=None)

    assert prise.signataire_id == herve.id


# ---------- La fin ----------


def test_finir_une_delegation_en_avance_la_fin_sans_recrire_le_passe(herve, dossier):
    aujourd_hui = horloge.aujourd_hui()
    delegation = deleguer(herve, debut=aujourd_hui - 10 * JOUR)

    with pytest.raises(SaisieInvalide):
        actions.finir(delegation.id, dernier_jour=aujourd_hui - 2 * JOUR, auteur=SYSTEME)
    actions.finir(delegation.id, dernier_jour=aujourd_hui - JOUR, auteur=SYSTEME)

    assert not signe(herve, dossier)
    with pytest.raises(SaisieInvalide):
        actions.finir(delegation.id, dernier_jour=aujourd_hui, auteur=SYSTEME)
    entree = entrees_de(("agent", herve.id))[0]
    assert entree.action == "finir_delegation"
    assert entree.details["avant"] == {"fin": ""}
    assert entree.details["apres"] == {"fin": (aujourd_hui - JOUR).isoformat()}


def test_une_delegation_a_venir_s_efface(herve):
    aujourd_hui = horloge.aujourd_hui()
    delegation = deleguer(herve, debut=aujourd_hui + 9 * JOUR)

    actions.finir(delegation.id, dernier_jour=aujourd_hui, auteur=SYSTEME)

    assert delegations_de(herve.id) == []
    assert entrees_de(("agent", herve.id))[0].action == "effacer_delegation"


@pytest.mark.parametrize(("jours", "proche"), [(-1, False), (0, True), (30, True), (31, False)])
def test_la_fin_prochaine_se_signale_dans_le_delai_du_parametre(herve, jours, proche):
    aujourd_hui = horloge.aujourd_hui()
    deleguer(herve, debut=aujourd_hui - 90 * JOUR, fin=aujourd_hui + jours * JOUR)

    assert bool(delegations_a_renouveler()) is proche


def test_l_alerte_part_une_fois_a_l_agent_et_au_service(herve):
    delegation = deleguer(herve, fin=horloge.aujourd_hui() + 10 * JOUR)

    avertir_des_fins()
    avertir_des_fins()

    envois = session.scalars(select(Notification).where(Notification.gabarit == "agent/delegation")).all()
    assert {envoi.adresse for envoi in envois} == {herve.courriel, "jeunesse@departement.example"}
    assert len(envois) == 2
    assert entrees_de(("delegation", delegation.id))[0].action == "alerter_delegation"


# ---------- À l’écran ----------


def formulaire(**change) -> dict[str, str]:
    jour = horloge.aujourd_hui()
    return {
        "service": "jeunesse", "demarche": "toutes", "plafond": "1 500", "natures": "accord",
        "debut-jour": str(jour.day), "debut-mois": str(jour.month), "debut-annee": str(jour.year),
        "fin-jour": "31", "fin-mois": "12", "fin-annee": str(jour.year + 1), "reference": "arrêté n° 2026-114",
    } | change  # fmt: skip


def test_declarer_une_delegation_depuis_la_fiche(bureau, herve):
    reponse = envoyer(bureau, f"/administration/agents/{herve.id}/delegation", formulaire())

    assert reponse.status_code == 303
    [delegation] = delegations_de(herve.id)
    assert (delegation.natures, delegation.plafond) == (["accord"], Decimal(1500))
    assert delegation.fin == date(horloge.aujourd_hui().year + 1, 12, 31)
    fiche = mots(bureau.get(f"/administration/agents/{herve.id}"))
    assert "arrêté n° 2026-114" in fiche
    assert "Délégation déclarée" in fiche
    assert "Hervé Guillou" in mots(bureau.get("/administration/delegations"))
    assert "Aucune délégation" in mots(bureau.get("/administration/delegations?finies=1"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"fin-annee": "2020"}, "le dernier jour vient avant le premier"),
        ({"service": "autonomie"}, "un rôle qui signe"),
        ({"reference": ""}, "arrêté"),
    ],
)
def test_un_acte_fautif_ne_se_declare_pas(bureau, herve, change, message):
    reponse = envoyer(bureau, f"/administration/agents/{herve.id}/delegation", formulaire(**change))

    assert reponse.status_code == 422
    assert len(erreurs(reponse)) == 1
    assert message in mots(reponse).lower()
    assert delegations_de(herve.id) == []


def test_mettre_fin_depuis_l_ecran(bureau, herve):
    delegation = deleguer(herve)
    jour = horloge.aujourd_hui()
    adresse = f"/administration/delegations/{delegation.id}"
    envoi = {"dernier_jour-jour": jour.day, "dernier_jour-mois": jour.month, "dernier_jour-annee": jour.year}

    assert envoyer(bureau, adresse, envoi).status_code == 303

    assert session.scalar(select(Delegation.fin)) == jour
    assert "finit bientôt" in mots(bureau.get("/administration/"))
    assert "Fin de délégation avancée" in mots(bureau.get(adresse))


def test_l_historique_dit_les_personnes_les_services_et_les_textes_en_mots(bureau, herve):
    jour = horloge.aujourd_hui()
    delegation = deleguer(
        herve, demarche="aide-permis", natures=[NatureDecision.ACCORD, NatureDecision.REFUS], plafond=Decimal(1500)
    )
    actions.finir(delegation.id, dernier_jour=jour, auteur=SYSTEME)

    adresses = (f"/administration/delegations/{delegation.id}", f"/administration/agents/{herve.id}")
    for lu in (mots(bureau.get(adresse)).replace("\u00a0", " ") for adresse in adresses):
        historique = lu[lu.index("Changements") : lu.index("Les noms, adresses et textes")]
        for dit in (
            "Agent : vide → Hervé Guillou", "Service : vide → Service jeunesse",
            "Démarche : vide → Aide au permis de conduire", "Décisions : vide → Accord, Refus",
            "Plafond : vide → 1 500 €", f"Premier jour : vide → {en_date(jour)}",
            f"Dernier jour : vide → {en_date(jour)}", "Arrêté : vide → arrêté n° 2026-114",
        ):  # fmt: skip
            assert dit in historique
        assert re.search(r"[0-9a-f]{8}", historique) is None, "ni identifiant, ni empreinte"


def test_un_texte_d_avant_se_dit_sans_son_empreinte(bureau, herve):
    delegation = deleguer(herve, debut=horloge.aujourd_hui() + 9 * JOUR)
    actions.finir(delegation.id, dernier_jour=horloge.aujourd_hui(), auteur=SYSTEME)

    lu = mots(bureau.get(f"/administration/agents/{herve.id}")).replace("\u00a0", " ")

    assert "Arrêté : un texte → vide" in lu
