"""Les colonnes de la table des accès : ce que reçoivent ensemble ceux qui se ressemblent."""

C = "connexion"
"""On demande de se connecter."""


def usager(lui: int, autre: int | str = 404) -> tuple[int | str, ...]:
    return (C, lui, autre, C, C, C, C, C)


def agents(instruit: int, lit: int, signe: int, hors: int = 404) -> tuple[int | str, ...]:
    return (C, C, C, instruit, lit, signe, hors, hors)


ENCADREMENT = {code: (C, C, C, 403, 403, code, 404, 403) for code in (200, 303, 422)}
"""Qui encadre le service seulement ; qui en encadre un autre ne sait rien de celui-ci."""


def notaires(lui: int, confrere: int | str = 404) -> tuple[int | str, ...]:
    return (*(C,) * 8, lui, confrere, C)


def services_des_notaires(code: int, hors: int = 403, administre: int = 403) -> tuple[int | str, ...]:
    """Qui encadre les services des notaires ; nul autre agent n’y lit rien."""
    return (C, C, C, hors, hors, hors, hors, administre, C, C, code)


def completes(codes: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Rend onze colonnes : un notaire n’entre qu’à son bureau, qui leur répond est ici un agent d’ailleurs."""
    return codes if len(codes) == 11 else (*codes, C, C, codes[6])
