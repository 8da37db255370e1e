package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/prometheus/common/model"

	"casework/collectors"
	"casework/collectors/ledger"
	contract "casework/collectors/source"
	"casework/collectors/supplement"
	"casework/exporter/config"
)

const day = int64(86400)

// bigPast is a past of so many units and cases, received evenly over days,
// half of the units under supervision from the middle on.
func bigPast(units, cases, days int, end int64) *past {
	opts := ledger.Options{
		Windows: []ledger.Window{{Name: "28d", Seconds: 28 * day}}, AgeBounds: []int64{7 * day, 28 * day, 91 * day}, Intake: ledger.Window{Name: "91d", Seconds: 91 * day}, StartedWithin: []int64{7 * day}, WaitBounds: bounds(), TurnaroundBounds: bounds(),
	}
	l := ledger.New(opts, 1, end)
	rng := rand.New(rand.NewPCG(1, 2))
	begin := end - int64(days)*day
	var programmes []ledger.Programme
	for i := range units / 2 {
		programmes = append(programmes, ledger.Programme{Unit: unitName(i), Name: "veiledning", From: begin + int64(days/2+i%90)*day})
	}
	l.SetProgrammes(programmes)
	keyer := l.Keyer()
	page := ledger.Page{Next: 1}
	until := func(at int64) int64 {
		if at > end {
			return 0
		}
		return at
	}
	for i := range cases {
		received := begin + rng.Int64N(int64(days)*day)
		c := ledger.Case{
			ID: keyer.Int(uint64(i)), Unit: unitName(rng.IntN(units)), Received: received,
			Deadline: received + 42*day, Reopened: -1,
		}
		started := received + int64(rng.ExpFloat64()*10*float64(day))
		c.Started, c.Closed = until(started), until(started+int64(rng.ExpFloat64()*15*float64(day)))
		page.Cases = append(page.Cases, c)
		if len(page.Cases) == 10_000 {
			l.Apply(ledger.Cases, &page, end)
			page.Cases = page.Cases[:0]
		}
	}
	l.Apply(ledger.Cases, &page, end)
	page.Cases = nil
	for i := range cases / 20 {
		page.Errors = append(page.Errors[:0], ledger.Error{
			ID: keyer.Int(uint64(i)), Unit: unitName(rng.IntN(units)), Kind: []string{"error", "complaint", "incident"}[rng.IntN(3)],
			Reported: begin + rng.Int64N(int64(days)*day),
		})
		l.Apply(ledger.Errors, &page, end)
	}
	for _, t := range ledger.Tables() {
		l.EndBaseline(t)
	}
	return &past{
		name: "big", source: whole{}, ledger: l, first: begin, read: time.Unix(end, 0), log: quiet(),
		opts: collectors.Options{
			WaitBounds: bounds(), TurnaroundBounds: bounds(), Study: &collectors.StudyOptions{},
			Supplement: supplement.Options{Windows: []supplement.Window{{Name: "28d", Days: 28}}},
		},
		archive: bigArchive(units, days, end),
	}
}

func unitName(i int) string { return "unit " + strconv.Itoa(1000+i) }

// bounds are the upper bounds of classic buckets that the settings have by
// default, in seconds.
var bounds = sync.OnceValue(func() (all []float64) {
	for _, g := range config.Groups() {
		for _, s := range g.Settings {
			if s.Name != "CASEWORK_WAIT_BUCKETS" {
				continue
			}
			for item := range strings.SplitSeq(s.Default, ",") {
				d, err := model.ParseDuration(item)
				if err != nil {
					panic(err)
				}
				all = append(all, time.Duration(d).Seconds())
			}
		}
	}
	if len(all) == 0 {
		panic("config has no default of CASEWORK_WAIT_BUCKETS")
	}
	return all
})

// whole is a source that was read.
type whole struct{ collectors.Source }

func (whole) Has(context.Context, contract.Query) (bool, error) { return true, nil }
func (whole) Columns() ledger.Columns                           { return ledger.Columns{Started: true, Deadline: true} }
func (whole) Close() error                                      { return nil }

// numberFrom is an environment variable, or else a default.
func numberFrom(name string, n int) int {
	if v, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return v
	}
	return n
}

