"""L’objet d’un courriel arrive entier, accents, espaces et insécables compris, où qu’il se plie."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from hypothesis import example, given
from hypothesis import strategies as st

from portail.notifications.courriel import ObjetEntier

MOT = st.text("abcdefghijklmnopqrstuvwxyzéàçœ’0123456789:\u00a0", min_size=1, max_size=30).map(str.strip).filter(bool)
VU = "Votre rendez-vous du samedi\u00a05\u00a0décembre\u00a02026 à 9\u00a0h\u00a000"


@given(st.lists(MOT, min_size=1, max_size=14).map(" ".join))
@example(VU)
def test_un_objet_accentue_revient_tel_quel(objet: str):
    message = EmailMessage(policy=ObjetEntier())
    message["Subject"] = objet
    message.set_content("Bonjour")
    for politique in (message.policy, message.policy.clone(linesep="\r\n")):
        recu = message.as_bytes(policy=politique)
        assert message_from_bytes(recu, policy=default)["Subject"] == objet
        assert all(len(ligne) <= 78 for ligne in recu.splitlines())
