"""Le fichier du comptable : importé, rejoué, interrompu, corrigé ; et l’export de ce qui est à mandater."""

import csv
import io
import threading
from hashlib import sha256

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portail.dossiers.models import Dossier
from portail.dossiers.versements import comptabilite, importation, justificatifs
from portail.dossiers.versements.comptes import CompteBancaire, changer_de_compte
from portail.dossiers.versements.etats import EtatVersement
from portail.dossiers.versements.fichiers import FichierIllisible
from portail.dossiers.versements.models import ImportVersements
from portail.dossiers.versements.queries import import_de
from portail.identite.models import Agent, Role, Usager
from portail.journal.models import Entree
from portail.socle import horloge
from portail.socle.base import fermer_session, session
from portail.socle.erreurs import Interdit
from tests import fabriques
from tests.fabriques import JOUR
from tests.integration.lignes import gabarits_promis, journal_de, trace_de
from tests.integration.versements import (
    AUTRE_IBAN,
    a_mandater,
    accorde,
    fichier_du_comptable,
    mandate,
    operations,
    transmettre,
    versement_du,
)


@pytest.fixture
def deux(yanis: Usager, herve: Agent) -> tuple[Dossier, Dossier]:
    emma = fabriques.usager(("Emma",), "Le Gall")
    return a_mandater(yanis, herve), a_mandater(emma, herve, nom_naissance="Le Gall", prenoms="Emma")


def etats(*dossiers: Dossier) -> list[str]:
    return [versement_du(dossier).etat.value for dossier in dossiers]


def ligne(dossier: Dossier, etat: str, mandat: str = "M-7", jour: str = "2026-11-21", motif: str = "") -> str:
    return f"{dossier.numero}-1;{etat};{mandat};{jour};500,00;{motif}"


def erreurs(importe: ImportVersements) -> list[tuple[int, str]]:
    return [(erreur["ligne"], erreur["message"]) for erreur in importe.erreurs]


# ---------- Importer ----------


def test_un_fichier_mandate_et_paie_et_previent(deux: tuple[Dossier, Dossier], regis: Agent):
    contenu = fichier_du_comptable(ligne(deux[0], "mandate"), ligne(deux[0], "paye"), ligne(deux[1], "mandate"))

    importe = importation.importer(contenu, nom="retour.csv", agent=regis)

    assert (importe.lignes, importe.appliquees, importe.sans_effet, importe.erreurs) == (3, 3, 0, [])
    assert importe.empreinte == sha256(contenu).hexdigest()
    assert etats(*deux) == ["paye", "mandate"]
    assert journal_de(deux[0])[-2:] == ["mandater_versement", "payer_versement"]
    assert gabarits_promis(deux[0])[-2:] == ["dossier/versement", "dossier/versement"]
    [entree] = session.scalars(select(Entree).where(Entree.action == "importer_versements"))
    assert (entree.details["empreinte"], entree.details["appliquees"]) == (importe.empreinte, 3)


def test_rejoue_le_fichier_ne_refait_rien(base: Session, deux: tuple[Dossier, Dossier], regis: Agent):
    contenu = fichier_du_comptable(ligne(deux[0], "mandate"), ligne(deux[1], "mandate"))
    premier = importation.importer(contenu, nom="retour.csv", agent=regis)
    avant = [trace_de(dossier) for dossier in deux], [operations(versement_du(dossier)) for dossier in deux]

    for _ in range(2):
        encore = importation.importer(contenu, nom="retour (2).csv", agent=regis)
        assert (encore.id, encore.appliquees, encore.erreurs) == (premier.id, 2, [])

    assert ([trace_de(d) for d in deux], [operations(versement_du(d)) for d in deux]) == avant
    assert len(base.scalars(select(ImportVersements)).all()) == 1


def test_les_lignes_justes_passent_les_autres_se_disent_une_a_une(deux: tuple[Dossier, Dossier], regis: Agent):
    contenu = fichier_du_comptable(
        ligne(deux[0], "paye"),
        "INCONNU9-1;mandate;M-7;2026-11-21;500;",
        f"{deux[0].numero}-1;mandate;M-7;2026-11-21;499,99;",
        ligne(deux[0], "mandate", jour="2026-12-25"),
        ligne(deux[1], "viré"),
        ligne(deux[1], "mandate"),
    )

    importe = importation.importer(contenu, nom="retour.csv", agent=regis)

    assert (importe.appliquees, [numero for numero, _ in erreurs(importe)]) == (1, [2, 3, 4, 5, 6])
    messages = dict(erreurs(importe))
    assert "changé d’état" in messages[2]
    assert "Référence inconnue" in messages[3]
    assert importe.erreurs[2]["valeurs"] == {"attendu": "500.00"}
    assert "date" in messages[5]
    assert "État inconnu" in messages[6]
    assert etats(*deux) == ["a_mandater", "mandate"]


