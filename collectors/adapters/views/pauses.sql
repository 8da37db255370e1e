SELECT pause_id, case_id, paused_at, resumed_at, changed_at
FROM casework_pauses
