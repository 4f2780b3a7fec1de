"""Le code QR d’un document, dessiné en SVG : l’adresse de vérification et la mention signée."""

import io

import segno

NIVEAU = "m"
"""Correction d’erreur : 15 % du dessin peut être taché ou plié."""


def dessiner(lien: str) -> str:
    """Rend le dessin SVG du code QR de ce lien, marge comprise ; la mention, en capitales, y prend moins de place."""
    adresse, separation, mention = lien.partition("#")
    morceaux = [adresse + separation, mention] if mention else [adresse]
    sortie = io.BytesIO()
    # La bibliothèque accepte plusieurs morceaux, chacun dans son codage ; ses types l’ignorent.
    segno.make(morceaux, error=NIVEAU, micro=False, boost_error=False).save(  # type: ignore[arg-type]
        sortie, kind="svg", border=4, xmldecl=False, svgns=True, omitsize=True
    )
    return sortie.getvalue().decode()
