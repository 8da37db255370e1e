package app

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"casework/collectors"
	"casework/collectors/exposition"
	"casework/collectors/source/mysql/mariadbtest"
	"casework/collectors/timeseries"
	"casework/exporter/config"
	"casework/exporter/config/configtest"
)

// A named value is a name, which each writing may spell in another way.
type named string

// spelling writes a name with blanks and what is not seen around it, and in one of Unicode's forms.
func spelling(rng *rand.Rand, n named) string {
	around := func() string {
		return []string{"", "", " ", "\u00a0", "\u2003 ", "\t", "\u200b", " \u00ad"}[rng.IntN(8)]
	}
	s := string(n)
	if rng.IntN(2) == 0 {
		s = norm.NFD.String(s)
	}
	return around() + s + around()
}

// A town writes the same rows into two databases and folders: names as they
// are, and in random spellings.
type town struct {
	t   *testing.T
	db  *mariadbtest.Server
	rng *rand.Rand
	dir string
}

// insert adds a row to a table of both databases.
func (w *town) insert(table, columns string, values ...any) {
	w.t.Helper()
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(values)), ", ")
	for database, spell := range w.both() {
		args := make([]any, len(values))
		for i, v := range values {
			args[i] = v
			if n, is := v.(named); is {
				args[i] = spell(n)
			}
		}
		if err := w.db.Exec(fmt.Sprintf("INSERT INTO %s.casework_%s (%s) VALUES (%s)", database, table, columns, marks), args...); err != nil {
			w.t.Fatal(err)
		}
	}
}

// exec runs a statement in both databases, whose name is %s in it.
func (w *town) exec(statement string) {
	w.t.Helper()
	for database := range w.both() {
		if err := w.db.Exec(strings.ReplaceAll(statement, "%s", database)); err != nil {
			w.t.Fatal(err)
		}
	}
}

