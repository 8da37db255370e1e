package lottery

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func units(n int) []Unit {
	var all []Unit
	for i := range n {
		all = append(all, Unit{Name: fmt.Sprintf("unit %03d", i), Cases: int64(100 + 7*(i*31%n))})
	}
	return all
}

func options() Options {
	return Options{
		Source: "kommune", Seed: "7 13 22", At: time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC),
		First: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), PerMonth: 3, Starts: 10, Strata: 2,
	}
}

// TestDraw holds a draw to its options: so many starts a month, each stratum
// with its share of every month.
func TestDraw(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 60).Draw(t, "units")
		o := options()
		o.Starts = rapid.IntRange(1, n).Draw(t, "starts")
		o.PerMonth = rapid.IntRange(1, o.Starts).Draw(t, "per month")
		o.Strata = rapid.IntRange(1, min(n, 6)).Draw(t, "strata")
		d, err := New(units(n), o)
		if err != nil {
			t.Fatal(err)
		}
		started, size := make([]int, o.Strata+1), make([]int, o.Strata+1)
		for _, u := range d.Units {
			size[u.Stratum]++
		}
		for k, u := range d.Units {
			if k >= o.Starts {
				if !u.Start.IsZero() {
					t.Fatalf("%d units start, want %d", k+1, o.Starts)
				}
				continue
			}
			if want := o.First.AddDate(0, k/o.PerMonth, 0); !u.Start.Equal(want) {
				t.Fatalf("start %d is in %v, want %v", k, u.Start, want)
			}
			started[u.Stratum]++
			for s := 1; s <= o.Strata; s++ {
				share := float64((k+1)*size[s]) / float64(n)
				if math.Abs(float64(started[s])-share) > 2 {
					t.Fatalf("after %d starts stratum %d has %d, its share is %.1f", k+1, s, started[s], share)
				}
			}
		}
		again, err := Decode(d.Encode())
		if err != nil || again.Digest() != d.Digest() {
			t.Fatalf("read again: %v, %v", again, err)
		}
	})
}

// TestEveryUnitIsAsLikely draws with many seeds: each unit starts as often as
// any other, and as often in the first month.
func TestEveryUnitIsAsLikely(t *testing.T) {
	t.Parallel()
	const draws, n = 4000, 12
	starts, first := map[string]int{}, map[string]int{}
	o := options()
	o.Starts, o.PerMonth = 6, 2
	for seed := range draws {
		o.Seed = fmt.Sprint(seed)
		d, err := New(units(n), o)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range d.Units {
			if !u.Start.IsZero() {
				starts[u.Name]++
			}
			if u.Start.Equal(o.First) {
				first[u.Name]++
			}
		}
	}
	for _, u := range units(n) {
		if s, f := float64(starts[u.Name])/draws, float64(first[u.Name])/draws; math.Abs(s-0.5) > 0.035 || math.Abs(f-1.0/6) > 0.027 {
			t.Errorf("%s starts in %.3f of draws, in the first month in %.3f; want 0.5 and 0.167", u.Name, s, f)
		}
	}
}

// TestFileIsWhatAnybodyDraws pins one file, so that a file drawn today is read
// by every later program.
func TestFileIsWhatAnybodyDraws(t *testing.T) {
	t.Parallel()
	o := options()
	o.Starts, o.PerMonth = 2, 1
	d, err := New([]Unit{{Name: "Sør, øvre", Cases: 10}, {Name: "Nord", Cases: 40}, {Name: "Vest", Cases: 30}, {Name: "Øst", Cases: 20}}, o)
	if err != nil {
		t.Fatal(err)
	}
	const want = `# source: kommune
# drawn at: 2026-11-29T09:00:00Z
# seed: 7 13 22
# first month: 2027-01
# starts a month: 1
# starts: 2
# units: 4
# strata: 2
`
	content := string(d.Encode())
	if !strings.Contains(content, want) {
		t.Errorf("the file is\n%s", content)
	}
	if got := d.Digest(); got != pinned {
		t.Errorf("the digest is %s, want %s, of\n%s", got, pinned, content)
	}
}

