"""Scénarios 1 à 3 de la fiche : le plan d’aide accepté, le couple, le droit reconnu qui ne se verse pas."""

from datetime import date

from tests.bout_en_bout.autonomie import demandes, gestes
from tests.bout_en_bout.autonomie.coulisses import dans_la_pile, mettre_l_horloge_au
from tests.bout_en_bout.conftest import Ouvrir

DEPOT, VISITE, REPONSE = date(2026, 9, 10), date(2026, 9, 17), date(2026, 9, 21)
DECISION = date(2026, 10, 1)
"""Le premier d’un mois : les montants de la fiche s’y lisent sans compter de jours ; tout se joue en 2026."""
GIR_4 = {"toilette": "B", "habillage": "B"}


def test_1_jeanne_sans_javascript_du_depot_au_deuxieme_mois_verse(ouvrir: Ouvrir):
    jeanne, julien, isabelle, herve, patrick = ouvrir(script=False), *(ouvrir() for _ in range(4))
    mettre_l_horloge_au(jeanne.pile, DEPOT)
    jeanne.aller("/demarches/apa-domicile/commencer").franceconnect("Jeanne Briand")
    jeanne.repondre(qualite_deposant="lui_meme").presser("Continuer")
    titres = list(gestes.remplir(jeanne, demandes.JEANNE))
    assert titres[0] == "Les gestes de la vie quotidienne"
    numero = gestes.joindre_et_envoyer(jeanne, "avis_impot", "rib")
    accuse = jeanne.courriel("jeanne.briand@courriel.example", "enregistr")
    assert "ne préjuge pas du caractère complet ou recevable" in accuse.texte

    julien.proconnect("Julien Morvan")
    gestes.prendre(julien, numero)
    recu = jeanne.courriel("jeanne.briand@courriel.example", "accusé de réception").texte
    assert "réputée acceptée" in recu
    assert "10 novembre 2026" in gestes.espaces(recu)
    gestes.prevoir_la_visite(julien, numero, VISITE)
    jeanne.aller(f"/mon-espace/dossiers/{numero}")
    gestes.dit(jeanne, "Nous venons vous voir le jeudi 17 septembre 2026", "Isabelle Corre")

    mettre_l_horloge_au(jeanne.pile, VISITE)
    isabelle.proconnect("Isabelle Corre")
    gestes.evaluer(isabelle, numero, GIR_4, gir=4, jour=VISITE)
    gestes.rediger(isabelle, numero, {"nature": "prestataire", "quantite": "40", "prix": "25"})
    gestes.dit(isabelle, "Le plafond est dépassé", "811,52 €", "121,60 €", "689,92 €", "188,48 €")
    gestes.proposer(isabelle, numero)

    mettre_l_horloge_au(jeanne.pile, REPONSE)
    gestes.lire_le_plan(jeanne, numero, "1 000 €", "811,52 €", "121,60 €", "689,92 €", "188,48 €", "1er octobre 2026")
    gestes.repondre_au_plan(jeanne, "accepter")

    mettre_l_horloge_au(jeanne.pile, DECISION)
    herve.proconnect("Hervé Guillou")
    gestes.accorder(julien, herve, numero, "689,92")
    jeanne.aller(f"/mon-espace/dossiers/{numero}").suivre("Lire la décision")
    gestes.dit(jeanne, "689,92 € par mois", "121,60 € par mois", "au plus tard le 10 novembre 2026", "1er octobre 2029")
    gestes.dit(jeanne, "recours administratif préalable obligatoire", "traitement algorithmique")

    gestes.avancer_au(jeanne, date(2026, 11, 2))
    # Ouverts le 1er octobre, versés à partir de novembre : deux mois entiers.
    gestes.attendre(jeanne, f"/mon-espace/dossiers/{numero}/droits", f"{gestes.EMIS} novembre 2026 1 379,84 €")
    patrick.proconnect("Patrick Le Roux")
    gestes.verser(patrick, numero, "MD-1001", date(2026, 11, 2))
    gestes.attendre(jeanne, f"/mon-espace/dossiers/{numero}/droits", "689,92 € par mois", "Versé").ecran("apa-droits")
    julien.aller(f"/agents/dossiers/{numero}/droits").ecran("apa-droits-agent")
    gestes.avancer_au(julien, date(2026, 12, 2))
    gestes.attendre(julien, f"/agents/dossiers/{numero}/droits", f"{gestes.EMIS} décembre 2026 689,92 €")


