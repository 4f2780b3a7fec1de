"""Les horloges en mots : pour l’agent, chaque pas du calcul ; pour la personne, ce qu’elle peut attendre et faire."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from portail.demarche.declaration import Demarche
from portail.demarche.droit import Mois, Silence
from portail.documents.redaction import Redaction
from portail.dossiers.horloges.plis import IssuePli, Pli
from portail.dossiers.horloges.types import Code, Etape, Horloge, Horloges, Marche, Nature
from portail.socle.traduction import _

TITRES: Mapping[Code, str] = MappingProxyType(
    {
        Code.ENREGISTREMENT: _("Accuser l’enregistrement"),
        Code.ACCUSE: _("Accuser réception"),
        Code.COMPLEMENT: _("Compléter (la personne)"),
        Code.SILENCE: _("Répondre"),
        Code.RECOURS: _("Contester (la personne)"),
        Code.MOTIFS: _("Communiquer les motifs"),
        Code.TRANSMISSION: _("Transmettre à l’autorité compétente"),
        Code.TERME: _("Se prononcer, avant que d’autres le puissent"),
        Code.PROPOSITION: _("Faire une proposition"),
        Code.OBSERVATIONS: _("Présenter ses observations (la personne)"),
        Code.DEFINITIVE: _("Faire la proposition définitive"),
        Code.REPONSE: _("Répondre à la proposition définitive (la personne)"),
    }
)
FONDEMENTS: Mapping[Code, str] = MappingProxyType(
    {
        Code.ENREGISTREMENT: _("CRPA, R112-11-2"),
        Code.ACCUSE: _("CRPA, R112-11-2"),
        Code.COMPLEMENT: _("CRPA, L112-13 et L114-5"),
        Code.RECOURS: _("CJA, R421-1 et R421-5 ; CRPA, L112-12 et R112-20"),
        Code.MOTIFS: _("CRPA, L232-4"),
    }
)
ACCUSE_HORS_LIGNE = _("CRPA, L112-3 et R112-5 ; délai du téléservice")
"""Pour une demande qui n’est pas électronique, la loi ne fixe pas de délai : on se tient au même."""
FONDEMENTS_DU_SILENCE: Mapping[Silence, str] = MappingProxyType(
    {
        Silence.REJET: _("CRPA, L231-4, L114-3 et L114-5 : le silence vaut rejet"),
        Silence.ACCORD: _("CRPA, L231-1, L114-3 et L114-5 : le silence vaut acceptation"),
    }
)
MARCHES: Mapping[Marche, tuple[str, str]] = MappingProxyType(
    {
        Marche.EN_ATTENTE: (_("Pas commencé"), "nouveau"),
        Marche.EN_COURS: (_("En cours"), "etude"),
        Marche.SUSPENDUE: (_("Suspendu"), "attendu"),
        Marche.TENUE: (_("Tenu"), "accord"),
        Marche.TARDIVE: (_("Fait en retard"), "retard"),
        Marche.ECHUE: (_("Passé"), "retard"),
        Marche.ACQUISE: (_("Écoulé : il a valu décision"), "fini"),
        Marche.SANS_OBJET: (_("Sans objet"), "fini"),
    }
)
INOPPOSABLE = _(
    "Ce délai ne vaut pas contre la personne : aucun accusé de réception complet ne lui a été transmis (CRPA, L112-12)."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HorlogeDite:
    """Une horloge telle que l’agent la lit ; les textes sont traduits."""

    titre: str
    fondement: str
    marche: str
    forme: str
    echeance: date | None
    calcul: tuple[str, ...]


def horloges_dites(demarche: Demarche, horloges: Horloges, redaction: Redaction, jour: date) -> list[HorlogeDite]:
    """Rend chaque horloge du dossier, son fondement et son calcul en mots, ce jour-là."""
    return [_dire(demarche, horloges, horloge, redaction, jour) for horloge in horloges.toutes]


def _dire(demarche: Demarche, horloges: Horloges, horloge: Horloge, redaction: Redaction, jour: date) -> HorlogeDite:
    marche, forme = MARCHES[horloge.marche(jour)]
    compte = Code.SILENCE if horloge.code is Code.TERME else horloge.code  # le terme se compte comme le silence
    calcul = [_pas(compte, etape, redaction) for etape in horloge.etapes]
    if horloge.suspendue_depuis:
        calcul.append(redaction.texte(_("Suspendu depuis le %(jour)s."), jour=redaction.jour(horloge.suspendue_depuis)))
    if horloge.code is Code.RECOURS and not horloges.opposable:
        calcul.append(redaction.traduire(INOPPOSABLE))
    return HorlogeDite(
        titre=redaction.traduire(_titre(demarche, horloge)),
        fondement=redaction.traduire(_fondement(demarche, horloges, horloge)),
        marche=redaction.traduire(marche),
        forme=forme,
        echeance=horloge.echeance,
        calcul=tuple(calcul),
    )


def _titre(demarche: Demarche, horloge: Horloge) -> str:
    propre = demarche.terme.titre if demarche.terme and horloge.code is Code.TERME else ""
    return propre or TITRES[horloge.code]


def _fondement(demarche: Demarche, horloges: Horloges, horloge: Horloge) -> str:
    if demarche.terme is not None and horloge.code in (Code.SILENCE, Code.TERME):
        return demarche.terme.fondement
    if horloge.code is Code.SILENCE:
        return FONDEMENTS_DU_SILENCE[demarche.silence]
    if horloge.code is Code.ACCUSE and horloges.enregistrement is None:
        return ACCUSE_HORS_LIGNE
    if horloge.code in DE_LA_PROPOSITION:
        return demarche.proposition.fondement if demarche.proposition else ""
    if horloge.code is Code.TRANSMISSION:
        return next((une.fondement for une in demarche.transmissions if une.regle), "")
    return FONDEMENTS[horloge.code]


DE_LA_PROPOSITION = frozenset({Code.PROPOSITION, Code.OBSERVATIONS, Code.DEFINITIVE, Code.REPONSE})
_RECUE = _("Proposition reçue le %(jour)s ; une réponse partie le dernier jour est à temps.")
_EN_JOURS = _("%(nombre)s jours de calendrier : %(jour)s à vingt-quatre heures.")
DEPARTS: Mapping[Code, str] = MappingProxyType(
    {
        Code.ENREGISTREMENT: _("Demande reçue le %(jour)s."),
        Code.ACCUSE: _("Demande reçue le %(jour)s."),
        Code.COMPLEMENT: _("Demandé le %(jour)s ; un envoi parti le dernier jour est à temps."),
        Code.SILENCE: _("Le délai part du %(jour)s."),
        Code.RECOURS: _("Décision connue le %(jour)s : première lecture, ou naissance du rejet implicite."),
        Code.MOTIFS: _("Motifs demandés le %(jour)s."),
        Code.TRANSMISSION: _("Demande reçue le %(jour)s."),
        Code.PROPOSITION: _("Demande complète le %(jour)s."),
        Code.OBSERVATIONS: _RECUE,
        Code.DEFINITIVE: _("Observations reçues le %(jour)s."),
        Code.REPONSE: _RECUE,
    }
)
DELAIS: Mapping[Code, str] = MappingProxyType(
    {
        Code.ENREGISTREMENT: _("À l’instant, au plus un jour ouvré : %(jour)s."),
        Code.ACCUSE: _("%(nombre)s jours ouvrés, week-ends et fériés sautés : %(jour)s."),
        Code.SILENCE: _("%(duree)s, jusqu’au même quantième ou à la fin du mois : %(jour)s à vingt-quatre heures."),
        Code.RECOURS: _("%(duree)s, délai franc, reporté au premier jour ouvrable : %(jour)s."),
        Code.MOTIFS: _("Un mois : %(jour)s."),
        Code.TRANSMISSION: _("%(duree)s, jusqu’au même quantième : %(jour)s."),
        **dict.fromkeys(DE_LA_PROPOSITION, _EN_JOURS),
    }
)


def _pas(code: Code, etape: Etape, redaction: Redaction) -> str:
    modeles: Mapping[Nature, Callable[[], str]] = {
        Nature.DEPART: lambda: DEPARTS[code],
        Nature.DELAI: lambda: DELAIS[code],
        Nature.DELAI_PROPRE: lambda: _(
            "Un texte propre à cette démarche laisse moins de temps, %(nombre)s jours de calendrier : %(jour)s."
        ),
        Nature.ATTENTE: lambda: _(
            "Le %(jour)s, il manque une pièce indispensable : le délai attend que le dossier soit complet."
        ),
        Nature.SUSPENSION: lambda: _("Suspendu du %(debut)s, pendant %(nombre)s jours : reporté au %(jour)s."),
        Nature.PRESOMPTION: lambda: _(
            "Mise à disposition le %(jour)s ; si elle n’est pas lue avant la fin du %(debut)s, la décision est réputée "
            "notifiée le jour de sa mise à disposition."
        ),
        Nature.RECOMMANDE: lambda: _(
            "Décision notifiée en recommandé le %(jour)s : jour où la lettre est distribuée, ou présentée si elle est "
            "refusée ou non réclamée."
        ),
        Nature.PROROGATION: lambda: _PROROGE if etape.debut else _ATTEND_LES_MOTIFS,
    }
    return redaction.texte(
        modeles[etape.nature](),
        jour=redaction.jour(etape.jour),
        debut=redaction.jour(etape.debut) if etape.debut else "",
        nombre=str(etape.nombre),
        duree=redaction.duree(Mois(etape.nombre)).capitalize(),
    )


_PROROGE = _("Motifs communiqués le %(debut)s : %(duree)s de plus, jusqu’au %(jour)s.")
_ATTEND_LES_MOTIFS = _("Motifs demandés le %(jour)s : le délai est prolongé jusqu’à leur communication.")


# ---------- Pour la personne ----------


def phrases_pour_la_personne(horloges: Horloges, redaction: Redaction, jour: date) -> list[str]:
    """Rend, en phrases simples, ce que la personne peut attendre et jusqu’à quand elle peut contester."""
    return [
        *_du_silence(horloges, redaction),
        *_des_motifs(horloges, redaction, jour),
        *_de_la_lettre(horloges, redaction),
        *_du_recours(horloges, redaction, jour),
    ]


def _du_silence(horloges: Horloges, redaction: Redaction) -> list[str]:
    silence = horloges.silence
    if silence is None or silence.depart or silence.arret:
        return []
    return [redaction.traduire(_("Le délai de réponse commencera quand votre dossier sera complet."))]


def _des_motifs(horloges: Horloges, redaction: Redaction, jour: date) -> list[str]:
    motifs = horloges.motifs
    if motifs is None or motifs.echeance is None or motifs.arret:
        return []
    modele = _("Vous avez demandé pourquoi votre demande est rejetée : nous vous répondons au plus tard le %(jour)s.")
    if motifs.marche(jour) is Marche.ECHUE:
        modele = _(
            "Vous avez demandé pourquoi votre demande est rejetée : nous devions vous répondre au plus tard le "
            "%(jour)s. Vous pouvez contester dès maintenant."
        )
    return [redaction.texte(modele, jour=redaction.jour(motifs.echeance))]


def _de_la_lettre(horloges: Horloges, redaction: Redaction) -> list[str]:
    """Dit où en est la dernière lettre recommandée de la décision en vigueur."""
    plis = horloges.notification.plis if horloges.notification else ()
    if not plis:
        return []
    dernier = max(plis, key=lambda pli: pli.envoye)
    jours = {"envoye": dernier.envoye, "presente": dernier.presente, "issue": dernier.issue_le}
    dits = {nom: redaction.jour(jour) if jour else "" for nom, jour in jours.items()}
    return [redaction.texte(_modele_de_la_lettre(dernier), **dits)]


def _modele_de_la_lettre(pli: Pli) -> str:
    if pli.issue is IssuePli.DISTRIBUE:
        return _("La décision vous a été envoyée en lettre recommandée le %(envoye)s, et remise le %(issue)s.")
    if pli.issue is IssuePli.INCONNU:
        return _(
            "La lettre recommandée envoyée le %(envoye)s nous est revenue : La Poste ne vous a pas trouvé à cette "
            "adresse. Écrivez-nous votre adresse. Le délai pour contester n’en part pas."
        )
    if pli.issue is not None:
        return _(
            "La lettre recommandée envoyée le %(envoye)s vous a été présentée le %(presente)s et nous est revenue. "
            "La décision vous est notifiée ce jour-là."
        )
    if pli.presente is not None:
        return _(
            "La décision vous a été envoyée en lettre recommandée. La Poste l’a présentée le %(presente)s : elle "
            "vous attend quinze jours au bureau de poste."
        )
    return _("La décision vous a été envoyée en lettre recommandée le %(envoye)s.")


def _du_recours(horloges: Horloges, redaction: Redaction, jour: date) -> list[str]:
    recours = horloges.recours
    if recours is None:
        return []
    if recours.arret is not None:
        return [redaction.texte(_CONTESTEE, jour=redaction.jour(recours.arret))]
    if not horloges.opposable and recours.depart is not None:
        return [redaction.traduire(_SANS_DELAI)]
    return [redaction.texte(_modele_du_recours(recours, jour), jour=redaction.jour(recours.echeance or jour))]


_CONTESTEE = _("Vous avez contesté cette décision le %(jour)s.")
_SANS_DELAI = _(
    "Le délai pour contester ne vaut pas contre vous : nous ne vous avons pas transmis d’accusé de réception complet "
    "(article L. 112-12 du code des relations entre le public et l’administration). Contestez tout de même sans tarder."
)


def _modele_du_recours(recours: Horloge, jour: date) -> str:
    if recours.depart is None:
        return _("Le délai pour contester commencera le jour où vous lirez la décision.")
    if recours.echeance is None:
        return _("Le délai pour contester est prolongé jusqu’à notre réponse.")
    if recours.marche(jour) is Marche.ECHUE:
        return _("Le délai pour contester est passé depuis le %(jour)s.")
    return _("Vous pouvez contester cette décision jusqu’au %(jour)s.")
