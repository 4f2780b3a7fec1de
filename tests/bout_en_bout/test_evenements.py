"""Les évènements, vécus : s’inscrire avec ou sans compte, confirmer, se désister, attendre ; organiser."""

import re
from datetime import timedelta
from uuid import uuid4

from portail.socle import horloge
from tests import pdf
from tests.bout_en_bout.conftest import Ouvrir
from tests.bout_en_bout.regards import HAUTEUR, depassement
from tests.bout_en_bout.visite import Visite

CONFERENCE, ATELIER, RENCONTRE = (
    "Jeunes et mobilité : passer le permis aujourd’hui",
    "Atelier : lire une fiche de paie",
    "Rencontre des structures jeunesse",
)
ORGANISATEUR = "Hervé Guillou"
TRES_ETROIT = 320


def adresse(prenom: str) -> str:
    return f"{prenom.lower()}-{uuid4().hex[:8]}@messagerie.example"


def regarder(visite: Visite, nom: str) -> Visite:
    """Regarde l’écran, jusqu’à 320 points de large."""
    large = visite.partout(nom).page.viewport_size
    visite.page.set_viewport_size({"width": TRES_ETROIT, "height": HAUTEUR})
    assert depassement(visite.page) <= 0, f"{nom} défile de côté de {depassement(visite.page)} points à 320"
    visite.page.set_viewport_size(large)
    return visite


def lien_recu(visite: Visite, courriel: str, objet: str) -> str:
    """Rend le lien du dernier message reçu à cette adresse."""
    [lien] = set(re.findall(r"/e/[\w-]{20,}", visite.courriel(courriel, objet).texte))
    return lien


def s_inscrire(visite: Visite, titre: str, courriel: str, **autres: object) -> Visite:
    """S’inscrit depuis la liste publique, jusqu’à la page de l’inscription."""
    visite.aller("/evenements/").suivre(titre).titre(titre).suivre("M’inscrire").titre("M’inscrire")
    visite.repondre(prenom="Ana", nom="Diaz", courriel=courriel, **autres).presser("M’inscrire")
    return visite.titre("Votre inscription")


def test_s_inscrire_sans_compte_confirmer_puis_se_desister(avec_ou_sans_script: Visite):
    visite, courriel = avec_ou_sans_script, adresse("Ana")
    regarder(visite.aller("/evenements/").titre("Évènements"), "evenements")
    regarder(visite.suivre(CONFERENCE).titre(CONFERENCE).lire("Gratuit", "filmé ou enregistré"), "evenement")
    regarder(visite.suivre("M’inscrire").titre("M’inscrire"), "evenement-inscription")
    visite.repondre(prenom="Ana", nom="Diaz", courriel=courriel, places="2", accompagnants="Luc Morel\nZoé Roy")
    regarder(visite.presser("M’inscrire").lire("plus de noms que de places"), "evenement-inscription-refus")
    visite.repondre(accompagnants="Luc Morel", accessibilite="lsf", refuse_l_image=True).presser("M’inscrire")
    visite.titre("Votre inscription").lire("confirmez votre adresse", "hors champ", "Luc Morel")
    regarder(visite, "evenement-a-confirmer")

    visite.aller(lien_recu(visite, courriel, "Confirmez")).titre("Votre inscription")
    regarder(visite, "evenement-confirmer").presser("Confirmer mon inscription").lire("C’est confirmé")
    regarder(visite, "evenement-inscrit")
    assert visite.page.get_by_role("img", name="Code QR du billet").count() == 2
    recu = visite.courriel(courriel, "Votre inscription")
    assert CONFERENCE not in recu.objet + recu.texte
    assert "BEGIN:VEVENT" in recu.jointes[0].contenu.decode()
    demander = visite.page.context.request
    assert CONFERENCE in demander.get(f"{visite.page.url}/agenda.ics").text().replace("\r\n ", "")
    assert "Ana" not in pdf.texte(demander.get(f"{visite.page.url}/billets.pdf").body())

    regarder(visite.suivre("Annuler mon inscription").titre("Annuler cette inscription"), "evenement-annuler")
    visite.presser("Oui, annuler").titre("Votre inscription").lire("Cette inscription est annulée")
    regarder(visite, "evenement-annule")


def test_s_inscrire_avec_son_compte_sans_rien_redire(visite: Visite):
    visite.usager("Jeanne Briand").aller("/evenements/").suivre(CONFERENCE).suivre("M’inscrire").titre("M’inscrire")
    assert visite.champ("prenom").input_value() == "Jeanne"
    visite.repondre(courriel=adresse("Jeanne")).presser("M’inscrire").lire("C’est confirmé")
    visite.aller("/evenements/").lire("Vos inscriptions").suivre(CONFERENCE).titre("Votre inscription")


