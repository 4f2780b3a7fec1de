"""Allocation personnalisée d’autonomie (APA) à domicile : CASF, L232-1 à L232-28 ; cerfa 16301*01."""

from dataclasses import replace
from decimal import Decimal

from forms import blocs
from forms.apa_evaluation import EVALUATION, PIECES_RESERVEES
from forms.apa_lies import LIE
from forms.apa_pages import CHAMPS_SIMULATEUR, PAGES, PAGES_AGENT, PROTEGE
from forms.apa_plan import PROPOSITION
from forms.apa_prestation import PRESTATION, VERSEMENT
from forms.apa_transmissions import TRANSMISSIONS
from forms.apa_visite import VISITE
from forms.regles.apa_calculs import CALCULS
from forms.regles.apa_declarees import REGLES
from forms.regles.apa_motifs import EXPORTABLES, MOTIFS, NOMS_DES_PARAMETRES
from portail.demarche.declaration import (
    MOIS,
    Attestation,
    AuMoins,
    Conservation,
    Demarche,
    Depart,
    Mois,
    NaturePrestation,
    Pas,
    Piece,
    Pretest,
    Recours,
    Silence,
    SortFinal,
    _,
    si,
    une,
)

ETRANGER = si("nationalite", "autre", "apatride_refugie")
PRESQUE_RIEN = Decimal("0.01")
DECRET = _("Code de l’action sociale et des familles, article R232-23, et cerfa 16301*01")

PIECES = (
    replace(
        blocs.PIECE_IDENTITE,
        aide=_("Carte d’identité, passeport, livret de famille ou extrait d’acte de naissance. Une photo suffit."),
        fondement=DECRET,
    ),
    replace(
        blocs.TITRE_SEJOUR,
        quand=_("Si la personne est d’un pays hors de l’Union européenne"),
        si=ETRANGER,
        fondement=DECRET,
    ),
    Piece(
        "avis_impot",
        _("Dernier avis d’impôt, ou de non-imposition"),
        aide=_("Toutes les pages, et celui du conjoint ou de la conjointe s’il est à part. La visite n’attend pas."),
        indispensable=False,
        fondement=DECRET,
    ),
    Piece(
        "taxe_fonciere",
        _("Dernier avis de taxe foncière"),
        aide=_("Propriétés bâties et non bâties, sauf la résidence principale."),
        quand=_("S’il y a un logement ou un terrain non loué, hors résidence principale"),
        si=une(
            AuMoins("immeubles_bati_valeur_locative", PRESQUE_RIEN), AuMoins("terrains_valeur_locative", PRESQUE_RIEN)
        ),
        indispensable=False,
        fondement=DECRET,
    ),
    Piece(
        "releve_assurance_vie",
        _("Relevé annuel d’assurance-vie"),
        quand=_("S’il y a une assurance-vie"),
        si=AuMoins("assurance_vie_montant", PRESQUE_RIEN),
        indispensable=False,
        fondement=DECRET,
    ),
    replace(blocs.RIB, quand=_("Si l’allocation est versée sur un compte"), si=si("mode_versement", "compte")),
    Piece(
        "jugement_protection",
        _("Jugement ou mandat de protection"),
        quand=_("Si la personne est sous une mesure de protection"),
        si=PROTEGE,
        fondement=DECRET,
    ),
    Piece(
        "attestation_urgence",
        _("Attestation d’urgence"),
        aide=_("Écrite par un médecin ou un travailleur social. Elle dit l’urgence, pas la maladie."),
        quand=_("Si la situation est urgente"),
        si=Pas(si("urgence", "non")),
        indispensable=False,
        fondement=_("Code de l’action sociale et des familles, article L232-12"),
    ),
    *PIECES_RESERVEES,
)

