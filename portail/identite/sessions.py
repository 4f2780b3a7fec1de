"""Sessions côté serveur : vingt heures depuis le dernier passage, révocables ; le temps est réel."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import contains_eager, joinedload

from portail.identite.models import Agent, SessionOuverte, Usager
from portail.identite.notaires.models import Membre, Office
from portail.socle.base import a_part, session

Donnees: TypeAlias = Mapping[str, Any]

DUREE = timedelta(hours=20)
RENOUVELLEMENT = timedelta(minutes=10)
"""On ne réécrit l’échéance qu’à ce pas : une page lue n’est pas une écriture."""
_VIVANTE = (
    select(SessionOuverte, Usager, Agent, Membre)
    .outerjoin(Membre, Membre.id == SessionOuverte.membre_id)
    .outerjoin(Membre.office)
    .outerjoin(Usager, Usager.id == func.coalesce(SessionOuverte.usager_id, Office.usager_id))
    .outerjoin(Agent, Agent.id == SessionOuverte.agent_id)
    .where(SessionOuverte.empreinte == bindparam("empreinte"), SessionOuverte.expire_le > bindparam("maintenant"))
    .options(joinedload(Agent.habilitations), contains_eager(Membre.office))
)
"""Construite une fois : chaque page la lit."""
_PROLONGER = (
    update(SessionOuverte)
    .where(SessionOuverte.empreinte == bindparam("cle"))
    .values(vue_le=bindparam("vue"), expire_le=bindparam("fin"))
)
_CHANGER = _PROLONGER.values(donnees=bindparam("nouvelles"))
_CHANGER_SI_SEULE = _CHANGER.where(SessionOuverte.vue_le == bindparam("vue_lue"))
"""Sans effet si une autre requête a écrit depuis la lecture."""
_LIRE_POUR_CHANGER = (
    select(SessionOuverte.donnees).where(SessionOuverte.empreinte == bindparam("cle")).with_for_update()
)


def nouveau_jeton() -> str:
    """Rend un identifiant de session tiré au sort ; la base n’en garde que l’empreinte."""
    return secrets.token_urlsafe(32)


def empreinte(jeton: str) -> str:
    """Rend l’empreinte sous laquelle la session est rangée."""
    return sha256(jeton.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Vivante:
    """Une session vivante et sa personne ; l’usager d’un membre d’office est celui au nom de qui l’office dépose."""

    ligne: SessionOuverte
    usager: Usager | None
    agent: Agent | None
    membre: Membre | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Titulaire:
    """À qui une session s’ouvre."""

    usager_id: UUID | None = None
    agent_id: UUID | None = None
    membre_id: UUID | None = None
    second_facteur_le: datetime | None = None


def session_de(jeton: str) -> Vivante | None:
    """Rend la session vivante de ce jeton et sa personne, en une requête, ou rien."""
    valeurs = {"empreinte": empreinte(jeton), "maintenant": datetime.now(UTC)}
    ligne = session.execute(_VIVANTE, valeurs).unique().one_or_none()
    return Vivante(*ligne) if ligne else None


def enregistrer(
    jeton: str, titulaire: Titulaire, *, fournisseur: str, jeton_identite: str | None, donnees: dict[str, Any]
) -> None:
    """Écrit une session neuve, hors de la transaction métier : elle vaut même si la page échoue."""
    maintenant = datetime.now(UTC)
    valeurs = {
        **asdict(titulaire),
        "fournisseur": fournisseur,
        "jeton_identite": jeton_identite,
        "donnees": donnees,
        "vue_le": maintenant,
        "expire_le": maintenant + DUREE,
    }
    with a_part(seule=True) as connexion:
        connexion.execute(
            insert(SessionOuverte)
            .values(empreinte=empreinte(jeton), **valeurs)
            .on_conflict_do_update(index_elements=[SessionOuverte.empreinte], set_=valeurs)
        )


def changer_les_donnees(jeton: str, donnees: Donnees, *, lues: Donnees, vue_le: datetime | None) -> bool:
    """Remplace les données d’une session vivante, `lues` à cet instant, et la prolonge ; faux si elle a été fermée.

    Une requête lente ne doit pas rouvrir la session qu’une autre vient de fermer, ni deux onglets qui écrivent ensemble
    s’effacer l’un l’autre : ce que la requête n’a pas changé reste tel qu’une autre vient de l’écrire.
    """
    valeurs = {**_vue_maintenant(jeton), "nouvelles": dict(donnees)}
    with a_part(seule=True) as connexion:
        if connexion.execute(_CHANGER_SI_SEULE, {**valeurs, "vue_lue": vue_le}).rowcount > 0:
            return True
    with a_part() as connexion:
        ligne = connexion.execute(_LIRE_POUR_CHANGER, {"cle": empreinte(jeton)}).one_or_none()
        if ligne is not None:
            connexion.execute(_CHANGER, {**valeurs, "nouvelles": _reunies(ligne[0], donnees, lues)})
    return ligne is not None


def _reunies(ecrites: Donnees, donnees: Donnees, lues: Donnees) -> dict[str, Any]:
    """Rend ce qu’une autre requête a écrit entre-temps, et par-dessus ce que celle-ci a changé."""
    changees = {nom: valeur for nom, valeur in donnees.items() if nom not in lues or lues[nom] != valeur}
    oubliees = lues.keys() - donnees.keys()
    return {nom: valeur for nom, valeur in {**ecrites, **changees}.items() if nom not in oubliees}


def prolonger(jeton: str) -> None:
    """Repousse l’échéance de la session."""
    with a_part(seule=True) as connexion:
        connexion.execute(_PROLONGER, _vue_maintenant(jeton))


def _vue_maintenant(jeton: str) -> dict[str, Any]:
    maintenant = datetime.now(UTC)
    return {"cle": empreinte(jeton), "vue": maintenant, "fin": maintenant + DUREE}


def fermer(jeton: str) -> None:
    """Efface la session."""
    with a_part(seule=True) as connexion:
        connexion.execute(delete(SessionOuverte).where(SessionOuverte.empreinte == empreinte(jeton)))


def fermer_les_autres(usager_id: UUID, *, jeton: str) -> int:
    """Ferme les sessions d’un usager, sauf celle de ce jeton, et rend leur nombre."""
    autres = (SessionOuverte.usager_id == usager_id) & (SessionOuverte.empreinte != empreinte(jeton))
    with a_part(seule=True) as connexion:
        return connexion.execute(delete(SessionOuverte).where(autres)).rowcount


def autres_sessions(usager_id: UUID, *, jeton: str) -> Sequence[tuple[datetime, str]]:
    """Rend le dernier passage et le fournisseur des autres sessions vivantes d’un usager, la dernière vue d’abord."""
    vivantes = (
        select(SessionOuverte.vue_le, SessionOuverte.fournisseur)
        .where(
            SessionOuverte.usager_id == usager_id,
            SessionOuverte.empreinte != empreinte(jeton),
            SessionOuverte.expire_le > datetime.now(UTC),
        )
        .order_by(SessionOuverte.vue_le.desc())
    )
    return [(vue_le, fournisseur) for vue_le, fournisseur in session.execute(vivantes)]


def purger() -> int:
    """Efface les sessions éteintes et rend leur nombre."""
    with a_part(seule=True) as connexion:
        return connexion.execute(delete(SessionOuverte).where(SessionOuverte.expire_le < datetime.now(UTC))).rowcount


def ouvertes() -> int:
    """Rend le nombre de sessions vivantes."""
    vivantes = select(func.count()).select_from(SessionOuverte).where(SessionOuverte.expire_le > datetime.now(UTC))
    return session.scalar(vivantes) or 0
