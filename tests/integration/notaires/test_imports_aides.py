"""Déposer le fichier des aides : par morceaux, une fois à la fois, suivi, repris, rejets et effacement à la demande."""

import csv
import io
import tracemalloc
from datetime import date
from itertools import chain, count, repeat

import pytest
from sqlalchemy import func, select, text, update

from portail.demonstration.beneficiaires import lignes
from portail.identite.models import Role
from portail.journal.models import Entree
from portail.notaires.aides import actions, fichiers, imports, queries, taches
from portail.notaires.aides.actions import ImportEnCours
from portail.notaires.aides.fichiers import FichierIllisible, FichierTropLourd, Lecteur
from portail.notaires.aides.lecture import COLONNES
from portail.notaires.aides.models import AideVersee, EtatImport, MorceauImport
from portail.notaires.aides.recherche import chercher
from portail.notaires.aides.rejets import fichier_de_rejets
from portail.notaires.habilitations import SERVICE_RECOURS
from portail.parametres.models import Parametre
from portail.parametres.queries import oublier_les_valeurs
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit
from tests import fabriques
from tests.integration.navigation import envoyer, jeton, joint, mots, navigateur
from tests.integration.notaires.plans import SEQUENTIEL, etapes, sans_connaitre_les_valeurs

JOUR = date(2026, 11, 22)
LIGNES = list(lignes(40, aujourd_hui=JOUR))
RANGS = count()
ADRESSE = "/agents/successions/imports/"

pytestmark = pytest.mark.usefixtures("departement")


def en_csv(voulues=LIGNES, colonnes=COLONNES):
    sortie = io.StringIO(newline="")
    ecrivain = csv.DictWriter(sortie, colonnes, delimiter=";", extrasaction="ignore")
    ecrivain.writeheader()
    ecrivain.writerows(voulues)
    return sortie.getvalue().encode()


def agent(role=Role.RESPONSABLE, service=SERVICE_RECOURS):
    return fabriques.agent(role, service, prenom=f"Agent{next(RANGS)}")


def recu(contenu=None, par=None):
    return actions.recevoir(io.BytesIO(contenu or en_csv()), nom="aides.csv", agent=par or agent())


def importe(contenu=None, par=None):
    un = recu(contenu, par)
    taches.importer(import_id=str(un.id))
    return queries.import_d_aides(un.id)


def nombre_d_aides():
    return session.scalar(select(func.count()).select_from(AideVersee))


# ---------- Le fichier ----------


