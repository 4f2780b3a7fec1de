"""La préemption en espace naturel sensible : délais, mots et motifs (code de l’urbanisme, L215-1 à L215-24)."""

from decimal import Decimal

from portail.demarche.declaration import Choix, Montant, Motif, Mots, Page, Terme, TexteCourt, TexteLong, _

CODE = _("Code de l’urbanisme, articles L113-8 à L113-14 et L215-1 à L215-24")
DELAIS = _("Code de l’urbanisme, articles L215-14 à L215-16 et R215-9 à R215-20")
TERME = Terme(
    mois=2,
    titre=_("Se prononcer (le Département), avant le Conservatoire du littoral et la commune"),
    du=_("décider de préempter ou d’y renoncer, avant que le tour du Département passe"),
    fondement=DELAIS,
)
MOTS = Mots(
    delai=_(
        "Le Département se prononce en deux mois, puis le Conservatoire du littoral et la commune. "
        "Leur silence pendant trois mois en tout vaut renonciation à acheter."
    ),
    echeance=_(
        "Le silence des titulaires du droit de préemption pendant trois mois (jusqu’au %(jour)s) vaut renonciation. "
        "Le Département se prononce avant le %(terme)s."
    ),
    alerte=_("le silence vaudra renonciation de tous à préempter"),
    accuse_titre=_("Récépissé de votre déclaration d’intention d’aliéner"),
    accuse_recue=_("Déclaration reçue le %(jour)s sous le n° %(numero)s."),
    accuse_suites=(
        _("Copie en est transmise au maire, aux finances publiques et aux autres titulaires, s’il y en a."),
        _("Cette transmission ne vaut pas renonciation du Département."),
        _("Si la déclaration est incomplète, nous demandons ce qui manque et le délai repart à sa réception."),
        _("D’ici là, le bien ne peut pas être vendu, à peine de nullité de la vente."),
    ),
    implicite_titre=_("Le droit de préemption n’est pas exercé"),
    implicite_recue=_(
        "Votre déclaration d’intention d’aliéner n° %(numero)s a été reçue le %(recue)s. "
        "Aucun titulaire du droit de préemption ne s’est prononcé avant la fin du %(jour)s."
    ),
    implicite=_("Depuis le %(jour)s, ce silence vaut renonciation à acheter. Le bien peut être vendu."),
    implicite_effet=_(
        "La vente se fait aux conditions et au prix déclarés. Si le prix baisse ou si les conditions changent, "
        "il faut une nouvelle déclaration."
    ),
    sens={
        "accord": _("Le Département renonce à exercer son droit de préemption sur ce bien."),
        "accord_partiel": _("Le Département préempte une partie du bien et renonce à l’autre."),
        "refus": _("Le Département exerce son droit de préemption sur ce bien."),
        "irrecevabilite": _("Votre déclaration n’est pas recevable. Aucun délai n’en part."),
        "accord_implicite": _("Les titulaires du droit de préemption y ont renoncé par leur silence."),
    },
    natures={
        "accord": _("Renonciation à préempter"),
        "accord_partiel": _("Préemption d’une partie"),
        "refus": _("Préemption"),
        "irrecevabilite": _("Déclaration irrecevable"),
        "accord_implicite": _("Renonciation par silence"),
    },
)
PREEMPTE = ("refuser", "accepter")
UN_MILLIARD = Decimal(1_000_000_000)

PAGES_AGENT = (
    Page(
        "preemption",
        _("Préemption envisagée"),
        (
            Choix(
                "preemption_genre",
                _("Si le Département préempte"),
                {
                    "prix": _("Au prix déclaré"),
                    "inferieur": _("À un prix inférieur, fixé par le juge à défaut d’accord"),
                    "partielle": _("Sur une partie du bien"),
                },
                obligatoire=False,
            ),
            Montant("preemption_prix", _("Prix auquel le Département achète"), obligatoire=False, maximum=UN_MILLIARD),
            TexteCourt(
                "preemption_parcelles",
                _("Parcelles préemptées"),
                aide=_("Si ce n’est pas tout le bien. Exemple : AB 145, AB 146."),
                obligatoire=False,
                longueur_max=300,
            ),
        ),
    ),
    Page(
        "avis_recus",
        _("Avis recueillis"),
        (
            Montant(
                "avis_domanial",
                _("Valeur estimée par les domaines"),
                aide=_("Obligatoire au-dessus du seuil en vigueur."),
                obligatoire=False,
                maximum=UN_MILLIARD,
            ),
            TexteLong("avis_recus", _("Avis du service, de la commune, visite"), obligatoire=False),
        ),
    ),
)

MOTIFS = (
    Motif(
        code="preemption_prix",
        libelle=_("Préemption au prix déclaré"),
        droit=CODE,
        fait=_(
            "Le bien est dans la zone de préemption. Il sera aménagé et ouvert au public, ou protégé. "
            "Le Département l’achète au prix et aux conditions que vous avez déclarés. La vente lui est acquise."
        ),
        gestes=("refuser",),
    ),
    Motif(
        code="preemption_inferieur",
        libelle=_("Préemption à un prix inférieur"),
        droit=_("Code de l’urbanisme, articles L113-8 à L113-14, L215-1 à L215-24 et L213-4."),
        fait=_(
            "Le prix déclaré dépasse la valeur du bien. Vous avez deux mois, à la réception de cette lettre, "
            "pour accepter notre prix, maintenir le vôtre ou renoncer à vendre. Si vous le maintenez, "
            "le juge de l’expropriation le fixe. Sans réponse, vous êtes réputé renoncer à vendre."
        ),
        gestes=("refuser",),
    ),
    Motif(
        code="preemption_partielle",
        libelle=_("Préemption d’une partie du bien"),
        droit=CODE,
        fait=_(
            "Seule la partie du bien qui est dans la zone de préemption est achetée. "
            "Vous pouvez exiger que nous achetions le tout : dites-le-nous par écrit, dans les deux mois."
        ),
        gestes=PREEMPTE,
    ),
    Motif(
        code="sans_prix",
        libelle=_("Déclaration sans prix"),
        droit=_("Code de l’urbanisme, article L215-14."),
        fait=_("La déclaration ne dit ni le prix ni la valeur du bien. Aucun délai n’en est parti."),
        gestes=("declarer_irrecevable",),
    ),
    Motif(
        code="hors_zone",
        libelle=_("Bien hors de toute zone de préemption"),
        droit=_("Code de l’urbanisme, articles L113-14 et L215-1."),
        fait=_(
            "Aucune parcelle n’est dans une zone de préemption des espaces naturels sensibles. "
            "Adressez-vous à la commune ; dans un périmètre de protection agricole, à la SAFER."
        ),
        gestes=("declarer_irrecevable",),
    ),
    Motif(
        code="mutation_exclue",
        libelle=_("Opération qui ne se déclare pas"),
        droit=_("Code de l’urbanisme, articles L215-4 et suivants."),
        fait=_("Cette opération n’est pas soumise au droit de préemption : elle peut se faire sans déclaration."),
        gestes=("declarer_irrecevable",),
    ),
)
