package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// TestSignature: gpg, which made the key, accepts the signature of the checksums,
// and no other content; a key that needs a passphrase is not used without.
func TestSignature(t *testing.T) {
	if _, err := exec.LookPath("gpg"); err != nil {
		t.Skip("gpg is not installed: Debian has it in the package gpg")
	}
	home, dist := t.TempDir(), t.TempDir()
	gpg := func(args ...string) ([]byte, error) {
		c := exec.Command("gpg", append([]string{"--homedir", home, "--batch", "--quiet", "--pinentry-mode", "loopback"}, args...)...)
		c.Stderr = t.Output()
		return c.Output()
	}
	t.Cleanup(func() { _ = exec.Command("gpgconf", "--homedir", home, "--kill", "all").Run() })
	write := func(name string, content []byte) string {
		path := filepath.Join(dist, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	passphrase := write("passphrase", []byte("letmein\n"))
	keys := map[string]string{}
	for name, secret := range map[string]string{"open": "", "locked": "letmein"} {
		if _, err := gpg("--passphrase", secret, "--quick-generate-key", name+" <"+name+"@example.org>", "ed25519", "sign", "never"); err != nil {
			t.Fatal(err)
		}
		key, err := gpg("--passphrase", secret, "--armor", "--export-secret-keys", name+"@example.org")
		if err != nil {
			t.Fatal(err)
		}
		keys[name] = write(name+".asc", key)
	}
	sums := write("SHA256SUMS", []byte("0  x\n"))
	for name, file := range map[string]string{"open": "", "locked": passphrase} {
		s, err := newSigner(keys[name], file)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.sign(sums); err != nil {
			t.Fatal(err)
		}
		if _, err := gpg("--verify", sums+".asc", sums); err != nil {
			t.Errorf("%s: gpg refuses the signature: %v", name, err)
		}
		if _, err := gpg("--verify", sums+".asc", passphrase); err == nil {
			t.Errorf("%s: gpg accepts the signature for another file", name)
		}
	}
	for name, tt := range map[string]struct{ key, file, want string }{
		"no passphrase":    {keys["locked"], "", "it has a passphrase"},
		"wrong passphrase": {keys["locked"], sums, "not the passphrase"},
		"no key":           {sums, "", "allowed: one private key"},
		"no file":          {sums + "x", "", "no such file"},
	} {
		if _, err := newSigner(tt.key, tt.file); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q", name, err, tt.want)
		}
	}
}

// TestImage: an archive holds an image of each architecture, with the program, the
// certificate authorities, and folders that nobody owns.
func TestImage(t *testing.T) {
	r := &release{dist: t.TempDir(), version: "1.2.3+x", revision: "abc", time: time.Unix(1767323045, 0), arches: []string{"amd64", "arm64"}}
	for _, arch := range r.arches {
		folder := filepath.Join(r.stages(), arch)
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, "casework-exporter"), []byte("program for "+arch), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	var before []byte
	for range 2 {
		if err := r.image(images[0]); err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(filepath.Join(r.dist, "casework-exporter-image_1.2.3+x.oci.tar"))
		if err != nil {
			t.Fatal(err)
		}
		if before != nil && !bytes.Equal(before, content) {
			t.Error("not the same the second time")
		}
		before = content
	}
	files := untar(t, before)
	read := func(name string, to any) {
		t.Helper()
		if err := json.Unmarshal(files[name].content, to); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	blob := func(d ocispec.Descriptor) string { return "blobs/sha256/" + d.Digest.Encoded() }
	var top, index ocispec.Index
	read("index.json", &top)
	if name := top.Manifests[0].Annotations[ocispec.AnnotationRefName]; name != "1.2.3-x" {
		t.Errorf("tag %q", name)
	}
	read(blob(top.Manifests[0]), &index)
	if len(index.Manifests) != 2 || index.Manifests[1].Platform.Architecture != "arm64" {
		t.Fatalf("images %+v", index.Manifests)
	}
	var manifest ocispec.Manifest
	var config ocispec.Image
	read(blob(index.Manifests[1]), &manifest)
	read(blob(manifest.Config), &config)
	if config.Config.User != "65534:65534" || config.Architecture != "arm64" || config.Config.Entrypoint[0] != "/casework-exporter" {
		t.Errorf("config %+v", config)
	}
	layer := untar(t, gunzip(t, files[blob(manifest.Layers[0])].content))
	if p := layer["casework-exporter"]; string(p.content) != "program for arm64" || p.mode != 0o755 {
		t.Errorf("program %+v", p)
	}
	if n := bytes.Count(layer["etc/ssl/certs/ca-certificates.crt"].content, []byte("BEGIN CERTIFICATE")); n < 80 {
		t.Errorf("%d certificate authorities", n)
	}
	if d, ok := layer["var/lib/casework-exporter/"]; !ok || d.owner != 65534 || d.mode != 0o755 {
		t.Errorf("folder of the state %+v", d)
	}
}

type packed struct {
	content []byte
	mode    int64
	owner   int
}

func untar(t *testing.T, archive []byte) map[string]packed {
	t.Helper()
	files := map[string]packed{}
	for r := tar.NewReader(bytes.NewReader(archive)); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[h.Name] = packed{content, h.Mode, h.Uid}
	}
}

func gunzip(t *testing.T, content []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}
