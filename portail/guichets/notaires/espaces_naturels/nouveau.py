"""Demander un certificat : écrire, coller ou joindre des parcelles, relire ce qui est lu, envoyer. Aucun script."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.guichets.document_joint import document_recu
from portail.guichets.identites import membre_courant
from portail.guichets.notaires.blueprint import blueprint
from portail.guichets.notaires.espaces_naturels.champs import CHAMPS, PRECISIONS, FormulaireDesFichiers
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli, refus_dit
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import FormulaireDeSaisie, contexte_de_saisie, formulaire_de
from portail.identite.notaires.models import Membre
from portail.notaires.certificats.actions import demander, garder_un_plan, nouvelle_limite
from portail.notaires.certificats.demandes import OCTETS_MAX, Demande, en_liste, lignes_du_fichier, reunir
from portail.notaires.certificats.etats import EtatCertificat
from portail.notaires.certificats.models import Mutation
from portail.notaires.certificats.mots import MUTATIONS
from portail.notaires.certificats.queries import au_cadastre, plan_de_l_office
from portail.notaires.zones.adresses import parcelle_a_l_adresse
from portail.notaires.zones.parcelles import Parcelle, ParcelleIllisible, contenance, lire_les_parcelles, parcelle
from portail.pieces.justificatifs.models import Justificatif
from portail.socle import debits
from portail.territoire.communes import annuaire

DEBIT = "120/hour"
CLE_MAX = 40
LIRE, CORRIGER, ENVOYER = "lire", "corriger", "envoyer"


@dataclass
class Saisie:
    """Ce que l’office écrit : les champs, les fichiers, le plan déjà reçu, l’étape."""

    form: FormulaireDeSaisie
    fichiers: FormulaireDesFichiers
    plan: Justificatif | None
    etape: str

    @property
    def a_des_fautes(self) -> bool:
        """Vrai si quelque chose est à corriger."""
        return bool(self.form.errors or self.fichiers.errors)


@blueprint.route("/espaces-naturels/nouveau", methods=["GET", "POST"])
def nouveau_certificat() -> ResponseReturnValue:
    """Demande des parcelles, montre celles qui sont lues, puis enregistre la demande."""
    membre = membre_courant()
    saisie = _saisie(membre)
    if saisie.etape != CORRIGER and saisie.form.validate_on_submit():
        _recevoir_le_plan(saisie, membre)
        demande = _lue(saisie)
        if demande is not None and not saisie.a_des_fautes:
            return _envoyer(saisie, demande, membre) if saisie.etape == ENVOYER else _relire(saisie, demande)
    page = render_template(
        "notaires/espaces_naturels/nouveau.html", form=saisie.form, fichiers=saisie.fichiers, plan=saisie.plan
    )
    return page, SAISIE_A_CORRIGER if saisie.a_des_fautes else 200


def _saisie(membre: Membre) -> Saisie:
    champs = (*CHAMPS, *PRECISIONS)
    form = formulaire_de(champs, contexte=contexte_de_saisie(), valeurs={"nature": "vente"}, brut=envoi_garde())
    fichiers = FormulaireDesFichiers()
    fichiers.nommer()
    plan_id = request.form.get("plan_id", type=UUID)
    plan = plan_de_l_office(plan_id, membre.office) if plan_id else None
    return Saisie(form, fichiers, plan, request.form.get("etape", LIRE))


def _recevoir_le_plan(saisie: Saisie, membre: Membre) -> None:
    """Garde le plan joint : il n’est pas à renvoyer si autre chose est à corriger."""
    recu = document_recu(saisie.fichiers)
    if recu is not None:
        saisie.plan = garder_un_plan(recu, membre=membre)


def _lue(saisie: Saisie) -> Demande | None:
    """Rend la demande, ou rien : un champ dit ce qui ne va pas."""
    reponses = saisie.form.reponses()
    code = annuaire().code_d_alors(_ecrit(saisie)["commune"]) or reponses["commune"]["insee"]
    lues: list[Parcelle] = []
    sources: tuple[tuple[Any, Callable[[], Iterable[Parcelle]]], ...] = (
        (saisie.form["parcelles"], partial(_du_tableau, code, reponses["parcelles"] or [])),
        (saisie.form["liste"], partial(_de_la_liste, code, str(reponses["liste"] or ""))),
        (saisie.fichiers["fichier"], partial(_du_fichier, code)),
    )
    justes = [_lues_sans_faute(champ, lire, lues) for champ, lire in sources]
    if not all(justes) or not _trouvee_par_son_adresse(saisie, code, lues):
        return None
    reunies: list[tuple[Parcelle, ...]] = []
    if not accompli(saisie.form["liste"], lambda: reunies.append(reunir(lues))):
        return None
    return Demande(
        reference=str(reponses["reference"]),
        commune_insee=reunies[0][0].commune_insee,
        parcelles=reunies[0],
        nature=Mutation(str(reponses["nature"])),
        adresse=str(reponses["adresse"] or ""),
        proprietaire=str(reponses["proprietaire"] or ""),
    )


def _trouvee_par_son_adresse(saisie: Saisie, code: str, lues: list[Parcelle]) -> bool:
    """Sans parcelle écrite, ajoute celle de l’adresse ; rend faux, la raison sous ce champ, si rien ne s’y trouve."""
    adresse = str(saisie.form.reponses()["adresse"] or "")
    if lues or not adresse:
        return True
    return accompli(saisie.form["adresse"], lambda: lues.append(parcelle_a_l_adresse(code, adresse)))


def _ecrit(saisie: Saisie) -> dict[str, str]:
    """Rend ce qui est écrit dans chaque zone."""
    return {nom: texte if isinstance(texte, str) else "".join(texte) for nom, texte in saisie.form.brut().items()}


def _lues_sans_faute(champ: Any, lire: Callable[[], Iterable[Parcelle]], lues: list[Parcelle]) -> bool:  # noqa: ANN401 — champ WTForms
    """Ajoute ce que cette source donne ; rend faux, la ligne fautive dite sur son champ, si elle ne se lit pas."""
    try:
        return accompli(champ, lambda: lues.extend(lire()), sauf=(ParcelleIllisible,))
    except ParcelleIllisible as refus:
        ou = {"ligne": refus.ligne, "refus": refus_dit(refus)}
        champ.errors = [gettext("Ligne %(ligne)s. %(refus)s", **ou) if refus.ligne else refus_dit(refus)]
        return False


def _du_tableau(code: str, lignes: list[dict[str, str | None]]) -> Iterable[Parcelle]:
    for rang, ligne in enumerate(lignes, start=1):
        try:
            acte = contenance(ligne["contenance"]) if ligne["contenance"] else None
            yield parcelle(
                code,
                ligne["section"] or "",
                ligne["numero"] or "",
                prefixe=ligne["prefixe"] or "",
                contenance_m2=acte,
            )
        except ParcelleIllisible as refus:
            raise ParcelleIllisible(rang) from refus


def _de_la_liste(code: str, texte: str) -> Iterable[Parcelle]:
    return lire_les_parcelles(code, texte) if texte.strip() else ()


def _du_fichier(code: str) -> Iterable[Parcelle]:
    envoye = request.files.get("fichier")
    if envoye is None or not envoye.filename:
        return ()
    return _de_la_liste(code, lignes_du_fichier(envoye.stream.read(OCTETS_MAX + 1)))


def _relire(saisie: Saisie, demande: Demande) -> str:
    """Montre les parcelles lues, ce que le cadastre en dit, et ce qui sera envoyé."""
    gardes = {
        **{nom: texte for nom, texte in _ecrit(saisie).items() if not nom.startswith("parcelles")},
        "liste": en_liste(demande.parcelles),
        "cle": _cle(),
    }
    if saisie.plan is not None:
        gardes["plan_id"] = str(saisie.plan.id)
    commune = annuaire().par_code(demande.commune_insee)
    return render_template(
        "notaires/espaces_naturels/relire.html",
        demande=demande,
        commune=commune.nom if commune else "",
        mutation=MUTATIONS[demande.nature],
        cadastre=au_cadastre(demande.parcelles),
        plan=saisie.plan,
        gardes=gardes,
        limite=nouvelle_limite(),
    )


def _envoyer(saisie: Saisie, demande: Demande, membre: Membre) -> ResponseReturnValue:
    debits.consommer(DEBIT, "certificats", str(membre.id))
    plan_id = saisie.plan.id if saisie.plan else None
    certificat = demander(demande, membre=membre, cle=_cle(), plan_id=plan_id)
    if certificat.etat is EtatCertificat.DELIVRE:
        flash(gettext("Le certificat est délivré."), "succes")
    else:
        flash(gettext("La demande est enregistrée. Un agent la vérifie."), "succes")
    return redirect(url_for("notaires.certificat", numero=certificat.numero), 303)


def _cle() -> str:
    """Rend la clé de ce formulaire : le même envoi, reçu deux fois, ne fait qu’un certificat."""
    return request.form.get("cle", "")[:CLE_MAX] or secrets.token_urlsafe(16)
