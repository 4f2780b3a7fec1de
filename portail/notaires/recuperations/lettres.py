"""La décision de récupération, notifiée aux héritiers, aux légataires ou aux donataires par l’office."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from portail.demarche.formats import en_euros
from portail.documents import decisions, lettres
from portail.documents.models import Document
from portail.documents.recours import voies_contre_une_recuperation
from portail.documents.redaction import FRANCAIS
from portail.documents.remise import Resume, departement, emettre, remplacer_ceux_de
from portail.dossiers.numero import en_deux_groupes
from portail.dossiers.redaction import coordonnees
from portail.identite.models import Agent
from portail.identite.notaires.models import Office
from portail.notaires.habilitations import SERVICE_RECOURS
from portail.notaires.rapprochement.identites import Identite
from portail.notaires.recuperations.etats import Issue
from portail.notaires.recuperations.models import Recuperation
from portail.notaires.successions.models import Requete
from portail.socle import horloge
from portail.socle.traduction import _
from portail.territoire.queries import service_de

NATURE, GABARIT = "recuperation", "decision"
_SENS = {
    Issue.RECUPERER: _("Le Département récupère %(montant)s."),
    Issue.REPORTER: _("La récupération de %(montant)s est reportée au décès du conjoint survivant."),
    Issue.RENONCER: _("Le Département ne récupère rien sur cette succession."),
}
_DROIT = _(
    "Articles L. 132-8, R. 132-11 et R. 132-12 du code de l’action sociale et des familles ; article L. 344-5 du même "
    "code pour l’hébergement d’une personne handicapée."
)
_SUITES = {
    Issue.RECUPERER: _("Un titre de recettes vous sera adressé. Attendez-le pour payer, au comptable public."),
    Issue.REPORTER: _("Rien n’est à payer aujourd’hui."),
    Issue.RENONCER: _("Rien n’est à payer."),
}
_OBJET = _(
    "%(nom)s a reçu des aides sociales qui peuvent se récupérer après son décès. Cette décision concerne sa succession."
)
_FINALITE = _("calculer ce qui peut se récupérer sur une succession")


def remettre(
    recuperation: Recuperation, requete: Requete, office: Office, issue: Issue, *, signataire: Agent
) -> Document:
    """Remet la lettre de cette décision, dans la transaction courante ; elle remplace celle d’une décision d’avant.

    Lève `MentionManquante` s’il y manque ce que la loi exige.
    """
    defunt = Identite.de_json(requete.defunt)
    donnees = _entete(requete, office, defunt) | _corps(recuperation, issue, defunt, signataire)
    decisions.exiger_les_mentions(donnees, defavorable=True, algorithmique=True)
    remplacer_ceux_de(recuperation.id, par=None, motif=_("Une autre décision l’a remplacée."))
    resume = Resume(
        numero=requete.numero,
        personne=(*defunt.prenoms, defunt.nom_naissance),
        sens=issue.value,
        montant=recuperation.montant,
    )
    return emettre(NATURE, donnees, gabarit=GABARIT, resume=resume, objet_id=recuperation.id)


def _entete(requete: Requete, office: Office, defunt: Identite) -> dict[str, Any]:
    qui = f"{' '.join(defunt.prenoms)} {defunt.nom_naissance}"
    return lettres.entete(
        departement=departement(),
        service=coordonnees(service_de(SERVICE_RECOURS)),
        destinataire=[
            _("Succession de %(nom)s") % {"nom": qui},
            office.nom,
            office.voie,
            f"{office.code_postal} {office.commune}",
        ],
        affaire=lettres.Affaire(numero=en_deux_groupes(requete.numero), demarche=_("Récupération sur succession")),
        jour=horloge.aujourd_hui(),
    )


def _corps(recuperation: Recuperation, issue: Issue, defunt: Identite, signataire: Agent) -> dict[str, Any]:
    service, montant = service_de(SERVICE_RECOURS), en_euros(recuperation.montant or Decimal(0))
    return decisions.decision(
        titre=_("Décision de récupération sur succession"),
        sens=_SENS[issue] % {"montant": montant} if "%(" in _SENS[issue] else _SENS[issue],
        paragraphes=[_OBJET % {"nom": f"{' '.join(defunt.prenoms)} {defunt.nom_naissance}"}],
        details=[(_("Montant récupéré"), montant)] if issue is Issue.RECUPERER else [],
        motifs=_motifs(recuperation),
        suites=[_SUITES[issue]],
        signataire=decisions.Signataire(
            nom=f"{signataire.prenom} {signataire.nom}", qualite=signataire.qualite, service=service.nom
        ),
        recours=voies_contre_une_recuperation(autorite=f"{service.nom}, {service.adresse}"),
        algorithme=decisions.mention_algorithmique(finalite=_FINALITE, service=coordonnees(service)),
        accents=[montant],
        redaction=FRANCAIS,
    )


def _motifs(recuperation: Recuperation) -> Sequence[decisions.MotifEcrit]:
    motifs = [decisions.MotifEcrit(titre=_("La récupération"), droit=_DROIT, fait=recuperation.motif or "")]
    if recuperation.ecart:
        droit = _("Article R. 132-11 du code de l’action sociale et des familles.")
        motifs.append(decisions.MotifEcrit(titre=_("Le montant fixé"), droit=droit, fait=recuperation.ecart))
    return motifs
