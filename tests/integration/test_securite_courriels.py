"""Le Département n’écrit pas à la place d’un inconnu, et ses messages ne se détournent pas."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portail.identite.codes import preparer_code
from portail.notifications.models import Notification
from portail.notifications.rendu import composer_courriel
from portail.notifications.signalements import Signalement, signaler_defaut
from portail.notifications.taches import purger_les_codes
from portail.socle import horloge

IDENTITE = {"nom_naissance": "Durand", "prenoms": ["Marie"], "date_naissance": "1960-01-31"}
APPAT = "Votre compte est bloqué : https://faux-departement.example/payer"


@pytest.mark.parametrize("langue", ["fr", "en"])
def test_l_accuse_d_un_signalement_ne_repete_rien_de_ce_qu_un_inconnu_a_ecrit(base, langue):
    signaler_defaut(
        Signalement(page=APPAT, description=APPAT, courriel="victime@courriel.example", langue=langue),
        departement="contact@departement.example",
    )
    accuse = base.scalars(select(Notification).where(Notification.gabarit == "signalement/accuse")).one()

    courriel = composer_courriel(accuse.gabarit, accuse.contexte, langue=langue)

    assert accuse.adresse == "victime@courriel.example"
    assert not any("faux-departement" in texte for texte in (courriel.objet, courriel.texte, courriel.html))


def test_le_departement_lit_tout_ce_qui_est_signale(base):
    signaler_defaut(
        Signalement(page="/aide", description=f"<b>{APPAT}</b>", courriel=""), departement="contact@departement.example"
    )
    recu = base.scalars(select(Notification)).one()

    courriel = composer_courriel(recu.gabarit, recu.contexte, langue="fr")

    assert APPAT in courriel.texte
    assert "<b>" not in courriel.html


def test_un_code_envoye_ne_reste_pas_en_base(base):
    preparer_code("marie@courriel.example", IDENTITE, langue="fr")
    preparer_code("lina@courriel.example", IDENTITE, langue="fr")
    signaler_defaut(Signalement(page="", description="Rien."), departement="contact@departement.example")
    ancien = base.scalars(select(Notification.id).where(Notification.gabarit == "connexion/code")).first()
    hier = horloge.maintenant() - timedelta(hours=25)
    dates = update(Notification).values(prevu_le=hier)
    base.execute(dates.where(Notification.id == ancien))
    base.execute(dates.where(Notification.gabarit == "signalement/recu"))
    base.commit()

    purger_les_codes()

    restent = base.scalars(select(Notification.gabarit)).all()
    assert sorted(restent) == ["connexion/code", "signalement/recu"]
