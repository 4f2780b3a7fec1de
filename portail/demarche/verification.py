"""Relire une déclaration : tout ce qui la rendrait fausse, illégale ou inutilisable, une phrase par faute."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from portail.demarche.controles import (
    chemins,
    droit,
    lies,
    prestations,
    propositions,
    regles,
    remplissage,
    structure,
    textes,
    transmissions,
    visites,
    volets,
)
from portail.demarche.declaration import Demarche

Controle: TypeAlias = Callable[[Demarche], Iterator[str]]

CONTROLES: tuple[Controle, ...] = (
    structure.identifiants_uniques,
    structure.titres_distincts,
    structure.identifiants_lisibles,
    structure.pages_remplies,
    structure.options_presentes,
    structure.blocs_repetes,
    structure.deposants_connus,
    structure.presentation_complete,
    structure.renvois_de_champs,
    structure.renvois_de_calculs,
    structure.exports_admis,
    chemins.conditions_sur_le_passe,
    chemins.champs_de_conditions,
    chemins.conditions_possibles,
    droit.base_legale,
    droit.silence_et_delai,
    droit.recours_dit,
    droit.conservation_dite,
    droit.motifs_complets,
    droit.pieces_annoncees,
    droit.visas_nommes,
    lies.lie_complet,
    prestations.prestation_complete,
    propositions.proposition_complete,
    regles.parametres_connus,
    regles.entrees_connues,
    regles.appels_possibles,
    regles.formules_dites,
    regles.verifications_dites,
    regles.chiffres_rendus,
    remplissage.autocomplete_valide,
    remplissage.autocomplete_present,
    transmissions.transmissions_completes,
    visites.visite_complete,
    volets.volets_complets,
    textes.textes_bornes,
    textes.typographie,
    textes.accolades_admises,
)


def fautes(demarche: Demarche, controles: Iterable[Controle] = CONTROLES) -> list[str]:
    """Rend les fautes d’une déclaration, sans répétition ; aucune si elle peut être publiée."""
    return list(dict.fromkeys(faute for controle in controles for faute in controle(demarche)))


def alertes(demarche: Demarche) -> list[str]:
    """Rend ce qui se publie mais se lirait mieux autrement : les phrases de plus de 25 mots."""
    return list(dict.fromkeys(textes.phrases_longues(demarche)))


def discordances(demarches: Iterable[Demarche]) -> list[str]:
    """Rend les champs qui changent de libellé d’une démarche à l’autre (RGAA 11.3)."""
    return remplissage.discordances(demarches)
