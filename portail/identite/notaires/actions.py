"""Ouvrir et fermer les offices et leurs membres, reconnaître un membre qui se connecte. Fermer vaut aussitôt.

Le département ouvre l’office et son premier notaire ; un notaire à qui l’office le confie ouvre et ferme les autres.
"""

from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from portail.identite.actions import auteur_agent
from portail.identite.models import Agent, Compte, SessionOuverte, Usager
from portail.identite.notaires.models import Membre, Office, RoleMembre
from portail.identite.queries import compte_de
from portail.journal.actions import Auteur, inscrire
from portail.journal.models import TypeAuteur
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Interdit, Introuvable, SaisieInvalide
from portail.socle.traduction import _


class MembreInconnu(Interdit):
    """La personne est authentifiée, mais ni son office ni elle n’ont d’accès ouvert."""

    message = _(
        "Votre identité est bien vérifiée, mais aucun accès ne vous est ouvert. Le notaire qui gère les accès de votre "
        "office peut l’ouvrir ; si votre office n’en a pas encore, écrivez au département."
    )


class OfficeDejaOuvert(SaisieInvalide):
    """Un office porte déjà ce numéro."""

    message = _("Cet office est déjà ouvert : cherchez-le dans la liste.")


class MembreDejaOuvert(SaisieInvalide):
    """L’office a déjà ouvert un accès à cette adresse."""

    message = _("Cette adresse a déjà un accès dans votre office. S’il est fermé, rouvrez-le.")


class PourSoiMeme(SaisieInvalide):
    """On ne ferme pas son propre accès : l’office n’aurait plus personne."""

    message = _("On ne ferme pas son propre accès : demandez-le à un autre notaire de l’office, ou au département.")


