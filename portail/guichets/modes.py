"""À qui l’on paie, à l’écran : le choix en mots, depuis quand, le formulaire qui le change ; personne et agent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask_babel import gettext

from portail.demarche.champs import Champ, Choix
from portail.demarche.declaration import Demarche, ModeVersement
from portail.dossiers.models import Dossier
from portail.dossiers.versements.modes import destination_au, modes_choisis, premier_mois, prestataires_de
from portail.guichets.contexte import traduire
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.socle import horloge
from portail.socle.erreurs import Introuvable
from portail.socle.traduction import _


@dataclass(frozen=True, slots=True)
class ModeDit:
    """À qui l’on paie à partir d’un mois ; sans mois, depuis la demande."""

    texte: str
    depuis: date | None = None


@dataclass(frozen=True, slots=True)
class ModesDits:
    """À qui l’on paie ce mois-ci, et tous les choix faits, du plus récent au plus ancien."""

    actuel: str
    choisis: Sequence[ModeDit]


def modes_dits(dossier: Dossier, demarche: Demarche) -> ModesDits | None:
    """Rend à qui l’on paie ce dossier, ou rien si la démarche ne laisse pas le choix."""
    if demarche.prestation is None or demarche.versement is None or not demarche.versement.mode:
        return None
    actuel = destination_au(dossier, demarche, horloge.aujourd_hui().replace(day=1))
    choisis = [
        ModeDit(_texte(demarche, un.mode, un.prestataire.nom if un.prestataire else ""), un.depuis)
        for un in reversed(modes_choisis(dossier))
    ]
    nom = actuel.prestataire.nom if actuel.prestataire else ""
    return ModesDits(_texte(demarche, actuel.mode, nom), choisis)


def _texte(demarche: Demarche, mode: ModeVersement, nom: str) -> str:
    """Rend la réponse de la démarche qui veut dire ce mode, et le service s’il est désigné."""
    dit = traduire(_champ(demarche).options[_code(demarche, mode)])
    if mode is not ModeVersement.SERVICE:
        return dit
    return gettext("%(mode)s : %(nom)s", mode=dit, nom=nom or gettext("service à désigner"))


def _champ(demarche: Demarche) -> Choix:
    champ = demarche.champs.get(demarche.versement.mode) if demarche.versement else None
    if not isinstance(champ, Choix):
        raise Introuvable
    return champ


def _code(demarche: Demarche, mode: ModeVersement) -> str:
    modes = demarche.versement.modes if demarche.versement else {}
    return next(code for code, voulu in modes.items() if voulu is mode)


def formulaire_du_mode(dossier: Dossier, demarche: Demarche, *, revision: int | None = None) -> FormulaireDeSaisie:
    """Rend le formulaire qui change à qui l’on paie, rempli du choix actuel ; lève `Introuvable` sans choix."""
    actuel = destination_au(dossier, demarche, premier_mois(dossier, horloge.aujourd_hui()))
    champs: list[Champ] = [Choix("mode", _("À qui l’aide est-elle versée ?"), _champ(demarche).options)]
    proposes = {str(un.id): f"{un.nom} ({un.siret})" for un in prestataires_de(dossier)}
    if proposes:
        aide = _("Seulement pour un versement au service. S’il n’est pas dans la liste, laissez vide.")
        champs.append(Choix("prestataire", _("Quel service ?"), proposes, aide=aide, obligatoire=False))
    connu = str(actuel.prestataire.id) if actuel.prestataire else None
    return formulaire_de(
        champs,
        contexte=contexte_de_saisie(),
        valeurs={"mode": _code(demarche, actuel.mode), "prestataire": connu if connu in proposes else None},
        brut=envoi_garde(),
        revision=revision,
    )


def mode_lu(form: FormulaireDeSaisie, demarche: Demarche) -> tuple[ModeVersement, UUID | None]:
    """Rend le mode choisi, et le service s’il a été désigné."""
    lues = form.reponses()
    mode = demarche.versement.modes[str(lues["mode"])] if demarche.versement else ModeVersement.COMPTE
    choisi = lues.get("prestataire") if mode is ModeVersement.SERVICE else None
    return mode, UUID(str(choisi)) if choisi else None
