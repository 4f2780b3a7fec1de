"""Ce que partagent les écrans de la famille : qui agit, où revenir, ce qui se demande d’un enfant."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import request

from portail.demarche.declaration import Adresse, Champ, Choix, DateConnue, TexteCourt
from portail.demarche.valeurs import Valeur, afficher
from portail.guichets.adresses import adresse_locale
from portail.guichets.contexte import langue_courante, traduire
from portail.guichets.identites import usager_courant
from portail.identite.actions import auteur_usager
from portail.identite.famille.actions import MAJORITE, FicheEnfant, FicheRattachement
from portail.identite.famille.models import COMMUNE_DU_DEHORS, Qualite, Rattachement, Residence
from portail.socle.traduction import _
from portail.territoire.communes import annuaire

QUALITES: Mapping[str, str] = {
    Qualite.PARENT.value: _("Je suis son père ou sa mère"),
    Qualite.TUTEUR.value: _("Je suis son tuteur ou sa tutrice"),
    Qualite.TIERS.value: _("L’enfant m’est confié"),
}
RESIDENCES: Mapping[str, str] = {
    Residence.PRINCIPALE.value: _("Avec moi"),
    Residence.ALTERNEE.value: _("En garde alternée, une partie du temps avec moi"),
    Residence.AILLEURS.value: _("Ailleurs"),
}
PRENOM = TexteCourt("prenom", _("Prénom de l’enfant"), longueur_max=60, autocomplete="off")
NOM = TexteCourt("nom", _("Nom de l’enfant"), longueur_max=80, autocomplete="off")
NAISSANCE = DateConnue(
    "date_naissance", _("Date de naissance de l’enfant"), aide=_("Exemple : 2 mars 2018"), ans_max=MAJORITE + 1
)
QUALITE = Choix("qualite", _("Votre lien avec l’enfant"), QUALITES)
RESIDENCE = Choix("residence", _("Où vit l’enfant ?"), RESIDENCES)
ADRESSE = Adresse(
    "adresse",
    _("Votre adresse"),
    aide=_("La commune dit à quelles activités l’enfant a droit. L’autre responsable ne voit pas cette adresse."),
    autocomplete="street-address",
)
D_UN_ENFANT: tuple[Champ, ...] = (PRENOM, NOM, NAISSANCE)
D_UN_RATTACHEMENT: tuple[Champ, ...] = (QUALITE, RESIDENCE, ADRESSE)


def qui() -> dict[str, Any]:
    """Rend qui agit, comme le demandent les actions de la famille."""
    usager = usager_courant()
    return {"usager_id": usager.id, "auteur": auteur_usager(usager)}


def suite(defaut: str) -> str:
    """Rend où revenir une fois l’écran rempli : la page d’où l’on vient, si elle est de ce portail."""
    return adresse_locale(request.args.get("suite"), defaut=defaut)


def enfant_dit(reponses: Mapping[str, Valeur]) -> FicheEnfant:
    """Rend l’enfant tel qu’il vient d’être écrit."""
    return FicheEnfant(
        nom=reponses["nom"],
        prenom=reponses["prenom"],
        date_naissance=date.fromisoformat(reponses["date_naissance"]),
    )


def rattachement_dit(reponses: Mapping[str, Valeur]) -> FicheRattachement:
    """Rend le lien avec l’enfant tel qu’il vient d’être écrit."""
    adresse = reponses["adresse"]
    return FicheRattachement(
        code_insee=adresse["commune_insee"] or COMMUNE_DU_DEHORS,
        qualite=Qualite(reponses["qualite"]),
        residence=Residence(reponses["residence"]),
        adresse=adresse,
    )


def rattachement_garde(lien: Rattachement | None) -> dict[str, Valeur]:
    """Rend ce lien tel que le formulaire le montre ; rien sans lien."""
    if lien is None:
        return {}
    return {"qualite": lien.qualite.value, "residence": lien.residence.value, "adresse": lien.adresse or None}


def adresse_dite(lien: Rattachement) -> str:
    """Rend l’adresse de ce responsable, à lui seul : la commune, si c’est tout ce qu’on en sait."""
    if lien.adresse:
        return afficher(ADRESSE, lien.adresse, traduire, langue_courante())
    commune = annuaire().par_code(lien.code_insee)
    return commune.nom if commune else ""
