-- The tables of the product that does not exist, on PostgreSQL, for the adapter
-- "template".
CREATE TABLE enhet (
  id INT NOT NULL PRIMARY KEY,
  navn VARCHAR(100) NOT NULL
);
CREATE TABLE sak (
  id INT NOT NULL PRIMARY KEY,
  enhet_id INT NOT NULL,
  sakstype VARCHAR(50) NOT NULL DEFAULT '',
  title VARCHAR(200) NOT NULL DEFAULT '',
  status VARCHAR(20) NOT NULL,
  mottatt TIMESTAMP NOT NULL,
  frist DATE NULL,
  endret TIMESTAMP NOT NULL,
  slettet SMALLINT NOT NULL DEFAULT 0,
  slatt_sammen_med INT NULL
);
CREATE TABLE sak_hendelse (
  id SERIAL PRIMARY KEY,
  sak_id INT NOT NULL,
  slag VARCHAR(20) NOT NULL,
  tidspunkt TIMESTAMP NOT NULL,
  body TEXT NULL
);
CREATE INDEX sak_hendelse_sak_id ON sak_hendelse (sak_id);
CREATE TABLE avvik (
  id SERIAL PRIMARY KEY,
  enhet_id INT NOT NULL,
  slag VARCHAR(20) NOT NULL,
  meldt TIMESTAMP NOT NULL,
  endret TIMESTAMP NOT NULL
);
