// Package config reads the exporter's settings from the environment into plain
// values, and checks them all at once. It checks that files and folders can be
// used, but it opens no database and takes no port, and imports no package that
// does: package app turns its values into options. The exporter and the programs
// beside it share it, so that one environment does for all of them.
package config

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // time zones must not depend on what the host has installed

	"github.com/kelseyhightower/envconfig"
)

// globalSettings are the variables CASEWORK_…, one field each. envconfig
// derives a variable's name from the field's; settingsOf explains the tags.
type globalSettings struct {
	Sources           variable `split_words:"true" absent:"required" unit:"list of names" allowed:"names of a-z, 0-9 and _ that begin with a letter, without repetition; not \"casework\"" desc:"Names of the sources, separated by commas. The upper-case name is the prefix of the source's own variables."`
	ListenAddress     variable `split_words:"true" default:":19780" unit:"list of host:port" allowed:"1 to 10 different host:port, port 0 to 65535" desc:"Addresses to serve on. Without a host: on every address of the machine. Port 0: any free port." flag:"web.listen-address"`
	SystemdSocket     variable `split_words:"true" default:"off" unit:"word" allowed:"on or off" desc:"Whether the exporter serves on the sockets that systemd passes to it (socket activation), instead of CASEWORK_LISTEN_ADDRESS." flag:"web.systemd-socket"`
	WebConfigFile     variable `split_words:"true" absent:"none" unit:"path" allowed:"a readable web configuration file" desc:"Web configuration file of the Prometheus exporter toolkit: TLS, client certificates, basic authentication, headers, rate limit." flag:"web.config.file"`
	ExternalURL       variable `split_words:"true" absent:"none: links are relative" unit:"url" allowed:"http or https, a host and a path, without user, query and fragment" desc:"URL at which readers reach the exporter, as behind a reverse proxy. Links of its pages begin with its path." flag:"web.external-url"`
	RoutePrefix       variable `split_words:"true" absent:"path of CASEWORK_EXTERNAL_URL, else /" unit:"path" allowed:"a path of letters, digits, and - . _ ~ / that begins with /" desc:"Path below which the exporter serves its pages, /metrics too. / where a reverse proxy cuts the path of CASEWORK_EXTERNAL_URL off." flag:"web.route-prefix"`
	Board             variable `default:"on" unit:"word" allowed:"on or off" desc:"Whether the exporter serves /board, pages that show who waits where now and the months behind it without Grafana."`
	Language          variable `default:"nb" unit:"word" allowed:"nb or en" desc:"Language of /board, report and plan, where nobody asks for another: nb (bokmål) or en."`
	StateDir          variable `split_words:"true" absent:"none" unit:"path" allowed:"a directory that can be written to" desc:"Directory of the state files. None: counters live in memory only and restart at 0."`
	Windows           variable `split_words:"true" default:"28d" min:"1h" max:"1096d" unit:"list of durations" allowed:"1 to 10 different whole numbers of hours, from 1h to 1096d" desc:"Lengths of the rolling windows, each a value of the label window."`
	WaitBuckets       variable `split_words:"true" default:"1h,4h,1d,2d,3d,5d,7d,14d,21d,28d,42d,56d,84d,126d,182d,365d" min:"1s" max:"3660d" unit:"list of durations" allowed:"1 to 50 durations from 1s to 3660d, each longer than the one before" desc:"Upper bounds of the classic buckets of casework_wait_seconds."`
	TurnaroundBuckets variable `split_words:"true" default:"1h,4h,1d,2d,3d,5d,7d,14d,21d,28d,42d,56d,84d,126d,182d,365d" min:"1s" max:"3660d" unit:"list of durations" allowed:"1 to 50 durations from 1s to 3660d, each longer than the one before" desc:"Upper bounds of the classic buckets of casework_turnaround_seconds."`
	AgeBounds         variable `split_words:"true" default:"7d,28d,91d,365d" min:"1h" max:"3660d" unit:"list of durations" allowed:"1 to 7 whole numbers of hours, from 1h to 3660d, each longer than the one before" desc:"Bounds of the bands of age, values of the label age, by which open cases and cases in the queue are counted."`
	Intake            variable `default:"91d" min:"1d" max:"1096d" unit:"duration" allowed:"a whole number of hours from 1d to 1096d" desc:"How long ago the cases were received of which the exporter says when half of them were started, and how many within CASEWORK_STARTED_WITHIN: a value of the label intake. It should be longer than most waits."`
	StartedWithin     variable `split_words:"true" default:"7d" min:"1h" max:"366d" unit:"list of durations" allowed:"1 to 3 whole numbers of hours, from 1h to 366d, each longer than the one before" desc:"Times within which cases should be started, values of the label within: the share of the cases received that were is shown."`
	ChangeFalseAlarms variable `split_words:"true" default:"730d" min:"91d" max:"3660d" unit:"duration" desc:"Time between false alarms of changes that is expected of a unit and measure (casework_change_state). Shorter tells of changes sooner, and more often of what passes: the command backtest shows both."`
	ChangeUsual       variable `split_words:"true" default:"182d" min:"56d" max:"730d" unit:"duration" desc:"How long after a new level was found it becomes the usual one, if it lasts: casework_change_state is 0 again."`
	Effect            variable `default:"on" unit:"word" allowed:"on or off" desc:"Whether units with and without supervision are compared and control charts are drawn, once a closed month."`
	EffectPrimary     variable `split_words:"true" default:"wait" unit:"word" allowed:"wait, turnaround, throughput, errors, deadline, net_turnaround or handling" desc:"Outcome that the comparison is judged by. Choose it before looking; p-values of the others are corrected for their number. Where a source records no start, turnaround stands in for wait and for handling, and where it has no pauses, for net_turnaround."`
	EffectFollowUp    variable `split_words:"true" default:"90d" min:"7d" max:"730d" unit:"duration" desc:"For how long each case is followed in the comparison: longer waits and turnarounds count as this long, and a month takes part once all its cases were followed."`
	EffectMinCases    variable `split_words:"true" default:"5" min:"5" max:"1000" unit:"cases" desc:"Cases that a month of a unit must rest on to take part."`
	EffectLag         variable `split_words:"true" default:"5d" min:"1h" max:"25d" unit:"duration" desc:"Time from the end of a month until it is compared, so that what is registered late counts."`
	EffectBaseMonths  variable `split_words:"true" default:"12" min:"1" max:"36" unit:"months" desc:"Months before the start of supervision that changes are counted from."`
	EffectMonths      variable `split_words:"true" default:"60" min:"18" max:"240" unit:"months" desc:"Most months that the comparison goes back."`
	ChartMonths       variable `split_words:"true" default:"36" min:"12" max:"120" unit:"months" desc:"Most months on a control chart."`
	ChartTrend        variable `split_words:"true" default:"7" min:"5" max:"12" unit:"months" desc:"Months in a row, each above (or each below) the one before, that are a signal."`
	ChartShift        variable `split_words:"true" default:"7" min:"5" max:"12" unit:"months" desc:"Months in a row on one side of the centre line that are a signal."`
	PeoplePeriod      variable `split_words:"true" default:"quarter" unit:"word" allowed:"month, quarter, half_year or year" desc:"Length of the closed calendar periods that surveys, absence and use of time are shown for."`
	PeopleLeast       variable `split_words:"true" default:"7" min:"5" max:"1000" unit:"people" desc:"How many people a figure about people must rest on; others are withheld."`
	Currency          variable `split_words:"true" default:"NOK" unit:"code" allowed:"three capital letters" desc:"Currency of costs."`
	HourlyCost        variable `split_words:"true" absent:"hours are not costed" unit:"amount" allowed:"a number above 0" desc:"What an hour of a participant's time costs, in CASEWORK_CURRENCY."`
	MinCell           variable `split_words:"true" default:"0" min:"3" max:"1000" unit:"cases" allowed:"0, or 3 to 1000, with CASEWORK_STATE_DIR" desc:"Hides the case statistics of units with fewer cases than this in an average 28 days; 0 hides nothing. 5 is advised where figures reach many people."`
	Shard             variable `split_words:"true" default:"1/1" unit:"fraction" allowed:"k/n from 1/1 to 100/100, k at most n; 1/1 with CASEWORK_MIN_CELL" desc:"Shows every n-th unit alone, so that n exporters can share the units of large sources. Groups are shown, whole, by 1/n."`
	LogLevel          variable `split_words:"true" default:"info" unit:"word" allowed:"debug, info, warn or error" desc:"Least severe level that is logged." flag:"log.level"`
	LogFormat         variable `split_words:"true" default:"logfmt" unit:"word" allowed:"logfmt or json" desc:"Format of the log on standard error." flag:"log.format"`
}