// file writes a CSV file of each source, in which names stand in braces.
func (w *town) file(name string, lines ...string) {
	w.t.Helper()
	old := time.Now().Add(-time.Hour)
	for source, spell := range w.both() {
		var content strings.Builder
		for _, line := range lines {
			for before, rest, found := strings.Cut(line, "{"); ; before, rest, found = strings.Cut(rest, "{") {
				content.WriteString(before)
				if !found {
					break
				}
				n, after, _ := strings.Cut(rest, "}")
				content.WriteString(`"` + spell(named(n)) + `"`)
				rest = after
			}
			content.WriteString("\n")
		}
		path := filepath.Join(w.dir, source, name)
		err := os.MkdirAll(filepath.Dir(path), 0o700)
		if err == nil {
			err = os.WriteFile(path, []byte(content.String()), 0o600)
		}
		if err == nil {
			err = os.Chtimes(path, old, old)
		}
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

// both are the sources, and how each writes names.
func (w *town) both() map[string]func(named) string {
	return map[string]func(named) string{
		"kommune": func(n named) string { return string(n) },
		"skole":   func(n named) string { return spelling(w.rng, n) },
	}
}

var (
	townUnits = []named{"\u00c5rstad", "S\u00f8r", "R\u00e9gime & co", "Nord"}
	townTypes = []named{"Bygg, anlegg p\u00e5 land", "Skjenking", "Annet"}
)

// fill writes a history of cases, errors, sessions and more.
func (w *town) fill(now time.Time) {
	w.exec("CREATE DATABASE IF NOT EXISTS %s CHARACTER SET utf8mb4")
	rows, err := w.db.DB().Query("SHOW TABLES")
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var table string
		if err := rows.Scan(&table); err != nil {
			w.t.Fatal(err)
		}
		w.exec("CREATE TABLE %s." + table + " LIKE casework." + table)
	}
	if err := rows.Err(); err != nil {
		w.t.Fatal(err)
	}
	pick := func(all []named) named { return all[w.rng.IntN(len(all))] }
	for i := range 120 {
		received := now.Add(-time.Duration(1+w.rng.IntN(40*24)) * time.Hour)
		var started, closed any
		if i%3 > 0 {
			started = received.Add(30 * time.Minute)
		}
		if i%3 > 1 {
			closed = received.Add(time.Hour)
		}
		w.insert("cases", "unit, case_type, received_at, started_at, closed_at, changed_at",
			pick(townUnits), pick(townTypes), received, started, closed, now.Add(-time.Hour))
	}
	for range 20 {
		w.insert("errors", "unit, kind, reported_at, changed_at", pick(townUnits), pick([]named{"klage p\u00e5 vedtak", "feil"}), now.Add(-48*time.Hour), now.Add(-time.Hour))
		w.insert("sessions", "unit, programme, kind, planned_at, held_at, minutes, changed_at",
			pick(townUnits), named("Veiledning \u00e9n"), named("group"), now.Add(-72*time.Hour), now.Add(-72*time.Hour), 60, now.Add(-time.Hour))
	}
	for i, unit := range townUnits[:3] { // Nord is on no list: its rows do not count
		w.insert("units", "unit, name, service, parent", unit, "Kontoret p\u00e5 "+unit, named("Helse og \u00e5rsaker"), named("R\u00e5dhuset"))
		w.insert("complaints", "unit, received_at", unit, now.Add(-24*time.Hour))
		w.insert("goals", "unit, goal, target, actual, due_on", unit, named("under 30 d\u00f8gn"), 30, 20+i, now)
		if i == 0 {
			w.insert("programmes", "unit, programme, starts_on", unit, named("Veiledning \u00e9n"), now.AddDate(0, 0, -20))
		}
	}
	w.file("programmes.csv", "unit,programme,starts_on", "{S\u00f8r},{Veiledning \u00e9n},"+now.AddDate(0, 0, -10).Format(time.DateOnly))
	w.file("drop/costs.csv", "month,kind,amount", now.AddDate(0, 0, -1).Format("2006-01")+",{training},1000")
	w.file("drop/projects.csv", "project_id,unit,started_on,finished_on", "1,{S\u00f8r},2026-01-02,", "2,{\u00c5rstad},2026-01-02,")
}

// A polled is one source being polled.
type polled struct {
	poller *collectors.Poller
	shown  string
}

// read begins to poll a source.
func (w *town) read(cfg *config.Config, i int, log *slog.Logger, now *time.Time) *polled {
	s, err := OpenSource(cfg, &cfg.Sources[i], log)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = s.Close() })
	opts, err := s.Options(log)
	if err != nil {
		w.t.Fatal(err)
	}
	opts.Now, opts.ZeroHold = func() time.Time { return *now }, -1
	r := &polled{}
	name := cfg.Sources[i].Name
	pub, err := collectors.NewPublisher(collectors.PublisherConfig{Sources: []string{name}, Publish: func(shown *timeseries.Snapshot) {
		var text strings.Builder
		if err := exposition.WriteText(&text, shown); err != nil {
			w.t.Error(err)
		}
		r.shown = strings.ReplaceAll(text.String(), `source="`+name+`"`, `source="x"`)
	}})
	if err == nil {
		r.poller, err = collectors.NewPoller(collectors.PollerConfig{
			Name: name, Source: s.Backend, Ledger: s.NewLedger(*now), Publisher: pub, Metrics: collectors.NewPollMetrics(), Log: log, Options: opts,
		})
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// TestNamesAreComparedInOneForm: blanks around names and their form in Unicode
// change no figure, wherever the names come from.
func TestNamesAreComparedInOneForm(t *testing.T) {
	db := mariadbtest.Start(t)
	if err := db.Views(t.Context()); err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(3) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			now := time.Now().UTC().Truncate(time.Second)
			w := &town{t: t, db: db, rng: rand.New(rand.NewPCG(seed, 13)), dir: t.TempDir()}
			w.exec("DROP DATABASE IF EXISTS %s")
			w.fill(now)
			variables := map[string]string{"CASEWORK_SOURCES": "kommune,skole"}
			for source, spell := range w.both() {
				prefix := strings.ToUpper(source) + "_"
				variables[prefix+"HOST"], variables[prefix+"PORT"], variables[prefix+"USER"] = db.Host, strconv.Itoa(db.Port), "root"
				variables[prefix+"DATABASE"], variables[prefix+"RECONCILE_AT"] = source, "00:00"
				variables[prefix+"CASE_TYPES"] = `"` + spell(townTypes[0]) + `",` + spell(townTypes[1])
				variables[prefix+"DROP_FOLDER"] = filepath.Join(w.dir, source, "drop")
				if seed%2 == 0 {
					variables[prefix+"PROGRAMMES_FILE"] = filepath.Join(w.dir, source, "programmes.csv")
				}
			}
			configtest.SetEnv(t, variables)
			cfg, err := config.Load()
			if err != nil {
				t.Fatal(err)
			}
			var log strings.Builder
			clean := w.read(cfg, 0, slog.New(slog.DiscardHandler), &now)
			spelt := w.read(cfg, 1, slog.New(slog.NewTextHandler(&log, nil)), &now)
			poll := func(step string) {
				t.Helper()
				for _, r := range []*polled{clean, spelt} {
					if err := r.poller.Poll(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				if diff := cmp.Diff(clean.shown, spelt.shown); diff != "" {
					t.Errorf("%s (-clean +spelt):\n%s", step, diff)
				}
			}
			poll("first")
			closed := time.Now().UTC().Format("'2006-01-02 15:04:05'") // of both databases, though a second may pass between them
			w.exec("UPDATE %s.casework_cases SET closed_at = " + closed + ", changed_at = UTC_TIMESTAMP(6) WHERE closed_at IS NULL AND case_id % 2 = 0")
			w.insert("cases", "unit, case_type, received_at", townUnits[1], townTypes[0], now.Add(-time.Minute))
			w.insert("errors", "unit, kind, reported_at", townUnits[0], named("klage p\u00e5 vedtak"), now.Add(-time.Minute))
			now = now.Add(time.Minute)
			poll("second")
			now = now.Add(24 * time.Hour) // the nightly comparison comes first
			poll("next day")
			for _, want := range []string{
				`casework_cases_received_total{source="x",unit="S` + "\u00f8" + `r",supervision="` + []string{"active", "inactive"}[seed%2] + `",case_type="Bygg, anlegg p` + "\u00e5" + ` land"} 1`,
				`casework_ledger_corrections_total{source="x",query="cases",kind="drifted"} 0`,
				`kind="klage p` + "\u00e5" + ` vedtak"} 1`,
			} {
				if !strings.Contains(spelt.shown, want) {
					t.Errorf("not shown: %s", want)
				}
			}
			if n := strings.Count(log.String(), "two spellings of a unit count as one"); n < len(townUnits) {
				t.Errorf("the log warns %d times, want once for each pair of spellings", n)
			}
		})
	}
}
