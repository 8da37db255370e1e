package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/statefile"
)

// oldTown is a town with years of history, in one unit of which waits become longer before it is looked at, and
// in another meanwhile.
func oldTown() *town {
	const years = 2 * 365 * day
	living := newTown(begin-years, int(years/day)+townDays+20)
	for i := range living.cases {
		c := &living.cases[i]
		if c.Unit == unitName(1) && c.Received > begin-200*day || c.Unit == unitName(3) && c.Received > begin+30*day {
			c.Started += 12 * day
			c.Closed += 12 * day
		}
	}
	return living
}

// TestBackfilledChangesAreLive: what blocks say of changes is what a Prometheus has that scraped an exporter all along.
func TestBackfilledChangesAreLive(t *testing.T) {
	t.Parallel()
	for name, hide := range map[string]func() *statefile.SmallUnits{"all": nil, "small units hidden": hidden} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const step = 5 * quarter
			end := begin + townDays*day
			scraped := openPrometheus(t, t.TempDir())
			lopts, _ := townOptions()
			living := oldTown()
			if hide != nil {
				living.small = hide()
			}
			living.scrapeAll(t, scraped, ledger.New(lopts, 2, begin), nil, begin, end, step)
			p, err := oldTown().past(end)
			if err != nil {
				t.Fatal(err)
			}
			p.hide = hide
			dir := t.TempDir()
			write(t, p, begin, end, dir, "classic", blocks)
			filled := openPrometheus(t, dir)
			names := map[string]bool{}
			for at := begin; at <= end; at += step {
				const expr = `{__name__=~"casework_change_.+"}`
				want, got := scraped.query(t, expr, at), filled.query(t, expr, at)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("%s (-scraped +backfilled):\n%s", r3339(at), diff)
				}
				for one := range got {
					_, name, _ := strings.Cut(one, `__name__="`)
					name, _, _ = strings.Cut(name, `"`)
					names[name] = true
				}
			}
			for one := range filled.query(t, `count by (unit) (casework_change_state) unless count by (unit) (casework_open_cases)`, end) {
				t.Errorf("changes are shown of %s, and no open cases: it is hidden", one)
			}
			for _, def := range metric.All() {
				if def.Section == metric.Changes && !names[def.Name] {
					t.Errorf("%s was not compared", def.Name)
				}
			}
		})
	}
}
