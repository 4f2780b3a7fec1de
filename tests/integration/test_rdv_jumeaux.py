"""Deux enfants reçus l’un après l’autre : chacun son rendez-vous, que l’on change séparément."""

import re

from tests.integration.connexions import jeton_de_formulaire
from tests.integration.test_rdv_ecrans import JULES, chercher, envoyer, pesee
from tests.integration.test_rdv_onglets import choisir, finir, pris

__all__ = ["pesee"]


def test_de_deux_jumeaux_chacun_se_deplace(client, pesee):
    jumeau = {f"seconde-{partie}": JULES[f"naissance-{partie}"] for partie in ("jour", "mois", "annee")}
    vous = choisir(client, chercher(client, pesee, **jumeau).location)
    mien = finir(client, vous).location
    premier, second = pris()
    page = client.get(mien)
    lesquels = re.findall(r'name="lequel" value="([^"]+)"', page.text)
    assert len(lesquels) == 2
    envoi = {"lequel": lesquels[1], "csrf_token": jeton_de_formulaire(page)}
    horaires = client.post(f"{mien}/deplacer", data=envoi).location
    envoyer(client, choisir(client, horaires, 5))

    assert [rdv.debut for rdv in pris() if rdv.id == premier.id] == [premier.debut]
    assert [rdv.debut for rdv in pris() if rdv.id == second.id] != [second.debut]
