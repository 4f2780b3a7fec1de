"""La recherche du bureau : numéro, nom, téléphone, courriel ; dans ce que l’on peut lire, toujours par un index."""

import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from portail.dossiers.models import Dossier
from portail.guichets.agents.listes import recherche as ecran
from portail.identite.models import Agent, Role
from portail.instruction import fiche as fiches
from portail.instruction import noms
from portail.instruction.recherche import LIMITE, Critere, Recherche, chercher, lire_recherche, requete_de
from portail.journal.models import Entree
from portail.socle import chiffrement, debits
from portail.socle.erreurs import SaisieInvalide
from tests import fabriques
from tests.integration.navigation import erreurs, mots, navigateur

NOMBRE = 20_000


def trouves(texte: str, agent: Agent) -> set[str]:
    return {dossier.numero for dossier in chercher(lire_recherche(texte), agent=agent).dossiers}


# ---------- Reconnaître ce que l’on cherche ----------


@pytest.mark.parametrize(
    ("texte", "critere", "valeur"),
    [
        ("Le Gall", Critere.NOM, "le gall"),
        ("  ŒUVRARD  Élodie ", Critere.NOM, "oeuvrard elodie"),
        ("d’Artagnan", Critere.NOM, "d artagnan"),
        ("06 39 98 12 34", Critere.TELEPHONE, "+33639981234"),
        ("+33 6 39 98 12 34", Critere.TELEPHONE, "+33639981234"),
        ("02.61.91.44.10", Critere.TELEPHONE, "+33261914410"),
        (" Lina.MOREAU@Courriel.example ", Critere.COURRIEL, "lina.moreau@courriel.example"),
    ],
)
def test_ce_que_l_on_cherche_se_reconnait_a_sa_forme(texte: str, critere: Critere, valeur: str):
    assert lire_recherche(texte) == Recherche(critere, valeur)


def test_un_numero_se_reconnait_comme_on_le_dicte(claire: Agent):
    numero = fabriques.depose(fabriques.usager()).numero

    for ecrit in (numero, numero.lower(), f"{numero[:4]} {numero[4:]}", f"{numero[:4]}-{numero[4:]}"):
        assert lire_recherche(ecrit) == Recherche(Critere.NUMERO, numero)


@pytest.mark.parametrize("texte", ["ab", "a b c", "%%%", "___", "06 39 98 12", "00000000000", "’’’"])
def test_une_recherche_trop_courte_ou_fausse_est_refusee(texte: str):
    with pytest.raises(SaisieInvalide):
        lire_recherche(texte)


# ---------- Trouver ----------


def test_chaque_critere_trouve_le_bon_dossier_et_lui_seul(claire: Agent):
    voulu = fabriques.depose(
        fabriques.usager(("Élodie",), "Œuvrard", naissance=date(2006, 3, 2)),
        telephone="+33639980011", courriel="Elodie.Oe@courriel.example",
    )  # fmt: skip
    fabriques.depose(fabriques.usager(("Emma",), "Le Gall", naissance=date(2006, 3, 2)), telephone="+33639980022")

    for texte in (
        voulu.numero, "oeuvrard", "OEUVR", "elodie", "élodie œuvrard", "œuvrard elodie", "06 39 98 00 11",
        "elodie.oe@courriel.example", "élodie.œuvrard@courriel.example",
    ):  # fmt: skip
        assert trouves(texte, claire) == {voulu.numero}, texte
    assert trouves("oeuvrard emma", claire) == set()
    assert trouves("06 39 98 00 99", claire) == set()


