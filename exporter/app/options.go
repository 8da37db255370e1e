package app

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"casework/collectors"
	"casework/collectors/adapters"
	"casework/collectors/change"
	"casework/collectors/civil"
	"casework/collectors/deadline"
	"casework/collectors/detect"
	"casework/collectors/dropfolder"
	"casework/collectors/families"
	"casework/collectors/ledger"
	"casework/collectors/localfile"
	"casework/collectors/lottery"
	"casework/collectors/metric"
	"casework/collectors/study"
	"casework/collectors/supplement"
	"casework/exporter/app/deadlines"
	"casework/exporter/app/programmes"
	"casework/exporter/config"
	"casework/exporter/signature"
)

// LedgerOptions are the settings that concern the ledger of a source.
func LedgerOptions(c *config.Config, s *config.SourceConfig) ledger.Options {
	opts := ledger.Options{
		Identity: identity(s), Reading: reading(s), Source: s.Name, Formerly: s.FormerName,
		WaitBounds: c.WaitBuckets, TurnaroundBounds: c.TurnaroundBuckets, CaseTypes: s.CaseTypes,
		// Rows read again lie within the overlap; the rest is for a poll that takes long.
		Keep: s.Overlap + time.Hour,
	}
	for _, w := range c.Windows {
		opts.Windows = append(opts.Windows, ledger.Window{Name: w.Label, Seconds: int64(w.Length / time.Second)})
	}
	for _, bound := range c.AgeBounds {
		opts.AgeBounds = append(opts.AgeBounds, int64(bound/time.Second))
	}
	if slices.Contains(c.CollectorsOff, string(metric.IntakeCollector)) {
		return opts // so that small units need not wait for what nobody sees
	}
	opts.Intake = ledger.Window{Name: c.Intake.Label, Seconds: int64(c.Intake.Length / time.Second)}
	for _, within := range c.StartedWithin {
		opts.StartedWithin = append(opts.StartedWithin, int64(within/time.Second))
	}
	return opts
}

// identity names the data set of a source. States of releases that knew one
// kind of database alone do not name it.
func identity(s *config.SourceConfig) string {
	if s.Driver == config.DriverFiles {
		return "driver files"
	}
	identity := fmt.Sprintf("adapter %s, database %s", s.Adapter, s.Database)
	if s.Driver != config.DriverMySQL {
		identity += ", driver " + s.Driver
	}
	if s.Schemas != nil {
		identity += ", schema " + strings.Join(s.Schemas, ",")
	}
	return identity
}

// reading says how the times of a source are read.
func reading(s *config.SourceConfig) string {
	dateTimes := s.DateTimes
	if dateTimes == nil && s.Driver != config.DriverFiles {
		if adapter, err := adapterOf(s); err == nil { // opening the source tells
			dateTimes, _ = adapters.Zone(adapter)
		}
	}
	reading := s.Location.String()
	if dateTimes != nil && dateTimes.String() != reading {
		reading += ", DATETIME in " + dateTimes.String()
	}
	for _, day := range noDates(s) {
		if day >= 0 { // those before 1970 are none anyhow
			reading += ", none on " + day.Date().Format(time.DateOnly)
		}
	}
	return reading
}

// noDates are the dates that the site writes where there is none.
func noDates(s *config.SourceConfig) (days []civil.Day) {
	for _, date := range s.NoDates {
		days = append(days, civil.DayOf(date))
	}
	return days
}

// ReadProgrammes returns a function that reads the programmes file of a source
// again; nil without such a file. It fails as programmes.File's Load does.
func ReadProgrammes(s *config.SourceConfig, log *slog.Logger) func() ([]ledger.Programme, error) {
	if s.ProgrammesFile == "" {
		return nil
	}
	file := programmes.New(s.ProgrammesFile, log, noDates(s)...)
	return func() ([]ledger.Programme, error) {
		all, _, err := file.Load(s.Location)
		return all, err
	}
}

// OpenDropFolder returns the drop folder of a source, which must have one.
func OpenDropFolder(s *config.SourceConfig, log *slog.Logger) *dropfolder.Folder {
	return dropfolder.New(s.DropFolder, dropfolder.Options{Location: s.Location, NoDates: noDates(s), Logger: log})
}

// off are the collectors whose metrics are not shown.
func off(c *config.Config) []metric.Collector {
	var off []metric.Collector
	for _, name := range c.CollectorsOff {
		off = append(off, metric.Collector(name))
	}
	return off
}

