"""Les commandes d’exploitation des dossiers : `flask --app wsgi recalculer-horloges`."""

from dataclasses import asdict

import click

from portail.dossiers.actions.horloges import reparer_echeances
from portail.dossiers.horloges.lecture import Ecart, ecarts
from portail.dossiers.numero import en_deux_groupes
from portail.socle.base import fermer_session


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


COMMANDES = (recalculer_horloges,)
