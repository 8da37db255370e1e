package collectors

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/civil"
	"casework/collectors/dropfolder"
	"casework/collectors/metric"
	"casework/collectors/supplement"
)

// TestOneLine: what is the same for several stages is written once.
func TestOneLine(t *testing.T) {
	refused := errors.New("connect to the database: connection refused")
	reading := func(stage string, err error) error { return &stageError{stage, fmt.Errorf("read %s: %w", stage, err)} }
	for _, tt := range []struct {
		err  error
		want string
	}{
		{errBroken, "server has gone away"},
		{reading("cases", refused), "read cases: connect to the database: connection refused"},
		{
			errors.Join(reading("cases", refused), reading("errors", refused), reading("sessions", refused)),
			"cases, errors, sessions: connect to the database: connection refused",
		},
		{
			errors.Join(reading("cases", refused), errors.Join(reading("errors", errBroken), reading("dose", refused))),
			"cases, dose: connect to the database: connection refused; read errors: server has gone away",
		},
		{&stageError{"programmes", errors.New("line 3: b\nline 2: a\nline 3: b")}, "line 2: a; line 3: b"},
	} {
		if diff := cmp.Diff(tt.want, oneLine(tt.err)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// someTables is a folder that has some tables, without rows, and always tells
// of a change.
type someTables map[*supplement.Table]bool

// failingTables is someTables, of which some cannot be read.
type failingTables struct {
	someTables
	fail map[*supplement.Table]error
}

func (f failingTables) ReadTable(ctx context.Context, t *supplement.Table, since civil.Day, add func(supplement.Row)) (bool, error) {
	if err := f.fail[t]; err != nil {
		return false, err
	}
	return f.someTables.ReadTable(ctx, t, since, add)
}

func (s someTables) Changed(context.Context) bool  { return true }
func (s someTables) Statuses() []dropfolder.Status { return nil }
func (s someTables) ReadTable(_ context.Context, t *supplement.Table, _ civil.Day, _ func(supplement.Row)) (bool, error) {
	return s[t], nil
}

// TestAbsentTablesAreLoggedOnce: only those that went are reported later.
func TestAbsentTablesAreLoggedOnce(t *testing.T) {
	folder := someTables{}
	for _, table := range supplement.Tables() {
		folder[table] = table != supplement.Surveys && table != supplement.Absence
	}
	inBubble(t, Options{Tables: []TableReader{folder}}, func(t *testing.T, b *bench) {
		var got []string
		step := func() {
			b.log.Reset()
			b.poll(t, time.Minute)
			_, tables, _ := strings.Cut(b.log.String(), " tables=")
			tables, _, _ = strings.Cut(tables, "\n")
			got = append(got, tables)
		}
		step()
		step()
		folder[supplement.Surveys] = true
		step()
		folder[supplement.Surveys] = false
		step()
		step()
		if diff := cmp.Diff([]string{`"surveys, absence"`, "", "", "surveys", ""}, got); diff != "" {
			t.Errorf("tables that are logged as off (-want +got):\n%s", diff)
		}
	})
}

// TestATableThatCannotBeReadIsShownForADay: it keeps no other from being read,
// and its figures stay for 24 hours.
func TestATableThatCannotBeReadIsShownForADay(t *testing.T) {
	folder := failingTables{someTables{supplement.Surveys: true, supplement.Absence: true}, map[*supplement.Table]error{}}
	inBubble(t, Options{Tables: []TableReader{folder}}, func(t *testing.T, b *bench) {
		step := func(pass time.Duration, surveys, absence bool) {
			t.Helper()
			b.poll(t, pass)
			if got := b.tables.store.Has(supplement.Surveys); got != surveys {
				t.Errorf("surveys are shown: %v", got)
			}
			if got := b.tables.store.Has(supplement.Absence); got != absence {
				t.Errorf("absence is shown: %v", got)
			}
		}
		step(0, true, true)
		folder.fail[supplement.Surveys] = errBroken
		b.log.Reset()
		step(24*time.Hour-time.Second, true, true)
		if n := b.gather(t)["casework_source_poll_failures_total,surveys"]; n != 1 || !strings.Contains(b.log.String(), errBroken.Error()) {
			t.Errorf("%v failures of surveys are counted, want 1; log:\n%s", n, b.log.String())
		}
		step(time.Second, false, true)
		clear(folder.fail)
		step(time.Minute, true, true)
	})
}

// manyTexts is a folder whose table of goals has so many.
type manyTexts struct {
	someTables
	goals *int
}

func (m manyTexts) ReadTable(_ context.Context, t *supplement.Table, _ civil.Day, add func(supplement.Row)) (bool, error) {
	if t != supplement.Goals {
		return false, nil
	}
	for n := range *m.goals {
		row := make(supplement.Row, len(t.Columns))
		for i, c := range t.Columns {
			switch {
			case c.Name == "unit":
				row[i] = supplement.Value{Set: true, Text: "A"}
			case c.Label:
				row[i] = supplement.Value{Set: true, Text: fmt.Sprint(n)}
			case !c.Optional:
				row[i] = supplement.Value{Set: true, Number: 1, Day: 20000, Text: "x"}
			}
		}
		add(row)
	}
	return true, nil
}

// TestTooManyTextsAreTold: texts of a table beyond those that are distinguished
// are counted, and logged once until there are fewer.
func TestTooManyTextsAreTold(t *testing.T) {
	goals := 0
	inBubble(t, Options{Tables: []TableReader{manyTexts{goals: &goals}}}, func(t *testing.T, b *bench) {
		var got []string
		for _, goals = range []int{supplement.MaxTexts, supplement.MaxTexts + 5, supplement.MaxTexts + 7, 1, supplement.MaxTexts + 1} {
			b.log.Reset()
			b.poll(t, time.Minute)
			got = append(got, fmt.Sprint(b.shown[metric.RowsRejected.Name][`{source="test",query="goals",reason="too_many_names"}`],
				" ", strings.Contains(b.log.String(), "more names than are distinguished")))
		}
		if diff := cmp.Diff([]string{"0 false", "5 true", "7 false", "0 false", "1 true"}, got); diff != "" {
			t.Errorf("rows that are rejected, whether that is logged (-want +got):\n%s", diff)
		}
	})
}
