"""Les services d’aide payés directement, les fichiers du comptable, un seul message par mois."""

import csv
import io
from datetime import date

import pytest
from sqlalchemy import text

from portail.demarche.declaration import ModeVersement
from portail.dossiers.actions import decision
from portail.dossiers.etats import NatureDecision
from portail.dossiers.prestations import emission
from portail.dossiers.propositions.reponses import Sens
from portail.dossiers.versements import comptabilite, importation, modes, prestataires
from portail.dossiers.versements.comptabilite import Ordre
from portail.dossiers.versements.erreurs import CompteRefuse, PrestataireConnu
from portail.dossiers.versements.etats import GesteVersement, MotifRejet
from portail.dossiers.versements.models import Prestataire
from portail.dossiers.versements.queries import versements_de
from portail.identite.models import Agent, Role
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import ConflitDeVersion, Interdit, Introuvable
from tests import fabriques
from tests.integration.lignes import gabarits_promis, promis
from tests.integration.modes import (
    AU_SERVICE,
    AUTRE_IBAN,
    EN_TITRES,
    IBAN_DU_SERVICE,
    dits,
    payer,
)
from tests.integration.prestations import COMPTE, IBAN, le_premier, servi
from tests.integration.propositions import SERVICE, envoyee, evalue, ligne, lue, repondue


@pytest.fixture
def regis(gens) -> Agent:
    return fabriques.agent(Role.REGISSEUR, SERVICE, prenom="Régis", nom="Morvan")


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
