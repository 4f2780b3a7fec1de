"""Dire une condition en mots, pour qui lit le formulaire sur papier : « si vous avez répondu « Oui » à… »."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portail.demarche.champs import Attestation, Champ, Choix, ChoixMultiple, OuiNon
from portail.demarche.conditions import AgeInferieur, AuMoins, Condition, Parmi, Pas, Plusieurs, Rempli, Toutes, Une
from portail.demarche.declaration import Demarche
from portail.demarche.phrases import ecrire
from portail.demarche.valeurs import options_de
from portail.documents.redaction import Redaction
from portail.socle.traduction import _

QUESTION_DEPOSANT = _("Pour qui faites-vous cette demande ?")
DEPOSANT = "qualite_deposant"

_REPONDU = _("si vous avez répondu %(reponses)s à « %(question)s »")
_REMPLI = _("si vous avez répondu à « %(question)s »")
_COCHE = _("si vous avez coché « %(question)s »")
_AGE = _("si la personne a moins de %(ans)s ans")
_AU_MOINS = _("si « %(question)s » vaut %(valeur)s ou plus")
_PLUSIEURS = _("si %(nombre)s au moins de ces conditions sont remplies (%(conditions)s)")
_SAUF = _("sauf %(condition)s")
_ET, _OU = _("et"), _("ou")


@dataclass(frozen=True, slots=True)
class ConditionsEcrites:
    """Les conditions d’une démarche, dans une langue."""

    demarche: Demarche
    redaction: Redaction

    def consigne(self, condition: Condition | None) -> str:
        """Rend la phrase à mettre sous un titre ou une question, vide sans condition."""
        match condition:
            case None:
                return ""
            case Pas(autre):
                return self.redaction.texte(_("À remplir, sauf %(condition)s."), condition=self.dire(autre))
        return self.redaction.texte(_("À remplir seulement %(condition)s."), condition=self.dire(condition))

    def dire(self, condition: Condition) -> str:
        """Rend la condition en mots, à la suite d’une phrase : « si vous avez répondu… », « sauf si… »."""
        match condition:
            case Toutes(conditions):
                return self._joindre(_ET, map(self.dire, conditions))
            case Une(conditions):
                return self._joindre(_OU, map(self.dire, conditions))
            case Plusieurs(nombre, conditions):
                parmi = "\u00a0; ".join(map(self.dire, conditions))
                return self.redaction.texte(_PLUSIEURS, nombre=str(nombre), conditions=parmi)
            case Pas(autre):
                return self.redaction.texte(_SAUF, condition=self.dire(autre))
        return self._dire_simple(condition)

    def _dire_simple(self, condition: Condition) -> str:
        match condition:
            case AgeInferieur(_champ, ans):
                return self.redaction.texte(_AGE, ans=str(ans))
            case AuMoins(champ, valeur):
                ecrite = ecrire(valeur, self.redaction.langue)
                return self.redaction.texte(_AU_MOINS, question=self._question(champ), valeur=ecrite)
            case Rempli(champ):
                return self.redaction.texte(_REMPLI, question=self._question(champ))
            case Parmi(champ, _valeurs) if isinstance(self.demarche.champs.get(champ), Attestation):
                return self.redaction.texte(_COCHE, question=self._question(champ))
            case Parmi(champ, valeurs):
                reponses = self._joindre(_OU, (self._reponse(champ, v) for v in valeurs))
                return self.redaction.texte(_REPONDU, reponses=reponses, question=self._question(champ))
        raise TypeError(f"condition inconnue : {condition!r}")

    def _joindre(self, mot: str, textes: Iterable[str]) -> str:
        return f" {self.redaction.traduire(mot)} ".join(textes)

    def _question(self, champ: str) -> str:
        trouve = self.demarche.champs.get(champ)
        return self.redaction.traduire(trouve.libelle if trouve else QUESTION_DEPOSANT)

    def _reponse(self, champ: str, valeur: object) -> str:
        libelle = self._options(self.demarche.champs.get(champ)).get(str(valeur), str(valeur))
        return self.redaction.texte(_("« %(reponse)s »"), reponse=self.redaction.traduire(libelle))

    def _options(self, champ: Champ | None) -> Mapping[str, str]:
        if champ is None:
            return self.demarche.deposants
        return options_de(champ) if isinstance(champ, Choix | ChoixMultiple | OuiNon) else {}
