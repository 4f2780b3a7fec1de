"""Transmettre une demande à qui elle revient : scénarios 5 et 6, échéance, refus ; les faits lus en base."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portail.demarche.catalogue import demarche_de
from portail.documents.composition import composer
from portail.dossiers.actions import decision, instruction
from portail.dossiers.actions.complement import demander_complement, repondre_complement
from portail.dossiers.alertes.envoi import alerter
from portail.dossiers.alertes.niveaux import horloge_due
from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.guichet.poste import composer_courrier
from portail.dossiers.horloges.lecture import horloges_du, projection
from portail.dossiers.horloges.recalcul import colonnes_de
from portail.dossiers.horloges.types import Code, Marche
from portail.dossiers.models import Dossier
from portail.dossiers.transmissions import actions
from portail.dossiers.transmissions.actions import Autorite
from portail.dossiers.transmissions.erreurs import DejaTransmise, SansAccord
from portail.dossiers.transmissions.queries import OUVERTS, transmissions_de
from portail.identite.models import Agent, Role, Usager
from portail.notifications.models import Canal, Notification
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import ConflitDeVersion, Interdit, Introuvable, SaisieInvalide, TransitionInterdite
from tests import fabriques, pdf
from tests.integration.lignes import decisions, documents, gabarits_promis, journal_de, promis, relu
from tests.integration.navigation import envoyer, mots, navigateur, valeurs
from tests.integration.propositions import COMPLET, SERVICE, demande_complete, evalue
from tests.integration.test_etats_apres_decision import eprouver
from tests.unitaires.situations_apa import RENNES, antoine, jeanne
from tests.unitaires.situations_permis import adresse

ILLE = Autorite(nom="Département d’Ille-et-Vilaine", adresse="1 avenue de la Préfecture\n35042 Rennes Cedex")
CARSAT = Autorite(nom="Carsat Pays de la Loire", adresse="2 place de Bretagne\n44932 Nantes Cedex 9")
REFUS = decision.Projet(
    nature=NatureDecision.REFUS,
    motifs=({"code": "gir", "droit": "CASF, L232-2", "fait": "La perte d’autonomie est légère."},),
)


@pytest.fixture
def lucette(base: Session) -> Usager:
    fabriques.departement()
    fabriques.mettre_l_horloge_au(COMPLET)
    return fabriques.usager(("Lucette",), "Hamon", naissance=date(1940, 5, 1))


@pytest.fixture
def claire(lucette: Usager) -> Agent:
    return fabriques.agent(service=SERVICE)


@pytest.fixture
def dossier(lucette: Usager) -> Dossier:
    """Lucette Hamon : un mois de résidence autonomie à Rezé, vingt ans à Rennes auparavant."""
    return demande_complete(
        lucette,
        jeanne(
            nom_naissance="Hamon",
            prenoms="Lucette",
            date_naissance="1940-05-01",
            adresse=adresse("44400", "Rezé", "44143"),
            lieu_vie="residence_autonomie",
            date_arrivee_44="2026-10-21",
            commune_avant=RENNES,
            date_entree="2026-10-21",
        ),
    )


def transmettre(dossier: Dossier, agent: Agent, code: str = "departement", autorite: Autorite = ILLE, **autres):
    return actions.transmettre(dossier.id, code, agent=agent, autorite=autorite, **({"revision": None} | autres))


def horloge_de_transmission(dossier: Dossier):
    [une] = [h for h in horloges_du(relu(dossier)).propres if h.code is Code.TRANSMISSION]
    return une.echeance, une.marche(horloge.aujourd_hui())


def test_6_lucette_transmise_dans_le_mois_sans_decision(dossier: Dossier, claire: Agent):
    assert horloge_de_transmission(dossier) == (date(2026, 12, 21), Marche.EN_COURS)
    fabriques.mettre_l_horloge_au(date(2026, 12, 10))

    faite = transmettre(dossier, claire)

    lu = relu(dossier)
    assert lu.etat is Etat.TRANSMIS
    assert decisions(dossier) == []
    assert (lu.echeance, lu.date_fin) == (None, date(2026, 12, 10))
    assert horloge_de_transmission(dossier) == (date(2026, 12, 21), Marche.TENUE)
    assert colonnes_de(demarche_de("apa-domicile"), horloges_du(lu)) == projection(lu)
    assert journal_de(dossier)[-1] == "transmettre"
    [document] = documents(dossier, "transmission")
    assert document.objet_id == faite.id
    lettre = pdf.texte(composer(document.contenu["gabarit"], document.contenu["donnees"], langue="fr"))
    for mention in ("Ille-et-Vilaine", "domicile de secours", "Ce n’est pas un refus", "L122-4"):
        assert mention in lettre, mention
    assert gabarits_promis(dossier).count("dossier/transmis") == 1


def test_le_courrier_a_l_autorite_porte_son_adresse_et_se_poste(dossier: Dossier, claire: Agent):
    transmettre(dossier, claire)

    [courrier] = [n for n in promis(dossier) if n.gabarit == "autorite/transmission"]
    texte = pdf.texte(composer_courrier(relu(dossier), courrier))

    assert courrier.canal is Canal.COURRIER
    assert "35042 Rennes Cedex" in texte
    assert "Lucette Hamon" in texte.replace("HAMON", "Hamon")
    assert "44400" not in texte


def test_l_echeance_approche_l_agent_est_prevenu(dossier: Dossier, claire: Agent):
    instruction.prendre_en_charge(dossier.id, agent=claire)
    fabriques.mettre_l_horloge_au(date(2026, 12, 14))

    assert horloge_due(relu(dossier)) is Code.TRANSMISSION
    assert alerter() == 1

    [alerte] = session.scalars(select(Notification).where(Notification.gabarit == "agent/echeances")).all()
    assert "transmettre la demande" in str(alerte.contexte["elements"])


def test_une_demande_du_departement_n_a_pas_ce_delai(lucette: Usager):
    ordinaire = demande_complete(lucette)

    assert relu(ordinaire).date_transmission is None
    assert Code.TRANSMISSION not in {h.code for h in horloges_du(relu(ordinaire)).toutes}


def test_transmise_une_fois_rien_ne_se_transmet_ni_ne_se_decide_plus(dossier: Dossier, claire: Agent):
    transmettre(dossier, claire)

    with pytest.raises(DejaTransmise):
        transmettre(dossier, claire)
    with pytest.raises(TransitionInterdite):
        decision.decider(dossier.id, agent=claire, projet=REFUS, revision=None)
    assert len(transmissions_de(dossier)) == 1


def test_une_demande_se_transmet_de_chaque_etat_d_etude_et_d_aucun_autre(
    base: Session, dossier: Dossier, claire: Agent
):
    eprouver(base, dossier, claire, None, OUVERTS, lambda un, agent, _: transmettre(un, agent))


def test_ce_qui_ne_se_transmet_pas(dossier: Dossier, claire: Agent):
    accueil = fabriques.agent(Role.ACCUEIL, SERVICE, prenom="Léa")
    revision = relu(dossier).revision

    with pytest.raises(Interdit):
        transmettre(dossier, accueil)
    with pytest.raises(Introuvable):
        transmettre(dossier, claire, "inconnue")
    with pytest.raises(SaisieInvalide):
        transmettre(dossier, claire, autorite=Autorite(nom="Rennes", adresse=" "))
    with pytest.raises(TransitionInterdite):  # après un refus seulement
        transmettre(dossier, claire, "caisse_retraite", CARSAT)
    with pytest.raises(ConflitDeVersion):
        transmettre(dossier, claire, revision=revision - 1)
    assert relu(dossier).etat is Etat.DEPOSE


def refuse(personne: Usager, agent: Agent, **reponses) -> Dossier:
    """Antoine Fournier, GIR 5, refusé."""
    dossier = evalue(personne, agent, "5", **antoine(**reponses))
    herve = fabriques.agent(Role.RESPONSABLE, SERVICE, prenom="Hervé", nom="Guillou")
    decision.decider(dossier.id, agent=herve, projet=REFUS, revision=None)
    return relu(dossier)


def test_5_antoine_refuse_puis_transmis_a_sa_caisse_le_dossier_garde_son_etat(lucette: Usager, claire: Agent):
    dossier = refuse(lucette, claire)
    avant = relu(dossier).date_fin

    transmettre(dossier, claire, "caisse_retraite", CARSAT)

    lu = relu(dossier)
    assert (lu.etat, lu.date_fin) == (Etat.DECIDE, avant)
    assert [d.nature for d in decisions(dossier)] == [NatureDecision.REFUS]
    assert journal_de(dossier)[-1] == "transmettre_apres_refus"
    [document] = documents(dossier, "transmission")
    assert "Notre décision ne change pas" in str(document.contenu["donnees"]["paragraphes"])
    assert [une.autorite for une in transmissions_de(dossier)] == ["Carsat Pays de la Loire"]


def test_5_le_refus_dit_les_conseils_de_l_evaluation(lucette: Usager, claire: Agent):
    [lettre] = documents(refuse(lucette, claire), "decision")

    assert "Installer une barre d’appui." in " ".join(lettre.contenu["donnees"]["suites"])


def test_sans_son_accord_rien_ne_part_a_la_caisse(lucette: Usager, claire: Agent):
    dossier = refuse(lucette, claire, accord_transmission_caisse="non")

    with pytest.raises(SansAccord):
        transmettre(dossier, claire, "caisse_retraite", CARSAT)

    assert transmissions_de(dossier) == []
    assert "dossier/transmis" not in gabarits_promis(dossier)


def test_l_ecran_propose_la_caisse_de_la_demande_et_transmet(application: Flask, lucette: Usager, claire: Agent):
    dossier = refuse(lucette, claire)
    fabriques.justifie(claire, dossier)
    bureau = navigateur(application, claire)
    page = f"/agents/dossiers/{dossier.numero}"
    assert "Transmettre à la caisse de retraite" in mots(bureau.get(page))
    ecran = f"{page}/transmettre/caisse_retraite"
    assert valeurs(bureau.get(ecran))["nom"] == "Assurance retraite (Carsat)"
    assert envoyer(bureau, ecran, {"nom": CARSAT.nom, "adresse": ""}).status_code == 422

    assert envoyer(bureau, ecran, {"nom": CARSAT.nom, "adresse": CARSAT.adresse}).status_code == 303

    assert "Carsat Pays de la Loire" in mots(bureau.get(page))
    assert "Votre demande est transmise" in mots(
        navigateur(application, lucette).get(f"/mon-espace/dossiers/{dossier.numero}")
    )


def test_la_page_dit_jusqu_a_quand_transmettre_et_la_personne_voit_que_c_est_fait(
    application: Flask, dossier: Dossier, lucette: Usager, claire: Agent
):
    bureau = navigateur(application, claire)
    page = mots(bureau.get(f"/agents/dossiers/{dossier.numero}")).replace("\u00a0", " ")
    assert "À transmettre au plus tard le 21 décembre 2026" in page

    envoyer(
        bureau,
        f"/agents/dossiers/{dossier.numero}/transmettre/departement",
        {"nom": ILLE.nom, "adresse": ILLE.adresse},
    )

    suivi = mots(navigateur(application, lucette).get(f"/mon-espace/dossiers/{dossier.numero}"))
    assert "Transmise à une autre administration" in suivi


AILLEURS = {
    "adresse": adresse("44400", "Rezé", "44143"),
    "lieu_vie": "residence_autonomie",
    "date_arrivee_44": "2026-10-21",
    "commune_avant": RENNES,
    "date_entree": "2026-10-21",
}


def completer(dossier: Dossier, personne: Usager, agent: Agent, reponses: dict[str, Any]) -> None:
    """La personne corrige ces réponses, quinze jours après, à la demande de l’agent."""
    fabriques.mettre_l_horloge_au(date(2026, 12, 6))
    elements = [{"type": "champ", "identifiant": nom, "precision": ""} for nom in reponses]
    demander_complement(
        dossier.id, agent=agent, elements=elements, message="Où viviez-vous ?", date_limite=date(2026, 12, 20),
        revision=None,
    )  # fmt: skip
    repondre_complement(dossier.id, usager=personne, reponses=reponses, revision=None)


def test_apprise_apres_le_depot_l_autre_competence_fait_courir_le_delai_du_depot(lucette: Usager, claire: Agent):
    ordinaire = demande_complete(lucette)
    assert relu(ordinaire).date_transmission is None

    completer(ordinaire, lucette, claire, AILLEURS)

    lu = relu(ordinaire)
    assert lu.date_transmission == date(2026, 12, 21)
    assert "revoir_competence" in journal_de(ordinaire)
    assert horloge_de_transmission(ordinaire) == (date(2026, 12, 21), Marche.EN_COURS)
    assert colonnes_de(demarche_de("apa-domicile"), horloges_du(lu)) == projection(lu)


def test_une_erreur_corrigee_eteint_le_delai(dossier: Dossier, lucette: Usager, claire: Agent):
    completer(dossier, lucette, claire, {"commune_avant": {"nom": "Nantes", "insee": "44109"}})

    assert relu(dossier).date_transmission is None
    assert Code.TRANSMISSION not in {une.code for une in horloges_du(relu(dossier)).toutes}


def test_une_reponse_sans_effet_sur_la_competence_n_ecrit_rien(dossier: Dossier, lucette: Usager, claire: Agent):
    completer(dossier, lucette, claire, {"telephone": "+33639980012"})

    assert "revoir_competence" not in journal_de(dossier)
    assert relu(dossier).date_transmission == date(2026, 12, 21)
