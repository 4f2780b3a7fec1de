"""Le SQL qui tire au sort un lot de dossiers : qui, où, dans quel état, depuis quand."""

COURANTS = (
    "Martin", "Bernard", "Thomas", "Petit", "Robert", "Richard", "Durand", "Dubois", "Moreau", "Laurent", "Guérin",
    "Bénard", "Hervé", "Lefèvre", "Garnier", "Faure", "Rousseau", "Blanc", "Morin", "Chevalier", "Le Gall", "Le Goff",
    "Riou", "Briand", "Cherif", "Belkacem", "Nguyen", "Diallo", "Traoré", "Silva",
)  # fmt: skip
DEBUTS = (
    "Bel", "Bon", "Bour", "Cas", "Cha", "Clé", "Cor", "Del", "Dor", "Fer", "Gar", "Gro", "Guil", "Hé", "Jol", "Ker",
    "Lam", "Lor", "Mal", "Mont", "Per", "Ro", "Sau", "Val",
)  # fmt: skip
FINS = (
    "ard", "aud", "bert", "bon", "court", "deau", "don", "eau", "elle", "ère", "et", "fort", "gnier", "ier", "in",
    "let", "mont", "net", "ois", "on", "quet", "teau", "ville", "zac",
)  # fmt: skip
PRENOMS = (
    "Lina", "Yanis", "Emma", "Jeanne", "Nadia", "Hugo", "Chloé", "Léo", "Inès", "Noé", "Manon", "Zoé", "Enzo", "Jade",
    "Adam", "Louise", "Élodie", "Maël", "Lucie", "Gaël", "Anaïs", "Théo", "Rose", "Paul", "Alice", "Sami", "Clara",
    "Axel", "Eva", "Tom", "Nora", "Malo", "Lou", "Rayan", "Agathe", "Elsa", "Mathis", "Yasmine", "Julien", "Océane",
)  # fmt: skip
NOMS = {"courants": list(COURANTS), "debuts": list(DEBUTS), "fins": list(FINS), "prenoms": list(PRENOMS)}
"""Un tiers des personnes portent un nom courant ; les autres, un début et une fin."""

DEFINIR_NUMERO = """
CREATE OR REPLACE FUNCTION pg_temp.numero_de(n bigint) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  alphabet constant text := '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  -- Un mélange sans collision : le multiplicateur est impair, donc inversible modulo 2^35.
  reste bigint := (n * 2654435761) & 34359738367;
  signes text := '';
  valeur integer;
  somme integer := 0;
BEGIN
  FOR _rang IN 1..7 LOOP
    valeur := (reste & 31)::integer;
    reste := reste >> 5;
    signes := signes || substr(alphabet, valeur + 1, 1);
    somme := (somme # valeur) << 1;
    IF somme & 32 <> 0 THEN somme := somme # 37; END IF;
  END LOOP;
  RETURN signes || substr(alphabet, somme + 1, 1);
END $$
"""
"""Un numéro juste, signe de contrôle compris (`portail.socle.dictee`)."""

CREER_LE_LOT = """
CREATE UNLOGGED TABLE tirage AS
WITH services AS MATERIALIZED (SELECT %(services)s::text[] AS codes, %(demarches)s::text[] AS demarches),
noms AS MATERIALIZED (
  SELECT %(courants)s::text[] AS courants, %(debuts)s::text[] AS debuts, %(fins)s::text[] AS fins,
    %(prenoms)s::text[] AS prenoms
),
agents AS MATERIALIZED (
  SELECT service_code, array_agg(agent_id ORDER BY agent_id) AS tous
  FROM habilitation WHERE role IN ('agent_instructeur', 'responsable') GROUP BY service_code
),
communes AS MATERIALIZED (SELECT array(SELECT '44' || lpad(c::text, 3, '0') FROM generate_series(1, 215) c) AS codes),
tire AS MATERIALIZED (
  SELECT n, 1 + floor(100 * random())::int AS s, random() AS e, random() AS a, random() AS age, random() AS nom,
    random() AS courant, 1 + floor(cardinality(%(prenoms)s::text[]) * random())::int AS p,
    random() AS c, random() AS m, random() AS duree
  FROM generate_series(%(depuis)s::bigint, %(jusqu_a)s::bigint) n
),
range AS (
  SELECT t.*, codes[s] AS service_code, services.demarches[s] AS demarche,
    CASE WHEN e < 0.06 THEN 'depose' WHEN e < 0.15 THEN 'en_instruction' WHEN e < 0.18 THEN 'a_completer'
      WHEN e < 0.20 THEN 'en_signature' WHEN e < 0.24 THEN 'brouillon' WHEN e < 0.70 THEN 'decide'
      WHEN e < 0.89 THEN 'clos' WHEN e < 0.93 THEN 'desiste' WHEN e < 0.96 THEN 'sans_suite'
      ELSE 'irrecevable' END AS etat,
    now() - CASE WHEN e < 0.24 THEN power(age, 2) * 75 ELSE 20 + age * 1805 END * interval '1 day' AS arrivee
  FROM tire t, services
)
SELECT r.n, pg_temp.numero_de(r.n) AS numero, md5(%(jeton)s || 'd' || r.n)::uuid AS dossier_id,
  md5(%(jeton)s || 'u' || r.n)::uuid AS usager_id, r.service_code, r.demarche, r.etat,
  (%(modeles)s::uuid[])[array_position(%(etats)s::text[],
    CASE WHEN r.etat IN ('clos', 'irrecevable') THEN 'decide' WHEN r.etat IN ('desiste', 'sans_suite') THEN 'depose'
      ELSE r.etat END)] AS modele,
  CASE WHEN r.etat IN ('brouillon', 'depose') OR r.etat = 'en_instruction' AND r.a < 0.2 THEN NULL
    ELSE g.tous[1 + floor(cardinality(g.tous) * r.a)::int] END AS agent_id,
  identite.nom, identite.prenom AS prenoms,
  translate(lower(identite.nom || ' ' || identite.prenom), 'éèêëàâïîôöùûüç', 'eeeeaaiioouuuc') AS nom_recherche,
  communes.codes[1 + floor(215 * power(r.c, 3))::int] AS commune_insee,
  r.arrivee AS cree_le, CASE WHEN r.etat <> 'brouillon' THEN r.arrivee END AS depose_le,
  r.arrivee + (1 + r.duree * 40) * interval '8 hours' AS modifie_le,
  CASE r.etat WHEN 'depose' THEN r.arrivee::date + 14 WHEN 'en_instruction' THEN r.arrivee::date + 61
    WHEN 'en_signature' THEN r.arrivee::date + 61 END AS echeance,
  CASE WHEN r.etat IN ('decide', 'clos', 'desiste', 'sans_suite', 'irrecevable')
    THEN least((r.arrivee + (5 + r.duree * 60) * interval '1 day')::date, current_date) END AS date_fin,
  r.etat IN ('depose', 'en_instruction', 'a_completer') AND r.m < 0.15 AS a_lire,
  r.etat <> 'brouillon' AND (r.m < 0.5) AS a_ecrit, r.n %% %(suites)s = 0 AS a_des_suites
FROM range r LEFT JOIN agents g USING (service_code), noms, communes,
LATERAL (SELECT CASE WHEN r.courant < 0.35 THEN courants[1 + floor(cardinality(courants) * r.nom)::int]
    ELSE debuts[1 + floor(cardinality(debuts) * r.nom)::int]
      || fins[1 + (floor(r.nom * 100000)::bigint %% cardinality(fins))::int] END AS nom,
  noms.prenoms[r.p] AS prenom) identite
"""
