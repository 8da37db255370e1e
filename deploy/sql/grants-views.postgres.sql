-- Views for the adapter "views" on PostgreSQL, and a role that can read them and
-- nothing else.
--
-- Run in the product's database, as a superuser, after putting your product's
-- tables and columns in place of those of "product" below, and a password of
-- your own. Statements may be run again.
--
-- Three parts keep personal data out of reach:
--   * The views name the columns that the exporter needs, and no others.
--   * They run with the rights of casework_owner, a role that nobody can log in
--     to and that may itself read those columns alone.
--   * The exporter's role may read the views. It cannot see what is behind them.
--
-- Keep each view a plain SELECT of columns as they are stored, without
-- functions around them and without DISTINCT, GROUP BY or UNION. Otherwise no
-- index is used and every poll reads the whole table. The tables want indexes on
-- (changed_at, identifier) and (received_at, identifier). Where policies hide
-- rows of a table (row level security), casework_owner needs one that shows all:
--   CREATE POLICY casework ON product.application FOR SELECT TO casework_owner USING (true);
--
-- The exporter is told <SOURCE>_DRIVER=postgres and <SOURCE>_SCHEMA=casework.

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'casework_owner') THEN
    CREATE ROLE casework_owner NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'casework_exporter') THEN
    CREATE ROLE casework_exporter LOGIN PASSWORD 'change-me' CONNECTION LIMIT 4;
  END IF;
END
$$;

CREATE SCHEMA IF NOT EXISTS casework;
GRANT USAGE ON SCHEMA product TO casework_owner;
GRANT SELECT (id, department, category, received, first_handled, decided, due, reopenings, modified)
  ON product.application TO casework_owner;
GRANT SELECT (id, department, reported, category, modified)
  ON product.incident TO casework_owner;

CREATE OR REPLACE VIEW casework.casework_cases AS
  SELECT id AS case_id, department AS unit, category AS case_type, received AS received_at,
    first_handled AS started_at, decided AS closed_at, due AS deadline_at,
    reopenings AS reopened_count, modified AS changed_at
  FROM product.application;

CREATE OR REPLACE VIEW casework.casework_errors AS
  SELECT id AS error_id, department AS unit, NULL::bigint AS case_id, reported AS reported_at,
    category AS kind, modified AS changed_at
  FROM product.incident;

ALTER VIEW casework.casework_cases OWNER TO casework_owner;
ALTER VIEW casework.casework_errors OWNER TO casework_owner;

-- What the product does not know is kept in small tables beside the views. As
-- long as casework_units is empty, every unit with a case counts.
CREATE TABLE IF NOT EXISTS casework.casework_programmes (
  unit VARCHAR(100) NOT NULL,
  programme VARCHAR(100) NOT NULL,
  starts_on DATE NOT NULL,
  ends_on DATE NULL,
  PRIMARY KEY (unit, programme, starts_on)
);
CREATE TABLE IF NOT EXISTS casework.casework_units (
  unit VARCHAR(100) NOT NULL,
  name VARCHAR(200) NOT NULL,
  service VARCHAR(100) NOT NULL DEFAULT '',
  parent VARCHAR(100) NULL,
  PRIMARY KEY (unit)
);

-- Where the product says when a case waited for its applicant, make a view
-- casework_pauses of that likewise, with pause_id, case_id, paused_at, resumed_at
-- (NULL while it lasts) and changed_at, and grant SELECT on it too.

-- Before version 15, everybody may create tables in the schema public, of which
-- "check" tells. If no other program relies on that:
--   REVOKE CREATE ON SCHEMA public FROM PUBLIC;

GRANT USAGE ON SCHEMA casework TO casework_exporter;
GRANT SELECT ON casework.casework_cases, casework.casework_errors, casework.casework_programmes, casework.casework_units
  TO casework_exporter;
