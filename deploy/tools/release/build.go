package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// A program is a command that is released.
type program struct {
	name   string
	module string // folder of its go.mod, below the root
	pkg    string // of the main package, below module
	tags   string // of the build; "" for none
}

var programs = []program{
	{name: "casework-exporter", module: ".", pkg: "./exporter"},
	// Without service discovery, which it would carry along for nothing.
	{name: "casework-backfill", module: "exporter/backfill", pkg: ".", tags: "remove_all_sd"},
}

// build builds p for arch into folder. The flags keep paths and times of this
// machine out of it; deploy/container/Dockerfile has the same.
func (r *release) build(p program, arch, folder string) error {
	ldflags := strings.Join([]string{
		"-s", "-w",
		"-X", "main.version=" + r.version,
		"-X", "main.revision=" + r.revision,
		"-X", "main.committed=" + r.time.Format(time.RFC3339),
	}, " ")
	c := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-mod=readonly", "-tags", p.tags,
		"-ldflags", ldflags, "-o", filepath.Join(folder, p.name), p.pkg)
	c.Dir = filepath.Join(r.root, p.module)
	c.Env = append(os.Environ(),
		"CGO_ENABLED=0", "GOOS=linux", "GOARCH="+arch, "GOAMD64=v1", "GOARM64=v8.0",
		"GOFLAGS=", "GOEXPERIMENT=", "GOWORK=off")
	return run(c)
}

// stages is where archives and packages are put together, a folder an
// architecture.
func (r *release) stages() string { return filepath.Join(r.dist, "stage") }

// stage puts together what is packed for arch, with the bill of materials of
// each program, and returns the folder.
func (r *release) stage(arch string) (string, error) {
	stage := filepath.Join(r.stages(), arch)
	for _, p := range programs {
		if err := r.build(p, arch, stage); err != nil {
			return "", err
		}
		bom := p.name + "_" + r.version + "_linux_" + arch + ".cdx.json"
		if err := r.billOfMaterials(filepath.Join(stage, p.name), filepath.Join(r.dist, bom)); err != nil {
			return "", err
		}
	}
	for _, name := range []string{"LICENSE", "README.md", "CHANGELOG.md"} {
		if err := copyTree(filepath.Join(r.root, name), filepath.Join(stage, name), nil); err != nil {
			return "", err
		}
	}
	// Tests, what builds and passwords are not for operators.
	leave := []string{"tools", "test", "compose/secrets"}
	if err := copyTree(filepath.Join(r.root, "deploy"), filepath.Join(stage, "deploy"), leave); err != nil {
		return "", err
	}
	if err := pack(filepath.Join(stage, "deploy/package/casework-exporter.1"), filepath.Join(stage, "casework-exporter.1.gz")); err != nil {
		return "", err
	}
	boards := exec.Command("go", "run", "./dashboards", "-import", filepath.Join(stage, "deploy", "grafana", "import"))
	boards.Dir = r.root
	boards.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off") // as for programs
	if err := run(boards); err != nil {
		return "", err
	}
	return stage, r.settle(stage)
}

// settle gives everything below folder the modes and times that it is to have
// in an archive, whatever umask and clock made it.
func (r *release) settle(folder string) error {
	return filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		mode := os.FileMode(0o644)
		if info.IsDir() || info.Mode()&0o100 != 0 {
			mode = 0o755
		}
		if err := os.Chmod(path, mode); err != nil {
			return err
		}
		return os.Chtimes(path, r.time, r.time)
	})
}
