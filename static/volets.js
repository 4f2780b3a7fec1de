/*
 * L’écran d’un volet tient pendant une coupure de réseau : chaque page remplie est gardée sur l’appareil, chiffrée,
 * puis envoyée dès que le réseau revient. Un conflit avec une autre personne se dit et se tranche à l’écran.
 * Sans script, chaque page s’enregistre par son bouton : rien d’ici n’est nécessaire en ligne.
 */
import { cleDe, oublier, purger, ranger, reprendre } from "./coffre.js";
import { Fichiers } from "./volets_fichiers.js";
import { dire, ecrire, etat, figer, lire, memes, texte } from "./volets_saisie.js";

const FRAPPE_MS = 400;
const ENVOI_MS = 1200;
const REPRISE_MS = 10_000;
const AUTRE_ONGLET_MS = 2_000;
const HORS_LIGNE = "hors-ligne";

class Ecran {
  constructor(racine, coffre, cle) {
    this.racine = racine;
    this.coffre = coffre;
    this.cle = cle;
    this.adresse = location.pathname;
    this.brouillons = {};
    this.file = Promise.resolve();
    this.minuteries = {};
    this.fichiers = new Fichiers(racine, coffre, cle, this.adresse, (envoi) => this.poster(envoi));
  }

  formulaires() {
    return [...this.racine.querySelectorAll("[data-page]")].map((section) => [section.dataset.page, section, section.querySelector("form")]);
  }

  trouver(page) {
    return this.formulaires().find(([nom]) => nom === page) || [];
  }

  /* `dejaEnvoye` : dit, d’une page du serveur, si ce que l’on gardait y est ; d’une copie locale, jamais. */
  async demarrer(gardes, dejaEnvoye) {
    for (const [page, section, form] of this.formulaires()) {
      const garde = gardes[page];
      if (garde && !dejaEnvoye(garde, form)) {
        this.brouillons[page] = { revision: garde.revision, champs: garde.champs };
        ecrire(form, garde.champs);
        etat(section, "garde");
      }
      form.addEventListener("input", () => this.noter(page));
      form.addEventListener("submit", (evenement) => {
        evenement.preventDefault();
        this.noter(page, 0);
      });
    }
    this.racine.querySelector("#valider").addEventListener("submit", (evenement) => {
      if (navigator.onLine && !Object.keys(this.brouillons).length && !this.fichiers.nombre) return;
      evenement.preventDefault();
      dire("avant_de_valider");
    });
    addEventListener("online", () => this.toutEnvoyer());
    addEventListener("offline", () => dire("coupure"));
    setInterval(() => this.toutEnvoyer(), REPRISE_MS);
    await this.garder();
    await this.fichiers.demarrer();
    await this.toutEnvoyer();
  }

  /* Garde d’abord, envoie ensuite : entre les deux, le réseau peut tomber. */
  noter(page, delai = ENVOI_MS) {
    const [, , form] = this.trouver(page);
    const revision = this.brouillons[page]?.revision ?? form.elements.revision.value;
    this.brouillons[page] = { revision, champs: lire(form) };
    this.plusTard("garder", delai && FRAPPE_MS, () => this.garder());
    this.plusTard(page, delai, () => this.envoyer(page));
  }

  plusTard(nom, delai, geste) {
    clearTimeout(this.minuteries[nom]);
    this.minuteries[nom] = setTimeout(geste, delai);
  }

  garder() {
    const attente = Object.keys(this.brouillons).length > 0;
    const copie = { html: figer(this.racine), titre: document.title, brouillons: this.brouillons };
    return ranger(this.coffre, this.cle, copie, { adresse: this.adresse, attente });
  }

  toutEnvoyer() {
    for (const page of Object.keys(this.brouillons)) this.envoyer(page);
    this.file = this.file.then(() => this.fichiers.envoyer()).then(() => this.conclure()).catch(() => undefined);
    return this.file;
  }

