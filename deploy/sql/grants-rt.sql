-- A database of views with what the adapter "rt" reads, and a user who may
-- read them and nothing else. Put in the exporter's address and a password,
-- and run this as an administrator in RT's database:
--   mariadb rt5 < grants-rt.sql
-- Then set the source's DATABASE to casework_rt.
CREATE DATABASE casework_rt CHARACTER SET utf8mb4;
CREATE SQL SECURITY DEFINER VIEW casework_rt.Tickets AS
  SELECT id, EffectiveId, Type, Queue, Status, Created, Started, Due, Resolved, LastUpdated FROM Tickets;
-- Old and new values hold subjects and texts as well; those of a status do not.
CREATE SQL SECURITY DEFINER VIEW casework_rt.Transactions AS
  SELECT id, ObjectType, ObjectId, Type, Field, OldValue, NewValue, Creator, Created FROM Transactions
  WHERE ObjectType = 'RT::Ticket'
    AND (Type IN ('Create', 'Status', 'Correspond', 'Take', 'Steal', 'Give', 'Force') OR Type IN ('Set', 'SetWatcher') AND Field = 'Owner');
CREATE SQL SECURITY DEFINER VIEW casework_rt.Queues AS SELECT id, Name FROM Queues;
-- Who asked, so that their own mail does not count as an answer: numbers only.
CREATE SQL SECURITY DEFINER VIEW casework_rt.`Groups` AS
  SELECT id, Domain, Name, Instance FROM `Groups` WHERE Domain = 'RT::Ticket-Role' AND Name = 'Requestor';
CREATE SQL SECURITY DEFINER VIEW casework_rt.GroupMembers AS SELECT GroupId, MemberId FROM GroupMembers;
CREATE USER casework_rt@'10.0.0.7' IDENTIFIED BY 'change this';
GRANT SELECT ON casework_rt.* TO casework_rt@'10.0.0.7';
