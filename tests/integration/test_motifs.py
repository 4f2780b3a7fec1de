"""Les motifs du département : un seul endroit les dit, chaque version reste, une décision garde son texte."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portail.dossiers.motifs import actions
from portail.dossiers.motifs.models import VersionMotif
from portail.dossiers.motifs.queries import etat_du_motif, motifs_en_vigueur
from portail.dossiers.motifs.variables import ChiffreInconnu
from portail.journal.actions import SYSTEME
from portail.journal.queries import entrees_de
from portail.socle.base import session, transaction
from portail.socle.erreurs import ConflitDeVersion, Introuvable, SaisieInvalide
from tests import fabriques
from tests.fabriques import JOUR
from tests.integration.motifs import FAIT, PERMIS, RECOURS, ajouter, fiche, recrire
from tests.integration.simultane import sous_verrou


def faits(jour: date | None = None) -> dict[str, str]:
    return {motif.code: motif.fait for motif in motifs_en_vigueur(PERMIS, jour)}


# ---------- Ce qui vaut ----------


@pytest.mark.usefixtures("herve")
def test_sans_rien_changer_les_motifs_sont_ceux_de_la_demarche():
    assert motifs_en_vigueur(PERMIS) == PERMIS.motifs


@pytest.mark.usefixtures("herve")
def test_un_motif_recrit_vaut_a_partir_de_sa_date_a_sa_place():
    demain = JOUR + timedelta(days=1)

    recrire(fait=FAIT, debut=demain)

    assert faits() == {motif.code: motif.fait for motif in PERMIS.motifs}
    assert faits(demain)["ressources"] == FAIT
    assert [*faits(demain)] == [motif.code for motif in PERMIS.motifs]
    assert motifs_en_vigueur(RECOURS) == RECOURS.motifs


@pytest.mark.usefixtures("herve")
def test_la_derniere_version_ecrite_remplace_ce_qui_etait_prevu():
    demain = JOUR + timedelta(days=1)
    recrire(fait="Prévu.", debut=demain)

    recrire(fait="Corrigé.", revision=1)

    assert faits(JOUR)["ressources"] == faits(demain)["ressources"] == "Corrigé."


@pytest.mark.usefixtures("herve")
def test_un_motif_ajoute_vient_apres_ceux_de_la_demarche():
    code = ajouter(gestes=("declarer_irrecevable",))

    *_, dernier = motifs_en_vigueur(PERMIS)
    assert (code, dernier.code, dernier.gestes) == ("ajoute_hors_delai", "ajoute_hors_delai", ("declarer_irrecevable",))
    assert code not in {motif.code for motif in motifs_en_vigueur(RECOURS)}


@pytest.mark.usefixtures("herve")
def test_retirer_puis_remettre_un_motif():
    actions.retirer("aide-permis", "credits", revision=0, auteur=SYSTEME)
    assert "credits" not in faits()

    actions.remettre("aide-permis", "credits", revision=1, auteur=SYSTEME)
    assert motifs_en_vigueur(PERMIS)[-1].code == "credits"


@pytest.mark.usefixtures("herve")
def test_retirer_arrete_aussi_ce_qui_etait_prevu():
    demain = JOUR + timedelta(days=1)
    recrire("credits", fait="Prévu.", debut=demain)

    actions.retirer("aide-permis", "credits", revision=1, auteur=SYSTEME)

    assert "credits" not in faits(demain)


@pytest.mark.usefixtures("herve")
def test_un_motif_retire_se_recrit_sans_revenir_en_usage():
    actions.retirer("aide-permis", "credits", revision=0, auteur=SYSTEME)

    recrire("credits", fait="Autre texte.", revision=1)

    assert "credits" not in faits()
    assert etat_du_motif(PERMIS, "credits").dernier.fait == "Autre texte."


# ---------- Ce qui se refuse ----------


@pytest.mark.usefixtures("herve")
@pytest.mark.parametrize(
    ("change", "refus"),
    [
        ({"fait": "Vous avez {agee} ans."}, ChiffreInconnu),
        ({"debut": JOUR - timedelta(days=1)}, actions.EffetPasse),
        ({"libelle": "RESSOURCES au dessus du plafond"}, actions.LibelleDejaPris),
        ({"gestes": ()}, SaisieInvalide),
        ({"gestes": ("classer",)}, SaisieInvalide),
    ],
)
def test_un_motif_fautif_ne_s_ajoute_pas(change, refus):
    with pytest.raises(refus):
        ajouter(**change)

    assert session.scalars(select(VersionMotif)).all() == []
    assert entrees_de(("motif", "aide-permis/ajoute_hors_delai")) == []


@pytest.mark.usefixtures("herve")
def test_un_motif_qu_une_regle_propose_reste_en_usage_et_garde_ses_decisions():
    with pytest.raises(actions.MotifPropose) as refus:
        actions.retirer("aide-permis", "ressources", revision=0, auteur=SYSTEME)
    with pytest.raises(actions.GesteNecessaire):
        recrire(gestes=("accepter",))

    assert "Ressources du foyer" in refus.value.valeurs["regles"]
    assert motifs_en_vigueur(PERMIS) == PERMIS.motifs


@pytest.mark.usefixtures("herve")
@pytest.mark.parametrize(("demarche", "code"), [("inconnue", "age"), ("aide-permis", "inconnu"), ("recours", "age")])
def test_on_ne_change_que_ce_qui_existe(demarche: str, code: str):
    with pytest.raises(Introuvable):
        actions.changer(demarche, code, fiche(), revision=0, auteur=SYSTEME)


@pytest.mark.usefixtures("herve")
def test_qui_a_lu_une_version_depassee_ne_l_ecrase_pas():
    recrire(fait="Premier texte.")

    for geste in (
        partial(recrire, fait="Second texte."),
        partial(actions.retirer, "aide-permis", "credits", revision=3, auteur=SYSTEME),
        partial(actions.retirer, "aide-permis", "credits", revision=None, auteur=SYSTEME),
    ):
        with pytest.raises(ConflitDeVersion):
            geste()

    assert faits()["ressources"] == "Premier texte."
    assert "credits" in faits()


# ---------- Ce qui reste ----------


@pytest.mark.usefixtures("herve")
def test_chaque_changement_est_au_journal_et_chaque_version_reste():
    recrire("credits", fait="Premier texte.")
    recrire("credits", fait="Premier texte.", revision=1)
    recrire("credits", fait="Second texte.", revision=1)
    actions.retirer("aide-permis", "credits", revision=2, auteur=SYSTEME)

    retire, second, premier = entrees_de(("motif", "aide-permis/credits"))
    assert [e.action for e in (premier, second, retire)] == ["changer_motif", "changer_motif", "retirer_motif"]
    assert set(premier.details["apres"]) == {"fait", "debut"}
    assert second.details["avant"]["fait"] == premier.details["apres"]["fait"]
    assert retire.details == {"avant": {"en_usage": "oui"}, "apres": {"en_usage": "non"}}
    assert "texte" not in str(premier.details)
    versions = etat_du_motif(PERMIS, "credits").versions
    assert [(v.rang, v.fait, v.en_usage) for v in versions] == [
        (3, "Second texte.", False), (2, "Second texte.", True), (1, "Premier texte.", True),
    ]  # fmt: skip


@pytest.mark.usefixtures("herve")
@pytest.mark.parametrize("requete", ["UPDATE version_motif SET fait = 'Autre.'", "DELETE FROM version_motif"])
def test_une_version_ne_se_recrit_ni_ne_s_efface(base: Session, requete: str):
    recrire(fait=FAIT)

    with pytest.raises(DBAPIError, match="ajout seul"), transaction():
        base.execute(text(requete))


# ---------- À deux ----------

ATTENDRE = "LOCK TABLE version_motif IN SHARE MODE"


@pytest.fixture
def a_deux(base_reelle: str) -> Callable[..., list[object]]:
    fabriques.departement()
    return partial(sous_verrou, base_reelle, ATTENDRE, [])


def test_deux_administrateurs_ne_s_ecrasent_pas(a_deux):
    issues = a_deux(partial(recrire, fait="Texte de Nathalie."), partial(recrire, fait="Texte de Bruno."))

    assert issues.count(ConflitDeVersion) == 1
    [version] = session.scalars(select(VersionMotif)).all()
    assert version.fait == ("Texte de Bruno." if issues[0] is ConflitDeVersion else "Texte de Nathalie.")
    [entree] = entrees_de(("motif", "aide-permis/ressources"))
    assert entree.action == "changer_motif"


def test_recrire_pendant_qu_un_autre_retire(a_deux):
    retirer = partial(actions.retirer, "aide-permis", "credits", revision=0, auteur=SYSTEME)

    issues = a_deux(partial(recrire, "credits", fait="Récrit."), retirer)

    assert issues.count(ConflitDeVersion) == 1
    assert len(session.scalars(select(VersionMotif)).all()) == 1


def test_deux_ajouts_du_meme_intitule(a_deux):
    issues = a_deux(ajouter, partial(ajouter, fait="Autre texte."))

    assert issues.count(actions.LibelleDejaPris) == 1
    assert len(session.scalars(select(VersionMotif)).all()) == 1