  /* Un envoi à la fois, dans l’ordre. */
  envoyer(page) {
    this.file = this.file.then(() => this.envoyerUne(page)).catch(() => undefined);
    return this.file;
  }

  async envoyerUne(page) {
    const brouillon = this.brouillons[page];
    const [, section, form] = this.trouver(page);
    if (!brouillon || brouillon.arrete) return;
    if (!brouillon.essaye) etat(section, "envoi");
    brouillon.essaye = true;
    const reponse = await this.poster(() => {
      const envoi = new FormData();
      envoi.set("csrf_token", form.elements.csrf_token.value);
      envoi.set("revision", brouillon.revision);
      for (const [nom, valeur] of brouillon.champs) envoi.append(nom, valeur);
      return [form.action, envoi];
    });
    if (reponse.suite === "enregistre") this.acquitter(page, brouillon, reponse.lu);
    else if (reponse.suite === "conflit") this.proposer(page, reponse.lu);
    else {
      brouillon.arrete = reponse.suite === "refus";
      etat(section, reponse.suite, reponse.lu?.message);
    }
    await this.garder();
  }

  /* Rend ce que devient un envoi : enregistre, conflit, refus, session, garde. `composer` rend l’adresse et l’envoi. */
  async poster(composer, rafraichi = false) {
    let reponse;
    try {
      const [adresse, envoi] = composer();
      reponse = await fetch(adresse, { method: "POST", body: envoi, headers: { Accept: "application/json" } });
    } catch {
      dire("coupure");
      return { suite: "garde" };
    }
    const enJson = (reponse.headers.get("Content-Type") || "").startsWith("application/json");
    if (enJson) return { suite: { 200: "enregistre", 409: "conflit" }[reponse.status] || "refus", lu: await reponse.json() };
    if (reponse.status >= 500) return { suite: "garde" };
    if (!rafraichi && (await this.rafraichir())) return this.poster(composer, true);
    return { suite: "session" };
  }

  /* Reprend un jeton de formulaire ; faux si la session est finie. */
  async rafraichir() {
    const page = await fetch(this.adresse).catch(() => null);
    if (!page?.ok || new URL(page.url).pathname !== this.adresse) return false;
    const neuve = new DOMParser().parseFromString(await page.text(), "text/html");
    const jeton = neuve.querySelector("input[name=csrf_token]")?.value;
    if (jeton) for (const champ of this.racine.querySelectorAll("input[name=csrf_token]")) champ.value = jeton;
    return Boolean(jeton);
  }

  acquitter(page, envoye, lu) {
    const [, section, form] = this.trouver(page);
    form.elements.revision.value = lu.revision;
    if (memes(lire(form), envoye.champs)) delete this.brouillons[page];
    else this.brouillons[page] = { revision: String(lu.revision), champs: lire(form) };
    this.racine.querySelector("#valider [name=revision]").value = lu.total;
    for (const cellule of this.racine.querySelectorAll("[data-resultat]")) {
      cellule.textContent = lu.resultats[cellule.dataset.resultat] || texte("manque");
    }
    for (const repere of this.racine.querySelectorAll("[data-fini]")) {
      repere.textContent = texte(lu.a_finir.includes(repere.dataset.fini) ? "a_finir" : "remplie");
    }
    etat(section, "enregistre", `${texte("enregistre")} ${lu.heure}`);
    this.conclure();
  }

  /* Une fois tout envoyé, le dit à qui savait que le réseau manquait. */
  conclure() {
    const reste = Object.keys(this.brouillons).length + this.fichiers.nombre;
    if (!reste && document.querySelector("#reseau").textContent) dire("en_ligne");
  }

