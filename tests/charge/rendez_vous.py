"""Banc « rendez-vous » : chercher un créneau devant cent agents et douze semaines pleines, puis réserver à deux cents.

La recherche est mesurée telle que l’écran l’appelle, sans page autour. Le plancher refait ses instructions SQL, toutes,
sans rien calculer ; celui de la réservation verrouille une ligne et en écrit une.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import psutil
import psycopg
from sqlalchemy import event

from portail.config import Environnement, lire_reglages
from portail.demonstration.pile import Pile, pile_de_demonstration
from portail.rendez_vous import abonnements
from portail.rendez_vous.creneaux.recherche import Recherche, chercher, prochains, relire
from portail.rendez_vous.objets.models import ObjetRdv
from portail.socle import base, demarrage
from portail.socle.base import session
from tests.charge import commun, rendez_vous_donnees, rendez_vous_reserver
from tests.charge.commun import dire
from tests.charge.rendez_vous_donnees import Departement, Taille
from tests.charge.rendez_vous_rapport import Mesure, Mesures, rapporter, resumer

NOM = "rendez-vous"
CHAUFFE = 2
UN_LIEU, VINGT_LIEUX, PARTOUT = "un lieu", "vingt lieux", "prochain créneau partout, six mois"
CHAINE, RELIRE = "chaîne et salle, vingt lieux", "relire un créneau sous verrou"


@dataclass(frozen=True, slots=True)
class Regime:
    """Combien de fois chercher, combien de personnes réservent au même instant, et combien à la suite."""

    passages: int
    clients: int = 200
    a_la_suite: int = 300
    taille: Taille = rendez_vous_donnees.ENTIERE


ENTIER, RAPIDE = Regime(passages=200), Regime(passages=12, a_la_suite=60)


@dataclass(frozen=True, slots=True)
class Banc:
    """Une base peuplée, et ce que l’on y mesure."""

    pile: Pile
    postgres: psutil.Process
    departement: Departement


def main(arguments: list[str] | None = None) -> int:
    """Mesure, rapporte, et rend le code de sortie."""
    analyse = commun.Options(NOM)
    analyse.add_argument("--passages", type=int)  # moins de passages et de clients : pour l’essai du banc
    analyse.add_argument("--petit", action="store_true")  # moins d’agents et de semaines : pour le même essai
    options = analyse.parse_args(arguments)
    regime = RAPIDE if options.rapide else ENTIER
    if options.passages:
        regime = Regime(passages=options.passages, clients=4 * options.passages, a_la_suite=4 * options.passages)
    if options.petit:
        regime = replace(regime, taille=rendez_vous_donnees.PETITE)
    commun.s_arreter_proprement()
    mesures = mesurer(regime)
    rapporter(mesures)
    return commun.conclure({"nom": NOM, **resumer(mesures)}, en_json=options.json)


def mesurer(regime: Regime) -> Mesures:
    """Lance la base, la peuple, mesure la recherche puis la réservation, arrête tout."""
    with tempfile.TemporaryDirectory(prefix="portail-charge-") as dossier, _banc(Path(dossier), regime.taille) as banc:
        mesures = Mesures(*rendez_vous_donnees.compter(banc.pile.environnement["DATABASE_URL"]))
        for nom, objet_id, geste in _recherches(banc.departement):
            dire(f"Recherche : {nom}…")
            mesures.recherches.append(_mesurer(banc, nom, objet_id, geste, regime.passages))
        dire(f"Réservation : {regime.clients} personnes au même instant, puis {regime.a_la_suite} à la suite…")
        mesures.reservation = rendez_vous_reserver.mesurer(
            banc.postgres, banc.departement, regime.clients, regime.a_la_suite
        )
        return mesures


@contextmanager
def _banc(dossier: Path, taille: Taille) -> Iterator[Banc]:
    """Ouvre une base jetable, la peuple, y branche ce processus."""
    dire("Démarrage de la pile…")
    environ = {**commun.environnement_neutre(), "LIMITES": "0"}
    with pile_de_demonstration(
        dossier / "pile", environnement=Environnement.TEST, environ=environ, ouvriers=0, charger=False
    ) as pile:
        demarrage.demarrer(lire_reglages(pile.environnement))
        abonnements.installer()
        try:
            debut = time.monotonic()
            departement = rendez_vous_donnees.peupler(pile.environnement["DATABASE_URL"], taille)
            base.fermer_session()
            dire(f"Agendas prêts en {commun.nombre(time.monotonic() - debut, 0)} s.")
            yield Banc(pile, commun.processus_de(pile, "le serveur PostgreSQL"), departement)
        finally:
            base.fermer_session()
            base.moteur().dispose()


def _recherches(departement: Departement) -> Sequence[tuple[str, UUID, Callable[[int], object]]]:
    """Rend ce que l’on cherche : un nom, l’objet, le geste ; chaque passage change de lieu."""
    pesee, bilan, lieux = departement.pesee, departement.bilan, departement.lieux
    [creneau, *_] = chercher(Recherche(objet_id=pesee)).par_lieu[lieux[-1]]
    ici = Recherche(objet_id=pesee, lieux=frozenset({lieux[-1]}))

    def au_lieu(rang: int) -> Recherche:
        return Recherche(objet_id=pesee, lieux=frozenset({lieux[rang % len(lieux)]}))

    return (
        (UN_LIEU, pesee, lambda rang: chercher(au_lieu(rang))),
        (VINGT_LIEUX, pesee, lambda _rang: chercher(Recherche(objet_id=pesee))),
        (PARTOUT, pesee, lambda _rang: prochains(Recherche(objet_id=pesee))),
        (CHAINE, bilan, lambda _rang: chercher(Recherche(objet_id=bilan))),
        (RELIRE, pesee, lambda _rang: relire(ici, creneau.debut)),
    )


def _mesurer(banc: Banc, nom: str, objet_id: UUID, geste: Callable[[int], object], passages: int) -> Mesure:
    """Mesure une recherche, puis les mêmes instructions SQL sans rien en faire."""

    def une(rang: int) -> object:
        objet = session.get(ObjetRdv, objet_id)
        try:
            return objet, geste(rang)
        finally:
            base.fermer_session()

    une(0)
    with _instructions() as instructions:
        une(0)
    with psycopg.connect(banc.pile.environnement["DATABASE_URL"], autocommit=True) as connexion:

        def plancher(_rang: int) -> object:
            return [connexion.execute(texte, valeurs).fetchall() for texte, valeurs in instructions]

        durees, cpu = _chronometrer(banc, une, passages)
        durees_du_plancher, cpu_du_plancher = _chronometrer(banc, plancher, passages)
    return Mesure(nom, len(instructions), durees, cpu, durees_du_plancher, cpu_du_plancher)


@contextmanager
def _instructions() -> Iterator[list[tuple[str, object]]]:
    """Rend la liste, remplie au fil du bloc, de ce qui est demandé à la base, avec ses valeurs."""
    vues: list[tuple[str, object]] = []

    def noter(_connexion: object, _curseur: object, texte: str, valeurs: object, *_autres: object) -> None:
        vues.append((texte, valeurs))

    event.listen(base.moteur(), "before_cursor_execute", noter)
    try:
        yield vues
    finally:
        event.remove(base.moteur(), "before_cursor_execute", noter)


def _chronometrer(banc: Banc, geste: Callable[[int], object], passages: int) -> tuple[list[float], float]:
    """Rend la durée de chaque passage, et le processeur qu’il prend, base comprise, en millisecondes."""
    for rang in range(CHAUFFE):
        geste(rang)
    durees, cpu = [], time.process_time() + commun.cpu_secondes(banc.postgres)
    for rang in range(passages):
        debut = time.perf_counter()
        geste(rang)
        durees.append((time.perf_counter() - debut) * 1000)
    return durees, (time.process_time() + commun.cpu_secondes(banc.postgres) - cpu) * 1000 / passages


if __name__ == "__main__":
    sys.exit(main())
