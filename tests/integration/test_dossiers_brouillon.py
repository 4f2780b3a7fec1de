"""Le brouillon : prérempli de ce que l’on sait, enregistré page par page, jamais écrasé, effacé pour de bon."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portail.demarche.declaration import Page
from portail.dossiers.actions import brouillon
from portail.dossiers.erreurs import DemarcheFermee
from portail.dossiers.etats import Etat
from portail.dossiers.models import Dossier, Intervenant, QualiteIntervenant
from portail.dossiers.numero import lire_numero
from portail.dossiers.queries import brouillons_de_usager, dossiers_de_usager
from portail.identite.actions import connecter_par_courriel
from portail.identite.models import Role, Usager
from portail.journal.actions import SYSTEME
from portail.parametres.actions import changer_ouverture
from portail.parametres.models import EtatOuverture
from portail.pieces.models import Fichier, Piece
from portail.pieces.taches import effacer_contenus
from portail.socle import fichiers
from portail.socle.erreurs import ConflitDeVersion, Introuvable, SaisieInvalide, TransitionInterdite
from tests import fabriques
from tests.integration.lignes import entrees_de, journal_de, relu, taches, trace_de
from tests.unitaires.situations_permis import PERMIS, adresse


@pytest.fixture
def yanis(departement: None) -> Usager:
    return fabriques.usager(("Yanis", "Karim"))


@pytest.fixture
def dossier(yanis: Usager) -> Dossier:
    return brouillon.commencer(PERMIS, usager=yanis, qualite="lui_meme", langue="fr")


def page(identifiant: str) -> Page:
    trouvee = PERMIS.page(identifiant)
    assert trouvee is not None
    return trouvee


def enregistrer(dossier: Dossier, personne: Usager, nom: str, revision: int | None = None, **reponses: object) -> None:
    brouillon.enregistrer_page(dossier.id, usager=personne, page=page(nom), reponses=reponses, revision=revision)


# ---------- Commencer ----------


def test_commencer_reprend_l_identite_certifiee(yanis: Usager, dossier: Dossier):
    lu = relu(dossier)

    assert lu.etat is Etat.BROUILLON
    assert lire_numero(lu.numero) == lu.numero
    assert lu.reponses == {
        "qualite_deposant": "lui_meme",
        "identite_certifiee": True,
        "nom_naissance": "BELKACEM",
        "prenoms": "Yanis Karim",
        "date_naissance": "2001-11-22",
        "courriel": "yanis.belkacem@courriel.example",
    }
    assert (lu.nom_recherche, lu.service_code, lu.version_demarche) == ("belkacem yanis karim", "jeunesse", 1)
    [lien] = lu.intervenants
    assert (lien.usager_id, lien.qualite, lien.peut_agir) == (yanis.id, QualiteIntervenant.BENEFICIAIRE, True)
    [entree] = entrees_de(dossier)
    assert (entree.action, entree.auteur_id) == ("commencer", yanis.id)


def test_pour_quelqu_un_d_autre_seul_le_courriel_de_qui_depose_est_repris(yanis: Usager):
    dossier = brouillon.commencer(PERMIS, usager=yanis, qualite="parent", langue="en")

    assert relu(dossier).reponses == {
        "qualite_deposant": "parent",
        "identite_certifiee": False,
        "courriel": "yanis.belkacem@courriel.example",
    }
    assert relu(dossier).intervenants[0].qualite is QualiteIntervenant.DEPOSANT
    assert relu(dossier).langue == "en"


def test_une_identite_declaree_preremplit_sans_verrouiller(base: Session, yanis: Usager):
    declaree = {"nom_naissance": "Roux", "prenoms": ["Max"], "date_naissance": "2003-05-06"}
    max_roux = connecter_par_courriel(
        sujet="s", courriel="max@courriel.example", identite=declaree, emetteur="courriel", langue="fr"
    )
    dossier = brouillon.commencer(PERMIS, usager=max_roux, qualite="lui_meme", langue="fr")

    enregistrer(dossier, max_roux, "identite", nom_naissance="Leroux", prenoms="Max")

    assert relu(dossier).reponses["nom_naissance"] == "Leroux"
    assert relu(dossier).reponses["identite_certifiee"] is False


def test_fermee_une_demarche_ne_se_commence_pas_suspendue_elle_se_prepare(yanis: Usager):
    changer_ouverture("aide-permis", etat=EtatOuverture.FERMEE, message="Crédits épuisés.", auteur=SYSTEME)

    with pytest.raises(DemarcheFermee):
        brouillon.commencer(PERMIS, usager=yanis, qualite="lui_meme", langue="fr")

    assert dossiers_de_usager(yanis) == []
    changer_ouverture("aide-permis", etat=EtatOuverture.SUSPENDUE, message="Reprise en mars.", auteur=SYSTEME)
    assert brouillon.commencer(PERMIS, usager=yanis, qualite="lui_meme", langue="fr").etat is Etat.BROUILLON


def test_on_ne_commence_pas_sous_une_qualite_que_la_demarche_n_admet_pas(base: Session, yanis: Usager):
    with pytest.raises(SaisieInvalide):
        brouillon.commencer(PERMIS, usager=yanis, qualite="mandataire_protection_future", langue="fr")

    assert base.scalars(select(Dossier)).all() == []


# ---------- Enregistrer ----------


def test_enregistrer_une_page_garde_les_reponses_la_page_et_avance_la_revision(yanis: Usager, dossier: Dossier):
    ou = adresse("44240", "La Chapelle-sur-Erdre", "44035")

    enregistrer(dossier, yanis, "coordonnees", 0, adresse=ou, canal_prefere="courriel")

    lu = relu(dossier)
    assert (lu.revision, lu.page, lu.commune_insee) == (1, "coordonnees", "44035")
    assert (lu.reponses["adresse"], lu.reponses["canal_prefere"]) == (ou, "courriel")
    assert lu.reponses["nom_naissance"] == "BELKACEM"


def test_le_meme_envoi_deux_fois_ne_change_rien(yanis: Usager, dossier: Dossier):
    enregistrer(dossier, yanis, "situation", 0, statut="etudiant", jeune_ase="non")
    avant = trace_de(dossier)

    enregistrer(dossier, yanis, "situation", 0, statut="etudiant", jeune_ase="non")

    assert trace_de(dossier) == avant


def test_un_ecran_perime_n_ecrase_rien(yanis: Usager, dossier: Dossier):
    enregistrer(dossier, yanis, "situation", 0, statut="etudiant", jeune_ase="non")
    avant = trace_de(dossier)

    with pytest.raises(ConflitDeVersion):
        enregistrer(dossier, yanis, "situation", 0, statut="apprenti", jeune_ase="non")

    assert trace_de(dossier) == avant
    enregistrer(dossier, yanis, "situation", 1, statut="apprenti", jeune_ase="non")
    assert relu(dossier).reponses["statut"] == "apprenti"


def test_ce_que_l_identite_certifiee_dit_n_est_jamais_repris_de_la_saisie(yanis: Usager, dossier: Dossier):
    enregistrer(dossier, yanis, "identite", nom_naissance="PIRATE", date_naissance="1990-01-01", nationalite="fr")
    enregistrer(dossier, yanis, "coordonnees", courriel="autre@courriel.example")

    lues = relu(dossier).reponses
    assert (lues["nom_naissance"], lues["date_naissance"]) == ("BELKACEM", "2001-11-22")
    assert (lues["nationalite"], lues["courriel"]) == ("fr", "autre@courriel.example")


def test_une_page_n_ecrit_que_ses_champs(yanis: Usager, dossier: Dossier):
    intrus = {"identite_certifiee": False, "qualite_deposant": "parent", "iban": "FR76", "montant": "9999"}

    enregistrer(dossier, yanis, "situation", statut="etudiant", **intrus)

    lues = relu(dossier).reponses
    assert (lues["identite_certifiee"], lues["qualite_deposant"]) == (True, "lui_meme")
    assert not {"iban", "montant"} & lues.keys()


def test_une_reponse_effacee_l_est_vraiment(yanis: Usager, dossier: Dossier):
    enregistrer(dossier, yanis, "coordonnees", telephone="+33639981234", canal_prefere="sms")
    enregistrer(dossier, yanis, "coordonnees", telephone=None, canal_prefere="sms")

    assert relu(dossier).reponses["telephone"] is None


def test_le_brouillon_d_un_autre_n_existe_pas(dossier: Dossier):
    emma = fabriques.usager(("Emma",), "Le Gall")
    avant = trace_de(dossier)

    for essai in (
        lambda: enregistrer(dossier, emma, "situation", statut="apprenti"),
        lambda: brouillon.supprimer_brouillon(dossier.id, usager=emma),
        lambda: brouillon.recommencer(dossier.id, usager=emma),
    ):
        with pytest.raises(Introuvable):
            essai()

    assert trace_de(dossier) == avant


def test_qui_ne_peut_que_voir_n_ecrit_pas(base: Session, dossier: Dossier):
    emma = fabriques.usager(("Emma",), "Le Gall")
    base.add(Intervenant(dossier_id=dossier.id, usager_id=emma.id, qualite="cosignataire", peut_agir=False))
    base.commit()
    avant = trace_de(dossier)

    with pytest.raises(Introuvable):
        enregistrer(dossier, emma, "situation", statut="apprenti")

    assert trace_de(dossier) == avant
    assert [d.id for d in dossiers_de_usager(emma)] == [dossier.id]


# ---------- Chercher et reconnaître ----------


@pytest.mark.parametrize("nom", ["Lœuillet-d’Été", "LOEUILLET D'ETE", "lœuillet  d ete"])
def test_la_recherche_ignore_accents_casse_ligatures_et_ponctuation(yanis: Usager, nom: str):
    dossier = brouillon.commencer(PERMIS, usager=yanis, qualite="parent", langue="fr")

    enregistrer(dossier, yanis, "identite", nom_naissance=nom, prenoms="Zoé", nom_usage="Ça")

    assert relu(dossier).nom_recherche == "loeuillet d ete ca zoe"


def test_des_jumeaux_ne_sont_pas_un_doublon_la_meme_personne_si(yanis: Usager):
    def empreinte(prenoms: str, *, nom: str = "Dupré", categorie: str = "B") -> str | None:
        enfant = {"nom_naissance": nom, "prenoms": prenoms, "date_naissance": "2008-02-03", "categorie": categorie}
        return relu(fabriques.brouillon(yanis, pieces=False, qualite_deposant="parent", **enfant)).personne_empreinte

    noe = empreinte("Noé")

    assert noe
    assert empreinte("NOE", nom="DUPRE") == noe
    assert empreinte("Eva") != noe
    assert empreinte("Noé", categorie="AM") != noe


# ---------- Supprimer, recommencer ----------


def test_supprimer_efface_la_demande_les_pieces_et_les_contenus(base: Session, yanis: Usager, dossier: Dossier):
    autre = fabriques.brouillon(yanis)
    fabriques.joindre(dossier, yanis, "rib", "avis_impot")
    cles = set(base.scalars(select(Fichier.cle).where(Fichier.dossier_id == dossier.id)))

    brouillon.supprimer_brouillon(dossier.id, usager=yanis)

    assert base.get(Dossier, dossier.id, populate_existing=True) is None
    for modele in (Piece, Fichier, Intervenant):
        assert set(base.scalars(select(modele.dossier_id))) == {autre.id}
    assert journal_de(dossier)[-1] == "supprimer_brouillon"
    [effacer] = taches("pieces.effacer_contenus")
    assert all(cle in effacer for cle in cles)
    effacer_contenus(sorted(cles))
    assert not cles & set(fichiers.cles())


def test_recommencer_reprend_les_reponses_et_laisse_l_ancienne_demande(base: Session, yanis: Usager):
    ancien = fabriques.decide(yanis, fabriques.agent(Role.RESPONSABLE))
    avant = trace_de(ancien)

    neuf = brouillon.recommencer(ancien.id, usager=yanis)

    assert (neuf.etat, neuf.depose_le, neuf.instantane) == (Etat.BROUILLON, None, None)
    assert neuf.numero != ancien.numero
    assert neuf.reponses == relu(ancien).reponses
    assert base.scalars(select(Piece).where(Piece.dossier_id == neuf.id)).all() == []
    assert trace_de(ancien) == avant
    assert [d.id for d in brouillons_de_usager(yanis, "aide-permis")] == [neuf.id]


def test_on_ne_recommence_pas_ce_qui_attend_une_reponse(yanis: Usager):
    depose = fabriques.depose(yanis)

    with pytest.raises(TransitionInterdite):
        brouillon.recommencer(depose.id, usager=yanis)

    assert [d.id for d in dossiers_de_usager(yanis)] == [depose.id]


def test_les_demandes_d_une_personne_sont_les_plus_recentes_d_abord(yanis: Usager, dossier: Dossier):
    fabriques.mettre_l_horloge_au(date(2030, 1, 1))
    second = brouillon.commencer(PERMIS, usager=yanis, qualite="parent", langue="fr")
    fabriques.mettre_l_horloge_au(date(2030, 1, 2))
    enregistrer(dossier, yanis, "situation", statut="etudiant")

    assert [d.id for d in dossiers_de_usager(yanis)] == [dossier.id, second.id]
