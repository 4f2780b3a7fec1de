"""Scénarios 4 et 7 de la fiche : l’urgence, et le silence du Département que la décision impute ensuite."""

from datetime import date

from tests.bout_en_bout.autonomie import gestes
from tests.bout_en_bout.autonomie.coulisses import dans_la_pile, mettre_l_horloge_au
from tests.bout_en_bout.conftest import Ouvrir

DEPOT = date(2026, 11, 21)
GIR_2 = {"coherence": "C", "orientation": "C", "toilette": "B", "habillage": "B", "alimentation": "B"}


def test_4_simone_recoit_le_forfait_d_urgence_des_sa_demande_puis_est_evaluee_gir_2(ouvrir: Ouvrir):
    simone, julien, herve, isabelle = (ouvrir() for _ in range(4))
    mettre_l_horloge_au(simone.pile, DEPOT)
    simone.usager("Simone Péron")
    numero = dans_la_pile(simone.pile, "deposer", code="simone")
    simone.aller(f"/mon-espace/dossiers/{numero}").lire("Déposée")
    julien.proconnect("Julien Morvan")
    gestes.prendre(julien, numero)
    gestes.dit(julien, "La situation est dite urgente")

    herve.proconnect("Hervé Guillou").aller(f"/agents/dossiers/{numero}")
    herve.repondre(raison="encadrement").presser("Ouvrir le dossier").presser("Avancer l’aide")
    gestes.dit(herve, "1 040,17 € par mois", "depuis le 21 novembre 2026", "jusqu’au 20 janvier 2027")
    assert "1 040,17" in gestes.espaces(simone.courriel("simone.peron@courriel.example", "urgence").texte)

    gestes.avancer_au(herve, date(2026, 12, 2))
    # Décembre entier, et dix jours de novembre : 1 040,17 × 10 / 30.
    gestes.attendre(simone, f"/mon-espace/dossiers/{numero}/droits", f"{gestes.EMIS} décembre 2026 1 386,89 €")
    gestes.dit(simone, "1 040,17 € par mois", "Avance en urgence", "Jusqu’au 20 janvier 2027").ecran(
        "apa-droits-urgence"
    )

    isabelle.proconnect("Isabelle Corre")
    gestes.evaluer(isabelle, numero, GIR_2, gir=2, jour=date(2026, 12, 2))
    julien.aller(f"/agents/dossiers/{numero}").lire("GIR 2")


def test_7_le_silence_accorde_le_forfait_que_la_decision_retient_ensuite_d_un_cinquieme(ouvrir: Ouvrir):
    therese, julien, isabelle, herve = (ouvrir() for _ in range(4))
    mettre_l_horloge_au(therese.pile, DEPOT)
    numero = dans_la_pile(therese.pile, "deposer", code="therese", revenu_declare="10800.00")
    suivi, droits = f"/mon-espace/dossiers/{numero}", f"/mon-espace/dossiers/{numero}/droits"
    julien.proconnect("Julien Morvan")
    gestes.prendre(julien, numero)

    gestes.avancer_au(julien, date(2027, 1, 21))
    therese.usager("Thérèse Audrain").aller(suivi)
    assert "réputée acceptée depuis" not in therese.page.get_by_role("main").inner_text()
    gestes.avancer_au(julien, date(2027, 1, 22))
    gestes.attendre(therese, suivi, "réputée acceptée depuis le 21 janvier 2027").ecran("apa-silence")
    # La moitié de 1,615 × 1 298,43 : les valeurs de 2027, que le barème prend au 1er janvier.
    gestes.attendre(therese, droits, "1 048,48 € par mois")
    gestes.avancer_au(julien, date(2027, 2, 2))
    gestes.attendre(therese, droits, f"{gestes.EMIS} février 2027 1 420,52 €")  # avec onze jours de janvier

    mettre_l_horloge_au(therese.pile, date(2027, 2, 10))
    julien.aller(f"/agents/dossiers/{numero}").presser("Reprendre l’étude pour décider expressément")
    dans_la_pile(therese.pile, "evaluer", numero=numero, gir=4)
    isabelle.proconnect("Isabelle Corre")
    gestes.rediger(isabelle, numero, {"nature": "prestataire", "quantite": "16", "prix": "25"})
    gestes.dit(isabelle, "400 €")
    gestes.proposer(isabelle, numero)
    gestes.lire_le_plan(therese, numero, "400 €")
    gestes.repondre_au_plan(therese, "accepter")
    herve.proconnect("Hervé Guillou")
    gestes.accorder(julien, herve, numero, "400")
    gestes.attendre(therese, droits, "400 € par mois", "de trop")

    for mois, jour in (("mars", date(2027, 3, 2)), ("avril", date(2027, 4, 2))):
        gestes.avancer_au(julien, jour)
        gestes.attendre(therese, droits, f"{gestes.EMIS} {mois} 2027 320 €", "après une retenue de 80 €")
    therese.ecran("apa-droits-retenus")
    julien.aller(f"/agents/dossiers/{numero}/droits").lire("Trop-perçu à retenir").ecran("apa-droits-agent-retenus")
