"""Le casier d’un dossier et son message à lire, tenus par la base : d’eux dépend ce que chaque liste montre."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from portail.dossiers.actions import messagerie
from portail.dossiers.etats import Etat
from portail.dossiers.models import Dossier
from portail.identite.models import Agent, Role
from portail.instruction.attentes import parts, regard_de
from portail.instruction.queries import perimetre
from portail.socle import horloge
from portail.socle.base import session, transaction
from tests import fabriques

JOUR = date(2026, 11, 24)
REVENUS = {Etat.DECIDE, Etat.CLOS, Etat.IRRECEVABLE}
SANS_EFFET = {Etat.CLOS, Etat.DESISTE, Etat.SANS_SUITE, Etat.IRRECEVABLE, Etat.TRANSMIS}


@pytest.fixture
def date_de_l_essai() -> date:
    return JOUR


def casier(dossier: Dossier) -> str | None:
    return session.scalar(select(Dossier.casier).where(Dossier.id == dossier.id))


@pytest.mark.parametrize(
    ("etat", "colonnes", "attendu"),
    [
        (Etat.BROUILLON, {}, None),
        (Etat.DEPOSE, {}, "file"),
        (Etat.DEPOSE, {"agent_id": "claire"}, "suivi"),
        (Etat.EN_INSTRUCTION, {}, "file"),
        (Etat.EN_INSTRUCTION, {"agent_id": "claire"}, "suivi"),
        (Etat.EN_INSTRUCTION, {"agent_id": "claire", "avis_attendus": 1}, "avis"),
        (Etat.DEPOSE, {"avis_attendus": 2}, "avis"),
        (Etat.A_COMPLETER, {"agent_id": "claire"}, "usager"),
        (Etat.EN_INSTRUCTION, {"agent_id": "claire", "reponse_attendue": True}, "usager"),
        (Etat.DEPOSE, {"reponse_attendue": True}, "usager"),
        (Etat.DECIDE, {"agent_id": "claire", "reponse_attendue": True}, "fini"),
        (Etat.EN_INSTRUCTION, {"agent_id": "claire", "evaluateur_attendu": uuid4()}, "avis"),
        (Etat.EN_INSTRUCTION, {"evaluateur_attendu": uuid4()}, "avis"),
        (Etat.EN_INSTRUCTION, {"agent_id": "claire", "evaluateur_attendu": "claire"}, "suivi"),
        (Etat.DECIDE, {"agent_id": "claire", "evaluateur_attendu": uuid4()}, "fini"),
        (Etat.EN_SIGNATURE, {"agent_id": "claire"}, "signature"),
        (Etat.EN_SIGNATURE, {"validation_attendue": "signature"}, "signature"),
        (Etat.EN_SIGNATURE, {"validation_attendue": "directeur"}, "directeur"),
        (Etat.EN_SIGNATURE, {"agents_ecartes": [uuid4()]}, "signature ecart"),
        (Etat.DEPOSE, {"agents_ecartes": [uuid4()]}, "file ecart"),
        (Etat.DEPOSE, {"agents_ecartes": [uuid4()], "agent_id": "claire"}, "suivi"),
        (Etat.DECIDE, {"agent_id": "claire"}, "fini"),
        (Etat.DECIDE, {"agent_id": "claire", "echeance": JOUR}, "suivi"),
        (Etat.DECIDE, {"echeance": JOUR}, "file"),
        *((etat, {"agent_id": "claire", "echeance": JOUR}, "fini") for etat in sorted(SANS_EFFET)),
        *((etat, {"agent_id": "claire", "pli_retourne": True}, "suivi") for etat in sorted(REVENUS)),
        (Etat.DECIDE, {"pli_retourne": True}, "file"),
        (Etat.IRRECEVABLE, {"pli_retourne": True, "agents_ecartes": [uuid4()]}, "file ecart"),
        (Etat.DESISTE, {"agent_id": "claire", "pli_retourne": True}, "fini"),
        (Etat.DECIDE, {"agent_id": "claire", "validation_attendue": "signature"}, "signature"),
        (Etat.CLOS, {"validation_attendue": "directeur"}, "directeur"),
        (Etat.IRRECEVABLE, {"validation_attendue": "signature", "agents_ecartes": [uuid4()]}, "signature ecart"),
        (Etat.EN_INSTRUCTION, {"agent_id": "claire", "validation_attendue": "signature"}, "suivi"),
        (Etat.CLOS, {"elimine_le": "maintenant"}, None),
    ],
)
def test_chaque_dossier_est_dans_son_casier(
    claire: Agent, etat: Etat, colonnes: dict[str, object], attendu: str | None
):
    valeurs = {"claire": claire.id, "maintenant": horloge.maintenant()}
    voulues = {
        nom: valeurs.get(valeur, valeur) if isinstance(valeur, str) else valeur for nom, valeur in colonnes.items()
    }

    assert casier(fabriques.ligne(etat, **voulues)) == attendu


def test_le_casier_suit_le_dossier(claire: Agent):
    dossier = fabriques.depose(fabriques.usager())
    assert casier(dossier) == "file"

    with transaction():
        session.get_one(Dossier, dossier.id).agent_id = claire.id

    assert casier(dossier) == "suivi"


@pytest.mark.parametrize("role", [Role.INSTRUCTEUR, Role.ACCUEIL, Role.RESPONSABLE, Role.SECRETAIRE])
def test_les_parts_font_tout_ce_que_l_on_peut_lire_et_ne_se_recoupent_pas(claire: Agent, role: Role):
    agent = fabriques.agent(role, prenom="Autre")
    fabriques.lignes(
        {"etat": etat, "agent_id": qui, "echeance": jour, "avis_attendus": avis, "validation_attendue": visa,
         "agents_ecartes": ecartes, "pli_retourne": bool(avis), "reponse_attendue": bool(ecartes) and attend,
         "evaluateur_attendu": agent.id if attend else None}
        for etat in Etat
        for qui in (None, claire.id, agent.id)
        for jour in (None, JOUR)
        for avis in (0, 1)
        for visa in (None, "signature", "agent_accueil", "directeur")
        for ecartes in ([], [agent.id], [claire.id])
        for attend in (False, True)
    )  # fmt: skip

    lisibles = set(session.scalars(select(Dossier.id).where(perimetre(agent))))
    par_part = [set(session.scalars(select(Dossier.id).where(part.condition))) for part in parts(regard_de(agent))]

    assert set().union(*par_part) == lisibles
    assert sum(map(len, par_part)) == len(lisibles) > 1000
    for part, trouves in zip(parts(regard_de(agent)), par_part, strict=True):
        etats = set(session.scalars(select(Dossier.etat).where(Dossier.id.in_(trouves))))
        assert etats <= part.etats


def a_lire(dossier: Dossier) -> bool:
    return bool(session.scalar(select(Dossier.message_a_lire).where(Dossier.id == dossier.id)))


def test_un_message_de_la_personne_est_a_lire_jusqu_a_ce_qu_un_agent_le_lise(claire: Agent):
    yanis = fabriques.usager()
    dossier = fabriques.en_instruction(yanis, claire)
    messagerie.ecrire_agent(dossier.id, agent=claire, texte="Bonjour")
    assert not a_lire(dossier)

    messagerie.ecrire_usager(dossier.id, usager=yanis, texte="Un")
    messagerie.ecrire_usager(dossier.id, usager=yanis, texte="Deux")
    assert a_lire(dossier)
    messagerie.marquer_lus_par_usager(dossier.id, usager=yanis)
    assert a_lire(dossier)

    messagerie.marquer_lus_par_agent(dossier.id, agent=claire)
    assert not a_lire(dossier)


def test_un_message_sur_deux_reste_a_lire_meme_ecrit_hors_de_l_application(claire: Agent):
    yanis = fabriques.usager()
    dossier = fabriques.en_instruction(yanis, claire)
    messagerie.ecrire_usager(dossier.id, usager=yanis, texte="Un")
    messagerie.ecrire_usager(dossier.id, usager=yanis, texte="Deux")
    en_lire_un = text(
        """UPDATE message SET lu_le = now()
        WHERE id = (SELECT id FROM message WHERE dossier_id = :dossier AND lu_le IS NULL LIMIT 1)"""
    )

    with transaction():
        session.execute(en_lire_un, {"dossier": dossier.id})
    assert a_lire(dossier)
    with transaction():
        session.execute(en_lire_un, {"dossier": dossier.id})
    assert not a_lire(dossier)
