"""Des vœux dits pendant dix jours, attribués et expliqués ; le résultat se refait ; lus en base."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portail.identite.models import Agent
from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.activites.queries import groupe_de
from portail.inscriptions.attente import actions as attentes
from portail.inscriptions.attente.models import AttenteFoyer, EtatAttente
from portail.inscriptions.attente.queries import file_du_groupe
from portail.inscriptions.ouvertures import attributions, campagnes
from portail.inscriptions.ouvertures.campagnes import VoeuxDit
from portail.inscriptions.ouvertures.erreurs import (
    DejaDemande,
    PasEncoreClose,
    TropDeVoeux,
    VoeuxFermes,
)
from portail.inscriptions.ouvertures.models import Campagne, DemandeSurVoeux, EtatCampagne, Voeu
from portail.inscriptions.paniers.models import EtatCommande
from portail.inscriptions.places.erreurs import NonEligible
from portail.inscriptions.places.models import EtatPlace
from portail.journal.actions import SYSTEME
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Interdit, Introuvable, SaisieInvalide
from tests import fabriques
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.fabrique import Foyer

VOILE = "stages-voile-2027"
DIX_ANS = date(2016, 3, 2)
MINUTE = timedelta(minutes=1)


def famille(*prenoms: str, nom: str) -> Foyer:
    return fabrique.foyer(*prenoms, nom=nom, naissances=[DIX_ANS] * len(prenoms))


def dits(un: Foyer, *groupes: Groupe) -> list[VoeuxDit]:
    return [VoeuxDit(enfant=enfant, groupes=groupes) for enfant in un.enfants]


@pytest.fixture
def groupes(sport: None) -> list[Groupe]:
    """Deux stages de voile : deux places, une place."""
    return [fabrique.groupe(activite=VOILE, places=places) for places in (2, 1)]


@pytest.fixture
def campagne(groupes: list[Groupe], ronan: Agent) -> Campagne:
    """Des vœux à dire pendant dix jours ; la première fois compte."""
    maintenant = horloge.maintenant()
    return campagnes.preparer(
        fabrique.activite(VOILE).id,
        ouvre_le=maintenant,
        ferme_le=maintenant + timedelta(days=10),
        poids={"premiere_fois": 4, "quotient_t1": 2},
        agent=ronan,
        auteur=SYSTEME,
    )


def dire(campagne: Campagne, un: Foyer, *groupes: Groupe, ensemble: bool = False) -> DemandeSurVoeux:
    return campagnes.dire_ses_voeux(campagne.id, dits(un, *groupes), ensemble=ensemble, **un.qui)


def clore(campagne: Campagne) -> Campagne:
    fabriques.mettre_l_horloge_au(fabriques.JOUR + timedelta(days=11))
    assert campagnes.clore_les_echues() == 1
    return session.get_one(Campagne, campagne.id, populate_existing=True)


def explications(un: Foyer) -> list[str]:
    siens = select(Voeu).where(Voeu.enfant_id.in_([enfant.id for enfant in un.enfants])).order_by(Voeu.rang)
    return [(voeu.explication or {})["raison"] for voeu in session.scalars(siens)]


# ---------- Les vœux ----------


def test_les_voeux_se_redisent_jusqu_a_la_cloture_sans_perdre_son_tour(campagne: Campagne, groupes: list[Groupe]):
    guillet = famille("Lou", nom="Guillet")
    une = dire(campagne, guillet, groupes[0])
    deux = dire(campagne, guillet, *groupes[::-1])

    assert une.id == deux.id
    assert [voeu.groupe_id for voeu in session.scalars(select(Voeu).order_by(Voeu.rang))] == [
        groupe.id for groupe in groupes[::-1]
    ]
    campagnes.retirer_ses_voeux(campagne.id, **guillet.qui)
    assert session.scalars(select(Voeu)).all() == []
    fabriques.mettre_l_horloge_au(fabriques.JOUR + timedelta(days=11))
    with pytest.raises(VoeuxFermes):
        dire(campagne, guillet, groupes[0])


def test_ce_qui_ne_se_demande_pas(campagne: Campagne, groupes: list[Groupe]):
    guillet = famille("Lou", nom="Guillet")
    with pytest.raises(TropDeVoeux):
        dire(campagne, guillet, groupes[0], groupes[0])
    with pytest.raises(TropDeVoeux):
        dire(campagne, guillet)
    with pytest.raises(NonEligible):
        dire(campagne, fabrique.foyer("Tim", nom="Rio"), fabrique.groupe(activite=VOILE, age_min=12))
    with pytest.raises(Introuvable):
        dire(campagne, guillet, groupe_de("vallet-hiver-1"))
    with pytest.raises(Introuvable):
        dire(campagne, Foyer(fabriques.usager(["Tom"], "Morel"), guillet.enfants), groupes[0])
    dire(campagne, guillet, groupes[0])
    with pytest.raises(DejaDemande):
        dire(campagne, famille("Lou", nom="Guillet"), groupes[0])


def test_seul_qui_regle_le_service_prepare_et_attribue(campagne: Campagne):
    quand = {"ouvre_le": horloge.maintenant(), "ferme_le": horloge.maintenant() + MINUTE}
    activite_id, autre = fabrique.activite(VOILE).id, fabriques.agent()
    with pytest.raises(Interdit):
        campagnes.preparer(activite_id, **quand, poids={}, agent=autre, auteur=SYSTEME)
    with pytest.raises(Interdit):
        attributions.attribuer_la_campagne(campagne.id, agent=autre, auteur=SYSTEME)
    with pytest.raises(SaisieInvalide):
        campagnes.preparer(activite_id, **quand, poids={}, maximum=0, agent=autre, auteur=SYSTEME)


def test_la_graine_se_tire_apres_la_cloture_et_l_attribution_se_refait(
    campagne: Campagne, groupes: list[Groupe], ronan: Agent
):
    foyers = [famille("Lou", nom=nom) for nom in ("Guillet", "Tanguy", "Morel", "Rio")]
    for un in foyers:
        dire(campagne, un, *groupes)
    assert campagne.graine is None
    with pytest.raises(VoeuxFermes):
        campagnes.clore(campagne.id)
    with pytest.raises(PasEncoreClose):
        attributions.attribuer_la_campagne(campagne.id, agent=ronan, auteur=SYSTEME)
    close = clore(campagne)
    assert close.graine is not None

    simule = attributions.simuler(campagne.id)
    assert simule.passages != attributions.simuler(campagne.id, graine="autre").passages or len(foyers) < 2
    fait = attributions.attribuer_la_campagne(campagne.id, agent=ronan, auteur=SYSTEME)

    assert (fait.attributions, fait.passages) == (simule.attributions, simule.passages)
    assert sum(map(len, fait.attributions.values())) == 3
    assert [fabrique.etats(groupe) for groupe in groupes] == [{EtatPlace.PROPOSEE: 2}, {EtatPlace.PROPOSEE: 1}]
    assert session.get_one(Campagne, campagne.id, populate_existing=True).etat is EtatCampagne.ATTRIBUEE
    assert fabrique.sans_derive()
    with pytest.raises(PasEncoreClose):
        attributions.attribuer_la_campagne(campagne.id, agent=ronan, auteur=SYSTEME)


def test_les_criteres_font_l_ordre_et_chaque_voeu_est_explique(campagne: Campagne, groupes: list[Groupe], ronan: Agent):
    modeste, autre = famille("Lou", nom="Guillet"), famille("Ana", nom="Morel")
    fabrique.quotient(modeste, "400")
    un = groupes[1]
    for qui in (autre, modeste):
        dire(campagne, qui, un)
    clore(campagne)

    attributions.attribuer_la_campagne(campagne.id, agent=ronan, auteur=SYSTEME)

    demandes = {une.usager_id: une for une in session.scalars(select(DemandeSurVoeux))}
    assert demandes[modeste.usager.id].criteres == ["premiere_fois", "quotient_t1"]
    assert (demandes[modeste.usager.id].position, demandes[modeste.usager.id].points) == (1, 6)
    assert (explications(modeste), explications(autre)) == (["obtenu"], ["complet"])


def test_une_fratrie_ensemble_ou_pas(campagne: Campagne, groupes: list[Groupe], ronan: Agent):
    fratrie = famille("Lou", "Tim", nom="Guillet")
    dire(campagne, fratrie, groupes[1], groupes[0], ensemble=True)
    clore(campagne)

    attributions.attribuer_la_campagne(campagne.id, agent=ronan, auteur=SYSTEME)

    assert fabrique.etats(groupes[0]) == {EtatPlace.PROPOSEE: 2}
    assert sorted(explications(fratrie)) == ["obtenu", "obtenu", "pas_assez", "pas_assez"]


def test_qui_n_a_rien_attend_dans_l_ordre_de_passage_et_un_seul_voeu_lui_suffit(
    campagne: Campagne, groupes: list[Groupe], ronan: Agent
):
    foyers = {
        un.usager.id: un for un in (famille("Lou", nom=nom) for nom in ("Guillet", "Tanguy", "Morel", "Rio", "Le Dû"))
    }
    for un in foyers.values():
        dire(campagne, un, *groupes)
    clore(campagne)
    fait = attributions.attribuer_la_campagne(campagne.id, agent=ronan, auteur=SYSTEME)
    ordre = [passage.foyer for passage in fait.passages]
    attendent = [str(un.usager_id) for un in file_du_groupe(groupes[0].id) if un.etat is EtatAttente.ATTEND]
    assert attendent == ordre[3:]
    servi = foyers[next(usager_id for usager_id in foyers if str(usager_id) == ordre[0])]
    sienne = session.scalars(select(AttenteFoyer).where(AttenteFoyer.usager_id == servi.usager.id)).one()

    attentes.refuser(sienne.id, **servi.qui)

    suivant = session.scalars(
        select(AttenteFoyer).where(AttenteFoyer.usager_id == next(u for u in foyers if str(u) == ordre[3]))
    ).one()
    assert (suivant.etat, len(suivant.proposees)) == (EtatAttente.PROPOSE, 1)
    panier = attentes.accepter(suivant.id, **foyers[suivant.usager_id].qui)
    assert panier.etat is EtatCommande.PANIER
    assert fabrique.relu(suivant).etat is EtatAttente.SERVI
    assert fabrique.sans_derive()
