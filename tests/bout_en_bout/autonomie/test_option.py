"""Scénario 9 de la fiche : qui reçoit une aide de même objet choisit, une fois les montants connus."""

from datetime import date

import pytest

from tests.bout_en_bout.autonomie import gestes
from tests.bout_en_bout.autonomie.coulisses import dans_la_pile, mettre_l_horloge_au
from tests.bout_en_bout.conftest import Ouvrir

DEPOT, CHOIX = date(2026, 9, 10), date(2026, 9, 24)


@pytest.mark.parametrize("choix", ["allocation", "autre"])
def test_9_daniel_choisit_entre_sa_majoration_et_l_allocation(ouvrir: Ouvrir, choix: str):
    daniel, julien, isabelle = (ouvrir() for _ in range(3))
    mettre_l_horloge_au(daniel.pile, DEPOT)
    numero = dans_la_pile(daniel.pile, "remplir", code="daniel")
    daniel.usager("Daniel Kervella").aller(f"/mon-espace/dossiers/{numero}/saisie/choix_a_venir")
    gestes.dit(daniel, "Vous aurez à choisir entre deux aides", "rien n’est refusé").ecran("apa-choix-a-venir")
    daniel.aller(f"/mon-espace/dossiers/{numero}/recapitulatif")
    gestes.attester_et_envoyer(daniel)
    dans_la_pile(daniel.pile, "instruire", numero=numero, gir=3)
    julien.proconnect("Julien Morvan").aller(f"/agents/dossiers/{numero}/decision")
    assert not julien.page.locator('[name="motifs"][value="prestation_non_cumulable"]').is_checked()

    isabelle.proconnect("Isabelle Corre")
    gestes.rediger(isabelle, numero, {"nature": "prestataire", "quantite": "28", "prix": "25"})
    gestes.proposer(isabelle, numero)
    gestes.lire_le_plan(daniel, numero, "700 €")
    gestes.repondre_au_plan(daniel, "accepter")

    mettre_l_horloge_au(daniel.pile, CHOIX)
    julien.aller(f"/agents/dossiers/{numero}").suivre("Droit d’option").ecran("apa-option")
    julien.repondre(aide_choisie=choix, aide_choisie_le=f"{CHOIX:%d/%m/%Y}").presser("Enregistrer")
    julien.aller(f"/agents/dossiers/{numero}/decision")
    retenu = julien.page.locator('[name="motifs"][value="prestation_non_cumulable"]').is_checked()
    if choix == "allocation":
        assert not retenu
        gestes.dit(julien, "La personne choisit l’allocation. L’autre aide s’arrête.")
        julien.repondre(nature="accord").presser("Proposer à la signature").lire("proposée à la signature")
        return
    assert retenu
    julien.repondre(nature="refus").presser("Proposer à la signature").lire("proposée à la signature")
    gestes.dit(julien, "Le 24 septembre 2026, vous avez choisi de garder une prestation qui ne se cumule pas")
