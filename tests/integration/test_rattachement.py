"""Le code du récépissé : il rattache la demande au compte de la même personne, une fois, et à personne d’autre."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portail.dossiers.actions.commun import prevenir
from portail.dossiers.etats import Etat
from portail.dossiers.guichet import queries, rattachement
from portail.dossiers.guichet.erreurs import CodeInconnu, IdentiteACertifier, IdentiteDifferente
from portail.dossiers.guichet.models import CodeDeRattachement, DemandeDeRattachement
from portail.dossiers.habilitations import peut_agir, peut_voir
from portail.dossiers.models import Dossier, QualiteIntervenant
from portail.dossiers.queries import dossiers_de_usager
from portail.identite.actions import connecter_par_courriel
from portail.identite.models import Agent, Role, Usager
from portail.socle import debits, decalage, horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit, TransitionInterdite
from tests import fabriques
from tests.integration.au_guichet import recue
from tests.integration.lignes import gabarits_promis, journal_de, promis, relu
from tests.integration.navigation import envoyer, erreurs, mots, navigateur

NAISSANCE = date(2004, 3, 27)


@pytest.fixture
def demande(anne) -> Dossier:
    return recue(anne)


@pytest.fixture
def jeanne(anne) -> Usager:
    """Jeanne Briand, telle que FranceConnect la certifie : tous ses prénoms, en capitales."""
    return fabriques.usager(("JEANNE", "Marie"), "Briand", naissance=NAISSANCE)


def autres_codes(code: str) -> list[str]:
    """Rend des codes faux : un signe changé, tronqué, vide, d’une autre forme."""
    faux = ("0" if code[0] != "0" else "1") + code[1:]
    return [faux, code[:-1], "", "7K4M 2P9X", "x" * 200]


# ---------- Le code ----------


def test_le_code_juste_rattache_la_demande_au_compte(anne, demande, jeanne):
    code = rattachement.emettre_code(demande.id, agent=anne)

    rattachement.rattacher(f" {code[:4].lower()}-{code[4:]} ", usager=jeanne)

    lu = relu(demande)
    assert peut_agir(jeanne, lu)
    assert [d.id for d in dossiers_de_usager(jeanne)] == [demande.id]
    assert journal_de(demande)[-2:] == ["emettre_code", "rattacher"]
    with transaction():
        prevenir(relu(demande), "dossier/message")
    suite = promis(demande)[-1]
    assert (suite.adresse, suite.contexte["chemin"]) == (jeanne.courriel, f"/mon-espace/dossiers/{lu.numero}")


def test_le_code_n_est_garde_que_hache(anne, demande):
    code = rattachement.emettre_code(demande.id, agent=anne)

    [ligne] = session.scalars(select(CodeDeRattachement))
    assert code not in str(vars(ligne))
    assert len(ligne.empreinte) == 64


def test_un_mauvais_code_ne_dit_rien_et_n_use_pas_le_bon(anne, demande, jeanne):
    code = rattachement.emettre_code(demande.id, agent=anne)
    for faux in autres_codes(code):
        with pytest.raises(CodeInconnu):
            rattachement.rattacher(faux, usager=jeanne)

    assert rattachement.rattacher(code, usager=jeanne).id == demande.id


def test_il_sert_une_fois(anne, demande, jeanne):
    code = rattachement.emettre_code(demande.id, agent=anne)
    rattachement.rattacher(code, usager=jeanne)
    jumelle = fabriques.usager(("Jeanne",), "Briand", naissance=NAISSANCE)

    assert rattachement.rattacher(code, usager=jeanne).id == demande.id  # un second clic
    with pytest.raises(CodeInconnu):
        rattachement.rattacher(code, usager=jumelle)
    assert not peut_voir(jumelle, relu(demande))
    assert journal_de(demande).count("rattacher") == 1


def test_il_expire_au_jour_dit(anne, demande, jeanne):
    code = rattachement.emettre_code(demande.id, agent=anne)
    decalage.avancer(timedelta(days=179, hours=23))
    assert queries.code_en_cours(demande) is not None
    decalage.avancer(timedelta(hours=2))

    assert queries.code_en_cours(demande) is None
    with pytest.raises(CodeInconnu):
        rattachement.rattacher(code, usager=jeanne)


def test_un_nouveau_recepisse_annule_le_code_d_avant(anne, demande, jeanne):
    ancien, neuf = (rattachement.emettre_code(demande.id, agent=anne) for _ in range(2))

    with pytest.raises(CodeInconnu):
        rattachement.rattacher(ancien, usager=jeanne)
    assert rattachement.rattacher(neuf, usager=jeanne).id == demande.id
    with pytest.raises(TransitionInterdite):
        rattachement.emettre_code(demande.id, agent=anne)


def test_une_demande_en_ligne_n_a_pas_de_code(anne):
    with pytest.raises(TransitionInterdite):
        rattachement.emettre_code(fabriques.depose(fabriques.usager()).id, agent=anne)


# ---------- L’identité ----------


@pytest.mark.parametrize(
    ("prenoms", "nom", "naissance"),
    [
        (("Jeanne", "Marie"), "Le Gall", NAISSANCE),
        (("Marie", "Jeanne"), "Briand", NAISSANCE),
        (("Jeanne",), "Briand", date(2004, 3, 28)),
    ],
    ids=["autre nom", "autre premier prénom", "autre naissance"],
)
def test_une_autre_identite_ne_rattache_rien_et_un_agent_est_prevenu(anne, demande, prenoms, nom, naissance):
    code = rattachement.emettre_code(demande.id, agent=anne)
    autre = fabriques.usager(prenoms, nom, naissance=naissance)
    for _ in range(2):
        with pytest.raises(IdentiteDifferente) as refus:
            rattachement.rattacher(code, usager=autre)

    assert not {"Jeanne", "Briand", "2004", demande.numero} & set(refus.value.message.replace(".", "").split())
    assert not peut_voir(autre, relu(demande))
    assert [u.id for _, u in queries.demandes_a_trancher(demande)] == [autre.id]
    assert gabarits_promis(demande).count("agent/rattachement") == 1


def test_cinq_essais_sous_d_autres_identites_eteignent_le_code(anne, demande, jeanne):
    code = rattachement.emettre_code(demande.id, agent=anne)
    autre = fabriques.usager(("Emma",), "Le Gall")
    for _ in range(5):
        with pytest.raises(IdentiteDifferente):
            rattachement.rattacher(code, usager=autre)

    with pytest.raises(CodeInconnu):
        rattachement.rattacher(code, usager=autre)
    with pytest.raises(CodeInconnu):
        rattachement.rattacher(code, usager=jeanne)


def test_une_identite_declaree_ne_suffit_pas(anne, demande):
    declaree = connecter_par_courriel(
        sujet="s",
        courriel="jeanne@courriel.example",
        identite={"nom_naissance": "Briand", "prenoms": ["Jeanne"], "date_naissance": NAISSANCE.isoformat()},
        emetteur="courriel",
        langue="fr",
    )
    with pytest.raises(IdentiteACertifier):
        rattachement.rattacher(rattachement.emettre_code(demande.id, agent=anne), usager=declaree)
    assert not peut_voir(declaree, relu(demande))


def test_sans_date_de_naissance_sur_le_papier_un_agent_tranche(anne, jeanne):
    lacunaire = recue(anne, identite={"nom_naissance": "Briand", "prenoms": "Jeanne", "date_naissance": None})
    with pytest.raises(IdentiteDifferente):
        rattachement.rattacher(rattachement.emettre_code(lacunaire.id, agent=anne), usager=jeanne)


# ---------- L’agent tranche ----------


def a_trancher(anne: Agent, dossier: Dossier, qui: Usager) -> DemandeDeRattachement:
    with pytest.raises(IdentiteDifferente):
        rattachement.rattacher(rattachement.emettre_code(dossier.id, agent=anne), usager=qui)
    return queries.demandes_a_trancher(dossier)[0][0]


@pytest.mark.parametrize("qualite", [QualiteIntervenant.BENEFICIAIRE, QualiteIntervenant.DEPOSANT, None])
def test_un_agent_accepte_a_un_titre_ou_refuse(anne, qualite):
    dossier = recue(anne, qualite="parent", deposant="Paul Briand")
    paul = fabriques.usager(("Paul",), "Briand", naissance=date(1975, 5, 2))
    demande = a_trancher(anne, dossier, paul)

    rattachement.trancher(demande.id, agent=anne, qualite=qualite)

    titres = [lien.qualite for lien in relu(dossier).intervenants if lien.usager_id == paul.id]
    assert titres == ([qualite] if qualite else [])
    assert (demande.acceptee, demande.tranche_par_id) == (qualite is not None, anne.id)
    assert queries.est_a_rattacher(relu(dossier)) is (qualite is not QualiteIntervenant.BENEFICIAIRE)
    with pytest.raises(TransitionInterdite):
        rattachement.trancher(demande.id, agent=anne, qualite=QualiteIntervenant.BENEFICIAIRE)


def test_seul_le_guichet_du_service_tranche(anne, demande):
    voulue = a_trancher(anne, demande, fabriques.usager(("Emma",), "Le Gall"))
    for role, service in ((Role.ACCUEIL, "autonomie"), (Role.RESPONSABLE, "jeunesse")):
        agent = fabriques.agent(role, service, prenom="Zoé", nom=service)
        with pytest.raises(Interdit):
            rattachement.trancher(voulue.id, agent=agent, qualite=QualiteIntervenant.BENEFICIAIRE)
        with pytest.raises(Interdit):
            rattachement.emettre_code(demande.id, agent=agent)
    assert voulue.tranche_le is None


# ---------- La page ----------


def test_la_page_rattache_et_mene_a_la_demande(application, anne, demande, jeanne):
    code = rattachement.emettre_code(demande.id, agent=anne)
    client = navigateur(application, jeanne)

    refus = envoyer(client, "/mon-espace/rattacher", {"code": "0000 0000 00000"})
    assert refus.status_code == 422
    assert "n’est pas le bon" in erreurs(refus)[0]
    page = envoyer(client, "/mon-espace/rattacher", {"code": code})

    assert page.location == f"/mon-espace/dossiers/{demande.numero}"
    assert "rattachée à votre compte" in mots(client.get(page.location))


def test_la_page_dit_ou_en_est_une_identite_a_verifier(application, anne, demande):
    emma = fabriques.usager(("Emma",), "Le Gall")
    client = navigateur(application, emma)
    refus = envoyer(client, "/mon-espace/rattacher", {"code": rattachement.emettre_code(demande.id, agent=anne)})
    assert "ne concorde pas" in erreurs(refus)[0]
    assert not {"Jeanne", "Briand", demande.numero} & set(mots(refus).split())
    assert "Un agent vérifie" in mots(client.get("/mon-espace/rattacher"))

    [(voulue, _)] = queries.demandes_a_trancher(demande)
    rattachement.trancher(voulue.id, agent=anne, qualite=None)
    assert "Refusé" in mots(client.get("/mon-espace/rattacher"))


def test_le_debit_des_essais_est_limite(application, jeanne):
    debits.configurer(actif=True)
    try:
        client = navigateur(application, jeanne)
        codes = [envoyer(client, "/mon-espace/rattacher", {"code": "0000"}).status_code for _ in range(11)]
    finally:
        debits.configurer(actif=False)
    assert codes == [422] * 10 + [429]


def test_un_dossier_elimine_ne_se_rattache_plus(anne, demande, jeanne):
    code = rattachement.emettre_code(demande.id, agent=anne)
    with transaction():
        lu = relu(demande)
        lu.etat, lu.elimine_le = Etat.CLOS, horloge.maintenant()
    with pytest.raises(CodeInconnu):
        rattachement.rattacher(code, usager=jeanne)
