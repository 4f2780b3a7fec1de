"""Tenir la liste des services du département, et où l’on écrit aux mairies."""

import csv
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from portail.config import RACINE
from portail.journal.actions import Auteur, inscrire
from portail.journal.changements import changement
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable, SaisieInvalide
from portail.socle.traduction import _
from portail.territoire.models import Mairie, Service

FICHIER = RACINE / "portail" / "donnees" / "services.csv"
COLONNES = ("code", "nom", "adresse", "courriel", "telephone")
COLONNES_MAIRIE = ("code_insee", "courriel", "adresse")


class CodeDejaPris(SaisieInvalide):
    """Un service a déjà ce code."""

    message = _("Un service a déjà ce code. Choisissez-en un autre.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheService:
    """Ce que les courriers disent d’un service (CRPA, R112-11-1)."""

    nom: str
    adresse: str
    courriel: str
    telephone: str

    @property
    def champs(self) -> Mapping[str, str]:
        """Rend les valeurs par colonne."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheMairie:
    """Où l’on écrit à une mairie ; vide : par la poste, au code postal et à la commune."""

    courriel: str
    adresse: str

    def __post_init__(self) -> None:
        """Ôte les espaces et les lignes vides de l’adresse."""
        lignes = (ligne.strip() for ligne in self.adresse.splitlines())
        object.__setattr__(self, "adresse", "\n".join(filter(None, lignes)))

    @property
    def champs(self) -> Mapping[str, str]:
        """Rend les valeurs par colonne."""
        return asdict(self)


def importer_services(chemin: Path = FICHIER) -> int:
    """Ajoute ou met à jour les services du fichier et rend leur nombre ; rejouable.

    Un service absent du fichier reste tel quel : des dossiers le citent. Lève `KeyError` si une colonne manque.
    """
    with chemin.open(encoding="utf-8", newline="") as fichier:
        lignes = [{nom: ligne[nom].strip() for nom in COLONNES} for ligne in csv.DictReader(fichier, delimiter=";")]
    with transaction():
        for ligne in lignes:
            session.merge(Service(**ligne))
    return len(lignes)


def importer_mairies(chemin: Path) -> int:
    """Ajoute ou met à jour les mairies du fichier (code_insee;courriel;adresse) et rend leur nombre ; rejouable.

    Dans l’adresse, « | » sépare les lignes. Lève `KeyError` si une colonne manque.
    """
    with chemin.open(encoding="utf-8", newline="") as fichier:
        lues = [
            {nom: ligne[nom].strip() for nom in COLONNES_MAIRIE} for ligne in csv.DictReader(fichier, delimiter=";")
        ]
    with transaction():
        for lue in lues:
            adresse = "\n".join(partie.strip() for partie in lue["adresse"].split("|"))
            session.merge(Mairie(code_insee=lue["code_insee"], courriel=lue["courriel"] or None, adresse=adresse))
    return len(lues)


def modifier_mairie(code_insee: str, fiche: FicheMairie, *, auteur: Auteur) -> Mairie:
    """Change où l’on écrit à une mairie ; ce qui est déjà envoyé garde l’ancienne adresse."""
    with transaction():
        session.execute(insert(Mairie).values(code_insee=code_insee, adresse="").on_conflict_do_nothing())
        mairie = session.get_one(Mairie, code_insee, with_for_update=True, populate_existing=True)
        details = changement({"courriel": mairie.courriel or "", "adresse": mairie.adresse}, fiche.champs)
        mairie.courriel, mairie.adresse = fiche.courriel or None, fiche.adresse
        if details:
            inscrire("modifier_mairie", auteur=auteur, objet=("mairie", code_insee), details=details)
    return mairie


def creer_service(code: str, fiche: FicheService, *, auteur: Auteur) -> Service:
    """Crée un service ouvert ; lève `CodeDejaPris`."""
    service = Service(code=code, **fiche.champs)
    try:
        with transaction():
            session.add(service)
            session.flush()
            inscrire("creer_service", auteur=auteur, objet=("service", code), details=changement({}, fiche.champs))
    except IntegrityError as erreur:
        raise CodeDejaPris from erreur
    return service


def modifier_service(code: str, fiche: FicheService, *, auteur: Auteur) -> Service:
    """Change le nom et les coordonnées d’un service ; les courriers déjà remis gardent les anciens."""
    with transaction():
        service = verrouiller_service(code)
        avant = {nom: str(getattr(service, nom)) for nom in fiche.champs}
        for nom, valeur in fiche.champs.items():
            setattr(service, nom, valeur)
        details = changement(avant, fiche.champs)
        if details:
            inscrire("modifier_service", auteur=auteur, objet=("service", code), details=details)
    return service


def rouvrir_service(code: str, *, auteur: Auteur) -> Service:
    """Rouvre un service fermé."""
    with transaction():
        service = verrouiller_service(code)
        if not service.est_actif:
            service.est_actif = True
            noter_ouverture("rouvrir_service", code, auteur=auteur, avant="ferme", apres="ouvert")
    return service


def verrouiller_service(code: str) -> Service:
    """Rend le service relu et verrouillé : aucun dossier ne peut lui être ajouté d’ici la fin ; lève `Introuvable`."""
    service = session.get(Service, code, with_for_update=True, populate_existing=True)
    if service is None:
        raise Introuvable
    return service


def noter_ouverture(action: str, code: str, *, auteur: Auteur, avant: str, apres: str) -> None:
    """Note au journal du service qu’il ferme ou rouvre."""
    details = {"avant": {"service": avant}, "apres": {"service": apres}}
    inscrire(action, auteur=auteur, objet=("service", code), details=details)
