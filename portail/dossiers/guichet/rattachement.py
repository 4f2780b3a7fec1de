"""Rattacher à un compte une demande faite au guichet : un code du récépissé, et la même identité, certifiée.

Le code n’est gardé que haché ; soixante bits de hasard et un débit limité le rendent introuvable par essais. Juste mais
présenté par une autre identité, il ne rattache rien : un agent tranche.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from portail.documents.codes import lire_code, nouveau_code
from portail.dossiers import courriers
from portail.dossiers.actions.commun import demarche_du, toucher
from portail.dossiers.guichet.erreurs import CodeInconnu, IdentiteACertifier, IdentiteDifferente
from portail.dossiers.guichet.habilitations import peut_tenir
from portail.dossiers.guichet.models import CodeDeRattachement, DemandeDeRattachement
from portail.dossiers.guichet.queries import est_a_rattacher
from portail.dossiers.habilitations import peut_voir
from portail.dossiers.models import Dossier, QualiteIntervenant
from portail.dossiers.personnes import normaliser
from portail.identite.actions import auteur_agent, auteur_usager
from portail.identite.models import Agent, Usager
from portail.journal.actions import inscrire
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.chiffrement import empreinte_cle
from portail.socle.erreurs import Interdit, TransitionInterdite

LIENS = frozenset({QualiteIntervenant.BENEFICIAIRE, QualiteIntervenant.DEPOSANT})


def _hacher(code: str) -> str:
    return empreinte_cle(code, "code_de_rattachement")


def emettre_code(dossier_id: UUID, *, agent: Agent) -> str:
    """Rend un code neuf, qui annule le précédent ; c’est la seule fois qu’il se lit.

    Lève `Interdit` hors du guichet, `TransitionInterdite` si la demande est déjà suivie depuis un compte.
    """
    code, maintenant = nouveau_code(), horloge.maintenant()
    with transaction():
        dossier = verrouiller(Dossier, dossier_id)
        if not peut_tenir(agent, dossier):
            raise Interdit
        if not est_a_rattacher(dossier):
            raise TransitionInterdite
        session.merge(
            CodeDeRattachement(
                dossier_id=dossier.id,
                empreinte=_hacher(code),
                emis_le=maintenant,
                expire_le=maintenant + timedelta(days=entier_au("rattachement_duree")),
                essais=0,
                utilise_le=None,
            )
        )
        inscrire("emettre_code", auteur=auteur_agent(agent), objet=("dossier", dossier.id))
    return code


def rattacher(texte: str, *, usager: Usager) -> Dossier:
    """Rattache au compte la demande de ce code, si l’identité certifiée est celle de la personne.

    Lève `IdentiteACertifier`, `CodeInconnu` (faux, échu, déjà employé), `IdentiteDifferente` (un agent est prévenu).
    """
    if usager.identite_certifiee is None:
        raise IdentiteACertifier
    code = lire_code(texte)
    if code is None:
        raise CodeInconnu
    with transaction():
        dossier, presente = _verrouiller(code)
        suivi = peut_voir(usager, dossier) or _presenter(dossier, presente, usager)
    if not suivi:
        raise IdentiteDifferente
    return dossier


def _presenter(dossier: Dossier, code: CodeDeRattachement, usager: Usager) -> bool:
    """Rattache si l’identité concorde, sinon compte l’essai et prévient un agent ; rend vrai si c’est rattaché."""
    if not _vaut(code, dossier):
        raise CodeInconnu
    if not identite_concorde(usager, dossier):
        code.essais += 1
        _demander(dossier, usager)
        return False
    code.utilise_le = horloge.maintenant()
    _lier(dossier, usager, QualiteIntervenant.BENEFICIAIRE)
    inscrire("rattacher", auteur=auteur_usager(usager), objet=("dossier", dossier.id))
    return True


def _verrouiller(code: str) -> tuple[Dossier, CodeDeRattachement]:
    """Rend le dossier puis le code, verrouillés dans cet ordre ; lève `CodeInconnu` si personne n’a remis ce code."""
    empreinte = _hacher(code)
    trouve = session.scalars(select(CodeDeRattachement).where(CodeDeRattachement.empreinte == empreinte)).first()
    if trouve is None:
        raise CodeInconnu
    dossier = verrouiller(Dossier, trouve.dossier_id)
    presente = session.get_one(CodeDeRattachement, dossier.id, with_for_update=True, populate_existing=True)
    if presente.empreinte != empreinte or dossier.elimine_le is not None:
        raise CodeInconnu
    return dossier, presente


def _vaut(code: CodeDeRattachement, dossier: Dossier) -> bool:
    return (
        code.utilise_le is None
        and code.expire_le > horloge.maintenant()
        and code.essais < entier_au("rattachement_essais")
        and est_a_rattacher(dossier)
    )


def identite_concorde(usager: Usager, dossier: Dossier) -> bool:
    """Vrai si le nom de naissance et la date sont les mêmes, et si les prénoms écrits commencent ceux de l’état civil.

    Un formulaire papier donne souvent le premier prénom seul.
    """
    certifiee, demarche = usager.identite_certifiee or {}, demarche_du(dossier)
    ecrits = normaliser(dossier.prenoms).split()
    certifies = normaliser(" ".join(certifiee.get("prenoms") or [])).split()
    naissance = dossier.reponses.get(demarche.beneficiaire.naissance)
    return (
        bool(ecrits and naissance and dossier.nom)
        and normaliser(dossier.nom) == normaliser(certifiee.get("nom_naissance") or "")
        and naissance == certifiee.get("date_naissance")
        and certifies[: len(ecrits)] == ecrits
    )


def _lier(dossier: Dossier, usager: Usager, qualite: QualiteIntervenant) -> None:
    """Donne à la personne son lien : elle suit, répond, retire ; on lui écrit désormais à son adresse."""
    lien = next((lien for lien in dossier.intervenants if lien.qualite is qualite), None)
    if lien is None or lien.usager_id is not None:
        raise TransitionInterdite
    lien.usager_id, lien.peut_agir = usager.id, True
    lien.courriel = lien.courriel or usager.courriel
    lien.telephone = lien.telephone or usager.telephone
    toucher(dossier)


def _demander(dossier: Dossier, usager: Usager) -> None:
    """Demande à un agent de trancher, une fois par compte, et prévient le service."""
    ouverte = select(DemandeDeRattachement).where(
        DemandeDeRattachement.dossier_id == dossier.id,
        DemandeDeRattachement.usager_id == usager.id,
        DemandeDeRattachement.tranche_le.is_(None),
    )
    if session.scalars(ouverte).first() is not None:
        return
    session.add(DemandeDeRattachement(dossier_id=dossier.id, usager_id=usager.id, demande_le=horloge.maintenant()))
    inscrire("demander_rattachement", auteur=auteur_usager(usager), objet=("dossier", dossier.id))
    courriers.prevenir_le_service(dossier, "agent/rattachement", {})


def trancher(demande_id: UUID, *, agent: Agent, qualite: QualiteIntervenant | None) -> DemandeDeRattachement:
    """Rattache le compte au titre dit (la personne, ou qui a fait la demande pour elle), ou refuse si rien n’est dit.

    Lève `Interdit` hors du guichet, `TransitionInterdite` si c’est déjà tranché ou si un autre compte suit ce lien.
    """
    with transaction():
        connue = session.get_one(DemandeDeRattachement, demande_id)
        dossier = verrouiller(Dossier, connue.dossier_id)
        demande = verrouiller(DemandeDeRattachement, demande_id)
        if not peut_tenir(agent, dossier):
            raise Interdit
        if demande.tranche_le is not None or qualite not in {None, *LIENS}:
            raise TransitionInterdite
        demande.acceptee, demande.tranche_le, demande.tranche_par_id = (
            qualite is not None,
            horloge.maintenant(),
            agent.id,
        )
        action = "refuser_rattachement"
        if qualite is not None:
            action = "accepter_rattachement"
            _lier(dossier, session.get_one(Usager, demande.usager_id), qualite)
            _eteindre(dossier)
        inscrire(
            action, auteur=auteur_agent(agent), objet=("dossier", dossier.id), details={"demande": str(demande.id)}
        )
    return demande


def _eteindre(dossier: Dossier) -> None:
    code = session.get(CodeDeRattachement, dossier.id)
    if code is not None and code.utilise_le is None and not est_a_rattacher(dossier):
        code.utilise_le = horloge.maintenant()
