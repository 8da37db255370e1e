package e2e

import (
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

var (
	linkPattern    = regexp.MustCompile(`\[[^\]]*\]\(([^)\s]+)\)`)
	codePattern    = regexp.MustCompile("`[^`]*`")
	headingPattern = regexp.MustCompile(`^#{1,6} +(.*?) *#*$`)
)

// TestLinksResolve: every relative link in a document of the repository leads
// to a file or folder in it, and where it names a heading, to that heading.
func TestLinksResolve(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	links := 0
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".md" {
			if err == nil && entry.IsDir() && (slices.Contains([]string{"bin", "dist"}, entry.Name()) || path != root && entry.Name()[0] == '.') {
				return filepath.SkipDir
			}
			return err
		}
		for _, link := range linksOf(t, path) {
			links++
			if complaint := follow(t, root, path, link); complaint != "" {
				name, _ := filepath.Rel(root, path)
				t.Errorf("%s: (%s) %s", name, link, complaint)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if links < 100 {
		t.Errorf("only %d relative links found: does the test still see them?", links)
	}
}

// follow says what is wrong with a link of the document at path, or "".
func follow(t *testing.T, root, path, link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return err.Error()
	}
	target := path
	if u.Path != "" {
		target = filepath.Join(filepath.Dir(path), filepath.FromSlash(u.Path))
	}
	if inside, err := filepath.Rel(root, target); err != nil || !filepath.IsLocal(inside) {
		return "leads out of the repository"
	}
	if _, err := os.Stat(target); err != nil {
		return "leads nowhere"
	}
	if u.Fragment != "" && !slices.Contains(anchorsOf(t, target), u.Fragment) {
		return "names no heading there"
	}
	return ""
}

// prose are the lines of a Markdown file outside of fenced code.
func prose(t *testing.T, path string) []string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	fenced := false
	for line := range strings.SplitSeq(string(content), "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			fenced = !fenced
		} else if !fenced {
			lines = append(lines, line)
		}
	}
	return lines
}

// linksOf are the relative links of a Markdown file. A link's text may be on
// two lines.
func linksOf(t *testing.T, path string) []string {
	t.Helper()
	text := codePattern.ReplaceAllString(strings.Join(prose(t, path), "\n"), "code")
	var links []string
	for _, found := range linkPattern.FindAllStringSubmatch(text, -1) {
		if u, err := url.Parse(found[1]); err != nil || u.Scheme == "" {
			links = append(links, found[1])
		}
	}
	return links
}

// anchorsOf are the names of a Markdown file's headings, as GitHub, GitLab and
// Gitea make them: lower case, without punctuation, spaces as hyphens,
// repeated ones numbered.
func anchorsOf(t *testing.T, path string) []string {
	t.Helper()
	var anchors []string
	times := map[string]int{}
	for _, line := range prose(t, path) {
		heading := headingPattern.FindStringSubmatch(line)
		if heading == nil {
			continue
		}
		anchor := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
				return unicode.ToLower(r)
			}
			return -1
		}, heading[1])
		times[anchor]++
		if n := times[anchor] - 1; n > 0 {
			anchor += "-" + strconv.Itoa(n)
		}
		anchors = append(anchors, anchor)
	}
	return anchors
}
