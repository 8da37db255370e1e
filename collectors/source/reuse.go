package source

import (
	"sync"

	"casework/collectors/ledger"
)

const (
	// spareKept is how many pages, and how many words of a table, are kept for later
	// readings: one may go on while another is polled.
	spareKept = 4

	// wordsKept is how many texts, or identifiers, words may have that are kept.
	wordsKept = 1 << 13
)

// spares are pages to read into and words that were met, for the next reading: polls
// are many, and the garbage of each is work for the collector.
type spares struct {
	mu    sync.Mutex
	pages []*ledger.Page
	words [rowTables][]spareWords
}

// spareWords are words for another decoder, and memory for identifiers.
type spareWords struct {
	words
	rows map[ledger.ID]sighting // none of which counts
}

// page is a page to read into.
func (s *spares) page() *ledger.Page {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.pages) - 1
	if n < 0 {
		return &ledger.Page{}
	}
	p := s.pages[n]
	s.pages = s.pages[:n]
	return p
}

// keepPage keeps a page that nobody uses any more, unless it is a large one.
func (s *spares) keepPage(p *ledger.Page) {
	if max(cap(p.Cases), cap(p.Errors), cap(p.Sessions), cap(p.Pauses)) > pageKept {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.pages) < spareKept {
		s.pages = append(s.pages, p)
	}
}

// lend gives a new decoder words of its table, if there are some.
func (s *spares) lend(d *decoder) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.words[d.table]
	n := len(all) - 1
	if n < 0 {
		return
	}
	w := all[n]
	s.words[d.table] = all[:n]
	d.words, d.seen.spare = w.words, w.rows
}

// keepWords keeps the words of a decoder that is not used any more, unless they are
// many.
func (s *spares) keepWords(d *decoder) {
	w := spareWords{d.words, d.seen.rows}
	if len(w.texts)+len(w.numbers)+len(w.units.known)+len(w.labels.known) > wordsKept {
		return
	}
	if len(w.rows) > wordsKept {
		w.rows = nil
	}
	clear(w.rows)
	s.mu.Lock()
	defer s.mu.Unlock()
	if all := s.words[d.table]; len(all) < spareKept {
		s.words[d.table] = append(all, w)
	}
}
