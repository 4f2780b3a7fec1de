"""Le bureau : ce qui est attendu de moi, par échéance ; chercher, filtrer, tourner les pages sans rien manquer."""

import re
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portail.dossiers.actions import messagerie
from portail.dossiers.etats import Etat
from portail.dossiers.models import Dossier
from portail.identite.models import Agent, Habilitation, Role
from portail.instruction.queries import PAR_PAGE, Filtres, Vue, dossiers_a_voir, nombres_par_vue
from tests import fabriques
from tests.client import ClientExigeant
from tests.entree import entrer
from tests.fabriques import JOUR, ligne
from tests.integration.navigation import arbre, mots, titre

NS = "{http://www.w3.org/1999/xhtml}"

pytestmark = pytest.mark.usefixtures("claire_entree")


def noms(page: TestResponse) -> list[str]:
    """Rend les noms de la liste, dans l’ordre."""
    liens = [e for e in arbre(page).iter(f"{NS}a") if re.fullmatch(r"/agents/dossiers/\w{8}", e.get("href") or "")]
    return ["".join(lien.itertext()).strip() for lien in liens]


def lister(client: ClientExigeant, **filtres: str) -> list[str]:
    page = client.get("/agents/dossiers/", query_string=filtres)
    assert page.status_code == 200
    return noms(page)


def suite(page: TestResponse) -> str:
    """Rend l’adresse de la page suivante, ou rien."""
    liens = {"".join(lien.itertext()): lien.get("href") or "" for lien in arbre(page).iter(f"{NS}a")}
    return liens.get("Page suivante", "")


# ---------- Vues ----------


def test_les_echeances_les_plus_proches_d_abord_et_sans_echeance_a_la_fin(client: ClientExigeant, claire: Agent):
    ligne(nom="Sans", echeance=None)
    ligne(nom="Loin", echeance=JOUR + timedelta(days=40))
    ligne(nom="Retard", echeance=JOUR - timedelta(days=2))
    ligne(nom="Demain", echeance=JOUR + timedelta(days=1))
    page = client.get("/agents/dossiers/")

    assert noms(page) == ["Retard", "Demain", "Loin", "Sans"]
    for dit in ("En retard de 2 jours", "Demain", "Dans 40 jours", "Sans échéance"):
        assert dit in mots(page)


def test_chaque_vue_montre_ce_qu_elle_annonce_et_compte_juste(client: ClientExigeant, claire: Agent):
    lea = fabriques.agent(prenom="Léa")
    hier, demain = JOUR - timedelta(days=1), JOUR + timedelta(days=1)
    ligne(nom="Nouveau", echeance=demain)
    ligne(Etat.EN_INSTRUCTION, nom="Mien", echeance=hier, agent_id=claire.id)
    ligne(Etat.EN_INSTRUCTION, nom="Autrui", echeance=hier, agent_id=lea.id)
    ligne(Etat.A_COMPLETER, nom="Attend", agent_id=claire.id)
    ligne(Etat.EN_SIGNATURE, nom="Signature", echeance=demain)
    ligne(Etat.DECIDE, nom="Fini", agent_id=claire.id)
    ligne(Etat.BROUILLON, nom="Brouillon")
    attendus = {
        "attendus": {"Nouveau", "Mien"},
        "retard": {"Mien"},
        "semaine": {"Nouveau"},
        "nouveaux": {"Nouveau"},
        "messages": set(),
        "usager": {"Attend"},
        "tiers": {"Autrui", "Signature"},
        "non_lus": {"Mien", "Attend"},
        "suivis": set(),
        "tous": {"Nouveau", "Mien", "Autrui", "Attend", "Signature", "Fini"},
    }

    assert {vue: set(lister(client, vue=vue)) for vue in attendus} == attendus
    assert {vue.value: nombre for vue, nombre in nombres_par_vue(claire).items()} == {
        vue: len(trouves) for vue, trouves in attendus.items()
    }


def test_qui_signe_attend_les_signatures(client: ClientExigeant, claire: Agent):
    ligne(Etat.EN_SIGNATURE, nom="Signature", agent_id=claire.id)
    sans = lister(client)
    entrer(client, fabriques.responsable())

    assert (sans, lister(client)) == ([], ["Signature"])


def test_un_message_a_lire_remonte_jusqu_a_ce_qu_on_ouvre_le_dossier(client: ClientExigeant, claire: Agent):
    yanis = fabriques.usager()
    dossier = fabriques.depose(yanis)
    messagerie.ecrire_usager(dossier.id, usager=yanis, texte="Bonjour")
    avant = lister(client, vue="messages")

    client.get(f"/agents/dossiers/{dossier.numero}")

    assert (avant, lister(client, vue="messages")) == (["BELKACEM Yanis"], [])


