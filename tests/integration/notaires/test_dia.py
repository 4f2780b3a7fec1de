"""Déclarer une vente en espace naturel sensible : fiche 07, scénarios 3, 4, 7, 8 et 9 ; transmettre, décider."""

from datetime import date, time
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from portail.demarche.catalogue import demarche_de
from portail.documents.composition import composer
from portail.dossiers.actions import complement, decision, instruction, silence
from portail.dossiers.alertes.niveaux import horloge_due
from portail.dossiers.erreurs import HorsDeLaDemarche
from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.guichet import actions as guichet
from portail.dossiers.horloges.lecture import horloges_du, terme_du
from portail.dossiers.horloges.types import Code, Marche
from portail.dossiers.models import CanalDepot, Dossier
from portail.dossiers.taches import passer_les_termes
from portail.identite.models import Agent, Role
from portail.identite.notaires.models import Membre
from portail.identite.notaires.queries import usager_au_nom_de
from portail.journal.models import TypeAuteur
from portail.notaires.declarations.models import Genre, Preemption
from portail.notaires.zones.appartenance import Sorte
from portail.notaires.zones.models import Competent
from portail.notaires.zones.parcelles import parcelle
from portail.parametres.queries import entier_au
from portail.socle.base import session
from portail.socle.erreurs import SaisieInvalide
from tests import fabriques
from tests.integration.lignes import documents, entrees_de, journal_de, promis, relu
from tests.integration.navigation import mots, navigateur
from tests.integration.notaires import offices
from tests.integration.notaires.terrains import cadastrer, rectangle, zoner
from tests.integration.notaires.ventes import AB_145, GUERANDE, declaree, vente

RECUE, TERME, SILENCE = date(2026, 11, 21), date(2027, 1, 21), date(2027, 2, 21)
PREEMPTION = {"code": "preemption_prix", "droit": "Code de l’urbanisme, L215-1.", "fait": "Le marais est à protéger."}

pytestmark = pytest.mark.usefixtures("application", "departement")


@pytest.fixture
def maitre() -> Membre:
    fabriques.mettre_l_horloge_au(RECUE, time(18, 30))
    return offices.notaire()


@pytest.fixture
def nadia() -> Agent:
    return fabriques.agent(Role.RESPONSABLE, "espaces_naturels", prenom="Nadia", nom="Josse")


def dates(dossier: Dossier) -> tuple[date | None, date | None]:
    return terme_du(dossier), dossier.date_silence


def decide(dossier: Dossier, agent: Agent, nature: NatureDecision, *motifs: dict[str, str]) -> Dossier:
    decision.decider(
        dossier.id, agent=agent, projet=decision.Projet(nature=nature, motifs=motifs), revision=None
    )  # fmt: skip
    return relu(dossier)


def terrain_en_zone(sorte: Sorte = Sorte.ENS, commune: str = "44201", competent: Competent = Competent.DEPARTEMENT):
    """AB 145 au milieu d’une zone, AB 900 loin de tout ; l’autre sorte n’a de zone qu’au loin."""
    loin = parcelle(commune, "AB", "900"), rectangle(3_000, 3_000, 3_100, 3_100)
    cadastrer([(parcelle(commune, "AB", "145"), rectangle(0, 0, 100, 80)), loin])
    autre = Sorte.PEAN if sorte is Sorte.ENS else Sorte.ENS
    zoner(sorte, rectangle(-500, -500, 500, 500), competent=competent)
    zoner(autre, rectangle(9_000, 9_000, 9_500, 9_500))


@pytest.mark.parametrize(
    ("recue", "terme", "renonciation"),
    [(RECUE, TERME, SILENCE), (date(2026, 11, 30), date(2027, 1, 30), date(2027, 2, 28))],
)
def test_le_recepisse_dit_les_deux_dates(maitre: Membre, recue: date, terme: date, renonciation: date):
    fabriques.mettre_l_horloge_au(recue, time(18, 30))
    dossier = declaree(maitre)

    assert dates(dossier) == (terme, renonciation)
    [recepisse] = documents(dossier, "accuse_reception")
    donnees = recepisse.contenu["donnees"]
    assert donnees["accents"] == [_ecrit(terme), _ecrit(renonciation)]
    assert "pendant trois mois" in donnees["encadre"]
    assert donnees["titre"] == "Récépissé de votre déclaration d’intention d’aliéner"
    assert composer("accuse_reception", donnees, langue="fr")[:4] == b"%PDF"


def _ecrit(jour: date) -> str:
    mois = {1: "janvier", 2: "février"}[jour.month]
    return f"{jour.day}\u00a0{mois}\u00a0{jour.year}"


