"""Les successions au bureau : qui entre, ce qui se lit, proposer, valider par lot, décider d’une récupération."""

import re
from decimal import Decimal

import pytest
from sqlalchemy import select

from portail.identite.models import Role
from portail.journal.models import Entree
from portail.notaires.recuperations.queries import recuperation_ouverte
from portail.notaires.successions.etats import EtatRequete, Reponse
from portail.notaires.successions.models import Requete
from portail.notaires.successions.rapprochements import rapprocher
from portail.notaires.successions.recuperation import Nature
from portail.notaires.successions.statistiques import masquer
from portail.socle import horloge
from portail.socle.base import session, transaction
from tests import fabriques
from tests.integration.navigation import jeton, navigateur
from tests.integration.notaires import creances
from tests.integration.notaires.creances import AUBERT, SUCCESSION, aidee, instructrice, responsable
from tests.integration.notaires.offices import notaire

pytestmark = pytest.mark.usefixtures("departement")
DECES = {"le": "2026-10-03", "commune": "44109", "domicile": {"commune": "44109"}, "domiciles_anterieurs": []}


def recue(membre, identite=AUBERT):
    """Rend une requête reçue, rapprochée comme le ferait la tâche."""
    instant = horloge.maintenant()
    with transaction():
        requete = Requete(
            office_id=membre.office_id,
            membre_id=membre.id,
            reference="2026-118",
            cle_reference=1,
            defunt=identite.en_json(),
            deces=DECES,
            succession=SUCCESSION,
            empreinte_defunt=44,
            etat=EtatRequete.RECUE,
            deposee_le=instant,
            repondre_le=instant,
        )
        session.add(requete)
    rapprocher(requete.id)
    return requete


def envoyer(client, page, **donnees):
    """Envoie ce formulaire à l’adresse de la page, tel qu’un navigateur l’enverrait."""
    lue = client.get(page)
    cache = re.search(r'name="revision" value="([^"]*)"', lue.text)
    return client.post(page, data={"csrf_token": jeton(lue), "revision": cache[1] if cache else "", **donnees})


def etat_de(requete):
    session.expire_all()
    relue = session.get(Requete, requete.id)
    return relue.etat, relue.reponse


@pytest.mark.parametrize("service", ["autonomie", "espaces_naturels"])
def test_un_autre_service_n_entre_pas_et_ne_trouve_rien(application, service):
    requete = recue(notaire())
    client = navigateur(application, fabriques.agent(Role.RESPONSABLE, service))

    assert client.get("/agents/successions/").status_code == 403
    assert client.get(f"/agents/successions/{requete.numero}").status_code == 404
    assert requete.numero not in str(session.scalars(select(Entree.objet_id)).all())


def test_la_file_montre_ce_qui_part_et_se_filtre(application):
    requete = recue(notaire())
    homonymes = recue(notaire("44031"))
    aidee(AUBERT, (Nature.REPAS, 900))
    client = navigateur(application, instructrice())

    a_valider = client.get("/agents/successions/?vue=a_valider")
    autre = client.get("/agents/successions/?vue=a_valider&office=44031")
    cherchee = client.get(f"/agents/successions/?q={requete.numero.lower()}")

    assert requete.numero in a_valider.text.replace("\u00a0", "")
    assert requete.numero not in autre.text.replace("\u00a0", "")
    assert f"/agents/successions/{homonymes.numero}" in autre.text
    assert f"/agents/successions/{requete.numero}" in cherchee.text
    assert f"/agents/successions/{homonymes.numero}" not in cherchee.text


def test_une_requete_dit_pourquoi_chacun_ressemble_et_la_lecture_est_au_journal(application):
    aidee(AUBERT, (Nature.HEBERGEMENT_PERSONNES_AGEES, 42_000))
    requete, nadia = recue(notaire()), instructrice()
    recue(notaire("44031"))

    page = navigateur(application, nadia).get(f"/agents/successions/{requete.numero}").text

    assert page.count('class="etat accord">Identique') == 5
    assert "Un autre office a demandé le même défunt." in page
    assert "Les aides de la personne retenue" not in page
    [entree] = session.scalars(select(Entree).where(Entree.action == "lire_requete"))
    assert (entree.objet_id, entree.auteur_id) == (str(requete.id), nadia.id)


