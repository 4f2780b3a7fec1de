"""Des données longues pour chaque gabarit de document."""

from datetime import UTC, date, datetime

from portail.config import lire_reglages
from portail.demarche.droit import Recours, Silence
from portail.documents.accuses import Arrivee, Manquante, accuse_enregistrement, accuse_reception, demande_pieces
from portail.documents.decisions import MotifEcrit, Signataire, decision, mention_algorithmique
from portail.documents.dossier_entier import Partie, dossier_entier
from portail.documents.journal import journal
from portail.documents.lettres import Affaire, Coordonnees, entete, recapitulatif
from portail.documents.qr import dessiner
from portail.documents.recepisse import recepisse
from portail.documents.recours import voies_de_recours
from portail.documents.recu import Versee, recu

DEPARTEMENT = lire_reglages({"PORTAIL_ENV": "test", "DATABASE_URL": "postgresql://", "SMTP_URL": "smtp://"}).departement
AFFAIRE = Affaire(numero="7K4M-2P9X", demarche="Aide au permis de conduire")
SERVICE = Coordonnees(
    nom="Service jeunesse et aide à la mobilité des Pays de la Loire",
    adresse="3 quai Ceineray, CS 94109, 44041 Nantes Cedex 1",
    courriel="jeunesse@departement.example",
    telephone="02 61 91 44 10",
)
LONG = "Éloïse habite L’Haÿ-les-Roses, près de Nœux ; c’est à 1 640,50 € — « n° 3 »… " * 8
RECOURS = voies_de_recours(Recours(rapo=False), autorite=SERVICE.adresse, tribunal=DEPARTEMENT.tribunal)
JOUR = date(2026, 11, 21)


def lettre(**autres):
    return entete(
        departement=DEPARTEMENT,
        service=SERVICE,
        destinataire=[
            "Madame Marie-Éloïse de La Rochefoucauld-Kerguelen",
            "Bâtiment C",
            "8 rue du Minage",
            "44190 Clisson",
        ],
        affaire=AFFAIRE,
        jour=JOUR,
        lieu="Nantes",
        suivi_par="Claire Lebreton, instructrice",
        **autres,
    )


def lignes(texte, nombre=12):
    return [{"libelle": f"Question {rang} : {texte[:70]} ?", "valeur": texte} for rang in range(nombre)]


def donnees_de(gabarit, texte=LONG):
    """Rend des données longues pour ce gabarit, `texte` mis partout où une personne écrit."""
    return FABRIQUES[gabarit](texte)


def _decision(texte):
    motifs = [MotifEcrit(titre=f"Motif {rang}", droit="Article 4 du règlement.", fait=texte) for rang in range(4)]
    return lettre() | decision(
        titre="Votre demande est refusée",
        sens="Le Département refuse votre demande.",
        signataire=Signataire(nom="Anne Delattre", qualite="Responsable, par délégation", service=SERVICE.nom),
        paragraphes=["Madame,", texte],
        details=[("Montant demandé", "500 €"), ("Précision", texte)],
        motifs=motifs,
        suites=[texte],
        recours=RECOURS,
        algorithme=mention_algorithmique(finalite="calculer le quotient familial", service=SERVICE),
    )


def _recapitulatif(texte):
    rubriques = [{"titre": f"Rubrique {rang}", "lignes": lignes(texte)} for rang in range(3)]
    pieces = [{"nom": "Avis d’impôt", "fichiers": ["avis.pdf", texte[:80]]}, {"nom": "RIB", "fichiers": []}]
    return recapitulatif(
        departement=DEPARTEMENT,
        affaire=AFFAIRE,
        depose_le="21 novembre 2026 à 14 h 32",
        fige={"rubriques": rubriques, "pieces": pieces},
        engagements=["Je certifie que ces informations sont exactes."],
        introduction=[texte],
    )


def _demande_pieces(texte):
    return lettre() | demande_pieces(
        AFFAIRE,
        recue_le=JOUR,
        manquantes=[Manquante(nom=f"Pièce {rang}", raison=texte, fondement="Règlement") for rang in range(8)],
        date_limite=date(2026, 12, 21),
        silence=Silence.REJET,
        date_silence=date(2027, 2, 21),
        moyens=texte,
    )


