"""Ce que disent une transmission à la personne, et à l’autorité qui reçoit la demande."""

from collections.abc import Sequence

from portail.demarche.declaration import Demarche
from portail.demarche.transmissions import Transmission as Declaree
from portail.documents.redaction import Redaction
from portail.dossiers.examen import jour_de_reference
from portail.dossiers.models import Document, Dossier
from portail.dossiers.numero import en_deux_groupes
from portail.dossiers.redaction import affaire_de, coordonnees
from portail.dossiers.remise import remettre
from portail.dossiers.transmissions.models import Transmission
from portail.notifications.actions import Destinataire, prevoir
from portail.socle import horloge
from portail.socle.traduction import LANGUE_SOURCE, _
from portail.territoire.queries import service_de

NATURE = "transmission"
_FAIT = _(
    "Le %(jour)s, nous avons transmis votre demande « %(demarche)s » n° %(numero)s à : %(autorite)s. "
    "Fondement : %(fondement)s."
)
_PAS_DE_DECISION = _("Nous ne prenons donc pas de décision sur cette demande. Ce n’est pas un refus.")
_LE_REFUS_RESTE = _("Notre décision ne change pas : vous pouvez toujours la contester, dans le délai qu’elle dit.")
_QUESTION = _("Une question ? %(service)s.")


def remettre_transmission(dossier: Dossier, demarche: Demarche, declaree: Declaree, faite: Transmission) -> Document:
    """Remet à la personne le document qui dit à qui sa demande est transmise, pourquoi, et ce qui suit."""
    redaction = Redaction.en(dossier.langue)
    affaire = affaire_de(dossier, demarche, redaction)
    service = coordonnees(service_de(dossier.service_code))
    donnees = {
        "titre": redaction.traduire(_("Votre demande est transmise")),
        "paragraphes": [
            redaction.texte(
                _FAIT,
                jour=redaction.jour(horloge.a_paris(faite.transmise_le).date()),
                demarche=affaire.demarche,
                numero=affaire.numero,
                autorite=", ".join([faite.autorite, *faite.adresse.splitlines()]),
                fondement=redaction.traduire(declaree.fondement),
            ),
            redaction.traduire(declaree.raison),
            redaction.traduire(declaree.suite),
            redaction.traduire(_LE_REFUS_RESTE if declaree.apres_refus else _PAS_DE_DECISION),
            redaction.texte(_QUESTION, service=", ".join(service.lignes)),
        ],
        "accents": [],
    }
    return remettre(dossier, demarche, NATURE, donnees, gabarit="lettre", objet_id=faite.id)


def ecrire_a_l_autorite(dossier: Dossier, demarche: Demarche, declaree: Declaree, lignes: Sequence[str]) -> None:
    """Promet le courrier qui accompagne le dossier : l’agent le poste, avec la demande imprimée."""
    redaction = Redaction.en(LANGUE_SOURCE)
    contexte = {
        "destinataire": list(lignes),
        "numero": en_deux_groupes(dossier.numero),
        "demarche": redaction.traduire(demarche.nom),
        "personne": f"{dossier.prenoms} {dossier.nom}".strip(),
        "recue_le": redaction.jour(jour_de_reference(dossier)),
        "raison": redaction.traduire(declaree.titre),
        "fondement": redaction.traduire(declaree.fondement),
    }
    prevoir(Destinataire(poste=True), "autorite/transmission", contexte, objet=("dossier", dossier.id))