// pollerOptions are the settings that concern the poller of a source, which
// reads supplementary tables from the drop folder, if there is one: the caller
// adds the database that the others are read from. What a running exporter
// remembers of what it showed is not among them: see remember.
func pollerOptions(c *config.Config, s *config.SourceConfig, log *slog.Logger) (collectors.Options, error) {
	period, err := supplement.ParsePeriod(c.PeoplePeriod)
	if err != nil {
		return collectors.Options{}, err
	}
	studied, err := studyOptions(c, s)
	if err != nil {
		return collectors.Options{}, err
	}
	due, err := ReadDeadlines(s)
	if err != nil {
		return collectors.Options{}, err
	}
	opts := collectors.Options{
		Interval: s.Interval, StaleAfter: s.StaleAfter, Location: s.Location, Shard: families.Shard(c.Shard),
		WaitBounds: c.WaitBuckets, TurnaroundBounds: c.TurnaroundBuckets,
		Programmes:  ReadProgrammes(s, log),
		ReconcileAt: time.Duration(s.ReconcileAt.Hour)*time.Hour + time.Duration(s.ReconcileAt.Minute)*time.Minute,
		Study:       studied,
		Off:         off(c),
		Changes:     changeOptions(c),
		Supplement: supplement.Options{
			Period: period, Least: c.PeopleLeast, Currency: c.Currency, HourlyCost: c.HourlyCost,
		},
	}
	if due != nil {
		opts.Deadlines = due
		if studied != nil {
			studied.Deadlines = due.String()
		}
	}
	if s.ReconcileAt.Off {
		opts.ReconcileAt = -1
	}
	if s.DropFolder != "" {
		opts.Tables = append(opts.Tables, OpenDropFolder(s, log))
	}
	for _, w := range c.Windows {
		days := int((w.Length + 24*time.Hour - 1) / (24 * time.Hour))
		opts.Supplement.Windows = append(opts.Supplement.Windows, supplement.Window{Name: w.Label, Days: days})
	}
	return opts, nil
}

// changeOptions say how units are judged by their own past; nil for not at all.
func changeOptions(c *config.Config) *change.Options {
	if slices.Contains(c.CollectorsOff, string(metric.ChangesCollector)) {
		return nil
	}
	return &change.Options{Detect: ChangeSettings(c)}
}

// ChangeSettings are the settings that concern what is judged a change.
func ChangeSettings(c *config.Config) detect.Options {
	days := func(d time.Duration) int { return int(d / (24 * time.Hour)) }
	return detect.Options{Between: days(c.ChangeFalseAlarms), Usual: days(c.ChangeUsual)}
}

// studyOptions are the settings that concern comparisons; nil for none.
func studyOptions(c *config.Config, s *config.SourceConfig) (*collectors.StudyOptions, error) {
	if c.Study == nil {
		return nil, nil
	}
	draw, err := ReadLottery(s)
	if err != nil {
		return nil, err
	}
	rows := LedgerOptions(c, s)
	opts := &collectors.StudyOptions{
		FollowUp: c.Study.FollowUp, Lag: c.Study.Lag, Months: c.Study.Months,
		Settings: study.Settings{
			Primary: study.Outcome(c.Study.Primary), MinCases: c.Study.MinCases, BaseMonths: c.Study.BaseMonths,
			ChartMonths: c.Study.ChartMonths, Trend: c.Study.Trend, Shift: c.Study.Shift, Lottery: draw,
		},
		Source: s.Name, Formerly: s.FormerName, Identity: rows.Identity + ", " + rows.Reading,
	}
	if c.StateDir != "" {
		opts.Path = filepath.Join(c.StateDir, s.Name+".panel")
	}
	return opts, nil
}

// ReadDeadlines reads the deadlines of a source; nil if it has none.
func ReadDeadlines(s *config.SourceConfig) (*deadline.Rules, error) {
	if s.DeadlinesFile == "" {
		return nil, nil
	}
	rules, err := deadlines.Load(s.DeadlinesFile, s.Location, noDates(s)...)
	if err != nil {
		return nil, fmt.Errorf("deadlines of source %q are refused: %w", s.Name, err)
	}
	return rules, nil
}

// ReadLottery reads the starting order of a source; nil if it has none. Where a
// key is set, it fails unless the file is signed by it.
func ReadLottery(s *config.SourceConfig) (*lottery.Draw, error) {
	if s.LotteryFile == "" {
		return nil, nil
	}
	content, err := localfile.Read(s.LotteryFile, localfile.LotterySize)
	if err != nil {
		return nil, fmt.Errorf("read starting order: %w", err)
	}
	draw, err := lottery.Decode(content)
	signedBy := ""
	if err == nil && s.LotteryKey != "" {
		signedBy, err = verifyLottery(s, content)
	}
	if err != nil {
		return nil, fmt.Errorf("starting order %s of source %q is refused: %w", s.LotteryFile, s.Name, err)
	}
	draw.SignedBy = signedBy
	return draw, nil
}

// verifyLottery returns the fingerprint of the key by which a starting order is
// signed.
func verifyLottery(s *config.SourceConfig, content []byte) (string, error) {
	pem, err := localfile.Read(s.LotteryKey, localfile.CertificateSize)
	if err != nil {
		return "", fmt.Errorf("read the key it is signed by: %w", err)
	}
	key, err := signature.ParseVerifier(pem)
	if err != nil {
		return "", fmt.Errorf("the key %s is not one: %w", s.LotteryKey, err)
	}
	path := s.LotteryFile + signature.Suffix
	signed, err := localfile.Read(path, localfile.CertificateSize)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("it is not signed: there is no %s, which the key %s would verify", path, s.LotteryKey)
	}
	if err != nil {
		return "", fmt.Errorf("read its signature: %w", err)
	}
	if err := key.Verify(content, signed); err != nil {
		return "", fmt.Errorf("signature %s: %w", path, err)
	}
	return key.Fingerprint(), nil
}
