"""Les successions de la démonstration : chaque scénario de la fiche, à son point d’avancement, une seule fois."""

import pytest
from sqlalchemy import select

from portail.demonstration.comptes import ouvrir_les_agents
from portail.demonstration.offices import charger_les_offices
from portail.demonstration.recuperations import charger_les_recuperations
from portail.demonstration.successions import charger_les_successions
from portail.notaires.recuperations.models import Recuperation
from portail.notaires.successions.models import Alarme, Requete, SorteAlarme
from portail.socle import decalage
from portail.socle.base import session


@pytest.mark.usefixtures("departement")
def test_chaque_scenario_en_est_ou_la_fiche_le_dit():
    agents, membres = ouvrir_les_agents(), charger_les_offices()

    charges = charger_les_successions(agents, membres)
    decalage.rafraichir()

    assert (charges, charger_les_successions(agents, membres)) == (7, 0)
    etats = {
        une.defunt["nom_naissance"]: (une.etat.value, une.reponse and une.reponse.value)
        for une in session.scalars(select(Requete))
    }
    assert etats == {
        "GAUTIER": ("repondue", "A"),
        "AUBERT": ("recuperation", "B"),
        "LE GOFF": ("repondue", "C"),
        "GUILBAUD": ("repondue", "D"),
        "MERCIER": ("identifiee", None),
        "LERAY": ("rapprochee", "B"),
        "PRIOU": ("validee", "B"),
    }
    assert session.scalars(select(Alarme.sorte)).all() == [SorteAlarme.MEME_ACTE]
    for _fois in range(2):
        charger_les_recuperations(membres)
    [recuperation] = session.scalars(select(Recuperation))
    assert (recuperation.etat.value, recuperation.calcul["total"]) == ("a_decider", "30000")
