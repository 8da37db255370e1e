package text

import (
	"strconv"
	"strings"
)

// Languages are those that people are written to in.
func Languages() []string { return []string{"nb", "en"} }

// A Phrase is a text in each of Languages, in their order. {1}, {2} … stand for
// what is put in.
type Phrase [2]string

// In is the text in a language, English unless it is another of Languages, with
// values in their places.
func (p Phrase) In(language string, values ...string) string {
	said := p[1]
	if language == "nb" {
		said = p[0]
	}
	for i, v := range values {
		said = strings.ReplaceAll(said, "{"+strconv.Itoa(i+1)+"}", v)
	}
	return said
}
