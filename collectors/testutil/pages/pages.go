// Package pages finds what documents tell people to run, so that tests run the
// very text. A test in exporter/e2e sees that each command is run by some test,
// or is listed with the reason why none can.
package pages

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A Command is what a page tells its readers to run.
type Command struct {
	Page   string // its path below the root of the sources, with slashes
	Line   int    // on which it begins
	Text   string // without the comment behind it; may have several lines
	Inline bool   // it stands in a sentence, not in a block
}

// A Block is fenced text of a page.
type Block struct {
	Page, Language string
	Line           int // of its fence
	Text           string
}

// Languages of blocks. What is in one of a shell is to be run.
var (
	shells = []string{"sh", "bat"}
	others = []string{"csv", "ini", "promql", "sql", "text", "yaml"}
)

// Languages lists what a block may say that it is.
func Languages() []string { return slices.Concat(shells, others) }

// programs are first words of what is run, where it stands in a sentence.
var programs = []string{
	"apt-get", "bin/casework-backfill", "bin/casework-exporter", "casework-backfill", "casework-exporter", "curl", "demo", "docker", "dpkg", "go", "gpg",
	"helm", "kubectl", "make", "openssl", "podman", "promtool", "rpm", "skopeo", "sudo", "systemctl", "systemd-analyze",
}

var quoted = regexp.MustCompile("`([^`\n]+)`")

// All lists the pages below root, and what is in them. What is built, hidden or
// history (CHANGELOG.md) is none.
func All(root string) (commands []Command, blocks []Block, err error) {
	err = filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && path != root && (e.Name()[0] == '.' || slices.Contains([]string{"bin", "dist", "testdata"}, e.Name())) {
			return filepath.SkipDir
		}
		if e.IsDir() || filepath.Ext(path) != ".md" || e.Name() == "CHANGELOG.md" {
			return nil
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		c, b, err := read(root, filepath.ToSlash(name))
		commands, blocks = append(commands, c...), append(blocks, b...)
		return err
	})
	return commands, blocks, err
}

// read reads a page.
func read(root, page string) (commands []Command, blocks []Block, err error) {
	content, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(page)))
	if err != nil {
		return nil, nil, err
	}
	var block *Block
	number, indent, isFree := 0, "", true // isFree: behind an empty line
	for line := range strings.SplitSeq(string(content), "\n") {
		number++
		trimmed := strings.TrimLeft(line, " ")
		fence := strings.HasPrefix(trimmed, "```")
		switch {
		case fence && block == nil:
			indent = line[:len(line)-len(trimmed)]
			block = &Block{Page: page, Language: strings.TrimSpace(trimmed[3:]), Line: number}
		case fence:
			blocks = append(blocks, *block)
			commands = append(commands, block.commands()...)
			block = nil
		case block != nil:
			block.Text += strings.TrimPrefix(line, indent) + "\n"
		case isFree && strings.HasPrefix(line, "    "):
			blocks = append(blocks, Block{Page: page, Language: "indented text", Line: number, Text: trimmed})
		default:
			for _, found := range quoted.FindAllStringSubmatch(line, -1) {
				if words := strings.Fields(found[1]); len(words) > 1 && slices.Contains(programs, words[0]) {
					commands = append(commands, Command{page, number, found[1], true})
				}
			}
		}
		isFree = trimmed == ""
	}
	return commands, blocks, nil
}

var alternative = regexp.MustCompile(`^or: (.*)$`)

// commands are those of a block: of a shell for Unix one a line, unless quotes or
// a backslash take it further, and what a comment gives in its place ("or:").
func (b *Block) commands() (all []Command) {
	if b.Language == "bat" {
		return []Command{{b.Page, b.Line + 1, strings.TrimSpace(b.Text), false}}
	}
	if b.Language != "sh" {
		return nil
	}
	number, begun, text := b.Line, 0, ""
	lines := strings.Split(strings.TrimSuffix(b.Text, "\n"), "\n")
	for i, line := range lines {
		number++
		if text == "" {
			begun = number
		}
		said, comment, isOpen := uncommented(text + line)
		if isOpen && i < len(lines)-1 {
			text += line + "\n"
			continue
		}
		text = ""
		or := ""
		if found := alternative.FindStringSubmatch(comment); found != nil {
			or = found[1]
		}
		for _, one := range []string{said, or} {
			if one != "" {
				all = append(all, Command{b.Page, begun, one, false})
			}
		}
	}
	return all
}

// uncommented parts what a shell runs from the comment behind it. It is open where
// a quotation or a backslash takes it to the next line.
func uncommented(text string) (said, comment string, isOpen bool) {
	var quote rune
	before := ' '
	for i, r := range text {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '\'' || r == '"':
			quote = r
		case r == '#' && (before == ' ' || before == '\n'):
			return strings.TrimRight(text[:i], " "), strings.TrimSpace(text[i+1:]), false
		}
		before = r
	}
	return text, "", quote != 0 || before == '\\'
}

// Script returns the commands of a page that begin with starts, to be run by the
// test: one a start, each on lines of its own. The arguments are literals, by
// which the test of all commands finds out what is run.
func Script(t testing.TB, root, page string, starts ...string) string {
	t.Helper()
	commands, _, err := read(root, page)
	if err != nil {
		t.Fatal(err)
	}
	var script []string
	for _, start := range starts {
		found := ""
		for _, c := range commands {
			if c.Text != found && strings.HasPrefix(c.Text, start) {
				if found != "" {
					t.Fatalf("%s has several commands that begin with %q", page, start)
				}
				found = c.Text
			}
		}
		if found == "" {
			t.Fatalf("%s has no command that begins with %q", page, start)
		}
		script = append(script, found)
	}
	return strings.Join(script, "\n") + "\n"
}

// Example returns the block of a page that begins with start, such as an example
// of a file that a command reads.
func Example(t testing.TB, root, page, start string) string {
	t.Helper()
	_, blocks, err := read(root, page)
	if err != nil {
		t.Fatal(err)
	}
	for i := range blocks {
		if strings.HasPrefix(blocks[i].Text, start) {
			return blocks[i].Text
		}
	}
	t.Fatalf("%s has no block that begins with %q", page, start)
	return ""
}

// Replace puts what is true here in place of what a page gives as an example.
// Each old text must be there.
func Replace(t testing.TB, script string, oldnew ...string) string {
	t.Helper()
	for i := 0; i+1 < len(oldnew); i += 2 {
		if !strings.Contains(script, oldnew[i]) {
			t.Fatalf("no %q in %q", oldnew[i], script)
		}
	}
	return strings.NewReplacer(oldnew...).Replace(script)
}
