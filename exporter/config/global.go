package config

import (
	"fmt"
	"log/slog"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/exporter-toolkit/web"

	"casework/exporter/text"
)

// check turns the global variables into a Config without sources.
func (g *globalSettings) check(f *faults) *Config {
	cfg := &Config{
		ListenAddresses:   f.listenAddresses(&g.ListenAddress),
		SystemdSocket:     f.word(&g.SystemdSocket, "on", "off") == "on",
		WebConfigFile:     f.webConfigFile(&g.WebConfigFile),
		Board:             f.word(&g.Board, "on", "off") == "on",
		Language:          f.word(&g.Language, text.Languages()...),
		StateDir:          f.stateDir(&g.StateDir),
		Windows:           f.windows(&g.Windows),
		WaitBuckets:       f.buckets(&g.WaitBuckets),
		TurnaroundBuckets: f.buckets(&g.TurnaroundBuckets),
		AgeBounds:         f.ageBounds(&g.AgeBounds, 7),
		Intake:            f.window(&g.Intake),
		StartedWithin:     f.ageBounds(&g.StartedWithin, 3),
		PeoplePeriod:      f.word(&g.PeoplePeriod, "month", "quarter", "half_year", "year"),
		PeopleLeast:       f.number(&g.PeopleLeast),
		Currency:          f.currency(&g.Currency),
		HourlyCost:        f.amount(&g.HourlyCost),
		ChangeFalseAlarms: f.duration(&g.ChangeFalseAlarms),
		ChangeUsual:       f.duration(&g.ChangeUsual),
		Study:             g.study(f),
		Shard:             f.shard(&g.Shard),
		LogFormat:         f.word(&g.LogFormat, "logfmt", "json"),
	}
	levels := map[string]slog.Level{
		"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
	}
	cfg.ExternalURL, cfg.RoutePrefix = f.addresses(&g.ExternalURL, &g.RoutePrefix)
	cfg.LogLevel = levels[f.word(&g.LogLevel, "debug", "info", "warn", "error")]
	g.checkMinCell(f, cfg)
	return cfg
}

// study takes the settings of comparisons, which are checked also where those
// are off.
func (g *globalSettings) study(f *faults) *Study {
	s := &Study{
		FollowUp:    f.duration(&g.EffectFollowUp),
		Lag:         f.duration(&g.EffectLag),
		Months:      f.number(&g.EffectMonths),
		Primary:     f.word(&g.EffectPrimary, "wait", "turnaround", "throughput", "errors", "deadline", "net_turnaround", "handling"),
		MinCases:    f.number(&g.EffectMinCases),
		BaseMonths:  f.number(&g.EffectBaseMonths),
		ChartMonths: f.number(&g.ChartMonths),
		Trend:       f.number(&g.ChartTrend),
		Shift:       f.number(&g.ChartShift),
	}
	if f.word(&g.Effect, "on", "off") == "off" {
		return nil
	}
	return s
}

var currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)

func (f *faults) currency(v *variable) string {
	if !currencyCode.MatchString(v.value) {
		f.reject(v, "")
	}
	return v.value
}

// amount is the value of v, or 0 if it is not set.
func (f *faults) amount(v *variable) float64 {
	if v.value == "" {
		return 0
	}
	n, err := strconv.ParseFloat(v.value, 64)
	if err != nil || !(n > 0 && n <= 1e9) {
		f.reject(v, "")
	}
	return n
}

var sourceName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// sourceNames are the names in v that can be used. Those that cannot are
// faults; the others are still returned, so that their variables are checked,
// as are those of a name that is wrong for its capitals alone.
func sourceNames(f *faults, v *variable) []string {
	if v.value == "" {
		f.reject(v, "name at least one source, such as "+v.Name+"=children")
		return nil
	}
	var good []string
	for _, name := range f.list(v) {
		switch {
		case !sourceName.MatchString(name):
			f.reject(v, text.Quote(name)+" is no name of a source")
			lower := strings.ToLower(name)
			if sourceName.MatchString(lower) && !strings.EqualFold(lower, globalPrefix) && !slices.Contains(good, lower) {
				good = append(good, lower)
			}
		case strings.EqualFold(name, globalPrefix):
			f.reject(v, text.Quote(name)+" is the prefix of the exporter's own variables")
		case !slices.Contains(good, name):
			good = append(good, name)
		}
	}
	return good
}

