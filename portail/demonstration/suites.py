"""Les suites d’une décision, dans un récit : la contester, envoyer ses justificatifs, être payé ou non."""

from typing import Self
from uuid import UUID

from portail.demonstration.recit import CLAIRE, GWENAELLE, PATRICK, Recit
from portail.dossiers.actions import instruction
from portail.dossiers.recours import actions as recours
from portail.dossiers.versements import comptabilite, importation, justificatifs
from portail.dossiers.versements.comptabilite import Ordre
from portail.dossiers.versements.etats import GesteVersement, MotifRejet
from portail.dossiers.versements.fichiers import ENTETE_LUE
from portail.dossiers.versements.models import Versement
from portail.dossiers.versements.queries import justificatifs_manquants, versement_de
from portail.identite.actions import auteur_agent
from portail.journal.actions import consigner
from portail.socle import horloge
from portail.socle.tableur import SEPARATEUR


class RecitSuivi(Recit):
    """Une demande racontée au-delà de sa décision."""

    _recours_id: UUID

    def conteste(self, texte: str) -> Self:
        """Forme un recours contre la décision ; le récit continue sur la demande d’origine."""
        arguments = recours.Arguments(texte=texte)
        forme = recours.former(self._id(), usager=self._personne, arguments=arguments, accord_electronique=True)
        self._recours_id = forme.id
        return self

    def etudie_le_recours(self, par: str = GWENAELLE) -> Self:
        """Prend en charge le recours : quelqu’un qui n’a ni instruit ni signé la première décision."""
        agent = self._theatre.agents[par]
        consigner("lire", auteur=auteur_agent(agent), objet=("dossier", self._recours_id))
        instruction.prendre_en_charge(self._recours_id, agent=agent)
        return self

    def se_justifie(self) -> Self:
        """Envoie les justificatifs de paiement."""
        for piece in justificatifs_manquants(self.dossier, self._demarche):
            recu = self._recoit(piece.identifiant)
            justificatifs.joindre(self._id(), usager=self._personne, code=piece.identifiant, recu=recu)
        return self

    def valide_les_justificatifs(self, par: str = CLAIRE) -> Self:
        """Accepte les justificatifs : le versement est à mandater."""
        justificatifs.valider(self._versement().id, agent=self._agent(par), revision=None)
        return self

    def mandate(self, mandat: str) -> Self:
        """Mandate le versement."""
        return self._opere(GesteVersement.MANDATER, mandat)

    def paie(self, mandat: str) -> Self:
        """Note le paiement."""
        return self._opere(GesteVersement.PAYER, mandat)

    def est_rejete(self, mandat: str, motif: MotifRejet) -> Self:
        """Importe le fichier du comptable : la banque a refusé ce virement ; une autre ligne est à corriger."""
        versement = self._versement()
        suite = (mandat, horloge.aujourd_hui().isoformat(), f"{versement.montant:.2f}", motif.value)
        lignes = (ENTETE_LUE, (versement.reference, "rejete", *suite), ("REFERENCE-1", "paye", *suite[:3], ""))
        contenu = "\n".join(SEPARATEUR.join(ligne) for ligne in lignes).encode()
        importation.importer(contenu, nom="retours-de-la-banque.csv", agent=self._theatre.agents[PATRICK])
        return self

    def _opere(self, geste: GesteVersement, mandat: str) -> Self:
        ordre = Ordre(geste=geste, mandat=mandat, jour=horloge.aujourd_hui())
        comptable = self._theatre.agents[PATRICK]  # il tient les comptes sans lire les dossiers
        comptabilite.enregistrer(self._versement().id, agent=comptable, ordre=ordre, revision=None)
        return self

    def _versement(self) -> Versement:
        versement = versement_de(self.dossier)
        if versement is None:
            raise RuntimeError("cette demande n’a rien à verser")
        return versement
