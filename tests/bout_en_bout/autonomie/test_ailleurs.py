"""Scénarios 5 et 6 de la fiche : la demande revient à quelqu’un d’autre, et la personne n’a rien à refaire."""

from datetime import date

from tests.bout_en_bout.autonomie import demandes, gestes
from tests.bout_en_bout.autonomie.coulisses import dans_la_pile, mettre_l_horloge_au
from tests.bout_en_bout.conftest import Ouvrir

DEPOT, VISITE = date(2026, 11, 21), date(2026, 12, 3)


def test_5_antoine_est_oriente_depose_quand_meme_est_refuse_et_transmis_a_sa_caisse(ouvrir: Ouvrir):
    antoine, julien, isabelle, herve = (ouvrir() for _ in range(4))
    mettre_l_horloge_au(antoine.pile, DEPOT)
    antoine.aller("/demarches/apa-domicile/commencer").franceconnect("Antoine Fournier")
    antoine.repondre(qualite_deposant="lui_meme").presser("Continuer")
    for titre in gestes.remplir(antoine, demandes.ANTOINE):
        if titre == "Qui va étudier la demande":
            gestes.dit(antoine, "Votre caisse de retraite peut aider plus vite", "39 60").ecran("apa-orientation")
    numero = gestes.joindre_et_envoyer(antoine, "avis_impot", "rib")
    julien.proconnect("Julien Morvan")
    gestes.prendre(julien, numero)

    mettre_l_horloge_au(antoine.pile, VISITE)
    isabelle.proconnect("Isabelle Corre")
    gestes.evaluer(isabelle, numero, {"toilette": "B"}, gir=5, jour=VISITE)
    julien.aller(f"/agents/dossiers/{numero}/decision")
    assert julien.champ("motifs").and_(julien.page.locator('[value="gir_5_ou_6"]')).is_checked()
    julien.repondre(nature="refus").presser("Proposer à la signature").lire("La décision est proposée à la signature")
    herve.proconnect("Hervé Guillou")
    gestes.signer(herve, numero)
    antoine.aller(f"/mon-espace/dossiers/{numero}").suivre("Lire la décision")
    gestes.dit(antoine, "GIR 5", "GIR 1 au GIR 4", "Poser une barre d’appui", "L232-2", "conseil départemental")

    julien.aller(f"/agents/dossiers/{numero}").suivre("Transmettre à la caisse de retraite").ecran("apa-transmission")
    julien.repondre(adresse="2 place de Bretagne\n44932 Nantes Cedex 9").presser("Transmettre à la caisse de retraite")
    julien.lire("La demande est transmise, la personne est prévenue", "Assurance retraite (Carsat)")
    antoine.courriel("antoine.fournier@courriel.example", "transmi")
    antoine.aller(f"/mon-espace/dossiers/{numero}").ecran("apa-suivi-refuse-transmis")
    antoine.lire("Transmise à Assurance retraite (Carsat)").suivre("Votre demande est transmise")
    gestes.dit(antoine, "Assurance retraite (Carsat)", "Vous n’avez pas de nouvelle demande à faire")


def test_6_lucette_garde_son_domicile_de_secours_et_sa_demande_part_a_rennes_dans_le_mois(ouvrir: Ouvrir):
    lucette, julien = ouvrir(), ouvrir()
    mettre_l_horloge_au(lucette.pile, DEPOT)
    numero = dans_la_pile(lucette.pile, "deposer", code="lucette")
    lucette.usager("Lucette Hamon").aller(f"/mon-espace/dossiers/{numero}")
    julien.proconnect("Julien Morvan")
    gestes.prendre(julien, numero)
    gestes.dit(julien, "À transmettre au plus tard le 21 décembre 2026", "ne change pas le département")

    mettre_l_horloge_au(lucette.pile, date(2026, 12, 18))
    julien.aller(f"/agents/dossiers/{numero}").suivre("Transmettre au département compétent")
    julien.repondre(nom="Département d’Ille-et-Vilaine", adresse="1 avenue de la Préfecture\n35042 Rennes Cedex")
    julien.presser("Transmettre au département compétent").lire("La demande est transmise", "Ille-et-Vilaine")
    lucette.courriel("lucette.hamon@courriel.example", "transmi")
    lucette.aller(f"/mon-espace/dossiers/{numero}").lire("Transmise à Département d’Ille-et-Vilaine")
    assert "Julien Morvan, Service" not in lucette.page.get_by_role("main").inner_text()
    lucette.ecran("apa-suivi-autre-departement")
    lucette.suivre("Votre demande est transmise")
    gestes.dit(lucette, "Département d’Ille-et-Vilaine", "a un mois pour dire s’il est compétent", "L122-2 à L122-4")
    gestes.avancer_au(julien, date(2027, 1, 23))
    lucette.aller(f"/mon-espace/dossiers/{numero}")
    assert "réputée acceptée" not in lucette.page.get_by_role("main").inner_text()
