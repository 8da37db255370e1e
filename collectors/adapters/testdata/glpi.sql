-- What the adapter "glpi" reads of GLPI 10: types, keys and defaults as its
-- installer makes them, and some columns that must stay unread.
CREATE TABLE glpi_entities (
  id int unsigned NOT NULL,
  name varchar(255) DEFAULT NULL,
  entities_id int unsigned DEFAULT '0',
  completename text,
  PRIMARY KEY (id)
);
CREATE TABLE glpi_itilcategories (
  id int unsigned NOT NULL AUTO_INCREMENT,
  name varchar(255) DEFAULT NULL,
  completename text,
  PRIMARY KEY (id)
);
CREATE TABLE glpi_tickets (
  id int unsigned NOT NULL AUTO_INCREMENT,
  entities_id int unsigned NOT NULL DEFAULT '0',
  name varchar(255) DEFAULT NULL,
  date timestamp NULL DEFAULT NULL,
  closedate timestamp NULL DEFAULT NULL,
  solvedate timestamp NULL DEFAULT NULL,
  takeintoaccountdate timestamp NULL DEFAULT NULL,
  takeintoaccount_delay_stat int NOT NULL DEFAULT '0',
  date_mod timestamp NULL DEFAULT NULL,
  users_id_lastupdater int unsigned NOT NULL DEFAULT '0',
  status int NOT NULL DEFAULT '1',
  users_id_recipient int unsigned NOT NULL DEFAULT '0',
  content longtext,
  itilcategories_id int unsigned NOT NULL DEFAULT '0',
  type int NOT NULL DEFAULT '1',
  time_to_resolve timestamp NULL DEFAULT NULL,
  time_to_own timestamp NULL DEFAULT NULL,
  begin_waiting_date timestamp NULL DEFAULT NULL,
  waiting_duration int NOT NULL DEFAULT '0',
  is_deleted tinyint NOT NULL DEFAULT '0',
  date_creation timestamp NULL DEFAULT NULL,
  PRIMARY KEY (id),
  KEY date (date),
  KEY closedate (closedate),
  KEY status (status),
  KEY date_mod (date_mod),
  KEY entities_id (entities_id),
  KEY solvedate (solvedate),
  KEY takeintoaccountdate (takeintoaccountdate),
  KEY time_to_resolve (time_to_resolve),
  KEY itilcategories_id (itilcategories_id),
  KEY is_deleted (is_deleted)
);
CREATE TABLE glpi_logs (
  id int unsigned NOT NULL AUTO_INCREMENT,
  itemtype varchar(100) NOT NULL DEFAULT '',
  items_id int unsigned NOT NULL DEFAULT '0',
  itemtype_link varchar(100) NOT NULL DEFAULT '',
  linked_action int NOT NULL DEFAULT '0',
  user_name varchar(255) DEFAULT NULL,
  date_mod timestamp NULL DEFAULT NULL,
  id_search_option int NOT NULL DEFAULT '0',
  old_value varchar(255) DEFAULT NULL,
  new_value varchar(255) DEFAULT NULL,
  PRIMARY KEY (id),
  KEY date_mod (date_mod),
  KEY itemtype_link (itemtype_link),
  KEY item (itemtype, items_id),
  KEY id_search_option (id_search_option)
);
CREATE TABLE glpi_users (
  id int unsigned NOT NULL AUTO_INCREMENT,
  name varchar(255) DEFAULT NULL,
  realname varchar(255) DEFAULT NULL,
  PRIMARY KEY (id)
);
CREATE TABLE glpi_groups (
  id int unsigned NOT NULL AUTO_INCREMENT,
  completename text,
  PRIMARY KEY (id)
);
CREATE TABLE glpi_groups_tickets (
  id int unsigned NOT NULL AUTO_INCREMENT,
  tickets_id int unsigned NOT NULL DEFAULT '0',
  groups_id int unsigned NOT NULL DEFAULT '0',
  type int NOT NULL DEFAULT '1',
  PRIMARY KEY (id),
  UNIQUE KEY unicity (tickets_id, type, groups_id),
  KEY `group` (groups_id, type)
);
