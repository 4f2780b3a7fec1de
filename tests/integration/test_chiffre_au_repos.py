"""Ce qui est gardé est illisible sans les clés, son altération se voit, et l’on peut changer de clé."""

import base64
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from portail.config import Reglages
from portail.identite.models import Usager
from portail.socle import chiffrement, fichiers, horloge, inventaire, rotation
from portail.socle.base import fermer_session, session, transaction
from portail.socle.erreurs import Indisponible
from portail.tables import Modele

CLE_NEUVE = (9, b"n" * 32)
IDENTITE = {"nom_naissance": "Moreau", "prenoms": ["Lina"]}


@pytest.fixture
def cles(reglages: Reglages) -> Iterator[tuple[tuple[int, bytes], ...]]:
    """Les clés des tests ; remises après."""
    yield reglages.cles_chiffrement
    chiffrement.configurer(reglages.cles_chiffrement, reglages.cle_secrete)


@pytest.fixture
def magasin(base_reelle: str, reglages: Reglages) -> Path:
    """Le dossier où sont les fichiers déposés, vide au départ."""
    dossier = Path(urlsplit(reglages.fichiers_url).path)
    for cle in list(fichiers.cles()):
        fichiers.supprimer(cle)
    return dossier


def employer(reglages: Reglages, *cles: tuple[int, bytes]) -> None:
    chiffrement.configurer(cles, reglages.cle_secrete)


def usagers(nombre: int) -> list[Usager]:
    with transaction():
        crees = [Usager(cree_le=horloge.maintenant(), identite_declaree=IDENTITE) for _ in range(nombre)]
        session.add_all(crees)
    fermer_session()
    return crees


def brutes() -> list[bytes]:
    lues = list(session.scalars(text("SELECT identite_declaree FROM usager ORDER BY id")))
    fermer_session()
    return lues


def taire(_quoi: str, _total: int) -> None:
    """N’annonce rien."""


# ---------- Colonnes ----------


def test_une_colonne_chiffree_est_illisible_en_base(base_reelle: str):
    [usager] = usagers(1)

    [brute] = brutes()

    assert b"Moreau" not in brute
    assert b"Moreau" not in base64.b64encode(brute)
    relu = session.get(Usager, usager.id)
    assert relu is not None
    assert relu.identite_declaree == IDENTITE


def test_la_rotation_reecrit_tout_par_lots(base_reelle: str, reglages: Reglages, cles):
    usagers(7)
    employer(reglages, CLE_NEUVE, *cles)
    annonces: list[tuple[str, int]] = []

    bilan = rotation.rechiffrer_les_colonnes(lot=3, annoncer=lambda quoi, total: annonces.append((quoi, total)))

    assert (bilan.reecrites, bilan.refusees) == (7, [])
    assert annonces == [("usager", 3), ("usager", 6), ("usager", 7)]
    assert {brute[1] for brute in brutes()} == {9}
    employer(reglages, CLE_NEUVE)
    assert {relu.identite_declaree["nom_naissance"] for relu in session.query(Usager)} == {"Moreau"}


