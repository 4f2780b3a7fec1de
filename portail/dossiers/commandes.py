"""Les commandes d’exploitation des dossiers : `flask --app wsgi recalculer-horloges`, `purger-dossiers`."""

from dataclasses import asdict

import click

from portail.dossiers.actions.horloges import reparer_echeances
from portail.dossiers.conservation import actions as conservation
from portail.dossiers.conservation.queries import LigneRapport, rapport
from portail.dossiers.horloges.lecture import Ecart, ecarts
from portail.dossiers.numero import en_deux_groupes
from portail.socle.base import fermer_session
from portail.socle.horloge import aujourd_hui


@click.command("recalculer-horloges")
@click.option("--appliquer", is_flag=True, help="répare ; sans elle, rien ne change")
def recalculer_horloges(appliquer: bool) -> None:
    """Compare les échéances de chaque dossier à celles de son journal, et les répare avec `--appliquer`."""
    trouves = list(ecarts())
    fermer_session()
    for ecart in trouves:
        click.echo(_dire(ecart))
        if appliquer:
            reparer_echeances(ecart.dossier_id)
    if not trouves:
        click.echo("Toutes les échéances sont celles du journal.")
    elif appliquer:
        click.echo(f"{len(trouves)} dossier(s) réparé(s).")
    else:
        raise click.ClickException(f"{len(trouves)} dossier(s) en écart : ajoutez --appliquer pour réparer.")


def _dire(ecart: Ecart) -> str:
    """Rend l’écart en une ligne : le numéro, puis chaque colonne fausse, de ce qu’elle est à ce qu’elle doit être."""
    avant, juste = asdict(ecart.avant), asdict(ecart.juste)
    faux = (f"{nom} {avant[nom] or '–'} → {juste[nom] or '–'}" for nom in avant if avant[nom] != juste[nom])
    return f"{en_deux_groupes(ecart.numero)} : {', '.join(faux)}"


@click.command("purger-dossiers")
@click.option("--appliquer", is_flag=True, help="marque et élimine pour de bon ; sans elle, rien ne change")
def purger_dossiers(appliquer: bool) -> None:
    """Dit ce dont la durée de conservation est finie ; avec `--appliquer`, marque, et élimine ce qui est visé.

    Rien qui ne soit décidé n’est concerné, et rien ne s’élimine sans visa (code du patrimoine, L212-2).
    """
    for ligne in rapport(aujourd_hui()):
        click.echo(_rapporter(ligne))
    fermer_session()
    if not appliquer:
        click.echo("Rien n’est changé : ajoutez --appliquer.")
        return
    click.echo(f"{len(conservation.preparer())} bordereau(x) préparé(s), à viser dans l’administration.")
    click.echo(f"{conservation.executer()} dossier(s) éliminé(s).")


def _rapporter(ligne: LigneRapport) -> str:
    return (
        f"{ligne.demarche.identifiant} (version {ligne.demarche.version}, {ligne.conservation.sort_final.value}) : "
        f"{ligne.ouverts} non décidé(s), {ligne.actifs} actif(s), {ligne.intermediaires} en archives intermédiaires, "
        f"{ligne.echus} échu(s), {ligne.marques} marqué(s), {ligne.conserves} gardé(s), {ligne.elimines} éliminé(s)"
    )


COMMANDES = (recalculer_horloges, purger_dossiers)
