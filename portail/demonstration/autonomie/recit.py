"""L’histoire d’une demande d’APA : la visite, l’évaluation, le plan d’aide, puis les mois versés."""

from collections.abc import Mapping
from datetime import time, timedelta
from decimal import Decimal
from typing import Any, Self

from portail.demarche.champs import ChoixMultiple
from portail.demarche.declaration import Volet
from portail.demonstration.a_plusieurs import RecitAPlusieurs
from portail.demonstration.autonomie.aines import Aine
from portail.demonstration.recit import HERVE, PATRICK
from portail.dossiers.actions import depot
from portail.dossiers.lies import actions as lies
from portail.dossiers.prestations import avance, emission, sejours, utilisations
from portail.dossiers.prestations.sejours import Sejour
from portail.dossiers.propositions import actions as propositions
from portail.dossiers.propositions import reponses
from portail.dossiers.propositions.actions import Redige
from portail.dossiers.propositions.models import Proposition
from portail.dossiers.propositions.queries import derniere_envoyee, propositions_de
from portail.dossiers.propositions.reponses import Reponse, Sens
from portail.dossiers.transmissions import actions as transmissions
from portail.dossiers.transmissions.actions import Autorite
from portail.dossiers.versements import comptabilite
from portail.dossiers.versements.comptabilite import Ordre
from portail.dossiers.versements.etats import EtatVersement, GesteVersement
from portail.dossiers.versements.queries import versements_de
from portail.dossiers.visites import actions as visites
from portail.dossiers.visites.actions import Prevue
from portail.dossiers.volets import actions as volets
from portail.dossiers.volets.queries import volet_ecrit
from portail.socle import horloge
from portail.territoire.jours import premier_jour_ouvrable

JULIEN, ISABELLE = "julien-morvan", "isabelle-corre"
DUREE = timedelta(minutes=90)
SEULE = 2
"""Combien des adverbes sont vrais quand une activité se fait en partie."""


