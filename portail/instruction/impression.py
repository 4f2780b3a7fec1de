"""Réunir un dossier entier pour l’imprimer : les mêmes textes qu’à l’écran, du dépôt à la décision."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from uuid import UUID

from portail.demarche.declaration import Demarche
from portail.demarche.declaration import Piece as PieceDeclaree
from portail.demarche.recapitulatif import RESERVE, Rubrique, masquer_les_comptes, rubriques, rubriques_figees
from portail.demarche.regles import Verdict
from portail.demarche.valeurs import afficher
from portail.documents.composition import composer_a_part
from portail.documents.dossier_entier import Ligne, Partie, dossier_entier
from portail.documents.redaction import Redaction
from portail.dossiers.examen import bilan_de, jour_de_reference
from portail.dossiers.guichet.actions import NUMERISATION
from portail.dossiers.guichet.desistement import LETTRE
from portail.dossiers.horloges.lecture import declaration_de, horloges_du
from portail.dossiers.horloges.phrases import horloges_dites
from portail.dossiers.horloges.plis import ISSUES
from portail.dossiers.models import Decision, Dossier, Message
from portail.dossiers.recommandes.models import PliRecommande
from portail.dossiers.redaction import affaire_de, montant_ecrit, motifs_ecrits, sens_de
from portail.identite.models import Agent
from portail.identite.queries import agents_par_id
from portail.instruction.dossier_lu import DossierLu, dossier_lu
from portail.pieces.models import EtatPiece, Piece
from portail.pieces.queries import par_message, pieces_de
from portail.socle import demarrage, horloge
from portail.socle.traduction import _, departement_dit
from portail.territoire.queries import service_de

VERDICTS: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.CONFORME: _("Conforme"),
        Verdict.NON_CONFORME: _("Non conforme"),
        Verdict.A_VERIFIER: _("À vérifier"),
        Verdict.EN_ATTENTE: _("En attente"),
    }
)
PIECES: Mapping[EtatPiece, str] = MappingProxyType(
    {
        EtatPiece.ATTENDUE: _("Attendue"),
        EtatPiece.PLUS_TARD: _("Promise plus tard"),
        EtatPiece.RECUE: _("À vérifier"),
        EtatPiece.ACCEPTEE: _("Acceptée"),
        EtatPiece.REFUSEE: _("Refusée"),
    }
)
NUMERISEES: Mapping[str, str] = MappingProxyType(
    {NUMERISATION: _("Formulaire numérisé"), LETTRE: _("Lettre de désistement")}
)
"""Ce que le guichet numérise : d’aucune déclaration, et sans rien à accepter ni à refuser."""


def composer_dossier(dossier: Dossier, *, agent: Agent, langue: str) -> bytes:
    """Rend le dossier entier en un PDF accessible et archivable ; lève `TravailImpossible` si sa composition échoue."""
    redaction, demarche = Redaction.en(langue), declaration_de(dossier)
    reunion = _Reunion(dossier_lu(agent, dossier), demarche, redaction)
    donnees = dossier_entier(
        departement=departement_dit(demarrage.reglages().departement, langue),
        affaire=affaire_de(dossier, demarche, redaction),
        references=reunion.references(),
        etabli=redaction.texte(
            _("Imprimé le %(instant)s par %(agent)s."),
            instant=redaction.instant(horloge.maintenant()),
            agent=agent.nom_affiche,
        ),
        sections=reunion.sections(),
        redaction=redaction,
    )
    return composer_a_part("dossier_entier", donnees, langue=langue)


class _Reunion:
    """Ce que l’on réunit, section par section."""

    def __init__(self, lu: DossierLu, demarche: Demarche, redaction: Redaction) -> None:
        self.lu, self.dossier, self.demarche, self.redaction = lu, lu.dossier, demarche, redaction
        self.bilan = bilan_de(lu.dossier, demarche)
        self.agents: Mapping[UUID, Agent] = agents_par_id(list(lu.agents_cites()))

    def references(self) -> list[Ligne]:
        """Rend de quoi l’on parle : personne, dates, service."""
        dossier, redaction = self.dossier, self.redaction
        suivi = self.agents.get(dossier.agent_id) if dossier.agent_id else None
        lignes = [
            (redaction.traduire(_("La personne")), f"{dossier.prenoms} {dossier.nom}".strip()),
            (redaction.traduire(_("Déposé le")), redaction.instant(dossier.depose_le) if dossier.depose_le else ""),
            (redaction.traduire(_("Service chargé du dossier")), service_de(dossier.service_code).nom),
            (redaction.traduire(_("Suivi par")), suivi.nom_affiche if suivi else ""),
        ]
        return [ligne for ligne in lignes if ligne[1]]

    def sections(self) -> list[Partie]:
        """Rend toutes les sections, dans l’ordre de l’affaire."""
        traduire = self.redaction.traduire
        deposees, actuelles = self._deposees(), self._actuelles()
        return [
            Partie(
                titre=traduire(_("La demande telle que déposée")),
                parties=_en_parties(self._sans_compte(deposees or actuelles)),
            ),
            Partie(
                titre=traduire(_("Ce qui a changé depuis le dépôt")),
                # Comparées entières, puis masquées : un autre compte peut finir de même.
                lignes=_lignes(self._sans_compte(_changements(deposees, actuelles))) if deposees else [],
            ),
            Partie(titre=traduire(_("Contrôles automatiques")), lignes=self._controles()),
            Partie(titre=traduire(_("Vérifications du service")), lignes=self._verifications()),
            Partie(titre=traduire(_("Pièces")), lignes=self._pieces()),
            Partie(titre=traduire(_("Compléments demandés")), lignes=self._complements()),
            Partie(titre=traduire(_("Échanges")), lignes=self._echanges()),
            Partie(titre=traduire(_("Décisions")), parties=self._decisions()),
            Partie(titre=traduire(_("Échéances")), parties=self._horloges()),
            Partie(titre=traduire(_("Documents remis")), lignes=self._documents()),
        ]

    def _sans_compte(self, lues: Sequence[Rubrique]) -> Sequence[Rubrique]:
        return masquer_les_comptes(self.demarche, lues, self.redaction.traduire)

    def _deposees(self) -> Sequence[Rubrique]:
        return rubriques_figees(self.dossier.instantane) if self.dossier.instantane else ()

    def _actuelles(self) -> Sequence[Rubrique]:
        return rubriques(
            self.demarche,
            self.dossier.reponses,
            jour=jour_de_reference(self.dossier),
            bilan=self.bilan,
            # Comparées à l’instantané, qui est en français.
            traduire=str if self.dossier.instantane else self.redaction.traduire,
            langue="fr" if self.dossier.instantane else self.redaction.langue,
        )

    def _controles(self) -> list[Ligne]:
        traduire, langue = self.redaction.traduire, self.redaction.langue
        constats = [
            (
                traduire(constat.regle.titre),
                f"{traduire(VERDICTS[constat.verdict])}. {constat.texte(traduire, langue)}\n"
                f"{traduire(constat.regle.fondement)}",
            )
            for constat in self.bilan.constats
        ]
        calculs = [
            (traduire(un.calcul.titre), un.texte(traduire, langue))
            for un in self.bilan.explications
            if un.calcul.explication
        ]
        return [*constats, *calculs]

    def _verifications(self) -> list[Ligne]:
        traduire, langue = self.redaction.traduire, self.redaction.langue
        reponses = self.dossier.reponses_agent
        return [
            (traduire(champ.libelle), afficher(champ, reponses[champ.identifiant], traduire, langue))
            for page in self.demarche.pages_agent
            for champ in page.champs
            if reponses.get(champ.identifiant)
        ]

    def _pieces(self) -> list[Ligne]:
        recues = {piece.code: piece for piece in pieces_de(self.dossier.id)}
        declarees = [
            (self.redaction.traduire(declaree.nom), self._piece(recues[declaree.identifiant], declaree))
            for declaree in self.demarche.pieces
            if declaree.identifiant in recues
        ]
        au_guichet = [
            (self.redaction.traduire(nom), "\n".join(self._fichiers(recues[code])))
            for code, nom in NUMERISEES.items()
            if code in recues
        ]
        return [*declarees, *au_guichet]

    def _piece(self, piece: Piece, declaree: PieceDeclaree) -> str:
        """Rend l’état d’une pièce et ses fichiers ; réservée à un volet, elle ne dit que son nom."""
        if declaree.volet:
            return self.redaction.traduire(RESERVE)
        etat = self.redaction.traduire(PIECES[piece.etat])
        return "\n".join([etat + (f" — {piece.precision}" if piece.precision else ""), *self._fichiers(piece)])

    def _fichiers(self, piece: Piece) -> list[str]:
        return [
            self.redaction.texte(
                _("%(nom)s, reçu le %(jour)s"),
                nom=fichier.nom,
                jour=self.redaction.jour(horloge.a_paris(fichier.recu_le).date()),
            )
            for fichier in piece.fichiers
        ]

    def _complements(self) -> list[Ligne]:
        redaction, lignes = self.redaction, []
        for complement in reversed(self.lu.complements):
            limite = redaction.texte(_("À envoyer avant le %(jour)s."), jour=redaction.jour(complement.date_limite))
            demandes = [self._nom_demande(element) for element in complement.elements]
            suite = redaction.instant(complement.repondu_le) if complement.repondu_le else ""
            repondu = [redaction.texte(_("Répondu le %(instant)s."), instant=suite)] if suite else []
            texte = "\n".join([complement.message, *demandes, limite, *repondu])
            lignes.append((redaction.instant(complement.demande_le), texte))
        return lignes

    def _nom_demande(self, element: Mapping[str, str]) -> str:
        piece = self.demarche.piece(element["identifiant"]) if element["type"] == "piece" else None
        champ = self.demarche.champs.get(element["identifiant"])
        return "– " + self.redaction.traduire(piece.nom if piece else champ.libelle if champ else "")

    def _echanges(self) -> list[Ligne]:
        joints = par_message(self.lu.joints)
        return [
            (
                f"{self.redaction.instant(message.envoye_le)}\n{self._auteur(message)}",
                "\n".join([message.texte, *(fichier.nom for fichier in joints.get(message.id, ()))]),
            )
            for message in reversed(self.lu.messages)
        ]

    def _auteur(self, message: Message) -> str:
        agent = self.agents.get(message.agent_id) if message.agent_id else None
        return agent.nom_affiche if agent else self.redaction.traduire(_("La personne"))

    def _decisions(self) -> list[Partie]:
        return [self._decision(decision) for decision in self.lu.prises]

    def _decision(self, decision: Decision) -> Partie:
        redaction, signataire = self.redaction, decision.signataire or {}
        nom = f"{signataire.get('prenom', '')} {signataire.get('nom', '')}".strip()
        dates = [
            (_("Date"), redaction.jour(decision.date_decision) if decision.date_decision else ""),
            (_("Signée par"), ", ".join(filter(None, [nom, signataire.get("qualite"), signataire.get("service")]))),
            (_("Lue par la personne"), redaction.instant(decision.consulte_le) if decision.consulte_le else ""),
            *((_("Lettre recommandée"), self._lettre(pli)) for pli in self.lu.plis if pli.decision_id == decision.id),
            (_("Remplacée le"), redaction.instant(decision.remplacee_le) if decision.remplacee_le else ""),
        ]
        motifs = motifs_ecrits(decision, self.demarche, redaction)
        return Partie(
            titre=sens_de(decision.nature, redaction, self.demarche),
            lignes=[
                *((redaction.traduire(libelle), valeur) for libelle, valeur in dates if valeur),
                *montant_ecrit(decision.montant, redaction),
                *((motif.titre, f"{motif.droit}\n{motif.fait}") for motif in motifs),
            ],
        )

    def _lettre(self, pli: PliRecommande) -> str:
        redaction = self.redaction
        issue = redaction.traduire(ISSUES[pli.issue]) if pli.issue else ""
        etats = ((_("Envoyée"), pli.envoye_le), (_("Présentée"), pli.presente_le), (issue, pli.issue_le))
        dits = (f"{redaction.traduire(quoi)}, {redaction.jour(jour)}" for quoi, jour in etats if jour)
        return "\n".join([pli.numero, *dits])

    def _horloges(self) -> list[Partie]:
        redaction = self.redaction
        dites = horloges_dites(self.demarche, horloges_du(self.dossier), redaction, horloge.aujourd_hui())
        return [
            Partie(
                titre=une.titre,
                texte=[f"{une.marche}. {redaction.jour(une.echeance) if une.echeance else ''}".strip()],
                lignes=[
                    *([(redaction.traduire(_("Calcul")), "\n".join(une.calcul))] if une.calcul else []),
                    (redaction.traduire(_("Fondement")), une.fondement),
                ],
            )
            for une in dites
        ]

    def _documents(self) -> list[Ligne]:
        return [
            (self.redaction.instant(document.cree_le), f"{document.contenu['titre']}\n{document.code}")
            for document in reversed(self.lu.documents)
        ]


def _en_parties(lues: Sequence[Rubrique]) -> list[Partie]:
    return [Partie(titre=rubrique.titre, lignes=_lignes([rubrique])) for rubrique in lues]


def _lignes(lues: Sequence[Rubrique]) -> list[Ligne]:
    return [(ligne.libelle, ligne.valeur) for rubrique in lues for ligne in rubrique.lignes]


def _changements(avant: Sequence[Rubrique], apres: Sequence[Rubrique]) -> list[Rubrique]:
    """Rend les réponses qui ne sont plus celles du dépôt, telles qu’elles sont aujourd’hui."""
    deposees = {(ligne.champ, ligne.libelle): ligne.valeur for rubrique in avant for ligne in rubrique.lignes}
    return [
        replace(
            rubrique,
            lignes=tuple(un for un in rubrique.lignes if deposees.get((un.champ, un.libelle)) != un.valeur),
        )
        for rubrique in apres
    ]
