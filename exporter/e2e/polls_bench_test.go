package e2e

import (
	"fmt"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"casework/collectors/testutil"
)

// fourWindows and tenTypes are what multiplies windows.
const (
	fourWindows = "CASEWORK_WINDOWS=28d,56d,91d,365d"
	tenTypes    = "BENCH_CASE_TYPES=type 0,type 1,type 2,type 3,type 4,type 5,type 6,type 7,type 8,type 9"
)

// setups are what is measured at each size.
var setups = []setup{
	{name: "plain"},
	{name: "types", env: []string{tenTypes}},
	{name: "types+windows", env: []string{tenTypes, fourWindows}},
	{name: "protobuf", protobuf: true},
	{name: "sweep", env: []string{"BENCH_SWEEP=15s"}},
}

// manyUnits is what UNITS is compared with, where polls must go on while a
// study runs.
const manyUnits = 10_000

// A scope is how much of it is measured.
type scope struct {
	cases       []int
	units       int
	warm, polls int
	studyPolls  int // while studies run
	scrapes     int
	setups      []string // names; manyUnits and study are such too
}

// scopeOf is what the environment asks for; without it, as little as shows that
// everything works.
func scopeOf(t *testing.T) scope {
	t.Helper()
	if os.Getenv("MEASURE_POLLS") == "" {
		return scope{cases: []int{20_000}, units: 50, warm: 1, polls: 2, studyPolls: 2, scrapes: 20, setups: []string{"types+windows", "scrapes", "study"}}
	}
	sc := scope{cases: casesOf(t, 1_000_000, 10_000_000), units: 1000, warm: 12, polls: 40, studyPolls: 100, scrapes: 1000}
	for _, setup := range setups {
		sc.setups = append(sc.setups, setup.name)
	}
	sc.setups = append(sc.setups, "scrapes", "peer", "units", "study")
	for name, to := range map[string]*int{"UNITS": &sc.units, "POLLS": &sc.polls} {
		text := os.Getenv(name)
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > manyUnits {
			t.Fatalf("%s=%q; allowed: 1 to %d", name, text, manyUnits)
		}
		*to = n
	}
	if text := os.Getenv("SETUPS"); text != "" {
		asked := strings.Split(text, ",")
		for _, name := range asked {
			if !slices.Contains(sc.setups, name) {
				t.Fatalf("SETUPS names %q; allowed: %s, with commas between them", name, strings.Join(sc.setups, ", "))
			}
		}
		sc.setups = asked
	}
	return sc
}

// TestPolls measures what polls of the real program cost, with all that a poll does:
// reading, applying, windows, rendering, compressing and saving. Between any
// two, changedRows rows change, as cases are received, started and closed; behind
// every other one there is a scrape, which counts by itself. Interval, overlap and sweep are a sixtieth of the default ones.
// make bench-large measures it at real sizes (MEASURE_POLLS=1; CASES, UNITS, POLLS and
// SETUPS say which); otherwise the test sees only that it works.
func TestPolls(t *testing.T) {
	if testing.Short() {
		t.Skip("measures a process")
	}
	sc := scopeOf(t)
	cost := map[string]map[int]float64{}
	for _, n := range sc.cases {
		s := newSlice(t, n, sc.units)
		s.polls(sc, cost)
	}
	for _, setup := range setups {
		small, big := sc.cases[0], sc.cases[len(sc.cases)-1]
		if a, b := cost[setup.name][small], cost[setup.name][big]; small < big && a > 0 {
			t.Logf("%s: CPU a poll grows with cases to the power of %.2f, from %d to %d cases", setup.name, math.Log(b/a)/math.Log(float64(big)/float64(small)), small, big)
		}
	}
	if n := sc.cases[0]; slices.Contains(sc.setups, "units") || slices.Contains(sc.setups, "study") {
		units := manyUnits
		if os.Getenv("MEASURE_POLLS") == "" {
			units = sc.units
		}
		s := newSlice(t, n, units)
		s.empty()
		s.prepare()
		if slices.Contains(sc.setups, "units") {
			s.costOf(sc, setup{name: "plain"})
		}
		if slices.Contains(sc.setups, "study") {
			s.besideStudies(sc)
		}
	}
}

// prepare fills an empty database, which counts from then on what its users take.
func (s *slice) prepare() {
	s.countUsage()
	if err := s.server.CreateUser("peer", "secret"); err != nil {
		s.b.Fatal(err)
	}
	s.generate()
	s.warm()
}

// polls measures each setup at one size, and adds the CPU of its polls to cost,
// by setup and cases.
func (s *slice) polls(sc scope, cost map[string]map[int]float64) {
	s.empty()
	base := s.memory("without cases", sc.warm)
	s.prepare()
	for _, setup := range setups {
		if !slices.Contains(sc.setups, setup.name) {
			continue
		}
		m := s.costOf(sc, setup)
		s.b.Logf("%s, %d units, %d cases: %.1f bytes a case above the %.0f MiB without cases, %.0f MiB in all", setup.name, s.units, s.n,
			(m.memory-base)/float64(s.n), base/(1<<20), m.memory/(1<<20))
		if cost[setup.name] == nil {
			cost[setup.name] = map[int]float64{}
		}
		cost[setup.name][s.n] = m.mean
	}
	if slices.Contains(sc.setups, "scrapes") {
		s.scrapesAgainstFiles(sc)
	}
	if slices.Contains(sc.setups, "peer") {
		for _, windows := range [][]string{{"28 DAY"}, {"28 DAY", "56 DAY", "91 DAY", "365 DAY"}} {
			s.b.Logf("%d units, %d cases: %s", s.units, s.n, s.peer(windows...))
		}
	}
}

