"""La demande d’APA à domicile de bout en bout : pages, dépôt, délais légaux, accusés, écran de l’agent."""

import re
from datetime import date, time

import pytest
from sqlalchemy.orm import Session

from portail.demarche.parcours import parcours_de, pieces_attendues
from portail.dossiers.actions import brouillon as brouillons
from portail.dossiers.actions import decision, depot, instruction, silence
from portail.dossiers.actions.pieces import promettre_plus_tard
from portail.dossiers.models import Dossier
from portail.identite.models import Role, Usager
from tests import fabriques
from tests.client import ClientExigeant
from tests.entree import entrer
from tests.integration.evaluations import evaluer
from tests.integration.lignes import documents, entrees_de, relu
from tests.integration.navigation import mots
from tests.unitaires.situations_apa import APA, couple_guerin, espaces_simples, jeanne

JOUR = date(2026, 11, 21)


@pytest.fixture
def personne(base: Session) -> Usager:
    fabriques.departement()
    fabriques.mettre_l_horloge_au(JOUR, time(10, 5))
    return fabriques.usager(("Jeanne",), "Briand", naissance=date(1942, 7, 3))


def remplie(personne: Usager, reponses: dict, *, plus_tard: tuple[str, ...] = ()) -> Dossier:
    """Rend une demande remplie, ses pièces jointes, sauf celles qu’on enverra plus tard."""
    dossier = brouillons.commencer(APA, usager=personne, qualite=reponses["qualite_deposant"], langue="fr")
    for page in (vue.page for vue in parcours_de(APA, reponses, JOUR)):
        brouillons.enregistrer_page(dossier.id, usager=personne, page=page, reponses=reponses, revision=None)
    attendues = [piece.identifiant for piece in pieces_attendues(APA, dossier.reponses, JOUR)]
    fabriques.joindre(dossier, personne, *(code for code in attendues if code not in plus_tard))
    for code in plus_tard:
        promettre_plus_tard(dossier.id, usager=personne, code=code, promis=True)
    return dossier


def deposee(personne: Usager, reponses: dict, *, plus_tard: tuple[str, ...] = ()) -> Dossier:
    dossier = remplie(personne, reponses, plus_tard=plus_tard)
    return relu(depot.deposer(dossier.id, usager=personne, revision=None, accord_electronique=True))


def lettre(dossier: Dossier, nature: str) -> str:
    [document] = documents(dossier, nature)
    donnees = document.contenu["donnees"]
    textes = [*donnees["paragraphes"], donnees.get("encadre", ""), *donnees.get("suites", ())]
    return espaces_simples(" ".join(textes))


def test_l_accuse_est_du_en_dix_jours_calendaires_et_le_silence_court_du_dossier_complet(personne: Usager):
    dossier = deposee(personne, jeanne())

    assert dossier.date_accuse == date(2026, 12, 1)
    assert dossier.date_silence == date(2027, 1, 21)


def test_le_journal_garde_le_delai_propre_et_l_agent_en_lit_le_calcul(client: ClientExigeant, personne: Usager):
    dossier = deposee(personne, jeanne())
    entrer(client, fabriques.agent(service="autonomie"))

    depot_ecrit = next(entree for entree in entrees_de(dossier) if entree.action == "deposer")
    page = espaces_simples(mots(client.get(f"/agents/dossiers/{dossier.numero}")))

    assert (depot_ecrit.details["delai_accuse"], depot_ecrit.details["delai_accuse_propre"]) == (10, 10)
    assert "Un texte propre à cette démarche laisse moins de temps, 10 jours de calendrier : 1er décembre 2026" in page


def test_l_accord_ne_du_silence_dit_le_montant_forfaitaire(personne: Usager):
    dossier = deposee(personne, jeanne())
    instruction.accuser_reception(dossier.id)
    fabriques.mettre_l_horloge_au(date(2027, 1, 22))

    assert silence.constater_silence(dossier.id)

    lue = lettre(dossier, "decision_implicite")
    assert "réputée acceptée depuis le 21 janvier 2027" in lue
    assert re.search(r"au montant forfaitaire de 1 \d{3},\d{2} € par mois, jusqu’à notre décision écrite", lue)


def test_l_avis_d_impot_promis_ne_retarde_pas_le_delai(personne: Usager):
    assert deposee(personne, jeanne(), plus_tard=("avis_impot",)).date_silence == date(2027, 1, 21)


def test_sans_le_jugement_de_protection_le_delai_ne_court_pas(personne: Usager):
    protegee = jeanne(
        mesure_protection="tutelle",
        mesure_date="2024-10-05",
        protecteur_nom="Association tutélaire",
        protecteur_telephone="+33261910102",
    )

    dossier = deposee(personne, protegee, plus_tard=("jugement_protection",))

    assert dossier.date_silence is None
    assert dossier.date_accuse == date(2026, 12, 1)


