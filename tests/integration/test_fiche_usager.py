"""La fiche d’une personne : ce que l’agent peut lire, tout ce qu’il peut lire, et rien qui trahisse le reste."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from portail.dossiers.actions import messagerie
from portail.dossiers.models import Dossier, Intervenant
from portail.dossiers.personnes import empreinte_identite
from portail.identite.models import Agent, Role, Usager
from portail.instruction.fiche import fiche_de_usager, fiche_du_dossier
from portail.journal.actions import JUSTIFIER
from portail.journal.models import Entree
from portail.socle import base as socle_base
from portail.socle import decalage
from portail.socle.erreurs import Introuvable
from tests import fabriques
from tests.integration.lignes import entrees_de, journal_de
from tests.integration.navigation import envoyer, mots, navigateur, titre
from tests.integration.raisons import dire
from tests.unitaires.situations_permis import lina

REQUETES_MAX = 12


def dans_un_autre_service(base: Session, dossier: Dossier, service: str = "autonomie") -> Dossier:
    """Range le dossier dans un autre service, où les agents de celui-ci n’ont aucun droit."""
    base.execute(update(Dossier).where(Dossier.id == dossier.id).values(service_code=service, numero="7K4M2P9X"))
    base.commit()
    return dossier


def sans_compte(base: Session, dossier: Dossier) -> Dossier:
    """Fait du dossier une demande papier : personne n’y a de compte."""
    base.execute(update(Intervenant).where(Intervenant.dossier_id == dossier.id).values(usager_id=None))
    base.commit()
    base.expire_all()
    return dossier


def ecrit(dossier: Dossier) -> str:
    """Rend le numéro tel qu’on le lit."""
    return f"{dossier.numero[:4]} {dossier.numero[4:]}"


def adresse(usager: Usager) -> str:
    return f"/agents/usagers/{usager.id}"


# ---------- Qui la voit, et quoi ----------


def test_la_fiche_rassemble_dossiers_messages_envois_et_documents(application: Flask, yanis: Usager, claire: Agent):
    premier, second = fabriques.en_instruction(yanis, claire), fabriques.depose(yanis)
    messagerie.ecrire_usager(premier.id, usager=yanis, texte="Où en est ma demande ?")
    messagerie.ecrire_agent(premier.id, agent=claire, texte="Elle avance.")

    page = navigateur(application, claire).get(adresse(yanis))
    dit = mots(page)

    assert titre(page) == "Fiche de Yanis BELKACEM"
    assert all(ecrit(d) in dit for d in (premier, second))
    assert all(texte in dit for texte in ("Où en est ma demande ?", "Elle avance.", "Claire Lebreton", "À instruire"))
    assert all(texte in dit for texte in ("Accusé de réception de votre demande", "Nouveau message du service"))
    assert "Pour elle-même" in dit


@pytest.mark.parametrize(
    ("role", "service", "code"),
    [
        (Role.INSTRUCTEUR, "jeunesse", 200),
        (Role.RESPONSABLE, "jeunesse", 200),
        (Role.ACCUEIL, "jeunesse", 200),
        (Role.INSTRUCTEUR, "autonomie", 404),
        (Role.ADMINISTRATEUR, None, 404),
        (Role.REGISSEUR, "jeunesse", 404),
        (Role.INSTRUCTEUR, None, 404),
    ],
)
def test_la_fiche_est_a_qui_peut_lire_l_un_des_dossiers(
    application: Flask, yanis: Usager, role: Role, service: str | None, code: int
):
    dossier = fabriques.depose(yanis)
    client = navigateur(application, fabriques.agent(role, service, prenom="Autre"))

    assert client.get(adresse(yanis)).status_code == code
    assert client.post(adresse(yanis)).status_code in {400, 404}
    suite = client.get(f"/agents/dossiers/{dossier.numero}/personne")
    assert suite.status_code == (404 if code == 404 else 303)


def test_la_fiche_n_est_qu_aux_agents(application: Flask, yanis: Usager):
    fabriques.depose(yanis)

    assert navigateur(application).get(adresse(yanis)).status_code == 303
    assert navigateur(application, yanis).get(adresse(yanis)).status_code == 303


def test_une_personne_inconnue_et_une_personne_d_ailleurs_ne_se_distinguent_pas(
    application: Flask, base: Session, yanis: Usager, claire: Agent
):
    dans_un_autre_service(base, fabriques.depose(yanis))
    client = navigateur(application, claire)

    ailleurs, inconnue = client.get(adresse(yanis)), client.get(f"/agents/usagers/{uuid4()}")

    assert (ailleurs.status_code, inconnue.status_code) == (404, 404)
    assert mots(ailleurs) == mots(inconnue)


def test_ce_que_l_agent_ne_peut_pas_lire_ne_laisse_aucune_trace_dans_la_fiche(
    application: Flask, base: Session, yanis: Usager, claire: Agent
):
    """La page est la même, au mot près, que la personne ait ou non des dossiers ailleurs."""
    visible = fabriques.en_instruction(yanis, claire)
    client = navigateur(application, claire)
    seule = mots(client.get(adresse(yanis)))
    cache = fabriques.depose(yanis, telephone="+33639980099", courriel="autre@courriel.example")
    messagerie.ecrire_usager(cache.id, usager=yanis, texte="Message pour un autre service")
    dans_un_autre_service(base, cache)
    fabriques.brouillon(yanis)

    assert mots(client.get(adresse(yanis))) == seule
    assert [ligne.dossier.id for ligne in fiche_de_usager(claire, yanis.id).dossiers] == [visible.id]
    assert "lire_fiche" not in journal_de(cache)


def test_un_parent_voit_sa_fiche_porter_les_dossiers_qu_il_a_deposes(application: Flask, claire: Agent):
    parent = fabriques.usager(("Nadia",), "Cherif", naissance=date(1980, 5, 1))
    dossier = fabriques.en_instruction(parent, claire, **lina())

    dit = mots(navigateur(application, claire).get(adresse(parent)))

    assert "A déposé" in dit
    assert f"pour {dossier.prenoms} {dossier.nom}" in dit


# ---------- Sans compte ----------


def test_une_demande_papier_de_la_meme_personne_est_rapprochee_et_dite_a_verifier(
    application: Flask, base: Session, yanis: Usager, claire: Agent
):
    fabriques.en_instruction(yanis, claire)
    papier = sans_compte(base, fabriques.depose(yanis, nom_naissance="BELKACÉM", prenoms="Yanis  Karim"))

    dit = mots(navigateur(application, claire).get(adresse(yanis)))

    assert ecrit(papier) in dit
    assert "Même identité, à vérifier" in dit


def test_une_personne_sans_compte_a_sa_fiche_par_son_dossier(
    application: Flask, base: Session, yanis: Usager, claire: Agent
):
    premier = sans_compte(base, fabriques.en_instruction(yanis, claire))
    second = sans_compte(base, fabriques.depose(yanis))
    autre = fabriques.depose(fabriques.usager(("Emma",), "Le Gall", naissance=date(2005, 1, 2)))

    dit = mots(navigateur(application, claire).get(f"/agents/dossiers/{premier.numero}/personne"))

    assert "Sans compte" in dit
    assert ecrit(second) in dit
    assert autre.numero[:4] not in dit
    assert [ligne.lien is None for ligne in fiche_du_dossier(claire, premier).dossiers].count(True) == 1


def test_ce_que_l_on_declare_ne_rapproche_personne(base: Session, yanis: Usager, claire: Agent):
    """Quelqu’un qui écrit l’identité d’un autre dans un compte par courriel ne fait pas sien son dossier papier."""
    sans_compte(base, fabriques.depose(yanis))
    intrus = fabriques.usager(("Yanis",), "Belkacem", sujet="intrus")
    intrus.identite_declaree, intrus.identite_certifiee = intrus.identite_certifiee, None
    base.commit()
    sien = fabriques.depose(intrus)

    assert [ligne.dossier.id for ligne in fiche_de_usager(claire, intrus.id).dossiers] == [sien.id]


@pytest.mark.parametrize(
    ("autre", "meme"),
    [
        (("LE GALL", "Emma", "2005-01-02"), True),
        (("Le  Gall", "émma Louise", "2005-01-02"), True),
        (("Le Gal", "Emma", "2005-01-02"), False),
        (("Le Gall", "Emma", "2005-02-01"), False),
        (("Le Gall", "Louise", "2005-01-02"), False),
    ],
)
def test_l_empreinte_d_une_identite(application: Flask, autre: tuple[str, str, str], meme: bool):
    assert (empreinte_identite("Le Gall", "Emma", "2005-01-02") == empreinte_identite(*autre)) is meme
    assert empreinte_identite("Le Gall", "", "2005-01-02") is None


def test_des_jumeaux_n_ont_pas_la_meme_empreinte(application: Flask):
    jean_paul = empreinte_identite("Petit", "Jean-Paul", "2007-07-07")

    assert jean_paul != empreinte_identite("Petit", "Jean-Pierre", "2007-07-07")


# ---------- La raison et le journal ----------


def test_hors_de_sa_file_la_fiche_demande_une_raison_et_ne_montre_rien_avant(
    application: Flask, yanis: Usager, claire: Agent
):
    suivi, libre = fabriques.en_instruction(yanis, claire), fabriques.depose(yanis)
    client = navigateur(application, fabriques.agent(prenom="Léa", nom="Martin"))

    question = client.get(adresse(yanis))
    assert titre(question) == "Pourquoi cette consultation ?"
    assert "BELKACEM" not in question.text
    assert "lire_fiche" not in journal_de(suivi) + journal_de(libre)

    refusee = envoyer(client, adresse(yanis), {"raison": "autre", "precision": ""})
    assert refusee.status_code == 422
    suite = envoyer(client, adresse(yanis), {"raison": "autre", "precision": "Accompagnement global"})
    assert (suite.status_code, suite.headers["Location"]) == (303, adresse(yanis))
    assert titre(client.get(adresse(yanis))) == "Fiche de Yanis BELKACEM"

    assert journal_de(suivi)[-2:] == [JUSTIFIER, "lire_fiche"]
    assert journal_de(libre)[-1] == "lire_fiche"
    assert JUSTIFIER not in journal_de(libre)


def test_la_raison_donnee_pour_un_dossier_vaut_pour_sa_fiche_et_expire(
    application: Flask, yanis: Usager, claire: Agent
):
    dossier = fabriques.en_instruction(yanis, claire)
    client = navigateur(application, fabriques.agent(prenom="Léa", nom="Martin"))
    dire(client, dossier)

    ouverte = client.get(f"/agents/dossiers/{dossier.numero}/personne", follow_redirects=True)
    assert titre(ouverte) == "Fiche de Yanis BELKACEM"
    decalage.avancer(timedelta(minutes=31))
    assert titre(client.get(adresse(yanis))) == "Pourquoi cette consultation ?"


def test_la_personne_voit_que_sa_fiche_a_ete_ouverte(application: Flask, yanis: Usager, claire: Agent):
    dossier = fabriques.en_instruction(yanis, claire)
    navigateur(application, claire).get(adresse(yanis))

    assert "Claire Lebreton, agent" in mots(
        navigateur(application, yanis).get(f"/mon-espace/dossiers/{dossier.numero}")
    )
    journal = mots(navigateur(application, yanis).get(f"/mon-espace/dossiers/{dossier.numero}/journal"))
    assert "Dossier vu dans la fiche de la personne" in journal
    assert entrees_de(dossier)[-1].auteur_id == claire.id


def test_les_actions_memes_refusent_une_personne_d_ailleurs(base: Session, yanis: Usager, claire: Agent):
    dans_un_autre_service(base, fabriques.depose(yanis))

    for identifiant in (yanis.id, UUID(int=0)):
        with pytest.raises(Introuvable):
            fiche_de_usager(claire, identifiant)
    assert not base.scalars(select(Entree.id).where(Entree.action == "lire_fiche")).all()


# ---------- Le budget ----------


def test_la_fiche_tient_en_douze_requetes_quel_que_soit_le_nombre_de_dossiers(
    application: Flask, yanis: Usager, claire: Agent
):
    for _fois in range(4):
        messagerie.ecrire_usager(fabriques.en_instruction(yanis, claire).id, usager=yanis, texte="Bonjour")
    client = navigateur(application, claire)
    ordres: list[str] = []

    def noter(_connexion, _curseur, ordre: str, *_reste: object) -> None:
        # L’horloge décalable n’existe pas en production ; les points de reprise sont ceux du test.
        if "SAVEPOINT" not in ordre and "decalage_horloge" not in ordre:
            ordres.append(ordre)

    socle_base.session.remove()
    event.listen(socle_base.moteur(), "before_cursor_execute", noter)
    try:
        assert client.get(adresse(yanis)).status_code == 200
    finally:
        event.remove(socle_base.moteur(), "before_cursor_execute", noter)

    assert len(ordres) <= REQUETES_MAX, "\n".join(ordres)