class RecitAutonomie(RecitAPlusieurs):
    """Une demande racontée de la visite aux versements de chaque mois."""

    # ---------- La visite ----------

    def prevoit_la_visite(self, dans: int, heure: str) -> Self:
        """Prévoit la visite chez la personne, `dans` jours plus tard, un jour ouvrable."""
        jour = premier_jour_ouvrable(horloge.aujourd_hui() + timedelta(days=dans))
        debut = horloge.instant_du(jour, time.fromisoformat(heure))
        adresse = self.dossier.reponses["adresse"]
        prevue = Prevue(
            evaluateur_id=self._theatre.agents[ISABELLE].id,
            debut=debut,
            fin=debut + DUREE,
            lieu=f"{adresse['voie']}, {adresse['code_postal']} {adresse['commune']}",
            presents=str(self.dossier.reponses["visite_nom"]),
        )
        visites.fixer(self._id(), agent=self._agent(ISABELLE), prevue=prevue, revision=None)
        return self

    def evalue(self, cotes: Mapping[str, str], *, constats: str, conseils: str = "", pages: int | None = None) -> Self:
        """Remplit l’évaluation (A si `cotes` n’en dit rien) et la valide ; ou ses premières pages."""
        [volet] = self._demarche.volets
        agent = self._agent(ISABELLE)
        voulues = self._cotees(volet, cotes) | {
            "date_visite": horloge.aujourd_hui().isoformat(),
            "presents": str(self.dossier.reponses["visite_nom"]),
            "constats": constats,
            "conseils": conseils or None,
        }
        for page in volet.pages[:pages]:
            siennes = {champ.identifiant: voulues.get(champ.identifiant) for champ in page.champs}
            volets.enregistrer_page(
                self._id(), volet.identifiant, agent=agent, page=page.identifiant, reponses=siennes, revision=0
            )
        ecrit = volet_ecrit(self.dossier, volet.identifiant)
        if ecrit is not None and pages is None:
            volets.valider(self._id(), volet.identifiant, agent=agent, revision=ecrit.revision)
        return self

    def _cotees(self, volet: Volet, cotes: Mapping[str, str]) -> dict[str, Any]:
        """Rend les adverbes vrais de chaque activité, selon sa cote."""
        activites = [champ for page in volet.pages for champ in page.champs if isinstance(champ, ChoixMultiple)]
        return {un.identifiant: _adverbes(un, cotes.get(un.identifiant, "A")) for un in activites}

    # ---------- Le plan d’aide ----------

    def propose(self, heures: str, tarif: str = "25.00", *, portage: str = "") -> Self:
        """Rédige un plan, des heures d’un service prestataire et des repas portés s’il y en a, et l’envoie."""
        agent = self._agent(ISABELLE)
        lignes = [_ligne("prestataire", heures, tarif)]
        if portage:
            lignes.append(_ligne("portage", portage, "9.50"))
        propositions.enregistrer(self._id(), agent=agent, redige=Redige(lignes=lignes), revision=None)
        propositions.envoyer(self._id(), agent=agent, revision=None)
        return self

    def lit_le_plan(self) -> Self:
        """Ouvre la proposition : son délai pour répondre part de là."""
        reponses.noter_reception(self._id(), usager=self._personne, proposition_id=self._proposition().id)
        return self

    def accepte_le_plan(self) -> Self:
        """Accepte la proposition."""
        return self._repond(Reponse(sens=Sens.ACCEPTER))

    def observe(self, texte: str) -> Self:
        """Demande un changement du plan."""
        return self._repond(Reponse(sens=Sens.OBSERVER, observations=texte))

    def _repond(self, reponse: Reponse) -> Self:
        envoyee = self._proposition()
        reponses.repondre(self._id(), usager=self._personne, proposition_id=envoyee.id, reponse=reponse)
        return self

    def _proposition(self) -> Proposition:
        envoyee = derniere_envoyee(propositions_de(self.dossier))
        if envoyee is None:
            raise RuntimeError("aucun plan n’est encore proposé")
        return envoyee

    # ---------- Ailleurs, à deux ----------

    def transmet(self, code: str, nom: str, adresse: str) -> Self:
        """Transmet la demande à une autre autorité."""
        autorite = Autorite(nom=nom, adresse=adresse)
        transmissions.transmettre(self._id(), code, agent=self._agent(JULIEN), autorite=autorite, revision=None)
        return self

    def demande_aussi(self, autre: Aine) -> "RecitAutonomie":
        """Ouvre la demande liée de l’autre personne du foyer et rend son récit."""
        lie = lies.demander_aussi(self._id(), usager=self._personne)
        return RecitAutonomie(self._theatre, autre, dossier_id=lie.id)

    def acheve_et_depose(self) -> Self:
        """Remplit ce qui manque au brouillon ouvert, joint les pièces et envoie."""
        self._remplit(self._demandeur.reponses(self._theatre.jour, horloge.aujourd_hui()))
        self.joint()
        depot.deposer(self._id(), usager=self._personne, revision=None, accord_electronique=True)
        return self

    # ---------- Chaque mois ----------

    def avance(self, par: str = HERVE) -> Self:
        """Accorde l’aide d’urgence."""
        avance.accorder_avance(self._id(), agent=self._agent(par), revision=None)
        return self

    def emet(self) -> Self:
        """Laisse le portail émettre la mensualité du mois."""
        emission.emettre(self._id())
        return self

    def est_versee(self, mandat: str) -> Self:
        """Mandate et paie ce qui reste à verser : le comptable tient les comptes sans lire les dossiers."""
        comptable = self._theatre.agents[PATRICK]
        for versement in versements_de(self.dossier):
            if versement.etat is EtatVersement.A_MANDATER:
                for geste in (GesteVersement.MANDATER, GesteVersement.PAYER):
                    ordre = Ordre(geste=geste, mandat=mandat, jour=horloge.aujourd_hui())
                    comptabilite.enregistrer(versement.id, agent=comptable, ordre=ordre, revision=None)
        return self

    def entre_a_l_hopital(self) -> Self:
        """Déclare une entrée à l’hôpital, ce jour."""
        sejours.declarer(self._id(), usager=self._personne, sejour=Sejour(entree=horloge.aujourd_hui()))
        return self

    def a_utilise(self, cout: str) -> Self:
        """Note ce qu’a coûté l’aide du mois passé."""
        mois = (horloge.aujourd_hui().replace(day=1) - timedelta(days=1)).replace(day=1)
        utilisations.noter(self._id(), agent=self._agent(JULIEN), mois=mois, cout=Decimal(cout), revision=None)
        return self


def _adverbes(activite: ChoixMultiple, cote: str) -> list[str]:
    adverbes = [code for code in activite.options if code != activite.exclusive]
    return {"A": adverbes, "B": adverbes[:SEULE], "C": [activite.exclusive]}[cote]


def _ligne(nature: str, quantite: str, prix: str) -> dict[str, Any]:
    return {"nature": nature, "intervenant": None, "quantite": quantite, "prix": prix, "lien": None}
