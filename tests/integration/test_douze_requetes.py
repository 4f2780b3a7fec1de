"""Douze instructions SQL par page, au plus : toutes celles de la table des accès, et un dossier dans chaque situation.

Et pas davantage quand les messages, les pièces, les événements, les collègues ou les dossiers se multiplient.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portail.dossiers.actions import messagerie
from portail.dossiers.actions.complement import repondre_complement
from portail.dossiers.delegations import actions as delegations
from portail.dossiers.etats import Fondement
from portail.dossiers.models import Dossier
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent, Role, Usager
from portail.instruction.etiquettes import actions as etiquettes
from portail.instruction.notes import actions as notes
from portail.parametres import queries as parametres
from portail.socle import horloge
from portail.socle.base import fermer_session
from tests import fabriques
from tests.contestations import ADMIS, REFUS, former
from tests.integration import autonomie, avis, recommandes, retraits, versements
from tests.integration.equipes import NANTES, absente, secteur
from tests.integration.exports import ecrit
from tests.integration.navigation import navigateur
from tests.integration.table_des_acces import PERSONNES, TABLE
from tests.integration.test_habilitations import Situation, gardees
from tests.integration.test_habilitations import situation as situation
from tests.integration.test_requetes_sql import MEMOIRE, compter

MAX = 12
FOIS = 6


@pytest.fixture(autouse=True)
def parametres_gardes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Garde les paramètres lus tout l’essai : relus toutes les dix secondes, ils compteraient parfois en plus."""
    monkeypatch.setattr(parametres, "FRAICHEUR_SECONDES", 3600)


def pages(application: Flask, table: Situation) -> Iterator[tuple[str, str]]:
    """Rend qui demande quoi : chaque page qui se lit, par chacun de ceux qui y ont droit."""
    for methode, nom, regle in gardees(application):
        dossier, codes = TABLE[methode, nom]
        if methode == "GET":
            for qui, code in zip(PERSONNES, codes, strict=True):
                if code == 200:
                    yield qui, table.adresse(regle, dossier)


def couts(application: Flask, table: Situation) -> dict[tuple[str, str], int]:
    """Rend le nombre d’instructions de chaque page, pour chacun."""
    clients = {qui: navigateur(application, personne) for qui, personne in table.personnes.items()}
    return {
        (qui, adresse): len(compter(lambda c=clients[qui], a=adresse: c.get(a)))
        for qui, adresse in pages(application, table)
    }


def test_aucune_page_ne_demande_plus_de_douze_instructions(application: Flask, situation: Situation):
    lus = couts(application, situation)

    assert len(lus) > 100
    assert {page: cout for page, cout in lus.items() if cout > MAX} == {}


def test_aucune_page_ne_coute_plus_quand_tout_se_multiplie(application: Flask, situation: Situation):
    avant = couts(application, situation)
    multiplier(situation)

    apres = couts(application, situation)

    assert {page: (avant[page], cout) for page, cout in apres.items() if cout > avant[page] + MEMOIRE} == {}


def multiplier(table: Situation) -> None:
    """Ajoute de tout, plusieurs fois : échanges, pièces, avis, notes, collègues, secteurs, absences, dossiers."""
    yanis, claire, chef = (table.personnes[qui] for qui in ("proprietaire", "instructrice", "responsable"))
    assert isinstance(yanis, Usager)
    assert isinstance(claire, Agent)
    assert isinstance(chef, Agent)
    suivi = table.dossiers["D"]
    posees = [etiquettes.creer(fabriques.SERVICE, f"Mot {rang}", par=chef).id for rang in range(FOIS)]
    etiquettes.etiqueter(suivi.id, posees, agent=claire)
    for rang in range(FOIS):
        messagerie.ecrire_usager(suivi.id, usager=yanis, texte=f"Question {rang}")
        messagerie.ecrire_agent(suivi.id, agent=claire, texte=f"Réponse {rang}", fichiers=[fabriques.fichier()])
        for code in ("rib", "inscription_ecole"):
            fabriques.joindre(suivi, yanis, code)
        notes.ecrire(suivi.id, f"Note {rang}", agent=claire)
        avis.demander(suivi, claire)
        recommandes.envoye(table.dossiers["V"], claire, f"1A 234 567 8902 {rang}")
        collegue = fabriques.agent(prenom="Ronan", nom=f"Collègue{rang}")
        absente(collegue, suppleant=claire)
        avis.demander_a(suivi, claire, collegue)
        secteur(chef, f"Secteur {rang}", [str(int(NANTES) + rang + 1)], [collegue])
        ecrit(claire)
        fabriques.brouillon(yanis)
    fabriques.lignes({"agent_id": claire.id, "nom": f"N{rang}"} for rang in range(40))


# ---------- Un dossier dans chaque situation ----------


def complete(yanis: Usager, claire: Agent, herve: Agent) -> Dossier:
    dossier = fabriques.a_completer(yanis, claire)
    repondre_complement(dossier.id, usager=yanis, reponses={"telephone": "+33639980011"}, revision=None)
    return dossier


