package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
	"casework/collectors/testutil"
	"casework/exporter/config"
)

// contents are the files under a directory, by path, as hashes.
func contents(t *testing.T, dir string) map[string][32]byte {
	t.Helper()
	all := map[string][32]byte{}
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		all[strings.TrimPrefix(path, dir)] = sha256.Sum256(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestBlocksAreRepeatable: the same rows make the same bytes; what an
// interrupted run has finished is kept and what it has not is done; a block
// whose rows changed takes the old one's place.
func TestBlocksAreRepeatable(t *testing.T) {
	t.Parallel()
	const end = 60 * day
	rows := newTown(begin, 70)
	p, err := rows.past(begin + end)
	if err != nil {
		t.Fatal(err)
	}
	first, second := t.TempDir(), t.TempDir()
	write(t, p, begin, begin+end, first, "native", blocks)
	want := contents(t, first)
	if len(want) < 4*3 {
		t.Fatalf("only the files %v", slices.Sorted(maps.Keys(want)))
	}

	// The second run is interrupted in its second block.
	ctx, cancel := context.WithCancel(t.Context())
	_, err = writeAs(ctx, t, p, begin, begin+end, &options{output: second, format: blocks, histograms: "native"}, writerFunc(func(line []byte) {
		if bytes.Contains(line, []byte("written")) {
			cancel()
		}
	}))
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("an interrupted run returned %v", err)
	}
	if n := len(contents(t, second)); n == 0 || n >= len(want) {
		t.Fatalf("an interrupted run left %d files of %d", n, len(want))
	}
	half := filepath.Join(second, "casework-backfill-01K0.tmp", "chunks")
	if err := os.MkdirAll(half, 0o700); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	again := func(p *past) {
		t.Helper()
		said.Reset()
		o := &options{output: second, format: blocks, histograms: "native"}
		if _, err := writeAs(t.Context(), t, p, begin, begin+end, o, &said); err != nil {
			t.Fatal(err)
		}
	}
	again(p)
	if diff := cmp.Diff(want, contents(t, second)); diff != "" {
		t.Fatalf("files differ (-first +resumed):\n%s", diff)
	}
	if got := said.String(); strings.Count(got, "(kept)") != 1 || strings.Count(got, "(written)") != len(want)/4-1 {
		t.Errorf("the resumed run said:\n%s", got)
	}

	// A case of the last block turns out to have been closed.
	for i := range rows.cases {
		if c := &rows.cases[len(rows.cases)-1-i]; c.Received < begin+end-day && c.Closed > begin+end {
			c.Closed = begin + end - 3600
			break
		}
	}
	changed, err := rows.past(begin + end)
	if err != nil {
		t.Fatal(err)
	}
	again(changed)
	if got := said.String(); strings.Count(got, "(replaced)") != 1 || strings.Count(got, "(kept)") != len(want)/4-1 {
		t.Errorf("the run over changed rows said:\n%s", got)
	}
	if n := len(contents(t, second)); n != len(want) {
		t.Errorf("%d files after a block was replaced, %d before", n, len(want))
	}
}

// A writerFunc is told what is written.
type writerFunc func([]byte)

func (f writerFunc) Write(p []byte) (int, error) {
	f(p)
	return len(p), nil
}

// TestLivePrometheusFindsBlocks: blocks that appear in the directory of a
// running Prometheus are found by it.
func TestLivePrometheusFindsBlocks(t *testing.T) {
	t.Parallel()
	p, err := newTown(begin, 50).past(begin + 30*day)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	prom := openPrometheus(t, dir)
	at := begin + 20*day
	const expr = "sum(casework_open_cases)"
	if got := prom.query(t, expr, at); len(got) > 0 {
		t.Fatalf("%v before there is a history", got)
	}
	write(t, p, begin, begin+30*day, dir, "native", blocks)
	if !testutil.Within(time.Minute, func() bool { return len(prom.query(t, expr, at)) > 0 }) {
		t.Fatal("a running Prometheus does not find the blocks")
	}
}

// TestHistoryEndsBeforeLive: samples of the live exporter, in blocks or not
// yet, end the history; those of others do not.
func TestHistoryEndsBeforeLive(t *testing.T) {
	t.Parallel()
	const seam = 30 * day
	for _, compacted := range []bool{false, true} {
		dir := t.TempDir()
		prom := openPrometheus(t, dir)
		lopts, _ := townOptions()
		newTown(begin, townDays+20).scrapeAll(t, prom, ledger.New(lopts, 1, begin+seam), nil, begin+seam, begin+seam+8*3600, 900)
		if compacted {
			prom.db.EnableCompactions()
			if err := prom.db.Compact(t.Context()); err != nil {
				t.Fatal(err)
			}
			if len(prom.db.Blocks()) == 0 {
				t.Fatal("there is no block to look at")
			}
		}
		cfg := &config.Config{Sources: []config.SourceConfig{{Name: "town"}}}
		var said bytes.Buffer
		limit := func(o options) (int64, bool, error) {
			o.output, o.format = dir, blocks
			to, found, err := o.limit(t.Context(), cfg, "none", begin, begin+2*seam, newReporter(&said))
			return to, found != nil && found.first < maxTime, err
		}
		target := labelFlag{"job": "casework", "instance": "i"}
		if to, lived, err := limit(options{target: target}); err != nil || !lived || to != begin+seam-1 {
			t.Errorf("compacted %v: history ends at %s, %v; want just before %s", compacted, r3339(to), err, r3339(begin+seam))
		}
		if !strings.Contains(said.String(), r3339(begin+seam)) {
			t.Errorf("it did not say so: %q", said.String())
		}
		if _, _, err := limit(options{target: target, to: time.Unix(begin+2*seam, 0)}); err == nil {
			t.Error("an end that was asked for after the first live sample was not refused")
		}
		for name, o := range map[string]options{
			"allowed":        {target: target, overlap: true},
			"other instance": {target: labelFlag{"job": "casework", "instance": "j"}},
		} {
			if to, lived, err := limit(o); err != nil || lived || to != begin+2*seam {
				t.Errorf("%s: history ends at %s, live samples %v, %v", name, r3339(to), lived, err)
			}
		}
		left, _ := filepath.Glob(filepath.Join(dir, unfinished))
		if len(left) > 0 {
			t.Errorf("%v was left", left)
		}
	}
}

// TestInterruptedRunEnds: nothing derives a history any more once an interrupted
// run has returned. It does not run beside others, whose histories it would see.
func TestInterruptedRunEnds(t *testing.T) {
	p, err := newTown(begin, 40).past(begin + 40*day)
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		ctx, cancel := context.WithCancel(t.Context())
		o := &options{output: t.TempDir(), format: blocks, histograms: "native"}
		_, err := writeAs(ctx, t, p, begin, begin+40*day, o, writerFunc(func(line []byte) {
			if bytes.Contains(line, []byte("written")) {
				cancel()
			}
		}))
		stacks := make([]byte, 1<<20)
		stacks = stacks[:runtime.Stack(stacks, true)]
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("an interrupted run returned %v", err)
		}
		if bytes.Contains(stacks, []byte("(*History).Derive")) {
			t.Fatalf("an interrupted run still derives:\n%s", stacks)
		}
	}
}
