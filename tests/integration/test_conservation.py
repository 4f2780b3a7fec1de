"""Marquer ce dont la durée est finie, faire viser par les Archives : sans visa, rien ne s’élimine."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portail.demarche.declaration import SortFinal
from portail.dossiers.actions import messagerie
from portail.dossiers.conservation import actions as conservation
from portail.dossiers.conservation.models import Bordereau, LigneBordereau
from portail.dossiers.conservation.queries import rapport
from portail.dossiers.models import Dossier
from portail.dossiers.taches import eliminer_ce_qui_est_vise, preparer_les_eliminations
from portail.identite.models import Agent, Usager
from portail.journal.models import Entree
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Interdit, SaisieInvalide, TransitionInterdite
from portail.socle.visas import EtatBordereau
from tests import fabriques
from tests.integration.eliminations import ECHU, TERME, bordereaux, marquer, un_autre, viser
from tests.integration.lignes import relu, trace_de
from tests.silences import RECEPTION, REFUS
from tests.unitaires.situations_permis import PERMIS


@pytest.fixture
def refuse(refuse: Dossier, yanis: Usager) -> Dossier:
    """La demande refusée, un message et son fichier en plus."""
    fichiers = [fabriques.fichier("a.pdf")]
    messagerie.ecrire_usager(refuse.id, usager=yanis, texte="Je ne comprends pas.", fichiers=fichiers)
    return refuse


# ---------- Marquer ----------


@pytest.mark.parametrize(("jour", "nombre"), [(TERME, 0), (ECHU, 1)])
def test_on_ne_marque_qu_une_fois_la_duree_d_utilite_finie(refuse: Dossier, jour: date, nombre: int):
    fabriques.mettre_l_horloge_au(jour)

    assert len(conservation.preparer()) == nombre
    assert len(session.scalars(select(LigneBordereau.id)).all()) == nombre


def test_marquer_ne_change_rien_au_dossier_et_ne_marque_qu_une_fois(refuse: Dossier):
    fabriques.mettre_l_horloge_au(ECHU)
    avant = trace_de(refuse)

    preparer_les_eliminations()
    preparer_les_eliminations()

    assert trace_de(refuse) == avant
    [bordereau] = bordereaux()
    assert (bordereau.demarche, bordereau.sort_final, bordereau.etat) == (
        "aide-permis", SortFinal.ELIMINER, EtatBordereau.PREPARE,
    )  # fmt: skip
    [ligne] = session.scalars(select(LigneBordereau)).all()
    assert (ligne.dossier_id, ligne.date_fin, ligne.date_fin_dua) == (refuse.id, RECEPTION, TERME)


def test_sans_visa_rien_ne_s_elimine_jamais(refuse: Dossier):
    marquer()
    fabriques.mettre_l_horloge_au(ECHU + timedelta(days=4000))
    avant = trace_de(refuse)

    eliminer_ce_qui_est_vise()

    assert trace_de(refuse) == avant


def test_ce_qui_se_conserve_n_est_jamais_marque(refuse: Dossier, declarer):
    declarer(conservation=replace(PERMIS.conservation, sort_final=SortFinal.CONSERVER))
    fabriques.mettre_l_horloge_au(ECHU + timedelta(days=4000))

    assert conservation.preparer() == []
    [ligne] = rapport(horloge.aujourd_hui())
    assert (ligne.echus, ligne.marques) == (1, 0)


# ---------- Viser ----------


def test_viser_garde_qui_quand_et_sous_quelle_reference(refuse: Dossier, nathalie: Agent):
    vise = viser(marquer(), nathalie)

    assert (vise.etat, vise.visa_elimination, vise.date_visa, vise.vise_par_id) == (
        EtatBordereau.VISE, "AD44-2033-118", ECHU, nathalie.id,
    )  # fmt: skip
    derniere = session.scalars(
        select(Entree).where(Entree.objet_type == "bordereau").order_by(Entree.rang.desc())
    ).first()
    assert (derniere.action, derniere.auteur_id) == ("viser_elimination", nathalie.id)


@pytest.mark.parametrize(
    ("reference", "jours", "gardes"),
    [
        (" ", 0, ()),
        ("x" * 121, 0, ()),
        ("AD44", 1, ()),
        ("AD44", -1, ()),
        ("AD44", 0, ("7K4M2P9X",)),
        ("AD44", 0, ("?",)),
    ],
    ids=["sans référence", "trop longue", "à venir", "avant le bordereau", "autre dossier", "illisible"],
)
def test_un_visa_mal_rempli_est_refuse(refuse: Dossier, nathalie: Agent, reference: str, jours: int, gardes):
    bordereau = marquer()

    with pytest.raises(SaisieInvalide):
        viser(bordereau, nathalie, reference=reference, date_visa=ECHU + timedelta(days=jours), gardes=gardes)

    assert session.get_one(Bordereau, bordereau.id, populate_existing=True).etat is EtatBordereau.PREPARE


def test_seule_l_administration_vise_et_une_fois(refuse: Dossier, herve: Agent, nathalie: Agent):
    bordereau = marquer()

    for interdit in (herve, fabriques.agent()):
        with pytest.raises(Interdit):
            viser(bordereau, interdit)
        with pytest.raises(Interdit):
            conservation.abandonner(bordereau.id, agent=interdit)
    viser(bordereau, nathalie)
    with pytest.raises(TransitionInterdite):
        viser(bordereau, nathalie)
    with pytest.raises(TransitionInterdite):
        conservation.abandonner(bordereau.id, agent=nathalie)


def test_la_base_refuse_un_bordereau_vise_sans_visa(base: Session, refuse: Dossier):
    bordereau = marquer()

    with pytest.raises(Exception, match="ck_bordereau_elimination"):
        base.execute(text("UPDATE bordereau_elimination SET etat = 'vise' WHERE id = :id"), {"id": bordereau.id})
    base.rollback()


def test_un_bordereau_abandonne_rend_ses_dossiers(refuse: Dossier, nathalie: Agent):
    bordereau = marquer()

    conservation.abandonner(bordereau.id, agent=nathalie)
    [suivant] = conservation.preparer()

    assert suivant != bordereau.id
    assert conservation.executer() == 0


def test_le_tri_garde_ce_que_les_archives_designent(yanis: Usager, herve: Agent, nathalie: Agent, refuse: Dossier):
    emma, situation = un_autre("Emma", "Le Gall")
    gardee = fabriques.decide(emma, herve, REFUS, **situation)
    bordereau = marquer()

    viser(bordereau, nathalie, gardes=[f"{gardee.numero[:4]} {gardee.numero[4:]}"])
    nombre = conservation.executer()
    fabriques.mettre_l_horloge_au(ECHU + timedelta(days=400))

    assert nombre == 1
    assert (relu(gardee).conserve, relu(gardee).elimine_le, relu(gardee).nom) == (True, None, "LE GALL")
    assert relu(refuse).elimine_le is not None
    assert conservation.preparer() == []


# ---------- La commande ----------


def test_la_commande_est_a_sec_par_defaut(application, refuse: Dossier, nathalie: Agent):
    lance = application.test_cli_runner()
    fabriques.mettre_l_horloge_au(ECHU)

    a_sec = lance.invoke(args=["purger-dossiers"])
    rien = bordereaux()
    applique = lance.invoke(args=["purger-dossiers", "--appliquer"])
    [bordereau] = bordereaux()
    viser(bordereau, nathalie)
    fini = lance.invoke(args=["purger-dossiers", "--appliquer"])

    assert "aide-permis (version 1, eliminer)" in a_sec.output
    assert "1 échu(s), 0 marqué(s)" in a_sec.output
    assert "Rien n’est changé" in a_sec.output
    assert rien == []
    assert "1 bordereau(x) préparé(s)" in applique.output
    assert "0 dossier(s) éliminé(s)" in applique.output
    assert "1 dossier(s) éliminé(s)" in fini.output
    assert {a_sec.exit_code, applique.exit_code, fini.exit_code} == {0}
