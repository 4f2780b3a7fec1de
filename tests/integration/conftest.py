"""Les personnes des essais, les mêmes partout, dans un département installé.

Un module qui veut une autre situation redéfinit le seul maillon qui change : `date_de_l_essai` (un autre jour),
`departement` (une base où l’on valide pour de bon : `base_de_tous`), ou la personne elle-même.
"""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portail.dossiers.models import Dossier
from portail.dossiers.versements.models import Prestataire
from portail.identite.models import Agent, Role, Usager
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.reservations.evenements import CreneauLibere, CreneauOffert, RendezVousDeplace
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.rendez_vous.ressources.models import Ressource
from portail.socle import debits, evenements
from tests import fabriques
from tests.client import ClientExigeant
from tests.entree import entrer
from tests.fournisseur_oidc import Comptoir
from tests.integration import rendez_vous
from tests.integration.connexions import brancher
from tests.integration.evaluations import evaluatrice
from tests.integration.modes import aide_atlantique
from tests.integration.navigation import navigateur
from tests.integration.prestations import monde
from tests.integration.rdv_seances import ouvrir, venir
from tests.integration.rdv_vie import Accueil, accueil, quelqu_un


@pytest.fixture
def date_de_l_essai() -> date:
    """Le jour où l’essai commence, à midi."""
    return fabriques.JOUR


@pytest.fixture
def departement(base: Session, date_de_l_essai: date) -> None:
    """Un département installé : ses services, ses valeurs millésimées, son horloge posée."""
    del base
    fabriques.departement()
    fabriques.mettre_l_horloge_au(date_de_l_essai)


@pytest.fixture
def base_de_tous(base_reelle: str, date_de_l_essai: date) -> str:
    """Le même département, dans une base où l’on valide pour de bon ; rend son adresse."""
    fabriques.departement()
    fabriques.mettre_l_horloge_au(date_de_l_essai)
    return base_reelle