// sourceSettings are the variables of one source, behind its prefix. TLS is
// preferred by default because that works with every server and is never
// weaker than off; against an attacker in the network, verify-identity is
// what helps, and it needs the operator's certificate authority.
type sourceSettings struct {
	Driver           variable `split_words:"true" default:"mysql" unit:"word" allowed:"mysql, postgres or files" desc:"What is read: mysql for MariaDB, MySQL and what speaks as they do; postgres for PostgreSQL; files for a folder of files, which a closed system writes (deploy/FILES.md)."`
	Folder           variable `split_words:"true" absent:"required with DRIVER=files" unit:"path" allowed:"a directory that can be read, with DRIVER=files" desc:"Folder of the files to read: cases.csv and so on."`
	Unlisted         variable `split_words:"true" default:"gone" unit:"word" allowed:"gone, kept or closed, with DRIVER=files" desc:"What became of a case that the newest file does not list any more. gone: it was deleted, as files list all cases. Where they list open and lately closed ones, a closed one stays with the others, and an open one: kept: was deleted; closed: was closed when the file was written."`
	GoneLimit        variable `split_words:"true" default:"2" min:"1" max:"100" unit:"percent" allowed:"1 to 100, with DRIVER=files" desc:"Share of the known open cases that a new file may lack; one that lacks more may have been cut off, and is refused until it is accepted (deploy/FILES.md)."`
	Host             variable `split_words:"true" absent:"this or SOCKET is required" unit:"host" allowed:"a host name or an IP address, without port" desc:"Database server."`
	Port             variable `split_words:"true" absent:"3306; 5432 with DRIVER=postgres" min:"1" max:"65535" unit:"port" desc:"Port of the database server."`
	Socket           variable `split_words:"true" absent:"this or HOST is required" unit:"path" allowed:"an absolute path, without HOST, PORT and TLS" desc:"Unix socket of the database server, instead of host and port. Of PostgreSQL it may be the folder that holds it."`
	User             variable `split_words:"true" absent:"required" unit:"name" allowed:"1 to 128 characters" desc:"Database user. SELECT is all it needs."`
	Password         variable `split_words:"true" absent:"none" unit:"secret" allowed:"any text, without PASSWORD_FILE" secret:"true" desc:"Password of the user. PASSWORD_FILE is safer: anyone who may inspect the container or service sees variables."`
	PasswordFile     variable `split_words:"true" absent:"none" unit:"path" allowed:"a readable file, without PASSWORD" desc:"File that holds the password; one line break at its end is cut off. Read again for each connection."`
	Database         variable `split_words:"true" absent:"required" unit:"name" allowed:"1 to 64 characters" desc:"Database to read."`
	Schema           variable `split_words:"true" absent:"public" unit:"list of names" allowed:"names of 1 to 63 bytes, with DRIVER=postgres" desc:"Schemas in which the adapter's queries look for tables, in this order."`
	TLS              variable `split_words:"true" default:"preferred" unit:"word" allowed:"off, preferred, required, verify-ca or verify-identity" desc:"preferred encrypts if the server can; required always does; verify-ca also checks the server's certificate, verify-identity its name as well."`
	TLSCa            variable `split_words:"true" absent:"authorities of the system" unit:"path" allowed:"a readable PEM file, with TLS=verify-ca or verify-identity" desc:"Certificate authorities that the server's certificate is verified with."`
	TLSCert          variable `split_words:"true" absent:"none" unit:"path" allowed:"a readable PEM file, with TLS_KEY" desc:"Certificate that the exporter shows to the server."`
	TLSKey           variable `split_words:"true" absent:"none" unit:"path" allowed:"a readable PEM file, with TLS_CERT" desc:"Private key of TLS_CERT."`
	TLSServerName    variable `split_words:"true" absent:"HOST" unit:"host" allowed:"a host name, with TLS=verify-identity" desc:"Name that the server's certificate must carry."`
	TLSMinVersion    variable `split_words:"true" default:"1.2" unit:"version" allowed:"1.2 or 1.3" desc:"Oldest version of TLS to speak with the server."`
	Timezone         variable `split_words:"true" default:"UTC" unit:"time zone" allowed:"an IANA time zone such as Europe/Oslo" desc:"Zone of the source: of its days and programmes, and of DATETIME columns (TIMESTAMP without time zone in PostgreSQL) unless the next setting or the adapter says otherwise."`
	DatetimeTimezone variable `split_words:"true" absent:"what the adapter says, else TIMEZONE" unit:"time zone" allowed:"an IANA time zone such as UTC" desc:"Zone that the database's DATETIME columns (TIMESTAMP without time zone in PostgreSQL) are written in."`
	NoDate           variable `split_words:"true" absent:"none but the built-in ones" unit:"list of dates" allowed:"at most 20 different dates such as 1900-01-01" desc:"Dates that are written where there is none, such as 9999-12-31: a time on one means that something has not happened. NULL, zero months and days, and all that is before 1970 mean that anyhow, and so do deadlines and ends after 2105."`
	Adapter          variable `split_words:"true" default:"views" unit:"name or path" allowed:"{adapters}, or a directory with cases.sql" desc:"Queries that map the database to the contract: those of a product, or a directory of your own (a path contains / or begins with a dot)."`
	PauseStatuses    variable `split_words:"true" absent:"what the adapter says" unit:"list of names" allowed:"at most 50 different names of at most 255 characters, without backslash" desc:"Statuses in which cases wait for somebody else, as the product spells them, in place of those that the adapter takes for pauses: of Redmine, RT, Znuny and Zammad; of MantisBT their numbers. One with a comma stands in quotation marks, as in CASE_TYPES."`
	ProgrammesFile   variable `split_words:"true" absent:"none" unit:"path" allowed:"a readable file" desc:"CSV or XLSX file of supervision programmes, instead of the adapter's programmes query. Read again when it changes."`
	DeadlinesFile    variable `split_words:"true" absent:"none" unit:"path" allowed:"a readable file, or no" desc:"CSV or XLSX file of deadlines by case type, for cases that have none of their own; or no, those of Norwegian law that are sourced (deploy/DEADLINES.md). Read at the start."`
	LotteryFile      variable `split_words:"true" absent:"none" unit:"path" allowed:"a readable file of casework-exporter plan" desc:"Starting order drawn by lot, as the command plan writes it. Units that took part are then compared as they were drawn, and no others; another file in its place is refused."`
	LotteryKey       variable `split_words:"true" absent:"none" unit:"path" allowed:"a readable file, with LOTTERY_FILE" desc:"Public key (Ed25519, PEM) that the starting order is signed by: it is refused unless its signature, in LOTTERY_FILE with .sig behind its name, is by this key."`
	DropFolder       variable `split_words:"true" absent:"none" unit:"path" allowed:"a directory that can be read" desc:"Folder of CSV and XLSX files of tables that are in no database: surveys.csv, absence.csv and so on. A table with files there is not asked of the database."`
	Interval         variable `split_words:"true" default:"60s" min:"1s" max:"1h" unit:"duration" desc:"Time from one poll to the next."`
	Overlap          variable `split_words:"true" default:"10m" min:"1s" max:"24h" unit:"duration" desc:"How far below its cursor each poll reads again, for transactions that commit late."`
	Timeout          variable `split_words:"true" default:"30s" min:"1s" max:"10m" unit:"duration" desc:"Time limit of one query, kept by the server too."`
	StaleAfter       variable `split_words:"true" absent:"the longer of 15m and 5 × INTERVAL; 3d with DRIVER=files" min:"1s" max:"30d" unit:"duration" allowed:"longer than INTERVAL, at most 30d" desc:"How long after the last good poll state gauges are still shown; of files, how old the newest may be."`
	PageSize         variable `split_words:"true" default:"10000" min:"100" max:"100000" unit:"rows" desc:"Rows that one query reads at most."`
	Rescan           variable `split_words:"true" default:"7d" min:"1h" max:"366d" unit:"duration" desc:"How long closed rows are read again where a query has no changed_at."`
	ReconcileAt      variable `split_words:"true" default:"03:15" unit:"time of day" allowed:"hh:mm from 00:00 to 23:59, or off" desc:"When the ledger is compared with the database each night, in the source's time zone."`
	FormerName       variable `split_words:"true" absent:"none" unit:"name" allowed:"a name of a-z, 0-9 and _ that no source bears" desc:"Name that the source had before it was renamed: state files that bear it are taken over, once they are renamed too."`
	Sweep            variable `split_words:"true" default:"15m" min:"10s" max:"24h" unit:"duration" allowed:"10s to 24h, 0 or off" desc:"How soon open cases that were deleted or merged leave the queue: they are asked for by their identifiers, some at each poll. 0 or off: only when the ledger is compared with the database."`
	Without          variable `split_words:"true" absent:"none" unit:"list of names" allowed:"at most 50 optional tables and columns such as units,cases.deadline_at" desc:"Optional tables and columns to do without. What the exporter has found once and is gone fails polls, over restarts too, until it is back or named here."`
	CaseTypes        variable `split_words:"true" absent:"none" unit:"list of names" allowed:"at most 50 different names" desc:"Case types to distinguish by the label case_type; all others are \"other\". None: types are not distinguished. The comparison knows 250 more, named or not. One with a comma stands in quotation marks, as in CSV: \"Bygg,anlegg\",Skjenking. Files of variables for systemd or compose then need the whole in apostrophes."`
}

