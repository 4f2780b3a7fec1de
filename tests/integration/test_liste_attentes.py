"""La liste rangée par ce que l’on attend et de qui : groupes, curseur qui les traverse, filtres, vues enregistrées."""

from datetime import date, timedelta
from xml.etree.ElementTree import Element

import pytest
from sqlalchemy import select

from portail.dossiers.etats import Etat
from portail.identite.models import Agent, Habilitation, Role
from portail.instruction.attentes import Attente
from portail.instruction.queries import Filtres, Vue, dossiers_a_voir, identifiants_a_voir, nombres_par_vue
from portail.instruction.vues import actions as vues
from portail.instruction.vues.models import VueEnregistree
from portail.instruction.vues.queries import vues_de
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable, SaisieInvalide
from tests import fabriques
from tests.client import ClientExigeant
from tests.fabriques import JOUR, ligne
from tests.integration import equipes
from tests.integration.navigation import NS, arbre, envoyer, erreurs, mots, navigateur

pytestmark = pytest.mark.usefixtures("claire_entree")


def rangees(agent: Agent, **filtres: object) -> list[tuple[str, Attente]]:
    liste = dossiers_a_voir(agent, Filtres(**filtres))
    return [(rangee.dossier.nom, rangee.attente) for rangee in liste.lignes]


def noms(agent: Agent, **filtres: object) -> list[str]:
    return [nom for nom, _ in rangees(agent, **filtres)]


def groupes(element: Element) -> list[str]:
    return ["".join(th.itertext()) for th in element.iter(f"{NS}th") if th.get("scope") == "rowgroup"]


def dans(jours: int) -> date:
    return JOUR + timedelta(days=jours)


def test_attendu_de_moi_puis_de_l_usager_puis_d_un_tiers_puis_de_personne(client: ClientExigeant, claire: Agent):
    lea = fabriques.agent(prenom="Léa")
    ligne(Etat.CLOS, nom="Clos")
    ligne(Etat.EN_INSTRUCTION, nom="Collegue", agent_id=lea.id, echeance=dans(1))
    ligne(Etat.EN_INSTRUCTION, nom="Expert", agent_id=claire.id, avis_attendus=1, echeance=dans(2))
    ligne(Etat.A_COMPLETER, nom="Usager", agent_id=claire.id, echeance=dans(3))
    ligne(Etat.DECIDE, nom="Motifs", agent_id=claire.id, echeance=dans(20))
    ligne(nom="File", echeance=dans(30))
    page = client.get("/agents/dossiers/?vue=tous")

    assert rangees(claire, vue=Vue.TOUS) == [
        ("Motifs", Attente.MOI),
        ("File", Attente.MOI),
        ("Usager", Attente.USAGER),
        ("Collegue", Attente.TIERS),
        ("Expert", Attente.TIERS),
        ("Clos", Attente.PERSONNE),
    ]
    assert groupes(arbre(page)) == [
        "Attendu de moi", "Attendu de l’usager", "Attendu d’un tiers", "Plus rien n’est attendu",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("role", "validation", "attente"),
    [
        (Role.RESPONSABLE, None, Attente.MOI),
        (Role.RESPONSABLE, "signature", Attente.MOI),
        (Role.RESPONSABLE, "directeur", Attente.TIERS),
        (Role.DIRECTEUR, "directeur", Attente.MOI),
        (Role.INSTRUCTEUR, None, Attente.TIERS),
        (Role.INSTRUCTEUR, "agent_instructeur", Attente.MOI),
    ],
)
def test_un_projet_attend_qui_vise_ou_qui_signe(claire: Agent, role: Role, validation: str | None, attente: Attente):
    agent = fabriques.agent(role, prenom="Ines")
    ligne(Etat.EN_SIGNATURE, nom="Projet", validation_attendue=validation)

    assert rangees(agent, vue=Vue.TOUS) == [("Projet", attente)]


def test_l_accueil_lit_tout_et_n_est_attendu_de_rien(claire: Agent):
    accueil = fabriques.agent(Role.ACCUEIL, prenom="Anne")
    ligne(nom="File")

    assert rangees(accueil, vue=Vue.TOUS) == [("File", Attente.TIERS)]


def test_un_recours_n_attend_pas_qui_en_est_ecarte(claire: Agent):
    ligne(nom="Recours", agents_ecartes=[claire.id])

    assert rangees(claire, vue=Vue.TOUS) == [("Recours", Attente.TIERS)]


def test_les_pages_traversent_les_groupes_sans_rien_perdre(claire: Agent):
    lea = fabriques.agent(prenom="Léa")
    etats = [(Etat.DEPOSE, None), (Etat.A_COMPLETER, claire.id), (Etat.EN_INSTRUCTION, lea.id), (Etat.CLOS, None)]
    fabriques.lignes(
        {"etat": etat, "agent_id": agent_id, "echeance": dans(n % 2) if n % 3 else None}
        for etat, agent_id in etats
        for n in range(17)
    )
    vus, curseur = [], ""
    while True:
        page = dossiers_a_voir(claire, Filtres(vue=Vue.TOUS, apres=curseur))
        vus += [(rangee.attente.rang, rangee.dossier.echeance or date.max, rangee.dossier.id) for rangee in page.lignes]
        if not (curseur := page.suite):
            break
        ligne(nom="Arrive", echeance=dans(-9))

    assert len(vus) == len(set(vus)) == 17 * 4
    assert vus == sorted(vus)


