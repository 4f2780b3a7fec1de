"""Le Département n’écrit pas à la place d’un inconnu, et ses messages ne se détournent pas."""

import pytest
from sqlalchemy import select

from portail.notifications.models import Notification
from portail.notifications.rendu import composer_courriel
from portail.notifications.signalements import Signalement, signaler_defaut

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
