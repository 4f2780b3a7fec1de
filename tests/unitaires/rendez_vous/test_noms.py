"""Les noms courts des lieux : le début que tous partagent se tait, l’article de la commune revient."""

from uuid import uuid4

from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.lieux.noms import noms_courts

ESPACE = "Espace départemental des solidarités"


def courts(*noms: str) -> list[str]:
    return list(noms_courts([Lieu(id=uuid4(), nom=nom) for nom in noms]).values())


def test_le_debut_commun_se_tait_et_l_article_revient():
    assert courts(
        f"{ESPACE} d’Orvault", f"{ESPACE} de Blain", f"{ESPACE} du Loroux-Bottereau", f"{ESPACE} des Sorinières",
        f"{ESPACE} de La Baule",
    ) == ["Orvault", "Blain", "Le Loroux-Bottereau", "Les Sorinières", "La Baule"]  # fmt: skip


def test_un_mot_ne_se_coupe_pas():
    assert courts(f"{ESPACE} de Nantes Nord", f"{ESPACE} de Nantes Centre") == ["Nord", "Centre"]
    assert courts(f"{ESPACE} de Nort", f"{ESPACE} de Nozay") == ["Nort", "Nozay"]


def test_des_noms_sans_debut_commun_et_un_lieu_seul_gardent_le_leur():
    assert courts("Maison des aînés", "Centre de santé") == ["Maison des aînés", "Centre de santé"]
    assert courts(f"{ESPACE} de Blain") == [f"{ESPACE} de Blain"]
    assert courts() == []
