"""Les récupérations : leur file, le calcul expliqué, l’actif dit par courrier, la décision, le titre, le solde."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TypeAlias

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.champs import Champ
from portail.demarche.declaration import Choix, DateRecente, Montant, TexteCourt, TexteLong
from portail.demarche.valeurs import Valeur
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.successions.acces import agent_des_recours, valideur
from portail.guichets.agents.successions.mots import ISSUES
from portail.guichets.faits_de_succession import CHAMPS as ACTIF
from portail.guichets.faits_de_succession import HERITIERS, faits_lus, valeurs_connues
from portail.guichets.identites import agent_courant
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.reponses import en_pdf
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.envoyees import en_options, texte
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.identite.queries import agents_par_id
from portail.notaires.habilitations import SERVICE_RECOURS, peut_valider
from portail.notaires.rapprochement.identites import Identite
from portail.notaires.recuperations import actions, queries
from portail.notaires.recuperations.actions import TEXTE_MAX, TITRE_MAX, Projet
from portail.notaires.recuperations.erreurs import EcartSansMotif, MontantImpossible, MotifManquant, TitreManquant
from portail.notaires.recuperations.etats import SUITES, EtatRecuperation, Issue
from portail.notaires.recuperations.models import Recuperation
from portail.notaires.successions.models import Requete
from portail.notaires.successions.scelles import contenu_scelle
from portail.socle import horloge
from portail.socle.erreurs import ErreurMetier, Interdit, Introuvable
from portail.socle.traduction import _

DECISION = (
    Choix("issue", _("Que décidez-vous ?"), en_options(ISSUES)),
    Montant(
        "montant",
        _("Montant fixé"),
        aide=_("Ce qui se récupère, ou se reporte. Vide si rien ne se récupère."),
        obligatoire=False,
    ),
    TexteLong(
        "motif",
        _("Pourquoi, tel que les héritiers le liront"),
        aide=_("Les faits : aides, périodes, actif. Les textes de loi s’ajoutent d’eux-mêmes."),
        longueur_max=TEXTE_MAX,
    ),
    TexteLong(
        "ecart",
        _("Pourquoi ce montant, s’il n’est pas celui du calcul"),
        longueur_max=TEXTE_MAX,
        obligatoire=False,
    ),
)
NOTIFICATION = (DateRecente("jour", _("Jour où les héritiers ont reçu la décision")),)
TITRE = (
    TexteCourt("titre", _("Numéro du titre de recettes"), longueur_max=TITRE_MAX),
    DateRecente("jour", _("Émis le")),
)
Refus: TypeAlias = Mapping[type[ErreurMetier], object]
SOLDE = (DateRecente("jour", _("Tout est encaissé depuis le")),)


@blueprint.get("/successions/recuperations/")
def recuperations() -> ResponseReturnValue:
    """Montre les récupérations dans un état, la plus ancienne d’abord."""
    agent_des_recours()
    etat = request.args.get("etat", EtatRecuperation.A_DECIDER, type=EtatRecuperation)
    page = max(1, request.args.get("page", 1, type=int))
    trouvees = queries.recuperations(etat, page=page)
    return render_template(
        "agents/successions/recuperations.html",
        trouvees=trouvees,
        etat_voulu=etat,
        page=page,
        decimal=Decimal,
        defunts={requete.id: Identite.de_json(requete.defunt) for _recuperation, requete in trouvees.lignes},
    )


@blueprint.get("/successions/<numero:numero>/recuperation")
def recuperation(numero: str) -> ResponseReturnValue:
    """Montre une récupération : le calcul pas à pas, la décision, ce qui peut suivre ; lecture au journal."""
    agent = agent_courant()
    lue, requete = queries.recuperation_consultee(agent, numero)
    return render_template(
        "agents/successions/recuperation.html",
        recuperation=lue,
        requete=requete,
        defunt=Identite.de_json(requete.defunt),
        suites={etat.value for etat in SUITES[lue.etat]},
        decide=peut_valider(agent, SERVICE_RECOURS),
        personnes=agents_par_id([lue.decidee_par_id] if lue.decidee_par_id else []),
        heritiers={code.value: mot for code, mot in HERITIERS.items()},
        prescrite_le=queries.prescrite_le(requete),
        decimal=Decimal,
        jour=date.fromisoformat,
    )


@blueprint.get("/successions/<numero:numero>/recuperation.pdf")
def lettre_de_la_recuperation(numero: str) -> ResponseReturnValue:
    """Rend la décision scellée."""
    lue, _requete = queries.recuperation_lue(agent_courant(), numero)
    contenu = contenu_scelle(lue.document_id)
    queries.recuperation_consultee(agent_courant(), numero)
    return en_pdf(contenu, f"recuperation-{numero}.pdf")


@blueprint.route("/successions/<numero:numero>/recuperation/actif", methods=["GET", "POST"])
def actif_de_la_recuperation(numero: str) -> ResponseReturnValue:
    """Écrit l’actif que l’office a dit par courrier, ou le corrige ; le calcul se refait."""
    lue, requete = queries.recuperation_lue(agent_courant(), numero)
    connues = valeurs_connues(requete.succession, lue.calcul)
    form = _formulaire(ACTIF, lue, connues)

    def geste(version: int) -> None:
        actions.donner_actif(requete.id, faits_lus(form.reponses()), version=version, agent=agent_courant())

    if _accompli(form, "actif_net", geste):
        return _retour(requete, gettext("Le calcul est fait."))
    return _page(requete, form, _("Dire l’actif net"), _("Calculer"))


@blueprint.route("/successions/<numero:numero>/recuperation/decider", methods=["GET", "POST"])
def decider_la_recuperation(numero: str) -> ResponseReturnValue:
    """Signe la décision ; sa lettre est remise à l’office pour les héritiers."""
    lue, requete = queries.recuperation_lue(agent_courant(), numero)
    agent = valideur()
    if lue.calcul is None:
        raise Introuvable
    form = _formulaire(DECISION, lue, {"montant": lue.calcul["total"]})

    def geste(version: int) -> None:
        actions.decider(requete.id, _projet(form.reponses()), version=version, agent=agent)

    refus: Refus = {MontantImpossible: form["montant"], MotifManquant: form["motif"], EcartSansMotif: form["ecart"]}
    if _accompli(form, "issue", geste, refus):
        return _retour(requete, gettext("La décision est signée. L’office est prévenu."))
    return _page(requete, form, _("Décider de la récupération"), _("Signer la décision"), calcul=lue.calcul)


def _projet(lues: Mapping[str, Valeur]) -> Projet:
    return Projet(
        issue=Issue(texte(lues["issue"])),
        montant=Decimal(texte(lues["montant"]) or 0),
        motif=texte(lues["motif"]),
        ecart=texte(lues["ecart"]),
    )


@blueprint.route("/successions/<numero:numero>/recuperation/notification", methods=["GET", "POST"])
def notifier_la_recuperation(numero: str) -> ResponseReturnValue:
    """Note le jour où les héritiers ont reçu la décision."""
    return _noter_un_jour(numero, NOTIFICATION, actions.noter_la_notification, _("Noter la réception de la décision"))


@blueprint.route("/successions/<numero:numero>/recuperation/titre", methods=["GET", "POST"])
def titre_de_la_recuperation(numero: str) -> ResponseReturnValue:
    """Note le titre de recettes."""
    lue, requete = queries.recuperation_lue(agent_courant(), numero)
    form = _formulaire(TITRE, lue, {"jour": horloge.aujourd_hui().isoformat()})

    def geste(version: int) -> None:
        lues = form.reponses()
        jour = date.fromisoformat(texte(lues["jour"]))
        actions.emettre_le_titre(requete.id, texte(lues["titre"]), jour, version=version, agent=agent_courant())

    if _accompli(form, "jour", geste, {TitreManquant: form["titre"]}):
        return _retour(requete, gettext("Le titre est noté."))
    return _page(requete, form, _("Noter le titre de recettes"), _("Enregistrer"))


@blueprint.route("/successions/<numero:numero>/recuperation/solde", methods=["GET", "POST"])
def solder_la_recuperation(numero: str) -> ResponseReturnValue:
    """Note que le comptable public a tout encaissé ; la requête est close."""
    return _noter_un_jour(numero, SOLDE, actions.solder, _("Noter le solde"))


def _noter_un_jour(
    numero: str, champs: tuple[Champ, ...], agir: Callable[..., object], titre: str
) -> ResponseReturnValue:
    lue, requete = queries.recuperation_lue(agent_courant(), numero)
    form = _formulaire(champs, lue, {"jour": horloge.aujourd_hui().isoformat()})

    def geste(version: int) -> None:
        jour = date.fromisoformat(texte(form.reponses()["jour"]))
        agir(requete.id, jour, version=version, agent=agent_courant())

    if _accompli(form, "jour", geste):
        return _retour(requete, gettext("C’est noté."))
    return _page(requete, form, titre, _("Enregistrer"))


def _formulaire(champs: tuple[Champ, ...], lue: Recuperation, valeurs: Mapping[str, Valeur]) -> FormulaireDeSaisie:
    return formulaire_de(
        champs, contexte=contexte_de_saisie(), valeurs=valeurs, brut=envoi_garde(), revision=lue.version
    )


def _accompli(
    form: FormulaireDeSaisie,
    champ: str,
    geste: Callable[[int], None],
    autres: Refus | None = None,
) -> bool:
    """Vrai si le formulaire est bon et le geste fait, sur la version que la page montrait."""
    if not form.validate_on_submit():
        return False
    essai = partial(geste, form.revision_lue() or 0)
    return accompli(form[champ], essai, ErreurMetier, autres=autres, sauf=(Interdit, Introuvable))


def _retour(requete: Requete, dit: str) -> ResponseReturnValue:
    flash(dit, "succes")
    return redirect(url_for("agents.recuperation", numero=requete.numero), 303)


def _page(
    requete: Requete,
    form: FormulaireDeSaisie,
    titre: str,
    bouton: str,
    calcul: Mapping[str, str] | None = None,
) -> ResponseReturnValue:
    page = render_template(
        "agents/successions/geste.html",
        requete=requete,
        form=form,
        titre=gettext(titre),
        bouton=gettext(bouton),
        retour=url_for("agents.recuperation", numero=requete.numero),
        total=None if calcul is None else Decimal(calcul["total"]),
        plafond=None if calcul is None else Decimal(calcul["plafond"]),
    )
    return page, SAISIE_A_CORRIGER if form.errors else 200
