"""Ce que l’on écrit à qui attend : aussi neutre qu’un rappel."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from portail.notifications.actions import prevoir, retirer
from portail.notifications.models import Canal
from portail.rendez_vous.attente.models import EN_LISTE, Attente
from portail.rendez_vous.attente.queries import duree_d_une_inscription, rang
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.rappels import liens, phrases
from portail.rendez_vous.rappels.messages import tenant_en_un_sms
from portail.rendez_vous.rappels.voies import annonce, destinataire
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.demarrage import reglages
from portail.socle.moments import instant_court, instant_dit

ENCORE_LISIBLE = timedelta(days=7)
"""Le temps de suivre le lien d’un message qui dit la fin."""


def dire_l_inscription(attente: Attente) -> None:
    """Confirme l’inscription, son rang, et comment la quitter."""
    _ecrire(attente, "rdv/attente_inscrit", {"rang": str(rang(attente)), "telephone": _telephone()})


def annoncer(attente: Attente) -> None:
    """Dit à la personne qu’un créneau lui est gardé, et jusqu’à quand ; une seule fois."""
    if attente.debut is None or attente.fin is None or attente.echeance is None:
        return
    attente.annoncer_le = None
    lieu, langue = session.get_one(Lieu, attente.lieu_id), attente.langue
    contexte = {
        **phrases.rencontre(attente.debut, attente.fin, lieu=lieu, modalite=attente.modalite, langue=langue),
        "jusqu_au": instant_dit(attente.echeance, langue),
        "jusqu_au_court": instant_court(attente.echeance, langue),
    }
    _ecrire(attente, "rdv/attente_proposition", contexte, jusqu_au=attente.echeance)


def dire_le_silence(attente: Attente) -> None:
    """Dit que le créneau gardé est passé à une autre personne, et si l’on attend encore."""
    contexte = {"encore_en_liste": attente.etat in EN_LISTE, "telephone": _telephone()}
    _ecrire(attente, "rdv/attente_passee", contexte)


def dire_la_fin(attente: Attente) -> None:
    """Dit que l’inscription a pris fin sans qu’aucun créneau se libère."""
    _ecrire(attente, "rdv/attente_close", {"telephone": _telephone()})


def dire_la_seance_annulee(attente: Attente) -> None:
    """Dit que la séance attendue, ou dont une place était gardée, n’aura pas lieu, et que l’on attend les autres."""
    _ecrire(attente, "rdv/attente_seance", {"telephone": _telephone()})


def _ecrire(attente: Attente, gabarit: str, contexte: dict[str, Any], *, jusqu_au: datetime | None = None) -> None:
    """Promet ce message par chaque voie laissée ; il en remplace un plus ancien resté en file."""
    objet = ("attente_rdv", attente.id)
    retirer(objet)
    if jusqu_au is not None:
        contexte["minutes"] = max(1, int((jusqu_au - horloge.maintenant()).total_seconds() // 60))
    for canal in _canaux(attente):
        complet = {**contexte, "chemin": _chemin(attente)}
        if canal is Canal.SMS:
            complet = tenant_en_un_sms(gabarit, complet, attente.langue)
        prevoir(destinataire(canal, attente), gabarit, complet, objet=objet)


def _canaux(attente: Attente) -> Sequence[Canal]:
    objet = session.get_one(ObjetRdv, attente.objet_id)
    return annonce(objet, attente).canaux


def _chemin(attente: Attente) -> str:
    fin = attente.inscrite_le + duree_d_une_inscription()
    encore = horloge.maintenant() + ENCORE_LISIBLE
    return liens.chemin_vers_une_attente(attente.id, expire_le=max(fin, attente.echeance or fin, encore))


def _telephone() -> str:
    return reglages().departement.telephone
