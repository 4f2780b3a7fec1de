"""Importer une couche en ligne de commande, et retrouver ce qu’elle dit."""

import gzip

import pytest
from sqlalchemy import text

from portail.socle.base import session, transaction
from tests.integration.notaires.test_imports_zones import ban, collection, parcelle, zone

pytestmark = pytest.mark.usefixtures("departement")
ZONAGE = ("--sorte", "ens", "--effet", "2026-01-01", "--donnee", "2025-12-15", "--source", "Direction de la nature")

REMPLIR = (
    "INSERT INTO adresse_locale SELECT n::text, '44047', n % 500 || ' rue ' || n, n::text, n, n "
    "FROM generate_series(1, 5000) AS n",
    "INSERT INTO parcelle_cadastrale (idu, commune_insee, prefixe, section, numero, millesime, geometrie, ouest, sud, "
    "est, nord) SELECT '44047000ZK' || n, '44047', '000', 'ZK', n, '2026-01-01', '', n * 10, n * 10, n * 10 + 9, "
    "n * 10 + 9 FROM generate_series(1, 5000) AS n",
)


@pytest.fixture
def lancer(application, tmp_path):
    def lance(commande, contenu, *options, nom="couche.json"):
        fichier = tmp_path / nom
        fichier.write_bytes(contenu)
        return application.test_cli_runner().invoke(args=[commande, str(fichier), *options])

    return lance


def test_chaque_couche_s_importe_et_se_rejoue(lancer):
    zonage = collection(zone("a"), zone("b"))
    cadastre = gzip.compress(collection(parcelle(1), parcelle(2, section="ZKA")))

    assert "2 lu(s), 2 ajouté(s)" in lancer("importer-zonage", zonage, *ZONAGE).output
    assert "2 inchangé(s)" in lancer("importer-zonage", zonage, *ZONAGE).output
    importe = lancer("importer-cadastre", cadastre, "--millesime", "2026-10-01")
    assert "rejeté, rang 2 44047000ZK0002" in importe.output
    assert "1 ajouté(s)" in importe.output
    assert "3 ajouté(s)" in lancer("importer-adresses", ban(), "--donnee", "2026-11-01", nom="ban.csv").output


def test_un_refus_se_voit_au_code_de_sortie(lancer):
    lancer("importer-zonage", collection(zone("a")), *ZONAGE)

    refuse = lancer("importer-zonage", collection(zone("a"), zone("b")), *ZONAGE)

    assert refuse.exit_code == 1
    assert "elle ne change plus" in refuse.output


@pytest.mark.parametrize(
    ("table", "index", "requete"),
    [
        (
            "adresse_locale", "ix_adresse_locale_cle",
            "SELECT * FROM adresse_locale WHERE commune_insee = '44047' AND cle LIKE '12 %'",
        ),
        (
            "parcelle_cadastrale", "ix_parcelle_cadastrale_emprise",
            "SELECT * FROM parcelle_cadastrale WHERE commune_insee = '44047' "
            "AND ouest <= 50 AND est >= 50 AND sud <= 50 AND nord >= 50",
        ),
        (
            "parcelle_cadastrale", "pk_parcelle_cadastrale",
            "SELECT * FROM parcelle_cadastrale WHERE idu IN ('44047000ZK0001', '44047000ZK0002')",
        ),
    ],
)  # fmt: skip
def test_chaque_recherche_a_son_index(table, index, requete):
    with transaction():
        for ordre in (*REMPLIR, f"ANALYZE {table}"):
            session.execute(text(ordre))

    plan = "\n".join(session.scalars(text(f"EXPLAIN {requete}")))

    assert index in plan
    assert "Seq Scan" not in plan