// A Config is a checked configuration. Only Load makes one, so anyone who
// has one need not check again.
type Config struct {
	Sources           []SourceConfig  // at least one, in the order named
	ListenAddresses   []string        // host:port, at least one
	SystemdSocket     bool            // sockets of systemd take the place of the addresses
	WebConfigFile     string          // "" for none
	ExternalURL       *url.URL        // without a slash at the end of its path; nil for none
	RoutePrefix       string          // begins with a slash and ends with none; "" for the root
	Board             bool            // /board is served
	Language          string          // of text.Languages
	StateDir          string          // "" for none
	Windows           []Window        // at least one, all different
	WaitBuckets       []float64       // upper bounds in seconds, ascending, without +Inf
	TurnaroundBuckets []float64       // as WaitBuckets
	AgeBounds         []time.Duration // ascending, whole hours; 1 to 7
	Intake            Window          // of the cases received of which is said when they are started
	StartedWithin     []time.Duration // ascending, whole hours; 1 to 3
	ChangeFalseAlarms time.Duration   // between false alarms of a unit and measure
	ChangeUsual       time.Duration   // after which a level that lasts becomes usual
	Study             *Study          // nil if units are not compared
	CollectorsOff     []string        // collectors whose metrics are not shown, as metric.Collector names them; nil for none
	MinCell           int             // cases in an average 28 days; 0 for none, else at least 3
	Shard             Shard
	PeoplePeriod      string  // month, quarter, half_year or year
	PeopleLeast       int     // people
	Currency          string  // ISO 4217
	HourlyCost        float64 // 0 if unknown
	LogLevel          slog.Level
	LogFormat         string // "logfmt" or "json"
}

