"""Ce qui suit une inscription : la liste d’attente, la salle, les vœux, l’autre parent, la fiche sanitaire."""

import re

from playwright.sync_api import expect

from tests.bout_en_bout.conftest import Ouvrir
from tests.bout_en_bout.visite import Visite

MIENNES, FAMILLE, ACTIVITES = "/mon-espace/inscriptions/", "/mon-espace/famille/", "/inscriptions/activites"
ESCALADE, CIRQUE = f"{ACTIVITES}/stages-escalade/salle", f"{ACTIVITES}/stages-cirque/salle"
VOILE, EQUITATION = f"{ACTIVITES}/stages-voile-2027/voeux", f"{ACTIVITES}/stages-equitation/voeux"
MULTISPORTS = f"{ACTIVITES}/multisports-2026/choisir"
EN_ATTENTE, HIVER = "Votre place en liste d’attente", "Stages des vacances d’hiver"
RECHARGES, UNE_SECONDE_MS = 30, 1000


def test_attendre_une_place_la_recevoir_la_prendre(ouvrir: Ouvrir):
    thomas, karine = ouvrir(), ouvrir(script=False, largeur=360)
    thomas.usager("Thomas Bouvier").aller(MIENNES).lire("Une place vous est gardée").partout("ins-place-gardee")
    thomas.suivre("Une place vous est gardée").titre(EN_ATTENTE).lire("Répondez avant le").partout("ins-proposition")
    thomas.presser("Nous les prenons").titre("Mon panier").lire("Places gardées jusqu’au").partout("ins-panier-long")

    karine.usager("Karine Lemoine").aller(MULTISPORTS)
    karine.page.get_by_label(re.compile("^Sautron, mardi")).check()
    karine.presser("Garder ces places").repondre(partage="ce_qui_vient")
    karine.presser("Nous inscrire sur la liste d’attente").titre(EN_ATTENTE).lire("Rang 1 dans ce groupe")
    karine.presser("Quitter la liste").lire("Liste quittée")
    karine.aller(MIENNES).suivre("1 place attendue").titre(EN_ATTENTE).lire("Elsa, Nozay", "dans ce groupe")


def son_tour(visite: Visite) -> Visite:
    """Recharge la salle jusqu’à avoir son passe."""
    for _ in range(RECHARGES):
        if "C’est votre tour" in visite.page.get_by_role("heading", level=1).inner_text():
            return visite
        visite.page.wait_for_timeout(UNE_SECONDE_MS)
        visite.suivre("Voir où j’en suis")
    raise AssertionError("la file n’avance pas")


def test_entrer_dans_la_salle_et_avoir_son_tour(ouvrir: Ouvrir):
    thomas, soazig = ouvrir(), ouvrir(script=False, largeur=360)
    thomas.aller(ESCALADE).titre("Salle d’attente").lire("Le tirage se vérifie").partout("ins-salle")
    thomas.usager("Thomas Bouvier").aller(ESCALADE).presser("Entrer dans la salle").titre("Vous êtes dans la salle")
    thomas.lire("Votre rang sera tiré au sort", "Ouverture dans").partout("ins-salle-avant")
    thomas.suivre("Arrêter l’actualisation").lire("Actualiser cette page")

    soazig.usager("Soazig Tanguy").aller(CIRQUE).presser("Entrer dans la salle")
    son_tour(soazig).lire("Choisissez vos places avant").suivre("Inscrire mes enfants").titre("Choisir les groupes")
    soazig.lire("Enora ne peut pas s’inscrire ici", "moins de 10 000 habitants").partout("ins-non-eligible")
    soazig.aller(MIENNES).suivre("Commande").lire("À régler avant le", "Pass’Sport").partout("ins-au-guichet")


def test_les_voeux_se_disent_s_expliquent_et_se_contestent(ouvrir: Ouvrir):
    claire, delphine = ouvrir(), ouvrir()
    claire.aller(EQUITATION).titre("Les vœux").lire("4 points", "tirée à la clôture").partout("ins-voeux-regles")
    claire.suivre("Dire nos vœux").franceconnect("Claire Guillet").titre("Dire nos vœux")
    claire.page.get_by_role("radiogroup", name="Nolwenn, vœu n° 1").get_by_label("Vallet, l’après-midi").check()
    claire.page.locator('[name="ensemble"][value="non"]').check()
    claire.partout("ins-voeux-dire").presser("Garder nos vœux").titre("Les vœux").lire("Vallet, l’après-midi")
    claire.partout("ins-voeux-dits").presser("Retirer nos vœux").lire("Vos vœux sont retirés")

    delphine.usager("Delphine Roux").aller(VOILE).titre("Les vœux").lire("Votre résultat", "Complet", "passé au tour 3")
    delphine.partout("ins-voeux-resultat").suivre("Contester ce résultat").partout("ins-voeux-contester")
    delphine.repondre(texte="Nous habitons à côté du lac.").presser("Envoyer", exact=False)
    delphine.titre("Les vœux").lire("Vous avez contesté ce résultat")


def test_l_autre_parent_rejoint_l_enfant_et_ne_lit_pas_sa_fiche_sanitaire(ouvrir: Ouvrir):
    claire, camille = ouvrir(), ouvrir(script=False, largeur=360)
    claire.usager("Claire Guillet").aller(FAMILLE).titre("Ma famille").suivre("Lou")
    claire.lire("Yvette Guillet").partout("fam-enfant").suivre(HIVER).titre("Fiche sanitaire de Lou")
    expect(claire.champ("allergies")).to_have_value("Arachide.")
    claire.partout("fam-sante").repondre(traitements="Ventoline.").presser("Enregistrer la fiche")
    claire.lire("La fiche est enregistrée").suivre("Inviter un responsable").partout("fam-inviter")
    code = claire.presser("Obtenir un code").partout("fam-code").page.locator("main .chiffres").inner_text()
    for adresse in ("quotient", "rejoindre"):
        claire.aller(f"{FAMILLE}{adresse}").partout(f"fam-{adresse}")

    camille.usager("Camille Rousseau").aller(FAMILLE).lire("pas encore d’enfant").suivre("J’ai reçu un code")
    camille.repondre(code="0000000000", qualite="parent", residence="alternee", adresse__voie="1 rue du Port")
    camille.repondre(adresse__code_postal="44880", adresse__commune="Sautron").jour("date_naissance", 2, 3, 2018)
    camille.presser("Rejoindre cet enfant").lire("à corriger").partout("fam-code-faux")
    camille.repondre(code=code).presser("Rejoindre cet enfant").lire("Lou est dans votre famille", "Yvette Guillet")
    camille.lire("Un autre responsable suit aussi cet enfant", "Sautron").partout("fam-a-deux")
    expect(camille.page.get_by_role("link", name=HIVER)).to_have_count(0)
    claire.aller(FAMILLE).suivre("Lou").lire("Un autre responsable suit aussi cet enfant")
    expect(claire.page.get_by_role("main")).not_to_contain_text("Sautron")


def test_payee_sans_place_tout_est_rendu(visite: Visite):
    visite.usager("Sandrine Gicquel").aller(MIENNES).suivre("Commande").lire("Votre paiement est arrivé trop tard")
    visite.partout("ins-sans-place").suivre("Voir le remboursement").lire("vous seront remboursés")
