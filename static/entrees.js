/*
 * Un téléphone à l’entrée : il charge une fois la feuille du jour, puis contrôle sans réseau, garde chaque entrée et
 * l’envoie dès qu’il le peut. Ce que deux téléphones ont fait entrer deux fois se dit ici. Aucun nom n’est gardé.
 * Sans script, la page en ligne contrôle code par code.
 */
import { clesDe, decider, lireLaFeuille } from "./billets.js";

const REPRISE_MS = 15_000;
const LECTURE_MS = 250;
const LECTURES_VIDES = 8;
const LOT = 200;
const CACHE = "entrees";
const racine = document.querySelector("#entree");
const GARDE = `entree:${location.pathname}`;
const $ = (nom) => document.querySelector(`#${nom}`);
const texte = (nom) => document.querySelector(`#textes [data-texte="${nom}"]`)?.textContent || nom;

/* Relu avant chaque geste : un second onglet écrit au même endroit. */
function garde() {
  const vide = { appareil: crypto.randomUUID(), brute: null, entres: {}, passages: [], conflits: [] };
  try {
    return { ...vide, ...JSON.parse(localStorage.getItem(GARDE) || "{}") };
  } catch {
    return vide;
  }
}

function garder(tout) {
  localStorage.setItem(GARDE, JSON.stringify(tout));
  montrer(tout);
}

function dire(nom) {
  if ($("etat-entree").textContent !== texte(nom)) $("etat-entree").textContent = texte(nom);
}

function montrer(tout) {
  $("a-envoyer-entree").textContent = tout.passages.length ? `${texte("a_envoyer")} ${tout.passages.length}` : "";
  if (tout.compte) $("compte").textContent = `${texte("entres")} ${tout.compte}`;
  const liste = $("conflits").querySelector("ul");
  liste.replaceChildren(...tout.conflits.map((ligne) => Object.assign(document.createElement("li"), { textContent: ligne })));
  $("conflits").hidden = !tout.conflits.length;
}

/* « 14 h 30 » pour « 14:30 », comme le serveur. */
const heureDite = (heure) => heure.replace(/^(\d\d):(\d\d)$/, "$1\u00a0h\u00a0$2");

function aujourdHui() {
  const [jour, mois, annee] = new Date().toLocaleDateString("fr-FR", { timeZone: "Europe/Paris" }).split("/");
  return annee + mois + jour;
}

class Porte {
  async charger() {
    let reponse;
    try {
      reponse = await fetch(racine.dataset.feuille, { headers: { Accept: "application/json" } });
    } catch {
      return dire("coupure");
    }
    const enJson = (reponse.headers.get("Content-Type") || "").startsWith("application/json");
    if (!reponse.ok || !enJson) return dire(reponse.status >= 500 ? "coupure" : "session");
    garder({ ...garde(), brute: await reponse.json() });
    return this.ouvrir("en_ligne");
  }

  /* Lit la feuille gardée et vérifie sa signature. */
  async ouvrir(bilan) {
    const { brute } = garde();
    this.feuille = null;
    if (!brute) return dire("sans_feuille");
    this.cles = await clesDe(brute.cles);
    this.feuille = await lireLaFeuille(brute, this.cles);
    if (!this.feuille) return dire("feuille_fausse");
    return dire(this.cles ? bilan : "sans_signature");
  }

  async controler(lu) {
    if (!lu.trim()) return;
    if (!this.feuille) return this.annoncer({ verdict: "sans_feuille" });
    const jour = aujourdHui();
    if (this.feuille.jour !== jour) return this.annoncer({ verdict: this.feuille.jour < jour ? "ancienne" : "pas_encore" });
    const constat = await decider(lu, this.feuille, this.cles, garde().entres);
    const entre = constat.verdict === "admis" || constat.verdict === "hors_liste";
    this.dernier = entre ? this.noter(constat) : null;
    this.annoncer(constat);
  }

  /* Garde d’abord, envoie ensuite : entre les deux, le réseau peut tomber. Rend l’identifiant du passage. */
  noter(constat) {
    const le = new Date();
    const id = crypto.randomUUID();
    const tout = garde();
    tout.entres[constat.empreinte] = le.toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" });
    tout.passages.push({ id, code: constat.code, le: le.toISOString(), libelle: constat.libelle });
    garder(tout);
    this.envoyer();
    return id;
  }

  annoncer(constat) {
    const depuis = constat.depuis ? `${texte("deja_ici")} ${heureDite(constat.depuis)}` : "";
    this.montrerLeVerdict(constat.verdict, [constat.libelle, constat.heure, depuis].filter(Boolean).map(heureDite).join(", "));
    $("code").value = "";
    $("code").focus();
  }

  montrerLeVerdict(verdict, detail) {
    const forme = document.querySelector(`#textes [data-texte="${verdict}"]`)?.dataset.forme || "attendu";
    const mot = Object.assign(document.createElement("span"), { className: `etat ${forme}`, textContent: texte(verdict) });
    $("verdict").replaceChildren(mot);
    $("verdict").parentElement.className = `verdict ${forme}`;
    $("detail").textContent = detail;
  }

