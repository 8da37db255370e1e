// Package finding says what a study found: in words, numbers and control
// charts, in bokmål and English. What writes of a study says the same of it by
// the same words. It is pure.
package finding

import (
	"fmt"
	"strings"
	"time"

	"casework/exporter/text"
)

// A Writer writes in a language. It is not safe for concurrent use.
type Writer struct {
	lang    string
	zone    *time.Location // of months and dates
	own     map[string]text.Phrase
	missing []string
}

// New returns a Writer in one of text.Languages, which has texts of its own
// besides Phrases.
func New(lang string, zone *time.Location, own map[string]text.Phrase) *Writer {
	return &Writer{lang: lang, zone: zone, own: own}
}

// Lang is the language.
func (w *Writer) Lang() string { return w.lang }

// Say is the text of that key.
func (w *Writer) Say(key string, values ...string) string {
	phrase, ok := w.own[key]
	if !ok {
		phrase, ok = Phrases()[key]
	}
	if !ok {
		w.missing = append(w.missing, key)
	}
	return phrase.In(w.lang, values...)
}

// Err names the texts that were missing.
func (w *Writer) Err() error {
	if len(w.missing) > 0 {
		return fmt.Errorf("texts in %s are missing: %q", w.lang, w.missing)
	}
	return nil
}

// A Count is how many something is true of, with the key of its text.
type Count struct {
	Key string
	N   int
}

// Counted lists the counts that are not 0, or says that there are none.
func (w *Writer) Counted(counts ...Count) string {
	var parts []string
	for _, c := range counts {
		if c.N > 0 {
			parts = append(parts, w.Say(c.Key, w.Whole(c.N)))
		}
	}
	if len(parts) == 0 {
		return w.Say("none")
	}
	return strings.Join(parts, ", ")
}
