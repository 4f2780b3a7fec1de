"""Devant cent mille dossiers, aucune requête de la liste, de la recherche ni du tableau de bord ne parcourt la table.

Les requêtes sont celles que les pages envoient vraiment, relevées au passage, et rejouées telles quelles par EXPLAIN.
"""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import event

from portail.identite.models import Agent
from portail.instruction.filtres import CHERCHES_MAX
from portail.instruction.noms import DERNIERS_PAR_TROUVE
from portail.instruction.queries import COMPTE_MAX, PAR_PAGE
from portail.socle import base as socle_base
from tests.charge import liste_donnees
from tests.charge.liste_pages import LISTE, PAGES, chemins, cibles
from tests.client import ClientExigeant
from tests.integration.navigation import navigateur

NOMBRE = 100_000
TABLES = ("dossier", "intervenant", "message", "decision", "document", "journal", "notification", "piece", "usager")
PARCOURS = re.compile(rf"Seq Scan on ({'|'.join(TABLES)})\b")
LIGNES_LUES_MAX = 8 * COMPTE_MAX
"""Ce qu’une instruction lit au plus dans une table ou un index : les comptes s’arrêtent à mille."""
LIGNES_CHERCHEES_MAX = DERNIERS_PAR_TROUVE * (CHERCHES_MAX + 1)
"""Un nom se cherche d’abord dans les derniers dépôts."""
AUTRES = (
    f"{LISTE}?vue=semaine",
    f"{LISTE}?vue=usager",
    f"{LISTE}?vue=tiers",
    f"{LISTE}?vue=non_lus",
    f"{LISTE}?vue=suivis",
    f"{LISTE}?vue=tous&attendu=personne",
    f"{LISTE}?vue=tous&etat=decide&suivi=moi",
    f"{LISTE}?vue=tous&epci=244400404",
    f"{LISTE}?q={{numero}}",
)
"""Ce que le banc de charge ne demande pas."""


@contextmanager
def instructions() -> Iterator[list[tuple[str, Any]]]:
    """Rend la liste, remplie au fil du bloc, des SELECT envoyés à la base et de leurs valeurs."""
    vues: list[tuple[str, Any]] = []

    def noter(_connexion: Any, _curseur: Any, texte: str, valeurs: Any, *_autres: Any) -> None:
        if texte.lstrip().startswith(("SELECT", "WITH")):
            vues.append((texte, valeurs))

    moteur = socle_base.moteur()
    event.listen(moteur, "before_cursor_execute", noter)
    try:
        yield vues
    finally:
        event.remove(moteur, "before_cursor_execute", noter)


def plan(texte: str, valeurs: Any) -> str:
    """Rend ce que la base fait vraiment pour cette instruction : ses nœuds, et les lignes que chacun lit."""
    with socle_base.moteur().connect() as connexion:
        ordre = f"EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF, BUFFERS OFF) {texte}"
        return "\n".join(connexion.exec_driver_sql(ordre, valeurs).scalars())


def lignes_lues(lu: str) -> int:
    """Rend le plus grand nombre de lignes qu’un nœud de lecture a rendues ou écartées."""
    noeuds = re.findall(
        r"(?:Scan[^\n]*?rows=([\d.]+) loops=(\d+)\)|Rows Removed by (?:Filter|Index Recheck): (\d+))", lu
    )
    return max(
        (int(float(rows or 0) * int(loops or 1)) + int(retirees or 0) for rows, loops, retirees in noeuds), default=0
    )


class Peuplee:
    """Une base de cent mille dossiers, et deux agents devant elle."""

    def __init__(self, application: Flask, adresse: str) -> None:
        equipe = liste_donnees.departement()
        modeles = liste_donnees.modeles(equipe.instructrice, equipe.responsable)
        socle_base.fermer_session()
        liste_donnees.peupler(adresse, modeles, depuis=0, jusqu_a=NOMBRE, suites=20)
        self.instructrice: Agent = equipe.instructrice
        self.qui: dict[str, ClientExigeant] = {
            "instructrice": navigateur(application, equipe.instructrice),
            "responsable": navigateur(application, equipe.responsable),
        }
        self.cibles = cibles(adresse, equipe.instructrice.id)
        self.nommees = {page.adresse.format(**self.cibles[0]) for page in PAGES if "{nom}" in page.adresse}

    def adresses(self) -> Iterator[tuple[str, str]]:
        """Rend qui demande quoi : les pages du banc, puis les autres."""
        suite = re.search(r"apres=([^\"&]+)", self.qui["instructrice"].get(f"{LISTE}?vue=tous").text)
        assert suite
        for page in PAGES:
            yield page.qui, chemins(page, self.cibles[:1], suite=suite[1])[0]
        for autre in AUTRES:
            yield "instructrice", autre.format(**self.cibles[0])
        yield "responsable", LISTE
        yield "responsable", "/agents/tableau?periode=4"


def test_cent_mille_dossiers_ne_se_parcourent_jamais(application: Flask, base_reelle: str):
    """Un seul essai, pour ne peupler qu’une fois."""
    peuplee = Peuplee(application, base_reelle)
    with closing(psycopg.connect(base_reelle)) as connexion:
        [(nombre,)] = connexion.execute("SELECT count(*) FROM dossier").fetchall()
    assert nombre >= NOMBRE

    parcourues, gourmandes, vides = {}, {}, []
    for qui, adresse in peuplee.adresses():
        with instructions() as vues:
            page = peuplee.qui[qui].get(adresse)
        assert page.status_code == 200, adresse
        if adresse.startswith(LISTE) and "suivis" not in adresse and '<th scope="row">' not in page.text:
            vides.append(adresse)
        maximum = LIGNES_CHERCHEES_MAX if adresse in peuplee.nommees else LIGNES_LUES_MAX
        for texte, valeurs in vues:
            lu = plan(texte, valeurs)
            if PARCOURS.search(lu):
                parcourues[adresse] = lu
            if "tableau" not in adresse and lignes_lues(lu) > maximum:
                gourmandes[adresse] = (lignes_lues(lu), lu)

    assert vides == [], "une page vide n’éprouve rien"
    assert parcourues == {}
    assert {adresse: trouve[0] for adresse, trouve in gourmandes.items()} == {}, gourmandes
    # Le détecteur voit bien un parcours quand il y en a un.
    assert PARCOURS.search(plan("SELECT count(*) FROM dossier WHERE langue = 'en'", None))
    assert peuplee.qui["instructrice"].get(LISTE).text.count('<th scope="row">') == PAR_PAGE
