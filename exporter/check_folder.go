package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"casework/collectors/dropfolder"
	"casework/exporter/app"
	"casework/exporter/config"
	"casework/exporter/text"
)

// examineFolder looks at the files of the source's drop folder, if it has one.
func (c *checkup) examineFolder(ctx context.Context, s *config.SourceConfig) {
	if s.DropFolder == "" {
		return
	}
	folder := app.OpenDropFolder(s, slog.New(slog.DiscardHandler)) // the findings say what it would log
	folder.Changed(ctx)
	statuses := folder.Statuses()
	if len(statuses) == 0 {
		c.add(finding{level: levelOK, subject: "drop folder", detail: "empty"})
	}
	for _, file := range statuses {
		switch {
		case file.Err != nil:
			for line := range strings.SplitSeq(file.Err.Error(), "\n") {
				c.add(finding{level: levelProblem, subject: "drop folder", detail: line})
			}
		case file.State == dropfolder.Waiting:
			c.add(finding{
				level: levelWarning, subject: "drop folder", detail: file.File + " changed just now",
				hint: "It is read once it has been left alone for some seconds.",
			})
		default:
			c.add(finding{
				level: levelOK, subject: "drop folder", detail: fmt.Sprintf("%s: %s of %s", file.File, text.Count(file.Rows, "row"), file.Table),
			})
		}
	}
}
