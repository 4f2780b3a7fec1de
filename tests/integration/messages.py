"""De quoi promettre et envoyer des messages dans un essai."""

from uuid import uuid4

from sqlalchemy import text

from portail.notifications import rendu, taches
from portail.notifications.actions import Destinataire, prevoir
from portail.notifications.models import Notification
from portail.socle.base import session, transaction

LINA = "lina.moreau@messagerie.example"
MOBILE = "06 39 98 00 01"
FIXE = "02 61 91 00 01"
OBJET = ("dossier", uuid4())
CONTEXTE = {
    "numero": "7K4M\u00a02P9X",
    "demarche": "Aide au permis de conduire",
    "nombre": 3,
    "chemin": "/mon-espace/dossiers/7K4M2P9X",
}
# Tout ce qu’un gabarit peut attendre, avec de quoi éprouver l’échappement.
TOUT = CONTEXTE | {
    "encadre": "Votre envoi <n° 1> est enregistré & daté.",
    "paragraphes": ["Premier paragraphe.", "Deuxième, avec « guillemets »."],
    "suites": ["Une suite."],
    "recours": ["Première voie.", "Seconde voie."],
    "elements": ["Dernier avis d’imposition", "Contrat <signé>"],
    "date_limite": "31 décembre 2026",
    "recu": "Nous avons reçu votre lettre le 1er décembre 2026 <tampon>.",
    "avis": "À votre disposition depuis le 1er décembre.",
    "date_effacement": "31 décembre 2026",
    "titre": "Accusé de réception de votre demande",
    "date": "21 novembre 2026",
    "motif": "L’adresse était celle d’une <autre> personne.",
    "remplace": True,
    "code": "482913",
    "minutes": 15,
    "suite": "/mon-espace/",
    "jeton": "k3Jx-9_a",
    "piece": "Avis d’imposition",
    "fichier": "avis & annexe.pdf",
    "infecte": True,
    "page": "/demarches/",
    "description": "Le bouton <Envoyer> n’est pas lu.",
    "courriel": "yanis@messagerie.example",
    "agent": "Hervé Guillou",
    "service": "Service <jeunesse> & mobilité",
    "reference": "arrêté n° 2026-114",
    "fin": "31 décembre 2026",
    "visa": "Visa de la <direction>",
    "definitive": True,
    "jours": "10",
    "places": 2,
    "attendues": 3,
    "rembourse": True,
    "quotas": ["vallet-mercredi", "voile-<1>"],
    "inscriptions": 1,
    "acceptee": True,
    "fait": "Accord <signé>",
    "destinataire": ["Département d’Ille-et-Vilaine", "35000 Rennes"],
    "personne": "Lucette Hamon, née le 1er mai 1940",
    "recue_le": "21 novembre 2026",
    "reponse_le": "14 décembre 2026 à 9 h",
    "raison": "Son domicile <de secours> est ailleurs.",
    "fondement": "Article L. 122-4",
    "rubriques": [{"titre": "Le bien", "lignes": [{"libelle": "Lieu-dit", "valeur": "La <Butte> & le Pré"}]}],
    "jour": "lundi 30 novembre 2026",
    "heure": "14 h 30",
    "heure_fin": "16 h 00",
    "lieu": "3 rue <du> Port & quai, 44130 Blain",
    "visiteur": "Isabelle Corre, évaluatrice",
    "telephone": "02 61 91 00 00",
    "deplacee": True,
    "jour_court": "30/11",
    "lieu_court": "Blain",
    "commune": "Blain",
    "par_le_service": True,
    "offre": {
        "jour": "mardi 1er décembre 2026",
        "jour_court": "01/12",
        "heure": "9 h 00",
        "lieu": "3 rue <du> Port & quai, 44130 Blain",
        "jusqu_au": "lundi 30 novembre 2026 à 12 h 00",
    },
    "jusqu_au": "lundi 30 novembre 2026 à 12 h 00",
    "jusqu_au_court": "30/11 à 12 h 00",
    "rang": "3",
    "encore_en_liste": True,
    "libelle": "Stage <de voile> & été 2027",
    "montant": "50\u00a0€",
    "a_rendre": "20\u00a0€",
    "en_cours": False,
    "numero_du_recu": "7K4M2P9X",
    "chemin_recu": "/paiement/x/y/recu/z",
    "regie": "Régie <des sports>",
    "numcli": "090909",
    "courriel_service": "associations@departement.example",
    "promue": True,
    "entier": True,
    "texte": "Venez à l’entrée <du jardin> & en avance.",
    "billets": 3,
    "manques": [
        {"libelle": "Peser et suivre <votre> bébé", "jours": 14, "attente": 0},
        {"libelle": "Faire le point sur votre budget", "jours": None, "attente": 12},
    ],
}
GABARITS = sorted(str(chemin.relative_to(rendu.GABARITS).with_suffix("")) for chemin in rendu.GABARITS.glob("*/*.txt"))
EN_SMS = [gabarit for gabarit in GABARITS if rendu.existe_en_sms(gabarit)]


def promettre(gabarit="dossier/message", contexte=CONTEXTE, **destinataire):
    with transaction():
        return prevoir(Destinataire(**{"courriel": LINA, **destinataire}), gabarit, contexte, objet=OBJET)


def envoyer(notification):
    taches.envoyer(notification_id=str(notification.id))
    return relire(notification)


def relire(notification):
    return session.get_one(Notification, notification.id, populate_existing=True)


def taches_en_file():
    return session.scalar(text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'notifications.envoyer'"))
