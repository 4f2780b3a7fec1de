"""Pages de l’APA à domicile : le contenu du cerfa 16301*01, un sujet par page."""

from dataclasses import replace
from decimal import Decimal

from forms import blocs
from forms.regles.apa import EN_COUPLE
from forms.regles.apa_conditions import AVEC_DROIT_D_OPTION, SANS_EFFET_SUR_LE_DOMICILE
from portail.demarche.declaration import (
    BlocRepete,
    Choix,
    ChoixMultiple,
    Commune,
    DateConnue,
    DateRecente,
    Information,
    Montant,
    Nir,
    Nombre,
    OuiNon,
    Page,
    Pas,
    Telephone,
    TexteCourt,
    TexteLong,
    ValeurCalculee,
    _,
    plusieurs,
    si,
    une,
)

GESTES = ("se_leve_seul", "s_habille_seul", "toilette_seul", "mange_seul")
DEUX = 2
"""Réponses « non » qui mènent au Département : `apa_orientation_non`, qu’une condition ne peut pas lire."""
GESTES_IMPOSSIBLES = plusieurs(DEUX, *(si(geste, "non") for geste in GESTES))
DEPARTEMENT = une(GESTES_IMPOSSIBLES, si("surveillance_reguliere", "oui"))
PROTECTEURS = ("tuteur", "curateur", "habilitation_familiale", "mandataire_protection_future")
PROTEGE = Pas(si("mesure_protection", "aucune"))
PAR_UN_AUTRE = Pas(si("qualite_deposant", "lui_meme"))
PAR_LE_PROTECTEUR = si("qualite_deposant", *PROTECTEURS)
EXEMPLE_TELEPHONE = _("Fixe ou mobile. Exemple : 06 39 98 12 34.")

ORIENTATION = (
    Page(
        "orientation",
        _("Les gestes de la vie quotidienne"),
        (
            OuiNon("se_leve_seul", _("La personne peut-elle se lever seule, même avec difficulté ?")),
            OuiNon("s_habille_seul", _("Peut-elle s’habiller seule, même avec difficulté ?")),
            OuiNon("toilette_seul", _("Peut-elle faire sa toilette seule, même avec difficulté ?")),
            OuiNon("mange_seul", _("Peut-elle manger seule, même avec difficulté ?")),
        ),
        pourquoi=_("Ces quatre réponses disent qui peut vous aider le plus vite. Elles ne décident pas de vos droits."),
    ),
    Page(
        "surveillance",
        _("Présence d’une autre personne"),
        (
            OuiNon(
                "surveillance_reguliere",
                _("Une surveillance régulière est-elle nécessaire ?"),
                aide=_("Par exemple quand l’entourage remarque des oublis ou des mises en danger."),
            ),
        ),
        si=Pas(GESTES_IMPOSSIBLES),
    ),
    Page(
        "vers_qui",
        _("Qui va étudier la demande"),
        (
            Information(
                "info_departement",
                _("Votre demande relève du Département"),
                aide=_("Continuez ici. Une personne de l’équipe médico-sociale viendra à domicile."),
                si=DEPARTEMENT,
            ),
            Information(
                "info_caisse",
                _("Votre caisse de retraite peut aider plus vite"),
                aide=_(
                    "Elle finance des heures d’aide, du portage de repas ou l’aménagement du logement.\n"
                    "Assurance retraite (Carsat) : 39 60, lassuranceretraite.fr\n"
                    "MSA, pour les agriculteurs : msa.fr\n"
                    "Fonctionnaires : l’organisme écrit sur votre titre de pension\n"
                    "Vous pouvez quand même continuer ici. "
                    "Si la demande relève de votre caisse, nous la lui transmettons et nous vous le disons."
                ),
                si=Pas(DEPARTEMENT),
            ),
            Choix(
                "caisse_retraite",
                _("Caisse de retraite principale"),
                {
                    "cnav": _("Assurance retraite (Carsat)"),
                    "msa": _("Mutualité sociale agricole (MSA)"),
                    "sre": _("Service des retraites de l’État"),
                    "cnracl": _("CNRACL (hôpital, communes, départements)"),
                    "autre": _("Une autre caisse"),
                },
                aide=_("Celle qui verse la pension la plus importante."),
            ),
        ),
    ),
    Page(
        "demande",
        _("La demande"),
        (
            Choix(
                "type_demande",
                _("Que demandez-vous ?"),
                {
                    "premiere": _("Une première demande"),
                    "renouvellement": _("Un renouvellement"),
                    "aggravation": _("Plus d’aide : la situation s’est aggravée"),
                    "changement_situation": _("Une révision : la situation de famille ou les ressources ont changé"),
                    "changement_departement": _("La suite de l’aide, après avoir changé de département"),
                },
            ),
            Choix(
                "urgence",
                _("La situation est-elle urgente ?"),
                {
                    "non": _("Non"),
                    "sortie_hospitalisation": _("Oui, la personne sort de l’hôpital"),
                    "deces_ou_hospitalisation_aidant": _("Oui, la personne qui l’aidait est décédée ou hospitalisée"),
                    "fin_de_vie": _("Oui, la personne est en fin de vie"),
                    "autre": _("Oui, pour une autre raison"),
                },
                aide=_("En urgence, une aide provisoire peut commencer tout de suite."),
            ),
        ),
    ),
)

