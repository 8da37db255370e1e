// Package board writes the exporter's own boards: pages that show who waits where
// now, and the months behind it, without Grafana and Prometheus. An overview goes
// in, HTML comes out that needs nothing else. It is pure.
package board

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strings"
	"time"

	"casework/collectors/families"
	"casework/exporter/finding"
	"casework/exporter/plot"
)

//go:embed board.html.tmpl
var htmlTemplate string

//go:embed style.css
var style string

// templates are those of both pages.
var templates = template.Must(template.New("board").Parse(plot.Template + htmlTemplate))

// Policy is the content security policy of the pages: their own style sheet, and
// nothing else.
var Policy = func() string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}()

// An Order is what units are sorted by.
type Order string

// The orders of units. All but ByName begin with the largest.
const (
	ByOverdue Order = "overdue"
	ByQueue   Order = "queue"
	ByOldest  Order = "oldest"
	ByName    Order = "name"
)

// Orders lists every Order, the first of which is the default.
func Orders() []Order { return []Order{ByOverdue, ByQueue, ByOldest, ByName} }

// Options say how a page is written.
type Options struct {
	Lang  string    // one of text.Languages
	Order Order     // of units
	Now   time.Time // when it is written
	Base  string    // that links to other pages begin with, such as "/casework/"; "" for relative links
}

// A page is what the templates write of either page.
type page struct {
	*finding.Writer
	options  Options
	Style    template.CSS
	Title    string
	Root     string // of the exporter's pages, as links have it
	Status   string // the page of each source's status
	Now      string
	Again    int    // seconds until the page loads itself again; 0 for never
	Other    string // language
	OtherURL string
	Sources  []*section
	Unit     *unitPage
}

func newPage(o Options, zone *time.Location, root, path string, query url.Values) *page {
	p := &page{Writer: finding.New(o.Lang, zone, phrases), options: o, Style: template.CSS(style), Root: root, Status: cmp.Or(o.Base, "."), Other: "en"}
	if o.Lang == "en" {
		p.Other = "nb"
	}
	p.Now = moment(p.Writer, o.Now.In(zone))
	query.Set("lang", p.Other)
	p.OtherURL = path + "?" + encode(query)
	return p
}

// Write writes the board of sources, in their order.
func Write(sources []*families.Overview, o Options) ([]byte, error) {
	zone := time.UTC
	if len(sources) > 0 {
		zone = sources[0].Location
	}
	query := url.Values{}
	if o.Order != Orders()[0] {
		query.Set("order", string(o.Order))
	}
	p := newPage(o, zone, o.Base, o.Base+"board", query)
	p.Title, p.Again = p.Say("title"), again(sources...)
	for _, s := range sources {
		one := &section{Writer: finding.New(o.Lang, s.Location, phrases), options: o, Source: s.Source}
		one.fill(s)
		if err := one.Err(); err != nil {
			return nil, fmt.Errorf("board of source %q: %w", s.Source, err)
		}
		p.Sources = append(p.Sources, one)
	}
	return p.write("overview")
}

// WriteUnit writes the page of a unit; false if the source shows none of that
// name by itself.
func WriteUnit(s *families.Overview, unit string, o Options) ([]byte, bool, error) {
	i := slices.IndexFunc(s.Units, func(u families.UnitNow) bool { return u.Unit.Unit == unit })
	if i < 0 {
		return nil, false, nil
	}
	root, path := "../", "unit"
	if o.Base != "" {
		root, path = o.Base, o.Base+"board/unit"
	}
	p := newPage(o, s.Location, root, path, url.Values{"source": {s.Source}, "unit": {unit}})
	p.Unit = newUnitPage(p.Writer, s, &s.Units[i], o)
	p.Title, p.Again = p.Say("title.unit", p.Unit.Name), again(s)
	content, err := p.write("unit")
	return content, true, err
}

func (p *page) write(name string) ([]byte, error) {
	var out bytes.Buffer
	if err := templates.ExecuteTemplate(&out, name, p); err != nil {
		return nil, fmt.Errorf("board: %w", err)
	}
	if err := p.Err(); err != nil {
		return nil, fmt.Errorf("board: %w", err)
	}
	return out.Bytes(), nil
}

// Loaded is the key of what is said of when the page was drawn.
func (p *page) Loaded() string {
	if p.Again > 0 {
		return "loaded.again"
	}
	return "loaded"
}

// encode writes a query without plus signs, which HTML would write in five bytes.
func encode(query url.Values) string { return strings.ReplaceAll(query.Encode(), "+", "%20") }

// moment writes a date and a time of day.
func moment(w *finding.Writer, at time.Time) string {
	return w.Say("time", w.Date(at.Unix()), at.Format("15:04"))
}
