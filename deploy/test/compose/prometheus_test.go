package compose

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"casework/collectors/source/mysql/mariadbtest"
	"casework/dashboards/query"
)

// An api is a server that answers with JSON.
type api struct{ base string }

// get asks and decodes the answer.
func (a *api) get(path string, values url.Values, into any) error {
	response, err := http.Get(a.base + path + "?" + values.Encode())
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", response.Status, body)
	}
	return json.Unmarshal(body, into)
}

// A series is one of an answer's.
type series struct {
	Metric map[string]string
	Value  [2]any   // at an instant: time, value
	Values [][2]any // over a time
}

// query asks Prometheus for the series that an expression has at an instant.
func (a *api) query(expr string, at time.Time) ([]series, error) {
	return a.answer("/api/v1/query", url.Values{"query": {expr}, "time": {strconv.FormatInt(at.Unix(), 10)}})
}

func (a *api) answer(path string, values url.Values) ([]series, error) {
	var found struct {
		Data struct {
			ResultType string
			Result     json.RawMessage
		}
	}
	if err := a.get(path, values, &found); err != nil {
		return nil, err
	}
	if found.Data.ResultType == "scalar" {
		return []series{{}}, nil
	}
	var all []series
	return all, json.Unmarshal(found.Data.Result, &all)
}

// number is the only value of an expression at an instant.
func (a *api) number(expr string, at time.Time) (float64, error) {
	found, err := a.query(expr, at)
	if err != nil {
		return 0, err
	}
	if len(found) != 1 {
		return 0, fmt.Errorf("%s has %d values, want 1", expr, len(found))
	}
	return strconv.ParseFloat(fmt.Sprint(found[0].Value[1]), 64)
}

// checkScrapes: Prometheus scrapes the exporter, which has read its source.
func (a *api) checkScrapes(t *testing.T) {
	wait(t, "the exporter is scraped", func() error {
		up, err := a.number(`up{job="casework"} + on () casework_source_up`, time.Now())
		if err == nil && up != 2 {
			err = fmt.Errorf("up and source_up are %v together, want 2", up)
		}
		return err
	})
	// The past and the present are the same series.
	found, err := a.query(`last_over_time(casework_open_cases[2y])`, time.Now())
	if err != nil || len(found) == 0 {
		t.Fatalf("%d series: %v", len(found), err)
	}
	seen := map[string]bool{}
	for _, s := range found {
		key := s.Metric["unit"] + " " + s.Metric["supervision"] + " " + s.Metric["source"]
		if seen[key] {
			t.Errorf("%s has two series, one of the past and one of the present: %v", key, s.Metric)
		}
		seen[key] = true
	}
}

// checkHistory: two years ago Prometheus knows what the rows say, and nothing
// jumps where the exporter begins.
func (a *api) checkHistory(t *testing.T, db *mariadbtest.Server) {
	now := time.Now()
	for _, days := range []int{1000, 730, 365, 30} {
		at := now.AddDate(0, 0, -days).Truncate(6 * time.Hour) // when history has a sample
		got, err := a.number("sum(casework_open_cases)", at)
		if want := openThen(t, db, at); err != nil || got != want || want == 0 {
			t.Errorf("%d days ago %v cases were open, want %v: %v", days, got, want, err)
		}
	}
	for expr, least := range map[string]float64{
		"sum(increase(casework_cases_received_total[2y]))":                 10_000,
		"sum(last_over_time(casework:queue_cases:sum[6h] offset 30d)) > 0": 1,
	} {
		if got, err := a.number(expr, now); err != nil || got < least {
			t.Errorf("%s = %v, want %v at least: %v", expr, got, least, err)
		}
	}
	if got, err := a.number("sum(increase(casework_cases_received_total[1d])) + sum(resets(casework_cases_received_total[1d]))", now); err != nil || got > 200 {
		t.Errorf("%v cases received in a day, as counters jump or are reset: %v", got, err)
	}
}

