"""Un trop-perçu suit la personne, se prescrit, se règle ; un décès arrête tout."""

from datetime import date

import pytest
from sqlalchemy import select

from portail.dossiers.models import Dossier
from portail.dossiers.prestations import emission, fins, taches, utilisations
from portail.dossiers.prestations.erreurs import DecesImpossible, ReglementImpossible
from portail.dossiers.prestations.fins import Solde
from portail.dossiers.prestations.models import NatureReglement, Reglement
from portail.dossiers.prestations.ouverture import fermer
from portail.dossiers.prestations.queries import a_emettre, droits_lus
from portail.dossiers.prestations.suivi import SuiviDesDroits, suivi_des_droits
from portail.dossiers.versements import comptabilite
from portail.dossiers.versements.comptabilite import Ordre
from portail.dossiers.versements.etats import EtatVersement, GesteVersement
from portail.dossiers.versements.queries import versements_de
from portail.identite.models import Agent, Role
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import ConflitDeVersion, Interdit
from tests import fabriques
from tests.integration.lignes import gabarits_promis, journal_de, relu
from tests.integration.prestations import droits, emises, euros, le_premier, servi, verses
from tests.integration.propositions import SERVICE
from tests.unitaires.situations_apa import APA

DECEMBRE, JANVIER, FEVRIER = date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)


@pytest.fixture
def dossier(gens) -> Dossier:
    """Accordé le 1er décembre 2026 à 400 € ; décembre et janvier versés ; en décembre, rien n’a été utilisé."""
    _, claire, _ = gens
    dossier = servi(gens, DECEMBRE)
    le_premier(2027, 1)
    utilisations.noter(dossier.id, agent=claire, mois=DECEMBRE, cout=euros("0.00"), revision=None)
    return relu(dossier)


def suivi(dossier: Dossier) -> SuiviDesDroits:
    lu = suivi_des_droits(APA, droits_lus(dossier))
    assert lu is not None
    return lu


def suivante(gens, jour: date, montant: str = "500.00") -> Dossier:
    """Un renouvellement de la même personne, accordé ce jour-là."""
    fabriques.mettre_l_horloge_au(jour)
    return servi(gens, montant=montant, type_demande="renouvellement")


def finir(dossier: Dossier, jour: date) -> None:
    """Le droit finit la veille de ce jour."""
    fabriques.mettre_l_horloge_au(jour)
    with transaction():
        fermer(verrouiller(Dossier, dossier.id), jour)


# ---------- D’une demande à l’autre ----------


def test_les_retenues_continuent_au_renouvellement_sans_jamais_depasser_un_cinquieme(dossier: Dossier, gens):
    le_premier(2027, 2)
    [_, fevrier] = emises(dossier)
    assert (fevrier.retenu, fevrier.reste) == (euros("80.00"), euros("320.00"))
    nouveau = suivante(gens, date(2027, 2, 16))
    le_premier(2027, 3)

    # février : 15 jours à 400 €, 13 jours payés en trop à l’ancien dossier, dus au nouveau
    en_trop = euros("400.00") - (euros("400.00") * 15 / 28).quantize(euros("0.01"))
    [reglement] = session.scalars(select(Reglement)).all()
    assert (reglement.dossier_id, reglement.vers_id) == (dossier.id, nouveau.id)
    assert reglement.montant == euros("320.00") + en_trop
    for mois in range(4, 12):
        le_premier(2027, mois)
    suite = emises(nouveau)
    assert sum(une.repris for une in suite) == reglement.montant
    assert all(une.retenu + une.repris <= (une.du + une.rappel) * euros("0.20") for une in suite)
    assert suite[0].rappel == (euros("500.00") * 13 / 28).quantize(euros("0.01"))
    assert (suite[0].repris, suite[1].repris) == (
        ((suite[0].du + suite[0].rappel) / 5).quantize(euros("0.01"), "ROUND_DOWN"),
        euros("100.00"),
    )
    assert suite[-1].repris == 0
    assert suivi(dossier).trop_percu == suivi(nouveau).trop_percu == 0
    assert "reprendre_trop_percu" in journal_de(dossier)
    assert "reprendre_trop_percu" in journal_de(nouveau)


