"""Importer les aides et retrouver une personne : rejouable, repris après une coupure, sans nom en clair."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import islice
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text

from portail.demonstration.beneficiaires import lignes, personnes
from portail.identite.models import Role
from portail.notaires.aides import imports
from portail.notaires.aides.actions import commencer, effacer_les_absentes
from portail.notaires.aides.imports import importer
from portail.notaires.aides.models import AideVersee, Beneficiaire, EtatImport, LigneRejetee
from portail.notaires.aides.recherche import chercher
from portail.notaires.habilitations import SERVICE_RECOURS
from portail.notaires.rapprochement.identites import DateConnue
from portail.notaires.successions.recuperation import Nature
from portail.socle.base import session
from portail.socle.erreurs import TransitionInterdite
from tests.fabriques import agent

JOUR = date(2026, 11, 22)
FICHIER = list(lignes(40, aujourd_hui=JOUR))

pytestmark = pytest.mark.usefixtures("departement")


def comptes(fini):
    return fini.ajoutees, fini.changees, fini.inchangees, fini.rejetees, fini.absentes


def responsable():
    return agent(Role.RESPONSABLE, SERVICE_RECOURS)


def ouvert():
    return commencer(nom="aides.csv", empreinte=uuid4().hex, octets=1)


def importe(contenu):
    return importer(ouvert().id, contenu)


def nombre(modele):
    return session.scalar(select(func.count()).select_from(modele))


def test_le_meme_fichier_deux_fois_ne_change_rien():
    premier, second = importe(FICHIER), importe(FICHIER)

    assert comptes(premier) == (len(FICHIER), 0, 0, 0, 0)
    assert comptes(second) == (0, 0, len(FICHIER), 0, 0)
    assert (nombre(AideVersee), nombre(Beneficiaire)) == (len(FICHIER), 40)


def test_ce_qui_change_se_compte_et_se_garde():
    importe(FICHIER)
    change = [dict(ligne) for ligne in FICHIER]
    change[0]["montant"] = "99.50"
    siennes = [ligne for ligne in change if ligne["reference_personne"] == "P0000005"]
    for ligne in siennes:
        ligne["prenoms"] = "Autre"

    fini = importe(change)

    assert comptes(fini)[:2] == (0, 1 + len(siennes))
    montant = session.scalar(select(AideVersee.montant).where(AideVersee.reference == change[0]["reference_aide"]))
    assert montant == Decimal("99.50")


@pytest.mark.parametrize(
    ("colonne", "valeur"),
    [
        ("nature", "apa"),
        ("nature", ""),
        ("date_naissance", "12/02/1931"),
        ("date_naissance", "1931-02-30"),
        ("montant", "-1"),
        ("montant", "1e999"),
        ("montant", "12.345"),
        ("fin", "1990-01-01"),
        ("prenoms", " "),
        ("sexe", "féminin"),
        ("reference_aide", ""),
        ("domicile_de_secours", "Vendée"),
        ("provisoire", "peut-être"),
        ("nom_naissance", "N" * 121),
    ],
)
def test_une_mauvaise_ligne_est_rejetee_et_les_autres_entrent(colonne, valeur):
    mauvaise = {**FICHIER[1], colonne: valeur}

    fini = importe([FICHIER[0], mauvaise, FICHIER[2]])

    assert comptes(fini) == (2, 0, 0, 1, 0)
    rejet = session.scalars(select(LigneRejetee)).one()
    assert (rejet.ligne, bool(rejet.raison)) == (3, True)
    assert valeur not in rejet.raison or not valeur.strip()


def test_une_aide_non_recuperable_n_est_jamais_gardee():
    importe([{**FICHIER[0], "nature": "apa"}])

    assert (nombre(AideVersee), nombre(Beneficiaire)) == (0, 0)


def test_un_import_coupe_reprend_apres_la_derniere_tranche(monkeypatch):
    monkeypatch.setattr(imports, "TRANCHE", 10)
    commence = ouvert()

    def coupee():
        yield from islice(FICHIER, 35)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        importer(commence.id, coupee())
    assert nombre(AideVersee) == 30

    fini = importer(commence.id, FICHIER)

    assert comptes(fini) == (len(FICHIER), 0, 0, 0, 0)
    assert fini.lignes == len(FICHIER)


def test_ce_que_le_fichier_ne_cite_plus_se_dit_et_ne_s_efface_qu_a_la_demande():
    importe(FICHIER)
    partiel = importe(FICHIER[:30])

    assert (partiel.absentes, nombre(AideVersee)) == (len(FICHIER) - 30, len(FICHIER))
    assert effacer_les_absentes(partiel.id, agent=responsable()) == len(FICHIER) - 30
    assert nombre(AideVersee) == 30
    assert nombre(Beneficiaire) == len({ligne["reference_personne"] for ligne in FICHIER[:30]})


def test_on_n_efface_que_d_apres_le_dernier_fichier():
    ancien = importe(FICHIER[:30])
    importe(FICHIER)

    with pytest.raises(TransitionInterdite):
        effacer_les_absentes(ancien.id, agent=responsable())


def test_aucun_nom_n_est_en_clair_en_base():
    importe([{**FICHIER[0], "nom_naissance": "ZZYGOMATIQUE", "nom_usage": "QUATREFAGES"}])

    for table in ("beneficiaire", "aide_versee", "import_aides", "ligne_rejetee"):
        brut = session.execute(text(f"SELECT string_agg(t::text, ' ') FROM {table} t")).scalar() or ""  # noqa: S608
        assert "ZZYGOMATIQUE" not in brut
        assert "QUATREFAGES" not in brut


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p,
        lambda p: replace(p, nom_naissance=p.nom_naissance.lower().replace("-", " ")),
        lambda p: replace(p, prenoms=tuple(reversed(p.prenoms))),
        lambda p: replace(p, naissance=p.naissance.retournee or p.naissance),
        lambda p: replace(p, nom_naissance=p.nom_naissance[:-1] + "X"),
        lambda p: replace(p, naissance=replace(p.naissance, annee=p.naissance.annee + 1)),
        lambda p: replace(p, nom_naissance=p.nom_usage or p.nom_naissance, nom_usage=""),
        lambda p: replace(p, naissance=DateConnue(p.naissance.annee)),
    ],
)
def test_une_personne_se_retrouve_malgre_une_faute(change):
    importe(FICHIER)
    for rang, personne in enumerate(islice(personnes(40), 20), start=1):
        assert f"P{rang:07d}" in {candidat.reference for candidat in chercher(change(personne)).candidats}


def test_les_candidats_viennent_du_plus_ressemblant_au_moins():
    importe(FICHIER)
    demandee = next(personnes(1))

    candidats = chercher(demandee).candidats

    notes = [candidat.ressemblance.note for candidat in candidats]
    assert (candidats[0].reference, notes[0]) == ("P0000001", 100)
    assert notes == sorted(notes, reverse=True)


def test_la_nature_de_chaque_aide_se_relit():
    importe(FICHIER)

    assert set(session.scalars(select(AideVersee.nature))) == set(Nature)
    assert importe(FICHIER).etat is EtatImport.FINI
