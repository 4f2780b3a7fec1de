"""Les billets de la pile en marche : le texte de leur code QR, et les passages que la base garde."""

import json
import os
import sys
from typing import Any

from sqlalchemy import select

from portail.config import lire_reglages
from portail.inscriptions.billets.cles import mention_de
from portail.inscriptions.billets.models import Billet, Passage
from portail.socle.base import session
from portail.socle.demarrage import demarrer


def mention(code: str) -> dict[str, Any]:
    """Rend ce que dit le code QR du billet de ce code."""
    return {"texte": mention_de(session.scalars(select(Billet).where(Billet.code == code)).one())}


def passages(codes: str) -> dict[str, Any]:
    """Rend, pour chacun de ces codes, ce que la base a noté, dans l’ordre des heures."""
    notes = (
        select(Billet.code, Passage.issue)
        .join(Passage, Passage.billet_id == Billet.id)
        .where(Billet.code.in_(codes.split()))
        .order_by(Passage.constate_le)
    )
    rendus: dict[str, list[str]] = {code: [] for code in codes.split()}
    for code, issue in session.execute(notes):
        rendus[code].append(issue.value)
    return rendus


if __name__ == "__main__":
    demarrer(lire_reglages(os.environ))
    sys.stdout.write(json.dumps({"mention": mention, "passages": passages}[sys.argv[1]](sys.argv[2])) + "\n")
