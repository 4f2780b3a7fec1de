"""Un notaire déclare une vente en espace naturel sensible, depuis un certificat, et la suit à son bureau."""

import re

from tests.bout_en_bout import demandes
from tests.bout_en_bout.visite import Visite

PAUL = "paul.rolland@office-44012.example"
DEPUIS_UN_CERTIFICAT = "/demarches/dia-ens/commencer?commune=44201&parcelles=AB+145"
PORT = {"voie": "3 rue du Port", "code_postal": "44240", "commune": "Sucé-sur-Erdre"}


def entrer(visite: Visite) -> None:
    """S’identifie avec ID.not (simulé), puis recopie le code reçu si le fournisseur n’a pas prouvé deux facteurs."""
    visite.aller("/notaires/declarations").suivre("S’identifier avec ID.not")
    visite._choisir("Me Paul Rolland")
    if "second-facteur" in visite.page.url:
        deja = len(visite.courriels(PAUL))
        visite.presser("Recevoir un code")
        objet = visite.courriel(PAUL, "Votre code", apres=deja).objet
        visite.repondre(code=re.findall(r"\d{6}", objet)[0]).presser("Confirmer")
    visite.titre("Déclarations d’intention d’aliéner").partout("notaires-declarations")


def adresse(visite: Visite, nom: str) -> Visite:
    return visite.repondre(**{f"{nom}__{partie}": valeur for partie, valeur in PORT.items()})


def suivant(visite: Visite, titre: str, **reponses: str) -> Visite:
    """Remplit une page et passe à la suivante."""
    visite.titre(titre).repondre(**reponses)
    return visite.presser(demandes.SUITE)


def vendre(visite: Visite) -> None:
    """Dit qui vend, et quoi ; la commune et la parcelle sont déjà là."""
    suivant(visite, "Qui est propriétaire", proprietaire="physique")
    suivant(visite, "Le ou la propriétaire", nom_naissance="Bertin", prenoms="Daniel")
    visite.titre("Adresse et coordonnées")
    adresse(visite, "adresse_proprietaire").presser(demandes.SUITE)
    visite.titre("Qui déclare").repondre(declarant_nom="Me Paul Rolland", declarant_reference="2026-201")
    adresse(visite, "declarant_adresse").presser(demandes.SUITE)
    suivant(visite, "Où est le bien")
    visite.titre("Les parcelles").partout("dia-parcelles")
    visite.repondre(**{"parcelles-0-parcelle_contenance": "8 000"}).presser(demandes.SUITE)
    suivant(visite, "Ce qui est vendu", designation="non_bati")
    suivant(visite, "Usage et occupation", usage_bien="naturel", occupation="vacant")
    suivant(visite, "Droits sur le bien")


def dire_le_prix(visite: Visite) -> None:
    """Oublie le prix, puis le dit."""
    suivant(visite, "Comment le bien change de main", nature_mutation="vente")
    suivant(visite, "Le prix", prix_en_lettres="Quatre-vingt-cinq mille euros", paiement="comptant")
    visite.titre("Le prix").partout("dia-prix")
    suivant(visite, "Le prix", prix="85 000")
    suivant(visite, "La commission")
    suivant(visite, "Qui veut acheter")
    suivant(visite, "Visiter le bien", visite_admise="oui")


def test_un_notaire_declare_une_vente_et_la_suit(avec_ou_sans_script: Visite):
    visite = avec_ou_sans_script
    entrer(visite)
    visite.aller(DEPUIS_UN_CERTIFICAT).titre("Déclarer l’intention de vendre").partout("dia-commencer")
    visite.presser("Continuer")
    vendre(visite)
    dire_le_prix(visite)
    visite.titre("Vos documents").repondre(plan_situation=demandes.PDF, extrait_cadastral=demandes.RIB)
    visite.presser(demandes.SUITE)
    visite.titre("Vérifiez votre demande").lire("AB", "145", "85 000").partout("dia-recapitulatif")
    visite.repondre(attestation_exactitude=True, engagement_totalite=True).presser("Envoyer ma demande")

    visite.titre("Votre demande est envoyée").lire("vaut renonciation", "se prononce avant").partout("dia-confirmation")
    numero = visite.numero
    visite.suivre("Suivre ma demande").lire("Récépissé de votre déclaration").partout("dia-suivi")
    visite.aller("/mon-espace/").titre("Déclarations d’intention d’aliéner").lire(numero[:4], "2026-201")
    visite.partout("notaires-ventes")


def test_le_registre_des_preemptions_se_lit_sans_compte(visite: Visite):
    visite.aller("/espaces-naturels/preemptions").titre("Registre des préemptions").lire("Sucé-sur-Erdre", "31 500")
    visite.partout("registre-preemptions")
