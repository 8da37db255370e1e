package collectors

import (
	"errors"
	"slices"
	"strings"
)

// oneLine writes joined errors behind each other, each once. Stages that
// failed for the same reason, as in an outage, are named before it.
func oneLine(err error) string {
	type failure struct {
		text, reason string
		stages       []string
	}
	var all []failure
	for _, e := range leaves(err) {
		one := failure{text: e.Error(), reason: e.Error()}
		if stage, ok := errors.AsType[*stageError](e); ok {
			one.stages = []string{stage.stage}
			if cause := errors.Unwrap(stage.err); cause != nil {
				one.reason = cause.Error()
			}
		}
		i := slices.IndexFunc(all, func(f failure) bool { return f.reason == one.reason })
		if i < 0 {
			all = append(all, one)
			continue
		}
		all[i].stages = append(all[i].stages, one.stages...)
	}
	var lines []string
	for _, f := range all {
		if len(f.stages) > 1 {
			f.text = strings.Join(f.stages, ", ") + ": " + f.reason
		}
		lines = append(lines, strings.Split(f.text, "\n")...)
	}
	slices.Sort(lines)
	return strings.Join(slices.Compact(lines), "; ")
}

// leaves lists the errors that were joined.
func leaves(err error) (all []error) {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	for _, e := range joined.Unwrap() {
		all = append(all, leaves(e)...)
	}
	return all
}