def test_le_meme_fichier_reprend_ce_qui_manquait_une_fois_la_cause_corrigee(
    yanis: Usager, herve: Agent, regis: Agent, deux: tuple[Dossier, Dossier]
):
    tardif = fabriques.usager(("Tom",), "Richard")
    pas_pret = accorde(tardif, herve, nom_naissance="Richard", prenoms="Tom")
    contenu = fichier_du_comptable(ligne(deux[0], "mandate"), ligne(pas_pret, "mandate"))
    premier = importation.importer(contenu, nom="retour.csv", agent=regis)
    assert [numero for numero, _ in erreurs(premier)] == [3]
    transmettre(pas_pret, tardif)
    justificatifs.valider(versement_du(pas_pret).id, agent=herve, revision=None)

    encore = importation.importer(contenu, nom="retour.csv", agent=regis)

    assert (encore.id, encore.appliquees, encore.sans_effet, encore.erreurs) == (premier.id, 2, 1, [])
    assert etats(deux[0], pas_pret) == ["mandate", "mandate"]
    assert len(operations(versement_du(deux[0]))) == 1


def test_un_vieux_fichier_de_rejet_ne_defait_pas_le_second_paiement(
    yanis: Usager, herve: Agent, regis: Agent, deux: tuple[Dossier, Dossier]
):
    dossier = deux[0]
    ancien = fichier_du_comptable(
        ligne(dossier, "mandate", "M-1"), ligne(dossier, "rejete", "M-1", motif="compte_clos")
    )
    importation.importer(ancien, nom="1.csv", agent=regis)
    changer_de_compte(dossier.id, usager=yanis, compte=CompteBancaire(iban=AUTRE_IBAN, titulaire="Yanis Belkacem"))
    nouveau = fichier_du_comptable(ligne(dossier, "mandate", "M-2"), ligne(dossier, "paye", "M-2"))
    importation.importer(nouveau, nom="2.csv", agent=regis)

    # Le même contenu, sous une autre forme : l’empreinte change, les opérations non.
    rejoue = importation.importer(ancien + b"\r\n", nom="3.csv", agent=regis)

    assert (rejoue.appliquees, rejoue.sans_effet, rejoue.erreurs) == (0, 2, [])
    assert etats(dossier) == ["paye"]


def test_interrompu_l_import_ne_laisse_rien_a_moitie(
    base: Session, deux: tuple[Dossier, Dossier], regis: Agent, monkeypatch: pytest.MonkeyPatch
):
    contenu = fichier_du_comptable(ligne(deux[0], "mandate"), ligne(deux[1], "mandate"))
    avant = [trace_de(dossier) for dossier in deux]
    vraie, appels = comptabilite.executer, []

    def couper_a_la_seconde(*args: object, **autres: object) -> None:
        appels.append(1)
        if len(appels) == 2:
            raise KeyboardInterrupt
        vraie(*args, **autres)  # type: ignore[arg-type]

    with monkeypatch.context() as coupe:
        coupe.setattr(importation, "executer", couper_a_la_seconde)
        with pytest.raises(KeyboardInterrupt):
            importation.importer(contenu, nom="retour.csv", agent=regis)

    assert [trace_de(dossier) for dossier in deux] == avant
    assert base.scalars(select(ImportVersements)).all() == []
    assert importation.importer(contenu, nom="retour.csv", agent=regis).appliquees == 2


def test_le_comptable_d_un_autre_service_ne_touche_a_rien(deux: tuple[Dossier, Dossier]):
    ailleurs = fabriques.agent(Role.REGISSEUR, "autonomie", prenom="Alain")
    avant = trace_de(deux[0])

    importe = importation.importer(fichier_du_comptable(ligne(deux[0], "mandate")), nom="x.csv", agent=ailleurs)

    assert (importe.appliquees, len(importe.erreurs)) == (0, 1)
    assert "Référence inconnue" in importe.erreurs[0]["message"]
    assert trace_de(deux[0]) == avant


