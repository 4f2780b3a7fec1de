"""Un office ouvert, son notaire et sa clerc, pour les essais."""

from portail.identite.models import Agent, Role
from portail.identite.notaires.actions import FicheMembre, FicheOffice, ouvrir_membre, ouvrir_office
from portail.identite.notaires.models import Membre, RoleMembre
from portail.identite.notaires.queries import membres_de
from portail.journal.actions import SYSTEME
from tests.entree import agent_ouvert


def fiche_office(crpcen: str = "44012", nom: str = "Office Rolland") -> FicheOffice:
    """Rend la fiche d’un office fictif."""
    return FicheOffice(
        crpcen=crpcen, nom=nom, voie="1 place de l’Étude", code_postal="44130", commune="Blain",
        courriel=f"office-{crpcen}@notaires.example",
    )  # fmt: skip


def fiche_membre(prenom: str = "Paul", nom: str = "Rolland", role: RoleMembre = RoleMembre.NOTAIRE) -> FicheMembre:
    """Rend la fiche d’un membre fictif."""
    return FicheMembre(prenom=prenom, nom=nom, courriel=f"{prenom}.{nom}@office.example".lower(), role=role)


def notaire(crpcen: str = "44012") -> Membre:
    """Ouvre un office et rend le notaire qui en gère les accès."""
    office = ouvrir_office(fiche_office(crpcen), fiche_membre(), auteur=SYSTEME)
    return membres_de(office.id)[0]


def clerc(de: Membre) -> Membre:
    """Ouvre un accès à une clerc de ce notaire, et la rend."""
    return ouvrir_membre(fiche_membre("Inès", "Garnier", RoleMembre.CLERC), par=de)


def responsable() -> Agent:
    """Rend qui encadre les deux services des notaires."""
    services = ((Role.RESPONSABLE, "recours"), (Role.RESPONSABLE, "espaces_naturels"))
    return agent_ouvert(*services, prenom="Viviane", nom="Robin")


def adresses(maitre: Membre) -> dict[str, str]:
    """Rend de quoi nommer, dans une adresse, ce que tient l’office de ce notaire."""
    return {"membre_id": str(clerc(maitre).id)}
