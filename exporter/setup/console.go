package setup

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/term"

	"casework/collectors/name"
	"casework/exporter/text"
)

// A console asks a person on a terminal, or takes answers from a file.
type console struct {
	out      io.Writer
	terminal *os.File
	lines    *bufio.Reader // of terminal
	file     string        // of the answers; "" if there is a terminal
	answers  map[string]answer
	err      error // first of writing
}

// An answer is a line of a file.
type answer struct {
	value string
	line  int
}

// errNoTerminal is reported where there is nobody to ask.
var errNoTerminal = errors.New("init asks on a terminal, and standard input is none; --answers=FILE answers in its place, and init --help lists the keys")

// newConsole begins to ask.
func newConsole(o Options, in *os.File, out io.Writer) (*console, error) {
	c := &console{out: out, terminal: in, file: o.Answers}
	if o.Answers == "" {
		if in == nil || !term.IsTerminal(int(in.Fd())) {
			return nil, errNoTerminal
		}
		c.lines = bufio.NewReader(in)
		return c, nil
	}
	content, err := os.ReadFile(o.Answers)
	if err != nil {
		return nil, fmt.Errorf("read the answers: %w", err)
	}
	if c.answers, err = parseAnswers(o.Answers, string(content)); err != nil {
		return c, err
	}
	info, err := os.Stat(o.Answers)
	if err == nil && c.has(keyPassword) && runtime.GOOS != "windows" && info.Mode().Perm()&0o044 != 0 {
		c.paragraph("Warning: others may read %s (mode %04o), which holds PASSWORD. Run chmod 600, or name a file of the password alone by PASSWORD_FILE.",
			name.Shown(o.Answers), info.Mode().Perm())
	}
	return c, err
}

// parseAnswers reads lines of KEY=value. The error lists every fault.
func parseAnswers(file, content string) (map[string]answer, error) {
	var keys []string
	for _, q := range questions() {
		keys = append(keys, q.key)
	}
	answers, number := map[string]answer{}, 0
	var errs []error
	for line := range strings.Lines(strings.TrimPrefix(content, "\ufeff")) {
		number++
		line = strings.TrimRight(line, "\r\n")
		if trimmed := strings.TrimSpace(line); trimmed == "" || trimmed[0] == '#' {
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		key = strings.TrimSpace(key)
		_, twice := answers[key]
		switch {
		case !ok:
			errs = append(errs, fmt.Errorf("%s:%d: allowed is KEY=value", file, number)) // the line may be a password
		case !slices.Contains(keys, key):
			hint := ""
			if near := text.Nearest(key, slices.Values(keys)); near != "" {
				hint = ", did you mean " + near + "?"
			}
			errs = append(errs, fmt.Errorf("%s:%d: unknown key %s%s; allowed are %s", file, number, text.Quote(key), hint, strings.Join(keys, ", ")))
		case twice:
			errs = append(errs, fmt.Errorf("%s:%d: %s is there twice", file, number, key))
		default:
			if key != keyPassword {
				value = strings.TrimSpace(value)
			}
			answers[key] = answer{value, number}
		}
	}
	return answers, errors.Join(errs...)
}

// asks reports whether there is a person to ask.
func (c *console) asks() bool { return c.file == "" }

func (c *console) printf(format string, args ...any) {
	if c.err == nil {
		_, c.err = io.WriteString(c.out, text.Printable(fmt.Sprintf(format, args...)))
	}
}

// paragraph prints text in lines.
func (c *console) paragraph(format string, args ...any) {
	for _, line := range text.Wrap(fmt.Sprintf(format, args...), 98) {
		c.printf("%s\n", line)
	}
}

// ask returns the answer to a question, asking again until there is one that
// is allowed. In a file, one that is not is an error.
func (c *console) ask(ctx context.Context, q question) (string, error) {
	if !c.asks() {
		return c.look(q)
	}
	for {
		switch {
		case q.def != "":
			c.printf("%s [%s]: ", q.ask, q.def)
		default:
			c.printf("%s: ", q.ask)
		}
		value, err := c.read(ctx, q.secret)
		if err != nil {
			return "", err
		}
		if value == "" {
			value = q.def
		}
		value = q.tidied(value)
		fault := q.faultOf(value)
		if fault == "" {
			return value, c.err
		}
		c.printf("  %s: %s. Allowed: %s\n", text.Quote(value), fault, q.allowed)
	}
}

// tidied is an answer as it is kept.
func (q *question) tidied(value string) string {
	if q.tidy != nil {
		return q.tidy(value)
	}
	return value
}

// faultOf says what is wrong with an answer, "" for nothing.
func (q *question) faultOf(value string) string {
	switch {
	case value == "" && q.empty:
		return ""
	case value == "":
		return "an answer is needed"
	case q.fault != nil:
		return q.fault(value)
	}
	return ""
}

// look takes the answer from the file.
func (c *console) look(q question) (string, error) {
	given, there := c.answers[q.key]
	if given.value == "" {
		given.value = q.def
	}
	value := q.tidied(given.value)
	fault := q.faultOf(value)
	switch {
	case fault == "":
		return value, nil
	case !there:
		return "", fmt.Errorf("%s: %s is not there; allowed: %s", c.file, q.key, q.allowed)
	case q.secret:
		return "", fmt.Errorf("%s:%d: %s: %s; allowed: %s", c.file, given.line, q.key, fault, q.allowed)
	}
	return "", fmt.Errorf("%s:%d: %s=%s: %s; allowed: %s", c.file, given.line, q.key, text.Quote(given.value), fault, q.allowed)
}

// has reports whether the file has an answer to a question.
func (c *console) has(key string) bool { return c.answers[key].value != "" }

// read reads a line of the terminal, until ctx ends. The terminal is then as it
// was, though somebody may be about to type a password.
func (c *console) read(ctx context.Context, secret bool) (string, error) {
	type line struct {
		text string
		err  error
	}
	fd := int(c.terminal.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	typed := make(chan line, 1)
	go func() { // ends with the process where nobody types any more
		if secret {
			password, err := term.ReadPassword(fd)
			typed <- line{string(password), err}
			return
		}
		text, err := c.lines.ReadString('\n')
		typed <- line{strings.TrimSpace(text), err}
	}()
	select {
	case l := <-typed:
		if secret {
			c.printf("\n")
		}
		if errors.Is(l.err, io.EOF) {
			return "", errors.New("the input ended; nothing more is written")
		}
		return l.text, l.err
	case <-ctx.Done():
		_ = term.Restore(fd, before) // nothing else is left to do
		return "", errors.New("ended; nothing more is written")
	}
}

// reasonOf is an error without the path and the operation.
func reasonOf(err error) string {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err.Error()
	}
	return err.Error()
}