def test_le_fichier_d_un_autre_comptable_ne_prend_ni_ne_change_son_bilan(deux: tuple[Dossier, Dossier], regis: Agent):
    ailleurs = fabriques.agent(Role.REGISSEUR, "autonomie", prenom="Alain")
    contenu = fichier_du_comptable(ligne(deux[0], "mandate"), ligne(deux[1], "payé"))
    sien = importation.importer(contenu, nom="x.csv", agent=regis)
    avant = list(sien.erreurs)

    autre = importation.importer(contenu, nom="x.csv", agent=ailleurs)

    assert import_de(ailleurs, autre.id).appliquees == 0
    assert (import_de(regis, sien.id).erreurs, len(autre.erreurs)) == (avant, 2)


def test_une_instructrice_n_importe_ni_n_exporte(deux: tuple[Dossier, Dossier]):
    claire = fabriques.agent()

    with pytest.raises(Interdit):
        importation.importer(fichier_du_comptable(ligne(deux[0], "mandate")), nom="x.csv", agent=claire)
    with pytest.raises(Interdit):
        importation.exporter(agent=claire)


def test_un_fichier_illisible_ne_laisse_pas_de_trace(base: Session, regis: Agent):
    with pytest.raises(FichierIllisible):
        importation.importer(b"PK\x03\x04", nom="x.xlsx", agent=regis)
    assert base.scalars(select(ImportVersements)).all() == []


def test_le_meme_fichier_importe_deux_fois_a_la_fois_ne_compte_qu_une(base_reelle: str):
    del base_reelle
    fabriques.departement()
    fabriques.mettre_l_horloge_au(JOUR)
    herve = fabriques.agent(Role.RESPONSABLE, prenom="Hervé", nom="Guillou")
    dossier = a_mandater(fabriques.usager(), herve)
    contenu = fichier_du_comptable(ligne(dossier, "mandate"))
    fermer_session()
    bilans: list[int] = []

    def importer() -> None:
        try:
            bilans.append(importation.importer(contenu, nom="x.csv", agent=herve).appliquees)
        finally:
            fermer_session()

    fils = [threading.Thread(target=importer) for _ in range(3)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()

    horloge.poser_decalage(horloge.decalage() * 0)
    assert operations(versement_du(dossier)) == [("mandater_versement", "M-7")]
    assert bilans == [1, 1, 1]
    assert gabarits_promis(dossier).count("dossier/versement") == 1


# ---------- Exporter ----------


def test_l_export_donne_au_comptable_ce_qu_il_lui_faut_et_rien_d_autre(
    yanis: Usager, herve: Agent, regis: Agent, deux: tuple[Dossier, Dossier]
):
    mandate(fabriques.usager(("Tom",), "Richard"), herve, nom_naissance="Richard", prenoms="Tom")

    contenu = importation.exporter(agent=regis)

    lues = list(csv.DictReader(io.StringIO(contenu.decode("utf-8-sig")), delimiter=";"))
    assert {une["reference"] for une in lues} == {f"{dossier.numero}-1" for dossier in deux}
    sienne = next(une for une in lues if une["dossier"] == deux[0].numero)
    assert (sienne["iban"], sienne["montant"]) == (versement_du(deux[0]).iban, "500.00")
    assert set(sienne) == {"reference", "dossier", "beneficiaire", "titulaire", "iban", "montant", "accorde_le", "mode"}
    assert {une["mode"] for une in lues} == {"compte"}


def test_l_export_est_au_journal_de_l_agent_et_de_chaque_dossier(deux: tuple[Dossier, Dossier], regis: Agent):
    contenu = importation.exporter(agent=regis)

    [entree] = session.scalars(select(Entree).where(Entree.action == "exporter_versements"))
    assert (entree.objet_id, entree.details) == (
        str(regis.id),
        {"nombre": 2, "empreinte": sha256(contenu).hexdigest()},
    )
    assert all(journal_de(dossier)[-1] == "exporter_versement" for dossier in deux)


def test_une_formule_dans_un_nom_ne_s_execute_pas(yanis: Usager, herve: Agent, regis: Agent):
    dossier = a_mandater(yanis, herve, titulaire_compte='=HYPERLINK("http://x.example";"clic")')

    ligne_ecrite = importation.exporter(agent=regis).decode("utf-8-sig").splitlines()[1]

    assert "'=HYPERLINK" in ligne_ecrite
    assert versement_du(dossier).etat is EtatVersement.A_MANDATER
