"""Aucun message ne dit pour quoi l’on vient : chaque objet, chaque lieu, chaque message, chaque langue."""

import csv
import re
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import uuid4

import pytest

from portail.config import RACINE
from portail.notifications.rendu import ALPHABET_SMS, composer_courriel, composer_sms, existe_en_sms
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.objets.models import Modalite, ObjetRdv
from portail.rendez_vous.rappels import messages, phrases
from portail.rendez_vous.reservations.etats import EtatParticipation, EtatRdv
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.socle.moments import heure_dite, instant_court, instant_dit, jour_court, jour_dit
from tests.integration.rdv_vie import LUNDI, paris

GABARITS = sorted(
    f"rdv/{chemin.stem}" for chemin in (RACINE / "portail" / "templates" / "courriels" / "rdv").glob("*.txt")
)
DONNEES = RACINE / "portail" / "donnees"
DEBUT = paris(LUNDI + timedelta(days=1), 10)
INTERDITS = re.compile(
    r"(?i)\b(pmi|ivg|social\w*|solidarit\w*|contracept\w*|d[ée]pistage|sexuel\w*|grossesse|pr[ée]natal\w*|vaccin\w*|b[ée]b[ée]"
    r"|nourrisson|enfant\w*|pu[ée]ricult\w*|sage-?femme|m[ée]decin\w*|sant[ée]|budget|handicap\w*|maternel\w*|allaitement|apa|mdph)\b"
)


@cache
def objets() -> list[dict[str, str]]:
    with (DONNEES / "objets_rendez_vous.csv").open(encoding="utf-8", newline="") as fichier:
        return list(csv.DictReader(fichier, delimiter=";"))


@cache
def lieux() -> list[Lieu]:
    with (DONNEES / "lieux.csv").open(encoding="utf-8", newline="") as fichier:
        lignes = list(csv.DictReader(fichier, delimiter=";"))
    garde = ("code", "nom", "adresse", "code_postal", "code_insee", "telephone")
    return [Lieu(**{nom: ligne[nom] for nom in garde}) for ligne in lignes]


def contexte(objet: dict[str, str], lieu: Lieu, modalite: Modalite, langue: str) -> dict[str, Any]:
    """Rend le contexte d’un message, tel que les rappels le composent, avec un lien qui ne s’écrit pas en base."""
    ou = phrases.endroit(lieu, modalite, langue)
    dits = {
        "jour": jour_dit(DEBUT, langue),
        "jour_court": jour_court(DEBUT),
        "heure": heure_dite(DEBUT, langue),
        "heure_fin": heure_dite(DEBUT + timedelta(minutes=int(objet["duree_minutes"])), langue),
        "lieu": ou.long,
        "lieu_court": ou.moyen,
        "commune": ou.court,
        "telephone": lieu.telephone,
        "chemin": "/r/" + "x" * 22,
        "jusqu_au": instant_dit(DEBUT, langue),
        "jusqu_au_court": instant_court(DEBUT, langue),
    }
    return {
        **dits,
        "offre": {**dits, "lieu": ou.long},
        "par_le_service": True,
        "rang": "12",
        "encore_en_liste": True,
        "code": "482913",
        "minutes": 15,
    }


def tous_les_textes(gabarit: str, dits: dict[str, Any], langue: str) -> str:
    courriel = composer_courriel(gabarit, dits, langue=langue)
    return "\n".join((courriel.objet, courriel.texte, courriel.html, composer_sms(gabarit, dits, langue=langue)))


@pytest.mark.parametrize("langue", ["fr", "en"])
@pytest.mark.parametrize("gabarit", GABARITS)
def test_aucun_message_ne_trahit_un_objet(application, gabarit: str, langue: str):
    del application
    assert len(objets()) >= 15
    for rang, objet in enumerate(objets()):
        lieu, modalites = lieux()[rang % len(lieux())], objet["modalites"].replace("|", " ").replace(",", " ").split()
        for modalite in map(Modalite, modalites):
            texte = tous_les_textes(gabarit, contexte(objet, lieu, modalite, langue), langue)
            assert not INTERDITS.search(texte), (objet["code"], INTERDITS.search(texte))
            for dit in (objet["libelle"], objet["code"], objet["professionnel"], lieu.nom):
                assert not dit or dit.casefold() not in texte.casefold(), (gabarit, objet["code"], dit)


@pytest.mark.parametrize("gabarit", GABARITS)
def test_chaque_sms_tient_en_un_seul_quel_que_soit_le_lieu(application, regler, gabarit: str):
    regler(url_publique="https://demarches.loire-atlantique.fr")
    assert existe_en_sms(gabarit)
    for lieu in lieux():
        for modalite in Modalite:
            dits = messages.tenant_en_un_sms(gabarit, contexte(objets()[0], lieu, modalite, "fr"), "fr")
            texte = composer_sms(gabarit, dits, langue="fr")
            assert set(texte) <= ALPHABET_SMS
            assert messages.signes_de_sms(texte) <= 160, (lieu.code, texte)
            assert "?" not in texte


def test_l_agenda_ne_dit_ni_l_objet_ni_le_lieu_ni_le_lien(application):
    del application
    for lieu in lieux():
        for objet in objets():
            rdv = RendezVous(
                id=uuid4(),
                modalite=Modalite.SUR_PLACE,
                debut=DEBUT,
                fin=DEBUT + timedelta(minutes=30),
                modifie_le=DEBUT,
                sequence=0,
                etat=EtatRdv.PRIS,
            )
            elle = Participation(id=uuid4(), langue="fr", etat=EtatParticipation.ATTENDU)
            vu = ObjetRdv(code=objet["code"], libelle=objet["libelle"])
            agenda = messages.agenda_de(messages.Attendue(rdv=rdv, participation=elle, objet=vu, lieu=lieu))

            # L’identifiant est tiré au sort : « bebe » s’y lit parfois.
            deplie = agenda.replace("\r\n ", "").replace(str(elle.id), "")
            assert "SUMMARY:Rendez-vous Département\r\n" in deplie
            assert not INTERDITS.search(deplie)
            assert objet["libelle"] not in deplie
            assert lieu.nom not in deplie
            assert "/r/" not in deplie


@pytest.mark.parametrize("texte", ["PMI", "votre bébé", "Contraception", "espace des solidarités", "social"])
def test_un_mot_qui_trahit_se_voit(texte: str):
    assert INTERDITS.search(texte)


@pytest.mark.parametrize("signe", ["à", "é", "'", "@"])
def test_un_signe_de_l_alphabet_compte_pour_un(signe: str):
    assert messages.signes_de_sms(signe * 10) == 10


def test_un_signe_de_l_extension_compte_pour_deux():
    assert messages.signes_de_sms("[€]") == 6
