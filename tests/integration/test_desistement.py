"""La personne renonce par courrier, au téléphone ou au guichet : même effet qu’en ligne, confirmé et noté."""

from datetime import date, timedelta

import pytest

from portail.dossiers.actions import depot
from portail.dossiers.etats import Etat
from portail.dossiers.guichet import desistement, poste
from portail.dossiers.guichet.desistement import Desistement, DesistementMalDate
from portail.dossiers.horloges.lecture import ecarts, horloges_du
from portail.dossiers.models import CanalDepot, Dossier
from portail.identite.models import Agent, Role
from portail.identite.queries import agent_de, usager_de
from portail.notifications import rendu
from portail.notifications.models import Canal
from portail.pieces.queries import pieces_de
from portail.socle import decalage, horloge
from portail.socle.erreurs import ConflitDeVersion, Interdit, SaisieInvalide, TransitionInterdite
from tests import fabriques, fichiers
from tests.integration.au_guichet import il_y_a, recue
from tests.integration.lignes import entrees_de, gabarits_promis, journal_de, promis, relu, trace_de
from tests.integration.navigation import envoyer, erreurs, joint, mots, navigateur
from tests.integration.raisons import dire
from tests.integration.simultane import ensemble
from tests.pdf import texte

MARDI = date(2026, 11, 24)


@pytest.fixture
def date_de_l_essai() -> date:
    return MARDI


def enregistre(dossier: Dossier, agent: Agent, *, revision: int | None = None, **choix) -> Dossier:
    voulu = {"canal": CanalDepot.PAPIER, "date_reception": horloge.aujourd_hui()} | choix
    return desistement.enregistrer(dossier.id, agent=agent, desistement=Desistement(**voulu), revision=revision)


def test_meme_effet_qu_en_ligne_au_jour_ou_la_personne_l_a_dit(anne):
    emma = fabriques.usager(("Emma",), "Le Gall")
    dossier, temoin = fabriques.depose(fabriques.usager()), fabriques.depose(emma)
    decalage.avancer(timedelta(days=3))
    recu = MARDI + timedelta(days=1)

    enregistre(dossier, anne, canal=CanalDepot.TELEPHONE, date_reception=recu)
    depot.retirer(temoin.id, usager=emma, revision=None)

    lu, autre = relu(dossier), relu(temoin)
    assert (lu.etat, lu.echeance) == (autre.etat, autre.echeance) == (Etat.DESISTE, None)
    assert (lu.date_fin, lu.date_reponse) == (recu, recu)
    assert gabarits_promis(dossier) == gabarits_promis(temoin) == ["dossier/enregistre", "dossier/retire"]
    assert journal_de(dossier) == journal_de(temoin)
    derniere = entrees_de(dossier)[-1]
    assert (derniere.action, derniere.auteur_id) == ("retirer", anne.id)
    assert (derniere.details["canal"], derniere.details["reception"]) == ("telephone", recu.isoformat())
    assert horloges_du(dossier).silence.arret == recu
    assert list(ecarts()) == []


@pytest.mark.parametrize(
    ("canal", "dit"),
    [
        (CanalDepot.PAPIER, "Nous avons reçu votre lettre le 24 novembre 2026."),
        (CanalDepot.TELEPHONE, "Vous nous l’avez dit au téléphone le 24 novembre 2026."),
        (CanalDepot.ACCUEIL, "Vous nous l’avez dit au guichet le 24 novembre 2026."),
    ],
)
def test_la_confirmation_dit_comment_nous_l_avons_appris_et_que_l_on_peut_revenir(anne, canal, dit):
    dossier = fabriques.depose(fabriques.usager())

    enregistre(dossier, anne, canal=canal)

    message = promis(dossier)[-1]
    ecrit = rendu.composer_courriel(message.gabarit, message.contexte, langue="fr").texte.replace("\u00a0", " ")
    assert dit in ecrit
    assert "Si vous ne l’avez pas demandé" in ecrit
    assert "Vous pouvez en faire une nouvelle quand vous voulez" in ecrit


def test_en_ligne_la_confirmation_n_ajoute_rien(anne):
    yanis = fabriques.usager()
    dossier = fabriques.depose(yanis)

    depot.retirer(dossier.id, usager=yanis, revision=None)

    message = promis(dossier)[-1]
    assert (
        "Si vous ne l’avez pas demandé"
        not in rendu.composer_courriel(message.gabarit, message.contexte, langue="fr").texte
    )


def test_sans_courriel_la_confirmation_est_une_lettre_a_poster(anne):
    dossier = recue(anne)

    enregistre(dossier, anne, canal=CanalDepot.ACCUEIL)

    message = promis(dossier)[-1]
    assert (message.gabarit, message.canal) == ("dossier/retire", Canal.COURRIER)
    assert "au guichet le 24 novembre 2026" in texte(poste.composer_courrier(relu(dossier), message))


def test_la_lettre_numerisee_est_jointe(anne):
    dossier = fabriques.depose(fabriques.usager())

    enregistre(dossier, anne, lettre=[fabriques.fichier("lettre.pdf")])

    [piece] = [un for un in pieces_de(dossier.id) if un.code == desistement.LETTRE]
    assert [fichier.nom for fichier in piece.fichiers] == ["lettre.pdf"]
    assert journal_de(dossier)[-2:] == ["retirer", "joindre"]


