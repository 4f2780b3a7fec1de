"""La régie : les jours, ce qui manque d’un côté ou de l’autre, ce qui est à rendre ou à regarder ; l’export."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.regie.acces import periode, regie_regardee, regisseur
from portail.guichets.mots_du_paiement import ENCAISSEMENTS, ETATS, MODES, MOTIFS, MOYENS
from portail.identite.actions import auteur_agent
from portail.paiement.paiements.queries import sommes_trouvees
from portail.paiement.rapprochement import queries
from portail.paiement.rapprochement.actions import noter_l_export
from portail.paiement.regies.queries import regies_de
from portail.socle import debits

DEBIT = "60/hour"


@blueprint.context_processor
def mots_de_la_regie() -> dict[str, object]:
    """Donne aux gabarits les mots du paiement."""
    return {
        "moyens": MOYENS,
        "etats_du_paiement": ETATS,
        "etats_encaissement": ENCAISSEMENTS,
        "motifs_remboursement": MOTIFS,
        "modes_regie": MODES,
    }


@blueprint.get("/regie/")
def regie() -> ResponseReturnValue:
    """Montre une régie : rapprochement par jour, manquants des deux côtés, remboursements, anomalies."""
    agent = regisseur()
    if not regies_de(agent):
        return render_template("agents/regie/aucune.html")
    choisie, siennes = regie_regardee(agent)
    du, au = periode()
    cherche = request.args.get("q", "").strip()
    lignes = queries.manquants_chez_nous(choisie)
    return render_template(
        "agents/regie/regie.html",
        regie=choisie,
        regies=siennes,
        du=du,
        au=au,
        cherche=cherche,
        trouvees=sommes_trouvees(agent, cherche) if cherche else (),
        jours=queries.jours(choisie, du=du, au=au),
        sans_releve=queries.manquants_du_releve(choisie, au=au),
        sans_encaissement=lignes,
        connues=queries.references_connues(choisie, lignes),
        a_rembourser=queries.a_rembourser(choisie),
        anomalies=queries.anomalies(choisie),
    )


@blueprint.post("/regie/export")
def exporter_la_regie() -> ResponseReturnValue:
    """Rend le fichier des encaissements de la période ; l’export est au journal de la régie."""
    agent = regisseur()
    choisie, _siennes = regie_regardee(agent)
    debits.consommer(DEBIT, "regie", str(agent.id))
    du, au = periode()
    contenu = queries.exporter(choisie, du=du, au=au)
    noter_l_export(choisie, contenu, auteur=auteur_agent(agent))
    nom = f"regie-{choisie.code}-{du.isoformat()}-{au.isoformat()}.csv"
    return Response(
        contenu,
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{nom}"', "Cache-Control": "no-store"},
    )
