"""Les mots que le droit impose : une mention absente, et le délai de recours ne court plus (CRPA, L112-12)."""

from datetime import UTC, date, datetime

import pytest

from portail.demarche.droit import Mois, Recours, Silence
from portail.documents.accuses import Manquante, accuse_enregistrement, accuse_reception, demande_pieces
from portail.documents.decisions import mention_algorithmique
from portail.documents.lettres import Affaire, Coordonnees
from portail.documents.recours import voies_de_recours
from portail.documents.redaction import Redaction

AFFAIRE = Affaire(numero="7K4M-2P9X", demarche="Aide au permis de conduire")
SERVICE = Coordonnees(
    nom="Service jeunesse",
    adresse="3 quai Ceineray, 44000 Nantes",
    courriel="jeunesse@departement.example",
    telephone="02 61 91 44 10",
)
TRIBUNAL = "tribunal administratif de Nantes, 6 allée de l’Île-Gloriette, CS 24111, 44041 Nantes Cedex"
RECEPTION = date(2026, 11, 21)
MANQUANTES = (
    Manquante(nom="Avis d’impôt", raison="La page 2 manque.", fondement="Règlement départemental, article 5"),
    Manquante(nom="Numéro fiscal", fondement="Règlement départemental, article 4"),
)


def recours(*, rapo=False, delai=2, mediateur=""):
    return voies_de_recours(
        Recours(rapo=rapo, delai=Mois(delai)), autorite=SERVICE.adresse, tribunal=TRIBUNAL, mediateur=mediateur
    )


def reception(silence, date_silence=date(2027, 1, 21), **autres):
    voies = recours() if silence is Silence.REJET else ()
    valeurs = {"recue_le": RECEPTION, "service": SERVICE, "recours": voies, "date_silence": date_silence} | autres
    return accuse_reception(AFFAIRE, silence=silence, **valeurs)


def lu(donnees):
    """Rend le texte dans l’ordre de lecture, espaces insécables ramenées à des espaces."""
    morceaux = [*donnees["paragraphes"], donnees.get("encadre", "")]
    morceaux += [p[cle] for p in donnees.get("pieces", ()) for cle in ("nom", "raison", "fondement")]
    morceaux += [*donnees.get("suites", ()), *donnees.get("recours", ())]
    return " ".join(" ".join(morceaux).split())


def test_l_accuse_d_enregistrement_dit_quoi_quand_et_la_suite():
    donnees = accuse_enregistrement(
        AFFAIRE, enregistre_le=datetime(2026, 11, 21, 13, 5, tzinfo=UTC), date_accuse=date(2026, 12, 4)
    )
    assert " ".join(donnees["encadre"].split()) == (
        "Votre envoi n° 7K4M-2P9X concernant « Aide au permis de conduire » a été enregistré "
        "le 21 novembre 2026 à 14 h 05."
    )
    texte = lu(donnees)
    assert "ne préjuge pas du caractère complet ou recevable de votre dossier" in texte
    assert "Un accusé de réception vous sera adressé au plus tard le 4 décembre 2026." in texte


@pytest.mark.parametrize(
    "mention",
    [
        "a été reçue le 21 novembre 2026",  # 1° date de réception
        "Service chargé du dossier : Service jeunesse",  # 2° désignation du service
        "3 quai Ceineray, 44000 Nantes",  # 2° adresse postale
        "jeunesse@departement.example",  # 2° adresse électronique
        "02 61 91 44 10",  # 2° téléphone
        "Sous réserve que votre demande soit complète",
        "en l’absence de réponse expresse le 21 janvier 2027, elle sera réputée rejetée",
        "contester cette décision dans un délai de deux mois",  # délais…
        "Vous pouvez demander au Département de revoir sa décision",  # … et voies de recours
        "tribunal administratif de Nantes, 6 allée de l’Île-Gloriette",
        "www.telerecours.fr",
    ],
)
def test_r112_11_1_quand_le_silence_vaut_rejet(mention):
    assert mention in lu(reception(Silence.REJET))


def test_r112_11_1_quand_le_silence_vaut_acceptation():
    texte = lu(reception(Silence.ACCORD))

    assert "en l’absence de réponse expresse le 21 janvier 2027, elle sera réputée acceptée" in texte
    assert (
        "l’attestation prévue à l’article L. 232-3 du code des relations entre le public et l’administration" in texte
    )
    assert "rejetée" not in texte
    assert "tribunal" not in texte


def test_l_accuse_dit_ce_que_donne_le_silence_quand_ce_n_est_pas_tout():
    effet = "Vous recevez alors 100 € par mois, jusqu’à notre décision écrite."
    donnees = reception(Silence.ACCORD, effet_silence=effet)

    assert donnees["suites"][0] == effet
    assert effet not in lu(reception(Silence.AUCUN, effet_silence=effet))


def test_sans_decision_implicite_l_accuse_ne_promet_rien():
    texte = lu(reception(Silence.AUCUN, None))

    assert "a été reçue le 21 novembre 2026" in texte
    assert "02 61 91 44 10" in texte
    assert "réputée" not in texte


@pytest.mark.parametrize(
    "oubli",
    [
        {"date_silence": None},
        {"recours": ()},
        {"service": Coordonnees(nom="Service", adresse="Nantes", courriel="s@departement.example")},
        {"service": Coordonnees(nom="Service", adresse="", telephone="02 61 91 44 10")},
        {"service": Coordonnees(nom="", adresse="Nantes", telephone="02 61 91 44 10")},
    ],
)
def test_un_accuse_incomplet_ne_s_ecrit_pas(oubli):
    with pytest.raises(ValueError, match="R112-11-1"):
        reception(Silence.REJET, **oubli)


