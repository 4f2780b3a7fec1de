"""Contrôles des textes : longueur, typographie, accolades ; et phrases trop longues, en alerte."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portail.demarche.champs import Attestation, BlocRepete, Champ, Choix, ChoixMultiple, Information, Nombre
from portail.demarche.controles.structure import champs_de, toutes_les_pages
from portail.demarche.declaration import Demarche
from portail.demarche.phrases import accolades
from portail.demarche.propositions import Proposition

MOTS_PAR_PHRASE = 25
_FIN_DE_PHRASE = re.compile(r"(?<=[.?!…])\s+|\n+")
_MAL_COMPOSE = re.compile(r"'|(?: [?!:;€»])|« |  |^\s|\s$|\.\.\.")


@dataclass(frozen=True, slots=True)
class Texte:
    """Un texte affiché : où, quoi, jusqu’à quelle longueur ; `parametres` : il peut citer des paramètres."""

    ou: str
    texte: str
    longueur: int
    parametres: bool = False
    juridique: bool = False


def textes_de(demarche: Demarche) -> Iterator[Texte]:
    """Rend tous les textes affichés qui ne citent pas les chiffres d’une règle."""
    yield from _de_la_fiche(demarche)
    yield from _du_droit(demarche)
    for page in toutes_les_pages(demarche):
        yield Texte(f"page {page.identifiant}, titre", page.titre, 60)
        yield Texte(f"page {page.identifiant}, pourquoi", page.pourquoi, 300)
    for champ in champs_de(demarche):
        yield from _du_champ(champ)
    for piece in demarche.pieces:
        yield Texte(f"pièce {piece.identifiant}, nom", piece.nom, 100)
        yield Texte(f"pièce {piece.identifiant}, aide", piece.aide, 300)
        yield Texte(f"pièce {piece.identifiant}, quand", piece.quand, 120)
        yield Texte(f"pièce {piece.identifiant}, fondement", piece.fondement, 200, juridique=True)
    yield from _des_etapes(demarche)


def _des_etapes(demarche: Demarche) -> Iterator[Texte]:
    """Rend les textes de ce qui suit le dépôt : proposition, visite, transmissions."""
    if demarche.proposition is not None:
        yield from _de_la_proposition(demarche.proposition)
    if demarche.visite is not None:
        yield Texte("visite, titre", demarche.visite.titre, 40)
        yield from (Texte("visite, à préparer", texte, 100) for texte in demarche.visite.a_preparer)
    if demarche.terme is not None:
        yield Texte("terme, titre", demarche.terme.titre, 80)
        yield Texte("terme, à faire", demarche.terme.du, 120)
        yield Texte("terme, fondement", demarche.terme.fondement, 200, juridique=True)
    yield from (Texte("mots propres", texte, 300) for texte in demarche.mots.textes)
    yield Texte("information du maire", demarche.information_maire, 200, juridique=True)
    if demarche.lie is not None:
        yield Texte("demande liée, titre", demarche.lie.titre, 60)
        yield Texte("demande liée, explication", demarche.lie.explication, 300)
    for une in demarche.transmissions:
        yield Texte(f"transmission {une.code}, titre", une.titre, 60)
        yield Texte(f"transmission {une.code}, autorité", une.autorite, 60)
        yield Texte(f"transmission {une.code}, raison", une.raison, 300)
        yield Texte(f"transmission {une.code}, suite", une.suite, 300)
        yield Texte(f"transmission {une.code}, fondement", une.fondement, 200, juridique=True)


def _de_la_proposition(proposition: Proposition) -> Iterator[Texte]:
    yield Texte("proposition, titre", proposition.titre, 40)
    yield Texte("proposition, fondement", proposition.fondement, 200, juridique=True)
    yield Texte("proposition, refus écrit", proposition.refus_ecrit, 140)
    yield Texte("proposition, interdit", proposition.interdit, 200)
    yield from (Texte(f"proposition, lien {code}", texte, 80) for code, texte in proposition.liens.items())
    for nature in proposition.natures:
        yield Texte(f"ligne {nature.code}, libellé", nature.libelle, 80)
        yield Texte(f"ligne {nature.code}, unité", nature.unite, 20)


def messages_de(demarche: Demarche) -> Iterator[Texte]:
    """Rend les textes qui citent les chiffres d’une règle ou d’un calcul."""
    for regle in demarche.regles:
        yield Texte(f"règle {regle.code}, titre", regle.titre, 80)
        yield Texte(f"règle {regle.code}, formule", regle.formule, 400, parametres=True)
        yield Texte(f"règle {regle.code}, à vérifier", regle.a_verifier, 200)
        yield Texte(f"règle {regle.code}, fondement", regle.fondement, 200, juridique=True)
        yield from (Texte(f"règle {regle.code}, {cle}", texte, 350) for cle, texte in regle.messages.items())
    for calcul in demarche.calculs:
        yield Texte(f"calcul {calcul.code}, titre", calcul.titre, 80)
        yield Texte(f"calcul {calcul.code}, formule", calcul.formule, 400, parametres=True)
        yield Texte(f"calcul {calcul.code}, explication", calcul.explication, 350)
        yield Texte(f"calcul {calcul.code}, fondement", calcul.fondement, 200, juridique=True)
    for motif in demarche.motifs:
        yield Texte(f"motif {motif.code}, libellé", motif.libelle, 80)
        yield Texte(f"motif {motif.code}, droit", motif.droit, 300, juridique=True)
        yield Texte(f"motif {motif.code}, fait", motif.fait, 500)


def _de_la_fiche(demarche: Demarche) -> Iterator[Texte]:
    yield Texte("nom", demarche.nom, 60)
    yield Texte("titre", demarche.titre, 100)
    yield Texte("résumé", demarche.resume, 300, parametres=True)
    yield Texte("montant", demarche.montant, 60, parametres=True)
    yield Texte("montant, détail", demarche.montant_detail, 160, parametres=True)
    yield from (Texte("à qui", texte, 250, parametres=True) for texte in demarche.a_qui)
    for titre, texte in demarche.deroulement:
        yield Texte("déroulement, titre", titre, 80)
        yield Texte("déroulement", texte, 400, parametres=True)
    yield Texte("effet du silence", demarche.effet_silence, 250, parametres=True)
    yield from (Texte("mot clé", texte, 300) for texte in demarche.mots_cles)
    yield from (Texte(f"déposant {code}", texte, 100) for code, texte in demarche.deposants.items())
    yield from (Texte(f"paramètre {code}", texte, 100) for code, texte in demarche.noms_des_parametres.items())


def _du_droit(demarche: Demarche) -> Iterator[Texte]:
    yield from (Texte("fondement", texte, 250, juridique=True) for texte in demarche.fondements)
    yield Texte("recours", demarche.recours.texte, 800)
    yield Texte("recours, complément", demarche.recours.complement, 400, juridique=True)
    if demarche.pretest:
        yield Texte("pré-test, titre", demarche.pretest.titre, 60)
    if demarche.prestation:
        yield Texte("avance, titre", demarche.prestation.avance_titre, 60)
        yield Texte("avance, fondement", demarche.prestation.avance_fondement, 200, juridique=True)
    yield Texte("conservation", demarche.conservation.texte, 500)
    yield Texte("finalité", demarche.finalite, 400, juridique=True)


def _du_champ(champ: Champ) -> Iterator[Texte]:
    ou = f"champ {champ.identifiant}"
    yield Texte(f"{ou}, libellé", champ.libelle, 300 if isinstance(champ, Attestation) else 140)
    yield Texte(f"{ou}, aide", champ.aide, 1500 if isinstance(champ, Information) else 300)
    if isinstance(champ, Choix | ChoixMultiple):
        yield from (Texte(f"{ou}, option {code}", texte, 140) for code, texte in champ.options.items())
    if isinstance(champ, Nombre):
        yield Texte(f"{ou}, unité", champ.unite, 30)
    if isinstance(champ, BlocRepete):
        yield Texte(f"{ou}, exemplaire", champ.element, 40)


def textes_bornes(demarche: Demarche) -> Iterator[str]:
    """Aucun texte n’est plus long que la place qu’il a ; ce qu’on lit toujours n’est jamais vide."""
    for texte in (*textes_de(demarche), *messages_de(demarche)):
        if len(texte.texte) > texte.longueur:
            yield f"{texte.ou} : {len(texte.texte)} signes, {texte.longueur} au plus"
    yield from (f"champ {champ.identifiant} : libellé vide" for champ in champs_de(demarche) if not champ.libelle)
    yield from (f"page {page.identifiant} : titre vide" for page in toutes_les_pages(demarche) if not page.titre)
    lus = {"nom": demarche.nom, "titre": demarche.titre, "résumé": demarche.resume}
    yield from (f"{ou} vide" for ou, texte in lus.items() if not texte)
    yield from (f"pièce {piece.identifiant} : nom vide" for piece in demarche.pieces if not piece.nom)


def typographie(demarche: Demarche) -> Iterator[str]:
    """Apostrophe courbe, espace insécable devant les signes doubles, ni espace en trop ni points de suite tapés."""
    for texte in (*textes_de(demarche), *messages_de(demarche)):
        if trouve := _MAL_COMPOSE.search(texte.texte):
            autour = texte.texte[max(trouve.start() - 15, 0) : trouve.end() + 5]
            yield f"{texte.ou} : typographie à revoir vers « {autour} »"


def accolades_admises(demarche: Demarche) -> Iterator[str]:
    """Hors de la fiche et des règles, un texte s’affiche tel quel : des accolades s’y verraient."""
    for texte in textes_de(demarche):
        if not texte.parametres and ("{" in texte.texte or "}" in texte.texte):
            yield f"{texte.ou} : accolades"


def parametres_de_fiche(demarche: Demarche) -> frozenset[str]:
    """Rend les paramètres que cite la fiche."""
    return frozenset().union(*(accolades(texte.texte) for texte in textes_de(demarche) if texte.parametres))


def phrases_longues(demarche: Demarche) -> Iterator[str]:
    """Alerte : une phrase de plus de 25 mots se coupe en deux (les références juridiques exceptées)."""
    for texte in (*textes_de(demarche), *messages_de(demarche)):
        for phrase in _FIN_DE_PHRASE.split("" if texte.juridique else texte.texte):
            if (mots := len(re.findall(r"[^\W_][\w{}’'-]*", phrase))) > MOTS_PAR_PHRASE:
                yield f"{texte.ou} : phrase de {mots} mots : {phrase[:60]}…"
