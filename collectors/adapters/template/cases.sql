-- A template for an adapter of your own, written for a product that does not
-- exist. Copy the folder, and go through it from top to bottom.
--
-- It must be one SELECT. The exporter wraps it and adds conditions, an order
-- and a limit around it. The server looks through to the table of cases as
-- long as that stands alone in FROM and everything else is looked up by a
-- SELECT in parentheses, one row at a time, through an index. No JOIN, GROUP
-- BY, DISTINCT, UNION, LIMIT or window function at the outermost level.
SELECT
  -- An identifier that never changes: the primary key. It is hashed as it is
  -- read, and never shown.
  s.id AS case_id,

  -- What is compared: an office, a team, a department. It becomes a label, so
  -- it must hold nothing about a person. NULL: the case does not count. If the
  -- product stores entities (&amp;), put the characters back with REPLACE.
  (SELECT e.navn FROM enhet e WHERE e.id = s.enhet_id) AS unit,

  -- A kind of case, or '' if there is none. Asked for only if the setting
  -- CASE_TYPES names some.
  s.sakstype AS case_type,

  -- When the person who asks began to wait. DATETIME is read in the zone of the
  -- setting DATETIME_TIMEZONE, of the file "timezone" in this folder, or of
  -- TIMEZONE; TIMESTAMP and seconds since 1970 are exact by themselves (write
  -- UTC into "timezone" with a TIMESTAMP: the server may make a DATETIME of an
  -- expression over one). Give columns as they are stored: no CONVERT_TZ, no
  -- FROM_UNIXTIME. Milliseconds are divided: s.mottatt DIV 1000.
  s.mottatt AS received_at,

  -- When somebody first did something about it: took it, answered it, closed
  -- it. Not an acknowledgement, not a letter of the person who asked, not a move.
  -- Without this column there are no waiting times.
  (SELECT MIN(h.tidspunkt)
   FROM sak_hendelse h
   WHERE h.sak_id = s.id AND h.slag IN ('tildelt', 'svar', 'lukket')) AS started_at,

  -- When it was closed; NULL while it is open. Ask the status first and the
  -- history for the time: a column "closed" often outlives a reopening. A step
  -- from one closed status to another is no closing, so this is the first one
  -- behind the last reopening. COALESCE must hold a time at its end: a closed
  -- case without one would count as open. Imports and interfaces close without
  -- history, so put whatever is better than the last change before that: a
  -- later note moves it, and the case would seem closed again.
  CASE WHEN s.status = 'lukket' THEN
    COALESCE(
      (SELECT MIN(h.tidspunkt)
       FROM sak_hendelse h
       WHERE h.sak_id = s.id AND h.slag = 'lukket' AND h.id > COALESCE(
         (SELECT MAX(g.id) FROM sak_hendelse g WHERE g.sak_id = s.id AND g.slag = 'gjenapnet'), 0)),
      s.endret)
  END AS closed_at,

  -- The last instant in time; a DATE lasts until the end of its day. Leave the
  -- column out if there is none. Where the product's clock stands still while a
  -- case is paused, it is not overdue:
  -- CASE WHEN s.status <> 'venter' THEN s.frist END AS deadline_at,
  s.frist AS deadline_at,

  -- For how many seconds it was paused, waiting for others, until the last pause
  -- ended, and since when it is paused now, if the product keeps no pauses one
  -- by one (else pauses.sql); and when it had all that a decision takes:
  -- s.ventet_sekunder AS paused_seconds, s.venter_siden AS paused_since,
  -- s.komplett AS complete_at,

  -- How often it was reopened, ever. It must not fall.
  (SELECT COUNT(*) FROM sak_hendelse h WHERE h.sak_id = s.id AND h.slag = 'gjenapnet') AS reopened_count,

  -- It must move whenever anything above changes, and have an index: one on
  -- (endret, id) here. See that an act which only writes history moves it too.
  -- Leave it out if there is none: then every poll reads all open cases, and
  -- those received or closed within the setting RESCAN.
  s.endret AS changed_at
FROM sak s
-- What the product hides: deleted, merged, test cases. Cases that leave here
-- leave the figures at the nightly reconciliation.
WHERE s.slettet = 0 AND s.slatt_sammen_med IS NULL
