package check

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"casework/collectors/dropfolder"
	"casework/collectors/localfile"
	"casework/collectors/name"
	"casework/collectors/source"
	"casework/exporter/app"
	"casework/exporter/config"
	"casework/exporter/signature"
	"casework/exporter/text"
)

// checkPasswordFile looks at who may read the source's password file, if it
// has one.
func (c *checker) checkPasswordFile(s *config.SourceConfig) {
	if fault := s.PasswordExposed(); fault != "" {
		c.add(source.Finding{
			Level: source.Warning, Subject: "password file", Detail: fault,
			Hint: "Let the user alone read it who runs the exporter: chmod 400, or the mode of the secret where one is mounted.",
		})
	}
}

// checkDeadlines reads the source's deadlines, if it has any beside those of its
// cases.
func (c *checker) checkDeadlines(s *config.SourceConfig) {
	rules, err := app.ReadDeadlines(s)
	switch {
	case err != nil:
		c.refuse("deadlines file", s.DeadlinesFile, err)
	case rules != nil:
		c.add(source.Finding{Level: source.OK, Subject: "deadlines file", Detail: text.Count(len(rules.List()), "rule") + ": " + rules.String()})
	}
}

// checkLottery says when the source's starting order was drawn, and whose signature
// it has. What is wrong with it is said where the source is read.
func (c *checker) checkLottery(s *config.SourceConfig) {
	draw, err := app.ReadLottery(s)
	if draw == nil || err != nil {
		return
	}
	f := source.Finding{Level: source.OK, Subject: "starting order"}
	by := "unsigned"
	if draw.SignedBy != "" {
		by = "signed, key fingerprint " + draw.SignedBy
	}
	f.Detail = fmt.Sprintf("drawn by lot on %s, %s, SHA-256 %s", draw.At.In(s.Location).Format(time.DateOnly), by, draw.Digest())
	if path := s.LotteryFile + signature.Suffix; s.LotteryKey == "" && localfile.Check(path, localfile.CertificateSize) == nil {
		f.Level, f.Detail = source.Warning, f.Detail+"; "+name.Shown(path)+" is there, and no key to verify it"
		f.Hint = "Set " + strings.ToUpper(s.Name) + "_LOTTERY_KEY to the public key of who signed it."
	}
	c.add(f)
}

// checkFolder looks at the files of the source's drop folder, if it has one.
func (c *checker) checkFolder(ctx context.Context, s *config.SourceConfig) {
	if s.DropFolder == "" {
		return
	}
	folder := app.OpenDropFolder(s, slog.New(slog.DiscardHandler)) // the findings say what it would log
	folder.Changed(ctx)
	statuses := folder.Statuses()
	if len(statuses) == 0 {
		c.add(source.Finding{Level: source.OK, Subject: "drop folder", Detail: "empty"})
	}
	for _, file := range statuses {
		switch {
		case file.Err != nil:
			c.refuse("drop folder", file.File, file.Err)
		case file.State == dropfolder.Waiting:
			c.add(source.Finding{
				Level: source.Warning, Subject: "drop folder", Detail: name.Shown(file.File) + " changed just now",
				Hint: "It is read once it has been left alone for some seconds.",
			})
		default:
			c.add(source.Finding{
				Level: source.OK, Subject: "drop folder", Detail: fmt.Sprintf("%s: %s of %s", name.Shown(file.File), text.Count(file.Rows, "row"), file.Table),
			})
		}
	}
}

// checkMissing says what the newest files lack of what a running exporter knows, if
// the source is files.
func (c *checker) checkMissing(ctx context.Context, cfg *config.Config, s *config.SourceConfig) {
	m, ok, err := app.MissingCases(ctx, cfg, s)
	switch {
	case err != nil:
		c.add(source.Finding{Level: source.Warning, Subject: "known cases", Detail: "they could not be compared with the files: " + err.Error()})
	case ok:
		c.add(source.Finding{
			Level: source.OK, Subject: "known cases",
			Detail: fmt.Sprintf("of %d that are open, the files lack %d; of %d others, %d", m.Open, m.GoneOpen, m.Known-m.Open, m.GoneClosed),
			Hint: fmt.Sprintf("UNLISTED=gone takes %d out, kept takes %d out, closed closes %d. It is %s.",
				m.GoneOpen+m.GoneClosed, m.GoneOpen, m.GoneOpen, s.Unlisted),
		})
	}
}

// faults adds those of files that the inspection found nothing wrong with.
func (c *checker) faults(all []source.Finding) {
	inspected := slices.Clone(c.found)
	for _, f := range all {
		if !slices.ContainsFunc(inspected, func(was source.Finding) bool { return was.Level == source.Problem && was.Subject == f.Subject }) {
			c.add(f)
		}
	}
}
