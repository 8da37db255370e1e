package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"
)

// describe prints what is true of a simulated municipality, and what careless
// comparisons would say instead.
func (s *Simulation) describe(w io.Writer) {
	o := s.Options
	cases, reports := s.Town.Cases.View(), s.Town.Errors.View()
	fmt.Fprintf(w, "A simulated municipality: %d units, %d cases and %d error reports since %s (seed %d).\n",
		len(town), cases.Len(), reports.Len(), s.model.calendar.Date(0).Format("January 2006"), o.Seed)
	fmt.Fprintf(w, "\nThe truth: the programme %q changes waiting by %+.0f %% and error reports by %+.0f %%,\n"+
		"reached over the first three months. These units joined:\n", programme, 100*o.EffectWait, 100*o.EffectErrors)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, u := range s.model.units {
		if u.start != 0 {
			fmt.Fprintf(table, "  %s\tfrom %s\n", u.name, time.Unix(u.start, 0).In(o.Zone).Format(time.DateOnly))
		}
	}
	_ = table.Flush() // writes to w, whose errors nobody could be told
	for i := range s.model.units {
		if u := &s.model.units[i]; u.delay > 0 {
			fmt.Fprintf(w, "\nWhat has changed of late: in %s, which did not join, people wait %.0f %% longer whose cases are received\n"+
				"from %s on. The exporter should tell of it: casework_change_state 2 of its wait, and the alert\n"+
				"CaseworkWaitRising. The months that are compared are earlier, so it is no part of the truth above.\n",
				u.name, 100*(u.delay-1), time.Unix(u.late, 0).In(o.Zone).Format(time.DateOnly))
		}
	}
	n := s.naive()
	fmt.Fprintf(w, "\nCareless comparisons miss the truth, and this data is made so that they do:\n"+
		"  Median wait now, with and without supervision: %s and %s, %+.0f %%. The units that joined\n"+
		"  were %.0f %% slower before they did, which counts against supervision.\n"+
		"  Median wait of those that joined, year before and last half-year: %s and %s, %+.0f %%. Every unit\n"+
		"  gets %.0f %% faster a year, supervised or not, which counts in its favour.\n"+
		"  Each unit's own change, set against the change of units that had not joined, tells the truth.\n",
		days(n.active), days(n.inactive), change(n.inactive, n.active), 100*(slower-1),
		days(n.before), days(n.after), change(n.before, n.after), 100*trend)
	active, inactive := s.clocks()
	fmt.Fprintf(w, "\nCases wait for their applicants too, by their type alone, supervised or not: %.0f %% of those closed in the\n"+
		"last 28 days were paused. Their medians, with supervision and without:\n", share(active.paused+inactive.paused, active.closed+inactive.closed))
	for _, line := range []struct {
		what            string
		active, without float64
	}{
		{"received to closed", active.turnaround, inactive.turnaround},
		{"the same without pauses", active.net, inactive.net},
		{"started to closed", active.handling, inactive.handling},
	} {
		fmt.Fprintf(table, "  %s\t%s\t%s\n", line.what, days(line.active), days(line.without))
	}
	_ = table.Flush()
	if o.Rate > 0 {
		fmt.Fprintf(w, "\nIt goes on living, at about %.3g changed rows a second: far faster than real life.\n"+
			"Most are cases registered late, with the dates they would have had, so that waiting times stay\n"+
			"true; counters count them now, windows on their dates. -live-rate 0 goes at real life's pace.\n", o.Rate)
	}
}

// naive holds medians of waiting, in seconds.
type naive struct {
	active, inactive float64 // cases started in the last 28 days, by supervision
	before, after    float64 // units that joined: the year before they did, the last half-year
}

func (s *Simulation) naive() naive {
	starts := map[string]int64{}
	for _, u := range s.model.units {
		starts[u.name] = u.start
	}
	now := s.Options.Now.Unix()
	var active, inactive, before, after []float64
	for _, c := range s.Town.Cases.View().Between(minTime, maxTime) {
		if c.Started == 0 {
			continue
		}
		wait, start := float64(c.Started-c.Received), starts[c.Unit]
		recent := c.Started > now-28*86400
		switch {
		case recent && start != 0:
			active = append(active, wait)
		case recent:
			inactive = append(inactive, wait)
		}
		switch {
		case start == 0:
		case c.Started > now-182*86400:
			after = append(after, wait)
		case c.Started < start && c.Started > start-365*86400:
			before = append(before, wait)
		}
	}
	return naive{median(active), median(inactive), median(before), median(after)}
}

// median interpolates between the middle two; it is 0 for no values.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}

func days(seconds float64) string { return fmt.Sprintf("%.1f days", seconds/86400) }

// share is a part in percent; 0 of none.
func share(part, of int) float64 { return 100 * float64(part) / float64(max(of, 1)) }

func change(from, to float64) float64 {
	if from == 0 {
		return 0
	}
	return 100 * (to/from - 1)
}

// describe prints what was loaded.
func (l *Loaded) describe(w io.Writer, f Files) {
	fmt.Fprintf(w, "Loaded %d cases and %d error reports of %d units.\n", l.Cases, l.Errors, l.Town.Units.View().Len())
	switch {
	case l.Weeks > 0:
		fmt.Fprintf(w, "All times are moved forward by %d weeks, so that the newest case is received on %s\n"+
			"and windows have something to show. -no-shift keeps the times as they are.\n",
			l.Weeks, time.Unix(l.Newest, 0).In(f.Zone).Format(time.DateOnly))
	default:
		fmt.Fprintf(w, "Times are as in the files; the newest case is received on %s.\n",
			time.Unix(l.Newest, 0).In(f.Zone).Format(time.DateOnly))
	}
	if l.Ahead > 0 {
		fmt.Fprintf(w, "%d cases have something still to come, which appears when its time does.\n", l.Ahead)
	}
	if f.Programmes == "" {
		fmt.Fprintln(w, "No unit is under supervision: PROGRAMMES=programmes.csv says which are (unit, programme, starts_on, ends_on).")
	}
}

// busiest is the unit with most cases.
func busiest(t *Town) (unit string) {
	counts := map[string]int{}
	for _, c := range t.Cases.View().Between(minTime, maxTime) {
		counts[c.Unit]++
		if counts[c.Unit] > counts[unit] || unit == "" {
			unit = c.Unit
		}
	}
	return unit
}
