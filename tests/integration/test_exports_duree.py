"""Un export dans la durée : à son auteur seul, pour un temps, repris s’il est interrompu."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portail.identite.models import Agent, Habilitation
from portail.instruction.exports import actions, queries, taches
from portail.instruction.exports.models import EtatExport, Export, SegmentExport
from portail.pieces.taches import effacer_contenus
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable, TransitionInterdite
from portail.socle.fichiers import FichierAltere
from tests import fabriques
from tests.integration.exports import au_journal, demande, ecrit, lignes, relu
from tests.integration.lignes import taches as en_file
from tests.integration.lots import demandes

# ---------- À son auteur seul, pour un temps ----------


def test_un_export_n_est_qu_a_son_auteur(claire: Agent):
    demandes(1)
    export, herve = ecrit(claire), fabriques.responsable()

    with pytest.raises(Introuvable):
        queries.export_de(herve, export.id)
    with pytest.raises(Introuvable):
        actions.effacer(export.id, agent=herve)
    assert queries.exports_de(herve) == []


def test_qui_perd_un_service_ne_prend_plus_ce_qu_il_y_avait_exporte(claire: Agent):
    demandes(1)
    export = ecrit(claire)
    assert queries.se_telecharge(export, claire)
    with transaction():
        for habilitation in session.scalars(select(Habilitation).where(Habilitation.agent_id == claire.id)):
            session.delete(habilitation)
    session.expire_all()

    assert not queries.se_telecharge(export, session.get_one(Agent, claire.id))


def test_passe_son_terme_le_fichier_s_efface(claire: Agent):
    demandes(1)
    export = ecrit(claire)
    segments = queries.segments_de(export)
    horloge.poser_decalage(timedelta(hours=49))

    assert not queries.se_telecharge(relu(export), claire)
    taches.effacer_les_exports()
    effacer_contenus(cles=[cle for cle, _ in segments])

    efface = relu(export)
    assert (efface.etat, efface.filtres, efface.total) == (EtatExport.EXPIRE, {}, 1)
    assert session.scalars(select(SegmentExport)).all() == []
    with pytest.raises(FichierAltere):
        list(queries.contenu_de(segments))
    assert len(en_file("pieces.effacer_contenus")) == 1


def test_efface_avant_terme_une_seule_fois(claire: Agent):
    demandes(1)
    export = ecrit(claire)

    actions.effacer(export.id, agent=claire)

    assert relu(export).etat is EtatExport.EXPIRE
    with pytest.raises(TransitionInterdite):
        actions.effacer(export.id, agent=claire)


# ---------- Interrompu, repris ----------


def test_interrompu_il_recommence_sans_dire_deux_fois_qu_il_a_lu(claire: Agent):
    dossiers = demandes(3)
    export = demande(claire)
    commence = actions.commencer(export.id)
    assert commence is not None
    actions.avancer(commence[0], dossiers[:2], agent=claire, passes=2)  # l’ouvrier tombe là
    assert (relu(export).etat, relu(export).faits, len(au_journal("exporter"))) == (EtatExport.DEMANDE, 2, 2)

    taches.ecrire(export_id=str(export.id))
    taches.ecrire(export_id=str(export.id))

    assert (relu(export).etat, len(lignes(relu(export)))) == (EtatExport.PRET, 3)
    assert len(au_journal("exporter")) == 3


def test_apres_trop_d_essais_il_est_dit_impossible(claire: Agent):
    demandes(1)
    export = demande(claire)
    with transaction():
        lu = session.get_one(Export, export.id)
        lu.essais, lu.filtres = actions.ESSAIS_MAX, {"q": "Belkacem"}

    taches.ecrire(export_id=str(export.id))

    assert (relu(export).etat, relu(export).selection, relu(export).filtres) == (EtatExport.ECHOUE, None, {})


def test_une_tache_perdue_est_remise_en_file(claire: Agent):
    demandes(1)
    demande(claire)
    session.connection().exec_driver_sql("DELETE FROM procrastinate_jobs")
    session.commit()

    taches.reprendre_les_exports()
    taches.reprendre_les_exports()

    assert len(en_file("instruction.ecrire_export")) == 1
