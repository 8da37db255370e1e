-- A database of views with what the adapter "operaton" reads, and a user who may
-- read them and nothing else. Put in the exporter's address and a password,
-- and run this as an administrator in the engine's database:
--   mariadb operaton < grants-operaton.sql
-- Then set the source's DATABASE to casework_operaton.
CREATE DATABASE casework_operaton CHARACTER SET utf8mb4;
CREATE SQL SECURITY DEFINER VIEW casework_operaton.ACT_HI_PROCINST AS
  SELECT ID_, PROC_DEF_KEY_, START_TIME_, END_TIME_, SUPER_PROCESS_INSTANCE_ID_, TENANT_ID_, STATE_ FROM ACT_HI_PROCINST;
-- What somebody wrote in place of a reason is left out.
CREATE SQL SECURITY DEFINER VIEW casework_operaton.ACT_HI_TASKINST AS
  SELECT ID_, ROOT_PROC_INST_ID_, START_TIME_, END_TIME_, DUE_DATE_,
    CASE WHEN DELETE_REASON_ = 'completed' THEN DELETE_REASON_ END AS DELETE_REASON_ FROM ACT_HI_TASKINST;
-- When somebody was offered or took a task, not who.
CREATE SQL SECURITY DEFINER VIEW casework_operaton.ACT_HI_IDENTITYLINK AS
  SELECT ID_, TIMESTAMP_, TYPE_, GROUP_ID_, TASK_ID_, ROOT_PROC_INST_ID_, OPERATION_TYPE_ FROM ACT_HI_IDENTITYLINK;
CREATE USER casework_operaton@'10.0.0.7' IDENTIFIED BY 'change this';
GRANT SELECT ON casework_operaton.* TO casework_operaton@'10.0.0.7';
