-- What the adapter "itop" reads of iTop 3: types, keys and defaults as its
-- setup makes them, and some columns that must stay unread.
CREATE TABLE contact (
  id int(11) NOT NULL AUTO_INCREMENT,
  name varchar(255) DEFAULT '',
  email varchar(255) DEFAULT '',
  finalclass varchar(255) DEFAULT 'Contact',
  PRIMARY KEY (id),
  KEY name (name(95)),
  KEY finalclass (finalclass(95))
);
CREATE TABLE ticket (
  id int(11) NOT NULL AUTO_INCREMENT,
  operational_status enum('ongoing', 'resolved', 'closed') DEFAULT 'ongoing',
  ref varchar(255) DEFAULT '',
  org_id int(11) DEFAULT '0',
  caller_id int(11) DEFAULT '0',
  team_id int(11) DEFAULT '0',
  agent_id int(11) DEFAULT '0',
  title varchar(255) DEFAULT '',
  description text,
  start_date datetime DEFAULT NULL,
  end_date datetime DEFAULT NULL,
  last_update datetime DEFAULT NULL,
  close_date datetime DEFAULT NULL,
  private_log longtext,
  finalclass varchar(255) DEFAULT 'Ticket',
  PRIMARY KEY (id),
  KEY operational_status (operational_status),
  KEY ref (ref(95)),
  KEY team_id (team_id),
  KEY finalclass (finalclass(95))
);
CREATE TABLE ticket_request (
  id int(11) NOT NULL AUTO_INCREMENT,
  status enum('new', 'assigned', 'pending', 'resolved', 'closed', 'rejected', 'waiting_for_approval', 'approved', 'escalated_tto', 'escalated_ttr') DEFAULT 'new',
  assignment_date datetime DEFAULT NULL,
  resolution_date datetime DEFAULT NULL,
  ttr_100_deadline datetime DEFAULT NULL,
  cumulatedpending_timespent int(11) unsigned DEFAULT NULL,
  cumulatedpending_started datetime DEFAULT NULL,
  cumulatedpending_laststart datetime DEFAULT NULL,
  solution text,
  PRIMARY KEY (id)
);
CREATE TABLE ticket_incident (
  id int(11) NOT NULL AUTO_INCREMENT,
  status enum('new', 'assigned', 'pending', 'resolved', 'closed', 'escalated_tto', 'escalated_ttr') DEFAULT 'new',
  resolution_date datetime DEFAULT NULL,
  ttr_100_deadline datetime DEFAULT NULL,
  cumulatedpending_timespent int(11) unsigned DEFAULT NULL,
  cumulatedpending_started datetime DEFAULT NULL,
  cumulatedpending_laststart datetime DEFAULT NULL,
  PRIMARY KEY (id)
);
CREATE TABLE priv_change (
  id int(11) NOT NULL AUTO_INCREMENT,
  date datetime DEFAULT NULL,
  userinfo varchar(255) DEFAULT '',
  origin enum('csv-import.php', 'csv-interactive', 'custom-extension', 'email-processing', 'interactive', 'synchro-data-source', 'webservice-rest', 'webservice-soap') DEFAULT 'interactive',
  PRIMARY KEY (id),
  KEY date (date),
  KEY origin (origin)
);
CREATE TABLE priv_changeop (
  id int(11) NOT NULL AUTO_INCREMENT,
  changeid int(11) DEFAULT '0',
  objclass varchar(255) DEFAULT '',
  objkey int(11) DEFAULT NULL,
  optype varchar(255) DEFAULT 'CMDBChangeOp',
  PRIMARY KEY (id),
  KEY changeid (changeid),
  KEY optype (optype(95)),
  KEY objclass_objkey (objclass(95), objkey)
);
CREATE TABLE priv_changeop_setatt (
  id int(11) NOT NULL,
  attcode varchar(255) DEFAULT '',
  optype varchar(255) DEFAULT 'CMDBChangeOpSetAttribute',
  PRIMARY KEY (id),
  KEY optype (optype(95))
);
CREATE TABLE priv_changeop_setatt_scalar (
  id int(11) NOT NULL,
  oldvalue varchar(255) DEFAULT '',
  newvalue varchar(255) DEFAULT '',
  PRIMARY KEY (id)
);
