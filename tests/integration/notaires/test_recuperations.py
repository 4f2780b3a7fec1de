"""De la créance dite à la somme reçue : l’actif de l’office, la décision motivée, sa lettre, le titre, le solde."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from portail.documents.models import Document
from portail.journal.models import Entree
from portail.notaires.recuperations import actions
from portail.notaires.recuperations.actions import Projet
from portail.notaires.recuperations.calcul import Donation, Faits
from portail.notaires.recuperations.erreurs import DateImpossible, EcartSansMotif, MontantImpossible, MotifManquant
from portail.notaires.recuperations.etats import EtatRecuperation, Issue
from portail.notaires.recuperations.queries import recuperation_ouverte
from portail.notaires.recuperations.taches import relancer
from portail.notaires.successions.etats import EtatRequete
from portail.notaires.successions.models import Requete
from portail.notaires.successions.recuperation import Heritier, Nature
from portail.notifications.models import Notification
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import ConflitDeVersion, Interdit, Introuvable, TransitionInterdite
from tests import fabriques
from tests.integration.notaires.creances import AUBERT, aidee, instructrice, requete_repondue, responsable
from tests.integration.notaires.offices import notaire
from tests.integration.simultane import sous_verrou

ENFANTS = frozenset({Heritier.ENFANTS})
RECUPERER = Projet(issue=Issue.RECUPERER, montant=Decimal(30_000), motif="Hébergement de 2019 à 2026.")


def hebergement(montant=42_000):
    maitre = notaire()
    personne = aidee(AUBERT, (Nature.HEBERGEMENT_PERSONNES_AGEES, montant))
    return maitre, requete_repondue(maitre, personne)


def a_decider(actif=30_000, montant=42_000):
    maitre, requete = hebergement(montant)
    actions.donner_actif_par_office(requete.id, Faits(actif_net=Decimal(actif), heritiers=ENFANTS), membre=maitre)
    return requete


def decidee():
    requete, chef = a_decider(), responsable()
    return requete, chef, actions.decider(requete.id, RECUPERER, version=2, agent=chef)


def etat(requete):
    session.expire_all()
    return recuperation_ouverte(requete.id).etat, session.get(Requete, requete.id).etat


@pytest.mark.usefixtures("departement")
class TestScenarios:
    def test_pierre_aubert_42_000_euros_actif_30_000(self):
        recuperation = recuperation_ouverte(a_decider().id)

        assert recuperation.etat == EtatRecuperation.A_DECIDER
        assert Decimal(recuperation.calcul["total"]) == 30_000
        assert recuperation.calcul["le"] == horloge.aujourd_hui().isoformat()

    @pytest.mark.parametrize("faits", [{"heritiers": frozenset({Heritier.PARENTS})}, {"tout_legue": True}])
    def test_claudine_mercier_sa_mere_ou_une_association(self, faits):
        maitre = notaire()
        personne = aidee(AUBERT, (Nature.HEBERGEMENT_PERSONNES_HANDICAPEES, 80_000))
        requete = requete_repondue(maitre, personne)

        rendue = actions.donner_actif_par_office(requete.id, Faits(actif_net=Decimal(100_000), **faits), membre=maitre)

        assert Decimal(rendue.calcul["total"]) == 0

    def test_henri_leray_aide_menagere_5_000_actif_50_000(self):
        maitre = notaire()
        requete = requete_repondue(maitre, aidee(AUBERT, (Nature.AIDE_MENAGERE, 5_000)))

        rendue = actions.donner_actif_par_office(requete.id, Faits(actif_net=Decimal(50_000)), membre=maitre)

        assert Decimal(rendue.calcul["total"]) == 4_000

    def test_la_maison_donnee_en_2018_l_aide_demandee_en_2024(self):
        maitre = notaire()
        personne = aidee(AUBERT, (Nature.HEBERGEMENT_PERSONNES_AGEES, 20_000), demandee_le=date(2024, 2, 1))
        faits = Faits(
            actif_net=Decimal(0), heritiers=ENFANTS, donations=(Donation(date(2018, 6, 1), Decimal(150_000)),)
        )

        rendue = actions.donner_actif_par_office(requete_repondue(maitre, personne).id, faits, membre=maitre)

        assert (Decimal(rendue.calcul["succession"]), Decimal(rendue.calcul["donataires"])) == (0, 20_000)


@pytest.mark.usefixtures("departement")
class TestActif:
    def test_un_autre_office_ne_trouve_rien_et_le_journal_nomme_le_membre(self):
        maitre, requete = hebergement()
        with pytest.raises(Introuvable):
            actions.donner_actif_par_office(requete.id, Faits(actif_net=Decimal(1)), membre=notaire("44031"))

        actions.donner_actif_par_office(requete.id, Faits(actif_net=Decimal(1)), membre=maitre)

        [entree] = session.scalars(select(Entree).where(Entree.action == "donner_actif"))
        assert (entree.objet_id, entree.auteur_id) == (str(requete.id), maitre.id)

    def test_l_actif_attendu_se_rappelle_trois_fois_puis_plus(self):
        _maitre, requete = hebergement()
        for rang in range(1, 6):
            fabriques.mettre_l_horloge_au(horloge.aujourd_hui() + timedelta(days=31))
            relancer()
            relancer()
            assert len(rappels()) == min(rang, 3)
        assert recuperation_ouverte(requete.id).relance_le is None

    def test_une_reponse_que_l_on_remplace_ferme_ce_qui_n_est_pas_decide(self):
        requete = a_decider()
        with transaction():
            actions.abandonner(session.get(Requete, requete.id))

        assert recuperation_ouverte(requete.id) is None

    def test_une_reponse_dont_la_recuperation_est_decidee_ne_se_remplace_plus(self):
        requete, _chef, _recuperation = decidee()
        with pytest.raises(TransitionInterdite), transaction():
            actions.abandonner(session.get(Requete, requete.id))


def rappels():
    return session.scalars(select(Notification).where(Notification.gabarit == "notaires/recuperation")).all()


@pytest.mark.usefixtures("departement")
class TestDecision:
    def test_un_responsable_signe_la_lettre_qui_dit_comment_contester(self):
        requete, chef, recuperation = decidee()

        assert etat(requete) == (EtatRecuperation.DECISION, EtatRequete.RECUPERATION)
        document = session.get(Document, recuperation.document_id)
        donnees = document.contenu["donnees"]
        assert donnees["signataire"]["nom"] == chef.nom_affiche
        dits = " ".join(donnees["recours"]).replace("\u00a0", " ")
        for mot in ("préalable obligatoire", "deux mois", "article L. 134-2", "tribunal judiciaire"):
            assert mot in dits
        assert "Hébergement de 2019 à 2026." in donnees["motifs"][0]["fait"]
        [message] = session.scalars(select(Notification).where(Notification.gabarit == "notaires/recuperation"))
        assert message.contexte == {"chemin": "/notaires/successions/"}

    def test_une_instructrice_ne_decide_pas(self):
        requete = a_decider()
        with pytest.raises(Interdit):
            actions.decider(requete.id, RECUPERER, version=2, agent=instructrice())

    @pytest.mark.parametrize(
        ("projet", "refus"),
        [
            ({"motif": "  "}, MotifManquant),
            ({"montant": Decimal(30_001)}, MontantImpossible),
            ({"montant": Decimal(0)}, MontantImpossible),
            ({"montant": Decimal(20_000)}, EcartSansMotif),
        ],
    )
    def test_ce_qui_ne_se_signe_pas(self, projet, refus):
        requete = a_decider()
        voulu = {"issue": Issue.RECUPERER, "montant": Decimal(30_000), "motif": "Hébergement."} | projet
        with pytest.raises(refus):
            actions.decider(requete.id, Projet(**voulu), version=2, agent=responsable())
        assert etat(requete)[0] == EtatRecuperation.A_DECIDER

    def test_un_montant_moindre_se_motive_et_s_ecrit_dans_la_lettre(self):
        requete = a_decider()
        projet = Projet(
            issue=Issue.RECUPERER, montant=Decimal(20_000), motif="Hébergement.", ecart="Frais de l’aidant."
        )

        rendue = actions.decider(requete.id, projet, version=2, agent=responsable())

        motifs = session.get(Document, rendue.document_id).contenu["donnees"]["motifs"]
        assert (rendue.montant, motifs[1]["fait"]) == (20_000, "Frais de l’aidant.")

    def test_reportee_puis_reprise_la_seconde_lettre_remplace_la_premiere(self):
        requete, chef = a_decider(), responsable()
        report = Projet(issue=Issue.REPORTER, montant=Decimal(30_000), motif="Le conjoint habite la maison.")
        premiere = actions.decider(requete.id, report, version=2, agent=chef).document_id
        assert etat(requete) == (EtatRecuperation.REPORTEE, EtatRequete.RECUPERATION)

        actions.decider(requete.id, RECUPERER, version=3, agent=chef)

        assert etat(requete)[0] == EtatRecuperation.DECISION
        assert session.get(Document, premiere).revoque_le is not None

    def test_une_remise_clot_la_requete_et_ne_se_reprend_pas(self):
        requete, chef = a_decider(), responsable()
        remise = Projet(issue=Issue.RENONCER, motif="Actif épuisé par les frais d’obsèques.")

        assert actions.decider(requete.id, remise, version=2, agent=chef).montant == 0

        assert etat(requete) == (EtatRecuperation.REMISE, EtatRequete.CLOSE)
        with pytest.raises(TransitionInterdite):
            actions.decider(requete.id, RECUPERER, version=3, agent=chef)

    def test_du_titre_au_solde(self):
        requete, chef, _decidee = decidee()
        hier, jour = horloge.aujourd_hui() - timedelta(days=1), horloge.aujourd_hui()
        with pytest.raises(DateImpossible):
            actions.emettre_le_titre(requete.id, "2026-1", hier, version=3, agent=chef)

        actions.noter_la_notification(requete.id, jour, version=3, agent=chef)
        nadia = instructrice()
        actions.emettre_le_titre(requete.id, "2026-004412", jour, version=4, agent=nadia)
        rendue = actions.solder(requete.id, jour, version=5, agent=nadia)

        assert (rendue.titre, rendue.titre_le, rendue.soldee_le) == ("2026-004412", jour, jour)
        assert etat(requete) == (EtatRecuperation.SOLDEE, EtatRequete.CLOSE)


def test_deux_decisions_au_meme_instant_une_seule_est_prise(base_reelle):
    fabriques.departement()
    requete, chef, autre = a_decider(), responsable(), responsable("Anne")
    remise = Projet(issue=Issue.RENONCER, motif="Actif épuisé.")

    obtenus = sous_verrou(
        base_reelle,
        "SELECT 1 FROM requete_succession WHERE id = %s FOR UPDATE",
        [requete.id],
        lambda: actions.decider(requete.id, RECUPERER, version=2, agent=chef).etat,
        lambda: actions.decider(requete.id, remise, version=2, agent=autre).etat,
    )

    assert obtenus == [EtatRecuperation.DECISION, ConflitDeVersion]