def _journal(texte):
    return journal(
        departement=DEPARTEMENT,
        affaire=AFFAIRE,
        etabli_le="21 novembre 2026 à 14 h 32",
        nombre=90,
        lectures=[("21 novembre 2026 à 14 h 32", texte)],
        faits=[("21 novembre 2026 à 14 h 32", texte[:120])] * 40,
        note=[texte],
        empreintes=[("Dernière empreinte", "0123456789abcdef" * 4)],
    )


def _recu(texte):
    return recu(
        departement=DEPARTEMENT,
        regie="Régie de l’animation sportive",
        service=SERVICE,
        versee=Versee(
            recu="7K4M2P9X",
            numero="8Z4M2P9X",
            libelle=texte[:120],
            montant="1 640,50 €",
            moyen="Carte bancaire",
            jour=JOUR,
            payeur=texte[:80],
            reference="ASD8Z4M2P9X01",
            a_rendre="20 €",
        ),
    )


def _dossier_entier(texte):
    partie = Partie(titre="Une partie", texte=[texte], lignes=[("Une question", texte)] * 6)
    return dossier_entier(
        departement=DEPARTEMENT,
        affaire=AFFAIRE,
        references=[("Personne", "Marie-Éloïse de La Rochefoucauld-Kerguelen")],
        etabli="Imprimé le 21 novembre 2026 à 14 h 32 par Claire Lebreton.",
        sections=[
            Partie(titre="La demande", parties=[partie] * 3),
            Partie(titre="Les échanges", lignes=[("21 novembre 2026", texte)] * 12),
            Partie(titre="Rien"),
        ],
    )


def _formulaire(texte):
    genres = ("ligne", "date", "adresse", "attestation", "information", "choix", "choix_multiple", "montant", "nombre")
    commun = {"libelle": texte[:120], "aide": texte, "obligatoire": False, "options": ["Oui", texte], "unite": "parts"}
    questions = [commun | {"genre": genre} for genre in genres]
    questions += [
        commun | {"genre": "lignes", "nombre": 6},
        commun | {"genre": "casiers", "groupes": [4, 4, 4, 4, 4, 4, 3]},
    ]
    groupe = {"genre": "groupe", "libelle": "Enfant 1", "aide": "", "champs": questions}
    return {
        "titre": "Demander une aide",
        "pied": "Aide",
        "service": SERVICE.nom,
        "emetteur": {"nom_complet": DEPARTEMENT.nom_complet, "adresse": DEPARTEMENT.adresse},
        "introduction": [texte],
        "retour": texte,
        "rubriques": [{"titre": "Vous", "consigne": texte, "champs": [*questions, groupe]}],
        "pieces_titre": "Les documents à joindre",
        "pieces": [{"nom": "Avis", "precisions": texte}],
        "fin_titre": "Votre signature",
        "engagements": [texte],
        "donnees_titre": "Vos données",
        "mentions": [["Vos droits", texte]],
    }


def _proposition(texte):
    return lettre() | {
        "titre": "Votre plan d’aide : notre proposition définitive",
        "paragraphes": [texte],
        "details": [[f"Aide à domicile {rang}", "12 heures × 25,00 € = 300,00 €"] for rang in range(20)],
        "suites": [texte, texte],
        "accents": [],
    }


def _billets(texte):
    billet = {"quand": "Le samedi 20 juin 2026 à 14 h 30", "code": "7K4M 2P9X 3QRTW", "qr": dessiner("7K4M2P9X3QRTW")}
    return {
        "titre": "Vos billets",
        "sujet": "Vos billets — 7K4M-2P9X",
        "pied": "Commande n° 7K4M-2P9X",
        "emetteur": {"nom_complet": DEPARTEMENT.nom_complet, "adresse": DEPARTEMENT.adresse},
        "lieu": ["Château de Clisson", texte],
        "conditions": [texte, texte],
        "billets": [
            billet | {"libelle": f"{texte[:80]} {rang}", "alternative": "Code QR du billet"} for rang in range(3)
        ],
        "emis": "Émis le 21 novembre 2026.",
    }


def _badges(texte):
    return {
        "titre": "Badges — Conférence",
        "pied": "Conférence",
        "emetteur": {"nom_complet": DEPARTEMENT.nom_complet, "adresse": DEPARTEMENT.adresse},
        "evenement": "Conférence",
        "jour": "21/11/2026",
        "badges": [{"nom": f"Éloïse Le Gall {rang}", "organisme": texte[:90]} for rang in range(11)],
    }


