"""Les motifs de décision d’une démarche : les lire, les récrire, en ajouter, en retirer de l’usage."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from types import MappingProxyType

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.catalogue import catalogue, demarche_de
from portail.demarche.champs import Champ
from portail.demarche.declaration import ChoixMultiple, DateConnue, Demarche, TexteCourt, TexteLong
from portail.demarche.droit import Motif
from portail.documents.mots import MOTS
from portail.dossiers.motifs import actions, variables
from portail.dossiers.motifs import queries as lectures
from portail.dossiers.motifs.actions import GESTES, EffetPasse, FicheMotif, GesteNecessaire, LibelleDejaPris
from portail.dossiers.motifs.queries import EtatMotif
from portail.guichets.administration.blueprint import blueprint
from portail.guichets.administration.changements import changements_de
from portail.guichets.administration.gestes import enregistre, tenter
from portail.guichets.identites import agent_courant
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.identite.actions import auteur_agent
from portail.socle import horloge
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _

ANNEES_D_AVANCE = 10
APERCU = "apercu"
OU_SE_CORRIGE: Mapping[type[SaisieInvalide], str] = MappingProxyType(
    {LibelleDejaPris: "libelle", EffetPasse: "debut", GesteNecessaire: "gestes"}
)


@blueprint.get("/motifs")
def motifs() -> ResponseReturnValue:
    """Liste les démarches, et combien de motifs chacune a en usage."""
    lignes = [(demarche, len(lectures.motifs_en_vigueur(demarche))) for demarche in catalogue().values()]
    return render_template("administration/motifs.html", lignes=lignes)


@blueprint.get("/motifs/<identifiant>")
def motifs_de_la_demarche(identifiant: str) -> ResponseReturnValue:
    """Liste les motifs d’une démarche, retirés compris."""
    demarche = demarche_de(identifiant)
    etats = lectures.etats_des_motifs(demarche)
    return render_template("administration/motifs_demarche.html", demarche=demarche, etats=etats, gestes=GESTES)


@blueprint.route("/motifs/<identifiant>/ajouter", methods=["GET", "POST"])
def ajouter_un_motif(identifiant: str) -> ResponseReturnValue:
    """Ajoute un motif à la démarche."""
    demarche = demarche_de(identifiant)
    valeurs = {"debut": horloge.aujourd_hui().isoformat()}
    form = formulaire_de(CHAMPS, contexte=contexte_de_saisie(), valeurs=valeurs, brut=envoi_garde())
    if _garde(form, demarche, partial(_ajouter, demarche, form)):
        flash(gettext("Le motif est ajouté."), "succes")
        return redirect(url_for("administration.motifs_de_la_demarche", identifiant=identifiant), code=303)
    return _montrer(form, demarche, None)


@blueprint.route("/motifs/<identifiant>/motif/<code>", methods=["GET", "POST"])
def motif(identifiant: str, code: str) -> ResponseReturnValue:
    """Montre un motif, son aperçu et ses versions ; le récrit à partir d’une date."""
    demarche = demarche_de(identifiant)
    etat = lectures.etat_du_motif(demarche, code)
    debut = etat.prevue.debut if etat.prevue else horloge.aujourd_hui()
    valeurs = {
        "libelle": etat.dernier.libelle,
        "droit": etat.dernier.droit,
        "fait": etat.dernier.fait,
        "gestes": [geste for geste in GESTES if geste in etat.dernier.gestes],
        "debut": debut.isoformat(),
    }
    form = formulaire_de(
        CHAMPS, contexte=contexte_de_saisie(), valeurs=valeurs, brut=envoi_garde(), revision=etat.revision
    )
    if _garde(form, demarche, partial(_changer, demarche, code, form)):
        flash(gettext("Le motif est enregistré."), "succes")
        return redirect(url_for("administration.motif", identifiant=identifiant, code=code), code=303)
    return _montrer(form, demarche, etat)


@blueprint.post("/motifs/<identifiant>/motif/<code>/retirer")
def retirer_un_motif(identifiant: str, code: str) -> ResponseReturnValue:
    """Retire un motif de l’usage."""
    return tenter(
        partial(actions.retirer, identifiant, code, revision=_revision(), auteur=auteur_agent(agent_courant())),
        succes=gettext("Le motif est retiré de l’usage."),
        retour=url_for("administration.motif", identifiant=identifiant, code=code),
    )


@blueprint.post("/motifs/<identifiant>/motif/<code>/remettre")
def remettre_un_motif(identifiant: str, code: str) -> ResponseReturnValue:
    """Remet en usage un motif retiré."""
    return tenter(
        partial(actions.remettre, identifiant, code, revision=_revision(), auteur=auteur_agent(agent_courant())),
        succes=gettext("Le motif est remis en usage."),
        retour=url_for("administration.motif", identifiant=identifiant, code=code),
    )


CHAMPS: Sequence[Champ] = (
    TexteCourt("libelle", _("Intitulé"), longueur_max=80, aide=_("Ce que l’agent coche, et le titre dans la lettre.")),
    TexteLong(
        "droit",
        _("En droit"),
        longueur_max=300,
        aide=_("Le texte appliqué : loi, règlement ou délibération, avec son article ou sa date."),
    ),
    TexteLong(
        "fait",
        _("En fait"),
        longueur_max=500,
        aide=_("La phrase que la personne lira. Les chiffres entre accolades se remplissent pour chaque dossier."),
    ),
    ChoixMultiple("gestes", _("Ce motif peut fonder"), GESTES),
    DateConnue(
        "debut",
        _("Pour les décisions prises à partir du"),
        passee=False,
        ans_max=ANNEES_D_AVANCE,
        aide=_("Aujourd’hui ou plus tard. Les décisions déjà prises gardent leur texte."),
    ),
)


def _garde(form: FormulaireDeSaisie, demarche: Demarche, geste: Callable[[], object]) -> bool:
    """Fait le geste, ou contrôle seulement la phrase si l’on demande l’aperçu ; un refus se dit sur son champ."""
    if not form.validate_on_submit():
        return False
    if APERCU in request.form:
        enregistre(form, "fait", partial(variables.verifier, str(form.reponses()["fait"]), demarche.identifiant))
        return False
    return enregistre(form, "fait", geste, autres=OU_SE_CORRIGE)


def _montrer(form: FormulaireDeSaisie, demarche: Demarche, etat: EtatMotif | None) -> ResponseReturnValue:
    code = etat.dernier.code if etat else ""
    return render_template(
        "administration/motif.html",
        demarche=demarche,
        etat=etat,
        code=code,
        form=form,
        apercu=_apercu(form, demarche, etat),
        mots=MOTS,
        chiffres=variables.chiffres_connus(demarche.identifiant),
        gestes=GESTES,
        regles=lectures.regles_qui_proposent(demarche.identifiant, code),
        changements_faits=changements_de(("motif", f"{demarche.identifiant}/{code}")) if etat else [],
    ), 422 if form.errors else 200


def _apercu(form: FormulaireDeSaisie, demarche: Demarche, etat: EtatMotif | None) -> list[dict[str, str]]:
    """Rend le motif comme dans la lettre, chiffres d’exemple compris : celui qu’on écrit, sinon celui d’aujourd’hui."""
    if form.is_submitted() and not form.errors:
        ecrit = _fiche(form)
        return _lu(Motif(code="", libelle=ecrit.libelle, droit=ecrit.droit, fait=ecrit.fait), demarche)
    return _lu(etat.actuel, demarche) if etat else []


def _lu(motif: Motif, demarche: Demarche) -> list[dict[str, str]]:
    fait = variables.exemple(motif.fait, demarche.identifiant)
    return [{"titre": motif.libelle, "droit": motif.droit, "fait": fait}]


def _ajouter(demarche: Demarche, form: FormulaireDeSaisie) -> None:
    actions.ajouter(demarche.identifiant, _fiche(form), auteur=auteur_agent(agent_courant()))


def _changer(demarche: Demarche, code: str, form: FormulaireDeSaisie) -> None:
    actions.changer(
        demarche.identifiant,
        code,
        _fiche(form),
        revision=form.revision_lue(),
        auteur=auteur_agent(agent_courant()),
    )


def _fiche(form: FormulaireDeSaisie) -> FicheMotif:
    reponses = form.reponses()
    return FicheMotif(
        libelle=str(reponses["libelle"]),
        droit=str(reponses["droit"]),
        fait=str(reponses["fait"]),
        gestes=tuple(reponses["gestes"]),
        debut=date.fromisoformat(str(reponses["debut"])),
    )


def _revision() -> int | None:
    return request.form.get("revision", type=int)