// A Study is how units are compared and control charts drawn.
type Study struct {
	FollowUp    time.Duration // for how long each case is followed
	Lag         time.Duration // from the end of a month until it is compared
	Months      int           // most months that are compared
	Primary     string        // outcome: wait, turnaround, throughput, errors, deadline, net_turnaround or handling
	MinCases    int           // cases that a month of a unit must rest on
	BaseMonths  int           // before the start of supervision that changes are counted from
	ChartMonths int           // most months on a control chart
	Trend       int           // months in a row, each above or each below the one before, that are a signal
	Shift       int           // months in a row on one side of the centre line that are a signal
}

// A Shard is the part of the units that an exporter shows: every Of-th unit.
// The zero Shard is all of them.
type Shard struct {
	Index int // from 1
	Of    int // at least 2
}

// A SourceConfig is the checked configuration of one source.
type SourceConfig struct {
	Name           string
	FormerName     string // that its state files may bear; "" for none
	Driver         string // mysql, postgres or files
	Folder         string // of files
	Unlisted       string // of files: gone, kept or closed
	GoneLimit      int    // of files: percent of the known open cases
	Host           string // "" if Socket is set
	Port           int
	Socket         string // "" if Host is set
	User           string
	Database       string
	Schemas        []string // of PostgreSQL; nil for its default
	TLS            string   // off, preferred, required, verify-ca or verify-identity; off on a Socket
	TLSCA          string   // PEM files; "" for none
	TLSCert        string
	TLSKey         string
	TLSServerName  string // "" means Host
	TLSMinVersion  string // 1.2 or 1.3
	Location       *time.Location
	DateTimes      *time.Location // nil: what the adapter says, else Location
	NoDates        []time.Time    // midnights in UTC, ascending; nil for none but the built-in ones
	Adapter        string         // name or directory
	ProgrammesFile string         // "" for none
	DeadlinesFile  string         // or the name of a preset; "" for none
	LotteryFile    string         // "" for none
	LotteryKey     string         // public key that it is signed by; "" for none
	DropFolder     string         // "" for none
	Interval       time.Duration
	Overlap        time.Duration
	Timeout        time.Duration
	StaleAfter     time.Duration // longer than Interval
	PageSize       int
	Rescan         time.Duration
	ReconcileAt    DailyTime
	Sweep          time.Duration // 0 for none
	CaseTypes      []string      // empty if types are not distinguished
	PauseStatuses  []string      // in place of those of the adapter; nil for those
	Without        []string      // optional tables, and columns as table.column; nil for none

	password     secret
	passwordFile string
}