  /* Quelqu’un d’autre a écrit cette page : on montre la sienne, la personne choisit. */
  proposer(page, lu) {
    const [, section] = this.trouver(page);
    this.brouillons[page].arrete = true;
    const zone = etat(section, "conflit", `${texte("conflit")} ${lu.qui}.`);
    const liste = zone.appendChild(document.createElement("dl"));
    liste.className = "reponses";
    for (const [question, reponse] of lu.lignes) {
      const ligne = liste.appendChild(document.createElement("div"));
      ligne.appendChild(document.createElement("dt")).textContent = question;
      ligne.appendChild(document.createElement("dd")).textContent = reponse;
    }
    this.bouton(zone, "ma_saisie", () => {
      this.brouillons[page] = { revision: String(lu.revision), champs: this.brouillons[page].champs };
      this.envoyer(page);
    });
    this.bouton(zone, "la_sienne", async () => {
      delete this.brouillons[page];
      await this.garder();
      location.reload();
    });
  }

  bouton(zone, nom, geste) {
    const bouton = zone.appendChild(document.createElement("button"));
    Object.assign(bouton, { type: "button", className: "bouton second", textContent: texte(nom) });
    bouton.addEventListener("click", geste);
  }
}

/* Prépare la page de secours : vide, avec ses styles et ses scripts. */
async function preparerLaCoupure(racine) {
  if (!("serviceWorker" in navigator)) return;
  const lies = document.querySelectorAll("link[rel=stylesheet], link[rel=modulepreload], script[src]");
  const voulus = [racine.dataset.coquille, ...[...lies].map((un) => un.href || un.src)].map((un) => new URL(un, location).href);
  const cache = await caches.open(HORS_LIGNE);
  await cache.addAll(voulus);
  for (const ancien of await cache.keys()) if (!voulus.includes(ancien.url)) await cache.delete(ancien);
  await navigator.serviceWorker.register(racine.dataset.veilleur);
}

/* Vrai si ce volet n’est ouvert dans aucun autre onglet : deux écriraient dans le même coffre. */
function seul(coffre) {
  return new Promise((ok) => {
    const tenir = () => { ok(true); return new Promise(() => undefined); };
    navigator.locks.request(coffre, { signal: AbortSignal.timeout(AUTRE_ONGLET_MS) }, tenir).catch(() => ok(false));
  });
}

/* La clé et le nom du coffre, donnés par le serveur, gardés le temps de l’onglet. */
function clefs(racine) {
  const nom = `coffre:${location.pathname}`;
  if (racine.dataset.cle) sessionStorage.setItem(nom, `${racine.dataset.coffre} ${racine.dataset.cle}`);
  racine.removeAttribute("data-cle");
  return (sessionStorage.getItem(nom) || "").split(" ");
}

async function enLigne(racine) {
  const [coffre, chiffres] = clefs(racine);
  await purger();
  if (!racine.querySelector("#valider")) {
    if (coffre) await oublier(coffre);
    return;
  }
  if (!(await seul(coffre))) {
    dire("autre_onglet");
    return;
  }
  const cle = await cleDe(chiffres);
  const garde = await reprendre(coffre, cle);
  await new Ecran(racine, coffre, cle).demarrer(garde?.objet.brouillons || {}, (une, form) => memes(une.champs, lire(form)));
  await preparerLaCoupure(racine).catch(() => undefined);
}

async function horsLigne(racine) {
  const [coffre, chiffres] = clefs(racine);
  const cle = chiffres && (await cleDe(chiffres));
  const garde = cle && (await reprendre(coffre, cle));
  addEventListener("online", () => garde || location.reload());
  if (!garde) return dire("sans_cle");
  if (!(await seul(coffre))) return dire("autre_onglet");
  const copie = new DOMParser().parseFromString(garde.objet.html, "text/html").querySelector("#volet");
  racine.replaceWith(copie);
  document.title = garde.objet.titre;
  await new Ecran(copie, coffre, cle).demarrer(garde.objet.brouillons, () => false);
  return dire("coupure");
}

const racine = document.querySelector("#volet");
if (racine && window.crypto?.subtle && window.indexedDB) {
  await (racine.hasAttribute("data-hors-ligne") ? horsLigne(racine) : enLigne(racine));
}
