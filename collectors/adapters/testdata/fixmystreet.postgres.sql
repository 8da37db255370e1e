-- What the adapter "fixmystreet" reads of FixMyStreet 6: types, keys and defaults
-- as its schema makes them, and some columns that must stay unread.
CREATE TABLE users (
  id serial NOT NULL PRIMARY KEY,
  email text,
  name text,
  from_body integer
);
CREATE TABLE body (
  id serial PRIMARY KEY,
  name text NOT NULL,
  deleted boolean NOT NULL DEFAULT 'f'
);
CREATE TABLE state (
  id serial NOT NULL PRIMARY KEY,
  label text NOT NULL UNIQUE,
  type text NOT NULL CHECK (type = 'open' OR type = 'closed' OR type = 'fixed'),
  name text NOT NULL UNIQUE
);
CREATE TABLE problem (
  id serial NOT NULL PRIMARY KEY,
  postcode text NOT NULL,
  bodies_str text,
  category text NOT NULL DEFAULT 'Other',
  title text NOT NULL,
  detail text NOT NULL,
  user_id int REFERENCES users(id) NOT NULL,
  name text NOT NULL,
  external_id text,
  created timestamp NOT NULL DEFAULT current_timestamp,
  confirmed timestamp,
  state text NOT NULL,
  lastupdate timestamp NOT NULL DEFAULT current_timestamp,
  whensent timestamp,
  send_state text NOT NULL DEFAULT 'unprocessed'
);
CREATE INDEX problem_created_idx ON problem(created);
CREATE INDEX problem_confirmed_idx ON problem(confirmed);
CREATE INDEX problem_user_id_idx ON problem(user_id);
CREATE TABLE comment (
  id serial NOT NULL PRIMARY KEY,
  problem_id integer NOT NULL REFERENCES problem(id),
  user_id int REFERENCES users(id) NOT NULL,
  name text,
  created timestamp NOT NULL DEFAULT current_timestamp,
  confirmed timestamp,
  text text NOT NULL,
  state text NOT NULL CHECK (state = 'unconfirmed' OR state = 'confirmed' OR state = 'hidden'),
  mark_fixed boolean NOT NULL,
  mark_open boolean NOT NULL DEFAULT 'f',
  problem_state text,
  external_id text
);
CREATE INDEX comment_user_id_idx ON comment(user_id);
CREATE INDEX comment_problem_id_idx ON comment(problem_id);
CREATE INDEX comment_problem_id_created_idx ON comment(problem_id, created);
CREATE TABLE admin_log (
  id serial NOT NULL PRIMARY KEY,
  admin_user text NOT NULL,
  object_type text NOT NULL,
  object_id integer NOT NULL,
  action text NOT NULL,
  whenedited timestamp NOT NULL DEFAULT current_timestamp,
  reason text NOT NULL DEFAULT ''
);
