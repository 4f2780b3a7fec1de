"""La table des versements : ce qu’elle permet, ce qu’elle interdit ; les fichiers du comptable, cellule par cellule."""

import pytest

from portail.dossiers.versements import phrases
from portail.dossiers.versements.etats import ENGAGES, OUVERTS, TRANSITIONS, EtatVersement, GesteVersement, MotifRejet
from portail.dossiers.versements.fichiers import FichierIllisible, lignes_de
from portail.guichets.agents import mots
from portail.socle.tableur import LigneFautive, inerte

E, G = EtatVersement, GesteVersement
# Écrit à la main : de quel état, quel geste mène où ; tout le reste est refusé.
PERMIS = {
    (E.ACCORDE, G.TRANSMETTRE): E.A_VERIFIER,
    (E.A_VERIFIER, G.REDEMANDER): E.ACCORDE,
    (E.A_VERIFIER, G.VALIDER): E.A_MANDATER,
    (E.A_MANDATER, G.MANDATER): E.MANDATE,
    (E.MANDATE, G.PAYER): E.PAYE,
    (E.MANDATE, G.REJETER): E.REJETE,
    (E.PAYE, G.REJETER): E.REJETE,
    (E.ACCORDE, G.CHANGER_IBAN): E.ACCORDE,
    (E.A_VERIFIER, G.CHANGER_IBAN): E.A_VERIFIER,
    (E.A_MANDATER, G.CHANGER_IBAN): E.A_MANDATER,
    (E.REJETE, G.CHANGER_IBAN): E.A_MANDATER,
    (E.ACCORDE, G.SOUMETTRE_IBAN): E.ACCORDE,
    (E.A_VERIFIER, G.SOUMETTRE_IBAN): E.A_VERIFIER,
    (E.A_MANDATER, G.SOUMETTRE_IBAN): E.A_VERIFIER,
    (E.REJETE, G.SOUMETTRE_IBAN): E.A_VERIFIER,
    (E.A_MANDATER, G.DIRIGER): E.A_MANDATER,
    (E.REJETE, G.DIRIGER): E.A_MANDATER,
    (E.ACCORDE, G.ANNULER): E.ANNULE,
    (E.A_VERIFIER, G.ANNULER): E.ANNULE,
    (E.A_MANDATER, G.ANNULER): E.ANNULE,
    (E.REJETE, G.ANNULER): E.ANNULE,
}


@pytest.mark.parametrize("geste", G)
@pytest.mark.parametrize("etat", E)
def test_la_table_permet_cela_et_rien_d_autre(etat: EtatVersement, geste: GesteVersement):
    assert TRANSITIONS[geste].get(etat) == PERMIS.get((etat, geste))


def test_un_versement_est_ouvert_engage_ou_annule():
    assert OUVERTS | ENGAGES | {E.ANNULE} == set(E)
    assert not OUVERTS & ENGAGES


def test_l_argent_parti_ne_s_annule_pas_et_l_annule_ne_repart_pas():
    assert not ENGAGES & set(TRANSITIONS[G.ANNULER])
    assert not any(E.ANNULE in depuis for depuis in TRANSITIONS.values())


def test_tout_se_dit():
    assert set(phrases.ETATS) == set(E)
    assert set(phrases.MOTIFS) == set(MotifRejet)
    assert {geste.value for geste in G} <= set(mots.ACTIONS)


@pytest.mark.parametrize("debut", ["=", "+", "-", "@", "\t=", "  =", "\r", "＝"])
def test_aucune_cellule_ne_s_execute(debut: str):
    assert inerte(f"{debut}HYPERLINK(1)").startswith("'")


@pytest.mark.parametrize("texte", ["Lina Moreau", "FR7630006000011234567890189", "500.00", ""])
def test_une_cellule_ordinaire_reste_telle_quelle(texte: str):
    assert inerte(texte) == texte


ENTETE = "reference;etat;mandat;date;montant;motif\n"


@pytest.mark.parametrize(
    "contenu",
    [
        b"",
        b"\xff\xfe\x00",
        b"PK\x03\x04",
        b"reference,etat,mandat,date,montant,motif\nA,paye,M,2026-11-21,500,\n",
        b"reference;etat;mandat;date\nA;paye;M;2026-11-21\n",
        ENTETE.encode(),
        (ENTETE + "A-1;paye;M-1;2026-11-21;500;\n" * 2001).encode(),
        (ENTETE + 'A-1;"paye;M-1').encode(),
        (ENTETE + "A-\x001;paye;M-1;2026-11-21;500;\n").encode(),
    ],
)
def test_un_fichier_d_une_autre_forme_se_refuse_en_entier(contenu: bytes):
    with pytest.raises(FichierIllisible):
        lignes_de(contenu)


@pytest.mark.parametrize("contenu", ["\ufeff" + ENTETE, ENTETE.upper(), "etat;reference;motif;montant;date;mandat\n"])
def test_marque_d_ordre_casse_et_ordre_des_colonnes_n_importent_pas(contenu: str):
    cellules = ["paye", "a-1", "", "500", "2026-11-21", "M-1"] if contenu.startswith("etat") else []
    ligne = ";".join(cellules) if cellules else "a-1;paye;M-1;2026-11-21;500;"

    [lue] = lignes_de(f"{contenu}{ligne}\r\n\r\n".encode())

    ordre, montant = lue.lire()
    assert (lue.numero, lue.reference, ordre.geste, ordre.mandat, str(montant)) == (2, "A-1", G.PAYER, "M-1", "500.00")


@pytest.mark.parametrize(
    "ligne",
    [
        "A-1;vire;M-1;2026-11-21;500;",
        "A-1;paye;M-1;21 novembre;500;",
        "A-1;paye;M-1;2026-02-30;500;",
        "A-1;paye;M-1;2026-11-21;cinq cents;",
        "A-1;rejete;M-1;2026-11-21;500;autre",
        "A-1",
    ],
)
def test_une_ligne_fautive_le_dit(ligne: str):
    [lue] = lignes_de((ENTETE + ligne + "\n").encode())

    with pytest.raises(LigneFautive):
        lue.lire()


@pytest.mark.parametrize("ecrit", ["21/11/2026", "2026-11-21"])
def test_la_date_s_ecrit_de_deux_facons(ecrit: str):
    [lue] = lignes_de(f"{ENTETE}A-1;paye;M-1;{ecrit};1 500,50;\n".encode())

    ordre, montant = lue.lire()
    assert (ordre.jour.isoformat(), str(montant)) == ("2026-11-21", "1500.50")
