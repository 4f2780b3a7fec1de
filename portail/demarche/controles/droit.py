"""Contrôles du droit : rien ne s’ouvre au public sans base légale, délai, recours, motifs et conservation."""

from collections.abc import Iterator

from portail.demarche.declaration import Demarche
from portail.demarche.droit import Silence


def base_legale(demarche: Demarche) -> Iterator[str]:
    """La démarche, ses règles et ses calculs disent sur quel texte ils se fondent (CRPA, L211-5, R311-3-1-2)."""
    if not demarche.fondements or not all(demarche.fondements):
        yield "fondement juridique manquant"
    if not demarche.finalite or not demarche.service:
        yield "finalité du traitement ou service manquant"
    yield from (f"règle {regle.code} : fondement manquant" for regle in demarche.regles if not regle.fondement)
    yield from (f"calcul {calcul.code} : fondement manquant" for calcul in demarche.calculs if not calcul.fondement)


def silence_et_delai(demarche: Demarche) -> Iterator[str]:
    """Un silence qui vaut décision a un délai ; un silence qui ne vaut rien n’en a pas (CRPA, L231-1, L231-4)."""
    if demarche.silence is not Silence.AUCUN and demarche.delai is None:
        yield "le silence vaut décision, mais sans délai"
    if demarche.silence is Silence.AUCUN and demarche.delai is not None:
        yield "un délai, mais un silence qui ne vaut rien"


def recours_dit(demarche: Demarche) -> Iterator[str]:
    """Comment contester est toujours dit ; le recours obligatoire a son texte type (CRPA, L412-3)."""
    if not demarche.recours.texte and not demarche.recours.rapo:
        yield "texte du recours manquant"


def conservation_dite(demarche: Demarche) -> Iterator[str]:
    """Chaque durée de conservation est fixée et expliquée."""
    conservation = demarche.conservation
    if not conservation.texte or conservation.active_mois < 1 or conservation.intermediaire_annees < 0:
        yield "durées de conservation manquantes ou négatives"


def motifs_complets(demarche: Demarche) -> Iterator[str]:
    """Un motif se dit en droit et en fait ; une règle ne propose que des motifs déclarés."""
    for motif in demarche.motifs:
        if not (motif.libelle and motif.droit and motif.fait and motif.gestes):
            yield f"motif {motif.code} : libellé, droit, fait ou geste manquant"
    connus = {motif.code for motif in demarche.motifs}
    cites = (regle for regle in demarche.regles if regle.motif)
    yield from (f"règle {regle.code} : motif inconnu : {regle.motif}" for regle in cites if regle.motif not in connus)
    if demarche.regles and not demarche.motifs:
        yield "des règles, mais aucun motif pour décider"


def pieces_annoncees(demarche: Demarche) -> Iterator[str]:
    """Une pièce conditionnelle dit sa condition en mots : la fiche la montre avant toute réponse."""
    yield from (f"pièce {p.identifiant} : condition sans « quand »" for p in demarche.pieces if p.si and not p.quand)


def visas_nommes(demarche: Demarche) -> Iterator[str]:
    """Chaque visa a un titre : la page du dossier dit lequel on attend."""
    yield from (f"visa {visa.code} : titre manquant" for visa in demarche.visas if not visa.titre)
