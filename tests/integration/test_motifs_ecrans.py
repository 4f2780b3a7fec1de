"""L’écran des motifs : lire, récrire, voir l’aperçu, ajouter, retirer ; sans script, rien de perdu."""

import re
from datetime import date, timedelta

import pytest

from portail.demarche.catalogue import demarche_de
from portail.dossiers.motifs import actions
from portail.dossiers.motifs.queries import etat_du_motif, motifs_en_vigueur
from portail.identite.models import Role
from portail.journal.queries import entrees_de
from tests import fabriques
from tests.entree import agent_ouvert
from tests.fabriques import JOUR
from tests.integration.navigation import NS, arbre, envoyer, erreurs, mots, navigateur, reenvoyer, titre, valeurs

PERMIS = demarche_de("aide-permis")
MOTIFS = "/administration/motifs"
RESSOURCES, CREDITS = f"{MOTIFS}/aide-permis/motif/ressources", f"{MOTIFS}/aide-permis/motif/credits"
FAIT = "Votre quotient est de {quotient} €, pour un plafond de {plafond} €."


def saisie(debut: date = JOUR, **change):
    """Rend ce qu’on envoie : le motif des ressources, ces changements, et la date en trois zones."""
    declare = next(motif for motif in PERMIS.motifs if motif.code == "ressources")
    lus = {"libelle": declare.libelle, "droit": declare.droit, "fait": FAIT, "gestes": [*actions.GESTES], **change}
    return lus | {f"debut-{partie}": str(getattr(debut, nom)) for partie, nom in ZONES.items()}


ZONES = {"jour": "day", "mois": "month", "annee": "year"}


def ressources():
    return next(motif for motif in motifs_en_vigueur(PERMIS) if motif.code == "ressources")


def test_la_liste_va_de_la_demarche_a_ses_motifs(bureau):
    liste, motifs = bureau.get(MOTIFS), bureau.get(f"{MOTIFS}/aide-permis")

    assert f"Aide au permis de conduire{len(PERMIS.motifs)}" in mots(liste)
    for motif in PERMIS.motifs:
        assert motif.libelle in mots(motifs)
    assert "Motifs" in mots(bureau.get("/administration/"))


def test_le_motif_declare_se_montre_pret_a_recrire(bureau):
    page = bureau.get(RESSOURCES)

    ecrit = valeurs(page)
    assert ecrit["libelle"] == "Ressources au-dessus du plafond"
    assert "{parts:part|parts}" in ecrit["fait"]
    assert (ecrit["debut-jour"], ecrit["debut-annee"]) == ("21", "2026")
    assert "Votre quotient familial est de" in mots(page), "l’aperçu, avec des chiffres d’exemple"
    assert "{quotient}Ressources du foyer" in mots(page)
    assert "Une règle de la démarche propose ce motif" in mots(page)
    assert "Retirer de l’usage" not in page.text


def test_recrire_un_motif(bureau, nathalie):
    envoi = envoyer(bureau, RESSOURCES, saisie())

    assert envoi.status_code == 303
    assert ressources().fait == FAIT
    [entree] = entrees_de(("motif", "aide-permis/ressources"))
    assert (entree.action, entree.auteur_id) == ("changer_motif", nathalie.id)
    page = mots(bureau.get(RESSOURCES))
    assert "Motif récrit" in page
    assert "Toutes les versions" in page
    assert "Récrit" in mots(bureau.get(f"{MOTIFS}/aide-permis"))


def test_l_apercu_ne_garde_rien_et_remontre_ce_qui_est_ecrit(bureau):
    page = envoyer(bureau, RESSOURCES, saisie(libelle="Quotient trop élevé", apercu="1"))
    fautif = envoyer(bureau, RESSOURCES, saisie(fait="{inconnu}", apercu="1"))

    assert page.status_code == 200
    assert "Quotient trop élevé" in mots(page)
    assert re.search(r"Votre quotient est de [\d\s]+ €, pour un plafond de 600 €\.", mots(page))
    assert valeurs(page)["fait"] == FAIT
    assert (fautif.status_code, len(erreurs(fautif))) == (422, 1)
    assert motifs_en_vigueur(PERMIS) == PERMIS.motifs


