"""Calculs de l’APA à domicile, en données : chacun se dit avec sa formule et ses chiffres."""

from decimal import Decimal

from forms.regles import apa, apa_conditions
from portail.demarche.declaration import Calcul, _

BAREME = _("Code de l’action sociale et des familles, article R232-11")
RESSOURCES = _("Code de l’action sociale et des familles, articles R232-5 et R132-1")
PLAFONDS = _("Code de l’action sociale et des familles, article R232-10")
VERSEMENT = _("Code de l’action sociale et des familles, article D232-31")
FORFAIT = _("Code de l’action sociale et des familles, articles L232-12, L232-14 et R232-29")
EUROS = _("€ par mois")
MAJORATIONS = _("Code de l’action sociale et des familles, articles D232-9-1 et D232-9-2")
COUVERTE = _(
    "Le plus petit de deux montants : le coût et son plafond. Si {apa_majoration_participation} vaut 1, "
    "moins la même part que celle payée du plan ; si c’est 0, rien n’est à payer."
)

COEFFICIENTS = ("apa_mtp", "apa_coef_gir1", "apa_coef_gir2", "apa_coef_gir3", "apa_coef_gir4")
ANNUELLES = ("ressources_annualisees", "ressources_annuelles")
AGE = ("age", "age_calcule")

