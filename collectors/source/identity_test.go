package source_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/source"
)

const identityQuery = "SELECT id AS case_id, unit, received_at, closed_at, changed_at FROM cases"

// identified creates a table of ten cases, with identifiers of a type.
func (d *database) identified(columnType, id string) {
	d.Helper()
	d.exec("DROP TABLE IF EXISTS cases",
		"CREATE TABLE cases (id "+columnType+" PRIMARY KEY, unit VARCHAR(40), received_at {wall}, closed_at {wall}, changed_at {wall})", "CREATE INDEX changed ON cases (changed_at)",
		"INSERT INTO cases SELECT "+id+", 'Nord', TIMESTAMP '2026-01-01 00:00:00' + INTERVAL (seq*3671) SECOND, NULL, TIMESTAMP '2026-02-01 00:00:00' FROM seq_1_to_10")
}

// A retyping gives the identifiers of a table another type.
type retyping struct {
	to     string
	renews bool // the identifiers are others than they were
	alter  []string
}

// retypings are steps from one type to the next.
func (d *database) retypings() []retyping {
	if d.isMariaDB() {
		to := func(kind string, renews bool, before ...string) retyping {
			return retyping{kind, renews, append(before, "ALTER TABLE cases MODIFY id "+kind)}
		}
		return []retyping{
			to("VARCHAR(36)", false), to("DECIMAL(20,0)", false), to("DECIMAL(20,3)", false),
			to("VARBINARY(16)", true), // 11.000 is no number as text
			to("BINARY(16)", true),
			to("BIGINT", true, "ALTER TABLE cases MODIFY id VARCHAR(36)", "UPDATE cases SET id = SUBSTRING_INDEX(id, '.', 1)"),
			to("INT UNSIGNED", false), to("CHAR(20)", false), to("BIGINT", false),
		}
	}
	to := func(kind string, renews bool, as string) retyping {
		return retyping{kind, renews, []string{"ALTER TABLE cases ALTER id TYPE " + kind + " USING " + as}}
	}
	return []retyping{
		to("VARCHAR(36)", false, "id::text"), to("NUMERIC(20,0)", false, "id::numeric"), to("NUMERIC(20,3)", false, "id"), to("NUMERIC", false, "id"),
		to("BYTEA", true, "convert_to(id::text, 'UTF8')"), to("BIGINT", true, "convert_from(id, 'UTF8')::numeric::bigint"),
		to("INTEGER", false, "id::integer"), to("CHAR(20)", false, "id::text"), to("NAME", false, "id::name"), to("TEXT", false, "id::text"),
		to("UUID", true, "('00000000-0000-0000-0000-' || lpad(id, 12, '0'))::uuid"), to("NUMERIC(9,0)", true, "right(id::text, 12)::numeric"),
		to("BIGINT", false, "id::bigint"),
	}
}

// TestIdentifierChangesType: while the exporter runs and between runs, the
// same number is the same case whatever its column's type, and nothing is
// counted twice. Where the numbers are other bytes, the source is a new data set
// and says so.
func TestIdentifierChangesType(t *testing.T) { eachPlain(t, testIdentifierChangesType) }

func testIdentifierChangesType(t *testing.T, d *database) {
	for _, restart := range []bool{false, true} {
		t.Run(fmt.Sprint("restart ", restart), func(t *testing.T) {
			d := newDatabase(t, d.dialect)
			d.identified("BIGINT", "seq")
			open := func() *source.Source { return d.files(map[string]string{"cases.sql": identityQuery}) }
			s := open()
			f := d.follow(s, nil)
			f.polls(1)
			d.exec("INSERT INTO cases VALUES (11, 'Nord', {now} - INTERVAL 1 HOUR, NULL, {now})")
			f.polls(1)
			want := tally{Open: 11, Rows: 11, Received: 1}
			renewed := 0
			for _, step := range d.retypings() {
				d.exec(step.alter...)
				if restart {
					f = d.follow(open(), f.restored())
				}
				_ = f.Poll(t.Context()) // while it runs, one poll finds that the type is another
				f.polls(2)
				f.night()
				if got := f.tally(); got != want {
					t.Errorf("%s: %+v, want %+v", step.to, got, want)
				}
				if step.renews {
					renewed++
				}
				if said := strings.Contains(f.log.String(), "new data set"); said != step.renews {
					t.Errorf("%s: said to be a new data set: %v, want %v\n%s", step.to, said, step.renews, f.log.String())
				}
				f.log.Reset()
			}
			if renewed < 3 {
				t.Errorf("%d renewals", renewed)
			}
			d.exec("INSERT INTO cases VALUES (12, 'Nord', {now} - INTERVAL 1 HOUR, NULL, {now} + INTERVAL 0 SECOND)")
			f.polls(1)
			if got := f.tally(); got.Received != 2 {
				t.Errorf("a case after it all: %+v", got)
			}
		})
	}
}

