"""Les sept premiers scénarios de la fiche « aide au permis », vécus par les actions, du dépôt à la décision."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from portail.dossiers.actions import decision, depot
from portail.dossiers.etats import Etat, NatureDecision
from portail.dossiers.examen import bilan_de
from portail.dossiers.models import Decision, Dossier, QualiteIntervenant
from portail.dossiers.queries import meme_personne
from portail.identite.models import Agent, Usager
from portail.pieces.queries import pieces_de
from tests import fabriques
from tests.integration.lignes import decisions, documents, gabarits_promis, relu
from tests.unitaires import situations_permis as situations
from tests.unitaires.situations_permis import PERMIS, adresse, espaces_simples

DEPOT = date(2026, 11, 21)


def personne(reponses: dict[str, Any]) -> Usager:
    naissance = date.fromisoformat(reponses["date_naissance"])
    return fabriques.usager(reponses["prenoms"].split(), reponses["nom_naissance"], naissance=naissance)


def deposer(reponses: dict[str, Any], qui: Usager | None = None) -> Dossier:
    return fabriques.depose(qui or personne(reponses), **reponses)


def verdicts(dossier: Dossier) -> dict[str, str]:
    return {constat.regle.code: constat.verdict.value for constat in bilan_de(relu(dossier), PERMIS).constats}


def constat(dossier: Dossier, code: str) -> str:
    trouve = bilan_de(relu(dossier), PERMIS).constat(code)
    assert trouve is not None
    return espaces_simples(trouve.texte())


def decider_selon_les_regles(dossier: Dossier, agent: Agent) -> Decision:
    """Signe ce que les règles proposent : l’accord et son montant, ou le refus et ses motifs chiffrés."""
    lu = relu(dossier)
    bilan = bilan_de(lu, PERMIS)
    motifs = [
        {"code": motif.code, "droit": motif.droit, "fait": bilan.fait(motif)}
        for motif in PERMIS.motifs
        if motif.code in bilan.motifs
    ]
    accord = decision.Projet(nature=NatureDecision.ACCORD, montant=bilan.valeurs.get("montant"))
    projet = decision.Projet(nature=NatureDecision.REFUS, motifs=motifs) if motifs else accord
    decision.decider(lu.id, agent=agent, projet=projet, revision=lu.revision)
    [signee] = decisions(dossier)
    return signee


def faits(signee: Decision) -> dict[str, str]:
    return {motif["code"]: espaces_simples(motif["fait"]) for motif in signee.motifs}


def test_1_la_mere_de_lina_depose_et_lina_obtient_500_euros(herve: Agent):
    sophie = fabriques.usager(("Sophie",), "Moreau", naissance=date(1980, 3, 2))
    dossier = deposer(situations.lina(), sophie)

    signee = decider_selon_les_regles(dossier, herve)

    lu = relu(dossier)
    codes = {piece.code for piece in pieces_de(dossier.id)}
    assert codes == {"piece_identite", "avis_impot", "inscription_ecole", "autorisation_parentale", "rib"}
    assert {(lien.qualite, lien.nom, lien.peut_agir) for lien in lu.intervenants} == {
        (QualiteIntervenant.DEPOSANT, "Sophie MOREAU", True),
        (QualiteIntervenant.BENEFICIAIRE, "Lina Moreau", False),
    }
    assert (signee.nature, signee.montant, lu.etat) == (NatureDecision.ACCORD, Decimal(500), Etat.DECIDE)
    assert "non_conforme" not in verdicts(dossier).values()
    assert gabarits_promis(dossier)[-1] == "dossier/decision"


@pytest.mark.parametrize(
    ("jour", "nature"), [(DEPOT, NatureDecision.ACCORD), (date(2026, 11, 22), NatureDecision.REFUS)]
)
def test_2_yanis_a_droit_la_veille_de_ses_25_ans_et_plus_le_lendemain(herve: Agent, jour: date, nature: NatureDecision):
    fabriques.mettre_l_horloge_au(jour)
    dossier = deposer(situations.yanis())
    # La condition se juge au dépôt : instruire trois semaines plus tard n’y change rien.
    fabriques.mettre_l_horloge_au(date(2026, 12, 12))

    signee = decider_selon_les_regles(dossier, herve)

    assert signee.nature is nature
    if nature is NatureDecision.REFUS:
        assert faits(signee) == {
            "age": "À la date de votre demande, vous aviez 25 ans. L’aide au permis B va de 17 à 24 ans."
        }


def test_3_emma_doit_attendre_le_1er_decembre(herve: Agent):
    trop_tot = deposer(situations.emma())
    refus = decider_selon_les_regles(trop_tot, herve)
    fabriques.mettre_l_horloge_au(date(2026, 12, 1))
    a_temps = deposer(situations.emma())

    assert "1er décembre 2026" in constat(trop_tot, "residence")
    assert list(faits(refus)) == ["residence"]
    assert verdicts(a_temps)["residence"] == "conforme"
    assert decider_selon_les_regles(a_temps, herve).nature is NatureDecision.ACCORD


def test_4_tom_est_trop_jeune_pour_b_et_obtient_am(herve: Agent):
    en_b = deposer(situations.tom(), fabriques.usager(("Anne",), "Richard"))
    refus = decider_selon_les_regles(en_b, herve)
    en_am = deposer(situations.tom(categorie="AM"), fabriques.usager(("Anne",), "Richard"))

    assert "l’aide au permis AM : 100 €" in constat(en_b, "age")
    assert refus.nature is NatureDecision.REFUS
    accord = decider_selon_les_regles(en_am, herve)
    assert (accord.nature, accord.montant) == (NatureDecision.ACCORD, Decimal(100))


def test_5_l_aide_de_l_etat_deja_recue_fait_un_refus_motive(herve: Agent):
    refus = decider_selon_les_regles(deposer(situations.aminata()), herve)

    assert faits(refus) == {
        "cumul": "Vous recevez déjà une autre aide pour ce permis. Montant déclaré : 500 €.",
    }
    lettre = documents(Dossier(id=refus.dossier_id), "decision")[0].contenu["donnees"]
    assert [motif["fait"] for motif in lettre["motifs"]] == [motif["fait"] for motif in refus.motifs]


def test_5_une_aide_demandee_mais_pas_obtenue_ne_fait_pas_obstacle(herve: Agent):
    dossier = deposer(situations.aminata(autre_aide="ne_sais_pas", aides=[]))

    assert verdicts(dossier)["cumul"] == "a_verifier"
    assert decider_selon_les_regles(dossier, herve).nature is NatureDecision.ACCORD


def test_6_noe_et_eva_ont_chacun_leur_droit_et_noe_deux_fois_est_un_doublon(herve: Agent):
    parent = fabriques.usager(("Paul",), "Dupré")
    foyer = situations.lina(nom_naissance="Dupré", date_naissance="2008-02-03")
    noe, eva = (deposer(foyer | {"prenoms": prenom}, parent) for prenom in ("Noé", "Eva"))
    encore = deposer(foyer | {"prenoms": "NOÉ"}, parent)

    assert meme_personne(relu(eva)).doublons == []
    assert [d.id for d in meme_personne(relu(encore)).doublons] == [noe.id]
    # La première arrivée garde son droit ; la seconde, non.
    assert [verdicts(d)["doublon"] for d in (noe, eva, encore)] == ["conforme", "conforme", "non_conforme"]
    assert decider_selon_les_regles(noe, herve).nature is NatureDecision.ACCORD
    assert decider_selon_les_regles(eva, herve).nature is NatureDecision.ACCORD
    assert list(faits(decider_selon_les_regles(encore, herve))) == ["doublon"]


def test_6_ni_une_demande_retiree_ni_un_refus_ne_font_un_doublon(herve: Agent):
    parent = fabriques.usager(("Paul",), "Dupré")
    retiree, refusee, classee = (deposer(situations.lina(), parent) for _ in range(3))
    depot.retirer(retiree.id, usager=parent, revision=None)
    decision.classer(classee.id, agent=herve, motif="Doublon.", revision=None)
    motif = {"code": "ecole", "droit": "Règlement.", "fait": "Pas agréée."}
    projet = decision.Projet(nature=NatureDecision.REFUS, motifs=[motif])
    decision.decider(refusee.id, agent=herve, projet=projet, revision=None)

    neuve = deposer(situations.lina(), parent)

    assert verdicts(neuve)["doublon"] == "conforme"
    assert decider_selon_les_regles(neuve, herve).nature is NatureDecision.ACCORD
    assert verdicts(deposer(situations.lina(), parent))["doublon"] == "non_conforme"


def test_7_le_fresne_sur_loire_est_hors_du_departement(herve: Agent):
    ou = adresse("49123", "Ingrandes-le-Fresne-sur-Loire", "49160")
    dossier = deposer(situations.yanis(adresse=ou))

    refus = decider_selon_les_regles(dossier, herve)

    assert relu(dossier).commune_insee == "49160"
    assert "n’est pas en Loire-Atlantique" in constat(dossier, "residence")
    assert (refus.nature, list(faits(refus))) == (NatureDecision.REFUS, ["residence"])