DEMARCHE = Demarche(
    identifiant="apa-domicile",
    version=1,
    nom=_("Allocation personnalisée d’autonomie (APA) à domicile"),
    titre=_("Demander l’allocation personnalisée d’autonomie (APA) à domicile"),
    resume=_(
        "Cette allocation paie une partie de l’aide dont une personne de {apa_age_min} ans ou plus a besoin "
        "pour continuer à vivre chez elle."
    ),
    service="autonomie",
    situations=("autonomie",),
    mots_cles=(
        _("perte d’autonomie, personne âgée, dépendance, aide à domicile, GIR, AGGIR, retraite, maintien à domicile"),
    ),
    duree_minutes=35,
    montant=_("Jusqu’à {plafond_maximal} € par mois"),
    montant_detail=_("Selon la perte d’autonomie. Une part du plan d’aide reste à payer, selon les ressources."),
    a_qui=(
        _("La personne a {apa_age_min} ans ou plus."),
        _("Elle a besoin d’aide pour les gestes de la vie quotidienne (GIR 1 à 4)."),
        _("Elle vit chez elle, chez un proche, en accueil familial ou en résidence autonomie."),
        _(
            "Elle vit en France de façon stable et régulière, et en Loire-Atlantique depuis "
            "{apa_domicile_secours} mois."
        ),
        _("Il n’y a pas de condition de ressources. L’allocation n’est pas reprise sur la succession."),
    ),
    deroulement=(
        (
            _("Après l’envoi de la demande"),
            _(
                "Vous recevez un accusé d’enregistrement, puis, en {apa_accuse} jours au plus, "
                "un accusé de réception ou la liste de ce qui manque."
            ),
        ),
        (
            _("La visite à domicile"),
            _(
                "Une personne de l’équipe médico-sociale vient évaluer les besoins. "
                "Elle propose un plan d’aide, ou des conseils si la perte d’autonomie est légère."
            ),
        ),
        (
            _("Votre réponse au plan d’aide"),
            _(
                "Vous acceptez le plan, ou vous faites vos observations. Nous vous écrivons alors une "
                "proposition définitive."
            ),
        ),
        (
            _("En urgence"),
            _("Une aide de {forfait} € par mois peut être versée dès la demande, en attendant la visite."),
        ),
    ),
    nature=NaturePrestation.LEGALE,
    fondements=(
        _("Code de l’action sociale et des familles, articles L232-1 à L232-28"),
        _("Code de l’action sociale et des familles, articles R232-1 à R232-38, annexes 2-1 et 2-2"),
    ),
    silence=Silence.ACCORD,
    effet_silence=_(
        "L’allocation est alors versée au montant forfaitaire de {forfait} € par mois, jusqu’à notre décision écrite."
    ),
    delai=Mois(2, depuis=Depart.COMPLETUDE),
    recours=Recours(rapo=True),
    conservation=Conservation(
        active_mois=24,
        intermediaire_annees=5,
        sort_final=SortFinal.TRIER,
        texte=_(
            "Jusqu’à deux ans après la fin des droits, puis cinq ans en archives. "
            "Ensuite, les Archives départementales trient les dossiers."
        ),
    ),
    finalite=_(
        "Étudier votre demande, évaluer les besoins, verser l’allocation et suivre le plan d’aide. "
        "Base légale : obligation légale (RGPD, articles 6-1-c et 9-2-h)."
    ),
    deposants=blocs.deposants(
        "lui_meme",
        "conjoint",
        "enfant",
        "autre_proche",
        "tuteur",
        "curateur",
        "habilitation_familiale",
        "mandataire_protection_future",
        "professionnel_aidant",
    ),
    pages=PAGES,
    pieces=PIECES,
    pages_agent=PAGES_AGENT,
    volets=(EVALUATION,),
    regles=REGLES,
    calculs=CALCULS,
    noms_des_parametres=NOMS_DES_PARAMETRES,
    motifs=MOTIFS,
    engagements=(
        Attestation(
            "engagement_changement",
            _("Je m’engage à signaler tout changement : ressources, adresse, hospitalisation, retour d’un conjoint."),
        ),
    ),
    pretest=Pretest(
        titre=_("À quoi puis-je m’attendre ?"),
        champs=("age", "situation", "ressources_foyer", "gir", "plan_aide"),
        api={
            "mois": MOIS,
            "age": "age",
            "situation": "situation",
            "ressources_foyer": "ressources_foyer",
            "gir": "gir",
            "plan_aide": "plan_aide",
        },
        sorties=("participation", "taux", "apa_theorique", "apa_versee", "reste_hors_plafond"),
        montant="apa_versee",
        detail=True,
        essentiel=("apa_versee", "participation", "reste_hors_plafond", "seuils"),
    ),
    champs_pretest=CHAMPS_SIMULATEUR,
    suites_accord=(
        _("L’allocation est versée à partir du mois qui suit cette décision, au plus tard le 10."),
        _("Vous avez un mois pour nous dire quel service ou quel salarié vous aide."),
        _("La participation se calcule chaque mois sur l’aide vraiment utilisée : gardez les factures."),
        _("En cas d’hospitalisation, l’allocation continue trente jours, puis elle est suspendue jusqu’au retour."),
    ),
    montant_accorde="apa_versee",
    exportables=EXPORTABLES,
    cle_delai_accuse="apa_accuse",
    proposition=PROPOSITION,
    visite=VISITE,
    transmissions=TRANSMISSIONS,
    lie=LIE,
    information_maire=_("Code de l’action sociale et des familles, article R232-23"),
    prestation=PRESTATION,
    versement=VERSEMENT,
)
