"""Des sommes à payer dans la pile en marche, écrites comme le ferait une commande : dans un processus à part."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from decimal import Decimal
from uuid import uuid4

import requests

from portail.config import RACINE, lire_reglages
from portail.demonstration.pile import Pile
from portail.demonstration.regies import SPORT
from portail.paiement.paiements.liens import chemin_de
from portail.paiement.paiements.sommes import Objet, Payeur, exiger
from portail.paiement.regies.queries import regie_de
from portail.socle.base import transaction
from portail.socle.demarrage import demarrer

NUMCLI = "090909"


@dataclass(frozen=True)
class APayer:
    """Cinquante euros pour un stage : où les payer, et le numéro que porte l’avis."""

    chemin: str
    numero: str

    @property
    def identifiant(self) -> str:
        """Rend ce qui désigne la somme au bureau."""
        return self.chemin.split("/")[2]


def ecrire(nombre: int) -> list[dict[str, str]]:
    """Écrit tant de sommes de la régie de l’animation sportive et les rend."""
    regie, rendues = regie_de(SPORT), []
    for _rang in range(nombre):
        with transaction():
            somme = exiger(
                Objet(type="essai", id=uuid4().hex),
                regie_id=regie.id,
                montant=Decimal("50.00"),
                libelle="Stage de voile, été 2027",
                payeur=Payeur(nom="Claire Guillet", courriel="claire.guillet@messagerie.example"),
            )
        rendues.append({"chemin": chemin_de(somme.id), "numero": somme.numero})
    return rendues


def sommes_a_payer(pile: Pile, nombre: int) -> list[APayer]:
    """Écrit tant de sommes dans la base de la pile et les rend."""
    commande = [sys.executable, "-m", "tests.bout_en_bout.a_payer", str(nombre)]
    fait = subprocess.run(
        commande, cwd=RACINE, env={**os.environ, **pile.environnement}, capture_output=True, check=False
    )
    assert fait.returncode == 0, fait.stderr.decode()
    return [APayer(**une) for une in json.loads(fait.stdout.decode().splitlines()[-1])]


def regler_payfip(pile: Pile, **scenario: str) -> None:
    """Règle au pupitre ce que le PayFiP simulé fait de travers ; sans rien, tout va bien."""
    requests.post(f"{pile.environnement['PAYFIP_URL']}/pupitre/scenario", data=scenario, timeout=300).raise_for_status()


if __name__ == "__main__":
    demarrer(lire_reglages(os.environ))
    sys.stdout.write(json.dumps(ecrire(int(sys.argv[1]))) + "\n")
