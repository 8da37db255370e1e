package exposition

import (
	"bytes"
	stdflate "compress/flate"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"pgregory.net/rapid"

	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// changed is a snapshot in which the values of some units are others, by chance.
func changed(rng *rand.Rand, s *timeseries.Snapshot, units int) *timeseries.Snapshot {
	next := &timeseries.Snapshot{}
	which := map[int]bool{}
	for range units {
		which[rng.IntN(1000)] = true
	}
	for _, f := range s.Families {
		own := timeseries.Family{Def: f.Def, Samples: timeseries.Join([]timeseries.Samples{f.Samples})}
		for i := range own.Samples.Len() {
			sample := own.Samples.At(i)
			switch {
			case !which[i/2]: // two states of supervision
			case f.Def.Type == metric.Histogram:
				h := *sample.Histogram
				h.Counts = slices.Clone(h.Counts)
				h.Counts[rng.IntN(len(h.Counts))]++
				h.Sum += float64(rng.IntN(1e6))
				sample.Histogram = &h
			case f.Def.Type == metric.Counter:
				sample.Value++
			default:
				sample.Value *= 1 + rng.Float64()/50
			}
			own.Samples.Set(i, sample)
		}
		next.Families = append(next.Families, own)
	}
	return next
}

// unpacked is a text of a keeper's member, read by what is not the keeper.
func unpacked(t interface {
	Helper()
	Fatalf(string, ...any)
}, p piece,
) []byte {
	t.Helper()
	// An empty last block, and the trailer.
	whole := slices.Concat(p.bytes, []byte{3, 0}, gzipTrailer(p.crc, p.length))
	got, err := readGzip(whole)
	if err != nil {
		t.Fatalf("read gzip: %v", err)
	}
	return got
}

// TestKeptIsWholeRendering: whatever changes from a snapshot to the next one, what is
// put together of kept pieces is what rendering all of it makes.
func TestKeptIsWholeRendering(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		sums := newSums()
		keepers := []*keeper{formatText: newKeeper(false, sums), formatOpenMetrics: newKeeper(true, sums)}
		w := newTown(rng, rapid.SampledFrom([]int{0, 3, 40, 150, 400}).Draw(t, "units"))
		for range rapid.IntRange(1, 6).Draw(t, "polls") {
			w.change(rng)
			s := w.snapshot()
			if rapid.IntRange(0, 9).Draw(t, "anything") == 0 {
				s = drawSnapshot(t)
			}
			for f, k := range keepers {
				got := unpacked(t, k.member(s, nil))
				if want := renderAll(s, format(f)); !bytes.Equal(want, got) {
					i := commonPrefix(want, got)
					t.Fatalf("format %d: at byte %d of %d there is %q, want %q", f, i, len(want),
						got[i:min(i+80, len(got))], want[i:min(i+80, len(want))])
				}
			}
		}
	})
}

// A town is units whose series come and go, and have changing values.
type town struct {
	units  []timeseries.Series
	spare  []timeseries.Series
	values map[timeseries.Series][3]float64
	counts map[timeseries.Series]*timeseries.Histogram
	bounds []float64
	defs   [4]*metric.Def
	list   []timeseries.Series // the units of the last snapshot
}

func newTown(rng *rand.Rand, units int) *town {
	w := &town{values: map[timeseries.Series][3]float64{}, counts: map[timeseries.Series]*timeseries.Histogram{}, bounds: dayBounds()}
	for i, d := range []metric.Def{
		{Name: "casework_open_cases", Type: metric.Gauge, Help: "Open."},
		{Name: "casework_closed_total", Type: metric.Counter, Help: "Closed."},
		{Name: "casework_wait_seconds", Type: metric.Histogram, Help: "Waits."},
		{Name: "casework_wait_median_seconds", Type: metric.Gauge, Help: "Median."},
	} {
		w.defs[i] = &d
	}
	letters := []rune("abcdefghijklmnopqrstuvwxyzæøå \"\\\n")
	for i := range units {
		name := []rune(fmt.Sprintf("Enhet %03d ", i))
		for range rng.IntN(rng.IntN(300) + 1) { // long ones too
			name = append(name, letters[rng.IntN(len(letters))])
		}
		s := seriesOf([]metric.Label{metric.Unit}, []string{string(name)})
		w.spare = append(w.spare, s)
	}
	return w
}

