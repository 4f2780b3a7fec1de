"""Contester une décision : recours gracieux, ou recours préalable obligatoire pour l’aide sociale.

Se forme depuis la décision, qui remplit tout (CRPA, L411-2 et L412-2 ; CASF, L134-2). L’agent dispose, en plus de ces
motifs, de ceux de la démarche contestée.
"""

from dataclasses import replace

from forms import blocs
from portail.demarche.declaration import (
    Conservation,
    DateConnue,
    Demarche,
    Depart,
    Mois,
    Motif,
    NaturePrestation,
    OuiNon,
    Page,
    Piece,
    Recours,
    Silence,
    SortFinal,
    TexteCourt,
    TexteLong,
    _,
)

# Rien n’est redemandé : ce que la demande contestée ne disait pas n’empêche pas de la contester.
IDENTITE = tuple(replace(champ, obligatoire=False) for champ in blocs.IDENTITE)
COORDONNEES = tuple(replace(champ, obligatoire=False) for champ in (blocs.ADRESSE, blocs.COURRIEL, blocs.TELEPHONE))

PAGES = (
    Page(
        "decision",
        _("La décision contestée"),
        (
            TexteCourt(
                "dossier_conteste",
                _("Numéro du dossier"),
                aide=_("En haut de la lettre de décision. Exemple : 7K4M 2P9X."),
                longueur_max=20,
            ),
            DateConnue(
                "date_contestee",
                _("Date de la décision"),
                aide=_("Sans réponse de notre part : le jour où la demande est réputée rejetée."),
                ans_max=30,
            ),
        ),
    ),
    Page("identite", _("La personne concernée"), IDENTITE),
    Page("coordonnees", _("Adresse et coordonnées"), COORDONNEES),
    Page(
        "raisons",
        _("Ce que vous contestez"),
        (
            TexteLong(
                "raisons_recours",
                _("Pourquoi contestez-vous cette décision ?"),
                aide=_("Écrivez avec vos mots. Vous pouvez aussi ne rien écrire : votre recours sera étudié."),
                obligatoire=False,
            ),
            OuiNon(
                "etre_entendu",
                _("Voulez-vous être entendu ?"),
                aide=_("Accompagné, si vous le voulez, de la personne de votre choix."),
                obligatoire=False,
            ),
        ),
    ),
)

MOTIFS = (
    Motif(
        code="sans_element_nouveau",
        libelle=_("Vos arguments ne changent pas la décision"),
        droit=_("Code des relations entre le public et l’administration, article L411-2, et textes de la décision."),
        fait=_("Vous n’apportez pas d’élément qui change la situation examinée. La première décision est maintenue."),
    ),
    Motif(
        code="recours_tardif",
        libelle=_("Recours arrivé après le délai"),
        droit=_("Code de justice administrative, article R421-1. Code de l’action sociale et des familles, L134-2."),
        fait=_("Votre recours est arrivé après la fin du délai indiqué dans la décision contestée."),
        gestes=("declarer_irrecevable", "refuser"),
    ),
    Motif(
        code="recours_sans_objet",
        libelle=_("Recours sans objet"),
        droit=_("Code des relations entre le public et l’administration, article L411-2."),
        fait=_("Une autre décision, prise depuis, remplace celle que vous contestez."),
        gestes=("declarer_irrecevable", "refuser"),
    ),
)

DEMARCHE = Demarche(
    identifiant="recours",
    version=1,
    nom=_("Recours contre une décision"),
    titre=_("Contester une décision du Département"),
    resume=_(
        "Vous n’êtes pas d’accord avec une décision ? Demandez au Département de la revoir. "
        "Votre recours est étudié par un autre agent que celui de la première décision."
    ),
    service="saisines",
    situations=("droits",),
    mots_cles=(
        _("contester, recours gracieux, recours administratif préalable obligatoire, RAPO, refus, réclamation"),
    ),
    duree_minutes=5,
    a_qui=(
        _("Le Département a refusé votre demande, ou ne l’a acceptée qu’en partie."),
        _("Le Département ne vous a pas répondu à temps, et votre demande est réputée rejetée."),
    ),
    deroulement=(
        (
            _("Former le recours"),
            _(
                "Ouvrez votre demande dans votre espace, puis « Contester cette décision ». Tout est déjà rempli. "
                "Vous pouvez ajouter un texte et des documents."
            ),
        ),
        (
            _("Après l’envoi du recours"),
            _("Vous recevez un accusé d’enregistrement. Un autre agent étudie votre dossier, puis nous vous écrivons."),
        ),
    ),
    nature=NaturePrestation.FACULTATIVE,
    fondements=(
        _("Code des relations entre le public et l’administration, articles L411-2 et L412-2 à L412-8"),
        _("Code de l’action sociale et des familles, articles L134-1 et L134-2"),
        _("Code des relations entre le public et l’administration, article L231-4, 2°"),
    ),
    silence=Silence.REJET,
    delai=Mois(2, depuis=Depart.RECEPTION),
    recours=Recours(
        rapo=False,
        juge_seul=True,
        texte=_(
            "Vous pouvez saisir le tribunal administratif dans les deux mois. "
            "Le délai part de notre réponse, ou du jour où votre recours est réputé rejeté."
        ),
    ),
    conservation=Conservation(
        active_mois=24,
        intermediaire_annees=5,
        sort_final=SortFinal.ELIMINER,
        texte=_("Deux ans après la réponse au recours, puis cinq ans en archives, avant destruction."),
    ),
    finalite=_(
        "Revoir la décision que vous contestez et vous répondre. "
        "Base légale : mission d’intérêt public (RGPD, article 6-1-e)."
    ),
    deposants=blocs.DEPOSANTS,
    pages=PAGES,
    pieces=(
        Piece(
            "appui",
            _("Documents à l’appui du recours"),
            aide=_("Tout ce qui peut changer la décision."),
            obligatoire=False,
            indispensable=False,
        ),
    ),
    motifs=MOTIFS,
    conteste_une_decision=True,
)
