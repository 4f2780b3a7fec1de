"""Règles de l’APA à domicile, en données ; les fonctions sont dans `apa_conditions.py`."""

from forms.regles import apa_conditions
from forms.regles.apa_calculs import AGE, FORFAIT, VERSEMENT
from portail.demarche.declaration import Regle, _

CONDITIONS = _("Code de l’action sociale et des familles, articles L232-1, L232-2 et R232-1")
DOMICILE = _("Code de l’action sociale et des familles, articles L122-2 à L122-4")
CUMUL = _("Code de l’action sociale et des familles, article L232-23")
PERTE = _("Code de l’action sociale et des familles, articles L232-2 et R232-4, annexes 2-1 et 2-2")
PROPOSITION = _("Code de l’action sociale et des familles, article R232-7")

REGLES = (
    Regle(
        code="age",
        titre=_("Âge"),
        formule=_(
            "À la date de la demande, la personne a {apa_age_min} ans ou plus. "
            "S’il lui manque {apa_depot_avance} mois ou moins, elle peut déjà demander. "
            "L’agent vérifie, et les droits s’ouvrent à cet âge."
        ),
        fonction=apa_conditions.age,
        entrees={"age": AGE, "naissance": ("date_naissance",)},
        facultatives=("naissance",),
        parametres=("apa_age_min", "apa_depot_avance"),
        messages={
            "conforme": _("Âge : {age} ans. L’allocation est ouverte à partir de {age_min} ans."),
            "bientot": _(
                "Les {age_min} ans seront atteints le {date}. Vous pouvez déjà demander. Les droits s’ouvrent à "
                "cet âge."
            ),
            "trop_jeune": _(
                "L’allocation est ouverte à partir de {age_min} ans. Avant, la maison départementale des personnes "
                "handicapées (MDPH) peut vous aider."
            ),
            "trop_jeune_date": _(
                "L’allocation est ouverte à partir de {age_min} ans. Ce sera le cas le {date}. D’ici là, la maison "
                "départementale des personnes handicapées (MDPH) peut vous aider."
            ),
        },
        fondement=CONDITIONS,
        motif="age_inferieur_60",
        a_verifier=_("Si l’âge requis est proche : le jour où les droits s’ouvrent."),
    ),
    Regle(
        code="sejour",
        titre=_("Résidence stable et régulière en France"),
        formule=_("La personne est française, européenne ou suisse. Sinon, l’agent vérifie son titre de séjour."),
        fonction=apa_conditions.sejour,
        entrees={"nationalite": ("nationalite",)},
        messages={
            "conforme": _("Nationalité française ou européenne."),
            "titre": _("Nous vérifions le titre de séjour que vous joignez."),
        },
        fondement=CONDITIONS,
        a_verifier=_("Sans nationalité française, européenne ou suisse : le titre de séjour."),
    ),
    Regle(
        code="lieu_de_vie",
        titre=_("Lieu de vie"),
        formule=_(
            "La personne vit chez elle, chez un proche, chez un accueillant familial ou en résidence autonomie. "
            "Elle ne vit ni en maison de retraite médicalisée (EHPAD), ni en unité de soins de longue durée."
        ),
        fonction=apa_conditions.lieu_de_vie,
        entrees={"lieu": ("lieu_vie",)},
        messages={
            "conforme": _("Le lieu de vie permet l’allocation à domicile."),
            "etablissement": _(
                "En maison de retraite médicalisée (EHPAD) ou en unité de soins de longue durée, "
                "c’est l’allocation en établissement qu’il faut demander."
            ),
        },
        fondement=CONDITIONS,
        motif="etablissement",
    ),
    Regle(
        code="domicile_de_secours",
        titre=_("Département qui verse l’allocation"),
        formule=_(
            "L’adresse est en Loire-Atlantique. "
            "La personne y réside depuis {apa_domicile_secours} mois au moins à la date de la demande. "
            "En résidence autonomie ou en accueil familial, c’est la commune d’avant qui compte. "
            "Sinon, la demande est transmise au bon département en {apa_transmission} mois au plus."
        ),
        fonction=apa_conditions.domicile_de_secours,
        entrees={
            "commune": ("adresse.commune",),
            "arrivee": ("date_arrivee_44",),
            "lieu": ("lieu_vie",),
            "commune_avant": ("commune_avant",),
        },
        facultatives=("commune_avant",),
        parametres=("apa_domicile_secours", "apa_transmission"),
        contexte=("communes",),
        messages={
            "conforme": _("En Loire-Atlantique depuis le {arrivee}. Il faut {mois} mois de résidence habituelle."),
            "garde": _(
                "Un séjour en établissement ou en accueil familial ne change pas le département qui verse l’aide."
            ),
            "garde_ailleurs": _(
                "Un séjour en établissement ou en accueil familial ne change pas le département qui verse l’aide : "
                "c’est celui d’avant. Nous lui transmettons la demande au plus tard le {transmission}."
            ),
            "trop_recent": _(
                "Les {mois} mois de résidence seront atteints le {acquis}. D’ici là, c’est le département d’avant qui "
                "verse l’aide. Nous lui transmettons la demande au plus tard le {transmission}."
            ),
            "hors_departement": _(
                "L’adresse n’est pas en Loire-Atlantique. Nous transmettons la demande au bon département "
                "au plus tard le {transmission}."
            ),
        },
        fondement=DOMICILE,
        motif="domicile_de_secours",
    ),
    Regle(
        code="orientation",
        titre=_("Qui étudie la demande"),
        formule=_(
            "Le Département étudie la demande à partir de {apa_orientation_non} réponses « non » sur quatre, "
            "ou si une surveillance régulière est nécessaire. "
            "Sinon, l’agent vérifie : la caisse de retraite peut aider. La demande reste possible dans tous les cas."
        ),
        fonction=apa_conditions.orientation,
        entrees={"non": ("gestes_impossibles",), "surveillance": ("surveillance_reguliere",)},
        facultatives=("surveillance",),
        parametres=("apa_orientation_non",),
        messages={
            "departement": _("Réponses « non » : {non}. À partir de {minimum}, la demande relève du Département."),
            "surveillance": _("Une surveillance régulière est nécessaire : la demande relève du Département."),
            "caisse": _(
                "Réponses « non » : {non}. En dessous de {minimum}, la caisse de retraite peut aider plus vite. "
                "Vous pouvez quand même demander l’allocation."
            ),
        },
        fondement=_("Formulaire cerfa 16301*01, partie 4"),
        a_verifier=_(
            "En dessous du nombre de réponses « non » : la personne sait que sa caisse de retraite peut l’aider."
        ),
    ),
    Regle(
        code="cumul",
        titre=_("Autres aides"),
        formule=_(
            "Aucune autre aide de même objet n’est déclarée. Sinon, l’agent vérifie. "
            "Pour certaines aides, la personne choisit celle qu’elle garde. "
            "Les autres s’arrêtent si l’allocation est accordée."
        ),
        fonction=apa_conditions.cumul,
        entrees={
            "prestations": ("prestations_en_cours",),
            "choix": ("aide_choisie",),
            "choisi_le": ("aide_choisie_le",),
        },
        facultatives=("choix", "choisi_le"),
        messages={
            "aucune": _("Aucune autre aide n’est déclarée."),
            "option_allocation": _("La personne choisit l’allocation. L’autre aide s’arrête."),
            "option_autre": _("La personne choisit de garder l’aide qu’elle reçoit, qui ne se cumule pas."),
            "option": _(
                "Cette aide ne se cumule pas avec l’allocation. Vous aurez à choisir, "
                "après avoir reçu le montant de chacune."
            ),
            "meme_objet": _("Une aide de même objet est déclarée. Elle s’arrête si l’allocation est accordée."),
        },
        fondement=CUMUL,
        motif="prestation_non_cumulable",
        a_verifier=_("Si une autre aide est déclarée : celle que la personne garde, et le jour où l’autre s’arrête."),
    ),
    Regle(
        code="urgence",
        titre=_("Urgence"),
        formule=_(
            "Si une urgence est déclarée, l’agent vérifie qu’elle est attestée. "
            "Le montant forfaitaire peut alors être versé dès la demande, pendant deux mois au plus."
        ),
        fonction=apa_conditions.urgence,
        entrees={"urgence": ("urgence",), "forfait": ("forfait",)},
        messages={
            "sans": _("Aucune urgence n’est déclarée."),
            "urgence": _(
                "Urgence déclarée. Si elle est attestée, {forfait} € par mois sont versés dès le {depot}, "
                "jusqu’au {fin} au plus tard."
            ),
        },
        fondement=FORFAIT,
        a_verifier=_("Si une urgence est déclarée : elle est attestée par un médecin ou un travailleur social."),
    ),
    Regle(
        code="perte_d_autonomie",
        titre=_("Perte d’autonomie"),
        formule=_("Le GIR, calculé d’après la grille que l’équipe médico-sociale cote lors d’une visite, va de 1 à 4."),
        fonction=apa_conditions.perte_d_autonomie,
        entrees={"gir": ("gir",)},
        messages={
            "conforme": _("GIR {gir} : l’allocation est ouverte du GIR 1 au GIR 4."),
            "gir_5_ou_6": _(
                "GIR {gir} : l’allocation est ouverte du GIR 1 au GIR 4. La caisse de retraite peut vous aider."
            ),
        },
        fondement=PERTE,
        motif="gir_5_ou_6",
    ),
    Regle(
        code="versement",
        titre=_("Versement"),
        formule=_(
            "L’allocation dépasse {apa_seuil_versement} fois le Smic horaire brut de {smic_horaire} €. "
            "Sinon, le droit est reconnu, mais rien n’est versé."
        ),
        fonction=apa_conditions.versement,
        entrees={"gir": ("gir",), "plan_retenu": ("plan_retenu",), "apa_theorique": ("apa_theorique",)},
        parametres=("smic_horaire", "apa_seuil_versement"),
        messages={
            "sans_plan": _("Aucun plan d’aide n’est retenu : il n’y a rien à verser."),
            "versee": _("L’allocation est de {montant} € par mois : elle est versée au-dessus de {seuil} €."),
            "non_versee": _(
                "Le droit est reconnu, mais l’allocation n’est pas versée. Elle est de {montant} € par mois, et la loi "
                "ne permet pas de verser {seuil} € ou moins."
            ),
        },
        fondement=VERSEMENT,
        motif="inferieur_seuil_versement",
    ),
)
"""Dans l’ordre où l’usager les lit ; le service peut les vérifier dans un autre."""
