"""Des suites d’événements au hasard : quoi qu’il arrive, et dans quelque ordre, l’argent se retrouve."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portail.demonstration.payfip.scenario import Panne
from portail.identite.models import Agent
from portail.paiement.paiements import balayage, gestes, sommes
from portail.paiement.paiements.comptes import partager, parts_egales, reste
from portail.paiement.paiements.etats import ACTIFS, EtatEncaissement, EtatPaiement, EtatSomme, Moyen
from portail.paiement.paiements.gestes import RecuAuGuichet
from portail.paiement.paiements.models import Encaissement, Paiement, SommeDue
from portail.paiement.paiements.notification import reveiller
from portail.paiement.paiements.relecture import relire
from portail.paiement.regies.models import Regie
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import ErreurMetier
from tests.integration.paiement.fabrique import annuler, avancer, encaissements, objet, ouvrir, somme
from tests.payfip import Guichetier

CENT = Decimal("0.01")
EUROS = st.decimals(min_value=CENT, max_value=Decimal(99_999), places=2)
GESTES = st.one_of(
    st.sampled_from(["ouvrir", "relire", "notifier", "annuler", "rouvrir", "balayer", "impaye"]),
    st.tuples(st.just("conclure"), st.integers(0, 3), st.sampled_from("PVRZA")),
    st.tuples(st.just("encaisser"), st.integers(1, 5000)),
    st.tuples(st.just("avancer"), st.sampled_from([1, 20, 125, 1500])),
    st.tuples(st.just("panne"), st.sampled_from([Panne.AUCUNE, Panne.AUCUNE, Panne.PASSERELLE, Panne.INDISPONIBILITE])),
)


class Histoire:
    """Une somme due à qui tout arrive."""

    def __init__(self, payfip: Guichetier, due: SommeDue, agent: Agent) -> None:
        self.payfip, self.due, self.agent = payfip, due, agent

    def paiements(self) -> list[Paiement]:
        siens = select(Paiement).where(Paiement.somme_id == self.due.id).order_by(Paiement.cree_le, Paiement.refdet)
        return list(session.scalars(siens.execution_options(populate_existing=True)))

    def faire(self, geste) -> None:
        nom, *arguments = (geste,) if isinstance(geste, str) else geste
        try:
            getattr(self, nom)(*arguments)
        except ErreurMetier:
            session.rollback()
        self.verifier()

    def ouvrir(self) -> None:
        ouvrir(self.due)

    def relire(self) -> None:
        for paiement in self.paiements():
            relire(paiement.id)

    def notifier(self) -> None:
        for paiement in self.paiements():
            reveiller(paiement.idop or "inconnu")

    def conclure(self, rang: int, issue: str) -> None:
        ouverts = [paiement for paiement in self.paiements() if paiement.idop]
        if ouverts:
            self.payfip.etat.conclure(ouverts[rang % len(ouverts)].idop or "", issue)

    def annuler(self) -> None:
        annuler(self.due)

    def rouvrir(self) -> None:
        with transaction():
            sommes.rouvrir(objet(self.due))

    def balayer(self) -> None:
        balayage.balayer()

    def encaisser(self, centimes: int) -> None:
        recu = RecuAuGuichet(
            moyen=Moyen.CHEQUE,
            montant=Decimal(centimes) / 100,
            jour=horloge.aujourd_hui(),
            reference="",
            cle=f"{self.due.id}-{centimes}",
        )
        gestes.encaisser_au_guichet(self.due.id, recu, agent=self.agent)

    def impaye(self) -> None:
        for recu in encaissements(self.due):
            if recu.moyen is Moyen.CHEQUE:
                gestes.noter_l_impaye(recu.id, agent=self.agent)

    def avancer(self, minutes: int) -> None:
        avancer(self.payfip, minutes=minutes)

    def panne(self, panne: Panne) -> None:
        self.payfip.panne(panne)

    def verifier(self) -> None:
        """Ce qui est vrai à tout moment."""
        actifs = [paiement for paiement in self.paiements() if paiement.etat in ACTIFS]
        assert len(actifs) <= 1
        recus = encaissements(self.due)
        assert len({recu.paiement_id for recu in recus if recu.paiement_id}) == len(
            [recu for recu in recus if recu.paiement_id]
        )
        assert sum((recu.garde for recu in recus), Decimal(0)) <= self.due.montant
        for recu in recus:
            if recu.etat is not EtatEncaissement.REJETE:
                assert recu.garde + recu.a_rendre == recu.montant

    def finir(self) -> None:
        """Tout revient : PayFiP répond, chaque paiement se relit. Ce qu’il a pris est ici, au centime."""
        self.payfip.panne(Panne.AUCUNE)
        self.relire()
        self.verifier()
        idops = {paiement.idop for paiement in self.paiements()} - {None}
        pris = [une for une in self.payfip.etat.operations.values() if une.idop in idops and une.issue in {"P", "V"}]
        en_ligne = [recu for recu in encaissements(self.due) if recu.paiement_id is not None]
        assert sum((recu.montant for recu in en_ligne), Decimal(0)) == sum(
            (Decimal(une.champs["montant"]) / 100 for une in pris), Decimal(0)
        )
        assert len(en_ligne) == len(pris)
        for paiement in self.paiements():
            assert paiement.est_encaisse == any(recu.paiement_id == paiement.id for recu in en_ligne)
            assert paiement.etat is not EtatPaiement.ANOMALIE


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(suite=st.lists(GESTES, min_size=3, max_size=14))
def test_jamais_deux_encaissements_et_jamais_d_argent_perdu(en_ligne: Guichetier, regie: Regie, maryse: Agent, suite):
    histoire = Histoire(en_ligne, somme(regie), maryse)
    en_ligne.panne(Panne.AUCUNE)

    histoire.ouvrir()
    for geste in suite:
        histoire.faire(geste)
    histoire.finir()

    doubles = select(Encaissement.paiement_id).group_by(Encaissement.paiement_id).having(func.count() > 1)
    assert session.scalars(doubles.where(Encaissement.paiement_id.is_not(None))).all() == []


# ---------- Les comptes, purs ----------


@given(recu=EUROS, du=EUROS, etat=st.sampled_from(EtatSomme))
def test_ce_qui_est_recu_est_garde_ou_rendu(recu: Decimal, du: Decimal, etat: EtatSomme):
    part = partager(recu, du=du, etat=etat)

    assert part.garde + part.a_rendre == recu
    assert 0 <= part.garde <= (du if etat is EtatSomme.OUVERTE else 0)
    assert (part.motif is None) == (part.a_rendre == 0)


@given(montant=EUROS, gardes=st.lists(EUROS, max_size=6))
def test_le_reste_n_est_jamais_negatif(montant: Decimal, gardes: list[Decimal]):
    lu = reste(montant, gardes)

    assert lu >= 0
    assert lu == max(Decimal(0), montant - sum(gardes, Decimal(0)))


@given(montant=st.decimals(min_value=Decimal("0.10"), max_value=Decimal(99_999), places=2), fois=st.integers(1, 10))
def test_les_parts_font_la_somme(montant: Decimal, fois: int):
    parts = parts_egales(montant, fois, horloge.aujourd_hui())

    assert sum((part for part, _jour in parts), Decimal(0)) == montant
    assert [jour for _part, jour in parts] == sorted(jour for _part, jour in parts)
    assert max(part for part, _ in parts) - min(part for part, _ in parts) < Decimal(fois) * CENT