// restored is the follower's ledger as a later process finds it.
func (f *follower) restored() *ledger.Ledger {
	f.Helper()
	var payloads [][]byte
	if err := f.ledger.Checkpoint(func(p []byte) error { payloads = append(payloads, append([]byte{}, p...)); return nil }); err != nil {
		f.Fatal(err)
	}
	l, err := ledger.Restore(ledger.Options{}, time.Now().Unix(), func() ([]byte, error) {
		if len(payloads) == 0 {
			return nil, nil
		}
		p := payloads[0]
		payloads = payloads[1:]
		return p, nil
	})
	if err != nil {
		f.Fatal(err)
	}
	return l
}

// retyped gives the identifiers another type, with the values that they have.
func (d *database) retyped(to string) string {
	if d.isMariaDB() {
		return "ALTER TABLE cases MODIFY id " + to
	}
	return "ALTER TABLE cases ALTER id TYPE " + to + " USING id::" + to
}

// TestStatesBeforeNumbers: a state that does not say how its identifiers were
// made goes on with those that it has, whatever the type of their column was.
func TestStatesBeforeNumbers(t *testing.T) { eachPlain(t, testStatesBeforeNumbers) }

func testStatesBeforeNumbers(t *testing.T, d *database) {
	for _, tt := range []struct {
		columnType, after string
		before            ledger.Numbers
	}{
		{"BIGINT", "VARCHAR(20)", ledger.AsIntegers},
		{"VARCHAR(20)", "BIGINT", ledger.AsText},
		{"DECIMAL(20,0)", "VARCHAR(20)", ledger.AsText},
		{"DECIMAL(20,2)", "DECIMAL(20,0)", ledger.AsText + 2},
	} {
		for _, altered := range []bool{false, true} {
			if altered && tt.columnType == "DECIMAL(20,2)" {
				continue // its old scale is known no longer
			}
			t.Run(fmt.Sprint(tt.columnType, " altered ", altered), func(t *testing.T) {
				d := newDatabase(t, d.dialect)
				d.identified(tt.columnType, "seq")
				s := d.files(map[string]string{"cases.sql": identityQuery})
				s.SetNumbers(ledger.Cases, tt.before)
				l := ledger.New(ledger.Options{}, 1, time.Now().Unix())
				err := s.Changes(t.Context(), ledger.Cases, 0, func(p *ledger.Page) error {
					l.Apply(ledger.Cases, p, time.Now().Unix())
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				l.EndBaseline(ledger.Cases)
				if altered {
					d.exec(d.retyped(tt.after))
				}
				f := d.follow(d.files(map[string]string{"cases.sql": identityQuery}), l)
				f.polls(1)
				d.exec("UPDATE cases SET closed_at = {now}, changed_at = {now} WHERE received_at = TIMESTAMP '2026-01-01 00:00:00' + INTERVAL (7*3671) SECOND")
				f.polls(1)
				f.night()
				if got, want := f.tally(), (tally{Open: 9, Rows: 10, Closed: 1}); got != want {
					t.Errorf("%+v, want %+v", got, want)
				}
				d.exec(d.retyped(tt.after))
				_ = f.Poll(t.Context())
				f.polls(1)
				f.night()
				if got, want := f.tally(), (tally{Open: 9, Rows: 10, Closed: 1}); got != want {
					t.Errorf("after the column became %s: %+v, want %+v", tt.after, got, want)
				}
			})
		}
	}
}

// TestStateOfAnotherDataSet: the state of other rows under the same identifiers
// is refused, and nothing of it is changed; that of another host with the same
// rows is not.
func TestStateOfAnotherDataSet(t *testing.T) { each(t, testStateOfAnotherDataSet) }

func testStateOfAnotherDataSet(t *testing.T, d *database) {
	mine := newDatabase(t, d.dialect)
	mine.identified("BIGINT", "seq")
	adapter := map[string]string{"cases.sql": identityQuery}
	f := mine.follow(mine.files(adapter), nil)
	f.polls(1)
	replica := newDatabase(t, d.dialect)
	replica.identified("BIGINT", "seq")
	after := replica.follow(replica.files(adapter), f.restored())
	after.polls(2)
	if got, want := after.tally(), f.tally(); got != want {
		t.Errorf("after a failover: %+v, want %+v", got, want)
	}
	other := newDatabase(t, d.dialect)
	other.identified("BIGINT", "seq")
	other.exec("UPDATE cases SET received_at = received_at - INTERVAL 7 MINUTE, unit = 'Sør', changed_at = {now}")
	swapped := other.follow(other.files(adapter), f.restored())
	for range 2 {
		err := swapped.Poll(t.Context())
		if err == nil || !strings.Contains(err.Error(), "another data set") || !strings.Contains(err.Error(), "it knows 0") {
			t.Fatalf("error %v, want one of another data set", err)
		}
	}
	if got, want := swapped.tally(), f.tally(); got != want {
		t.Errorf("after it was refused: %+v, want %+v", got, want)
	}
	if units := len(swapped.ledger.View(time.Now().Unix(), true).Units); units != 1 {
		t.Errorf("%d units, want the one of the state", units)
	}
}
