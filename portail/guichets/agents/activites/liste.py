"""Les activités du service, leurs groupes et leurs places ; les chiffres, sans aucun nom."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.guichets.agents.activites.acces import droits_sur
from portail.guichets.agents.activites.fichiers import en_csv
from portail.guichets.agents.activites.mots import NATURES
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.contexte import traduire
from portail.guichets.identites import agent_courant
from portail.inscriptions.activites.tenues import activite_tenue, activites_tenues, groupes_de_l_activite
from portail.inscriptions.attente.queries import nombres_en_attente
from portail.inscriptions.habilitations import peut_gerer
from portail.inscriptions.ouvertures.queries import campagne_de
from portail.inscriptions.ouvertures.salles import salle_de
from portail.inscriptions.places.chiffres import chiffres_des
from portail.inscriptions.places.models import EtatPlace
from portail.inscriptions.places.queries import restes
from portail.socle import horloge
from portail.territoire.communes import annuaire


@blueprint.get("/activites/")
def activites() -> ResponseReturnValue:
    """Liste les activités des services de l’agent, saison par saison."""
    agent = agent_courant()
    tenues = activites_tenues(agent)
    return render_template(
        "agents/activites/activites.html",
        activites=tenues,
        inscrit=any(peut_gerer(agent, une.service_code) for une in tenues),
        maintenant=horloge.maintenant(),
    )


@blueprint.get("/activites/<code>/")
def activite(code: str) -> ResponseReturnValue:
    """Montre une activité : ses groupes, leurs places, qui attend, et ce qui s’y règle."""
    lue = activite_tenue(agent_courant(), code)
    groupes = groupes_de_l_activite(lue.id)
    return render_template(
        "agents/activites/activite.html",
        activite=lue,
        groupes=groupes,
        restes=restes([un.id for un in groupes]),
        chiffres=chiffres_des([un.id for un in groupes]),
        attente=nombres_en_attente(),
        campagne=campagne_de(lue.id),
        salle=salle_de(lue.id),
        communes=annuaire(),
        **droits_sur(lue),
    )


@blueprint.get("/activites/<code>/chiffres.csv")
def chiffres_de_l_activite(code: str) -> ResponseReturnValue:
    """Rend les chiffres de chaque groupe : places, inscrits, attente, départs ; aucun nom."""
    lue = activite_tenue(agent_courant(), code)
    groupes = groupes_de_l_activite(lue.id)
    identifiants = [un.id for un in groupes]
    reste, nombres, attente = restes(identifiants), chiffres_des(identifiants), nombres_en_attente()
    entete = (
        gettext("Groupe"),
        gettext("Intitulé"),
        gettext("Nature"),
        gettext("Commune"),
        gettext("Capacité"),
        gettext("Inscrits"),
        gettext("Au panier"),
        gettext("En paiement"),
        gettext("Proposées"),
        gettext("Libres"),
        gettext("En attente"),
        gettext("Départs"),
    )
    lignes = [
        (
            un.code,
            un.libelle,
            traduire(NATURES[un.nature]),
            un.lieu_code_insee,
            reste[un.id].capacite if un.id in reste else 0,
            nombres[un.id].confirmees,
            nombres[un.id].places[EtatPlace.PANIER],
            nombres[un.id].places[EtatPlace.EN_PAIEMENT],
            nombres[un.id].places[EtatPlace.PROPOSEE],
            max(0, reste[un.id].libres) if un.id in reste else 0,
            attente.get(un.id, 0),
            sum(nombres[un.id].sorties.values()),
        )
        for un in groupes
    ]
    return en_csv(f"chiffres-{lue.code}-{horloge.aujourd_hui().isoformat()}.csv", entete, lignes)
