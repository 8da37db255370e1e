-- What the adapter "rt" reads of Request Tracker 5: types, keys and defaults
-- as its installer makes them, and some columns that must stay unread.
CREATE TABLE Queues (
  id INTEGER NOT NULL AUTO_INCREMENT,
  Name varchar(200) NOT NULL,
  Description varchar(255) NULL,
  Lifecycle varchar(32) NULL,
  Disabled int2 NOT NULL DEFAULT 0,
  PRIMARY KEY (id)
) CHARACTER SET utf8mb4;
CREATE UNIQUE INDEX Queues1 ON Queues (Name);

CREATE TABLE Tickets (
  id INTEGER NOT NULL AUTO_INCREMENT,
  EffectiveId INTEGER NOT NULL DEFAULT 0,
  IsMerged int2 NULL DEFAULT NULL,
  Queue INTEGER NOT NULL DEFAULT 0,
  Type varchar(16) CHARACTER SET ascii NULL,
  Owner INTEGER NOT NULL DEFAULT 0,
  Subject varchar(200) NULL DEFAULT '[no subject]',
  Status varchar(64) NULL,
  Told DATETIME NULL,
  Started DATETIME NULL,
  Due DATETIME NULL,
  Resolved DATETIME NULL,
  LastUpdatedBy INTEGER NOT NULL DEFAULT 0,
  LastUpdated DATETIME NULL,
  Creator INTEGER NOT NULL DEFAULT 0,
  Created DATETIME NULL,
  PRIMARY KEY (id)
) CHARACTER SET utf8mb4;
CREATE INDEX Tickets1 ON Tickets (Queue, Status);
CREATE INDEX Tickets2 ON Tickets (Owner);
CREATE INDEX Tickets6 ON Tickets (EffectiveId, Type);

CREATE TABLE Transactions (
  id BIGINT NOT NULL AUTO_INCREMENT,
  ObjectType varchar(64) CHARACTER SET ascii NOT NULL,
  ObjectId INTEGER NOT NULL DEFAULT 0,
  TimeTaken INTEGER NOT NULL DEFAULT 0,
  Type varchar(20) CHARACTER SET ascii NULL,
  Field varchar(255) CHARACTER SET ascii NULL,
  OldValue varchar(255) NULL,
  NewValue varchar(255) NULL,
  Data varchar(255) NULL,
  Creator INTEGER NOT NULL DEFAULT 0,
  Created DATETIME NULL,
  PRIMARY KEY (id)
) CHARACTER SET utf8mb4;
CREATE INDEX Transactions1 ON Transactions (ObjectType, ObjectId);

CREATE TABLE `Groups` (
  id INTEGER NOT NULL AUTO_INCREMENT,
  Name varchar(200) NULL,
  Description varchar(255) NULL,
  Domain varchar(64) CHARACTER SET ascii NULL,
  Instance INTEGER,
  PRIMARY KEY (id)
) CHARACTER SET utf8mb4;
CREATE INDEX Groups1 ON `Groups` (Domain, Name, Instance);

CREATE TABLE GroupMembers (
  id INTEGER NOT NULL AUTO_INCREMENT,
  GroupId INTEGER NOT NULL DEFAULT 0,
  MemberId INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (id)
) CHARACTER SET utf8mb4;
CREATE UNIQUE INDEX GroupMembers1 ON GroupMembers (GroupId, MemberId);

CREATE TABLE Users (
  id INTEGER NOT NULL AUTO_INCREMENT,
  Name varchar(200) NOT NULL,
  EmailAddress varchar(120) NULL,
  PRIMARY KEY (id)
) CHARACTER SET utf8mb4;
