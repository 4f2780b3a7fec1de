"""Écrire à qui doit viser, quand son tour vient."""

from portail.dossiers.habilitations import roles_sur
from portail.dossiers.models import Dossier
from portail.dossiers.numero import en_deux_groupes
from portail.dossiers.visas.queries import peut_viser, projet_a_valider, visa_attendu, visas_du_projet
from portail.identite.models import Role
from portail.identite.queries import agents_habilites
from portail.notifications.actions import Destinataire, prevoir


def avertir_les_viseurs(dossier: Dossier) -> None:
    """Promet un message à chaque agent qui peut franchir l’étape attendue ; à personne si tout est visé."""
    projet = projet_a_valider(dossier)
    attendu = visa_attendu(dossier, projet) if projet else None
    if projet is None or attendu is None:
        return
    rendus = visas_du_projet(projet.id)
    contexte = {
        "numero": en_deux_groupes(dossier.numero),
        "chemin": f"/agents/dossiers/{dossier.numero}",
        "visa": attendu.titre,
    }
    for agent in agents_habilites(dossier.service_code, Role(attendu.viseur.value)):
        if roles_sur(agent, dossier) and peut_viser(agent, dossier, attendu, projet, rendus):
            prevoir(Destinataire(courriel=agent.courriel), "agent/visa", contexte, objet=("dossier", dossier.id))
