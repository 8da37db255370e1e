SELECT session_id, unit, programme, planned_at, held_at, minutes, participants, changed_at
FROM casework_sessions