def test_qui_attend_recoit_la_place_de_qui_part(ouvrir: Ouvrir):
    agent, ana, luc = ouvrir(), ouvrir(script=False), ouvrir(largeur=360)
    titre, jour = f"Atelier {uuid4().hex[:6]}", horloge.aujourd_hui() + timedelta(days=9)
    agent.proconnect(ORGANISATEUR).aller("/agents/evenements/").titre("Évènements")
    regarder(agent, "bureau-evenements").suivre("Créer un évènement").titre("Créer un évènement")
    regarder(agent, "bureau-evenement-nouveau").repondre(service="jeunesse", titre=titre, explication="Un atelier.",
        lieu_nom="Salle de l’Estuaire", lieu_adresse="3 quai de la Loire, 44000 Nantes", jour=jour.isoformat(),
        heure="14:00", jour_fin=jour.isoformat(), heure_fin="16:00", capacite="1",
        jour_ouverture=horloge.aujourd_hui().isoformat(), jour_fermeture=jour.isoformat())  # fmt: skip
    agent.presser("Enregistrer").titre(titre).presser("Publier").lire("Publié")

    courriels = adresse("Ana"), adresse("Luc")
    s_inscrire(ana, titre, courriels[0]).lire("C’est confirmé")
    luc.aller("/evenements/").suivre(titre).lire("Complet")
    regarder(luc, "evenement-complet").suivre("M’inscrire sur la liste d’attente").titre("M’inscrire")
    luc.repondre(prenom="Luc", nom="Morel", courriel=courriels[1]).presser("M’inscrire").lire("au rang 1")
    regarder(luc, "evenement-attente")
    regarder(agent.aller(agent.chemin).lire("Ana Diaz", "Luc Morel"), "bureau-evenement")

    ana.aller(lien_recu(ana, courriels[0], "Votre inscription")).suivre("Annuler mon inscription")
    ana.presser("Oui, annuler").lire("Cette inscription est annulée")
    luc.aller(lien_recu(luc, courriels[1], "confirmée")).lire("C’est confirmé")
    agent.aller(agent.chemin).lire("Luc Morel")
    assert agent.page.get_by_text("Ana Diaz").count() == 0


def test_une_structure_complete_attend_sans_priver_l_autre(ouvrir: Ouvrir):
    mission, foyer = ouvrir(script=False), ouvrir(largeur=360)
    for visite, structure, suite in (
        (mission, "Mission locale de l’Estuaire", "liste d’attente, au rang"),
        (foyer, "Foyer de jeunes travailleurs du Port", "C’est confirmé"),
    ):
        visite.aller("/evenements/").suivre(RENCONTRE).titre(RENCONTRE).lire("chacune dans la limite de ses places")
        visite.suivre("M’inscrire").titre("M’inscrire").repondre(prenom="Ana", nom="Diaz", courriel=adresse("Ana"))
        visite.page.get_by_label(structure).check()
        visite.page.get_by_label("Végétarien").check()
        visite.presser("M’inscrire").titre("Votre inscription").lire(suite, "Végétarien")
    regarder(foyer.aller("/evenements/").suivre(RENCONTRE).lire("(complet"), "evenement-partenaires")


def test_les_ecrans_de_l_organisateur(ouvrir: Ouvrir):
    agent = ouvrir().proconnect(ORGANISATEUR).aller("/agents/evenements/").suivre(RENCONTRE).titre(RENCONTRE)
    regarder(agent, "bureau-evenement-structures")
    page = agent.chemin
    for lien, nom in (
        ("Régler", "regler"),
        ("Changer les places", "places"),
        ("Inviter une structure", "structure"),
        ("Annuler l’évènement", "annuler"),
        ("Écrire aux inscrits", "message"),
        ("Inscrire quelqu’un", "inscrire"),
        ("Retirer", "retirer"),
    ):
        regarder(agent.aller(page).suivre(lien).titre(lien.split()[0]), f"bureau-evenement-{nom}")
    agent.aller(page).suivre("Changer les places")
    agent.page.get_by_label("Mission locale de l’Estuaire").fill("3")
    agent.presser("Enregistrer").titre(RENCONTRE).lire("Le nombre de places est changé")
    with agent.page.expect_download() as badges:
        agent.presser("Badges (PDF)")
    assert "Élise Rault" in pdf.texte(badges.value.path().read_bytes())
    with agent.page.expect_download() as liste:
        agent.presser("Exporter la liste")
    assert "vegetarien" in liste.value.path().read_text(encoding="utf-8-sig")
    regarder(agent.aller("/agents/evenements/?quand=passes").titre("Évènements"), "bureau-evenements-passes")
