"""Déposer, compléter, retirer : une requête par décès et par office, une date de réponse, rien de plus au courriel."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portail.identite.notaires.actions import fermer_membre
from portail.journal.models import Entree
from portail.notaires.rapprochement.identites import DateConnue
from portail.notaires.successions.alarmes import ActeDejaVu
from portail.notaires.successions.brouillons.actions import (
    DejaEnvoyee,
    commencer,
    ecrire,
    effacer_les_anciens,
    joindre_au_brouillon,
)
from portail.notaires.successions.brouillons.models import Brouillon
from portail.notaires.successions.brouillons.reponses import demande_de, reponses_de
from portail.notaires.successions.calendrier import repondre_le
from portail.notaires.successions.depot import (
    DemandeFautive,
    completer,
    deposer,
    deposer_le_brouillon,
    retirer,
)
from portail.notaires.successions.etats import EtatRequete, Reponse
from portail.notaires.successions.models import Alarme, Requete
from portail.notifications import rendu
from portail.notifications.models import Notification
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit, Introuvable, TransitionInterdite
from tests import fabriques
from tests.integration.envois import en_file
from tests.integration.notaires.offices import clerc, notaire
from tests.integration.notaires.requetes import AVEC_CONJOINT, DEMANDE, LOUIS, YVONNE, acte, depose
from tests.integration.simultane import sous_verrou

pytestmark = pytest.mark.usefixtures("departement")


def nombre(modele=Requete):
    return session.scalar(select(func.count()).select_from(modele))


def mettre(requete, etat, **valeurs):
    """Pose un état que d’autres gestes donnent : l’étude d’une requête n’est pas l’affaire de ces essais."""
    with transaction():
        relue = session.get_one(Requete, requete.id)
        relue.etat = etat
        for nom, valeur in valeurs.items():
            setattr(relue, nom, valeur)


def test_une_requete_deposee_attend_sa_reponse_a_date_fixe():
    maitre = notaire()

    requete = depose(maitre).requete

    assert (requete.etat, requete.repondre_le) == (EtatRequete.RECUE, repondre_le(requete.deposee_le))
    assert requete.defunt == YVONNE.en_json()
    assert en_file("successions.rapprocher") == 1
    entree = session.scalars(select(Entree).where(Entree.objet_id == str(requete.id))).one()
    assert (entree.action, entree.auteur_id) == ("deposer_requete", maitre.id)


def test_le_courriel_ne_dit_ni_qui_ni_quel_dossier():
    requete = depose(notaire()).requete

    message = session.scalars(select(Notification).where(Notification.objet_id == str(requete.id))).one()
    courriel = rendu.composer_courriel(message.gabarit, message.contexte, langue="fr")

    assert message.adresse == "paul.rolland@office.example"
    assert "à 9\u00a0h" in courriel.texte
    assert not any(mot in courriel.objet + courriel.texte for mot in ("GAUTIER", "Yvonne", "118"))


def test_sans_acte_elle_reste_a_completer_et_le_delai_part_de_l_acte():
    maitre = notaire()
    requete = depose(maitre, AVEC_CONJOINT, sans_acte=True).requete
    assert (requete.etat, requete.repondre_le, en_file("successions.rapprocher")) == ("a_completer", None, 0)
    fabriques.mettre_l_horloge_au(horloge.aujourd_hui() + timedelta(days=9))

    completer(requete.id, acte(), membre=maitre)

    requetes = session.scalars(select(Requete)).all()
    assert {une.etat for une in requetes} == {EtatRequete.RECUE}
    assert {une.repondre_le for une in requetes} == {repondre_le(horloge.maintenant())}
    with pytest.raises(TransitionInterdite):
        completer(requete.id, acte(), membre=maitre)


def test_le_conjoint_a_sa_requete_sous_le_meme_acte():
    maitre = notaire()

    requete = depose(maitre, AVEC_CONJOINT).requete

    conjoint = session.scalars(select(Requete).where(Requete.conjoint_de_id == requete.id)).one()
    assert (conjoint.defunt, conjoint.deces["le"]) == (LOUIS.en_json(), "2001-01-02")
    assert (conjoint.acte_id, conjoint.repondre_le) == (requete.acte_id, requete.repondre_le)


@pytest.mark.parametrize(
    "encore",
    [
        DEMANDE,
        replace(DEMANDE, reference="une autre"),
        replace(DEMANDE, defunt=replace(YVONNE, nom_naissance="Gautier", prenoms=("yvonne",))),
    ],
)
def test_le_meme_defunt_rappelle_la_requete_faite(encore):
    maitre = notaire()
    premiere = depose(maitre).requete

    rappel = depose(clerc(maitre), encore)

    assert (rappel.requete.id, rappel.rappelee, nombre()) == (premiere.id, True, 1)


def test_l_acte_joint_a_une_requete_rappelee_la_complete():
    maitre = notaire()
    premiere = depose(maitre, AVEC_CONJOINT, sans_acte=True).requete

    rappel = depose(maitre, AVEC_CONJOINT)

    assert (rappel.requete.id, rappel.rappelee) == (premiere.id, True)
    assert {une.etat for une in session.scalars(select(Requete))} == {EtatRequete.RECUE}


def test_un_autre_office_un_autre_defunt_ou_un_an_plus_tard_font_une_autre_requete():
    maitre = notaire()
    depose(maitre)

    depose(notaire("44031"))
    depose(
        maitre, replace(DEMANDE, defunt=replace(YVONNE, naissance=DateConnue(1931, 2, 13)), deces_le=date(2026, 9, 1))
    )
    fabriques.mettre_l_horloge_au(date(2027, 12, 1))
    depose(maitre)

    assert nombre() == 4


def test_une_requete_retiree_ou_a_preciser_se_refait():
    maitre = notaire()
    retirer(depose(maitre).requete.id, membre=maitre)
    seconde = depose(maitre)
    mettre(
        seconde.requete, EtatRequete.REPONDUE, reponse=Reponse.RECHERCHE, motif="Précisez.",
        repondue_le=horloge.maintenant(),
    )  # fmt: skip

    troisieme = depose(maitre)

    assert (seconde.rappelee, troisieme.rappelee, nombre()) == (False, False, 3)


def test_une_reponse_se_rappelle_tant_qu_elle_vaut_puis_se_refait():
    maitre = notaire()
    premiere = depose(maitre).requete
    mettre(premiere, EtatRequete.REPONDUE, reponse=Reponse.AUCUNE_CREANCE, repondue_le=horloge.maintenant())

    rappel = depose(maitre)
    fabriques.mettre_l_horloge_au(date(2027, 6, 1))
    suite = depose(maitre)

    assert (rappel.rappelee, suite.rappelee, nombre()) == (True, False, 2)


def test_une_demande_fautive_n_est_pas_deposee():
    with pytest.raises(DemandeFautive) as refus:
        depose(notaire(), replace(DEMANDE, reference=""))

    assert (set(refus.value.fautes), nombre()) == ({"reference"}, 0)


def test_un_acte_deja_vu_est_refuse_signale_et_rien_n_est_perdu():
    maitre = notaire()
    depose(maitre)
    pierre = replace(YVONNE, nom_naissance="AUBERT", prenoms=("Pierre",), naissance=DateConnue(1935, 7, 1), sexe="M")
    demande = replace(DEMANDE, defunt=pierre)
    brouillon = commencer(reponses_de(demande), membre=maitre)
    joindre_au_brouillon(brouillon.id, "acte", acte("GAUTIER 2026-10-03"), membre=maitre)

    with pytest.raises(ActeDejaVu):
        deposer_le_brouillon(brouillon.id, membre=maitre)

    garde = session.get_one(Brouillon, brouillon.id, populate_existing=True)
    assert (demande_de(garde.reponses), garde.requete_id, nombre(), nombre(Alarme)) == (demande, None, 1, 1)
    assert garde.acte_id is not None


def test_un_brouillon_envoye_deux_fois_est_une_requete():
    maitre = notaire()
    brouillon = commencer(reponses_de(DEMANDE), membre=maitre)
    joindre_au_brouillon(brouillon.id, "acte", acte(), membre=maitre)

    premier = deposer_le_brouillon(brouillon.id, membre=maitre)
    second = deposer_le_brouillon(brouillon.id, membre=clerc(maitre))

    assert (second.requete.id, second.rappelee, nombre()) == (premier.requete.id, False, 1)
    assert session.get_one(Brouillon, brouillon.id, populate_existing=True).reponses == {}
    with pytest.raises(DejaEnvoyee):
        ecrire(brouillon.id, {"reference": "autre"}, membre=maitre)


def test_un_brouillon_oublie_s_efface():
    commencer(reponses_de(DEMANDE), membre=notaire())

    fabriques.mettre_l_horloge_au(horloge.aujourd_hui() + timedelta(days=40))

    assert (effacer_les_anciens(), nombre(Brouillon)) == (1, 0)


@pytest.mark.parametrize(
    "etat", [EtatRequete.RECUE, EtatRequete.IDENTIFIEE, EtatRequete.HOMONYMIE, EtatRequete.RAPPROCHEE, "validee"]
)
def test_retirer_ne_dit_rien_de_l_etude(etat):
    maitre = notaire()
    requete = depose(maitre).requete
    mettre(requete, EtatRequete(etat), reponse=Reponse.CREANCE)

    retirer(requete.id, membre=maitre)

    relue = session.get_one(Requete, requete.id)
    assert (relue.etat, relue.repondre_le) == (EtatRequete.RETIREE, None)


def test_une_requete_repondue_ne_se_retire_plus_meme_quand_elle_se_remplace():
    maitre = notaire()
    requete = depose(maitre).requete
    mettre(requete, EtatRequete.RAPPROCHEE, reponse=Reponse.CREANCE, repondue_le=horloge.maintenant())

    with pytest.raises(TransitionInterdite):
        retirer(requete.id, membre=maitre)


def test_l_office_d_un_autre_ni_un_acces_ferme_n_y_touchent():
    maitre, autre = notaire(), notaire("44031")
    elle = clerc(maitre)
    requete = depose(maitre, sans_acte=True).requete
    brouillon = commencer({}, membre=maitre)

    for geste in (
        lambda: retirer(requete.id, membre=autre),
        lambda: completer(requete.id, acte(), membre=autre),
        lambda: ecrire(brouillon.id, {}, membre=autre),
        lambda: deposer_le_brouillon(brouillon.id, membre=autre),
    ):
        with pytest.raises(Introuvable):
            geste()
    fermer_membre(elle.id, par=maitre)
    with pytest.raises(Interdit):
        depose(elle)


@pytest.mark.usefixtures("base_de_tous")
class TestDeuxALaFois:
    """Dans une base où l’on valide pour de bon."""

    @pytest.fixture
    def departement(self, base_de_tous: str) -> None:
        """Le département de cette base."""

    def test_deux_depots_du_meme_defunt_font_une_requete(self, base_de_tous):
        maitre = notaire()
        elle, un, autre = clerc(maitre), acte("un"), acte("autre")

        faits = sous_verrou(
            base_de_tous,
            "SELECT 1 FROM office WHERE id = %s FOR UPDATE",
            [maitre.office_id],
            lambda: deposer(DEMANDE, membre=maitre, acte=un),
            lambda: deposer(DEMANDE, membre=elle, acte=autre),
        )

        assert [fait.rappelee for fait in faits] == [False, True]
        assert nombre() == 1
