"""Le maire est informé d’une demande reçue : par courriel ou par la poste ; rien de la demande."""

from pathlib import Path

from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from portail.dossiers.actions import instruction
from portail.dossiers.guichet.poste import composer_courrier
from portail.dossiers.models import Dossier
from portail.identite.models import Usager
from portail.notifications.models import Canal
from portail.notifications.rendu import composer_courriel
from portail.territoire.actions import importer_mairies
from tests import fabriques, pdf
from tests.integration.lignes import journal_de, promis, relu
from tests.integration.propositions import demande_complete
from tests.unitaires.situations_apa import jeanne
from tests.unitaires.situations_permis import adresse

BLAIN = "code_insee;courriel;adresse\n44015;mairie@blain.example;2 rue Charles-de-Gaulle|44130 Blain\n"


def importer(tmp_path: Path, texte: str = BLAIN) -> Path:
    fichier = tmp_path / "mairies.csv"
    fichier.write_text(texte, encoding="utf-8")
    return fichier


def a_la_mairie(dossier: Dossier):
    return [n for n in promis(dossier) if n.gabarit == "autorite/maire"]


def test_la_mairie_recoit_un_courriel_avec_l_accuse_et_une_seule_fois(personne: Usager, tmp_path: Path):
    importer_mairies(importer(tmp_path))
    dossier = demande_complete(personne)
    assert a_la_mairie(dossier) == []

    assert instruction.accuser_reception(dossier.id)
    instruction.accuser_reception(dossier.id)

    [message] = a_la_mairie(dossier)
    assert (message.canal, message.adresse) == (Canal.COURRIEL, "mairie@blain.example")
    assert journal_de(dossier).count("informer_maire") == 1


def test_le_message_dit_le_depot_et_rien_de_la_demande(personne: Usager):
    dossier = demande_complete(personne)
    instruction.accuser_reception(dossier.id)

    [message] = a_la_mairie(dossier)
    ecrit = composer_courriel(message.gabarit, message.contexte, langue="fr").texte

    assert "Jeanne BRIAND" in ecrit
    assert "R232-23" in ecrit
    reponses = relu(dossier).reponses
    for champ in ("nir", "revenu_declare", "date_naissance", "telephone"):
        assert str(reponses[champ]) not in ecrit, champ
    assert set(message.contexte) == {"destinataire", "numero", "demarche", "personne", "recue_le", "fondement"}


def test_sans_courriel_connu_un_courrier_se_poste_a_l_adresse_de_la_mairie(personne: Usager):
    dossier = demande_complete(personne)
    instruction.accuser_reception(dossier.id)

    [courrier] = a_la_mairie(dossier)
    texte = pdf.texte(composer_courrier(relu(dossier), courrier))

    assert courrier.canal is Canal.COURRIER
    assert "Mairie de Blain" in texte
    assert "44130 Blain" in texte


def test_hors_du_departement_ou_sans_texte_personne_n_est_informe(personne: Usager):
    ailleurs = demande_complete(personne, jeanne(adresse=adresse("35000", "Rennes", "35238")))
    permis = fabriques.depose(fabriques.usager())

    for dossier in (ailleurs, permis):
        instruction.accuser_reception(dossier.id)

        assert a_la_mairie(dossier) == []
        assert "informer_maire" not in journal_de(dossier)


def test_la_commande_importe_les_mairies(application, base: Session, tmp_path: Path):
    commande = FlaskCliRunner(application)

    rendu = commande.invoke(args=["importer-mairies", str(importer(tmp_path))])

    assert (rendu.exit_code, rendu.output.strip()) == (0, "1 mairie(s) à jour.")
