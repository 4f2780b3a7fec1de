"""L’évaluation à domicile : grille AGGIR, compte rendu de visite, photos (CASF, L232-6, R232-3, R232-7, annexe 2-1)."""

from forms.regles.aggir_calculs import ACTIVITES, ADVERBES, CALCULS, NE_FAIT_PAS
from portail.demarche.declaration import (
    Choix,
    ChoixMultiple,
    DateRecente,
    Metier,
    Page,
    Phase,
    Piece,
    TexteCourt,
    TexteLong,
    Volet,
    _,
)

VOLET = "evaluation"
R232_3 = _("Code de l’action sociale et des familles, article R232-3 et annexe 2-1")

_ADVERBES = dict(
    zip(
        ADVERBES,
        (
            _("Spontanément : sans qu’on le lui dise, rappelle ou montre"),
            _("Totalement : tous les gestes de l’activité"),
            _("Correctement : bien fait, selon l’usage, sans danger"),
            _("Habituellement : chaque fois qu’il le faut"),
        ),
        strict=True,
    )
) | {NE_FAIT_PAS: _("Ne le fait pas, ou il faut tout faire à sa place")}

_AIDES = {
    "coherence": _("Converser et se comporter de façon logique, selon les usages, sans danger."),
    "orientation": _("Se repérer dans le temps (jour, saison) et dans les lieux habituels."),
    "toilette": _("Haut et bas du corps : propreté du visage, du tronc, des parties intimes, des pieds."),
    "habillage": _("Choisir, mettre et retirer ses vêtements : haut, fermetures, bas, chaussures."),
    "alimentation": _("Se servir (couper, ouvrir, verser) et porter à la bouche, avaler."),
    "elimination": _("Hygiène de l’élimination urinaire et fécale, protections comprises. Ce n’est pas la continence."),
    "transfert": _("Se lever, se coucher, s’asseoir, dans les deux sens."),
    "deplacement_interieur": _("Dans le lieu de vie, jusqu’à la porte sur la rue ; canne ou fauteuil compris."),
    "deplacement_exterieur": _("Dehors, à partir de la porte sur la rue, sans transport."),
    "communication": _("Alerter : téléphone, sonnette, téléalarme."),
}


def _activite(nom: str) -> ChoixMultiple:
    """Rend la question d’une activité : ce que la personne fait seule, aides techniques comprises."""
    return ChoixMultiple(nom, ACTIVITES[nom], _ADVERBES, aide=_AIDES[nom], exclusive=NE_FAIT_PAS)


def _illustrative(nom: str, libelle: str) -> Choix:
    return Choix(
        nom,
        libelle,
        {"A": _("Fait seul"), "B": _("Fait en partie"), "C": _("Ne fait pas")},
        obligatoire=False,
    )


def _observations(page: str) -> TexteLong:
    return TexteLong(f"observations_{page}", _("Observations"), obligatoire=False, longueur_max=2000)


SANS_AIDE = _(
    "Cochez ce que la personne fait seule : sans aide humaine, avec ses aides techniques (lunettes, canne, fauteuil)."
)
ILLUSTRATIF = _("Ces réponses aident à construire le plan d’aide. Elles ne changent pas le GIR.")

PAGES = (
    Page(
        "esprit",
        _("Cohérence et orientation"),
        (_activite("coherence"), _activite("orientation"), _observations("esprit")),
        pourquoi=SANS_AIDE,
    ),
    Page(
        "corps",
        _("Gestes du quotidien"),
        (
            _activite("toilette"),
            _activite("habillage"),
            _activite("alimentation"),
            _activite("elimination"),
            _observations("corps"),
        ),
        pourquoi=SANS_AIDE,
    ),
    Page(
        "mouvement",
        _("Bouger et appeler"),
        (
            _activite("transfert"),
            _activite("deplacement_interieur"),
            _activite("deplacement_exterieur"),
            _activite("communication"),
            _observations("mouvement"),
        ),
        pourquoi=SANS_AIDE,
    ),
    Page(
        "maison",
        _("Tenir sa maison"),
        (
            _illustrative("gestion", _("Gestion du budget et des papiers")),
            _illustrative("cuisine", _("Cuisine")),
            _illustrative("menage", _("Ménage")),
            _illustrative("achats", _("Achats")),
        ),
        pourquoi=ILLUSTRATIF,
    ),
    Page(
        "dehors",
        _("Sorties, soins et loisirs"),
        (
            _illustrative("transports", _("Transports")),
            _illustrative("suivi_traitement", _("Suivi du traitement")),
            _illustrative("temps_libre", _("Activités du temps libre")),
        ),
        pourquoi=ILLUSTRATIF,
    ),
    Page(
        "compte_rendu",
        _("Compte rendu de la visite"),
        (
            DateRecente("date_visite", _("Jour de la visite")),
            TexteCourt("presents", _("Personnes présentes"), aide=_("La personne, ses proches, son médecin…")),
            TexteLong("constats", _("Ce que vous avez constaté")),
            TexteLong("besoins_aidants", _("Besoins des proches qui aident"), obligatoire=False),
            TexteLong(
                "conseils",
                _("Conseils à la personne"),
                aide=_("Lus par le service et repris dans les courriers : sans donnée de santé."),
                obligatoire=False,
                longueur_max=2000,
            ),
        ),
    ),
)

EVALUATION = Volet(
    identifiant=VOLET,
    titre=_("Évaluation à domicile"),
    pages=PAGES,
    lecteurs=(Metier.EVALUATEUR, Metier.MEDECIN),
    redacteurs=(Metier.EVALUATEUR, Metier.MEDECIN),
    calculs=CALCULS,
    rend=("gir", "conseils"),
    guide=(
        (
            _("Ce que l’on cote"),
            _(
                "Ce que la personne fait, seule, avec ses aides techniques, sans aide humaine. "
                "Pas ce qu’elle pourrait faire, ni sa maladie."
            ),
        ),
        (
            _("Les quatre adverbes"),
            _(
                "Spontanément : personne n’a à le lui dire, le lui rappeler ou le lui montrer. "
                "Totalement : toute l’activité. "
                "Correctement : bien fait, conforme à l’usage, sans danger pour elle ni pour les autres. "
                "Habituellement : chaque fois que c’est nécessaire et souhaité."
            ),
        ),
        (
            _("La cote"),
            _(
                "A : les quatre adverbes sont vrais. "
                "B : un, deux ou trois le sont, ou l’activité est faite avec une aide partielle. "
                "C : aucun ne l’est, l’activité n’est pas faite."
            ),
        ),
        (
            _("Quand on hésite"),
            _(
                "Un proche fait à sa place ? Demandez à la personne de le faire devant vous, "
                "ou cotez ce qu’elle fait en son absence."
            ),
        ),
    ),
)

CERTIFICAT = Piece(
    "certificat_medical",
    _("Certificat médical"),
    aide=_("Jamais exigé. Il n’est lu que par l’équipe médico-sociale et le médecin du Département."),
    obligatoire=False,
    indispensable=False,
    fondement=_("Code de la santé publique, article L1110-4"),
    volet=VOLET,
)
PHOTOS = Piece(
    "photos_visite",
    _("Photos de la visite"),
    aide=_("Le logement et ses difficultés, avec l’accord de la personne. Pas de visage."),
    obligatoire=False,
    indispensable=False,
    phase=Phase.VOLET,
    fondement=R232_3,
    volet=VOLET,
)
PIECES_RESERVEES = (CERTIFICAT, PHOTOS)