PERSONNE = (
    Page(
        "deposant",
        _("Vous, qui faites la demande"),
        (
            TexteCourt("deposant_nom", _("Votre nom"), longueur_max=80),
            TexteCourt("deposant_prenoms", _("Vos prénoms")),
            Telephone("deposant_telephone", _("Votre téléphone"), aide=EXEMPLE_TELEPHONE),
            TexteCourt(
                "deposant_structure",
                _("Organisme où vous travaillez"),
                si=si("qualite_deposant", "professionnel_aidant"),
            ),
        ),
        si=PAR_UN_AUTRE,
        pourquoi=_("Nous vous appelons si une réponse nous manque. La demande reste celle de la personne concernée."),
    ),
    Page(
        "identite",
        _("La personne qui a besoin d’aide"),
        (
            *blocs.IDENTITE,
            blocs.NATIONALITE,
            Nir(
                "nir",
                _("Numéro de sécurité sociale"),
                aide=_("Les 15 chiffres de la carte Vitale, clé comprise. Exemple : 2 42 07 44 015 022 77."),
            ),
        ),
        pourquoi=_("Ce numéro évite de confondre deux personnes, et sert aux échanges avec la caisse de retraite."),
    ),
    Page(
        "protection",
        _("Mesure de protection"),
        (
            Choix(
                "mesure_protection",
                _("La personne est-elle sous une mesure de protection ?"),
                {
                    "aucune": _("Non"),
                    "sauvegarde": _("Sauvegarde de justice"),
                    "curatelle": _("Curatelle"),
                    "tutelle": _("Tutelle"),
                    "habilitation_familiale": _("Habilitation familiale"),
                    "mandat_protection_future": _("Mandat de protection future"),
                },
            ),
        ),
    ),
    Page(
        "mesure",
        _("La mesure de protection"),
        (
            DateConnue("mesure_date", _("Date du jugement ou du mandat"), aide=_("Exemple : 5 octobre 2024.")),
            TexteCourt("protecteur_nom", _("Nom de la personne chargée de la mesure"), si=Pas(PAR_LE_PROTECTEUR)),
            Telephone(
                "protecteur_telephone",
                _("Téléphone de la personne chargée de la mesure"),
                aide=EXEMPLE_TELEPHONE,
                si=Pas(PAR_LE_PROTECTEUR),
            ),
        ),
        si=PROTEGE,
    ),
    Page(
        "coordonnees",
        _("Adresse et coordonnées"),
        (
            blocs.ADRESSE,
            blocs.DATE_ARRIVEE_44,
            # L’un ou l’autre suffit pour répondre ; c’est par téléphone que se prend la date de la visite.
            replace(blocs.TELEPHONE, obligatoire=True),
            replace(blocs.COURRIEL, obligatoire=False),
            blocs.CANAL_PREFERE,
            blocs.BESOIN_ACCESSIBILITE,
        ),
        pourquoi=_("Le département où l’on vit depuis quelques mois verse l’allocation."),
    ),
    Page(
        "lieu_de_vie",
        _("Où vit la personne"),
        (
            Choix(
                "lieu_vie",
                _("Où la personne vit-elle ?"),
                {
                    "domicile": _("Chez elle"),
                    "proche": _("Chez un proche"),
                    "accueil_familial": _("Chez un accueillant familial"),
                    "residence_autonomie": _("En résidence autonomie"),
                    "etablissement": _("En maison de retraite médicalisée (EHPAD) ou en soins de longue durée"),
                },
            ),
        ),
    ),
    Page(
        "avant",
        _("Avant d’y vivre"),
        (
            Commune(
                "commune_avant",
                _("Dans quelle commune la personne vivait-elle avant ?"),
                aide=_("Là où elle était chez elle, ou chez un proche. Hors du département, ajoutez le code postal."),
            ),
            DateConnue("date_entree", _("Depuis quand y vit-elle ?"), aide=_("Exemple : 5 octobre 2026.")),
        ),
        si=si("lieu_vie", *SANS_EFFET_SUR_LE_DOMICILE),
        pourquoi=_("Un séjour en établissement ne change pas le département qui verse l’allocation."),
    ),
    Page(
        "famille",
        _("Situation de famille"),
        (
            Choix(
                "situation_familiale",
                _("Situation de famille"),
                {
                    "celibataire": _("Célibataire"),
                    "marie": _("Marié ou mariée"),
                    "pacse": _("Pacsé ou pacsée"),
                    "concubin": _("En concubinage"),
                    "veuf": _("Veuf ou veuve"),
                    "separe": _("Séparé ou séparée"),
                    "divorce": _("Divorcé ou divorcée"),
                },
            ),
        ),
    ),
    Page(
        "conjoint",
        _("Conjoint ou conjointe"),
        (
            TexteCourt("conjoint_nom", _("Nom de naissance du conjoint ou de la conjointe"), longueur_max=80),
            TexteCourt("conjoint_prenoms", _("Prénoms du conjoint ou de la conjointe")),
            DateConnue("conjoint_naissance", _("Date de naissance du conjoint ou de la conjointe")),
            Choix(
                "lieu_vie_conjoint",
                _("Où vit le conjoint ou la conjointe ?"),
                {
                    "meme_domicile": _("Au même domicile"),
                    "etablissement": _("En établissement"),
                    "autre": _("Ailleurs"),
                },
            ),
            OuiNon("conjoint_apa", _("Le conjoint ou la conjointe reçoit-il déjà l’APA ?")),
            OuiNon(
                "conjoint_demande",
                _("Fait-il ou fait-elle aussi une demande d’APA ?"),
                aide=_("Chaque personne a son dossier. Les ressources du foyer comptent pour les deux."),
            ),
        ),
        si=si("situation_familiale", *EN_COUPLE),
    ),
)

