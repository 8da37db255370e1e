package adapters_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/source/sourcetest"
)

// waiting is what a site names the status in which its cases wait.
const waiting = "Venter på O'Brien"

// renamed are the products whose statuses are free names, how one of them comes to be
// named otherwise, and what the setting then names.
var renamed = map[string]struct {
	statements []string
	setting    string
}{
	"redmine": {[]string{"UPDATE issue_statuses SET name = 'Venter på O''Brien' WHERE name = 'Feedback'"}, waiting},
	"znuny":   {[]string{"UPDATE ticket_state SET name = 'Venter på O''Brien', type_id = 2 WHERE name = 'pending reminder'"}, waiting},
	"zammad":  {[]string{"UPDATE ticket_states SET name = 'Venter på O''Brien', state_type_id = 2 WHERE name = 'pending reminder'"}, waiting},
	"rt": {[]string{
		"UPDATE Transactions SET NewValue = 'Venter på O''Brien' WHERE NewValue = 'stalled'",
		"UPDATE Transactions SET OldValue = 'Venter på O''Brien' WHERE OldValue = 'stalled'",
		"UPDATE Tickets SET Status = 'Venter på O''Brien' WHERE Status = 'stalled'",
	}, waiting},
	"mantisbt": {[]string{ // whose statuses are numbers
		"UPDATE mantis_bug_history_table SET new_value = '25' WHERE new_value = '20' AND field_name = 'status'",
		"UPDATE mantis_bug_history_table SET old_value = '25' WHERE old_value = '20' AND field_name = 'status'",
		"UPDATE mantis_bug_table SET status = 25 WHERE status = 20",
	}, "25"},
}

// TestPauseStatusesOfTheSetting: a site that names statuses of its own gets the pauses
// of those, and check says which names there are.
func TestPauseStatusesOfTheSetting(t *testing.T) {
	each(t, func(t *testing.T, p *product) {
		of, free := renamed[p.adapter]
		if !free {
			_, err := p.read(t, &store{name: "none"}, account{}, p.paused(t, waiting))
			if err == nil || !strings.Contains(err.Error(), "statuses of pauses: pauses.sql marks no list of statuses") {
				t.Errorf("a product without names: %v", err)
			}
			return
		}
		store, w := p.store(t, "_named")
		for _, st := range paused {
			w.do(st.deed, st.number, instant(t, st.at), time.Time{})
		}
		for _, statement := range of.statements {
			store.exec(statement)
		}
		p.granted(t, store)
		open := func(names ...string) *source.Source {
			database, err := p.read(t, store, p.reader(), p.paused(t, names...))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { database.Close() })
			return database
		}
		want, got := map[ledger.ID][]ledger.Pause{}, map[ledger.ID][]ledger.Pause{}
		for number, all := range spans {
			for _, s := range all {
				want[p.id(number)] = append(want[p.id(number)], ledger.Pause{Paused: unix(t, s.paused), Resumed: unix(t, s.resumed)})
			}
		}
		there := open("Nope", of.setting)
		for _, row := range sourcetest.Changes(t, there, ledger.Pauses, 0).Pauses {
			got[row.Case] = append(got[row.Case], ledger.Pause{Paused: row.Paused, Resumed: row.Resumed})
		}
		for _, all := range got {
			slices.SortFunc(all, func(a, b ledger.Pause) int { return int(a.Paused - b.Paused) })
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("pauses (-want +got):\n%s", diff)
		}
		says(t, there, source.OK, `paused in the status "`+of.setting+`"`)
		says(t, there, source.Warning, `no status is named "Nope", so that nothing is paused in it; there are `, `"`+of.setting+`"`)

		const attack = "x') OR 1=1 OR 'a' IN ('a"
		none := open(attack)
		if n := len(sourcetest.Changes(t, none, ledger.Pauses, 0).Pauses); n != 0 {
			t.Errorf("%d pauses in a status that is not there", n)
		}
		says(t, none, source.Problem, `no status is named "`+attack+`"`)

		// The night takes over what a change of the setting means for the past.
		polled := newPolled(t, none, instant(t, paused[len(paused)-1].at))
		polled.poll(false)
		polled.source = there
		polled.poll(true)
		view := polled.ledger.View(polled.now.Unix(), true)
		if n := view.Rows[ledger.Pauses]; n != 4 {
			t.Errorf("%d pauses after the night, want 4", n)
		}
		polled.compareFirstLoad(view)
	})
}

// paused are the options of a source with a setting.
func (p *product) paused(t *testing.T, names ...string) source.Options {
	return source.Options{Name: "sak", Adapter: p.files(t), Location: location(t, oslo), CaseTypes: true, PauseStatuses: names, Keyer: keyer}
}

// says expects a finding on pauses.sql with some words.
func says(t *testing.T, database *source.Source, level source.Level, words ...string) {
	t.Helper()
	findings, err := database.Inspect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(findings, func(f source.Finding) bool {
		return f.Subject == "pauses.sql" && f.Level == level && !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(f.Detail, w) })
	}) {
		t.Errorf("no %s says %q: %+v", level, words, findings)
	}
}
