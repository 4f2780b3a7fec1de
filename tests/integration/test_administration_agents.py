"""Les accès des agents : ouvrir, modifier, fermer, rouvrir, habiliter ; ce que le journal en garde."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from portail.identite import acces
from portail.identite.models import Agent, Habilitation, Role, SessionOuverte
from portail.identite.queries import agent_de
from portail.journal.queries import entrees_de
from portail.socle.base import session
from portail.socle.erreurs import ErreurMetier, Interdit, Introuvable, SaisieInvalide
from tests import fabriques
from tests.entree import agent_ouvert
from tests.integration.navigation import envoyer, erreurs, mots, navigateur, titre

AGENTS = "/administration/agents"
FICHE = {
    "prenom": "Lou",
    "nom": "Guérin",
    "qualite": "instructrice",
    "courriel": "Lou.Guerin@departement.example",
    "telephone": "02 61 91 44 12",
    "siret": "22440002800011",
}


def roles(agent: Agent) -> set[str]:
    session.expire_all()
    return {acces.ecrite(habilitation) for habilitation in agent_de(agent.id).habilitations}


def test_ouvrir_un_acces_puis_chercher_la_personne(bureau):
    reponse = envoyer(bureau, f"{AGENTS}/ouvrir", FICHE)

    assert reponse.status_code == 303
    lou = session.scalars(select(Agent).where(Agent.nom == "Guérin")).one()
    assert reponse.headers["Location"] == f"{AGENTS}/{lou.id}"
    assert (lou.courriel, lou.est_actif, lou.habilitations) == ("lou.guerin@departement.example", True, [])
    assert "Lou Guérin" in mots(bureau.get(f"{AGENTS}?q=guerin lou"))
    assert "Aucun agent ne répond" in mots(bureau.get(f"{AGENTS}?q=inconnue"))


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [("nom", ""), ("courriel", "pas une adresse"), ("telephone", "bonjour"), ("siret", "00000000000000")],
)
def test_une_fiche_fautive_n_ouvre_rien(bureau, champ, valeur):
    reponse = envoyer(bureau, f"{AGENTS}/ouvrir", FICHE | {champ: valeur})

    assert reponse.status_code == 422
    assert len(erreurs(reponse)) == 1
    assert session.scalar(select(func.count()).select_from(Agent).where(Agent.nom == "Guérin")) == 0


def test_deux_agents_n_ont_pas_la_meme_adresse(bureau, claire):
    reponse = envoyer(bureau, f"{AGENTS}/ouvrir", FICHE | {"courriel": claire.courriel.upper()})

    assert reponse.status_code == 422
    assert "un autre agent a déjà cette adresse électronique" in erreurs(reponse)[0]


def test_modifier_une_fiche_note_l_empreinte_et_jamais_le_nom(bureau, claire):
    adresse = f"{AGENTS}/{claire.id}"
    envoi = FICHE | {"prenom": "Claire", "nom": "Lebreton", "courriel": claire.courriel, "telephone": ""}

    assert envoyer(bureau, adresse, envoi).status_code == 303

    [entree] = [e for e in entrees_de(("agent", claire.id)) if e.action == "modifier_agent"]
    assert set(entree.details["apres"]) == {"qualite"}
    assert re.fullmatch("[0-9a-f]{16}", entree.details["apres"]["qualite"])
    assert entree.details["apres"] != entree.details["avant"]
    page = mots(bureau.get(adresse))
    assert "Nathalie Rio : Fiche modifiée" in page
    assert f"Qualité : un texte → {FICHE['qualite']}" in page.replace("\u00a0", " ")
    assert entree.details["apres"]["qualite"] not in page


def test_enregistrer_sans_rien_changer_ne_laisse_pas_de_trace(bureau, claire):
    fiche = {nom: getattr(claire, nom) for nom in FICHE}

    assert envoyer(bureau, f"{AGENTS}/{claire.id}", fiche).status_code == 303

    assert [e.action for e in entrees_de(("agent", claire.id))] == ["ouvrir_agent"]


def test_fermer_un_acces_coupe_les_sessions_aussitot(application, bureau, claire):
    poste, telephone = navigateur(application, claire), navigateur(application, claire)
    assert poste.get("/agents/dossiers/").status_code == 200

    assert envoyer(bureau, f"{AGENTS}/{claire.id}/fermer", depuis=f"{AGENTS}/{claire.id}").status_code == 303

    assert [c.get("/agents/dossiers/").status_code for c in (poste, telephone)] == [303, 303]
    assert session.scalar(select(func.count()).where(SessionOuverte.agent_id == claire.id)) == 0
    entree = entrees_de(("agent", claire.id))[0]
    assert (entree.action, entree.details) == (
        "fermer_agent",
        {"avant": {"acces": "ouvert"}, "apres": {"acces": "ferme"}, "sessions": 2},
    )


def test_rouvrir_rend_les_memes_roles(application, bureau, claire, nathalie):
    acces.fermer_agent(claire.id, par=nathalie)

    envoyer(bureau, f"{AGENTS}/{claire.id}/rouvrir", depuis=f"{AGENTS}/{claire.id}")

    assert roles(claire) == {"agent_instructeur@jeunesse/*"}
    assert navigateur(application, claire).get("/agents/dossiers/").status_code == 200


def test_donner_puis_retirer_un_role_vaut_aussitot(bureau, claire):
    adresse = f"{AGENTS}/{claire.id}"
    envoi = {"role": "responsable", "service": "jeunesse", "demarche": "aide-permis"}

    assert envoyer(bureau, f"{adresse}/habiliter", envoi).status_code == 303
    assert roles(claire) == {"agent_instructeur@jeunesse/*", "responsable@jeunesse/aide-permis"}

    [donne] = session.scalars(select(Habilitation).where(Habilitation.role == Role.RESPONSABLE))
    retrait = envoyer(bureau, f"{adresse}/habilitations/{donne.id}/retirer", depuis=adresse)
    assert retrait.status_code == 303
    assert roles(claire) == {"agent_instructeur@jeunesse/*"}
    retire, recu = entrees_de(("agent", claire.id))[:2]
    assert (recu.action, recu.details["apres"]) == ("habiliter", {"role": "responsable@jeunesse/aide-permis"})
    assert (retire.action, retire.details["avant"]) == ("deshabiliter", {"role": "responsable@jeunesse/aide-permis"})


@pytest.mark.parametrize(
    ("envoi", "message"),
    [
        ({"role": "agent_instructeur", "service": "jeunesse", "demarche": "toutes"}, "a déjà ce rôle"),
        ({"role": "agent_instructeur", "service": "aucun", "demarche": "toutes"}, "Choisissez le service"),
        ({"role": "admin_fonctionnel", "service": "jeunesse", "demarche": "toutes"}, "vaut pour tout le portail"),
    ],
)
def test_un_role_impossible_se_dit(bureau, claire, envoi, message):
    reponse = envoyer(bureau, f"{AGENTS}/{claire.id}/habiliter", envoi)

    assert reponse.status_code == 422
    assert message.lower() in erreurs(reponse)[0].lower()
    assert roles(claire) == {"agent_instructeur@jeunesse/*"}


def test_on_ne_se_retire_pas_son_dernier_role_d_administration(bureau, nathalie):
    [sien] = nathalie.habilitations
    adresse = f"{AGENTS}/{nathalie.id}"

    page = bureau.get(envoyer(bureau, f"{adresse}/habilitations/{sien.id}/retirer", depuis=adresse).headers["Location"])

    assert "C’est votre dernier rôle d’administration" in mots(page)
    assert roles(nathalie) == {"admin_fonctionnel@*/*"}


def test_on_ne_s_ouvre_ni_ne_se_ferme_rien_a_soi_meme(bureau, nathalie):
    adresse = f"{AGENTS}/{nathalie.id}"
    envoi = {"role": "agent_instructeur", "service": "jeunesse", "demarche": "toutes"}

    assert envoyer(bureau, f"{adresse}/habiliter", envoi).status_code == 422
    with pytest.raises(acces.PourSoiMeme):
        acces.fermer_agent(nathalie.id, par=nathalie)

    assert roles(nathalie) == {"admin_fonctionnel@*/*"}
    assert agent_de(nathalie.id).est_actif
    assert "Fermer l’accès" not in mots(bureau.get(adresse))


def test_le_role_d_un_autre_ne_se_retire_pas_par_une_autre_fiche(nathalie, claire):
    [sien] = nathalie.habilitations

    with pytest.raises(Introuvable):
        acces.deshabiliter(sien.id, agent_id=claire.id, par=nathalie)


def test_qui_n_administre_plus_ne_change_rien(nathalie, claire):
    with pytest.raises(Interdit):
        acces.habiliter(nathalie.id, role=Role.DPO, service_code=None, demarche=None, par=claire)


def test_une_fiche_inconnue_n_existe_pas(bureau):
    assert bureau.get(f"{AGENTS}/{uuid4()}").status_code == 404


def test_la_fiche_dit_le_nom_et_les_roles(bureau, claire):
    page = bureau.get(f"{AGENTS}/{claire.id}")

    assert titre(page) == "Claire Lebreton"
    assert "Instruction, Service jeunesse et aide à la mobilité" in mots(page)


def test_deux_administrateurs_qui_se_ferment_l_un_l_autre_en_laissent_un(application, base_reelle):
    fabriques.departement()
    nathalie, paul = (
        agent_ouvert((Role.ADMINISTRATEUR, None), prenom=prenom, nom="Rio").id for prenom in ("Nathalie", "Paul")
    )
    depart = Barrier(2)

    def fermer(couple) -> str:
        qui, vise = couple
        try:
            par = agent_de(qui)
            depart.wait()
            acces.fermer_agent(vise, par=par)
        except ErreurMetier as refus:
            return type(refus).__name__
        finally:
            session.remove()
        return "ferme"

    with ThreadPoolExecutor(2) as executeur:
        faits = sorted(executeur.map(fermer, [(nathalie, paul), (paul, nathalie)]))

    assert faits == ["Interdit", "ferme"]
    assert session.scalar(select(func.count()).select_from(Agent).where(Agent.est_actif)) == 1


def test_le_journal_des_acces_ne_porte_aucun_nom(bureau, claire, nathalie):
    envoyer(bureau, f"{AGENTS}/{claire.id}", FICHE)
    with pytest.raises(SaisieInvalide):
        acces.habiliter(claire.id, role=Role.INSTRUCTEUR, service_code="jeunesse", demarche=None, par=nathalie)

    ecrit = " ".join(str(e.details) for e in entrees_de(("agent", claire.id)))
    assert "modifier_agent" in {e.action for e in entrees_de(("agent", claire.id))}
    assert not any(mot in ecrit for mot in ("Lou", "Guérin", "Lebreton", "departement.example", "02 61"))
