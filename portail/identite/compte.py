"""Ce qu’une personne règle de son compte : nom d’usage, où lui écrire, langue, sessions ouvertes ailleurs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from portail.identite import codes, sessions
from portail.identite.actions import auteur_usager
from portail.identite.evenements import Coordonnees, CoordonneesChangees
from portail.identite.models import COURRIEL, Usager
from portail.journal.actions import inscrire
from portail.journal.models import Entree
from portail.notifications.actions import Destinataire, prevoir
from portail.socle.base import session, transaction, verrouiller
from portail.socle.evenements import publier

CONNEXIONS_MONTREES = 5


@dataclass(frozen=True, slots=True)
class Connexion:
    """Une entrée dans l’espace : son instant, et si ce fut par un code reçu par courriel."""

    instant: datetime
    par_courriel: bool


def dernieres_connexions(usager: Usager) -> Sequence[Connexion]:
    """Rend les dernières connexions de la personne, la plus récente d’abord."""
    entrees = session.scalars(
        select(Entree)
        .where(Entree.objet_type == "usager", Entree.objet_id == str(usager.id), Entree.action == "connexion")
        .order_by(Entree.rang.desc())
        .limit(CONNEXIONS_MONTREES)
    )
    return [Connexion(entree.instant, entree.details.get("fournisseur") == COURRIEL) for entree in entrees]


def changer(usager_id: UUID, *, nom_usage: str, telephone: str | None, langue: str) -> bool:
    """Enregistre ce qui ne demande pas de confirmation ; rend faux si rien n’a changé."""
    with transaction():
        usager = verrouiller(Usager, usager_id)
        avant, nom_avant = _coordonnees(usager), usager.nom_usage
        usager.telephone, usager.langue = telephone or None, langue
        if nom_usage != nom_avant:
            usager.identite_declaree = {**(usager.identite_declaree or {}), "nom_usage": nom_usage}
        touches = [nom for nom in ("telephone", "langue") if getattr(avant, nom) != getattr(usager, nom)]
        touches += ["nom_usage"] * (nom_usage != nom_avant)
        if touches:
            _consigner(usager, "changer_compte", avant, champs=touches)
    return bool(touches)


def retirer_courriel(usager_id: UUID) -> None:
    """Oublie l’adresse électronique de contact, et celle qui attendait d’être confirmée."""
    with transaction():
        usager = verrouiller(Usager, usager_id)
        avant, usager.courriel = _coordonnees(usager), None
        codes.oublier(_titulaire(usager_id))
        if avant.courriel:
            _consigner(usager, "changer_compte", avant, champs=["courriel"])


def demander_courriel(usager: Usager, courriel: str) -> None:
    """Envoie un code à la nouvelle adresse ; elle ne sert qu’une fois le code recopié."""
    adresse = courriel.strip().lower()
    with transaction():
        code = codes.deposer_code(_titulaire(usager.id), {"courriel": adresse})
        prevoir(
            Destinataire(courriel=adresse, langue=usager.langue),
            "compte/code",
            {"code": code, "minutes": codes.MINUTES},
            objet=("usager", usager.id),
        )


def courriel_a_confirmer(usager: Usager) -> str:
    """Rend l’adresse qui attend son code, ou rien."""
    attente = codes.en_attente(_titulaire(usager.id))
    return str(attente["courriel"]) if attente else ""


def confirmer_courriel(usager_id: UUID, code: str) -> None:
    """Adopte l’adresse qui attendait et prévient l’ancienne ; lève `CodeInvalide` ou `CodePerime`."""
    adresse = codes.consommer(_titulaire(usager_id), code)["courriel"]
    with transaction():
        usager = verrouiller(Usager, usager_id)
        avant, usager.courriel = _coordonnees(usager), adresse
        _consigner(usager, "changer_compte", avant, champs=["courriel"])
        prevoir(
            Destinataire(courriel=avant.courriel, langue=usager.langue),
            "compte/courriel_change",
            {},
            objet=("usager", usager.id),
        )


def fermer_les_autres_sessions(usager: Usager, *, jeton: str) -> int:
    """Ferme toutes les sessions de la personne sauf celle-ci et rend leur nombre."""
    nombre = sessions.fermer_les_autres(usager.id, jeton=jeton)
    if nombre:
        with transaction():
            inscrire(
                "fermer_sessions",
                auteur=auteur_usager(usager),
                objet=("usager", usager.id),
                details={"nombre": nombre},
            )
    return nombre


def _coordonnees(usager: Usager) -> Coordonnees:
    return Coordonnees(courriel=usager.courriel, telephone=usager.telephone, langue=usager.langue)


def _consigner(usager: Usager, action: str, avant: Coordonnees, *, champs: Sequence[str]) -> None:
    """Écrit au journal ce qui a changé, jamais les valeurs, et l’annonce."""
    inscrire(action, auteur=auteur_usager(usager), objet=("usager", usager.id), details={"champs": list(champs)})
    publier(CoordonneesChangees(usager_id=usager.id, avant=avant, apres=_coordonnees(usager)))


def _titulaire(usager_id: UUID) -> str:
    """Rend à qui le code est dû : un seul attend à la fois par compte, et il n’ouvre aucune session."""
    return f"compte {usager_id}"
