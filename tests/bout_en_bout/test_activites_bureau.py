"""Le bureau des activités : la journée de qui dirige un stage, celle de qui reçoit les familles, les tarifs."""

import re
from datetime import timedelta

from portail.socle import horloge
from tests.bout_en_bout.conftest import Ouvrir
from tests.bout_en_bout.visite import Visite

DIRECTRICE, RESPONSABLE, REGISSEUR, ADMINISTRATRICE = "Gaëlle Riou", "Ronan Kerdal", "Patrick Le Roux", "Nathalie Rio"
BUREAU, ADMIN = "/agents/activites/", "/administration/inscriptions"
HIVER, SAUTRON = f"{BUREAU}stages-hiver-2027", f"{BUREAU}groupes/sautron-hiver-1"
MERCREDI = f"{BUREAU}groupes/vallet-mercredi-11"
LOU, GRAND_MERE, ALLERGIE = "Lou Guillet", "Yvette Guillet", "Arachide"
NEUF, PERE = "vertou-essai", "erwan.corre@messagerie.example"


def test_la_journee_de_la_directrice(visite: Visite):
    visite.proconnect(DIRECTRICE).aller(BUREAU).titre("Activités").partout("act-activites")
    visite.aller(f"{HIVER}/").titre("Stages des vacances d’hiver").partout("act-activite")
    visite.aller(SAUTRON).lire(LOU).partout("act-groupe").suivre("Liste à imprimer")
    visite.lire(LOU, GRAND_MERE, "Présent").partout("act-imprimer")
    assert ALLERGIE not in visite.page.content()

    visite.aller(f"{HIVER}/").suivre("Fiches sanitaires").titre("Fiches sanitaires").partout("act-sante")
    visite.repondre(groupe="sautron-hiver-1").presser("Lire les fiches de ce groupe")
    visite.lire(LOU, ALLERGIE, GRAND_MERE, "Docteur Hamon").partout("act-fiches")
    visite.page.emulate_media(media="print")
    assert not visite.page.locator(".menu").first.is_visible()
    visite.page.emulate_media(media="screen")

    visite.aller(MERCREDI).suivre("Noter les présents").titre("Présences").partout("act-presences")
    visite.page.get_by_label("Nolwenn Guillet").check()
    visite.presser("Enregistrer les présents").lire("C’est noté. Présents : 1 sur")


def test_recevoir_une_famille_encaisser_et_annuler_un_groupe(ouvrir: Ouvrir):
    admin, agent, caisse = ouvrir(), ouvrir(), ouvrir()
    _ouvrir_un_groupe(admin)
    agent.proconnect(RESPONSABLE).aller(f"{BUREAU}guichet").titre("Recevoir une famille").partout("act-recevoir")
    _recevoir(agent)
    numero = _inscrire(agent)
    caisse.proconnect(REGISSEUR).aller("/agents/regie/").repondre(q=numero).presser("Chercher")
    caisse.page.locator("main a[href*='/sommes/']").first.click()
    caisse.lire(numero, "Erwan Corre").suivre("Encaisser hors ligne").repondre(moyen="especes", montant="65").presser(
        "Enregistrer"
    )
    caisse.lire("L’encaissement est noté.", "Réglée")

    agent.aller(f"{BUREAU}groupes/{NEUF}/places").titre("Places").partout("act-places").suivre("Changer")
    agent.repondre(capacite="20", raison="Une salle de plus.").presser("Enregistrer").lire("est changé")
    agent.aller(f"{BUREAU}groupes/{NEUF}").lire("Titouan Corre")
    agent.aller(f"{BUREAU}groupes/{NEUF}/annuler").titre("Annuler ce groupe").partout("act-annuler")
    agent.repondre(raison="La salle est inondée.").presser("Annuler le groupe").lire("1 enfant prévenu et remboursé")

    recu = agent.courriel(PERE, "annulée")
    assert "Titouan" not in recu.objet + recu.texte
    caisse.aller("/agents/regie/").lire("À rembourser", "Annulé par le service").partout("act-regie")


