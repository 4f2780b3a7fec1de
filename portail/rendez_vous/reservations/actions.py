"""Garder un créneau le temps du formulaire, le rendre, le réserver.

Un créneau n’a qu’un preneur : le temps se prend d’abord (`occupations`), le rendez-vous ne s’écrit que s’il est pris.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from portail.parametres.queries import entier_au
from portail.rendez_vous.invitations.actions import servir
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.occupations import actions as temps
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.occupations.models import Origine, Tenue
from portail.rendez_vous.occupations.reprises import reprendre
from portail.rendez_vous.occupations.temps import Source
from portail.rendez_vous.reservations import decompte, tenues
from portail.rendez_vous.reservations.attribution import attribuer, proposant_les_voisins
from portail.rendez_vous.reservations.choix import Choix, Facon, facons_d_honorer, facons_imposees, voulues_de
from portail.rendez_vous.reservations.demandes import (
    Demande,
    exiger_la_modalite,
    exiger_le_moment,
    objet_par_id,
    verifiee,
)
from portail.rendez_vous.reservations.ecriture import annoncer, deja_pris, ecrire, tours_de
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.reservations.personnes import Personne
from portail.rendez_vous.reservations.tenues import Detenteur, sources_tenues
from portail.rendez_vous.reservations.titres import titre_pour
from portail.socle import horloge
from portail.socle.base import transaction
from portail.socle.erreurs import Introuvable
from portail.socle.tours import chacun_son_tour


def tenir(
    choix: Choix,
    *,
    session_cle: str,
    personne: Personne | None = None,
    usager_id: UUID | None = None,
    invitation_id: UUID | None = None,
) -> Tenue:
    """Garde un créneau à cette session le temps du formulaire, à la place de celui qu’elle tenait.

    `usager_id`, `invitation_id` : à quel titre, pour ce qui n’est pas ouvert à tous.
    Lève `ReserveAuxAgents`, `SansTitre`, `ModaliteImpossible`, `TropTot`, `TropLoin`, `CreneauPris` : qui ne pourra
    pas réserver ne retient pas l’agenda.
    """
    objet = objet_par_id(choix.objet_id)
    titre = titre_pour(objet, usager_id=usager_id, invitation_id=invitation_id)
    exiger_la_modalite(objet, choix.modalite)
    exiger_le_moment(objet, choix.debut, par_un_agent=False)
    voulu = replace(choix, agents=titre.agents or choix.agents)
    return reprendre(lambda: _tenir(voulu, session_cle, personne))


def _tenir(choix: Choix, session_cle: str, personne: Personne | None) -> Tenue:
    detenteur, empreinte = Detenteur(session=session_cle), personne.empreintes()[0] if personne else None
    with proposant_les_voisins(choix), transaction():
        chacun_son_tour(*tours_de([empreinte] if empreinte else [], choix.objet_id, detenteur))
        expire_le = horloge.maintenant() + tenues.duree_de_tenue()
        return tenues.poser(choix, detenteur, personne=empreinte, expire_le=expire_le)


def prolonger(*, session_cle: str) -> Tenue:
    """Garde encore le créneau de cette session, autant de fois que permis ; lève `CreneauPris` s’il ne l’est plus."""

    def geste() -> Tenue:
        with transaction():
            chacun_son_tour(Detenteur(session=session_cle).tour)
            tenue = tenues.tenue_de(Detenteur(session=session_cle))
            if tenue is None or tenue.prolongations >= entier_au("rdv_tenue_prolongations_max"):
                raise CreneauPris
            tenues.prolonger(tenue)
        return tenue

    return reprendre(geste)


def lacher(*, session_cle: str) -> None:
    """Rend ce que cette session tenait ; sans effet si elle ne tenait rien."""
    detenteur = Detenteur(session=session_cle)

    def geste() -> None:
        with transaction():
            chacun_son_tour(detenteur.tour)
            temps.liberer(*sources_tenues(detenteur))
            decompte.faire_savoir(decompte.retirer(detenteur.tient()))

    reprendre(geste)


def reserver(demande: Demande) -> list[RendezVous]:
    """Prend le rendez-vous, ou un par enfant l’un après l’autre ; le même envoi, refait, rend les mêmes.

    Lève `CreneauPris` (ses `voisins` sont à proposer), `DejaUnRendezVous`, `CleReemployee`, ou ce que lève `verifiee`.
    """
    objet = objet_par_id(demande.choix.objet_id)
    if objet.collectif:
        raise Introuvable
    return reprendre(lambda: _reserver(demande, objet))


def _reserver(demande: Demande, objet: ObjetRdv) -> list[RendezVous]:
    empreintes = demande.personne.empreintes()
    with transaction():
        chacun_son_tour(f"cle/{demande.cle}", *tours_de(empreintes, objet.id, demande.detenteur))
        deja = deja_pris(demande.cle, empreintes, objet.id, en_juge=demande.est_du_service)
        if deja:
            return deja
        tenus = tenues.creneaux_tenus(demande.detenteur, empreintes, objet.id)
        tenu = tenues.tient_ce_creneau(demande.detenteur, demande.choix, tenus)
        complete = verifiee(demande, tenu=tenu)
        pris = _prendre(complete, objet, empreintes, [tenues.source_de(une) for une in tenus])
    if not pris:
        # Après une transaction validée vide : l’annuler ferait oublier au pilote ses instructions préparées.
        with proposant_les_voisins(complete.choix, complete.personne, par_agent=demande.agent is not None):
            raise CreneauPris
    return pris


def _prendre(
    demande: Demande, objet: ObjetRdv, empreintes: Sequence[str], quittees: Sequence[Source]
) -> list[RendezVous]:
    """Prend le temps d’une des façons possibles, l’écrit et le fait savoir ; rend une liste vide s’il n’y en a plus."""
    identifiants = [uuid4() for _ in empreintes]

    def prendre(facon: Facon, relire: Callable[[], None]) -> None:
        _occuper(demande, facon, identifiants, quittees, relire)

    try:
        facon = attribuer(demande.choix, prendre, facons=_facons(demande, objet, quittees), quittees=quittees)
    except CreneauPris:
        return []
    pris = ecrire(demande, objet, facon, identifiants)
    if demande.invitation_id is not None:
        servir(demande.invitation_id, pris[0].id)
    for rdv in pris:
        annoncer(rdv, rdv.participations[0], demande.acteur.auteur, neuf=True)
    return pris


def _facons(demande: Demande, objet: ObjetRdv, quittees: Sequence[Source]) -> Iterator[Facon]:
    """Rend les façons possibles, cherchées à mesure : d’abord celle que l’on tient ; seule celle que l’agent impose."""
    if demande.force:
        yield from facons_imposees(demande.choix, objet, quittees=quittees)
        return
    gardees = temps.ressources_de(quittees)
    if gardees:
        yield from facons_d_honorer(demande.choix, quittees=quittees, parmi=gardees)
    yield from facons_d_honorer(demande.choix, quittees=quittees)


def _occuper(
    demande: Demande,
    facon: Facon,
    identifiants: Sequence[UUID],
    quittees: Sequence[Source],
    relire: Callable[[], None],
) -> None:
    """Prend le temps de chaque passage ; le premier relit l’agenda pour tous et rend ce que l’on tenait."""
    sources = [Source(origine=Origine.RDV, id=identifiant) for identifiant in identifiants]
    premier, *suivants = facon.passages
    temps.occuper(
        voulues_de(premier),
        source=sources[0],
        force=demande.force,
        relire=relire,
        lues=facon.versions,
        remplace=quittees,
    )
    for source, passage in zip(sources[1:], suivants, strict=True):
        temps.occuper(voulues_de(passage), source=source, force=demande.force)