@pytest.mark.parametrize(
    ("role", "service", "voit"),
    [
        (Role.INSTRUCTEUR, "jeunesse", True),
        (Role.ACCUEIL, "jeunesse", True),
        (Role.SECRETAIRE, "jeunesse", True),
        (Role.RESPONSABLE, "jeunesse", True),
        (Role.INSTRUCTEUR, "autonomie", False),
        (Role.ADMINISTRATEUR, None, False),
        (Role.REGISSEUR, "jeunesse", False),
        (Role.INSTRUCTEUR, None, False),
    ],
)
def test_on_ne_trouve_que_ce_que_l_on_peut_lire(claire: Agent, role: Role, service: str | None, voit: bool):
    dossier = fabriques.depose(fabriques.usager(), telephone="+33639980011")
    agent = fabriques.agent(role, service, prenom="Autre")

    for texte in (dossier.numero, "belkacem", "06 39 98 00 11", "yanis.belkacem@courriel.example"):
        assert (trouves(texte, agent) == {dossier.numero}) is voit, texte


def test_un_brouillon_ne_se_trouve_pas(claire: Agent):
    brouillon = fabriques.brouillon(fabriques.usager())

    assert trouves(brouillon.numero, claire) == trouves("belkacem", claire) == set()


# ---------- L’écran ----------


def test_l_ecran_montre_les_resultats_et_mene_au_dossier_et_a_la_fiche(application: Flask, claire: Agent):
    dossier = fabriques.depose(fabriques.usager())

    page = navigateur(application, claire).get("/agents/recherche?q=belkacem")

    assert "1 dossier" in mots(page)
    assert f'href="/agents/dossiers/{dossier.numero}"' in page.text
    assert f'href="/agents/dossiers/{dossier.numero}/personne"' in page.text


def test_l_ecran_dit_ce_qui_ne_va_pas_et_ce_qui_manque(application: Flask, claire: Agent):
    client = navigateur(application, claire)

    court, vide = client.get("/agents/recherche?q=ab"), client.get("/agents/recherche?q=personne")

    assert court.status_code == 422
    assert "trois lettres" in " ".join(erreurs(court))
    assert "Aucun dossier trouvé." in mots(vide)
    assert client.get("/agents/recherche").status_code == 200
    assert client.get(f"/agents/recherche?q={'x' * 5000}").status_code == 200


def test_la_recherche_est_au_journal_sans_dire_le_nom(application: Flask, base: Session, claire: Agent):
    fabriques.depose(fabriques.usager())

    navigateur(application, claire).get("/agents/recherche?q=Belkacem")

    [entree] = base.scalars(select(Entree).where(Entree.action == "rechercher"))
    assert (entree.objet_type, entree.objet_id, entree.auteur_id) == ("agent", str(claire.id), claire.id)
    assert (entree.details["critere"], entree.details["nombre"]) == ("nom", 1)
    assert entree.details["empreinte"] == chiffrement.empreinte_cle("belkacem", "recherche")
    assert "belkacem" not in str(entree.details).lower()


def test_la_recherche_est_bornee(application: Flask, claire: Agent, monkeypatch: pytest.MonkeyPatch):
    client = navigateur(application, claire)
    assert ecran.DEBIT == "300/hour"
    monkeypatch.setattr(ecran, "DEBIT", "3/hour")
    debits.configurer(actif=True)
    try:
        codes = [client.get("/agents/recherche?q=belkacem").status_code for _fois in range(4)]
    finally:
        debits.configurer(actif=False)

    assert codes == [200, 200, 200, 429]


def test_la_recherche_est_aux_agents(application: Flask, claire: Agent):
    assert navigateur(application).get("/agents/recherche?q=belkacem").status_code == 303
    assert navigateur(application, fabriques.usager()).get("/agents/recherche?q=belkacem").status_code == 303


# ---------- Par un index ----------

