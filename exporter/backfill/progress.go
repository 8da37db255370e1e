package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"
)

// A reporter says how far the work is: in one moving line on a terminal, in
// a line a span otherwise.
type reporter struct {
	w        io.Writer
	terminal bool
	began    time.Time
	drawn    time.Time
	share    float64
}

func newReporter(w io.Writer) *reporter {
	file, ok := w.(*os.File)
	return &reporter{w: w, terminal: ok && term.IsTerminal(int(file.Fd())), began: time.Now()}
}

// say prints a line.
func (r *reporter) say(format string, args ...any) {
	r.wipe()
	fmt.Fprintf(r.w, format+"\n", args...)
}

func (r *reporter) wipe() {
	if r.terminal {
		fmt.Fprint(r.w, "\r\x1b[K")
	}
}

func (r *reporter) begin(from, to int64, o *options) {
	r.say("Replaying %s to %s, a sample every %s", r3339(from), r3339(to), o.step)
	r.began = time.Now()
}

// progress notes the share of the time that is done.
func (r *reporter) progress(share float64) {
	r.share = share
	if !r.terminal || time.Since(r.drawn) < 200*time.Millisecond {
		return
	}
	r.drawn = time.Now()
	const width = 40
	full := min(int(share*width), width)
	r.wipe()
	fmt.Fprintf(r.w, "[%s%s] %3.0f %%  %s left", strings.Repeat("#", full), strings.Repeat(".", width-full),
		100*share, r.left())
}

// left is about how long the rest takes.
func (r *reporter) left() time.Duration {
	if r.share <= 0 {
		return 0
	}
	passed := time.Since(r.began)
	return time.Duration(float64(passed) * (1 - r.share) / r.share).Round(time.Second)
}

// span tells what became of a span.
func (r *reporter) span(s spanReport) {
	if r.terminal {
		return
	}
	r.say("%s to %s: %d series, %d samples, %s (%s)", r3339(s.from/1000), r3339(s.until/1000), s.series, s.samples,
		size(s.bytes), s.what)
}

// end sums up.
func (r *reporter) end(w *writer, o *options, from int64) {
	verb := "Wrote"
	if o.dryRun {
		verb = "Would write"
	}
	recorded := 0
	if w.rules != nil {
		recorded = len(w.rules.recorded)
	}
	r.say("%s %d series, %d samples, %s of chunks, in %s", verb, len(w.table.all)+recorded, w.samples, size(w.bytes),
		time.Since(r.began).Round(100*time.Millisecond))
	switch {
	case recorded > 0:
		r.say("%d of the series are recorded by rules. Not every series has samples in every block.", recorded)
	case len(o.rules) > 0 && o.dryRun:
		r.say("What --rules would record comes on top of that.")
	}
	days := int(time.Since(time.Unix(from, 0)).Hours()/24) + 1
	if o.format != remoteWrite {
		r.say("Prometheus keeps it only with --storage.tsdb.retention.time=%dd or longer.", days+31)
	}
}

// size writes a number of bytes.
func size(bytes int64) string {
	switch {
	case bytes >= 1<<30:
		return fmt.Sprintf("%.1f GiB", float64(bytes)/(1<<30))
	case bytes >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(bytes)/(1<<20))
	default:
		return fmt.Sprintf("%.1f KiB", float64(bytes)/(1<<10))
	}
}
