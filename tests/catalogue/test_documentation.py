"""La démarche d’exemple de la documentation est vraie : on l’exécute, on la vérifie, on la parcourt."""

import re
from datetime import date
from typing import Any

import pytest

from portail.config import RACINE
from portail.demarche.declaration import Demarche
from portail.demarche.eligibilite import evaluer
from portail.demarche.parcours import parcours_de, pieces_attendues
from portail.demarche.verification import alertes, discordances, fautes
from tests.catalogue.parametrage import DEMARCHES

GUIDE = RACINE / "docs" / "ajouter-une-demarche.md"
JOUR = date(2026, 11, 21)


@pytest.fixture(scope="module")
def exemple() -> Demarche:
    [code] = re.findall(r"^```python\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    module: dict[str, Any] = {"__name__": "exemple"}
    exec(compile(code, str(GUIDE), "exec"), module)  # noqa: S102 — le code de notre documentation
    demarche = module["DEMARCHE"]
    assert isinstance(demarche, Demarche)
    return demarche


def test_l_exemple_est_sans_faute(exemple):
    assert fautes(exemple) == []
    assert alertes(exemple) == []
    assert discordances([*DEMARCHES, exemple]) == []


def test_l_exemple_se_parcourt(exemple):
    ordinaire, cargo = {"velo": "ordinaire"}, {"velo": "cargo", "abri": "oui", "identite_certifiee": True}

    assert [visible.page.identifiant for visible in parcours_de(exemple, ordinaire, JOUR)] == [
        "identite",
        "coordonnees",
        "pret",
    ]
    assert [visible.page.identifiant for visible in parcours_de(exemple, cargo, JOUR)][-1] == "cargo"
    assert [piece.identifiant for piece in pieces_attendues(exemple, cargo, JOUR)] == ["attestation_abri"]


def test_l_exemple_s_examine(exemple):
    adresse = {
        "voie": "1 quai",
        "complement": "",
        "code_postal": "44000",
        "commune": "Nantes",
        "commune_insee": "44109",
    }
    reponses = {"adresse": adresse, "debut": "2027-04-03", "fin": "2027-04-17"}

    bilan = evaluer(exemple, reponses, jour=JOUR, parametres={}, communes={"44109"})
    inverse = evaluer(exemple, reponses | {"fin": "2027-04-01"}, jour=JOUR, parametres={}, communes={"44109"})

    assert bilan.eligible is True
    assert bilan.valeurs == {"duree": 15}
    assert inverse.motifs == ("dates",)
    assert inverse.fait(exemple.motifs[1]) == (
        "Les dates demandées, du 3 avril 2027 au 1er avril 2027, ne permettent pas un prêt."
    )


def test_le_guide_ne_cite_que_des_noms_du_vocabulaire():
    """Les noms entre accents graves qui ressemblent à du vocabulaire existent vraiment."""
    vocabulaire = (RACINE / "portail" / "demarche").glob("*.py")
    sources = "\n".join(fichier.read_text(encoding="utf-8") for fichier in vocabulaire)
    cites = re.findall(r"`([A-Z][A-Za-z]+)`", GUIDE.read_text(encoding="utf-8"))

    assert cites
    assert [nom for nom in cites if nom not in sources and nom not in {"DEMARCHE", "VERSIONS"}] == []