def test_le_terme_passe_sans_reponse_passe_le_tour_puis_le_silence_vaut_renonciation(maitre: Membre):
    dossier = declaree(maitre)
    assert (dossier.echeance, horloge_due(dossier)) == (TERME, Code.TERME)

    fabriques.mettre_l_horloge_au(TERME)
    passer_les_termes()
    assert "passer_terme" not in journal_de(dossier)

    fabriques.mettre_l_horloge_au(date(2027, 1, 22))
    passer_les_termes()
    passer_les_termes()
    dossier = relu(dossier)
    assert journal_de(dossier).count("passer_terme") == 1
    assert (dossier.echeance, horloge_due(dossier)) == (SILENCE, Code.SILENCE)
    assert [h.marche(date(2027, 1, 22)) for h in horloges_du(dossier).propres] == [Marche.ACQUISE]

    fabriques.mettre_l_horloge_au(date(2027, 2, 22))
    assert silence.constater_silence(dossier.id)
    [lettre] = documents(dossier, "decision_implicite")
    assert lettre.contenu["donnees"]["titre"] == "Le droit de préemption n’est pas exercé"
    assert _ecrit(SILENCE) in lettre.contenu["donnees"]["encadre"]


def test_une_demande_de_pieces_interrompt_le_delai_le_premier_mois_seulement(maitre: Membre, nadia: Agent):
    a_temps, trop_tard = declaree(maitre), declaree(maitre)
    mois = entier_au("dia_demande_de_pieces")

    def demander(dossier: Dossier, jour: date) -> Dossier:
        fabriques.mettre_l_horloge_au(jour)
        complement.demander_complement(
            dossier.id, agent=nadia, revision=None, message="", date_limite=date(2027, 1, 31),
            elements=[{"type": "piece", "identifiant": "plan_situation", "precision": ""}],
        )  # fmt: skip
        return relu(dossier)

    assert mois == 1
    assert demander(a_temps, date(2026, 12, 21)).date_silence is None
    assert demander(trop_tard, date(2026, 12, 22)).date_silence == SILENCE

    usager = usager_au_nom_de(maitre)
    fabriques.mettre_l_horloge_au(date(2027, 1, 4))
    fabriques.joindre(a_temps, usager, "plan_situation")
    complement.repondre_complement(a_temps.id, usager=usager, reponses={}, revision=None)
    assert dates(relu(a_temps)) == (date(2027, 3, 4), date(2027, 4, 4))


def test_sans_prix_en_ligne_la_declaration_ne_part_pas(maitre: Membre):
    with pytest.raises(SaisieInvalide):
        declaree(maitre, prix=None)


def test_sans_prix_sur_papier_aucun_delai_ne_part_et_elle_est_irrecevable(maitre: Membre, nadia: Agent):
    yves = fabriques.agent(Role.INSTRUCTEUR, "espaces_naturels", prenom="Yves")
    recue = guichet.DemandeRecue(
        canal=CanalDepot.PAPIER, date_reception=RECUE, qualite="lui_meme",
        identite={"nom_naissance": "Bertin", "prenoms": "Daniel"},
    )  # fmt: skip
    dossier = guichet.ouvrir(demarche_de("dia-ens"), agent=yves, recue=recue)
    for page in demarche_de("dia-ens").pages:
        lues = vente(qualite_deposant="lui_meme", prix=None)
        guichet.enregistrer_page(dossier.id, agent=yves, page=page, reponses=lues, revision=None)
    for code in ("plan_situation", "extrait_cadastral"):
        guichet.joindre(dossier.id, agent=yves, code=code, recu=fabriques.fichier())
    deposee = guichet.deposer(dossier.id, agent=yves, revision=None)

    assert (deposee.date_silence, horloges_du(deposee).silence.marche(RECUE)) == (None, Marche.EN_ATTENTE)
    sans_prix = {"code": "sans_prix", "droit": "Code de l’urbanisme, L215-14.", "fait": "Il n’y a pas de prix."}
    assert decide(deposee, nadia, NatureDecision.IRRECEVABILITE, sans_prix).etat is Etat.IRRECEVABLE


def test_des_parts_de_sci_se_declarent_avec_les_statuts(maitre: Membre):
    dossier = declaree(
        maitre, proprietaire="morale", denomination="SCI du Marais", forme_juridique="SCI", siren="732829320",
        representant_societe="Léa Prou, gérante", designation="parts", parts_societe="SCI du Marais",
        parts_siren="732829320", parts_vendues="60", parts_total="100",
    )  # fmt: skip

    assert (dossier.nom, dossier.prenoms, dossier.etat) == ("SCI du Marais", "", Etat.DEPOSE)
    assert "statuts" in {piece["nom"].split()[0].lower() for piece in dossier.instantane["pieces"]}


