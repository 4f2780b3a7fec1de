"""Ce qui passe par d’autres mains, dans un récit : le guichet qui saisit et poste, un expert, un collègue qui vise."""

from datetime import timedelta
from typing import Self

from sqlalchemy import select

from portail.demonstration.recit import CLAIRE, MAELLE, YANN
from portail.demonstration.suites import RecitSuivi
from portail.dossiers.avis import actions as avis
from portail.dossiers.guichet import actions as guichet
from portail.dossiers.guichet import poste
from portail.dossiers.guichet.actions import NUMERISATION, DemandeRecue
from portail.dossiers.models import CanalDepot
from portail.dossiers.visas import actions as visas
from portail.notifications.models import Canal, EtatEnvoi, Notification
from portail.socle import horloge
from portail.socle.base import session


class RecitAPlusieurs(RecitSuivi):
    """Une demande que d’autres que la personne et son instructrice ont en main."""

    # ---------- Le guichet ----------

    def arrive(self, canal: CanalDepot, *, en_chemin: int = 0, pages: int | None = None) -> Self:
        """Recopie au guichet une demande reçue `en_chemin` jours plus tôt : ses premières pages, ou toutes."""
        demandeur, agent = self._demandeur, self._theatre.agents[MAELLE]
        reponses = demandeur.reponses(self._theatre.jour, horloge.aujourd_hui())
        recue = DemandeRecue(
            canal=canal,
            date_reception=horloge.aujourd_hui() - timedelta(days=en_chemin),
            qualite=demandeur.qualite,
            identite={nom: reponses[nom] for nom in ("nom_naissance", "prenoms", "date_naissance")},
        )
        self._dossier_id = guichet.ouvrir(self._demarche, agent=agent, recue=recue).id
        for page, siennes in self._a_remplir(reponses, pages=pages):
            guichet.enregistrer_page(self._id(), agent=agent, page=page, reponses=siennes, revision=None)
        return self

    def est_enregistree(self) -> Self:
        """Numérise le formulaire et les pièces, puis enregistre la demande."""
        agent = self._theatre.agents[MAELLE]
        for code in (NUMERISATION, *self._attendues()):
            guichet.joindre(self._id(), agent=agent, code=code, recu=self._recoit(code))
        guichet.deposer(self._id(), agent=agent, revision=None)
        return self

    def poste(self) -> Self:
        """Note que les lettres de ce dossier sont postées."""
        lettres = select(Notification.id).where(
            Notification.objet_id == str(self._id()),
            Notification.canal == Canal.COURRIER,
            Notification.etat == EtatEnvoi.PREVU,
        )
        for lettre in session.scalars(lettres).all():
            poste.noter_postee(self._id(), lettre, agent=self._theatre.agents[MAELLE], jour=horloge.aujourd_hui())
        return self

    # ---------- Un expert, un collègue ----------

    def demande_un_avis(self, nom: str, courriel: str, question: str, *, jours: int, par: str = YANN) -> Self:
        """Demande à quelqu’un du dehors un avis sur le permis et l’inscription, sous `jours` jours."""
        demande = avis.Demande(
            question=question,
            pages=["permis"],
            pieces=["inscription_ecole"],
            date_limite=horloge.aujourd_hui() + timedelta(days=jours),
            nom=nom,
            courriel=courriel,
        )
        avis.demander(self._id(), agent=self._agent(par), demande=demande, revision=None)
        return self

    def vise(self, par: str = CLAIRE) -> Self:
        """Vise le projet de décision."""
        visas.viser(self._id(), agent=self._agent(par), revision=None)
        return self