@pytest.fixture
def sans_jeton(application: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Les formulaires s’envoient sans leur jeton : l’essai porte sur ce qui vient après."""
    monkeypatch.setitem(application.config, "WTF_CSRF_ENABLED", False)


@pytest.fixture
def comptoir(
    serveur_oidc: Comptoir, client: ClientExigeant, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Comptoir]:
    """Le fournisseur d’identité simulé, branché sur l’application ; `client` est le navigateur."""
    del client
    yield brancher(serveur_oidc, environ, monkeypatch)
    serveur_oidc.fautes.clear()


@pytest.fixture
def limites() -> Iterator[None]:
    """Les limites de débit, levées partout ailleurs."""
    debits.configurer(actif=True)
    yield
    debits.configurer(actif=False)


# ---------- Qui demande ----------


@pytest.fixture
def yanis(departement: None) -> Usager:
    """Yanis Belkacem demande l’aide au permis."""
    return fabriques.usager()


@pytest.fixture
def yanis_entre(client: ClientExigeant, yanis: Usager) -> Usager:
    """Yanis, connecté dans `client`."""
    entrer(client, yanis)
    return yanis


# ---------- Qui instruit, au service jeunesse ----------


@pytest.fixture
def claire(departement: None) -> Agent:
    """Claire Lebreton, instructrice."""
    return fabriques.agent()


@pytest.fixture
def claire_entree(client: ClientExigeant, claire: Agent) -> Agent:
    """Claire, connectée dans `client`."""
    entrer(client, claire)
    return claire


@pytest.fixture
def lea(departement: None) -> Agent:
    """Léa Martin, instructrice elle aussi."""
    return fabriques.agent(prenom="Léa", nom="Martin")


@pytest.fixture
def herve(departement: None) -> Agent:
    """Hervé Guillou, responsable : il signe."""
    return fabriques.responsable()


@pytest.fixture
def soizic(departement: None) -> Agent:
    """Soizic Le Bihan, l’autre responsable : elle répond aux recours contre ce qu’Hervé a signé."""
    return fabriques.responsable("Soizic", "Le Bihan")


# ---------- Les autres métiers ----------


@pytest.fixture
def anne(departement: None) -> Agent:
    """Anne Lebreton, à l’accueil du service jeunesse."""
    return fabriques.agent(Role.ACCUEIL, prenom="Anne")


@pytest.fixture
def regis(departement: None) -> Agent:
    """Régis Morvan, régisseur."""
    return fabriques.agent(Role.REGISSEUR, prenom="Régis", nom="Morvan")


@pytest.fixture
def emilie(departement: None) -> Agent:
    """Émilie Morvan, évaluatrice du service autonomie."""
    return fabriques.agent(Role.EVALUATEUR, "autonomie", prenom="Émilie", nom="Morvan")


@pytest.fixture
def nathalie(departement: None) -> Agent:
    """Nathalie Rio, administratrice du portail."""
    return fabriques.agent(Role.ADMINISTRATEUR, None, prenom="Nathalie", nom="Rio")


@pytest.fixture
def bureau(application: Flask, nathalie: Agent) -> ClientExigeant:
    """Le navigateur de Nathalie, au guichet d’administration."""
    return navigateur(application, nathalie)


# ---------- L’APA à domicile ----------


@pytest.fixture
def personne(departement: None) -> Usager:
    """Jeanne Briand demande l’APA."""
    return fabriques.usager(("Jeanne",), "Briand", naissance=date(1942, 7, 3))


@pytest.fixture
def isabelle(departement: None) -> Agent:
    """Isabelle Corre, évaluatrice du service autonomie."""
    return evaluatrice()


@pytest.fixture
def gens(base: Session) -> tuple[Usager, Agent, Agent]:
    """Jeanne, puis l’instructrice et le responsable du service autonomie."""
    del base
    return monde()


@pytest.fixture
def aide(regis: Agent) -> Prestataire:
    """Aide Atlantique, que le service de Régis peut payer directement."""
    return aide_atlantique(regis)


# ---------- Les rendez-vous ----------


@pytest.fixture
def ici(departement: None) -> Accueil:
    """Un lieu qui reçoit, une personne par demi-heure, le matin."""
    return accueil()


@pytest.fixture
def seance(ici: Accueil) -> RendezVous:
    """Une séance à plusieurs, lundi à 14 h ; son module dit combien de places."""
    return ouvrir(ici)


@pytest.fixture
def inscrits(seance: RendezVous) -> list[Participation]:
    """Deux personnes à la séance : complète si elle a deux places."""
    return [venir(seance, quelqu_un(rang))[0] for rang in (90, 91)]


@pytest.fixture
def maelle(departement: None) -> Agent:
    """Maëlle Rouxel, puéricultrice."""
    return rendez_vous.puericultrice()


@pytest.fixture
def ou(departement: None) -> Lieu:
    """L’accueil d’Aigrefeuille."""
    return rendez_vous.lieu("aigrefeuille")


@pytest.fixture
def pesee(departement: None) -> ObjetRdv:
    """Une pesée d’un quart d’heure, sur place ou au téléphone."""
    return rendez_vous.objet("PESEE", duree=15, modalites=["sur_place", "telephone"])


@pytest.fixture
def agenda(maelle: Agent, ou: Lieu) -> Ressource:
    """L’agenda de Maëlle, à Aigrefeuille."""
    return rendez_vous.agenda(maelle, ou)


@pytest.fixture
def publies(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Les créneaux rendus ou offerts et les rendez-vous déplacés, en plus de ce que leurs abonnés en font."""
    recus: list[object] = []
    for type_evenement in (CreneauLibere, CreneauOffert, RendezVousDeplace):
        abonnes = [*evenements._abonnes[type_evenement], recus.append]
        monkeypatch.setitem(evenements._abonnes, type_evenement, abonnes)
    return recus


# ---------- La demande ----------


@pytest.fixture
def dossier(yanis: Usager, claire: Agent) -> Dossier:
    """La demande de Yanis, que Claire instruit."""
    return fabriques.en_instruction(yanis, claire)
