package config

import (
	"log/slog"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"casework/collectors/adapters"
	"casework/collectors/testutil"
	"casework/exporter/config/configtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestFaults runs testdata/faults.txt, whose format its first lines explain.
func TestFaults(t *testing.T) {
	const path = "testdata/faults.txt"
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	names := strings.Join(adapters.Names(), ", ")
	sections := strings.Split(string(content), "\n== ")
	out := sections[0]
	for _, section := range sections[1:] {
		name, body, _ := strings.Cut(section, "\n")
		variables, want := map[string]string{}, ""
		out += "\n== " + name + "\n"
		for line := range strings.SplitSeq(body, "\n") {
			if text, ok := strings.CutPrefix(line, "> "); ok {
				want += strings.ReplaceAll(text, "{adapters}", names) + "\n"
			} else if line != "" {
				key, value, _ := strings.Cut(line, "=")
				variables[key] = value
				out += line + "\n"
			}
		}
		t.Run(name, func(t *testing.T) {
			configtest.SetEnv(t, variables)
			got := "ok\n"
			if _, err := Load(); err != nil {
				got = err.Error() + "\n"
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
			if strings.Contains(got, "letmein") {
				t.Errorf("a secret is shown in:\n%s", got)
			}
			got = strings.ReplaceAll(got, names, "{adapters}")
			out += "> " + strings.ReplaceAll(strings.TrimSuffix(got, "\n"), "\n", "\n> ") + "\n"
		})
	}
	testutil.Golden(t, path, out)
}

var compareConfig = cmp.Options{
	cmp.AllowUnexported(SourceConfig{}),
	cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() }),
	cmp.Comparer(func(a, b secret) bool { return a.reveal() == b.reveal() }),
}

func defaultSource() SourceConfig {
	return SourceConfig{
		Name: "kommune", Driver: "mysql", Host: "db.example.org", Port: 3306, User: "reader", Database: "cases",
		TLS: "preferred", TLSMinVersion: "1.2", Location: time.UTC, Adapter: "views", Interval: time.Minute,
		Overlap: 10 * time.Minute, Timeout: 30 * time.Second, StaleAfter: 15 * time.Minute,
		PageSize: 10000, Rescan: 7 * day, ReconcileAt: DailyTime{Hour: 3, Minute: 15}, Sweep: 15 * time.Minute,
	}
}

func defaultConfig() *Config {
	const hour, day = 3600.0, 86400.0
	buckets := []float64{
		hour, 4 * hour, day, 2 * day, 3 * day, 5 * day, 7 * day, 14 * day, 21 * day, 28 * day,
		42 * day, 56 * day, 84 * day, 126 * day, 182 * day, 365 * day,
	}
	ages := []time.Duration{7 * 24 * time.Hour, 28 * 24 * time.Hour, 91 * 24 * time.Hour, 365 * 24 * time.Hour}
	return &Config{
		Sources: []SourceConfig{defaultSource()}, ListenAddresses: []string{":19780"}, Board: true, Language: "nb",
		Windows: []Window{{28 * 24 * time.Hour, "28d"}}, Intake: Window{91 * 24 * time.Hour, "91d"}, StartedWithin: ages[:1:1],
		WaitBuckets: buckets, TurnaroundBuckets: buckets, AgeBounds: ages, LogLevel: slog.LevelInfo, LogFormat: "logfmt",
		PeoplePeriod: "quarter", PeopleLeast: 7, Currency: "NOK", ChangeFalseAlarms: 730 * 24 * time.Hour, ChangeUsual: 182 * 24 * time.Hour,
		Study: &Study{
			FollowUp: 90 * 24 * time.Hour, Lag: 5 * 24 * time.Hour, Months: 60,
			Primary: "wait", MinCases: 5, BaseMonths: 12, ChartMonths: 36, Trend: 7, Shift: 7,
		},
	}
}

