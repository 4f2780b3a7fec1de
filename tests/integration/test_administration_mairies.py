"""Où l’on écrit aux mairies : la liste, la recherche, un changement au journal, le message suivant."""

from datetime import date

import pytest
from flask import Flask

from portail.dossiers.actions import instruction
from portail.identite.models import Role
from portail.journal.queries import entrees_de
from portail.notifications.models import Canal
from portail.socle.base import session
from portail.territoire.models import Mairie
from portail.territoire.queries import mairie_de
from tests import fabriques
from tests.client import ClientExigeant
from tests.integration.lignes import promis
from tests.integration.navigation import envoyer, erreurs, mots, navigateur
from tests.integration.propositions import COMPLET, demande_complete

MAIRIES, BLAIN = "/administration/mairies", "/administration/mairies/44015"
FICHE = {"courriel": "mairie@blain.example", "adresse": "2 rue Charles-de-Gaulle\r\n\r\n 44130 Blain "}


def relue(insee: str = "44015") -> Mairie | None:
    session.expire_all()
    return mairie_de(insee)


def test_la_liste_dit_comment_l_on_ecrit_et_se_cherche(bureau: ClientExigeant):
    envoyer(bureau, BLAIN, FICHE)

    toutes, trouvees = mots(bureau.get(MAIRIES)), mots(bureau.get(f"{MAIRIES}?q=blain"))

    assert "207 communes" in toutes
    assert "206 mairies n’ont pas d’adresse électronique" in toutes
    assert "1 commune" in trouvees
    assert "mairie@blain.example" in trouvees
    assert "Blain" in mots(bureau.get(f"{MAIRIES}?q=44130"))
    assert "Aucune commune" in mots(bureau.get(f"{MAIRIES}?q=Rennes"))


def test_modifier_une_mairie_est_au_journal_par_empreintes(bureau: ClientExigeant):
    assert relue() is None
    assert envoyer(bureau, BLAIN, FICHE).headers["Location"] == BLAIN

    mairie = relue()
    assert mairie is not None
    assert (mairie.courriel, mairie.adresse) == ("mairie@blain.example", "2 rue Charles-de-Gaulle\n44130 Blain")
    [entree] = entrees_de(("mairie", "44015"))
    assert (entree.action, set(entree.details["apres"])) == ("modifier_mairie", {"courriel", "adresse"})
    assert "blain" not in str(entree.details).lower()
    assert "Nathalie Rio : Fiche modifiée" in mots(bureau.get(BLAIN))


def test_la_meme_fiche_ne_laisse_rien_et_la_vider_revient_a_la_poste(bureau: ClientExigeant):
    for _ in range(2):
        envoyer(bureau, BLAIN, FICHE)
    assert len(entrees_de(("mairie", "44015"))) == 1

    envoyer(bureau, BLAIN, {"courriel": "", "adresse": ""})

    mairie = relue()
    assert mairie is not None
    assert (mairie.courriel, mairie.adresse) == (None, "")
    assert len(entrees_de(("mairie", "44015"))) == 2


@pytest.mark.parametrize("change", [{"courriel": "mairie"}, {"adresse": "x" * 301}])
def test_une_fiche_fautive_ne_change_rien_et_se_remontre(bureau: ClientExigeant, change: dict[str, str]):
    reponse = envoyer(bureau, BLAIN, FICHE | change)

    assert reponse.status_code == 422
    assert len(erreurs(reponse)) == 1
    assert relue() is None


@pytest.mark.parametrize("insee", ["35238", "44999", "x"])
def test_une_commune_d_ailleurs_ou_disparue_n_a_pas_de_fiche(bureau: ClientExigeant, insee: str):
    assert bureau.get(f"{MAIRIES}/{insee}").status_code == 404


@pytest.mark.parametrize("role", [Role.INSTRUCTEUR, Role.RESPONSABLE, Role.DIRECTEUR])
def test_nul_autre_que_l_administration_n_y_touche(application: Flask, bureau: ClientExigeant, role: Role):
    autre = navigateur(application, fabriques.agent(role, prenom="Autre"))

    assert autre.get(MAIRIES).status_code == 403
    assert autre.get(BLAIN).status_code == 403
    assert relue() is None


def test_le_message_suivant_part_a_la_nouvelle_adresse(bureau: ClientExigeant):
    envoyer(bureau, BLAIN, FICHE)
    fabriques.mettre_l_horloge_au(COMPLET)
    personne = fabriques.usager(("Jeanne",), "Briand", naissance=date(1942, 7, 3))
    dossier = demande_complete(personne)

    instruction.accuser_reception(dossier.id)

    [message] = [un for un in promis(dossier) if un.gabarit == "autorite/maire"]
    assert (message.canal, message.adresse) == (Canal.COURRIEL, "mairie@blain.example")