@pytest.mark.parametrize("jour", [MARDI + timedelta(days=1), MARDI - timedelta(days=6)])
def test_on_ne_renonce_ni_demain_ni_avant_d_avoir_demande(anne, jour):
    dossier = recue(anne, date_reception=il_y_a(5))
    avant = trace_de(dossier)

    with pytest.raises(DesistementMalDate):
        enregistre(dossier, anne, date_reception=jour)

    assert trace_de(dossier) == avant


def test_ni_en_ligne_ni_deux_fois_ni_apres_la_decision(anne):
    dossier = fabriques.depose(fabriques.usager())
    with pytest.raises(SaisieInvalide):
        enregistre(dossier, anne, canal=CanalDepot.LIGNE)
    enregistre(dossier, anne)
    decide = fabriques.decide(fabriques.usager(("Emma",), "Le Gall"), fabriques.agent(Role.RESPONSABLE))
    avant = [trace_de(dossier), trace_de(decide)]

    for fini in (dossier, decide):
        with pytest.raises(TransitionInterdite):
            enregistre(fini, anne)

    assert [trace_de(dossier), trace_de(decide)] == avant


def test_un_ecran_perime_ou_un_autre_service_est_refuse(anne):
    dossier = fabriques.depose(fabriques.usager())
    avant = trace_de(dossier)

    with pytest.raises(ConflitDeVersion):
        enregistre(dossier, anne, revision=avant.revision - 1)
    for agent in (fabriques.agent(Role.ACCUEIL, "autonomie"), fabriques.agent(Role.SECRETAIRE, prenom="Inès")):
        with pytest.raises(Interdit):
            enregistre(dossier, agent)

    assert trace_de(dossier) == avant


def test_la_personne_et_l_agent_au_meme_instant_la_demande_n_est_retiree_qu_une_fois(base_reelle: str):
    fabriques.departement()
    yanis, anne = fabriques.usager(), fabriques.agent(Role.ACCUEIL, prenom="Anne")
    dossier = fabriques.depose(yanis)
    qui, identifiant, usager_id = anne.id, dossier.id, yanis.id

    obtenus = ensemble(
        base_reelle,
        dossier,
        lambda: enregistre(dossier, agent_de(qui)),
        lambda: depot.retirer(identifiant, usager=usager_de(usager_id), revision=None),
    )

    assert (type(obtenus[0]), obtenus[1]) == (Dossier, TransitionInterdite)
    assert journal_de(dossier).count("retirer") == 1
    assert gabarits_promis(dossier).count("dossier/retire") == 1


# ---------- À l’écran ----------


def test_a_l_ecran_du_lien_a_la_lettre_jointe(application, anne):
    dossier = fabriques.depose(fabriques.usager())
    guichet, adresse = navigateur(application, anne), f"/agents/dossiers/{dossier.numero}"
    dire(guichet, dossier)
    assert "Enregistrer un désistement" in mots(guichet.get(adresse))
    lettre = joint(fichiers.pdf(), "lettre.pdf")

    fait = envoyer(guichet, f"{adresse}/desistement", {"canal": "papier", "recu_le": "2026-11-24", "lettre": lettre})

    assert (fait.status_code, fait.location) == (303, adresse)
    vue = mots(guichet.get(adresse))
    assert "Lettre de désistement" in vue
    assert "lettre.pdf" in vue
    assert "Enregistrer un désistement" not in vue
    assert relu(dossier).etat is Etat.DESISTE
    assert guichet.get(f"{adresse}/desistement").status_code == 409


@pytest.mark.parametrize(
    ("envoi", "faute"),
    [
        ({"canal": "", "recu_le": "2026-11-24"}, "choisissez comment elle l’a dit"),
        ({"canal": "papier", "recu_le": ""}, "écrivez une date"),
        ({"canal": "papier", "recu_le": "2026-11-25"}, "au plus tard aujourd’hui"),
        ({"canal": "ligne", "recu_le": "2026-11-24"}, ""),
    ],
)
def test_a_l_ecran_une_faute_se_dit_et_rien_ne_change(application, anne, envoi, faute):
    dossier = fabriques.depose(fabriques.usager())
    guichet = navigateur(application, anne)
    dire(guichet, dossier)

    page = envoyer(guichet, f"/agents/dossiers/{dossier.numero}/desistement", envoi)

    assert page.status_code == 422
    [dite] = erreurs(page)
    assert faute in dite.replace("\u00a0", " ")
    assert relu(dossier).etat is Etat.DEPOSE


def test_a_l_ecran_une_lettre_refusee_ne_retire_rien(application, anne):
    dossier = fabriques.depose(fabriques.usager())
    guichet = navigateur(application, anne)
    dire(guichet, dossier)
    piegee = joint(fichiers.pdf_javascript(), "lettre.pdf")

    page = envoyer(
        guichet,
        f"/agents/dossiers/{dossier.numero}/desistement",
        {"canal": "papier", "recu_le": "2026-11-24", "lettre": piegee},
    )

    assert page.status_code == 422
    assert erreurs(page)
    assert relu(dossier).etat is Etat.DEPOSE
