"""À qui l’on paie une prestation : au compte, au service, en titres ; datés, partagés, mandatés, importés."""

from datetime import date
from uuid import uuid4

import pytest

from portail.demarche.declaration import ModeVersement
from portail.dossiers.actions import decision
from portail.dossiers.etats import NatureDecision
from portail.dossiers.propositions.reponses import Sens
from portail.dossiers.versements import comptes, importation, modes, prestataires
from portail.dossiers.versements.comptes import CompteBancaire
from portail.dossiers.versements.erreurs import PrestataireImpossible, SansCompte
from portail.dossiers.versements.models import ModeChoisi, Prestataire, Versement
from portail.dossiers.versements.queries import versements_de
from portail.identite.models import Agent, Role
from portail.socle.base import session
from portail.socle.erreurs import ConflitDeVersion, Interdit, Introuvable
from tests import fabriques
from tests.integration.lignes import gabarits_promis, journal_de, promis
from tests.integration.modes import AU_SERVICE, EN_TITRES, dits, payer
from tests.integration.prestations import COMPTE, IBAN, emises, euros, le_premier, monde, servi
from tests.integration.propositions import SERVICE, envoyee, evalue, ligne, lue, repondue
from tests.integration.simultane import ensemble


@pytest.fixture
def regis(gens) -> Agent:
    return fabriques.agent(Role.REGISSEUR, SERVICE, prenom="Régis", nom="Morvan")


# ---------- Sans compte de la personne ----------


def test_au_service_l_argent_part_sans_iban_de_la_personne(gens, regis: Agent, aide: Prestataire):
    personne, _, _ = gens
    dossier = servi(gens, **AU_SERVICE)
    assert "iban" not in dossier.reponses
    modes.choisir(dossier.id, usager=personne, mode=ModeVersement.SERVICE, prestataire_id=aide.id)
    le_premier(2026, 12)

    assert dits(dossier) == [("service", "606", "a_mandater", "533.33")]
    [versement] = versements_de(dossier)
    assert (versement.titulaire, versement.prestataire_id) == ("Aide Atlantique", aide.id)


def test_un_service_pas_encore_designe_attend_et_ne_se_mandate_pas(gens, regis: Agent, aide: Prestataire):
    _, claire, _ = gens
    dossier = servi(gens, **AU_SERVICE)
    le_premier(2026, 12)
    assert dits(dossier) == [("service", None, "a_mandater", "533.33")]
    with pytest.raises(SansCompte):
        payer(dossier, regis)
    assert b"533.33" not in importation.exporter(agent=regis)

    modes.enregistrer(dossier.id, agent=claire, mode=ModeVersement.SERVICE, prestataire_id=aide.id, revision=None)
    assert dits(dossier) == [("service", "606", "a_mandater", "533.33")]
    assert "diriger_versement" in journal_de(dossier)


def test_en_titres_on_mandate_sans_compte(gens, regis: Agent):
    dossier = servi(gens, **EN_TITRES)
    le_premier(2026, 12)
    payer(dossier, regis)
    assert dits(dossier) == [("titres", None, "paye", "533.33")]
    [message] = [un for un in promis(dossier) if un.gabarit == "dossier/versement"]
    assert "en chèques emploi service (CESU)" in message.contexte["paragraphes"][0]


# ---------- Ce que le mode couvre, et le reste ----------


def test_seule_la_part_du_service_lui_est_payee_le_reste_va_au_compte(gens, aide: Prestataire):
    """Plan accepté : 600 € de service, 150 € de téléassistance ; le service reçoit quatre cinquièmes."""
    personne, claire, herve = gens
    dossier = evalue(personne, claire, **COMPTE)
    lignes = (ligne(quantite="24.00", prix="25.00"), ligne("teleassistance", None, "150.00"))
    repondue(dossier, personne, lue(dossier, personne, envoyee(dossier, claire, *lignes)), Sens.ACCEPTER)
    decision.decider(dossier.id, agent=herve, projet=decision.Projet(nature=NatureDecision.ACCORD), revision=None)
    modes.choisir(dossier.id, usager=personne, mode=ModeVersement.SERVICE, prestataire_id=aide.id)
    le_premier(2026, 12)

    [mensualite] = emises(dossier)
    service, reste = (euros(montant) for _, _, _, montant in dits(dossier))
    assert service == (mensualite.compte.verse * 4 / 5).quantize(euros("0.01"))
    assert service + reste == mensualite.compte.verse
    assert [(mode, fin) for mode, fin, _, _ in dits(dossier)] == [("service", "606"), ("compte", IBAN[-3:])]
    assert {un.reste for un in versements_de(dossier)} == {True, False}


