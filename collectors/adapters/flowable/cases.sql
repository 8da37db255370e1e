-- Process instances of Flowable 6 and 7. README.md names the traps.
SELECT
  p.ID_ AS case_id,
  -- The group that its last task was offered to, of those that were offered to one.
  COALESCE(
    (SELECT l.GROUP_ID_
     FROM ACT_HI_IDENTITYLINK l
     WHERE l.TYPE_ = 'candidate' AND l.GROUP_ID_ IS NOT NULL AND l.TASK_ID_ = (
       SELECT t.ID_
       FROM ACT_HI_TASKINST t
       WHERE t.PROC_INST_ID_ = p.ID_ AND EXISTS (
         SELECT 1 FROM ACT_HI_IDENTITYLINK c WHERE c.TASK_ID_ = t.ID_ AND c.TYPE_ = 'candidate' AND c.GROUP_ID_ IS NOT NULL)
       ORDER BY t.START_TIME_ DESC, t.ID_ DESC
       LIMIT 1)
     ORDER BY l.CREATE_TIME_ DESC, l.ID_ DESC
     LIMIT 1),
    NULLIF(p.TENANT_ID_, ''), 'no group') AS unit,
  -- The key stands before the version; an identifier that would be too long has none.
  CASE WHEN POSITION(':' IN p.PROC_DEF_ID_) > 1 THEN SUBSTRING(p.PROC_DEF_ID_, 1, POSITION(':' IN p.PROC_DEF_ID_) - 1) ELSE '' END AS case_type,
  p.START_TIME_ AS received_at,
  -- Somebody claimed a task or completed one, or the process ended.
  COALESCE(
    (SELECT MIN(COALESCE(t.CLAIM_TIME_, CASE WHEN t.DELETE_REASON_ IS NULL THEN t.END_TIME_ END))
     FROM ACT_HI_TASKINST t
     WHERE t.PROC_INST_ID_ = p.ID_),
    p.END_TIME_) AS started_at,
  p.END_TIME_ AS closed_at,
  -- The first date that an open task is due.
  CASE WHEN p.END_TIME_ IS NULL THEN
    (SELECT MIN(t.DUE_DATE_) FROM ACT_HI_TASKINST t WHERE t.PROC_INST_ID_ = p.ID_ AND t.END_TIME_ IS NULL)
  END AS deadline_at
FROM ACT_HI_PROCINST p
-- Subprocesses are part of their case; what somebody deleted is none.
WHERE p.SUPER_PROCESS_INSTANCE_ID_ IS NULL AND (p.DELETE_REASON_ IS NULL OR LOWER(p.DELETE_REASON_) LIKE 'terminate end event%')