// costOf runs an exporter and measures its polls.
func (s *slice) costOf(sc scope, u setup) polled {
	p := s.follow(u)
	defer p.stop()
	p.studied(1)
	p.judged()
	before := p.count()
	m := p.measure(u, sc.warm, sc.polls)
	p.counted(before)
	_, body := s.scrape(p.address)
	s.b.Logf("%s, %d units, %d cases: %s; /metrics has %d lines, %.2f MB as text, %.3f MB with gzip", u.name, s.units, s.n, m,
		s.lines(body), float64(len(s.metrics(p.address)))/1e6, float64(len(body))/1e6)
	return m
}

// studied waits until so many studies have ended.
func (p *subjectOfPolls) studied(n int) {
	if !testutil.Within(5*time.Minute, func() bool { return p.logged("units are compared") >= n }) {
		p.s.b.Fatalf("no %d studies have ended after 5 minutes; the exporter's log:\n%s", n, p.tail())
	}
}

// judged waits until all units are judged by their past, which takes the processor for
// a while after a start, beside polls.
func (p *subjectOfPolls) judged() {
	if !testutil.Within(30*time.Minute, func() bool { return p.logged("units are judged") >= 1 }) {
		p.s.b.Fatalf("no unit is judged after 30 minutes; the exporter's log:\n%s", p.tail())
	}
}

// scrapesAgainstFiles compares scrapes, while polls run, with those of a file server
// that has the same bytes.
func (s *slice) scrapesAgainstFiles(sc scope) {
	u := setup{name: "scrapes"}
	p := s.follow(u)
	defer p.stop()
	p.studied(1)
	p.turn(u, true)
	_, body := s.scrape(p.address)
	file := s.serveFile(body)
	var ours, theirs []time.Duration
	for range sc.scrapes {
		took, _ := s.scrape(p.address)
		ours = append(ours, took)
		took, _ = s.scrape(file)
		theirs = append(theirs, took)
		if now, err := os.Stat(p.state); err == nil && now.ModTime().After(p.saved.ModTime()) {
			p.saved = now
			s.work(&p.desk, changedRows)
		}
		time.Sleep(5 * time.Millisecond)
	}
	slices.Sort(ours)
	slices.Sort(theirs)
	p99 := func(all []time.Duration) time.Duration { return all[len(all)*99/100] }
	s.b.Logf("%d units, %d cases: scrape with gzip while polls run: median %v, p99 %v; a file server over the same bytes: median %v, p99 %v; p99 %.2f times as long",
		s.units, s.n, ours[len(ours)/2], p99(ours), theirs[len(theirs)/2], p99(theirs), float64(p99(ours))/float64(p99(theirs)))
}

// besideStudies polls while studies run, one behind the other: at each poll the file
// of programmes says that another unit has been under supervision for longer.
func (s *slice) besideStudies(sc scope) {
	path := filepath.Join(s.b.TempDir(), "programmes.csv")
	write := func(turn int) {
		var b strings.Builder
		b.WriteString("unit,programme,starts_on,ends_on\n")
		today := time.Now().UTC()
		for i := range s.units / 2 {
			fmt.Fprintf(&b, "unit %04d,veiledning,%s,\n", i, today.AddDate(0, 0, -100-i%600-min(1, max(0, turn-i))).Format(time.DateOnly))
		}
		if err := os.WriteFile(path+".new", []byte(b.String()), 0o600); err != nil {
			s.b.Fatal(err)
		}
		if err := os.Rename(path+".new", path); err != nil {
			s.b.Fatal(err)
		}
	}
	write(0)
	u := setup{name: "study"}
	p := s.follow(u, "BENCH_PROGRAMMES_FILE="+path)
	defer p.stop()
	at := p.awaitSave()
	var gaps []time.Duration
	for turn := range sc.studyPolls {
		write(turn + 1)
		next, _ := p.turn(u, true)
		gaps = append(gaps, next.Sub(at))
		at = next
	}
	studies := p.logged("units are compared")
	p.studied(1)
	late := 0
	for _, gap := range gaps {
		if gap > 1500*time.Millisecond {
			late++
		}
	}
	s.b.Logf("%d units, %d cases: %d polls, one a second, while %d studies ended: longest gap %v (the first behind the load %v), %d of them late",
		s.units, s.n, len(gaps), studies, slices.Max(gaps).Round(time.Millisecond), gaps[0].Round(time.Millisecond), late)
}

// TestStaticFileServer is no test: it serves the file that serveFile names.
func TestStaticFileServer(t *testing.T) {
	path := os.Getenv("E2E_STATIC_FILE")
	if path == "" {
		t.Skip("serves files for TestPolls")
	}
	server := http.Server{Addr: os.Getenv("E2E_STATIC_ADDRESS"), Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Content-Type", "text/plain")
		http.ServeFile(w, r, path)
	})}
	t.Fatal(server.ListenAndServe())
}
