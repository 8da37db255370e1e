package exposition

import (
	"bytes"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"casework/collectors/timeseries"
)

// An Exposition answers scrapes with the last published Snapshot, followed by
// the self-metrics as of the scrape. Its methods may be called at any time
// from any goroutine.
//
// A snapshot is served in nine variants: three formats, each plain, gzip and
// zstd. Publish renders the variants that were asked for lately, or text with
// gzip if none was. Of text and OpenMetrics with gzip it renders only what
// changed since the snapshot before: see keeper. Any other variant is rendered by
// the first scrape that asks for it, and further scrapes for that variant wait
// until it is. No other scrape waits for anything, and a client that reads slowly
// holds nothing but the bytes it reads.
type Exposition struct {
	self prometheus.Gatherer
	log  *slog.Logger
	opts Options

	started time.Time
	asked   [numFormats][numCodings]atomic.Int64 // when last, ns since started; 0 if never
	sizes   [numFormats][numCodings]atomic.Int64 // last size, to allocate the next

	sums       *sums
	publishing sync.Mutex
	keepers    [formatOpenMetrics + 1]*keeper // of gzip, by format of text; nil while not in demand
	current    atomic.Pointer[edition]        // nil before the first Publish
	spare      spare

	renderers   sync.Pool // of *renderer
	texts       sync.Pool // of *bytes.Buffer
	compressors compressors

	tails   sync.Map               // last tail by tailKey, of which there are but a few
	failure atomic.Pointer[string] // last failure to gather that was logged
}

// Options tunes an Exposition. Zero fields take the documented defaults.
type Options struct {
	// KeepWarm is for how long after a scrape every Publish renders the
	// scrape's variant; default 15 minutes.
	KeepWarm time.Duration

	// SelfAge is how old the self-metrics of a scrape may be; default one
	// second. If negative, they are gathered anew for every scrape.
	SelfAge time.Duration

	// Failures, if any, counts the scrapes that lacked some self-metric.
	Failures prometheus.Counter
}

// New returns an Exposition with nothing published: until then it serves the
// self-metrics alone. The metrics of self must not be in any snapshot too.
func New(self prometheus.Gatherer, log *slog.Logger, opts Options) *Exposition {
	if opts.KeepWarm == 0 {
		opts.KeepWarm = 15 * time.Minute
	}
	if opts.SelfAge == 0 {
		opts.SelfAge = time.Second
	}
	return &Exposition{
		self: self, log: log, opts: opts, started: time.Now(), sums: newSums(),
		renderers: sync.Pool{New: func() any { return newRenderer() }},
		texts:     sync.Pool{New: func() any { return new(bytes.Buffer) }},
	}
}

// Publish makes s the snapshot that scrapes are answered with. Scrapes get
// the one before until s is rendered in every variant that is in demand.
// Snapshots published at the same time take effect one after the other, in no
// particular order.
func (e *Exposition) Publish(s *timeseries.Snapshot) {
	e.publishing.Lock()
	defer e.publishing.Unlock()
	next := newEdition(s)
	for f := range numFormats {
		var wanted []coding
		for c := range numCodings {
			if !e.inDemand(f, c) {
				if c == codingGzip && f <= formatOpenMetrics {
					e.keepers[f] = nil
				}
				continue
			}
			if c == codingGzip && f <= formatOpenMetrics {
				next.bodies[f][c].get(func() piece { return e.keep(s, f) })
				continue
			}
			wanted = append(wanted, c)
		}
		for i, p := range e.render(s, f, wanted) {
			next.bodies[f][wanted[i]].get(func() piece { return p })
		}
	}
	e.spare.leave(e.current.Swap(next))
}

// keep renders a snapshot as text with gzip, by what is kept of the last one.
func (e *Exposition) keep(s *timeseries.Snapshot, f format) piece {
	if e.keepers[f] == nil {
		e.keepers[f] = newKeeper(f == formatOpenMetrics, e.sums)
	}
	size := &e.sizes[f][codingGzip]
	all := e.keepers[f].member(s, e.spare.take(f, codingGzip, int(size.Load())))
	size.Store(int64(len(all.bytes)))
	return all
}

// inDemand reports whether a variant should be rendered before it is asked
// for.
func (e *Exposition) inDemand(f format, c coding) bool {
	if f == formatText && c == codingGzip && !e.askedLately() {
		return true
	}
	return e.isWarm(f, c)
}

// askedLately reports whether any variant was asked for lately.
func (e *Exposition) askedLately() bool {
	for f := range numFormats {
		for c := range numCodings {
			if e.isWarm(f, c) {
				return true
			}
		}
	}
	return false
}

// isWarm reports whether a variant was asked for lately.
func (e *Exposition) isWarm(f format, c coding) bool {
	asked := time.Duration(e.asked[f][c].Load())
	return asked != 0 && time.Since(e.started)-asked < e.opts.KeepWarm
}

// body is the bytes of a variant of the last published snapshot, without the
// tail that follows them. The bytes do not change until done is called.
func (e *Exposition) body(f format, c coding) (p piece, done func()) {
	e.asked[f][c].Store(int64(time.Since(e.started)) + 1) // 0 means never
	current := hold(&e.current)
	if current == nil {
		return e.render(&timeseries.Snapshot{}, f, []coding{c})[0], func() {}
	}
	p = current.bodies[f][c].get(func() piece {
		return e.render(current.snapshot, f, []coding{c})[0]
	})
	return p, func() { e.spare.leave(current) }
}

// render returns a snapshot in one format and several codings, one result
// for each coding.
func (e *Exposition) render(s *timeseries.Snapshot, f format, codings []coding) []piece {
	if len(codings) == 0 {
		return nil
	}
	sinks := make([]*sink, len(codings))
	all := make([]compressor, len(codings))
	writers := make([]io.Writer, len(codings))
	for i, c := range codings {
		sinks[i] = &sink{e.spare.take(f, c, int(e.sizes[f][c].Load()))}
		if c == codingGzip {
			_, _ = sinks[i].Write([]byte(gzipHeader))
		}
		all[i] = e.compressors.get(c, sinks[i])
		writers[i] = all[i]
	}
	r := e.renderers.Get().(*renderer)
	_ = r.render(io.MultiWriter(writers...), s, f) // a sink never fails
	e.renderers.Put(r)
	bodies := make([]piece, len(codings))
	for i, c := range codings {
		bodies[i].crc, bodies[i].length = all[i].end(false)
		e.compressors.put(c, all[i])
		bodies[i].bytes = sinks[i].bytes()
		e.sizes[f][c].Store(int64(len(bodies[i].bytes)))
	}
	return bodies
}
