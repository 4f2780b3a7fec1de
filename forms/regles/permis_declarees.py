"""Règles et calculs de l’aide au permis, en données ; les fonctions sont dans `permis.py`."""

from forms.blocs import SUIVI_ASE
from forms.regles import permis
from portail.demarche.declaration import Calcul, Pas, Regle, _, si

REGLEMENT = _("Règlement départemental de l’aide au permis")
CALCULS = (
    Calcul(
        code="quotient_familial",
        titre=_("Quotient familial, d’après les revenus"),
        formule=_(
            "Revenu fiscal de référence du foyer, divisé par 12, puis par le nombre de parts. "
            "Le résultat est arrondi au multiple inférieur de {permis_qf_arrondi} €."
        ),
        fonction=permis.quotient_familial,
        entrees={"rfr": ("rfr",), "parts": ("nb_parts",)},
        parametres=("permis_qf_arrondi",),
        unite=_("€ par mois"),
        explication=_("{rfr} € ÷ 12 mois ÷ {parts:part|parts} = {exact} €, soit {valeur} € par mois."),
        fondement=REGLEMENT,
        si=Pas(SUIVI_ASE),
    ),
    Calcul(
        code="quotient_repute",
        titre=_("Quotient familial, avec l’aide sociale à l’enfance"),
        formule=_(
            "Avec l’aide sociale à l’enfance, le quotient familial est réputé égal à {permis_qf_ase} € par mois. "
            "Les ressources ne comptent pas."
        ),
        fonction=permis.quotient_repute,
        entrees={},
        parametres=("permis_qf_ase",),
        unite=_("€ par mois"),
        explication=_("Avec l’aide sociale à l’enfance, le quotient familial est réputé égal à {valeur} €."),
        fondement=REGLEMENT,
        si=SUIVI_ASE,
    ),
    Calcul(
        code="forfait",
        titre=_("Montant de l’aide, avant examen du coût"),
        formule=_("Permis AM : {permis_montant_am} €. Permis B : {permis_montant_b} €."),
        fonction=permis.forfait,
        entrees={"categorie": ("categorie",)},
        parametres=("permis_montant_am", "permis_montant_b"),
        unite=_("€"),
        explication=_("Pour le permis {categorie}, l’aide est de {valeur} €."),
        fondement=REGLEMENT,
    ),
    Calcul(
        code="montant",
        titre=_("Montant de l’aide"),
        formule=_(
            "Le plus petit de deux montants : celui prévu pour ce permis, et ce qui reste à payer. "
            "Le reste à payer est le coût de la formation moins les autres aides, jamais moins de zéro. "
            "Un prêt « permis à 1 € par jour » n’est pas déduit s’il est admis."
        ),
        fonction=permis.montant,
        entrees={"forfait": ("forfait",), "cout": ("cout_total",), "aides": ("aides",)},
        facultatives=("aides",),
        parametres=("permis_pret_admis",),
        unite=_("€"),
        explication=_(
            "Reste à payer : {cout} € − {aides} € d’autres aides = {reste} €. "
            "L’aide est le plus petit de deux montants, {forfait} € et {reste} € : {valeur} €."
        ),
        fondement=REGLEMENT,
    ),
)

