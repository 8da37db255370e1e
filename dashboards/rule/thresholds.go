package rule

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/kelseyhightower/envconfig"
)

// thresholdsPrefix begins the name of every environment variable that
// changes a threshold.
const thresholdsPrefix = "CASEWORK_RULES"

// Thresholds are the settings of the rules: when a figure is worth telling
// somebody about. The defaults were chosen by the simulation in alertsim.
type Thresholds struct {
	RunbookURL string `split_words:"true" default:"https://example.org/casework/runbooks" desc:"Address of the folder deploy/runbooks as readers of alerts reach it."`
	Window     string `default:"28d" desc:"Window of the exporter that rules read. It must be one of CASEWORK_WINDOWS."`

	WaitMargin    float64 `split_words:"true" default:"1.15" min:"1" desc:"Waiting: how many times the unit's usual mean wait the window's must be at least, however many cases there are."`
	WaitErrors    float64 `split_words:"true" default:"2" min:"0" desc:"Waiting: how many standard errors of the window's mean it must be above the usual. Higher: fewer false alarms, and later true ones."`
	WaitHolidays  float64 `split_words:"true" default:"1.25" min:"0" desc:"Waiting: power to which holidays stretch the limit. 1: as the share of closed days; higher: cautious after Christmas and Easter."`
	WaitMedian    float64 `split_words:"true" default:"1.05" min:"0" desc:"Waiting: how many times its usual the median must be too, so that a few old cases are no alarm."`
	WaitTrend     float64 `split_words:"true" default:"1.05" min:"0" desc:"Waiting: how many times the mean of one window earlier the mean must be, unless it was above its limit then already."`
	WaitCases     int     `split_words:"true" default:"15" min:"9" desc:"Waiting: least number of cases started in the window."`
	WaitFor       string  `split_words:"true" default:"6h" desc:"Waiting: how long all of it must hold. Windows move slowly by themselves."`
	WaitKeep      string  `split_words:"true" default:"14d" desc:"Waiting: how long the alert goes on after that, so that a level near the limit is one alert and not many."`
	WaitSeasonal  float64 `split_words:"true" default:"1.15" min:"1" desc:"Waiting: how many times the mean of the same time last year the mean must be, where last year is known."`
	BaselineDays  int     `split_words:"true" default:"56" min:"1" desc:"Least number of days of history before a unit is compared with itself."`
	BacklogShare  float64 `split_words:"true" default:"0.1" min:"0" desc:"Backlog: by what share of the closed the received must exceed them."`
	BacklogErrors float64 `split_words:"true" default:"2.5" min:"0" desc:"Backlog: how many standard errors the difference must be above nothing."`
	BacklogFor    string  `split_words:"true" default:"7d" desc:"Backlog: how long it must hold."`
	OldestDays    int     `split_words:"true" default:"84" min:"1" desc:"Oldest case: days in the queue that are too many."`
	OldestFor     string  `split_words:"true" default:"6h" desc:"Oldest case: how long it must hold."`

	DeadlineDrop   float64 `split_words:"true" default:"0.1" min:"0" desc:"Deadlines: fall of the share within the deadline that matters, as a ratio: 0.1 is ten percentage points."`
	DeadlineErrors float64 `split_words:"true" default:"2.5" min:"0" desc:"Deadlines: how many standard errors the fall must be."`
	DeadlineCases  int     `split_words:"true" default:"20" min:"1" desc:"Deadlines: least number of closed cases with a deadline in the window."`
	DeadlineFor    string  `split_words:"true" default:"3d" desc:"Deadlines: how long it must hold."`

	ErrorsRise     float64 `split_words:"true" default:"1.4" min:"1" desc:"Error reports: how many times the expected number they must be."`
	ErrorsErrors   float64 `split_words:"true" default:"3" min:"0" desc:"Error reports: how many standard errors they must be above the expected number."`
	ErrorsFor      string  `split_words:"true" default:"3d" desc:"Error reports: how long it must hold, for rise and silence."`
	SilentShare    float64 `split_words:"true" default:"0.25" min:"0" desc:"Silence: share of the expected error reports below which they are silent."`
	SilentExpected float64 `split_words:"true" default:"8" min:"1" desc:"Silence: least number of expected error reports for their absence to mean anything."`

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
	return t, t.check()
}

func (t *Thresholds) check() error {
	var faults []error
	v := reflect.ValueOf(t).Elem()
	for i := range v.NumField() {
		field, value := v.Type().Field(i), v.Field(i)
		name := variableName(field.Name)
		switch {
		case field.Name == "RunbookURL":
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

// Table documents every threshold.
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
func seconds(duration string) string {
	total := 0
	for _, part := range durationPart.FindAllStringSubmatch(duration, -1) {
		n := 0
		_, _ = fmt.Sscan(part[1], &n) // digits
		total += n * map[string]int{"w": 604800, "d": 86400, "h": 3600, "m": 60, "s": 1}[part[2]]
	}
	return fmt.Sprint(total)
}
