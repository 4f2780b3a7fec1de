"""Ce que montre une plage avant d’être écrite : les horaires vraiment possibles, et ce qui serait à replacer."""

from dataclasses import replace
from datetime import time

import pytest
from sqlalchemy import select

from portail.rendez_vous.occupations.actions import occuper
from portail.rendez_vous.occupations.models import Origine
from portail.rendez_vous.occupations.temps import Source, Voulue
from portail.rendez_vous.plages.actions import excepter
from portail.rendez_vous.plages.apercu import apercu, rendez_vous_de_la_plage, rendez_vous_decouverts, une_fois_retiree
from portail.rendez_vous.plages.fiche import UnSeulJour, fiche_de
from portail.rendez_vous.plages.models import Plage
from portail.rendez_vous.ressources.models import GenreRessource
from portail.socle.base import session, transaction
from tests.entree import entrer
from tests.integration import rendez_vous as fabrique
from tests.integration.connexions import jeton_de_formulaire
from tests.integration.rdv_vie import LUNDI, accueil, paris, prendre, quelqu_un

UN_MATIN = {"premier_jour": LUNDI, "dernier_jour": LUNDI}
AGENT, SALLE = GenreRessource.AGENT, GenreRessource.SALLE

pytestmark = pytest.mark.usefixtures("departement")


def horaires(fiche) -> list[int]:
    return list(apercu(fiche).debuts.values())


def test_l_apercu_ne_compte_que_les_horaires_ou_la_salle_est_libre():
    lieu = fabrique.lieu()
    salle, elle = fabrique.salle(lieu), fabrique.agenda(fabrique.puericultrice(), lieu)
    objet = fabrique.objet(besoins=[(1, AGENT, fabrique.COMPETENCE, 30), (1, SALLE, "consultation", 30)])
    fiche = fabrique.fiche_plage(elle, lieu, objet, **UN_MATIN)
    assert horaires(fiche) == [6]

    with transaction():
        prise = Voulue(ressource_id=salle.id, debut=paris(LUNDI, 9), fin=paris(LUNDI, 11))
        occuper([prise], source=Source(origine=Origine.ABSENCE, id=salle.id))
    assert horaires(fiche) == [2]


def test_sans_la_competence_ou_sans_collegue_pour_le_binome_aucun_horaire():
    lieu = fabrique.lieu()
    elle = fabrique.agenda(fabrique.puericultrice(), lieu)
    sage_femme = fabrique.agenda(fabrique.puericultrice("Nora", "Sage"), lieu, "sage_femme")
    seule = fabrique.objet(besoins=[(1, AGENT, "sage_femme", 30)])
    binome = fabrique.objet(besoins=[(1, AGENT, fabrique.COMPETENCE, 30), (1, AGENT, "sage_femme", 30)])

    assert horaires(fabrique.fiche_plage(elle, lieu, seule, **UN_MATIN)) == [0]
    assert horaires(fabrique.fiche_plage(elle, lieu, binome, **UN_MATIN)) == [0]
    fabrique.plage(fabrique.secretaire(), sage_femme, lieu, binome, **UN_MATIN, debut=time(10))
    assert horaires(fabrique.fiche_plage(elle, lieu, binome, **UN_MATIN)) == [4]


def test_changer_ou_retirer_une_plage_dit_d_abord_ce_qui_serait_a_replacer(client):
    ici = accueil()
    tot, tard = prendre(ici, paris(LUNDI, 9), quelqu_un(1)), prendre(ici, paris(LUNDI, 11), quelqu_un(2))
    [plage] = session.scalars(select(Plage)).all()
    assert rendez_vous_decouverts(plage, fiche_de(plage)) == []
    assert rendez_vous_decouverts(plage, replace(fiche_de(plage), debut=time(10))) == [tot]
    assert rendez_vous_decouverts(plage, une_fois_retiree(plage)) == [tot, tard]
    fabrique.plage(ici.secretaire, ici.ressource, ici.lieu, ici.objet, **UN_MATIN, fin=time(10))
    assert rendez_vous_decouverts(plage, une_fois_retiree(plage)) == [tard]

    entrer(client, ici.agent)
    adresse = f"/agents/agenda/plages/{plage.id}"
    envoi = {"csrf_token": jeton_de_formulaire(client.get(adresse))}
    demande = client.post(f"{adresse}/retirer", data=envoi).text.replace("\u00a0", " ")
    assert "1 rendez-vous déjà pris ne serait plus couvert" in demande
    assert f'action="{adresse}"' in demande
    assert session.get_one(Plage, plage.id, populate_existing=True).dernier_jour is None
    assert client.post(f"{adresse}/retirer", data={**envoi, "confirme": "1"}).status_code == 303


def test_un_jour_aux_heures_changees_montre_les_rendez_vous_de_ces_heures():
    ici = accueil()
    [plage] = session.scalars(select(Plage)).all()
    excepter(plage.id, LUNDI, UnSeulJour(annulee=False, debut=time(14), fin=time(16)), par=ici.secretaire)
    rdv = prendre(ici, paris(LUNDI, 14))

    assert rendez_vous_de_la_plage(plage, LUNDI) == [rdv]
