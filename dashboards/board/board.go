// Package board describes each board, a file a board, and writes them as JSON for
// Grafana's file provisioning, with what tells Grafana and Prometheus of them.
package board

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"

	"casework/collectors/metric"
	"casework/dashboards/panel"
	"casework/dashboards/query"
	"casework/dashboards/text"
)

// A Board describes one board in no language. Its title and description
// are the messages <key>.title and <key>.help, its uid casework-<key>-<language>.
type Board struct {
	Key       string
	from      string // default time range, until now
	variables []variable
	starts    bool // mark the starts of programmes
	goals     bool // mark when goals were reached
	unit      bool // of the chosen unit only
	sections  []section
}

// All returns every board.
func All() []Board {
	return []Board{qualityBoard(), effectBoard(), unitBoard(), queuesBoard(), followUpBoard(), peopleBoard(), programmeBoard(), operationsBoard()}
}

// Files returns every board in every language, and what Grafana needs to
// find them, by path below the deploy folder. It fails if a message is
// missing.
func Files() (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, code := range text.Languages() {
		w, err := text.NewWriter(code, text.All())
		if err != nil {
			return nil, err
		}
		for _, b := range All() {
			content, err := b.Render(w)
			if err != nil {
				return nil, fmt.Errorf("board %s in %s: %w", b.Key, code, err)
			}
			files["grafana/dashboards/"+code+"/"+b.Key+".json"] = content
		}
	}
	maps.Copy(files, provisioning())
	return files, nil
}

// Render writes the board as JSON for Grafana's file provisioning.
func (b Board) Render(w *text.Writer) ([]byte, error) {
	made, err := b.build(w)
	if err != nil {
		return nil, err
	}
	if missing := w.Missing(); len(missing) > 0 {
		return nil, fmt.Errorf("messages are missing: %q", missing)
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(made); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func (b Board) build(w *text.Writer) (dashboard.Dashboard, error) {
	made := dashboard.NewDashboardBuilder(w.Say(b.Key+".title")).
		Uid("casework-"+b.Key+"-"+w.Language()).Description(w.Say(b.Key+".help")).
		Tags([]string{"casework", "generated", w.Language()}).Readonly().
		Time(b.from, "now").Timezone("Europe/Oslo").WeekStart("monday").Refresh("").
		Tooltip(dashboard.DashboardCursorSyncCrosshair).
		Link(dashboard.NewDashboardLinkBuilder(w.Say("link.boards")).Type(dashboard.DashboardLinkTypeDashboards).
			Tags([]string{"casework", w.Language()}).AsDropdown(true).KeepTime(true).IncludeVars(true))
	for _, v := range b.variables {
		made = made.WithVariable(v.build(w))
	}
	if b.starts {
		made = made.Annotation(b.annotation(w))
	}
	if b.goals {
		made = made.Annotation(goalsReached(w))
	}
	out, err := made.Build()
	if err != nil {
		return out, err
	}
	for i := range out.Links {
		out.Links[i].Placement = nil // beside the variables, not in a menu
	}
	for i := range out.Annotations.List {
		out.Annotations.List[i].Placement = nil
	}
	out.Panels, err = b.place(w)
	return out, err
}

// annotation marks when programmes started. The value of the series is the
// time of the mark; it is read once, at the end of the time range.
func (b Board) annotation(w *text.Writer) cog.Builder[dashboard.AnnotationQuery] {
	selector := query.Series(metric.SupervisionStart)
	title := "{{unit}}: {{programme}}"
	if b.unit {
		selector = query.Series(metric.SupervisionStart, `unit="$unit"`)
		title = "{{programme}}"
	}
	return marks(w, "annotation.starts", "annotation.text", title, query.ByPart, selector, panel.Grey)
}

// goalsReached marks when goals were reached.
func goalsReached(w *text.Writer) cog.Builder[dashboard.AnnotationQuery] {
	return marks(w, "annotation.goals", "annotation.goal", "{{unit}}: {{goal}}", " by (unit, goal)", query.Series(metric.GoalReachedAt), panel.Purple)
}

// marks are annotations at the times that series have as values: of those
// within the time range, read once, at its end. Grafana rounds that end down
// to the interval. The query is said twice: Grafana 10 reads it from the
// annotation, later versions from its target.
func marks(w *text.Writer, name, said, title, by, selector, color string) cog.Builder[dashboard.AnnotationQuery] {
	const interval = "1w"
	expr := "(" + query.One("last_over_time(%s["+query.Coarse+"] @ end())", by, selector) + " > $__from / 1000) * 1000"
	return dashboard.NewAnnotationQueryBuilder().Name(w.Say(name)).Datasource(panel.Datasource()).
		Enable(true).Hide(true).IconColor(color).TitleFormat(title).TextFormat(w.Say(said)).
		UseValueForTime(true).Expr(expr).Step(interval).
		Target(prometheus.NewDataqueryBuilder().RefId("Anno").Datasource(panel.Datasource()).
			EditorMode(prometheus.QueryEditorModeCode).Interval(interval).LegendFormat(title).Range().Expr(expr))
}

// place lays sections out from the top: panels of a line beside each
// other, lines below each other. Those of a collapsed section are its row's.
func (b Board) place(w *text.Writer) ([]dashboard.PanelOrRowPanel, error) {
	var made []dashboard.PanelOrRowPanel
	var y uint32
	for _, s := range b.sections {
		var row *dashboard.RowPanel
		if s.key != "" {
			row = dashboard.NewRowPanel()
			row.Id, row.Title, row.Collapsed = s.id, new(w.Say(s.key)), s.collapsed
			row.GridPos = &dashboard.GridPos{H: 1, W: 24, Y: y}
			made = append(made, dashboard.PanelOrRowPanel{RowPanel: row})
			y++
		}
		for _, l := range s.lines {
			var x uint32
			for _, p := range l.panels {
				built, err := p.Build(w, dashboard.GridPos{H: l.height, W: p.Width, X: x, Y: y})
				if err != nil {
					return nil, err
				}
				if s.collapsed {
					row.Panels = append(row.Panels, built)
				} else {
					made = append(made, dashboard.PanelOrRowPanel{Panel: &built})
				}
				x += p.Width
			}
			y += l.height
		}
	}
	return made, nil
}
