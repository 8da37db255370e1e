-- Requests for information of Alaveteli. README.md names the index to add and the traps.
SELECT
  i.id AS case_id,
  -- The authority, by the name that it was given first of those in several languages.
  COALESCE(
    (SELECT t.name FROM public_body_translations t WHERE t.public_body_id = i.public_body_id AND t.name IS NOT NULL ORDER BY t.id LIMIT 1),
    (SELECT b.name FROM public_bodies b WHERE b.id = i.public_body_id)) AS unit,
  i.law_used AS case_type,
  i.created_at AS received_at,
  -- An answer, or a state that ends the request. An answer is none if the first
  -- that was said after it, before the next letter to the authority, was that the
  -- response is still awaited (an acknowledgement) or that it was an error message.
  -- Whatever is said later goes to the last answer, too (calculated_state), if
  -- there is none since, such as that the request is withdrawn or reported.
  (SELECT MIN(e.created_at)
   FROM info_request_events e
   WHERE e.info_request_id = i.id AND CASE
     WHEN e.event_type <> 'response' THEN e.described_state IN ('successful', 'partially_successful', 'not_held', 'rejected', 'gone_postal', 'user_withdrawn')
     WHEN e.calculated_state = 'waiting_response' THEN FALSE
     WHEN e.calculated_state IN ('successful', 'partially_successful', 'not_held', 'rejected', 'gone_postal', 'waiting_clarification') THEN TRUE
     ELSE COALESCE(
       (SELECT CASE WHEN d.event_type <> 'followup_sent' THEN d.described_state END
        FROM info_request_events d
        WHERE d.info_request_id = i.id AND (d.created_at, d.id) >= (e.created_at, e.id)
          AND (d.event_type = 'followup_sent' OR d.event_type IN ('response', 'status_update', 'edit') AND d.described_state IS NOT NULL)
        ORDER BY d.created_at, d.id
        LIMIT 1), '') NOT IN ('waiting_response', 'error_message')
   END) AS started_at,
  -- What people say is put to the event that is the last one then. The closing is
  -- the first final state behind the last one of another; if there was an answer
  -- since anything else was said, that is when it came. That a reader reported the
  -- request (attention_requested), or that it was taken for none for a while, tells
  -- nothing of the answer.
  CASE WHEN COALESCE(
      NULLIF(i.described_state, 'attention_requested'),
      (SELECT e.described_state
       FROM info_request_events e
       WHERE e.info_request_id = i.id AND e.described_state NOT IN ('attention_requested', 'vexatious', 'not_foi')
       ORDER BY e.created_at DESC, e.id DESC
       LIMIT 1)) IN ('successful', 'partially_successful', 'not_held', 'rejected', 'gone_postal', 'user_withdrawn') THEN
    COALESCE(
      (SELECT COALESCE(
         (SELECT MAX(r.created_at)
          FROM info_request_events r
          WHERE r.info_request_id = i.id AND r.event_type = 'response' AND h.described_state <> 'user_withdrawn'
            AND (r.created_at, r.id) <= (h.created_at, h.id)
            AND (h.id_before IS NULL OR (r.created_at, r.id) > (h.created_before, h.id_before))),
         h.created_at)
       FROM (
         SELECT e.created_at, e.id, e.described_state,
           lag(e.created_at) OVER (ORDER BY e.created_at, e.id) AS created_before, lag(e.id) OVER (ORDER BY e.created_at, e.id) AS id_before,
           bool_or(e.described_state
             NOT IN ('successful', 'partially_successful', 'not_held', 'rejected', 'gone_postal', 'user_withdrawn'))
             OVER (ORDER BY e.created_at, e.id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS opened
         FROM info_request_events e
         WHERE e.info_request_id = i.id AND e.described_state NOT IN ('attention_requested', 'vexatious', 'not_foi')
       ) h
       WHERE NOT h.opened
       ORDER BY h.created_at, h.id
       LIMIT 1),
      i.last_public_response_at,
      i.updated_at)
  END AS closed_at,
  -- The last day by law. None while the authority has answered and nobody said
  -- what, or waits for the one who asks, or reviews its answer: Alaveteli takes a
  -- request for late only while it awaits the response.
  CASE WHEN i.described_state = 'waiting_response' AND NOT i.awaiting_description
      OR COALESCE(
        NULLIF(i.described_state, 'attention_requested'),
        (SELECT e.described_state
         FROM info_request_events e
         WHERE e.info_request_id = i.id AND e.described_state NOT IN ('attention_requested', 'vexatious', 'not_foi')
         ORDER BY e.created_at DESC, e.id DESC
         LIMIT 1)) IN ('successful', 'partially_successful', 'not_held', 'rejected', 'gone_postal', 'user_withdrawn')
    THEN i.date_response_required_by END AS deadline_at,
  (SELECT COUNT(*)
   FROM (
     SELECT o.final, lag(o.final) OVER (ORDER BY o.created_at, o.id) AS before
     FROM (
       SELECT e.created_at, e.id, e.described_state
         IN ('successful', 'partially_successful', 'not_held', 'rejected', 'gone_postal', 'user_withdrawn') AS final
       FROM info_request_events e
       WHERE e.info_request_id = i.id AND e.described_state NOT IN ('attention_requested', 'vexatious', 'not_foi')
     ) o
   ) h
   WHERE h.before AND NOT h.final) AS reopened_count,
  i.updated_at AS changed_at
FROM info_requests i
-- What the site hides, or takes for no request.
WHERE i.prominence <> 'hidden' AND i.described_state NOT IN ('vexatious', 'not_foi')
