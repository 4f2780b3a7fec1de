"""La session Flask, côté serveur : le témoin ne porte qu’un identifiant opaque et signé.

Une personne qui ne fait que lire n’a pas de session. S’importe sous le nom `cookie` dans les vues.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import BadSignature, Signer

from portail.identite import sessions
from portail.identite.models import Agent, Usager
from portail.identite.notaires.models import Membre
from portail.identite.sessions import Titulaire

TEMOIN = "session"
EN_CHEMIN = "rendez_vous/"
"""Ce qu’une personne a commencé sans compte et ne doit pas perdre en se connectant : les clés de ce début."""


class SessionServeur(dict[str, Any], SessionMixin):
    """Les données de session, et la personne à qui elle appartient."""

    def __init__(self, donnees: dict[str, Any] | None = None, jeton: str = "") -> None:
        super().__init__(donnees or {})
        self.jeton = jeton
        self.est_en_base = bool(jeton)
        self.ancien_jeton = ""
        self.usager: Usager | None = None
        self.usager_de_l_office: Usager | None = None
        """Celui au nom de qui l’office dépose, quand un de ses membres est connecté et a prouvé un second facteur."""
        self.agent: Agent | None = None
        self.membre: Membre | None = None
        self.titulaire = Titulaire()
        self.fournisseur = ""
        self.jeton_identite: str | None = None
        self.a_prolonger = False
        self.vue_le: datetime | None = None
        self.initiale = deepcopy(donnees or {})  # un message de plus dans la même liste est un changement
        self.changee = False

    def renouveler(self) -> None:
        """Change l’identifiant : ce qui le connaissait avant la connexion ne vaut plus rien."""
        self.ancien_jeton = self.ancien_jeton or self.jeton
        self.jeton = sessions.nouveau_jeton()
        self.est_en_base = False
        self.changee = True

    def ouvrir_usager(self, usager: Usager, *, fournisseur: str, jeton_identite: str | None) -> None:
        """Attache la session à un usager, sous un identifiant neuf ; ce qu’elle avait commencé sans compte la suit."""
        commence = {} if self.est_connectee else _commence(self)
        self._ouvrir(fournisseur, jeton_identite)
        self.usager, self.titulaire = usager, Titulaire(usager_id=usager.id)
        self.update(commence)

    def ouvrir_agent(self, agent: Agent, *, fournisseur: str, jeton_identite: str | None) -> None:
        """Attache la session à un agent, sous un identifiant neuf."""
        self._ouvrir(fournisseur, jeton_identite)
        self.agent, self.titulaire = agent, Titulaire(agent_id=agent.id)

    def ouvrir_membre(self, membre: Membre, *, fournisseur: str, jeton_identite: str | None, prouve: bool) -> None:
        """Attache la session à un membre d’office ; elle n’ouvre rien tant qu’un second facteur n’est pas prouvé."""
        self._ouvrir(fournisseur, jeton_identite)
        prouve_le = datetime.now(UTC) if prouve else None
        self.membre, self.titulaire = membre, Titulaire(membre_id=membre.id, second_facteur_le=prouve_le)

    def prouver_second_facteur(self) -> None:
        """Note que le membre vient de prouver un second facteur, sous un identifiant neuf."""
        self.titulaire = replace(self.titulaire, second_facteur_le=datetime.now(UTC))
        self.renouveler()

    @property
    def est_connectee(self) -> bool:
        """Vrai si la session est à quelqu’un."""
        return self.titulaire != Titulaire()

    def _ouvrir(self, fournisseur: str, jeton_identite: str | None) -> None:
        self.clear()
        self.usager, self.agent, self.membre, self.titulaire = None, None, None, Titulaire()
        self.usager_de_l_office = None
        self.fournisseur, self.jeton_identite = fournisseur, jeton_identite
        self.renouveler()

    def fermer(self) -> None:
        """Oublie la personne et les données ; la session est effacée en base."""
        self._ouvrir("", None)
        self.jeton = ""

    @property
    def a_ecrire(self) -> bool:
        """Vrai si la base doit changer."""
        return self.changee or dict(self) != self.initiale


def _commence(donnees: Mapping[str, Any]) -> dict[str, Any]:
    return {nom: valeur for nom, valeur in donnees.items() if nom.startswith(EN_CHEMIN)}


class InterfaceDeSession(SessionInterface):
    """Lit et écrit la session en base."""

    def _signataire(self, app: Flask) -> Signer:
        return Signer(app.secret_key or "", salt="portail/session", digest_method=sha256)

    def open_session(self, app: Flask, request: Request) -> SessionServeur:
        """Rend la session du témoin, ou une session vide."""
        brut = request.cookies.get(TEMOIN)
        if not brut:
            return SessionServeur()
        try:
            jeton = self._signataire(app).unsign(brut).decode()
        except BadSignature:
            return SessionServeur()
        trouvee = sessions.session_de(jeton)
        if trouvee is None:
            return SessionServeur()
        ligne, agent, membre = trouvee.ligne, trouvee.agent, trouvee.membre
        courante = SessionServeur(ligne.donnees, jeton)
        courante.agent = agent if agent and agent.est_actif else None
        courante.membre = membre if membre and membre.est_actif and membre.office.est_actif else None
        if ligne.membre_id is None:
            courante.usager = trouvee.usager
        elif courante.membre is not None and ligne.second_facteur_le is not None and trouvee.usager is not None:
            courante.usager_de_l_office = trouvee.usager
            courante.usager_de_l_office.agit_par = courante.membre.id
        courante.titulaire = Titulaire(
            usager_id=ligne.usager_id,
            agent_id=ligne.agent_id,
            membre_id=ligne.membre_id,
            second_facteur_le=ligne.second_facteur_le,
        )
        courante.fournisseur, courante.jeton_identite = ligne.fournisseur, ligne.jeton_identite
        courante.vue_le = ligne.vue_le
        courante.a_prolonger = datetime.now(UTC) - ligne.vue_le > sessions.RENOUVELLEMENT
        return courante

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Écrit la session si elle a changé et pose le témoin."""
        assert isinstance(session, SessionServeur)  # noqa: S101 — la seule classe que cette interface produit
        response.vary.add("Cookie")
        if session.ancien_jeton:
            sessions.fermer(session.ancien_jeton)
        if not session.a_ecrire:
            if session.a_prolonger:
                sessions.prolonger(session.jeton)
                self._poser_temoin(app, session, response)
            return
        if not session and not session.est_connectee:
            response.delete_cookie(TEMOIN)
            return
        if self._ecrire(session):
            self._poser_temoin(app, session, response)
        else:
            response.delete_cookie(TEMOIN)

    def _ecrire(self, session: SessionServeur) -> bool:
        """Écrit la session en base ; faux si elle a été fermée pendant la requête."""
        if session.est_en_base:
            return sessions.changer_les_donnees(
                session.jeton, dict(session), lues=session.initiale, vue_le=session.vue_le
            )
        session.jeton = session.jeton or sessions.nouveau_jeton()
        sessions.enregistrer(
            session.jeton,
            session.titulaire,
            fournisseur=session.fournisseur,
            jeton_identite=session.jeton_identite,
            donnees=dict(session),
        )
        return True

    def _poser_temoin(self, app: Flask, session: SessionServeur, response: Response) -> None:
        response.set_cookie(
            TEMOIN,
            self._signataire(app).sign(session.jeton).decode(),
            max_age=int(sessions.DUREE.total_seconds()),
            httponly=True,
            secure=bool(app.config["SESSION_COOKIE_SECURE"]),
            samesite="Lax",
        )
