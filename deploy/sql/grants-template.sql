-- A database of views with what an adapter of your own reads, and a user who
-- may read them and nothing else. The views bear the names of the product's
-- tables, so that cases.sql reads either. Run this as an administrator in the
-- product's database, and set the source's DATABASE to casework_template.
CREATE DATABASE casework_template CHARACTER SET utf8mb4;
-- One view a table, with the columns that the adapter asks for and no others.
CREATE SQL SECURITY DEFINER VIEW casework_template.enhet AS SELECT id, navn FROM enhet;
CREATE SQL SECURITY DEFINER VIEW casework_template.sak AS
  SELECT id, enhet_id, sakstype, status, mottatt, frist, endret, slettet, slatt_sammen_med FROM sak;
-- Where a column holds texts of people in some rows, leave those rows out.
CREATE SQL SECURITY DEFINER VIEW casework_template.sak_hendelse AS
  SELECT id, sak_id, slag, tidspunkt FROM sak_hendelse WHERE slag IN ('tildelt', 'svar', 'lukket', 'gjenapnet');
CREATE SQL SECURITY DEFINER VIEW casework_template.avvik AS SELECT id, enhet_id, slag, meldt, endret FROM avvik;
CREATE USER casework_template@'10.0.0.7' IDENTIFIED BY 'change this';
GRANT SELECT ON casework_template.* TO casework_template@'10.0.0.7';
