"""L’écran de la conservation : le rapport, les bordereaux, le visa ; l’administration n’y lit jamais un nom."""

from datetime import timedelta

import pytest

from portail.dossiers.conservation import actions as conservation
from portail.dossiers.models import Dossier
from portail.identite.models import Agent
from portail.socle.visas import EtatBordereau
from tests import fabriques
from tests.client import ClientExigeant
from tests.integration.eliminations import ECHU, bordereaux, un_autre
from tests.integration.lignes import relu
from tests.integration.navigation import envoyer, erreurs, mots
from tests.silences import REFUS
from tests.unitaires.situations_permis import espaces_simples

ACCUEIL = "/administration/conservation"


def lue(client: ClientExigeant, adresse: str = ACCUEIL) -> str:
    recue = client.get(adresse)
    assert recue.status_code == 200
    assert "BELKACEM" not in recue.text
    return espaces_simples(mots(recue))


def test_sans_dossier_l_ecran_dit_ce_qu_on_y_verra(bureau: ClientExigeant):
    assert "Aucun dossier déposé." in lue(bureau)


def test_du_rapport_au_visa_puis_a_l_elimination(bureau: ClientExigeant, refuse: Dossier):
    numero = f"{refuse.numero[:4]} {refuse.numero[4:]}"
    actif = lue(bureau)
    fabriques.mettre_l_horloge_au(ECHU)

    prepare = envoyer(bureau, f"{ACCUEIL}/preparer", depuis=ACCUEIL)
    [bordereau] = bordereaux()
    page = lue(bureau, f"{ACCUEIL}/{bordereau.id}")
    visa = {"reference": "AD44-2033-118", "date_visa": "22/11/2033", "gardes": ""}
    vise = envoyer(bureau, f"{ACCUEIL}/{bordereau.id}", visa)
    conservation.executer()
    finie = lue(bureau, f"{ACCUEIL}/{bordereau.id}")

    assert "Aide au permis de conduire version 1" in actif
    assert (prepare.status_code, vise.status_code) == (303, 303)
    assert numero in page
    assert "21 novembre 2033" in page
    assert "Visa AD44-2033-118 du 22 novembre 2033, enregistré par Nathalie Rio." in finie
    assert "Ce bordereau ne se change plus." in finie
    assert relu(refuse).elimine_le is not None


@pytest.mark.parametrize(
    ("envoi", "attendu"),
    [
        ({"reference": "", "date_visa": "22/11/2033"}, "écrivez votre réponse"),
        ({"reference": "AD44", "date_visa": "21/11/2033"}, "entre la préparation du bordereau et aujourd’hui"),
        ({"reference": "AD44", "date_visa": "22/11/2033", "gardes": "7K4M 2P9X"}, "ne sont pas sur le bordereau"),
    ],
)
def test_un_refus_se_dit_sur_le_champ(bureau: ClientExigeant, refuse: Dossier, envoi, attendu: str):
    fabriques.mettre_l_horloge_au(ECHU)
    [identifiant] = conservation.preparer()

    refus = envoyer(bureau, f"{ACCUEIL}/{identifiant}", envoi)

    assert refus.status_code == 422
    assert attendu in espaces_simples(" ".join(erreurs(refus)))
    assert bordereaux()[0].etat is EtatBordereau.PREPARE


def test_garder_un_dossier_le_retire_du_bordereau(bureau: ClientExigeant, refuse: Dossier, herve: Agent):
    emma, situation = un_autre("Emma", "Le Gall")
    gardee = fabriques.decide(emma, herve, REFUS, **situation)
    fabriques.mettre_l_horloge_au(ECHU)
    [identifiant] = conservation.preparer()
    envoi = {"reference": "AD44", "date_visa": "22/11/2033", "gardes": f"\r\n{gardee.numero}\r\n"}

    assert envoyer(bureau, f"{ACCUEIL}/{identifiant}", envoi).status_code == 303
    conservation.executer()

    assert (relu(gardee).conserve, relu(gardee).elimine_le, relu(refuse).elimine_le is not None) == (True, None, True)
    assert "Hors du bordereau" in lue(bureau, f"{ACCUEIL}/{identifiant}")


def test_abandonner_rend_ses_dossiers(bureau: ClientExigeant, refuse: Dossier):
    fabriques.mettre_l_horloge_au(ECHU)
    [identifiant] = conservation.preparer()

    abandon = envoyer(bureau, f"{ACCUEIL}/{identifiant}/abandonner", depuis=f"{ACCUEIL}/{identifiant}")
    fabriques.mettre_l_horloge_au(ECHU + timedelta(days=1))

    assert abandon.status_code == 303
    assert "Abandonné" in lue(bureau)
    assert len(conservation.preparer()) == 1