// checkRules: every rule of the files is loaded and can be evaluated.
func (a *api) checkRules(t *testing.T) {
	wait(t, "every rule is in good health", func() error {
		var found struct {
			Data struct {
				Groups []struct {
					File  string
					Rules []struct{ Name, Health, LastError string }
				}
			}
		}
		if err := a.get("/api/v1/rules", nil, &found); err != nil {
			return err
		}
		files := map[string]bool{}
		for _, g := range found.Data.Groups {
			files[filepath.Base(g.File)] = len(g.Rules) > 0
			for _, r := range g.Rules {
				if r.Health != "ok" {
					return fmt.Errorf("%s in %s is %s: %s", r.Name, g.File, r.Health, r.LastError)
				}
			}
		}
		for _, file := range []string{"casework-boards.yml", "casework-alerts.yml"} {
			if !files[file] {
				return fmt.Errorf("no rule of %s is loaded", file)
			}
		}
		return nil
	})
}

// checkAlerts: the case that waits for too long is told to Alertmanager, who
// would write to leaders.
func (a *api) checkAlerts(t *testing.T, alertmanager *api) {
	wait(t, "Alertmanager knows of cases that wait for long", func() error {
		var found []struct {
			Labels    map[string]string
			Receivers []struct{ Name string }
		}
		if err := alertmanager.get("/api/v2/alerts", nil, &found); err != nil {
			return err
		}
		for _, alert := range found {
			if alert.Labels["alertname"] != "CaseworkOldestCaseBeyondLimit" {
				continue
			}
			if !strings.HasPrefix(alert.Labels["unit"], "Enhet ") || len(alert.Receivers) != 1 || alert.Receivers[0].Name != "leaders" {
				t.Errorf("alert %+v, want one of a unit to leaders", alert)
			}
			return nil
		}
		return fmt.Errorf("of %d alerts none", len(found))
	})
	if none, err := a.query(`ALERTS{alertname=~"Casework(Exporter|Source).+",alertstate="firing"}`, time.Now()); err != nil || len(none) != 0 {
		t.Errorf("the exporter is said to be in bad health: %v, %v", none, err)
	}
}

// checkBoards: every query of every board can be answered, and on each board
// that this source has data for some are.
func (a *api) checkBoards(t *testing.T, dir string) {
	paths, err := filepath.Glob(filepath.Join(dir, "grafana/dashboards/*/*.json"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no boards: %v", err)
	}
	choice := query.Chosen("kommune", "Enhet 1")
	now := time.Now()
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var board struct {
			Panels []struct {
				Title   string
				Targets []struct {
					Expr    string
					Instant bool
				}
			}
		}
		if err := json.Unmarshal(content, &board); err != nil {
			t.Fatal(err)
		}
		asked, answered := 0, 0
		for _, panel := range board.Panels {
			for _, target := range panel.Targets {
				expr := choice.Fill(target.Expr, 6*time.Hour)
				values := url.Values{"query": {expr}}
				kind := "/api/v1/query"
				if !target.Instant {
					kind = "/api/v1/query_range"
					values.Set("start", strconv.FormatInt(now.AddDate(-1, 0, 0).Unix(), 10))
					values.Set("end", strconv.FormatInt(now.Unix(), 10))
					values.Set("step", "1d")
				}
				found, err := a.answer(kind, values)
				if err != nil {
					t.Errorf("%s, %s: %v", filepath.Base(path), panel.Title, err)
				}
				asked++
				if len(found) > 0 {
					answered++
				}
			}
		}
		name := filepath.Join(filepath.Base(filepath.Dir(path)), filepath.Base(path))
		t.Logf("%s: %d of %d queries have an answer", name, answered, asked)
		// Nobody has told this source of surveys, complaints or effects.
		least := map[string]int{"people": 0, "programme": 0, "effect": 0}
		half, known := least[strings.TrimSuffix(filepath.Base(path), ".json")]
		if !known {
			half = asked / 2
		}
		if asked == 0 || answered < half {
			t.Errorf("%s: %d of %d queries have an answer, want %d at least", name, answered, asked, half)
		}
	}
}
