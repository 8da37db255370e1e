package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"casework/collectors/families"
	"casework/collectors/study"
	"casework/exporter/config"
	"casework/exporter/text"
)

// ChooseSource is NamedSource of a command that compares units; it fails too if
// units are not compared.
func ChooseSource(cfg *config.Config, command, name string) (*config.SourceConfig, error) {
	s, err := NamedSource(cfg, command, name)
	if err == nil && cfg.Study == nil {
		return nil, fmt.Errorf("%s: CASEWORK_EFFECT is off, so there is nothing to compare", command)
	}
	return s, err
}

// NamedSource is the source that a command is about: the one that is named, or
// the only one. It fails if there is none.
func NamedSource(cfg *config.Config, command, name string) (*config.SourceConfig, error) {
	var names []string
	for i := range cfg.Sources {
		if s := &cfg.Sources[i]; s.Name == name || name == "" && len(cfg.Sources) == 1 {
			return s, nil
		}
		names = append(names, cfg.Sources[i].Name)
	}
	if name == "" {
		return nil, fmt.Errorf("%s: which source? --source is one of %s", command, strings.Join(names, ", "))
	}
	return nil, fmt.Errorf("%s: --source=%s: allowed: %s", command, text.Quote(name), strings.Join(names, ", "))
}

// Compared is what a source's units compare to, and the impossible rows that
// have no part in it, by query and reason. Overview is what there is besides.
type Compared struct {
	*study.Study
	Rejected map[string]int64
	Overview *families.Overview
}

// An EarlyError is that there is not one closed month of cases to compare yet.
type EarlyError struct {
	Overview *families.Overview // what there is
}

// Error implements error.
func (e *EarlyError) Error() string {
	const early = "there is not one closed month of cases to compare"
	if x := e.Overview.Expected; x != nil && x.At != 0 {
		return early + "; the first is compared on " + time.Unix(x.At, 0).In(e.Overview.Location).Format(time.DateOnly)
	}
	return early
}

// ReadStudy reads a source once and compares its units, as the exporter would
// now: with the panel that a running exporter keeps for this month, if there
// is one, so that commands and boards show the same figures. It leaves the
// files of a running exporter alone. An EarlyError is that it is too early.
func ReadStudy(ctx context.Context, cfg *config.Config, s *config.SourceConfig) (_ *Compared, err error) {
	source, err := OpenSource(cfg, s, slog.New(slog.DiscardHandler)) // what fails is returned
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	read, err := source.ReadOnce(ctx, ReadOptions{Unjudged: true})
	if err != nil {
		return nil, err
	}
	if found := read.Poller.Study(); found != nil {
		return &Compared{Study: found, Rejected: read.Poller.Rejected(), Overview: read.Poller.Overview()}, nil
	}
	if err := read.Poller.StudyError(); err != nil {
		return nil, err
	}
	return nil, &EarlyError{read.Poller.Overview()}
}

// WriteOutput writes what a command made to the file that it was asked for; "-" is w.
func WriteOutput(w io.Writer, output string, content []byte) error {
	if output == "-" {
		_, err := w.Write(content)
		return err
	}
	return os.WriteFile(output, content, 0o644)
}
