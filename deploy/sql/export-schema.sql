-- Staging tables for a product whose database is closed, but which can write
-- a file of all its cases every night. The adapter "export" reads
-- export_cases; export-load.sql brings a night's file into it.
CREATE TABLE export_incoming (
  case_id     VARCHAR(64)  NOT NULL,
  unit        VARCHAR(100) NOT NULL,
  case_type   VARCHAR(100) NOT NULL DEFAULT '',
  received_at DATETIME     NOT NULL,
  started_at  DATETIME     NULL,
  closed_at   DATETIME     NULL,
  deadline_at DATETIME     NULL,
  PRIMARY KEY (case_id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE export_cases (
  case_id        VARCHAR(64)  NOT NULL,
  unit           VARCHAR(100) NOT NULL,
  case_type      VARCHAR(100) NOT NULL,
  received_at    DATETIME     NOT NULL,
  started_at     DATETIME     NULL,
  closed_at      DATETIME     NULL,
  deadline_at    DATETIME     NULL,
  reopened_count INT UNSIGNED NOT NULL DEFAULT 0,
  -- Moves when a value of the row really changes, not when it is written again.
  changed_at     TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (case_id),
  KEY changed (changed_at, case_id),
  KEY received (received_at, case_id),
  -- LOAD DATA makes 0000-00-00 of what it cannot read as a date.
  CONSTRAINT dates_are_understood CHECK (received_at > '1970-01-01' AND COALESCE(started_at > '1970-01-01', TRUE)
    AND COALESCE(closed_at > '1970-01-01', TRUE) AND COALESCE(deadline_at > '1970-01-01', TRUE))
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
