"""Qui demande quoi : une personne fictive et ses réponses à l’aide au permis, telles que le dossier les garde."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Protocol

from portail.demarche.dates import ajouter_mois
from portail.demonstration import papiers
from portail.demonstration.personnes import PARTICULIERS, Particulier, date_de_naissance, personne
from portail.territoire.communes import annuaire

MAJORITE = 18
LUI_MEME, PARENT = "lui_meme", "parent"
INSCRIPTION_JOURS = 24
"""Jours entre l’inscription à l’école de conduite et le début de la demande."""


class QuiDemande(Protocol):
    """Ce qu’un récit sait de qui demande : sa personne, son compte, ses réponses, ses papiers."""

    @property
    def personne(self) -> Particulier:
        """Rend la personne pour qui l’on demande."""

    @property
    def rang(self) -> int:
        """Rend un numéro à elle : ses papiers en tirent leurs chiffres."""

    @property
    def certifie(self) -> bool:
        """Vrai par FranceConnect, sinon par un code reçu par courriel."""

    @property
    def demarche(self) -> str:
        """Rend l’identifiant de la démarche."""

    @property
    def qui_depose(self) -> Particulier:
        """Rend la personne qui a le compte."""

    @property
    def qualite(self) -> str:
        """Rend à quel titre elle dépose."""

    def reponses(self, jour: date, debut: date) -> dict[str, Any]:
        """Rend ses réponses ; `jour` est celui du chargement, `debut` celui où elle commence."""

    def papiers(self, jour: date) -> Mapping[str, Sequence[str]]:
        """Rend le titre et les lignes de chacun de ses papiers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demandeur:
    """Une demande à venir : la personne qui passe le permis, où elle vit, ce qu’elle répond.

    `compte` : identifiant de la personne qui dépose, si ce n’est pas elle. `certifie` : par FranceConnect, sinon par un
    code reçu par courriel. `depuis_mois` : durée de résidence, depuis la naissance si elle manque.
    """

    personne: Particulier
    voie: str
    commune: str
    ecole: str
    rfr: int
    rang: int
    parts: str = "2.5"
    statut: str = "lyceen"
    rattachement: str = "parents"
    categorie: str = "B"
    cout: str = "1640.00"
    certifie: bool = True
    compte: Particulier | None = None
    depuis_mois: int | None = None
    hors_departement: str = ""
    """Code postal, pour une commune d’ailleurs."""
    autres: Mapping[str, Any] = field(default_factory=dict)
    demarche: str = "aide-permis"

    @property
    def qui_depose(self) -> Particulier:
        """Rend la personne qui a le compte."""
        return self.compte or self.personne

    @property
    def qualite(self) -> str:
        """Rend à quel titre elle dépose."""
        return PARENT if self.compte else LUI_MEME

    def naissance(self, jour: date) -> date:
        """Rend sa date de naissance, par rapport au jour du chargement."""
        return date_de_naissance(self.personne.age, jour)

    def reponses(self, jour: date, debut: date) -> dict[str, Any]:
        """Rend ses réponses ; `jour` est celui du chargement, `debut` celui où elle commence sa demande."""
        return {
            **self._identite(jour),
            **self._domicile(jour),
            **self._representant(),
            "statut": self.statut,
            "jeune_ase": "non",
            "rattachement_fiscal": self.rattachement,
            "rfr": str(self.rfr),
            "nb_parts": self.parts,
            "categorie": self.categorie,
            "ecole_conduite_nom": self.ecole,
            "ecole_conduite_commune": {"nom": self.commune, "insee": _insee(self.commune)},
            "date_inscription": (debut - timedelta(days=INSCRIPTION_JOURS)).isoformat(),
            "cout_total": self.cout,
            "autre_aide": "non",
            "iban": papiers.iban(self.rang),
            "titulaire_compte": self.qui_depose.nom,
            **self.autres,
        }

    def papiers(self, jour: date) -> Mapping[str, Sequence[str]]:
        """Rend le titre et les lignes de chacun de ses papiers."""
        nom = self.personne.nom
        return {
            "numerisation": [
                "Formulaire papier",
                "Aide au permis de conduire",
                f"Demande de {nom}",
                "Reçu par La Poste",
            ],
            "piece_identite": ["Carte nationale d’identité", f"Nom : {self.personne.nom_naissance}", nom],
            "avis_impot": [
                f"Avis d’impôt {jour.year} sur les revenus {jour.year - 1}",
                f"Revenu fiscal de référence : {self.rfr} €",
                f"Nombre de parts : {self.parts}",
            ],
            "inscription_ecole": [
                "Contrat de formation",
                self.ecole,
                f"Élève : {nom}",
                f"Permis {self.categorie} : {self.cout} €",
            ],
            "autorisation_parentale": ["Autorisation", f"J’autorise {nom}", "à demander l’aide au permis.", "Signé"],
            "facture_acquittee": ["Facture acquittée", self.ecole, f"Élève : {nom}", f"Total payé : {self.cout} €"],
            "attestation_permis": ["Attestation de réussite", f"Permis {self.categorie}", nom],
            "rib": ["Relevé d’identité bancaire", papiers.iban(self.rang), self.qui_depose.nom],
        }

    def _identite(self, jour: date) -> dict[str, Any]:
        return {
            "nom_naissance": self.personne.nom_naissance,
            "prenoms": " ".join(self.personne.prenoms),
            "date_naissance": self.naissance(jour).isoformat(),
            "nationalite": "fr",
        }

    def _domicile(self, jour: date) -> dict[str, Any]:
        commune = annuaire().reconnaitre(self.commune)
        arrivee = self.naissance(jour) if self.depuis_mois is None else ajouter_mois(jour, -self.depuis_mois)
        return {
            "adresse": {
                "voie": self.voie,
                "complement": "",
                "code_postal": self.hors_departement or (commune.codes_postaux[0] if commune else ""),
                "commune": self.commune,
                "commune_insee": _insee(self.commune),
            },
            "date_arrivee_44": arrivee.isoformat(),
            "courriel": self.qui_depose.courriel,
            "telephone": self.qui_depose.telephone and f"+33{self.qui_depose.telephone.replace(' ', '')[1:]}",
            "canal_prefere": "courriel",
        }

    def _representant(self) -> dict[str, Any]:
        """Rend le représentant légal que cite une personne mineure qui dépose elle-même."""
        if self.compte or self.personne.age.annees >= MAJORITE:
            return {}
        nom = self.personne.nom_naissance
        return {
            "representant_nom": nom,
            "representant_prenoms": "Nathalie",
            "representant_lien": "mere",
            "representant_courriel": f"nathalie.{nom.lower()}@courriel.example",
        }


def _insee(commune: str) -> str | None:
    connue = annuaire().reconnaitre(commune)
    return connue.code_insee if connue else None


def connue(identifiant: str) -> Particulier:
    """Rend une des personnes que le fournisseur d’identité propose ; lève `KeyError`."""
    trouvee = personne(identifiant, PARTICULIERS)
    if trouvee is None:
        raise KeyError(identifiant)
    return trouvee
