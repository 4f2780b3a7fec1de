"""Les offices notariaux de la démonstration, ouverts par le département, et leurs membres par leur notaire."""

from collections.abc import Mapping

from portail.demonstration.personnes import NOTAIRES, MembreOffice
from portail.identite.notaires.actions import FicheMembre, FicheOffice, ouvrir_membre, ouvrir_office
from portail.identite.notaires.models import Membre, RoleMembre
from portail.identite.notaires.queries import membres_de, offices
from portail.journal.actions import SYSTEME
from portail.notaires.successions.lots import actions as lots
from portail.notaires.successions.lots.lecture import COLONNES
from portail.notaires.successions.lots.queries import EXEMPLE, lignes_a_traiter
from portail.socle import tableur

OFFICES = (
    FicheOffice(
        crpcen="44012", nom="Office Rolland", voie="4 place de l’Église", code_postal="44130", commune="Blain",
        courriel="office@office-44012.example", telephone="02 61 91 02 12",
    ),
    FicheOffice(
        crpcen="44031", nom="Office Breton", voie="11 quai Jean-Pierre-Fougerat", code_postal="44220",
        commune="Couëron", courriel="office@office-44031.example", telephone="02 61 91 02 31",
    ),
)  # fmt: skip


def charger_les_offices() -> Mapping[str, Membre]:
    """Ouvre ce qui manque et rend les membres, par l’identifiant de la personne ; rejouable."""
    connus = {office.crpcen: office for office in offices()}
    for fiche in OFFICES:
        premier, *autres = (un for un in NOTAIRES if un.crpcen == fiche.crpcen)
        if fiche.crpcen not in connus:
            connus[fiche.crpcen] = ouvrir_office(fiche, _fiche(premier), auteur=SYSTEME)
            [maitre] = membres_de(connus[fiche.crpcen].id)
            for autre in autres:
                ouvrir_membre(_fiche(autre), par=maitre)
    ouverts = {membre.courriel: membre for office in connus.values() for membre in membres_de(office.id)}
    return {un.identifiant: ouverts[un.courriel] for un in NOTAIRES if un.courriel in ouverts}


def charger_un_fichier(membres: Mapping[str, Membre]) -> None:
    """Envoie, au nom de la clerc, un fichier de trois requêtes dont une ligne est à corriger ; rejouable."""
    lignes = [
        {**EXEMPLE, "reference": reference, "nom_naissance": nom, "prenoms": prenoms, "sexe": sexe, "acte": acte}
        for reference, nom, prenoms, sexe, acte in (
            ("2026-0501", "CADIOU", "Marthe", "F", "cadiou.pdf"),
            ("2026-0502", "TESSIER", "Louis Marie", "M", "tessier.pdf"),
            ("2026-0503", "HAMON", "Odile", "", ""),
        )
    ]
    contenu = tableur.ecrire(tuple(COLONNES), ([ligne.get(colonne, "") for colonne in COLONNES] for ligne in lignes))
    recue = lots.recevoir(contenu, "successions-octobre.csv", membre=membres["ines-garnier"])
    for ligne_id in lignes_a_traiter(recue.lot.id):
        lots.traiter(ligne_id)


def _fiche(personne: MembreOffice) -> FicheMembre:
    return FicheMembre(
        prenom=personne.prenom,
        nom=personne.nom_famille,
        courriel=personne.courriel,
        role=RoleMembre(personne.role),
    )
