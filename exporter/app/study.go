package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"casework/collectors/study"
	"casework/exporter/config"
	"casework/exporter/text"
)

// ChooseSource is the source that a command is about: the one that is named, or
// the only one. It fails if there is none, or if its units are not compared.
func ChooseSource(cfg *config.Config, command, name string) (*config.SourceConfig, error) {
	var names []string
	for i := range cfg.Sources {
		s := &cfg.Sources[i]
		if s.Name == name || name == "" && len(cfg.Sources) == 1 {
			if cfg.Study == nil {
				return nil, fmt.Errorf("%s: CASEWORK_EFFECT is off, so there is nothing to compare", command)
			}
			return s, nil
		}
		names = append(names, s.Name)
	}
	if name == "" {
		return nil, fmt.Errorf("%s: which source? --source is one of %s", command, strings.Join(names, ", "))
	}
	return nil, fmt.Errorf("%s: --source=%s: allowed: %s", command, text.Quote(name), strings.Join(names, ", "))
}

// Compared is what a source's units compare to, and the impossible rows that
// have no part in it, by query and reason.
type Compared struct {
	*study.Study
	Rejected map[string]int64
}

// ReadStudy reads a source once and compares its units, as the exporter would
// now: with the panel that a running exporter keeps for this month, if there
// is one, so that commands and boards show the same figures. It leaves the
// files of a running exporter alone.
func ReadStudy(ctx context.Context, cfg *config.Config, s *config.SourceConfig) (_ *Compared, err error) {
	source, err := OpenSource(cfg, s, slog.New(slog.DiscardHandler)) // what fails is returned
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	read, err := source.ReadOnce(ctx, ReadOptions{})
	if err != nil {
		return nil, err
	}
	if found := read.Poller.Study(); found != nil {
		return &Compared{Study: found, Rejected: read.Poller.Rejected()}, nil
	}
	if err := read.Poller.StudyError(); err != nil {
		return nil, err
	}
	return nil, errors.New("there is not one closed month of cases to compare")
}