QUOTIDIEN = (
    Page(
        "aides",
        _("Les aides d’aujourd’hui"),
        (
            Information(
                "info_sante",
                _("N’écrivez rien ici sur la santé de la personne"),
                aide=_(
                    "Ces réponses sont lues par le service administratif. Un certificat médical n’est pas obligatoire. "
                    "Si vous en avez un, remettez-le sous pli fermé à la personne qui viendra à domicile."
                ),
            ),
            ChoixMultiple(
                "aides_actuelles",
                _("Qui aide la personne en ce moment ?"),
                {
                    "sad": _("Un service d’aide à domicile"),
                    "ssiad": _("Un service de soins infirmiers à domicile"),
                    "proche": _("Un proche"),
                    "portage": _("Un portage de repas"),
                    "teleassistance": _("Une téléassistance"),
                    "aucune": _("Personne"),
                },
                exclusive="aucune",
            ),
            TexteCourt(
                "medecin_traitant",
                _("Médecin à qui parler de la situation"),
                aide=_("Son nom et sa commune, rien d’autre."),
                obligatoire=False,
            ),
        ),
    ),
    Page(
        "aidants",
        _("Les proches qui aident"),
        (
            BlocRepete(
                "aidants",
                _("Proches qui aident la personne"),
                (
                    TexteCourt("aidant_nom", _("Nom et prénom du proche")),
                    Choix(
                        "aidant_lien",
                        _("Lien du proche avec la personne"),
                        {
                            "conjoint": _("Conjoint ou conjointe"),
                            "enfant": _("Fils ou fille"),
                            "autre_parent": _("Autre membre de la famille"),
                            "ami": _("Ami ou voisin"),
                        },
                    ),
                    OuiNon("aidant_repit", _("Ce proche a-t-il besoin de repos ?")),
                ),
                element=_("Proche aidant"),
                obligatoire=False,
                maximum=5,
            ),
        ),
        si=si("aides_actuelles", "proche"),
        pourquoi=_("Une aide existe pour que les proches se reposent."),
    ),
    Page(
        "visite",
        _("La visite à domicile"),
        (
            TexteCourt("visite_nom", _("Qui appeler pour fixer la visite ?"), aide=_("Nom et prénom.")),
            TexteCourt(
                "visite_lien", _("Lien avec la personne"), aide=_("Par exemple : elle-même, sa fille, une voisine.")
            ),
            Telephone("visite_telephone", _("Téléphone pour fixer la visite"), aide=EXEMPLE_TELEPHONE),
        ),
    ),
    Page(
        "logement",
        _("Le logement"),
        (
            Choix(
                "statut_logement",
                _("La personne est"),
                {
                    "proprietaire": _("Propriétaire ou usufruitière"),
                    "locataire": _("Locataire"),
                    "hebergee": _("Hébergée"),
                },
            ),
            TexteCourt(
                "acces_logement",
                _("Comment entrer dans le logement ?"),
                aide=_("Étage, ascenseur, interphone. Pas de code : nous le demanderons par téléphone."),
                obligatoire=False,
            ),
            OuiNon("animaux", _("Y a-t-il un animal dans le logement ?"), obligatoire=False),
            ChoixMultiple(
                "amenagements",
                _("Qu’est-ce qui gêne dans le logement ?"),
                {
                    "salle_de_bain": _("La salle de bain ou les toilettes"),
                    "escalier": _("Un escalier ou des marches"),
                    "entree": _("L’entrée"),
                    "chambre": _("La chambre"),
                    "autre": _("Autre chose"),
                    "rien": _("Rien"),
                },
                obligatoire=False,
                exclusive="rien",
            ),
        ),
        pourquoi=_("Ces réponses préparent la visite."),
    ),
)

