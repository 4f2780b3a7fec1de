"""Les rendez-vous en nombres : le premier horaire libre, qui vient, où l’on manque d’horaires ; jamais un nom."""

from datetime import timedelta

import pytest

from portail.identite.models import Agent, Role
from portail.rendez_vous.agendas.statistiques import bilans
from portail.rendez_vous.attente.actions import Inscription, s_inscrire
from portail.rendez_vous.objets.models import Modalite
from portail.rendez_vous.reservations.etats import EtatParticipation, Presence
from portail.rendez_vous.reservations.presences import marquer
from portail.socle import decalage, horloge
from portail.socle.erreurs import Interdit
from tests import fabriques
from tests.entree import entrer
from tests.integration import rendez_vous
from tests.integration.rdv_vie import LUNDI, accueil, paris, prendre, quelqu_un

ADRESSE = "/agents/agenda/statistiques"


@pytest.fixture
def maud(ici) -> Agent:
    return fabriques.agent(Role.RESPONSABLE, rendez_vous.SERVICE, prenom="Maud")


def le_bilan(agent: Agent):
    jour = horloge.aujourd_hui()
    [un] = bilans(agent, du=jour - timedelta(weeks=4), au=jour)
    return un


def test_les_venues_et_les_absences_se_comptent_par_lieu(ici, maud):
    pris = [prendre(ici, paris(LUNDI, 9 + rang), quelqu_un(rang)) for rang in range(3)]
    decalage.avancer(timedelta(days=3))
    for rdv, geste in zip(pris, (Presence.HONORER, Presence.HONORER, Presence.MANQUER), strict=True):
        marquer(rdv.participations[0].id, geste, agent=ici.secretaire)
    [ligne] = le_bilan(maud).lieux

    assert ligne.personnes == {EtatParticipation.HONORE: 2, EtatParticipation.ABSENT: 1}
    assert ligne.absents_pour_cent == 33
    assert ligne.lieu_id == ici.lieu.id


def test_sans_horaire_avant_le_seuil_l_objet_est_en_alerte(ici, maud):
    assert not le_bilan(maud).alerte
    tard = accueil(plage={"premier_jour": LUNDI + timedelta(days=21)})
    jour = horloge.aujourd_hui()
    par_objet = {un.objet.id: un for un in bilans(maud, du=jour, au=jour)}

    assert par_objet[tard.objet.id].sans_horaire
    assert [une.jours for une in par_objet[tard.objet.id].lieux] == [23]
    assert not par_objet[ici.objet.id].sans_horaire


def test_trop_de_personnes_en_attente_met_l_objet_en_alerte(ici, maud):
    for rang in range(10):
        assert not le_bilan(maud).attente_longue
        s_inscrire(
            Inscription(
                objet_id=ici.objet.id,
                lieux=frozenset({ici.lieu.id}),
                personne=quelqu_un(rang),
                modalite=Modalite.SUR_PLACE,
                au_plus_tot=LUNDI,
            )
        )

    assert (le_bilan(maud).en_attente, le_bilan(maud).attente_longue) == (10, True)


def test_la_page_ne_nomme_personne_et_n_est_qu_a_qui_encadre(client, ici, maud):
    prendre(ici, paris(LUNDI, 9))
    entrer(client, maud)
    page = client.get(ADRESSE)

    assert "Peser et suivre votre bébé" in page.text
    assert ici.lieu.nom in page.text
    assert "dans 2 jours" in page.text.replace("\u00a0", " ")
    assert "Sarah" not in page.text
    assert ADRESSE in client.get("/agents/agenda/").text
    entrer(client, ici.secretaire)
    assert client.get(ADRESSE).status_code == 403
    with pytest.raises(Interdit):
        bilans(ici.secretaire, du=LUNDI, au=LUNDI)
    ailleurs = fabriques.agent(Role.RESPONSABLE, "autonomie", prenom="Alain")
    assert bilans(ailleurs, du=LUNDI, au=LUNDI) == []
