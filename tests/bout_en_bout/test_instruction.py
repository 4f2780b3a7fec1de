"""La journée d’une instructrice : du dossier nouveau à la décision signée, lue par la personne."""

from playwright.sync_api import expect

from tests import fichiers
from tests.bout_en_bout.conftest import Ouvrir

YANIS = "yanis.belkacem@courriel.example"
NOUVEAU_RIB = {"name": "rib au bon nom.pdf", "mimeType": "application/pdf", "buffer": fichiers.pdf()}


def test_de_la_prise_en_charge_a_la_decision_lue(ouvrir: Ouvrir):
    claire, yanis, herve = ouvrir(), ouvrir(), ouvrir()

    claire.proconnect("Claire Lebreton").titre("Ce qui est attendu de moi").ecran("agents-liste")
    claire.suivre("nouveaux").suivre("BELKACEM Yanis").titre("Yanis BELKACEM").ecran("agents-dossier-nouveau")
    numero = claire.numero
    claire.presser("Prendre en charge").lire("L’accusé de réception est parti")
    assert "réputée rejetée" in claire.courriel(YANIS, "accusé de réception").texte

    claire.suivre("Vérifications du service").repondre(ecole_agrement="ecole").presser("Enregistrer")
    claire.lire("dans une école de conduite agréée")

    claire.aller(f"/agents/dossiers/{numero}/pieces/rib/refuser").ecran("agents-refuser-piece")
    claire.repondre(motif="autre_personne", precision="Le relevé est au nom d’une autre personne.")
    claire.presser("Refuser la pièce").lire("La pièce est refusée")
    claire.suivre("Demander un complément").ecran("agents-complement")
    claire.page.get_by_label("Coût total de la formation").check()
    claire.page.get_by_label("Relevé d’identité bancaire (RIB)").check()
    claire.repondre(message="Bonjour,\n\nMerci de vérifier le coût et d’envoyer un relevé à votre nom.")
    claire.presser("Envoyer la demande").lire("La demande de complément est envoyée")
    assert "Coût total de la formation" in yanis.courriel(YANIS, "à compléter").texte

    yanis.usager("Yanis Belkacem").lire("À compléter par vous").suivre("Aide au permis de conduire")
    yanis.lire("Complétez votre demande", "un relevé à votre nom", "À remplacer").ecran("suivi-a-completer")
    yanis.suivre("Répondre et envoyer les documents").titre("Compléter votre demande").ecran("completer")
    yanis.repondre(cout_total="1 450", rib=NOUVEAU_RIB).presser("Envoyer ma réponse")
    yanis.lire("Votre réponse est envoyée", "rib au bon nom.pdf")

    claire.aller(f"/agents/dossiers/{numero}").ecran("agents-dossier-complete")
    claire.lire("Ce qui a changé après la demande de complément", "1 390", "1 450")
    claire.suivre("Proposer une décision").titre("Décision").ecran("agents-decision")
    expect(claire.champ("montant")).to_have_value("500")
    claire.repondre(nature="accord").presser("Proposer à la signature").lire("La décision est proposée à la signature")

    herve.proconnect("Hervé Guillou").aller(f"/agents/dossiers/{numero}").ecran("agents-dossier-a-signer")
    herve.presser("Signer la décision").lire("La décision est signée et notifiée").ecran("agents-dossier-decide")
    yanis.courriel(YANIS, "décision")

    yanis.aller(f"/mon-espace/dossiers/{numero}").lire("Demande acceptée", "Claire Lebreton, instructrice")
    yanis.lire("Hervé Guillou, responsable du service").suivre("Lire la décision").lire("500", "Hervé Guillou")
    claire.aller(f"/agents/dossiers/{numero}").lire("Lue par la personne le")


def test_on_s_ecrit_des_deux_cotes(ouvrir: Ouvrir):
    eva, claire = ouvrir(), ouvrir()
    eva.usager("Eva Petit").suivre("Aide au permis de conduire")
    numero = eva.numero
    eva.repondre(texte="Bonjour, où en est ma demande ?").presser("Envoyer le message").lire("Le service est prévenu")
    claire.courriel("claire.lebreton@departement.example", "a écrit")

    claire.proconnect("Claire Lebreton").suivre("messages à lire").suivre("PETIT Eva")
    claire.lire("où en est ma demande")
    claire.repondre(texte="Bonjour Eva, elle est complète.").presser("Envoyer le message").lire(
        "Votre message est envoyé"
    )
    eva.courriel("eva.petit@courriel.example", "message")

    eva.aller("/mon-espace/").lire("1 message à lire").suivre("Aide au permis de conduire")
    eva.lire("elle est complète").aller(f"/mon-espace/dossiers/{numero}").lire("lu le")


def test_une_agente_d_un_autre_departement_ou_sans_second_facteur_n_entre_pas(ouvrir: Ouvrir):
    carole, bruno = ouvrir(), ouvrir()

    carole.proconnect("Carole Voisin").ecran("connexion-refusee")
    assert carole.chemin.startswith("/connexion")
    bruno.aller("/agents/").suivre("S’identifier avec ProConnect").presser("Bruno Simple")
    bruno.page.wait_for_url(f"{bruno.pile.url}/**")
    assert bruno.chemin.startswith("/connexion")


def test_l_administratrice_change_une_ouverture_et_le_public_le_voit(ouvrir: Ouvrir):
    nathalie, public = ouvrir(), ouvrir()
    nathalie.proconnect("Nathalie Rio").aller("/administration/").ecran("administration")
    nathalie.aller("/administration/parametres").ecran("administration-parametres")
    nathalie.aller("/administration/parametres/permis_qf_max").ecran("administration-parametre")
    nathalie.aller("/administration/ouvertures").ecran("administration-ouvertures")
    nathalie.aller("/administration/ouvertures/aide-permis").ecran("administration-ouverture")
    nathalie.repondre(etat="suspendue", message="Les crédits de cette année sont épuisés.").presser("Enregistrer")
    try:
        public.aller("/demarches/aide-permis").lire("Les crédits de cette année sont épuisés").ecran("fiche-fermee")
    finally:
        nathalie.aller("/administration/ouvertures/aide-permis").repondre(etat="ouverte", message="")
        nathalie.presser("Enregistrer")
    public.aller("/demarches/aide-permis").suivre("Commencer ma demande").titre("Se connecter")
