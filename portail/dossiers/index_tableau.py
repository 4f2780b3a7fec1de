"""Les index du tableau de bord : chaque comptage se lit dans un index seul, borné au service et à la période.

Celui des arrivées sert aussi à chercher un nom courant, du dépôt le plus récent au plus ancien.
"""

from sqlalchemy import Index, text

from portail.dossiers.etats import ETATS_EN_COURS

_EN_COURS = ", ".join(f"'{etat}'" for etat in sorted(ETATS_EN_COURS))


def index_du_tableau() -> tuple[Index, ...]:
    """Rend les index du stock, des arrivées, des réponses et des échéances d’un service."""
    return (
        Index(
            "ix_dossier_stock",
            "service_code",
            "demarche",
            "agent_id",
            "etat",
            postgresql_include=["depose_le", "date_reception"],
            postgresql_where=text(f"etat IN ({_EN_COURS})"),
        ),
        Index(
            "ix_dossier_arrivee",
            "service_code",
            "depose_le",
            "id",
            postgresql_include=["demarche", "agent_id", "casier", "nom_recherche"],
            postgresql_where=text("depose_le IS NOT NULL"),
        ),
        Index(
            "ix_dossier_reponse",
            "service_code",
            "date_reponse",
            postgresql_include=["demarche", "agent_id", "etat", "depose_le", "date_reception"],
            postgresql_where=text("date_reponse IS NOT NULL"),
        ),
        Index(
            "ix_dossier_due",
            "service_code",
            "echeance",
            postgresql_include=[
                "demarche",
                "accuse_reception_le",
                "date_accuse",
                "date_silence",
                "date_transmission",
                "date_fin",
            ],
            postgresql_where=text("echeance IS NOT NULL"),
        ),
    )
