package main

import (
	"cmp"
	"fmt"
	"runtime/debug"
)

// Set by the linker: -ldflags "-X main.version=1.2.3 -X main.revision=… …".
// What is not set comes from the build information of the Go toolchain.
var (
	version   string
	revision  string
	committed string // time of the revision, RFC 3339
)

// A build says what this binary was built from.
type build struct {
	Version  string // release, or "devel"
	Revision string // commit; "-dirty" is added if it was changed; or "unknown"
	Time     string // of the commit, RFC 3339; or "unknown"
	Go       string // version of the Go toolchain
}

// newBuild completes what the linker set with what the toolchain recorded.
func newBuild(linked build, info *debug.BuildInfo) build {
	b := linked
	if info != nil {
		b.Go = info.GoVersion
		if info.Main.Version != "(devel)" {
			b.Version = cmp.Or(b.Version, info.Main.Version)
		}
		settings := map[string]string{}
		for _, s := range info.Settings {
			settings[s.Key] = s.Value
		}
		b.Time = cmp.Or(b.Time, settings["vcs.time"])
		if b.Revision == "" {
			b.Revision = settings["vcs.revision"]
			if b.Revision != "" && settings["vcs.modified"] == "true" {
				b.Revision += "-dirty"
			}
		}
	}
	b.Version = cmp.Or(b.Version, "devel")
	b.Revision = cmp.Or(b.Revision, "unknown")
	b.Time = cmp.Or(b.Time, "unknown")
	b.Go = cmp.Or(b.Go, "unknown")
	return b
}

// currentBuild is the build of the running binary.
func currentBuild() build {
	info, _ := debug.ReadBuildInfo()
	return newBuild(build{Version: version, Revision: revision, Time: committed}, info)
}

func (b build) String() string {
	return fmt.Sprintf("casework-exporter %s (revision %s, committed %s, %s)",
		b.Version, b.Revision, b.Time, b.Go)
}
