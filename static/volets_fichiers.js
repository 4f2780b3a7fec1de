/* Les fichiers d’un volet : chacun est gardé chiffré sur l’appareil dès qu’il est choisi, puis envoyé, puis effacé. */
import { noms, oublier, ranger, reprendre } from "./coffre.js";
import { texte } from "./volets_saisie.js";

export class Fichiers {
  constructor(racine, coffre, cle, adresse, poster) {
    Object.assign(this, { racine, coffre, cle, adresse, poster });
    this.attente = new Map();
  }

  get nombre() {
    return this.attente.size;
  }

  formulaire(piece) {
    return this.racine.querySelector(`form[data-fichiers="${piece}"]`);
  }

  async demarrer() {
    for (const form of this.racine.querySelectorAll("form[data-fichiers]")) {
      form.querySelector("[data-attente]").replaceChildren();
      form.querySelector("input[type=file]").addEventListener("change", (evenement) => this.choisir(form, evenement.target));
      form.addEventListener("submit", (evenement) => {
        evenement.preventDefault();
        this.envoyer();
      });
    }
    for (const nom of await noms()) {
      if (!nom.startsWith(`${this.coffre}#`)) continue;
      const garde = await reprendre(nom, this.cle);
      if (garde) this.montrer(nom, garde.objet);
    }
  }

  async choisir(form, zone) {
    for (const fichier of zone.files) {
      const nom = `${this.coffre}#${crypto.randomUUID()}`;
      const objet = { nom: fichier.name, type: fichier.type, piece: form.dataset.fichiers };
      await ranger(nom, this.cle, objet, { adresse: this.adresse, attente: true, octets: await fichier.arrayBuffer() });
      this.montrer(nom, objet);
    }
    zone.value = "";
    await this.envoyer();
  }

  montrer(nom, objet) {
    const ligne = this.formulaire(objet.piece).querySelector("[data-attente]").appendChild(document.createElement("li"));
    ligne.textContent = `${objet.nom} : ${texte("a_envoyer")}`;
    this.attente.set(nom, ligne);
  }

  async envoyer() {
    for (const [nom, ligne] of [...this.attente]) {
      const garde = await reprendre(nom, this.cle);
      if (!garde || !this.attente.has(nom)) continue;
      const { objet, octets } = garde;
      const form = this.formulaire(objet.piece);
      const { suite, lu } = await this.poster(() => {
        const envoi = new FormData();
        envoi.set("csrf_token", form.elements.csrf_token.value);
        envoi.append(objet.piece, new File([octets], objet.nom, { type: objet.type }));
        return [form.action, envoi];
      });
      if (suite !== "enregistre" && suite !== "refus") return;
      this.attente.delete(nom);
      await oublier(nom);
      ligne.textContent = `${objet.nom} : ${suite === "refus" ? lu.message : texte("recu")}`;
    }
  }
}
