"""Ce que l’on écrit à la personne et à qui la visite, et le rendez-vous à mettre dans son agenda."""

from typing import Any

from babel.dates import format_date

from portail.demarche.declaration import Demarche
from portail.documents.redaction import INSECABLE, Redaction
from portail.dossiers.actions.commun import prevenir
from portail.dossiers.models import Dossier
from portail.dossiers.numero import en_deux_groupes
from portail.dossiers.visites.models import EtatVisite, Visite
from portail.identite.anonymat import montrer
from portail.identite.models import Agent
from portail.identite.queries import agent_de
from portail.notifications.actions import Destinataire, prevoir
from portail.socle import demarrage, horloge
from portail.socle.agenda import EvenementAgenda, en_ics
from portail.socle.traduction import LANGUE_SOURCE, _, traducteur, usage_de
from portail.territoire.queries import service_de

FICHIER = "visite.ics"
_TITRE = _("%(titre)s, %(departement)s")


def ecrire_a_la_personne(dossier: Dossier, demarche: Demarche, visite: Visite, gabarit: str, **autres: object) -> None:
    """Promet un message sur cette visite, le rendez-vous joint pour l’agenda."""
    agenda = {"nom": FICHIER, "texte": agenda_de(dossier, demarche, visite)}
    prevenir(dossier, gabarit, {**dite(dossier, demarche, visite), "agenda": agenda, **autres})


def dite(dossier: Dossier, demarche: Demarche, visite: Visite, *, par: Agent | None = None) -> dict[str, Any]:
    """Rend la visite en mots, dans la langue de la personne ; `par` : qui la fait, si on l’a déjà lu."""
    redaction = Redaction.en(dossier.langue)
    debut, fin = horloge.a_paris(visite.debut), horloge.a_paris(visite.fin)
    service = service_de(dossier.service_code)
    visiteur = montrer(par or agent_de(visite.evaluateur_id), service, redaction.traduire)
    declaree = demarche.visite
    jour = format_date(debut.date(), "EEEE", locale=usage_de(dossier.langue))
    return {
        "jour": f"{jour}{INSECABLE}{redaction.jour(debut.date())}",
        "heure": f"{debut:%H}{INSECABLE}h{INSECABLE}{debut:%M}",
        "heure_fin": f"{fin:%H}{INSECABLE}h{INSECABLE}{fin:%M}",
        "lieu": visite.lieu,
        "visiteur": visiteur.en_toutes_lettres,
        "telephone": service.telephone,
        "elements": [redaction.traduire(texte) for texte in (declaree.a_preparer if declaree else ())],
    }


def agenda_de(dossier: Dossier, demarche: Demarche, visite: Visite) -> str:
    """Rend le rendez-vous au format des agendas ; il ne dit rien de plus que le message."""
    redaction, dits = Redaction.en(dossier.langue), dite(dossier, demarche, visite)
    departement = demarrage.reglages().departement.nom_complet
    titre = redaction.traduire(demarche.visite.titre) if demarche.visite else ""
    return en_ics(
        EvenementAgenda(
            identifiant=f"visite-{visite.id}",
            debut=visite.debut,
            fin=visite.fin,
            ecrit_le=visite.modifiee_le,
            titre=redaction.texte(_TITRE, titre=titre, departement=departement),
            lieu=visite.lieu,
            description=redaction.texte(
                _("Avec %(visiteur)s. Demande n° %(numero)s. Pour changer : %(telephone)s."),
                visiteur=dits["visiteur"],
                numero=en_deux_groupes(dossier.numero),
                telephone=dits["telephone"],
            ),
            version=visite.version,
            annule=visite.etat is EtatVisite.ANNULEE,
        )
    )


def prevenir_le_visiteur(dossier: Dossier, demarche: Demarche, visite: Visite, *, sauf: Agent | None) -> None:
    """Écrit à qui fait la visite ce qu’un autre que lui vient d’en changer, sans nommer la personne."""
    visiteur = agent_de(visite.evaluateur_id)
    if sauf is not None and visiteur.id == sauf.id:
        return
    dits = dite(dossier, demarche, visite)
    contexte = {
        "numero": en_deux_groupes(dossier.numero),
        "chemin": f"/agents/dossiers/{dossier.numero}",
        "fait": traducteur(LANGUE_SOURCE)(FAITS[visite.etat]),
        **{nom: dits[nom] for nom in ("jour", "heure", "heure_fin")},
    }
    prevoir(Destinataire(courriel=visiteur.courriel), "agent/visite", contexte, objet=("dossier", dossier.id))


FAITS = {
    EtatVisite.PLANIFIEE: _("prévue"),
    EtatVisite.ANNULEE: _("annulée"),
    EtatVisite.ABSENCE: _("sans suite : personne absente"),
    EtatVisite.TENUE: _("faite"),
}
