"""Les fichiers de requêtes : chaque ligne pour elle-même, rien de perdu, rien de refait."""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import func, select

from portail.notaires.successions import depot
from portail.notaires.successions.alarmes import ActeDejaVu
from portail.notaires.successions.etats import EtatRequete
from portail.notaires.successions.lots import actions, taches
from portail.notaires.successions.lots.lecture import FichierIllisible, lignes_du_fichier, lire_la_ligne
from portail.notaires.successions.lots.queries import (
    avancement_de,
    fichier_a_corriger,
    lignes_a_traiter,
    lignes_de,
    lot_de,
    modele,
)
from portail.notaires.successions.models import Alarme, EtatLigne, LigneDeLot, Requete
from portail.socle.base import session
from portail.socle.erreurs import Introuvable
from tests import fabriques, fichiers
from tests.integration.notaires.fichiers_de_lot import fichier, ligne, lignes_du_lot, nombre_de_requetes, recu, traite
from tests.integration.notaires.offices import clerc, notaire

pytestmark = pytest.mark.usefixtures("departement")
MAUVAISES = {
    "nom_naissance": "",
    "sexe": "femme",
    "naissance": "12 février 1931",
    "deces_le": "2999-01-01",
    "domicile_commune": "",
    "heritiers": "cousins",
    "testament": "peut-être",
    "actif_net_estime": "beaucoup",
}


def acte(nom, contenu=b""):
    return fabriques.fichier(nom, contenu or fichiers.pdf(len(nom)))


def test_cinq_cents_lignes_dont_des_mauvaises():
    maitre = notaire()
    lignes = [ligne(rang) for rang in range(500)]
    for rang, (colonne, valeur) in enumerate(MAUVAISES.items()):
        lignes[rang * 60 + 7][colonne] = valeur

    lot = traite(maitre, *lignes)

    avancement = avancement_de(lot.id)
    assert avancement.comptes == {EtatLigne.DEPOSEE: 500 - len(MAUVAISES), EtatLigne.FAUTIVE: len(MAUVAISES)}
    assert nombre_de_requetes() == 500 - len(MAUVAISES)
    fautives = [une for une, requete in lignes_de(lot.id, 1) if requete is None]
    assert [faute["colonne"] for une in fautives for faute in une.fautes] == list(MAUVAISES)
    assert [une.ligne for une in fautives] == [rang * 60 + 9 for rang in range(len(MAUVAISES))]
    assert set(session.scalars(select(Requete.etat))) == {EtatRequete.A_COMPLETER}


def test_une_ligne_devenue_requete_ne_garde_plus_le_defunt():
    lot = traite(notaire(), ligne(3, acte="x.pdf"))

    assert lignes_du_lot(lot)[0].contenu == {"reference": "2026-0003", "acte": "x.pdf"}


def test_la_tache_tuee_apres_un_depot_reprend_sans_rien_refaire():
    maitre = notaire()
    lot = recu(maitre, *(ligne(rang) for rang in range(4)))
    premiere, seconde, *_ = lignes_a_traiter(lot.id)
    actions.traiter(premiere)
    contenu = session.get_one(LigneDeLot, seconde).contenu
    demande, _fautes = lire_la_ligne(contenu, jour=date(2026, 11, 22))
    tombee = depot.deposer(demande, membre=maitre, acte=None, lot_id=lot.id).requete  # et l’ouvrier tombe

    taches.traiter_le_lot(str(lot.id))
    taches.traiter_le_lot(str(lot.id))

    assert [une.etat for une in lignes_du_lot(lot)] == [EtatLigne.DEPOSEE] * 4
    assert lignes_du_lot(lot)[1].requete_id == tombee.id
    assert nombre_de_requetes() == 4


def test_le_meme_fichier_deux_fois_n_est_qu_un_lot():
    maitre = notaire()
    contenu = fichier([ligne(0), ligne(1)])
    premiere = actions.recevoir(contenu, "a.csv", membre=maitre)
    taches.traiter_le_lot(str(premiere.lot.id))

    seconde = actions.recevoir(contenu, "b.csv", membre=clerc(maitre))

    assert (premiere.deja, seconde.deja, seconde.lot.id) == (False, True, premiere.lot.id)
    assert lignes_a_traiter(premiere.lot.id) == []
    assert nombre_de_requetes() == 2


def test_une_personne_deja_demandee_rappelle_sa_requete():
    maitre = notaire()
    avant = traite(maitre, ligne(0))

    apres = traite(maitre, ligne(0, reference="autre"), ligne(1), ligne(1, reference="encore"))

    assert [une.etat for une in lignes_du_lot(apres)] == [EtatLigne.RAPPELEE, EtatLigne.DEPOSEE, EtatLigne.RAPPELEE]
    assert lignes_du_lot(apres)[0].rappelle_id == lignes_du_lot(avant)[0].requete_id
    assert nombre_de_requetes() == 2


