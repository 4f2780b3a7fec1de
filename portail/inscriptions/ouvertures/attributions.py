"""Jouer l’attribution d’une campagne : la simuler autant qu’on veut, la faire une fois, l’expliquer à chacun."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from portail.identite.famille.queries import enfants_par_id
from portail.identite.models import Agent
from portail.inscriptions.activites.models import Activite
from portail.inscriptions.activites.queries import groupes_a_choisir, groupes_par_id
from portail.inscriptions.attente.messages import annoncer
from portail.inscriptions.attente.models import AttenteFoyer, EtatAttendue, EtatAttente, PlaceAttendue
from portail.inscriptions.habilitations import peut_regler
from portail.inscriptions.ouvertures.attribution import (
    DemandeFoyer,
    Offre,
    Raison,
    Regles,
    Resultat,
    VoeuxEnfant,
    attribuer,
)
from portail.inscriptions.ouvertures.erreurs import PasEncoreClose
from portail.inscriptions.ouvertures.models import Campagne, DemandeSurVoeux, EtatCampagne, Voeu
from portail.inscriptions.places import compteurs
from portail.inscriptions.places.models import EtatPlace, Inscription
from portail.inscriptions.places.prises import Voulue, inscrire_les_enfants
from portail.journal.actions import Auteur, inscrire
from portail.parametres.calme import heures_calmes
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Interdit
from portail.socle.tours import reprendre


def simuler(campagne_id: UUID, *, graine: str = "") -> Resultat:
    """Rend ce que donnerait l’attribution maintenant, sans rien écrire ; une autre `graine` montre un autre tirage."""
    campagne = session.get_one(Campagne, campagne_id, populate_existing=True)
    demandes = _demandes(campagne_id)
    quotas = _quotas(campagne)
    return _jouer(campagne, demandes, graine or campagne.graine or "simulation", quotas, _libres(quotas))


def attribuer_la_campagne(campagne_id: UUID, *, agent: Agent, auteur: Auteur) -> Resultat:
    """Garde à chacun la place obtenue, écrit l’explication de chaque vœu, range les autres sur la liste d’attente.

    Lève `Interdit`, `PasEncoreClose`.
    """

    def geste() -> Resultat:
        with transaction():
            campagne = verrouiller(Campagne, campagne_id)
            activite = session.get_one(Activite, campagne.activite_id)
            if not peut_regler(agent, activite.service_code):
                raise Interdit
            if campagne.etat is not EtatCampagne.CLOSE or campagne.graine is None:
                raise PasEncoreClose
            quotas = _quotas(campagne)
            tenus = {quota_id for leurs in quotas.values() for quota_id in leurs}
            restes = compteurs.verrouiller_les_quotas(tenus)
            demandes = _demandes(campagne_id)
            resultat = _jouer(campagne, demandes, campagne.graine, quotas, restes)
            _ecrire(campagne, demandes, resultat, quotas)
            details = {"foyers": len(demandes), "places": sum(map(len, resultat.attributions.values()))}
            inscrire("attribuer_campagne", auteur=auteur, objet=("campagne", campagne_id), details=details)
        return resultat

    return reprendre(geste)


def _demandes(campagne_id: UUID) -> Sequence[DemandeSurVoeux]:
    siennes = select(DemandeSurVoeux).where(DemandeSurVoeux.campagne_id == campagne_id)
    return session.scalars(siennes.order_by(DemandeSurVoeux.id)).all()


def _quotas(campagne: Campagne) -> dict[UUID, list[UUID]]:
    groupes = {groupe.id for groupe in groupes_a_choisir(campagne.activite_id)}
    return compteurs.quotas_des_groupes(groupes) if groupes else {}


def _libres(quotas: dict[UUID, list[UUID]]) -> dict[UUID, int]:
    return compteurs.libres({quota_id for leurs in quotas.values() for quota_id in leurs})


def _jouer(
    campagne: Campagne,
    demandes: Sequence[DemandeSurVoeux],
    graine: str,
    quotas: dict[UUID, list[UUID]],
    restes: dict[UUID, int],
) -> Resultat:
    """Passe la campagne à la règle pure ; un groupe annulé depuis n’est plus offert."""
    offre = Offre(
        capacites={str(quota_id): reste for quota_id, reste in restes.items()},
        quotas={str(groupe_id): [str(quota_id) for quota_id in leurs] for groupe_id, leurs in quotas.items()},
    )
    regles = Regles(graine=graine, poids=campagne.poids, maximum=campagne.maximum)
    deja = _deja_inscrits(quotas)
    return attribuer([_en_demande(demande, offre, deja) for demande in demandes], offre, regles)


def _deja_inscrits(quotas: dict[UUID, list[UUID]]) -> set[tuple[UUID, str]]:
    """Rend ceux qu’un agent a inscrits sans attendre : (groupe, empreinte de l’enfant)."""
    siennes = select(Inscription.groupe_id, Inscription.enfant_empreinte).where(
        Inscription.groupe_id.in_(quotas), Inscription.active
    )
    return {(ligne[0], ligne[1]) for ligne in session.execute(siennes)}


def _en_demande(demande: DemandeSurVoeux, offre: Offre, deja: set[tuple[UUID, str]]) -> DemandeFoyer:
    par_enfant: dict[str, list[str]] = defaultdict(list)
    for voeu in demande.voeux:
        if str(voeu.groupe_id) in offre.quotas and (voeu.groupe_id, voeu.enfant_empreinte) not in deja:
            par_enfant[str(voeu.enfant_id)].append(str(voeu.groupe_id))
    return DemandeFoyer(
        foyer=str(demande.usager_id),
        enfants=[VoeuxEnfant(enfant=enfant, groupes=groupes) for enfant, groupes in sorted(par_enfant.items())],
        ensemble=demande.ensemble,
        criteres=frozenset(demande.criteres),
    )


def _ecrire(
    campagne: Campagne,
    demandes: Sequence[DemandeSurVoeux],
    resultat: Resultat,
    quotas: dict[UUID, list[UUID]],
) -> None:
    maintenant = horloge.maintenant()
    passages = {passage.foyer: passage for passage in resultat.passages}
    pris: Counter[UUID] = Counter()
    for demande in sorted(demandes, key=lambda une: passages[str(une.usager_id)].position):
        passage = passages[str(demande.usager_id)]
        demande.position, demande.points = passage.position, passage.points
        obtenus = _expliquer(demande, resultat)
        # L’ordre de passage devient l’ordre de la liste d’attente.
        depuis = maintenant + timedelta(microseconds=passage.position)
        pris.update(_garder(demande, obtenus, depuis, quotas))
    campagne.etat, campagne.attribuee_le = EtatCampagne.ATTRIBUEE, maintenant
    session.flush()
    compteurs.prendre(pris)


def _expliquer(demande: DemandeSurVoeux, resultat: Resultat) -> list[Voeu]:
    """Écrit l’explication de chaque vœu et rend ceux qui sont obtenus."""
    obtenus = []
    for voeu in demande.voeux:
        siennes = resultat.explications.get(str(voeu.enfant_id), ())
        une = next((une for une in siennes if une.groupe == str(voeu.groupe_id)), None)
        if une is None:
            voeu.explication = {"raison": "annule"}
            continue
        voeu.explication = {"raison": une.raison.value, "restait": une.restait, "fallait": une.fallait}
        if une.raison is Raison.OBTENU:
            obtenus.append(voeu)
    return obtenus


def _garder(
    demande: DemandeSurVoeux, obtenus: Sequence[Voeu], depuis: datetime, quotas: dict[UUID, list[UUID]]
) -> Counter[UUID]:
    """Garde ce qui est obtenu, et met sur la liste d’attente les vœux refusés des enfants qui n’ont rien."""
    calme, maintenant = heures_calmes(), horloge.maintenant()
    servis = {voeu.enfant_id for voeu in obtenus}
    restants = [
        voeu
        for voeu in demande.voeux
        if voeu.enfant_id not in servis and (voeu.explication or {}).get("raison") != "annule"
    ]
    if not obtenus and not restants:
        return Counter()
    attente = AttenteFoyer(
        usager_id=demande.usager_id, tout_ou_rien=False, une_par_enfant=True, inscrite_le=maintenant, depuis=depuis
    )
    attente.attendues = [_attendue(voeu) for voeu in (*obtenus, *restants)]
    session.add(attente)
    session.flush()
    if obtenus:
        attente.etat, attente.propositions = EtatAttente.PROPOSE, 1
        attente.annoncer_le = calme.reveil(maintenant)
        attente.echeance = calme.reveil(attente.annoncer_le + timedelta(hours=entier_au("inscription_attente_heures")))
        _tenir(attente, obtenus)
        if attente.annoncer_le <= maintenant:
            annoncer(attente)
    return compteurs.compte_des((voeu.groupe_id for voeu in obtenus), quotas)


def _attendue(voeu: Voeu) -> PlaceAttendue:
    return PlaceAttendue(
        groupe_id=voeu.groupe_id,
        enfant_id=voeu.enfant_id,
        enfant_empreinte=voeu.enfant_empreinte,
        rang=voeu.rang,
        niveau=voeu.niveau,
    )


def _tenir(attente: AttenteFoyer, obtenus: Sequence[Voeu]) -> None:
    enfants = enfants_par_id({voeu.enfant_id for voeu in obtenus})
    groupes = groupes_par_id({voeu.groupe_id for voeu in obtenus})
    if attente.echeance is None:
        return
    inscriptions, _compte = inscrire_les_enfants(
        [
            Voulue(groupe=groupes[voeu.groupe_id], enfant=enfants[voeu.enfant_id], niveau=voeu.niveau)
            for voeu in obtenus
        ],
        usager_id=attente.usager_id,
        commande_id=None,
        etat=EtatPlace.PROPOSEE,
        expire_le=attente.echeance,
    )
    attendues = {(une.enfant_id, une.groupe_id): une for une in attente.attendues}
    for voeu, inscription in zip(obtenus, inscriptions, strict=True):
        attendue = attendues[voeu.enfant_id, voeu.groupe_id]
        attendue.etat, attendue.inscription_id = EtatAttendue.PROPOSEE, inscription.id
        voeu.inscription_id = inscription.id
    session.flush()
