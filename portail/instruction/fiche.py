"""La fiche d’une personne : tout ce qui la concerne dans ce que l’agent peut lire, et rien qui trahisse le reste."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select, union
from sqlalchemy.orm import aliased, lazyload

from portail.demarche.affichage import telephone_ecrit
from portail.dossiers.models import Document, Dossier, Intervenant, Message, QualiteIntervenant
from portail.dossiers.personnes import empreinte_certifiee
from portail.dossiers.queries import SANS_CONTENU
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent, Usager
from portail.instruction.queries import perimetre
from portail.journal.actions import inscrire_pour_chacun
from portail.notifications.queries import Envoi, envois_des
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable

DOSSIERS_MAX = 200
RECENTS = 50
"""Messages, envois et documents montrés, au plus."""


@dataclass(frozen=True, slots=True)
class DossierDeLaPersonne:
    """Un dossier, à quel titre la personne y est et qui le traite ; sans lien, l’identité seule le rapproche."""

    dossier: Dossier
    lien: Intervenant | None
    agent: Agent | None


@dataclass(frozen=True, slots=True)
class Fiche:
    """Une personne, vue par un agent ; `usager_id` est vide si elle n’a pas de compte."""

    usager_id: UUID | None
    nom: str
    dossiers: Sequence[DossierDeLaPersonne]

    @property
    def tous(self) -> list[Dossier]:
        """Rend les dossiers seuls."""
        return [ligne.dossier for ligne in self.dossiers]

    @property
    def coordonnees(self) -> list[str]:
        """Rend les adresses et téléphones laissés dans ces dossiers, sans répétition, les plus récents d’abord."""
        liens = [ligne.lien for ligne in self.dossiers if ligne.lien]
        ecrites = (texte for lien in liens for texte in (lien.courriel, _compose(lien.telephone)))
        return list(dict.fromkeys(filter(None, ecrites)))


def _compose(telephone: str | None) -> str:
    """Rend un téléphone comme on le compose."""
    return telephone_ecrit(telephone) if telephone else ""


def fiche_de_usager(agent: Agent, usager_id: UUID) -> Fiche:
    """Rend la fiche d’une personne qui a un compte ; lève `Introuvable` si l’agent ne lit aucun de ses dossiers."""
    usager = session.get(Usager, usager_id)
    if usager is None:
        raise Introuvable
    trouves = _dossiers(agent, Personne(usager_id=usager_id, identite=empreinte_certifiee(usager)))
    return Fiche(usager_id, _nom(trouves) or usager.nom_affiche, trouves)


def fiche_du_dossier(agent: Agent, dossier: Dossier) -> Fiche:
    """Rend la fiche de la personne pour qui ce dossier est fait ; par son compte si elle en a un."""
    comptes = [i.usager_id for i in dossier.intervenants if i.qualite is QualiteIntervenant.BENEFICIAIRE]
    for usager_id in filter(None, comptes):
        return fiche_de_usager(agent, usager_id)
    trouves = _dossiers(agent, Personne(dossier_id=dossier.id, identite=dossier.identite_empreinte))
    return Fiche(None, f"{dossier.prenoms} {dossier.nom}".strip(), trouves)


@dataclass(frozen=True, slots=True, kw_only=True)
class Personne:
    """À quoi l’on reconnaît une personne : son compte, ou à défaut un dossier, et l’empreinte de son identité."""

    usager_id: UUID | None = None
    dossier_id: UUID | None = None
    identite: str | None = None


def requete_de(agent: Agent, personne: Personne) -> Select[Dossier, Intervenant, Agent]:
    """Rend la requête : ce que l’agent peut lire des dossiers de cette personne, son lien avec chacun, qui le traite.

    Chaque voie a son index ; leur union seulement est jointe aux dossiers.
    """
    lien = aliased(Intervenant)
    voies = [select(Intervenant.dossier_id).where(Intervenant.usager_id == personne.usager_id)]
    du_lien: ColumnElement[bool] = lien.usager_id == personne.usager_id
    if personne.dossier_id is not None:
        voies = [select(Dossier.id).where(Dossier.id == personne.dossier_id)]
        du_lien = and_(lien.dossier_id == personne.dossier_id, lien.qualite == QualiteIntervenant.BENEFICIAIRE)
    if personne.identite is not None:
        voies.append(select(Dossier.id).where(Dossier.identite_empreinte == personne.identite))
    return (
        select(Dossier, lien, Agent)
        .outerjoin(lien, and_(lien.dossier_id == Dossier.id, du_lien))
        .outerjoin(Agent, Agent.id == Dossier.agent_id)
        .where(perimetre(agent), Dossier.id.in_(union(*voies)))
        .options(*SANS_CONTENU, lazyload(Dossier.intervenants), lazyload(Agent.habilitations))
        .order_by(Dossier.depose_le.desc(), Dossier.id, lien.rang)
        .limit(DOSSIERS_MAX)
    )


def _dossiers(agent: Agent, personne: Personne) -> list[DossierDeLaPersonne]:
    """Rend les dossiers de cette personne que l’agent peut lire ; lève `Introuvable` s’il n’y en a aucun."""
    lignes = session.execute(requete_de(agent, personne)).all()
    if not lignes:
        raise Introuvable
    # Une personne peut être deux fois dans un dossier ; son premier titre suffit.
    par_dossier = {ligne[0].id: DossierDeLaPersonne(*ligne) for ligne in reversed(lignes)}
    return list(reversed(par_dossier.values()))


def _nom(trouves: Sequence[DossierDeLaPersonne]) -> str:
    """Rend le nom de la personne tel que ses demandes le donnent."""
    for ligne in trouves:
        if ligne.lien and ligne.lien.qualite is QualiteIntervenant.BENEFICIAIRE:
            return f"{ligne.dossier.prenoms} {ligne.dossier.nom}".strip()
    return next((ligne.lien.nom for ligne in trouves if ligne.lien and ligne.lien.nom), "")


def noter_la_lecture(agent: Agent, fiche: Fiche) -> None:
    """Note au journal de chaque dossier montré que l’agent l’a vu dans la fiche."""
    with transaction():
        inscrire_pour_chacun(
            "lire_fiche", auteur=auteur_agent(agent), objets=[("dossier", dossier.id) for dossier in fiche.tous]
        )


def messages_de_la_fiche(fiche: Fiche) -> Sequence[tuple[Message, Agent | None]]:
    """Rend les derniers messages échangés, tous dossiers de la fiche confondus, et l’agent qui les a écrits."""
    lignes = session.execute(
        select(Message, Agent)
        .outerjoin(Agent, Agent.id == Message.agent_id)
        .options(lazyload(Agent.habilitations))
        .where(Message.dossier_id.in_([dossier.id for dossier in fiche.tous]))
        .order_by(Message.envoye_le.desc())
        .limit(RECENTS)
    )
    return [(message, agent) for message, agent in lignes]


def documents_de_la_fiche(fiche: Fiche) -> Sequence[Document]:
    """Rend les derniers documents remis."""
    return session.scalars(
        select(Document)
        .where(Document.dossier_id.in_([dossier.id for dossier in fiche.tous]))
        .order_by(Document.cree_le.desc())
        .limit(RECENTS)
    ).all()


def envois_de_la_fiche(fiche: Fiche) -> Sequence[Envoi]:
    """Rend les derniers messages promis : courriels, SMS, courriers."""
    return envois_des("dossier", [dossier.id for dossier in fiche.tous], limite=RECENTS)