def test_un_terrain_en_perimetre_agricole_hors_zone_est_refuse_et_va_a_la_safer(maitre: Membre):
    terrain_en_zone(Sorte.PEAN, "44069")

    with pytest.raises(HorsDeLaDemarche, match="SAFER"):
        declaree(maitre, commune_bien=GUERANDE)


def test_un_terrain_hors_de_tout_va_a_la_commune_et_l_inconnu_est_recu(maitre: Membre):
    terrain_en_zone()
    loin = {**AB_145, "parcelle_numero": "900"}

    assert declaree(maitre, parcelles=[AB_145, loin]).etat is Etat.DEPOSE
    assert declaree(maitre, parcelles=[{**AB_145, "parcelle_numero": "901"}]).etat is Etat.DEPOSE
    with pytest.raises(HorsDeLaDemarche) as refus:
        declaree(maitre, parcelles=[loin])
    assert refus.value.valeurs == {"commune": "Sucé-sur-Erdre"}


def test_les_copies_partent_aussitot_et_le_journal_nomme_le_membre(maitre: Membre):
    terrain_en_zone(competent=Competent.CONSERVATOIRE)
    dossier = declaree(maitre)

    transmises = [e.details["autorite"] for e in entrees_de(dossier) if e.action == "transmettre_copie"]
    assert transmises == ["ddfip", "conservatoire", "maire"]
    contextes = [n.contexte for n in promis(dossier) if n.gabarit == "autorite/declaration"]
    assert len(contextes) == 3
    assert all("ne vaut pas renonciation" in un["raison"] and un["rubriques"] for un in contextes)
    [depot] = [e for e in entrees_de(dossier) if e.action == "deposer"]
    assert (depot.auteur_type, depot.auteur_id) == (TypeAuteur.NOTAIRE, maitre.id)


def test_une_preemption_se_motive_se_notifie_et_s_inscrit_au_registre(maitre: Membre, nadia: Agent, application: Flask):
    dossier = declaree(maitre)
    page = demarche_de("dia-ens").pages_agent[0]
    instruction.prendre_en_charge(dossier.id, agent=nadia)
    instruction.verifier(
        dossier.id, agent=nadia, page=page, revision=None,
        reponses={"preemption_prix": "70000.00", "preemption_parcelles": "AB 145"},
    )  # fmt: skip
    with pytest.raises(SaisieInvalide):
        decide(dossier, nadia, NatureDecision.REFUS)
    decide(dossier, nadia, NatureDecision.REFUS, PREEMPTION | {"code": "preemption_inferieur"})

    [lettre] = documents(dossier, "decision")
    donnees = lettre.contenu["donnees"]
    assert donnees["sens"] == "Le Département exerce son droit de préemption sur ce bien."
    assert [valeur for _, valeur in donnees["details"]] == ["70\u202f000\u00a0€", "AB 145"]
    assert any("référés" in voie for voie in donnees["recours"])
    notifies = [e.details["autorite"] for e in entrees_de(dossier) if e.action == "transmettre_copie"]
    assert notifies[-3:] == ["prefecture", "vendeur", "acquereur"]
    une = session.scalars(select(Preemption)).one()
    assert (une.parcelles, une.prix, une.genre) == (["AB 145"], Decimal("70000.00"), Genre.INFERIEUR)

    client = navigateur(application)
    lu, fichier = mots(client.get("/espaces-naturels/preemptions")), client.get("/espaces-naturels/preemptions.csv")
    assert "Sucé-sur-ErdreAB 145" in lu
    for nom in ("Bertin", "Marchand", "Rolland"):
        assert nom not in lu + fichier.text
    assert "44201;Sucé-sur-Erdre;AB 145;2026-11-21;inferieur;70000.00;" in fichier.text


def test_une_renonciation_expresse_ne_s_inscrit_pas_au_registre(maitre: Membre, nadia: Agent):
    dossier = decide(declaree(maitre), nadia, NatureDecision.ACCORD)

    [lettre] = documents(dossier, "decision")
    assert lettre.contenu["donnees"]["sens"].startswith("Le Département renonce")
    assert session.scalars(select(Preemption)).all() == []


def test_un_proprietaire_declare_lui_meme(yanis, application: Flask):
    dossier = declaree(yanis, qualite_deposant="lui_meme")

    assert dossier.date_silence is not None
    assert navigateur(application, yanis).get(f"/mon-espace/dossiers/{dossier.numero}").status_code == 200