_PEUPLER = (
    """INSERT INTO usager (id, courriel, langue, cree_le)
    SELECT md5('u' || n)::uuid, 'compte' || n || '@courriel.example', 'fr', now() FROM generate_series(1, :nombre) n""",
    """INSERT INTO dossier (id, numero, demarche, version_demarche, etat, service_code, canal, langue, reponses,
      reponses_agent, revision, page, nom, prenoms, nom_recherche, identite_empreinte, accord_electronique, cree_le,
      modifie_le, depose_le, conserve, agents_ecartes, avis_attendus)
    SELECT md5('d' || n)::uuid, 'Z' || lpad(n::text, 7, '0'), 'aide-permis', 1, 'en_instruction', 'jeunesse', 'ligne',
      'fr', :vide, :vide_agent, 0, '', 'Nom' || n, 'Prenom', md5(n::text) || ' prenom', md5('i' || n), false, now(),
      now(), now() - n * interval '1 minute', false, '{}', 0 FROM generate_series(1, :nombre) n""",
    """INSERT INTO intervenant (id, dossier_id, usager_id, qualite, rang, nom, courriel, telephone, peut_agir)
    SELECT gen_random_uuid(), md5('d' || n)::uuid, md5('u' || n)::uuid, 'beneficiaire', 0, 'Nom' || n,
      'Nom' || n || '@courriel.example', '+336' || lpad(n::text, 8, '0'), true FROM generate_series(1, :nombre) n""",
    "SELECT gin_clean_pending_list('ix_dossier_nom')",
    "ANALYZE dossier, intervenant, usager",
)
"""À la fin, ce que PostgreSQL fait de lui-même : vider la liste d’attente de l’index, compter."""


@pytest.fixture
def peuplee(base: Session, claire: Agent) -> Session:
    """Vingt mille dossiers dans la base, chacun à une personne qui a un compte."""
    vides = {
        "vide": chiffrement.chiffrer(b"{}", "dossier.reponses"),
        "vide_agent": chiffrement.chiffrer(b"{}", "dossier.reponses_agent"),
    }
    for ordre in _PEUPLER:
        voulus = {nom: valeur for nom, valeur in {"nombre": NOMBRE, **vides}.items() if f":{nom}" in ordre}
        base.execute(text(ordre.replace("::", r"\:\:")), voulus)
    base.commit()
    return base


def plan(base: Session, requete) -> str:
    """Rend le plan que PostgreSQL choisit pour cette requête."""
    ecrite = requete.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    return "\n".join(base.scalars(text(f"EXPLAIN {ecrite}".replace("%%", "%").replace(":", r"\:"))))


@pytest.mark.parametrize(
    "texte",
    ["Z0000042", "7K4M2P9X", "c4ca4238a0b923820dcc509a6f75849b", "c4ca42 prenom", "nom42@courriel.example",
     "compte42@courriel.example", "+33600000042", "06 39 98 00 11"],
)  # fmt: skip
def test_aucune_recherche_ne_parcourt_toute_la_table(
    peuplee: Session, claire: Agent, monkeypatch: pytest.MonkeyPatch, texte: str
):
    # Devant vingt mille dossiers seulement, les derniers dépôts seraient la table entière.
    monkeypatch.setattr(noms, "DERNIERS_PAR_TROUVE", NOMBRE // 20 // LIMITE)
    recherche = lire_recherche(texte)

    trouve = plan(peuplee, requete_de(recherche, claire))

    assert not re.search(r"Seq Scan on (dossier|intervenant|usager)\b", trouve), trouve
    assert "Index" in trouve


def test_parmi_vingt_mille_on_trouve_le_bon(peuplee: Session, claire: Agent):
    for texte in (
        "a1d0c6e83f027327d8461063f4ac58a6",
        "nom42@courriel.example",
        "compte42@courriel.example",
        "+33600000042",
    ):
        [dossier] = chercher(lire_recherche(texte), agent=claire).dossiers
        assert dossier.nom == "Nom42", texte
    tous = chercher(lire_recherche("prenom"), agent=claire)
    assert (len(tous.dossiers), tous.incomplets) == (LIMITE, True)


def test_la_fiche_ne_parcourt_pas_toute_la_table(peuplee: Session, claire: Agent):
    usager = fabriques.usager()
    fabriques.depose(usager)
    assert len(fiches.fiche_de_usager(claire, usager.id).dossiers) == 1

    trouve = plan(peuplee, fiches.requete_de(claire, fiches.Personne(usager_id=usager.id, identite="0" * 64)))

    assert not re.search(r"Seq Scan on (dossier|intervenant|usager)\b", trouve), trouve
    assert peuplee.scalar(select(Dossier.id).limit(1))
