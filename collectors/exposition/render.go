package exposition

import (
	"bytes"
	"io"
	"runtime"
	"time"

	"casework/collectors/timeseries"
)

// A format is a way of writing a snapshot down.
type format uint8

const (
	formatText        format = iota // text, version 0.0.4
	formatOpenMetrics               // OpenMetrics text; versions 0.0.1 and 1.0.0 do not differ here
	formatProto                     // delimited protobuf
	numFormats
)

// An encoder writes families in one format. It is used by one goroutine at a
// time.
type encoder interface {
	encode(w *bufferedWriter, f *timeseries.Family)
}

// bufferSize is how much is rendered before it is compressed: small enough to
// stay in the processor's cache, so a snapshot of 15 MB is never held whole.
const bufferSize = 32 << 10

// A bufferedWriter collects what encoders append to buf and passes it on, bufferSize bytes
// or more at a time. After an error it passes on nothing more.
type bufferedWriter struct {
	buf []byte
	out io.Writer
	err error

	turn turn
}

// spill passes buf on if there is enough of it.
func (w *bufferedWriter) spill() {
	if len(w.buf) >= bufferSize {
		w.flush()
	}
}

// write passes p on, behind buf.
func (w *bufferedWriter) write(p []byte) {
	if len(w.buf)+len(p) < bufferSize {
		w.buf = append(w.buf, p...)
		return
	}
	w.flush()
	if w.err == nil {
		_, w.err = w.out.Write(p)
	}
}

// flush passes buf on, and lets scrapes go first, see turn.
func (w *bufferedWriter) flush() {
	if w.err == nil {
		_, w.err = w.out.Write(w.buf)
	}
	w.buf = w.buf[:0]
	w.turn.pass()
}

// A turn is since when a goroutine has rendered without a break.
type turn struct{ began time.Time }

// mostTurn is how long scrapes that wait for a processor may have to wait: the scheduler
// would let them wait 10 ms, a third of a rendering. It is not less, as each pass wakes
// another thread, if only to find that nobody waits.
const mostTurn = 200 * time.Microsecond

func (t *turn) begin() { t.began = time.Now() }

// pass lets others go first, if the turn has been long.
func (t *turn) pass() {
	if time.Since(t.began) < mostTurn {
		return
	}
	runtime.Gosched()
	t.begin()
}

// A renderer holds the buffers and encoders with which snapshots are
// rendered, for use again and again by one goroutine at a time.
type renderer struct {
	buffer   bufferedWriter
	encoders [numFormats]encoder
}

func newRenderer() *renderer {
	return &renderer{
		buffer: bufferedWriter{buf: make([]byte, 0, bufferSize+bufferSize/4)},
		encoders: [numFormats]encoder{
			formatText:        &textEncoder{},
			formatOpenMetrics: &textEncoder{openMetrics: true},
			formatProto:       &protoEncoder{},
		},
	}
}

// render writes the snapshot to w, without the end mark of OpenMetrics.
func (r *renderer) render(w io.Writer, s *timeseries.Snapshot, f format) error {
	c := &r.buffer
	c.out, c.err = w, nil
	c.turn.begin()
	for i := range s.Families {
		if family := &s.Families[i]; family.Samples.Len() > 0 {
			r.encoders[f].encode(c, family)
		}
	}
	c.flush()
	c.out = nil
	return c.err
}

// WriteText writes a snapshot to w in the text format. It fails only as w
// does.
func WriteText(w io.Writer, s *timeseries.Snapshot) error {
	return newRenderer().render(w, s, formatText)
}

// A sink is a writer into memory that never fails.
type sink struct{ b []byte }

// newSink returns a sink with room for a little more than size bytes.
func newSink(size int) *sink { return &sink{make([]byte, 0, roomFor(size))} }

// roomFor is a little more than size, for what may have grown since.
func roomFor(size int) int { return size + size/32 + 4<<10 }

func (s *sink) Write(p []byte) (int, error) {
	s.b = append(s.b, p...)
	return len(p), nil
}

// bytes is what was written, in memory of at most some twice its size.
func (s *sink) bytes() []byte {
	if cap(s.b) > 2*len(s.b)+8<<10 {
		return bytes.Clone(s.b)
	}
	return s.b
}
