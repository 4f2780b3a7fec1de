"""Les personnes fictives qui demandent l’APA à domicile : celles des fiches, et d’autres."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from portail.demarche.dates import ajouter_mois
from portail.demonstration import papiers
from portail.demonstration.demandeurs import LUI_MEME, connue
from portail.demonstration.personnes import Age, Particulier
from portail.territoire.communes import annuaire

MODULO_CLE = 97
FIXE = "+33261910104"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aine:
    """Une demande à venir : la personne à aider, où elle vit, ses revenus de l’année, ce qu’elle répond d’autre.

    `compte` et `qualite` : la personne qui dépose et son lien, si ce n’est pas elle. `depuis_mois` : durée de
    résidence, depuis la naissance si elle manque. `conjoint` : qui vit avec elle et demande aussi.
    """

    personne: Particulier
    voie: str
    commune: str
    revenus: int
    rang: int
    compte: Particulier | None = None
    qualite: str = LUI_MEME
    depuis_mois: int | None = None
    conjoint: Particulier | None = None
    autres: Mapping[str, Any] = field(default_factory=dict)
    demarche: str = "apa-domicile"
    certifie: bool = True
    """Toutes passent par FranceConnect."""

    @property
    def qui_depose(self) -> Particulier:
        """Rend la personne qui a le compte."""
        return self.compte or self.personne

    def reponses(self, jour: date, debut: date) -> dict[str, Any]:
        """Rend ses réponses ; `jour` est celui du chargement."""
        del debut
        return {
            **self._orientation(),
            **self._deposant(),
            **self._identite(jour),
            **self._domicile(jour),
            **self._couple(jour),
            **self._quotidien(),
            "revenu_declare": f"{self.revenus}.00",
            "prestations_en_cours": ["aucune"],
            "mode_versement": "compte",
            "iban": papiers.iban(self.rang),
            "titulaire_compte": self.personne.nom,
            "accord_transmission_caisse": "oui",
            **self.autres,
        }

    def papiers(self, jour: date) -> Mapping[str, Sequence[str]]:
        """Rend le titre et les lignes de chacun de ses papiers."""
        nom = self.personne.nom
        return {
            "piece_identite": ["Carte nationale d’identité", f"Nom : {self.personne.nom_naissance}", nom],
            "avis_impot": [
                f"Avis d’impôt {jour.year} sur les revenus {jour.year - 1}",
                f"Revenus déclarés : {self.revenus} €",
            ],
            "rib": ["Relevé d’identité bancaire", papiers.iban(self.rang), nom],
            "attestation_urgence": ["Attestation", f"La situation de {nom} est urgente.", "Assistante sociale"],
        }

    def _orientation(self) -> dict[str, Any]:
        return {
            "se_leve_seul": "oui",
            "s_habille_seul": "non",
            "toilette_seul": "non",
            "mange_seul": "oui",
            "caisse_retraite": "cnav",
            "type_demande": "premiere",
            "urgence": "non",
        }

    def _deposant(self) -> dict[str, Any]:
        if self.compte is None:
            return {}
        return {
            "deposant_nom": self.compte.nom_usage or self.compte.nom_naissance,
            "deposant_prenoms": self.compte.prenoms[0],
            "deposant_telephone": FIXE,
        }

    def _identite(self, jour: date) -> dict[str, Any]:
        naissance = self.personne.naissance(jour)
        return {
            "nom_naissance": self.personne.nom_naissance,
            "prenoms": " ".join(self.personne.prenoms),
            "date_naissance": naissance.isoformat(),
            "nationalite": "fr",
            "nir": _nir(self.personne, naissance, self.rang),
            "mesure_protection": "aucune",
        }

    def _domicile(self, jour: date) -> dict[str, Any]:
        commune = annuaire().reconnaitre(self.commune)
        arrivee = self.personne.naissance(jour) if self.depuis_mois is None else ajouter_mois(jour, -self.depuis_mois)
        return {
            "adresse": {
                "voie": self.voie,
                "complement": "",
                "code_postal": commune.codes_postaux[0] if commune else "",
                "commune": self.commune,
                "commune_insee": commune.code_insee if commune else None,
            },
            "date_arrivee_44": arrivee.isoformat(),
            "date_entree": arrivee.isoformat(),
            "telephone": FIXE,
            "courriel": self.qui_depose.courriel,
            "canal_prefere": "courriel",
            "lieu_vie": "domicile",
        }

    def _couple(self, jour: date) -> dict[str, Any]:
        if self.conjoint is None:
            return {"situation_familiale": "veuf"}
        return {
            "situation_familiale": "marie",
            "conjoint_nom": self.conjoint.nom_naissance,
            "conjoint_prenoms": " ".join(self.conjoint.prenoms),
            "conjoint_naissance": self.conjoint.naissance(jour).isoformat(),
            "lieu_vie_conjoint": "meme_domicile",
            "conjoint_apa": "non",
            "conjoint_demande": "oui",
        }

    def _quotidien(self) -> dict[str, Any]:
        return {
            "aides_actuelles": ["aucune"],
            "visite_nom": self.qui_depose.nom,
            "visite_lien": "elle-même" if self.compte is None else "un proche",
            "visite_telephone": FIXE,
            "statut_logement": "proprietaire",
        }


def _nir(personne: Particulier, naissance: date, rang: int) -> str:
    """Rend un numéro de sécurité sociale bien formé ; la Corse (« 2A ») se compte comme 19."""
    sexe = "1" if personne.sexe == "male" else "2"
    debut = f"{sexe}{naissance:%y%m}{personne.lieu_naissance_insee}{rang:03d}"
    return f"{debut}{MODULO_CLE - int(debut.replace('2A', '19')) % MODULO_CLE:02d}"


def _ainee(prenom: str, nom: str, age: Age, *, sexe: str = "female", insee: str = "44109") -> Particulier:
    """Rend une personne qui n’est pas dans la liste du fournisseur d’identité : on ne se connecte pas à sa place."""
    return Particulier(f"{prenom}-{nom}".lower(), nom, (prenom,), sexe, age, insee, "")


def _couple() -> dict[str, Aine]:
    """Rend Marcel Guérin, et Odette pour qui il demande aussi : 2 400 € par mois à deux."""
    marcel, odette = connue("marcel-guerin"), connue("odette-guerin")
    foyer: dict[str, Any] = {"voie": "12 rue des Vignes", "commune": "Vallet", "revenus": 28_800}
    return {
        "marcel": Aine(personne=marcel, conjoint=odette, rang=61, **foyer),
        "odette": Aine(personne=odette, conjoint=marcel, compte=marcel, qualite="conjoint", rang=62, **foyer),
    }


def _des_fiches() -> dict[str, Aine]:
    """Rend les personnages des fiches, chacun dans sa situation."""
    return {
        "jeanne": Aine(
            personne=connue("jeanne-briand"), voie="4 rue Waldeck-Rousseau", commune="Blain", revenus=18_000, rang=60
        ),
        "robert": Aine(
            personne=connue("robert-tessier"), voie="9 avenue de Mazy", commune="Pornichet", revenus=60_000, rang=63
        ),
        "simone": Aine(
            personne=connue("simone-peron"), voie="3 impasse du Port", commune="Paimbœuf", revenus=14_400, rang=64,
            autres={"urgence": "deces_ou_hospitalisation_aidant"},
        ),
        "antoine": Aine(
            personne=connue("antoine-fournier"), voie="18 rue de Couëré", commune="Châteaubriant", revenus=19_200,
            rang=65, autres={"s_habille_seul": "oui", "surveillance_reguliere": "non"},
        ),
        "lucette": Aine(
            personne=connue("lucette-hamon"), voie="Résidence Saint-Paul, 2 rue de la Blordière", commune="Rezé",
            revenus=15_600, rang=66, depuis_mois=1,
            autres={
                "lieu_vie": "residence_autonomie", "commune_avant": {"nom": "Rennes (35000)", "insee": None},
            },
        ),
        "daniel": Aine(
            personne=connue("daniel-kervella"), voie="7 rue du Bois", commune="Savenay", revenus=13_200, rang=67,
            autres={"prestations_en_cours": ["mtp"], "situation_familiale": "celibataire"},
        ),
    }  # fmt: skip


def _autres() -> dict[str, Aine]:
    """Rend celles et ceux qui montrent une étape que les fiches ne montrent pas."""
    fille = _ainee("Martine", "Lucas", Age(58, 3, 4))
    return {
        "therese": Aine(
            personne=connue("therese-audrain"), voie="21 rue de Bel-Air", commune="Nozay", revenus=16_800, rang=68
        ),
        "rene": Aine(
            personne=connue("rene-gautier"), voie="6 rue de la Brière", commune="Pontchâteau", revenus=21_600, rang=69,
            autres={"situation_familiale": "divorce"},
        ),
        "germaine": Aine(
            personne=_ainee("Germaine", "Lucas", Age(89, 7, 2)), compte=fille, qualite="enfant", rang=70,
            voie="La Haie", commune="Machecoul-Saint-Même", revenus=13_900,
        ),
        "paulette": Aine(
            personne=_ainee("Paulette", "Chevalier", Age(85, 11, 17)), voie="14 quai Éole", commune="Pornic",
            revenus=22_400, rang=71,
        ),
        "maurice": Aine(
            personne=_ainee("Maurice", "Orieux", Age(81, 0, 25), sexe="male"), voie="33 rue Pasteur",
            commune="Guérande", revenus=17_500, rang=72,
        ),
    }  # fmt: skip


AINES: Mapping[str, Aine] = MappingProxyType({**_des_fiches(), **_couple(), **_autres()})
"""Les personnes qui demandent l’APA, par le nom court que les histoires emploient."""
