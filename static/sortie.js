/* Avant de se déconnecter, ce qui efface tout de l’appareil : dire ce qui n’est pas encore envoyé. */
import { enAttente } from "./coffre.js";

const alerte = document.querySelector("#a-envoyer");
const adresses = alerte && window.indexedDB ? await enAttente().catch(() => []) : [];
if (adresses.length) {
  const modele = alerte.querySelector("li");
  modele.remove();
  for (const adresse of adresses) {
    const ligne = alerte.querySelector("ul").appendChild(modele.cloneNode(true));
    ligne.querySelector("a").href = adresse;
    ligne.querySelector("a").append(` ${adresse.split("/")[3]}`);
  }
  alerte.hidden = false;
}
