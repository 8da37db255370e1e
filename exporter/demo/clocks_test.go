package main

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestTheExporterShowsTheTrueClocks: the exporter reads from the database what is true
// of the simulation, gross and without pauses, as the demo prints it.
func TestTheExporterShowsTheTrueClocks(t *testing.T) {
	s := simulate(t, func(o *Options) { o.Months = 8 })
	dir := t.TempDir()
	if err := s.writeDeadlines(dir); err != nil {
		t.Fatal(err)
	}
	shown := read(t, s.Town, s.Options.Now, map[string]string{"KOMMUNE_DEADLINES_FILE": deadlinesFile(dir)}).poll(t)
	active, inactive := s.clocks()
	for group, c := range map[string]clocks{"active": active, "inactive": inactive} {
		t.Logf("%s: %+v", group, c)
		if c.paused < 50 || c.net > 0.97*c.turnaround {
			t.Errorf("%s: %d of %d cases were paused, and their times are %s and %s: pauses hardly matter",
				group, c.paused, c.closed, days(c.turnaround), days(c.net))
		}
		for name, want := range map[string]float64{
			"turnaround": c.turnaround, "net_turnaround": c.net, "handling": c.handling,
		} {
			line := fmt.Sprintf("casework_group_window_%s_median_seconds{source=%q,supervision=%q,window=\"28d\"} ", name, source, group)
			_, rest, found := strings.Cut(shown, line)
			got, _, _ := strings.Cut(rest, "\n")
			if !found || got != strconv.FormatFloat(want, 'g', -1, 64) {
				t.Errorf("%s%s, want %s", line, got, strconv.FormatFloat(want, 'g', -1, 64))
			}
		}
	}
	for _, name := range []string{"casework_paused_cases{", "casework_window_deadline_met_ratio{", "casework_window_turnaround_median_workdays{"} {
		if !strings.Contains(shown, name) {
			t.Errorf("%s is not shown", name)
		}
	}
}

// TestPausesAreOfTheirCases: at any time, each pause lies within its case, none lasts of
// a case that is closed, and none touches another.
func TestPausesAreOfTheirCases(t *testing.T) {
	s := simulate(t, func(o *Options) { o.Months = 4 })
	look := func() (n, last int) {
		cases, until := map[Key]*Case{}, map[Key]int64{}
		for _, c := range s.Town.Cases.View().Between(minTime, maxTime) {
			cases[c.ID] = c
		}
		for _, p := range s.Town.Pauses.View().Between(minTime, maxTime) {
			n++
			c := cases[p.Case]
			switch {
			case c == nil:
				t.Fatalf("of no case: %+v", p)
			case p.Paused < c.Received, p.Resumed != 0 && p.Resumed <= p.Paused, c.Closed != 0 && (p.Resumed == 0 || p.Resumed > c.Closed):
				t.Fatalf("%+v of %+v", p, c)
			case p.Paused < until[p.Case] && until[p.Case] != 0:
				t.Fatalf("%+v begins before the one before it ended", p)
			case p.Resumed == 0:
				last++
			}
			until[p.Case] = p.Resumed
		}
		return n, last
	}
	n, last := look()
	if n < 500 || last < 20 {
		t.Errorf("%d pauses, %d of them last", n, last)
	}
	for i := range 3600 {
		if err := s.advance(s.Options.Now.Add(time.Duration(i)*time.Second), 2); err != nil {
			t.Fatal(err)
		}
	}
	later, lasting := look()
	t.Logf("%d pauses, %d of them last; after an hour %d and %d", n, last, later, lasting)
	if later < n+100 || lasting < last/2 || lasting > 2*last {
		t.Errorf("%d pauses, %d of them last; after an hour %d and %d", n, last, later, lasting)
	}
}
