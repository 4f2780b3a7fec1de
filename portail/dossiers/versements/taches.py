"""Tâches des versements : rappeler les justificatifs, avertir avant une caducité."""

from portail.dossiers.versements import caducite
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.taches import periodique


@periodique("versements.rappeler_les_justificatifs", "25 6 * * *")
def rappeler_les_justificatifs() -> None:
    """Rappelle, par paliers (paramètres), ce qu’il faut envoyer pour être payé."""
    dus = caducite.a_rappeler(horloge.aujourd_hui())
    session.rollback()
    for identifiant in dus:
        caducite.relancer(identifiant)


@periodique("versements.avertir_des_caducites", "35 6 * * *")
def avertir_des_caducites() -> None:
    """Avertit la personne, dès le lendemain de la date limite, que son accord peut devenir caduc."""
    echus = caducite.a_avertir(horloge.aujourd_hui())
    session.rollback()
    for identifiant in echus:
        caducite.avertir(identifiant)
