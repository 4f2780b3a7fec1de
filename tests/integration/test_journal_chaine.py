"""La chaîne du journal : sans trou quoi qu’il arrive ensemble ; les textes à part, effaçables."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from portail.dossiers.actions import instruction
from portail.identite.models import Agent
from portail.journal.actions import SYSTEME, TEXTE, consigner, inscrire, inscrire_pour_chacun, oublier_les_textes
from portail.journal.ancrage import ancrer
from portail.journal.models import TexteDuJournal
from portail.socle.base import fermer_session, session, transaction
from tests import fabriques
from tests.integration.chaines import DEUX, UN, chaine, constats, est_sans_trou

FILS = 20


# ---------- Écrire ----------


def test_chaque_entree_suit_la_precedente_du_meme_objet(base: Session):
    for rang in range(4):
        consigner("lire", auteur=SYSTEME, objet=UN, details={"rang": rang})
        consigner("lire", auteur=SYSTEME, objet=DEUX)

    assert est_sans_trou(UN)
    assert est_sans_trou(DEUX)
    assert [entree.details for entree in chaine(UN)] == [{"rang": rang} for rang in range(4)]
    assert {entree.empreinte for entree in chaine(UN)}.isdisjoint(entree.empreinte for entree in chaine(DEUX))
    assert constats() == []


def test_plusieurs_entrees_dans_une_transaction_se_suivent(base: Session):
    consigner("commencer", auteur=SYSTEME, objet=UN)
    with transaction():
        for action in ("deposer", "accuser_reception", "affecter"):
            inscrire(action, auteur=SYSTEME, objet=UN)

    assert [entree.action for entree in chaine(UN)] == ["commencer", "deposer", "accuser_reception", "affecter"]
    assert est_sans_trou(UN)


def test_un_objet_neuf_commence_sa_chaine_et_un_ancien_ne_peut_s_en_dire_neuf(base: Session):
    with transaction():
        inscrire("prendre", auteur=SYSTEME, objet=UN, neuf=True)
        inscrire("confirmer", auteur=SYSTEME, objet=UN)

    assert [entree.action for entree in chaine(UN)] == ["prendre", "confirmer"]
    assert est_sans_trou(UN)
    assert constats() == []
    with pytest.raises(IntegrityError), transaction():
        inscrire("prendre", auteur=SYSTEME, objet=UN, neuf=True)
    assert est_sans_trou(UN)


def test_une_transaction_annulee_ne_laisse_pas_de_trou(base: Session):
    consigner("commencer", auteur=SYSTEME, objet=UN)

    def echouer() -> None:
        with transaction():
            inscrire("deposer", auteur=SYSTEME, objet=UN)
            raise KeyError

    with pytest.raises(KeyError):
        echouer()
    consigner("lire", auteur=SYSTEME, objet=UN)

    assert [entree.action for entree in chaine(UN)] == ["commencer", "lire"]
    assert est_sans_trou(UN)


def test_un_point_de_reprise_annule_ne_laisse_pas_de_trou(base: Session):
    def echouer() -> None:
        with session.begin_nested():
            inscrire("perdue", auteur=SYSTEME, objet=UN)
            session.flush()
            raise KeyError

    with transaction():
        inscrire("avant", auteur=SYSTEME, objet=UN)
        with pytest.raises(KeyError):
            echouer()
        inscrire("apres", auteur=SYSTEME, objet=UN)

    assert [entree.action for entree in chaine(UN)] == ["avant", "apres"]
    assert est_sans_trou(UN)


def test_inscrire_pour_chacun_avance_chaque_chaine_une_fois(base: Session):
    consigner("commencer", auteur=SYSTEME, objet=DEUX)
    with transaction():
        inscrites = inscrire_pour_chacun("lire_fiche", auteur=SYSTEME, objets=[DEUX, UN, DEUX], texte="Suivi")

    assert sorted(entree.objet_id for entree in inscrites) == [UN[1], DEUX[1]]
    assert (len(chaine(UN)), len(chaine(DEUX))) == (1, 2)
    assert chaine(UN)[0].details[TEXTE] != chaine(DEUX)[1].details[TEXTE]
    assert constats() == []


@pytest.mark.parametrize("details", [{"x": 1.5}, {"x": {"y": [0.1]}}, {"x": uuid4()}, {"x": float("nan")}])
def test_ce_qui_ne_se_relirait_pas_a_l_identique_est_refuse(base: Session, details: dict[str, object]):
    with pytest.raises((TypeError, ValueError)), transaction():
        inscrire("lire", auteur=SYSTEME, objet=UN, details=details)

    assert chaine(UN) == []


def test_les_details_reviennent_de_la_base_tels_que_l_empreinte_les_a_vus(base: Session):
    details = {
        "é": "«\u00a0ça\u00a0»", "nombre": 10**18, "vrai": True, "vide": None, "liste": [1, "a", {"b": []}],
        "emoji": "🙂", "guillemet": 'a"b\\c', "ligne": "x\ny",
    }  # fmt: skip
    consigner("lire", auteur=SYSTEME, objet=UN, details=details)
    session.expire_all()

    assert chaine(UN)[0].details == details
    assert constats(UN) == []


@pytest.mark.parametrize("table", ["journal", "ancrage_journal", "ancrage_feuille"])
@pytest.mark.parametrize("ordre", ["DELETE FROM {}", "TRUNCATE {} CASCADE", "UPDATE {} SET empreinte = 'x'"])
def test_la_base_refuse_de_changer_le_journal_et_ses_ancrages(base: Session, table: str, ordre: str):
    consigner("lire", auteur=SYSTEME, objet=UN)
    ancrer()

    with pytest.raises(DBAPIError, match="ajout seul"), base.begin_nested():
        base.execute(text(ordre.format(table)))


# ---------- Ensemble ----------


def ensemble(geste: Callable[[int], object]) -> list[object]:
    """Fait le geste dans vingt fils qui partent au même instant ; rend ce que chacun a rendu."""
    depart = Barrier(FILS)

    def partir(rang: int) -> object:
        depart.wait()
        try:
            return geste(rang)
        finally:
            fermer_session()

    with ThreadPoolExecutor(FILS) as equipe:
        return list(equipe.map(partir, range(FILS)))


def test_vingt_fils_sur_le_meme_dossier_une_chaine_sans_trou(base_reelle: str):
    fabriques.departement()
    personne, claire = fabriques.usager(), fabriques.agent()
    dossier = fabriques.en_instruction(personne, claire)
    lea = fabriques.agent(prenom="Léa", nom="Martin")
    avant = len(chaine(("dossier", dossier.id)))
    identifiants = {"claire": claire.id, "lea": lea.id, "dossier": dossier.id}
    fermer_session()

    def lire_et_ecrire(rang: int) -> None:
        for tour in range(3):
            consigner("lire", auteur=SYSTEME, objet=("dossier", identifiants["dossier"]), details={"fil": rang})
            if rang % 4 == 0:
                agent = session.get_one(Agent, identifiants["claire"])
                cible = session.get_one(Agent, identifiants["lea" if tour % 2 else "claire"])
                instruction.affecter(identifiants["dossier"], agent=agent, a=cible)

    ensemble(lire_et_ecrire)

    objet = ("dossier", identifiants["dossier"])
    assert len(chaine(objet)) == avant + FILS * 3 + (FILS // 4) * 3
    assert est_sans_trou(objet)
    assert constats() == []


def test_vingt_fils_sur_vingt_dossiers_croises_ne_se_bloquent_pas(base_reelle: str):
    objets = [("dossier", str(UUID(int=rang))) for rang in range(FILS)]

    def croiser(rang: int) -> None:
        for _tour in range(3):
            with transaction():
                inscrire_pour_chacun("lire_fiche", auteur=SYSTEME, objets=objets[rang:] + objets[:rang])

    ensemble(croiser)

    assert all(len(chaine(objet)) == FILS * 3 and est_sans_trou(objet) for objet in objets)


def test_un_dossier_dont_on_ecrit_le_journal_ne_retient_pas_les_autres(base_reelle: str):
    with transaction():
        inscrire("deposer", auteur=SYSTEME, objet=UN)
        session.flush()

        def prendre(connexion: psycopg.Connection, objet: tuple[str, str]) -> None:
            connexion.execute("SET lock_timeout = '200ms'")
            connexion.execute("SELECT * FROM journal_tete(%s, %s)", objet)

        with psycopg.connect(base_reelle) as autre:
            prendre(autre, DEUX)
        with psycopg.connect(base_reelle) as autre, pytest.raises(psycopg.errors.LockNotAvailable):
            prendre(autre, UN)

    with psycopg.connect(base_reelle) as autre:
        prendre(autre, UN)


# ---------- Les textes ----------


def test_un_texte_est_chiffre_a_part_et_l_effacer_ne_rompt_rien(base: Session):
    with transaction():
        entree = inscrire("justifier_lecture", auteur=SYSTEME, objet=UN, texte="  Mon secret médical ")
    brut = base.scalar(text("SELECT texte FROM journal_texte"))

    assert b"secret" not in bytes(brut)
    assert "secret" not in json.dumps(entree.contenu)
    [garde] = session.scalars(select(TexteDuJournal))
    assert (garde.texte, garde.empreinte) == ("Mon secret médical", entree.details[TEXTE])
    ancrer()
    with transaction():
        assert oublier_les_textes(objet=UN) == 1

    assert base.scalar(select(func.count()).select_from(TexteDuJournal)) == 0
    assert est_sans_trou(UN)
    assert constats() == []


def test_effacer_les_textes_d_un_dossier_laisse_ceux_des_autres(base: Session):
    with transaction():
        inscrire_pour_chacun("justifier_lecture", auteur=SYSTEME, objets=[UN, DEUX], texte="Suivi")
    with transaction():
        oublier_les_textes(objet=UN)

    assert session.scalars(select(TexteDuJournal.objet_id)).all() == [DEUX[1]]


def test_on_n_efface_pas_des_textes_sans_dire_lesquels(base: Session):
    with pytest.raises(ValueError), transaction():
        oublier_les_textes()


def test_un_texte_change_se_voit(base: Session):
    with transaction():
        inscrire("justifier_lecture", auteur=SYSTEME, objet=UN, texte="La personne appelle")
    [garde] = session.scalars(select(TexteDuJournal))
    with transaction():
        garde.texte = "Autre chose"

    assert constats() == ["le texte de l’entrée n° 1 a été modifié"]


def test_le_meme_texte_ne_se_reconnait_pas_a_son_empreinte(base: Session):
    with transaction():
        premiere = inscrire("justifier_lecture", auteur=SYSTEME, objet=UN, texte="Suivi")
        seconde = inscrire("justifier_lecture", auteur=SYSTEME, objet=UN, texte="Suivi")

    assert premiere.details[TEXTE] != seconde.details[TEXTE]
