"""Poser une plage, la changer, la retirer, en changer un seul jour ; les rendez-vous déjà pris restent à replacer.

Chaque geste prend le verrou de la ressource, comme qui réserve : une réservation en cours relit la plage après lui.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.identite.queries import agent_de
from portail.journal.actions import inscrire
from portail.journal.changements import changement
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.objets.queries import objets_par_id
from portail.rendez_vous.occupations.actions import verrouiller_les_ressources
from portail.rendez_vous.occupations.reprises import reprendre
from portail.rendez_vous.plages.erreurs import LieuFerme, PasCeJourLa, PlageChangee
from portail.rendez_vous.plages.evenements import PlagesChangees
from portail.rendez_vous.plages.fiche import FichePlage, UnSeulJour, fiche_de, revient, verifier
from portail.rendez_vous.plages.models import Plage, PlageException, PlageObjet
from portail.rendez_vous.ressources.agenda import agenda_change
from portail.rendez_vous.ressources.habilitations import peut_tenir_l_agenda, services_de
from portail.rendez_vous.ressources.models import Ressource
from portail.rendez_vous.ressources.queries import ressource_de
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Introuvable
from portail.socle.evenements import publier

_COLONNES = ("lieu_id", "premier_jour", "dernier_jour", "rythme", "intervalle", "rang", "debut", "fin")
EN_CLAIR = frozenset(
    {
        "lieu", "objets", "modalites", "premier_jour", "dernier_jour", "rythme", "intervalle", "jours", "rang",
        "heure_debut", "heure_fin", "jour", "annulee",
    }
)  # fmt: skip


def creer(fiche: FichePlage, *, par: Agent) -> Plage:
    """Pose une plage ; lève une erreur de `plages.erreurs`, `Introuvable` si l’agenda n’est pas à tenir."""
    return reprendre(lambda: _creer(fiche, par))


def _creer(fiche: FichePlage, par: Agent) -> Plage:
    with transaction():
        ressource = _tenir(fiche.ressource_id, par)
        _verifier(fiche, ressource)
        plage = Plage(ressource_id=fiche.ressource_id, exceptions=[])
        _ecrire(plage, fiche)
        session.add(plage)
        _changee("creer_plage", plage, par, changement({}, fiche.en_textes(), en_clair=EN_CLAIR))
    return plage


def modifier(plage_id: UUID, fiche: FichePlage, *, version: int | None, par: Agent) -> Plage:
    """Change une plage ; ses exceptions des jours où elle ne revient plus tombent. Lève `PlageChangee`."""
    return reprendre(lambda: _modifier(plage_id, fiche, version, par))


def _modifier(plage_id: UUID, fiche: FichePlage, version: int | None, par: Agent) -> Plage:
    with transaction():
        plage = _reprendre(plage_id, par)
        if version is not None and version != plage.version:
            raise PlageChangee
        if fiche.ressource_id != plage.ressource_id:
            raise Introuvable
        _verifier(fiche, ressource_de(plage.ressource_id))
        avant = fiche_de(plage).en_textes()
        _ecrire(plage, fiche)
        plage.exceptions = [une for une in plage.exceptions if revient(plage, une.jour)]
        details = changement(avant, fiche.en_textes(), en_clair=EN_CLAIR)
        if details:
            _changee("modifier_plage", plage, par, details)
    return plage


def retirer(plage_id: UUID, *, dernier_jour: date, par: Agent) -> None:
    """Fait finir la plage ce jour-là ; si elle n’a pas commencé, elle s’efface. Le passé ne se récrit pas."""
    reprendre(lambda: _retirer(plage_id, dernier_jour, par))


def _retirer(plage_id: UUID, dernier_jour: date, par: Agent) -> None:
    with transaction():
        plage = _reprendre(plage_id, par)
        hier = horloge.aujourd_hui() - timedelta(days=1)
        if dernier_jour < hier and plage.premier_jour <= hier:
            raise PasCeJourLa
        avant = {"dernier_jour": plage.dernier_jour.isoformat() if plage.dernier_jour else ""}
        apres = {"dernier_jour": dernier_jour.isoformat()}
        if plage.dernier_jour is not None and dernier_jour >= plage.dernier_jour:
            return
        details = changement(avant, apres, en_clair=EN_CLAIR)
        if dernier_jour < plage.premier_jour:
            session.delete(plage)
            _changee("effacer_plage", plage, par, changement(fiche_de(plage).en_textes(), {}, en_clair=EN_CLAIR))
        else:
            plage.dernier_jour = dernier_jour
            plage.exceptions = [une for une in plage.exceptions if une.jour <= dernier_jour]
            _changee("retirer_plage", plage, par, details)


def excepter(plage_id: UUID, jour: date, voulue: UnSeulJour, *, par: Agent) -> Plage:
    """Change une plage un seul jour ; lève `PasCeJourLa`, `HeuresImpossibles`, `LieuFerme`."""
    return reprendre(lambda: _excepter(plage_id, jour, voulue, par))


def _excepter(plage_id: UUID, jour: date, voulue: UnSeulJour, par: Agent) -> Plage:
    with transaction():
        plage = _reprendre(plage_id, par)
        if jour < horloge.aujourd_hui() or not revient(plage, jour):
            raise PasCeJourLa
        voulue.verifier(plage)
        if voulue.lieu_id is not None:
            _verifier_le_lieu(voulue.lieu_id)
        ancienne = _exception_du(plage, jour)
        avant = _dite(ancienne) if ancienne else {}
        if ancienne is None:
            ancienne = PlageException(plage_id=plage.id, jour=jour)
            plage.exceptions.append(ancienne)
        ancienne.annulee, ancienne.lieu_id = voulue.annulee, voulue.lieu_id
        ancienne.debut, ancienne.fin = voulue.debut, voulue.fin
        details = changement(avant, _dite(ancienne), en_clair=EN_CLAIR)
        _changee("excepter_plage", plage, par, {"jour": jour.isoformat(), **details})
    return plage


def retablir(plage_id: UUID, jour: date, *, par: Agent) -> None:
    """Rend la plage à son cours ordinaire ce jour-là ; lève `PasCeJourLa` si rien n’y changeait ou s’il est passé."""
    reprendre(lambda: _retablir(plage_id, jour, par))


def _retablir(plage_id: UUID, jour: date, par: Agent) -> None:
    with transaction():
        plage = _reprendre(plage_id, par)
        ancienne = _exception_du(plage, jour)
        if ancienne is None or jour < horloge.aujourd_hui():
            raise PasCeJourLa
        plage.exceptions.remove(ancienne)
        details = changement(_dite(ancienne), {}, en_clair=EN_CLAIR)
        _changee("retablir_plage", plage, par, {"jour": jour.isoformat(), **details})


def _tenir(ressource_id: UUID, par: Agent) -> Ressource:
    """Rend la ressource, son agenda verrouillé ; lève `Introuvable` si cet agent n’a pas à le tenir."""
    verrouiller_les_ressources([ressource_id])
    ressource = ressource_de(ressource_id)
    titulaire = agent_de(ressource.agent_id) if ressource.agent_id else None
    if not peut_tenir_l_agenda(par, ressource, titulaire) or not ressource.est_active:
        raise Introuvable
    return ressource


def _reprendre(plage_id: UUID, par: Agent) -> Plage:
    """Rend la plage verrouillée, après l’agenda qui la porte : le même ordre pour tous."""
    plage = session.get(Plage, plage_id)
    if plage is None:
        raise Introuvable
    _tenir(plage.ressource_id, par)
    return verrouiller(Plage, plage_id)


def _verifier(fiche: FichePlage, ressource: Ressource) -> None:
    _verifier_le_lieu(fiche.lieu_id)
    services = services_de(agent_de(ressource.agent_id)) if ressource.agent_id else None
    verifier(fiche, objets=list(objets_par_id(fiche.objets).values()), services=services)


def _verifier_le_lieu(lieu_id: UUID) -> None:
    lieu = session.get(Lieu, lieu_id)
    if lieu is None or not lieu.est_actif:
        raise LieuFerme


def _ecrire(plage: Plage, fiche: FichePlage) -> None:
    for nom in _COLONNES:
        setattr(plage, nom, getattr(fiche, nom))
    plage.modalites, plage.jours = sorted(fiche.modalites), list(fiche.jours_voulus)
    gardes = {un.objet_id: un for un in plage.objets}
    plage.objets = [gardes.get(un) or PlageObjet(objet_id=un) for un in sorted(fiche.objets)]


def _exception_du(plage: Plage, jour: date) -> PlageException | None:
    return next((une for une in plage.exceptions if une.jour == jour), None)


def _dite(une: PlageException) -> dict[str, str]:
    return {
        "annulee": "oui" if une.annulee else "non",
        "heure_debut": f"{une.debut:%H:%M}" if une.debut else "",
        "heure_fin": f"{une.fin:%H:%M}" if une.fin else "",
        "lieu": str(une.lieu_id or ""),
    }


def _changee(action: str, plage: Plage, par: Agent, details: Mapping[str, object]) -> None:
    """Date la plage, l’écrit, le note au journal de la ressource, et fait savoir que son agenda a changé."""
    plage.modifiee_le = horloge.maintenant()
    plage.version = (plage.version or 0) + 1
    session.flush()
    ressource_id = plage.ressource_id
    inscrire(
        action,
        auteur=auteur_agent(par),
        objet=("ressource", ressource_id),
        details={"plage": str(plage.id), **details},
    )
    agenda_change([ressource_id])
    publier(PlagesChangees(ressource_id))
