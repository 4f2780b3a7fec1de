"""Recevoir des fichiers : chacun est examiné seul, ce qui convient est gardé même si le voisin ne convient pas."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import request
from werkzeug.datastructures import FileStorage
from wtforms import FileField, MultipleFileField

from portail.guichets.identites import personne_presente
from portail.guichets.refus import refus_dit
from portail.parametres.queries import valeurs_au
from portail.pieces.actions import Recu, recevoir
from portail.socle import debits, horloge
from portail.socle.erreurs import Indisponible, SaisieInvalide

DEBIT = "300/hour"
"""Fichiers par personne : une demande entière en compte une trentaine, chacun coûte un examen et une conversion."""
MEGAOCTET = 1_000_000
FORMATS = "image/*,.heic,.heif,application/pdf"


@dataclass(frozen=True, slots=True)
class FichierMontre:
    """Un fichier déjà reçu, tel que le formulaire le montre : nom, poids, valeur du bouton « Supprimer »."""

    nom: str
    poids: str
    valeur: str


class ChampFichiers(MultipleFileField):
    """Un champ de dépôt : plusieurs fichiers d’une même pièce, et ceux déjà reçus."""

    gabarit = "fichier"
    plusieurs = True
    accepte = FORMATS
    autocomplete = None
    facultatif = False

    def __init__(
        self, *args: object, recus: Sequence[FichierMontre] = (), facultatif: bool = False, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.recus = list(recus)
        self.facultatif = facultatif


class ChampCsv(FileField):
    """Un fichier CSV."""

    gabarit = "fichier"
    plusieurs = False
    accepte = ".csv,text/csv"
    autocomplete = None
    facultatif = False
    recus: tuple[object, ...] = ()


def taille_max_octets() -> int:
    """Rend la taille admise pour un fichier, en octets."""
    return int(valeurs_au(horloge.aujourd_hui())["piece_taille_max"]) * MEGAOCTET


def recevoir_les_fichiers(nom_du_champ: str, garder: Callable[[Recu], None]) -> list[str]:
    """Examine et garde chaque fichier du champ ; rend les messages des refus. Lève `TropDeDemandes`."""
    refus: list[str] = []
    limite = taille_max_octets()
    for envoye in request.files.getlist(nom_du_champ):
        if not envoye.filename:
            continue
        debits.consommer(DEBIT, "fichier", str(personne_presente()))
        try:
            garder(recevoir(envoye.filename, _lire(envoye, limite), taille_max=limite))
        except (SaisieInvalide, Indisponible) as erreur:
            # Magasin en panne : la page se remontre, ce qui est écrit autour n’est pas perdu.
            refus.append(refus_dit(erreur))
    return refus


def _lire(envoye: FileStorage, limite: int) -> bytes:
    """Rend le contenu, un octet au-delà de la limite au plus : assez pour refuser, pas pour saturer la mémoire."""
    return envoye.stream.read(limite + 1)


def recevoir_pour_message(champ: ChampFichiers) -> list[Recu]:
    """Rend les fichiers joints à un message ; les refus deviennent les erreurs du champ."""
    recus: list[Recu] = []
    champ.errors = recevoir_les_fichiers(champ.name, recus.append)
    return recus
