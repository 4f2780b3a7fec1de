"""Les billets d’un achat : un par personne, émis quand il est payé."""

from datetime import timedelta

from portail.inscriptions.billets import emission
from portail.inscriptions.billets.emission import Voulu
from portail.inscriptions.billets.mention import Reference
from portail.inscriptions.billets.models import Billet
from portail.inscriptions.patrimoine.models import Achat, LigneAchat
from portail.inscriptions.patrimoine.places import LIGNE
from portail.journal.actions import Auteur
from portail.socle import horloge

SITE = "site"
"""Où un billet fait entrer."""


def emettre_les_billets(achat: Achat, auteur: Auteur) -> int:
    """Émet les billets de chaque ligne de l’achat qui vaut encore ; rend leur nombre."""
    nombre = 0
    for ligne in achat.lignes:
        if ligne.annulee_le is None:
            entree = Reference(type=SITE, id=ligne.produit.site_id)
            nombre += len(emission.emettre(objet_de(ligne), entree, _voulus(ligne), auteur=auteur))
    return nombre


def annuler_les_billets(ligne: LigneAchat, auteur: Auteur) -> int:
    """Annule les billets de cette ligne ; rend leur nombre."""
    return emission.annuler(objet_de(ligne), auteur=auteur)


def billets_de_l_achat(achat: Achat) -> list[Billet]:
    """Rend les billets valables d’un achat, dans l’ordre de ses lignes."""
    return [billet for ligne in achat.lignes for billet in emission.billets_de(objet_de(ligne))]


def objet_de(ligne: LigneAchat) -> Reference:
    """Rend ce dont les billets de cette ligne sont issus."""
    return Reference(type=LIGNE, id=ligne.id)


def _voulus(ligne: LigneAchat) -> list[Voulu]:
    du, au, heure = horloge.aujourd_hui(), horloge.aujourd_hui(), ""
    if ligne.seance is not None:
        debut = horloge.a_paris(ligne.seance.debut)
        du, au, heure = debut.date(), debut.date(), f"{debut:%H:%M}"
    elif ligne.produit.valable_jours is not None:
        au = du + timedelta(days=ligne.produit.valable_jours)
    libelle = f"{ligne.produit.libelle}, {ligne.tarif.libelle.lower()}"
    if ligne.tarif.justificatif:
        libelle = f"{libelle} ({ligne.tarif.justificatif})"
    return [
        Voulu(rang=rang, du=du, au=au, heure=heure, nature=ligne.tarif.code, libelle=libelle)
        for rang in range(1, ligne.quantite + 1)
    ]
