"""Les exports : tout ce que la vue montre, rien de plus, à son auteur seul, pour un temps, et au journal."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from portail.dossiers.etats import Etat
from portail.dossiers.lectures import RaisonLecture
from portail.identite.models import Agent, Habilitation, Role
from portail.instruction.exports import actions, queries, taches
from portail.instruction.exports.actions import ExportTropGrand, ExportVide, TropDExports
from portail.instruction.exports.colonnes import COMMUNES
from portail.instruction.exports.models import EtatExport, Export, FormatExport
from portail.instruction.queries import Filtres, Vue
from portail.journal.actions import SYSTEME
from portail.journal.models import TexteDuJournal
from portail.parametres.actions import changer_valeur
from portail.socle import fichiers, horloge
from portail.socle.base import session, transaction
from tests import fabriques
from tests.integration.exports import TOUS, au_journal, contenu, demande, ecrit, lignes, numeros, relu
from tests.integration.lots import demandes, personne, usager
from tests.unitaires.situations_permis import PERMIS

# ---------- Ce que le fichier dit ----------


def test_une_ligne_par_dossier_de_la_vue_dans_l_ordre_de_depot(claire: Agent):
    dossiers = demandes(3)
    fabriques.ligne(service_code="autonomie")
    fabriques.ligne(Etat.BROUILLON)

    export = ecrit(claire)

    assert numeros(export) == [dossier.numero for dossier in dossiers]
    assert [ligne["Nom"] for ligne in lignes(export)] == ["BELKACEM"] * 3


def test_les_colonnes_communes_puis_ce_que_la_demarche_declare(claire: Agent):
    herve = fabriques.responsable()
    fabriques.decide(usager("Yanis"), herve, **personne("Yanis"))

    [ligne] = lignes(ecrit(claire))

    libelles = [PERMIS.champs[nom].libelle for nom in PERMIS.exportables]
    assert list(ligne) == [*COMMUNES, *libelles]
    assert (ligne["État"], ligne["Décision"], ligne["Suivi par"]) == ("Décidé", "Accord", "Hervé Guillou")
    assert ligne["Commune"] == "La Chapelle-sur-Erdre"
    assert ligne[PERMIS.champs["cout_total"].libelle] == "1640,00"
    assert ligne[PERMIS.champs["date_naissance"].libelle] == "2004-05-06"
    assert ligne[PERMIS.champs["categorie"].libelle] == "Permis B (voiture)"
    assert "FR76" not in contenu(session.scalars(select(Export)).one()).decode()


@pytest.mark.parametrize("filtres", [Filtres(vue=Vue.NOUVEAUX), Filtres(vue=Vue.TOUS, etat=Etat.DEPOSE)])
def test_l_export_suit_les_filtres_de_la_vue(claire: Agent, filtres: Filtres):
    [depose] = demandes(1)
    fabriques.en_instruction(usager("Lina"), claire, **personne("Lina"))

    assert [ligne["Numéro"].replace("\u00a0", "") for ligne in lignes(ecrit(claire, filtres=filtres))] == [
        depose.numero
    ]


def test_une_formule_ecrite_par_une_personne_n_en_est_plus_une(claire: Agent):
    fabriques.ligne(nom="=HYPERLINK(1)", prenoms="@Tom", demarche="aide-permis")

    [ligne] = lignes(ecrit(claire))

    assert (ligne["Nom"], ligne["Prénoms"]) == ("'=HYPERLINK(1)", "'@Tom")


@pytest.mark.parametrize("en", list(FormatExport))
def test_un_long_export_se_fait_en_morceaux(claire: Agent, monkeypatch: pytest.MonkeyPatch, en: FormatExport):
    fabriques.lignes({"nom": f"Nom {rang}"} for rang in range(30))
    monkeypatch.setattr(taches, "SEGMENT_OCTETS", 200)
    monkeypatch.setattr(taches, "PAR_LECTURE", 7)

    export = ecrit(claire, en)

    segments = queries.segments_de(export)
    assert (export.etat, export.total, export.faits) == (EtatExport.PRET, 30, 30)
    assert len(segments) > 1
    assert export.taille == len(contenu(export))
    assert all(b"Nom" not in fichiers._magasin().get(cle).bytes() for cle, _ in segments)  # chiffrés


# ---------- Qui, combien, pourquoi ----------


def test_l_export_et_chaque_dossier_exporte_sont_au_journal(claire: Agent):
    dossiers = demandes(2)

    export = ecrit(claire)

    [demandee] = au_journal("demander_export")
    assert (demandee.auteur_id, demandee.objet_id) == (claire.id, str(export.id))
    assert demandee.details == {
        "format": "csv", "dossiers": 2, "raison": "encadrement", "filtres": {"vue": "tous"}
    }  # fmt: skip
    assert {(e.objet_id, e.details["export"]) for e in au_journal("exporter")} == {
        (str(dossier.id), str(export.id)) for dossier in dossiers
    }
    assert [e.details for e in au_journal("finir_export")] == [{"lignes": 2}]


def test_le_nom_cherche_n_entre_pas_au_journal(claire: Agent):
    demandes(1)

    demande(claire, filtres=Filtres(recherche="belkacem"), q="belkacem", vue="tous")

    [entree] = au_journal("demander_export")
    assert entree.details["filtres"] == {"q": True, "vue": "tous"}


def test_un_texte_ajoute_a_l_adresse_n_entre_pas_au_journal(claire: Agent):
    demandes(1)
    demande(claire, vue="tous", note="Belkacem")

    [entree] = au_journal("demander_export")
    assert entree.details["filtres"] == {"vue": "tous"}


def test_la_precision_est_gardee_a_part(claire: Agent):
    demandes(1)

    actions.demander(
        TOUS, agent=claire, en=FormatExport.CSV, raison=RaisonLecture.AUTRE, precision="Enquête annuelle.", adresse={}
    )

    assert [texte.texte for texte in session.scalars(select(TexteDuJournal))] == ["Enquête annuelle."]
    assert "Enquête" not in str(au_journal("demander_export")[0].details)


# ---------- Ce qui est refusé ----------


def test_rien_a_exporter_ou_trop(claire: Agent):
    with pytest.raises(ExportVide):
        demande(claire)
    demandes(2)
    changer_valeur(
        "export_lignes_max",
        valeur=Decimal(1),
        debut=horloge.aujourd_hui() + timedelta(days=1),
        source="essai",
        auteur=SYSTEME,
    )
    horloge.poser_decalage(timedelta(days=1))
    with pytest.raises(ExportTropGrand):
        demande(claire)

    assert session.scalars(select(Export)).all() == []


def test_un_agent_n_a_pas_dix_exports_qui_attendent(claire: Agent):
    demandes(1)
    for _ in range(actions.EN_COURS_MAX):
        demande(claire)

    with pytest.raises(TropDExports):
        demande(claire)


def test_ce_que_l_agent_ne_peut_plus_lire_n_est_pas_ecrit(claire: Agent):
    gardes, perdu = demandes(2), fabriques.ligne(service_code="autonomie")
    with transaction():
        session.add(Habilitation(agent_id=claire.id, role=Role.INSTRUCTEUR, service_code="autonomie"))
    export = demande(session.get_one(Agent, claire.id, populate_existing=True))
    perdu_id, nombre = str(perdu.id), len(gardes)
    with transaction():
        ajoutee = select(Habilitation).where(Habilitation.service_code == "autonomie")
        session.delete(session.scalars(ajoutee).one())

    taches.ecrire(export_id=str(export.id))

    assert export.total == nombre + 1
    assert len(lignes(relu(export))) == nombre
    assert perdu_id not in {e.objet_id for e in au_journal("exporter")}
