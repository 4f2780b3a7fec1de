"""« Combien cela coûtera ? » : le prix sans compte, la formule montrée ; rien n’est gardé."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portail.demarche.champs import Champ
from portail.demarche.declaration import Choix, Montant, Nombre
from portail.demarche.formats import en_nombre
from portail.guichets.contexte import langue_courante, traduire
from portail.guichets.gardes import ouvert
from portail.guichets.inscriptions.blueprint import activite_montree, blueprint
from portail.guichets.mots_des_inscriptions import nom_du_produit
from portail.guichets.refus import SAISIE_A_CORRIGER
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.inscriptions.activites.models import Activite
from portail.inscriptions.activites.queries import activites_a_choisir
from portail.inscriptions.paniers.devis import DU_SITE
from portail.inscriptions.tarifs.calcul import Devis, Grille
from portail.inscriptions.tarifs.queries import ADHESION, EnfantSimule, grille_de, simuler
from portail.parametres.queries import entier_au
from portail.socle.traduction import _

ENFANTS = {"1": _("un enfant"), "2": _("deux enfants"), "3": _("trois enfants"), "4": _("quatre enfants")}
QUANTITE_MAX = Decimal(60)


@blueprint.route("/inscriptions/tarif", methods=["GET", "POST"])
@ouvert
def tarif() -> ResponseReturnValue:
    """Calcule ce que coûterait une inscription, et dit comment."""
    activite = _activite()
    if activite is None:
        return render_template("inscriptions/tarif.html", activite=None, form=None)
    grille = grille_de(activite.grille_id)
    gardes = envoi_garde()
    form = _formulaire(grille, gardes)
    devis = _devis(grille, form) if form.validate_on_submit() else None
    page = render_template(
        "inscriptions/tarif.html",
        activite=activite,
        form=form,
        grille=grille,
        devis=devis,
        adhesion=ADHESION if _a_une_adhesion(grille) else "",
        pour_cent=pour_cent,
    )
    return page, SAISIE_A_CORRIGER if form.errors else 200


def pour_cent(taux: Decimal) -> str:
    """Rend « 25 % »."""
    return f"{en_nombre(taux * 100, langue_courante())}\u00a0%"


def _activite() -> Activite | None:
    """Rend l’activité que nomme l’adresse, à défaut la première que l’on peut choisir."""
    code = request.args.get("activite", "")
    return activite_montree(code) if code else next(iter(activites_a_choisir()), None)


def _a_une_adhesion(grille: Grille) -> bool:
    return any(produit == ADHESION for produit, _tranche, _zone in grille.prix)


def _produits(grille: Grille) -> list[str]:
    """Rend ce qui s’achète en plus de l’adhésion."""
    return sorted({produit for produit, _tranche, _zone in grille.prix} - {ADHESION})


def _formulaire(grille: Grille, gardes: Mapping[str, list[str]] | None) -> FormulaireDeSaisie:
    envoye = (gardes or {}).get("enfants") or request.form.getlist("enfants")
    nombre = int(envoye[0]) if envoye and envoye[0] in ENFANTS else 1
    maximum = Decimal(entier_au("inscription_quotient_max"))
    champs: list[Champ] = [
        Montant("quotient", _("Quotient familial"), obligatoire=False, maximum=maximum,
                aide=_("Il est sur votre attestation CAF ou MSA. Sans lui, le calcul prend le tarif le plus haut.")),
        Choix("enfants", _("Combien d’enfants ?"), ENFANTS),
        *(champ for rang in range(1, nombre + 1) for champ in _champs_de_l_enfant(grille, rang)),
    ]  # fmt: skip
    return formulaire_de(champs, contexte=contexte_de_saisie(), valeurs={"enfants": "1"}, brut=gardes)


def _champs_de_l_enfant(grille: Grille, rang: int) -> Iterator[Champ]:
    for produit in _produits(grille):
        libelle = traduire(_("Enfant %(rang)s, combien de fois : %(produit)s")) % {
            "rang": rang,
            "produit": nom_du_produit(produit).lower(),
        }
        yield Nombre(f"{produit}_{rang}", libelle, obligatoire=False, maximum=QUANTITE_MAX)
    if any(zone == DU_SITE for _produit, _tranche, zone in grille.prix):
        libelle = traduire(_("Enfant %(rang)s, vit-il dans la commune de l’activité ?")) % {"rang": rang}
        yield Choix(f"site_{rang}", libelle, {"oui": _("Oui"), "non": _("Non")}, obligatoire=False)


def _devis(grille: Grille, form: FormulaireDeSaisie) -> Devis:
    dits = form.reponses()
    quotient = Decimal(str(dits["quotient"])) if dits.get("quotient") is not None else None
    return simuler(grille, quotient, [_enfant(grille, dits, rang) for rang in range(1, int(str(dits["enfants"])) + 1)])


def _enfant(grille: Grille, dits: Mapping[str, object], rang: int) -> EnfantSimule:
    voulus = [(produit, int(str(dits.get(f"{produit}_{rang}") or 0))) for produit in _produits(grille)]
    produits = [(ADHESION, 1)] if _a_une_adhesion(grille) else []
    zone = DU_SITE if dits.get(f"site_{rang}") == "oui" else ""
    return EnfantSimule(produits=[*produits, *((nom, fois) for nom, fois in voulus if fois)], zone=zone)
