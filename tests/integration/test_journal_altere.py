"""Altérer le journal en contournant ses déclencheurs : la vérification le voit et dit où."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portail.dossiers.models import Dossier
from portail.journal import controle
from portail.journal.actions import SYSTEME, consigner, inscrire
from portail.journal.ancrage import ancrages_ecrits, ancrer
from portail.journal.models import Ancrage, FeuilleDAncrage
from portail.socle import decalage
from portail.socle.base import fermer_session, session, transaction
from tests import fabriques
from tests.integration.chaines import DEUX, UN, alterer, chaine, constats, est_sans_trou, refaire, tout_refaire


@pytest.fixture
def cinq(base: Session) -> Session:
    """Cinq entrées sur un dossier, trois sur un autre, rien d’ancré."""
    for rang in range(5):
        consigner("lire", auteur=SYSTEME, objet=UN, details={"rang": rang})
    for _rang in range(3):
        consigner("lire", auteur=SYSTEME, objet=DEUX)
    assert constats() == []
    return base


ALTERATIONS = {
    "action modifiée": (("UPDATE journal SET action = 'exporter' ICI 3",), "le contenu de l’entrée n° 3"),
    "auteur modifié": (("UPDATE journal SET auteur_id = gen_random_uuid() ICI 2",), "le contenu de l’entrée n° 2"),
    "instant modifié": (
        ("UPDATE journal SET instant = instant - interval '1 microsecond' ICI 1",), "le contenu de l’entrée n° 1",
    ),
    "détails modifiés": (("UPDATE journal SET details = '{\"rang\": 9}' ICI 5",), "le contenu de l’entrée n° 5"),
    "sel modifié": (("UPDATE journal SET sel = 'x' ICI 4",), "le contenu de l’entrée n° 4"),
    "première supprimée": (("DELETE FROM journal ICI 1",), "il manque l’entrée n° 1"),
    "du milieu supprimée": (("DELETE FROM journal ICI 3",), "il manque l’entrée n° 3"),
    "deux supprimées": (
        ("DELETE FROM journal WHERE objet_id = :un AND rang_objet IN (2, 3)",), "il manque les entrées n° 2 à 3",
    ),
    "supprimée et renumérotée": (
        ("DELETE FROM journal ICI 3", "UPDATE journal SET rang_objet = 3 ICI 4",
         "UPDATE journal SET rang_objet = 4 ICI 5"),
        "l’entrée n° 3 ne suit pas l’entrée n° 2",
    ),
    "permutées": (
        ("UPDATE journal SET rang_objet = 99 ICI 2", "UPDATE journal SET rang_objet = 2 ICI 4",
         "UPDATE journal SET rang_objet = 4 ICI 99"),
        "l’entrée n° 2 ne suit pas l’entrée n° 1",
    ),
    "insérée": (
        ("UPDATE journal SET rang_objet = rang_objet + 10 WHERE objet_id = :un AND rang_objet >= 3",
         "UPDATE journal SET rang_objet = rang_objet - 9 WHERE objet_id = :un AND rang_objet > 10",
         "INSERT INTO journal SELECT gen_random_uuid(), 100000, instant, auteur_type, auteur_id, 'fausse', objet_type,"
         " objet_id, details, 3, sel, empreinte, repeat('a', 64) FROM journal ICI 2"),
        "le contenu de l’entrée n° 3",
    ),
    "ajoutée à la fin": (
        ("INSERT INTO journal SELECT gen_random_uuid(), 100000, instant, auteur_type, auteur_id, action, objet_type,"
         " objet_id, details, 6, sel, precedente, empreinte FROM journal ICI 5",),
        "l’entrée n° 6 ne suit pas l’entrée n° 5",
    ),
    "prise à un autre dossier": (
        ("DELETE FROM journal WHERE objet_id = :un AND rang_objet >= 2",
         "UPDATE journal SET objet_id = :un WHERE objet_id = :deux AND rang_objet = 2"),
        "l’entrée n° 2 ne suit pas l’entrée n° 1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("nom", ALTERATIONS)
def test_une_alteration_se_voit_et_se_situe(cinq: Session, nom: str):
    ordres, attendu = ALTERATIONS[nom]

    alterer(cinq, *ordres)

    trouves = [constat for constat in controle.controler(UN).constats if attendu in constat.texte]
    assert trouves, constats(UN)
    assert {constat.objet for constat in trouves} == {UN}


def test_recalculer_une_empreinte_apres_coup_rompt_la_suite(cinq: Session):
    """Qui connaît la méthode refait l’empreinte de l’entrée changée : c’est la suivante qui le trahit."""
    alterer(cinq, "UPDATE journal SET action = 'exporter' ICI 3")
    refaire(cinq, chaine(UN)[2])

    assert constats(UN) == [
        "l’entrée n° 4 ne suit pas l’entrée n° 3 : l’une des deux a été insérée, déplacée ou changée"
    ]


# ---------- Ancrer ----------


def test_l_ancrage_resume_chaque_objet_touche_et_ne_se_fait_qu_une_fois(cinq: Session):
    ancrage = ancrer()

    assert ancrage is not None
    feuilles = session.scalars(select(FeuilleDAncrage).order_by(FeuilleDAncrage.objet_id)).all()
    assert [(f.objet_id, f.rang_objet, f.empreinte) for f in feuilles] == [
        (UN[1], 5, chaine(UN)[-1].empreinte),
        (DEUX[1], 3, chaine(DEUX)[-1].empreinte),
    ]
    assert ancrer() is None
    assert session.scalar(select(func.count()).select_from(Ancrage)) == 1
    assert constats() == []


def test_le_lendemain_n_ancre_que_ce_qui_a_change(cinq: Session):
    premier = ancrer()
    consigner("lire", auteur=SYSTEME, objet=DEUX)
    decalage.avancer(timedelta(days=1))

    second = ancrer()

    assert premier is not None
    assert second is not None
    assert (second.precedente, second.nombre) == (premier.empreinte, 1)
    assert second.jusqu_au_rang > premier.jusqu_au_rang
    assert constats() == []
    assert [ecrit["jour"] for ecrit in ancrages_ecrits()] == [second.jour.isoformat(), premier.jour.isoformat()]


def test_tout_refaire_se_voit_grace_a_l_ancrage(cinq: Session):
    ancrer()
    alterer(cinq, "UPDATE journal SET action = 'exporter' ICI 3")
    tout_refaire(cinq, depuis=3)

    assert est_sans_trou(UN)
    [constat] = constats(UN)
    assert constat.startswith("l’entrée n° 5, ancrée le")
    assert constat.endswith("n’est plus la même")


def test_oter_la_fin_se_voit_grace_a_l_ancrage(cinq: Session):
    ancrer()
    alterer(cinq, "DELETE FROM journal WHERE objet_id = :un AND rang_objet >= 4")

    [constat] = constats(UN)
    assert constat.startswith("l’entrée n° 5, ancrée le")
    assert constat.endswith("manque")


def test_effacer_tout_un_journal_se_voit_grace_a_l_ancrage(cinq: Session):
    ancrer()
    alterer(cinq, "DELETE FROM journal WHERE objet_id = :un")

    assert [c.objet for c in controle.controler().constats] == [UN]


@pytest.mark.parametrize(
    ("ordre", "attendu"),
    [
        ("UPDATE ancrage_journal SET racine = repeat('0', 64)", "a été modifié"),
        ("UPDATE ancrage_journal SET nombre = 1", "a été modifié"),
        ("UPDATE ancrage_feuille SET rang_objet = 4 WHERE objet_id = :un", "ne donnent plus sa racine"),
        ("DELETE FROM ancrage_feuille WHERE objet_id = :un", "ne donnent plus sa racine"),
        ("UPDATE ancrage_journal SET precedente = repeat('1', 64)", "ne suit pas le précédent"),
    ],
)
def test_toucher_aux_ancrages_se_voit(cinq: Session, ordre: str, attendu: str):
    ancrer()
    alterer(cinq, ordre)

    assert any(attendu in constat for constat in constats())


def test_refaire_les_ancrages_se_voit_par_une_copie_gardee_ailleurs(cinq: Session):
    ancrer()
    copie = json.loads(json.dumps(ancrages_ecrits()))
    alterer(
        cinq,
        "UPDATE journal SET action = 'exporter' ICI 3",
        "DELETE FROM ancrage_feuille",
        "DELETE FROM ancrage_journal",
    )
    tout_refaire(cinq, depuis=3)
    ancrer()

    assert constats() == []
    [constat] = controle.controler(copie=copie).constats
    assert "n’est pas celui de la copie gardée" in constat.texte


def test_l_ancrage_attend_les_ecritures_en_cours(base_reelle: str):
    """Une entrée au rang déjà pris mais pas encore validée n’échappe pas à l’ancrage."""
    consigner("lire", auteur=SYSTEME, objet=UN)
    fermer_session()
    with ThreadPoolExecutor(1) as equipe:
        with transaction():
            inscrire("deposer", auteur=SYSTEME, objet=UN)
            session.flush()
            attente = equipe.submit(lambda: (ancrer(), fermer_session()))
            with psycopg.connect(base_reelle) as autre:
                en_attente = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'"
                while not autre.execute(en_attente).fetchone()[0]:
                    pass
        attente.result()

    [feuille] = session.scalars(select(FeuilleDAncrage))
    assert feuille.rang_objet == 2
    assert constats() == []


# ---------- La commande ----------


@pytest.fixture
def commande(application: Flask):
    return application.test_cli_runner()


def test_la_commande_dit_que_tout_va_bien(commande, cinq: Session):
    ancrer()

    resultat = commande.invoke(args=["verifier-journal"])

    assert resultat.exit_code == 0, resultat.output
    assert "8 entrée(s) relue(s), 2 chaîne(s), 1 ancrage(s)." in resultat.output
    assert "Aucune rupture." in resultat.output


def test_la_commande_dit_ou_c_est_rompu_et_echoue(commande, base: Session):
    fabriques.departement()
    dossier = fabriques.depose(fabriques.usager())
    alterer(base, "DELETE FROM journal ICI 2", objet=dossier.id)

    for options in ([], ["--dossier", dossier.numero]):
        resultat = commande.invoke(args=["verifier-journal", *options])
        assert resultat.exit_code == 1
        assert f"dossier {dossier.numero} : il manque l’entrée n° 2." in resultat.output


def test_la_commande_verifie_un_seul_dossier(commande, base: Session):
    fabriques.departement()
    sain, rompu = fabriques.depose(fabriques.usager()), fabriques.depose(fabriques.usager(("Emma",), "Le Gall"))
    alterer(base, "UPDATE journal SET action = 'lire' ICI 1", objet=rompu.id)

    assert commande.invoke(args=["verifier-journal", "--dossier", sain.numero]).exit_code == 0
    assert commande.invoke(args=["verifier-journal", "--dossier", rompu.numero]).exit_code == 1
    assert commande.invoke(args=["verifier-journal", "--dossier", "7K4M2P9X"]).exit_code == 2


def test_la_commande_compare_a_une_copie_des_ancrages(commande, cinq: Session, tmp_path):
    ancrer()
    copie = tmp_path / "racines.json"
    copie.write_text(commande.invoke(args=["exporter-ancrages"]).output, encoding="utf-8")

    assert commande.invoke(args=["verifier-journal", "--ancrages", str(copie)]).exit_code == 0
    garde = json.loads(copie.read_text(encoding="utf-8"))
    garde[0]["racine"] = "0" * 64
    copie.write_text(json.dumps(garde), encoding="utf-8")
    resultat = commande.invoke(args=["verifier-journal", "--ancrages", str(copie)])
    assert resultat.exit_code == 1
    assert "copie gardée" in resultat.output


def test_toute_l_histoire_d_un_dossier_se_verifie(base: Session):
    fabriques.departement()
    fabriques.decide(fabriques.usager(), fabriques.responsable())

    assert session.scalar(select(func.count()).select_from(Dossier)) == 1
    assert constats() == []