def test_le_conjoint_d_une_ligne_a_sa_requete():
    conjoint = {f"conjoint_{nom}": ligne(9)[nom] for nom in ("nom_naissance", "prenoms", "sexe", "naissance")}
    conjoint |= {f"conjoint_{nom}": ligne(9)[nom] for nom in ("lieu_naissance", "deces_commune")}

    lot = traite(notaire(), ligne(0, **conjoint, conjoint_deces_le="2010-05-04"), ligne(1, **conjoint))

    assert [une.etat for une in lignes_du_lot(lot)] == [EtatLigne.DEPOSEE, EtatLigne.FAUTIVE]
    assert [faute["colonne"] for faute in lignes_du_lot(lot)[1].fautes] == ["conjoint_deces_le"]
    assert nombre_de_requetes() == 2


def test_les_actes_se_joignent_avant_ou_apres():
    maitre = notaire()
    lot = recu(maitre, ligne(0, acte="Premier.pdf"), ligne(1, acte="second.pdf"))
    assert actions.ajouter_un_acte(lot.id, acte("premier.pdf"), membre=maitre)
    taches.traiter_le_lot(str(lot.id))
    avant = Counter(session.scalars(select(Requete.etat)))

    inconnu = actions.ajouter_un_acte(lot.id, acte("autre.pdf"), membre=maitre)
    assert actions.ajouter_un_acte(lot.id, acte("second.pdf"), membre=maitre)
    taches.traiter_le_lot(str(lot.id))

    assert avant == {EtatRequete.RECUE: 1, EtatRequete.A_COMPLETER: 1}
    assert not inconnu
    assert Counter(session.scalars(select(Requete.etat))) == {EtatRequete.RECUE: 2}


def test_un_meme_acte_pour_deux_personnes_est_refuse_et_signale():
    maitre = notaire()
    lot = recu(maitre, ligne(0, acte="a.pdf"), ligne(1, acte="a.pdf"))
    actions.ajouter_un_acte(lot.id, acte("a.pdf"), membre=maitre)

    taches.traiter_le_lot(str(lot.id))

    _bonne, fautive = lignes_du_lot(lot)
    assert fautive.fautes == [{"colonne": "acte", "message": ActeDejaVu.message}]
    assert session.scalars(select(Alarme.sorte)).all() == ["meme_acte"]


def test_ce_qui_est_a_corriger_s_emporte_et_se_renvoie_corrige():
    maitre = notaire()
    lot = traite(maitre, ligne(0), ligne(1, sexe="?"), ligne(2, reference="=2+2", testament="oui", naissance="x"))

    emporte = fichier_a_corriger(lot.id).decode("utf-8-sig").replace(";?;", ";F;").replace(";x;", ";1931-02-12;")
    renvoye = actions.recevoir(emporte.encode(), "corrige.csv", membre=maitre).lot
    taches.traiter_le_lot(str(renvoye.id))

    assert "naissance : Une date s’écrit" in emporte
    assert "'=2+2" in emporte
    assert [une.etat for une in lignes_du_lot(renvoye)] == [EtatLigne.DEPOSEE] * 2


def test_relancer_relit_ce_qui_est_a_corriger():
    maitre = notaire()
    lot = traite(maitre, ligne(0, deces_le="2026-11-25"))
    fabriques.mettre_l_horloge_au(date(2026, 11, 26))

    assert actions.relancer(lot.id, membre=clerc(maitre)) == 1
    taches.traiter_le_lot(str(lot.id))

    assert lignes_du_lot(lot)[0].etat is EtatLigne.DEPOSEE


def test_le_modele_se_lit_et_sa_ligne_d_exemple_est_juste():
    [(numero, contenu)] = lignes_du_fichier(modele(), maximum=500)

    demande, fautes = lire_la_ligne(contenu, jour=date(2026, 11, 22))

    assert (numero, fautes, demande.donations_le) == (2, {}, (date(2018, 5, 4),))
    assert demande.domicile.commune == "44195"


@pytest.mark.parametrize(
    "contenu",
    [
        b"",
        b"\x00\x01",
        "référence;nom\n".encode("latin-1"),
        fichier([]),
        fichier(ligne(rang) for rang in range(501)),
        fichier([ligne()]).replace(b"prenoms", b"prenom"),
    ],
    ids=["vide", "binaire", "latin", "sans ligne", "trop long", "colonne"],
)
def test_un_fichier_illisible_ne_laisse_rien(contenu):
    maitre = notaire()

    with pytest.raises(FichierIllisible):
        actions.recevoir(contenu, "x.csv", membre=maitre)
    assert session.scalar(select(func.count()).select_from(LigneDeLot)) == 0


def test_le_lot_d_un_autre_office_n_existe_pas():
    lot = traite(notaire(), ligne(0, sexe="?"))
    autre = notaire("44031")
    [fautive] = lignes_du_lot(lot)

    for geste in (
        lambda: lot_de(lot.id, autre),
        lambda: actions.relancer(lot.id, membre=autre),
        lambda: actions.ajouter_un_acte(lot.id, acte("x.pdf"), membre=autre),
        lambda: actions.corriger(fautive.id, ligne(0), membre=autre),
    ):
        with pytest.raises(Introuvable):
            geste()
