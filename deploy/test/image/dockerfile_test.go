// Package image tests the container file: that it says what it should, that
// the program runs in a root of nothing, and that the image can be built.
package image

import (
	"slices"
	"strings"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"casework/deploy/test/subject"
)

// A stage is one FROM of a container file with its instructions.
type stage struct {
	base, name   string
	instructions []instruction
}

// An instruction is a line of a container file: name, flags, arguments.
type instruction struct {
	name  string
	flags []string
	args  []string
	json  bool // in the form that needs no shell
}

// parse reads the container file with BuildKit's own parser.
func parse(t *testing.T) []stage {
	t.Helper()
	result, err := parser.Parse(strings.NewReader(subject.Read(t, "deploy/container/Dockerfile")))
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range result.Warnings {
		t.Errorf("BuildKit warns: %s", w.Short)
	}
	var stages []stage
	for _, node := range result.AST.Children {
		i := instruction{name: strings.ToUpper(node.Value), flags: node.Flags, json: node.Attributes["json"]}
		for arg := node.Next; arg != nil; arg = arg.Next {
			i.args = append(i.args, arg.Value)
			i.json = i.json || arg.Attributes["json"]
		}
		if i.name == "FROM" {
			s := stage{base: i.args[0]}
			if len(i.args) == 3 {
				s.name = i.args[2]
			}
			stages = append(stages, s)
		} else if len(stages) > 0 {
			last := &stages[len(stages)-1]
			last.instructions = append(last.instructions, i)
		}
	}
	return stages
}

// TestImages: what is shipped is made from nothing, runs nothing while it is
// built, and has a user without rights.
func TestImages(t *testing.T) {
	images := 0
	for _, s := range parse(t) {
		if s.base != "scratch" {
			continue
		}
		images++
		seen := map[string]instruction{}
		for _, i := range s.instructions {
			seen[i.name] = i
			switch i.name {
			case "RUN", "SHELL", "CMD", "ADD", "VOLUME":
				t.Errorf("image %s: %s %v has no place in it", s.name, i.name, i.args)
			case "COPY":
				if !slices.ContainsFunc(i.flags, func(f string) bool { return strings.HasPrefix(f, "--from=build") }) {
					t.Errorf("image %s copies %v from the context, not from what was built", s.name, i.args)
				}
			}
		}
		if got := seen["USER"].args; len(got) != 1 || got[0] != "65534:65534" {
			t.Errorf("image %s: USER %v", s.name, got)
		}
		if entry := seen["ENTRYPOINT"]; !entry.json || len(entry.args) != 1 || entry.args[0] != "/casework-"+s.name {
			t.Errorf("image %s: ENTRYPOINT %+v", s.name, entry)
		}
		if s.name == "exporter" {
			if check := seen["HEALTHCHECK"]; !check.json || !slices.Equal(check.args, []string{"CMD", "/casework-exporter", "healthcheck"}) {
				t.Errorf("HEALTHCHECK %+v", check)
			}
			if got := seen["EXPOSE"].args; !slices.Equal(got, []string{"19780"}) {
				t.Errorf("EXPOSE %v", got)
			}
		}
	}
	if images == 0 {
		t.Error("no image is made from scratch")
	}
}

// TestSameBuildAsRelease: image and release are built with the same flags, so
// that they hold the same program.
func TestSameBuildAsRelease(t *testing.T) {
	container, release := subject.Read(t, "deploy/container/Dockerfile"), subject.Read(t, "deploy/tools/release/build.go")
	for _, flag := range []string{
		"-trimpath", "-buildvcs=false", "-mod=readonly", "-s", "-w", "main.version=", "main.revision=", "main.committed=", "CGO_ENABLED=0",
	} {
		if !strings.Contains(container, flag) || !strings.Contains(release, `"`+flag) {
			t.Errorf("%s is not in both the container file and deploy/tools/release/build.go", flag)
		}
	}
}
