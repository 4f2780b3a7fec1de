"""À qui l’on paie une prestation : au compte, au service, en titres ; datés, partagés, mandatés, importés."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from portail.demarche.declaration import ModeVersement
from portail.dossiers.actions import decision
from portail.dossiers.etats import NatureDecision
from portail.dossiers.models import Dossier
from portail.dossiers.prestations import emission
from portail.dossiers.propositions.reponses import Sens
from portail.dossiers.versements import comptabilite, comptes, importation, modes, prestataires
from portail.dossiers.versements.comptabilite import Ordre
from portail.dossiers.versements.comptes import CompteBancaire
from portail.dossiers.versements.erreurs import CompteRefuse, PrestataireConnu, PrestataireImpossible, SansCompte
from portail.dossiers.versements.etats import EtatVersement, GesteVersement, MotifRejet
from portail.dossiers.versements.models import ModeChoisi, Prestataire, Versement
from portail.dossiers.versements.queries import versements_de
from portail.identite.models import Agent, Role, Usager
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import ConflitDeVersion, Interdit, Introuvable
from tests import fabriques
from tests.integration.lignes import gabarits_promis, journal_de, promis, relu
from tests.integration.prestations import (
    COMPTE,
    IBAN,
    accordee,
    demandee,
    emises,
    euros,
    le_premier,
    monde,
)
from tests.integration.propositions import SERVICE, envoyee, evalue, ligne, lue, repondue
from tests.integration.simultane import ensemble

IBAN_DU_SERVICE, AUTRE_IBAN = "FR1420041010050500013M02606", "FR7610011000201234567890188"
AU_SERVICE = {"mode_versement": "service"}
EN_TITRES = {"mode_versement": "cesu"}


@pytest.fixture
def gens(base: Session) -> tuple[Usager, Agent, Agent]:
    del base
    return monde()


@pytest.fixture
def regis(gens) -> Agent:
    return fabriques.agent(Role.REGISSEUR, SERVICE, prenom="Régis", nom="Morvan")


@pytest.fixture
def aide(regis: Agent) -> Prestataire:
    return prestataires.ajouter(
        agent=regis, service_code=SERVICE, nom="Aide Atlantique", siret="73282932000074", iban=IBAN_DU_SERVICE
    )


def servi(gens, **reponses: str) -> Dossier:
    """Accordé le 21 novembre 2026 à 400 € par mois."""
    personne, claire, herve = gens
    dossier = demandee(personne, claire, **reponses)
    accordee(dossier, herve)
    return relu(dossier)


def dits(dossier: Dossier) -> list[tuple[str, str | None, str, str]]:
    """Rend, du plus ancien au plus récent : le mode, la fin du compte, l’état, le montant."""
    return [
        (un.mode.value, un.iban and un.iban[-3:], un.etat.value, f"{un.montant:.2f}")
        for un in reversed(versements_de(dossier))
    ]


def payer(dossier: Dossier, agent: Agent, *, mandat: str = "M-1", rejet: MotifRejet | None = None) -> None:
    """Mandate puis paie, ou rejette, tout ce qui est prêt."""
    for versement in versements_de(dossier):
        if versement.etat is not EtatVersement.A_MANDATER:
            continue
        for geste in (GesteVersement.MANDATER, GesteVersement.REJETER if rejet else GesteVersement.PAYER):
            motif = rejet if geste is GesteVersement.REJETER else None
            ordre = Ordre(geste=geste, mandat=mandat, jour=horloge.aujourd_hui(), motif=motif)
            comptabilite.enregistrer(versement.id, agent=agent, ordre=ordre, revision=None)


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


# ---------- Les services d’aide ----------


def test_un_compte_de_service_rejete_se_corrige_une_fois_pour_tous_et_repart(gens, regis: Agent, aide: Prestataire):
    personne, _, _ = gens
    dossier = servi(gens, **AU_SERVICE)
    modes.choisir(dossier.id, usager=personne, mode=ModeVersement.SERVICE, prestataire_id=aide.id)
    le_premier(2026, 12)
    payer(dossier, regis, rejet=MotifRejet.COMPTE_CLOS)
    le_premier(2027, 1)
    avant = gabarits_promis(dossier).count("dossier/versement")

    prestataires.corriger(aide.id, agent=regis, nom=aide.nom, iban=AUTRE_IBAN, ferme=False, revision=None)
    with pytest.raises(CompteRefuse):
        prestataires.corriger(aide.id, agent=regis, nom=aide.nom, iban=IBAN_DU_SERVICE, ferme=False, revision=None)
    assert dits(dossier) == [("service", "188", "a_mandater", "533.33"), ("service", "188", "a_mandater", "400.00")]
    assert gabarits_promis(dossier).count("dossier/versement") == avant == 1  # le seul choix : elle n’y peut rien


def test_deux_fois_le_meme_siret_un_autre_service_un_role_sans_comptes(gens, regis: Agent, aide: Prestataire):
    _, claire, _ = gens
    with pytest.raises(PrestataireConnu):
        prestataires.ajouter(agent=regis, service_code=SERVICE, nom="Bis", siret=aide.siret, iban=IBAN)
    ailleurs = fabriques.agent(Role.REGISSEUR, prenom="Ailleurs")
    for agent in (claire, ailleurs):
        with pytest.raises(Interdit):
            prestataires.ajouter(agent=agent, service_code=SERVICE, nom="Bis", siret="55208131766522", iban=IBAN)
        with pytest.raises(Introuvable):
            prestataires.corriger(aide.id, agent=agent, nom="X", iban=IBAN, ferme=False, revision=None)
    with pytest.raises(ConflitDeVersion):
        prestataires.corriger(aide.id, agent=regis, nom="X", iban=IBAN, ferme=False, revision=9)
    brut = session.execute(text("SELECT iban FROM prestataire")).scalar_one()
    assert IBAN_DU_SERVICE.encode() not in bytes(brut)


# ---------- Exporter, importer ----------


def test_l_export_dit_a_qui_l_on_paie_et_l_import_paie_tout(gens, regis: Agent, aide: Prestataire):
    personne, _, _ = gens
    au_compte, au_service, en_titres = servi(gens, **COMPTE), servi(gens, **AU_SERVICE), servi(gens, **EN_TITRES)
    modes.choisir(au_service.id, usager=personne, mode=ModeVersement.SERVICE, prestataire_id=aide.id)
    fabriques.mettre_l_horloge_au(date(2026, 12, 1))
    for dossier in (au_compte, au_service, en_titres):
        session.execute(text("UPDATE droit SET fin = NULL WHERE dossier_id = :d"), {"d": dossier.id})
        emission.emettre(dossier.id)

    lues = list(csv.DictReader(io.StringIO(importation.exporter(agent=regis).decode("utf-8-sig")), delimiter=";"))
    dites = {une["dossier"]: (une["mode"], une["titulaire"], une["iban"]) for une in lues}
    assert dites == {
        au_compte.numero: ("compte", "Jeanne Briand", IBAN),
        au_service.numero: ("service", "Aide Atlantique", IBAN_DU_SERVICE),
        en_titres.numero: ("titres", "", ""),
    }
    lignes = ["reference;etat;mandat;date;montant;motif"]
    for etat in ("mandate", "paye"):
        lignes += [f"{une['reference']};{etat};M-7;2026-12-01;{une['montant']};" for une in lues]
    importe = importation.importer("\n".join(lignes).encode(), nom="paie.csv", agent=regis)
    assert (importe.appliquees, importe.erreurs) == (6, [])
    assert {etat for dossier in (au_compte, au_service, en_titres) for _, _, etat, _ in dits(dossier)} == {"paye"}


# ---------- Un seul message par mois ----------


def test_un_seul_message_par_mois_quand_tout_est_parti(gens, regis: Agent, aide: Prestataire):
    personne, claire, herve = gens
    dossier = evalue(personne, claire, **COMPTE)
    lignes = (ligne(quantite="24.00", prix="25.00"), ligne("teleassistance", None, "150.00"))
    repondue(dossier, personne, lue(dossier, personne, envoyee(dossier, claire, *lignes)), Sens.ACCEPTER)
    decision.decider(dossier.id, agent=herve, projet=decision.Projet(nature=NatureDecision.ACCORD), revision=None)
    modes.choisir(dossier.id, usager=personne, mode=ModeVersement.SERVICE, prestataire_id=aide.id)
    le_premier(2026, 12)
    avant = gabarits_promis(dossier).count("dossier/versement")
    premier, second = versements_de(dossier)
    for versement, attendus in ((premier, 0), (second, 1)):
        for geste in (GesteVersement.MANDATER, GesteVersement.PAYER):
            ordre = Ordre(geste=geste, mandat="M-1", jour=horloge.aujourd_hui())
            comptabilite.enregistrer(versement.id, agent=regis, ordre=ordre, revision=None)
        assert gabarits_promis(dossier).count("dossier/versement") - avant == attendus

    contexte = [un for un in promis(dossier) if un.gabarit == "dossier/versement"][-1].contexte
    assert contexte["titre"].replace("\N{NO-BREAK SPACE}", " ") == "Votre aide de décembre 2026 est versée"
    assert "à Aide Atlantique" in contexte["paragraphes"][0]
    assert "finissant par 189" in contexte["paragraphes"][1]


def test_la_banque_refuse_la_personne_le_sait_tout_de_suite(gens, regis: Agent):
    dossier = servi(gens, **COMPTE)
    le_premier(2026, 12)
    payer(dossier, regis, rejet=MotifRejet.COMPTE_CLOS)
    [message] = [un for un in promis(dossier) if un.gabarit == "dossier/versement"]
    assert message.contexte["titre"] == "Votre versement n’a pas abouti"


# ---------- Au même instant ----------


@pytest.fixture
def reelle(base_reelle: str) -> Iterator[str]:
    yield base_reelle
    horloge.poser_decalage(timedelta())


def test_la_personne_et_un_agent_choisissent_a_la_fois_un_seul_choix_reste(reelle: str):
    gens = monde()
    personne, claire, _ = gens
    dossier = servi(gens, **EN_TITRES)

    ensemble(
        reelle,
        dossier,
        lambda: modes.choisir(dossier.id, usager=personne, mode=ModeVersement.COMPTE),
        lambda: modes.enregistrer(dossier.id, agent=claire, mode=ModeVersement.SERVICE, revision=None),
    )

    [choix] = modes.modes_choisis(dossier)
    assert isinstance(choix, ModeChoisi)
    assert (choix.mode, choix.agent_id, choix.usager_id) == (ModeVersement.SERVICE, claire.id, None)
    assert session.query(Versement).count() == 0