var quotedValue = regexp.MustCompile("`[^`]*`")

func (f *faults) webConfigFile(v *variable) string {
	path := v.value
	if path == "" {
		return ""
	}
	if err := checkWebFiles(path); err != nil {
		f.reject(v, err.Error())
	} else if err := web.Validate(path); err != nil {
		// The parser's message spans lines and quotes values, which may be
		// secrets, in backquotes.
		reason := quotedValue.ReplaceAllString(err.Error(), hidden)
		f.reject(v, strings.Join(strings.Fields(reason), " "))
	}
	return path
}

// stateDir tries to write, since permissions alone do not say whether a
// directory can be written to: the file system may be mounted read-only.
func (f *faults) stateDir(v *variable) string {
	if v.value == "" {
		return ""
	}
	info, err := os.Stat(v.value)
	switch {
	case err != nil:
		f.reject(v, reasonOf(err).Error())
		return v.value
	case !info.IsDir():
		f.reject(v, "is no directory")
		return v.value
	}
	probe, err := os.CreateTemp(v.value, ".writable-")
	if err != nil {
		f.reject(v, reasonOf(err).Error())
		return v.value
	}
	_ = probe.Close()
	_ = os.Remove(probe.Name())
	return v.value
}

func (f *faults) windows(v *variable) []Window {
	items := f.list(v)
	if len(items) > 10 {
		f.reject(v, fmt.Sprintf("%d items", len(items)))
		return nil
	}
	var all []Window
	labels := map[string]string{}
	for _, item := range items {
		d, err := v.durationOf(item)
		label := formatDuration(d)
		switch {
		case err != nil:
			f.reject(v, itemReason(item, err))
		case d%time.Hour != 0:
			f.reject(v, text.Quote(item)+" is no whole number of hours")
		case labels[label] != "":
			f.reject(v, fmt.Sprintf("%s and %s are equally long", text.Quote(labels[label]), text.Quote(item)))
		}
		labels[label] = item
		all = append(all, Window{Length: d, Label: label})
	}
	return all
}

func (f *faults) buckets(v *variable) []float64 {
	items := f.list(v)
	if len(items) > 50 {
		f.reject(v, fmt.Sprintf("%d items", len(items)))
		return nil
	}
	var bounds []float64
	var last time.Duration
	for _, item := range items {
		d, err := v.durationOf(item)
		if err != nil {
			f.reject(v, itemReason(item, err))
			return nil
		}
		if d <= last {
			f.reject(v, fmt.Sprintf("%s is not longer than %s before it", text.Quote(item), formatDuration(last)))
			return nil
		}
		last = d
		bounds = append(bounds, d.Seconds())
	}
	return bounds
}

// window is a window of whole hours.
func (f *faults) window(v *variable) Window {
	d := f.duration(v)
	if d%time.Hour != 0 {
		f.reject(v, formatDuration(d)+" is no whole number of hours")
	}
	return Window{Length: d, Label: formatDuration(d)}
}

// ageBounds are at most so many whole hours, ascending.
func (f *faults) ageBounds(v *variable, most int) []time.Duration {
	bounds := f.buckets(v)
	if len(bounds) > most {
		f.reject(v, fmt.Sprintf("%d items", len(bounds)))
		return nil
	}
	var all []time.Duration
	for _, b := range bounds {
		d := time.Duration(b * float64(time.Second))
		if d%time.Hour != 0 {
			f.reject(v, formatDuration(d)+" is no whole number of hours")
		}
		all = append(all, d)
	}
	return all
}

// itemReason says why an item of a list was refused.
func itemReason(item string, err error) string {
	return fmt.Sprintf("%s: %v", text.Quote(item), err)
}
