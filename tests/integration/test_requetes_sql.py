"""Combien d’instructions chaque page demande à la base : un budget serré, le même pour un dossier et pour soixante."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from portail.dossiers.actions import messagerie
from portail.dossiers.etats import Etat
from portail.dossiers.models import Dossier
from portail.identite.models import Agent, Role, Usager
from portail.instruction.queries import PAR_PAGE
from portail.socle import base as socle_base
from portail.socle import horloge
from tests import fabriques
from tests.client import ClientExigeant
from tests.integration.lignes import documents
from tests.integration.navigation import navigateur, valeurs

MEMOIRE = 1
"""Ce qu’une page garde quelques secondes : entre deux mesures, cela peut se relire."""
VALEURS = "FROM parametre WHERE parametre.debut"
"""Les valeurs millésimées se gardent dix secondes : les relire dépend de l’heure, pas du geste."""
POINTS_DE_REPRISE = ("SAVEPOINT", "RELEASE", "ROLLBACK")
"""Ce que les tests ajoutent pour tout annuler ; en service, une lecture n’ouvre pas de transaction."""


@contextmanager
def instructions() -> Iterator[list[str]]:
    """Rend la liste, remplie au fil du bloc, de ce qui est demandé à la base."""
    vues: list[str] = []

    def noter(_connexion: Any, _curseur: Any, texte: str, *_autres: Any) -> None:
        lu = " ".join(texte.split())
        if not lu.startswith(POINTS_DE_REPRISE) and VALEURS not in lu:
            vues.append(lu)

    moteur = socle_base.moteur()
    event.listen(moteur, "before_cursor_execute", noter)
    try:
        yield vues
    finally:
        event.remove(moteur, "before_cursor_execute", noter)


def compter(geste: Callable[[], Any]) -> list[str]:
    """Rend les instructions du second passage : le premier remplit ce qui se garde quelques secondes en mémoire."""
    geste()
    with instructions() as vues:
        reponse = geste()
    assert reponse.status_code in {200, 302, 303}, reponse.status_code
    return vues


class Situation:
    """Une personne, deux agents, et un dossier à chaque étape."""

    def __init__(self, application: Flask) -> None:
        fabriques.departement()
        self.yanis = yanis = fabriques.usager()
        claire = fabriques.agent()
        herve = fabriques.agent(Role.RESPONSABLE, prenom="Hervé")
        self.dossiers = {
            "brouillon": fabriques.brouillon(yanis),
            "suivi": fabriques.en_instruction(yanis, claire),
            "a_completer": fabriques.a_completer(yanis, claire),
            "decide": fabriques.decide(yanis, herve),
        }
        suivi = self.dossiers["suivi"]
        for numero in range(3):
            messagerie.ecrire_usager(suivi.id, usager=yanis, texte=f"Question {numero}")
            messagerie.ecrire_agent(suivi.id, agent=claire, texte=f"Réponse {numero}", fichiers=[fabriques.fichier()])
        self.document = documents(suivi, "accuse_reception")[0].id
        self.navigateurs = {
            "inconnu": navigateur(application),
            "yanis": navigateur(application, yanis),
            "claire": navigateur(application, claire),
        }

    def adresse(self, modele: str) -> str:
        numeros = {nom: dossier.numero for nom, dossier in self.dossiers.items()}
        return modele.format(document=self.document, **numeros)


# Page → (qui, budget) : ce qui a été mesuré, plus les valeurs millésimées à relire.
BUDGETS: dict[str, tuple[str, int]] = {
    "/": ("inconnu", 2),
    "/demarches/": ("inconnu", 3),
    "/demarches/aide-permis": ("inconnu", 4),
    "/demarches/aide-permis/ai-je-droit": ("inconnu", 3),
    "/connexion": ("inconnu", 2),
    "/mon-espace/": ("yanis", 6),
    "/mon-espace/compte": ("yanis", 5),
    "/demarches/aide-permis/commencer": ("yanis", 6),
    "/mon-espace/dossiers/{brouillon}/reprendre": ("yanis", 4),
    "/mon-espace/dossiers/{brouillon}/saisie/coordonnees": ("yanis", 4),
    "/mon-espace/dossiers/{brouillon}/pieces": ("yanis", 5),
    "/mon-espace/dossiers/{brouillon}/recapitulatif": ("yanis", 6),
    "/mon-espace/dossiers/{suivi}": ("yanis", 9),
    "/mon-espace/dossiers/{decide}": ("yanis", 9),
    "/mon-espace/dossiers/{suivi}/envoyee": ("yanis", 5),
    "/mon-espace/dossiers/{suivi}/documents/{document}": ("yanis", 5),
    "/mon-espace/dossiers/{suivi}/ajouter": ("yanis", 4),
    "/mon-espace/dossiers/{suivi}/retirer": ("yanis", 4),
    "/mon-espace/dossiers/{a_completer}/completer": ("yanis", 6),
    "/agents/dossiers/": ("claire", 10),
    "/agents/dossiers/?q=belkacem": ("claire", 10),
    "/agents/absences/": ("claire", 5),
    "/agents/vues/": ("claire", 6),
    "/agents/dossiers/{suivi}": ("claire", 12),
    "/agents/dossiers/{suivi}/depose": ("claire", 6),
    "/agents/dossiers/{suivi}/journal": ("claire", 8),
    "/agents/dossiers/{suivi}/complement": ("claire", 6),
    "/agents/dossiers/{suivi}/decision": ("claire", 8),
    "/agents/dossiers/{suivi}/affecter": ("claire", 10),
}


@pytest.fixture
def situation(application: Flask, base: Session) -> Situation:
    del base
    return Situation(application)


def test_chaque_page_tient_dans_son_budget(situation: Situation):
    depassees = {}
    for modele, (qui, budget) in BUDGETS.items():
        client, adresse = situation.navigateurs[qui], situation.adresse(modele)
        vues = compter(lambda c=client, a=adresse: c.get(a))
        if len(vues) > budget:
            depassees[modele] = (len(vues), budget, vues)
    assert depassees == {}


def enregistrer_une_page(client: ClientExigeant, adresse: str) -> Callable[[], Any]:
    page = valeurs(client.get(adresse))
    return lambda: client.post(adresse, data=page)


def test_enregistrer_une_page_tient_dans_son_budget(situation: Situation):
    adresse = situation.adresse("/mon-espace/dossiers/{brouillon}/saisie/situation")

    # Session, horloge, lecture, verrou, intervenants, écriture : le même envoi n’écrit rien de plus.
    assert len(compter(enregistrer_une_page(situation.navigateurs["yanis"], adresse))) <= 7


@pytest.mark.parametrize("vue", ["attendus", "nouveaux", "messages", "tous"])
def test_la_liste_des_agents_ne_coute_pas_plus_pour_soixante_dossiers(application: Flask, base: Session, vue: str):
    del base
    fabriques.departement()
    claire: Agent = fabriques.agent()
    yanis: Usager = fabriques.usager()
    client = navigateur(application, claire)
    premier: Dossier = fabriques.depose(yanis) if vue == "nouveaux" else fabriques.en_instruction(yanis, claire)
    messagerie.ecrire_usager(premier.id, usager=yanis, texte="Bonjour")
    adresse = f"/agents/dossiers/?vue={vue}"
    un = compter(lambda: client.get(adresse))
    fabriques.lignes(
        {
            "etat": Etat.EN_INSTRUCTION if vue == "attendus" else Etat.DEPOSE,
            "nom": f"N{rang}",
            "agent_id": None if vue == "nouveaux" else claire.id,
            "echeance": horloge.aujourd_hui() + timedelta(days=rang),
            "commune_insee": "44109",
        }
        for rang in range(60)
    )
    soixante = compter(lambda: client.get(adresse))

    assert len(soixante) <= len(un) + MEMOIRE <= 12
    if vue != "messages":
        assert client.get(adresse).text.count('<th scope="row">') == PAR_PAGE


def test_l_espace_ne_coute_pas_plus_pour_vingt_demandes(situation: Situation):
    client, yanis = situation.navigateurs["yanis"], situation.yanis
    quatre = compter(lambda: client.get("/mon-espace/"))
    for _ in range(16):
        fabriques.brouillon(yanis, pieces=False)

    assert len(compter(lambda: client.get("/mon-espace/"))) <= len(quatre) + MEMOIRE


def test_un_dossier_ne_coute_pas_plus_avec_beaucoup_d_echanges(situation: Situation):
    suivi, mesures = situation.dossiers["suivi"], []
    ecrans = [("yanis", f"/mon-espace/dossiers/{suivi.numero}"), ("claire", f"/agents/dossiers/{suivi.numero}")]
    for _ in range(2):
        mesures.append([len(compter(lambda q=q, a=a: situation.navigateurs[q].get(a))) for q, a in ecrans])
        for rang in range(15):
            messagerie.ecrire_usager(suivi.id, usager=situation.yanis, texte=f"Encore {rang}")
            fabriques.joindre(suivi, situation.yanis, "rib")

    avant, apres = mesures
    assert all(fin <= debut + MEMOIRE for debut, fin in zip(avant, apres, strict=True)), mesures
