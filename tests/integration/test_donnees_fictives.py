"""Les données de la démonstration : tous les états, chacun dans sa situation, chargées une seule fois."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portail.demarche.catalogue import demarche_de
from portail.demonstration.autonomie.aines import AINES
from portail.demonstration.autonomie.histoires import HISTOIRES_DES_AINES
from portail.demonstration.donnees import charger, dossiers_racontes
from portail.demonstration.histoires import HISTOIRES
from portail.demonstration.population import POPULATION
from portail.dossiers.avis.models import Avis
from portail.dossiers.delegations.signature import peut_signer
from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.guichet.queries import brouillons_du_guichet
from portail.dossiers.habilitations import a_un_role_de_signature, est_ecarte
from portail.dossiers.lies.queries import lie_a
from portail.dossiers.models import CanalDepot, Dossier, Message
from portail.dossiers.prestations.echeancier import Titre
from portail.dossiers.prestations.queries import droits_de, droits_lus
from portail.dossiers.propositions.models import EtatProposition
from portail.dossiers.propositions.queries import derniere_envoyee, propositions_de
from portail.dossiers.queries import complement_ouvert, decision_de, meme_personne, projet_de_decision
from portail.dossiers.transmissions.queries import transmissions_de
from portail.dossiers.versements.etats import EtatVersement
from portail.dossiers.versements.models import ImportVersements, Versement
from portail.dossiers.versements.queries import versements_de
from portail.dossiers.visas.queries import etape_attendue, peut_viser
from portail.dossiers.visites.queries import planifiee, visites_de
from portail.dossiers.volets.queries import volet_ecrit
from portail.identite.absences.queries import est_absent
from portail.identite.models import Agent
from portail.instruction.attentes import regard_de
from portail.instruction.lots.models import DossierDuLot, EtatLot, Issue, Lot
from portail.notifications.models import Canal, EtatEnvoi, Notification
from portail.pieces.models import EtatPiece, Piece
from portail.socle import base as socle_base
from portail.socle import horloge

PREMIERE_PAGE = 25


@pytest.fixture(scope="module")
def chargee(application: Flask) -> Iterator[Session]:
    """La base une fois chargée, la même pour tous ces essais, annulée ensuite."""
    del application
    with socle_base.moteur().connect() as connexion:
        transaction = connexion.begin()
        with socle_base.tout_annuler(connexion):
            assert charger() == len(HISTOIRES) + len(HISTOIRES_DES_AINES)
            yield socle_base.session()
        transaction.rollback()


def les_dossiers(base: Session, *etats: Etat) -> list[Dossier]:
    return list(base.scalars(select(Dossier).where(Dossier.etat.in_(etats or tuple(Etat)))))


def le_dossier(base: Session, nom: str) -> Dossier:
    return base.scalars(select(Dossier).where(Dossier.nom_recherche.contains(nom)).order_by(Dossier.cree_le)).first()


def l_histoire(base: Session, nom: str) -> Dossier:
    return base.get_one(Dossier, dossiers_racontes()[nom], populate_existing=True)


def les_agents(base: Session) -> dict[str, Agent]:
    return {agent.prenom: agent for agent in base.scalars(select(Agent))}


def test_chaque_histoire_a_sa_personne_et_laisse_l_horloge_a_l_heure(chargee: Session):
    assert set(HISTOIRES) == set(POPULATION)
    assert set(HISTOIRES_DES_AINES) == set(AINES) - {"odette"}  # son dossier s’ouvre dans l’histoire de Marcel
    assert horloge.decalage() == timedelta()


def test_un_second_chargement_ne_fait_rien(chargee: Session):
    avant = Counter(dossier.etat for dossier in les_dossiers(chargee))

    assert charger() == 0
    assert Counter(dossier.etat for dossier in les_dossiers(chargee)) == avant


def test_tous_les_etats_qu_une_demande_peut_prendre_se_montrent(chargee: Session):
    montres = {dossier.etat for dossier in les_dossiers(chargee)}

    assert montres == set(Etat) - {Etat.CLOS}


def test_une_echeance_est_passee_et_d_autres_approchent(chargee: Session):
    jours = [
        (dossier.echeance - horloge.aujourd_hui()).days
        for dossier in les_dossiers(chargee, Etat.EN_INSTRUCTION)
        if dossier.echeance
    ]

    assert min(jours) < 0
    assert any(0 <= jour <= 7 for jour in jours)


def test_les_pieces_ont_tous_les_etats(chargee: Session):
    assert set(chargee.scalars(select(Piece.etat))) == set(EtatPiece)


def test_des_messages_attendent_d_etre_lus_des_deux_cotes(chargee: Session):
    non_lus = select(func.count()).select_from(Message).where(Message.lu_le.is_(None))

    assert chargee.scalar(non_lus.where(Message.usager_id.is_not(None)))
    assert chargee.scalar(non_lus.where(Message.agent_id.is_not(None)))


def test_lina_attend_deux_pieces_et_tom_a_ete_refuse_pour_son_age(chargee: Session):
    demandees = {element["identifiant"] for element in complement_ouvert(le_dossier(chargee, "moreau")).elements}

    assert demandees == {"autorisation_parentale", "avis_impot"}
    assert [motif["code"] for motif in decision_de(le_dossier(chargee, "richard")).motifs] == ["age"]


def test_mathis_a_un_doublon_mais_pas_les_jumeaux(chargee: Session):
    assert len(meme_personne(le_dossier(chargee, "charpentier")).doublons) == 1
    assert not meme_personne(le_dossier(chargee, "petit")).doublons


def test_les_agents_peuvent_se_connecter(chargee: Session):
    assert {"claire.lebreton@departement.example", "herve.guillou@departement.example"} <= set(
        chargee.scalars(select(Agent.courriel))
    )


def test_la_boite_d_envoi_du_premier_demarrage_tient_en_une_page(chargee: Session):
    a_envoyer = chargee.scalar(
        select(func.count()).select_from(Notification).where(Notification.etat == EtatEnvoi.PREVU)
    )

    assert 0 < a_envoyer < PREMIERE_PAGE


def test_une_decision_est_contestee_et_quelqu_un_peut_repondre_au_recours(chargee: Session):
    [recours] = [dossier for dossier in les_dossiers(chargee) if dossier.demarche == "recours"]
    agents = les_agents(chargee)

    assert (recours.etat, recours.agent_id) == (Etat.EN_INSTRUCTION, agents["Gwenaëlle"].id)
    assert recours.prenoms.startswith("Hugo")
    assert est_ecarte(agents["Hervé"], recours)
    assert a_un_role_de_signature(agents["Gwenaëlle"], recours)


def test_une_aide_est_payee_une_autre_rejetee_par_la_banque_une_autre_attend_sa_facture(chargee: Session):
    etats = set(chargee.scalars(select(Versement.etat)))

    assert {EtatVersement.PAYE, EtatVersement.REJETE, EtatVersement.ACCORDE} <= etats


def test_une_demande_sur_papier_est_enregistree_au_guichet_et_sa_derniere_lettre_attend_la_poste(chargee: Session):
    rozenn = l_histoire(chargee, "rozenn")
    lettres = chargee.scalars(
        select(Notification)
        .where(Notification.objet_id == str(rozenn.id), Notification.canal == Canal.COURRIER)
        .order_by(Notification.prevu_le)
    ).all()

    assert (rozenn.canal, rozenn.etat) == (CanalDepot.PAPIER, Etat.EN_INSTRUCTION)
    assert [(lettre.gabarit, lettre.etat) for lettre in lettres] == [
        ("dossier/enregistre", EtatEnvoi.ENVOYE),
        ("dossier/recu", EtatEnvoi.PREVU),
    ]


def test_une_demande_au_telephone_reste_a_finir_au_guichet(chargee: Session):
    [brouillon] = brouillons_du_guichet(les_agents(chargee)["Maëlle"])

    assert (brouillon.canal, brouillon.id) == (CanalDepot.TELEPHONE, dossiers_racontes()["corentin"])


def test_un_projet_attend_le_visa_d_une_collegue_et_un_autre_l_a_recu(chargee: Session):
    maiwenn, agents = l_histoire(chargee, "maiwenn"), les_agents(chargee)
    projet = projet_de_decision(maiwenn)
    etape = etape_attendue(demarche_de("aide-permis"), projet, ())

    assert maiwenn.etat is Etat.EN_SIGNATURE
    assert peut_viser(agents["Claire"], maiwenn, etape, projet, ())
    assert not peut_viser(agents["Yann"], maiwenn, etape, projet, ())
    assert decision_de(l_histoire(chargee, "victor")) is not None


def test_un_lot_est_termine_dont_un_dossier_ecarte(chargee: Session):
    [lot] = chargee.scalars(select(Lot))
    lignes = {
        ligne.dossier_id: ligne.issue
        for ligne in chargee.scalars(select(DossierDuLot).where(DossierDuLot.lot_id == lot.id))
    }

    assert lot.etat is EtatLot.TERMINE
    assert Counter(lignes.values()) == {Issue.FAIT: 3, Issue.ECARTE: 1}
    assert lignes[dossiers_racontes()["ethan"]] is Issue.ECARTE


def test_un_absent_est_supplee_et_la_signature_est_deleguee(chargee: Session):
    agents, sarah = les_agents(chargee), l_histoire(chargee, "sarah")

    assert est_absent(agents["Yann"].id)
    assert agents["Yann"].id in regard_de(agents["Claire"]).moi
    assert peut_signer(agents["Hervé"], sarah, montant=Decimal(1000))
    assert not peut_signer(agents["Hervé"], sarah, montant=Decimal(1001))
    assert peut_signer(agents["Gwenaëlle"], sarah, montant=Decimal(1001))


def test_un_avis_est_attendu_d_un_expert(chargee: Session):
    [avis] = chargee.scalars(select(Avis))

    assert avis.est_attendu
    assert avis.date_limite > horloge.aujourd_hui()
    assert (avis.dossier_id, avis.courriel) == (
        dossiers_racontes()["mathis"],
        "sylvie.morin@education-routiere.example",
    )


def test_un_fichier_du_comptable_a_ete_importe_avec_une_ligne_a_corriger(chargee: Session):
    [importe] = chargee.scalars(select(ImportVersements))

    assert (importe.lignes, importe.appliquees, len(importe.erreurs)) == (2, 1, 1)


# ---------- L’allocation personnalisée d’autonomie ----------


def payes(dossier: Dossier) -> list[Decimal]:
    return [un.montant for un in versements_de(dossier) if un.etat is EtatVersement.PAYE]


def test_marcel_et_odette_ont_deux_dossiers_lies_et_une_visite_a_venir(chargee: Session):
    marcel = l_histoire(chargee, "marcel")
    odette = lie_a(marcel)

    assert odette is not None
    assert (odette.prenoms, odette.etat) == ("Odette", Etat.EN_INSTRUCTION)
    assert odette.reponses["revenu_declare"] == marcel.reponses["revenu_declare"]
    assert planifiee(visites_de(marcel)).debut > horloge.maintenant()


def test_simone_a_recu_le_forfait_d_urgence_avant_toute_visite(chargee: Session):
    simone = l_histoire(chargee, "simone")
    [droit] = droits_de(simone)

    assert (droit.titre, simone.etat) == (Titre.AVANCE, Etat.EN_INSTRUCTION)
    assert [un.etat for un in versements_de(simone)] == [EtatVersement.PAYE]
    assert planifiee(visites_de(simone)) is not None


def test_l_evaluation_de_germaine_est_commencee_celle_de_daniel_validee(chargee: Session):
    en_cours, validee = (volet_ecrit(l_histoire(chargee, nom), "evaluation") for nom in ("germaine", "daniel"))

    assert en_cours.valide_le is None
    assert validee.valide_le is not None


def test_jeanne_a_un_plan_a_lire_et_rene_a_fait_ses_observations(chargee: Session):
    plan, observe = (derniere_envoyee(propositions_de(l_histoire(chargee, nom))) for nom in ("jeanne", "rene"))

    assert (plan.etat, plan.total, plan.date_reception) == (EtatProposition.ENVOYEE, Decimal("1000.00"), None)
    assert (observe.etat, observe.definitive) == (EtatProposition.OBSERVEE, False)


def test_robert_a_un_droit_reconnu_qui_ne_se_verse_pas(chargee: Session):
    robert = l_histoire(chargee, "robert")

    assert decision_de(robert).nature is NatureDecision.ACCORD
    assert list(versements_de(robert)) == []


def test_antoine_est_refuse_puis_transmis_a_sa_caisse_et_lucette_a_l_autre_departement(chargee: Session):
    antoine, lucette = l_histoire(chargee, "antoine"), l_histoire(chargee, "lucette")

    assert (decision_de(antoine).nature, antoine.reponses_agent["gir"]) == (NatureDecision.REFUS, "5")
    assert [une.code for une in transmissions_de(antoine)] == ["caisse_retraite"]
    assert (lucette.etat, [une.code for une in transmissions_de(lucette)]) == (Etat.TRANSMIS, ["departement"])


def test_therese_est_payee_chaque_mois_et_paulette_a_l_hopital_ne_l_est_plus(chargee: Session):
    therese, paulette = l_histoire(chargee, "therese"), l_histoire(chargee, "paulette")

    assert len(payes(therese)) >= 3
    assert [sejour.jour_de_sortie for sejour in droits_lus(paulette).sejours] == [None]
    assert droits_lus(paulette).mensualites[-1].compte.verse < droits_lus(paulette).mensualites[0].compte.verse


def test_maurice_rembourse_un_cinquieme_au_plus_chaque_mois(chargee: Session):
    emises = droits_lus(l_histoire(chargee, "maurice")).mensualites

    assert [emise for emise in emises if emise.retenu > 0]
    assert all(emise.retenu * 5 <= emise.du for emise in emises)
