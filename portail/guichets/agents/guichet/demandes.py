"""Le guichet : ce qui est commencé, enregistrer une demande reçue par courrier, par téléphone ou à l’accueil."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portail.demarche.catalogue import catalogue, demarche_de
from portail.demarche.declaration import Champ, Choix, DateRecente, Demarche, TexteCourt
from portail.dossiers import queries as dossiers
from portail.dossiers.guichet import actions, queries
from portail.dossiers.guichet.habilitations import peut_ouvrir
from portail.dossiers.models import CanalDepot, Dossier
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.guichet.saisie import COMPTOIR
from portail.guichets.contexte import date_longue, langue_courante
from portail.guichets.identites import agent_courant
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.instruction.guichet import personnes_connues
from portail.parametres.queries import entier_au, ouvertures
from portail.socle import debits
from portail.socle.erreurs import Interdit
from portail.socle.traduction import _ as a_traduire
from portail.socle.traduction import traducteur
from portail.territoire.communes import annuaire

DEBIT = "120/hour"
"""Demandes commencées par agent : une grosse journée de courrier, pas un programme."""
CANAUX: Mapping[CanalDepot, str] = MappingProxyType(
    {
        CanalDepot.PAPIER: a_traduire("Par courrier, ou un formulaire papier déposé"),
        CanalDepot.TELEPHONE: a_traduire("Par téléphone"),
        CanalDepot.ACCUEIL: a_traduire("À l’accueil, avec la personne"),
    }
)
NOUVELLE = "nouvelle"


@blueprint.get("/guichet/")
def guichet() -> ResponseReturnValue:
    """Liste les brouillons du service et les démarches à enregistrer."""
    agent = agent_courant()
    demarches = queries.demarches_du_guichet(agent)
    if not demarches:
        raise Interdit
    return render_template(
        "agents/guichet/guichet.html",
        demarches=demarches,
        ouvertures=ouvertures(),
        brouillons=queries.brouillons_du_guichet(agent),
        catalogue=catalogue(),
        canaux=CANAUX,
    )


@blueprint.route("/guichet/nouvelle/<identifiant>", methods=["GET", "POST"])
def guichet_ouvrir(identifiant: str) -> ResponseReturnValue:
    """Demande comment et quand la demande est arrivée, pour qui ; cherche la personne, puis ouvre le brouillon."""
    agent, demarche = agent_courant(), demarche_de(identifiant)
    if not peut_ouvrir(agent, demarche):
        raise Interdit
    champs = [*_arrivee(demarche), *_identite(demarche)]
    form, connues = _formulaire(champs), {}
    if form.validate_on_submit():
        debits.consommer(DEBIT, "guichet", str(agent.id))
        connues = _connues(demarche, form.reponses())
        if not connues:
            return _ouvrir(demarche, form.reponses())
        form = _formulaire([_choix(connues), *champs])
        if "guichet_connue" in request.form and form.validate_on_submit():
            return _ouvrir(demarche, form.reponses())
    return render_template("agents/guichet/guichet_ouvrir.html", demarche=demarche, form=form, connues=connues), (
        422 if form.errors else 200
    )


def _formulaire(champs: Sequence[Champ]) -> FormulaireDeSaisie:
    return formulaire_de(champs, contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())


def _arrivee(demarche: Demarche) -> list[Champ]:
    """Rend les questions sur l’arrivée de la demande."""
    return [
        Choix("guichet_canal", _("Comment la demande est-elle arrivée ?"), {c.value: _(t) for c, t in CANAUX.items()}),
        DateRecente(
            "guichet_reception",
            _("Quel jour la demande est-elle arrivée au Département ?"),
            aide=_(
                "Le jour du tampon, de l’appel ou de la visite : les délais en partent. Exemples : hier, 12/11/2026."
            ),
            jours_max=entier_au("guichet_anciennete_max"),
        ),
        Choix("qualite_deposant", _("Que dit la personne qui fait la demande ?"), demarche.deposants),
        TexteCourt(
            "guichet_deposant",
            _("Nom de qui fait la demande, si c’est pour quelqu’un d’autre"),
            aide=_("Un proche, un conseiller numérique… La personne pour qui l’on demande reste la bénéficiaire."),
            obligatoire=False,
        ),
    ]


def _identite(demarche: Demarche) -> list[Champ]:
    """Rend les questions d’identité de la démarche ; le nom seul est exigé, le reste manque parfois sur le papier."""
    lus = demarche.beneficiaire
    connus = [demarche.champs[nom] for nom in (lus.nom, lus.prenoms, lus.naissance) if nom in demarche.champs]
    return [champ if champ.identifiant == lus.nom else un for champ in connus for un in COMPTOIR.champs((champ,))]


def _connues(demarche: Demarche, reponses: Mapping[str, Any]) -> dict[str, str]:
    """Rend, par numéro, les demandes d’une personne de ce nom, en une ligne chacune."""
    lus = demarche.beneficiaire
    nom, prenoms, naissance = (str(reponses.get(champ) or "") for champ in (lus.nom, lus.prenoms, lus.naissance))
    if not nom:
        return {}
    trouvees = personnes_connues(agent_courant(), nom=nom, prenoms=prenoms, naissance=naissance)
    return {dossier.numero: _ligne(dossier, meme=meme) for dossier, meme in trouvees}


def _ligne(dossier: Dossier, *, meme: bool) -> str:
    commune = annuaire().par_code(dossier.commune_insee) if dossier.commune_insee else None
    nom = traducteur(langue_courante())(demarche_de(dossier.demarche).nom)
    morceaux = [
        f"{dossier.prenoms} {dossier.nom}".strip(),
        _("même date de naissance") if meme else _("date de naissance différente ou inconnue"),
        commune.nom if commune else "",
        _("%(demarche)s du %(jour)s", demarche=nom, jour=date_longue(dossier.depose_le)),
    ]
    return ", ".join(filter(None, morceaux))


def _choix(connues: Mapping[str, str]) -> Choix:
    return Choix(
        "guichet_connue",
        _("Est-ce l’une de ces personnes ?"),
        {**connues, NOUVELLE: _("Aucune : c’est une autre personne")},
        aide=_("Si oui, ses coordonnées sont reprises de cette demande ; vous pourrez les corriger."),
    )


def _ouvrir(demarche: Demarche, reponses: Mapping[str, Any]) -> ResponseReturnValue:
    agent, choisie = agent_courant(), reponses.get("guichet_connue")
    connue = dossiers.dossier_du_service(agent, str(choisie)) if choisie and choisie != NOUVELLE else None
    ouvert = actions.ouvrir(
        demarche,
        agent=agent,
        recue=actions.DemandeRecue(
            canal=CanalDepot(reponses["guichet_canal"]),
            date_reception=date.fromisoformat(reponses["guichet_reception"]),
            qualite=reponses["qualite_deposant"],
            deposant=reponses.get("guichet_deposant") or "",
            identite={nom: v for nom, v in reponses.items() if nom in demarche.champs and v},
        ),
        connue=connue,
    )
    return redirect(url_for("agents.guichet_reprendre", numero=ouvert.numero), code=303)
