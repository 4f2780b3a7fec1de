"""Rapprocher : le relevé importé, les manquants des deux côtés, le jour par jour, l’export."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portail.demonstration.payfip.scenario import Panne
from portail.identite.models import Agent, Role
from portail.paiement.paiements.etats import EtatEncaissement, EtatPaiement
from portail.paiement.paiements.models import SommeDue
from portail.paiement.paiements.relecture import relire
from portail.paiement.payfip.formes import Saisie
from portail.paiement.rapprochement import actions, appariement, queries
from portail.paiement.rapprochement.appariement import RienAConstater
from portail.paiement.rapprochement.fichiers import LIGNES_MAX, ReleveIllisible
from portail.paiement.rapprochement.models import LigneDuReleve
from portail.paiement.regies.models import Regie
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Interdit, Introuvable, TransitionInterdite
from tests import fabriques
from tests.integration.paiement import fabrique
from tests.integration.paiement.fabrique import (
    Commandes,
    annuler,
    avancer,
    conclure,
    encaissements,
    ouvrir,
    payee,
    relectures_en_file,
    relu,
    somme,
)
from tests.payfip import Guichetier

ENTETE = "numcli;date;refdet;montant;moyen;autorisation"


def releve(*lignes: str) -> bytes:
    return "\r\n".join([ENTETE, *lignes]).encode()


def ligne(
    due: SommeDue, montant: str = "50,00", *, rang: int = 1, moyen: str = "carte", autorisation: str = "A1"
) -> str:
    jour = horloge.aujourd_hui().isoformat()
    return f"090909;{jour};ASD{due.numero}{rang:02d};{montant};{moyen};{autorisation}"


def lignes_en_base() -> int:
    return session.scalar(select(func.count()).select_from(LigneDuReleve)) or 0


# ---------- Importer ----------


def test_une_ligne_juste_confirme_l_encaissement(en_ligne: Guichetier, due: SommeDue, maryse: Agent, regie: Regie):
    payee(en_ligne, due)

    bilan = actions.importer(releve(ligne(due)), nom="releve.csv", agent=maryse)

    assert (bilan.lignes, bilan.nouvelles, bilan.sans_effet, bilan.erreurs) == (1, 1, 0, [])
    [recu] = encaissements(due)
    assert recu.rapproche_le is not None
    assert queries.manquants_du_releve(regie, au=horloge.aujourd_hui()) == []
    assert queries.manquants_chez_nous(regie) == []
    [jour] = queries.jours(regie, du=horloge.aujourd_hui(), au=horloge.aujourd_hui())
    assert (jour.carte, jour.releve_carte, jour.ecart) == (50, 50, 0)


@pytest.mark.parametrize("autre_nom", [True, False])
def test_importer_deux_fois_ne_refait_rien(en_ligne: Guichetier, due: SommeDue, maryse: Agent, autre_nom: bool):
    payee(en_ligne, due)
    contenu = releve(ligne(due))
    actions.importer(contenu, nom="a.csv", agent=maryse)
    if autre_nom:
        contenu += b"\r\n"

    second = actions.importer(contenu, nom="b.csv", agent=maryse)

    assert lignes_en_base() == 1
    assert (second.nouvelles, second.sans_effet) == ((0, 1) if autre_nom else (1, 0))


def test_les_lignes_fausses_se_disent_une_par_une_et_les_autres_s_enregistrent(
    en_ligne: Guichetier, due: SommeDue, maryse: Agent
):
    payee(en_ligne, due)
    demain = (horloge.aujourd_hui() + timedelta(days=1)).isoformat()
    fausses = [
        "090910;2026-11-20;ASD000001;10;carte;",
        "090909;20 novembre;ASD000002;10;carte;",
        f"090909;{demain};ASD000003;10;carte;",
        "090909;2026-11-20;ASD;10;carte;",
        "090909;2026-11-20;ASD000004;dix;carte;",
        "090909;2026-11-20;ASD000005;-10;carte;",
        "090909;2026-11-20;ASD000006;10,001;carte;",
        "090909;2026-11-20;ASD000007;10;bitcoin;",
        "090909;2026-11-20;ASD000008;1e400;carte;",
        "090909;2026-11-20;ASD000009;NaN;carte;",
        "090909;2026-11-20;ASD000010;10;carte;<script>",
    ]

    bilan = actions.importer(releve(*fausses, ligne(due)), nom="a.csv", agent=maryse)

    assert [erreur["ligne"] for erreur in bilan.erreurs] == list(range(2, 13))
    assert (bilan.nouvelles, lignes_en_base()) == (1, 1)


def test_la_meme_reference_pour_un_autre_montant_est_une_faute(due: SommeDue, maryse: Agent):
    actions.importer(releve(ligne(due)), nom="a.csv", agent=maryse)

    bilan = actions.importer(releve(ligne(due, "49,00")), nom="b.csv", agent=maryse)

    assert bilan.erreurs[0]["valeurs"] == {"attendu": "50,00"}


@pytest.mark.parametrize(
    "contenu",
    [
        b"",
        b"a;b;c",
        ENTETE.encode(),
        b"\xff\xfe",
        releve("a\0b"),
        releve(*["x;x;x;x;x;x"] * (LIGNES_MAX + 1)),
        b"a" * 2_000_000,
    ],
)
def test_ce_qui_n_est_pas_un_releve_est_refuse(maryse: Agent, contenu: bytes):
    with pytest.raises(ReleveIllisible):
        actions.importer(contenu, nom="a.csv", agent=maryse)


def test_qui_ne_tient_pas_de_regie_n_importe_rien(departement: None):
    with pytest.raises(Interdit):
        actions.importer(releve(), nom="a.csv", agent=fabriques.responsable())


def test_le_regisseur_d_un_autre_service_n_ecrit_rien_sur_cette_regie(due: SommeDue):
    autre = fabriques.agent(Role.REGISSEUR, "jeunesse", prenom="Autre")

    bilan = actions.importer(releve(ligne(due)), nom="a.csv", agent=autre)

    assert (len(bilan.erreurs), lignes_en_base()) == (1, 0)


# ---------- Les manquants ----------


def test_un_encaissement_absent_du_releve_se_voit(en_ligne: Guichetier, due: SommeDue, maryse: Agent, regie: Regie):
    payee(en_ligne, due)

    [manquant] = queries.manquants_du_releve(regie, au=horloge.aujourd_hui())

    assert (manquant.refdet, manquant.encaissement.montant) == (f"ASD{due.numero}01", 50)
    assert queries.jours(regie, du=horloge.aujourd_hui(), au=horloge.aujourd_hui())[0].ecart == -50


def test_un_prelevement_au_releve_devient_acquis(
    en_ligne: Guichetier, due: SommeDue, maryse: Agent, commandes: Commandes
):
    paye = payee(en_ligne, due, "V")

    actions.importer(releve(ligne(due, moyen="prelevement")), nom="a.csv", agent=maryse)

    [recu] = encaissements(due)
    assert recu.etat is EtatEncaissement.ACQUIS
    assert relu(paye.paiement_id).etat is EtatPaiement.PAYE
    assert commandes.noms()[-1] == "EncaissementAcquis"


def test_une_ligne_sans_encaissement_fait_relire_payfip(
    en_ligne: Guichetier, due: SommeDue, maryse: Agent, regie: Regie
):
    """Le flux de notification a des trous : le relevé, lui, sait."""
    paiement = ouvrir(due)
    en_ligne.etat.conclure(paiement.idop or "", "P")

    actions.importer(releve(ligne(due)), nom="a.csv", agent=maryse)

    assert relectures_en_file() == 1
    [manquante] = queries.manquants_chez_nous(regie)
    assert queries.references_connues(regie, [manquante]) == {manquante.refdet: due.id}
    relire(paiement.id)
    assert actions.rapprocher() == 1
    assert queries.manquants_chez_nous(regie) == []


def test_un_paiement_que_payfip_ne_dira_plus_se_constate(
    en_ligne: Guichetier, due: SommeDue, maryse: Agent, regie: Regie, commandes: Commandes
):
    paiement = ouvrir(due)
    en_ligne.panne(Panne.INDISPONIBILITE)
    avancer(en_ligne, days=8)
    relire(paiement.id)
    actions.importer(releve(ligne(due)), nom="a.csv", agent=maryse)
    [manquante] = queries.manquants_chez_nous(regie)

    recu = appariement.constater(manquante.id, agent=maryse)

    assert (recu.garde, recu.rapproche_le is not None) == (50, True)
    assert relu(paiement.id).etat is EtatPaiement.PAYE
    assert commandes.noms()[-1] == "PaiementConfirme"
    en_ligne.panne(Panne.AUCUNE)
    en_ligne.etat.conclure(paiement.idop or "", "P")
    relire(paiement.id)
    assert len(encaissements(due)) == 1


def test_constater_un_paiement_d_une_somme_annulee_le_met_a_rembourser(
    en_ligne: Guichetier, due: SommeDue, maryse: Agent, regie: Regie
):
    ouvrir(due)
    avancer(en_ligne, minutes=121)
    conclure(en_ligne, relu(session.scalars(select(fabrique.Paiement.id)).one()), "A")
    annuler(due)
    actions.importer(releve(ligne(due)), nom="a.csv", agent=maryse)
    [manquante] = queries.manquants_chez_nous(regie)

    recu = appariement.constater(manquante.id, agent=maryse)

    assert (recu.garde, recu.a_rendre) == (0, 50)
    assert [un.encaissement.id for un in queries.a_rembourser(regie)] == [recu.id]


def test_un_montant_different_ne_s_apparie_pas(en_ligne: Guichetier, due: SommeDue, maryse: Agent, regie: Regie):
    payee(en_ligne, due)

    actions.importer(releve(ligne(due, "49,00")), nom="a.csv", agent=maryse)

    [manquante] = queries.manquants_chez_nous(regie)
    assert len(queries.manquants_du_releve(regie, au=horloge.aujourd_hui())) == 1
    with pytest.raises(RienAConstater):
        appariement.constater(manquante.id, agent=maryse)


def test_une_reference_payee_deux_fois_chez_payfip_se_voit(
    en_ligne: Guichetier, due: SommeDue, maryse: Agent, regie: Regie
):
    payee(en_ligne, due)

    contenu = releve(ligne(due), ligne(due, autorisation="B2"))
    actions.importer(contenu, nom="a.csv", agent=maryse)

    assert len(queries.manquants_chez_nous(regie)) == 1
    assert queries.jours(regie, du=horloge.aujourd_hui(), au=horloge.aujourd_hui())[0].ecart == 50


def test_une_ligne_d_ailleurs_se_classe_avec_sa_raison(due: SommeDue, maryse: Agent, regie: Regie):
    actions.importer(releve("090909;2026-11-20;TPE0000001;12;carte;Z9"), nom="a.csv", agent=maryse)
    [autre] = queries.manquants_chez_nous(regie)

    with pytest.raises(RienAConstater):
        appariement.constater(autre.id, agent=maryse)
    with pytest.raises(Introuvable):
        actions.classer(autre.id, raison="x", agent=fabriques.agent(Role.REGISSEUR, "jeunesse", prenom="Autre"))
    actions.classer(autre.id, raison="Terminal du musée", agent=maryse)

    assert queries.manquants_chez_nous(regie) == []
    assert queries.jours(regie, du=date(2026, 11, 20), au=date(2026, 11, 20)) == []
    with pytest.raises(TransitionInterdite):
        actions.classer(autre.id, raison="x", agent=maryse)


def test_un_paiement_d_essai_ne_se_rapproche_pas_de_l_argent_vrai(
    en_ligne: Guichetier, due: SommeDue, maryse: Agent, regie: Regie
):
    payee(en_ligne, due)
    fiche = fabrique.FicheRegie(
        libelle=regie.libelle, numcli=regie.numcli, prefixe=regie.prefixe, mode=Saisie.PRODUCTION,
        service_code=regie.service_code,
    )  # fmt: skip
    passee = fabrique.regies.modifier_regie(regie.code, fiche, auteur=fabrique.SYSTEME)

    assert queries.manquants_du_releve(passee, au=horloge.aujourd_hui()) == []
    assert queries.jours(passee, du=horloge.aujourd_hui(), au=horloge.aujourd_hui()) == []


def test_les_jours_separent_cartes_et_prelevements(
    en_ligne: Guichetier, maryse: Agent, regie: Regie, commandes: Commandes
):
    a, b, c = somme(regie, "10.00"), somme(regie, "20.00"), somme(regie, "40.00")
    payee(en_ligne, a)
    payee(en_ligne, b, "V")
    avancer(en_ligne, days=1)
    payee(en_ligne, c)
    actions.importer(releve(ligne(c, "40.00")), nom="a.csv", agent=maryse)

    lus = queries.jours(regie, du=horloge.aujourd_hui() - timedelta(days=5), au=horloge.aujourd_hui())

    assert [(un.carte, un.prelevement, un.releve_carte, un.ecart) for un in lus] == [
        (40, 0, 40, 0),
        (10, 20, 0, -30),
    ]