def a_signer(yanis: Usager, claire: Agent, herve: Agent) -> Dossier:
    return fabriques.en_signature(yanis, claire)


def refuse_et_conteste(yanis: Usager, claire: Agent, herve: Agent) -> Dossier:
    dossier = fabriques.decide(yanis, herve, REFUS)
    former(dossier, yanis)
    recommandes.envoye(dossier, herve)
    return dossier


def recours(yanis: Usager, claire: Agent, herve: Agent) -> Dossier:
    return former(fabriques.decide(yanis, herve, REFUS), yanis)


def a_retirer(yanis: Usager, claire: Agent, herve: Agent) -> Dossier:
    dossier = fabriques.decide(yanis, herve, ADMIS)
    for _ in range(3):
        retraits.entendu(dossier, herve, fondement=Fondement.FRAUDE)
    retraits.revenir(dossier, claire, fondement=Fondement.FRAUDE)
    return dossier


def a_payer(yanis: Usager, claire: Agent, herve: Agent) -> Dossier:
    dossier = versements.accorde(yanis, herve)
    delai_passe = versements.versement_du(dossier).date_limite
    assert delai_passe is not None
    fabriques.mettre_l_horloge_au(delai_passe + timedelta(days=1))
    return dossier


SITUATIONS: list[Callable[[Usager, Agent, Agent], Dossier]] = [
    complete, a_signer, refuse_et_conteste, recours, a_retirer, a_payer,
]  # fmt: skip


@pytest.mark.parametrize("situer", SITUATIONS, ids=lambda situer: situer.__name__)
def test_un_dossier_se_lit_en_douze_instructions_dans_chaque_situation(
    application: Flask, base: Session, yanis: Usager, claire: Agent, herve: Agent, situer
):
    """Titulaire absent, signataire délégué, étiquettes, notes, avis : la page a tout à montrer."""
    del base
    dossier = situer(yanis, claire, herve)
    soizic = fabriques.responsable("Soizic")
    delegations.declarer(soizic.id, deleguee(), auteur=auteur_agent(herve))
    absente(claire, suppleant=herve)
    absente(herve, suppleant=soizic)
    fabriques.justifie(claire, dossier)
    fabriques.justifie(soizic, dossier)
    notes.ecrire(dossier.id, "À rappeler.", agent=soizic)
    messagerie.ecrire_agent(dossier.id, agent=soizic, texte="Bonjour", fichiers=[fabriques.fichier()])
    messagerie.ecrire_usager(dossier.id, usager=yanis, texte="Bonjour")
    fermer_session()  # ce que l’essai tient encore n’est plus ce qui est en base

    cout = {
        (qui, adresse): len(compter(lambda c=navigateur(application, personne), a=adresse: c.get(a)))
        for qui, personne, debut in (
            ("soizic", soizic, "/agents"), ("claire", claire, "/agents"), ("yanis", yanis, "/mon-espace"),
        )
        for adresse in (f"{debut}/dossiers/{dossier.numero}", f"{debut}/dossiers/{dossier.numero}/journal")
    }  # fmt: skip

    assert {page: nombre for page, nombre in cout.items() if nombre > MAX} == {}


@pytest.mark.parametrize(
    ("situer", "pages"),
    [
        (autonomie.propose, ("", "/journal", "/droits")),
        (autonomie.servi, ("", "/journal", "/droits")),
        (autonomie.transmis, ("", "/journal")),
    ],
    ids=["propose", "servi", "transmis"],
)
def test_un_dossier_de_prestation_se_lit_en_douze_instructions(application: Flask, base: Session, situer, pages):
    """Volet validé, propositions, visites, avance, droits versés, séjour, transmission, couple lié : tout se montre."""
    del base
    eux = autonomie.foyer()
    dossier = situer(eux)
    directeur = fabriques.agent(Role.DIRECTEUR, autonomie.SERVICE, prenom="Yann")
    accueil = fabriques.agent(Role.ACCUEIL, autonomie.SERVICE, prenom="Lena")
    agents = (eux.claire, eux.herve, eux.isabelle, directeur, accueil)
    for agent in agents:
        fabriques.justifie(agent, dossier)
    messagerie.ecrire_agent(dossier.id, agent=eux.claire, texte="Bonjour", fichiers=[fabriques.fichier()])
    fermer_session()

    lecteurs = [*((agent.prenom, agent, "/agents") for agent in agents), ("Marcel", eux.marcel, "/mon-espace")]
    cout = {
        (qui, page): len(compter(lambda c=navigateur(application, personne), a=adresse: c.get(a)))
        for qui, personne, espace in lecteurs
        for page in pages
        for adresse in [f"{espace}/dossiers/{dossier.numero}{page}"]
    }

    assert {page: nombre for page, nombre in cout.items() if nombre > MAX} == {}


def deleguee() -> delegations.ActeDeDelegation:
    return delegations.ActeDeDelegation(
        service_code=fabriques.SERVICE,
        demarche=None,
        natures=(),
        plafond=None,
        debut=horloge.aujourd_hui() - timedelta(days=400),
        fin=None,
        reference="Arrêté 2025-12",
    )
