-- What the adapter "rt" reads of Request Tracker 5 on PostgreSQL: types, keys
-- and defaults as its installer makes them, and some columns that must stay
-- unread.
CREATE SEQUENCE queues_id_seq;
CREATE TABLE Queues (
  id INTEGER DEFAULT nextval('queues_id_seq'),
  Name varchar(200) NOT NULL,
  Description varchar(255) NULL,
  Lifecycle varchar(32) NULL,
  Disabled integer NOT NULL DEFAULT 0,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX Queues1 ON Queues (LOWER(Name));

CREATE SEQUENCE tickets_id_seq;
CREATE TABLE Tickets (
  id INTEGER DEFAULT nextval('tickets_id_seq'),
  EffectiveId integer NOT NULL DEFAULT 0,
  IsMerged smallint NULL DEFAULT NULL,
  Queue integer NOT NULL DEFAULT 0,
  Type varchar(16) NULL,
  Owner integer NOT NULL DEFAULT 0,
  Subject varchar(200) NULL DEFAULT '[no subject]',
  Status varchar(64) NULL,
  Told TIMESTAMP NULL,
  Started TIMESTAMP NULL,
  Due TIMESTAMP NULL,
  Resolved TIMESTAMP NULL,
  LastUpdatedBy integer NOT NULL DEFAULT 0,
  LastUpdated TIMESTAMP NULL,
  Creator integer NOT NULL DEFAULT 0,
  Created TIMESTAMP NULL,
  PRIMARY KEY (id)
);
CREATE INDEX Tickets1 ON Tickets (Queue, Status);
CREATE INDEX Tickets2 ON Tickets (Owner);
CREATE INDEX Tickets3 ON Tickets (EffectiveId);

CREATE SEQUENCE transactions_id_seq;
CREATE TABLE Transactions (
  id BIGINT DEFAULT nextval('transactions_id_seq'),
  ObjectType varchar(255) NOT NULL,
  ObjectId integer NOT NULL DEFAULT 0,
  TimeTaken integer NOT NULL DEFAULT 0,
  Type varchar(20) NULL,
  Field varchar(255) NULL,
  OldValue varchar(255) NULL,
  NewValue varchar(255) NULL,
  Data varchar(255) NULL,
  Creator integer NOT NULL DEFAULT 0,
  Created TIMESTAMP NULL,
  PRIMARY KEY (id)
);
CREATE INDEX Transactions1 ON Transactions (ObjectType, ObjectId);

CREATE SEQUENCE groups_id_seq;
CREATE TABLE Groups (
  id INTEGER DEFAULT nextval('groups_id_seq'),
  Name varchar(200) NULL,
  Description varchar(255) NULL,
  Domain varchar(64),
  Instance integer,
  PRIMARY KEY (id)
);
CREATE INDEX Groups1 ON Groups (LOWER(Domain), LOWER(Name), Instance);
CREATE INDEX Groups2 ON Groups (Instance);

CREATE SEQUENCE groupmembers_id_seq;
CREATE TABLE GroupMembers (
  id INTEGER DEFAULT nextval('groupmembers_id_seq'),
  GroupId integer NOT NULL DEFAULT 0,
  MemberId integer NOT NULL DEFAULT 0,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX GroupMembers1 ON GroupMembers (GroupId, MemberId);

CREATE SEQUENCE users_id_seq;
CREATE TABLE Users (
  id INTEGER DEFAULT nextval('users_id_seq'),
  Name varchar(200) NOT NULL,
  EmailAddress varchar(120) NULL,
  PRIMARY KEY (id)
);
