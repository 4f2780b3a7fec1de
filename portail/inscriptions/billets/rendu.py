"""Montrer un billet : son dessin à l’écran, et le PDF de tous ceux d’une commande ou d’une inscription."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import segno

from portail.documents.codes import en_groupes
from portail.documents.composition import composer_a_part
from portail.documents.redaction import Redaction
from portail.inscriptions.billets.cles import mention_de
from portail.inscriptions.billets.models import Billet
from portail.socle import demarrage
from portail.socle.traduction import _

MODULE = 4
"""Côté d’un carré du dessin, en pixels : lisible sur l’écran d’un téléphone bon marché."""
_TOUTE_LA_JOURNEE = _("Le %(jour)s")
_A_L_HEURE = _("Le %(jour)s à %(heure)s")
_ENTRE = _("Du %(du)s au %(au)s, une fois")
_EMIS = _("Émis le %(jour)s. Un code par personne, valable une fois.")
_ALTERNATIVE = _("Code QR du billet %(code)s, à présenter à l’entrée.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation:
    """Ce que disent ensemble les billets d’une même commande ; déjà dans la langue de la personne."""

    titre: str
    numero: str
    lieu: Sequence[str] = ()
    conditions: Sequence[str] = ()
    langue: str = "fr"


@dataclass(frozen=True, slots=True)
class BilletMontre:
    """Un billet prêt à montrer."""

    billet: Billet
    code: str
    """Le code comme on le lit : « 7K4M 2P9X 3QRTW »."""
    quand: str
    svg: str
    alternative: str


def montrer(billet: Billet, redaction: Redaction) -> BilletMontre:
    """Rend ce billet prêt à montrer, son code QR en SVG."""
    code = en_groupes(billet.code)
    return BilletMontre(
        billet, code, quand(billet, redaction), dessin(mention_de(billet)), redaction.texte(_ALTERNATIVE, code=code)
    )


def quand(billet: Billet, redaction: Redaction) -> str:
    """Rend quand ce billet vaut, en mots."""
    if billet.du != billet.au:
        return redaction.texte(_ENTRE, du=redaction.jour(billet.du), au=redaction.jour(billet.au))
    if not billet.heure:
        return redaction.texte(_TOUTE_LA_JOURNEE, jour=redaction.jour(billet.du))
    return redaction.texte(_A_L_HEURE, jour=redaction.jour(billet.du), heure=heure_dite(billet.heure))


def heure_dite(heure: str) -> str:
    """Rend « 14 h 30 » pour « 14:30 », d’un seul tenant."""
    heures, _deux_points, minutes = heure.partition(":")
    return f"{int(heures)}\u00a0h" if minutes == "00" else f"{int(heures)}\u00a0h\u00a0{minutes}"


def dessin(texte: str) -> str:
    """Rend le code QR de ce texte en SVG, marge comprise."""
    sortie = io.BytesIO()
    segno.make(texte, error="m", micro=False, boost_error=False).save(
        sortie, kind="svg", scale=MODULE, border=4, xmldecl=False, svgns=True, light="#fff"
    )
    return sortie.getvalue().decode()


def en_pdf(billets: Sequence[Billet], presentation: Presentation, *, emis: date) -> bytes:
    """Rend le PDF de ces billets, un par page."""
    redaction = Redaction.en(presentation.langue)
    departement = demarrage.reglages().departement
    donnees: dict[str, Any] = {
        "titre": presentation.titre,
        "sujet": f"{presentation.titre} — {presentation.numero}",
        "pied": redaction.texte(_("Commande n° %(numero)s"), numero=presentation.numero),
        "emetteur": {"nom_complet": departement.nom_complet, "adresse": departement.adresse},
        "lieu": list(presentation.lieu),
        "conditions": list(presentation.conditions),
        "billets": [_en_donnees(montrer(billet, redaction)) for billet in billets],
        "emis": redaction.texte(_EMIS, jour=redaction.jour(emis)),
    }  # fmt: skip
    return composer_a_part("billets", donnees, langue=presentation.langue)


def _en_donnees(montre: BilletMontre) -> dict[str, str]:
    return {
        "libelle": montre.billet.libelle,
        "quand": montre.quand,
        "code": montre.code,
        "qr": montre.svg,
        "alternative": montre.alternative,
    }
