package exposition

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/prometheus/common/expfmt"
)

// ServeHTTP answers a scrape, always with 200: if self-metrics fail, with
// those that did not. Only GET and HEAD are allowed.
func (e *Exposition) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Cache-Control", "no-store") // figures of an instant, for those who may see them
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		header.Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed: use GET or HEAD", http.StatusMethodNotAllowed)
		return
	}
	f, contentType := negotiateFormat(r.Header)
	c := negotiateCoding(r.Header)
	body, done := e.body(f, c)
	defer done()
	last := e.tail(contentType, c)
	tail := last.bytes
	if c == codingGzip {
		trailer := gzipTrailer(e.sums.combine(body.crc, last.crc, last.length), body.length+last.length)
		tail = slices.Concat(tail, trailer)
	}

	header.Set("Content-Type", string(contentType))
	header.Set("Content-Length", strconv.Itoa(len(body.bytes)+len(tail)))
	header.Set("Vary", "Accept, Accept-Encoding")
	if c != codingIdentity {
		header.Set("Content-Encoding", c.String())
	}
	if r.Method == http.MethodHead {
		return
	}
	// An error here means that the client has gone: there is no one to tell.
	if _, err := w.Write(body.bytes); err == nil {
		_, _ = w.Write(tail)
	}
}

// A tailKey is what tails differ by.
type tailKey struct {
	format expfmt.Format
	coding coding
}

// A tail is the self-metrics as of an instant, rendered.
type tail struct {
	at time.Time
	piece
}

// tail is the self-metrics, at most Options.SelfAge old. So they are gathered no more
// often than that, however many scrapers there are.
func (e *Exposition) tail(f expfmt.Format, c coding) piece {
	key := tailKey{f, c}
	if last, ok := e.tails.Load(key); ok && time.Since(last.(tail).at) < e.opts.SelfAge {
		return last.(tail).piece
	}
	fresh := tail{time.Now(), e.renderTail(f, c)}
	e.tails.Store(key, fresh)
	return fresh.piece
}

// renderTail renders the self-metrics as of now, and the end mark of the format. With
// gzip they are the last blocks of the member, with zstd a frame of their own. A
// self-metric that fails is left out, counted and logged.
func (e *Exposition) renderTail(f expfmt.Format, c coding) piece {
	families, err := e.self.Gather() // with an error: all that could be gathered
	text := e.texts.Get().(*bytes.Buffer)
	defer e.texts.Put(text)
	text.Reset()
	encoder := expfmt.NewEncoder(text, f)
	for _, family := range families {
		whole := text.Len()
		if encodeErr := encoder.Encode(family); encodeErr != nil {
			text.Truncate(whole)
			err = errors.Join(err, fmt.Errorf("encode %s: %w", family.GetName(), encodeErr))
		}
	}
	if closer, ok := encoder.(expfmt.Closer); ok {
		err = errors.Join(err, closer.Close())
	}
	e.report(err)

	out := newSink(text.Len() / 4)
	z := e.compressors.get(c, out)
	_, _ = z.Write(text.Bytes()) // a sink never fails
	crc, length := z.end(true)
	e.compressors.put(c, z)
	return piece{out.b, crc, length}
}

// report counts a scrape whose self-metrics failed, and logs the failure
// unless it is the same as the last.
func (e *Exposition) report(err error) {
	if err == nil {
		e.failure.Store(nil)
		return
	}
	if e.opts.Failures != nil {
		e.opts.Failures.Inc()
	}
	message := err.Error()
	if last := e.failure.Swap(&message); last == nil || *last != message {
		e.log.Error("gather self-metrics failed", "err", err)
	}
}