func (w *town) change(rng *rand.Rand) {
	for range 1 + rng.IntN(5) {
		if n := len(w.spare); n > 0 && rng.IntN(2) == 0 {
			k := 1 + rng.IntN(n)
			w.units, w.spare = append(w.units, w.spare[:k]...), w.spare[k:]
		}
		if n := len(w.units); n > 3 && rng.IntN(3) == 0 {
			i := rng.IntN(n)
			w.spare = append(w.spare, w.units[i])
			w.units = slices.Delete(slices.Clone(w.units), i, i+1)
		}
		if n := len(w.units); n > 3 && rng.IntN(12) == 0 { // many at once
			w.units, w.spare = slices.Clone(w.units[:n/4]), append(w.spare, w.units[n/4:]...)
		}
	}
	slices.SortFunc(w.units, func(a, b timeseries.Series) int { return bytes.Compare([]byte(a.Text()), []byte(b.Text())) })
	for _, s := range w.units {
		if w.counts[s] != nil && rng.IntN(10) > 0 {
			continue
		}
		special := []float64{0, math.NaN(), math.Inf(1), math.Copysign(0, -1), 1e6, -2.2250738585072014e-308}
		w.values[s] = [3]float64{special[rng.IntN(len(special))], float64(rng.IntN(1000)), rng.NormFloat64() * 1e5}
		w.counts[s] = observe(w.bounds, rng.Float64()*1e6, rng.Float64()*1e7)
	}
}

func (w *town) snapshot() *timeseries.Snapshot {
	s := &timeseries.Snapshot{}
	if !slices.Equal(w.list, w.units) {
		w.list = slices.Clone(w.units)
	}
	for i, d := range w.defs {
		f := timeseries.Family{Def: d}
		for _, u := range w.units {
			sample := timeseries.Sample{Series: u}
			switch i {
			case 2:
				sample.Histogram = w.counts[u]
			case 3:
				sample.Value = w.values[u][0]
			default:
				sample.Value = w.values[u][i+1]
			}
			f.Samples.Append(sample)
		}
		if i%2 == 0 { // of the others, each list is one of its own
			f.Samples.Series = w.list
		}
		s.Families = append(s.Families, f)
	}
	return s
}

// TestScrapesOfChangesReadAlike: what scrapers get after changes is the snapshot, by
// each reader of gzip.
func TestScrapesOfChangesReadAlike(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	s := municipality(300)
	e := New(oneMetric(), discardLog(), Options{})
	for _, f := range []format{formatText, formatOpenMetrics} {
		scrape(e, "GET", askFor(f, codingGzip))
	}
	for range 4 {
		s = changed(rng, s, 60)
		e.Publish(s)
		for f, end := range []string{formatText: selfText, formatOpenMetrics: selfOpenMetrics} {
			want := string(renderAll(s, format(f))) + end
			sent := readAll(t, scrape(e, "GET", askFor(format(f), codingGzip)).Body, nil)
			for i, got := range decode(t, codingGzip, sent) {
				if string(got) != want {
					t.Errorf("format %d, reader %d: the text is another", f, i)
				}
			}
		}
	}
}

