package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"

	"casework/collectors/metric"
)

// A board describes one board in no language. Its title and description
// are the messages <key>.title and <key>.help, its uid casework-<key>-<language>.
type board struct {
	key       string
	from      string // default time range, until now
	variables []variable
	starts    bool // mark the starts of programmes
	goals     bool // mark when goals were reached
	unit      bool // of the chosen unit only
	sections  []section
}

func allBoards() []board {
	return []board{qualityBoard(), effectBoard(), unitBoard(), queuesBoard(), followUpBoard(), peopleBoard(), programmeBoard(), operationsBoard()}
}

// boards returns every board in every language, and what Grafana needs to
// find them, by path below the deploy folder. It fails if a message is
// missing or a board breaks a rule of the linter.
func boards() (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, code := range slices.Sorted(maps.Keys(languages)) {
		w, err := newWriter(code, allTexts())
		if err != nil {
			return nil, err
		}
		for _, b := range allBoards() {
			content, err := b.render(w)
			if err != nil {
				return nil, fmt.Errorf("board %s in %s: %w", b.key, code, err)
			}
			files["grafana/dashboards/"+code+"/"+b.key+".json"] = content
		}
	}
	maps.Copy(files, provisioning())
	return files, nil
}

// render writes the board as JSON for Grafana's file provisioning.
func (b board) render(w *writer) ([]byte, error) {
	made, err := b.build(w)
	if err != nil {
		return nil, err
	}
	if len(w.missing) > 0 {
		return nil, fmt.Errorf("messages are missing: %q", w.missing)
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(made); err != nil {
		return nil, err
	}
	return out.Bytes(), errors.Join(lint(out.Bytes())...)
}

func (b board) build(w *writer) (dashboard.Dashboard, error) {
	made := dashboard.NewDashboardBuilder(w.say(b.key+".title")).
		Uid("casework-"+b.key+"-"+w.code).Description(w.say(b.key+".help")).
		Tags([]string{"casework", "generated", w.code}).Readonly().
		Time(b.from, "now").Timezone("Europe/Oslo").WeekStart("monday").Refresh("").
		Tooltip(dashboard.DashboardCursorSyncCrosshair).
		Link(dashboard.NewDashboardLinkBuilder(w.say("link.boards")).Type(dashboard.DashboardLinkTypeDashboards).
			Tags([]string{"casework", w.code}).AsDropdown(true).KeepTime(true).IncludeVars(true))
	for _, v := range b.variables {
		made = made.WithVariable(v.build(w))
	}
	if b.starts {
		made = made.Annotation(b.annotation(w))
	}
	if b.goals {
		made = made.Annotation(goalsReached(w))
	}
	board, err := made.Build()
	if err != nil {
		return board, err
	}
	for i := range board.Links {
		board.Links[i].Placement = nil // beside the variables, not in a menu
	}
	for i := range board.Annotations.List {
		board.Annotations.List[i].Placement = nil
	}
	board.Panels, err = b.place(w)
	return board, err
}

// annotation marks when programmes started. The value of the series is the
// time of the mark; it is read once, at the end of the time range.
func (b board) annotation(w *writer) cog.Builder[dashboard.AnnotationQuery] {
	selector := series(metric.SupervisionStart)
	title := "{{unit}}: {{programme}}"
	if b.unit {
		selector = series(metric.SupervisionStart, `unit="$unit"`)
		title = "{{programme}}"
	}
	return marks(w, "annotation.starts", "annotation.text", title, byPart, selector, grey)
}

// goalsReached marks when goals were reached.
func goalsReached(w *writer) cog.Builder[dashboard.AnnotationQuery] {
	return marks(w, "annotation.goals", "annotation.goal", "{{unit}}: {{goal}}", " by (unit, goal)", series(metric.GoalReachedAt), purple)
}

// marks are annotations at the times that series have as values: of those
// within the time range, read once, at its end. Grafana rounds that end down
// to the interval. The query is said twice: Grafana 10 reads it from the
// annotation, later versions from its target.
func marks(w *writer, name, said, title, by, selector, color string) cog.Builder[dashboard.AnnotationQuery] {
	const interval = "1w"
	expr := "(" + one("last_over_time(%s["+coarse+"] @ end())", by, selector) + " > $__from / 1000) * 1000"
	return dashboard.NewAnnotationQueryBuilder().Name(w.say(name)).Datasource(datasource()).
		Enable(true).IconColor(color).TitleFormat(title).TextFormat(w.say(said)).
		UseValueForTime(true).Expr(expr).Step(interval).
		Target(prometheus.NewDataqueryBuilder().RefId("Anno").Datasource(datasource()).
			EditorMode(prometheus.QueryEditorModeCode).Interval(interval).LegendFormat(title).Range().Expr(expr))
}

// place lays sections out from the top: panels of a line beside each
// other, lines below each other.
func (b board) place(w *writer) ([]dashboard.PanelOrRowPanel, error) {
	var made []dashboard.PanelOrRowPanel
	var y uint32
	for _, s := range b.sections {
		if s.key != "" {
			row := dashboard.NewRowPanel()
			row.Id, row.Title = s.id, cog.ToPtr(w.say(s.key))
			row.GridPos = &dashboard.GridPos{H: 1, W: 24, Y: y}
			made = append(made, dashboard.PanelOrRowPanel{RowPanel: row})
			y++
		}
		for _, l := range s.lines {
			var x uint32
			for _, p := range l.panels {
				built, err := p.build(w, dashboard.GridPos{H: l.height, W: p.width, X: x, Y: y})
				if err != nil {
					return nil, err
				}
				made = append(made, dashboard.PanelOrRowPanel{Panel: &built})
				x += p.width
			}
			y += l.height
		}
	}
	return made, nil
}