def test_une_habilitation_sur_une_demarche_n_ouvre_qu_elle(client: ClientExigeant, base: Session, claire: Agent):
    ligne(nom="Permis")
    ligne(nom="Autre", demarche="aide-projet")
    ligne(nom="Ailleurs", service_code="autonomie")
    claire.habilitations = [Habilitation(role=Role.INSTRUCTEUR, service_code="jeunesse", demarche="aide-permis")]
    base.commit()

    assert lister(client, vue="tous") == ["Permis"]


# ---------- Filtrer, chercher ----------


def test_les_filtres_se_croisent(client: ClientExigeant, claire: Agent):
    ligne(nom="Un")
    ligne(Etat.A_COMPLETER, nom="Deux", agent_id=claire.id)
    ligne(Etat.A_COMPLETER, nom="Trois")

    assert lister(client, vue="tous", etat="a_completer", suivi="moi") == ["Deux"]
    assert sorted(lister(client, vue="tous", suivi="personne")) == ["Trois", "Un"]
    assert lister(client, vue="tous", demarche="inconnue", etat="inconnu", suivi="inconnu", apres="n’importe quoi")


@pytest.mark.parametrize("cherche", ["le gall", "EMMA", "Gall  emma", "lé-gàll", "gal"])
def test_on_cherche_un_nom_sans_accents_ni_ordre(client: ClientExigeant, claire: Agent, cherche: str):
    ligne(Etat.DECIDE, nom="Le Gall", prenoms="Emma", nom_recherche="le gall emma")
    ligne(nom="Legallais", prenoms="Tom", nom_recherche="legalais tom")

    assert "Le Gall Emma" in lister(client, q=cherche)


def test_on_cherche_un_numero_comme_il_se_dicte(client: ClientExigeant, claire: Agent):
    dossier = ligne(Etat.CLOS, nom="Trouvé")
    dicte = f"{dossier.numero[:4].lower()} {dossier.numero[4:].lower()}".replace("0", "o")

    assert lister(client, q=dicte) == ["Trouvé"]
    assert "Aucun dossier ici." in mots(client.get("/agents/dossiers/?q=introuvable"))


@pytest.mark.parametrize("cherche", ["%", "_", "\\", "' OR 1=1 --", "%%%", "zz\x00\u202e", "É" * 5000])
def test_une_recherche_bizarre_ne_trouve_rien_et_ne_casse_rien(client: ClientExigeant, claire: Agent, cherche: str):
    ligne(nom="Le Gall", nom_recherche="le gall emma")

    assert lister(client, q=cherche) == []


def test_un_dossier_d_un_autre_service_ne_se_trouve_ni_par_nom_ni_par_numero(client: ClientExigeant, claire: Agent):
    dossier = ligne(nom="Ailleurs", nom_recherche="ailleurs", service_code="autonomie")

    assert lister(client, q="ailleurs") == lister(client, q=dossier.numero) == []


# ---------- Pages ----------


def test_soixante_dossiers_se_parcourent_une_fois_chacun_meme_si_d_autres_arrivent(
    client: ClientExigeant, claire: Agent
):
    # Beaucoup d’échéances égales : l’identifiant départage.
    fabriques.lignes(
        {"nom": f"N{n:02d}", "echeance": JOUR + timedelta(days=n % 3) if n < 50 else None} for n in range(60)
    )
    page = client.get("/agents/dossiers/?vue=nouveaux&suivi=personne")
    vus, tailles = noms(page), [len(noms(page))]
    while ou := suite(page):
        ligne(nom="Nouveau", echeance=JOUR - timedelta(days=9))
        page = client.get(ou)
        vus += noms(page)
        tailles.append(len(noms(page)))

    assert tailles == [PAR_PAGE, PAR_PAGE, 60 - 2 * PAR_PAGE]
    assert sorted(vus) == [f"N{n:02d}" for n in range(60)]
    assert "suivi=personne" in page.request.query_string.decode()
    assert "suite" in page.text
    assert titre(page) == "Dossiers"


@pytest.mark.parametrize("curseur", ["", "_", "2026-99-99_x", "9999-12-31_", "2026-11-21_pas-un-uuid", "\x00", "é_é"])
def test_un_curseur_faux_repart_du_debut(base: Session, claire: Agent, curseur: str):
    dossier = ligne(echeance=JOUR)

    liste = dossiers_a_voir(claire, Filtres(vue=Vue.TOUS, apres=curseur))

    assert ([d.id for d in liste.dossiers], liste.suite, liste.total) == ([dossier.id], "", 1)
    assert base.get(Dossier, dossier.id) is not None
