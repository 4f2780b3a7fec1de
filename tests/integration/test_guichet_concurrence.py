"""Deux agents, deux comptes, au même instant : une demande, un rattachement, un courrier posté."""

from datetime import date

from portail.dossiers.guichet import actions, poste, rattachement
from portail.dossiers.guichet.erreurs import CodeInconnu
from portail.dossiers.models import Dossier
from portail.identite.models import Agent, Usager
from portail.identite.queries import agent_de, usager_de
from portail.notifications.models import Notification
from portail.socle import horloge
from portail.socle.erreurs import ConflitDeVersion, TransitionInterdite
from tests import fabriques
from tests.integration.au_guichet import ouverte, recue, remplie
from tests.integration.lignes import documents, gabarits_promis, journal_de, promis, relu
from tests.integration.simultane import ensemble
from tests.unitaires.situations_permis import PERMIS


def agentes() -> tuple[Agent, Agent]:
    fabriques.departement()
    return fabriques.agent(), fabriques.agent(prenom="Solène")


def test_deux_agents_enregistrent_la_meme_demande_elle_n_existe_qu_une_fois(base_reelle: str):
    claire, solene = agentes()
    dossier = remplie(claire)
    qui, revision = [claire.id, solene.id], relu(dossier).revision

    obtenus = ensemble(
        base_reelle,
        dossier,
        *(lambda a=a: actions.deposer(dossier.id, agent=agent_de(a), revision=revision) for a in qui),
    )

    assert all(isinstance(un, Dossier) for un in obtenus)
    assert journal_de(dossier).count("deposer") == 1
    assert [d.nature for d in documents(dossier)] == ["accuse_enregistrement"]
    assert gabarits_promis(dossier) == ["dossier/enregistre"]


def test_deux_agents_ecrivent_la_meme_page_le_second_est_prevenu(base_reelle: str):
    claire, solene = agentes()
    dossier = ouverte(claire)
    qui, page, revision = [claire.id, solene.id], PERMIS.pages[0], relu(dossier).revision

    def ecrire(agent_id, usage):
        reponses = {**relu(dossier).reponses, "nom_usage": usage}
        return actions.enregistrer_page(
            dossier.id, agent=agent_de(agent_id), page=page, reponses=reponses, revision=revision
        )

    obtenus = ensemble(base_reelle, dossier, lambda: ecrire(qui[0], "Premier"), lambda: ecrire(qui[1], "Second"))

    assert (type(obtenus[0]), obtenus[1]) == (Dossier, ConflitDeVersion)
    assert relu(dossier).reponses["nom_usage"] == "Premier"


def test_deux_comptes_de_meme_identite_presentent_le_code_un_seul_l_emporte(base_reelle: str):
    claire, _ = agentes()
    dossier = recue(claire)
    code = rattachement.emettre_code(dossier.id, agent=claire)
    comptes: list[Usager] = [fabriques.usager(("Jeanne",), "Briand", naissance=date(2004, 3, 27)) for _ in range(2)]
    qui = [compte.id for compte in comptes]

    obtenus = ensemble(
        base_reelle, dossier, *(lambda u=u: rattachement.rattacher(code, usager=usager_de(u)) for u in qui)
    )

    assert (type(obtenus[0]), obtenus[1]) == (Dossier, CodeInconnu)
    assert [lien.usager_id for lien in relu(dossier).intervenants] == [qui[0]]


def test_deux_agents_postent_le_meme_courrier_il_n_est_note_qu_une_fois(base_reelle: str):
    claire, solene = agentes()
    dossier = recue(claire)
    qui, [courrier], jour = [claire.id, solene.id], [n.id for n in promis(dossier)], horloge.aujourd_hui()

    obtenus = ensemble(
        base_reelle,
        dossier,
        *(lambda a=a: poste.noter_postee(dossier.id, courrier, agent=agent_de(a), jour=jour) for a in qui),
    )

    assert (type(obtenus[0]), obtenus[1]) == (Notification, TransitionInterdite)
    assert journal_de(dossier).count("poster_courrier") == 1
