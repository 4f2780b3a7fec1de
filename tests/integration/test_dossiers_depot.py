"""Le dépôt : tout ou rien, une seule fois, figé tel que vu ; et le retrait."""

from dataclasses import replace
from datetime import date, time
from types import MappingProxyType
from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portail.demarche import catalogue
from portail.dossiers.actions import brouillon, depot
from portail.dossiers.actions import pieces as pieces_du_dossier
from portail.dossiers.erreurs import DemarcheFermee, DossierIncomplet
from portail.dossiers.etats import Etat
from portail.dossiers.models import Document, Dossier
from portail.identite.models import Usager
from portail.journal.actions import SYSTEME
from portail.parametres.actions import changer_ouverture
from portail.parametres.models import EtatOuverture
from portail.pieces.models import EtatPiece
from portail.pieces.queries import pieces_de
from portail.socle import horloge
from portail.socle.erreurs import ConflitDeVersion, Introuvable
from tests import fabriques
from tests.client import ClientExigeant
from tests.entree import entrer
from tests.fabriques import JOUR
from tests.integration.lignes import documents, entrees_de, gabarits_promis, journal_de, promis, relu, taches, trace_de
from tests.integration.navigation import mots
from tests.unitaires.situations_permis import PERMIS, espaces_simples


@pytest.fixture
def yanis(departement: None) -> Usager:
    fabriques.mettre_l_horloge_au(JOUR, time(14, 32))
    return fabriques.usager()


@pytest.fixture
def pret(yanis: Usager) -> Dossier:
    return fabriques.brouillon(yanis)


def deposer(dossier: Dossier, personne: Usager, revision: int | None = None) -> Dossier:
    return depot.deposer(dossier.id, usager=personne, revision=revision, accord_electronique=True)


# ---------- Déposer ----------


def test_deposer_date_numerote_et_fixe_les_echeances_legales(yanis: Usager, pret: Dossier):
    deposer(pret, yanis)

    lu = relu(pret)
    assert (lu.etat, lu.accord_electronique, lu.accuse_reception_le) == (Etat.DEPOSE, True, None)
    assert lu.depose_le is not None
    assert horloge.a_paris(lu.depose_le).strftime("%d/%m/%Y %H:%M") == "21/11/2026 14:32"
    assert (lu.date_accuse, lu.date_silence) == (date(2026, 12, 4), date(2027, 1, 21))
    assert (lu.echeance, lu.suspendu_depuis) == (lu.date_accuse, None)
    depot_au_journal = entrees_de(pret)[-1]
    assert (depot_au_journal.action, depot_au_journal.auteur_id) == ("deposer", yanis.id)
    assert depot_au_journal.details == {
        "de": "brouillon",
        "vers": "depose",
        "version": 1,
        "reception": "2026-11-21",
        "delai_accuse": 10,
        "electronique": True,
        "complet": True,
    }


def test_deposer_a_minuit_moins_une_compte_du_jour_de_paris(yanis: Usager, pret: Dossier):
    fabriques.mettre_l_horloge_au(JOUR, time(23, 59))

    deposer(pret, yanis)

    assert relu(pret).date_silence == date(2027, 1, 21)


def test_l_accuse_d_enregistrement_et_le_message_sont_promis_avec_le_depot(yanis: Usager, pret: Dossier):
    deposer(pret, yanis)

    [accuse] = documents(pret)
    assert accuse.nature == "accuse_enregistrement"
    encadre = espaces_simples(accuse.contenu["donnees"]["encadre"])
    assert f"{pret.numero[:4]} {pret.numero[4:]}" in encadre
    assert "21 novembre 2026 à 14 h 32" in encadre
    assert "4 décembre 2026" in espaces_simples(" ".join(accuse.contenu["donnees"]["paragraphes"]))
    [message] = promis(pret)
    assert (message.gabarit, message.adresse) == ("dossier/enregistre", "lina.moreau@courriel.example")
    assert message.contexte["encadre"] == accuse.contenu["donnees"]["encadre"]
    assert taches("documents.composer") == [f'documents.composer {{"document_id": "{accuse.id}"}}']
    assert [t for t in taches("notifications") if str(message.id) in t]


