package main

import (
	"log/slog"
	"maps"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"casework/collectors"
	"casework/collectors/exposition"
	"casework/collectors/timeseries"
	"casework/exporter/app"
	"casework/exporter/config"
	"casework/exporter/config/configtest"
)

// TestTheExporterReadsTheServer polls a town with the exporter itself: what its
// sessions and queries ask for, the server must have.
func TestTheExporterReadsTheServer(t *testing.T) {
	now := time.Now().Truncate(time.Second)
	town := NewTown(WallClock{time.UTC})
	changed := now.Add(-time.Hour).UnixMicro()
	var cases []Change[Case]
	for i := range int64(20) {
		c := Case{ID: Key{Num: i + 1}, Unit: []string{"Barnevern s\u00f8r", "Byggesak"}[i%2], Type: "s\u00f8knad", Received: now.Unix() - 86400, Deadline: now.Unix() + 86400}
		if i < 10 {
			c.Started = now.Unix() - 80000
		}
		if i < 4 {
			c.Closed = now.Unix() - 70000
		}
		cases = append(cases, Change[Case]{changed + i, c})
	}
	put(t, town.Cases, cases...)
	put(t, town.Errors, Change[ErrorReport]{changed, ErrorReport{ID: Key{Num: 1}, Unit: "Byggesak", Reported: now.Unix() - 5000, Kind: "klage"}})
	put(t, town.Sessions, Change[Session]{changed, Session{ID: Key{Num: 1}, Unit: "Byggesak", Programme: programme, Planned: now.Unix() - 5000, Held: now.Unix() - 5000, Minutes: 60}})
	put(t, town.Programmes, Change[Programme]{changed, Programme{Unit: "Byggesak", Name: programme, From: now.AddDate(0, -1, 0).Format(time.DateOnly)}})
	put(t, town.Units, Change[Unit]{changed, Unit{Unit: "Byggesak", Name: "Byggesak", Service: "plan"}},
		Change[Unit]{changed, Unit{Unit: "Barnevern s\u00f8r", Name: "Barnevern", Service: "oppvekst"}})
	x := read(t, town, now, map[string]string{"KOMMUNE_NO_DATE": "9999-12-31", "KOMMUNE_CASE_TYPES": "s\u00f8knad"})
	poll := func(want ...string) {
		t.Helper()
		shown := x.poll(t)
		for _, line := range want {
			if !strings.Contains(shown, line+"\n") {
				t.Errorf("not shown: %s", line)
			}
		}
	}
	const active, inactive = `source="kommune",unit="Byggesak",supervision="active"`, `source="kommune",unit="Barnevern s` + "\u00f8" + `r",supervision="inactive"`
	const of = `,case_type="s` + "\u00f8" + `knad"} `
	poll("casework_open_cases{"+active+of+"8", "casework_open_cases{"+inactive+of+"8", "casework_queue_cases{"+active+of+"5",
		"casework_cases_closed_total{"+active+of+"0", `casework_supervision_active{source="kommune",unit="Byggesak",programme="veiledning"} 1`)
	closed := cases[4].Row // of Barnevern sør, started
	closed.Closed = now.Unix() - 10
	changed = now.Add(-time.Second).UnixMicro()
	put(t, town.Cases, Change[Case]{changed, closed},
		Change[Case]{changed + 1, Case{ID: Key{Num: 99}, Unit: "Byggesak", Type: "s\u00f8knad", Received: now.Unix() - 20}})
	poll("casework_open_cases{"+active+of+"9", "casework_open_cases{"+inactive+of+"7", "casework_queue_cases{"+active+of+"6",
		"casework_cases_received_total{"+active+of+"1", "casework_cases_closed_total{"+inactive+of+"1")
	if strings.Contains(x.log.String(), "level=ERROR") {
		t.Error("an error was logged") // a server without plans is swept, or not, but without a failure
	}
	if !strings.Contains(x.log.String(), "open cases are not swept") {
		t.Error("the server, which counts nothing that it reads, is swept")
	}
	if t.Failed() {
		t.Log(x.shown, x.log.String())
	}
}

