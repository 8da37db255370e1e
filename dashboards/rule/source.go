package rule

import (
	"fmt"

	"casework/collectors/metric"
)

// bySource brings series to one for each source.
const bySource = "max by (source) "

// sourceAlerts are the alerts about data that do not arrive.
func (t *Thresholds) sourceAlerts() []alert {
	up, read := metric.SourceUp.Name, metric.SourceLastSuccess.Name
	return []alert{
		{
			Name: "CaseworkExporterAbsent", Severity: critical, Audience: operations, For: "10m",
			Expr:    fmt.Sprintf("absent(%s)", metric.BuildInfo.Name),
			Summary: "Casework Exporter is not scraped",
			Text:    "Prometheus has no series of it.",
			page: page{
				Norwegian: "Prometheus får ingen tall fra eksportøren.",
				Meaning:   "No exporter answers scrapes: no other alert of this bundle can fire or be trusted to have ended.",
				Quiet:     "One exporter of several: then `CaseworkSourceMissing` names its sources.",
				Confirm:   []string{"Prometheus, Status, Targets: is the target there, and what is its error?", "Does `/-/healthy` answer on the exporter's host?"},
				Do:        []string{"Start the exporter, or correct the address, TLS or password of the scrape.", "Its log says why it ended. Exit 2 is a fault of its settings, and all of them are listed.", "Counters go on where they were; nothing needs to be repaired afterwards."},
			},
		},
		{
			Name: "CaseworkSourceMissing", Severity: warning, Audience: operations, For: "15m",
			Expr:    fmt.Sprintf("%[1]s(last_over_time(%[2]s[1d])) unless %[1]s(%[2]s) unless on () absent(%[3]s)", bySource, up, metric.BuildInfo.Name),
			Summary: ofSource + "the source has left the metrics",
			Text:    "It was there within a day.",
			page: page{
				Norwegian: "Kilden er borte fra tallene, uten at eksportøren er nede.",
				Meaning:   "Some exporter answers, but the source is no longer among its metrics. The alert ends by itself a day after the source was last seen.",
				Quiet:     "All sources missing at once: that is `CaseworkExporterAbsent`.",
				Confirm:   []string{"Was it taken out of CASEWORK_SOURCES, or renamed?", "Is it the source of another exporter that is down? See Status, Targets."},
				Do:        []string{"If meant: nothing, or silence it for a day.", "Otherwise put it back; with the same state directory its counters go on."},
			},
		},
		{
			Name: "CaseworkSourceDown", Severity: critical, Audience: operations, For: t.DownFor,
			Expr:    fmt.Sprintf("%s(%s) == 0", bySource, up),
			Summary: ofSource + "the source cannot be read",
			Text:    "Its polls have failed for " + t.DownFor + ".",
			page: page{
				Norwegian: "Kilden kan ikke leses. Tallene fryses ikke, de holdes tilbake når de blir gamle.",
				Meaning:   "The last poll failed, and so have all for a while. Gauges of the source are withheld once they are too old; counters stand still.",
				Quiet:     "Single failed polls.",
				Confirm:   []string{"`casework_source_poll_failures_total` by `stage` says what fails; the exporter's log says why.", "`" + read + "` says when the last good poll began.", "Run `casework-exporter check` with the same settings."},
				Do:        []string{"Database down or moved: tell its operator.", "Access denied: has the password or a grant changed? Password files are read again for each connection.", "Time limit: look at the plan that `check` shows; an index may be gone."},
			},
		},
		{
			Name: "CaseworkSourceStale", Severity: warning, Audience: operations, For: "10m",
			Expr:    fmt.Sprintf("time() - %[1]s(%[2]s) > %[3]s * (1 - %[1]s(%[4]s))", bySource, read, seconds(t.StaleAfter), metric.SourceWithheld.Name),
			Summary: ofSource + "figures are old",
			Text:    "The last good poll began {{$value | humanizeDuration}} ago.",
			page: page{
				Norwegian: "Tallene fra kilden er for gamle, og vises ikke lenger som nye.",
				Meaning:   fmt.Sprintf("The last good poll is older than %s, or the source's gauges are withheld. Boards are empty rather than wrong, and alerts about its units judge nothing.", t.StaleAfter),
				Quiet:     "A source that was never read since the exporter started: that is `CaseworkSourceDown`.",
				Confirm:   []string{"Is `casework_source_up` 0? Then see `CaseworkSourceDown`.", "If it is 1: is one poll taking very long (`casework_source_poll_duration_seconds`)?"},
				Do:        []string{"As for `CaseworkSourceDown`.", "If polls are slow: look for a lost index with `casework-exporter check`, or lengthen the interval."},
			},
		},
		{
			Name: "CaseworkProgrammesFileInvalid", Severity: warning, Audience: operations, For: "15m",
			Expr:    fmt.Sprintf("%s(%s) == 0", bySource, metric.ProgrammesValid.Name),
			Summary: ofSource + "the programmes file is not valid",
			Text:    "An earlier version is in force.",
			page: page{
				Norwegian: "Filen med veiledningsprogrammer har feil, og en tidligere versjon brukes.",
				Meaning:   "The file changed and has a fault. Units are grouped by the last version that was good.",
				Quiet:     "Sources without a file.",
				Confirm:   []string{"The exporter's log names line, value and what is allowed."},
				Do:        []string{"Correct the line. The file is read again at the next poll."},
			},
		},
		{
			Name: "CaseworkProgrammesUnknownUnits", Severity: warning, Audience: operations, For: "1h",
			Expr:    fmt.Sprintf("%s(%s) > 0", bySource, metric.ProgrammesUnknownUnits.Name),
			Summary: ofSource + "programmes name unknown units",
			Text:    "{{$value | humanize}} units have no case, and are not on the list of units.",
			page: page{
				Norwegian: "Veiledningsprogrammer nevner enheter som ingen sak har, kanskje feilstavet.",
				Meaning:   "A unit that is written in another way than in its cases is known by no programme, and counts among those without one: comparisons are wrong.",
				Quiet:     "Units of the list of units, if the source has one, even without a case; programmes that are yet to begin (`check` names their units).",
				Confirm:   []string{"The exporter's log names the units, as does `casework-exporter check`."},
				Do:        []string{"Write the unit in the programmes file or table as the cases have it, capitals too. Blanks around a name do not matter.", "If the programme has begun in a new unit without cases: silence the alert until it has some, or put the unit on the list of units."},
			},
		},
		{
			Name: "CaseworkLateTransaction", Severity: warning, Audience: operations, For: "15m",
			Expr:    fmt.Sprintf("%s(%s) > 0", bySource, metric.LateTransaction.Name),
			Summary: ofSource + "a transaction has been open for long",
			Text:    "It writes, and is older than the overlap by {{$value | humanizeDuration}}.",
			page: page{
				Norwegian: "En transaksjon som skriver, har vært åpen lenger enn overlappet.",
				Meaning:   "What it commits bears the time of its beginning, behind what polls look at. Figures lack it until the reconciliation at night.",
				Quiet:     "Transactions that only read; MariaDB and MySQL, which do not tell the exporter's user. A standby tells of all databases of its primary.",
				Confirm:   []string{"`casework-exporter check` says how long it has been open.", "In the database: `SELECT pid, usename, application_name, state, xact_start FROM pg_stat_activity WHERE backend_xid IS NOT NULL ORDER BY xact_start`.", "None there? Then it is a prepared one: `SELECT gid, prepared FROM pg_prepared_xacts`."},
				Do:        []string{"A program that forgot it (`idle in transaction`): end it, and set `idle_in_transaction_session_timeout` for its role.", "A nightly job that takes that long every time: set the source's OVERLAP above it."},
			},
		},
	}
}
