"""Relire un PDF produit : son texte, sa structure, ses métadonnées, sa conformité."""

import io
import re

import page
import pikepdf

LONGUEUR_DE_FLUX = "PDFA2A-STREAM-LENGTH-001"
NORMES = (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A)


def defauts(contenu):
    """Rend les manquements à PDF/UA-1 et PDF/A-2a ; aucun si le document est accessible et archivable."""
    rapports = [page.validate_pdf_bytes(contenu, profile=norme) for norme in NORMES]
    manquements = [manquement for rapport in rapports for manquement in rapport.failures]
    return [str(m) for m in manquements if m.rule_id != LONGUEUR_DE_FLUX or not _longueurs_justes(contenu)]


def _longueurs_justes(contenu):
    """Dit si chaque flux a la longueur annoncée.

    Le vérificateur prend pour une fin de ligne le dernier octet d’un flux comprimé quand il vaut 0x0D, par hasard.
    """
    flux = list(re.finditer(rb"/Length (\d+)[^>]*>>\s*stream\r?\n", contenu))
    fins = [contenu[trouve.end() + int(trouve[1]) :][:11] for trouve in flux]
    return bool(fins) and all(fin.startswith(b"\nendstream") for fin in fins)


def texte(contenu, *, artefacts=False):
    """Rend le texte lu par un lecteur d’écran, pages à la suite, toute suite de blancs réduite à une espace.

    `artefacts` ajoute ce qu’il tait : pieds de page, décor.
    """
    with pikepdf.open(io.BytesIO(contenu)) as document:
        lu = "".join(_texte_de_la_page(feuille, artefacts=artefacts) for feuille in document.pages)
    return " ".join(lu.replace("\u200b", "").split())


def metadonnees(contenu):
    with pikepdf.open(io.BytesIO(contenu)) as document, document.open_metadata() as meta:
        return {
            "titre": meta.get("dc:title"),
            "auteur": list(meta.get("dc:creator", [])),
            "langue": str(document.Root.get("/Lang", "")),
            "titre_affiche": bool(document.Root.ViewerPreferences.DisplayDocTitle),
            "pages": len(document.pages),
        }


def roles(contenu):
    """Rend les rôles de la structure, dans l’ordre de lecture : « H1 », « P », « L »…"""
    with pikepdf.open(io.BytesIO(contenu)) as document:
        return list(_roles(document.Root.StructTreeRoot))


def _roles(noeud):
    if isinstance(noeud, pikepdf.Array):
        for enfant in noeud:
            yield from _roles(enfant)
    elif isinstance(noeud, pikepdf.Dictionary):
        if "/S" in noeud:
            yield str(noeud.S).removeprefix("/")
        if "/K" in noeud:
            yield from _roles(noeud.K)


def _texte_de_la_page(feuille, *, artefacts):
    polices = {nom: _table(police) for nom, police in feuille.Resources.get("/Font", {}).items()}
    table, morceaux = {}, []
    for operandes, operateur in _instructions(feuille, artefacts=artefacts):
        match operateur:
            case "Tf":
                table = polices[str(operandes[0])]
            case "Tj" | "TJ":
                morceaux += _lire(operandes[0], table)
            case "ET":
                morceaux.append(" ")
    return "".join(morceaux)


def _instructions(feuille, *, artefacts):
    """Rend les instructions de dessin, sans le texte des artefacts sauf si on les demande."""
    marques = []
    for operandes, operateur in pikepdf.parse_content_stream(feuille):
        if str(operateur) in {"BDC", "BMC"}:
            marques.append(str(operandes[0]))
        elif str(operateur) == "EMC":
            marques.pop()
        elif artefacts or "/Artifact" not in marques or str(operateur) == "Tf":
            yield operandes, str(operateur)


def _lire(operande, table):
    elements = operande if isinstance(operande, pikepdf.Array) else [operande]
    return [_decoder(bytes(element), table) for element in elements if isinstance(element, pikepdf.String)]


def _decoder(octets, table):
    return "".join(table.get(octets[rang : rang + 2], "\ufffd") for rang in range(0, len(octets), 2))


def _table(police):
    """Lit la table ToUnicode d’une police : code du glyphe → texte (ISO 32000, § 9.10.3)."""
    source = police.ToUnicode.read_bytes().decode("latin-1")
    lignes = re.findall(r"^<([0-9A-F]{4})> <([0-9A-F]+)>$", source.partition("beginbfchar")[2], re.MULTILINE)
    return {bytes.fromhex(code): bytes.fromhex(valeur).decode("utf-16-be") for code, valeur in lignes}