@pytest.mark.parametrize(
    ("change", "champ", "dit"),
    [
        ({"fait": "Vous avez {agee} ans."}, "fait", "{agee}"),
        ({"fait": "Vous avez {age.__class__} ans."}, "fait", "{age.__class__}"),
        ({"libelle": "Âge"}, "libelle", "déjà un motif de cet intitulé"),
        ({"debut": JOUR - timedelta(days=1)}, "debut", "aujourd’hui ou une date à venir"),
        ({"gestes": ["accepter"]}, "gestes", "Ressources du foyer"),
        ({"droit": ""}, "droit", ""),
    ],
)
def test_une_faute_se_dit_sur_son_champ_et_rien_n_est_garde(bureau, change, champ: str, dit: str):
    page = envoyer(bureau, RESSOURCES, saisie(**change))

    assert page.status_code == 422
    [erreur] = erreurs(page)
    assert dit in erreur
    [lien] = [a.get("href") for a in arbre(page).iter(f"{NS}a") if (a.get("href") or "").startswith(f"#{champ}")]
    assert lien
    assert motifs_en_vigueur(PERMIS) == PERMIS.motifs


def test_un_changement_prevu_s_annonce(bureau):
    envoyer(bureau, RESSOURCES, saisie(date(2027, 1, 1)))

    page = bureau.get(RESSOURCES)

    assert "Un changement est prévu le 1er janvier 2027" in mots(page)
    assert (valeurs(page)["debut-annee"], valeurs(page)["fait"]) == ("2027", FAIT)
    assert ressources().fait != FAIT
    fabriques.mettre_l_horloge_au(date(2027, 1, 1))
    assert ressources().fait == FAIT


def test_ajouter_un_motif(bureau):
    adresse = f"{MOTIFS}/aide-permis/ajouter"
    envoi = envoyer(bureau, adresse, saisie(libelle="Hors délai", fait="Demande tardive.", gestes=["refuser"]))

    assert envoi.status_code == 303
    dernier = motifs_en_vigueur(PERMIS)[-1]
    assert (dernier.libelle, dernier.gestes) == ("Hors délai", ("refuser",))
    liste = mots(bureau.get(envoi.location))
    assert "Hors délaiUn refusAjoutéEn usage" in liste
    assert titre(bureau.get(f"{MOTIFS}/aide-permis/motif/{dernier.code}")) == "Hors délai"


def test_retirer_puis_remettre_un_motif(bureau):
    retire = envoyer(bureau, f"{CREDITS}/retirer", depuis=CREDITS)
    page = bureau.get(CREDITS)

    assert retire.status_code == 303
    assert "credits" not in {motif.code for motif in motifs_en_vigueur(PERMIS)}
    assert "Motif retiré de l’usage" in mots(page)
    assert "En usage : oui → non" in mots(page).replace("\u00a0", " ")
    envoyer(bureau, f"{CREDITS}/remettre", depuis=CREDITS)
    assert etat_du_motif(PERMIS, "credits").en_usage


def test_un_motif_propose_par_une_regle_ne_se_retire_pas_meme_a_la_main(bureau):
    page = bureau.get(RESSOURCES)

    envoi = reenvoyer(bureau, page, f"{RESSOURCES}/retirer")

    assert "Ressources du foyer. Il reste en usage" in mots(bureau.get(envoi.location))
    assert motifs_en_vigueur(PERMIS) == PERMIS.motifs


def test_la_page_ouverte_avant_le_changement_d_un_autre_revient_avec_ce_qu_on_ecrivait(application, bureau):
    ancienne = bureau.get(RESSOURCES)
    bruno = navigateur(application, agent_ouvert((Role.ADMINISTRATEUR, None), prenom="Bruno", nom="Le Goff"))
    envoyer(bruno, RESSOURCES, saisie(fait="Texte de Bruno."))

    refuse = reenvoyer(bureau, ancienne, RESSOURCES, saisie(fait="Texte de Nathalie."))

    assert refuse.status_code == 303
    reprise = bureau.get(refuse.location)
    assert valeurs(reprise)["fait"] == "Texte de Nathalie."
    assert "Quelque chose a changé" in mots(reprise)
    assert "Texte de Bruno." in mots(reprise)
    assert ressources().fait == "Texte de Bruno."
    assert reenvoyer(bureau, reprise, RESSOURCES, saisie(fait="Texte des deux.")).status_code == 303
    assert ressources().fait == "Texte des deux."