VIDE = _("Laissez vide s’il n’y en a pas.")
RESSOURCES = (
    Page(
        "ressources",
        _("Ressources du foyer"),
        (
            Montant(
                "revenu_declare",
                _("Revenus déclarés du foyer, sur un an"),
                aide=_(
                    "Sur le dernier avis d’impôt : total des pensions, salaires et autres revenus, avant abattement."
                ),
            ),
            Montant(
                "prelevements_liberatoires",
                _("Revenus déjà imposés à la source, sur un an"),
                aide=_("Intérêts et dividendes soumis au prélèvement libératoire. Laissez vide s’il n’y en a pas."),
                obligatoire=False,
            ),
            Montant(
                "immeubles_bati_valeur_locative",
                _("Valeur locative des logements non loués"),
                aide=_("Sur l’avis de taxe foncière. Sauf la résidence principale. Laissez vide s’il n’y en a pas."),
                obligatoire=False,
            ),
            Montant(
                "terrains_valeur_locative", _("Valeur locative des terrains non loués"), aide=VIDE, obligatoire=False
            ),
            Montant(
                "capitaux_non_places",
                _("Argent non placé"),
                aide=_("Comptes courants et espèces. Laissez vide s’il n’y en a pas."),
                obligatoire=False,
            ),
            Montant("assurance_vie_montant", _("Montant des assurances-vie"), aide=VIDE, obligatoire=False),
        ),
        pourquoi=_(
            "L’allocation est ouverte quelles que soient les ressources. Elles fixent la part que vous payez. "
            "L’aide des enfants, les aides au logement et la retraite du combattant ne comptent pas."
        ),
    ),
    Page(
        "avis",
        _("Avis d’impôt"),
        (
            blocs.NUMERO_FISCAL,
            blocs.REFERENCE_AVIS,
            ValeurCalculee("ressources_du_foyer", _("Ressources du foyer"), calcul="ressources_annuelles"),
            ValeurCalculee("ressources_retenues", _("Ressources retenues par mois"), calcul="ressources"),
        ),
    ),
    Page(
        "autres_aides",
        _("Autres aides"),
        (
            ChoixMultiple(
                "prestations_en_cours",
                _("La personne reçoit-elle déjà une de ces aides ?"),
                {
                    "mtp": _("Majoration pour tierce personne (MTP)"),
                    "pcrtp": _("Prestation complémentaire pour recours à tierce personne (PCRTP)"),
                    "pch": _("Prestation de compensation du handicap (PCH)"),
                    "actp": _("Allocation compensatrice pour tierce personne (ACTP)"),
                    "aide_menagere": _("Aide ménagère du Département"),
                    "caisse_retraite": _("Aide de la caisse de retraite"),
                    "aucune": _("Aucune"),
                },
                aide=_("Ces aides ne se cumulent pas avec l’APA. Vous pourrez choisir la plus intéressante."),
                exclusive="aucune",
            ),
            ChoixMultiple(
                "cmi_souhaitee",
                _("Souhaitez-vous une carte mobilité inclusion ?"),
                {
                    "stationnement": _("Stationnement"),
                    "invalidite_priorite": _("Invalidité ou priorité"),
                },
                obligatoire=False,
            ),
        ),
    ),
    Page(
        "choix_a_venir",
        _("Un choix à faire plus tard"),
        (
            Information(
                "info_option",
                _("Vous aurez à choisir entre deux aides"),
                aide=_(
                    "L’aide que la personne reçoit ne se cumule pas avec l’allocation. "
                    "Après la visite, nous écrivons le montant de l’allocation dans un plan d’aide. "
                    "Elle choisit alors l’aide qu’elle préfère. D’ici là, rien ne s’arrête et rien n’est refusé."
                ),
            ),
        ),
        si=si("prestations_en_cours", *AVEC_DROIT_D_OPTION),
    ),
    Page(
        "versement",
        _("Versement de l’allocation"),
        (
            Choix(
                "mode_versement",
                _("Comment l’allocation doit-elle être versée ?"),
                {
                    "compte": _("Sur le compte de la personne"),
                    "service": _("Directement au service d’aide à domicile"),
                    "cesu": _("En chèques emploi service (CESU)"),
                },
                aide=_("Vous pourrez changer d’avis quand le plan d’aide sera fixé."),
            ),
        ),
    ),
    Page("compte", _("Compte bancaire"), blocs.PAIEMENT, si=si("mode_versement", "compte")),
    Page(
        "accords",
        _("Transmission à la caisse de retraite"),
        (
            OuiNon(
                "accord_transmission_caisse",
                _("Pouvons-nous transmettre la demande à la caisse de retraite ?"),
                aide=_(
                    "Seulement si la perte d’autonomie est trop légère pour l’APA (GIR 5 ou 6). "
                    "La caisse peut alors aider sans nouvelle demande."
                ),
            ),
        ),
    ),
)

