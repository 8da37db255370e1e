package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// rejectedName is the metric of rows that count for nothing.
const rejectedName = "casework_source_rows_rejected"

// rejected lists how many rows count for nothing, by table and reason.
func rejected(text string) (all []string) {
	for _, found := range rejectedSample.FindAllStringSubmatch(text, -1) {
		if n := found[3]; n != "0" {
			all = append(all, fmt.Sprintf("of %s, because of %s: %s", found[1], found[2], n))
		}
	}
	return all
}

var rejectedSample = regexp.MustCompile(`(?m)^` + rejectedName + `\{.*query="([^"]*)",reason="([^"]*)"\} (\S+)`)

// summarise scrapes the exporter once and prints what it says in a few lines.
func (x *exporter) summarise(ctx context.Context, w io.Writer) error {
	start := time.Now()
	text, err := x.get(ctx, "/metrics")
	if err != nil {
		return fmt.Errorf("scrape the exporter: %w", err)
	}
	took := time.Since(start)
	up, ok := sum(text, "casework_source_up")
	if !ok {
		return errors.New("scrape the exporter: /metrics has no casework_source_up")
	}
	if up != 1 {
		return fmt.Errorf("scrape the exporter: casework_source_up is %g, not 1", up)
	}
	series := 0
	for line := range strings.Lines(text) {
		if line != "\n" && line[0] != '#' {
			series++
		}
	}
	fmt.Fprintf(w, "Scraped %d series, %d kB of text, in %v.\n", series, len(text)/1000, took.Round(100*time.Microsecond))
	for _, v := range []struct {
		what, name, label string
		format            func(float64) string
	}{
		{"Cases in the queue", "casework_queue_cases", "", number},
		{"Open cases", "casework_open_cases", "", number},
		{"Units under supervision", "casework_group_units", `supervision="active"`, number},
		{"Median wait with supervision", "casework_group_window_wait_median_seconds", `supervision="active"`, days},
		{"Median wait without", "casework_group_window_wait_median_seconds", `supervision="inactive"`, days},
		{"Median turnaround with supervision", "casework_group_window_turnaround_median_seconds", `supervision="active"`, days},
		{"Median turnaround without", "casework_group_window_turnaround_median_seconds", `supervision="inactive"`, days},
		{"The same without pauses, with", "casework_group_window_net_turnaround_median_seconds", `supervision="active"`, days},
		{"The same without pauses, without", "casework_group_window_net_turnaround_median_seconds", `supervision="inactive"`, days},
		{"Rows rejected", rejectedName, "", number},
	} {
		if value, ok := sum(text, v.name, v.label); ok {
			fmt.Fprintf(w, "  %-36s %s\n", v.what, v.format(value))
		}
	}
	for _, one := range rejected(text) {
		fmt.Fprintf(w, "    %s\n", one)
	}
	return nil
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// sum adds up the samples of a metric whose labels hold all of labels, as in
// supervision="active"; false if there are none.
func sum(text, name string, labels ...string) (total float64, ok bool) {
samples:
	for line := range strings.Lines(text) {
		rest, found := strings.CutPrefix(line, name)
		if !found || rest == "" || rest[0] != '{' && rest[0] != ' ' {
			continue
		}
		for _, l := range labels {
			if !strings.Contains(rest, l) {
				continue samples
			}
		}
		fields := strings.Fields(rest[strings.LastIndexByte(rest, '}')+1:])
		if len(fields) == 0 {
			continue
		}
		if v, err := strconv.ParseFloat(fields[0], 64); err == nil {
			total, ok = total+v, true
		}
	}
	return total, ok
}