def pieces(silence, date_silence=date(2027, 2, 21), manquantes=MANQUANTES):
    return demande_pieces(
        AFFAIRE,
        recue_le=RECEPTION,
        manquantes=manquantes,
        date_limite=date(2026, 12, 21),
        silence=silence,
        date_silence=date_silence,
        moyens="dans votre espace",
    )


@pytest.mark.parametrize(
    "mention",
    [
        "Cette liste est complète",
        "Avis d’impôt La page 2 manque. Règlement départemental, article 5",
        "Numéro fiscal",
        "Règlement départemental, article 4",
        "au plus tard le 21 décembre 2026",
        "suspendu jusqu’à leur réception, au plus jusqu’au 21 décembre 2026 (article L. 114-5",
        "réputée rejetée en l’absence de réponse expresse le 21 février 2027",
        "Pour les envoyer : dans votre espace.",
    ],
)
def test_r112_11_4_quand_le_silence_vaut_rejet(mention):
    assert mention in lu(pieces(Silence.REJET))


def test_r112_11_4_quand_le_silence_vaut_acceptation():
    texte = lu(pieces(Silence.ACCORD))

    assert "vaut acceptation ne court qu’à compter de leur réception (article L. 114-5" in texte
    assert "réputée acceptée en l’absence de réponse expresse le 21 février 2027" in texte
    assert "rejet" not in texte


@pytest.mark.parametrize("manquantes", [(), (Manquante(nom="Avis d’impôt", fondement=""),)])
def test_une_demande_de_pieces_dit_toujours_quoi_et_pourquoi(manquantes):
    with pytest.raises(ValueError, match="R112-11-4"):
        pieces(Silence.REJET, manquantes=manquantes)


def test_le_recours_gracieux_est_facultatif():
    texte = " ".join(" ".join(recours(mediateur="mediateur@departement.example")).split())

    assert "Ce recours gracieux est facultatif" in texte
    assert "interrompt le délai pour saisir le tribunal (article L. 411-2" in texte
    assert "saisir directement le tribunal administratif de Nantes" in texte
    assert "dans les deux mois" in texte
    assert "médiateur : mediateur@departement.example" in texte
    assert "obligatoire" not in texte


def test_le_recours_prealable_est_obligatoire_pour_une_prestation_legale():
    texte = " ".join(" ".join(recours(rapo=True)).split())

    assert "vous devez d’abord, dans les deux mois de sa notification" in texte
    assert "recours administratif préalable obligatoire auprès du président du conseil départemental" in texte
    assert "en joignant une copie de la décision" in texte
    assert "entendu, accompagné de la personne de votre choix (article L. 134-2" in texte
    assert "Le silence gardé deux mois sur ce recours vaut rejet" in texte
    assert "Vous disposerez alors de deux mois pour saisir le tribunal administratif de Nantes" in texte
    assert "gracieux" not in texte


def test_le_delai_de_recours_suit_la_demarche():
    assert "dans les quatre mois" in recours(delai=4)[0]
    assert "dans les 5 mois" in " ".join(recours(delai=5)[0].split())


@pytest.mark.parametrize(
    "mention",
    [
        "dont la finalité est : calculer le quotient familial. Un agent",
        "le droit d’obtenir la communication des règles",
        "principales caractéristiques de sa mise en œuvre",
        "articles L. 311-3-1 et R. 311-3-1-1",
        "publiés : https://departement.example/regles.",
        "écrivez à : Service jeunesse, 3 quai Ceineray",
        "commission d’accès aux documents administratifs",
    ],
)
def test_r311_3_1_1_la_part_du_calcul_est_dite(mention):
    paragraphes = mention_algorithmique(
        finalite="calculer le quotient familial.", service=SERVICE, page_des_regles="https://departement.example/regles"
    )
    assert mention in " ".join(" ".join(paragraphes).split())


def test_les_dates_sont_ecrites_d_un_seul_tenant():
    assert Redaction().jour(date(2026, 12, 1)) == "1er\u00a0décembre\u00a02026"
    assert (
        Redaction().instant(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "2\u00a0juillet\u00a02026 à 0\u00a0h\u00a030"
    )


def test_tout_se_traduit():
    """Chaque phrase passe par `traduire` avant de recevoir ses valeurs."""
    vus = []

    def traduire(texte):
        vus.append(texte)
        return f"[{texte}]"

    donnees = accuse_reception(
        AFFAIRE,
        recue_le=RECEPTION,
        service=SERVICE,
        silence=Silence.REJET,
        date_silence=date(2027, 1, 21),
        recours=voies_de_recours(
            Recours(rapo=True), autorite="Nantes", tribunal=TRIBUNAL, redaction=Redaction(traduire, "en")
        ),
        redaction=Redaction(traduire, "en"),
    )

    phrases = [donnees["titre"], *donnees["paragraphes"], donnees["encadre"], *donnees["suites"], *donnees["recours"]]
    assert all(phrase.startswith("[") for phrase in phrases)
    assert "21\u00a0January\u00a02027" in donnees["encadre"] or "January\u00a021,\u00a02027" in donnees["encadre"]
    assert not any("2027" in texte for texte in vus)


def test_la_typographie_est_francaise():
    for donnees in (reception(Silence.REJET), reception(Silence.ACCORD), pieces(Silence.REJET)):
        for phrase in (*donnees["paragraphes"], donnees["encadre"], *donnees["suites"], *donnees.get("recours", ())):
            assert "'" not in phrase
            assert not any(f" {signe}" in phrase for signe in ";:?!»")
            assert "« " not in phrase
