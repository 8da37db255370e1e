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
// zstd. Publish renders those that were asked for lately, and text with gzip
// always. Any other is rendered by the first scrape that asks for it, while
// further scrapes for it wait. No other scrape ever waits for anything, and a
// client that reads slowly holds nothing but the bytes it reads.
type Exposition struct {
	self prometheus.Gatherer
	log  *slog.Logger
	opts Options

	started time.Time
	asked   [numFormats][numCodings]atomic.Int64 // when last, ns since started; 0 if never
	sizes   [numFormats][numCodings]atomic.Int64 // last size, to allocate the next

	publishing sync.Mutex
	current    atomic.Pointer[edition] // nil before the first Publish

	renderers   sync.Pool // of *renderer
	texts       sync.Pool // of *bytes.Buffer
	compressors compressors

	tails   sync.Map               // last tail by tailKey, of which there are but a few
	failure atomic.Pointer[string] // last failure to gather that was logged
}

// Options tunes an Exposition. Zero fields take the documented defaults.
type Options struct {
	// KeepWarm is for how long after a scrape its variant is rendered by
	// every Publish; default 15 minutes.
	KeepWarm time.Duration

	// SelfAge is how old the self-metrics of a scrape may be; default a
	// second, negative for as of the scrape.
	SelfAge time.Duration

	// Failures, if any, counts the scrapes that lacked some self-metric.
	Failures prometheus.Counter
}

// An edition is a published snapshot with the bytes made from it so far.
type edition struct {
	snapshot *timeseries.Snapshot
	bodies   [numFormats][numCodings]body
}

// A body is one variant of an edition. Its bytes are set once and never
// changed; a reader holds them without a lock for as long as it needs.
type body struct {
	once  sync.Once
	bytes []byte
}

// get returns the bytes, which the first call renders. Calls meanwhile wait.
func (b *body) get(render func() []byte) []byte {
	b.once.Do(func() { b.bytes = render() })
	return b.bytes
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
		self: self, log: log, opts: opts, started: time.Now(),
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
	next := &edition{snapshot: s}
	for f := range numFormats {
		var wanted []coding
		for c := range numCodings {
			if e.inDemand(f, c) {
				wanted = append(wanted, c)
			}
		}
		for i, b := range e.render(s, f, wanted) {
			next.bodies[f][wanted[i]].get(func() []byte { return b })
		}
	}
	e.current.Store(next)
}

// inDemand reports whether a variant should be rendered before it is asked
// for.
func (e *Exposition) inDemand(f format, c coding) bool {
	if f == formatText && c == codingGzip {
		return true
	}
	asked := time.Duration(e.asked[f][c].Load())
	return asked != 0 && time.Since(e.started)-asked < e.opts.KeepWarm
}

// body is the bytes of a variant of the last published snapshot, without the
// self-metrics; empty if nothing has been published.
func (e *Exposition) body(f format, c coding) []byte {
	e.asked[f][c].Store(int64(time.Since(e.started)) + 1) // 0 means never
	current := e.current.Load()
	if current == nil {
		return nil
	}
	return current.bodies[f][c].get(func() []byte {
		return e.render(current.snapshot, f, []coding{c})[0]
	})
}

// render returns a snapshot in one format and several codings, one result
// for each coding.
func (e *Exposition) render(s *timeseries.Snapshot, f format, codings []coding) [][]byte {
	if len(codings) == 0 {
		return nil
	}
	sinks := make([]*sink, len(codings))
	writers := make([]io.Writer, len(codings))
	ends := make([]func(), len(codings))
	for i, c := range codings {
		sinks[i] = newSink(int(e.sizes[f][c].Load()))
		writers[i], ends[i] = e.compressors.get(c, sinks[i])
	}
	r := e.renderers.Get().(*renderer)
	_ = r.render(io.MultiWriter(writers...), s, f) // a sink never fails
	e.renderers.Put(r)
	bodies := make([][]byte, len(codings))
	for i, c := range codings {
		ends[i]()
		bodies[i] = sinks[i].bytes()
		e.sizes[f][c].Store(int64(len(bodies[i])))
	}
	return bodies
}
