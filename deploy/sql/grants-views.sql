-- Views for the adapter "views", and a user who can read them and nothing else.
--
-- Run as an administrator, after putting your product's tables and columns in
-- place of those of "product" below, and a password of your own. Statements
-- may be run again.
--
-- Three parts keep personal data out of reach:
--   * The views name the columns that the exporter needs, and no others.
--   * They run with the rights of casework_owner, an account that nobody can
--     log in to and that may itself read those columns alone.
--   * The exporter's user may read the views. It cannot see what is behind them.
--
-- Keep each view a plain SELECT of columns as they are stored, without
-- functions around them and without DISTINCT, GROUP BY or UNION. Otherwise no
-- index is used and every poll reads the whole table. The tables want indexes on
-- (changed_at, identifier) and (received_at, identifier).

CREATE DATABASE IF NOT EXISTS casework CHARACTER SET utf8mb4;

CREATE USER IF NOT EXISTS casework_owner@localhost ACCOUNT LOCK;
GRANT SELECT (id, department, category, received, first_handled, decided, due, reopenings, modified)
  ON product.application TO casework_owner@localhost;
GRANT SELECT (id, department, reported, category, modified)
  ON product.incident TO casework_owner@localhost;

CREATE OR REPLACE DEFINER = casework_owner@localhost SQL SECURITY DEFINER VIEW casework.casework_cases AS
  SELECT id AS case_id, department AS unit, category AS case_type, received AS received_at,
    first_handled AS started_at, decided AS closed_at, due AS deadline_at,
    reopenings AS reopened_count, modified AS changed_at
  FROM product.application;

CREATE OR REPLACE DEFINER = casework_owner@localhost SQL SECURITY DEFINER VIEW casework.casework_errors AS
  SELECT id AS error_id, department AS unit, NULL AS case_id, reported AS reported_at,
    category AS kind, modified AS changed_at
  FROM product.incident;

-- What the product does not know is kept in small tables beside the views. As
-- long as casework_units is empty, every unit with a case counts.
CREATE TABLE IF NOT EXISTS casework.casework_programmes (
  unit      VARCHAR(100) NOT NULL,
  programme VARCHAR(100) NOT NULL,
  starts_on DATE         NOT NULL,
  ends_on   DATE         NULL,
  PRIMARY KEY (unit, programme, starts_on)
) CHARACTER SET utf8mb4;
CREATE TABLE IF NOT EXISTS casework.casework_sessions (
  session_id   BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  unit         VARCHAR(100)    NOT NULL,
  programme    VARCHAR(100)    NOT NULL,
  planned_at   DATETIME        NOT NULL,
  held_at      DATETIME        NULL,
  minutes      INT UNSIGNED    NULL,
  participants INT UNSIGNED    NULL,
  changed_at   DATETIME(6)     NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (session_id),
  KEY changed (changed_at, session_id),
  KEY planned (planned_at, session_id)
) CHARACTER SET utf8mb4;
-- Where the product says when a case waited for its applicant, make a view of that
-- instead, as of the cases above.
CREATE TABLE IF NOT EXISTS casework.casework_pauses (
  pause_id   BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  case_id    BIGINT UNSIGNED NOT NULL,
  paused_at  DATETIME        NOT NULL,
  resumed_at DATETIME        NULL,
  changed_at DATETIME(6)     NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (pause_id),
  KEY changed (changed_at, pause_id),
  KEY paused (paused_at, pause_id)
) CHARACTER SET utf8mb4;
CREATE TABLE IF NOT EXISTS casework.casework_units (
  unit    VARCHAR(100) NOT NULL,
  name    VARCHAR(200) NOT NULL,
  service VARCHAR(100) NOT NULL DEFAULT '',
  parent  VARCHAR(100) NULL,
  PRIMARY KEY (unit)
) CHARACTER SET utf8mb4;

-- Name the exporter's address in place of %, and add REQUIRE SSL, or REQUIRE
-- X509 if it has a certificate of its own.
CREATE USER IF NOT EXISTS casework_exporter@'%' IDENTIFIED BY 'change-me';
GRANT SELECT ON casework.casework_cases TO casework_exporter@'%';
GRANT SELECT ON casework.casework_errors TO casework_exporter@'%';
GRANT SELECT ON casework.casework_programmes TO casework_exporter@'%';
GRANT SELECT ON casework.casework_sessions TO casework_exporter@'%';
GRANT SELECT ON casework.casework_pauses TO casework_exporter@'%';
GRANT SELECT ON casework.casework_units TO casework_exporter@'%';
