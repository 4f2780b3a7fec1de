"""Les colonnes de la table des accès : ce que reçoivent ensemble ceux qui se ressemblent."""

C = "connexion"
"""On demande de se connecter."""


def usager(lui: int, autre: int | str = 404) -> tuple[int | str, ...]:
    return (C, lui, autre, C, C, C, C, C)


def agents(instruit: int, lit: int, signe: int, hors: int = 404) -> tuple[int | str, ...]:
    return (C, C, C, instruit, lit, signe, hors, hors)


ENCADREMENT = {code: (C, C, C, 403, 403, code, 404, 403) for code in (200, 303, 422)}
"""Qui encadre le service seulement ; qui en encadre un autre ne sait rien de celui-ci."""
