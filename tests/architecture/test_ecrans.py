"""Aucune adresse ouverte par oubli, aucun gabarit ni fichier statique oublié."""

import re

from flask import Flask
from jinja2 import meta

from portail.config import RACINE
from tests.architecture.depot import fichiers, fichiers_du_depot, relatif, textes_du_code

GABARITS = RACINE / "portail" / "templates"
OUVERTES = {
    "api.openapi",
    "api.simuler",
    "billetterie.achat",
    "billetterie.billets",
    "billetterie.billets_en_pdf",
    "billetterie.nouvelles",
    "billetterie.panier",
    "billetterie.payer",
    "billetterie.produit",
    "billetterie.prolonger",
    "billetterie.rendre",
    "billetterie.retirer",
    "billetterie.revenir",
    "billetterie.sites",
    "connexion.choisir",
    "connexion.code",
    "connexion.confirmer",
    "connexion.fermer",
    "connexion.identite",
    "connexion.lien",
    "connexion.partir",
    "connexion.renvoyer",
    "connexion.revenir",
    "connexion.revenir_deconnecte",
    "evenements.agenda_de_la_mienne",
    "evenements.annuler_la_mienne",
    "evenements.billets_de_la_mienne",
    "evenements.choisir_l_image_de_la_mienne",
    "evenements.confirmer_la_mienne",
    "evenements.evenement",
    "evenements.evenements",
    "evenements.lien",
    "evenements.mienne",
    "evenements.ouvrir_la_mienne",
    "evenements.s_inscrire",
    "experts.accueil",
    "experts.entrer",
    "experts.envoyer",
    "exploitation.metriques",
    "exploitation.pret",
    "exploitation.vivant",
    "inscriptions.accueil",
    "inscriptions.activite",
    "inscriptions.salle",
    "inscriptions.tarif",
    "inscriptions.voeux",
    "notaires.envoyer_un_code",
    "notaires.second_facteur",
    "paiement.notification",
    "paiement.recu",
    "paiement.somme",
    "paiement.titre",
    "public.accessibilite",
    "public.accueil",
    "public.aide",
    "public.autrement",
    "public.catalogue",
    "public.choisir_langue",
    "public.cle_publique",
    "public.cles_publiees",
    "public.donnees_personnelles",
    "public.espaces_naturels",
    "public.fiche",
    "public.lieux",
    "public.mentions_legales",
    "public.plan_du_site",
    "public.preemptions",
    "public.preemptions_csv",
    "public.racines",
    "public.verificateur",
    "public.verifier_le_journal",
    "public.regles",
    "public.signale",
    "public.signaler",
    "public.successions",
    "public.verifier",
    "public.verifier_code",
    "public.zonage_ouvert",
    "rendez_vous.accepter_l_horaire",
    "rendez_vous.agenda_du_mien",
    "rendez_vous.annuler_le_mien",
    "rendez_vous.appel_demande",
    "rendez_vous.attendre",
    "rendez_vous.besoin",
    "rendez_vous.choisir_un_autre_horaire",
    "rendez_vous.code",
    "rendez_vous.confirmer_le_deplacement",
    "rendez_vous.dernier",
    "rendez_vous.derniere",
    "rendez_vous.en_attente",
    "rendez_vous.etre_rappele",
    "rendez_vous.flux",
    "rendez_vous.garder_encore",
    "rendez_vous.garder_un_horaire",
    "rendez_vous.horaires",
    "rendez_vous.invitation",
    "rendez_vous.laisser_l_offre",
    "rendez_vous.lien",
    "rendez_vous.mien",
    "rendez_vous.ne_plus_etre_rappele",
    "rendez_vous.ou",
    "rendez_vous.ouvrir_la_mienne",
    "rendez_vous.ouvrir_le_mien",
    "rendez_vous.permanences",
    "rendez_vous.prendre_l_offre",
    "rendez_vous.quitter_l_attente",
    "rendez_vous.refuser_l_horaire",
    "rendez_vous.rendre_l_horaire",
    "rendez_vous.renvoyer_le_code",
    "rendez_vous.vous",
    "usagers.ai_je_droit",
    "usagers.papier",
}
"""Ce que n’importe qui peut demander sans se connecter : y ajouter une adresse est une décision."""
AUX_OFFICES = {
    "usagers.ajouter",
    "usagers.commencer",
    "usagers.completer",
    "usagers.confirmation",
    "usagers.demander_attestation",
    "usagers.document",
    "usagers.dossier",
    "usagers.ecrire",
    "usagers.espace",
    "usagers.fichier",
    "usagers.journal",
    "usagers.journal_json",
    "usagers.journal_pdf",
    "usagers.pieces",
    "usagers.recapitulatif",
    "usagers.recapitulatif_pdf",
    "usagers.repondre_a_la_preemption",
    "usagers.reprendre",
    "usagers.retirer",
    "usagers.saisir",
    "usagers.supprimer",
}
"""Ce qu’un membre d’office ouvre du guichet des usagers, pour les seules démarches ouvertes aux offices."""
DEMONSTRATION = "demonstration."


