"""Accueil, catalogue, recherche et fiche des démarches."""

from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from portail.demarche.catalogue import demarche_de
from portail.demarche.declaration import Demarche
from portail.demarche.fiche import chiffres_publics
from portail.demarche.recherche import chercher
from portail.demarche.situations import SITUATIONS
from portail.dossiers.queries import delai_constate
from portail.guichets.contexte import langue_courante
from portail.guichets.gardes import ouvert
from portail.guichets.poste import poste
from portail.guichets.public.blueprint import blueprint
from portail.guichets.public.presentation import demarches, dire, en_bref, pieces_a_preparer
from portail.parametres.queries import ouverture, ouvertures, valeurs_au
from portail.socle import debits, horloge
from portail.socle.traduction import traducteur

SOUVENT = 3
TEXTE_MAX = 120
DEBIT_RECHERCHE = "300/minute"


@dataclass(frozen=True, slots=True)
class Offre:
    """Une démarche telle que le catalogue la montre, et si l’on peut la faire aujourd’hui."""

    identifiant: str
    nom: str
    resume: str
    ouverte: bool


@dataclass(frozen=True, slots=True)
class Groupe:
    """Des démarches sous un même titre."""

    titre: str
    offres: list[Offre]


@dataclass(frozen=True, slots=True)
class Situation:
    """Une situation de vie à l’accueil : où elle mène et ce qu’elle contient."""

    titre: str
    detail: str
    adresse: str


@blueprint.get("/")
@ouvert
def accueil() -> ResponseReturnValue:
    """Accueil : chercher, partir de sa situation, reprendre une demande, trouver de l’aide."""
    toutes = demarches()
    return render_template(
        "public/accueil.html",
        souvent=toutes[:SOUVENT],
        situations=[_situation(code, toutes) for code in _situations_servies(toutes)],
        garde_jours=valeurs_au(horloge.aujourd_hui()).get("brouillon_duree"),
    )


@blueprint.get("/demarches/")
@ouvert
def catalogue() -> ResponseReturnValue:
    """Catalogue par situation, ou résultats d’une recherche."""
    texte = request.args.get("q", "").strip()[:TEXTE_MAX]
    situation = request.args.get("situation", "")
    toutes = demarches()
    if texte:
        debits.consommer(DEBIT_RECHERCHE, "catalogue", poste())
        groupes, titre = _resultats(toutes, texte)
    else:
        retenues = [situation] if situation in SITUATIONS else _situations_servies(toutes)
        groupes = _par_situation(toutes, retenues)
        titre = _("Toutes les démarches") if len(retenues) != 1 or not situation else _titre(situation)
    return render_template("public/catalogue.html", groupes=groupes, texte=texte, titre=titre)


@blueprint.get("/demarches/<identifiant>")
@ouvert
def fiche(identifiant: str) -> ResponseReturnValue:
    """Fiche d’une démarche, tirée de sa déclaration."""
    demarche = demarche_de(identifiant)
    valeurs = valeurs_au(horloge.aujourd_hui())
    return render_template(
        "public/fiche.html",
        demarche=demarche,
        ouverture=ouverture(identifiant),
        bref=en_bref(demarche, valeurs),
        pieces=pieces_a_preparer(demarche, valeurs),
        delai_constate=delai_constate(identifiant),
    )


def _resultats(toutes: list[Demarche], texte: str) -> tuple[list[Groupe], str]:
    trouvees = chercher(toutes, texte, traducteur(langue_courante()))
    if not trouvees:
        return [], _("Aucun résultat pour « %(texte)s »", texte=texte)
    titre = ngettext(
        "%(num)d résultat pour « %(texte)s »", "%(num)d résultats pour « %(texte)s »", len(trouvees), texte=texte
    )
    return [Groupe(_("Démarches"), _offres(trouvees))], titre


def _offres(retenues: list[Demarche]) -> list[Offre]:
    mentions, valeurs = ouvertures(), valeurs_au(horloge.aujourd_hui())
    return [
        Offre(
            identifiant=demarche.identifiant,
            nom=dire(demarche.nom, valeurs),
            resume=dire(demarche.resume, chiffres_publics(demarche, valeurs)),
            ouverte=demarche.identifiant not in mentions or mentions[demarche.identifiant].est_ouverte,
        )
        for demarche in retenues
    ]


def _par_situation(toutes: list[Demarche], retenues: list[str]) -> list[Groupe]:
    """Rend un groupe par situation ; les ouvertures se lisent une fois pour tous."""
    offres = {offre.identifiant: offre for offre in _offres(toutes)}
    return [
        Groupe(_titre(code), [offres[demarche.identifiant] for demarche in _de_la_situation(toutes, code)])
        for code in retenues
    ]


def _situations_servies(toutes: list[Demarche]) -> list[str]:
    """Rend les situations pour lesquelles une démarche existe vraiment, dans leur ordre."""
    return [code for code in SITUATIONS if _de_la_situation(toutes, code)]


def _de_la_situation(toutes: list[Demarche], code: str) -> list[Demarche]:
    return [demarche for demarche in toutes if code in demarche.situations]


def _situation(code: str, toutes: list[Demarche]) -> Situation:
    """Rend la situation ; avec une seule démarche, elle mène droit à sa fiche."""
    siennes = _de_la_situation(toutes, code)
    traduire = traducteur(langue_courante())
    adresse = url_for("public.catalogue", situation=code)
    if len(siennes) == 1:
        adresse = url_for("public.fiche", identifiant=siennes[0].identifiant)
    return Situation(_titre(code), ", ".join(traduire(demarche.nom) for demarche in siennes), adresse)


def _titre(code: str) -> str:
    return traducteur(langue_courante())(SITUATIONS[code])
