/*
 * Le veilleur (service worker) du bureau des agents : pendant une coupure, l’écran d’un volet déjà ouvert se rouvre,
 * et la page d’un téléphone à l’entrée aussi.
 * Il ne garde ni page ni réponse : les pages gardées sont vides, et n’ouvrent que ce que l’appareil garde.
 */
"use strict";
const COQUILLE = "/agents/hors-ligne";
const VOLET = /^\/agents\/dossiers\/[^/]+\/volets\/[^/]+\/?$/;
const ENTREE = /^\/agents\/entrees\/[^/]+\/[^/]+\/telephone$/;

function secoursDe(demande, chemin) {
  if (demande.mode !== "navigate") return chemin.startsWith("/static/") && demande;
  if (ENTREE.test(chemin)) return chemin;
  return VOLET.test(chemin) && COQUILLE;
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (evenement) => evenement.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (evenement) => {
  const { request: demande } = evenement;
  const adresse = new URL(demande.url);
  if (demande.method !== "GET" || adresse.origin !== self.location.origin) return;
  const secours = secoursDe(demande, adresse.pathname);
  if (!secours) return;
  evenement.respondWith(fetch(demande).catch(async () => (await caches.match(secours)) || Response.error()));
});
