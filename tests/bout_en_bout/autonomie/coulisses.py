"""Ce qui se passe hors de l’écran, sur la base de la pile : installer, déposer une demande, l’évaluer."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

import psycopg
from sqlalchemy import select

from portail.config import RACINE, lire_reglages
from portail.demarche.parcours import parcours_de, pieces_attendues
from portail.demonstration.autonomie.aines import AINES
from portail.demonstration.comptes import ouvrir_les_agents, usager_de_demonstration
from portail.demonstration.pile import Pile
from portail.dossiers.actions import brouillon, depot, instruction
from portail.dossiers.models import Dossier
from portail.identite.models import Agent
from portail.parametres import actions as parametres
from portail.socle import decalage, horloge
from portail.socle.base import session
from portail.socle.demarrage import demarrer
from portail.territoire import actions as territoire
from tests import fabriques
from tests.integration.evaluations import evaluer
from tests.unitaires.situations_apa import APA

MATIN = time(9)
_REGLER = (
    "INSERT INTO decalage_horloge (id, duree) VALUES (1, %(duree)s) ON CONFLICT (id) DO UPDATE SET duree = %(duree)s"
)


def installer() -> None:
    """Pose ce qu’une installation a toujours, et ouvre l’accès des agents de la démonstration."""
    territoire.importer_services()
    parametres.importer()
    ouvrir_les_agents()


def remplir(code: str, **autres: Any) -> str:
    """Remplit la demande de cette personne sans l’envoyer, pièces jointes ; rend son numéro."""
    aine, jour = AINES[code], horloge.aujourd_hui()
    usager = usager_de_demonstration(aine.qui_depose, jour=datetime.now(UTC).date(), certifie=True)
    reponses = aine.reponses(jour, jour) | autres
    ouvert = brouillon.commencer(APA, usager=usager, qualite=aine.qualite, langue="fr")
    for page in (vue.page for vue in parcours_de(APA, {**ouvert.reponses, **reponses}, jour)):
        siennes = {c.identifiant: reponses[c.identifiant] for c in page.champs if c.identifiant in reponses}
        brouillon.enregistrer_page(ouvert.id, usager=usager, page=page, reponses=siennes, revision=None)
    ecrit = session.get_one(Dossier, ouvert.id, populate_existing=True)
    fabriques.joindre(ecrit, usager, *(piece.identifiant for piece in pieces_attendues(APA, ecrit.reponses, jour)))
    return ecrit.numero


def deposer(code: str, **autres: Any) -> str:
    """Remplit la demande de cette personne et l’envoie ; rend son numéro."""
    numero = remplir(code, **autres)
    aine = AINES[code]
    usager = usager_de_demonstration(aine.qui_depose, jour=datetime.now(UTC).date(), certifie=True)
    depot.deposer(_dossier(numero).id, usager=usager, revision=None, accord_electronique=True)
    return numero


def instruire(numero: str, gir: int) -> None:
    """Prend la demande en charge et l’évalue à ce GIR, sans passer par l’écran."""
    instruction.prendre_en_charge(_dossier(numero).id, agent=_agent("Julien"))
    coter(numero, gir)


def coter(numero: str, gir: int) -> None:
    """Évalue la demande à ce GIR."""
    evaluer(_dossier(numero), gir, agent=_agent("Isabelle"), date_visite=horloge.aujourd_hui().isoformat())


def _dossier(numero: str) -> Dossier:
    return session.scalars(select(Dossier).where(Dossier.numero == numero)).one()


def _agent(prenom: str) -> Agent:
    return session.scalars(select(Agent).where(Agent.prenom == prenom)).one()


def dans_la_pile(pile: Pile, geste: str, **arguments: Any) -> Any:
    """Fait ce geste dans un processus à part, sur la base de la pile, et rend ce qu’il rend."""
    commande = [sys.executable, "-m", "tests.bout_en_bout.autonomie.coulisses", geste, json.dumps(arguments)]
    fait = subprocess.run(
        commande, cwd=RACINE, env={**os.environ, **pile.environnement}, capture_output=True, check=False
    )
    assert fait.returncode == 0, fait.stderr.decode()
    return json.loads(fait.stdout.decode().splitlines()[-1])


def mettre_l_horloge_au(pile: Pile, jour: date, heure: time = MATIN) -> None:
    """Met l’horloge partagée à ce jour, sans passer les balayages : chaque essai commence à sa date."""
    instant = horloge.instant_du(jour, heure).astimezone(UTC)
    adresse = pile.environnement["DATABASE_URL"].replace("postgresql+psycopg:", "postgresql:", 1)
    with psycopg.connect(adresse) as connexion:
        connexion.execute(_REGLER, {"duree": instant - datetime.now(UTC)})


if __name__ == "__main__":
    demarrer(lire_reglages(os.environ))
    decalage.rafraichir()
    gestes: dict[str, Callable[..., Any]] = {
        "installer": installer, "remplir": remplir, "deposer": deposer, "instruire": instruire, "evaluer": coter,
    }  # fmt: skip
    rendu = gestes[sys.argv[1]](**json.loads(sys.argv[2]))
    sys.stdout.write(json.dumps(rendu) + "\n")