def test_la_reponse_va_aux_coordonnees_ecrites_dans_la_demande(yanis: Usager):
    dossier = fabriques.depose(yanis, courriel="nouveau@courriel.example", telephone="+33639981234")

    [lien] = relu(dossier).intervenants
    assert (lien.courriel, lien.telephone, lien.nom) == (
        "nouveau@courriel.example",
        "+33639981234",
        "Yanis BELKACEM",
    )


def test_incomplet_le_depot_dit_les_pages_et_les_pieces_et_ne_change_rien(yanis: Usager):
    dossier = brouillon.commencer(PERMIS, usager=yanis, qualite="lui_meme", langue="fr")
    fabriques.joindre(dossier, yanis, "rib")
    avant = trace_de(dossier)

    with pytest.raises(DossierIncomplet) as refus:
        deposer(dossier, yanis)

    assert refus.value.pages == ("identite", "coordonnees", "situation", "ressources", "permis", "paiement")
    assert refus.value.pieces == ("avis_impot", "inscription_ecole")
    assert trace_de(dossier) == avant


def test_une_piece_promise_suffit_une_piece_refusee_ne_suffit_pas(base: Session, yanis: Usager, pret: Dossier):
    pieces = {piece.code: piece for piece in pieces_de(pret.id)}
    pieces["rib"].etat = EtatPiece.REFUSEE
    base.commit()

    with pytest.raises(DossierIncomplet) as refus:
        deposer(pret, yanis)

    assert (refus.value.pages, refus.value.pieces) == ((), ("rib",))
    [rib] = pieces["rib"].fichiers
    pieces_du_dossier.retirer_fichier(pret.id, usager=yanis, fichier_id=rib.id)
    pieces_du_dossier.promettre_plus_tard(pret.id, usager=yanis, code="rib", promis=True)
    assert deposer(pret, yanis).etat is Etat.DEPOSE


@pytest.mark.parametrize("etat", [EtatOuverture.FERMEE, EtatOuverture.SUSPENDUE])
def test_fermee_ou_suspendue_la_demarche_garde_le_brouillon(yanis: Usager, pret: Dossier, etat: EtatOuverture):
    changer_ouverture("aide-permis", etat=etat, message="Crédits épuisés.", auteur=SYSTEME)
    avant = trace_de(pret)

    with pytest.raises(DemarcheFermee):
        deposer(pret, yanis)

    assert trace_de(pret) == avant
    changer_ouverture("aide-permis", etat=EtatOuverture.OUVERTE, message="", auteur=SYSTEME)
    assert deposer(pret, yanis).etat is Etat.DEPOSE


def test_depose_deux_fois_le_dossier_ne_l_est_qu_une(yanis: Usager, pret: Dossier):
    revision = relu(pret).revision
    deposer(pret, yanis, revision)
    avant = trace_de(pret)

    assert deposer(pret, yanis, revision).id == pret.id

    assert trace_de(pret) == avant
    assert journal_de(pret).count("deposer") == 1


def test_ce_qui_a_change_dans_un_autre_onglet_n_est_pas_depose(yanis: Usager, pret: Dossier):
    perimee = relu(pret).revision
    brouillon.enregistrer_page(
        pret.id, usager=yanis, page=PERMIS.pages[0], reponses={"nationalite": "autre"}, revision=perimee
    )
    avant = trace_de(pret)

    with pytest.raises(ConflitDeVersion):
        deposer(pret, yanis, perimee)

    assert trace_de(pret) == avant


def test_le_dossier_d_un_autre_ne_se_depose_pas(pret: Dossier):
    emma = fabriques.usager(("Emma",), "Le Gall")
    avant = trace_de(pret)

    for essai in (lambda: deposer(pret, emma), lambda: depot.retirer(pret.id, usager=emma, revision=None)):
        with pytest.raises(Introuvable):
            essai()

    assert trace_de(pret) == avant