def test_d_une_ressemblance_a_la_reponse_validee(application):
    aidee(AUBERT, (Nature.HEBERGEMENT_PERSONNES_AGEES, 42_000))
    requete = recue(notaire())
    instruit, valide = navigateur(application, instructrice()), navigateur(application, responsable())
    adresse = f"/agents/successions/{requete.numero}"
    page = instruit.get(adresse)
    juger = re.search(rf'action="({adresse}/ressemblances/[^"]+)"', page.text)[1]

    refuse = envoyer(instruit, f"{adresse}/proposer", reponse="B")
    instruit.post(juger, data={"csrf_token": jeton(page), "verdict": "retenu"})
    assert "Hébergement d’une personne âgée" in instruit.get(adresse).text
    envoyer(instruit, f"{adresse}/proposer", reponse="B")

    assert refuse.status_code == 422
    assert etat_de(requete) == (EtatRequete.RAPPROCHEE, Reponse.CREANCE)
    assert instruit.get("/agents/successions/valider").status_code == 403
    liste = valide.get("/agents/successions/valider")
    case = re.search(r'name="requete" value="([^"]+)"', liste.text)[1]
    resultat = valide.post("/agents/successions/valider", data={"csrf_token": jeton(liste), "requete": case})
    assert "Validée" in resultat.text
    assert etat_de(requete)[0] is EtatRequete.VALIDEE
    deja = valide.post("/agents/successions/valider", data={"csrf_token": jeton(liste), "requete": case})
    assert "Refusée" in deja.text


def test_on_ne_valide_pas_sa_proposition(application):
    requete, luc = recue(notaire()), responsable()
    client = navigateur(application, luc)
    envoyer(client, f"/agents/successions/{requete.numero}/proposer", reponse="C", motif="Préciser les prénoms.")
    liste = client.get("/agents/successions/valider")
    assert 'name="requete"' not in liste.text

    relue = session.get(Requete, requete.id, populate_existing=True)
    forcee = {"csrf_token": jeton(liste), "requete": f"{relue.id}:{relue.version}"}
    page = client.post("/agents/successions/valider", data=forcee)

    assert "un autre responsable la valide" in page.text
    assert etat_de(requete)[0] is EtatRequete.RAPPROCHEE


def test_renvoyer_et_redemander_l_acte(application):
    maitre = notaire()
    requete, client = recue(maitre), navigateur(application, responsable())
    adresse = f"/agents/successions/{requete.numero}"

    assert envoyer(client, f"{adresse}/renvoyer", motif="").status_code == 422
    envoyer(client, f"{adresse}/renvoyer", motif="Cherchez sous le nom d’usage.")
    assert etat_de(requete)[0] is EtatRequete.IDENTIFIEE
    assert "Cherchez sous le nom d’usage." in client.get(adresse).text

    envoyer(client, f"{adresse}/acte/redemander", motif="L’acte est celui d’un autre.")
    assert etat_de(requete)[0] is EtatRequete.A_COMPLETER


def test_l_office_dit_l_actif_et_le_responsable_decide(application):
    maitre = notaire()
    requete = creances.requete_repondue(maitre, aidee(AUBERT, (Nature.HEBERGEMENT_PERSONNES_AGEES, 42_000)))
    office, chef = navigateur(application, maitre), navigateur(application, responsable())
    adresse = f"/agents/successions/{requete.numero}/recuperation"
    assert "n’a pas encore dit l’actif net" in chef.get(adresse).text

    dit = envoyer(office, f"/notaires/successions/{requete.numero}/actif", actif_net="30 000", tout_legue="non")
    page = chef.get(adresse).text.replace("\u202f", "\u00a0")
    refus = envoyer(chef, f"{adresse}/decider", issue="recuperer", montant="20000", motif="Hébergement.")
    signe = envoyer(
        chef, f"{adresse}/decider", issue="recuperer", montant="20000", motif="Hébergement.", ecart="Frais de l’aidant."
    )

    assert (dit.status_code, refus.status_code, signe.status_code) == (303, 422, 303)
    assert "30\u00a0000\u00a0€" in page
    assert recuperation_ouverte(requete.id).montant == Decimal(20_000)
    assert "a pris sa décision" in office.get(f"/notaires/successions/{requete.numero}/actif").text


@pytest.mark.parametrize(
    ("lignes", "attendu"),
    [
        ([[30, 6, 2, 8]], [[30, None, None, 8]]),
        ([[30, 0, 2, 0]], [[None, 0, None, 0]]),
        ([[0, 0, 2, 0]], [[0, 0, None, 0]]),
        ([[30, 9], [20, 3], [10, 8]], [[30, 9], [None, None], [None, None]]),
        ([[30, 9], [20, 8]], [[30, 9], [20, 8]]),
    ],
)
def test_un_petit_nombre_ne_se_dit_ni_ne_se_retrouve(lignes, attendu):
    assert masquer(lignes, 5) == attendu


def test_les_statistiques_se_lisent(application):
    recue(notaire())
    page = navigateur(application, instructrice()).get("/agents/successions/statistiques")

    assert page.status_code == 200
    assert "moins de 5" in page.text
