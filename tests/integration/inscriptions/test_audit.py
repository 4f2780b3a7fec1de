"""Un compteur qui dérive se dit et ne se corrige jamais ; ce qui s’importe se réimporte sans rien écraser."""

from datetime import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from portail.identite.models import Agent
from portail.inscriptions import imports
from portail.inscriptions.activites.models import Activite, Groupe, PopulationCommunale, Saison
from portail.inscriptions.activites.queries import activites_a_choisir, groupe_de, groupes_a_choisir, populations
from portail.inscriptions.places import audit
from portail.inscriptions.places.models import GroupeQuota, Quota
from portail.inscriptions.places.queries import inscrits, restes
from portail.inscriptions.tarifs.queries import grille_du_code
from portail.journal.models import Entree
from portail.notifications.models import Notification
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable
from tests.integration.inscriptions import fabrique


def test_sans_derive_l_audit_se_tait(stage: Groupe, nathalie: Agent):
    fabrique.au_panier(fabrique.foyer("Lou"), stage)

    assert audit.auditer() == []
    assert session.scalars(select(Notification).where(Notification.gabarit == "inscriptions/derive")).all() == []


def test_une_derive_alerte_et_ne_se_corrige_pas(stage: Groupe, nathalie: Agent):
    fabrique.au_panier(fabrique.foyer("Lou"), stage)
    with transaction():
        session.execute(text("UPDATE quota SET pris = 2 WHERE code = :code"), {"code": stage.code})

    [ecart] = audit.auditer()

    assert (ecart.code, ecart.pris, ecart.tenues) == (stage.code, 2, 1)
    assert fabrique.prises(stage) == 2
    [entree] = session.scalars(select(Entree).where(Entree.action == "constater_derive")).all()
    assert (entree.objet_id, entree.details) == (str(ecart.quota_id), {"pris": 2, "tenues": 1})
    [alerte] = session.scalars(select(Notification).where(Notification.gabarit == "inscriptions/derive")).all()
    assert alerte.adresse == nathalie.courriel


def test_une_inscription_sans_sa_place_se_voit(stage: Groupe):
    fabrique.au_panier(fabrique.foyer("Lou"), stage)
    with transaction():
        session.execute(text("UPDATE place SET etat = 'liberee', expire_le = NULL"))
        session.execute(text("UPDATE quota SET pris = 0 WHERE code = :code"), {"code": stage.code})

    assert audit.ecarts() == []
    assert len(audit.inscriptions_fausses()) == 1


def test_ce_qui_reste_se_lit_en_une_fois(stage: Groupe):
    commun = fabrique.quota(1)
    serre = fabrique.groupe(places=5, partages=[commun])
    fabrique.confirmee(fabrique.foyer("Lou"), serre)

    lus = restes([stage.id, serre.id])

    assert (lus[stage.id].libres, lus[stage.id].est_complet) == (2, False)
    assert (lus[serre.id].libres, lus[serre.id].est_complet) == (0, True)
    assert [une.enfant.prenom for une in inscrits(serre.id)] == ["Lou"]


# ---------- L’import ----------


def test_l_import_pose_les_exemples_et_se_rejoue(sport: None):
    assert session.scalar(select(func.count()).select_from(Saison)) == 2
    assert len(activites_a_choisir()) == 3
    section = groupe_de("vallet-mercredi-7")
    assert (section.debut, section.fin, section.jours) == (time(14), time(15, 30), [3])
    assert section in groupes_a_choisir(section.activite_id)
    assert populations(2026)["44015"] == 10_376
    en_vigueur = grille_du_code("sport-2026").version_au(horloge.aujourd_hui())
    assert en_vigueur is not None
    assert [tranche.code for tranche in en_vigueur.tranches] == ["T1", "T2", "T3", "T4"]
    with transaction():
        session.scalars(select(Quota).where(Quota.code == section.code)).one().capacite = 3
        session.get_one(PopulationCommunale, (2026, "44015")).population = 9_999

    assert imports.importer() == imports.Bilan(0, 0, 0, 0)
    assert session.scalars(select(Quota.capacite).where(Quota.code == section.code)).one() == 3
    assert populations(2026)["44015"] == 9_999


def test_la_commande_dit_ce_qu_elle_ajoute(sport: None, application: Flask, tmp_path: Path):
    lance = application.test_cli_runner()

    assert "0 saison(s), 0 grille(s), 0 activité(s), 0 groupe(s)." in lance.invoke(args=["importer-activites"]).output
    fausse = tmp_path / "saisons.csv"
    fausse.write_text("code;libelle\nx;y\n", encoding="utf-8")
    refus = lance.invoke(args=["importer-activites", "--saisons", str(fausse)])
    assert (refus.exit_code, "se contredit" in refus.output) == (1, True)


def test_deux_groupes_partagent_le_quota_qu_ils_nomment(sport: None):
    partages = select(GroupeQuota.groupe_id).join(Quota).where(Quota.code == "vallet-mercredi")

    assert set(session.scalars(partages)) == {groupe_de(f"vallet-mercredi-{age}").id for age in (7, 11)}


def test_une_ligne_fausse_n_importe_rien(sport: None, tmp_path: Path):
    fausse = tmp_path / "activites.csv"
    lignes = imports.ACTIVITES.read_text(encoding="utf-8").splitlines()
    fausse.write_text(f"{lignes[0]}\n{lignes[1].replace('multisports-2026', 'neuve')};de trop\n", encoding="utf-8")
    avant = session.scalar(select(func.count()).select_from(Activite))

    with pytest.raises(ValueError, match="ligne 2"):
        imports.importer(imports.Fichiers(activites=fausse))

    assert session.scalar(select(func.count()).select_from(Activite)) == avant
    with pytest.raises(Introuvable):
        groupe_de("inconnu")