def test_l_accuse_de_reception_annonce_l_accord_implicite_forfaitaire(personne: Usager):
    dossier = deposee(personne, jeanne())

    instruction.accuser_reception(dossier.id)

    lue = lettre(dossier, "accuse_reception")
    assert "en l’absence de réponse expresse le 21 janvier 2027, elle sera réputée acceptée" in lue
    assert "au montant forfaitaire de 1 040,17 € par mois, jusqu’à notre décision écrite" in lue
    assert "attestation prévue à l’article L. 232-3" in lue
    assert "au plus tard le 1er décembre 2026" in lettre(dossier, "accuse_enregistrement")


@pytest.mark.parametrize("situation", [jeanne, couple_guerin], ids=["Jeanne", "le couple Guérin"])
def test_chaque_page_se_montre_et_le_recapitulatif_dit_les_ressources(
    client: ClientExigeant, personne: Usager, situation
):
    dossier = remplie(personne, situation())
    entrer(client, personne)
    racine = f"/mon-espace/dossiers/{dossier.numero}"

    statuts = {
        page.identifiant: client.get(f"{racine}/saisie/{page.identifiant}").status_code
        for page in (vue.page for vue in parcours_de(APA, dossier.reponses, JOUR))
    }
    recapitulatif = client.get(f"{racine}/recapitulatif")

    assert set(statuts.values()) == {200}
    assert "€ par mois." in espaces_simples(mots(recapitulatif))


def test_l_orientation_vers_la_caisse_s_affiche_et_laisse_continuer(client: ClientExigeant, personne: Usager):
    dossier = remplie(personne, jeanne(s_habille_seul="oui", surveillance_reguliere="non"))
    entrer(client, personne)

    page = mots(client.get(f"/mon-espace/dossiers/{dossier.numero}/saisie/vers_qui"))

    assert "Votre caisse de retraite peut aider plus vite" in page
    assert "39 60" in page
    assert "Votre demande relève du Département" not in page


def test_l_agent_voit_les_constats_et_le_numero_de_securite_sociale_par_groupes(
    client: ClientExigeant, personne: Usager
):
    dossier = deposee(personne, jeanne())
    entrer(client, fabriques.agent(service="autonomie"))

    page = espaces_simples(mots(client.get(f"/agents/dossiers/{dossier.numero}")))

    assert "Qui étudie la demande" in page
    assert "Réponses « non » : 2. À partir de 2, la demande relève du Département." in page
    assert "2 42 07 44 015 022 77" in page


@pytest.mark.parametrize(("plan", "versee"), [("350.00", False), ("369.40", True)])
def test_3_l_accord_non_verse_le_dit_avec_son_seuil_tout_accord_dit_son_recours(
    personne: Usager, plan: str, versee: bool
):
    dossier = deposee(personne, jeanne(revenu_declare="60000.00"))
    signataire = fabriques.agent(Role.RESPONSABLE, "autonomie")
    instruction.prendre_en_charge(dossier.id, agent=signataire)
    page = APA.pages_agent[0]
    evaluer(dossier, gir=4)
    instruction.verifier(dossier.id, agent=signataire, page=page, reponses={"plan_aide": plan}, revision=None)

    decision.decider(dossier.id, agent=signataire, projet=fabriques.ACCORD, revision=None)

    [remise] = documents(dossier, "decision")
    donnees = remise.contenu["donnees"]
    motifs = espaces_simples(" ".join(motif["fait"] for motif in donnees["motifs"]))
    assert donnees["sens"] == "Votre demande est acceptée."
    assert ("jusqu’à 36,93 € compris" in motifs) is not versee
    assert "préalable obligatoire" in " ".join(donnees["recours"])  # le montant, la part et la durée se contestent


def test_le_formulaire_papier_s_imprime(client: ClientExigeant, personne: Usager):
    reponse = client.get("/demarches/apa-domicile/formulaire.pdf")

    assert reponse.status_code == 200
    assert reponse.data.startswith(b"%PDF")


def test_vous_designe_la_personne_aidee_sauf_la_ou_qui_remplit_parle_de_soi(client: ClientExigeant, personne: Usager):
    aidee = jeanne(qualite_deposant="enfant", identite_certifiee=False, prenoms="Huguette")
    dossier = brouillons.commencer(APA, usager=personne, qualite="enfant", langue="fr")
    for page in (vue.page for vue in parcours_de(APA, aidee, JOUR)):
        brouillons.enregistrer_page(dossier.id, usager=personne, page=page, reponses=aidee, revision=None)
    entrer(client, personne)

    def lit(page: str) -> str:
        return espaces_simples(mots(client.get(f"/mon-espace/dossiers/{dossier.numero}/saisie/{page}")))

    assert "Répondez pour Huguette" in lit("coordonnees")
    assert "Répondez pour" not in lit("deposant")


def test_aucune_proposition_ne_s_offre_avant_l_evaluation(client: ClientExigeant, personne: Usager):
    dossier = deposee(personne, jeanne())
    claire = fabriques.agent(service="autonomie")
    entrer(client, claire)
    assert "Une proposition se rédige après l’évaluation" in mots(client.get(f"/agents/dossiers/{dossier.numero}"))

    instruction.prendre_en_charge(dossier.id, agent=claire)
    evaluer(relu(dossier), 4)
    assert "Rédiger une proposition" in mots(client.get(f"/agents/dossiers/{dossier.numero}"))
