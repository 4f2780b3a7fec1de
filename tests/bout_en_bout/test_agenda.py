"""L’agenda au bureau : poser une plage, en changer un jour, replacer ; réserver, réunir, reprendre, compter."""

from datetime import date, timedelta

from portail.socle import horloge
from tests.bout_en_bout.conftest import Ouvrir
from tests.bout_en_bout.visite import Visite

PESEE = "Peser et suivre votre bébé"
LIEU = "aigrefeuille"
SAMEDI = 5
AUTRE_AGENDA = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//essai//FR
BEGIN:VEVENT
UID:un@essai.example
DTSTAMP:20261101T080000Z
DTSTART:{jour}T080000Z
DTEND:{jour}T090000Z
SUMMARY:Chez le dentiste
END:VEVENT
END:VCALENDAR
"""


def samedi_prochain() -> date:
    """Rend un samedi à plus d’une semaine d’ici : aucune plage de la démonstration n’y tombe."""
    jour = horloge.aujourd_hui() + timedelta(days=8)
    return jour + timedelta(days=(SAMEDI - jour.weekday()) % 7)


def cocher(visite: Visite, *libelles: str) -> Visite:
    """Coche des cases par leur libellé."""
    for libelle in libelles:
        visite.page.get_by_role("main").get_by_label(libelle, exact=True).check()
    return visite


def test_une_plage_un_jour_annule_et_un_rendez_vous_replace(visite: Visite):
    samedi = samedi_prochain()
    visite.proconnect("Nolwenn Le Gall").aller("/agents/agenda/").suivre("Plages").titre("Plages – Nolwenn Le Gall")
    _poser_une_plage(visite, samedi)
    _prendre_pour_quelqu_un(visite, samedi)

    visite.aller("/agents/agenda/plages/")
    lignes = visite.page.get_by_role("row").filter(has_text="9 h 00 – 10 h 00")
    lignes.locator("a[href*='/jour/']").first.click()
    visite.titre("seulement").lire("1 rendez-vous ce jour-là", "Tiphaine Lucas").partout("agenda-un-seul-jour")
    visite.repondre(quoi="annule").presser("Enregistrer pour ce jour")
    visite.titre("Rendez-vous à replacer").lire("C’est noté", "Tiphaine Lucas").partout("agenda-replacer")
    visite.repondre(motif="La puéricultrice est absente.").presser("Annuler et proposer un autre horaire")
    visite.lire("1 rendez-vous annulé")
    offre = visite.courriel("tiphaine.lucas@messagerie.example", "n’aura pas lieu")
    assert "bébé" not in offre.objet + offre.texte


def _poser_une_plage(visite: Visite, samedi: date) -> None:
    visite.suivre("Poser une plage").titre("Poser une plage")
    visite.repondre(debut="09:00", fin="10:00", premier_jour=samedi.isoformat(), rythme="hebdomadaire")
    lieu = visite.champ("lieu").locator("option").filter(has_text="Aigrefeuille").first.get_attribute("value")
    cocher(visite.repondre(lieu=lieu), PESEE, "Sur place", "Samedi").presser("Voir ce que cela donne")
    visite.lire("Ce que cela donnerait", "Rien n’est encore enregistré").partout("agenda-plage-apercu")
    visite.presser("Enregistrer la plage").lire("La plage est posée.", "9 h 00 – 10 h 00")


def _prendre_pour_quelqu_un(visite: Visite, samedi: date) -> None:
    naissance = samedi - timedelta(days=200)
    visite.aller("/agents/agenda/").suivre("Prendre un rendez-vous pour quelqu’un")
    visite.repondre(objet="PMI_PESEE", lieu=LIEU, du=samedi.isoformat()).presser("Chercher")
    visite.lire("Horaires libres", "amedi")
    visite.page.locator("main a[href*='/reserver/qui']").first.click()
    visite.titre("Qui vient").partout("agenda-reserver-qui")
    visite.repondre(prenom="Tiphaine", nom="Lucas", courriel="tiphaine.lucas@messagerie.example")
    visite.jour("naissance", naissance.day, naissance.month, naissance.year).presser("Prendre ce rendez-vous")
    visite.titre("Samedi").lire("Le rendez-vous est pris.", "Tiphaine Lucas").partout("agenda-rendez-vous")

    fiche = visite.chemin
    visite.suivre("Lire et écrire des messages").titre("Messages avec Tiphaine Lucas").partout("agenda-messages")
    visite.aller(fiche).suivre("Déplacer ce rendez-vous").titre("Déplacer").partout("agenda-deplacer")
    visite.suivre("Imposer un horaire qui n’est pas libre").titre("Imposer un horaire").partout("agenda-doubler")
    visite.aller(fiche).suivre("Annuler ce rendez-vous").titre("Annuler ce rendez-vous").partout("agenda-annuler")


def test_reprendre_un_autre_agenda_et_relire_le_sien_ailleurs(visite: Visite):
    samedi = samedi_prochain()
    autre = {"name": "agenda.ics", "mimeType": "text/calendar", "buffer": _ics(samedi)}
    visite.proconnect("Nolwenn Le Gall").aller("/agents/agenda/ailleurs").titre("Mon agenda ailleurs")
    visite.presser("Créer une adresse").lire("elle ne se montre qu’une fois").partout("agenda-ailleurs")
    visite.suivre("Envoyer un fichier .ics").titre("Reprendre un autre agenda").partout("agenda-importer")
    visite.repondre(fichier=autre).presser("Reprendre").lire("1 moment pris est repris.")

    visite.aller(f"/agents/agenda/?jour={samedi}").lire("Pris dans un autre agenda").partout("agenda-jour-pris")
    assert "dentiste" not in visite.page.content()
    visite.suivre("Imprimer ce jour").titre("Rendez-vous du samedi").lire("autre agenda").partout("agenda-imprimer")

    visite.aller("/agents/agenda/ailleurs").suivre("Envoyer un fichier .ics")
    visite.presser("Rendre ce temps").lire("L’autre agenda n’occupe plus rien ici.")


def _ics(jour: date) -> bytes:
    return AUTRE_AGENDA.replace("\n", "\r\n").format(jour=f"{jour:%Y%m%d}").encode()


def test_une_seance_de_l_ouverture_a_la_feuille_de_presence(visite: Visite):
    visite.proconnect("Odile Carré").aller("/agents/agenda/").suivre("Ouvrir une séance")
    visite.titre("Ouvrir une séance")
    soir = samedi_prochain() + timedelta(days=3)
    objet = visite.champ("objet").locator("option").filter(has_text="assistant maternel").first
    lieu = visite.champ("lieu").locator("option").filter(has_text="Saint-Nazaire Centre").first
    visite.repondre(objet=objet.get_attribute("value"), lieu=lieu.get_attribute("value"), places="2")
    visite.repondre(jour=soir.isoformat(), heure="18:30")
    cocher(visite, "Typhaine Rio").presser("Ouvrir la séance").lire("La séance est ouverte.", "2 places libres")

    seance = visite.chemin
    visite.suivre("Inscrire quelqu’un").titre("Inscrire quelqu’un").partout("agenda-inscrire")
    visite.repondre(prenom="Yvette", nom="Moreau", telephone="06 39 98 00 44").presser("Inscrire")
    visite.lire("La personne est inscrite.", "Yvette Moreau", "1 place libre").partout("agenda-seance-ouverte")
    visite.suivre("Changer le nombre de places").titre("Changer le nombre de places").partout("agenda-places")
    visite.aller(seance).suivre("Feuille de présence").titre("Feuille de présence").lire("Yvette Moreau")
    visite.partout("agenda-feuille")


def test_le_jour_d_un_lieu_et_les_nombres_de_qui_encadre(ouvrir: Ouvrir):
    odile = ouvrir().proconnect("Odile Carré").aller("/agents/agenda/?vue=semaine&lieu=nantes-centre")
    odile.titre("Nantes Centre").suivre("Semaine d’après").partout("agenda-semaine-du-lieu")
    odile.page.locator("main th a").first.click()
    odile.lire("Numéro").partout("agenda-rendez-vous-du-lieu")

    encadre = ouvrir().proconnect("Gwenaëlle Prigent").suivre("Tableau de bord")
    encadre.suivre("Rendez-vous en nombres").titre("Rendez-vous en nombres").lire("Premier horaire libre", "Clisson")
    assert "Sarah Petit" not in encadre.page.content(), "aucun nom"
