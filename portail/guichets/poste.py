"""D’où vient une demande, pour en compter le débit : une adresse, ou le réseau qu’une seule personne tient."""

from ipaddress import IPv6Address, IPv6Network, ip_address

from flask import request

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
