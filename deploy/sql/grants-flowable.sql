-- A database of views with what the adapter "flowable" reads, and a user who may
-- read them and nothing else. Put in the exporter's address and a password,
-- and run this as an administrator in the engine's database:
--   mariadb flowable < grants-flowable.sql
-- Then set the source's DATABASE to casework_flowable.
CREATE DATABASE casework_flowable CHARACTER SET utf8mb4;
-- What somebody wrote as a reason is left out.
CREATE SQL SECURITY DEFINER VIEW casework_flowable.ACT_HI_PROCINST AS
  SELECT ID_, PROC_DEF_ID_, START_TIME_, END_TIME_, SUPER_PROCESS_INSTANCE_ID_, TENANT_ID_,
    CASE WHEN LOWER(DELETE_REASON_) LIKE 'terminate end event%' THEN 'terminate end event' WHEN DELETE_REASON_ IS NOT NULL THEN 'deleted' END AS DELETE_REASON_ FROM ACT_HI_PROCINST;
CREATE SQL SECURITY DEFINER VIEW casework_flowable.ACT_HI_TASKINST AS
  SELECT ID_, PROC_INST_ID_, START_TIME_, CLAIM_TIME_, END_TIME_, DUE_DATE_,
    CASE WHEN DELETE_REASON_ IS NOT NULL THEN 'deleted' END AS DELETE_REASON_ FROM ACT_HI_TASKINST;
-- The groups that a task was offered to, not who took it.
CREATE SQL SECURITY DEFINER VIEW casework_flowable.ACT_HI_IDENTITYLINK AS
  SELECT ID_, TYPE_, GROUP_ID_, TASK_ID_, CREATE_TIME_ FROM ACT_HI_IDENTITYLINK;
CREATE USER casework_flowable@'10.0.0.7' IDENTIFIED BY 'change this';
GRANT SELECT ON casework_flowable.* TO casework_flowable@'10.0.0.7';
