"""Une demande de succession : ce qui passe, et ce que l’on dit de ce qui ne passe pas."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from portail.notaires.rapprochement.identites import DateConnue, Identite
from portail.notaires.successions.demandes import Demande, Domicile, demande_gardee, fautes_de
from portail.notaires.successions.recuperation import Heritier

JOUR = date(2026, 11, 22)
YVONNE = Identite("GAUTIER", ("Yvonne", "Marie"), DateConnue(1931, 2, 12), lieu="44195", sexe="F")
LOUIS = Identite("GAUTIER", ("Louis",), DateConnue(1929, 5, 1), lieu="Alger", sexe="M")
DEMANDE = Demande(
    reference="2026-118 GAUTIER",
    defunt=YVONNE,
    deces_le=date(2026, 10, 3),
    deces_commune="44109",
    domicile=Domicile("44195", "4 rue du Port", "44260"),
)
AVEC_CONJOINT = replace(DEMANDE, conjoint=LOUIS, conjoint_deces_le=date(2001, 1, 2), conjoint_deces_commune="44109")


def defunt(**change):
    return replace(DEMANDE, defunt=replace(YVONNE, **change))


@pytest.mark.parametrize(
    "demande",
    [
        DEMANDE,
        AVEC_CONJOINT,
        replace(DEMANDE, deces_le=JOUR),
        replace(DEMANDE, reference="R" * 30),
        replace(DEMANDE, deces_commune="75056"),
        replace(DEMANDE, deces_commune="2A004"),
        defunt(lieu="Alger", naissance=DateConnue(1931)),
        defunt(lieu="99352", naissance=DateConnue(1931, 3)),
        defunt(naissance=DateConnue(1932, 2, 29)),
        replace(DEMANDE, heritiers=(Heritier.ENFANTS, Heritier.CONJOINT), donations=True),
        replace(DEMANDE, donations=True, donations_le=(date(2018, 4, 5),), actif_net_estime=Decimal(-5000)),
        replace(DEMANDE, domiciles_anterieurs=("44109", "44131"), actif_net_estime=Decimal("30000.50")),
    ],
)
def test_ce_qui_se_depose(demande):
    assert fautes_de(demande, jour=JOUR) == {}


@pytest.mark.parametrize(
    ("demande", "champ", "dit"),
    [
        (replace(DEMANDE, reference=" "), "reference", "référence"),
        (replace(DEMANDE, reference="R" * 31), "reference", "30 signes"),
        (defunt(nom_naissance=" - "), "nom_naissance", "nom de naissance"),
        (defunt(nom_usage="N" * 81), "nom_usage", "80 signes"),
        (defunt(prenoms=()), "prenoms", "tous les prénoms"),
        (defunt(prenoms=("Anne",) * 11), "prenoms", "10 au plus"),
        (defunt(sexe="X"), "sexe", "état civil"),
        (defunt(lieu=""), "lieu_naissance", "lieu de naissance"),
        (defunt(lieu="44999"), "lieu_naissance", "Aucune commune"),
        (defunt(naissance=DateConnue(0)), "naissance", "date de naissance"),
        (defunt(naissance=DateConnue(1931, 2, 30)), "naissance", "calendrier"),
        (defunt(naissance=DateConnue(1931, 0, 5), lieu="Alger"), "naissance", "calendrier"),
        (defunt(naissance=DateConnue(1931)), "naissance", "acte étranger"),
        (defunt(naissance=DateConnue(1890, 1, 1)), "naissance", "125 ans"),
        (replace(DEMANDE, deces_le=None), "deces_le", "date du décès"),
        (replace(DEMANDE, deces_le=date(2026, 11, 23)), "deces_le", "pas encore passée"),
        (replace(DEMANDE, deces_le=date(1931, 2, 12)), "deces_le", "suivre la naissance"),
        (replace(defunt(lieu="Alger", naissance=DateConnue(2026, 11))), "deces_le", "suivre la naissance"),
        (replace(DEMANDE, deces_commune=""), "deces_commune", "commune du décès"),
        (replace(DEMANDE, domicile=Domicile("")), "domicile", "dernier domicile"),
        (replace(DEMANDE, domicile=Domicile("44195", "", "4426")), "domicile", "5 chiffres"),
        (replace(DEMANDE, domiciles_anterieurs=("85191",)), "domiciles_anterieurs", "Loire-Atlantique"),
        (replace(DEMANDE, heritiers=(Heritier.VACANTE, Heritier.NEVEUX)), "heritiers", "vacante"),
        (replace(DEMANDE, donations_le=(date(2018, 1, 1),)), "donations", "répondez oui"),
        (replace(DEMANDE, donations=True, donations_le=(date(2026, 10, 4),)), "donations_le", "précède le décès"),
        (replace(DEMANDE, actif_net_estime=Decimal("1.234")), "actif_net_estime", "centimes"),
        (replace(DEMANDE, actif_net_estime=Decimal("NaN")), "actif_net_estime", "centimes"),
        (replace(AVEC_CONJOINT, conjoint_deces_le=date(2026, 10, 4)), "conjoint_deces_le", "autre requête"),
        (replace(AVEC_CONJOINT, conjoint_deces_le=None), "conjoint_deces_le", "date du décès"),
        (replace(AVEC_CONJOINT, conjoint=replace(LOUIS, prenoms=())), "conjoint_prenoms", "prénoms"),
        (replace(AVEC_CONJOINT, conjoint=YVONNE), "conjoint_nom_naissance", "même personne"),
    ],
)
def test_ce_qui_se_corrige(demande, champ, dit):
    fautes = fautes_de(demande, jour=JOUR)

    assert set(fautes) == {champ}
    assert dit in fautes[champ]


def test_ce_qui_est_garde_se_relit():
    complete = replace(
        DEMANDE, domiciles_anterieurs=("44109",), heritiers=(Heritier.ENFANTS,), testament=False, donations=True,
        donations_le=(date(2018, 4, 5),), actif_net_estime=Decimal("30000.00"),
    )  # fmt: skip

    relue = demande_gardee(
        reference=complete.reference, defunt=complete.defunt.en_json(), deces=complete.deces_en_json(),
        succession=complete.succession_en_json(),
    )  # fmt: skip

    assert relue == complete
