package image

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"casework/collectors/testutil/pages"
	"casework/deploy/test/subject"
)

// TestBuildOfPage: what pages hand to docker build is in the container file: the
// file itself, its stages and its arguments.
func TestBuildOfPage(t *testing.T) {
	commands, _, err := pages.All(subject.Root)
	if err != nil {
		t.Fatal(err)
	}
	content := subject.Read(t, "deploy/container/Dockerfile")
	looked := 0
	for _, c := range commands {
		if !strings.HasPrefix(c.Text, "docker build ") {
			continue
		}
		looked++
		words := strings.Fields(c.Text)
		for i, word := range words[:len(words)-1] {
			value := words[i+1]
			switch word {
			case "-f":
				if _, err := os.Stat(filepath.Join(subject.Root, value)); err != nil {
					t.Errorf("%s:%d: %v", c.Page, c.Line, err)
				}
			case "--target":
				if !slices.ContainsFunc(parse(t), func(s stage) bool { return s.name == value }) {
					t.Errorf("%s:%d: there is no stage %s", c.Page, c.Line, value)
				}
			case "--build-arg":
				name, _, _ := strings.Cut(value, "=")
				if !regexp.MustCompile(`(?m)^ARG ` + regexp.QuoteMeta(name) + `=`).MatchString(content) {
					t.Errorf("%s:%d: there is no argument %s", c.Page, c.Line, name)
				}
			}
		}
	}
	if looked == 0 {
		t.Error("no page builds an image")
	}
}
