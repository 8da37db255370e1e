-- Cases (zaken) of Open Zaak 1.28 and later. README.md names the indexes to add and the traps.
SELECT
  z.identificatie_ptr_id AS case_id,
  -- The department that it is with now, else the organisation.
  COALESCE(
    (SELECT COALESCE(NULLIF(e.naam, ''), NULLIF(e.identificatie, ''))
     FROM zaken_rol r
     JOIN zaken_organisatorischeeenheid e ON e.rol_id = r.id
     WHERE r.zaak_id = z.identificatie_ptr_id AND r.betrokkene_type = 'organisatorische_eenheid' AND r.omschrijving_generiek = 'behandelaar'
     ORDER BY r.registratiedatum DESC, r.id DESC
     LIMIT 1),
    z.verantwoordelijke_organisatie) AS unit,
  (SELECT k.zaaktype_omschrijving FROM catalogi_zaaktype k WHERE k.id = z._zaaktype_id) AS case_type,
  -- The instant at which it was made here. One from before 1.13 has that of the
  -- upgrade, and one that was moved here that of the move: then the day on which
  -- it was registered tells.
  CASE WHEN z.created_on < (z.registratiedatum + 1 + TIME '12:00') AT TIME ZONE 'UTC' THEN z.created_on
    ELSE (z.registratiedatum + TIME '00:00') AT TIME ZONE 'UTC' END AS received_at,
  -- The first status behind the first one of its type.
  (SELECT MIN(s.datum_status_gezet)
   FROM zaken_status s
   JOIN catalogi_statustype y ON y.id = s._statustype_id
   WHERE s.zaak_id = z.identificatie_ptr_id
     AND y.statustypevolgnummer > (SELECT MIN(v.statustypevolgnummer) FROM catalogi_statustype v WHERE v.zaaktype_id = y.zaaktype_id)) AS started_at,
  -- einddatum is a day, and gone at a reopening: it says whether, and the statuses
  -- when: the first final one behind the last that was not. Without one, as after
  -- an import, it is the end of that day.
  CASE WHEN z.einddatum IS NOT NULL THEN
    COALESCE(
      (SELECT MIN(h.datum_status_gezet)
       FROM (
         SELECT s.datum_status_gezet, bool_or(y.statustypevolgnummer < (SELECT MAX(v.statustypevolgnummer) FROM catalogi_statustype v WHERE v.zaaktype_id = y.zaaktype_id))
           OVER (ORDER BY s.datum_status_gezet ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS opened
         FROM zaken_status s
         JOIN catalogi_statustype y ON y.id = s._statustype_id
         WHERE s.zaak_id = z.identificatie_ptr_id
       ) h
       WHERE NOT h.opened),
      (z.einddatum + TIME '21:59') AT TIME ZONE 'UTC')
  END AS closed_at,
  -- The last day by law, which whoever extends or resumes a case moves; else the
  -- time that its type allows. None while it is suspended.
  CASE WHEN z.einddatum IS NOT NULL OR NOT z.opschorting_indicatie THEN COALESCE(z.uiterlijke_einddatum_afdoening, CAST(z.startdatum + (SELECT k.doorlooptijd_behandeling FROM catalogi_zaaktype k WHERE k.id = z._zaaktype_id) AS date)) END AS deadline_at,
  (SELECT COUNT(*)
   FROM (
     SELECT o.final, lag(o.final) OVER (ORDER BY o.datum_status_gezet) AS before
     FROM (
       SELECT s.datum_status_gezet,
         y.statustypevolgnummer = (SELECT MAX(v.statustypevolgnummer) FROM catalogi_statustype v WHERE v.zaaktype_id = y.zaaktype_id) AS final
       FROM zaken_status s
       JOIN catalogi_statustype y ON y.id = s._statustype_id
       WHERE s.zaak_id = z.identificatie_ptr_id
     ) o
   ) h
   WHERE h.before AND NOT h.final) AS reopened_count,
  z.laatst_gemuteerd AS changed_at
FROM zaken_zaak z
