"""Les réponses aux notaires : à leur heure, indiscernables, validées par un autre, remplacées quand il le faut."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from portail.documents.redaction import FRANCAIS
from portail.identite.notaires.actions import fermer_membre
from portail.notaires.rapprochement.identites import DateConnue, Identite
from portail.notaires.recuperations.queries import recuperation_ouverte
from portail.notaires.successions import lettres, reponses
from portail.notaires.successions.etats import EtatRequete, Reponse
from portail.notaires.successions.models import Verdict
from portail.notaires.successions.office import fin_de_validite
from portail.notaires.successions.reponses import repondre_les_dues
from portail.notifications import rendu
from portail.notifications.models import Notification
from portail.socle import decalage, horloge
from portail.socle.base import session, transaction
from tests import pdf
from tests.entree import entrer
from tests.integration.navigation import mots, titre
from tests.integration.notaires.offices import clerc
from tests.integration.notaires.reponses import (
    PIERRE,
    a_l_heure,
    candidats,
    dit,
    document_de,
    importe,
    juge,
    ligne,
    pdf_de,
    propose,
    recue,
    relue,
    validees,
)
from tests.integration.notaires.requetes import YVONNE, depose

pytestmark = pytest.mark.usefixtures("departement")
INCONNUE = Identite("BERTHO", ("Odile", "Anne"), DateConnue(1940, 1, 9), lieu="44036", sexe="F")
RESSEMBLANTE = Identite("BERTIN", ("Odile", "Rose"), DateConnue(1940, 1, 9), lieu="44109", sexe="F")
DE_MEME = Identite("MAHEON", ("Odile", "Anne"), DateConnue(1940, 1, 9), lieu="44036", sexe="F")
A = Reponse.AUCUNE_CREANCE


def avec_aide(identite=PIERRE, nature="hebergement_personnes_agees", **autres):
    importe(ligne(identite, nature, "42000", **autres))


def tous_les_messages():
    promis = session.scalars(select(Notification).where(Notification.gabarit == reponses.GABARIT))
    return [rendu.composer_courriel(un.gabarit, un.contexte, langue=un.langue) for un in promis]


# ---------- Trois réponses A que rien ne distingue ----------


@pytest.fixture
def trois_a(maitre, nadia, luc):
    """Une inconnue, une personne qui n’a eu que l’APA, une troisième dont l’agent a écarté qui lui ressemble."""
    importe(ligne(DE_MEME, "apa", "9000"), ligne(RESSEMBLANTE, "repas", "900"))
    ecartee = replace(RESSEMBLANTE, nom_naissance="BERTIS", prenoms=("Odile", "Anne"), lieu="44036")
    requetes = [recue(maitre, une) for une in (INCONNUE, DE_MEME, ecartee)]
    assert [len(candidats(une)) for une in requetes] == [0, 0, 1]
    juge(requetes[2], nadia, Verdict.ECARTE)
    propose(requetes[2], nadia, A, "Une homonyme, née ailleurs.")
    assert validees(requetes, luc) == [""] * 3
    assert a_l_heure(requetes[0]) == 3
    return [relue(une.id) for une in requetes]


def test_toutes_les_reponses_a_ont_les_memes_mots_et_le_meme_instant(trois_a):
    propres = {"identite", "references", "pied", "sujet", "verification"}
    communs = [{cle: valeur for cle, valeur in dit(une).items() if cle not in propres} for une in trois_a]

    assert communs[0] == communs[1] == communs[2]
    assert [une[0] for une in dit(trois_a[0])["identite"]] == [une[0] for une in dit(trois_a[2])["identite"]]
    assert len({une.repondue_le for une in trois_a}) == len({une.repondre_le for une in trois_a}) == 1
    assert len({str(document_de(une).resume["sens"]) for une in trois_a}) == 1
    assert "homonyme" not in str(dit(trois_a[2]))
    assert "Morvan" not in str(dit(trois_a[2]))


def test_toutes_les_reponses_a_ont_la_meme_taille_au_fichier_a_l_ecran_et_au_courriel(trois_a, client, maitre):
    entrer(client, maitre)
    pages = [client.get(f"/notaires/successions/{une.numero}{suite}") for une in trois_a for suite in ("", "/reponse")]

    assert {len(pdf_de(une)) for une in trois_a} == {lettres.OCTETS}
    assert {page.status_code for page in pages} == {200}
    assert len({len(page.data) for page in pages[::2]}) == len({len(page.data) for page in pages[1::2]}) == 1
    assert len({str(message) for message in tous_les_messages()}) == 1


def test_avant_l_heure_rien_ne_distingue_une_requete_d_une_autre(client, maitre, nadia):
    avec_aide(replace(PIERRE, nom_naissance="AUBERY"))
    requetes = [recue(maitre, replace(PIERRE, nom_naissance=nom)) for nom in ("ZZYGUS", "AUBERY")]
    juge(requetes[1], nadia, Verdict.RETENU)
    propose(requetes[1], nadia, Reponse.CREANCE)
    entrer(client, maitre)

    pages = [client.get(f"/notaires/successions/{une.numero}") for une in requetes]

    assert len({une.repondre_le for une in requetes}) == 1
    assert len({len(page.data) for page in pages}) == 1
    assert client.get(f"/notaires/successions/{requetes[1].numero}/reponse").status_code == 404


def test_passe_six_mois_la_verification_dit_que_la_reponse_ne_vaut_plus(client, maitre, luc):
    requete = recue(maitre, PIERRE)
    validees([requete], luc)
    a_l_heure(requete)
    code, fin = document_de(requete).code, fin_de_validite(relue(requete.id))
    assert fin is not None

    decalage.avancer(timedelta(days=(fin - horloge.aujourd_hui()).days))
    dernier_jour = client.get(f"/verifier/{code}")
    assert titre(dernier_jour) == "Ce document est authentique"
    assert f"Valable jusqu’au {_dit(fin)}." in mots(dernier_jour)

    decalage.avancer(timedelta(days=1))
    apres = client.get(f"/verifier/{code}")
    lu = mots(apres)
    assert (apres.status_code, titre(apres)) == (200, "Ce document n’est plus valable")
    assert f"Ce document n’est plus valable depuis le {_dit(fin + timedelta(days=1))}" in lu
    assert "il vaut toujours" not in lu


def _dit(jour):
    return FRANCAIS.jour(jour).replace("\u00a0", " ")


def test_le_fichier_de_chaque_reponse_a_la_meme_taille(maitre, nadia, luc):
    avec_aide()
    longue = replace(INCONNUE, nom_naissance="DE LA ROCHEFOUCAULD KERGUELEN", prenoms=("Marie-Éloïse",) * 6)
    requetes = [recue(maitre, une) for une in (INCONNUE, longue, PIERRE, YVONNE, DE_MEME)]
    juge(requetes[2], nadia, Verdict.RETENU)
    propose(requetes[2], nadia, Reponse.CREANCE)
    propose(requetes[3], nadia, Reponse.RECHERCHE, "Précisez le lieu de naissance.")
    propose(requetes[4], nadia, Reponse.INCOMPETENT, "Toujours domiciliée à Cholet.", "49")
    validees(requetes, luc)
    a_l_heure(requetes[0])

    assert [relue(une.id).reponse.value for une in requetes] == ["A", "A", "B", "C", "D"]
    contenus = [pdf_de(une) for une in requetes]
    assert {len(contenu) for contenu in contenus} == {lettres.OCTETS}
    assert pdf.defauts(contenus[2]) == []


# ---------- À l’heure ----------


def test_ni_plus_tot_ni_plus_tard(maitre, luc):
    requete = recue(maitre, INCONNUE)
    validees([requete], luc)
    decalage.avancer(requete.repondre_le - horloge.maintenant() - timedelta(seconds=30))

    assert repondre_les_dues() == 0
    decalage.avancer(timedelta(seconds=30))
    assert (repondre_les_dues(), repondre_les_dues()) == (1, 0)
    assert relue(requete.id).repondue_le - requete.repondre_le < timedelta(minutes=1)


def test_ce_qui_n_est_pas_valide_a_temps_part_en_recherche_complementaire(maitre, nadia):
    avec_aide()
    recue_, proposee, a_juger = depose(maitre).requete, recue(maitre, PIERRE), recue(maitre, INCONNUE)
    juge(proposee, nadia, Verdict.RETENU)
    propose(proposee, nadia, Reponse.CREANCE)

    assert a_l_heure(proposee) == 3

    lues = [relue(une.id) for une in (recue_, proposee, a_juger)]
    assert {(une.etat, une.reponse, une.creances) for une in lues} == {(EtatRequete.REPONDUE, Reponse.RECHERCHE, None)}
    assert "une nouvelle réponse remplacera celle-ci" in str(dit(proposee)["paragraphes"])
    assert lues[1].repondre_le > lues[1].repondue_le
    assert recuperation_ouverte(proposee.id) is None


def test_l_ordre_est_tire_au_sort(maitre, luc):
    requetes = [recue(maitre, replace(INCONNUE, nom_naissance=f"UNIK{lettre}")) for lettre in "ABCDEFGH"]
    validees(requetes, luc)
    deposees = [str(une.id) for une in requetes]
    a_l_heure(requetes[0])

    parties = session.scalars(
        select(Notification.objet_id).where(Notification.gabarit == reponses.GABARIT).order_by(Notification.prevu_le)
    ).all()

    assert sorted(parties) == sorted(deposees)
    assert parties not in (deposees, deposees[::-1], sorted(deposees))


def test_une_requete_fautive_n_arrete_pas_les_autres(maitre, luc):
    requetes = [recue(maitre, replace(INCONNUE, nom_naissance=nom)) for nom in ("UNIK", "DUON")]
    validees(requetes, luc)
    with transaction():
        session.execute(text("UPDATE requete_succession SET deces = 'x' WHERE id = :id"), {"id": requetes[0].id})
    session.expire_all()

    assert a_l_heure(requetes[1]) == 1

    assert relue(requetes[1].id).etat is EtatRequete.REPONDUE


def test_quelqu_un_d_importe_depuis_retient_la_reponse_a(maitre, luc):
    requete = recue(maitre, PIERRE)
    validees([requete], luc)
    avec_aide()

    a_l_heure(requete)

    assert relue(requete.id).reponse is Reponse.RECHERCHE
    assert len(candidats(requete)) == 1


def test_le_message_va_a_l_office_quand_le_membre_est_parti(maitre, luc):
    elle = clerc(maitre)
    requete = recue(elle, INCONNUE)
    validees([requete], luc)
    fermer_membre(elle.id, par=maitre)
    a_l_heure(requete)

    promis = session.scalars(select(Notification).where(Notification.gabarit == reponses.GABARIT)).one()
    [message] = tous_les_messages()
    assert promis.adresse == maitre.office.courriel
    for tu in ("BERTHO", "Odile", requete.numero, requete.reference, "créance"):
        assert tu not in str(message)
