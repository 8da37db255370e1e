package files

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/supplement"
)

// TestSessionsAsTable: sessions are read as a supplementary table by the headings by which they are
// read as rows, those that columns.csv names included, and columns of neither are passed over.
func TestSessionsAsTable(t *testing.T) {
	const row = "V1;Nord;2026-11-03 10:00:00;03.11.2026 10:00;45;2026-11-04 12:00:00;\n"
	f := newFolder(t, Options{})
	day := func(v supplement.Value) string {
		if !v.Set {
			return "-"
		}
		return v.Day.Date().Format(time.DateOnly)
	}
	see := func(what, want string) {
		t.Helper()
		f.now = f.now.Add(time.Minute)
		if err := f.poll(ledger.Sessions); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		f.Changed(t.Context())
		got := ""
		_, err := f.ReadTable(t.Context(), supplement.Dose, 0, func(row supplement.Row) {
			got += fmt.Sprintf("%s %s %s %s %v", row[1].Text, row[2].Text, day(row[3]), day(row[4]), row[5].Number)
		})
		if err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q: %v", what, got, err, want, f.Statuses())
		}
	}
	for _, first := range []string{
		"session_id;unit;planned_at;held_at;minutes;changed_at\n",
		"Økt-id;Enhet;Planlagt;Gjennomført dato;Minutter;Endret;Saksbehandler\n",
	} {
		f.put("sessions.csv", first+row, time.Hour)
		see(first, "Nord other 2026-11-03 2026-11-03 45")
	}
	f.put("columns.csv", "sessions.planned_at,Avtalt\nsessions.held_at,Endret\nsessions.changed_at,Holdt\nsessions.minutes,Tid\n", time.Hour)
	f.put("sessions.csv", "Økt-id;Enhet;Avtalt;Holdt;Tid;Endret\n"+row, 2*time.Hour)
	see("headings of columns.csv", "Nord other 2026-11-03 2026-11-04 45")
	f.put("columns.csv", "sessions.planned_at,Avtalt\nsessions.held_at,Holdt\nsessions.minutes,Tid\n", time.Minute)
	see("another columns.csv", "Nord other 2026-11-03 2026-11-03 45")
	f.put("sessions.csv", "Økt-id;Enhet;kind;Avtalt;Holdt;Tid;changed_at\nV1;Nord;group;2026-11-03;;;2026-11-03\n", time.Hour)
	see("a column of the table alone", "Nord group 2026-11-03 - 0")
	f.put("columns.csv", "sessions.kind,Slag\nsessions.planned_at,Avtalt\n", time.Second)
	f.put("sessions.csv", "Økt-id;Enhet;Slag;Avtalt;Gjennomført;Minutter;Endret\nV1;Nord;coaching;2026-11-03;2026-11-03;45;\n", time.Hour)
	see("its heading in columns.csv", "Nord coaching 2026-11-03 2026-11-03 45")
	all, err := f.Inspect(t.Context())
	if at := slices.IndexFunc(all, func(one source.Finding) bool { return one.Detail == "1 row of sessions by kind" }); at < 0 {
		t.Errorf("%v, %v do not say what was read", all, err)
	}
	if at := slices.IndexFunc(all, func(one source.Finding) bool { return strings.Contains(one.Detail, "slag") }); at >= 0 {
		t.Errorf("%v is said of a column that is read", all[at])
	}
}
