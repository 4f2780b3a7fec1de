"""D’où vient une demande, pour en compter le débit : un navigateur, une adresse, ou le réseau qu’un abonné tient."""

from ipaddress import IPv6Address, IPv6Network, ip_address

from flask import request

from portail.guichets.identites import session_courante
from portail.socle import debits

RESEAU_D_UN_ABONNE = 64
"""Bits du préfixe qu’un accès IPv6 reçoit au moins (RFC 6177) : derrière, il change d’adresse à volonté."""


def poste() -> str:
    """Rend l’adresse IPv4, le réseau IPv6 de l’abonné, ou rien si l’adresse est illisible."""
    try:
        adresse = ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    if not isinstance(adresse, IPv6Address):
        return str(adresse)
    if adresse.ipv4_mapped:
        return str(adresse.ipv4_mapped)
    return str(IPv6Network((adresse, RESEAU_D_UN_ABONNE), strict=False))


def limiter(usage: str, *, par_navigateur: str, par_poste: str) -> None:
    """Compte cet essai pour le navigateur, puis pour l’adresse dont il vient ; lève `TropDeDemandes`.

    Une salle d’attente, un opérateur mobile mettent beaucoup de monde derrière une même adresse : elle a droit à bien
    plus qu’un navigateur, mais à pas assez pour qu’un seul appareil qui change de session prenne tout.
    """
    jeton = session_courante().jeton
    if jeton:
        debits.consommer(par_navigateur, f"{usage}/navigateur", jeton)
    debits.consommer(par_poste, f"{usage}/poste", poste())
