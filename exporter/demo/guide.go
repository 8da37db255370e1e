package main

import (
	"fmt"
	"io"
	"path/filepath"
)

// guide prints where to look and what to try.
func (x *exporter) guide(w io.Writer, o settings, s *Server, dir string, town *Town) error {
	program, err := filepath.Abs(o.exporter)
	if err != nil {
		return fmt.Errorf("find the exporter (-exporter): %w", err)
	}
	base := "http://" + x.listen
	fmt.Fprintf(w, `
The exporter is ready. Open this in a browser:

  %[1]s/board   (in English: %[1]s/board?lang=en)

Or in another terminal (%[1]s/ says how the exporter is):

  One unit, everything that is known of it:
    curl -s %[1]s/metrics | grep 'unit="%[2]s"'
  Median wait with and without supervision, all units of a group pooled, in seconds:
    curl -s %[1]s/metrics | grep ^casework_group_window_wait_median_seconds
`, base, busiest(town))
	if town.Programmes.View().Len() > 0 {
		fmt.Fprintf(w, `  What supervision changed, by the exporter's comparison (wait: -0.2 is 20 %% shorter, the first months
  included, when an effect is not yet whole; errors: -0.02 is 2 fewer for every 100 cases closed):
    curl -s %[1]s/metrics | grep ^casework_effect_estimate_ratio
  The same with intervals, tests and doubts, as a page for a browser:
    (set -a; . %[2]s; %[3]s report --lang en --output casework-report.html)
`, base, shellWord(envFile(dir)), shellWord(program))
	}
	fmt.Fprintf(w, `  Who waits now, unit by unit:
    curl -s %[1]s/metrics | grep ^casework_queue_cases
  What is at a new level, by the unit's own past (some seconds after the start; no output: nothing):
    curl -s %[1]s/metrics | grep ^casework_change_state | grep ' 2$'
  Counters that grow while you watch:
    watch -d -n 2 "curl -s %[1]s/metrics | grep ^casework_cases_closed_total"
  Which rows count for nothing, by table and reason (README.md says what each means; no output: none):
    curl -s %[1]s/metrics | grep ^%[2]s | grep -v ' 0$'
  Is it ready, and how is the database:
    curl -i %[1]s/-/ready; curl -s %[1]s/metrics | grep ^casework_source

The database, read-only, for any MySQL client:
    MYSQL_PWD=$(cat %[3]s) mysql -h %[4]s -P %[5]d -u %[6]s %[7]s

Ctrl-C stops it all.
`, base, rejectedName, shellWord(filepath.Join(dir, "password")), s.Addr.IP, s.Addr.Port, dbUser, database)
	return nil
}