def test_plusieurs_services_et_une_demarche_de_plus_ne_doublent_rien(claire: Agent):
    with transaction():
        session.add(Habilitation(agent_id=claire.id, role=Role.INSTRUCTEUR, service_code="autonomie", demarche=None))
        session.add(
            Habilitation(
                agent_id=claire.id, role=Role.RESPONSABLE, service_code=fabriques.SERVICE, demarche="aide-permis"
            )
        )
    session.expire_all()
    claire = session.get_one(Agent, claire.id)
    ligne(nom="Un", echeance=dans(2))
    ligne(nom="Deux", echeance=dans(1), service_code="autonomie")
    ligne(Etat.EN_SIGNATURE, nom="Trois", echeance=dans(3))

    assert noms(claire) == ["Deux", "Un", "Trois"]
    assert nombres_par_vue(claire)[Vue.TOUS] == 3
    assert len(identifiants_a_voir(claire, Filtres(vue=Vue.TOUS), limite=9)) == 3


def test_filtrer_par_attente_fait_quitter_la_vue_qui_n_en_montre_qu_une_autre(client: ClientExigeant, claire: Agent):
    ligne(nom="Mien")
    ligne(Etat.A_COMPLETER, nom="Attend", agent_id=claire.id)
    page = mots(client.get("/agents/dossiers/?vue=attendus&attendu=usager"))

    assert "Attend" in page
    assert "Mien" not in page
    assert noms(claire, vue=Vue.ATTENDUS, attendu=Attente.USAGER) == []


def test_territoire_secteur_agent_se_filtrent(client: ClientExigeant, claire: Agent):
    herve, lea = fabriques.responsable(), fabriques.agent(prenom="Léa")
    secteur = equipes.secteur(herve, "Presqu’île", [equipes.GUERANDE])
    ligne(nom="Nantais", commune_insee=equipes.NANTES)
    ligne(nom="Guerandais", commune_insee=equipes.GUERANDE)
    ligne(nom="Lointain", commune_insee=None, agent_id=lea.id)

    for adresse, attendu in {
        f"epci={equipes.NANTES_METROPOLE}": "Nantais",
        f"secteur={secteur.id}": "Guerandais",
        f"agent={lea.id}": "Lointain",
    }.items():
        page = mots(client.get(f"/agents/dossiers/?vue=tous&{adresse}"))
        assert [nom for nom in ("Nantais", "Guerandais", "Lointain") if nom in page] == [attendu], adresse


@pytest.mark.parametrize("filtre", ["epci=000", "secteur=x", "etiquette=x", "agent=x", "attendu=x", "vue=x"])
def test_un_filtre_inconnu_vaut_l_absence_de_filtre(client: ClientExigeant, claire: Agent, filtre: str):
    ligne(nom="Mien")

    assert "Mien" in mots(client.get(f"/agents/dossiers/?{filtre}"))


# ---------- Vues enregistrées ----------


def test_une_vue_garde_les_filtres_jamais_les_mots_cherches(client: ClientExigeant, claire: Agent):
    adresse = "/agents/vues/enregistrer?vue=tous&etat=depose&q=belkacem&apres=0_2026-01-01_x"
    reponse = envoyer(client, adresse, {"nom": "À trier", "pour": "moi"})

    [vue] = session.scalars(select(VueEnregistree)).all()
    assert vue.filtres == {"vue": "tous", "etat": "depose"}
    assert reponse.location.endswith("/agents/dossiers/?vue=tous&etat=depose")
    assert "À trier" in mots(client.get(reponse.location))


def test_une_vue_se_partage_au_service_et_a_lui_seul(application, client: ClientExigeant, claire: Agent):
    envoyer(client, "/agents/vues/enregistrer?vue=retard", {"nom": "Nos retards", "pour": fabriques.SERVICE})
    lea, alain = fabriques.agent(prenom="Léa"), fabriques.agent(Role.RESPONSABLE, "autonomie", prenom="Alain")

    assert "Nos retards" in mots(navigateur(application, lea).get("/agents/dossiers/"))
    assert "Nos retards" not in mots(navigateur(application, alain).get("/agents/dossiers/"))
    [vue] = vues_de(lea)
    with pytest.raises(Introuvable):
        vues.oublier(vue.id, agent=lea)
    with pytest.raises(Introuvable):
        vues.enregistrer(alain, nom="Chez eux", filtres={"vue": "tous"}, service_code=fabriques.SERVICE)
    envoyer(client, f"/agents/vues/{vue.id}/supprimer", depuis="/agents/vues/")
    assert vues_de(lea) == []


def test_deux_vues_du_meme_nom_et_une_vue_sans_filtre_se_refusent(client: ClientExigeant, claire: Agent):
    envoyer(client, "/agents/vues/enregistrer?vue=retard", {"nom": "Retards", "pour": "moi"})
    doublon = envoyer(client, "/agents/vues/enregistrer?vue=semaine", {"nom": "Retards", "pour": "moi"})

    assert doublon.status_code == 422
    assert "déjà une vue de ce nom" in erreurs(doublon)[0]
    with pytest.raises(SaisieInvalide):
        vues.enregistrer(claire, nom="Vide", filtres={"q": "x"}, service_code=None)
