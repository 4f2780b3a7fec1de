/*
 * Le coffre : ce qu’un écran garde sur l’appareil pendant une coupure de réseau, chiffré (AES-GCM, 256 bits).
 * La clé vient du serveur, pour un agent et un document ; elle n’est gardée que le temps de l’onglet. Onglet fermé ou
 * déconnexion faite, il ne reste rien de lisible ; la déconnexion efface tout (Clear-Site-Data).
 */
const BASE = "volets";
const MAGASIN = "saisies";
const IV_OCTETS = 12;
const JOURS_GARDES = 30;

function ouvrir() {
  return new Promise((ok, echec) => {
    const demande = indexedDB.open(BASE, 1);
    demande.onupgradeneeded = () => demande.result.createObjectStore(MAGASIN);
    demande.onsuccess = () => ok(demande.result);
    demande.onerror = () => echec(demande.error);
  });
}

async function operer(mode, geste) {
  const base = await ouvrir();
  return new Promise((ok, echec) => {
    const transaction = base.transaction(MAGASIN, mode);
    const demande = geste(transaction.objectStore(MAGASIN));
    transaction.oncomplete = () => { base.close(); ok(demande.result); };
    transaction.onerror = transaction.onabort = () => { base.close(); echec(transaction.error); };
  });
}

/* Rend une clé non extractible depuis ses chiffres hexadécimaux. */
export function cleDe(chiffres) {
  const octets = Uint8Array.from(chiffres.match(/../g), (paire) => parseInt(paire, 16));
  return crypto.subtle.importKey("raw", octets, "AES-GCM", false, ["encrypt", "decrypt"]);
}

async function sceller(cle, octets) {
  const iv = crypto.getRandomValues(new Uint8Array(IV_OCTETS));
  return { iv, contenu: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, cle, octets) };
}

function desceller(cle, scelle) {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv: scelle.iv }, cle, scelle.contenu);
}

/* Range un objet (mis en JSON) et, s’il y en a, les octets d’un fichier ; `attente` : il reste à l’envoyer. */
export async function ranger(nom, cle, objet, { adresse, attente, octets = null }) {
  const texte = await sceller(cle, new TextEncoder().encode(JSON.stringify(objet)));
  const fichier = octets && await sceller(cle, octets);
  await operer("readwrite", (magasin) => magasin.put({ texte, fichier, adresse, attente, le: Date.now() }, nom));
}

/* Rend ce qui est rangé, ou rien : ni gardé, ni lisible avec cette clé. */
export async function reprendre(nom, cle) {
  const garde = await operer("readonly", (magasin) => magasin.get(nom));
  if (!garde) return null;
  try {
    const objet = JSON.parse(new TextDecoder().decode(await desceller(cle, garde.texte)));
    return { objet, octets: garde.fichier && await desceller(cle, garde.fichier) };
  } catch {
    return null;
  }
}

export function noms() {
  return operer("readonly", (magasin) => magasin.getAllKeys());
}

export function oublier(nom) {
  return operer("readwrite", (magasin) => magasin.delete(nom));
}

/* Rend les adresses où il reste quelque chose à envoyer, sans rien déchiffrer. */
async function enAttente() {
  const tout = await operer("readonly", (magasin) => magasin.getAll());
  return [...new Set(tout.filter((garde) => garde.attente).map((garde) => garde.adresse))];
}

/* Efface ce que personne n’est venu reprendre. */
export async function purger() {
  const limite = Date.now() - JOURS_GARDES * 86_400_000;
  for (const nom of await noms()) {
    const garde = await operer("readonly", (magasin) => magasin.get(nom));
    if (garde && garde.le < limite) await oublier(nom);
  }
}

/* Rend les pages d’entrée dont un passage, gardé par entrees.js, n’est pas encore parti. */
function entreesEnAttente() {
  const siennes = Object.entries(localStorage).filter(([nom]) => nom.startsWith("entree:"));
  return siennes.filter(([, garde]) => JSON.parse(garde).passages?.length).map(([nom]) => nom.slice("entree:".length));
}

/* Avant de se déconnecter, ce qui efface tout de l’appareil : dire ce qui n’est pas encore envoyé. */
async function annoncer(alerte) {
  const liste = alerte.querySelector("ul");
  const [dossier, entree] = liste.children;
  liste.replaceChildren();
  const lier = (modele, adresse, nom) => {
    const lien = liste.appendChild(modele.cloneNode(true)).querySelector("a");
    lien.href = adresse;
    lien.append(nom);
  };
  for (const adresse of await enAttente().catch(() => [])) lier(dossier, adresse, ` ${adresse.split("/")[3]}`);
  for (const adresse of entreesEnAttente()) lier(entree, adresse, "");
  alerte.hidden = !liste.children.length;
}

const alerte = document.querySelector("#a-envoyer");
if (alerte && window.indexedDB) annoncer(alerte);
