"""Des ventes fictives en espace naturel sensible : une qui arrive, une à décider, une préemptée."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from portail.demarche.catalogue import demarche_de
from portail.demarche.parcours import pieces_attendues
from portail.demonstration import papiers
from portail.dossiers.actions import brouillon, decision, depot, instruction
from portail.dossiers.actions.pieces import joindre
from portail.dossiers.etats import NatureDecision
from portail.dossiers.models import Dossier
from portail.identite.models import Agent
from portail.identite.notaires.models import Membre
from portail.identite.notaires.queries import usager_au_nom_de
from portail.notaires.declarations.terrain import DEMARCHE
from portail.pieces.actions import recevoir
from portail.pieces.controle.examen import MO
from portail.socle import horloge
from portail.socle.base import session

INSTRUCTEUR, SIGNATAIRE = "erwan-josse", "muriel-caillaud"
SUCE = {"nom": "Sucé-sur-Erdre", "insee": "44201"}
Vente = Mapping[str, Any]


def _adresse(voie: str, code_postal: str, commune: str, insee: str) -> dict[str, str]:
    lignes = {"voie": voie, "complement": "", "code_postal": code_postal, "commune": commune}
    return {**lignes, "commune_insee": insee}


PORT = _adresse("3 rue du Port", "44240", "Sucé-sur-Erdre", "44201")
BLAIN = _adresse("4 place de l’Église", "44130", "Blain", "44015")
COUERON = _adresse("11 quai Jean-Pierre-Fougerat", "44220", "Couëron", "44047")
COMMUNE: Vente = {
    "proprietaire": "physique",
    "adresse_proprietaire": PORT,
    "commune_bien": SUCE,
    "lieu_dit": "Marais de Mazerolles",
    "designation": "non_bati",
    "usage_bien": "naturel",
    "occupation": "proprietaire",
    "nature_mutation": "vente",
    "paiement": "comptant",
    "visite_admise": "oui",
}


def _parcelle(section: str, numero: str, contenance: int) -> dict[str, str]:
    return {"parcelle_section": section, "parcelle_numero": numero, "parcelle_contenance": str(contenance)}


BERTIN: Vente = {
    "nom_naissance": "Bertin",
    "prenoms": "Daniel",
    "courriel": "office@office-44012.example",
    "declarant_nom": "Me Paul Rolland",
    "declarant_adresse": BLAIN,
    "declarant_reference": "2026-118",
    "parcelles": [_parcelle("AB", "145", 8000)],
    "prix": "85000.00",
    "prix_en_lettres": "Quatre-vingt-cinq mille euros",
    "acquereur_nom": "Odile Marchand",
    "acquereur_adresse": PORT,
}
SCI: Vente = {
    "proprietaire": "morale",
    "denomination": "SCI des Trois Prés",
    "forme_juridique": "Société civile immobilière",
    "siren": "732829320",
    "representant_societe": "Léa Prou, gérante",
    "courriel": "office@office-44031.example",
    "declarant_nom": "Me Anne Breton",
    "declarant_adresse": COUERON,
    "declarant_reference": "SCI-7",
    "parcelles": [_parcelle("AB", "145", 8000)],
    "designation": "parts",
    "parts_societe": "SCI des Trois Prés",
    "parts_siren": "732829320",
    "parts_vendues": "60",
    "parts_total": "100",
    "prix": "42000.00",
    "prix_en_lettres": "Quarante-deux mille euros",
}
LEROUX: Vente = {
    "nom_naissance": "Leroux",
    "prenoms": "Solange",
    "courriel": "office@office-44012.example",
    "declarant_nom": "Me Paul Rolland",
    "declarant_adresse": BLAIN,
    "declarant_reference": "2026-074",
    "parcelles": [_parcelle("AB", "145", 8000)],
    "prix": "31500.00",
    "prix_en_lettres": "Trente et un mille cinq cents euros",
}
PREEMPTION = {
    "code": "preemption_prix",
    "droit": "Code de l’urbanisme, articles L113-8 à L113-14 et L215-1 à L215-24.",
    "fait": "Ce marais relie deux terrains du Département. Il sera rendu à la crue et ouvert à la promenade.",
}


def charger_les_ventes(agents: Mapping[str, Agent], membres: Mapping[str, Membre]) -> int:
    """Déclare les ventes fictives et rend leur nombre ; ne refait jamais ce qui est fait."""
    if session.scalars(select(Dossier.id).where(Dossier.demarche == DEMARCHE).limit(1)).first():
        return 0
    chargement = horloge.maintenant()
    preemptee = _declarer(LEROUX, membres["ines-garnier"], jours=40, chargement=chargement)
    a_decider = _declarer(BERTIN, membres["paul-rolland"], jours=24, chargement=chargement)
    _se_placer(20, chargement)
    for dossier in (preemptee, a_decider):
        instruction.prendre_en_charge(dossier.id, agent=agents[INSTRUCTEUR])
    _se_placer(6, chargement)
    projet = decision.Projet(nature=NatureDecision.REFUS, motifs=[PREEMPTION])
    decision.decider(preemptee.id, agent=agents[SIGNATAIRE], projet=projet, revision=None)
    _declarer(SCI, membres["anne-breton"], jours=3, chargement=chargement)
    return 3


def _se_placer(jours: int, chargement: datetime) -> None:
    """Met l’horloge tant de jours avant le chargement, à dix heures et quart."""
    jour: date = horloge.a_paris(chargement).date() - timedelta(days=jours)
    voulu = min(datetime.combine(jour, time(10, 15), horloge.PARIS), chargement)
    horloge.poser_decalage(horloge.decalage() + (voulu - horloge.maintenant()))


def _declarer(vente: Vente, membre: Membre, *, jours: int, chargement: datetime) -> Dossier:
    _se_placer(jours, chargement)
    demarche, usager = demarche_de(DEMARCHE), usager_au_nom_de(membre)
    reponses = {**COMMUNE, **vente}
    dossier = brouillon.commencer(demarche, usager=usager, qualite=demarche.qualite_des_offices, langue="fr")
    for page in demarche.pages:
        brouillon.enregistrer_page(dossier.id, usager=usager, page=page, reponses=reponses, revision=None)
    for piece in pieces_attendues(demarche, dossier.reponses, horloge.aujourd_hui()):
        if piece.obligatoire:
            contenu = papiers.pdf(piece.nom, ["Terrain fictif, à Sucé-sur-Erdre"])
            nom = f"{piece.identifiant}.pdf"
            joindre(dossier.id, usager=usager, code=piece.identifiant, recu=recevoir(nom, contenu, taille_max=MO))
    return depot.deposer(dossier.id, usager=usager, revision=None, accord_electronique=True)
