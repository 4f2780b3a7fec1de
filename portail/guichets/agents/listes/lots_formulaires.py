"""Les formulaires des gestes par lot : la consigne, et la raison s’il en faut une pour agir hors de sa file."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from flask_babel import gettext, lazy_gettext
from wtforms.validators import ValidationError

from portail.demarche.declaration import Demarche, Information, ParLot, ValeurCalculee
from portail.dossiers.etats import Geste
from portail.dossiers.modeles.variables import VARIABLES, VariableInconnue, verifier
from portail.dossiers.motifs.queries import motifs_en_vigueur
from portail.guichets.agents.dossier.raison import FormulaireRaison
from portail.guichets.agents.formulaires import MESSAGE_MAX, PERSONNE, FormulaireComplement
from portail.guichets.contexte import langue_courante
from portail.guichets.saisie.simples import Cases, Exige, Liste, Texte, au_plus
from portail.identite.models import Agent
from portail.instruction.lots.decisions import PAR_LOT
from portail.instruction.lots.models import GesteDeLot
from portail.parametres.queries import entier_au
from portail.socle.traduction import _, traducteur


class FormulaireDeLot(FormulaireRaison):
    """Ce que tous partagent : pourquoi agir sur des dossiers qui ne sont pas de sa file, s’il y en a."""

    def poser_la_raison(self, *, demandee: bool) -> None:
        """Propose les raisons, ou retire la question."""
        if demandee:
            self.proposer()
        else:
            del self.raison, self.precision

    def consigne(self) -> dict[str, Any]:
        """Rend ce que le geste demande."""
        return {}

    def preparer_pour(self, demarche: Demarche | None, collegues: Iterable[Agent]) -> None:
        """Pose les choix."""


def _verifier_les_variables(texte: str) -> None:
    try:
        verifier(texte)
    except VariableInconnue as refus:
        raise ValidationError(gettext(refus.message) % refus.valeurs) from refus


def _aide_des_variables() -> str:
    connues = ", ".join(f"{{{nom}}}" for nom in VARIABLES)
    return gettext("Ces mots sont remplacés dans chaque message : %(connues)s.", connues=connues)


class FormulaireAffectationDeLot(FormulaireDeLot):
    """À qui confier les dossiers."""

    a = Liste(lazy_gettext("Suivi par"), default=PERSONNE)

    def preparer_pour(self, demarche: Demarche | None, collegues: Iterable[Agent]) -> None:
        """Pose les collègues des services concernés."""
        noms = {str(agent.id): f"{agent.nom_affiche} ({agent.qualite})" for agent in collegues}
        self.a.choices = {PERSONNE: gettext("Personne : rendre à la file du service"), **noms}

    def consigne(self) -> dict[str, Any]:
        """Rend l’agent choisi."""
        return {"a": str(UUID(self.a.data)) if self.a.data else ""}


class FormulaireMessageDeLot(FormulaireDeLot):
    """Un même message à chaque personne."""

    message = Texte(
        lazy_gettext("Votre message"),
        [Exige(_("Écrivez votre message avant de l’envoyer.")), au_plus(MESSAGE_MAX)],
    )

    def preparer_pour(self, demarche: Demarche | None, collegues: Iterable[Agent]) -> None:
        """Dit les variables."""
        self.message.description = _aide_des_variables()

    def validate_message(self, field: Texte) -> None:
        """Refuse une variable inconnue."""
        _verifier_les_variables(field.data or "")

    def consigne(self) -> dict[str, Any]:
        """Rend le message."""
        return {"message": (self.message.data or "").strip()}


class FormulaireComplementDeLot(FormulaireComplement, FormulaireDeLot):
    """Les réponses et les pièces à redemander ; chaque dossier ne reçoit que ce qui le concerne."""

    def preparer_pour(self, demarche: Demarche | None, collegues: Iterable[Agent]) -> None:
        """Pose les questions et les pièces de la démarche."""
        if demarche is None:
            return
        self._demarche, traduire = demarche, traducteur(langue_courante())
        champs = [c for c in demarche.champs.values() if not isinstance(c, Information | ValeurCalculee)]
        self.preparer(
            {champ.identifiant: traduire(champ.libelle) for champ in champs},
            {piece.identifiant: traduire(piece.nom) for piece in demarche.pieces},
            jours=entier_au(demarche.cle_delai_complement),
        )
        self.message.description = _aide_des_variables()

    def validate_message(self, field: Texte) -> None:
        """Refuse une variable inconnue."""
        _verifier_les_variables(field.data or "")

    def consigne(self) -> dict[str, Any]:
        """Rend ce qui est demandé, le message et la date limite."""
        return {
            "demarche": self._demarche.identifiant,
            "elements": self.elements({}),
            "message": (self.message.data or "").strip(),
            "date_limite": self.date_limite.data.isoformat() if self.date_limite.data else "",
        }


class FormulaireAccordDeLot(FormulaireDeLot):
    """Rien à choisir : le montant est celui que les contrôles calculent pour chacun."""

    def preparer_pour(self, demarche: Demarche | None, collegues: Iterable[Agent]) -> None:
        """Retient la démarche."""
        self._demarche = demarche

    def consigne(self) -> dict[str, Any]:
        """Rend la démarche concernée."""
        return {"demarche": self._demarche.identifiant if self._demarche else ""}


class FormulaireRefusDeLot(FormulaireDeLot):
    """Pour quels motifs ; chaque dossier n’est refusé que pour ceux que ses contrôles donnent."""

    motifs = Cases(
        lazy_gettext("Motifs"),
        [Exige(_("Choisissez au moins un motif : une décision défavorable se motive."))],
        description=lazy_gettext(
            "Un dossier n’est refusé que pour les motifs que ses propres contrôles donnent, avec ses chiffres. "
            "Les autres dossiers sont écartés."
        ),
    )

    def preparer_pour(self, demarche: Demarche | None, collegues: Iterable[Agent]) -> None:
        """Pose les motifs en vigueur qui valent pour un refus."""
        self._demarche, traduire = demarche, traducteur(langue_courante())
        motifs = motifs_en_vigueur(demarche) if demarche else ()
        self.motifs.choices = {m.code: traduire(m.libelle) for m in motifs if Geste.REFUSER in m.gestes}

    def consigne(self) -> dict[str, Any]:
        """Rend la démarche et les motifs choisis."""
        demarche = self._demarche.identifiant if self._demarche else ""
        return {"demarche": demarche, "motifs": list(self.motifs.data or [])}


FORMULAIRES: Mapping[GesteDeLot, type[FormulaireDeLot]] = MappingProxyType(
    {
        GesteDeLot.AFFECTER: FormulaireAffectationDeLot,
        GesteDeLot.DEMANDER_COMPLEMENT: FormulaireComplementDeLot,
        GesteDeLot.ECRIRE: FormulaireMessageDeLot,
        GesteDeLot.ACCEPTER: FormulaireAccordDeLot,
        GesteDeLot.REFUSER: FormulaireRefusDeLot,
    }
)


def est_permis(geste: GesteDeLot, demarches: Iterable[Demarche]) -> bool:
    """Vrai si l’une de ces démarches permet ce geste par lot."""
    voulu: ParLot | None = PAR_LOT.get(geste)
    return voulu is None or any(voulu in demarche.decisions_par_lot for demarche in demarches)