def test_rien_n_est_retenu_deux_fois_ni_rendu_par_l_ancien_dossier(dossier: Dossier, gens):
    finir(dossier, date(2027, 2, 1))
    nouveau = suivante(gens, date(2027, 2, 10))
    le_premier(2027, 3)
    le_premier(2027, 4)

    assert len(session.scalars(select(Reglement)).all()) == 1
    assert [une.compte.verse for une in emises(dossier)][1:] == [euros("0.00")] * (len(emises(dossier)) - 1)
    assert sum(montant for _, montant in verses(dossier)) == euros("800.00")
    assert sum(une.repris for une in emises(nouveau)) <= euros("400.00")


def test_de_renouvellement_en_renouvellement_la_dette_reste_la_meme(dossier: Dossier, gens):
    finir(dossier, FEVRIER)
    deuxieme = suivante(gens, date(2027, 2, 10), "100.00")
    le_premier(2027, 3)
    retenu = emises(deuxieme)[0].repris
    finir(deuxieme, date(2027, 4, 1))
    troisieme = suivante(gens, date(2027, 4, 20))
    le_premier(2027, 5)

    montants = {un.vers_id: un.montant for un in session.scalars(select(Reglement))}
    assert montants == {deuxieme.id: euros("400.00"), troisieme.id: euros("400.00") - retenu}
    assert suivi(deuxieme).trop_percu == 0
    le_premier(2027, 6)
    assert emises(troisieme)[-1].repris == euros("100.00")


def test_un_petit_trop_percu_et_un_trop_percu_prescrit_ne_suivent_pas(gens):
    _, claire, _ = gens
    petit = servi(gens, DECEMBRE)
    le_premier(2027, 1)
    # 36,93 € en trop : trois Smic horaires, rien ne se reprend (D232-31)
    with transaction():
        lu = verrouiller(Dossier, petit.id)
        session.add(utilisation_de(lu, claire, "363.07"))
    finir(petit, FEVRIER)
    assert suivi(petit).trop_percu == euros("36.93")
    assert suivi(petit).recouvrable.montant == 0
    suivante(gens, date(2027, 2, 10))
    le_premier(2027, 3)
    assert session.scalars(select(Reglement)).all() == []


def utilisation_de(dossier: Dossier, agent: Agent, montant: str) -> object:
    return utilisations.Utilisation(
        dossier_id=dossier.id,
        mois=DECEMBRE,
        cout=euros(montant),
        montant=euros(montant),
        agent_id=agent.id,
        notee_le=horloge.maintenant(),
    )


def test_deux_ans_apres_le_dernier_versement_rien_ne_se_reclame_plus(dossier: Dossier, gens):
    finir(dossier, FEVRIER)
    assert suivi(dossier).recouvrable.montant == euros("400.00")
    assert suivi(dossier).recouvrable.jusqu_au == JANVIER.replace(year=2029)
    fabriques.mettre_l_horloge_au(date(2029, 1, 2))
    assert suivi(dossier).trop_percu == euros("400.00")
    assert suivi(dossier).recouvrable.montant == 0
    suivante(gens, date(2029, 1, 10))
    le_premier(2029, 2)
    assert session.scalars(select(Reglement)).all() == []


# ---------- Rembourser, remettre ----------


