/*
 * Lire et vérifier un billet sans réseau : sa mention signée (Ed25519, par WebCrypto), ou le code que l’on dicte.
 * Le format est celui de portail/inscriptions/billets/mention.py.
 */
const DOMAINE_BILLET = "portail/billet/1\n";
const DOMAINE_FEUILLE = "portail/feuille/1\n";
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const CHAMPS = 11;
const EMPREINTE = 32;

const octetsDe = (texte) => new TextEncoder().encode(texte);
const depuisBase64 = (texte) => Uint8Array.from(atob(texte), (signe) => signe.charCodeAt(0));

function depuisBase32(texte) {
  const octets = [];
  let reste = 0;
  let bits = 0;
  for (const signe of texte) {
    const valeur = ALPHABET.indexOf(signe);
    if (valeur < 0) return null;
    reste = ((reste << 5) | valeur) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      octets.push((reste >> bits) & 0xff);
    }
  }
  return Uint8Array.from(octets);
}

/* Rend les clés prêtes à vérifier, ou rien si ce navigateur ne connaît pas Ed25519. */
export async function clesDe(ecrites) {
  try {
    const paires = Object.entries(ecrites).map(async ([numero, cle]) => [
      numero,
      await crypto.subtle.importKey("raw", depuisBase64(cle), { name: "Ed25519" }, false, ["verify"]),
    ]);
    return Object.fromEntries(await Promise.all(paires));
  } catch {
    return null;
  }
}

function verifier(cle, signature, texte) {
  return crypto.subtle.verify({ name: "Ed25519" }, cle, signature, octetsDe(texte));
}

/* Rend la feuille lue, ou rien si sa signature est fausse ; sans Ed25519, la rend telle que le serveur l’a donnée. */
export async function lireLaFeuille(brute, cles) {
  if (cles) {
    const cle = cles[brute.cle];
    if (!cle || !(await verifier(cle, depuisBase64(brute.signature), DOMAINE_FEUILLE + brute.contenu))) return null;
  }
  return JSON.parse(brute.contenu);
}

/* Rend les faits d’une mention : {code, entree, du, au, heure, signe}, ou rien si elle est fausse. `signe` : vérifiée. */
export async function lireLaMention(texte, cles) {
  const fin = texte.lastIndexOf(":");
  const champs = texte.slice(0, fin);
  const morceaux = champs.split(":");
  if (morceaux.length !== CHAMPS - 1 || morceaux[0] !== "B1") return null;
  const [, cle, code, entree, , , du, au, heure] = morceaux;
  const faits = { code, entree, du, au, heure, signe: false };
  if (!cles) return faits;
  const signature = depuisBase32(texte.slice(fin + 1));
  if (!cles[cle] || !signature || !(await verifier(cles[cle], signature, DOMAINE_BILLET + champs))) return null;
  return { ...faits, signe: true };
}

/* Rend le code dicté, sans ce que l’on confond. */
export function lireLeCode(texte) {
  return texte.toUpperCase().replace(/[\s-]/gu, "").replace(/[IL]/g, "1").replace(/O/g, "0");
}

export async function empreinteDe(code) {
  const condense = new Uint8Array(await crypto.subtle.digest("SHA-256", octetsDe(code)));
  return [...condense].map((octet) => octet.toString(16).padStart(2, "0")).join("").slice(0, EMPREINTE);
}

/*
 * Décide de l’entrée, sans réseau. `feuille` est celle du jour ; `dejaEntres` : empreinte → heure, sur ce téléphone.
 * Rend {verdict, code, empreinte, libelle, heure, depuis}.
 */
export async function decider(texte, feuille, cles, dejaEntres) {
  const lu = texte.trim();
  const mention = lu.startsWith("B1:") ? await lireLaMention(lu, cles) : { code: lireLeCode(lu), signe: false };
  if (!mention) return { verdict: "signature_fausse" };
  const empreinte = await empreinteDe(mention.code);
  const connu = feuille.billets[empreinte];
  const constat = { code: mention.code, empreinte, libelle: connu?.libelle || "", heure: connu?.heure || mention.heure || "" };
  if (mention.entree && mention.entree !== feuille.entree) return { ...constat, verdict: "autre_entree" };
  if (mention.du && (feuille.jour < mention.du || feuille.jour > mention.au)) return { ...constat, verdict: "autre_jour" };
  if (connu?.annule) return { ...constat, verdict: "annule" };
  const depuis = dejaEntres[empreinte] || connu?.entre;
  if (depuis) return { ...constat, verdict: "deja_entre", depuis };
  if (connu) return { ...constat, verdict: "admis" };
  return { ...constat, verdict: mention.signe ? "hors_liste" : "hors_feuille" };
}
