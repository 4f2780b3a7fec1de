"""Les formulaires d’une proposition : ses lignes, le jour où elle fut reçue, une réponse arrivée par courrier."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast

from flask_babel import gettext, lazy_gettext
from wtforms.validators import ValidationError

from portail.demarche.champs import BlocRepete, Champ, Choix, DateRecente, Montant, Nombre, TexteCourt, TexteLong
from portail.demarche.propositions import Proposition as Declaree
from portail.dossiers.propositions.actions import Redige
from portail.dossiers.propositions.lignes import REFUS_ECRIT, FauteDeLigne
from portail.dossiers.propositions.models import Proposition
from portail.dossiers.propositions.reponses import OBSERVATIONS_MAX, Reponse, Sens, sens_possibles
from portail.dossiers.propositions.retrait import MOTIF_MAX as RETRAIT_MAX
from portail.guichets.agents.formulaires import ChampJour
from portail.guichets.saisie.blocs import SaisieBloc
from portail.guichets.saisie.formulaire import FormulaireDeSaisie
from portail.guichets.saisie.simples import Exige, FormulaireVersionne, Radios, Texte, au_plus
from portail.socle.traduction import _

LIGNES_MAX = 12
MOT_MAX = 2000
QUART = Decimal("0.25")


def champs_de_la_proposition(declaree: Declaree) -> tuple[Champ, ...]:
    """Rend les champs de l’éditeur : des lignes à répéter, le refus écrit s’il peut être dû, un mot."""
    refus = (DateRecente(REFUS_ECRIT, declaree.refus_ecrit, obligatoire=False),) if declaree.refus_ecrit else ()
    return (
        BlocRepete(
            "lignes",
            _("Ce que l’on propose, par mois"),
            champs=_champs_de_ligne(declaree),
            element=_("Ligne"),
            minimum=1,
            maximum=LIGNES_MAX,
        ),
        *refus,
        TexteLong("mot", _("Un mot pour la personne"), obligatoire=False, longueur_max=MOT_MAX),
    )


def _champs_de_ligne(declaree: Declaree) -> tuple[Champ, ...]:
    lien = Choix(
        "lien",
        _("Lien avec qui l’emploie"),
        options=declaree.liens,
        aide=_("Seulement si la personne emploie elle-même."),
        obligatoire=False,
    )
    return (
        Choix("nature", _("Nature"), options={nature.code: nature.libelle for nature in declaree.natures}),
        TexteCourt("intervenant", _("Service ou intervenant"), obligatoire=False),
        Nombre("quantite", _("Heures ou quantité par mois"), pas=QUART, maximum=Decimal(1000), obligatoire=False),
        Montant(
            "prix",
            _("Tarif, prix ou montant"),
            aide=_("Vide : le tarif de référence, s’il y en a un."),
            maximum=Decimal(20_000),
            obligatoire=False,
        ),
        *([lien] if declaree.liens else []),
    )


def valeurs_de(proposition: Proposition | None) -> dict[str, Any]:
    """Rend ce que l’éditeur montre d’abord : la proposition préparée, à défaut celle que l’on reprend."""
    if proposition is None:
        return {}
    lignes = [
        {**une, "lien": une["lien"] or None, "intervenant": une["intervenant"] or None} for une in proposition.lignes
    ]
    refus = proposition.refus_ecrit_le
    return {"lignes": lignes, REFUS_ECRIT: refus.isoformat() if refus else None, "mot": proposition.mot}


def redige_de(form: FormulaireDeSaisie) -> Redige:
    """Rend ce que l’agent a écrit, tel que lu."""
    lues = form.reponses()
    refus = lues.get(REFUS_ECRIT)
    return Redige(
        lignes=cast("Sequence[Mapping[str, Any]]", lues.get("lignes") or []),
        refus_ecrit_le=date.fromisoformat(refus) if refus else None,
        mot=lues.get("mot") or "",
    )


def signaler(form: FormulaireDeSaisie, fautes: Sequence[FauteDeLigne]) -> None:
    """Porte chaque faute sur le champ de sa ligne, là où elle se corrige."""
    bloc = cast("SaisieBloc", form["lignes"])
    for faute in fautes:
        if faute.rang is None:
            form[faute.champ].errors = [gettext(faute.message)]
            continue
        for field in bloc.entrees[faute.rang]:
            if field.champ.identifiant == faute.champ:
                field.errors = [gettext(faute.message)]
    des_lignes: list[Any] = [entree.errors for entree in bloc.entrees if entree.errors]
    bloc.errors = [*bloc.errors, *des_lignes]


class FormulaireReception(FormulaireVersionne):
    """Le jour où la lettre a été reçue."""

    jour = ChampJour(lazy_gettext("Jour de réception"), description=lazy_gettext("Celui de l’avis de réception."))

    def validate_jour(self, field: Any) -> None:  # noqa: ANN401 — champ WTForms
        """Exige une date."""
        exiger_un_jour(field)


def exiger_un_jour(field: Any) -> None:  # noqa: ANN401 — champ WTForms
    """Lève `ValidationError` sans date lisible."""
    if not isinstance(field.data, date):
        raise ValidationError(gettext("Écrivez une date. Exemple : hier."))


class FormulaireReponse(FormulaireVersionne):
    """Une réponse arrivée par courrier : c’est la date d’envoi qui compte."""

    sens = Radios(lazy_gettext("Que répond la personne ?"), [Exige(_("Choisissez une réponse."))])
    envoi = ChampJour(
        lazy_gettext("Date d’envoi"),
        description=lazy_gettext("Celle du cachet de la poste, à défaut celle de la lettre (CRPA, L112-1)."),
    )
    observations = Texte(
        lazy_gettext("Ce qu’elle écrit"), [au_plus(OBSERVATIONS_MAX)], description=lazy_gettext("Ses mots.")
    )

    def proposer(self, proposition: Proposition) -> None:
        """Pose ce que l’on peut répondre à cette proposition."""
        self.sens.choices = [(sens.value, gettext(SENS[sens])) for sens in sens_possibles(proposition)]

    def validate_envoi(self, field: Any) -> None:  # noqa: ANN401 — champ WTForms
        """Exige une date."""
        exiger_un_jour(field)

    @property
    def reponse(self) -> Reponse:
        """Rend la réponse lue."""
        return Reponse(sens=Sens(self.sens.data), observations=self.observations.data or "")


SENS: Mapping[Sens, str] = {
    Sens.ACCEPTER: _("Elle accepte la proposition"),
    Sens.OBSERVER: _("Elle demande à la modifier"),
    Sens.REFUSER: _("Elle refuse la proposition"),
}


class FormulaireRetrait(FormulaireVersionne):
    """Pourquoi la proposition est reprise ; la personne lira ce texte."""

    motif = Texte(
        lazy_gettext("Raison, telle que la personne la lira"),
        [Exige(_("Dites à la personne pourquoi la proposition est retirée.")), au_plus(RETRAIT_MAX)],
    )
