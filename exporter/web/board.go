package web

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"casework/collectors/families"
	"casework/exporter/board"
	"casework/exporter/text"
)

const (
	// boardAge is for how long a board is shown as it was drawn.
	boardAge = time.Minute
	// boardPages is how many boards are remembered: those of a few readers, and of
	// as many units as one would look at in a minute.
	boardPages = 64
	// boardRequests is how many requests for boards wait at the same time.
	boardRequests = 20
)

// A boardKey is what tells one board from another.
type boardKey struct {
	source, unit string // "" for the overview
	lang         string
	order        board.Order
}

// A boardPage is a board, as it was drawn.
type boardPage struct {
	done    chan struct{} // is closed once what follows is there
	content []byte        // in gzip
	err     error
}

// boards draws boards when somebody asks, each at most once a minute and one at
// a time, and remembers them for that long: while a source has more to come, only
// until it has come. All that are remembered are of the same instant. It waits for no
// poll, and no scrape waits for it: what it draws was published before.
type boards struct {
	overviews func() []*families.Overview
	base      string // that links begin with
	lang      string // where a request names none
	now       func() time.Time
	log       *slog.Logger
	drawing   sync.Mutex // held while one is drawn

	mu    sync.Mutex
	at    time.Time            // when the minute began
	shown []*families.Overview // in that minute
	stage []board.Stage        // of each of those
	pages map[boardKey]*boardPage
}

// newBoards serves boards of overviews, in the order of their sources. Their
// links begin with base. They are in a language, or in bokmål if it is "".
func newBoards(overviews func() []*families.Overview, base, lang string, now func() time.Time, log *slog.Logger) *boards {
	return &boards{overviews: overviews, base: base, lang: cmp.Or(lang, text.Languages()[0]), now: now, log: log}
}

// ServeHTTP implements http.Handler.
func (b *boards) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	key, err := boardOf(r, b.lang)
	if err != nil {
		writeText(w, http.StatusBadRequest, err.Error())
		return
	}
	page := b.page(key)
	if page == nil {
		writeText(w, http.StatusNotFound, "no such unit is shown here")
		return
	}
	select {
	case <-page.done:
	case <-r.Context().Done():
		return // a client that has left needs no answer
	}
	if page.err != nil {
		writeText(w, http.StatusInternalServerError, "the board cannot be drawn; the exporter's log says why")
		return
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("Vary", "Accept-Encoding")
	header.Set("Content-Security-Policy", board.Policy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "no-referrer") // units stand in addresses
	if acceptsGzip(r) {
		header.Set("Content-Encoding", "gzip")
		header.Set("Content-Length", strconv.Itoa(len(page.content)))
		_, _ = w.Write(page.content)
		return
	}
	if plain, err := gzip.NewReader(bytes.NewReader(page.content)); err == nil { // it was packed here
		_, _ = io.Copy(w, plain)
	}
}

// boardOf is the board that a request asks for, in a language unless it names
// another.
func boardOf(r *http.Request, lang string) (boardKey, error) {
	query := r.URL.Query()
	key := boardKey{lang: lang, order: board.Orders()[0]}
	if lang := query.Get("lang"); lang != "" {
		key.lang = lang
	}
	if !slices.Contains(text.Languages(), key.lang) {
		return key, fmt.Errorf("lang=%s: allowed: %s", text.Quote(key.lang), strings.Join(text.Languages(), " or "))
	}
	if strings.HasSuffix(r.URL.Path, "/unit") {
		key.source, key.unit = query.Get("source"), query.Get("unit")
		if key.source == "" || key.unit == "" {
			return key, errors.New("source and unit: both must be named")
		}
		return key, nil
	}
	if order := query.Get("order"); order != "" {
		key.order = board.Order(order)
	}
	if !slices.Contains(board.Orders(), key.order) {
		return key, fmt.Errorf("order=%s: allowed: %v", text.Quote(string(key.order)), board.Orders())
	}
	return key, nil
}

// look looks at what there is to see once a minute, and each time while a source
// has more to come, so that nobody is told for a minute that it is not there.
func (b *boards) look() {
	now := b.now()
	old := b.pages == nil || now.Sub(b.at) >= boardAge
	if !old && !slices.ContainsFunc(b.stage, func(s board.Stage) bool { return s != board.Settled }) {
		return
	}
	shown := b.overviews()
	stage := make([]board.Stage, len(shown))
	for i, o := range shown {
		stage[i] = board.StageOf(o)
	}
	if old || !slices.Equal(stage, b.stage) {
		b.at, b.shown, b.stage, b.pages = now, shown, stage, map[boardKey]*boardPage{}
	}
}

// page is the board of a key: the one that is remembered, or a new one, which is
// begun. Nil if it is of a unit that is not shown.
func (b *boards) page(key boardKey) *boardPage {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.look()
	if page := b.pages[key]; page != nil {
		return page
	}
	if key.unit != "" && !shows(b.shown, key) {
		return nil
	}
	for other := range b.pages {
		if len(b.pages) >= boardPages {
			delete(b.pages, other)
		}
	}
	page, shown, at := &boardPage{done: make(chan struct{})}, b.shown, b.at
	b.pages[key] = page
	go func() {
		defer close(page.done)
		b.drawing.Lock()
		defer b.drawing.Unlock()
		if page.content, page.err = draw(shown, key, b.base, at); page.err != nil {
			b.log.Error("board cannot be drawn", "err", page.err)
		}
	}()
	return page
}

// shows reports whether a unit is shown.
func shows(overviews []*families.Overview, key boardKey) bool {
	return slices.ContainsFunc(overviews, func(o *families.Overview) bool {
		return o.Source == key.source && slices.ContainsFunc(o.Units, func(u families.UnitNow) bool { return u.Unit.Unit == key.unit })
	})
}

// draw writes a board in gzip. What goes wrong there must not end the process,
// which has scrapes to answer.
func draw(overviews []*families.Overview, key boardKey, base string, now time.Time) (drawn []byte, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			drawn, err = nil, fmt.Errorf("board: %v", cause)
		}
	}()
	o := board.Options{Lang: key.lang, Order: key.order, Now: now, Base: base}
	var content []byte
	if key.unit == "" {
		content, err = board.Write(overviews, o)
	} else {
		i := slices.IndexFunc(overviews, func(one *families.Overview) bool { return one.Source == key.source })
		content, _, err = board.WriteUnit(overviews[i], key.unit, o)
	}
	if err != nil {
		return nil, err
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	err = w.Close()
	return packed.Bytes(), err
}

// acceptsGzip reports whether a client takes answers in gzip.
func acceptsGzip(r *http.Request) bool {
	for coding := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, quality, _ := strings.Cut(coding, ";")
		if name = strings.TrimSpace(name); name == "gzip" || name == "*" {
			q := strings.TrimLeft(strings.TrimPrefix(strings.TrimSpace(quality), "q="), " ")
			return strings.Trim(q, "0.") != "" || q == ""
		}
	}
	return false
}
