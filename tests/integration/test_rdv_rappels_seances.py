"""Les rappels des séances à plusieurs : la même machine à états que pour un rendez-vous seul, les mêmes vérités.

On ouvre des séances, on s’y inscrit, on les quitte, on en change les places, le service les annule, parmi le reste.
"""

from collections import Counter
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from portail.notifications.models import Canal
from portail.rendez_vous.reservations import seances, service
from portail.rendez_vous.reservations.etats import EtatParticipation, EtatRdv
from portail.rendez_vous.reservations.habilitations import Acteur
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.socle import horloge
from tests.integration.rdv_seances import venir
from tests.integration.rdv_vie import Accueil, accueil, choix, quelqu_un
from tests.integration.test_rdv_rappels_proprietes import CRENEAUX, PARTIS, VOIES, Rappels

LESQUELLES = st.integers(0, 50)
VUS: Counter[str] = Counter()
"""Ce que les exemples ont rencontré : un essai où rien ne se passe ne prouverait rien."""


class RappelsDeSeances(Rappels):
    """La vie de quelques rendez-vous et de quelques séances."""

    def __init__(self) -> None:
        super().__init__()
        self.atelier: Accueil
        self.ouvertes: list[UUID] = []

    @initialize(premiers=st.lists(st.tuples(CRENEAUX, VOIES), min_size=2, max_size=3))
    def ouvrir(self, premiers: list[tuple[tuple[int, int], dict]]) -> None:
        super().ouvrir(premiers)
        self.atelier = accueil(ou=self.ici.lieu, places=3)
        for quand, voies in premiers:
            self.ouvrir_une_seance(quand)
            self.s_inscrire(len(self.ouvertes) - 1, voies)

    @precondition(lambda self: len(self.ouvertes) < 4)
    @rule(quand=CRENEAUX)
    def ouvrir_une_seance(self, quand: tuple[int, int]) -> None:
        voulue = choix(self.atelier, self._debut(quand), agents=frozenset({self.atelier.ressource.id}))
        seance = seances.ouvrir(voulue, agent=self.atelier.secretaire, force="essai")
        self.ouvertes.append(seance.id)
        self.debuts[seance.id, seance.sequence] = seance.debut

    @rule(laquelle=LESQUELLES, voies=VOIES)
    def s_inscrire(self, laquelle: int, voies: dict) -> None:
        seance = self._une_seance(laquelle)
        if seance is None or not seance.places_libres:
            return
        self.personnes += 1
        personne = quelqu_un(self.personnes, **voies)
        [inscrite] = venir(seance, personne, agent=self.atelier.secretaire)
        attendus = {Canal.COURRIEL} if personne.courriel else set()
        attendus |= {Canal.SMS} if personne.telephone else set()
        self.canaux[inscrite.id] = set() if personne.sans_message else attendus
        VUS["inscription"] += 1

    @rule(laquelle=LESQUELLES)
    def quitter(self, laquelle: int) -> None:
        inscrites = [une for rdv, une in self._attendues() if rdv.est_collectif]
        if inscrites:
            parti = inscrites[laquelle % len(inscrites)]
            seances.se_desinscrire(parti.id, acteur=Acteur(agent=self.atelier.secretaire))
            VUS["départ"] += 1

    @rule(laquelle=LESQUELLES, places=st.integers(3, 6))
    def changer_les_places(self, laquelle: int, places: int) -> None:
        seance = self._une_seance(laquelle)
        if seance is not None and places >= seance.places_prises:
            seances.changer_les_places(seance.id, places, agent=self.atelier.secretaire)
            VUS["places"] += 1

    @rule(laquelle=LESQUELLES)
    def annuler_la_seance(self, laquelle: int) -> None:
        seance = self._une_seance(laquelle)
        if seance is not None and seance.places_prises > 1:
            service.annuler_par_le_service([seance.id], agent=self.atelier.secretaire, motif="Salle prise.")
            VUS["annulation"] += 1

    def teardown(self) -> None:
        de_seances = {une.id for rdv, une in self._rendez_vous() if rdv.est_collectif}
        VUS["rappel"] += sum(r.participation_id in de_seances and r.etat in PARTIS for r in self._rappels())
        super().teardown()

    # ---------- De quoi jouer ----------

    def _une_seance(self, laquelle: int) -> RendezVous | None:
        lues = [seances.rendez_vous_de(une) for une in self.ouvertes]
        encore = [une for une in lues if une.etat is EtatRdv.PRIS and une.debut > horloge.maintenant()]
        return encore[laquelle % len(encore)] if encore else None

    def _un(self, lequel: int) -> RendezVous | None:
        encore = [rdv for rdv, _une in self._attendues() if not rdv.est_collectif]
        return encore[lequel % len(encore)] if encore else None

    def _attendues(self) -> list[tuple[RendezVous, Participation]]:
        return [
            (rdv, une)
            for rdv, une in self._rendez_vous()
            if rdv.etat is EtatRdv.PRIS and une.etat is EtatParticipation.ATTENDU and rdv.debut > horloge.maintenant()
        ]


def test_aucun_rappel_d_une_seance_ne_manque_ni_ne_double_ni_ne_tarde(application, regler):
    regler(sms_url="http://sms.example/envoyer")
    run_state_machine_as_test(
        RappelsDeSeances,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert set(VUS) == {"inscription", "départ", "places", "annulation", "rappel"}, VUS
    assert min(VUS.values()) > 0, VUS
