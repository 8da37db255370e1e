package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/tsdb/chunkenc"

	"casework/collectors/metric"
)

// A textSink writes each span as a file of OpenMetrics text, so that
// "promtool tsdb create-blocks-from openmetrics" makes one block of each.
type textSink struct{ dir string }

func newTextSink(dir string) (*textSink, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, fmt.Errorf("output: %w", err)
	}
	return &textSink{dir}, nil
}

// take implements sink.
func (t *textSink) take(_ context.Context, s *span) (_ string, err error) {
	name := "casework-" + time.UnixMilli(s.from).UTC().Format("20060102T150405Z") + ".om.gz"
	path := filepath.Join(t.dir, name)
	temp := path + ".tmp"
	file, err := os.Create(temp)
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("write %s: %w", path, err), os.Remove(temp))
		}
	}()
	zip := gzip.NewWriter(file)
	out := bufio.NewWriterSize(zip, 1<<20)
	err = errors.Join(writeText(out, s.series), out.Flush(), zip.Close(), file.Sync(), file.Close())
	if err != nil {
		return "", err
	}
	return name, os.Rename(temp, path)
}

// writeText writes the families one after the other, each with its series.
func writeText(out *bufio.Writer, all []*series) error {
	families := map[*metric.Def][]*series{}
	for _, one := range all {
		families[one.def] = append(families[one.def], one)
	}
	var it chunkenc.Iterator
	for _, def := range metric.All() {
		if len(families[def]) == 0 {
			continue
		}
		name := def.Name
		if def.Type == metric.Counter {
			name = strings.TrimSuffix(name, "_total")
		}
		fmt.Fprintf(out, "# HELP %s %s\n# TYPE %[1]s %[3]s\n", name, escape(def.Help), def.Type)
		for _, one := range families[def] {
			start := head(one.labels)
			for _, c := range one.chunks {
				for it = c.Chunk.Iterator(it); it.Next() == chunkenc.ValFloat; {
					ms, v := it.At()
					line := strconv.AppendFloat(append(out.AvailableBuffer(), start...), v, 'g', -1, 64)
					line = append(line, ' ')
					line = strconv.AppendFloat(line, float64(ms)/1000, 'f', -1, 64)
					if _, err := out.Write(append(line, '\n')); err != nil {
						return err
					}
				}
				if err := it.Err(); err != nil {
					return err
				}
			}
		}
	}
	_, err := out.WriteString("# EOF\n")
	return err
}

// head is a line up to its value.
func head(l labels.Labels) string {
	var pairs []string
	l.Range(func(l labels.Label) {
		if l.Name != model.MetricNameLabel {
			pairs = append(pairs, l.Name+`="`+escape(l.Value)+`"`)
		}
	})
	slices.Sort(pairs)
	return l.Get(model.MetricNameLabel) + "{" + strings.Join(pairs, ",") + "} "
}

var escaper = strings.NewReplacer(`\`, `\\`, "\n", `\n`, `"`, `\"`)

func escape(s string) string { return escaper.Replace(s) }
