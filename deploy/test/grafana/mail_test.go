package grafana

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/textproto"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// A message is a mail as its reader sees it.
type message struct {
	to, subject string
	lines       []string // of its text, without blank ones
}

// A mailbox is a mail server that takes all mails and keeps them.
type mailbox struct {
	address string

	mu       sync.Mutex
	messages []message
	faults   []error
}

func newMailbox(t *testing.T) *mailbox {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	m := &mailbox{address: listener.Addr().String()}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go m.serve(conn)
		}
	}()
	return m
}

// serve speaks as much SMTP as one needs who brings mails.
func (m *mailbox) serve(conn net.Conn) {
	defer conn.Close()
	c, to := textproto.NewConn(conn), ""
	c.PrintfLine("220 mailbox")
	for {
		line, err := c.ReadLine()
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(line, " ")
		switch strings.ToUpper(verb) {
		case "RCPT":
			to = strings.Trim(rest[strings.Index(rest, ":")+1:], "<> ")
			c.PrintfLine("250 ok")
		case "DATA":
			c.PrintfLine("354 go on")
			got, err := readMessage(c.DotReader())
			got.to = to
			m.mu.Lock()
			if m.messages = append(m.messages, got); err != nil {
				m.faults = append(m.faults, err)
			}
			m.mu.Unlock()
			c.PrintfLine("250 ok")
		case "QUIT":
			c.PrintfLine("221 bye")
			return
		default:
			c.PrintfLine("250 ok")
		}
	}
}

// unseen are comments, and what mail programs do not show; breaks end lines.
var (
	unseen = regexp.MustCompile(`(?s)<!--.*?-->|<(head|style|title)\b.*?</(head|style|title)>`)
	breaks = regexp.MustCompile(`<br ?/?>|</(div|td|tr|p)>`)
	tags   = regexp.MustCompile(`(?s)<[^>]*>`)
)

func readMessage(r io.Reader) (got message, err error) {
	all, err := mail.ReadMessage(r)
	if err != nil {
		return got, err
	}
	if got.subject, err = new(mime.WordDecoder).DecodeHeader(all.Header.Get("Subject")); err != nil {
		return got, err
	}
	body, coding := all.Body, all.Header.Get("Content-Transfer-Encoding")
	if kind, params, _ := mime.ParseMediaType(all.Header.Get("Content-Type")); strings.HasPrefix(kind, "multipart/") {
		part, err := multipart.NewReader(body, params["boundary"]).NextRawPart()
		if err != nil {
			return got, err
		}
		body, coding = part, part.Header.Get("Content-Transfer-Encoding")
	}
	if strings.EqualFold(coding, "quoted-printable") {
		body = quotedprintable.NewReader(body)
	}
	content, err := io.ReadAll(body)
	if err != nil {
		return got, err
	}
	content = bytes.ReplaceAll(unseen.ReplaceAll(content, nil), []byte("\n"), []byte(" "))
	text := tags.ReplaceAllString(breaks.ReplaceAllString(string(content), "\n"), "")
	for line := range strings.Lines(html.UnescapeString(text)) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			got.lines = append(got.lines, line)
		}
	}
	return got, nil
}

// all returns what has come so far.
func (m *mailbox) all(t *testing.T) []message {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, err := range m.faults {
		t.Fatalf("a mail cannot be read: %v", err)
	}
	return slices.Clone(m.messages)
}

// wait waits for a mail to somebody whose subject begins so, and complains of
// beginnings of lines that it lacks.
func (m *mailbox) wait(t *testing.T, what, to, subject string, lines ...string) {
	t.Helper()
	wait(t, what, func() error {
		all := m.all(t)
		i := slices.IndexFunc(all, func(got message) bool { return got.to == to && strings.HasPrefix(got.subject, subject) })
		if i < 0 {
			return fmt.Errorf("no mail to %s says %q: %q", to, subject, all)
		}
		for _, line := range lines {
			if !slices.ContainsFunc(all[i].lines, func(l string) bool { return strings.HasPrefix(l, line) }) {
				t.Errorf("%s: no line says %q in %q", what, line, all[i].lines)
			}
		}
		return nil
	})
}

// count is how many mails to somebody have a word in their subject.
func (m *mailbox) count(t *testing.T, to, word string) (n int) {
	t.Helper()
	for _, got := range m.all(t) {
		if got.to == to && strings.Contains(got.subject, word) {
			n++
		}
	}
	return n
}

// repeated is how many lines of mails to somebody whose subject begins so are in
// one more than once.
func (m *mailbox) repeated(t *testing.T, to, subject string) (n int) {
	t.Helper()
	for _, got := range m.all(t) {
		if got.to == to && strings.HasPrefix(got.subject, subject) {
			lines := slices.Sorted(slices.Values(got.lines))
			n += len(lines) - len(slices.Compact(lines))
		}
	}
	return n
}