PAGES = (*ORIENTATION, *PERSONNE, *QUOTIDIEN, *RESSOURCES)

GIR = Choix(
    "gir",
    _("Degré de perte d’autonomie (GIR)"),
    {
        "1": _("GIR 1 : au lit ou au fauteuil, avec une présence jour et nuit"),
        "2": _("GIR 2 : aide pour presque tout, ou surveillance permanente"),
        "3": _("GIR 3 : aide plusieurs fois par jour pour se laver et s’habiller"),
        "4": _("GIR 4 : aide pour se lever, ou pour se laver, s’habiller et manger"),
        "5": _("GIR 5 : aide de temps en temps pour se laver, cuisiner, ranger"),
        "6": _("GIR 6 : aucune aide pour les gestes de la vie quotidienne"),
    },
    aide=_("Il est fixé par une personne de l’équipe médico-sociale, après une visite."),
)
PLAN_AIDE = Montant(
    "plan_aide",
    _("Coût mensuel du plan d’aide"),
    aide=_("Par exemple 30 heures d’aide à 25 € : 750."),
    maximum=Decimal(20_000),
)


def _pour_l_aidant(nom: str, titre: str) -> Montant:
    """Rend le coût d’une majoration du plan, que la proposition remplit."""
    return Montant(nom, titre, aide=_("Il vient du plan d’aide."), obligatoire=False, maximum=Decimal(20_000))


