"""Quoi qu’il arrive à une séance, aucune place n’est vendue deux fois, aucune n’est perdue, aucune ne double la liste.

Une machine à états garde, rend, prend, quitte, attend, répond, ajoute des places, avance l’horloge et balaye au hasard.
Les lignes de la base sont relues après chaque pas.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from portail.rendez_vous.attente import actions as attentes
from portail.rendez_vous.attente import balayage
from portail.rendez_vous.attente.actions import Inscription
from portail.rendez_vous.attente.compatibilite import obstacle
from portail.rendez_vous.attente.models import EN_LISTE, Attente, EtatAttente
from portail.rendez_vous.attente.propositions import delais
from portail.rendez_vous.occupations.models import Tenue
from portail.rendez_vous.reservations import actions, decompte, seances, taches
from portail.rendez_vous.reservations.etats import ATTENDUES
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.socle import decalage
from portail.socle.base import session
from portail.socle.erreurs import ErreurMetier
from tests import fabriques
from tests.integration.rdv_seances import attendre, comptes, ouvrir, partir, tenir, venir, voulue
from tests.integration.rdv_vie import Accueil, accueil, quelqu_un
from tests.integration.test_rdv_rappels_proprietes import base_annulee

SESSIONS, PERSONNES, SEANCES = st.integers(0, 3), st.integers(0, 7), st.integers(0, 1)
MINUTES = st.sampled_from([1, 6, 11, 30, 245, 600])
VUS: Counter[str] = Counter()
"""Ce que les exemples ont rencontré : un essai où rien ne se passe ne prouverait rien."""


class Places(RuleBasedStateMachine):
    """Deux séances de deux places, quatre navigateurs, huit personnes."""

    def __init__(self) -> None:
        super().__init__()
        self.pile = ExitStack()
        self.pile.enter_context(base_annulee())
        self.ici: Accueil
        self.seances: list[RendezVous] = []

    def teardown(self) -> None:
        VUS.update(f"attente {une.etat}" for une in self._attentes())
        self.pile.close()

    @initialize()
    def commencer(self) -> None:
        fabriques.departement()
        fabriques.mettre_l_horloge_au(fabriques.JOUR)
        self.ici = accueil(places=2)
        self.seances = [ouvrir(self.ici, heure=14), ouvrir(self.ici, heure=16)]

    def _tenter(self, quoi: str, geste: Callable[[], object]) -> None:
        try:
            geste()
        except ErreurMetier as refus:
            VUS[f"{quoi} {type(refus).__name__}"] += 1
        else:
            VUS[quoi] += 1

    @rule(qui=SESSIONS, laquelle=SEANCES, nombre=st.integers(1, 2))
    def garder(self, qui: int, laquelle: int, nombre: int) -> None:
        self._tenter("garder", lambda: tenir(self.seances[laquelle], f"session-{qui}", nombre))

    @rule(qui=SESSIONS)
    def garder_encore(self, qui: int) -> None:
        self._tenter("garder encore", lambda: actions.prolonger(session_cle=f"session-{qui}"))

    @rule(qui=SESSIONS)
    def lacher(self, qui: int) -> None:
        self._tenter("lacher", lambda: actions.lacher(session_cle=f"session-{qui}"))

    @rule(qui=PERSONNES, laquelle=SEANCES, par=st.sampled_from(["", "session-0", "session-1"]))
    def prendre(self, qui: int, laquelle: int, par: str) -> None:
        self._tenter("prendre", lambda: venir(self.seances[laquelle], quelqu_un(qui), par))

    @rule(laquelle=st.integers(0, 20))
    def quitter_la_seance(self, laquelle: int) -> None:
        presents = session.scalars(select(Participation).where(Participation.etat.in_(ATTENDUES))).all()
        if presents:
            self._tenter("partir", lambda: partir(presents[laquelle % len(presents)]))

    @rule(laquelle=SEANCES, nombre=st.integers(1, 4))
    def changer_les_places(self, laquelle: int, nombre: int) -> None:
        seance, secretaire = self.seances[laquelle], self.ici.secretaire
        self._tenter("places", lambda: seances.changer_les_places(seance.id, nombre, agent=secretaire))

    @rule(qui=PERSONNES, laquelle=SEANCES)
    def attendre_une_seance(self, qui: int, laquelle: int) -> None:
        self._tenter("attendre", lambda: attendre(self.seances[laquelle], quelqu_un(qui)))

    @rule(qui=PERSONNES)
    def attendre_n_importe_laquelle(self, qui: int) -> None:
        voulu = Inscription(objet_id=self.ici.objet.id, lieux=[self.ici.lieu.id], personne=quelqu_un(qui))
        self._tenter("attendre", lambda: attentes.s_inscrire(voulu))

    @rule(laquelle=st.integers(0, 20), reponse=st.sampled_from(["accepter", "refuser"]))
    def repondre(self, laquelle: int, reponse: str) -> None:
        proposees = [une for une in self._attentes() if une.etat is EtatAttente.PROPOSE]
        if not proposees:
            return
        une = proposees[laquelle % len(proposees)]
        gestes: dict[str, Callable[[], object]] = {
            "accepter": lambda: attentes.accepter(une.id, proposition=une.propositions),
            "refuser": lambda: attentes.refuser(une.id, proposition=une.propositions),
        }
        self._tenter(reponse, gestes[reponse])

    @rule(laquelle=st.integers(0, 20))
    def quitter(self, laquelle: int) -> None:
        en_liste = [une for une in self._attentes() if une.etat in EN_LISTE]
        if en_liste:
            self._tenter("quitter", lambda: attentes.quitter(en_liste[laquelle % len(en_liste)].id))

    @rule(minutes=MINUTES)
    def vivre(self, minutes: int) -> None:
        decalage.avancer(timedelta(minutes=minutes))

    @rule()
    def balayer(self) -> None:
        """Après le balayage, plus personne n’attend ce qui est libre et lui convient."""
        taches.rendre_les_tenues_echues()
        balayage.passer_aux_suivantes()
        balayage.servir(self.ici.objet.id)
        for seance in self.seances:
            choix = voulue(seance)
            if decompte.restant(seance.id) and delais(self.ici.objet, choix) is not None:
                en_file = [une for une in self._attentes() if une.etat is EtatAttente.ATTEND]
                assert [une for une in en_file if obstacle(une, self.ici.objet, choix) is None] == []

    # ---------- Ce qui doit être vrai ----------

    @invariant()
    def les_compteurs_disent_les_lignes_et_jamais_plus_que_les_places(self) -> None:
        for seance in self.seances:
            prises, gardees = comptes(seance)
            assert prises + gardees <= (seance.places or 0)
            assert decompte.restant(seance.id) >= seance.places_libres

    @invariant()
    def ce_qui_est_propose_est_garde_a_cette_personne_et_a_elle_seule(self) -> None:
        tenues = session.scalars(select(Tenue).execution_options(populate_existing=True)).all()
        par_attente = {une.attente_id: une for une in tenues if une.attente_id}
        proposees = {une.id: une for une in self._attentes() if une.etat is EtatAttente.PROPOSE}
        assert par_attente.keys() <= proposees.keys()
        for identifiant, tenue in par_attente.items():
            attente = proposees[identifiant]
            assert (tenue.id, tenue.seance_id) == (attente.tenue_id, attente.seance_id)

    @invariant()
    def personne_n_a_deux_places(self) -> None:
        presents = session.scalars(select(Participation.personne).where(Participation.etat.in_(ATTENDUES))).all()
        assert max(Counter(presents).values(), default=1) == 1

    def _attentes(self) -> list[Attente]:
        lues = select(Attente).order_by(Attente.depuis, Attente.id)
        return list(session.scalars(lues.execution_options(populate_existing=True)))


@pytest.mark.usefixtures("application")
def test_quoi_qu_il_arrive_aucune_place_n_est_vendue_deux_fois_ni_perdue():
    VUS.clear()
    run_state_machine_as_test(
        Places,
        settings=settings(
            max_examples=12,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
    attendus = {"garder", "garder encore", "prendre", "partir", "places", "accepter", "refuser", "quitter"}
    attendus |= {"garder SeanceComplete", "prendre SeanceComplete", "attente propose", "attente accepte"}
    assert attendus - set(VUS) == set()