// A Window is the length of a rolling window.
type Window struct {
	Length time.Duration // whole hours
	Label  string        // canonical: days where they come out even, else hours
}

// A DailyTime is a time of day, or never.
type DailyTime struct {
	Hour, Minute int
	Off          bool
}

// Load reads the configuration from the environment of the process. It does
// not stop at the first fault: the error joins them all, one line each, and
// quotes no secret. It checks that the files named can be read, but asks no
// database and takes no port.
//
// An empty variable counts as one that is not set, as compose files and
// charts set variables they have no value for.
func Load() (*Config, error) { return LoadWith(nil) }

// LoadWith is Load, with flags of the command line in place of the variables
// that they stand for.
func LoadWith(flags Flags) (*Config, error) {
	var (
		f         = faults{flags: flags}
		global    globalSettings
		collector collectorSettings
	)
	f.process(globalPrefix, &global)
	f.process(collectorPrefix, &collector)
	cfg := global.check(&f)
	cfg.CollectorsOff = collector.off(&f)
	names := sourceNames(&f, &global.Sources)
	known := map[string]bool{}
	for _, s := range globals() {
		known[s.Name] = true
	}
	for _, name := range names {
		var source sourceSettings
		f.process(strings.ToUpper(name), &source)
		one := source.check(&f, name)
		if slices.Contains(names, one.FormerName) && one.FormerName != name {
			f.reject(&source.FormerName, "another source bears it")
		}
		cfg.Sources = append(cfg.Sources, one)
		for _, s := range settingsOf(strings.ToUpper(name), &source) {
			known[s.Name] = true
		}
	}
	f.unknown(names, known)
	if err := f.join(); err != nil {
		return nil, err
	}
	return cfg, nil
}

const globalPrefix = "CASEWORK"

// process fills spec, a pointer to a struct of variables, from the
// environment.
func (f *faults) process(prefix string, spec any) {
	if err := envconfig.Process(prefix, spec); err != nil {
		f.add("%w", err) // cannot happen: a variable takes any text
	}
	if err := bind(prefix, spec, f.flags); err != nil {
		f.add("%w", err)
	}
}

// faults collects what is wrong with a configuration.
type faults struct {
	errs  []error
	flags Flags
}

func (f *faults) add(format string, args ...any) {
	f.errs = append(f.errs, fmt.Errorf(format, args...))
}

// reject records that a variable's value is not allowed. A reason is added
// where it says more than the rule does.
func (f *faults) reject(v *variable, reason string) {
	if reason != "" {
		reason += "; "
	}
	if v.value == "" && v.flag == "" {
		f.add("%s is not set; %sallowed: %s", v.Name, reason, v.Allowed)
		return
	}
	f.add("%s=%s: %sallowed: %s", cmp.Or(v.flag, v.Name), v.shown(), reason, v.Allowed)
}

// join is all faults as one error, nil if there are none.
func (f *faults) join() error { return errors.Join(f.errs...) }
