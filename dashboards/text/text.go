// Package text holds every message of the boards in bokmål and English, and
// writes them in one language. It knows no board and no metric.
package text

import (
	"fmt"
	"maps"
	"slices"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"
)

// tags are the languages in which boards are written, by their codes.
var tags = map[string]language.Tag{"en": language.English, "nb": language.MustParse("nb")}

// Languages returns the codes of the languages in which boards are written,
// which name their folders too, sorted.
func Languages() []string { return slices.Sorted(maps.Keys(tags)) }

// A Message is one message in every language. Both are formats as fmt has
// them: a percent sign is written twice.
type Message struct{ Key, NB, EN string }

// All lists every message. Words follow the glossary: ventetid is
// waiting time, saksbehandlingstid processing time, restanser backlog.
func All() []Message {
	return slices.Concat(commonTexts, answerTexts, qualityTexts, monthTexts, effectTexts, unitTexts, flowTexts, chartTexts, queuesTexts, changeTexts, followUpTexts, peopleTexts, programmeTexts, gainTexts, publishedClaimTexts, operationsTexts)
}

// A Writer writes messages in one language. It keeps what it was asked for,
// so that missing and unused messages are found.
type Writer struct {
	code    string // "nb" or "en"
	known   map[string]bool
	used    map[string]bool
	missing []string
	printer *message.Printer
}

// NewWriter returns a writer of the language of that code. It fails if a
// message occurs twice or lacks a language.
func NewWriter(code string, texts []Message) (*Writer, error) {
	tag, ok := tags[code]
	if !ok {
		return nil, fmt.Errorf("language %q is none of nb, en", code)
	}
	w := &Writer{code: code, known: map[string]bool{}, used: map[string]bool{}}
	messages := catalog.NewBuilder()
	for _, t := range texts {
		if t.NB == "" || t.EN == "" || w.known[t.Key] {
			return nil, fmt.Errorf("message %q occurs twice or lacks a language", t.Key)
		}
		w.known[t.Key] = true
		in := map[string]string{"nb": t.NB, "en": t.EN}
		if err := messages.SetString(tag, t.Key, in[code]); err != nil {
			return nil, fmt.Errorf("message %q: %w", t.Key, err)
		}
	}
	w.printer = message.NewPrinter(tag, message.Catalog(messages))
	return w, nil
}

// Language returns the code of the writer's language.
func (w *Writer) Language() string { return w.code }

// Missing returns the keys that were asked for and have no message, in the order
// in which they were.
func (w *Writer) Missing() []string { return w.missing }

// Unused returns the keys of messages that nobody asked for, sorted.
func (w *Writer) Unused() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(w.known)), func(key string) bool { return w.used[key] })
}

// Say returns the message of that key. An unknown key is kept in missing.
func (w *Writer) Say(key string) string {
	w.used[key] = true
	if !w.known[key] {
		w.missing = append(w.missing, key)
		return key
	}
	return w.printer.Sprintf(key)
}

// SayOr returns the message of that key if there is one, else the fallback.
func (w *Writer) SayOr(key, fallback string) string {
	if w.known[key] {
		return w.Say(key)
	}
	return fallback
}
