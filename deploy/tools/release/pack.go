package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/goreleaser/nfpm/v2"
	_ "github.com/goreleaser/nfpm/v2/deb" // registers the packager
	_ "github.com/goreleaser/nfpm/v2/rpm"
)

// packages makes the .deb and the .rpm of a stage, as deploy/package says.
func (r *release) packages(stage, arch string) error {
	values := map[string]string{"ARCH": arch, "VERSION": r.version}
	for _, format := range []string{"deb", "rpm"} {
		path := filepath.Join(stage, "deploy/package/nfpm.yaml")
		config, err := nfpm.ParseFileWithEnvMapping(path, func(name string) string { return values[name] })
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		info, err := config.Get(format)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		info = nfpm.WithDefaults(info)
		info.MTime = r.time
		if r.signer != nil && format == "rpm" { // Debian signs archives, not packages
			info.RPM.Signature.KeyFile, info.RPM.Signature.KeyPassphrase = r.signer.path, r.signer.passphrase
		}
		for _, content := range info.Contents {
			if content.Source != "" {
				content.Source = filepath.Join(stage, content.Source)
			}
		}
		for _, script := range []*string{
			&info.Scripts.PreInstall, &info.Scripts.PostInstall, &info.Scripts.PreRemove, &info.Scripts.PostRemove,
		} {
			*script = filepath.Join(stage, *script)
		}
		packager, err := nfpm.Get(format)
		if err != nil {
			return err
		}
		var made bytes.Buffer
		if err := packager.Package(info, &made); err != nil {
			return fmt.Errorf("make .%s: %w", format, err)
		}
		name := filepath.Join(r.dist, packager.ConventionalFileName(info))
		if err := os.WriteFile(name, made.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

var chartVersion = regexp.MustCompile(`(?m)^(version|appVersion): .*$`)

// chart packs the Helm chart, as helm package would, with the version of the
// release. The same chart is for every architecture.
func (r *release) chart() error {
	const name = "casework-exporter"
	folder := filepath.Join(r.stages(), "chart")
	if err := copyTree(filepath.Join(r.root, "deploy/helm", name), folder, nil); err != nil {
		return err
	}
	path := filepath.Join(folder, "Chart.yaml")
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if found := chartVersion.FindAll(content, -1); len(found) != 2 {
		return fmt.Errorf("%s has %d lines of version and appVersion, want one of each", path, len(found))
	}
	content = chartVersion.ReplaceAll(content, []byte("$1: "+strings.ReplaceAll(r.version, "$", "$$")))
	if err := os.WriteFile(path, content, 0o644); err != nil {
		return err
	}
	if err := r.settle(folder); err != nil {
		return err
	}
	return r.archive(folder, name+"-chart-"+r.version+".tgz", name)
}
