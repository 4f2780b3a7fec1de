"""Ce que fait une famille un jour d’ouverture ; chaque étape est une page demandée, dans sa propre session."""

import http.client
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import TypeVar
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID, uuid4

from portail.identite.actions import auteur_agent, auteur_usager
from portail.identite.famille.queries import enfants_par_id
from portail.identite.models import Agent, Usager
from portail.inscriptions.activites.models import Activite, Groupe
from portail.inscriptions.ouvertures import salles
from portail.inscriptions.paniers import actions as paniers
from portail.inscriptions.paniers import reglement
from portail.inscriptions.paniers.models import Moyen
from portail.inscriptions.paniers.reglement import Accords
from portail.inscriptions.paniers.sommes import objet_de
from portail.inscriptions.places.erreurs import Complet
from portail.inscriptions.places.prises import Voulue
from portail.journal.actions import Auteur
from portail.paiement.paiements import ouverture
from portail.paiement.paiements.erreurs import PayfipNOuvrePas
from portail.paiement.paiements.etats import EtatPaiement
from portail.paiement.paiements.etats import Moyen as MoyenDePaiement
from portail.paiement.paiements.gestes import RecuAuGuichet, encaisser_au_guichet
from portail.paiement.paiements.models import SommeDue
from portail.paiement.paiements.queries import somme_de
from portail.paiement.paiements.relecture import relire
from portail.socle import horloge
from portail.socle.base import fermer_session, session
from portail.socle.tours import TropDeMonde
from tests.charge.navigateur import ERREUR, FORMULAIRE, ParcoursRompu
from tests.charge.ouverture_donnees import Famille, JourDOuverture

ENTRER, PASSER = "entrer dans la salle", "passer la salle"
AU_PANIER, COMPLET = "mettre au panier", "apprendre que c’est complet"
ENGAGER, PAYER, REVENIR, ENCAISSER = "engager", "ouvrir le paiement", "revenir du paiement", "encaisser au guichet"
ACCORDS = Accords(conditions=True, tarif_le_plus_haut=True)
DELAI_SECONDES = 300
"""De quoi ne pas prendre une machine lente pour une panne."""
ESSAIS = 20
T = TypeVar("T")


@dataclass(slots=True)
class Etapes:
    """Le temps de chaque étape, en millisecondes, dans l’ordre."""

    durees_ms: list[tuple[str, float]] = field(default_factory=list)

    @contextmanager
    def une(self, nom: str) -> Iterator[None]:
        """Mesure une étape, et rend sa session comme à la fin d’une requête."""
        debut = time.perf_counter()
        try:
            yield
        except Complet:
            nom = COMPLET
            raise
        finally:
            fermer_session()
            self.durees_ms.append((nom, (time.perf_counter() - debut) * 1000))


def entrer(famille: Famille, etapes: Etapes, *, salle_id: UUID) -> int:
    """Entre dans la salle d’attente."""
    with etapes.une(ENTRER):
        salles.entrer(salle_id, usager_id=famille.usager_id, au_guichet=famille.au_guichet)
    return 1


def s_inscrire(famille: Famille, etapes: Etapes, *, jour: JourDOuverture, salle_id: UUID | None = None) -> int:
    """Passe la salle s’il y en a une, prend des places, paie ; rend combien d’inscriptions sont payées."""
    if salle_id is not None:
        with etapes.une(PASSER):
            passe = salles.situation(salle_id, usager_id=famille.usager_id).passe or ""
            activite = session.get_one(Activite, jour.activite_id)
            salles.exiger_le_passe(activite, passe, usager_id=famille.usager_id)
    commande_id = _mettre_au_panier(famille, etapes, jour)
    if commande_id is None:
        return 0
    moyen = Moyen.AU_GUICHET if famille.au_guichet else Moyen.EN_LIGNE
    with etapes.une(ENGAGER):
        auteur = _auteur(famille, jour)
        insister(partial(reglement.engager, commande_id, moyen, ACCORDS, usager_id=famille.usager_id, auteur=auteur))
    if famille.au_guichet:
        _encaisser(commande_id, etapes, jour)
    else:
        _payer_en_ligne(commande_id, etapes)
    return len(famille.enfants)


