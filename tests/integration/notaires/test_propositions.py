"""Rapprocher, juger, proposer, valider, rendre, remplacer : un agent propose, un responsable valide."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text

from portail.notaires.aides.models import AideVersee
from portail.notaires.rapprochement.identites import DateConnue, Identite
from portail.notaires.recuperations.actions import donner_actif_par_office
from portail.notaires.recuperations.calcul import Faits
from portail.notaires.recuperations.queries import recuperation_ouverte
from portail.notaires.successions import taches
from portail.notaires.successions.etats import EtatRequete, Reponse
from portail.notaires.successions.models import Requete, Verdict
from portail.notaires.successions.propositions import (
    AideIci,
    DejaPrise,
    DepartementFaux,
    MotifManquant,
    PersonneARetenir,
    Proposition,
    ResteAJuger,
    demander_l_acte,
    prendre,
    rechercher_encore,
)
from portail.notaires.successions.rapprochements import rapprocher
from portail.notaires.successions.reponses import remplacer, repondre_les_dues
from portail.notaires.successions.validations import renvoyer, valider
from portail.notifications import rendu
from portail.notifications.models import Notification
from portail.socle import decalage
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit, TransitionInterdite
from tests import fabriques
from tests.integration.envois import en_file
from tests.integration.notaires.reponses import (
    PIERRE,
    a_l_heure,
    candidats,
    dit,
    document_de,
    importe,
    instructrice,
    juge,
    ligne,
    propose,
    recue,
    relue,
    responsable,
    validees,
)
from tests.integration.notaires.requetes import LOUIS, YVONNE, depose

pytestmark = pytest.mark.usefixtures("departement")
INCONNUE = Identite("BERTHO", ("Odile", "Anne"), DateConnue(1940, 1, 9), lieu="44036", sexe="F")
A = Reponse.AUCUNE_CREANCE


def avec_aide(identite=PIERRE, nature="hebergement_personnes_agees", **autres):
    importe(ligne(identite, nature, "42000", **autres))


# ---------- Rapprocher ----------


def test_rapprocher_se_rejoue_sans_rien_changer(maitre):
    avec_aide()
    requete = recue(maitre, PIERRE)
    avant = (requete.etat, requete.version, len(candidats(requete)))

    rapprocher(requete.id)

    assert (relue(requete.id).etat, relue(requete.id).version, len(candidats(requete))) == avant
    assert (requete.etat, requete.reponse) == (EtatRequete.IDENTIFIEE, None), "jamais de créance sans un agent"


def test_le_conjoint_suit_la_meme_regle(maitre):
    avec_aide(LOUIS)
    requete = recue(maitre, YVONNE, conjoint=LOUIS)
    conjoint = session.scalars(select(Requete).where(Requete.conjoint_de_id == requete.id)).one()

    rapprocher(conjoint.id)

    assert (relue(conjoint.id).etat, requete.etat) == (EtatRequete.IDENTIFIEE, EtatRequete.RAPPROCHEE)
    assert conjoint.repondre_le == requete.repondre_le


def test_une_requete_perdue_se_retrouve(maitre):
    depose(maitre)
    with transaction():
        session.execute(text("DELETE FROM procrastinate_jobs"))
    taches.retrouver_les_requetes()
    assert en_file("successions.rapprocher") == 0

    decalage.avancer(timedelta(minutes=6))
    taches.retrouver_les_requetes()
    taches.retrouver_les_requetes()

    assert en_file("successions.rapprocher") == 1


# ---------- Proposer, valider ----------


@pytest.mark.parametrize(
    ("reponse", "motif", "code", "verdict", "refus"),
    [
        (A, "", "", None, ResteAJuger),
        (Reponse.CREANCE, "", "", None, ResteAJuger),
        (Reponse.CREANCE, "", "", Verdict.ECARTE, PersonneARetenir),
        (Reponse.RECHERCHE, "  ", "", None, MotifManquant),
        (Reponse.INCOMPETENT, "", "85", None, MotifManquant),
        (Reponse.INCOMPETENT, "Cholet", "44", None, DepartementFaux),
        (Reponse.INCOMPETENT, "Cholet", "00", None, DepartementFaux),
        (Reponse.INCOMPETENT, "", "", Verdict.RETENU, AideIci),
    ],
)
def test_une_proposition_suit_ce_qui_est_juge(maitre, nadia, reponse, motif, code, verdict, refus):
    avec_aide()
    requete = recue(maitre, PIERRE)
    if verdict:
        juge(requete, nadia, verdict)
    avant = relue(requete.id).version

    with pytest.raises(refus):
        propose(requete, nadia, reponse, motif, code)

    assert (relue(requete.id).etat, relue(requete.id).version) == (EtatRequete.IDENTIFIEE, avant)


def test_une_personne_connue_sous_deux_numeros_est_retenue_deux_fois(maitre, nadia, luc):
    marie = Identite("LE GOFF", ("Marie",), DateConnue(1938, 3, 4), lieu="44109", sexe="F")
    importe(
        ligne(marie, "repas", "900"), ligne(marie, "hebergement_personnes_agees", "8000"), ligne(marie, "repas", "70")
    )
    requete = recue(maitre, marie)
    ecarte = next(un for un in candidats(requete) if _montants(un) == [Decimal(70)])
    juge(requete, nadia, *(Verdict.ECARTE if un.id == ecarte.id else Verdict.RETENU for un in candidats(requete)))

    propose(requete, nadia, Reponse.CREANCE)
    validees([requete], luc)
    a_l_heure(requete)
    donner_actif_par_office(requete.id, Faits(actif_net=Decimal(100_000)), membre=maitre)

    assert relue(requete.id).creances["total"] == "8900.00"
    ouverte = recuperation_ouverte(requete.id)
    assert ouverte is not None
    assert Decimal(ouverte.calcul["total"]) == 8140, "l’hébergement entier, les repas au-delà de 760 €"


def _montants(candidat):
    siennes = select(AideVersee.montant).where(AideVersee.beneficiaire_id == candidat.beneficiaire_id)
    return list(session.scalars(siennes))


def test_un_collegue_s_en_occupe_deja(maitre, nadia):
    avec_aide()
    requete, lea = recue(maitre, PIERRE), instructrice("Léa")
    prendre(requete.id, nadia)

    with pytest.raises(DejaPrise):
        juge(requete, lea, Verdict.RETENU)
    prendre(requete.id, lea)
    juge(requete, lea, Verdict.RETENU)


def test_qui_propose_ne_valide_pas_et_qui_n_est_pas_du_service_ne_fait_rien(maitre, luc):
    avec_aide()
    requete, autre = recue(maitre, PIERRE), fabriques.responsable()
    juge(requete, luc, Verdict.RETENU)
    propose(requete, luc, Reponse.CREANCE)

    assert "un autre responsable" in validees([requete], luc)[0]
    for geste in (lambda: valider([requete.id], autre), lambda: prendre(requete.id, autre)):
        with pytest.raises(Interdit):
            geste()
    assert validees([requete], responsable("Maud")) == [""]


def test_chaque_validation_a_son_issue_et_une_proposition_changee_n_est_pas_validee(maitre, nadia, luc):
    lues = [recue(maitre, une) for une in (INCONNUE, YVONNE)]
    versions = {une.id: une.version for une in lues}
    propose(lues[0], nadia, Reponse.RECHERCHE, "Précisez la date du décès.")

    issues = valider([une.id for une in lues], luc, versions)

    assert [issue.est_validee for issue in issues] == [False, True]
    assert "a changé" in issues[0].refus


def test_une_reponse_rendue_ne_part_pas_et_un_acte_a_refaire_arrete_le_delai(maitre, nadia, luc):
    rendue, a_refaire = recue(maitre, INCONNUE), recue(maitre, YVONNE)
    validees([rendue], luc)
    renvoyer(rendue.id, "Vérifiez le nom d’usage.", luc)
    demander_l_acte(a_refaire.id, "L’acte est celui de Louis.", nadia)

    a_l_heure(rendue)

    assert relue(rendue.id).reponse is Reponse.RECHERCHE
    lu = relue(a_refaire.id)
    assert (lu.etat, lu.repondre_le, lu.document_id) == (EtatRequete.A_COMPLETER, None, None)
    promis = session.scalars(select(Notification).where(Notification.gabarit == "notaires/acte")).one()
    assert "Louis" not in str(rendu.composer_courriel(promis.gabarit, promis.contexte, langue="fr"))


# ---------- Remplacer ----------


def test_une_creance_connue_plus_tard_remplace_la_reponse_des_sa_validation(client, maitre, nadia, luc):
    requete = recue(maitre, PIERRE)
    validees([requete], luc)
    a_l_heure(requete)
    ancien = document_de(requete)
    avec_aide()
    assert rechercher_encore(requete.id, nadia).nouveaux == 1
    juge(requete, nadia, Verdict.RETENU)

    remplacer(requete.id, Proposition(reponse=Reponse.CREANCE), nadia)
    assert repondre_les_dues() == 0, "l’ancienne vaut tant que la nouvelle n’est pas validée"
    validees([requete], luc)
    assert repondre_les_dues() == 1

    nouveau = document_de(requete)
    session.refresh(ancien)
    assert (ancien.remplace_par_id, nouveau.id != ancien.id) == (nouveau.id, True)
    assert "remplace celle du" in dit(requete)["remplace"]
    assert "Ce document a été remplacé" in client.get(f"/verifier/{ancien.code}").text
    assert recuperation_ouverte(requete.id) is not None


def test_une_recherche_achevee_repart_a_l_heure_annoncee(maitre, nadia, luc):
    requete = recue(maitre, INCONNUE)
    a_l_heure(requete)
    annoncee = relue(requete.id).repondre_le

    remplacer(requete.id, Proposition(reponse=A), nadia)
    validees([requete], luc)
    assert repondre_les_dues() == 0
    assert a_l_heure(relue(requete.id)) == 1

    lue = relue(requete.id)
    assert (lue.reponse, lue.repondue_le >= annoncee) == (A, True)
    with pytest.raises(TransitionInterdite):
        propose(requete, nadia, A)
