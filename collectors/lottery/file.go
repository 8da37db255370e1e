package lottery

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

const (
	title  = "# Starting order drawn by lot, version 1. Do not edit: the exporter refuses a file that was."
	footer = "# sha256: "
	month  = "2006-01"
)

// rules say in the file how it was drawn, for anyone who checks it.
var rules = []string{
	"# How it was drawn: units are sorted by cases, most first, equals by name, and cut into strata of equal numbers.",
	"# lot is the SHA-256 of the seed, a line break and the unit's name (printf 'SEED\\nUNIT' | sha256sum); in each stratum the",
	"# smallest lot comes first. Each stratum gets its share of the starts; the stratum that is furthest behind its share is next.",
	"# The last line is the SHA-256 of all lines above it (head -n -1 FILE | sha256sum).",
}

var columns = []string{"start", "unit", "stratum", "cases", "lot"}

// Encode returns the file of a draw.
func (d *Draw) Encode() []byte {
	var out bytes.Buffer
	fmt.Fprintln(&out, title)
	for _, h := range d.head() {
		fmt.Fprintf(&out, "# %s: %s\n", h[0], h[1])
	}
	fmt.Fprintln(&out, strings.Join(rules, "\n"))
	w := csv.NewWriter(&out)
	_ = w.Write(columns) // a bytes.Buffer takes everything
	for _, u := range d.Units {
		start := ""
		if !u.Start.IsZero() {
			start = u.Start.Format(month)
		}
		_ = w.Write([]string{start, u.Name, strconv.Itoa(u.Stratum), strconv.FormatInt(u.Cases, 10), lot(d.Seed, u.Name)})
	}
	w.Flush()
	fmt.Fprintln(&out, footer+digest(out.Bytes()))
	return out.Bytes()
}

// head are the lines that tell what was drawn, by name.
func (d *Draw) head() [][2]string {
	return [][2]string{
		{"source", d.Source},
		{"drawn at", d.At.Format(time.RFC3339)},
		{"seed", d.Seed},
		{"first month", d.First.Format(month)},
		{"starts a month", strconv.Itoa(d.PerMonth)},
		{"starts", strconv.Itoa(d.Starts)},
		{"units", strconv.Itoa(len(d.Units))},
		{"strata", strconv.Itoa(d.Strata)},
	}
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// Digest is the SHA-256 that stands in the last line of the file of a draw.
func (d *Draw) Digest() string {
	content := bytes.TrimSuffix(d.Encode(), []byte("\n"))
	return string(content[bytes.LastIndexByte(content, '\n')+1+len(footer):])
}

// Decode reads the file of a draw. It draws again, and fails if the file is not
// what comes out: then it was changed after the draw.
func Decode(content []byte) (*Draw, error) {
	at := bytes.LastIndex(bytes.TrimRight(content, "\n"), []byte("\n"))
	last := string(bytes.TrimRight(content[at+1:], "\n"))
	said, ok := strings.CutPrefix(last, footer)
	switch {
	case !bytes.HasPrefix(content, []byte(title+"\n")):
		return nil, errors.New("it is no starting order of casework-exporter plan: its first line is another")
	case !ok:
		return nil, errors.New("its last line is no checksum: the file is cut off, or was edited")
	}
	if sum := digest(content[:at+1]); sum != said {
		return nil, fmt.Errorf("its lines have the SHA-256 %s, and its last line says %q: the file was edited after the draw", sum, said)
	}
	d, err := parse(content[:at+1])
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(d.Encode(), content) {
		return nil, fmt.Errorf("drawn again from its seed %q and its units, the starts are others: it is not what was drawn", d.Seed)
	}
	return d, nil
}

// parse reads options and units, and draws.
func parse(content []byte) (*Draw, error) {
	var o Options
	var errs []error
	whole := func(s string) int {
		n, err := strconv.Atoi(s)
		errs = append(errs, err)
		return n
	}
	instant := func(layout, s string) time.Time {
		at, err := time.Parse(layout, s)
		errs = append(errs, err)
		return at
	}
	units := 0
	set := map[string]func(string){
		"source":         func(s string) { o.Source = s },
		"drawn at":       func(s string) { o.At = instant(time.RFC3339, s) },
		"seed":           func(s string) { o.Seed = s },
		"first month":    func(s string) { o.First = instant(month, s) },
		"starts a month": func(s string) { o.PerMonth = whole(s) },
		"starts":         func(s string) { o.Starts = whole(s) },
		"units":          func(s string) { units = whole(s) },
		"strata":         func(s string) { o.Strata = whole(s) },
	}
	lines := bytes.SplitAfter(content, []byte("\n"))
	rest := content
	for i := range lines {
		line := strings.TrimRight(string(lines[i]), "\n")
		if !strings.HasPrefix(line, "#") {
			break
		}
		rest = rest[len(lines[i]):]
		if key, value, ok := strings.Cut(strings.TrimPrefix(line, "# "), ": "); ok && set[key] != nil {
			set[key](value)
		}
	}
	r := csv.NewReader(bytes.NewReader(rest))
	r.FieldsPerRecord = len(columns)
	var all []Unit
	for n := 0; ; n++ {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if n > 0 { // after the names of the columns
			all = append(all, Unit{Name: fields[1], Cases: int64(whole(fields[3]))})
		}
	}
	if len(all) != units {
		errs = append(errs, fmt.Errorf("it has %d units, and says %d", len(all), units))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return New(all, o)
}