// TestKeptWritesWhatChanged: the pieces of families in which nothing changed are those
// of before.
func TestKeptWritesWhatChanged(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	s := municipality(300)
	k := newKeeper(false, newSums())
	k.member(s, nil)
	last := func(f *keptFamily) *byte { return &f.piece.bytes[len(f.piece.bytes)-1] }
	was := map[*metric.Def]byte{}
	for d, f := range k.families { // marked, which another writing would undo
		was[d] = *last(f)
		*last(f) ^= 0xff
	}
	next := changed(rng, s, 0)
	next.Families[3].Samples.Values[7]++
	k.member(next, nil)
	for i, f := range next.Families {
		if kept := *last(k.families[f.Def]) != was[f.Def]; kept != (i != 3) {
			t.Errorf("family %d: kept: %v", i, kept)
		}
	}
}

// TestKeptFamilyComesBack: of a family that had few lines for a while, nothing counts of
// what was kept before. Its memory may hold other values by then.
func TestKeptFamilyComesBack(t *testing.T) {
	k := newKeeper(false, newSums())
	all := municipality(300).Families[:1]
	few := []timeseries.Family{{Def: all[0].Def, Samples: all[0].Samples.Slice(0, 3)}}
	for i, families := range [][]timeseries.Family{all, few, all} {
		s := &timeseries.Snapshot{Families: families}
		if got, want := unpacked(t, k.member(s, nil)), renderAll(s, formatText); !bytes.Equal(got, want) {
			t.Errorf("snapshot %d is not what whole rendering makes", i)
		}
		all[0].Samples.Values[5]++ // nobody reads the snapshot any more
	}
}

// TestKeptIsNotMuchLarger than what a compressor makes of the whole.
func TestKeptIsNotMuchLarger(t *testing.T) {
	e := New(prometheus.NewRegistry(), discardLog(), Options{})
	s := municipality(1000)
	for _, f := range []format{formatText, formatOpenMetrics} {
		kept, whole := len(e.keep(s, f).bytes), len(e.render(s, f, []coding{codingGzip})[0].bytes)
		if kept > whole+whole/8 {
			t.Errorf("format %d: %d bytes, compressed as a whole %d", f, kept, whole)
		}
	}
}

// TestCodesAreRead: whatever the symbols and however skew their frequencies, another
// reader of DEFLATE reads them.
func TestCodesAreRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var tokens []token
		var want []byte
		for range rapid.IntRange(0, 400).Draw(t, "tokens") {
			if n := rapid.IntRange(minMatch, maxMatch).Draw(t, "length"); len(want) > 0 && n%3 == 0 {
				dist := rapid.IntRange(1, min(len(want), maxDist)).Draw(t, "distance")
				tokens = append(tokens, match(n, dist))
				for range n {
					want = append(want, want[len(want)-dist])
				}
				continue
			}
			b := rapid.Byte().Draw(t, "byte")
			for range 1 << rapid.IntRange(0, 12).Draw(t, "times") {
				tokens, want = append(tokens, token(b)), append(want, b)
			}
		}
		count := newCounts()
		count.add(tokens)
		litLen, dist := newCode(count.litLen[:], maxCode), newCode(count.dist[:], maxCode)
		var w bitWriter
		addBlockHeader(&w, litLen, dist)
		if !addTokens(&w, append(tokens, endOfBlock), &litLen, &dist) {
			t.Fatal("a symbol has no code")
		}
		w.align()
		got, err := io.ReadAll(stdflate.NewReader(bytes.NewReader(append(w.buf, 3, 0))))
		if err != nil || !bytes.Equal(want, got) {
			t.Fatalf("read %d bytes of %d: %v", len(got), len(want), err)
		}
	})
}

// TestSumsCombine as those of the texts behind each other.
func TestSumsCombine(t *testing.T) {
	s := newSums()
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.SliceOf(rapid.Byte()).Draw(t, "a"), bytes.Repeat(rapid.SliceOf(rapid.Byte()).Draw(t, "b"), rapid.IntRange(0, 300).Draw(t, "times"))
		want := crc32.ChecksumIEEE(slices.Concat(a, b))
		if got := s.combine(crc32.ChecksumIEEE(a), crc32.ChecksumIEEE(b), len(b)); got != want {
			t.Fatalf("%08x, want %08x", got, want)
		}
	})
}
