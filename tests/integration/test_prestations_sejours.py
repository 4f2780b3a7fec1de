"""Ce qui change un mois : un séjour à l’hôpital, une aide moins utilisée que prévu ; et deux gestes au même instant."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from portail.dossiers.models import Dossier
from portail.dossiers.prestations import emission, sejours, utilisations
from portail.dossiers.prestations.erreurs import MoisImpossible, SejourImpossible
from portail.dossiers.prestations.models import Hospitalisation
from portail.dossiers.prestations.queries import droits_lus
from portail.dossiers.prestations.sejours import Sejour
from portail.identite.models import Role, Usager
from portail.socle.base import session
from portail.socle.erreurs import ConflitDeVersion, Interdit, Introuvable
from tests import fabriques
from tests.integration.lignes import journal_de, relu
from tests.integration.prestations import demandee, emises, euros, le_premier, monde, servi, verses
from tests.integration.propositions import SERVICE
from tests.integration.simultane import ensemble

DECISION = date(2026, 12, 1)
ENTREE = date(2027, 1, 4)


@pytest.fixture
def dossier(gens) -> Dossier:
    """Accordé le 1ᵉʳ décembre 2026 à 310 € par mois."""
    return servi(gens, DECISION, "310.00")


def entre(dossier: Dossier, personne: Usager, entree: date = ENTREE, sortie: date | None = None) -> Hospitalisation:
    return sejours.declarer(dossier.id, usager=personne, sejour=Sejour(entree=entree, sortie=sortie))


def test_l_hopital_maintient_trente_jours_suspend_puis_reprend_au_premier_du_mois_de_sortie(dossier: Dossier, gens):
    personne, _, _ = gens
    le_premier(2027, 1)
    fabriques.mettre_l_horloge_au(date(2027, 1, 10))
    entre(dossier, personne)
    le_premier(2027, 2)
    le_premier(2027, 3)
    assert [(une.du, une.rappel) for une in emises(dossier)[1:]] == [
        (euros("22.14"), euros("0.00")),  # deux jours de février : 310 × 2 / 28
        (euros("0.00"), euros("0.00")),
    ]
    fabriques.mettre_l_horloge_au(date(2027, 4, 12))
    le_premier(2027, 4, 12)
    entre(dossier, personne, sortie=date(2027, 4, 12))
    le_premier(2027, 5)

    assert (emises(dossier)[-1].du, emises(dossier)[-1].rappel) == (euros("310.00"), euros("310.00"))
    assert verses(dossier)[-1] == (date(2027, 5, 1), euros("620.00"))
    assert journal_de(dossier).count("declarer_sejour") == journal_de(dossier).count("noter_sortie") == 1


def test_un_sejour_appris_tard_se_retient_par_cinquiemes(dossier: Dossier, gens):
    personne, _, _ = gens
    for mois in (1, 2, 3):
        le_premier(2027, mois)
    fabriques.mettre_l_horloge_au(date(2027, 3, 20))
    entre(dossier, personne)
    le_premier(2027, 4)
    le_premier(2027, 5)

    avril = emises(dossier)[3]
    assert (avril.du, avril.retenu) == (euros("0.00"), euros("0.00"))  # encore à l’hôpital : rien à retenir sur rien
    assert avril.reste == euros("597.86")  # 287,86 de février et 310 de mars
    entre(dossier, personne, sortie=date(2027, 5, 1))
    le_premier(2027, 6)
    assert (emises(dossier)[-1].du, emises(dossier)[-1].retenu) == (euros("310.00"), euros("62.00"))


def test_un_sejour_efface_se_rend(dossier: Dossier, gens):
    personne, claire, _ = gens
    le_premier(2027, 1)
    fabriques.mettre_l_horloge_au(date(2027, 1, 10))
    sejour = entre(dossier, personne)
    le_premier(2027, 2)
    sejours.effacer(dossier.id, agent=claire, sejour_id=sejour.id, revision=None)
    le_premier(2027, 3)

    assert (emises(dossier)[-1].du, emises(dossier)[-1].rappel) == (euros("310.00"), euros("287.86"))
    with pytest.raises(Introuvable):
        sejours.effacer(dossier.id, agent=claire, sejour_id=sejour.id, revision=None)


@pytest.mark.parametrize(
    ("entree", "sortie"),
    [
        (date(2027, 1, 11), None),
        (date(2027, 1, 5), date(2027, 1, 4)),
        (date(2027, 1, 5), date(2027, 1, 11)),
        (date(2025, 1, 9), date(2025, 1, 20)),
        (date(2027, 1, 2), date(2027, 1, 4)),
    ],
    ids=["à venir", "à l’envers", "sortie à venir", "prescrit", "recouvre un autre"],
)
def test_des_jours_impossibles_ne_se_gardent_pas(dossier: Dossier, gens, entree: date, sortie: date | None):
    personne, _, _ = gens
    fabriques.mettre_l_horloge_au(date(2027, 1, 10))
    entre(dossier, personne, date(2027, 1, 3), date(2027, 1, 5))

    with pytest.raises(SejourImpossible):
        entre(dossier, personne, entree, sortie)
    assert len(droits_lus(dossier).sejours) == 1


def test_un_transfert_le_meme_jour_est_un_autre_sejour(dossier: Dossier, gens):
    personne, _, _ = gens
    fabriques.mettre_l_horloge_au(date(2027, 1, 10))
    entre(dossier, personne, date(2027, 1, 3), date(2027, 1, 5))
    entre(dossier, personne, date(2027, 1, 5), date(2027, 1, 8))
    assert len(droits_lus(dossier).sejours) == 2


def test_les_jours_d_hopital_sont_chiffres(dossier: Dossier, gens):
    personne, _, _ = gens
    fabriques.mettre_l_horloge_au(date(2027, 1, 10))
    entre(dossier, personne)
    [brut] = session.scalars(text("SELECT entree FROM hospitalisation")).all()
    assert b"2027" not in bytes(brut)


def test_un_autre_usager_ou_un_role_qui_n_instruit_pas_n_y_touchent_pas(dossier: Dossier):
    with pytest.raises(Introuvable):
        entre(dossier, fabriques.usager(("Emma",), "Le Gall"), DECISION)
    for role in (Role.ACCUEIL, Role.EVALUATEUR, Role.SECRETAIRE):
        with pytest.raises(Interdit):
            sejours.enregistrer(
                dossier.id,
                agent=fabriques.agent(role, SERVICE, prenom=role.value),
                sejour=Sejour(entree=DECISION),
                revision=None,
            )
    assert droits_lus(dossier).sejours == []


def test_sans_droit_ouvert_il_n_y_a_pas_de_sejour(gens):
    personne, claire, _ = gens
    with pytest.raises(Introuvable):
        entre(demandee(personne, claire), personne, DECISION)


# ---------- L’aide vraiment utilisée ----------


def test_moins_d_aide_utilisee_ramene_le_mois_a_ce_qu_elle_coute(gens):
    """500 € de plan à 1 500 € de ressources ; deux cents euros utilisés en décembre."""
    _, claire, _ = gens
    dossier = servi(gens, DECISION, None)
    le_premier(2027, 1)
    versee = emises(dossier)[-1]
    utilisation = utilisations.noter(
        dossier.id, agent=claire, mois=date(2026, 12, 1), cout=euros("200.00"), revision=None
    )
    # 200 € ≤ 0,317 S : participation 0,9 × (1 500 − 933,89425) ÷ 2 505,41285 × 200 = 40,67
    # 2026 : 406,98 ; au 1ᵉʳ janvier 2027, les seuils et les tranches suivent S : 408,68
    assert (utilisation.montant, versee.rappel, versee.du) == (euros("159.33"), euros("406.98"), euros("408.68"))
    le_premier(2027, 2)

    trop = versee.rappel - euros("159.33")
    fevrier = emises(dossier)[-1]
    assert fevrier.retenu + fevrier.reste == trop
    assert (fevrier.du, fevrier.retenu) == (euros("408.68"), euros("81.73"))  # un cinquième, au centime inférieur


def test_note_deux_fois_le_dernier_cout_vaut(dossier: Dossier, gens):
    _, claire, _ = gens
    le_premier(2027, 1)
    for cout in ("200.00", "480.00"):
        utilisations.noter(dossier.id, agent=claire, mois=DECISION, cout=euros(cout), revision=None)
    assert [(une.mois, une.cout) for une in droits_lus(dossier).utilisations] == [(DECISION, euros("480.00"))]


@pytest.mark.parametrize("mois", [date(2026, 11, 1), date(2027, 1, 1), date(2027, 2, 1), date(2026, 12, 2)])
def test_un_mois_sans_droit_ou_pas_fini_ne_se_note_pas(dossier: Dossier, gens, mois: date):
    _, claire, _ = gens
    le_premier(2027, 1)
    with pytest.raises(MoisImpossible):
        utilisations.noter(dossier.id, agent=claire, mois=mois, cout=euros("10.00"), revision=None)


def test_un_mois_prescrit_ne_se_note_plus(dossier: Dossier, gens):
    _, claire, _ = gens
    fabriques.mettre_l_horloge_au(date(2029, 1, 1) + timedelta(days=1))
    with pytest.raises(MoisImpossible):
        utilisations.noter(dossier.id, agent=claire, mois=DECISION, cout=euros("10.00"), revision=None)


def test_un_ecran_perime_ne_note_rien(dossier: Dossier, gens):
    _, claire, _ = gens
    le_premier(2027, 1)
    montree = relu(dossier).revision
    utilisations.noter(dossier.id, agent=claire, mois=DECISION, cout=euros("200.00"), revision=montree)
    with pytest.raises(ConflitDeVersion):
        utilisations.noter(dossier.id, agent=claire, mois=DECISION, cout=euros("1.00"), revision=montree)


# ---------- Au même instant ----------


def test_la_sortie_declaree_pendant_l_emission_se_rattrape_le_mois_suivant(base_reelle: str):
    gens = monde()
    personne, _, _ = gens
    dossier = servi(gens, DECISION, "310.00")
    fabriques.mettre_l_horloge_au(date(2027, 2, 20))
    entre(dossier, personne, date(2026, 12, 31))
    fabriques.mettre_l_horloge_au(date(2027, 3, 1))

    rendus = ensemble(
        base_reelle,
        dossier,
        lambda: emission.emettre(dossier.id),
        lambda: entre(dossier, personne, date(2026, 12, 31), date(2027, 3, 1)),
    )

    assert rendus[0] is True
    assert emises(dossier)[-1].du == 0
    fabriques.mettre_l_horloge_au(date(2027, 4, 1))
    assert emission.emettre(dossier.id)
    assert (emises(dossier)[-1].du, emises(dossier)[-1].rappel) == (euros("310.00"), euros("310.00"))


def test_deux_entrees_declarees_a_la_fois_un_seul_sejour_en_cours(base_reelle: str):
    gens = monde()
    personne, claire, _ = gens
    dossier = servi(gens, DECISION, "310.00")
    fabriques.mettre_l_horloge_au(date(2027, 1, 10))

    rendus = ensemble(
        base_reelle,
        dossier,
        lambda: entre(dossier, personne, date(2027, 1, 4)),
        lambda: sejours.enregistrer(dossier.id, agent=claire, sejour=Sejour(entree=date(2027, 1, 5)), revision=None),
    )

    assert isinstance(rendus[0], Hospitalisation)
    assert rendus[1] is SejourImpossible
    assert len(droits_lus(dossier).sejours) == 1