def test_un_remboursement_et_une_remise_soldent_sans_depasser(dossier: Dossier, gens):
    _, claire, herve = gens
    rendu = Solde(nature=NatureReglement.REMBOURSEMENT, montant=euros("150.00"), reference="T-2027-12")
    with pytest.raises(ReglementImpossible):  # le droit court : il se retient
        fins.regler(dossier.id, agent=herve, solde=rendu, revision=None)
    finir(dossier, FEVRIER)
    with pytest.raises(Interdit):
        fins.regler(dossier.id, agent=claire, solde=rendu, revision=None)
    with pytest.raises(ConflitDeVersion):
        fins.regler(dossier.id, agent=herve, solde=rendu, revision=0)
    fins.regler(dossier.id, agent=herve, solde=rendu, revision=None)
    trop = Solde(nature=NatureReglement.REMISE, montant=euros("250.01"), reference="D-3")
    with pytest.raises(ReglementImpossible):
        fins.regler(dossier.id, agent=herve, solde=trop, revision=None)
    fins.regler(
        dossier.id,
        agent=herve,
        solde=Solde(nature=NatureReglement.REMISE, montant=euros("250.00"), reference="D-3"),
        revision=None,
    )
    assert suivi(dossier).trop_percu == 0
    emission.emettre(dossier.id)
    assert emises(dossier)[-1].compte.verse == 0


# ---------- Le décès ----------


def test_un_deces_finit_le_droit_annule_ce_qui_suit_et_n_ecrit_a_personne(gens):
    _, claire, herve = gens
    dossier = servi(gens, DECEMBRE)
    le_premier(2027, 1)
    payer(dossier, herve)
    le_premier(2027, 2)
    avant = gabarits_promis(dossier)
    fabriques.mettre_l_horloge_au(date(2027, 2, 3))
    fins.noter_deces(dossier.id, agent=claire, jour=date(2027, 1, 10), revision=None)

    assert droits(dossier)[0][2] == date(2027, 1, 10)
    assert [un.etat for un in versements_de(dossier)] == [EtatVersement.ANNULE, EtatVersement.PAYE]
    # janvier : 800 € versés (décembre compris), 400 € et dix jours dus
    du = euros("400.00") + (euros("400.00") * 10 / 31).quantize(euros("0.01"))
    assert suivi(dossier).recouvrable.montant == euros("800.00") - du
    assert gabarits_promis(dossier) == avant
    assert a_emettre(date(2027, 3, 1), limite=10) == []
    le_premier(2027, 3)
    taches.emettre(str(dossier.id))
    assert len(emises(dossier)) == 2
    assert journal_de(dossier).count("noter_deces") == 1


def payer(dossier: Dossier, agent: Agent) -> None:
    for geste in (GesteVersement.MANDATER, GesteVersement.PAYER):
        ordre = Ordre(geste=geste, mandat="M-1", jour=horloge.aujourd_hui())
        comptabilite.enregistrer(versements_de(dossier)[0].id, agent=agent, ordre=ordre, revision=None)


def test_le_trop_percu_d_avant_le_deces_reste_celui_de_la_succession(gens):
    _, claire, _ = gens
    dossier = servi(gens, DECEMBRE)
    le_premier(2027, 1)
    le_premier(2027, 2)
    utilisations.noter(dossier.id, agent=claire, mois=DECEMBRE, cout=euros("0.00"), revision=None)
    le_premier(2027, 2)
    fins.noter_deces(dossier.id, agent=claire, jour=date(2027, 1, 31), revision=None)
    assert (suivi(dossier).du_a_la_fin, suivi(dossier).trop_percu) == (euros("0.00"), euros("400.00"))
    assert [un.etat for un in versements_de(dossier)] == [EtatVersement.ANNULE, EtatVersement.A_MANDATER]


def test_un_deces_ne_se_note_qu_une_fois_un_jour_possible_par_qui_instruit(dossier: Dossier, gens):
    _, claire, _ = gens
    for jour in (date(2026, 11, 30), date(2027, 1, 2)):
        with pytest.raises(DecesImpossible):
            fins.noter_deces(dossier.id, agent=claire, jour=jour, revision=None)
    with pytest.raises(Interdit):
        fins.noter_deces(
            dossier.id, agent=fabriques.agent(Role.ACCUEIL, SERVICE, prenom="Alain"), jour=JANVIER, revision=None
        )
    fins.noter_deces(dossier.id, agent=claire, jour=JANVIER, revision=None)
    with pytest.raises(DecesImpossible):
        fins.noter_deces(dossier.id, agent=claire, jour=JANVIER, revision=None)