// TestEditedFilesAreRefused changes a file in each way that somebody might.
func TestEditedFilesAreRefused(t *testing.T) {
	t.Parallel()
	d, err := New(units(8), Options{
		Source: "kommune", Seed: "1", At: options().At, First: options().First, PerMonth: 2, Starts: 4, Strata: 2,
	})
	if err != nil {
		t.Fatal(err)
	}
	content := d.Encode()
	sign := func(lines []byte) []byte { return append(bytes.Clone(lines), []byte(footer+digest(lines)+"\n")...) }
	body := content[:bytes.LastIndex(content, []byte(footer))]
	swapped := *d
	swapped.Units = append([]Unit{}, d.Units...)
	swapped.Units[0].Name, swapped.Units[7].Name = d.Units[7].Name, d.Units[0].Name
	for name, tt := range map[string]struct {
		content []byte
		want    string
	}{
		"a start moved":           {bytes.Replace(content, []byte("2027-02"), []byte("2027-03"), 1), "the file was edited after the draw"},
		"moved and signed again":  {sign(bytes.Replace(body, []byte("2027-02"), []byte("2027-03"), 1)), "it is not what was drawn"},
		"units swapped, signed":   {swapped.Encode(), "it is not what was drawn"},
		"another seed, signed":    {sign(bytes.Replace(body, []byte("seed: 1"), []byte("seed: 2"), 1)), "it is not what was drawn"},
		"a unit less, signed":     {sign(body[:bytes.LastIndexByte(body[:len(body)-1], '\n')+1]), "it has 7 units, and says 8"},
		"cut off":                 {content[:len(content)/2], "its last line is no checksum"},
		"line ends of Windows":    {bytes.ReplaceAll(content, []byte("\n"), []byte("\r\n")), "its first line is another"},
		"something else":          {[]byte("unit,starts_on\n"), "its first line is another"},
		"nothing":                 {nil, "its first line is another"},
		"a number that is no one": {sign(bytes.Replace(body, []byte("strata: 2"), []byte("strata: x"), 1)), `parsing "x"`},
	} {
		if _, err := Decode(tt.content); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error is %v, want one with %q", name, err, tt.want)
		}
	}
}

func TestWhatCannotBeDrawn(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*Options, *[]Unit){
		"the seed is empty":                   func(o *Options, _ *[]Unit) { o.Seed = "" },
		"no control characters are allowed":   func(o *Options, _ *[]Unit) { o.Seed = "1\n# source: x" },
		"the number of starts is 9":           func(o *Options, _ *[]Unit) { o.Starts = 9 },
		"the number of starts a month is 0":   func(o *Options, _ *[]Unit) { o.PerMonth = 0 },
		"the number of strata is 0":           func(o *Options, _ *[]Unit) { o.Strata = 0 },
		"the first day of a month is allowed": func(o *Options, _ *[]Unit) { o.First = o.At },
		"nobody can start before it is drawn": func(o *Options, _ *[]Unit) { o.At = o.First },
		`unit "unit 001" takes part twice`:    func(_ *Options, all *[]Unit) { (*all)[2].Name = "unit 001" },
		"the number of units is 1":            func(_ *Options, all *[]Unit) { *all = (*all)[:1] },
		"the name of a unit has 300 bytes":    func(_ *Options, all *[]Unit) { (*all)[2].Name = strings.Repeat("x", 300) },
		"in Unicode form C, is allowed":       func(_ *Options, all *[]Unit) { (*all)[2].Name = "A\u030as" },
	} {
		o, all := options(), units(8)
		o.Starts = 4
		change(&o, &all)
		if _, err := New(all, o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want one with %q", err, want)
		}
	}
}

// pinned is also what sha256sum says of the file without its last line.
const pinned = "4def06602cbd03605112373e339242dd4a630f09ea520d2f6ddafd79d70a0be3"

// FuzzDecode: no file makes Decode fail otherwise than by an error.
func FuzzDecode(f *testing.F) {
	d, err := New(units(4), Options{Source: "s", Seed: "1", At: options().At, First: options().First, PerMonth: 1, Starts: 2, Strata: 1})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(d.Encode())
	f.Add([]byte(title + "\n" + footer))
	f.Fuzz(func(t *testing.T, content []byte) {
		if got, err := Decode(content); err == nil && !bytes.Equal(got.Encode(), content) {
			t.Errorf("read otherwise than written: %q", content)
		}
	})
}
