/*
 * Recalcul en direct d’une proposition : en plus, jamais nécessaire. Le serveur calcule ; le bouton « Recalculer » fait
 * de même sans script. On ne remplace que le résultat : le focus et la saisie ne bougent pas.
 */
(() => {
  "use strict";
  const ATTENTE_MS = 500;
  const formulaire = document.querySelector("main form[method=post]");
  const resultat = document.querySelector("#resultat");
  if (!formulaire || !resultat || !window.fetch) return;
  let minuterie = 0;
  let demande = null;

  async function recalculer() {
    if (demande) demande.abort();
    demande = new AbortController();
    const envoi = new FormData(formulaire);
    envoi.set("recalculer", "1");
    try {
      const reponse = await fetch(formulaire.action, { method: "POST", body: envoi, signal: demande.signal, redirect: "error" });
      const page = new DOMParser().parseFromString(await reponse.text(), "text/html");
      const nouveau = page.querySelector("#resultat");
      if (nouveau && nouveau.innerHTML !== resultat.innerHTML) resultat.replaceChildren(...nouveau.childNodes);
    } catch {
      /* Hors ligne, ou une demande plus récente : le bouton reste. */
    }
  }

  formulaire.addEventListener("input", () => {
    clearTimeout(minuterie);
    minuterie = setTimeout(recalculer, ATTENTE_MS);
  });
})();
