"""Cinq ans après, une requête s’efface avec tout ce qui n’est qu’à elle ; une récupération suivie la retient."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from portail.documents.models import Document
from portail.journal.models import Entree
from portail.notaires.recuperations.etats import EtatRecuperation
from portail.notaires.recuperations.models import Recuperation
from portail.notaires.successions import depot
from portail.notaires.successions.conservation import effacer_les_anciennes
from portail.notaires.successions.etats import Reponse
from portail.notaires.successions.models import EmpreinteActe, Rapprochement, Requete, Verdict
from portail.notifications.models import Notification
from portail.pieces.justificatifs.models import Justificatif
from portail.pieces.justificatifs.taches import effacer_les_inutiles
from portail.socle import decalage
from portail.socle.base import session, transaction
from tests.integration.notaires.offices import notaire
from tests.integration.notaires.reponses import (
    PIERRE,
    a_l_heure,
    importe,
    instructrice,
    juge,
    ligne,
    propose,
    recue,
    responsable,
    validees,
)
from tests.integration.notaires.requetes import LOUIS, YVONNE, depose

pytestmark = pytest.mark.usefixtures("departement")
CINQ_ANS = timedelta(days=365 * 5 + 2)


def restent(modele):
    return session.scalar(select(func.count()).select_from(modele))


def test_une_requete_s_efface_cinq_ans_apres_sa_reponse_avec_ce_qui_n_est_qu_a_elle():
    maitre, nadia, luc = notaire(), instructrice(), responsable()
    importe(ligne(PIERRE, "hebergement_personnes_agees", "42000"))
    suivie, seule = recue(maitre, PIERRE), recue(maitre, YVONNE, conjoint=LOUIS)
    juge(suivie, nadia, Verdict.RETENU)
    propose(suivie, nadia, Reponse.CREANCE)
    conjoint = session.scalars(select(Requete).where(Requete.conjoint_de_id == seule.id)).one()
    validees([suivie, seule], luc)
    a_l_heure(suivie)
    gardee, effacee, du_conjoint = suivie.id, seule.id, conjoint.id

    decalage.avancer(CINQ_ANS - timedelta(days=10))
    assert effacer_les_anciennes() == 0
    decalage.avancer(timedelta(days=10))
    assert [effacer_les_anciennes(), effacer_les_anciennes()] == [2, 0]

    assert session.scalars(select(Requete.id)).all() == [gardee], "sa récupération n’est pas soldée"
    assert session.scalars(select(Document.objet_id)).all() == [gardee]
    assert restent(EmpreinteActe) == 0
    messages = select(Notification).where(Notification.objet_id.in_([str(effacee), str(du_conjoint)]))
    assert session.scalars(messages).all() == []
    effacements = select(Entree.objet_id).where(Entree.action == "effacer_requete")
    assert set(session.scalars(effacements)) == {str(effacee), str(du_conjoint)}
    assert effacer_les_inutiles() == 1, "l’acte, que plus rien ne cite"

    with transaction():
        remise = update(Recuperation).values(etat=EtatRecuperation.REMISE, montant=0, decidee_par_id=luc.id, calcul={})
        session.execute(remise)
    assert effacer_les_anciennes() == 1
    assert [restent(un) for un in (Requete, Recuperation, Rapprochement, Document)] == [0, 0, 0, 0]
    effacer_les_inutiles()
    assert restent(Justificatif) == 0


def test_une_requete_retiree_s_efface_cinq_ans_apres_son_retrait():
    maitre = notaire()
    requete = depose(maitre).requete
    decalage.avancer(timedelta(days=12))
    depot.retirer(requete.id, membre=maitre)

    decalage.avancer(CINQ_ANS - timedelta(days=8))
    assert effacer_les_anciennes() == 0, "le retrait compte, pas le dépôt"
    decalage.avancer(timedelta(days=8))
    assert effacer_les_anciennes() == 1
