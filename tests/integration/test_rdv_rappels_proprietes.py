"""Quoi qu’il arrive aux rendez-vous, aucun rappel ne manque, aucun ne part deux fois, aucun n’est en retard.

Une machine à états prend, déplace, annule, excuse, avance l’horloge et balaye au hasard ; les lignes de la base sont
relues après chaque pas. Le balayage vit au rythme de la minute, ou tombe en panne quelques heures.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from portail.notifications.models import Canal, Notification
from portail.rendez_vous.rappels import balayage
from portail.rendez_vous.rappels.calcul import SorteRappel, prevu_le
from portail.rendez_vous.rappels.models import EtatRappel, Rappel
from portail.rendez_vous.rappels.planification import regles
from portail.rendez_vous.reservations import changements, deplacements, presences
from portail.rendez_vous.reservations.actions import reserver
from portail.rendez_vous.reservations.choix import Choix
from portail.rendez_vous.reservations.demandes import Demande
from portail.rendez_vous.reservations.etats import EtatParticipation, EtatRdv, Presence
from portail.rendez_vous.reservations.habilitations import Acteur
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.socle import base as socle_base
from portail.socle import decalage, horloge
from portail.socle.base import session
from tests import fabriques
from tests.integration.rdv_vie import Accueil, accueil, choix, paris, quelqu_un

PARTIS = {EtatRappel.ENVOYE, EtatRappel.PORTE}
MINUTE = timedelta(minutes=1)
VOIES = st.sampled_from(
    [
        {},
        {"telephone": "06 39 98 00 01"},
        {"telephone": "06 39 98 00 01", "courriel": ""},
        {"sans_message": True},
    ]
)
CRENEAUX = st.tuples(st.sampled_from([1, 0, 2, 3, 1, 2, 5]), st.sampled_from([*range(6), *range(22)]))
"""Un jour parmi les prochains, une demi-heure entre 8 h et 19 h, le matin plus souvent : la nuit le précède."""
DUREES = st.sampled_from([h * 60 for h in (26, 9, 3, 14, 1, 50, 2, 20)]).flatmap(
    lambda minutes: st.integers(-59, 59).map(lambda n: minutes + n)
)
VUS: Counter[EtatRappel] = Counter()
"""Ce que les exemples ont rencontré : un essai où rien ne se passe ne prouverait rien."""


@contextmanager
def base_annulee() -> Iterator[None]:
    """Une base où tout ce qui s’écrit pendant un exemple est annulé."""
    with socle_base.moteur().connect() as connexion:
        transaction = connexion.begin()
        with socle_base.tout_annuler(connexion):
            yield
        transaction.rollback()
    horloge.poser_decalage(timedelta())


class Rappels(RuleBasedStateMachine):
    """La vie de quelques rendez-vous, et ce que la base dit de leurs rappels."""

    def __init__(self) -> None:
        super().__init__()
        self.pile = ExitStack()
        self.pile.enter_context(base_annulee())
        self.ici: Accueil
        self.debuts: dict[tuple[UUID, int], datetime] = {}
        self.canaux: dict[UUID, set[Canal]] = {}
        self.personnes = 0
        self.panne = False
        self.balaye_le = None

    def teardown(self) -> None:
        VUS.update(r.etat for r in self._rappels())
        self.pile.close()

    @initialize(premiers=st.lists(st.tuples(CRENEAUX, VOIES), min_size=4, max_size=7))
    def ouvrir(self, premiers: list[tuple[tuple[int, int], dict]]) -> None:
        fabriques.departement()
        fabriques.mettre_l_horloge_au(fabriques.JOUR)
        self.ici = accueil()
        for quand, voies in premiers:
            self._prendre(quand, voies)

    @rule(quand=CRENEAUX, voies=VOIES)
    def prendre(self, quand: tuple[int, int], voies: dict) -> None:
        self._prendre(quand, voies)

    def _prendre(self, quand: tuple[int, int], voies: dict) -> None:
        debut = self._debut(quand)
        if debut <= horloge.maintenant():
            return
        self.personnes += 1
        personne = quelqu_un(self.personnes, **voies)
        [rdv] = reserver(
            Demande(
                choix=self._choix(debut),
                personne=personne,
                cle=f"essai {self.personnes}",
                agent=self.ici.secretaire,
                force="Un agent double sciemment : l’essai porte sur les rappels.",
            )
        )
        participation = rdv.participations[0]
        attendus = {Canal.COURRIEL} if personne.courriel else set()
        attendus |= {Canal.SMS} if personne.telephone else set()
        self.canaux[participation.id] = set() if personne.sans_message else attendus
        self.debuts[rdv.id, rdv.sequence] = rdv.debut

    @precondition(lambda self: self.canaux)
    @rule(lequel=st.integers(0, 50), quand=CRENEAUX)
    def deplacer(self, lequel: int, quand: tuple[int, int]) -> None:
        rdv, debut = self._un(lequel), self._debut(quand)
        if rdv is None or debut <= horloge.maintenant():
            return
        change = deplacements.deplacer(
            rdv.id,
            self._choix(debut),
            acteur=Acteur(agent=self.ici.secretaire),
            force="essai",
        )
        self.debuts[change.id, change.sequence] = change.debut

    @precondition(lambda self: self.canaux)
    @rule(lequel=st.integers(0, 50))
    def annuler(self, lequel: int) -> None:
        rdv = self._un(lequel)
        if rdv is not None:
            changements.annuler(rdv.id, acteur=Acteur(agent=self.ici.secretaire))

    @precondition(lambda self: self.canaux)
    @rule(lequel=st.integers(0, 50), rectifier=st.booleans())
    def excuser(self, lequel: int, rectifier: bool) -> None:
        rdv = self._un(lequel)
        if rdv is None:
            return
        presences.marquer(rdv.participations[0].id, Presence.EXCUSER, agent=self.ici.secretaire)
        if rectifier:
            presences.marquer(rdv.participations[0].id, Presence.RECTIFIER, agent=self.ici.secretaire)

    @rule(minutes=DUREES)
    def vivre(self, minutes: int) -> None:
        """Le temps passe, le balayage aussi, chaque minute : on ne s’arrête qu’à celles où il a de quoi faire."""
        fin = horloge.maintenant() + minutes * MINUTE
        while (prochain := self._prochain_du()) is not None and prochain < fin:
            decalage.avancer(max(prochain + MINUTE / 2 - horloge.maintenant(), MINUTE))
            self.balayer()
        decalage.avancer(max(fin - horloge.maintenant(), timedelta()))
        self.balayer()

    @rule(minutes=DUREES)
    def tomber_en_panne(self, minutes: int) -> None:
        """Le balayage s’arrête, puis reprend."""
        self.panne = True
        decalage.avancer(minutes * MINUTE)
        self.balayer()

    @rule()
    def balayer(self) -> None:
        balayage.balayer()
        avant = self._lignes_brutes()
        balayage.balayer()
        assert self._lignes_brutes() == avant
        self.balaye_le = horloge.maintenant()
        dus = select(Rappel).where(Rappel.etat == EtatRappel.PREVU, Rappel.prevu_le <= horloge.maintenant())
        assert session.scalars(dus).all() == []

    # ---------- Ce qui doit être vrai ----------

    @invariant()
    def aucun_double(self) -> None:
        partis = [r for r in self._rappels() if r.etat in PARTIS]
        assert max(Counter((r.participation_id, r.sorte, r.version, r.canal) for r in partis).values(), default=1) == 1
        envoyes = Counter((str(r.participation_id), r.canal) for r in partis if r.etat is EtatRappel.ENVOYE)
        ecrits = session.execute(
            select(Notification.objet_id, Notification.canal, func.count())
            .where(Notification.gabarit == "rdv/rappel")
            .group_by(Notification.objet_id, Notification.canal)
        )
        assert envoyes == Counter({(ligne[0], ligne[1]): ligne[2] for ligne in ecrits})

    @invariant()
    def aucun_en_retard(self) -> None:
        courantes = regles() if self.canaux else None
        for rappel in self._rappels():
            if rappel.etat is EtatRappel.ENVOYE:
                debut = self.debuts[rappel.rendez_vous_id, rappel.version]
                assert rappel.prevu_le <= rappel.envoye_le < debut
                if courantes.calme.est_calme(rappel.envoye_le):
                    assert self.panne
                    assert courantes.calme.reveil(rappel.envoye_le) > debut - courantes.marge

    @invariant()
    def aucun_manquant(self) -> None:
        par_participation: dict[UUID, list[Rappel]] = {}
        for rappel in self._rappels():
            par_participation.setdefault(rappel.participation_id, []).append(rappel)
        for rdv, participation in self._rendez_vous():
            siens = par_participation.get(participation.id, [])
            assert {r.version for r in siens if r.etat is EtatRappel.PREVU} <= {rdv.sequence}
            attendu = rdv.etat is EtatRdv.PRIS and participation.etat is EtatParticipation.ATTENDU
            if not self.canaux[participation.id]:
                assert siens == []
            elif not attendu:
                assert EtatRappel.PREVU not in {r.etat for r in siens}
            else:
                self._tous_la(rdv, participation, [r for r in siens if r.version == rdv.sequence])

    def _tous_la(self, rdv: RendezVous, participation: Participation, courants: list[Rappel]) -> None:
        maintenant = horloge.maintenant()
        voulus = {(canal, sorte) for canal in self.canaux[participation.id] for sorte in SorteRappel}
        etats = {(r.canal, r.sorte): r for r in courants}
        assert set(etats) == voulus
        for (canal, sorte), rappel in etats.items():
            prevu = prevu_le(rdv.debut, sorte, regles())
            if prevu > maintenant:
                assert (rappel.etat, rappel.prevu_le) == (EtatRappel.PREVU, prevu)
            elif not self.panne:
                # L’heure est passée : il est parti, ou part à la minute.
                assert rappel.etat in PARTIS or rappel.prevu_le > (self.balaye_le or rappel.prevu_le) - MINUTE
                assert rappel.etat is not EtatRappel.TROP_TARD
            else:
                self._apres_une_panne(rappel, etats[canal, SorteRappel.PROCHE])
        if rdv.debut <= maintenant and not self.panne:
            assert {r.etat for r in courants} <= PARTIS

    def _apres_une_panne(self, rappel: Rappel, proche: Rappel) -> None:
        if rappel.etat is EtatRappel.REMPLACE:  # le proche part pour les deux
            assert rappel.sorte is SorteRappel.LOIN
            assert proche.etat is not EtatRappel.REMPLACE
        elif rappel.etat is EtatRappel.PREVU:  # retenu la nuit, il part au matin, pas plus tard
            assert rappel.prevu_le <= regles().calme.reveil(self.balaye_le or horloge.maintenant())

    # ---------- De quoi jouer ----------

    def _choix(self, debut: datetime) -> Choix:
        return choix(self.ici, debut, agents=frozenset({self.ici.ressource.id}))

    def _debut(self, quand: tuple[int, int]) -> datetime:
        """Rend un début à venir : ce qui est passé aujourd’hui sera pour demain."""
        jours, demies = quand
        debut = paris(horloge.aujourd_hui() + timedelta(days=jours), 8) + demies * timedelta(minutes=30)
        return debut if debut > horloge.maintenant() else debut + timedelta(days=1)

    def _un(self, lequel: int) -> RendezVous | None:
        encore = [
            rdv
            for rdv, une in self._rendez_vous()
            if rdv.etat is EtatRdv.PRIS and une.etat is EtatParticipation.ATTENDU and rdv.debut > horloge.maintenant()
        ]
        return encore[lequel % len(encore)] if encore else None

    def _rendez_vous(self) -> list[tuple[RendezVous, Participation]]:
        lignes = session.execute(
            select(RendezVous, Participation)
            .join(Participation, Participation.rdv_id == RendezVous.id)
            .order_by(RendezVous.cree_le, RendezVous.id)
            .execution_options(populate_existing=True)
        )
        return [(ligne[0], ligne[1]) for ligne in lignes]

    def _rappels(self) -> list[Rappel]:
        return list(session.scalars(select(Rappel).execution_options(populate_existing=True)))

    def _lignes_brutes(self) -> list[tuple]:
        return sorted((r.id, r.etat.value, r.prevu_le, str(r.envoye_le)) for r in self._rappels())

    def _prochain_du(self) -> datetime | None:
        return session.scalar(select(func.min(Rappel.prevu_le)).where(Rappel.etat == EtatRappel.PREVU))


def test_aucun_rappel_ne_manque_ni_ne_double_ni_ne_tarde(application, regler):
    regler(sms_url="http://sms.example/envoyer")
    run_state_machine_as_test(
        Rappels,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert set(VUS) == set(EtatRappel), VUS
