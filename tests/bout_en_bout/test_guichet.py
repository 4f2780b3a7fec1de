"""Une demande sur papier, de l’accueil au compte de la personne, avec et sans JavaScript."""

import re
from datetime import date, timedelta

from portail.demonstration.demandeurs import connue
from tests import fichiers
from tests.bout_en_bout.conftest import Ouvrir
from tests.bout_en_bout.visite import Visite
from tests.pdf import texte

JEANNE = connue("jeanne-briand")
FORMULAIRE = {"name": "formulaire.pdf", "mimeType": "application/pdf", "buffer": fichiers.pdf(2)}
SUITE = "Enregistrer et continuer"


def recepisse(visite: Visite) -> str:
    """Rend le texte du récépissé, demandé comme le ferait le bouton de la page."""
    formulaire = visite.page.locator("form", has=visite.page.get_by_role("button", name="Imprimer le récépissé"))
    envoi = {nom: formulaire.locator(f'[name="{nom}"]').input_value() for nom in ("csrf_token", "revision")}
    adresse = f"{visite.pile.url}{formulaire.get_attribute('action')}"
    return texte(visite.page.request.post(adresse, form=envoi).body())


def test_une_demande_papier_devient_un_dossier_que_la_personne_rattache(avec_ou_sans_script: Visite, ouvrir: Ouvrir):
    maelle, jeanne = avec_ou_sans_script, ouvrir()
    naissance = JEANNE.naissance(date.today())  # noqa: DTZ011 — ce que la personne lit sur sa carte
    recu = date.today() - timedelta(days=5)  # noqa: DTZ011 — le tampon du courrier

    maelle.proconnect("Maëlle Le Bihan").suivre("Guichet").titre("Guichet").ecran("guichet")
    maelle.suivre("Aide au permis de conduire").titre("Enregistrer une demande")
    maelle.repondre(guichet_canal="papier", guichet_reception=f"{recu:%d/%m/%Y}", qualite_deposant="lui_meme")
    maelle.repondre(nom_naissance=JEANNE.nom_naissance, prenoms=JEANNE.prenoms[0])
    maelle.jour("date_naissance", naissance.day, naissance.month, naissance.year).ecran("guichet-ouvrir")
    maelle.presser("Continuer")
    if "nouvelle" in maelle.chemin:  # le premier des deux parcours a laissé une demande à ce nom
        maelle.lire("Est-ce l’une de ces personnes").ecran("guichet-connues")
        maelle.repondre(guichet_connue="nouvelle").presser("Continuer")
    maelle.lire("Recopiez ce que dit la personne").ecran("guichet-page").presser(SUITE)
    maelle.titre("Adresse et coordonnées").presser("Enregistrer et revenir plus tard")
    maelle.titre("Guichet").suivre("Relire et enregistrer").ecran("guichet-relire")
    maelle.lire("Il manque des réponses ou des documents")
    maelle.page.get_by_role("link", name=re.compile("Modifier.*Formulaire papier")).click()
    maelle.titre("Les documents reçus").repondre(numerisation=FORMULAIRE).ecran("guichet-documents").presser(SUITE)
    maelle.lire("formulaire.pdf").presser("Enregistrer la demande").lire("La demande est enregistrée")
    maelle.lire("Aucun récépissé en cours").ecran("guichet-dossier")
    numero, papier = maelle.numero, recepisse(maelle)
    code = re.search(r"[0-9A-Z]{4}\s[0-9A-Z]{4}\s[0-9A-Z]{5}", papier)
    assert code, papier
    maelle.aller("/agents/courriers/").lire("Accusé d’enregistrement").ecran("courriers-a-poster")
    maelle.presser("Noter comme posté", exact=False).lire("le courrier est posté")

    jeanne.usager(JEANNE.nom).suivre("Rattacher une demande faite sur papier").ecran("rattacher")
    jeanne.repondre(code="0000 0000 00000").presser("Rattacher la demande").lire("n’est pas le bon")
    jeanne.repondre(code=code[0]).presser("Rattacher la demande").lire("rattachée à votre compte")
    assert jeanne.numero == numero
    maelle.aller(f"/agents/dossiers/{numero}").lire("suit cette demande depuis son compte")