def test_le_compte_qui_manque_pour_le_reste_se_demande_une_fois(gens, aide: Prestataire):
    personne, claire, herve = gens
    dossier = evalue(personne, claire, **AU_SERVICE)
    lignes = (ligne(quantite="24.00", prix="25.00"), ligne("teleassistance", None, "150.00"))
    repondue(dossier, personne, lue(dossier, personne, envoyee(dossier, claire, *lignes)), Sens.ACCEPTER)
    decision.decider(dossier.id, agent=herve, projet=decision.Projet(nature=NatureDecision.ACCORD), revision=None)
    for mois in (date(2026, 12, 1), date(2027, 1, 1)):
        le_premier(mois.year, mois.month)
    assert gabarits_promis(dossier).count("dossier/versement") == 1

    comptes.changer_de_compte(dossier.id, usager=personne, compte=CompteBancaire(iban=IBAN, titulaire="Jeanne Briand"))
    assert [fin for mode, fin, _, _ in dits(dossier) if mode == "compte"] == [IBAN[-3:], IBAN[-3:]]


# ---------- Changer ----------


def test_un_changement_vaut_au_premier_mois_pas_encore_ouvert_et_l_ancien_reste_lisible(
    gens, regis: Agent, aide: Prestataire
):
    personne, _, _ = gens
    dossier = servi(gens, **COMPTE)
    le_premier(2026, 12)
    choix = modes.choisir(dossier.id, usager=personne, mode=ModeVersement.SERVICE, prestataire_id=aide.id)
    assert choix.depuis == date(2027, 1, 1)
    le_premier(2027, 1)
    modes.choisir(dossier.id, usager=personne, mode=ModeVersement.TITRES)
    modes.choisir(dossier.id, usager=personne, mode=ModeVersement.COMPTE)  # le même mois : le dernier vaut
    le_premier(2027, 2)

    assert [mode for mode, _, _, _ in dits(dossier)] == ["compte", "service", "compte"]
    assert [(un.depuis, un.mode.value) for un in modes.modes_choisis(dossier)] == [
        (date(2027, 1, 1), "service"),
        (date(2027, 2, 1), "compte"),
    ]
    assert versements_de(dossier)[0].iban == IBAN
    assert journal_de(dossier).count("choisir_mode_versement") == 3


def test_payee_ailleurs_la_personne_peut_donner_un_compte_pour_la_suite(gens, aide: Prestataire):
    personne, _, _ = gens
    dossier = servi(gens, **AU_SERVICE)
    le_premier(2026, 12)
    modes.choisir(dossier.id, usager=personne, mode=ModeVersement.COMPTE)
    assert dits(dossier) == [("compte", None, "a_mandater", "533.33")]  # il n’avait pas de destination
    comptes.changer_de_compte(dossier.id, usager=personne, compte=CompteBancaire(iban=IBAN, titulaire="Jeanne Briand"))
    le_premier(2027, 1)
    assert [fin for _, fin, _, _ in dits(dossier)] == [IBAN[-3:]] * 2


def test_le_service_se_choisit_dans_la_liste_de_qui_paie(gens, aide: Prestataire, regis: Agent):
    personne, claire, _ = gens
    dossier = servi(gens, **AU_SERVICE)
    with pytest.raises(PrestataireImpossible):
        modes.choisir(dossier.id, usager=personne, mode=ModeVersement.SERVICE, prestataire_id=uuid4())
    prestataires.corriger(aide.id, agent=regis, nom=aide.nom, iban=aide.iban, ferme=True, revision=None)
    with pytest.raises(PrestataireImpossible):
        modes.choisir(dossier.id, usager=personne, mode=ModeVersement.SERVICE, prestataire_id=aide.id)
    with pytest.raises(Introuvable):
        modes.choisir(dossier.id, usager=fabriques.usager(("Emma",), "Le Gall"), mode=ModeVersement.COMPTE)
    with pytest.raises(Interdit):
        modes.enregistrer(dossier.id, agent=regis, mode=ModeVersement.COMPTE, revision=None)
    with pytest.raises(ConflitDeVersion):
        modes.enregistrer(dossier.id, agent=claire, mode=ModeVersement.COMPTE, revision=0)
    assert modes.modes_choisis(dossier) == []


# ---------- Au même instant ----------


def test_la_personne_et_un_agent_choisissent_a_la_fois_un_seul_choix_reste(base_reelle: str):
    gens = monde()
    personne, claire, _ = gens
    dossier = servi(gens, **EN_TITRES)

    ensemble(
        base_reelle,
        dossier,
        lambda: modes.choisir(dossier.id, usager=personne, mode=ModeVersement.COMPTE),
        lambda: modes.enregistrer(dossier.id, agent=claire, mode=ModeVersement.SERVICE, revision=None),
    )

    [choix] = modes.modes_choisis(dossier)
    assert isinstance(choix, ModeChoisi)
    assert (choix.mode, choix.agent_id, choix.usager_id) == (ModeVersement.SERVICE, claire.id, None)
    assert session.query(Versement).count() == 0
