package main

import (
	"fmt"
	"slices"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"
)

// languages are those in which boards are written, by the name of their
// folder.
var languages = map[string]language.Tag{"en": language.English, "nb": language.MustParse("nb")}

// A text is one message in every language. Both are formats as fmt has
// them: a percent sign is written twice.
type text struct{ key, nb, en string }

// allTexts lists every message. Words follow the glossary: ventetid is
// waiting time, saksbehandlingstid processing time, restanser backlog.
func allTexts() []text {
	return slices.Concat(commonTexts, qualityTexts, effectTexts, unitTexts, chartTexts, queuesTexts, followUpTexts, peopleTexts, programmeTexts, gainTexts, claimTexts, operationsTexts)
}

// A writer writes messages in one language. It keeps what it was asked for,
// so that missing and unused messages are found.
type writer struct {
	code    string // "nb" or "en"
	known   map[string]bool
	used    map[string]bool
	missing []string
	printer *message.Printer
}

// newWriter returns a writer of the language of that code. It fails if a
// message occurs twice or lacks a language.
func newWriter(code string, texts []text) (*writer, error) {
	tag, ok := languages[code]
	if !ok {
		return nil, fmt.Errorf("language %q is none of nb, en", code)
	}
	w := &writer{code: code, known: map[string]bool{}, used: map[string]bool{}}
	messages := catalog.NewBuilder()
	for _, t := range texts {
		if t.nb == "" || t.en == "" || w.known[t.key] {
			return nil, fmt.Errorf("message %q occurs twice or lacks a language", t.key)
		}
		w.known[t.key] = true
		in := map[string]string{"nb": t.nb, "en": t.en}
		if err := messages.SetString(tag, t.key, in[code]); err != nil {
			return nil, fmt.Errorf("message %q: %w", t.key, err)
		}
	}
	w.printer = message.NewPrinter(tag, message.Catalog(messages))
	return w, nil
}

// say returns the message of that key. An unknown key is kept in missing.
func (w *writer) say(key string) string {
	w.used[key] = true
	if !w.known[key] {
		w.missing = append(w.missing, key)
		return key
	}
	return w.printer.Sprintf(key)
}

// or returns the message of that key if there is one, else the fallback.
func (w *writer) or(key, fallback string) string {
	if w.known[key] {
		return w.say(key)
	}
	return fallback
}
