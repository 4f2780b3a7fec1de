/*
 * Raccourcis du bureau des agents : en plus, jamais nécessaires ; chacun les éteint dans « Raccourcis ».
 * Une touche déplace le focus, elle n’agit pas. Rien dans un champ, ni avec Ctrl, Alt ou Cmd.
 */
(() => {
  "use strict";
  const CIBLES = { l: "[data-touche=l]", m: "#texte", o: "#note" };
  const saisit = (element) => element.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

  function ligneVoisine(pas) {
    const lignes = [...document.querySelectorAll("[data-ligne]")];
    const courante = lignes.findIndex((lien) => lien.closest("tr").contains(document.activeElement));
    if (courante < 0) return lignes[pas > 0 ? 0 : lignes.length - 1];
    return lignes[Math.min(Math.max(courante + pas, 0), lignes.length - 1)];
  }

  const visible = (choix) => [...document.querySelectorAll(choix)].find((element) => element.offsetParent);

  function cible(touche) {
    if (touche === "j") return ligneVoisine(1);
    if (touche === "k") return ligneVoisine(-1);
    if (touche === "/" || touche === "n") return visible(`[data-touche="${touche}"]`);
    return CIBLES[touche] && visible(CIBLES[touche]);
  }

  document.addEventListener("keydown", (frappe) => {
    if (frappe.ctrlKey || frappe.altKey || frappe.metaKey || frappe.isComposing || saisit(frappe.target)) return;
    const element = cible(frappe.key);
    if (!element) return;
    frappe.preventDefault();
    element.focus();
    element.scrollIntoView({ block: "nearest" });
  });
})();