def test_la_rotation_interrompue_se_reprend(base_reelle: str, reglages: Reglages, cles):
    usagers(5)
    employer(reglages, CLE_NEUVE, *cles)

    def couper(_quoi: str, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.rechiffrer_les_colonnes(lot=2, annoncer=couper)
    assert sorted(brute[1] for brute in brutes()).count(9) == 2

    assert rotation.rechiffrer_les_colonnes(lot=2, annoncer=taire).reecrites == 3
    assert rotation.rechiffrer_les_colonnes(lot=2, annoncer=taire).reecrites == 0


def test_la_rotation_dit_ce_qu_aucune_cle_n_ouvre_et_fait_le_reste(base_reelle: str, reglages: Reglages, cles):
    perdu, *_ = usagers(4)
    with transaction():
        session.execute(
            text("UPDATE usager SET identite_declaree = :octets WHERE id = :id"),
            {"octets": b"\x01\x05" + os.urandom(60), "id": perdu.id},
        )
    employer(reglages, CLE_NEUVE, *cles)

    bilan = rotation.rechiffrer_les_colonnes(lot=2, annoncer=taire)

    assert bilan.reecrites == 3
    assert bilan.refusees == [f"usager.identite_declaree {perdu.id}"]


def test_chaque_colonne_chiffree_porte_son_propre_nom():
    for table, colonnes in inventaire.colonnes_chiffrees().items():
        for colonne in colonnes:
            assert inventaire.contexte_de(colonne) == f"{table.name}.{colonne.name}"


def test_l_inventaire_voit_les_colonnes_et_les_fichiers():
    chiffrees = {f"{t.name}.{c.name}" for t, colonnes in inventaire.colonnes_chiffrees().items() for c in colonnes}
    de_fichier = {f"{table.name}.{cle.name}" for table, cle, _ in inventaire.colonnes_de_fichier()}

    assert {"dossier.reponses", "message.texte", "notification.adresse", "usager.identite_certifiee"} <= chiffrees
    assert {"fichier.cle", "fichier.propre_cle", "piece.assemblage_cle", "document.cle"} <= de_fichier
    assert all(f"{nom.rsplit('.', 1)[0]}" in Modele.metadata.tables for nom in de_fichier)


# ---------- Fichiers ----------


def test_un_fichier_depose_se_relit_et_ne_se_lit_pas_sur_le_disque(magasin: Path):
    depot = fichiers.deposer(b"%PDF-1.7 avis d'imposition")

    assert fichiers.lire(depot.cle, depot.empreinte) == b"%PDF-1.7 avis d'imposition"
    assert b"%PDF" not in (magasin / depot.cle).read_bytes()
    assert list(fichiers.cles()) == [depot.cle]


def test_un_fichier_altere_se_voit(magasin: Path):
    depot = fichiers.deposer(b"contenu")
    chemin = magasin / depot.cle
    octets = bytearray(chemin.read_bytes())
    octets[-1] ^= 1
    chemin.write_bytes(octets)

    with pytest.raises(fichiers.FichierAltere):
        fichiers.lire(depot.cle, depot.empreinte)


def test_un_fichier_mis_a_la_place_d_un_autre_se_voit(magasin: Path):
    un, autre = fichiers.deposer(b"le sien"), fichiers.deposer(b"celui d'une autre")
    (magasin / un.cle).write_bytes((magasin / autre.cle).read_bytes())

    with pytest.raises(fichiers.FichierAltere):
        fichiers.lire(un.cle, un.empreinte)
    with pytest.raises(fichiers.FichierAltere):
        fichiers.lire(autre.cle, un.empreinte)


def test_un_fichier_disparu_se_voit_et_se_supprime_sans_erreur(magasin: Path):
    depot = fichiers.deposer(b"contenu")
    fichiers.supprimer(depot.cle)

    fichiers.supprimer(depot.cle)

    with pytest.raises(fichiers.FichierAltere):
        fichiers.lire(depot.cle, depot.empreinte)


def test_les_fichiers_changent_de_cle_sans_changer_de_place(magasin: Path, reglages: Reglages, cles):
    depots = [fichiers.deposer(f"contenu {rang}".encode()) for rang in range(3)]
    employer(reglages, CLE_NEUVE, *cles)
    recent = fichiers.deposer(b"recent")
    (magasin / "aa").mkdir(exist_ok=True)
    (magasin / "aa" / "etranger").write_bytes(b"pas de nous")

    bilan = rotation.rechiffrer_les_fichiers(lot=1, annoncer=taire)

    assert bilan.reecrites == 3
    assert bilan.refusees == ["fichier aa/etranger"]
    employer(reglages, CLE_NEUVE)
    assert [fichiers.lire(un.cle, un.empreinte) for un in depots] == [b"contenu 0", b"contenu 1", b"contenu 2"]
    assert fichiers.lire(recent.cle, recent.empreinte) == b"recent"


def test_un_magasin_qui_ne_repond_pas_se_dit(magasin: Path, reglages: Reglages):
    fichiers.configurer("s3://seau?endpoint=http://127.0.0.1:9&region=us-east-1&access_key_id=a&secret_access_key=b")
    try:
        assert not fichiers.disponible()
        with pytest.raises(Indisponible):
            fichiers.deposer(b"contenu")
    finally:
        fichiers.configurer(reglages.fichiers_url)
    assert fichiers.disponible()


def test_un_disque_absent_n_est_pas_disponible(tmp_path: Path, magasin: Path, reglages: Reglages):
    dossier = tmp_path / "monte"
    fichiers.configurer(f"file://{dossier}")
    try:
        assert fichiers.disponible()
        dossier.rmdir()
        assert not fichiers.disponible()
    finally:
        fichiers.configurer(reglages.fichiers_url)