// TestTheDemoWarnsOfNothing: what the exporter logs at its start is all that a newcomer
// sees of it, and says that something is wrong.
func TestTheDemoWarnsOfNothing(t *testing.T) {
	now := time.Now().Truncate(time.Second)
	town := NewTown(WallClock{time.UTC})
	put(t, town.Cases, Change[Case]{now.UnixMicro(), Case{ID: Key{Num: 1}, Unit: "Byggesak", Type: "s\u00f8knad", Received: now.Unix() - 60}})
	own := map[string]string{}
	for _, v := range childEnv(&Server{Addr: &net.TCPAddr{}}, settings{interval: time.Second}, "", "", "") {
		if name, value, _ := strings.Cut(v, "="); name == "KOMMUNE_SWEEP" || name == "KOMMUNE_INTERVAL" || name == "KOMMUNE_ADAPTER" {
			own[name] = value
		}
	}
	x := read(t, town, now, own)
	x.poll(t)
	if log := x.log.String(); strings.Contains(log, "level=WARN") || strings.Contains(log, "level=ERROR") {
		t.Errorf("the log says:\n%s", log)
	}
}

// A reading is an exporter that reads a town.
type reading struct {
	poller *collectors.Poller
	shown  string
	log    strings.Builder
}

// read has the exporter read a town at an instant, with further settings.
func read(t *testing.T, town *Town, now time.Time, settings map[string]string) *reading {
	t.Helper()
	x := &reading{}
	server, err := Serve(town, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	env := map[string]string{
		"KOMMUNE_HOST": "127.0.0.1", "KOMMUNE_PORT": strconv.Itoa(server.Addr.Port), "KOMMUNE_USER": dbUser, "KOMMUNE_PASSWORD": server.Password,
		"KOMMUNE_DATABASE": database, "KOMMUNE_TIMEZONE": town.Clock.zone.String(),
	}
	maps.Copy(env, settings)
	configtest.SetEnv(t, env)
	cfg, err := config.Load()
	if err != nil {
		t.Fatal(err)
	}
	source, err := app.OpenSource(cfg, &cfg.Sources[0], slog.New(slog.NewTextHandler(&x.log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = source.Close() })
	opts, err := source.Options(slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	opts.Now, opts.ZeroHold = func() time.Time { return now }, -1
	opts.SweepWithin, opts.Keep = cfg.Sources[0].Sweep, time.Hour // as the exporter sets them
	pub, err := collectors.NewPublisher(collectors.PublisherConfig{Sources: []string{"kommune"}, Publish: func(s *timeseries.Snapshot) {
		var text strings.Builder
		if err := exposition.WriteText(&text, s); err != nil {
			t.Error(err)
		}
		x.shown = text.String()
	}})
	if err != nil {
		t.Fatal(err)
	}
	x.poller, err = collectors.NewPoller(collectors.PollerConfig{
		Name: "kommune", Source: source.Backend, Ledger: source.NewLedger(now), Publisher: pub, Metrics: collectors.NewPollMetrics(),
		Log: slog.New(slog.NewTextHandler(&x.log, nil)), Options: opts,
	})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// poll is what is shown after a poll that rejects nothing.
func (x *reading) poll(t *testing.T) string {
	t.Helper()
	if err := x.poller.Poll(t.Context()); err != nil {
		t.Fatalf("%v\n%s", err, x.log.String())
	}
	for reason, n := range x.poller.Rejected() {
		if n != 0 {
			t.Errorf("%d rows are rejected for %s", n, reason)
		}
	}
	return x.shown
}

// put changes rows of a town.
func put[T any](t *testing.T, log *Log[T], changes ...Change[T]) {
	t.Helper()
	if err := log.Put(changes...); err != nil {
		t.Fatal(err)
	}
}
