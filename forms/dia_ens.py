"""Déclaration d’intention d’aliéner (DIA) en espace naturel sensible : L215-14 ; cerfa 10072*04."""

from forms import blocs
from forms.dia_droit import CODE, DELAIS, MOTIFS, MOTS, PAGES_AGENT, TERME
from forms.dia_pages import ACQUEREUR, BIEN, PARTS, PROPRIETAIRES, VISITE
from forms.dia_prix import PAGES_DU_PRIX
from portail.demarche.declaration import (
    Attestation,
    Beneficiaire,
    Conservation,
    Demarche,
    Depart,
    Mois,
    NaturePrestation,
    Piece,
    Recours,
    Silence,
    SortFinal,
    _,
    si,
)

CERFA = _("Code de l’urbanisme, articles L215-14 et R215-9, et cerfa 10072*04")
PIECES = (
    Piece("plan_situation", _("Plan de situation"), aide=_("Où est le bien dans la commune."), fondement=CERFA),
    Piece("extrait_cadastral", _("Extrait du plan cadastral"), aide=_("Les parcelles vendues."), fondement=CERFA),
    Piece(
        "mandat",
        _("Mandat de qui vend"),
        quand=_("Si vous déclarez pour un propriétaire, sans être son notaire"),
        si=si("qualite_deposant", "mandataire"),
        fondement=CERFA,
    ),
    Piece(
        "statuts",
        _("Statuts de la société"),
        quand=_("Si des parts de société sont vendues"),
        si=PARTS,
        fondement=CERFA,
    ),
    Piece(
        "promesse",
        _("Promesse de vente"),
        quand=_("Si vous le voulez"),
        obligatoire=False,
        indispensable=False,
        fondement=CERFA,
    ),
)

DEMARCHE = Demarche(
    identifiant="dia-ens",
    version=1,
    nom=_("Vente en espace naturel sensible"),
    titre=_("Déclarer l’intention de vendre un bien en espace naturel sensible"),
    resume=_(
        "Avant de vendre un bien situé dans une zone de préemption des espaces naturels sensibles, "
        "il faut le déclarer au Département. Il peut l’acheter en priorité."
    ),
    service="espaces_naturels",
    situations=("professionnel",),
    mots_cles=(_("DIA, déclaration d’intention d’aliéner, préemption, vente, terrain, notaire, ENS, parcelle"),),
    duree_minutes=20,
    a_qui=(
        _("Vous vendez un terrain, un bâtiment, un lot ou des parts de société."),
        _("Une parcelle au moins est dans une zone de préemption des espaces naturels sensibles."),
        _("La déclaration est obligatoire, à peine de nullité de la vente. Un notaire peut la faire pour vous."),
    ),
    deroulement=(
        (
            _("Après l’envoi de la déclaration"),
            _("Vous recevez un récépissé avec deux dates : celle du Département, et celle de la renonciation de tous."),
        ),
        (
            _("La réponse du Département"),
            _(
                "Il renonce, ou il achète : au prix déclaré, à un prix inférieur, ou une partie du bien. "
                "Une préemption est toujours motivée."
            ),
        ),
        (
            _("Sans réponse"),
            _("Passé trois mois, le silence vaut renonciation : le bien peut être vendu au prix déclaré."),
        ),
    ),
    nature=NaturePrestation.LEGALE,
    fondements=(CODE, DELAIS),
    silence=Silence.ACCORD,
    delai=Mois(3, depuis=Depart.COMPLETUDE),
    terme=TERME,
    recours=Recours(
        rapo=False,
        texte=_(
            "Une préemption se conteste dans les deux mois, devant le Département ou le tribunal administratif. "
            "Qui devait acheter peut la contester aussi. Le juge des référés peut la suspendre en urgence."
        ),
        complement=_(
            "En urgence, vous pouvez aussi demander au juge des référés de suspendre la décision "
            "(article L. 521-1 du code de justice administrative). Qui devait acheter le bien peut la contester aussi."
        ),
    ),
    conservation=Conservation(
        active_mois=24,
        intermediaire_annees=10,
        sort_final=SortFinal.TRIER,
        texte=_(
            "Deux ans après la fin, puis dix ans en archives. Les préemptions sont conservées. "
            "Le nom de qui devait acheter s’efface deux ans après la fin des recours."
        ),
    ),
    finalite=_(
        "Décider si le Département achète le bien, transmettre la déclaration aux autres titulaires du droit de "
        "préemption et tenir le registre des préemptions. Base légale : obligation légale (RGPD, article 6-1-c)."
    ),
    deposants=blocs.deposants("lui_meme", "mandataire", "notaire"),
    pages=(*PROPRIETAIRES, *BIEN, *PAGES_DU_PRIX, ACQUEREUR, VISITE),
    pieces=PIECES,
    pages_agent=PAGES_AGENT,
    motifs=MOTIFS,
    engagements=(
        Attestation(
            "engagement_totalite",
            _("Je déclare vendre aux prix et conditions indiqués, et demande au Département s’il veut acheter."),
        ),
    ),
    beneficiaire=Beneficiaire(adresse="adresse_proprietaire"),
    exportables=("commune_bien", "designation", "nature_mutation", "prix"),
    mots=MOTS,
    exiges=("prix",),
    cle_demande_de_pieces="dia_demande_de_pieces",
    dits=("preemption_prix", "preemption_parcelles"),
    qualite_des_offices="notaire",
)
