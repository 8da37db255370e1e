package config

import (
	"strconv"
	"strings"
)

// checkMinCell takes the least number of cases. What it hides must be
// remembered, or a restart would show what two ways of hiding differ by; and
// exporters that share units would each hide others.
func (g *globalSettings) checkMinCell(f *faults, cfg *Config) {
	if g.MinCell.value == "0" {
		return
	}
	cfg.MinCell = f.number(&g.MinCell)
	if cfg.StateDir == "" {
		f.reject(&g.MinCell, g.StateDir.Name+" is not set, and what is hidden must be remembered")
	}
	if cfg.Shard.Of > 1 {
		f.add("%s=%s and %s=%s exclude each other: each shard would hide other units", g.MinCell.Name, g.MinCell.shown(),
			g.Shard.Name, g.Shard.shown())
	}
}

const mostShards = 100

// shard is the value of v, such as 2/3.
func (f *faults) shard(v *variable) Shard {
	first, second, _ := strings.Cut(v.value, "/")
	index, err := strconv.Atoi(first)
	of, errOf := strconv.Atoi(second)
	if err != nil || errOf != nil || index < 1 || of > mostShards || index > of {
		f.reject(v, "")
		return Shard{}
	}
	if of == 1 {
		return Shard{}
	}
	return Shard{Index: index, Of: of}
}
