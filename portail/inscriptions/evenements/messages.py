"""Ce que l’on écrit à qui s’inscrit : une date, des places, un lien ; jamais le titre de l’évènement ni le lieu.

Un message se lit par-dessus une épaule, et venir à une rencontre peut dire quelque chose de soi : la page, ouverte par
le lien, dit le reste.
"""

from typing import Any

from portail.inscriptions.evenements.liens import chemin_vers
from portail.inscriptions.evenements.models import Evenement, InscriptionEvenement
from portail.notifications.actions import Destinataire, prevoir, retirer
from portail.socle.agenda import EvenementAgenda, en_ics
from portail.socle.moments import heure_dite, instant_dit, jour_dit

OBJET = "inscription_evenement"
FICHIER = "evenement.ics"


def demander_de_confirmer(inscription: InscriptionEvenement, evenement: Evenement) -> None:
    """Demande de confirmer l’adresse, et dit jusqu’à quand."""
    assert inscription.expire_le is not None  # noqa: S101 — à confirmer, donc une échéance
    _ecrire(
        inscription,
        evenement,
        "evenements/a_confirmer",
        jusqu_au=instant_dit(inscription.expire_le, inscription.langue),
    )


def dire_l_inscription(inscription: InscriptionEvenement, evenement: Evenement, *, promue: bool = False) -> None:
    """Confirme les places ; `promue` : elles viennent de la liste d’attente."""
    _ecrire(inscription, evenement, "evenements/inscrit", promue=promue, agenda=_piece(inscription, evenement))


def dire_l_attente(inscription: InscriptionEvenement, evenement: Evenement, rang: int) -> None:
    """Dit que l’on est sur la liste d’attente, et à quel rang."""
    _ecrire(inscription, evenement, "evenements/attente", rang=str(rang))


def dire_l_annulation(inscription: InscriptionEvenement, evenement: Evenement) -> None:
    """Accuse réception d’un désistement."""
    _ecrire(inscription, evenement, "evenements/annule", agenda=_piece(inscription, evenement))


def dire_l_annulation_du_service(inscription: InscriptionEvenement, evenement: Evenement, *, raison: str) -> None:
    """Dit que le service annule l’inscription, ou l’évènement entier."""
    agenda = _piece(inscription, evenement)
    entier = evenement.annule_le is not None
    _ecrire(inscription, evenement, "evenements/annule_service", raison=raison, entier=entier, agenda=agenda)


def dire_le_changement(inscription: InscriptionEvenement, evenement: Evenement) -> None:
    """Dit que la date, l’heure ou le lieu ont changé."""
    _ecrire(inscription, evenement, "evenements/change", agenda=_piece(inscription, evenement))


def rappeler(inscription: InscriptionEvenement, evenement: Evenement) -> None:
    """Rappelle l’évènement, et comment rendre sa place."""
    _ecrire(inscription, evenement, "evenements/rappel")


def renvoyer_le_lien(inscription: InscriptionEvenement, evenement: Evenement) -> None:
    """Renvoie son lien à qui a déjà une inscription."""
    _ecrire(inscription, evenement, "evenements/lien")


def transmettre(inscription: InscriptionEvenement, evenement: Evenement, *, texte: str) -> None:
    """Transmet un mot de l’organisateur."""
    _ecrire(inscription, evenement, "evenements/message", remplace=False, texte=texte)


def agenda_de(inscription: InscriptionEvenement, evenement: Evenement) -> str:
    """Rend le fichier .ics que la personne demande sur sa page : il dit de quel évènement il s’agit."""
    lieu = ", ".join(filter(None, (evenement.lieu_nom, evenement.lieu_adresse)))
    return en_ics(_dans_l_agenda(inscription, evenement, titre=evenement.titre, lieu=lieu))


def _piece(inscription: InscriptionEvenement, evenement: Evenement) -> dict[str, str]:
    """Rend le fichier joint au message : neutre, comme lui."""
    texte = en_ics(_dans_l_agenda(inscription, evenement, titre="Département", lieu=evenement.lieu_adresse))
    return {"nom": FICHIER, "texte": texte}


def _dans_l_agenda(
    inscription: InscriptionEvenement, evenement: Evenement, *, titre: str, lieu: str
) -> EvenementAgenda:
    return EvenementAgenda(
        identifiant=f"evenement-{inscription.id}",
        debut=evenement.debut,
        fin=evenement.fin,
        ecrit_le=evenement.modifie_le,
        titre=titre,
        lieu=lieu,
        description="",
        # Qui se désiste ne change pas l’évènement : son agenda doit l’apprendre quand même.
        version=evenement.sequence + (inscription.annule_le is not None),
        annule=inscription.annule_le is not None or evenement.annule_le is not None,
    )


def _ecrire(
    inscription: InscriptionEvenement,
    evenement: Evenement,
    gabarit: str,
    *,
    remplace: bool = True,
    **autres: Any,  # noqa: ANN401 — du JSON
) -> None:
    """Promet ce message ; il remplace un plus ancien, resté en file, qu’il démentirait."""
    if not inscription.courriel:
        return
    objet, langue = (OBJET, inscription.id), inscription.langue
    if remplace:
        retirer(objet)
    contexte = {
        "jour": jour_dit(evenement.debut, langue),
        "heure": heure_dite(evenement.debut, langue),
        "heure_fin": heure_dite(evenement.fin, langue),
        "places": inscription.places,
        "chemin": chemin_vers(inscription.id, fin=evenement.fin),
        **autres,
    }
    prevoir(Destinataire(courriel=inscription.courriel, langue=langue), gabarit, contexte, objet=objet)
