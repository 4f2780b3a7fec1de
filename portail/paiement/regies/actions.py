"""Tenir les régies : les ouvrir, changer leur fiche, les fermer ; essayer un numéro de client auprès de PayFiP."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portail.journal.actions import Auteur, inscrire
from portail.journal.changements import changement
from portail.paiement.payfip.client import ClientPayfip
from portail.paiement.payfip.fautes import EchecPayfip, RegieRefusee
from portail.paiement.payfip.formes import Contrat, Saisie
from portail.paiement.regies.models import Regie
from portail.paiement.regies.queries import regie_de
from portail.socle.base import session, transaction
from portail.socle.demarrage import reglages
from portail.socle.erreurs import Indisponible, Introuvable, SaisieInvalide
from portail.socle.traduction import _

EN_CLAIR = frozenset({"numcli", "prefixe", "mode", "service_code", "active"})


class RegieDejaOuverte(SaisieInvalide):
    """Une autre régie a ce code, ce numéro ou ce préfixe."""

    message = _("Une autre régie a déjà ce code, ce numéro de client ou ce préfixe.")


class NumeroRefuse(SaisieInvalide):
    """PayFiP ne connaît pas ce numéro, ou n’en a pas ouvert l’accès."""

    message = _("PayFiP refuse ce numéro de client (code %(code)s) : vérifiez-le auprès du comptable public.")


class PayfipMuet(Indisponible):
    """L’essai n’a rien prouvé."""

    message = _("PayFiP ne répond pas : le numéro n’a pas pu être essayé. Recommencez dans quelques minutes.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheRegie:
    """Ce que l’on règle d’une régie."""

    libelle: str
    numcli: str
    prefixe: str
    mode: Saisie
    service_code: str

    @property
    def textes(self) -> Mapping[str, str]:
        """Rend les valeurs par colonne, pour le journal."""
        return {nom: str(valeur) for nom, valeur in asdict(self).items()}


def ouvrir_regie(code: str, fiche: FicheRegie, *, auteur: Auteur) -> Regie:
    """Ouvre une régie ; lève `RegieDejaOuverte`."""
    regie = Regie(code=code, **asdict(fiche))
    try:
        with transaction():
            session.add(regie)
            session.flush()
            _noter("ouvrir_regie", regie, auteur, {}, fiche.textes)
    except IntegrityError as erreur:
        raise RegieDejaOuverte from erreur
    return regie


def modifier_regie(code: str, fiche: FicheRegie, *, auteur: Auteur) -> Regie:
    """Change la fiche d’une régie ; les paiements déjà ouverts gardent le numéro et le mode sous lesquels ils le sont.

    Lève `RegieDejaOuverte`.
    """
    try:
        with transaction():
            regie = _verrouillee(code)
            avant = FicheRegie(**{nom: getattr(regie, nom) for nom in fiche.textes}).textes
            for nom, valeur in asdict(fiche).items():
                setattr(regie, nom, valeur)
            session.flush()
            _noter("modifier_regie", regie, auteur, avant, fiche.textes)
    except IntegrityError as erreur:
        raise RegieDejaOuverte from erreur
    return regie


def fermer_regie(code: str, *, auteur: Auteur) -> None:
    """Ferme une régie : plus aucun paiement ne s’y ouvre ; ceux qui sont ouverts vont à leur terme."""
    _basculer(code, active=False, auteur=auteur)


def rouvrir_regie(code: str, *, auteur: Auteur) -> None:
    """Rouvre une régie."""
    _basculer(code, active=True, auteur=auteur)


def essayer_regie(code: str) -> Contrat:
    """Rend ce que PayFiP sait de cette régie ; lève `NumeroRefuse`, `PayfipMuet`. Appel réseau, sans rien écrire."""
    numcli = regie_de(code).numcli
    try:
        return ClientPayfip(reglages().payfip_url).contrat(numcli)
    except RegieRefusee as refus:
        raise NumeroRefuse(valeurs={"code": refus.code}) from refus
    except EchecPayfip as echec:
        raise PayfipMuet from echec


def _basculer(code: str, *, active: bool, auteur: Auteur) -> None:
    with transaction():
        regie = _verrouillee(code)
        if regie.est_active is not active:
            regie.est_active = active
            avant, apres = ({"active": "oui" if une else "non"} for une in (not active, active))
            _noter("rouvrir_regie" if active else "fermer_regie", regie, auteur, avant, apres)


def _verrouillee(code: str) -> Regie:
    regie = session.scalars(
        select(Regie).where(Regie.code == code).with_for_update().execution_options(populate_existing=True)
    ).one_or_none()
    if regie is None:
        raise Introuvable
    return regie


def _noter(action: str, regie: Regie, auteur: Auteur, avant: Mapping[str, str], apres: Mapping[str, str]) -> None:
    details = changement(avant, apres, en_clair=EN_CLAIR)
    if details:
        inscrire(action, auteur=auteur, objet=("regie", regie.code), details=details)
