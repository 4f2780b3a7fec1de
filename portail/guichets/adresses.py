"""Où mener la personne ensuite : sur ce portail, nulle part ailleurs."""

LONGUEUR_MAXIMALE = 2000


def adresse_locale(url: str | None, *, defaut: str = "/") -> str:
    """Rend `url` si elle désigne une page de ce portail par son chemin, sinon `defaut`.

    Les navigateurs lisent `//hote`, `/\\hote` et `/<tabulation>/hote` comme un autre site : tout cela est refusé.
    """
    if not url or len(url) > LONGUEUR_MAXIMALE or not url.isprintable():
        return defaut
    if not url.startswith("/") or url.startswith("//") or "\\" in url or " " in url:
        return defaut
    return url
