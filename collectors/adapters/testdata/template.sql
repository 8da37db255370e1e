-- The tables of the product that does not exist, for the adapter "template".
CREATE TABLE enhet (
  id INT NOT NULL PRIMARY KEY,
  navn VARCHAR(100) NOT NULL
) CHARACTER SET utf8mb4;
CREATE TABLE sak (
  id INT NOT NULL PRIMARY KEY,
  enhet_id INT NOT NULL,
  sakstype VARCHAR(50) NOT NULL DEFAULT '',
  title VARCHAR(200) NOT NULL DEFAULT '',
  status VARCHAR(20) NOT NULL,
  mottatt DATETIME NOT NULL,
  frist DATE NULL,
  endret DATETIME NOT NULL,
  slettet TINYINT NOT NULL DEFAULT 0,
  slatt_sammen_med INT NULL
) CHARACTER SET utf8mb4;
CREATE TABLE sak_hendelse (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  sak_id INT NOT NULL,
  slag VARCHAR(20) NOT NULL,
  tidspunkt DATETIME NOT NULL,
  body TEXT NULL,
  KEY (sak_id)
) CHARACTER SET utf8mb4;
CREATE TABLE avvik (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  enhet_id INT NOT NULL,
  slag VARCHAR(20) NOT NULL,
  meldt DATETIME NOT NULL,
  endret DATETIME NOT NULL
) CHARACTER SET utf8mb4;