def _certificat_zonage(texte):
    dessin = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 36"><rect width="48" height="36"/></svg>'
    return lettre() | {
        "titre": "Certificat d’appartenance à une zone de préemption",
        "sens": "Hors zone : 50 parcelles.",
        "details": [["Parcelles", "ZK 12, ZK 13"]],
        "colonnes": ["Parcelle", "Surface", "Situation", "Qui peut acheter en priorité"],
        "lignes": [[f"011 ZK {rang}", "8 000 m²", texte[:90], "Département"] for rang in range(50)],
        "ecarts": [texte],
        "carte": {"dessin": dessin, "alternative": texte},
        "zones": [["Marais de Grée (ENS)", texte]],
        "en_mots": [["ZK 12", texte]] * 3,
        "suites": [texte, texte],
        "sources": [texte, texte],
        **{f"{nom}_titre": f"Rubrique {nom}" for nom in ("zones", "carte", "en_mots", "suites", "sources")},
    }


def _reponse_succession(texte):
    return lettre() | {
        "titre": "Réponse à votre recherche de créance d’aide sociale",
        "introduction": ["Vous nous avez interrogés sur cette personne :"],
        "identite": [["Nom de naissance", texte], ["Prénoms", "Yvonne, Marie"]],
        "reponse_titre": "Notre réponse",
        "conclusion": "À la date du 21 novembre 2026, aucune créance n’est connue.",
        "paragraphes": [texte],
        "creances": [{"titre": "Aide ménagère", "lignes": [["Période", "Depuis 2019"], ["Montant", texte]]}] * 2,
        "suites_titre": "Ce que nous vous demandons",
        "suites": [texte, "L’état liquidatif."],
        "a_savoir_titre": "À savoir",
        "a_savoir": ["Cette réponse vaut jusqu’au 21 mai 2027."],
        "signature": "Département de Loire-Atlantique\nUnité des recours",
    }


FABRIQUES = {
    "reponse_succession": _reponse_succession,
    "certificat_zonage": _certificat_zonage,
    "badges": _badges,
    "billets": _billets,
    "proposition": _proposition,
    "accuse_enregistrement": lambda texte: (
        lettre()
        | accuse_enregistrement(
            Affaire(numero=AFFAIRE.numero, demarche=texte),
            enregistre_le=datetime(2026, 11, 21, 13, 32, tzinfo=UTC),
            date_accuse=date(2026, 12, 4),
        )
    ),
    "accuse_reception": lambda texte: (
        lettre()
        | accuse_reception(
            Affaire(numero=AFFAIRE.numero, demarche=texte),
            recue_le=JOUR,
            service=SERVICE,
            silence=Silence.REJET,
            date_silence=date(2027, 1, 21),
            recours=[*RECOURS, texte, texte],
        )
    ),
    "demande_pieces": _demande_pieces,
    "decision": _decision,
    "recapitulatif": _recapitulatif,
    "formulaire_papier": _formulaire,
    "lettre": lambda texte: lettre() | {"titre": "Votre demande est classée", "paragraphes": [texte] * 12},
    "decision_implicite": lambda texte: (
        lettre()
        | {"titre": "Votre demande est acceptée", "paragraphes": [texte], "encadre": texte, "suites": [texte]}
        | {"recours_titre": "Comment contester", "recours": [*RECOURS, texte]}
    ),
    "motifs_du_rejet": lambda texte: (
        lettre()
        | {"titre": "Les motifs du rejet", "paragraphes": [texte], "suites": [texte]}
        | {"motifs": [{"titre": f"Motif {rang}", "droit": "Article 4.", "fait": texte} for rang in range(3)]}
        | {"recours_titre": "Comment contester", "recours": [*RECOURS, texte]}
    ),
    "recu": _recu,
    "journal": _journal,
    "dossier_entier": _dossier_entier,
    "recepisse": lambda texte: (
        lettre()
        | recepisse(
            Affaire(numero=AFFAIRE.numero, demarche=texte),
            arrivee=Arrivee("par courrier", JOUR),
            date_accuse=date(2026, 12, 4),
            recues=[texte] * 6,
            code="7K4M2P9X3QRTW",
            fin=date(2027, 5, 20),
            adresse="demarches.departement.example/mon-espace/rattacher",
        )
    ),
}