  envoyer() {
    this.file = (this.file || Promise.resolve()).then(() => this.envoyerTout()).catch(() => dire("coupure"));
    return this.file;
  }

  async envoyerTout(rafraichi = false) {
    const { passages, appareil } = garde();
    if (!passages.length) return;
    const lot = passages.slice(0, LOT);
    const reponse = await fetch(racine.dataset.envoi, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": racine.dataset.jeton },
      body: JSON.stringify({ appareil, passages: lot }),
    });
    const enJson = (reponse.headers.get("Content-Type") || "").startsWith("application/json");
    if (reponse.ok && enJson) {
      this.acquitter(lot, await reponse.json());
      return;
    }
    if (reponse.status >= 500) throw new Error("le serveur ne répond pas");
    if (!rafraichi && (await this.rafraichir())) await this.envoyerTout(true);
    else dire("session");
  }

  acquitter(lot, recu) {
    const tout = garde();
    const faits = new Set(recu.passages.map((un) => un.id));
    tout.passages = tout.passages.filter((un) => !faits.has(un.id));
    tout.compte = `${recu.entres} / ${recu.attendus}`;
    for (const un of recu.passages) {
      if (un.verdict === "admis") continue;
      // Celui que l’on vient de laisser entrer : l’écran disait « Entrée », il se reprend.
      if (un.id === this.dernier) this.montrerLeVerdict(un.verdict, [un.libelle, un.depuis].filter(Boolean).join(", "));
      const dit = { deja_entre: `${texte("conflit")} ${un.depuis}`, annule: texte("annule_depuis") }[un.verdict] || texte("pas_admis");
      tout.conflits.push(`${un.libelle || lot.find((envoye) => envoye.id === un.id)?.libelle || ""}\u00a0: ${dit}`);
    }
    garder(tout);
  }

  /* Reprend un jeton de formulaire ; faux si la session est finie. */
  async rafraichir() {
    const page = await fetch(location.pathname, { cache: "no-store" }).catch(() => null);
    if (!page?.ok || new URL(page.url).pathname !== location.pathname) return false;
    const neuve = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("#entree");
    if (neuve) racine.dataset.jeton = neuve.dataset.jeton;
    return Boolean(neuve);
  }

  async filmer() {
    if (this.film) return this.cesserDeFilmer();
    const vue = $("vue");
    try {
      vue.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      return dire("camera_refusee");
    }
    vue.hidden = false;
    $("camera").textContent = texte("camera_arreter");
    dire(navigator.onLine ? "en_ligne" : "coupure");
    await vue.play();
    const detecteur = new BarcodeDetector({ formats: ["qr_code"] });
    let dernier = "";
    let vides = 0;
    this.film = setInterval(async () => {
      const [trouve] = await detecteur.detect(vue).catch(() => []);
      vides = trouve ? 0 : vides + 1;
      // Le billet parti, le même code présenté de nouveau se juge de nouveau : ce peut être une copie.
      if (vides === LECTURES_VIDES) dernier = "";
      if (!trouve || trouve.rawValue === dernier) return;
      dernier = trouve.rawValue;
      await this.controler(dernier);
    }, LECTURE_MS);
    return this.film;
  }

  cesserDeFilmer() {
    clearInterval(this.film);
    this.film = null;
    for (const piste of $("vue").srcObject.getTracks()) piste.stop();
    $("vue").hidden = true;
    $("camera").textContent = texte("camera_lire");
  }
}

/* Vrai si ce navigateur lit un code QR : certains nomment le lecteur sans l’avoir. */
async function saitLire() {
  if (!("BarcodeDetector" in window && navigator.mediaDevices)) return false;
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  return formats.includes("qr_code");
}

/* La page et ses scripts, gardés pour se rouvrir sans réseau. */
async function preparerLaCoupure() {
  if (!("serviceWorker" in navigator)) return;
  const lies = document.querySelectorAll("link[rel=stylesheet], link[rel=modulepreload], script[src]");
  const cache = await caches.open(CACHE);
  await cache.addAll([location.pathname, ...[...lies].map((un) => un.href || un.src)]);
  await navigator.serviceWorker.register(racine.dataset.veilleur);
}

if (racine && window.crypto?.subtle) {
  const porte = new Porte();
  racine.hidden = false;
  $("saisir").addEventListener("submit", (evenement) => {
    evenement.preventDefault();
    porte.controler($("code").value);
  });
  $("synchroniser").addEventListener("click", () => porte.envoyer().then(() => porte.charger()));
  $("camera").addEventListener("click", () => porte.filmer());
  $("camera").hidden = !(await saitLire());
  addEventListener("online", () => porte.envoyer().then(() => porte.charger()));
  addEventListener("offline", () => dire("coupure"));
  setInterval(() => porte.envoyer(), REPRISE_MS);
  garder(garde());
  await porte.ouvrir("coupure");
  await porte.charger();
  await porte.envoyer();
  await preparerLaCoupure().catch(() => undefined);
}
