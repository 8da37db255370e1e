package text

import (
	"fmt"
	"strings"
)

// Section is a document whose section of that name is content. A document marks
// a section by comments of HTML, <!-- name:begin --> and <!-- name:end -->. It
// fails if the document has no such section.
func Section(document, name, content string) (string, error) {
	begin, end := "<!-- "+name+":begin -->\n", "<!-- "+name+":end -->"
	head, rest, ok := strings.Cut(document, begin)
	_, tail, okEnd := strings.Cut(rest, end)
	if !ok || !okEnd {
		return "", fmt.Errorf("no section between %q and %q", begin, end)
	}
	return head + begin + "\n" + content + "\n" + end + tail, nil
}
