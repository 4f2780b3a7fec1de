"""Les réponses aux notaires : à leur heure, indiscernables, validées par un autre, remplacées quand il le faut."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from portail.identite.notaires.actions import fermer_membre
from portail.notaires.rapprochement.identites import DateConnue, Identite
from portail.notaires.recuperations.queries import recuperation_ouverte
from portail.notaires.successions import lettres, reponses, taches
from portail.notaires.successions.etats import EtatRequete, Reponse
from portail.notaires.successions.models import Requete, Verdict
from portail.notaires.successions.propositions import (
    AideIci,
    DejaPrise,
    DepartementFaux,
    MotifManquant,
    PersonneARetenir,
    Proposition,
    ResteAJuger,
    demander_l_acte,
    prendre,
    rechercher_encore,
)
from portail.notaires.successions.rapprochements import rapprocher
from portail.notaires.successions.reponses import remplacer, repondre_les_dues
from portail.notaires.successions.validations import renvoyer, valider
from portail.notifications import rendu
from portail.notifications.models import Notification
from portail.socle import decalage, horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit, TransitionInterdite
from tests import fabriques, pdf
from tests.entree import entrer
from tests.integration.envois import en_file
from tests.integration.notaires.offices import clerc, notaire
from tests.integration.notaires.reponses import (
    PIERRE,
    a_l_heure,
    candidats,
    dit,
    document_de,
    importe,
    instructrice,
    juge,
    ligne,
    pdf_de,
    propose,
    recue,
    relue,
    responsable,
    validees,
)
from tests.integration.notaires.requetes import LOUIS, YVONNE, depose

pytestmark = pytest.mark.usefixtures("departement")
INCONNUE = Identite("BERTHO", ("Odile", "Anne"), DateConnue(1940, 1, 9), lieu="44036", sexe="F")
RESSEMBLANTE = Identite("BERTIN", ("Odile", "Rose"), DateConnue(1940, 1, 9), lieu="44109", sexe="F")
DE_MEME = Identite("MAHEON", ("Odile", "Anne"), DateConnue(1940, 1, 9), lieu="44036", sexe="F")
A = Reponse.AUCUNE_CREANCE


@pytest.fixture
def nadia(departement):
    return instructrice()


@pytest.fixture
def luc(departement):
    return responsable()


@pytest.fixture
def maitre(departement):
    return notaire()


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


# ---------- Rapprocher ----------


def test_rapprocher_se_rejoue_sans_rien_changer(maitre):
    avec_aide()
    requete = recue(maitre, PIERRE)
    avant = (requete.etat, requete.version, len(candidats(requete)))

    rapprocher(requete.id)

    assert (relue(requete.id).etat, relue(requete.id).version, len(candidats(requete))) == avant
    assert (requete.etat, requete.reponse) == (EtatRequete.IDENTIFIEE, None), "jamais de créance sans un agent"


def test_le_conjoint_suit_la_meme_regle(maitre):
    avec_aide(LOUIS)
    requete = recue(maitre, YVONNE, conjoint=LOUIS)
    conjoint = session.scalars(select(Requete).where(Requete.conjoint_de_id == requete.id)).one()

    rapprocher(conjoint.id)

    assert (relue(conjoint.id).etat, requete.etat) == (EtatRequete.IDENTIFIEE, EtatRequete.RAPPROCHEE)
    assert conjoint.repondre_le == requete.repondre_le


def test_une_requete_perdue_se_retrouve(maitre):
    depose(maitre)
    with transaction():
        session.execute(text("DELETE FROM procrastinate_jobs"))
    taches.retrouver_les_requetes()
    assert en_file("successions.rapprocher") == 0

    decalage.avancer(timedelta(minutes=6))
    taches.retrouver_les_requetes()
    taches.retrouver_les_requetes()

    assert en_file("successions.rapprocher") == 1


# ---------- Proposer, valider ----------


@pytest.mark.parametrize(
    ("reponse", "motif", "code", "verdict", "refus"),
    [
        (A, "", "", None, ResteAJuger),
        (Reponse.CREANCE, "", "", None, ResteAJuger),
        (Reponse.CREANCE, "", "", Verdict.ECARTE, PersonneARetenir),
        (Reponse.RECHERCHE, "  ", "", None, MotifManquant),
        (Reponse.INCOMPETENT, "", "85", None, MotifManquant),
        (Reponse.INCOMPETENT, "Cholet", "44", None, DepartementFaux),
        (Reponse.INCOMPETENT, "Cholet", "00", None, DepartementFaux),
        (Reponse.INCOMPETENT, "", "", Verdict.RETENU, AideIci),
    ],
)
def test_une_proposition_suit_ce_qui_est_juge(maitre, nadia, reponse, motif, code, verdict, refus):
    avec_aide()
    requete = recue(maitre, PIERRE)
    if verdict:
        juge(requete, nadia, verdict)
    avant = relue(requete.id).version

    with pytest.raises(refus):
        propose(requete, nadia, reponse, motif, code)

    assert (relue(requete.id).etat, relue(requete.id).version) == (EtatRequete.IDENTIFIEE, avant)


def test_une_seule_personne_est_retenue(maitre, nadia):
    marie = Identite("LE GOFF", ("Marie",), DateConnue(1938, 3, 4), lieu="44109", sexe="F")
    importe(ligne(marie, "repas", "900"), ligne(marie, "repas", "800"))
    requete = recue(maitre, marie)

    juge(requete, nadia, Verdict.RETENU, Verdict.RETENU)

    assert sorted(un.verdict for un in candidats(requete)) == [Verdict.A_VOIR, Verdict.RETENU]


def test_un_collegue_s_en_occupe_deja(maitre, nadia):
    avec_aide()
    requete, lea = recue(maitre, PIERRE), instructrice("Léa")
    prendre(requete.id, nadia)

    with pytest.raises(DejaPrise):
        juge(requete, lea, Verdict.RETENU)
    prendre(requete.id, lea)
    juge(requete, lea, Verdict.RETENU)


def test_qui_propose_ne_valide_pas_et_qui_n_est_pas_du_service_ne_fait_rien(maitre, luc):
    avec_aide()
    requete, autre = recue(maitre, PIERRE), fabriques.responsable()
    juge(requete, luc, Verdict.RETENU)
    propose(requete, luc, Reponse.CREANCE)

    assert "un autre responsable" in validees([requete], luc)[0]
    for geste in (lambda: valider([requete.id], autre), lambda: prendre(requete.id, autre)):
        with pytest.raises(Interdit):
            geste()
    assert validees([requete], responsable("Maud")) == [""]


def test_chaque_validation_a_son_issue_et_une_proposition_changee_n_est_pas_validee(maitre, nadia, luc):
    lues = [recue(maitre, une) for une in (INCONNUE, YVONNE)]
    versions = {une.id: une.version for une in lues}
    propose(lues[0], nadia, Reponse.RECHERCHE, "Précisez la date du décès.")

    issues = valider([une.id for une in lues], luc, versions)

    assert [issue.est_validee for issue in issues] == [False, True]
    assert "a changé" in issues[0].refus


def test_une_reponse_rendue_ne_part_pas_et_un_acte_a_refaire_arrete_le_delai(maitre, nadia, luc):
    rendue, a_refaire = recue(maitre, INCONNUE), recue(maitre, YVONNE)
    validees([rendue], luc)
    renvoyer(rendue.id, "Vérifiez le nom d’usage.", luc)
    demander_l_acte(a_refaire.id, "L’acte est celui de Louis.", nadia)

    a_l_heure(rendue)

    assert relue(rendue.id).reponse is Reponse.RECHERCHE
    lu = relue(a_refaire.id)
    assert (lu.etat, lu.repondre_le, lu.document_id) == (EtatRequete.A_COMPLETER, None, None)
    promis = session.scalars(select(Notification).where(Notification.gabarit == "notaires/acte")).one()
    assert "Louis" not in str(rendu.composer_courriel(promis.gabarit, promis.contexte, langue="fr"))


# ---------- Remplacer ----------


def test_une_creance_connue_plus_tard_remplace_la_reponse_des_sa_validation(client, maitre, nadia, luc):
    requete = recue(maitre, PIERRE)
    validees([requete], luc)
    a_l_heure(requete)
    ancien = document_de(requete)
    avec_aide()
    assert rechercher_encore(requete.id, nadia).nouveaux == 1
    juge(requete, nadia, Verdict.RETENU)

    remplacer(requete.id, Proposition(reponse=Reponse.CREANCE), nadia)
    assert repondre_les_dues() == 0, "l’ancienne vaut tant que la nouvelle n’est pas validée"
    validees([requete], luc)
    assert repondre_les_dues() == 1

    nouveau = document_de(requete)
    session.refresh(ancien)
    assert (ancien.remplace_par_id, nouveau.id != ancien.id) == (nouveau.id, True)
    assert "remplace celle du" in dit(requete)["remplace"]
    assert "Ce document a été remplacé" in client.get(f"/verifier/{ancien.code}").text
    assert recuperation_ouverte(requete.id) is not None


def test_une_recherche_achevee_repart_a_l_heure_annoncee(maitre, nadia, luc):
    requete = recue(maitre, INCONNUE)
    a_l_heure(requete)
    annoncee = relue(requete.id).repondre_le

    remplacer(requete.id, Proposition(reponse=A), nadia)
    validees([requete], luc)
    assert repondre_les_dues() == 0
    assert a_l_heure(relue(requete.id)) == 1

    lue = relue(requete.id)
    assert (lue.reponse, lue.repondue_le >= annoncee) == (A, True)
    with pytest.raises(TransitionInterdite):
        propose(requete, nadia, A)