def _vues_ouvertes(app: Flask) -> set[str]:
    return {nom for nom, vue in app.view_functions.items() if getattr(vue, "ouvert", False)}


def test_les_adresses_ouvertes_sont_celles_que_l_on_a_voulues(application: Flask):
    ouvertes = {nom for nom in _vues_ouvertes(application) if not nom.startswith(DEMONSTRATION)}

    assert ouvertes == OUVERTES


def test_les_offices_n_ouvrent_que_ce_que_l_on_a_voulu(application: Flask):
    vues = application.view_functions.items()

    assert {nom for nom, vue in vues if getattr(vue, "ouvert_aux_offices", False)} == AUX_OFFICES


def test_toute_adresse_est_gardee_ou_ouverte(application: Flask):
    gardes = {nom: getattr(blueprint, "garde", None) for nom, blueprint in application.blueprints.items()}
    assert None not in gardes.values(), gardes

    for regle in application.url_map.iter_rules():
        blueprint = regle.endpoint.rpartition(".")[0].split(".")[0]
        assert blueprint in gardes, f"{regle} n’a pas de garde"
        if gardes[blueprint] == "ouverte":
            assert regle.endpoint in _vues_ouvertes(application), f"{regle} est dans un guichet public sans @ouvert"


def test_chaque_adresse_gardee_renvoie_se_connecter(application: Flask, client):
    for regle in application.url_map.iter_rules():
        if regle.endpoint in _vues_ouvertes(application):
            continue
        adresse = re.sub(r"<uuid:[^>]+>", "00000000-0000-4000-8000-000000000000", str(regle))
        adresse = re.sub(r"<[^>]+>", "x", adresse.replace("<numero:numero>", "7K4M2P9X"))
        methode = "GET" if "GET" in (regle.methods or ()) else "POST"
        reponse = client.open(adresse, method=methode)
        assert reponse.status_code in {303, 400, 404}, f"{methode} {adresse} : {reponse.status_code}"
        if reponse.status_code == 303:
            assert reponse.headers["Location"].startswith("/connexion?"), adresse


def test_la_demonstration_n_existe_qu_hors_production(application: Flask):
    demonstration = {str(r) for r in application.url_map.iter_rules() if r.endpoint.startswith(DEMONSTRATION)}

    assert demonstration
    assert all(adresse.startswith("/demo/") for adresse in demonstration)


def test_tout_gabarit_sert(application: Flask):
    cites = {texte for texte in textes_du_code() if texte.endswith((".html", ".txt"))}
    for chemin in fichiers(".html", ".txt", sous="portail/templates"):
        arbre = application.jinja_env.parse(chemin.read_text(encoding="utf-8"))
        cites |= {nom for nom in meta.find_referenced_templates(arbre) if nom}
    existants = {
        chemin.relative_to(GABARITS).as_posix() for chemin in fichiers(".html", ".txt", sous="portail/templates")
    }
    # Les courriels sont nommés par leur famille et leur nom, sans extension : un autre test les tient.
    inutiles = {nom for nom in existants - cites if not nom.startswith("courriels/")}

    assert not inutiles
    assert not {nom for nom in cites - existants if "/" in nom and (GABARITS / nom.split("/")[0]).is_dir()}


def test_tout_fichier_statique_sert():
    appels = re.compile(r"statique\(\s*['\"]([^'\"]+)")
    sources = [*fichiers(".html", sous="portail/templates"), *fichiers(".py", sous="portail")]
    cites = {nom for chemin in sources for nom in appels.findall(chemin.read_text(encoding="utf-8"))}
    existants = {relatif(chemin).removeprefix("static/") for chemin in fichiers_du_depot() if "static" in chemin.parts}

    assert existants == cites
