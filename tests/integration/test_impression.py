"""Le dossier entier en un PDF : rien n’y manque, tout le monde peut le lire, et la personne sait qui l’a imprimé."""

from flask import Flask

from portail.dossiers.actions import messagerie
from portail.dossiers.actions.complement import repondre_complement
from portail.dossiers.guichet.actions import NUMERISATION, joindre
from portail.dossiers.guichet.desistement import Desistement, enregistrer
from portail.dossiers.models import CanalDepot
from portail.identite.models import Agent, Role
from portail.instruction.impression import composer_dossier
from portail.socle import horloge
from portail.socle.base import transaction
from tests import fabriques, pdf
from tests.integration.au_guichet import recue
from tests.integration.lignes import documents, entrees_de, journal_de, relu
from tests.integration.lots import instruite
from tests.integration.navigation import navigateur
from tests.integration.remises import demande_refusee

IBAN = "FR7630006000011234567890189"
AUTRE_FIN_PAREILLE = "FR4130006000019876543210189"


def test_le_dossier_imprime_dit_tout(herve: Agent):
    yanis = fabriques.usager()
    dossier = fabriques.a_completer(yanis, herve, champs=("telephone",))
    repondre_complement(dossier.id, usager=yanis, reponses={"telephone": "+33639981234"}, revision=None)
    messagerie.ecrire_usager(dossier.id, usager=yanis, texte="Mon école a changé d’adresse.")
    messagerie.ecrire_agent(dossier.id, agent=herve, texte="C’est noté.", fichiers=[fabriques.fichier("plan.pdf")])

    lu = pdf.texte(composer_dossier(relu(dossier), agent=herve, langue="fr"))

    attendus = [
        "La demande telle que déposée", "Auto-école de la Vallée", "1 640",
        "Ce qui a changé depuis le dépôt", "06 39 98 12 34",
        "Contrôles automatiques", "Pièces", "rib.pdf",
        "Compléments demandés", "Merci d’envoyer un relevé lisible.", "Échanges",
        "Mon école a changé d’adresse.", "C’est noté.", "plan.pdf", "Échéances", "Documents remis",
        documents(dossier)[0].code, "Hervé Guillou",
    ]  # fmt: skip
    sans_espaces = "".join(lu.split())
    assert [texte for texte in attendus if "".join(texte.split()) not in sans_espaces] == []


def test_une_decision_imprimee_dit_ses_motifs_et_son_signataire(herve: Agent):
    dossier = demande_refusee(fabriques.usager(), herve)

    lu = pdf.texte(composer_dossier(relu(dossier), agent=herve, langue="fr"))

    for texte in ("Votre demande est refusée.", "812 € par mois", "Règlement départemental", "Hervé Guillou"):
        assert "".join(texte.split()) in "".join(lu.split())


def test_la_lettre_de_desistement_numerisee_est_parmi_les_pieces(herve: Agent):
    dossier = instruite(herve)
    recu = Desistement(
        canal=CanalDepot.PAPIER, date_reception=horloge.aujourd_hui(), lettre=[fabriques.fichier("renoncement.pdf")]
    )
    enregistrer(dossier.id, agent=herve, desistement=recu, revision=None)

    lu = "".join(pdf.texte(composer_dossier(relu(dossier), agent=herve, langue="fr")).split())

    pieces = lu[lu.rindex("Pièces", 0, lu.index("renoncement.pdf")) :]
    assert "Lettrededésistement" in pieces[: pieces.index("renoncement.pdf")]


def test_la_demande_numerisee_au_guichet_est_parmi_les_pieces(herve: Agent, anne: Agent):
    dossier = recue(anne)
    joindre(dossier.id, agent=anne, code=NUMERISATION, recu=fabriques.fichier("formulaire-scanne.pdf"))

    lu = "".join(pdf.texte(composer_dossier(relu(dossier), agent=herve, langue="fr")).split())

    assert "Formulairenumérisé" in lu[: lu.index("formulaire-scanne.pdf")]


def test_ce_qui_n_existe_pas_n_a_pas_de_titre(herve: Agent):
    lu = pdf.texte(composer_dossier(relu(instruite(herve)), agent=herve, langue="fr"))

    assert "Vérifications du service" in lu
    for titre in ("Compléments demandés", "Échanges", "Décisions", "Ce qui a changé"):
        assert titre not in lu


def test_il_est_accessible_et_archivable(herve: Agent):
    document = composer_dossier(relu(demande_refusee(fabriques.usager(), herve)), agent=herve, langue="fr")

    assert pdf.defauts(document) == []
    assert pdf.metadonnees(document)["langue"] == "fr"
    assert pdf.roles(document).count("H1") == 1


def test_il_s_imprime_en_anglais_aussi(herve: Agent):
    document = composer_dossier(relu(instruite(herve)), agent=herve, langue="en")

    assert pdf.metadonnees(document)["langue"] == "en"


def test_l_impression_est_au_journal_et_fermee_aux_autres(application: Flask, herve: Agent):
    dossier = instruite(herve)
    adresse = f"/agents/dossiers/{dossier.numero}/dossier.pdf"
    ailleurs = fabriques.agent(Role.RESPONSABLE, "autonomie", prenom="Alain")

    page = navigateur(application, herve).get(adresse)
    refus = navigateur(application, ailleurs).get(adresse)

    assert (page.status_code, page.mimetype, refus.status_code) == (200, "application/pdf", 404)
    assert journal_de(dossier)[-1] == "telecharger_dossier"
    assert entrees_de(dossier)[-1].auteur_id == herve.id


def test_hors_de_sa_file_l_agent_dit_d_abord_pourquoi(application: Flask, herve: Agent):
    dossier = instruite(herve)
    claire = fabriques.agent(prenom="Claire")

    page = navigateur(application, claire).get(f"/agents/dossiers/{dossier.numero}/dossier.pdf")

    assert (page.status_code, "/raison" in page.location) == (303, True)
    assert "telecharger_dossier" not in journal_de(dossier)


def test_le_compte_bancaire_n_est_jamais_imprime_entier(herve: Agent):
    dossier = instruite(herve, iban=IBAN)
    with transaction():
        # Un autre compte, dont la fin est la même : le changement se voit, le compte non.
        dossier.reponses = {**dossier.reponses, "iban": AUTRE_FIN_PAREILLE}

    lu = "".join(pdf.texte(composer_dossier(relu(dossier), agent=herve, langue="fr")).split())

    assert IBAN not in lu
    assert AUTRE_FIN_PAREILLE not in lu
    changements = lu[lu.index("Cequiachangé") : lu.index("Contrôlesautomatiques")]
    assert "IBAN" in changements
    assert IBAN[-3:] in changements
