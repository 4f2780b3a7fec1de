/*
 * Le veilleur (service worker) du bureau des agents : pendant une coupure, l’écran d’un volet déjà ouvert se rouvre.
 * Il ne garde ni page ni réponse : la page gardée est vide, et n’ouvre que le coffre chiffré de l’appareil.
 */
"use strict";
const COQUILLE = "/agents/hors-ligne";
const VOLET = /^\/agents\/dossiers\/[^/]+\/volets\/[^/]+\/?$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (evenement) => evenement.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (evenement) => {
  const { request: demande } = evenement;
  const adresse = new URL(demande.url);
  if (demande.method !== "GET" || adresse.origin !== self.location.origin) return;
  const secours = demande.mode === "navigate" ? VOLET.test(adresse.pathname) && COQUILLE : adresse.pathname.startsWith("/static/") && demande;
  if (!secours) return;
  evenement.respondWith(fetch(demande).catch(async () => (await caches.match(secours)) || Response.error()));
});