def _auteur(famille: Famille, jour: JourDOuverture) -> Auteur:
    """Rend la famille elle-même, ou l’agent qui l’inscrit."""
    if famille.au_guichet:
        return auteur_agent(session.get_one(Agent, jour.responsable_id))
    return auteur_usager(session.get_one(Usager, famille.usager_id))


def _mettre_au_panier(famille: Famille, etapes: Etapes, jour: JourDOuverture) -> UUID | None:
    """Essaie chaque stage voulu, du préféré au dernier ; rien si tout est complet."""
    for groupe_id in famille.choix:
        try:
            with etapes.une(AU_PANIER):
                groupe = session.get_one(Groupe, groupe_id)
                enfants = enfants_par_id(set(famille.enfants))
                voulues = [Voulue(groupe=groupe, enfant=enfants[un]) for un in famille.enfants]
                auteur = _auteur(famille, jour)
                return insister(partial(paniers.ajouter, voulues, usager_id=famille.usager_id, auteur=auteur)).id
        except Complet:
            continue
    return None


def _payer_en_ligne(commande_id: UUID, etapes: Etapes) -> None:
    """Ouvre le paiement, paie chez PayFiP (ce temps n’est pas le nôtre), revient ; lève `ParcoursRompu` sinon."""
    with etapes.une(PAYER):
        somme = _due(commande_id)
        depart = insister(partial(ouverture.initier, somme.id, courriel=somme.courriel or ""), PayfipNOuvrePas)
    payer_chez_payfip(depart.url)
    with etapes.une(REVENIR):
        # PayFiP n’a pas répondu à temps : la page se recharge.
        etats = (relire(depart.paiement_id).etat for _ in range(ESSAIS))
        etat = next(etat for etat in chain(etats, [EtatPaiement.INCONNU]) if etat is not EtatPaiement.REDIRIGE)
    if etat is not EtatPaiement.PAYE:
        raise ParcoursRompu(f"le paiement est {etat.value}")


def payer_chez_payfip(page: str) -> None:
    """Paie par carte sur la page de PayFiP ; ce temps n’est pas le nôtre."""
    adresse = urlsplit(page)
    liaison = http.client.HTTPConnection(adresse.netloc, timeout=DELAI_SECONDES)
    try:
        envoi = urlencode({"idop": parse_qs(adresse.query)["idop"][0], "choix": "P"})
        liaison.request("POST", adresse.path, body=envoi, headers={"Content-Type": FORMULAIRE})
        reponse = liaison.getresponse()
        reponse.read()
    finally:
        liaison.close()
    if reponse.status >= ERREUR:
        raise ParcoursRompu(f"PayFiP a répondu {reponse.status}")


def insister(geste: Callable[[], T], *refus: type[Exception]) -> T:
    """Refait le geste tant qu’on dit de réessayer dans un instant, comme le fait une famille ; jamais sans fin."""
    for _ in range(ESSAIS - 1):
        try:
            return geste()
        except (TropDeMonde, *refus):
            fermer_session()
    return geste()


def _due(commande_id: UUID) -> SommeDue:
    somme = somme_de(objet_de(commande_id))
    if somme is None:
        raise ParcoursRompu("rien n’est à payer")
    return somme


def _encaisser(commande_id: UUID, etapes: Etapes, jour: JourDOuverture) -> None:
    """La régisseuse reçoit un chèque de toute la somme."""
    with etapes.une(ENCAISSER):
        somme = _due(commande_id)
        recu = RecuAuGuichet(
            moyen=MoyenDePaiement.CHEQUE,
            montant=somme.montant,
            jour=horloge.aujourd_hui(),
            reference="1234567",
            cle=uuid4().hex,
        )
        encaisser_au_guichet(somme.id, recu, agent=session.get_one(Agent, jour.regisseuse_id))