func TestLoad(t *testing.T) {
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	tests := []struct {
		name      string
		variables map[string]string
		change    func(*Config)
	}{
		{"defaults", nil, func(*Config) {}},
		{
			"empty and blank variables count as not set",
			map[string]string{"KOMMUNE_PORT": "", "KOMMUNE_STALE_AFTER": " ", "CASEWORK_WINDOWS": "  ", "KOMMUNE_PASSWORD": ""},
			func(*Config) {},
		},
		{
			"variables without prefix are others'",
			map[string]string{"HOST": "laptop", "USER": "root", "PASSWORD": "x", "SOCKET": "/x", "PORT": "1", "ADAPTER": "x"},
			func(*Config) {},
		},
		{
			"comparisons set",
			map[string]string{
				"CASEWORK_EFFECT_PRIMARY": "errors", "CASEWORK_EFFECT_FOLLOW_UP": "26w", "CASEWORK_EFFECT_LAG": "36h",
				"CASEWORK_EFFECT_MIN_CASES": "10", "CASEWORK_EFFECT_BASE_MONTHS": "1", "CASEWORK_EFFECT_MONTHS": "120",
				"CASEWORK_CHART_MONTHS": "24", "CASEWORK_CHART_TREND": "6", "CASEWORK_CHART_SHIFT": "8",
			},
			func(c *Config) {
				c.Study = &Study{
					FollowUp: 182 * day, Lag: 36 * time.Hour, Months: 120,
					Primary: "errors", MinCases: 10, BaseMonths: 1, ChartMonths: 24, Trend: 6, Shift: 8,
				}
			},
		},
		{"no boards", map[string]string{"CASEWORK_BOARD": "off"}, func(c *Config) { c.Board = false }},
		{"no comparisons", map[string]string{"CASEWORK_EFFECT": "off"}, func(c *Config) { c.Study = nil }},
		{
			"everything set",
			map[string]string{
				"CASEWORK_LISTEN_ADDRESS": "127.0.0.1:0", "CASEWORK_STATE_DIR": dir,
				"CASEWORK_WINDOWS": "1w, 12h,365d", "CASEWORK_WAIT_BUCKETS": "1h30m", "CASEWORK_AGE_BOUNDS": "12h,2w", "CASEWORK_INTAKE": "26w", "CASEWORK_STARTED_WITHIN": "36h,3d",
				"CASEWORK_TURNAROUND_BUCKETS": "0.5d,1d12h", "CASEWORK_LOG_LEVEL": "debug", "CASEWORK_LOG_FORMAT": "json",
				"CASEWORK_PEOPLE_PERIOD": "half_year", "CASEWORK_PEOPLE_LEAST": "10", "CASEWORK_CURRENCY": "EUR", "CASEWORK_HOURLY_COST": "612.5",
				"CASEWORK_CHANGE_FALSE_ALARMS": "52w", "CASEWORK_CHANGE_USUAL": "91d", "KOMMUNE_DROP_FOLDER": dir,
				"KOMMUNE_HOST": "::1", "KOMMUNE_PORT": "3307", "KOMMUNE_PASSWORD": " p@ss:w/rd ", "KOMMUNE_TLS": "verify-identity",
				"KOMMUNE_TLS_SERVER_NAME": "db", "KOMMUNE_TLS_MIN_VERSION": "1.3", "KOMMUNE_TIMEZONE": "Europe/Oslo", "KOMMUNE_DATETIME_TIMEZONE": "Asia/Tokyo", "KOMMUNE_ADAPTER": "testdata/adapter",
				"KOMMUNE_PROGRAMMES_FILE": "testdata/faults.txt", "KOMMUNE_INTERVAL": "5m", "KOMMUNE_OVERLAP": "1s",
				"KOMMUNE_TIMEOUT": "10m", "KOMMUNE_STALE_AFTER": "5m1s", "KOMMUNE_PAGE_SIZE": "100", "KOMMUNE_RESCAN": "2w",
				"CASEWORK_MIN_CELL":    "5",
				"KOMMUNE_RECONCILE_AT": "off", "KOMMUNE_CASE_TYPES": "bygg, dispensasjon", "KOMMUNE_PAUSE_STATUSES": `"Venter, på søker",O'Brien`,
				"KOMMUNE_NO_DATE": "9999-12-31, 1900-01-01", "KOMMUNE_SWEEP": "1h",
			},
			func(c *Config) {
				c.ListenAddresses, c.StateDir = []string{"127.0.0.1:0"}, dir
				c.Windows = []Window{{7 * day, "7d"}, {12 * time.Hour, "12h"}, {365 * day, "365d"}}
				c.Intake, c.StartedWithin = Window{182 * day, "182d"}, []time.Duration{36 * time.Hour, 3 * day}
				c.AgeBounds = []time.Duration{12 * time.Hour, 336 * time.Hour}
				c.WaitBuckets, c.TurnaroundBuckets = []float64{5400}, []float64{43200, 129600}
				c.LogLevel, c.LogFormat, c.MinCell = slog.LevelDebug, "json", 5
				c.PeoplePeriod, c.PeopleLeast, c.Currency, c.HourlyCost = "half_year", 10, "EUR", 612.5
				c.ChangeFalseAlarms, c.ChangeUsual = 364*day, 91*day
				c.Sources = []SourceConfig{{
					Name: "kommune", Driver: "mysql", Host: "::1", Port: 3307, User: "reader", Database: "cases", password: newSecret(" p@ss:w/rd "),
					TLS: "verify-identity", TLSServerName: "db", TLSMinVersion: "1.3", Location: oslo, DateTimes: tokyo, Adapter: "testdata/adapter",
					ProgrammesFile: "testdata/faults.txt", Interval: 5 * time.Minute, Overlap: time.Second, Timeout: 10 * time.Minute,
					StaleAfter: 301 * time.Second, PageSize: 100, Rescan: 14 * day, ReconcileAt: DailyTime{Off: true}, Sweep: time.Hour,
					CaseTypes: []string{"bygg", "dispensasjon"}, PauseStatuses: []string{"Venter, på søker", "O'Brien"}, DropFolder: dir,
					NoDates: []time.Time{time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)},
				}}
			},
		},
		{
			"several addresses, and sockets of systemd",
			map[string]string{"CASEWORK_LISTEN_ADDRESS": "127.0.0.1:1, [::1]:2", "CASEWORK_SYSTEMD_SOCKET": "on"},
			func(c *Config) { c.ListenAddresses, c.SystemdSocket = []string{"127.0.0.1:1", "[::1]:2"}, true },
		},
		{
			"behind a proxy that keeps the path",
			map[string]string{"CASEWORK_EXTERNAL_URL": "https://tall.example.org/casework/"},
			func(c *Config) {
				c.ExternalURL = &url.URL{Scheme: "https", Host: "tall.example.org", Path: "/casework"}
				c.RoutePrefix = "/casework"
			},
		},
		{
			"behind a proxy that cuts the path off",
			map[string]string{"CASEWORK_EXTERNAL_URL": "https://tall.example.org/casework", "CASEWORK_ROUTE_PREFIX": "/"},
			func(c *Config) {
				c.ExternalURL = &url.URL{Scheme: "https", Host: "tall.example.org", Path: "/casework"}
			},
		},
		{
			"below a path",
			map[string]string{"CASEWORK_ROUTE_PREFIX": "/a/b/"},
			func(c *Config) { c.RoutePrefix = "/a/b" },
		},
		{
			"no sweep",
			map[string]string{"KOMMUNE_SWEEP": "off"},
			func(c *Config) { c.Sources[0].Sweep = 0 },
		},
		{
			"a sweep within no time",
			map[string]string{"KOMMUNE_SWEEP": "0"},
			func(c *Config) { c.Sources[0].Sweep = 0 },
		},
		{
			"a long interval stretches the staleness limit",
			map[string]string{"KOMMUNE_INTERVAL": "1h"},
			func(c *Config) { c.Sources[0].Interval, c.Sources[0].StaleAfter = time.Hour, 5*time.Hour },
		},
		{
			"a shard",
			map[string]string{"CASEWORK_SHARD": "2/3"},
			func(c *Config) { c.Shard = Shard{Index: 2, Of: 3} },
		},
		{
			"a socket needs no TLS",
			map[string]string{"KOMMUNE_HOST": "", "KOMMUNE_SOCKET": "/run/mysqld.sock"},
			func(c *Config) {
				c.Sources[0].Host, c.Sources[0].Socket, c.Sources[0].TLS = "", "/run/mysqld.sock", "off"
			},
		},
		{
			"PostgreSQL",
			map[string]string{"KOMMUNE_DRIVER": "postgres", "KOMMUNE_SCHEMA": "casework, public"},
			func(c *Config) {
				c.Sources[0].Driver, c.Sources[0].Port, c.Sources[0].Schemas = "postgres", 5432, []string{"casework", "public"}
			},
		},
		{
			"PostgreSQL on another port",
			map[string]string{"KOMMUNE_DRIVER": "postgres", "KOMMUNE_PORT": "6432"},
			func(c *Config) { c.Sources[0].Driver, c.Sources[0].Port = "postgres", 6432 },
		},
		{
			"the name of one source begins with that of another",
			map[string]string{
				"CASEWORK_SOURCES": "kommune,kommune_tls", "KOMMUNE_TLS_HOST": "db2", "KOMMUNE_TLS_USER": "u", "KOMMUNE_TLS_DATABASE": "d",
			},
			func(c *Config) {
				s := defaultSource()
				s.Name, s.Host, s.User, s.Database = "kommune_tls", "db2", "u", "d"
				c.Sources = append(c.Sources, s)
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			configtest.SetEnv(t, tt.variables)
			got, err := Load()
			if err != nil {
				t.Fatal(err)
			}
			want := defaultConfig()
			tt.change(want)
			if diff := cmp.Diff(want, got, compareConfig); diff != "" {
				t.Errorf("config (-want +got):\n%s", diff)
			}
		})
	}
}

