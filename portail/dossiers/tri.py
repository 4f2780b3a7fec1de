"""Ce par quoi une liste de dossiers se trie, et les index qui la lisent dans cet ordre.

Chaque dossier a un casier, calculé par la base : ce qui y est attend la même chose. Une liste se lit casier par casier,
chacun dans l’ordre d’un index ; son coût ne dépend pas du nombre de dossiers.
"""

from enum import StrEnum

from sqlalchemy import Index, text

ECHEANCE_OU_JAMAIS = "coalesce(echeance, '9999-12-31'::date)"
"""L’échéance ; sans échéance, à la fin."""


class Casier(StrEnum):
    """Où un dossier attend ; un projet à viser attend dans le casier qui porte le rôle du viseur."""

    FILE = "file"
    """Un agent doit agir, personne ne suit le dossier."""
    SUIVI = "suivi"
    """L’agent qui le suit doit agir."""
    AVIS = "avis"
    """Un expert consulté doit répondre, ou un collègue évaluer la personne chez elle."""
    USAGER = "usager"
    """La personne doit compléter, ou répondre à une proposition."""
    SIGNATURE = "signature"
    FINI = "fini"


ECART = " ecart"
"""Ajouté au casier d’un recours dont des agents sont écartés : il n’attend pas les mêmes que les autres."""

_ECART = f"CASE WHEN agents_ecartes = '{{}}' THEN '' ELSE '{ECART}' END"
CASIER = f"""CASE
    WHEN etat = 'brouillon' OR elimine_le IS NOT NULL THEN NULL
    WHEN etat = 'a_completer' THEN '{Casier.USAGER}'
    WHEN etat = 'en_signature' OR etat IN ('decide', 'clos', 'irrecevable') AND validation_attendue IS NOT NULL
      THEN coalesce(validation_attendue, '{Casier.SIGNATURE}') || {_ECART}
    WHEN etat IN ('depose', 'en_instruction') AND avis_attendus > 0 THEN '{Casier.AVIS}'
    WHEN etat IN ('depose', 'en_instruction') AND reponse_attendue THEN '{Casier.USAGER}'
    WHEN etat IN ('depose', 'en_instruction') AND evaluateur_attendu IS DISTINCT FROM agent_id
        AND evaluateur_attendu IS NOT NULL
      THEN '{Casier.AVIS}'
    WHEN etat IN ('depose', 'en_instruction') OR etat = 'decide' AND echeance IS NOT NULL
        OR etat IN ('decide', 'clos', 'irrecevable') AND pli_retourne
      THEN CASE WHEN agent_id IS NULL THEN '{Casier.FILE}' || {_ECART} ELSE '{Casier.SUIVI}' END
    ELSE '{Casier.FINI}'
  END"""
"""Le casier d’un dossier ; rien pour un brouillon ou un dossier éliminé, que nul agent ne lit.

Le retrait d’une décision attend ses visas et sa signature quand le dossier est déjà décidé, clos ou irrecevable.
Après un rejet implicite, des motifs demandés sont dus : seule échéance d’un dossier décidé. Une décision revenue par la
poste, « inconnu à l’adresse », attend aussi son agent.
"""


def index_de_liste() -> tuple[Index, ...]:
    """Rend les index des listes de travail : par service, par état, par agent, par démarche, et pour ce qui est rare.

    Ce que l’on filtre et ce que l’on trie y est en clair : un compte s’y lit sans ouvrir une seule ligne.
    """
    return (
        _index("service", "service_code", avec=("agent_id", "commune_insee", "demarche")),
        _index("etat", "service_code", "etat", avec=("agent_id", "demarche")),
        _index("agent", "agent_id", avec=("service_code", "demarche", "etat", "modifie_le")),
        _index("demarche", "demarche", avec=("service_code", "agent_id")),
        _index("file", "service_code", avec=("demarche",), si="agent_id IS NULL"),
        _index("message", "service_code", avec=("demarche", "agent_id"), si="message_a_lire"),
    )


def _index(nom: str, *tete: str, avec: tuple[str, ...], si: str = "") -> Index:
    return Index(
        f"ix_dossier_{nom}",
        *tete,
        "casier",
        text(ECHEANCE_OU_JAMAIS),
        "id",
        postgresql_include=["echeance", *avec],
        postgresql_where=text(si) if si else None,
    )
