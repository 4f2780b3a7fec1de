"""Ce que l’on demande à qui s’inscrit : le moins possible, les mêmes questions au public et au bureau."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from portail.demarche.champs import Champ
from portail.demarche.declaration import Attestation, Choix, ChoixMultiple, Courriel, TexteCourt, TexteLong
from portail.guichets.contexte import langue_courante
from portail.guichets.mots_des_evenements import ACCUEILS, REGIMES
from portail.inscriptions.evenements.actions import Demande
from portail.inscriptions.evenements.models import Evenement
from portail.parametres.queries import entier_au
from portail.socle.traduction import _

NOMS_MAX = 400


def champs_de(evenement: Evenement, *, par_un_agent: bool = False) -> list[Champ]:
    """Rend les questions de cet évènement ; au bureau, le courriel peut manquer."""
    champs: list[Champ] = [
        TexteCourt("prenom", _("Prénom"), longueur_max=60, autocomplete="off" if par_un_agent else "given-name"),
        TexteCourt("nom", _("Nom"), longueur_max=80, autocomplete="off" if par_un_agent else "family-name"),
        Courriel("courriel", _("Adresse électronique"), obligatoire=not par_un_agent,
                 autocomplete="off" if par_un_agent else "email",
                 aide=_("Exemple : marie.durand@messagerie.example")),
        TexteCourt("organisme", _("Organisme"), longueur_max=120, obligatoire=False,
                   autocomplete="off" if par_un_agent else "organization"),
    ]  # fmt: skip
    if evenement.structures:
        options = {str(une.id): une.libelle for une in evenement.structures}
        champs.append(Choix("structure", _("Votre structure"), options, obligatoire=evenement.partenaires))
    maximum = entier_au("evenement_places_max")
    if maximum > 1:
        nombres = {str(nombre): str(nombre) for nombre in range(1, maximum + 1)}
        champs += [
            Choix("places", _("Nombre de places, la vôtre comprise"), nombres),
            TexteLong("accompagnants", _("Qui vous accompagne"), longueur_max=NOMS_MAX, obligatoire=False,
                      aide=_("Un prénom et un nom par ligne. Ils servent aux badges.")),
        ]  # fmt: skip
    champs.append(ChoixMultiple("accessibilite", _("Pour bien vous accueillir"), ACCUEILS, obligatoire=False))
    if evenement.repas:
        champs.append(ChoixMultiple("regimes", _("Pour le repas"), REGIMES, obligatoire=False))
    if evenement.enregistre:
        champs.append(
            Attestation(
                "refuse_l_image", _("Je ne veux être ni filmé, ni photographié, ni enregistré"), obligatoire=False
            )
        )
    return champs


def demande_dite(dits: Mapping[str, Any], *, cle: str, usager_id: UUID | None = None) -> Demande:
    """Rend la demande, telle qu’elle est écrite dans le formulaire."""
    structure = dits.get("structure")
    noms = [ligne.strip() for ligne in (dits.get("accompagnants") or "").splitlines() if ligne.strip()]
    return Demande(
        prenom=dits.get("prenom") or "",
        nom=dits.get("nom") or "",
        courriel=dits.get("courriel") or "",
        organisme=dits.get("organisme") or "",
        structure_id=UUID(structure) if structure else None,
        places=int(dits.get("places") or 1),
        accompagnants=tuple(noms),
        accessibilite=tuple(dits.get("accessibilite") or ()),
        regimes=tuple(dits.get("regimes") or ()),
        refuse_l_image=bool(dits.get("refuse_l_image")),
        langue=langue_courante(),
        usager_id=usager_id,
        cle=cle,
    )