def test_un_fichier_coupe_en_morceaux_se_relit_entier(monkeypatch):
    monkeypatch.setattr(fichiers, "MORCEAU_OCTETS", 1000)
    un = recu()

    morceaux = queries.morceaux_de(un.id)

    assert len(morceaux) == -(-len(en_csv()) // 1000)
    assert fichiers.ouvrir(morceaux).read() == en_csv()
    assert [ligne["reference_aide"] for ligne in Lecteur(fichiers.ouvrir(morceaux))] == [
        ligne["reference_aide"] for ligne in LIGNES
    ]


class FauxGros(io.RawIOBase):
    """Un fichier qui n’existe nulle part en entier : un en-tête, puis toujours les mêmes lignes."""

    def __init__(self, octets):
        entete, *corps = en_csv().splitlines(keepends=True)
        self._suite, self._reste, self._octets = chain([entete], *repeat(corps, 1_000_000)), b"", octets

    def readable(self):
        return True

    def readinto(self, tampon):
        self._reste = self._reste or (next(self._suite) if self._octets > 0 else b"")
        lus = min(len(tampon), len(self._reste))
        tampon[:lus], self._reste = self._reste[:lus], self._reste[lus:]
        self._octets -= lus
        return lus


def test_lire_un_gros_fichier_ne_le_tient_pas_en_memoire():
    lecteur = Lecteur(io.BufferedReader(FauxGros(20_000_000)))
    tracemalloc.start()

    lues = sum(1 for _ in lecteur)
    _, pic = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert lues > 50_000
    assert lecteur.octets_lus >= 20_000_000
    assert pic < 1_000_000


def test_une_ligne_abimee_n_emporte_qu_elle():
    entete, *corps = en_csv().splitlines(keepends=True)
    latin = corps[2].replace(LIGNES[2]["reference_aide"].encode(), b"\xe9")
    guillemet = b'"' + corps[3]
    sans_fin = b"x" * 30_000 + b"\n"
    contenu = b"".join(
        [b"\xef\xbb\xbf", entete, corps[0], b"\r\n", latin, guillemet, sans_fin, *corps[1:2], *corps[4:]]
    )

    fini = importe(contenu)

    assert (fini.ajoutees, fini.rejetees) == (len(LIGNES) - 2, 3)
    assert [rejet.ligne for rejet in queries.rejets_de(fini.id)] == [4, 5, 6]


def test_une_colonne_de_plus_est_permise_une_de_moins_refuse_tout():
    assert importe(en_csv([{**une, "autre": "x"} for une in LIGNES], ("autre", *COLONNES))).ajoutees == len(LIGNES)

    with pytest.raises(FichierIllisible):
        recu(en_csv(colonnes=COLONNES[1:]))


def test_un_fichier_trop_lourd_est_refuse_avant_d_etre_garde(monkeypatch):
    monkeypatch.setattr(fichiers, "OCTETS_MAX", 100)

    with pytest.raises(FichierTropLourd):
        recu()


# ---------- L’import ----------


def test_le_fichier_depose_s_efface_a_la_fin():
    fini = importe()

    assert (fini.etat, fini.ajoutees, fini.octets_lus) == (EtatImport.FINI, len(LIGNES), fini.octets)
    assert session.scalar(select(func.count()).select_from(MorceauImport)) == 0


def test_un_seul_import_a_la_fois():
    un = recu()

    with pytest.raises(ImportEnCours):
        recu()
    actions.abandonner(un.id, agent=agent())
    taches.importer(import_id=str(un.id))

    assert nombre_d_aides() == 0
    assert importe().etat is EtatImport.FINI


def test_un_import_dont_la_tache_a_disparu_reprend(monkeypatch):
    monkeypatch.setattr(imports, "TRANCHE", 10)
    un = recu()
    imports_coupes = Lecteur(fichiers.ouvrir(queries.morceaux_de(un.id)))
    with pytest.raises(ZeroDivisionError):
        imports.importer(un.id, (ligne if rang < 25 else 1 / 0 for rang, ligne in enumerate(imports_coupes)))
    with transaction():
        session.execute(text("DELETE FROM procrastinate_jobs"))

    taches.reprendre_les_imports()
    assert taches.en_file(taches.importer, "import_id") == {str(un.id)}
    taches.importer(import_id=str(un.id))

    fini = queries.import_d_aides(un.id)
    assert (fini.etat, fini.lignes, fini.ajoutees) == (EtatImport.FINI, len(LIGNES), len(LIGNES))


def test_les_rejets_ne_s_executent_dans_aucun_tableur():
    fini = importe(en_csv([{**LIGNES[0], "nom_naissance": "=1+1", "montant": "beaucoup"}]))

    [rejet] = csv.DictReader(io.StringIO(b"".join(fichier_de_rejets(fini.id)).decode("utf-8-sig")), delimiter=";")

    assert (rejet["ligne"], rejet["nom_naissance"], rejet["montant"]) == ("2", "'=1+1", "beaucoup")
    assert "montant" in rejet["raison"].lower()


def test_la_commande_importe_et_dit_ce_qui_a_change(application, tmp_path):
    fichier, rejets = tmp_path / "aides.csv", tmp_path / "rejets.csv"
    fichier.write_bytes(en_csv([*LIGNES, {**LIGNES[0], "nature": "apa"}]))

    fait = application.test_cli_runner().invoke(args=["importer-aides", str(fichier), "--rejets", str(rejets)])

    assert f"{len(LIGNES)} ajoutée(s)" in fait.output
    assert "1 rejetée(s)" in fait.output
    assert rejets.read_text("utf-8-sig").count("\n") == 2


# ---------- La recherche ----------


def test_une_recherche_se_fait_par_les_seuls_index():
    """Une petite table se lit plus vite en entier : on l’interdit ici ; le banc le vérifie sur deux millions."""
    importe()
    session.execute(text("SET enable_seqscan = off"))
    personne = next(chercher_dans(LIGNES))

    connues = etapes(personne)
    sans_connaitre_les_valeurs()

    assert SEQUENTIEL not in connues | etapes(personne)
    assert {"BitmapOr", "Bitmap Index Scan"} <= connues & etapes(personne)


def chercher_dans(fichier):
    return (imports.lire_la_ligne(ligne).identite for ligne in fichier)


def test_une_recherche_arretee_a_la_borne_le_dit():
    importe(en_csv([{**une, "reference_personne": f"P{rang}", "reference_aide": f"A{rang}", "nom_naissance": "LERAY"}
                    for rang, une in enumerate([LIGNES[0]] * 4)]))  # fmt: skip
    demandee = next(chercher_dans([{**LIGNES[0], "nom_naissance": "LERAY"}]))
    assert (len(chercher(demandee).candidats), chercher(demandee).est_entiere) == (4, True)

    with transaction():
        session.execute(update(Parametre).where(Parametre.code == "succession_candidats_max").values(valeur=3))
    oublier_les_valeurs()

    assert (len(chercher(demandee).candidats), chercher(demandee).est_entiere) == (3, False)


# ---------- L’écran ----------


def test_deposer_suivre_prendre_les_rejets_et_effacer_a_l_ecran(application, monkeypatch):
    monkeypatch.setitem(application.config, "MAX_CONTENT_LENGTH", 2000)  # la page reçoit plus lourd que les autres
    gwen = agent()
    bureau = navigateur(application, gwen)
    importe(par=gwen)

    depose = envoyer(
        bureau, ADRESSE, {"fichier": joint(en_csv([*LIGNES[:30], {**LIGNES[0], "fin": "x"}]), "aides.csv")}
    )
    assert depose.status_code == 303
    suivie = bureau.get(depose.location)
    assert suivie.headers["Refresh"] == "4"
    un = queries.imports_d_aides()[0]
    taches.importer(import_id=str(un.id))
    page = bureau.get(f"{ADRESSE}{un.id}")
    assert "Refresh" not in page.headers
    assert "Premières lignes rejetées" in mots(page)
    assert b"x" in bureau.get(f"{ADRESSE}{un.id}/rejets.csv").data
    absentes = len(LIGNES) - 30
    assert envoyer(bureau, f"{ADRESSE}{un.id}/effacer", {"nombre": "1"}).status_code == 422
    assert nombre_d_aides() == len(LIGNES)
    assert envoyer(bureau, f"{ADRESSE}{un.id}/effacer", {"nombre": f" {absentes} "}).status_code == 303

    assert nombre_d_aides() == 30
    gestes = set(session.scalars(select(Entree.action).where(Entree.objet_id == str(un.id))))
    assert gestes == {"importer_aides", "finir_import_aides", "telecharger_rejets_aides", "effacer_aides_absentes"}


def test_un_fichier_refuse_se_dit_sous_le_champ(application):
    bureau = navigateur(application, agent())

    assert "n’est pas un CSV" in mots(envoyer(bureau, ADRESSE, {"fichier": joint(b"a;b\n1;2\n", "a.csv")}))
    recu()
    assert "déjà en cours" in mots(envoyer(bureau, ADRESSE, {"fichier": joint(en_csv(), "a.csv")}))


def test_abandonner_a_l_ecran(application):
    gwen = agent()
    un, bureau = recu(par=gwen), navigateur(application, gwen)
    page = bureau.get(f"{ADRESSE}{un.id}")

    assert bureau.post(f"{ADRESSE}{un.id}/abandonner", data={"csrf_token": jeton(page)}).status_code == 303
    assert queries.import_d_aides(un.id).etat is EtatImport.ABANDONNE


@pytest.mark.parametrize(("role", "service"), [(Role.INSTRUCTEUR, SERVICE_RECOURS), (Role.RESPONSABLE, "jeunesse")])
def test_qui_n_importe_pas_n_y_lit_rien_et_n_envoie_rien(application, role, service):
    un, autre = importe(), agent(role, service)
    bureau = navigateur(application, autre)

    assert {bureau.get(f"{ADRESSE}{suite}").status_code for suite in ("", un.id, f"{un.id}/rejets.csv")} == {403}
    assert bureau.post(ADRESSE, data={"fichier": joint(en_csv(), "a.csv")}).status_code == 403
    with pytest.raises(Interdit):
        recu(par=autre)


def test_sans_jeton_rien_n_est_recu(application):
    bureau = navigateur(application, agent())

    refuse = bureau.post(ADRESSE, data={"fichier": joint(en_csv(), "aides.csv")})

    assert refuse.status_code in {303, 400}
    assert queries.imports_d_aides() == []
