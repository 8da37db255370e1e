-- The canonical tables that the adapter "views" reads, with the indexes that
-- keep a poll small. Where your product has other tables, create views of
-- these names and columns instead; README.md says what matters then.
--
-- Times are wall-clock times of the source's zone (DATETIME), or instants
-- (TIMESTAMP): either works. changed_at must move whenever a row changes.

CREATE TABLE casework_cases (
  case_id        BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  unit           VARCHAR(100)    NOT NULL,
  case_type      VARCHAR(100)    NOT NULL DEFAULT '',
  received_at    DATETIME        NOT NULL,
  started_at     DATETIME        NULL,
  closed_at      DATETIME        NULL,
  deadline_at    DATETIME        NULL,
  reopened_count INT UNSIGNED    NOT NULL DEFAULT 0,
  changed_at     DATETIME(6)     NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (case_id),
  KEY changed (changed_at, case_id),
  KEY received (received_at, case_id)
) CHARACTER SET utf8mb4;

CREATE TABLE casework_errors (
  error_id    BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  unit        VARCHAR(100)    NOT NULL,
  case_id     BIGINT UNSIGNED NULL,
  reported_at DATETIME        NOT NULL,
  kind        VARCHAR(50)     NOT NULL,
  changed_at  DATETIME(6)     NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (error_id),
  KEY changed (changed_at, error_id),
  KEY reported (reported_at, error_id)
) CHARACTER SET utf8mb4;

CREATE TABLE casework_sessions (
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

CREATE TABLE casework_programmes (
  unit      VARCHAR(100) NOT NULL,
  programme VARCHAR(100) NOT NULL,
  starts_on DATE         NOT NULL,
  ends_on   DATE         NULL,
  PRIMARY KEY (unit, programme, starts_on)
) CHARACTER SET utf8mb4;

CREATE TABLE casework_units (
  unit    VARCHAR(100) NOT NULL,
  name    VARCHAR(200) NOT NULL,
  service VARCHAR(100) NOT NULL DEFAULT '',
  parent  VARCHAR(100) NULL,
  PRIMARY KEY (unit)
) CHARACTER SET utf8mb4;
