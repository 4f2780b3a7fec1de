"""Scénario 8 de la fiche : le silence à la proposition définitive vaut refus, sauf réponse postée à temps."""

from datetime import date

from tests.bout_en_bout.autonomie import gestes
from tests.bout_en_bout.autonomie.coulisses import dans_la_pile, mettre_l_horloge_au
from tests.bout_en_bout.conftest import Ouvrir

DEPOT, PREMIERE, DEFINITIVE, RECUE = date(2026, 12, 7), date(2026, 12, 28), date(2027, 1, 4), date(2027, 1, 5)
LENDEMAIN, ARRIVEE = date(2027, 1, 16), date(2027, 1, 18)


def test_8_rene_n_a_pas_repondu_a_temps_puis_sa_lettre_postee_la_veille_du_terme_arrive(ouvrir: Ouvrir):
    rene, julien, isabelle = (ouvrir() for _ in range(3))
    mettre_l_horloge_au(rene.pile, DEPOT)
    numero = dans_la_pile(rene.pile, "deposer", code="rene")
    suivi = f"/mon-espace/dossiers/{numero}"
    dans_la_pile(rene.pile, "instruire", numero=numero, gir=4)

    mettre_l_horloge_au(rene.pile, PREMIERE)
    isabelle.proconnect("Isabelle Corre")
    gestes.rediger(isabelle, numero, {"nature": "prestataire", "quantite": "28", "prix": "25"})
    gestes.proposer(isabelle, numero)
    rene.usager("René Gautier")
    gestes.lire_le_plan(rene, numero, "7 janvier 2027")
    gestes.repondre_au_plan(rene, "observer", "Je préfère moins d’heures.")
    mettre_l_horloge_au(rene.pile, DEFINITIVE)
    isabelle.aller(f"/agents/dossiers/{numero}").lire("Je préfère moins d’heures.")
    gestes.rediger(isabelle, numero, {"quantite": "20"})
    gestes.proposer(isabelle, numero)
    mettre_l_horloge_au(rene.pile, RECUE)
    gestes.lire_le_plan(rene, numero, "15 janvier 2027", "réputée refusée")

    gestes.avancer_au(rene, date(2027, 1, 15))
    rene.aller(suivi).lire("Lire la proposition et répondre")
    gestes.avancer_au(rene, LENDEMAIN)
    gestes.attendre(rene, suivi, "Lire la lettre").ecran("apa-refus-repute")
    rene.suivre("Lire la lettre")
    gestes.dit(rene, "15 janvier 2027", "R232-7", "recours")

    mettre_l_horloge_au(rene.pile, ARRIVEE)
    julien.proconnect("Julien Morvan").aller(f"/agents/dossiers/{numero}/proposition/reponse")
    julien.ecran("apa-reponse-postee").repondre(sens="accepter", envoi="2027-01-16").presser("Enregistrer", exact=False)
    gestes.dit(julien, "Erreur")
    julien.repondre(sens="accepter", envoi="2027-01-14").presser("Enregistrer", exact=False)
    julien.lire("La réponse est enregistrée, à sa date d’envoi")
    gestes.dit(julien, "Réponse du 14 janvier 2027")
    rene.aller(suivi)
    assert "Lire la lettre" not in rene.page.get_by_role("main").inner_text()
    julien.aller(f"/agents/dossiers/{numero}/decision").titre("Décision").repondre(nature="accord")
    julien.presser("Proposer à la signature").lire("La décision est proposée à la signature")