REPIT = _pour_l_aidant("repit_aidant", _("Coût du répit de l’aidant, par an"))
RELAIS = _pour_l_aidant("relais_aidant", _("Coût du relais pendant l’hospitalisation de l’aidant"))
CONSEILS = TexteLong(
    "conseils",
    _("Conseils à la personne"),
    aide=_("Ce sont ceux de l’évaluation à domicile. Sans donnée de santé."),
    obligatoire=False,
    longueur_max=2000,
)
OPTION = Page(
    "option",
    _("Droit d’option"),
    (
        Choix(
            "aide_choisie",
            _("Que choisit la personne ?"),
            {
                "allocation": _("L’allocation : l’autre aide s’arrête"),
                "autre": _("L’aide qu’elle reçoit déjà : l’allocation est refusée"),
            },
            aide=_("Après avoir reçu le plan d’aide, avec le montant de chacune. Gardez sa réponse écrite."),
        ),
        DateRecente("aide_choisie_le", _("Jour de sa réponse")),
    ),
    si=si("prestations_en_cours", *AVEC_DROIT_D_OPTION),
)
PAGES_AGENT = (Page("evaluation", _("Évaluation et plan d’aide"), (GIR, CONSEILS, PLAN_AIDE, REPIT, RELAIS)), OPTION)

CHAMPS_SIMULATEUR = (
    Nombre("age", _("Âge de la personne"), maximum=Decimal(125), unite=_("ans")),
    Choix(
        "situation",
        _("Avec qui la personne vit-elle ?"),
        {
            "seul": _("Elle vit sans conjoint"),
            "couple_domicile": _("Elle vit avec son conjoint ou sa conjointe"),
            "conjoint_etablissement": _("Son conjoint ou sa conjointe vit en établissement"),
        },
    ),
    Montant(
        "ressources_foyer",
        _("Ressources du foyer, par mois"),
        aide=_("Pensions et autres revenus, ceux du conjoint compris. Exemple : 1 500."),
        maximum=Decimal(1_000_000),
    ),
)
"""Ce que le simulateur demande en plus du GIR et du plan : ni nom, ni date de naissance."""

__all__ = ["CHAMPS_SIMULATEUR", "DEPARTEMENT", "DEUX", "GESTES", "PAGES", "PAGES_AGENT", "PROTEGE"]
