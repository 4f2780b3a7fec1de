"""Ce par quoi une liste de dossiers se trie, et les index qui la lisent dans cet ordre."""

from sqlalchemy import Index, text

ECHEANCE_OU_JAMAIS = "coalesce(echeance, '9999-12-31'::date)"
"""L’échéance ; sans échéance, à la fin."""


def index_de_liste() -> tuple[Index, ...]:
    """Rend les index des listes de travail : par service, par agent, et dans la file de ce que personne ne suit.

    Une liste se lit état par état, chacun dans l’ordre de son index : son coût ne dépend pas du nombre de dossiers.
    """
    ordre = (text(ECHEANCE_OU_JAMAIS), "id")
    return (
        Index("ix_dossier_service", "service_code", "etat", *ordre),
        Index("ix_dossier_agent", "agent_id", "etat", *ordre),
        Index("ix_dossier_file", "service_code", "etat", *ordre, postgresql_where=text("agent_id IS NULL")),
    )