def test_2_marcel_demande_pour_lui_puis_pour_odette_les_ressources_du_foyer_ecrites_une_fois(ouvrir: Ouvrir):
    marcel, julien, isabelle = (ouvrir() for _ in range(3))
    mettre_l_horloge_au(marcel.pile, DEPOT)
    marcel.aller("/demarches/apa-domicile/commencer").franceconnect("Marcel Guérin")
    marcel.repondre(qualite_deposant="lui_meme").presser("Continuer")
    assert "Conjoint ou conjointe" in list(gestes.remplir(marcel, demandes.MARCEL))
    premier = gestes.joindre_et_envoyer(marcel, "avis_impot", "rib")

    marcel.aller(f"/mon-espace/dossiers/{premier}").ecran("apa-suivi-couple")
    marcel.presser("Demander aussi pour le conjoint ou la conjointe")
    marcel.aller("/mon-espace/")
    marcel.page.get_by_role("link", name="Allocation personnalisée d’autonomie").first.click()
    for titre in gestes.remplir(marcel, demandes.ODETTE):
        if titre == "Avis d’impôt":  # déjà calculées : 2 400 € par mois, partagés par 1,7
            gestes.dit(marcel, "28 800", "1 411,76")
    second = gestes.joindre_et_envoyer(marcel, "piece_identite", "avis_impot", "rib")
    assert second != premier
    marcel.aller(f"/mon-espace/dossiers/{premier}").lire("Demande liée du foyer", "Odette Babin")
    marcel.ecran("apa-suivi-lie")

    dans_la_pile(marcel.pile, "instruire", numero=premier, gir=3)
    julien.proconnect("Julien Morvan").aller(f"/agents/dossiers/{premier}").lire("Demande liée du foyer", "Odette")
    julien.suivre("Odette").lire("2 400", "Demande liée du foyer", "Marcel").ecran("apa-dossier-lie-agent")
    isabelle.proconnect("Isabelle Corre")
    gestes.rediger(isabelle, premier, {"nature": "prestataire", "quantite": "28", "prix": "25"})
    gestes.dit(isabelle, "700 €", "94,23 €", "605,77 €")
    gestes.proposer(isabelle, premier)
    gestes.lire_le_plan(marcel, premier, "1 215,99 €", "94,23 €", "605,77 €")


def test_3_robert_a_un_droit_reconnu_jamais_verse_a_un_centime_pres(ouvrir: Ouvrir):
    robert, julien, isabelle, herve = (ouvrir() for _ in range(4))
    mettre_l_horloge_au(robert.pile, DEPOT)
    numero = dans_la_pile(robert.pile, "deposer", code="robert")
    dans_la_pile(robert.pile, "instruire", numero=numero, gir=4)

    isabelle.proconnect("Isabelle Corre")
    gestes.rediger(isabelle, numero, {"nature": "teleassistance", "prix": "369,40"})
    gestes.dit(isabelle, "332,46 €", "36,94 €")
    gestes.rediger(isabelle, numero, {"nature": "prestataire", "quantite": "14", "prix": "25"})
    gestes.dit(isabelle, "350 €", "315 €")
    gestes.proposer(isabelle, numero)
    robert.usager("Robert Tessier")
    gestes.lire_le_plan(robert, numero, "315 €")
    gestes.repondre_au_plan(robert, "accepter")

    mettre_l_horloge_au(robert.pile, DECISION)
    julien.proconnect("Julien Morvan").aller(f"/agents/dossiers/{numero}/decision")
    gestes.dit(julien, "Le droit est reconnu", "35", "36,93")
    herve.proconnect("Hervé Guillou")
    gestes.accorder(julien, herve, numero, "0")
    robert.aller(f"/mon-espace/dossiers/{numero}").suivre("Lire la décision")
    gestes.dit(robert, "Votre demande est acceptée", "Votre droit est reconnu", "35 €", "36,93 €", "n’est pas versée")
    gestes.avancer_au(robert, date(2026, 11, 2))
    robert.aller(f"/mon-espace/dossiers/{numero}/droits").ecran("apa-droits-non-verses")
    gestes.dit(robert, "novembre 2026 Rien à verser")
    assert "Versements des mois passés" not in robert.page.get_by_role("main").inner_text()
