"""Une demande à évaluer dans la pile en marche, et ce que la base en garde : dans un processus à part, sur sa base."""

import json
import os
import subprocess
import sys
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from forms.apa_evaluation import VOLET
from portail.config import RACINE, lire_reglages
from portail.demarche.parcours import parcours_de
from portail.demonstration.pile import Pile
from portail.dossiers.actions import brouillon, depot
from portail.dossiers.models import Dossier
from portail.dossiers.volets.models import Volet
from portail.identite.actions import connecter_usager
from portail.identite.certifiee import IdentiteCertifiee
from portail.pieces.models import Fichier, Piece
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.demarrage import demarrer
from tests import fabriques
from tests.unitaires.situations_apa import APA, jeanne


def deposer(nom: str) -> dict[str, Any]:
    """Dépose la demande d’une personne de ce nom et rend son numéro."""
    identite = IdentiteCertifiee(
        nom_naissance=nom.upper(),
        prenoms=("Jeanne",),
        date_naissance=date(1942, 7, 3),
        sexe="female",
        lieu_naissance_insee="44015",
        pays_naissance_insee="99100",
        courriel=f"jeanne.{nom.lower()}@courriel.example",
    )
    personne = connecter_usager(emetteur="franceconnect", sujet=uuid4().hex, identite=identite, langue="fr")
    reponses = jeanne(nom_naissance=nom.upper())
    ouvert = brouillon.commencer(APA, usager=personne, qualite=reponses["qualite_deposant"], langue="fr")
    for page in (vue.page for vue in parcours_de(APA, reponses, horloge.aujourd_hui())):
        brouillon.enregistrer_page(ouvert.id, usager=personne, page=page, reponses=reponses, revision=None)
    fabriques.joindre(ouvert, personne, "piece_identite", "avis_impot", "rib")
    return {"numero": depot.deposer(ouvert.id, usager=personne, revision=None, accord_electronique=True).numero}


def garde(numero: str) -> dict[str, Any]:
    """Rend ce que la base garde de l’évaluation de cette demande."""
    dossier = session.scalars(select(Dossier).where(Dossier.numero == numero)).one()
    volet = session.scalars(select(Volet).where(Volet.dossier_id == dossier.id, Volet.code == VOLET)).one_or_none()
    photos = (
        select(Fichier)
        .join(Piece, Piece.id == Fichier.piece_id)
        .where(Piece.dossier_id == dossier.id, Piece.code == "photos_visite", Fichier.remplace_le.is_(None))
    )
    return {
        "reponses": volet.reponses if volet else {},
        "valide": bool(volet and volet.valide_le),
        "photos": [fichier.nom for fichier in session.scalars(photos)],
        "agent": dossier.reponses_agent,
    }


def dans_la_pile(pile: Pile, geste: str, argument: str, *, module: str = "a_evaluer") -> dict[str, Any]:
    """Fait ce geste de ce module sur la base de la pile et rend ce qu’il rend."""
    commande = [sys.executable, "-m", f"tests.bout_en_bout.{module}", geste, argument]
    fait = subprocess.run(
        commande, cwd=RACINE, env={**os.environ, **pile.environnement}, capture_output=True, check=False
    )
    assert fait.returncode == 0, fait.stderr.decode()
    rendu: dict[str, Any] = json.loads(fait.stdout.decode().splitlines()[-1])
    return rendu


if __name__ == "__main__":
    demarrer(lire_reglages(os.environ))
    sys.stdout.write(json.dumps({"deposer": deposer, "garde": garde}[sys.argv[1]](sys.argv[2])) + "\n")
