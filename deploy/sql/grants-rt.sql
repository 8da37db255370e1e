-- A user who may read what the adapter "rt" reads, and nothing else.
-- Put in the exporter's address and a password, then run this as an
-- administrator in RT's database:  mariadb rt5 < grants-rt.sql
CREATE USER casework@'10.0.0.7' IDENTIFIED BY 'change this';
GRANT SELECT (id, EffectiveId, Type, Queue, Status, Created, Started, Due, Resolved, LastUpdated) ON Tickets TO casework@'10.0.0.7';
GRANT SELECT (ObjectType, ObjectId, Type, Field, OldValue, NewValue, Creator, Created) ON Transactions TO casework@'10.0.0.7';
GRANT SELECT (id, Name) ON Queues TO casework@'10.0.0.7';
-- Who asked, so that their own mail does not count as an answer.
GRANT SELECT (id, Domain, Name, Instance) ON `Groups` TO casework@'10.0.0.7';
GRANT SELECT (GroupId, MemberId) ON GroupMembers TO casework@'10.0.0.7';