def test_ce_qui_ne_se_demande_plus_ne_se_depose_pas(yanis: Usager):
    aides = [{"aide_organisme": "commune", "aide_montant": "100.00"}]
    dossier = fabriques.brouillon(yanis, autre_aide="oui", aides=aides)
    page = PERMIS.page("permis")
    assert page is not None
    brouillon.enregistrer_page(
        dossier.id, usager=yanis, page=page, reponses={**relu(dossier).reponses, "autre_aide": "non"}, revision=None
    )
    assert "aides" in relu(dossier).reponses

    deposer(dossier, yanis)

    assert "aides" not in relu(dossier).reponses


# ---------- Tout ou rien ----------


def test_une_panne_au_milieu_du_depot_ne_laisse_rien(base: Session, yanis: Usager, pret: Dossier):
    # Un accusé déjà là : la contrainte d’unicité de la base refuse le second, au milieu de la transaction.
    contenu = {"gabarit": "lettre", "titre": "", "langue": "fr", "donnees": {}}
    base.add(
        Document(
            id=uuid4(),
            dossier_id=pret.id,
            nature="accuse_enregistrement",
            contenu=contenu,
            cree_le=horloge.maintenant(),
        )
    )
    base.commit()
    avant = trace_de(pret)

    with pytest.raises(IntegrityError):
        deposer(pret, yanis)

    assert trace_de(pret) == avant
    lu = relu(pret)
    assert (lu.etat, lu.depose_le, lu.instantane, lu.accord_electronique) == (Etat.BROUILLON, None, None, False)


# ---------- Figé ----------


def test_une_declaration_qui_change_ne_change_pas_ce_qui_a_ete_depose(
    client: ClientExigeant, yanis: Usager, monkeypatch
):
    dossier = fabriques.depose(yanis)
    entrer(client, fabriques.agent())
    adresse = f"/agents/dossiers/{dossier.numero}/depose"
    lu_au_depot = mots(client.get(adresse))
    pages = tuple(replace(page, titre="Autre titre", champs=page.champs[:1]) for page in PERMIS.pages)
    changee = replace(PERMIS, pages=pages, nom="Autre nom", pieces=())
    monkeypatch.setattr(catalogue, "_catalogue", lambda: MappingProxyType({"aide-permis": (changee,)}))

    relu_apres = mots(client.get(adresse))

    assert relu_apres == lu_au_depot
    for montre in ("Nom de naissance", "BELKACEM", "À la recherche d’un emploi", "rib.pdf"):
        assert montre in relu_apres


def test_l_instantane_garde_pieces_constats_et_calculs(yanis: Usager):
    fige = relu(fabriques.depose(yanis, rfr="18010", nb_parts="2.5")).instantane
    assert fige is not None

    assert (fige["demarche"], fige["version"], fige["jour"]) == ("aide-permis", 1, "2026-11-21")
    assert {p["identifiant"]: p["fichiers"] for p in fige["pieces"]}["rib"] == ["rib.pdf"]
    assert {c["code"]: c["verdict"] for c in fige["constats"]}["age"] == "conforme"
    assert {c["code"]: c["valeur"] for c in fige["calculs"]}["quotient_familial"].startswith("600.")


# ---------- Retirer ----------


def test_retirer_arrete_les_delais_et_le_confirme(yanis: Usager):
    dossier = fabriques.depose(yanis)

    depot.retirer(dossier.id, usager=yanis, revision=relu(dossier).revision)

    lu = relu(dossier)
    assert (lu.etat, lu.echeance) == (Etat.DESISTE, None)
    assert gabarits_promis(dossier) == ["dossier/enregistre", "dossier/retire"]
    assert journal_de(dossier)[-1] == "retirer"


def test_retirer_depuis_un_ecran_perime_est_refuse(yanis: Usager):
    dossier = fabriques.depose(yanis)
    avant = trace_de(dossier)

    with pytest.raises(ConflitDeVersion):
        depot.retirer(dossier.id, usager=yanis, revision=avant.revision - 1)

    assert trace_de(dossier) == avant
