"""Les pages que le banc « liste » demande, et les dossiers qu’il y cherche, tirés de la base."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from portail.dossiers.personnes import normaliser

LISTE = "/agents/dossiers/"
RECHERCHE = "/agents/recherche?q="
LIGNE = b'<th scope="row"'
_CIBLES = """
SELECT d.numero, d.nom, d.prenoms, i.telephone, i.courriel
FROM dossier d JOIN intervenant i ON i.dossier_id = d.id AND i.rang = 0
WHERE d.agent_id = %(agent)s AND d.etat IN ('en_instruction', 'decide', 'clos') AND i.courriel LIKE 'personne%%'
ORDER BY NOT EXISTS (SELECT FROM journal WHERE objet_type = 'dossier' AND objet_id = d.id::text), md5(d.id::text)
LIMIT 20
"""
"""D’abord ceux qui ont leur journal : au plus petit palier, l’instructrice n’en suit que quelques-uns."""


@dataclass(frozen=True, slots=True)
class Page:
    """Une page : qui la demande, son adresse (à remplir avec ce que l’on cherche)."""

    nom: str
    adresse: str
    qui: str = "instructrice"

    def lignes(self, corps: bytes) -> int:
        """Rend le nombre de lignes de tableau de la page reçue."""
        return corps.count(LIGNE)


SUIVANTE = "liste, page suivante"
PAGES = (
    Page("liste, attendus de moi", LISTE),
    Page("liste, en retard", f"{LISTE}?vue=retard"),
    Page("liste, nouveaux", f"{LISTE}?vue=nouveaux"),
    Page("liste, messages à lire", f"{LISTE}?vue=messages"),
    Page("liste, tous", f"{LISTE}?vue=tous"),
    Page(SUIVANTE, f"{LISTE}?vue=tous&apres={{suite}}"),
    Page("liste, suivis par moi", f"{LISTE}?vue=tous&suivi=moi"),
    Page("liste, sans agent", f"{LISTE}?vue=tous&suivi=personne"),
    Page("liste, un état", f"{LISTE}?vue=tous&etat=sans_suite"),
    Page("liste, une démarche", f"{LISTE}?vue=tous&demarche=aide-permis"),
    Page("liste, un nom", f"{LISTE}?q={{nom}}"),
    Page("recherche, numéro", f"{RECHERCHE}{{numero}}"),
    Page("recherche, nom et prénom", f"{RECHERCHE}{{nom}}+{{prenom}}"),
    Page("recherche, nom seul", f"{RECHERCHE}{{nom}}"),
    Page("recherche, téléphone", f"{RECHERCHE}{{telephone}}"),
    Page("recherche, courriel", f"{RECHERCHE}{{courriel}}"),
    Page("dossier", "/agents/dossiers/{numero}"),
    Page("tableau de bord", "/agents/tableau", qui="responsable"),
)


def cibles(adresse: str, agent_id: UUID) -> Sequence[Mapping[str, str]]:
    """Rend de quoi remplir les adresses : des dossiers que l’instructrice suit, noms écrits sans accents."""
    with psycopg.connect(adresse, row_factory=dict_row) as connexion:
        lues = connexion.execute(_CIBLES, {"agent": agent_id}).fetchall()
    return [_adressable(ligne) for ligne in lues]


def _adressable(ligne: Mapping[str, Any]) -> Mapping[str, str]:
    return {
        "numero": ligne["numero"],
        "nom": quote_plus(normaliser(ligne["nom"])),
        "prenom": quote_plus(normaliser(ligne["prenoms"])),
        "telephone": quote_plus(ligne["telephone"]),
        "courriel": quote_plus(ligne["courriel"]),
    }


def chemins(page: Page, voulues: Sequence[Mapping[str, str]], *, suite: str) -> Sequence[str]:
    """Rend les adresses à demander tour à tour : une par cible, ou une seule si la page n’en dépend pas."""
    return list(dict.fromkeys(page.adresse.format(**cible, suite=suite) for cible in voulues))
