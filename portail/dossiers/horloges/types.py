"""Une horloge légale : d’où elle part, quand elle finit, ce qui l’a arrêtée, et comment on l’a calculée."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from portail.dossiers.etats import NatureDecision
from portail.dossiers.horloges.plis import Pli


class Code(StrEnum):
    """Les horloges d’un dossier (CRPA)."""

    ENREGISTREMENT = "enregistrement"
    ACCUSE = "accuse"
    COMPLEMENT = "complement"
    SILENCE = "silence"
    RECOURS = "recours"
    MOTIFS = "motifs"
    PROPOSITION = "proposition"
    OBSERVATIONS = "observations"
    DEFINITIVE = "definitive"
    REPONSE = "reponse"
    TRANSMISSION = "transmission"
    TERME = "terme"


class Marche(StrEnum):
    """Où en est une horloge, un jour donné."""

    EN_ATTENTE = "en_attente"
    """Elle n’est pas partie."""
    EN_COURS = "en_cours"
    SUSPENDUE = "suspendue"
    TENUE = "tenue"
    """Ce qui était dû fut fait à temps."""
    TARDIVE = "tardive"
    """Ce qui était dû fut fait, mais trop tard."""
    ECHUE = "echue"
    """Le délai est passé et rien n’a été fait."""
    ACQUISE = "acquise"
    """Le délai est allé à son terme : il a valu décision."""
    SANS_OBJET = "sans_objet"


class Nature(StrEnum):
    """Ce qu’une étape du calcul fait au délai."""

    DEPART = "depart"
    ATTENTE = "attente"
    DELAI = "delai"
    DELAI_PROPRE = "delai_propre"
    """Un texte propre à la démarche laisse moins de temps que le délai commun."""
    SUSPENSION = "suspension"
    REPORT = "report"
    PRESOMPTION = "presomption"
    RECOMMANDE = "recommande"
    PROROGATION = "prorogation"


@dataclass(frozen=True, slots=True)
class Etape:
    """Un pas du calcul : `jour` en est le résultat ; `debut` et `nombre` (jours ou mois) ce qui y mène."""

    nature: Nature
    jour: date
    debut: date | None = None
    nombre: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Horloge:
    """Un délai ; sans `depart`, il n’a pas commencé ; sans `echeance`, on ne sait pas encore quand il finit."""

    code: Code
    depart: date | None = None
    echeance: date | None = None
    suspendue_depuis: date | None = None
    arret: date | None = None
    """Jour où ce qui était attendu est arrivé."""
    eteinte: bool = False
    """Vrai quand plus rien n’est dû, sans que rien ait été fait."""
    acquise: bool = False
    """Vrai quand le silence est allé à son terme et a valu décision."""
    etapes: tuple[Etape, ...] = ()

    @property
    def court(self) -> bool:
        """Vrai si le délai est parti et que rien ne l’a arrêté ni suspendu."""
        return bool(self.echeance) and not (self.arret or self.eteinte or self.suspendue_depuis)

    def marche(self, jour: date) -> Marche:
        """Rend où en est l’horloge ce jour-là ; le jour de l’échéance court jusqu’à vingt-quatre heures."""
        if self.acquise:
            return Marche.ACQUISE
        if self.arret:
            return Marche.TARDIVE if self.echeance and self.arret > self.echeance else Marche.TENUE
        if self.eteinte:
            return Marche.SANS_OBJET
        if self.suspendue_depuis:
            return Marche.SUSPENDUE
        if self.depart is None or self.echeance is None:
            return Marche.EN_ATTENTE
        return Marche.ECHUE if self.echeance < jour else Marche.EN_COURS


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """Comment la décision fut portée à la connaissance de la personne."""

    mise_a_disposition: date | None = None
    electronique: bool = False
    consultation: date | None = None
    decision: str = ""
    plis: tuple[Pli, ...] = ()
    """Les lettres recommandées de cette décision, chacune dans son dernier état noté."""
    jour: date | None = None
    """Jour de la notification ; rien si elle n’est pas encore prouvée."""
    presumee_apres: date | None = None
    """Jour après lequel, faute de lecture, la décision est réputée notifiée le jour de sa mise à disposition."""

    @property
    def par_la_poste(self) -> date | None:
        """Rend le premier jour où une lettre recommandée prouve la notification, ou rien."""
        return min((pli.notifie for pli in self.plis if pli.notifie), default=None)

    @property
    def connue(self) -> date | None:
        """Rend le premier jour où la personne a connu la décision, lue en ligne ou notifiée par la poste, ou rien."""
        return min(filter(None, (self.consultation, self.par_la_poste)), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Horloges:
    """Toutes les horloges d’un dossier ; celles qui n’ont pas lieu d’être sont absentes."""

    enregistrement: Horloge | None = None
    accuse: Horloge | None = None
    complements: tuple[Horloge, ...] = ()
    silence: Horloge | None = None
    recours: Horloge | None = None
    motifs: Horloge | None = None
    propres: tuple[Horloge, ...] = ()
    """Celles d’une étape propre à la démarche : une proposition, par exemple."""
    notification: Notification | None = None
    opposable: bool = False
    """Vrai si les délais de recours valent pour la personne (L112-12)."""
    decision: NatureDecision | None = None
    """La décision en vigueur."""
    reponse: date | None = None
    """Jour de la première décision, expresse ou née du silence, ou de la sortie."""
    fin: date | None = None
    """Jour où plus rien n’est à décider : décision en vigueur, sortie ou clôture ; rien tant qu’on instruit."""

    reponse_attendue: bool = False
    """Vrai si une proposition attend la réponse de la personne."""
    evaluateur_attendu: UUID | None = None
    """Qui doit encore évaluer la personne chez elle."""

    @property
    def toutes(self) -> tuple[Horloge, ...]:
        """Rend les horloges qui ont lieu d’être, dans l’ordre de la procédure."""
        debut = (self.enregistrement, self.accuse, *self.complements, *self.propres)
        suite = (*debut, self.silence, self.recours, self.motifs)
        return tuple(horloge for horloge in suite if horloge is not None)
