"""L’API ouverte à tous ne doit pas pouvoir épuiser la machine."""

import tracemalloc

import pytest

from portail.parametres import actions as parametres

ADRESSE = "/api/v1/simulations/aide-permis"
MO = 1_000_000


@pytest.mark.parametrize("nombre", ["1e99999999", "-1e99999999", "0e99999999", "1e-99999999", "1e12", "1e-7"])
def test_un_nombre_demesure_est_refuse_sans_etre_ecrit(client, base, nombre: str):
    parametres.importer()
    tracemalloc.start()

    reponse = client.post(ADRESSE, data=f'{{"rfr": {nombre}}}', content_type="application/json")

    _courant, sommet = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "rfr" in {erreur["entree"] for erreur in reponse.json["erreurs"]}
    assert sommet < 20 * MO


def test_un_nombre_en_notation_scientifique_raisonnable_se_lit(client, base):
    parametres.importer()

    reponse = client.post(ADRESSE, data='{"rfr": 1.43e4}', content_type="application/json")

    assert "rfr" not in {erreur["entree"] for erreur in reponse.json["erreurs"]}