// TestSettingsAreDocumented checks what Load takes for granted about tags.
func TestSettingsAreDocumented(t *testing.T) {
	name := regexp.MustCompile(`^(CASEWORK|<SOURCE>)(_[A-Z]+)+$`)
	seen := map[string]bool{}
	for _, g := range Groups() {
		for _, s := range g.Settings {
			if !name.MatchString(s.Name) || seen[s.Name] {
				t.Errorf("name %q", s.Name)
			}
			seen[s.Name] = true
			if (s.Default == "") == (s.Absent == "") {
				t.Errorf("%s must have either a default or a word on its absence", s.Name)
			}
			if s.Unit == "" || s.Desc == "" || strings.ContainsAny(s.Desc+s.Allowed, "|\n") {
				t.Errorf("%s is not well documented", s.Name)
			}
			v := variable{Setting: s}
			if s.Min != "" {
				_, err := v.durationOf(s.Max)
				if slices.Contains([]string{"port", "rows", "cases", "months", "people", "percent"}, s.Unit) {
					_, err = strconv.Atoi(s.Max)
				}
				if err != nil {
					t.Errorf("%s: its own maximum: %v", s.Name, err)
				}
			}
		}
	}
	if len(seen) < 30 {
		t.Errorf("only %d settings", len(seen))
	}
}
