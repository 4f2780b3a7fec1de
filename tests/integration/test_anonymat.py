"""Taire le nom d’un agent aux usagers quand la sécurité l’exige : partout où ils le liraient, et là seulement."""

import pytest

from portail.documents.composition import composer
from portail.documents.redaction import Redaction
from portail.dossiers import journal_remis
from portail.dossiers.actions import decision, instruction
from portail.dossiers.actions.messagerie import ecrire_agent
from portail.dossiers.modeles.variables import valeurs_pour
from portail.dossiers.models import Dossier
from portail.identite.anonymat import MotifDeSecurite, montrer, proteger_l_agent, proteger_le_service
from portail.identite.models import Agent, Role
from portail.identite.queries import agent_de
from portail.journal.queries import entrees_de, textes_cites
from portail.socle.base import session
from portail.socle.erreurs import Interdit
from portail.territoire.queries import service_de
from tests import fabriques, pdf
from tests.integration.lignes import documents
from tests.integration.navigation import envoyer, mots, navigateur
from tests.unitaires.situations_permis import PERMIS

MOTIF = "Menaces reçues, plainte du 3 novembre."
SERVICE = "Service jeunesse et aide à la mobilité"


def proteger(claire: Agent, nathalie: Agent) -> None:
    proteger_l_agent(claire.id, anonyme=True, motif=MOTIF, par=nathalie)
    session.expire_all()


def ce_que_lit(application, yanis, claire: Agent) -> tuple[Dossier, list[str]]:
    """Rend tout ce que la personne lit d’un dossier suivi, décidé et écrit par cet agent."""
    dossier = fabriques.depose(yanis)
    instruction.prendre_en_charge(dossier.id, agent=claire)
    ecrire_agent(dossier.id, agent=claire, texte="Bonjour")
    navigateur(application, claire).get(f"/agents/dossiers/{dossier.numero}")
    espace = navigateur(application, yanis)
    remis = journal_remis.journal_de(dossier, usager=yanis, redaction=Redaction.en("fr"))
    pages = [mots(espace.get(f"/mon-espace/dossiers/{dossier.numero}{suite}")) for suite in ("", "/journal")]
    lettres = [str(document.contenu["donnees"]) for document in documents(dossier)]
    gabarit = str(valeurs_pour(dossier, demarche=PERMIS, service=service_de("jeunesse"), agent=claire))
    return dossier, [
        *pages,
        *lettres,
        gabarit,
        str(journal_remis.en_fichier(remis)),
        pdf.texte(journal_remis.en_pdf(remis)),
    ]


def test_un_agent_protege_n_est_nomme_nulle_part_a_l_usager(application, yanis, claire: Agent, nathalie: Agent):
    proteger(claire, nathalie)

    _, lus = ce_que_lit(application, yanis, claire)

    assert not any("Lebreton" in lu for lu in lus)
    assert sum(claire.matricule in lu for lu in lus) >= 5


def test_sans_protection_son_nom_se_lit_partout(application, yanis, claire: Agent):
    _, lus = ce_que_lit(application, yanis, claire)

    assert sum("Lebreton" in lu for lu in lus) >= 5
    assert not any(claire.matricule in lu for lu in lus)


def test_un_service_protege_tait_le_nom_de_tous_ses_agents(application, yanis, claire: Agent, nathalie: Agent):
    proteger_le_service("jeunesse", anonyme=True, motif=MOTIF, par=nathalie)
    session.expire_all()

    assert montrer(claire, service_de("jeunesse")).en_toutes_lettres == f"Agent {claire.matricule}, {SERVICE}"
    assert montrer(claire, service_de("autonomie")).nom_affiche == "Claire Lebreton"


def test_les_agents_se_voient_toujours_par_leur_nom(application, yanis, claire: Agent, nathalie: Agent):
    proteger(claire, nathalie)
    dossier, _ = ce_que_lit(application, yanis, claire)

    assert "Claire Lebreton" in mots(navigateur(application, claire).get(f"/agents/dossiers/{dossier.numero}"))


def test_le_signataire_se_nomme_toujours(yanis, nathalie: Agent):
    herve = fabriques.responsable()
    proteger(herve, nathalie)
    dossier = fabriques.en_instruction(yanis, fabriques.agent())

    decision.decider(dossier.id, agent=herve, projet=fabriques.ACCORD, revision=None)

    [lettre] = documents(dossier, "decision")
    assert "HervéGuillou" in "".join(pdf.texte(composer("decision", lettre.contenu["donnees"], langue="fr")).split())


# ---------- Qui le règle, et pourquoi ----------


@pytest.mark.parametrize("motif", ["", "  ", "x" * 501])
def test_sans_motif_de_securite_rien_ne_se_cache(claire: Agent, nathalie: Agent, motif: str):
    with pytest.raises(MotifDeSecurite):
        proteger_l_agent(claire.id, anonyme=True, motif=motif, par=nathalie)
    with pytest.raises(MotifDeSecurite):
        proteger_le_service("jeunesse", anonyme=True, motif=motif, par=nathalie)

    assert not claire.anonyme


def test_seule_l_administration_le_regle_et_le_motif_est_a_part(claire: Agent, nathalie: Agent):
    with pytest.raises(Interdit):
        proteger_l_agent(claire.id, anonyme=True, motif=MOTIF, par=fabriques.agent(Role.DIRECTEUR, prenom="Anne"))
    proteger(claire, nathalie)

    entree = entrees_de(("agent", claire.id))[0]
    assert (entree.action, entree.details["avant"], entree.details["apres"]) == (
        "proteger_agent", {"anonymat": "nom montré"}, {"anonymat": "nom caché"},
    )  # fmt: skip
    assert "Menaces" not in str(entree.details)
    [texte] = textes_cites([entree]).values()
    assert texte.texte == MOTIF


def test_le_matricule_est_tire_au_sort_et_propre_a_chacun(claire: Agent):
    autres = {fabriques.agent(prenom=f"A{rang}").matricule for rang in range(20)}

    assert len(autres | {claire.matricule}) == 21


def test_regler_depuis_la_fiche(application, claire: Agent, nathalie: Agent):
    bureau, fiche = navigateur(application, nathalie), f"/administration/agents/{claire.id}"
    assert envoyer(bureau, f"{fiche}/anonymat", {"choix": "cache", "motif": ""}).status_code == 422

    assert envoyer(bureau, f"{fiche}/anonymat", {"choix": "cache", "motif": MOTIF}).status_code == 303
    assert envoyer(bureau, "/administration/services/jeunesse/anonymat", {"choix": "cache", "motif": MOTIF})

    assert (agent_de(claire.id).anonyme, service_de("jeunesse").agents_anonymes) == (True, True)
    assert "Anonymat réglé" in mots(bureau.get(fiche))
    assert MOTIF not in mots(bureau.get(fiche))
    assert envoyer(bureau, f"{fiche}/anonymat", {"choix": "montre"}).status_code == 303
    assert not agent_de(claire.id).anonyme
