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
  kind         VARCHAR(50)     NULL,
  planned_at   DATETIME        NOT NULL,
  held_at      DATETIME        NULL,
  minutes      INT UNSIGNED    NULL,
  participants INT UNSIGNED    NULL,
  changed_at   DATETIME(6)     NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (session_id),
  KEY changed (changed_at, session_id),
  KEY planned (planned_at, session_id)
) CHARACTER SET utf8mb4;

CREATE TABLE casework_pauses (
  pause_id   BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  case_id    BIGINT UNSIGNED NOT NULL,
  paused_at  DATETIME        NOT NULL,
  resumed_at DATETIME        NULL, -- while it lasts
  changed_at DATETIME(6)     NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (pause_id),
  KEY changed (changed_at, pause_id),
  KEY paused (paused_at, pause_id)
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

-- Supplementary tables. Each of these tables may be missing. None
-- holds anything about a person: rows are anonymous, or sums of a month, which
-- any day of the month stands for. They are read whole now and then, so views
-- with GROUP BY do as well.
--
-- tables:begin: make generate writes all below, from collectors/supplement.

CREATE TABLE casework_complaints (
  complaint_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  unit         VARCHAR(100)    NOT NULL,
  received_at  DATETIME        NOT NULL,
  decided_at   DATETIME        NULL,
  outcome      VARCHAR(50)     NULL, -- upheld, partly_upheld, rejected or dismissed
  PRIMARY KEY (complaint_id),
  KEY received (received_at)
) CHARACTER SET utf8mb4;

CREATE TABLE casework_surveys (
  response_id VARCHAR(100) NOT NULL, -- keeps an answer from counting twice; never shown
  unit        VARCHAR(100) NOT NULL,
  audience    VARCHAR(20)  NOT NULL, -- citizen or employee
  answered_at DATETIME     NOT NULL,
  score       DECIMAL(5,2) NOT NULL, -- 0 to 100
  topic       VARCHAR(100) NOT NULL DEFAULT 'overall',
  PRIMARY KEY (response_id, topic),
  KEY answered (answered_at)
) CHARACTER SET utf8mb4;

CREATE TABLE casework_invitations (
  unit     VARCHAR(100) NOT NULL,
  audience VARCHAR(20)  NOT NULL, -- citizen or employee
  month    DATE         NOT NULL,
  invited  INT UNSIGNED NOT NULL,
  PRIMARY KEY (unit, audience, month)
) CHARACTER SET utf8mb4;

CREATE TABLE casework_absence (
  unit        VARCHAR(100)  NOT NULL,
  month       DATE          NOT NULL,
  days_absent DECIMAL(10,2) NOT NULL, -- working days lost to sickness
  days_agreed DECIMAL(10,2) NOT NULL, -- working days agreed on
  staff       INT UNSIGNED  NOT NULL, -- people behind the row
  PRIMARY KEY (unit, month)
) CHARACTER SET utf8mb4;

CREATE TABLE casework_audits (
  unit        VARCHAR(100) NOT NULL,
  month       DATE         NOT NULL,
  reviewed    INT UNSIGNED NOT NULL, -- cases reviewed for errors
  with_errors INT UNSIGNED NOT NULL,
  PRIMARY KEY (unit, month)
) CHARACTER SET utf8mb4;

CREATE TABLE casework_staff (
  unit         VARCHAR(100) NOT NULL,
  month        DATE         NOT NULL,
  staff        INT UNSIGNED NOT NULL,
  reached      INT UNSIGNED NULL, -- of staff, took part in supervision in the month
  with_plan    INT UNSIGNED NULL, -- of staff, have a current development plan
  supervisors  INT UNSIGNED NULL, -- of staff, are trained as supervisors
  mentor_pairs INT UNSIGNED NULL,
  PRIMARY KEY (unit, month)
) CHARACTER SET utf8mb4;

CREATE TABLE casework_activities (
  unit      VARCHAR(100) NOT NULL,
  month     DATE         NOT NULL,
  kind      VARCHAR(50)  NOT NULL, -- course, workshop, e_learning, leader_review, reflection_log or feedback
  completed INT UNSIGNED NOT NULL,
  PRIMARY KEY (unit, month, kind)
) CHARACTER SET utf8mb4;

CREATE TABLE casework_projects (
  project_id  BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  unit        VARCHAR(100)    NOT NULL,
  started_on  DATE            NOT NULL,
  finished_on DATE            NULL,
  PRIMARY KEY (project_id)
) CHARACTER SET utf8mb4;

CREATE TABLE casework_goals (
  unit       VARCHAR(100) NOT NULL,
  goal       VARCHAR(200) NOT NULL, -- with its unit of measure
  target     DOUBLE       NOT NULL,
  actual     DOUBLE       NULL,
  direction  VARCHAR(20)  NOT NULL DEFAULT 'at_least', -- at_least or at_most
  due_on     DATE         NOT NULL,
  reached_on DATE         NULL,
  PRIMARY KEY (unit, goal)
) CHARACTER SET utf8mb4;

CREATE TABLE casework_phases (
  unit         VARCHAR(100) NOT NULL,
  programme    VARCHAR(100) NOT NULL,
  phase        VARCHAR(20)  NOT NULL, -- mapping, pilot, running or evaluated
  since        DATE         NOT NULL,
  evaluated_on DATE         NULL, -- last
  PRIMARY KEY (unit, programme)
) CHARACTER SET utf8mb4;

CREATE TABLE casework_checklist (
  unit        VARCHAR(100)     NOT NULL,
  factor      VARCHAR(200)     NOT NULL,
  assessed_on DATE             NOT NULL,
  level       TINYINT UNSIGNED NOT NULL, -- 0 not in place, 1 in part, 2 in place
  PRIMARY KEY (unit, factor, assessed_on)
) CHARACTER SET utf8mb4;

CREATE TABLE casework_time_use (
  unit        VARCHAR(100)  NOT NULL,
  month       DATE          NOT NULL,
  hours_core  DECIMAL(12,2) NOT NULL, -- spent on core tasks
  hours_total DECIMAL(12,2) NOT NULL,
  staff       INT UNSIGNED  NOT NULL, -- people behind the row
  PRIMARY KEY (unit, month)
) CHARACTER SET utf8mb4;

CREATE TABLE casework_costs (
  month  DATE          NOT NULL,
  kind   VARCHAR(50)   NOT NULL, -- training, external, materials or travel
  amount DECIMAL(14,2) NOT NULL,
  PRIMARY KEY (month, kind)
) CHARACTER SET utf8mb4;

CREATE TABLE casework_external (
  unit    VARCHAR(100) NOT NULL,
  measure VARCHAR(200) NOT NULL,
  as_of   DATE         NOT NULL,
  value   DOUBLE       NOT NULL,
  answers INT UNSIGNED NOT NULL, -- people that the value rests on
  PRIMARY KEY (unit, measure, as_of)
) CHARACTER SET utf8mb4;
