"""Contrôles de structure : identifiants, pages, options, renvois d’une partie de la déclaration à une autre."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from portail.demarche.champs import (
    BlocRepete,
    Champ,
    Choix,
    ChoixMultiple,
    Iban,
    Information,
    Nir,
    NumeroFiscal,
    ValeurCalculee,
)
from portail.demarche.conditions import CHAMPS_PLATEFORME
from portail.demarche.declaration import Beneficiaire, Demarche, Page
from portail.demarche.eligibilite import tous_les_champs
from portail.demarche.parcours import ETAPES_PLATEFORME
from portail.demarche.regles import JOUR, MOIS
from portail.demarche.situations import SITUATIONS

CHAMPS_PAR_PAGE = 6
FORME = re.compile(r"[a-z][a-z0-9_]*")
FORME_DEMARCHE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
FORME_OPTION = re.compile(r"[A-Za-z0-9_]+")


def toutes_les_pages(demarche: Demarche) -> tuple[Page, ...]:
    """Rend les pages de l’usager, des agents et des volets."""
    return (*demarche.pages, *demarche.pages_agent, *(page for volet in demarche.volets for page in volet.pages))


def champs_de(demarche: Demarche) -> Iterator[Champ]:
    """Rend tous les champs, répétés compris, sans perdre ceux de même identifiant."""
    pages = (champ for page in toutes_les_pages(demarche) for champ in page.champs)
    for champ in (*pages, *demarche.champs_pretest, *demarche.engagements):
        yield champ
        if isinstance(champ, BlocRepete):
            yield from champ.champs


def identifiants_uniques(demarche: Demarche) -> Iterator[str]:
    """Deux choses de même nature ne portent pas le même nom."""
    groupes: dict[str, Iterable[str]] = {
        "page": (page.identifiant for page in toutes_les_pages(demarche)),
        "champ": (champ.identifiant for champ in champs_de(demarche)),
        "pièce": (piece.identifiant for piece in demarche.pieces),
        "règle": (regle.code for regle in demarche.regles),
        "calcul": (calcul.code for calcul in demarche.calculs),
        "motif": (motif.code for motif in demarche.motifs),
        "visa": (visa.code for visa in demarche.visas),
        "volet": (volet.identifiant for volet in demarche.volets),
    }
    for nature, noms in groupes.items():
        # Ce qu’un volet rend a le nom du champ d’agent qui le reçoit.
        admis = demarche.champs_rendus if nature == "champ" else frozenset()
        yield from (f"{nature} en double : {nom}" for nom, fois in Counter(noms).items() if fois > 1 + (nom in admis))


def titres_distincts(demarche: Demarche) -> Iterator[str]:
    """Ce qui se publie côte à côte, règles et calculs, ne porte pas le même titre."""
    titres = [*(calcul.titre for calcul in demarche.calculs), *(regle.titre for regle in demarche.regles)]
    yield from (f"titre en double : {titre}" for titre, fois in Counter(titres).items() if fois > 1)


def identifiants_lisibles(demarche: Demarche) -> Iterator[str]:
    """Les noms sont en minuscules ASCII, et ceux de la plateforme lui restent."""
    if not FORME_DEMARCHE.fullmatch(demarche.identifiant):
        yield f"identifiant de démarche mal écrit : {demarche.identifiant}"
    pages = [page.identifiant for page in toutes_les_pages(demarche)]
    champs = [champ.identifiant for champ in champs_de(demarche)]
    pieces = [piece.identifiant for piece in demarche.pieces]
    codes = [
        objet.code
        for groupe in (demarche.regles, demarche.calculs, demarche.motifs, demarche.visas)
        for objet in groupe
    ]
    yield from (f"nom mal écrit : {nom}" for nom in (*pages, *champs, *pieces, *codes) if not FORME.fullmatch(nom))
    yield from (f"nom réservé à la plateforme : {nom}" for nom in pages if nom in ETAPES_PLATEFORME)
    yield from (f"nom réservé à la plateforme : {nom}" for nom in champs if nom in CHAMPS_PLATEFORME)


def pages_remplies(demarche: Demarche) -> Iterator[str]:
    """Une page a de un à six champs."""
    if not demarche.pages:
        yield "aucune page"
    for page in toutes_les_pages(demarche):
        if not 1 <= len(page.champs) <= CHAMPS_PAR_PAGE:
            yield f"page {page.identifiant} : {len(page.champs)} champs, de 1 à {CHAMPS_PAR_PAGE} attendus"


def options_presentes(demarche: Demarche) -> Iterator[str]:
    """Un choix offre au moins deux options, et son option exclusive en est une."""
    for champ in champs_de(demarche):
        if isinstance(champ, Choix | ChoixMultiple):
            if len(champ.options) < 2:
                yield f"champ {champ.identifiant} : moins de deux options"
            mal_ecrites = (code for code in champ.options if not FORME_OPTION.fullmatch(code))
            yield from (f"champ {champ.identifiant} : option mal écrite : {code}" for code in mal_ecrites)
        if isinstance(champ, ChoixMultiple) and champ.exclusive and champ.exclusive not in champ.options:
            yield f"champ {champ.identifiant} : option exclusive inconnue : {champ.exclusive}"


def blocs_repetes(demarche: Demarche) -> Iterator[str]:
    """Un bloc répété a des champs simples et un nom pour chaque exemplaire."""
    blocs = (champ for champ in champs_de(demarche) if isinstance(champ, BlocRepete))
    for bloc in blocs:
        yield from (f"bloc {bloc.identifiant} : {faute}" for faute in _fautes_de_bloc(bloc))


def _fautes_de_bloc(bloc: BlocRepete) -> Iterator[str]:
    if not bloc.champs or not bloc.element:
        yield "sans champ, ou sans nom d’exemplaire"
    if not 0 <= bloc.minimum <= bloc.maximum or bloc.maximum < 1:
        yield f"de {bloc.minimum} à {bloc.maximum} exemplaires"
    for champ in bloc.champs:
        if champ.si is not None or isinstance(champ, BlocRepete | ValeurCalculee):
            yield f"champ {champ.identifiant} conditionnel, répété ou calculé"


def deposants_connus(demarche: Demarche) -> Iterator[str]:
    """La personne elle-même peut toujours déposer."""
    if "lui_meme" not in demarche.deposants:
        yield "déposants : « lui_meme » manque"


def presentation_complete(demarche: Demarche) -> Iterator[str]:
    """La fiche dit à qui, en combien de temps, pour quelle situation."""
    if demarche.version < 1 or demarche.duree_minutes < 1:
        yield "version et durée : des nombres positifs"
    if not demarche.a_qui or not demarche.situations:
        yield "à qui s’adresse la démarche, et pour quelle situation ?"
    yield from (f"situation inconnue : {code}" for code in demarche.situations if code not in SITUATIONS)


def renvois_de_champs(demarche: Demarche) -> Iterator[str]:
    """Bénéficiaire, unicité et pré-test nomment des champs qui existent."""
    usager = demarche.champs
    par_defaut = Beneficiaire()
    for trait in ("nom", "nom_usage", "prenoms", "naissance", "courriel", "telephone", "adresse"):
        nom = getattr(demarche.beneficiaire, trait)
        if nom and nom not in usager and (trait == "nom" or nom != getattr(par_defaut, trait)):
            yield f"bénéficiaire, {trait} : champ inconnu : {nom}"
    yield from (f"unicité : champ inconnu : {nom}" for nom in demarche.unicite if nom not in usager)
    if demarche.pretest:
        connus = {champ.identifiant for champ in tous_les_champs(demarche)}
        yield from (f"pré-test : champ inconnu : {nom}" for nom in demarche.pretest.champs if nom not in connus)
        admis = {*demarche.pretest.champs, JOUR, MOIS}
        yield from (
            f"pré-test, entrée d’API sans champ : {nom}" for nom in demarche.pretest.api.values() if nom not in admis
        )


def renvois_de_calculs(demarche: Demarche) -> Iterator[str]:
    """Montant accordé, sorties du pré-test et valeurs montrées nomment des calculs qui existent."""
    montres = [champ.calcul for champ in champs_de(demarche) if isinstance(champ, ValeurCalculee)]
    cites = [demarche.montant_accorde] if demarche.montant_accorde else []
    if demarche.pretest:
        cites += [*demarche.pretest.sorties, *demarche.pretest.essentiel, *filter(None, [demarche.pretest.montant])]
    connus = {calcul.code for calcul in demarche.calculs}
    yield from (f"calcul inconnu : {code or '(aucun)'}" for code in (*montres, *cites) if code not in connus)


def exports_admis(demarche: Demarche) -> Iterator[str]:
    """Ce qui s’exporte est une réponse de l’usager : ni compte bancaire, ni numéro fiscal ou de sécurité sociale."""
    for nom in demarche.exportables:
        champ = demarche.champs.get(nom)
        if champ is None:
            yield f"export : champ inconnu : {nom}"
        elif isinstance(champ, Iban | Nir | NumeroFiscal | BlocRepete | Information | ValeurCalculee):
            yield f"export : {nom} ne s’exporte pas"