def _ouvrir_un_groupe(admin: Visite) -> None:
    jour = horloge.aujourd_hui() + timedelta(days=30)
    admin.proconnect(ADMINISTRATRICE).aller(f"{ADMIN}/activites/stages-hiver-2027/groupes/nouveau")
    admin.partout("adm-nouveau-groupe").repondre(code=NEUF, libelle="Vertou, essai", nature="stage")
    admin.repondre(lieu_nom="Salle Jean-Pierre Morel", commune="Vertou", heure_debut="14:00", heure_fin="17:00")
    for dit in ("lundi", "mardi", "mercredi", "jeudi", "vendredi"):
        admin.page.get_by_label(dit, exact=True).check()
    for nom, quand in (("premier_jour", jour), ("dernier_jour", jour + timedelta(days=4))):
        admin.jour(nom, quand.day, quand.month, quand.year)
    admin.repondre(age_min="7", age_max="14", produit="demi_journee", quantite="5", capacite="12")
    admin.presser("Créer le groupe").lire("Le groupe est créé.")


def _recevoir(agent: Visite) -> None:
    agent.suivre("La famille n’a pas de compte").titre("Une famille sans compte").partout("act-nouvelle-famille")
    agent.repondre(prenom="Erwan", nom="Corre", courriel=PERE)
    agent.presser("Ouvrir sa fiche").titre("Erwan Corre").suivre("Ajouter un enfant").partout("act-enfant")
    agent.repondre(prenom="Titouan", nom="Corre", qualite="parent", residence="principale", commune="Vallet")
    agent.jour("naissance", 3, 2, horloge.aujourd_hui().year - 9).presser("Ajouter cet enfant")
    jour = horloge.aujourd_hui()
    for genre in ("sante", "responsabilite_civile"):
        agent.suivre("Documents et quotient").partout("act-documents").suivre("Noter une attestation")
        agent.repondre(genre=genre).jour("faite_le", jour.day, jour.month, jour.year).presser("Noter")
        agent.lire("L’attestation est notée").suivre("Erwan Corre")
    agent.partout("act-famille")


def _inscrire(agent: Visite) -> str:
    """Prend la place et l’engage au guichet ; rend le numéro de la commande."""
    agent.suivre("Inscrire").suivre("Stages des vacances d’hiver").partout("act-choisir-groupe")
    agent.suivre("Vertou, essai").partout("act-inscrire").page.get_by_label("Titouan Corre").check()
    agent.presser("Prendre les places").lire("Les places sont au panier").suivre("Régler le panier")
    agent.partout("act-regler").repondre(conditions=True, tarif_le_plus_haut=True)
    agent.presser("Valider : à régler au guichet", exact=False).lire("est à régler au guichet")
    trouve = re.search(r"La commande (\S+) est à régler", agent.page.get_by_role("main").inner_text())
    assert trouve
    return trouve[1]


def test_l_administration_tient_tarifs_et_fiches(visite: Visite):
    demain = horloge.aujourd_hui() + timedelta(days=1)
    visite.proconnect(ADMINISTRATRICE).aller(ADMIN).titre("Inscriptions").partout("adm-inscriptions")
    visite.suivre("Animation sportive").partout("adm-grille").suivre("Préparer des tarifs à venir")
    visite.jour("debut", demain.day, demain.month, demain.year).presser("Préparer ces tarifs")
    visite.titre("Prix et remises").partout("adm-prix").presser("Enregistrer ces tarifs").lire("À venir")
    visite.suivre("Voir ce que paierait une famille").repondre(quotient="750", combien_adhesion="1")
    visite.presser("Calculer").lire("Prix : 35 €").partout("adm-apercu")
    visite.aller(f"{ADMIN}/tarifs/sport-2026").presser("Abandonner ces tarifs").lire("sont abandonnés")
    visite.aller(f"{ADMIN}/saisons/2026-2027").partout("adm-saison").suivre("Stages des vacances d’hiver")
    visite.partout("adm-activite").suivre("Vallet, première semaine").partout("adm-groupe")
