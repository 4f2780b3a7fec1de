"""Les pages d’erreur : un gabarit, une table de textes, un seul endroit qui les installe."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlencode

from flask import Flask, Response, current_app, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from portail.guichets.contexte import langue_courante
from portail.guichets.gardes import est_ouverte
from portail.guichets.refus import refus_dit
from portail.guichets.reprise import Raison, revenir_avec_l_envoi
from portail.guichets.statiques import statique
from portail.socle import demarrage
from portail.socle.erreurs import ConflitDeVersion, ErreurMetier, NonConnecte, SecondFacteurAttendu
from portail.socle.traduction import _, departement_dit

ERREUR_INTERNE = 500
MAUVAISE_DEMANDE = 400


@dataclass(frozen=True, slots=True)
class PageErreur:
    """Ce qu’une page d’erreur dit : ce qui s’est passé, pourquoi, que faire.

    `reprise` : elle propose de rouvrir la page d’où l’on vient.
    """

    titre: str
    explication: str
    conseils: tuple[str, ...]
    reprise: bool = False


_RIEN_PERDU = _("Ce que vous aviez enregistré avant est gardé.")

PAGES: Mapping[int, PageErreur] = MappingProxyType(
    {
        400: PageErreur(
            _("Nous n’avons pas compris cette demande"),
            _("L’adresse ou le formulaire envoyé n’est pas complet."),
            (_("Revenez à la page, puis recommencez."), _RIEN_PERDU),
            reprise=True,
        ),
        403: PageErreur(
            _("Vous n’avez pas accès à cette page"),
            _("Cette page est réservée à d’autres personnes que vous."),
            (_("Vérifiez que vous utilisez le bon compte."),),
        ),
        404: PageErreur(
            _("Cette page n’existe pas"),
            _("Elle a peut-être changé d’adresse, ou l’adresse est mal recopiée."),
            (
                _("Vérifiez l’adresse, surtout si vous l’avez recopiée d’un courrier."),
                _("Cherchez la démarche par son nom."),
            ),
        ),
        405: PageErreur(
            _("Cette action n’est pas possible ici"),
            _("La page existe, mais elle ne peut pas être ouverte de cette façon."),
            (_("Revenez à l’accueil et suivez les liens."),),
        ),
        409: PageErreur(
            _("Quelque chose a changé entre-temps"),
            _("La page que vous aviez ouverte n’est plus à jour."),
            (_("Revenez à la page : elle montrera la situation d’aujourd’hui."), _RIEN_PERDU),
            reprise=True,
        ),
        413: PageErreur(
            _("Cet envoi est trop lourd"),
            _("Un fichier dépasse la taille admise, ou l’envoi en contient trop."),
            (
                _("Envoyez les fichiers un par un."),
                _("Une photo prise avec un téléphone suffit : inutile de numériser en haute définition."),
            ),
            reprise=True,
        ),
        422: PageErreur(
            _("Certaines réponses sont à corriger"),
            _("Nous n’avons pas pu enregistrer ce que vous avez envoyé."),
            (_("Revenez à la page et vérifiez vos réponses."), _RIEN_PERDU),
            reprise=True,
        ),
        429: PageErreur(
            _("Trop d’essais en peu de temps"),
            _("Pour protéger votre compte, nous limitons le nombre d’essais."),
            (_("Attendez quelques minutes, puis recommencez."), _RIEN_PERDU),
            reprise=True,
        ),
        500: PageErreur(
            _("Le service a rencontré un problème"),
            _("Ce n’est pas de votre faute. L’équipe technique est prévenue."),
            (_("Réessayez dans quelques minutes."), _RIEN_PERDU),
            reprise=True,
        ),
        503: PageErreur(
            _("Le service est momentanément indisponible"),
            _("Il est arrêté pour quelques minutes, ou trop de personnes l’utilisent en ce moment."),
            (_("Réessayez dans quelques minutes."), _RIEN_PERDU),
            reprise=True,
        ),
    }
)

FORMULAIRE_PERIME = PageErreur(
    _("Cette page est restée ouverte trop longtemps"),
    _("Par sécurité, le formulaire n’est plus valable. Rien n’a été envoyé."),
    (_("Revenez à la page, puis envoyez de nouveau."), _RIEN_PERDU),
    reprise=True,
)


def installer(app: Flask) -> None:
    """Fait de chaque refus une page : les nôtres, ceux du serveur web, les formulaires périmés."""
    app.register_error_handler(HTTPException, _refus_http)
    app.register_error_handler(CSRFError, _formulaire_perime)
    app.register_error_handler(ErreurMetier, _refus_metier)
    app.register_error_handler(ConflitDeVersion, _ecrit_ailleurs)
    app.register_error_handler(NonConnecte, _connexion_demandee)
    app.register_error_handler(SecondFacteurAttendu, _second_facteur_demande)


def page_du_code(code: int) -> PageErreur:
    """Rend la page d’un code HTTP ; à défaut, celle de sa famille."""
    return PAGES.get(code) or PAGES[ERREUR_INTERNE if code >= ERREUR_INTERNE else MAUVAISE_DEMANDE]


def _refus_http(erreur: HTTPException) -> ResponseReturnValue:
    code = erreur.code or ERREUR_INTERNE
    reponse = _rendre(page_du_code(code), code)
    for nom, valeur in erreur.get_headers(request.environ):
        if nom.lower() not in {"content-type", "content-length"}:
            reponse.headers[nom] = valeur
    return reponse


def _formulaire_perime(erreur: CSRFError) -> ResponseReturnValue:
    """Rouvre la page avec ce qui était écrit quand elle sait le remontrer ; sinon, l’explique."""
    raison = Raison.ATTENTE if est_ouverte() else Raison.SESSION
    return revenir_avec_l_envoi(raison) or _rendre(FORMULAIRE_PERIME, erreur.code or MAUVAISE_DEMANDE)


def _refus_metier(erreur: ErreurMetier) -> ResponseReturnValue:
    return _rendre(page_du_code(erreur.code_http), erreur.code_http, refus_dit(erreur))


def _ecrit_ailleurs(erreur: ConflitDeVersion) -> ResponseReturnValue:
    """Rouvre la page à jour avec ce qui était écrit ; sinon, l’explique."""
    return revenir_avec_l_envoi(Raison.CONFLIT) or _refus_metier(erreur)


def _connexion_demandee(erreur: NonConnecte) -> ResponseReturnValue:
    """Envoie se connecter, puis revenir : ce n’est pas une erreur pour la personne, rien ne se perd."""
    if suite := revenir_avec_l_envoi(Raison.SESSION):
        return suite
    arguments = {"guichet": erreur.guichet, "suite": _page_a_reprendre()}
    return redirect(f"/connexion?{urlencode({nom: valeur for nom, valeur in arguments.items() if valeur})}", code=303)


def _second_facteur_demande(_erreur: SecondFacteurAttendu) -> ResponseReturnValue:
    """Envoie prouver le second facteur, puis revenir."""
    return redirect(f"/notaires/second-facteur?{urlencode({'suite': _page_a_reprendre()})}", code=303)


def _rendre(page: PageErreur, code: int, explication: str = "") -> Response:
    dite = PageErreur(
        gettext(page.titre),
        gettext(page.explication),
        tuple(gettext(conseil) for conseil in page.conseils),
        page.reprise,
    )
    if request.path.startswith("/api/"):
        return _en_json(dite, code, explication)
    contexte = {
        "erreur": dite,
        "code": code,
        "explication": explication,
        "reprendre": _page_a_reprendre() if page.reprise else "",
        "bureau": request.path.startswith(("/agents", "/administration")),
    }
    corps = _sans_base(contexte) if code >= ERREUR_INTERNE else render_template("erreurs/erreur.html", **contexte)
    return Response(corps, status=code, mimetype="text/html")


def _sans_base(contexte: Mapping[str, object]) -> str:
    """Rend la page sans lire la base, peut-être en panne : ni session, ni personne connectée, ni message en attente."""
    reglages = demarrage.reglages()
    return current_app.jinja_env.get_template("erreurs/erreur.html").render(
        **contexte,
        departement=departement_dit(reglages.departement, langue_courante()),
        environnement=reglages.environnement.value,
        langue=langue_courante(),
        statique=statique,
        usager=None,
        agent=None,
        get_flashed_messages=lambda **_filtres: [],
    )


def _en_json(page: PageErreur, code: int, explication: str) -> Response:
    reponse = jsonify(code=code, titre=page.titre, explication=explication or page.explication)
    reponse.status_code = code
    return reponse


def _page_a_reprendre() -> str:
    """Rend l’adresse locale à rouvrir : la page même si elle se lit, rien si elle ne s’ouvre pas par un lien."""
    regle = request.url_rule
    if regle is None or "GET" not in (regle.methods or ()):
        return ""
    return request.full_path.rstrip("?")
