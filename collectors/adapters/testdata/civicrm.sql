-- What the adapter "civicrm" reads of CiviCRM 5: types, keys, defaults and
-- triggers as its installer makes them, and some columns that must stay unread.
CREATE TABLE civicrm_case_type (
  id int unsigned NOT NULL AUTO_INCREMENT,
  name varchar(64) NOT NULL,
  title varchar(64) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY case_type_name (name)
);
CREATE TABLE civicrm_option_group (
  id int unsigned NOT NULL AUTO_INCREMENT,
  name varchar(64) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY UI_name (name)
);
CREATE TABLE civicrm_option_value (
  id int unsigned NOT NULL AUTO_INCREMENT,
  option_group_id int unsigned NOT NULL,
  label varchar(512) NOT NULL,
  value varchar(512) NOT NULL,
  name varchar(255) DEFAULT NULL,
  `grouping` varchar(255) DEFAULT NULL,
  filter int unsigned DEFAULT 0,
  PRIMARY KEY (id),
  KEY index_option_group_id_value (value(128), option_group_id),
  KEY index_option_group_id_name (name(128), option_group_id),
  CONSTRAINT FK_civicrm_option_value_option_group_id FOREIGN KEY (option_group_id) REFERENCES civicrm_option_group (id)
);
CREATE TABLE civicrm_case (
  id int unsigned NOT NULL AUTO_INCREMENT,
  case_type_id int unsigned NOT NULL,
  subject varchar(128) DEFAULT NULL,
  start_date date DEFAULT NULL,
  end_date date DEFAULT NULL,
  details text,
  status_id int unsigned NOT NULL,
  is_deleted tinyint NOT NULL DEFAULT 0,
  created_date timestamp NULL DEFAULT NULL,
  modified_date timestamp NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  PRIMARY KEY (id),
  KEY index_case_type_id (case_type_id),
  KEY index_is_deleted (is_deleted)
);
CREATE TABLE civicrm_activity (
  id int unsigned NOT NULL AUTO_INCREMENT,
  activity_type_id int unsigned NOT NULL DEFAULT 1,
  subject varchar(255) DEFAULT NULL,
  activity_date_time datetime DEFAULT NULL,
  details longtext,
  status_id int unsigned DEFAULT NULL,
  is_current_revision tinyint DEFAULT 1,
  is_deleted tinyint DEFAULT 0,
  created_date timestamp NULL DEFAULT CURRENT_TIMESTAMP,
  modified_date timestamp NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  PRIMARY KEY (id),
  KEY UI_activity_type_id (activity_type_id),
  KEY index_is_current_revision (is_current_revision),
  KEY index_is_deleted (is_deleted)
);
CREATE TABLE civicrm_case_activity (
  id int unsigned NOT NULL AUTO_INCREMENT,
  case_id int unsigned NOT NULL,
  activity_id int unsigned NOT NULL,
  PRIMARY KEY (id),
  KEY UI_case_activity_id (case_id, activity_id),
  KEY FK_civicrm_case_activity_activity_id (activity_id)
);
CREATE TRIGGER civicrm_case_activity_after_insert AFTER INSERT ON civicrm_case_activity FOR EACH ROW
  UPDATE civicrm_case SET modified_date = CURRENT_TIMESTAMP WHERE id = NEW.case_id;
CREATE TRIGGER civicrm_activity_before_update BEFORE UPDATE ON civicrm_activity FOR EACH ROW
  UPDATE civicrm_case SET modified_date = CURRENT_TIMESTAMP
  WHERE id IN (SELECT ca.case_id FROM civicrm_case_activity ca WHERE ca.activity_id = OLD.id);
