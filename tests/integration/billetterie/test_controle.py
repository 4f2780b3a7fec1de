"""Contrôler à l’entrée : une fois par billet, avec ou sans réseau, et les conflits se disent."""

import base64
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from portail.inscriptions.billets import controle, emission, feuille, mention
from portail.inscriptions.billets.cles import cles_publiques, mention_de
from portail.inscriptions.billets.controle import PassageRecu, Verdict
from portail.inscriptions.billets.models import Passage
from portail.inscriptions.patrimoine.emission import emettre_les_billets, objet_de
from portail.journal.actions import SYSTEME
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable
from tests import fabriques
from tests.integration.billetterie import fabrique


@pytest.fixture
def achat(sites):
    """Deux billets pour aujourd’hui, à 23 heures."""
    return fabrique.gratuit(fabrique.seance(jour=horloge.aujourd_hui(), heure=fabrique.time(23, 30)), 2)


def passe(billet, *, il_y_a: int = 0):
    return PassageRecu(id=uuid4(), code=billet.code, le=horloge.maintenant() - timedelta(minutes=il_y_a))


def test_le_code_qr_et_le_code_dicte_font_entrer_une_fois(achat, enora):
    entree = fabrique.entree(enora)
    premier, second = fabrique.billets(achat)

    assert controle.controler(mention_de(premier), entree, agent=enora).verdict is Verdict.ADMIS
    rejeu = controle.controler(premier.code.lower(), entree, agent=enora)
    assert (rejeu.verdict, rejeu.entre_le) == (Verdict.DEJA_ENTRE, premier.entre_le)
    assert controle.controler(second.code, entree, agent=enora).verdict is Verdict.ADMIS
    assert feuille.compte_de(entree) == feuille.Compte(2, 2)
    assert [double.billet.id for double in feuille.doubles_de(entree)] == [premier.id]


def test_un_code_falsifie_n_entre_pas(achat, enora):
    entree = fabrique.entree(enora)
    premier, second = fabrique.billets(achat)
    falsifie = mention_de(premier).replace(premier.code, second.code)

    assert controle.controler(falsifie, entree, agent=enora).verdict is Verdict.INCONNU
    assert controle.controler("0000000000000", entree, agent=enora).verdict is Verdict.INCONNU
    assert controle.controler("B1:", entree, agent=enora).verdict is Verdict.INCONNU
    assert session.scalar(select(func.count()).select_from(Passage)) == 0


def test_un_autre_site_un_autre_jour_un_billet_annule(achat, enora):
    ailleurs = fabrique.entree(enora, fabrique.produit(fabrique.CLISSON).site_id)
    premier, second = fabrique.billets(achat)
    demain = fabrique.gratuit(fabrique.seance(heure=fabrique.time(9)))
    entree = fabrique.entree(enora)

    assert controle.controler(premier.code, ailleurs, agent=enora).verdict is Verdict.AUTRE_ENTREE
    assert controle.controler(fabrique.billets(demain)[0].code, entree, agent=enora).verdict is Verdict.AUTRE_JOUR
    with transaction():
        emission.annuler(objet_de(fabrique.relu(achat).lignes[0]), auteur=SYSTEME, rangs=[2])
    assert controle.controler(second.code, entree, agent=enora).verdict is Verdict.ANNULE


def test_deux_telephones_sans_reseau_le_second_apprend_le_conflit(achat, enora):
    entree = fabrique.entree(enora)
    [billet, _autre] = fabrique.billets(achat)
    un, deux = passe(billet, il_y_a=10), passe(billet, il_y_a=5)

    [(_id, ici)] = controle.synchroniser([un], entree, agent=enora, appareil="un")
    [(_id, la)] = controle.synchroniser([deux], entree, agent=enora, appareil="deux")
    assert ici.verdict is Verdict.ADMIS
    assert (la.verdict, la.entre_le) == (Verdict.DEJA_ENTRE, un.le)
    # Renvoyer le même lot, réponse perdue : rien ne change, la réponse est la même.
    assert [c.verdict for _i, c in controle.synchroniser([un, deux], entree, agent=enora, appareil="un")] == [
        Verdict.ADMIS,
        Verdict.DEJA_ENTRE,
    ]
    assert session.scalar(select(func.count()).select_from(Passage)) == 2


def test_la_feuille_est_signee_et_ne_porte_ni_code_ni_courriel(achat, enora):
    entree = fabrique.entree(enora)
    brute = feuille.feuille_de(entree)
    lue = json.loads(brute["contenu"])

    [billet, _autre] = fabrique.billets(achat)
    assert lue["billets"][feuille.empreinte_de(billet.code)]["heure"] == "23:30"
    assert billet.code not in brute["contenu"]
    assert fabrique.COURRIEL not in brute["contenu"]
    cle = cles_publiques()[brute["cle"]]
    cle.verify(base64.b64decode(brute["signature"]), feuille.DOMAINE + brute["contenu"].encode())


def test_la_mention_dit_ce_que_vaut_le_billet(achat):
    [billet, _autre] = fabrique.billets(achat)
    lue = mention.lire(mention_de(billet), cles_publiques())

    assert (lue.code, lue.rang, lue.heure) == (billet.code, 1, "23:30")
    assert lue.du == lue.au == horloge.aujourd_hui()


def test_seul_qui_tient_le_site_controle(sites):
    with pytest.raises(Introuvable):
        fabrique.entree(fabriques.agent(fabriques.Role.ACCUEIL, "habitat"))


def test_reemettre_apres_une_annulation_fait_un_autre_code(achat):
    ligne = fabrique.relu(achat).lignes[0]
    anciens = {billet.code for billet in fabrique.billets(achat)}
    with transaction():
        emission.annuler(objet_de(ligne), auteur=SYSTEME)
        assert emettre_les_billets(fabrique.relu(achat), SYSTEME) == 2
    assert not anciens & {billet.code for billet in fabrique.billets(achat)}