CALCULS = (
    Calcul(
        code="age_calcule",
        titre=_("Âge à la date de la demande"),
        formule=_("Nombre d’années entières entre la date de naissance et la date de la demande."),
        fonction=apa.age_calcule,
        entrees={"naissance": ("date_naissance",)},
        unite=_("ans"),
        decimales=0,
        explication=_("Née ou né le {naissance} : {valeur} ans à la date de la demande."),
        fondement=_("Code de l’action sociale et des familles, article R232-1"),
    ),
    Calcul(
        code="gestes_impossibles",
        titre=_("Gestes que la personne ne peut pas faire seule"),
        formule=_("Nombre de réponses « non » aux quatre questions sur les gestes de la vie quotidienne."),
        fonction=apa_conditions.nombre_de_non,
        entrees={
            "lever": ("se_leve_seul",),
            "habiller": ("s_habille_seul",),
            "toilette": ("toilette_seul",),
            "manger": ("mange_seul",),
        },
        decimales=0,
        explication=_("Sur quatre gestes de la vie quotidienne : {valeur}."),
        fondement=_("Formulaire cerfa 16301*01, partie 4"),
    ),
    Calcul(
        code="ressources_annuelles",
        titre=_("Ressources du foyer"),
        formule=_(
            "Revenu déclaré, plus revenus au prélèvement libératoire, plus le rapport supposé du patrimoine. "
            "Rapport des biens : {apa_part_bati} fois la valeur locative des logements non loués, et "
            "{apa_part_terrains} fois celle des terrains. Rapport de l’argent : {apa_part_capitaux} fois "
            "l’argent non placé, et {apa_part_assurance_vie} fois les assurances-vie."
        ),
        fonction=apa.ressources_annuelles,
        entrees={
            "revenu": ("revenu_declare",),
            "prelevements": ("prelevements_liberatoires",),
            "bati": ("immeubles_bati_valeur_locative",),
            "terrains": ("terrains_valeur_locative",),
            "capitaux": ("capitaux_non_places",),
            "assurance_vie": ("assurance_vie_montant",),
        },
        facultatives=("prelevements", "bati", "terrains", "capitaux", "assurance_vie"),
        parametres=("apa_part_bati", "apa_part_terrains", "apa_part_capitaux", "apa_part_assurance_vie"),
        unite=_("€ par an"),
        decimales=2,
        explication=_(
            "Revenu déclaré {revenu} € + revenus déjà imposés à la source {prelevements} € + rapport supposé du "
            "patrimoine {patrimoine} € = {total} € par an, soit {par_mois} € par mois."
        ),
        fondement=RESSOURCES,
    ),
    Calcul(
        code="ressources_annualisees",
        titre=_("Ressources du foyer, sur un an"),
        formule=_("Dans le simulateur seulement : ressources du foyer par mois, multipliées par 12."),
        fonction=apa.ressources_annualisees,
        entrees={"ressources_foyer": ("ressources_foyer",)},
        unite=_("€ par an"),
        decimales=2,
        explication=_("{par_mois} € × 12 mois = {valeur} € par an."),
        fondement=RESSOURCES,
    ),
    Calcul(
        code="diviseur",
        titre=_("Nombre par lequel se divisent les ressources du foyer"),
        formule=_(
            "Pour une personne seule : 1. Pour un couple qui vit à domicile : {apa_div_couple}. "
            "Si le conjoint ou la conjointe vit en établissement : {apa_div_etablissement}."
        ),
        fonction=apa.diviseur,
        entrees={
            "situation": ("situation",),
            "famille": ("situation_familiale",),
            "lieu_conjoint": ("lieu_vie_conjoint",),
        },
        facultatives=("situation", "famille", "lieu_conjoint"),
        parametres=("apa_div_couple", "apa_div_etablissement"),
        minimum=Decimal(1),
        explication=_(
            "Les ressources du foyer se divisent par {valeur}. C’est 1 pour une personne seule, {couple} pour un "
            "couple "
            "qui vit ensemble, {etablissement} quand le conjoint vit en établissement."
        ),
        fondement=BAREME,
    ),
    Calcul(
        code="ressources",
        titre=_("Ressources retenues par mois"),
        formule=_(
            "Ressources du foyer sur un an, divisées par 12, puis par le nombre ci-dessus. "
            "Le résultat n’est pas arrondi."
        ),
        fonction=apa.ressources,
        entrees={"annuelles": ANNUELLES, "diviseur": ("diviseur",)},
        unite=EUROS,
        decimales=2,
        explication=_("Ressources du foyer {foyer} € ÷ {diviseur} = {retenues} € par mois."),
        fondement=BAREME,
    ),
    Calcul(
        code="seuils",
        titre=_("Seuils de ressources"),
        formule=_(
            "Seuil bas : {apa_seuil_inf} fois la MTP de {apa_mtp} €. Seuil haut : {apa_seuil_sup} fois la MTP. "
            "Jusqu’au seuil bas, rien n’est à payer. Au-delà du seuil haut, la part à payer "
            "est de {apa_taux_max} fois le plan."
        ),
        fonction=apa.seuils,
        entrees={},
        parametres=("apa_mtp", "apa_seuil_inf", "apa_seuil_sup", "apa_taux_max"),
        unite=EUROS,
        decimales=2,
        explication=_(
            "Jusqu’à {seuil_bas} € de ressources par mois, vous ne payez rien du plan d’aide. "
            "Au-delà de {seuil_haut} €, vous en payez {taux_max} %. Entre les deux, votre part augmente peu à peu."
        ),
        fondement=BAREME,
    ),
    Calcul(
        code="plafond_maximal",
        titre=_("Plafonds du plan d’aide"),
        formule=_(
            "Par mois et au centime près, un nombre de fois la MTP de {apa_mtp} €. "
            "GIR 1 : {apa_coef_gir1}. GIR 2 : {apa_coef_gir2}. GIR 3 : {apa_coef_gir3}. GIR 4 : {apa_coef_gir4}."
        ),
        fonction=apa.plafond_maximal,
        entrees={},
        parametres=COEFFICIENTS,
        unite=EUROS,
        decimales=2,
        explication=_("GIR 1 : {gir1} €. GIR 2 : {gir2} €. GIR 3 : {gir3} €. GIR 4 : {gir4} € par mois."),
        fondement=PLAFONDS,
    ),
    Calcul(
        code="forfait",
        titre=_("Montant forfaitaire"),
        formule=_(
            "{apa_urgence} fois le plafond du GIR 1, au centime près. "
            "Ce plafond est de {apa_coef_gir1} fois la MTP de {apa_mtp} €. "
            "Il est arrondi au centime avant ce calcul, si le paramètre le prévoit."
        ),
        fonction=apa.forfait,
        entrees={},
        parametres=("apa_mtp", "apa_coef_gir1", "apa_urgence", "apa_urgence_tarif_arrondi"),
        unite=EUROS,
        decimales=2,
        explication=_(
            "Plafond du GIR 1 : {tarif} € × {part} % = {valeur} € par mois. "
            "Ce montant est versé en urgence, ou si nous n’avons pas répondu à temps."
        ),
        fondement=FORFAIT,
    ),
    Calcul(
        code="plafond",
        titre=_("Plafond de votre plan d’aide"),
        formule=_(
            "Par mois et au centime près, un nombre de fois la MTP de {apa_mtp} €. "
            "GIR 1 : {apa_coef_gir1}. GIR 2 : {apa_coef_gir2}. GIR 3 : {apa_coef_gir3}. GIR 4 : {apa_coef_gir4}. "
            "GIR 5 et 6 : zéro."
        ),
        fonction=apa.plafond,
        entrees={"gir": ("gir",)},
        parametres=COEFFICIENTS,
        unite=EUROS,
        decimales=2,
        explication=_("En GIR {gir}, l’allocation couvre un plan d’aide de {valeur} € par mois au plus."),
        fondement=PLAFONDS,
    ),
    Calcul(
        code="plan_retenu",
        titre=_("Plan d’aide retenu"),
        formule=_(
            "Le plus petit de deux montants : le coût du plan d’aide et son plafond. Avant {apa_age_min} ans : zéro."
        ),
        fonction=apa.plan_retenu,
        entrees={"plan": ("plan_aide",), "plafond": ("plafond",), "age": AGE},
        parametres=("apa_age_min",),
        unite=EUROS,
        decimales=2,
        explication=_("Le plan coûte {plan} €, le plafond est de {plafond} € : {valeur} € sont retenus."),
        fondement=PLAFONDS,
    ),
    Calcul(
        code="participation",
        titre=_("Votre participation"),
        formule=_(
            "R : les ressources retenues, ramenées entre le seuil bas et le seuil haut. "
            "Position : (R − seuil bas) ÷ écart entre les seuils. "
            "Participation : {apa_taux_max} × position × plan pesé, au centime. "
            "Poids du plan jusqu’à {apa_fraction1} fois la MTP : 1. De là à {apa_fraction2} fois : "
            "(0,6 R + 0,4 seuil haut − seuil bas) ÷ écart. Au-delà : (0,8 R + 0,2 seuil haut − seuil bas) ÷ écart."
        ),
        fonction=apa.participation,
        entrees={"annuelles": ANNUELLES, "diviseur": ("diviseur",), "plan_retenu": ("plan_retenu",)},
        parametres=(
            "apa_mtp",
            "apa_seuil_inf",
            "apa_seuil_sup",
            "apa_fraction1",
            "apa_fraction2",
            "apa_taux_max",
        ),
        unite=EUROS,
        decimales=2,
        explication=_(
            "Vous payez {valeur} € par mois. Calcul : {taux_max} % × {position} × ({tranche1} € + "
            "{poids2} × {tranche2} € + {poids3} × {tranche3} €) = {valeur} €. "
            "Le nombre {position} situe vos ressources de {retenues} €, de 0 au premier seuil à 1 au second."
        ),
        fondement=BAREME,
    ),
    Calcul(
        code="taux",
        titre=_("Part du plan que vous payez"),
        formule=_("Participation divisée par le plan d’aide retenu, à quatre décimales. Sans plan retenu : zéro."),
        fonction=apa.taux,
        entrees={"participation": ("participation",), "plan_retenu": ("plan_retenu",)},
        decimales=4,
        explication=_("Sur 100 € de plan d’aide, vous en payez {pourcent} €."),
        fondement=BAREME,
    ),
    Calcul(
        code="apa_theorique",
        titre=_("Allocation"),
        formule=_("Plan d’aide retenu, moins la participation."),
        fonction=apa.apa_theorique,
        entrees={"plan_retenu": ("plan_retenu",), "participation": ("participation",)},
        unite=EUROS,
        decimales=2,
        explication=_("Plan retenu {plan_retenu} € − participation {participation} € = {valeur} € par mois."),
        fondement=BAREME,
    ),
    Calcul(
        code="apa_versee",
        titre=_("Allocation versée"),
        formule=_(
            "L’allocation, si elle dépasse {apa_seuil_versement} fois le Smic horaire brut de {smic_horaire} €. "
            "Sinon : zéro."
        ),
        fonction=apa.apa_versee,
        entrees={"apa_theorique": ("apa_theorique",)},
        parametres=("smic_horaire", "apa_seuil_versement"),
        unite=EUROS,
        decimales=2,
        explication=_(
            "L’allocation est de {montant} €. Jusqu’à {seuil} € compris, rien n’est versé. "
            "Montant versé : {valeur} € par mois."
        ),
        fondement=VERSEMENT,
    ),
    Calcul(
        code="repit_plafond",
        titre=_("Plafond du répit de l’aidant"),
        formule=_("Sur un an et au centime près : {apa_coef_repit} fois la MTP de {apa_mtp} €."),
        fonction=apa.repit_plafond,
        entrees={"cout": ("repit_aidant",)},
        parametres=("apa_mtp", "apa_coef_repit"),
        unite=_("€ par an"),
        decimales=2,
        explication=_(
            "Le repos de l’aidant coûte {cout} € par an. Il peut s’ajouter au plan, pour {valeur} € au plus."
        ),
        fondement=MAJORATIONS,
    ),
    Calcul(
        code="repit_accorde",
        titre=_("Répit de l’aidant, part couverte"),
        formule=COUVERTE,
        fonction=apa.majoration,
        entrees={"cout": ("repit_aidant",), "plafond": ("repit_plafond",), "taux": ("taux",)},
        parametres=("apa_majoration_participation",),
        unite=_("€ par an"),
        decimales=2,
        explication=_("Coût {cout} €, plafond {plafond} €, votre part {part} € : {valeur} € par an sont couverts."),
        fondement=MAJORATIONS,
    ),
    Calcul(
        code="relais_plafond",
        titre=_("Plafond du relais de l’aidant hospitalisé"),
        formule=_("Chaque fois et au centime près : {apa_coef_relais} fois la MTP de {apa_mtp} €."),
        fonction=apa.relais_plafond,
        entrees={"cout": ("relais_aidant",)},
        parametres=("apa_mtp", "apa_coef_relais"),
        unite=_("€"),
        decimales=2,
        explication=_("Le relais coûte {cout} €. Il peut s’ajouter au plan, pour {valeur} € au plus chaque fois."),
        fondement=MAJORATIONS,
    ),
    Calcul(
        code="relais_accorde",
        titre=_("Relais de l’aidant hospitalisé, part couverte"),
        formule=COUVERTE,
        fonction=apa.majoration,
        entrees={"cout": ("relais_aidant",), "plafond": ("relais_plafond",), "taux": ("taux",)},
        parametres=("apa_majoration_participation",),
        unite=_("€"),
        decimales=2,
        explication=_("Coût {cout} €, plafond {plafond} €, votre part {part} € : {valeur} € sont couverts."),
        fondement=MAJORATIONS,
    ),
    Calcul(
        code="reste_hors_plafond",
        titre=_("Reste du plan, non couvert"),
        formule=_("Coût du plan d’aide, moins le plan d’aide retenu. L’allocation ne couvre pas ce reste."),
        fonction=apa.reste_hors_plafond,
        entrees={"plan": ("plan_aide",), "plan_retenu": ("plan_retenu",)},
        unite=EUROS,
        decimales=2,
        explication=_("Plan {plan} € − plan retenu {plan_retenu} € = {valeur} € par mois, à votre charge."),
        fondement=PLAFONDS,
    ),
)
"""Dans l’ordre où ils s’enchaînent : chacun peut se servir de ceux qui le précèdent."""
