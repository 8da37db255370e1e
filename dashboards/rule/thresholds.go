package rule

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/kelseyhightower/envconfig"
)

// thresholdsPrefix begins the name of every environment variable that
// changes a threshold.
const thresholdsPrefix = "CASEWORK_RULES"

// Thresholds are the settings of the rules: when a figure is worth telling
// somebody about. Whether a unit has changed is not among them: the exporter
// judges that, by settings of its own.
type Thresholds struct {
	RunbookURL string `split_words:"true" default:"https://example.org/runbooks" desc:"Address of the folder deploy/runbooks as readers of alerts reach it."`
	BoardURL   string `split_words:"true" default:"https://example.org/grafana" desc:"Address of Grafana as readers of alerts reach it. Alerts about a unit link to its board."`
	Window     string `default:"28d" desc:"Window of the exporter in which sessions of supervision are counted. It must be one of CASEWORK_WINDOWS."`

	OldestDays int    `split_words:"true" default:"84" min:"1" desc:"Oldest case: days in the queue that are too many."`
	OldestFor  string `split_words:"true" default:"6h" desc:"Oldest case: how long it must hold."`

	SessionsShare   float64 `split_words:"true" default:"0.7" min:"0" desc:"Supervision: share of the planned sessions that should be held."`
	SessionsPlanned int     `split_words:"true" default:"4" min:"1" desc:"Supervision: least number of planned sessions in the window."`
	SessionsFor     string  `split_words:"true" default:"3d" desc:"Supervision: how long it must hold, time to register what was held."`

	DownFor        string  `split_words:"true" default:"15m" desc:"Source: how long polls must have failed."`
	StaleAfter     string  `split_words:"true" default:"1h" desc:"Source: age of the last good poll that is too old."`
	RejectedShare  float64 `split_words:"true" default:"0.01" min:"0" desc:"Rejected rows: share of a query's rows that is too much."`
	RejectedGrowth int     `split_words:"true" default:"10" min:"0" desc:"Rejected rows: how many more than the day before are too many."`
	DriftShare     float64 `split_words:"true" default:"0.001" min:"0" desc:"Drift: share of a query's rows found changed behind the polls' back in a day that is too much."`
	DriftRows      int     `split_words:"true" default:"10" min:"0" desc:"Drift: number of such rows in a day that is never too much."`
	ReconcileAfter string  `split_words:"true" default:"3d" desc:"Reconciliation: age of the last one that is too old."`
	SavedAfter     string  `split_words:"true" default:"1h" desc:"State: age of the last saved state that is too old."`
}

var promDuration = regexp.MustCompile(`^([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?$`)

// thresholds are the defaults, changed by the environment. Every bad value is
// reported with its name, its value and what is allowed.
func thresholds() (*Thresholds, error) {
	t := &Thresholds{}
	if err := envconfig.Process(thresholdsPrefix, t); err != nil {
		return nil, err
	}
	return t, errors.Join(t.check(), unknownThresholds(os.Environ()))
}

// retired are the beginnings of names of thresholds of what the exporter judges by now.
var retired = []string{"WAIT_", "BASELINE_", "BACKLOG_", "DEADLINE_", "ERRORS_", "SILENT_"}

// unknownThresholds names what the environment sets that is no threshold, or none any more. Both
// would else be ignored, and the rules not be what somebody wanted.
func unknownThresholds(environment []string) error {
	known := map[string]bool{}
	for f := range reflect.TypeFor[Thresholds]().Fields() {
		known[variableName(f.Name)] = true
	}
	var faults []error
	for _, entry := range environment {
		name, _, _ := strings.Cut(entry, "=")
		rest, ours := strings.CutPrefix(name, thresholdsPrefix+"_")
		switch {
		case !ours || known[name]:
		case slices.ContainsFunc(retired, func(beginning string) bool { return strings.HasPrefix(rest, beginning) }):
			faults = append(faults, fmt.Errorf("%s is no threshold of rules any more: unset it. The exporter judges each unit by its own past; "+
				"how often it may be wrong is its setting CASEWORK_CHANGE_FALSE_ALARMS", name))
		default:
			faults = append(faults, fmt.Errorf("%s is no threshold of rules; deploy/prometheus/README.md lists them", name))
		}
	}
	return errors.Join(faults...)
}

func (t *Thresholds) check() error {
	var faults []error
	v := reflect.ValueOf(t).Elem()
	for i := range v.NumField() {
		field, value := v.Type().Field(i), v.Field(i)
		name := variableName(field.Name)
		switch {
		case strings.HasSuffix(field.Name, "URL"):
			if strings.ContainsAny(value.String(), " '\n{}") || value.String() == "" {
				faults = append(faults, fmt.Errorf("%s is %q: allowed is an address without spaces, quotes and braces", name, value))
			}
		case value.Kind() == reflect.String:
			if s := value.String(); s == "" || !promDuration.MatchString(s) {
				faults = append(faults, fmt.Errorf("%s is %q: allowed is a duration such as 15m, 6h or 28d", name, s))
			}
		default:
			var number, least float64
			if value.CanInt() {
				number = float64(value.Int())
			} else {
				number = value.Float()
			}
			if _, err := fmt.Sscan(field.Tag.Get("min"), &least); err != nil {
				return fmt.Errorf("%s has no lower limit: %w", name, err)
			}
			if !(number >= least && number <= 1e6) {
				faults = append(faults, fmt.Errorf("%s is %v: allowed is %v to 1000000", name, number, least))
			}
		}
	}
	return errors.Join(faults...)
}

var wordStart = regexp.MustCompile(`([a-z0-9])([A-Z])`)

// variableName is the environment variable of a field of Thresholds.
func variableName(field string) string {
	return thresholdsPrefix + "_" + strings.ToUpper(wordStart.ReplaceAllString(field, "${1}_$2"))
}

// table is the table that documents every threshold.
func (t *Thresholds) table() string {
	var b strings.Builder
	b.WriteString("| Variable | Default | Meaning |\n|---|---|---|\n")
	kind := reflect.TypeFor[Thresholds]()
	for f := range kind.Fields() {
		fmt.Fprintf(&b, "| `%s` | `%s` | %s |\n", variableName(f.Name), f.Tag.Get("default"), f.Tag.Get("desc"))
	}
	return b.String()
}

var durationPart = regexp.MustCompile(`([0-9]+)([wdhms])`)

// seconds is a duration that check has allowed, as a number in PromQL.
func seconds(duration string) string { return fmt.Sprint(secondsOf(duration)) }

// secondsOf is a duration of Prometheus in seconds.
func secondsOf(duration string) int {
	total := 0
	for _, part := range durationPart.FindAllStringSubmatch(duration, -1) {
		n := 0
		_, _ = fmt.Sscan(part[1], &n) // digits
		total += n * map[string]int{"w": 604800, "d": 86400, "h": 3600, "m": 60, "s": 1}[part[2]]
	}
	return total
}
