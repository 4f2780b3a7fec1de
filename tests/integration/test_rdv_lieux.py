"""Les lieux, leur territoire, leurs fermetures ; l’import des fichiers livrés."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select

from portail.journal.actions import SYSTEME
from portail.journal.queries import entrees_de
from portail.rendez_vous.imports import LIEUX, OBJETS, SECTEURS, importer_lieux, importer_objets
from portail.rendez_vous.lieux import actions as lieux
from portail.rendez_vous.lieux.models import Fermeture, Lieu, SecteurDeLieu
from portail.rendez_vous.lieux.queries import (
    communes_sans_lieu,
    fermetures_entre,
    lieux_actifs,
    secteur_de_l_adresse,
    secteurs_du_lieu,
)
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.objets.queries import objet_de
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable
from portail.territoire.communes import annuaire
from tests.integration import rendez_vous as rdv

NANTES, AIGREFEUILLE = "44109", "44002"

pytestmark = pytest.mark.usefixtures("departement")


def nombre(modele: type) -> int:
    return session.scalar(select(func.count()).select_from(modele)) or 0


# ---------- Importer ----------


def test_les_fichiers_livres_s_importent_une_fois_et_couvrent_le_departement():
    poses = importer_lieux()
    objets = importer_objets()

    assert (nombre(Lieu), nombre(SecteurDeLieu), nombre(ObjetRdv)) == (*poses, objets)
    assert communes_sans_lieu() == []
    assert importer_lieux() == (0, 0)
    assert importer_objets() == 0


def test_reimporter_n_ecrase_pas_ce_qui_est_regle():
    importer_lieux()
    premier = lieux_actifs()[0]
    fiche = lieux.FicheLieu(
        nom="Autre nom", adresse="1 rue Neuve", code_postal="44140", code_insee=AIGREFEUILLE, telephone="02 61 91 45 99"
    )
    lieux.modifier_lieu(premier.code, fiche, auteur=SYSTEME)

    importer_lieux()

    assert session.get_one(Lieu, premier.id, populate_existing=True).nom == "Autre nom"


def test_chaque_lieu_livre_est_dans_le_departement_et_porte_un_telephone_fictif():
    importer_lieux()

    for lieu in lieux_actifs():
        commune = annuaire().par_code(lieu.code_insee)
        assert commune is not None
        assert lieu.code_postal.startswith("44")
        assert lieu.telephone.startswith("02 61 91 45 ")


def test_les_objets_livres_sont_a_confirmer_et_disent_qui_reunir():
    importer_lieux()
    importer_objets()

    bilan = objet_de("PMI_BILAN")

    assert bilan.a_confirmer
    assert [(un.ordre, un.genre.value, un.duree_minutes) for un in bilan.besoins] == [
        (1, "agent", 20), (1, "salle", 20), (2, "agent", 20), (2, "salle", 20),
    ]  # fmt: skip


# ---------- Le territoire ----------


def test_la_voie_l_emporte_sur_la_commune_quelle_que_soit_son_ecriture():
    centre, bellevue = rdv.lieu("centre", code_insee=NANTES), rdv.lieu("bellevue", code_insee=NANTES)
    lieux.ajouter_au_secteur("centre", code_insee=NANTES, auteur=SYSTEME)
    lieux.ajouter_au_secteur("bellevue", code_insee=NANTES, voie="12 bis, Bd Winston-Churchill", auteur=SYSTEME)

    par_voie = secteur_de_l_adresse(NANTES, "3 boulevard winston churchill")
    ailleurs = secteur_de_l_adresse(NANTES, "3 rue de Strasbourg")

    assert par_voie is not None
    assert (par_voie.lieu.id, par_voie.par_la_voie) == (bellevue.id, True)
    assert ailleurs is not None
    assert (ailleurs.lieu.id, ailleurs.par_la_voie) == (centre.id, False)
    assert secteur_de_l_adresse(AIGREFEUILLE) is None


def test_un_lieu_ferme_ne_recoit_plus_son_secteur():
    rdv.lieu("seul")
    lieux.ajouter_au_secteur("seul", code_insee=AIGREFEUILLE, auteur=SYSTEME)

    lieux.fermer_lieu("seul", auteur=SYSTEME)
    assert secteur_de_l_adresse(AIGREFEUILLE) is None

    lieux.rouvrir_lieu("seul", auteur=SYSTEME)
    assert secteur_de_l_adresse(AIGREFEUILLE) is not None
    assert [e.action for e in entrees_de(("lieu", "seul"))][:2] == ["rouvrir_lieu", "fermer_lieu"]


def test_une_commune_n_a_qu_un_lieu():
    un, autre = rdv.lieu("un"), rdv.lieu("autre")
    lieux.ajouter_au_secteur("un", code_insee=AIGREFEUILLE, auteur=SYSTEME)

    with pytest.raises(lieux.SecteurDejaPris):
        lieux.ajouter_au_secteur("autre", code_insee=AIGREFEUILLE, auteur=SYSTEME)

    [secteur] = secteurs_du_lieu(un.id)
    with pytest.raises(Introuvable):
        lieux.oter_du_secteur("autre", secteur.id, auteur=SYSTEME)
    lieux.oter_du_secteur("un", secteur.id, auteur=SYSTEME)
    lieux.ajouter_au_secteur("autre", code_insee=AIGREFEUILLE, auteur=SYSTEME)
    assert [s.lieu_id for s in secteurs_du_lieu(autre.id)] == [autre.id]


def test_une_voie_sans_nom_et_une_commune_d_ailleurs_sont_refusees():
    rdv.lieu("un")

    with pytest.raises(lieux.VoieVide):
        lieux.ajouter_au_secteur("un", code_insee=AIGREFEUILLE, voie="12 bis", auteur=SYSTEME)
    with pytest.raises(lieux.CommuneInconnue):
        lieux.ajouter_au_secteur("un", code_insee="35238", auteur=SYSTEME)
    with pytest.raises(lieux.CodeDeLieuPris):
        rdv.lieu("un")
    assert nombre(SecteurDeLieu) == 0


# ---------- Fermer ----------


def test_une_fermeture_vaut_du_premier_au_dernier_jour_la_ou_elle_est_dite():
    ici, la = rdv.lieu("ici"), rdv.lieu("la")
    lundi = rdv.LUNDI
    lieux.fermer_du_au("ici", du=lundi, au=lundi + timedelta(days=1), motif="Formation de l’équipe", auteur=SYSTEME)
    lieux.fermer_du_au(None, du=date(2026, 12, 24), au=date(2026, 12, 24), motif="Pont", auteur=SYSTEME)

    def fermes(jour: date, lieu: Lieu) -> list[str]:
        return [une.motif for une in fermetures_entre(jour, jour, [lieu.id])]

    assert fermes(lundi + timedelta(days=1), ici) == ["Formation de l’équipe"]
    assert fermes(lundi + timedelta(days=2), ici) == []
    assert fermes(lundi, la) == []
    assert fermes(date(2026, 12, 24), la) == ["Pont"]


def test_lever_une_fermeture_commencee_garde_ce_qui_est_passe():
    rdv.lieu("ici")
    aujourd_hui = horloge.aujourd_hui()
    commencee = lieux.fermer_du_au(
        "ici", du=aujourd_hui - timedelta(days=2), au=aujourd_hui + timedelta(days=2), motif="Travaux", auteur=SYSTEME
    )
    a_venir = lieux.fermer_du_au(
        "ici", du=aujourd_hui + timedelta(days=9), au=aujourd_hui + timedelta(days=9), motif="Pont", auteur=SYSTEME
    )

    lieux.lever_la_fermeture(commencee.id, auteur=SYSTEME)
    lieux.lever_la_fermeture(a_venir.id, auteur=SYSTEME)

    [restee] = session.scalars(select(Fermeture).execution_options(populate_existing=True))
    assert (restee.id, restee.au) == (commencee.id, aujourd_hui - timedelta(days=1))
    with pytest.raises(lieux.FermeturePassee):
        lieux.lever_la_fermeture(commencee.id, auteur=SYSTEME)


def test_on_ne_ferme_pas_le_passe():
    hier = horloge.aujourd_hui() - timedelta(days=1)
    with pytest.raises(lieux.FermeturePassee):
        lieux.fermer_du_au(None, du=hier, au=hier, motif="Trop tard", auteur=SYSTEME)


# ---------- En ligne de commande ----------


@pytest.fixture
def commande(application: Flask) -> FlaskCliRunner:
    return FlaskCliRunner(application)


def lignes(fichier: Path) -> int:
    return len(fichier.read_text(encoding="utf-8").splitlines()) - 1


def test_la_commande_dit_ce_qu_elle_ajoute_et_se_rejoue(commande: FlaskCliRunner):
    premiere, seconde = (commande.invoke(args=["importer-rendez-vous"]) for _ in range(2))

    assert premiere.exit_code == seconde.exit_code == 0
    lieux_livres, secteurs_livres, objets_livres = (lignes(fichier) for fichier in (LIEUX, SECTEURS, OBJETS))
    assert premiere.output.startswith(
        f"{lieux_livres} lieu(x), {secteurs_livres} secteur(s), {objets_livres} objet(s) de rendez-vous"
    )
    assert seconde.output.startswith("0 lieu(x), 0 secteur(s), 0 objet(s) de rendez-vous")


def test_une_ligne_qui_se_contredit_est_dite_et_rien_n_entre(commande: FlaskCliRunner, tmp_path: Path):
    fautif = tmp_path / "objets.csv"
    fautif.write_text(
        OBJETS.read_text(encoding="utf-8").replace("1:agent:puericultrice:15", "1:agent:puericultrice:10")
    )

    rendu = commande.invoke(args=["importer-rendez-vous", "--objets", str(fautif)])

    assert rendu.exit_code == 1
    assert "besoins : Mises bout à bout, ces durées font 10 minutes" in rendu.output
    assert nombre(ObjetRdv) == 0
