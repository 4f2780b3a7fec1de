"""Classer ses vœux : la même page pour une famille chez elle et pour l’agent qui la reçoit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from portail.demarche.champs import Champ
from portail.demarche.declaration import Choix, OuiNon
from portail.guichets.contexte import traduire
from portail.guichets.mots_des_inscriptions import groupe_dit, niveau_dit, obstacles_dits
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.identite.famille.models import Enfant
from portail.identite.famille.queries import enfants_de
from portail.inscriptions.activites.models import Activite, Groupe
from portail.inscriptions.activites.queries import groupes_a_choisir
from portail.inscriptions.ouvertures.campagnes import VoeuxDit
from portail.inscriptions.ouvertures.models import Campagne, DemandeSurVoeux, EtatCampagne
from portail.inscriptions.ouvertures.queries import campagne_de
from portail.inscriptions.places.examen import constats_de, est_fini
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.erreurs import Introuvable
from portail.socle.traduction import _

AUCUN = "aucun"


@dataclass(frozen=True, slots=True)
class Choisir:
    """Ce qu’un foyer peut classer : ses enfants, et pour chacun les groupes où il peut entrer."""

    campagne: Campagne
    enfants: Sequence[Enfant]
    admis: Mapping[UUID, Sequence[Groupe]]
    empeches: Sequence[tuple[Enfant, list[str]]]


def est_ouverte(campagne: Campagne) -> bool:
    """Vrai si des vœux s’y disent à cet instant."""
    dans_les_temps = campagne.ouvre_le <= horloge.maintenant() < campagne.ferme_le
    return dans_les_temps and campagne.etat is EtatCampagne.PREPAREE


def campagne_montree(activite: Activite) -> Campagne:
    """Rend la campagne de l’activité ; lève `Introuvable` s’il n’y en a pas."""
    campagne = campagne_de(activite.id)
    if campagne is None:
        raise Introuvable
    return campagne


def a_classer(activite: Activite, usager_id: UUID) -> Choisir:
    """Rend ce que ce foyer peut classer, et pourquoi le reste ne l’est pas ; lève `Introuvable` sans campagne."""
    campagne = campagne_montree(activite)
    groupes = [groupe for groupe in groupes_a_choisir(activite.id) if not est_fini(groupe)]
    enfants = [enfant for enfant in enfants_de(usager_id) if enfant.identite]
    constats = constats_de(enfants, groupes)
    admis = {enfant.id: [un for un in groupes if constats[enfant.id, un.id].convient] for enfant in enfants}
    raisons = {
        enfant.id: [r for un in groupes for r in obstacles_dits(constats[enfant.id, un.id], un, enfant)]
        for enfant in enfants
    }
    return Choisir(
        campagne=campagne,
        enfants=[enfant for enfant in enfants if admis[enfant.id]],
        admis=admis,
        empeches=[(un, list(dict.fromkeys(raisons[un.id]))) for un in enfants if not admis[un.id]],
    )


def formulaire_des_voeux(choix: Choisir, demande: DemandeSurVoeux | None) -> FormulaireDeSaisie:
    """Rend le classement à remplir, avec ce qui a déjà été dit."""
    valeurs: dict[str, object] = {"ensemble": "oui" if demande and demande.ensemble else "non"}
    for voeu in demande.voeux if demande else ():
        valeurs[f"voeu_{voeu.enfant_id.hex}_{voeu.rang}"] = str(voeu.groupe_id)
        valeurs[f"niveau_{voeu.enfant_id.hex}"] = voeu.niveau or None
    return formulaire_de(list(_champs(choix)), contexte=contexte_de_saisie(), valeurs=valeurs, brut=envoi_garde())


def _champs(choix: Choisir) -> Iterator[Champ]:
    for enfant in choix.enfants:
        admis = choix.admis[enfant.id]
        niveaux = sorted({groupe.niveau for groupe in admis} - {""})
        if niveaux:
            yield Choix(f"niveau_{enfant.id.hex}", traduire(_("%(prenom)s, quel niveau ?")) % {"prenom": enfant.prenom},
                        {niveau: niveau_dit(niveau).capitalize() for niveau in niveaux})  # fmt: skip
        options = {str(groupe.id): groupe_dit(groupe) for groupe in admis}
        options[AUCUN] = _("Pas de vœu")
        for rang in range(1, min(entier_au("inscription_voeux_max"), len(admis)) + 1):
            libelle = traduire(_("%(prenom)s, vœu n° %(rang)s")) % {"prenom": enfant.prenom, "rang": rang}
            yield Choix(f"voeu_{enfant.id.hex}_{rang}", libelle, options, obligatoire=False)
    if len(choix.enfants) > 1:
        yield OuiNon("ensemble", _("Voulez-vous vos enfants au même rang de leurs vœux, ou pas du tout ?"))


def voeux_dits(choix: Choisir, form: FormulaireDeSaisie) -> list[VoeuxDit]:
    """Rend les vœux de chaque enfant qui en a, tels qu’ils sont classés."""
    dits = form.reponses()
    return [voulu for enfant in choix.enfants if (voulu := _voeux_de(choix, enfant, dits)).groupes]


def veut_ensemble(form: FormulaireDeSaisie) -> bool:
    """Vrai si le foyer veut ses enfants au même rang, ou pas du tout."""
    return form.reponses().get("ensemble") == "oui"


def _voeux_de(choix: Choisir, enfant: Enfant, dits: Mapping[str, object]) -> VoeuxDit:
    groupes = {str(groupe.id): groupe for groupe in choix.admis[enfant.id]}
    rangs = range(1, len(groupes) + 1)
    classes = [str(dits.get(f"voeu_{enfant.id.hex}_{rang}") or "") for rang in rangs]
    return VoeuxDit(
        enfant=enfant,
        groupes=[groupes[classe] for classe in classes if classe in groupes],
        niveau=str(dits.get(f"niveau_{enfant.id.hex}") or ""),
    )
