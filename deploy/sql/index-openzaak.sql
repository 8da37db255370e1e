-- What the adapter "openzaak" needs beside Open Zaak's own indexes: the first for
-- every poll, the second for the nightly reconciliation.
CREATE INDEX casework_changed ON zaken_zaak (laatst_gemuteerd, identificatie_ptr_id);
CREATE INDEX casework_received ON zaken_zaak ((
  CASE WHEN created_on < (registratiedatum + 1 + TIME '12:00') AT TIME ZONE 'UTC' THEN created_on
    ELSE (registratiedatum + TIME '00:00') AT TIME ZONE 'UTC' END), identificatie_ptr_id);