class DelegationImpossible(SaisieInvalide):
    """Un clerc ne gère pas les accès."""

    message = _("Seul un notaire peut gérer les accès de l’office.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheOffice:
    """Ce que l’on sait d’un office."""

    crpcen: str
    nom: str
    voie: str
    code_postal: str
    commune: str
    courriel: str
    telephone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheMembre:
    """Ce que l’on sait d’un membre."""

    prenom: str
    nom: str
    courriel: str
    role: RoleMembre
    peut_deleguer: bool = False


def auteur_membre(membre: Membre) -> Auteur:
    """Rend l’auteur de journal de ce membre."""
    return Auteur(TypeAuteur.NOTAIRE, membre.id)


def ouvrir_office(fiche: FicheOffice, premier: FicheMembre, *, auteur: Auteur) -> Office:
    """Ouvre un office et son premier notaire, qui en gère les accès ; lève les refus de ce module."""
    if premier.role is not RoleMembre.NOTAIRE:
        raise DelegationImpossible
    try:
        with transaction():
            maintenant = horloge.maintenant()
            usager = Usager(cree_le=maintenant, courriel=fiche.courriel.strip().lower())
            usager.identite_declaree = {"nom_naissance": fiche.nom, "prenoms": []}
            session.add(usager)
            session.flush()
            office = Office(**asdict(fiche), usager_id=usager.id, cree_le=maintenant)
            session.add(office)
            session.flush()
            ajouter_membre(office, premier, auteur=auteur, peut_deleguer=True)
            inscrire("ouvrir_office", auteur=auteur, objet=("office", office.id), details={"crpcen": office.crpcen})
    except IntegrityError as erreur:
        raise OfficeDejaOuvert from erreur
    return office


def fermer_office(office_id: UUID, *, agent: Agent) -> int:
    """Ferme un office et les sessions de tous ses membres ; rend leur nombre."""
    with transaction():
        office = verrouiller(Office, office_id)
        office.est_actif = False
        membres = select(Membre.id).where(Membre.office_id == office.id)
        fermees = session.execute(
            delete(SessionOuverte).where(SessionOuverte.membre_id.in_(membres)).returning(SessionOuverte.empreinte)
        ).all()
        inscrire("fermer_office", auteur=auteur_agent(agent), objet=("office", office.id))
    return len(fermees)


def rouvrir_office(office_id: UUID, *, agent: Agent) -> Office:
    """Rouvre un office ; ses membres ouverts se reconnectent."""
    with transaction():
        office = verrouiller(Office, office_id)
        office.est_actif = True
        inscrire("rouvrir_office", auteur=auteur_agent(agent), objet=("office", office.id))
    return office


def ouvrir_membre(fiche: FicheMembre, *, par: Membre) -> Membre:
    """Ouvre un accès dans son propre office ; lève `Interdit`, `MembreDejaOuvert`, `DelegationImpossible`."""
    try:
        with transaction():
            gere = _qui_gere(par)
            ouvert = ajouter_membre(gere.office, fiche, auteur=auteur_membre(gere), peut_deleguer=fiche.peut_deleguer)
    except IntegrityError as erreur:
        raise MembreDejaOuvert from erreur
    return ouvert


def fermer_membre(membre_id: UUID, *, par: Membre) -> Membre:
    """Ferme l’accès d’un membre de son office, sessions comprises ; lève `Interdit`, `Introuvable`, `PourSoiMeme`."""
    if membre_id == par.id:
        raise PourSoiMeme
    with transaction():
        gere = _qui_gere(par)
        ferme = _du_meme_office(membre_id, gere)
        fermer_l_acces(ferme, auteur=auteur_membre(gere))
    return ferme


def rouvrir_membre(membre_id: UUID, *, par: Membre) -> Membre:
    """Rouvre un accès fermé ; lève `Interdit`, `Introuvable`."""
    with transaction():
        gere = _qui_gere(par)
        rouvert = _du_meme_office(membre_id, gere)
        rouvrir_l_acces(rouvert, auteur=auteur_membre(gere))
    return rouvert


def fermer_l_acces(membre: Membre, *, auteur: Auteur) -> None:
    """Ferme cet accès, sessions comprises, dans la transaction courante ; le membre est verrouillé."""
    if membre.est_actif:
        membre.est_actif, membre.ferme_le = False, horloge.maintenant()
        session.execute(delete(SessionOuverte).where(SessionOuverte.membre_id == membre.id))
        inscrire("fermer_membre", auteur=auteur, objet=("membre_office", membre.id))


def rouvrir_l_acces(membre: Membre, *, auteur: Auteur) -> None:
    """Rouvre cet accès dans la transaction courante ; le membre est verrouillé."""
    if not membre.est_actif:
        membre.est_actif, membre.ferme_le = True, None
        inscrire("rouvrir_membre", auteur=auteur, objet=("membre_office", membre.id))


def connecter_membre(*, emetteur: str, sujet: str, crpcen: str, courriel: str) -> Membre:
    """Rend le membre de ce compte, dans cet office ; lie le compte à la première connexion. Lève `MembreInconnu`.

    Le fournisseur dit l’office et l’adresse ; l’office a ouvert cette adresse : l’un sans l’autre ne suffit pas.
    """
    with transaction():
        compte = compte_de(emetteur, sujet)
        membre = _membre_du_compte(compte) if compte is not None else _membre_a_lier(crpcen, courriel, emetteur)
        if membre is None or not (membre.est_actif and membre.office.est_actif) or membre.office.crpcen != crpcen:
            raise MembreInconnu
        if compte is None:
            session.add(Compte(emetteur=emetteur, sujet=sujet, membre_id=membre.id, vu_le=horloge.maintenant()))
        inscrire(
            "connexion",
            auteur=auteur_membre(membre),
            objet=("membre_office", membre.id),
            details={"fournisseur": emetteur},
        )
    return membre


def _membre_du_compte(compte: Compte) -> Membre | None:
    return session.get(Membre, compte.membre_id) if compte.membre_id else None


def _membre_a_lier(crpcen: str, courriel: str, emetteur: str) -> Membre | None:
    """Rend le membre ouvert à cette adresse dans cet office, s’il n’a pas déjà un compte chez ce fournisseur."""
    deja = select(Compte.membre_id).where(Compte.emetteur == emetteur, Compte.membre_id.is_not(None))
    return session.scalars(
        select(Membre)
        .join(Office)
        .where(Office.crpcen == crpcen, Membre.courriel == courriel.strip().lower(), Membre.id.not_in(deja))
    ).one_or_none()


def ajouter_membre(office: Office, fiche: FicheMembre, *, auteur: Auteur, peut_deleguer: bool) -> Membre:
    """Ajoute un membre à l’office, dans la transaction courante ; lève `DelegationImpossible`."""
    if peut_deleguer and fiche.role is not RoleMembre.NOTAIRE:
        raise DelegationImpossible
    membre = Membre(
        office=office,
        prenom=fiche.prenom,
        nom=fiche.nom,
        courriel=fiche.courriel.strip().lower(),
        role=fiche.role,
        peut_deleguer=peut_deleguer,
        cree_le=horloge.maintenant(),
    )
    session.add(membre)
    session.flush()
    details = {"role": membre.role.value, "peut_deleguer": membre.peut_deleguer}
    inscrire("ouvrir_membre", auteur=auteur, objet=("membre_office", membre.id), details=details)
    return membre


def _qui_gere(par: Membre) -> Membre:
    """Relit sous verrou qui agit : on lui a peut-être retiré ce droit ; lève `Interdit`."""
    gere = verrouiller(Membre, par.id)
    if not (gere.est_actif and gere.peut_deleguer and gere.office.est_actif):
        raise Interdit
    return gere


def _du_meme_office(membre_id: UUID, gere: Membre) -> Membre:
    membre = verrouiller(Membre, membre_id)
    if membre.office_id != gere.office_id:
        raise Introuvable
    return membre
