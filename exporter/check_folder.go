package main

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"casework/collectors/dropfolder"
	"casework/exporter/settings"
)

// examineFolder looks at the files of the source's drop folder, if it has one.
func (r *report) examineFolder(ctx context.Context, sources []settings.SourceConfig, name string) {
	i := slices.IndexFunc(sources, func(s settings.SourceConfig) bool { return s.Name == name })
	if i < 0 || sources[i].DropFolder == "" {
		return
	}
	folder := sources[i].OpenDropFolder(slog.New(slog.DiscardHandler)) // the findings say what it would log
	folder.Changed(ctx)
	statuses := folder.Statuses()
	if len(statuses) == 0 {
		r.add(finding{level: levelOK, subject: "drop folder", detail: "empty"})
	}
	for _, s := range statuses {
		switch {
		case s.Err != nil:
			for line := range strings.SplitSeq(s.Err.Error(), "\n") {
				r.add(finding{level: levelProblem, subject: "drop folder", detail: line})
			}
		case s.State == dropfolder.Waiting:
			r.add(finding{
				level: levelWarning, subject: "drop folder", detail: s.File + " changed just now",
				hint: "It is read once it has been left alone for some seconds.",
			})
		default:
			r.add(finding{
				level: levelOK, subject: "drop folder", detail: fmt.Sprintf("%s: %s of %s", s.File, count(s.Rows, "row"), s.Table),
			})
		}
	}
}
