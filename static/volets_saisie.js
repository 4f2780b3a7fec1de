/* Lire, remettre et copier ce qui est écrit dans les formulaires d’un volet ; dire où en est chaque page. */
const TECHNIQUES = new Set(["csrf_token", "revision"]);

/* Rend ce qui est écrit : des paires (nom, valeur), sans le vide ni les champs techniques. */
export function lire(form) {
  return [...new FormData(form)].filter(([nom, valeur]) => !TECHNIQUES.has(nom) && typeof valeur === "string" && valeur !== "");
}

export function memes(unes, autres) {
  return JSON.stringify(unes) === JSON.stringify(autres);
}

export function ecrire(form, champs) {
  for (const zone of form.elements) {
    if (!zone.name || TECHNIQUES.has(zone.name)) continue;
    const siennes = champs.filter(([nom]) => nom === zone.name).map(([, valeur]) => valeur);
    if (zone.type === "checkbox" || zone.type === "radio") zone.checked = siennes.includes(zone.value);
    else zone.value = siennes[0] ?? "";
  }
}

/* Rend le HTML de l’écran tel qu’il est rempli : un formulaire copié perdrait ce qui vient d’y être écrit. */
export function figer(racine) {
  const copie = racine.cloneNode(true);
  const vifs = racine.querySelectorAll("input, textarea");
  copie.querySelectorAll("input, textarea").forEach((zone, rang) => {
    const vif = vifs[rang];
    if (zone.type === "checkbox" || zone.type === "radio") zone.toggleAttribute("checked", vif.checked);
    else if (zone.tagName === "TEXTAREA") zone.textContent = vif.value;
    else if (zone.type !== "file") zone.setAttribute("value", vif.value);
  });
  return copie.outerHTML;
}

/* Rend un texte de l’écran, dans la langue de la page. */
export function texte(nom) {
  return document.querySelector(`#textes [data-texte="${nom}"]`)?.textContent || "";
}

/* Dit où en est le réseau, une fois : un lecteur d’écran ne le répète pas. */
export function dire(nom) {
  const zone = document.querySelector("#reseau");
  if (zone && zone.textContent !== texte(nom)) zone.textContent = texte(nom);
}

/* Dit où en est une page et rend la zone, vidée, où ajouter le reste. */
export function etat(section, nom, message = "") {
  const zone = section.querySelector("[data-etat]");
  if (nom !== "conflit" && zone.textContent === (message || texte(nom))) return zone;
  const phrase = document.createElement("p");
  phrase.textContent = message || texte(nom);
  zone.dataset.etat = nom;
  zone.replaceChildren(phrase);
  return zone;
}
