-- Process instances of Operaton 1 and 2, and Camunda 7, on MariaDB and MySQL. README.md names the traps.
SELECT
  p.ID_ AS case_id,
  -- The group that a task of it was offered to last, in subprocesses too.
  COALESCE(
    (SELECT l.GROUP_ID_
     FROM ACT_HI_IDENTITYLINK l
     WHERE l.ROOT_PROC_INST_ID_ = p.ID_ AND l.TYPE_ = 'candidate' AND l.OPERATION_TYPE_ = 'add' AND l.GROUP_ID_ IS NOT NULL
     ORDER BY l.TIMESTAMP_ DESC, l.ID_ DESC
     LIMIT 1),
    p.TENANT_ID_, 'no group') AS unit,
  p.PROC_DEF_KEY_ AS case_type,
  p.START_TIME_ AS received_at,
  -- Somebody took a task or completed one, or the process ended. TIMESTAMP_ is an
  -- instant and START_TIME_ is not, so that what a task was given when it was
  -- made tells how they differ. What came in that second was the model's.
  COALESCE(
    (SELECT MIN(CASE
       WHEN TIMESTAMPDIFF(SECOND, (SELECT MIN(f.TIMESTAMP_) FROM ACT_HI_IDENTITYLINK f WHERE f.TASK_ID_ = t.ID_), l.TIMESTAMP_) > 0
         THEN t.START_TIME_ + INTERVAL TIMESTAMPDIFF(SECOND, (SELECT MIN(f.TIMESTAMP_) FROM ACT_HI_IDENTITYLINK f WHERE f.TASK_ID_ = t.ID_), l.TIMESTAMP_) SECOND
       WHEN t.DELETE_REASON_ = 'completed' THEN t.END_TIME_ END)
     FROM ACT_HI_TASKINST t
     LEFT JOIN ACT_HI_IDENTITYLINK l ON l.TASK_ID_ = t.ID_ AND l.TYPE_ = 'assignee' AND l.OPERATION_TYPE_ = 'add'
     WHERE t.ROOT_PROC_INST_ID_ = p.ID_),
    p.END_TIME_) AS started_at,
  p.END_TIME_ AS closed_at,
  -- The first date that an open task is due.
  CASE WHEN p.END_TIME_ IS NULL THEN
    (SELECT MIN(t.DUE_DATE_) FROM ACT_HI_TASKINST t WHERE t.ROOT_PROC_INST_ID_ = p.ID_ AND t.END_TIME_ IS NULL)
  END AS deadline_at
FROM ACT_HI_PROCINST p
-- Subprocesses are part of their case; what somebody cancelled is none.
WHERE p.SUPER_PROCESS_INSTANCE_ID_ IS NULL AND COALESCE(p.STATE_, '') <> 'EXTERNALLY_TERMINATED'
