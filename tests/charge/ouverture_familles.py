"""Ce que fait une famille un jour d’ouverture ; chaque étape est une page demandée, dans sa propre session."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import requests

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
from portail.paiement.paiements.etats import EtatPaiement
from portail.paiement.paiements.etats import Moyen as MoyenDePaiement
from portail.paiement.paiements.gestes import RecuAuGuichet, encaisser_au_guichet
from portail.paiement.paiements.models import SommeDue
from portail.paiement.paiements.queries import somme_de
from portail.paiement.paiements.relecture import relire
from portail.socle import horloge
from portail.socle.base import fermer_session, session
from tests.charge.navigateur import ParcoursRompu
from tests.charge.ouverture_donnees import Famille, JourDOuverture

ENTRER, RECHARGER, PASSER = "entrer dans la salle", "recharger la salle", "passer la salle"
AU_PANIER, COMPLET = "mettre au panier", "apprendre que c’est complet"
ENGAGER, PAYER, REVENIR, ENCAISSER = "engager", "ouvrir le paiement", "revenir du paiement", "encaisser au guichet"
ACCORDS = Accords(conditions=True, tarif_le_plus_haut=True)
DELAI_SECONDES = 30


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


def recharger(famille: Famille, etapes: Etapes, *, salle_id: UUID) -> int:
    """Regarde où l’on en est dans la salle."""
    with etapes.une(RECHARGER):
        salles.situation(salle_id, usager_id=famille.usager_id)
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
        reglement.engager(commande_id, moyen, ACCORDS, usager_id=famille.usager_id, auteur=auteur)
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
                return paniers.ajouter(voulues, usager_id=famille.usager_id, auteur=_auteur(famille, jour)).id
        except Complet:
            continue
    return None


def _payer_en_ligne(commande_id: UUID, etapes: Etapes) -> None:
    """Ouvre le paiement, paie chez PayFiP (ce temps n’est pas le nôtre), revient ; lève `ParcoursRompu` sinon."""
    with etapes.une(PAYER):
        somme = _due(commande_id)
        depart = ouverture.initier(somme.id, courriel=somme.courriel or "")
    page = urlsplit(depart.url)
    champs = {"idop": parse_qs(page.query)["idop"][0], "choix": "P"}
    adresse = page._replace(query="").geturl()
    requests.post(adresse, data=champs, timeout=DELAI_SECONDES, allow_redirects=False).raise_for_status()
    with etapes.une(REVENIR):
        etat = relire(depart.paiement_id).etat
    if etat is not EtatPaiement.PAYE:
        raise ParcoursRompu(f"le paiement est {etat.value}")


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
