"""Les lieux que propose la liste d’attente : ceux qui reçoivent pour cela, du plus proche au plus loin."""

import re
from datetime import date

from portail.journal.actions import SYSTEME
from portail.rendez_vous.lieux.actions import ajouter_au_secteur
from tests import fabriques
from tests.integration import rendez_vous

PASSE = {"premier_jour": date(2026, 9, 7), "dernier_jour": date(2026, 10, 30)}


def test_la_liste_d_attente_propose_les_lieux_qui_recoivent_les_plus_proches_d_abord(client, base, date_de_l_essai):
    fabriques.departement()
    situes = {
        "nantes": (-1.55, 47.21),
        "clisson": (-1.28, 47.09),
        "aigrefeuille": (-1.40, 47.07),
        "blain": (-1.76, 47.48),
    }
    lieux = {
        code: rendez_vous.lieu(code, nom=f"Espace de {code.title()}", longitude=x, latitude=y)
        for code, (x, y) in situes.items()
    }
    ajouter_au_secteur("aigrefeuille", code_insee="44002", auteur=SYSTEME)
    objet, agent = rendez_vous.objet(), rendez_vous.puericultrice()
    agenda = rendez_vous.agenda(agent, lieux["aigrefeuille"])
    for code, jour in (("nantes", 1), ("clisson", 2), ("aigrefeuille", 3)):
        rendez_vous.plage(agent, agenda, lieux[code], objet, jours=frozenset({jour}))
    rendez_vous.plage(agent, agenda, lieux["blain"], objet, **PASSE)

    page = client.get(f"/rendez-vous/attendre?pour={objet.id}&commune=44002").text

    proposes = re.findall(r'<input[^>]*name="lieux"[^>]*value="([^"]+)"([^>]*)>\s*<label[^>]*>([^<]+)', page)
    noms = [nom.strip() for _id, _coche, nom in proposes]
    assert [nom.split(" – ")[0] for nom in noms] == ["Aigrefeuille", "Clisson", "Nantes"]
    assert "à\u00a09\u00a0km" in noms[1]
    assert [identifiant for identifiant, coche, _nom in proposes if "checked" in coche] == [
        str(lieux["aigrefeuille"].id)
    ]
