-- What the adapter "redmine" reads of Redmine 5: types, keys and defaults as
-- its migrations make them, and some columns that must stay unread.
CREATE TABLE projects (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name varchar(255) NOT NULL DEFAULT '',
  description text,
  parent_id int,
  identifier varchar(255),
  status int NOT NULL DEFAULT 1
) CHARACTER SET utf8mb4;

CREATE TABLE trackers (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name varchar(30) NOT NULL DEFAULT ''
) CHARACTER SET utf8mb4;

CREATE TABLE issue_statuses (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name varchar(30) NOT NULL DEFAULT '',
  is_closed tinyint(1) NOT NULL DEFAULT 0
) CHARACTER SET utf8mb4;

CREATE TABLE issues (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  tracker_id int NOT NULL,
  project_id int NOT NULL,
  subject varchar(255) NOT NULL DEFAULT '',
  description longtext,
  due_date date,
  status_id int NOT NULL,
  assigned_to_id int,
  author_id int NOT NULL,
  lock_version int NOT NULL DEFAULT 0,
  created_on datetime,
  updated_on datetime,
  is_private tinyint(1) NOT NULL DEFAULT 0,
  closed_on datetime,
  KEY issues_project_id (project_id),
  KEY index_issues_on_status_id (status_id),
  KEY index_issues_on_tracker_id (tracker_id),
  KEY index_issues_on_assigned_to_id (assigned_to_id),
  KEY index_issues_on_author_id (author_id),
  KEY index_issues_on_created_on (created_on)
) CHARACTER SET utf8mb4;

CREATE TABLE journals (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  journalized_id int NOT NULL DEFAULT 0,
  journalized_type varchar(30) NOT NULL DEFAULT '',
  user_id int NOT NULL DEFAULT 0,
  notes longtext,
  created_on datetime NOT NULL,
  private_notes tinyint(1) NOT NULL DEFAULT 0,
  KEY journals_journalized_id (journalized_id, journalized_type),
  KEY index_journals_on_user_id (user_id),
  KEY index_journals_on_journalized_id (journalized_id),
  KEY index_journals_on_created_on (created_on)
) CHARACTER SET utf8mb4;

CREATE TABLE journal_details (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  journal_id int NOT NULL DEFAULT 0,
  property varchar(30) NOT NULL DEFAULT '',
  prop_key varchar(30) NOT NULL DEFAULT '',
  old_value longtext,
  value longtext,
  KEY journal_details_journal_id (journal_id)
) CHARACTER SET utf8mb4;

CREATE TABLE users (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  login varchar(255) NOT NULL DEFAULT '',
  lastname varchar(255) NOT NULL DEFAULT ''
) CHARACTER SET utf8mb4;
