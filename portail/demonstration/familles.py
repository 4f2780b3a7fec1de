"""Des familles fictives : qui elles sont, et ce qu’un foyer sait faire, par les actions de la vie."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from portail.demonstration.comptes import usager_de_demonstration
from portail.demonstration.personnes import PARTICULIERS, Age, Particulier
from portail.identite.actions import auteur_usager
from portail.identite.famille import actions as famille
from portail.identite.famille.models import Enfant, Residence
from portail.identite.famille.queries import enfant_de
from portail.identite.models import Agent, Usager
from portail.inscriptions.activites.queries import groupe_de
from portail.inscriptions.attente import actions as attentes
from portail.inscriptions.attente.models import AttenteFoyer
from portail.inscriptions.attestations import actions as attestations
from portail.inscriptions.attestations.models import Genre
from portail.inscriptions.paniers import actions as paniers
from portail.inscriptions.paniers import reglement
from portail.inscriptions.paniers.models import Commande, Moyen
from portail.inscriptions.paniers.reglement import Accords
from portail.inscriptions.paniers.sommes import objet_de
from portail.inscriptions.places.prises import Voulue
from portail.paiement.paiements.etats import Moyen as MoyenDePaiement
from portail.paiement.paiements.gestes import RecuAuGuichet, encaisser_au_guichet
from portail.paiement.paiements.queries import somme_de
from portail.socle import horloge

BLAIN, NANTES, NOZAY, SAUTRON, VALLET = "44015", "44109", "44113", "44194", "44212"
ACCORDS = Accords(conditions=True, tarif_le_plus_haut=True)
A_DONNER = (Genre.SANTE, Genre.RESPONSABILITE_CIVILE, Genre.AISANCE_AQUATIQUE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Maisonnee:
    """Un foyer : qui le tient, où l’on y vit, ses enfants et le jour où ils sont nés, son quotient s’il le donne."""

    qui: Particulier
    commune: str
    enfants: Mapping[str, date] = field(default_factory=dict)
    quotient: str = ""
    residence: Residence = Residence.PRINCIPALE

    @property
    def nom(self) -> str:
        """Rend le nom des enfants."""
        return self.qui.nom_usage or self.qui.nom_naissance


def _connue(identifiant: str) -> Particulier:
    return next(une for une in PARTICULIERS if une.identifiant == identifiant)


def _de_passage(identifiant: str, prenom: str, nom: str) -> Particulier:
    """Rend une personne que l’on ne choisit pas à la connexion : elle tient une place."""
    return Particulier(identifiant, nom, (prenom,), "female", Age(40), "44109", "")


MAISONNEES: Mapping[str, Maisonnee] = MappingProxyType(
    {
        "guillet": Maisonnee(
            qui=_connue("claire-guillet"), commune=VALLET, quotient="750",
            enfants={"Nolwenn": date(2015, 3, 2), "Lou": date(2018, 3, 2)},
        ),
        "tanguy": Maisonnee(
            qui=_connue("soazig-tanguy"), commune=BLAIN,
            enfants={"Malo": date(2015, 5, 14), "Enora": date(2018, 6, 20)},
        ),
        "morel": Maisonnee(
            qui=_connue("anais-morel"), commune=NANTES, quotient="540", residence=Residence.ALTERNEE,
            enfants={"Jade": date(2016, 4, 11)},
        ),
        "pere": Maisonnee(qui=_connue("julien-morel"), commune=SAUTRON, residence=Residence.ALTERNEE),
        "roux": Maisonnee(
            qui=_connue("delphine-roux"), commune=VALLET, quotient="1350", enfants={"Titouan": date(2012, 3, 2)}
        ),
        "bouvier": Maisonnee(
            qui=_connue("thomas-bouvier"), commune=NOZAY, quotient="980", enfants={"Maël": date(2015, 9, 9)}
        ),
        "lemoine": Maisonnee(
            qui=_connue("karine-lemoine"), commune=VALLET, quotient="820", enfants={"Elsa": date(2016, 1, 30)}
        ),
        "gicquel": Maisonnee(
            qui=_connue("sandrine-gicquel"), commune=SAUTRON, quotient="610", enfants={"Simon": date(2017, 2, 17)}
        ),
        "pichon": Maisonnee(
            qui=_de_passage("marine-pichon", "Marine", "Pichon"), commune=NOZAY, quotient="1100",
            enfants={"Gwen": date(2017, 8, 23), "Loïc": date(2015, 11, 3)},
        ),
        "le-goff": Maisonnee(
            qui=_de_passage("nadege-le-goff", "Nadège", "Le Goff"), commune=SAUTRON, quotient="700",
            enfants={"Awen": date(2016, 7, 7)},
        ),
    }
)  # fmt: skip


class Foyer:
    """Une maisonnée devant le portail ; `ecart` : de combien la saison, et les naissances avec elle, ont glissé."""

    def __init__(self, maisonnee: Maisonnee, *, jour: date, ecart: timedelta, certifie: bool = True) -> None:
        self._maisonnee = maisonnee
        self._ecart = ecart
        self.usager: Usager = usager_de_demonstration(maisonnee.qui, jour=jour, certifie=certifie)
        self._enfants: dict[str, Enfant] = {}

    @property
    def agit(self) -> dict[str, Any]:
        """Rend ce que demandent les actions : le foyer, et qui agit."""
        return {"usager_id": self.usager.id, "auteur": auteur_usager(self.usager)}

    def enfant(self, prenom: str) -> Enfant:
        """Rend un de ses enfants, relu."""
        return enfant_de(self.usager.id, self._enfants[prenom].id)

    def ecrit_sa_famille(self, *attestes: str) -> None:
        """Écrit ses enfants et son quotient ; atteste pour ceux que l’on nomme, à défaut pour tous."""
        sienne = self._maisonnee
        for prenom, ne in sienne.enfants.items():
            fiche = famille.FicheEnfant(nom=sienne.nom, prenom=prenom, date_naissance=ne + self._ecart)
            lien = famille.FicheRattachement(code_insee=sienne.commune, residence=sienne.residence)
            self._enfants[prenom] = famille.ajouter_enfant(fiche, lien, **self.agit)
        if sienne.quotient:
            attestations.declarer_le_quotient(Decimal(sienne.quotient), **self.agit)
        for prenom in attestes or sienne.enfants:
            self.atteste(prenom)

    def atteste(self, prenom: str) -> None:
        """Coche les attestations d’un enfant, datées du jour."""
        for genre in A_DONNER:
            enfant_id = self._enfants[prenom].id
            attestations.attester(genre, enfant_id=enfant_id, faite_le=horloge.aujourd_hui(), **self.agit)

    def rejoint(self, autre: "Foyer", prenom: str) -> None:
        """Rejoint l’enfant d’un autre foyer, par le code que celui-ci donne."""
        code = famille.inviter(autre.enfant(prenom).id, **autre.agit)
        chez_soi = famille.FicheRattachement(code_insee=self._maisonnee.commune, residence=self._maisonnee.residence)
        ne = autre.enfant(prenom).date_naissance
        self._enfants[prenom] = famille.rejoindre(code, ne, chez_soi, **self.agit)

    def voulues(self, *choix: tuple[str, str]) -> list[Voulue]:
        """Rend ce que l’on demande : (prénom, code du groupe)."""
        return [Voulue(groupe=groupe_de(groupe), enfant=self.enfant(prenom)) for prenom, groupe in choix]

    def s_engage(self, *choix: tuple[str, str]) -> Commande:
        """Met au panier et choisit de régler au guichet."""
        panier = paniers.ajouter(self.voulues(*choix), **self.agit)
        return reglement.engager(panier.id, Moyen.AU_GUICHET, ACCORDS, **self.agit)

    def attend(self, *choix: tuple[str, str]) -> AttenteFoyer:
        """S’inscrit sur la liste d’attente."""
        return attentes.attendre(self.voulues(*choix), tout_ou_rien=False, **self.agit)


def encaisser(commande: Commande, *, agent: Agent) -> None:
    """Note au guichet le chèque de toute la somme."""
    somme = somme_de(objet_de(commande.id))
    if somme is None:
        raise RuntimeError("cette commande ne doit rien")
    cle = f"demonstration-{commande.numero}"
    recu = RecuAuGuichet(
        moyen=MoyenDePaiement.CHEQUE, montant=somme.montant, jour=horloge.aujourd_hui(), reference="1234567", cle=cle
    )
    encaisser_au_guichet(somme.id, recu, agent=agent)
