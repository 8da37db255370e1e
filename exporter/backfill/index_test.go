package main

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunks"
	"github.com/prometheus/prometheus/tsdb/index"
)

// indexOfPrometheus is the index of a block that package index writes.
func indexOfPrometheus(t *testing.T, all []*series) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "index")
	w, err := index.NewWriter(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	symbols := map[string]bool{}
	for _, s := range all {
		s.labels.Range(func(l labels.Label) { symbols[l.Name], symbols[l.Value] = true, true })
	}
	for _, symbol := range slices.Sorted(maps.Keys(symbols)) {
		if err := w.AddSymbol(symbol); err != nil {
			t.Fatal(err)
		}
	}
	for i, s := range all {
		if err := w.AddSeries(storage.SeriesRef(i), s.labels, s.chunks...); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// TestIndexIsThatOfPrometheus: whatever series come and go from block to block, with
// however many labels and chunks, an index holds the bytes that package index writes.
func TestIndexIsThatOfPrometheus(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(5, 6))
	var x blockIndex
	var all []*series
	known := map[string]bool{}
	path := filepath.Join(t.TempDir(), "index")
	for block := range 30 {
		for range rng.IntN(400) {
			b := labels.NewBuilder(labels.FromStrings("__name__", fmt.Sprintf("metric_%d", rng.IntN(9)), "job", "casework"))
			for range rng.IntN(4) {
				b.Set(fmt.Sprintf("label_%d", rng.IntN(5)), []string{"casework", "æ ø å", fmt.Sprint(rng.IntN(200)), "a"}[rng.IntN(4)])
			}
			if s := (&series{labels: b.Labels()}); !known[s.labels.String()] {
				known[s.labels.String()] = true
				all = append(all, s)
			}
		}
		slices.SortFunc(all, compareLabels)
		var written []*series
		ref := chunks.ChunkRef(8)
		for _, s := range all {
			if rng.IntN(3) == 0 {
				continue
			}
			at := rng.Int64N(1 << 41)
			s.chunks = s.chunks[:0]
			for range 1 + rng.IntN(3) {
				c := chunks.Meta{Ref: ref, MinTime: at, MaxTime: at + rng.Int64N(1<<30)}
				s.chunks = append(s.chunks, c)
				ref, at = ref+chunks.ChunkRef(1+rng.Uint64N(1<<20)), c.MaxTime+1+rng.Int64N(1<<20)
			}
			written = append(written, s)
		}
		if err := x.write(path, written); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if want := indexOfPrometheus(t, written); !bytes.Equal(got, want) {
			t.Fatalf("block %d, %d series: %d bytes differ from the %d of package index", block, len(written), len(got), len(want))
		}
	}
	if len(all) < 2000 {
		t.Errorf("only %d series", len(all))
	}
	if err := x.write(filepath.Join(t.TempDir(), "nowhere", "index"), all[:0]); err == nil {
		t.Error("an index was written where nothing can be")
	}
}
