"""Les suites d’une décision, dans un récit : la contester, envoyer ses justificatifs, être payé ou non."""

from typing import Self

from portail.demonstration.recit import CLAIRE, Recit
from portail.dossiers.recours import actions as recours
from portail.dossiers.versements import comptabilite, justificatifs
from portail.dossiers.versements.comptabilite import Ordre
from portail.dossiers.versements.etats import GesteVersement, MotifRejet
from portail.dossiers.versements.models import Versement
from portail.dossiers.versements.queries import justificatifs_manquants, versement_de
from portail.socle import horloge

PATRICK = "patrick-le-roux"


class RecitSuivi(Recit):
    """Une demande racontée au-delà de sa décision."""

    def conteste(self, texte: str) -> Self:
        """Forme un recours contre la décision ; le récit continue sur la demande d’origine."""
        arguments = recours.Arguments(texte=texte)
        recours.former(self._id(), usager=self._personne, arguments=arguments, accord_electronique=True)
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
        """Note que la banque a refusé le virement."""
        return self._opere(GesteVersement.REJETER, mandat, motif)

    def _opere(self, geste: GesteVersement, mandat: str, motif: MotifRejet | None = None) -> Self:
        ordre = Ordre(geste=geste, mandat=mandat, jour=horloge.aujourd_hui(), motif=motif)
        comptable = self._theatre.agents[PATRICK]  # il tient les comptes sans lire les dossiers
        comptabilite.enregistrer(self._versement().id, agent=comptable, ordre=ordre, revision=None)
        return self

    def _versement(self) -> Versement:
        versement = versement_de(self.dossier)
        if versement is None:
            raise RuntimeError("cette demande n’a rien à verser")
        return versement