REGLES = (
    Regle(
        code="age",
        titre=_("Âge"),
        formule=_(
            "À la date de la demande, la personne a {permis_age_min_b} ans ou plus (permis B), "
            "{permis_age_min_am} ans ou plus (permis AM). Elle a moins de {permis_age_max_exclu} ans. "
            "Trop jeune pour le permis B, elle apprend qu’une aide de {permis_montant_am} € existe pour le permis AM."
        ),
        fonction=permis.age,
        entrees={"categorie": ("categorie",), "naissance": ("date_naissance",)},
        parametres=("permis_age_min_am", "permis_age_min_b", "permis_age_max_exclu", "permis_montant_am"),
        messages={
            "conforme": _(
                "Âge à la date de la demande : {age} ans. L’aide au permis {categorie} va de {age_min} à {age_max} ans."
            ),
            "trop_age": _("L’aide s’arrête la veille des {age_limite} ans. Âge à la date de la demande : {age} ans."),
            "trop_jeune": _("Il faut avoir {age_min} ans pour le permis {categorie}. Ce sera le cas le {date}."),
            "permis_am": _(
                "Il faut avoir {age_min} ans pour le permis {categorie}. Ce sera le cas le {date}. "
                "Dès maintenant, vous pouvez demander l’aide au permis AM : {montant_am} €."
            ),
        },
        fondement=REGLEMENT,
        motif="age",
    ),
    Regle(
        code="residence",
        titre=_("Résidence en Loire-Atlantique"),
        formule=_(
            "La commune est en Loire-Atlantique, "
            "et la personne y habite depuis {permis_residence_min} mois au moins à la date de la demande."
        ),
        fonction=permis.residence,
        entrees={"commune": ("adresse.commune", "commune_insee"), "arrivee": ("date_arrivee_44",)},
        parametres=("permis_residence_min",),
        contexte=("communes",),
        messages={
            "conforme": _("Vous habitez en Loire-Atlantique depuis le {arrivee}. Il faut {mois} mois de résidence."),
            "hors_departement": _(
                "Votre commune n’est pas en Loire-Atlantique. Votre département, votre région ou votre commune "
                "ont peut-être une aide."
            ),
            "moins_d_un_an": _(
                "Vous aurez un an de résidence le {date}. Vous pourrez alors demander cette aide. "
                "D’ici là, votre commune ou la Région ont peut-être une aide."
            ),
            "trop_recent": _(
                "Vous aurez {mois} mois de résidence le {date}. Vous pourrez alors demander cette aide. "
                "D’ici là, votre commune ou la Région ont peut-être une aide."
            ),
        },
        fondement=REGLEMENT,
        motif="residence",
    ),
    Regle(
        code="ressources",
        titre=_("Ressources du foyer"),
        formule=_("Le quotient familial est de {permis_qf_max} € par mois ou moins."),
        fonction=permis.ressources,
        entrees={"quotient": ("quotient_familial", "quotient_repute"), "jeune_ase": ("jeune_ase",)},
        facultatives=("jeune_ase",),
        parametres=("permis_qf_max",),
        messages={
            "conforme": _("Quotient familial : {quotient} € par mois. Le plafond est de {plafond} €."),
            "ase": _("Vous êtes accompagné par l’aide sociale à l’enfance : vos ressources ne comptent pas."),
            "depasse": _(
                "Quotient familial : {quotient} € par mois. Le plafond est de {plafond} €. "
                "La mission locale, ou le fonds d’aide aux jeunes à partir de 18 ans, peuvent vous aider."
            ),
        },
        fondement=REGLEMENT,
        motif="ressources",
    ),
    Regle(
        code="cumul",
        titre=_("Autres aides au permis"),
        formule=_(
            "Aucune autre aide au permis n’est déclarée, sauf si le cumul est admis. "
            "Un prêt « permis à 1 € par jour » ne compte pas s’il est admis. "
            "La réponse « Je ne sais pas » est signalée à l’agent."
        ),
        fonction=permis.cumul,
        entrees={"autre_aide": ("autre_aide",), "aides": ("aides",), "statut": ("statut",)},
        facultatives=("aides", "statut"),
        parametres=("permis_cumul_admis", "permis_pret_admis"),
        messages={
            "aucune": _("Aucune autre aide au permis n’est déclarée."),
            "apprenti": _(
                "Aucune autre aide au permis n’est déclarée. "
                "Attention, l’aide de l’État aux apprentis ne se cumule pas avec celle-ci."
            ),
            "incertain": _(
                "Une autre aide est peut-être en attente. Si elle est accordée, prévenez-nous : "
                "les deux aides ne se cumulent pas."
            ),
            "admis": _("Une autre aide est déclarée. Elle est déduite du coût à payer."),
            "pret": _("Le permis à 1 € par jour est un prêt : il n’empêche pas de recevoir cette aide."),
            "obstacle": _("Cette aide ne se cumule pas avec une autre aide au permis."),
            "obstacle_montant": _(
                "Vous recevez {aides} € d’autres aides. Cette aide ne se cumule pas avec une autre aide au permis."
            ),
        },
        fondement=REGLEMENT,
        motif="cumul",
        a_verifier=_("Si la réponse est « Je ne sais pas » : aucune autre aide au permis n’est accordée."),
    ),
    Regle(
        code="ecole_de_conduite",
        titre=_("École de conduite"),
        formule=_(
            "L’inscription est faite le jour de la demande au plus tard. L’agent vérifie que l’école est agréée. "
            "Une association agréée convient si elle est admise."
        ),
        fonction=permis.ecole_de_conduite,
        entrees={"date_inscription": ("date_inscription",), "agrement": ("ecole_agrement",)},
        facultatives=("agrement",),
        parametres=("permis_association_agreee",),
        messages={
            "conforme": _("Inscription le {inscription}, dans une école de conduite agréée."),
            "agrement": _("Inscription le {inscription}. Nous vérifions que l’école de conduite est agréée."),
            "pas_encore": _("L’inscription à l’école de conduite doit être faite avant la demande."),
            "non_agreee": _("L’école de conduite n’est pas agréée pour cette aide."),
        },
        fondement=REGLEMENT,
        motif="ecole",
        a_verifier=_("L’école de conduite est agréée."),
    ),
    Regle(
        code="sejour",
        titre=_("Nationalité ou droit au séjour"),
        formule=_(
            "La personne est française, européenne ou suisse, ou a moins de 18 ans. "
            "Sinon, l’agent vérifie son droit au séjour."
        ),
        fonction=permis.sejour,
        entrees={"nationalite": ("nationalite",), "naissance": ("date_naissance",)},
        messages={
            "conforme": _("Nationalité française ou européenne."),
            "mineur": _("Avant 18 ans, aucun titre de séjour n’est demandé."),
            "titre": _("Nous vérifions le titre de séjour que vous joignez."),
        },
        fondement=REGLEMENT,
        a_verifier=_("À partir de 18 ans, sans nationalité française, européenne ou suisse : le titre de séjour."),
    ),
    Regle(
        code="doublon",
        titre=_("Une seule aide par permis"),
        formule=_(
            "Pour le même permis, la personne a moins de {permis_aides_par_categorie} autre demande "
            "en cours ou accordée."
        ),
        fonction=permis.doublon,
        entrees={"doublons": ("doublons",)},
        parametres=("permis_aides_par_categorie",),
        messages={
            "conforme": _("Aucune autre demande pour le même permis."),
            "doublon": _("Autres demandes de la même personne, pour le même permis : {doublons}."),
        },
        fondement=REGLEMENT,
        motif="doublon",
        si=si("doublons"),
    ),
)
"""Dans l’ordre où l’usager les lit ; le service peut les vérifier dans un autre."""
