"""Contrôles de la demande liée : les champs qu’elle reprend et les qualités qu’elle donne existent."""

from collections.abc import Iterator

from portail.demarche.declaration import Demarche


def lie_complet(demarche: Demarche) -> Iterator[str]:
    """La demande liée ne reprend que des champs et des qualités de la démarche."""
    lie = demarche.lie
    if lie is None:
        return
    if not lie.titre or not lie.explication:
        yield "demande liée : titre ou explication manquants"
    cites = (*lie.copies, *lie.croises, *lie.croises.values())
    yield from (f"demande liée : champ inconnu : {nom}" for nom in cites if nom not in demarche.champs)
    qualites = (*lie.qualites, *lie.qualites.values())
    yield from (f"demande liée : qualité inconnue : {nom}" for nom in qualites if nom not in demarche.deposants)