// TestSpeed measures the writing of three years into blocks, and that of a
// twentieth of the units and cases against OpenMetrics text and promtool, which
// would take an hour for all of them. See make bench-backfill.
func TestSpeed(t *testing.T) {
	parts := strings.Split(os.Getenv("BENCH_BACKFILL"), ",") // native, classic, promtool
	if parts[0] == "" {
		t.Skip("a measurement: make bench-backfill")
	}
	tuneMemory()
	units, cases := numberFrom("UNITS", 1000), numberFrom("CASES", 10_000_000)
	days := numberFrom("DAYS", 1096)
	end := time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC).Unix()
	if slices.Contains(parts, "promtool") {
		versusPromtool(t, max(units/20, 1), cases/20, days, end)
	}
	if !slices.Contains(parts, "native") && !slices.Contains(parts, "classic") {
		return
	}
	p := bigPast(units, cases, days, end)
	debug.FreeOSMemory()
	for _, form := range []histograms{"native", "classic"} {
		if !slices.Contains(parts, string(form)) {
			continue
		}
		dir, before := t.TempDir(), busy()
		w, took := write(t, p, end-int64(days)*day, end, dir, form, blocks)
		t.Logf("%d units, %d cases, %s histograms: %d series, %d samples in %.1f s, %.0f ns a sample, %.0f s of processor, %s on disk, peak %s",
			units, cases, form, len(w.table.all), w.samples, took.Seconds(),
			float64(took.Nanoseconds())/float64(w.samples), busy().Seconds()-before.Seconds(), size(diskUse(t, dir)), size(peak(t)))
	}
}

// versusPromtool writes the same samples of a whole past both ways.
func versusPromtool(t *testing.T, units, cases, days int, end int64) {
	promtool, err := filepath.Abs("../../bin/promtool")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(promtool); err != nil {
		t.Fatalf("%v: make bin/promtool", err)
	}
	p, from := bigPast(units, cases, days, end), end-int64(days)*day
	dir := t.TempDir()
	ours, oursTook := write(t, p, from, end, dir, "classic", blocks)
	if output, err := exec.Command(promtool, "tsdb", "analyze", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}

	text, out := t.TempDir(), t.TempDir()
	theirs, textTook := write(t, p, from, end, text, "classic", openMetrics)
	if ours.samples != theirs.samples {
		t.Fatalf("%d samples in blocks, %d in text", ours.samples, theirs.samples)
	}
	promTook := time.Duration(0)
	for _, whole := range unzip(t, text) { // promtool reads no gzip; the time is not counted
		began := time.Now()
		run := exec.Command(promtool, "tsdb", "create-blocks-from", "openmetrics", "--quiet", "--max-block-duration=486h", whole, out)
		if output, err := run.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, output)
		}
		promTook += time.Since(began)
	}
	n := float64(ours.samples)
	t.Logf("%d units, %d cases, classic histograms, %.0f samples of %d days: "+
		"blocks %.0f ns a sample; OpenMetrics text %.0f and promtool %.0f: %.1f times as long", units, cases, n, days,
		float64(oursTook.Nanoseconds())/n, float64(textTook.Nanoseconds())/n, float64(promTook.Nanoseconds())/n,
		float64(textTook+promTook)/float64(oursTook))
}

// write writes a past and returns how long that took.
func write(t *testing.T, p *past, from, to int64, dir string, form histograms, f format) (*writer, time.Duration) {
	t.Helper()
	began := time.Now()
	w, err := writeAs(t.Context(), t, p, from, to, &options{output: dir, format: f, histograms: form}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	return w, time.Since(began)
}

// writeAs writes a past as the options say, and what it says of that.
func writeAs(ctx context.Context, t *testing.T, p *past, from, to int64, o *options, said io.Writer, rules ...recordingRule) (*writer, error) {
	t.Helper()
	o.step, o.target = 6*time.Hour, labelFlag{"job": "casework", "instance": "i"}
	out, err := o.sink(o.identity(&config.Config{}, from))
	if err != nil {
		t.Fatal(err)
	}
	r := newReporter(said)
	w := &writer{table: newTable(o.labels(), o.histograms), sink: out, report: r.span}
	if b, ok := out.(*blockSink); ok && len(rules) > 0 {
		w.rules = newRecorder(b, rules, from, to)
		defer w.rules.close()
	}
	return w, replay(ctx, []*past{p}, from, to, int64(o.step/time.Second), w, r, false)
}

// unzip writes what the gzip files of a directory hold beside them, and
// returns the paths.
func unzip(t *testing.T, dir string) (paths []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.om.gz"))
	for _, path := range files {
		var content []byte
		if content, err = os.ReadFile(path); err != nil {
			break
		}
		z, bad := gzip.NewReader(bytes.NewReader(content))
		if err = bad; err != nil {
			break
		}
		plain := strings.TrimSuffix(path, ".gz")
		var out *os.File
		if out, err = os.Create(plain); err != nil {
			break
		}
		_, err = io.Copy(out, z)
		if err = errors.Join(err, out.Close()); err != nil {
			break
		}
		paths = append(paths, plain)
	}
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func diskUse(t *testing.T, dir string) int64 {
	var n int64
	err := filepath.Walk(dir, func(_ string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			n += info.Size()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// busy is the time of processors that this process has used.
func busy() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err) // cannot fail for oneself
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// peak is the most memory that this process had at a time.
func peak(t *testing.T) int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Skip(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kib, err := strconv.ParseInt(strings.TrimSpace(strings.SplitN(rest, "kB", 2)[0]), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return kib << 10
}
