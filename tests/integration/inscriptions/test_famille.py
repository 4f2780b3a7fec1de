"""La famille : chacun la sienne, deux foyers pour un enfant, personnes autorisées ; ce qui nomme est chiffré."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from portail.identite.famille import actions, queries
from portail.identite.famille.actions import FicheEnfant, FicheRattachement
from portail.identite.famille.erreurs import CodeInconnu, CommuneInconnue, DejaDansLaFamille, PasUnEnfant
from portail.identite.famille.models import Residence
from portail.socle import decalage
from portail.socle.base import session
from portail.socle.erreurs import Introuvable
from tests import fabriques
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.fabrique import NANTES, SAUTRON, VALLET, Foyer

NAISSANCE = date(2018, 3, 2)
CHEZ_LUI = FicheRattachement(code_insee=SAUTRON, residence=Residence.ALTERNEE)


@pytest.fixture
def guillet(departement: None) -> Foyer:
    usager = fabriques.usager(["Claire"], "Guillet")
    return Foyer(usager, [fabrique.enfant_de(usager, "Lou", NAISSANCE, pieces=False)])


@pytest.fixture
def tom(guillet: Foyer) -> Foyer:
    """Le père de Lou, qui ne l’a pas encore rejointe."""
    return Foyer(fabriques.usager(["Tom"], "Morel"), guillet.enfants)


def fiche(**autres) -> FicheEnfant:
    return FicheEnfant(**{"nom": "Guillet", "prenom": "Lou", "date_naissance": NAISSANCE, **autres})


def test_un_enfant_n_est_qu_une_fois_dans_la_famille_a_l_ecriture_pres(guillet: Foyer):
    with pytest.raises(DejaDansLaFamille):
        actions.ajouter_enfant(fiche(nom="GUILLET ", prenom="lou"), FicheRattachement(code_insee=VALLET), **guillet.qui)

    [enfant] = queries.enfants_de(guillet.usager.id)
    assert (enfant.nom_affiche, enfant.communes) == ("Lou Guillet", {VALLET})


@pytest.mark.parametrize("naissance", [date(2008, 11, 21), date(2027, 1, 1)])
def test_il_faut_etre_un_enfant(guillet: Foyer, naissance: date):
    with pytest.raises(PasUnEnfant):
        actions.ajouter_enfant(fiche(date_naissance=naissance), FicheRattachement(code_insee=VALLET), **guillet.qui)


@pytest.mark.parametrize("code", ["", "44", "Vallet", "4421é"])
def test_il_faut_une_commune(guillet: Foyer, code: str):
    with pytest.raises(CommuneInconnue):
        actions.ajouter_enfant(fiche(prenom="Tim"), FicheRattachement(code_insee=code), **guillet.qui)


def test_chacun_ne_voit_que_ses_enfants(guillet: Foyer, tom: Foyer):
    for geste in (
        lambda: queries.enfant_de(tom.usager.id, guillet.enfant.id),
        lambda: actions.modifier_enfant(guillet.enfant.id, fiche(), **tom.qui),
        lambda: actions.inviter(guillet.enfant.id, **tom.qui),
        lambda: actions.autoriser(guillet.enfant.id, nom="X", telephone="", **tom.qui),
        lambda: actions.se_detacher(guillet.enfant.id, **tom.qui),
        lambda: actions.changer_le_rattachement(guillet.enfant.id, CHEZ_LUI, **tom.qui),
    ):
        with pytest.raises(Introuvable):
            geste()
    assert queries.enfants_de(tom.usager.id) == []


def test_l_autre_parent_rejoint_avec_le_code_et_la_date_de_naissance(guillet: Foyer, tom: Foyer):
    code = actions.inviter(guillet.enfant.id, **guillet.qui)
    with pytest.raises(CodeInconnu):
        actions.rejoindre(code, NAISSANCE + timedelta(days=1), CHEZ_LUI, **tom.qui)

    enfant = actions.rejoindre(code.lower(), NAISSANCE, CHEZ_LUI, **tom.qui)

    assert enfant.communes == {VALLET, SAUTRON}
    assert [un.id for un in queries.enfants_de(tom.usager.id)] == [guillet.enfant.id]
    with pytest.raises(CodeInconnu):
        actions.rejoindre(code, NAISSANCE, CHEZ_LUI, **Foyer(fabriques.usager(["Ève"], "Rio"), []).qui)


def test_le_code_s_eteint_apres_cinq_erreurs_ou_quinze_jours(guillet: Foyer, tom: Foyer):
    code = actions.inviter(guillet.enfant.id, **guillet.qui)
    for _essai in range(5):
        with pytest.raises(CodeInconnu):
            actions.rejoindre(code, date(2017, 1, 1), CHEZ_LUI, **tom.qui)
    with pytest.raises(CodeInconnu):
        actions.rejoindre(code, NAISSANCE, CHEZ_LUI, **tom.qui)
    autre = actions.inviter(guillet.enfant.id, **guillet.qui)
    decalage.avancer(timedelta(days=16))

    with pytest.raises(CodeInconnu):
        actions.rejoindre(autre, NAISSANCE, CHEZ_LUI, **tom.qui)
    with pytest.raises(CodeInconnu):
        actions.rejoindre("n’importe quoi", NAISSANCE, CHEZ_LUI, **tom.qui)


def test_l_adresse_de_l_un_n_est_pas_a_l_autre(guillet: Foyer, tom: Foyer):
    actions.rejoindre(actions.inviter(guillet.enfant.id, **guillet.qui), NAISSANCE, CHEZ_LUI, **tom.qui)
    cachee = FicheRattachement(code_insee=NANTES, residence=Residence.AILLEURS, adresse={"ligne": "secrète"})
    actions.changer_le_rattachement(guillet.enfant.id, cachee, **guillet.qui)

    vu = queries.enfant_de(tom.usager.id, guillet.enfant.id)
    lien = vu.rattachement_de(tom.usager.id)
    assert lien is not None
    assert (lien.code_insee, lien.adresse) == (SAUTRON, {})
    assert vu.communes == {SAUTRON}
    assert b"secr" not in b"".join(session.scalars(text("SELECT adresse FROM rattachement_enfant")))


def test_les_personnes_autorisees_sont_celles_de_l_enfant(guillet: Foyer, tom: Foyer):
    actions.rejoindre(actions.inviter(guillet.enfant.id, **guillet.qui), NAISSANCE, CHEZ_LUI, **tom.qui)
    mamie = actions.autoriser(
        guillet.enfant.id, nom="Annick Guillet", telephone="06 39 98 00 01", lien="grand-mère", **guillet.qui
    )
    voisin = actions.autoriser(guillet.enfant.id, nom="Paul Rio", telephone="06 39 98 00 02", **tom.qui)

    assert [une.nom for une in queries.personnes_autorisees([guillet.enfant.id])[guillet.enfant.id]] == [
        "Annick Guillet", "Paul Rio",
    ]  # fmt: skip
    actions.retirer_l_autorisation(voisin.id, **guillet.qui)
    with pytest.raises(Introuvable):
        actions.retirer_l_autorisation(mamie.id, **Foyer(fabriques.usager(["Ève"], "Rio"), []).qui)
    actions.se_detacher(guillet.enfant.id, **guillet.qui)
    assert queries.personnes_autorisees([guillet.enfant.id]) == {guillet.enfant.id: []}
    assert [un.prenom for un in queries.enfants_de(tom.usager.id)] == ["Lou"]


def test_rien_de_ce_qui_nomme_n_est_lisible_en_base_ni_au_journal(guillet: Foyer):
    actions.autoriser(guillet.enfant.id, nom="Annick Guillet", telephone="06 39 98 00 01", **guillet.qui)
    code = actions.inviter(guillet.enfant.id, **guillet.qui)

    lignes = "".join(
        str(session.execute(text(f"SELECT t::text FROM {table} t")).all())  # noqa: S608 — des noms de tables
        for table in ("enfant", "personne_autorisee", "rattachement_enfant", "invitation_famille", "journal")
    )
    for nom in ("Lou", "Annick", "0639980001", "06 39 98", "2018-03-02", code):
        assert nom not in lignes


def test_corriger_un_nom_change_ce_a_quoi_on_reconnait_l_enfant(guillet: Foyer):
    avant = guillet.enfant.empreinte

    actions.modifier_enfant(guillet.enfant.id, fiche(prenom="Louise"), **guillet.qui)

    enfant = queries.enfant_de(guillet.usager.id, guillet.enfant.id)
    assert (enfant.prenom, enfant.empreinte != avant) == ("Louise", True)
