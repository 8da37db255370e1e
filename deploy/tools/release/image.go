package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/opencontainers/go-digest"
	"github.com/opencontainers/image-spec/specs-go"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// An image is a container image of a program, as deploy/container/Dockerfile
// builds it.
type image struct {
	program string
	title   string
	ports   []string
	folders []string // that volumes take the place of
}

var images = []image{
	{program: "casework-exporter", title: "Casework Exporter", ports: []string{"19780/tcp"}, folders: []string{"var/lib/casework-exporter"}},
	{program: "casework-backfill", title: "Casework Backfill", folders: []string{"var/lib/casework-exporter", "prometheus"}},
}

// imageUser is nobody, as which images run: a volume takes over the owner of its
// folder.
const imageUser = 65534

// An ociLayout is the files of an OCI image layout, by name.
type ociLayout map[string][]byte

// blob adds content and returns what refers to it.
func (l ociLayout) blob(mediaType string, content []byte) ocispec.Descriptor {
	sum := digest.FromBytes(content)
	l["blobs/sha256/"+sum.Encoded()] = content
	return ocispec.Descriptor{MediaType: mediaType, Digest: sum, Size: int64(len(content))}
}

func (l ociLayout) json(mediaType string, v any) (ocispec.Descriptor, error) {
	content, err := json.Marshal(v)
	return l.blob(mediaType, content), err
}

// image writes an image for every architecture as one OCI archive, from stages
// that are there.
func (r *release) image(i image) error {
	layout := ociLayout{}
	index := ocispec.Index{Versioned: specs.Versioned{SchemaVersion: 2}, MediaType: ocispec.MediaTypeImageIndex}
	for _, arch := range r.arches {
		manifest, err := r.imageFor(i, arch, layout)
		if err != nil {
			return fmt.Errorf("image of %s for %s: %w", i.program, arch, err)
		}
		manifest.Platform = &ocispec.Platform{OS: "linux", Architecture: arch}
		index.Manifests = append(index.Manifests, manifest)
	}
	whole, err := layout.json(ocispec.MediaTypeImageIndex, index)
	if err != nil {
		return err
	}
	whole.Annotations = map[string]string{ocispec.AnnotationRefName: strings.ReplaceAll(r.version, "+", "-")}
	top, err := json.Marshal(ocispec.Index{
		Versioned: specs.Versioned{SchemaVersion: 2}, MediaType: ocispec.MediaTypeImageIndex, Manifests: []ocispec.Descriptor{whole},
	})
	if err != nil {
		return err
	}
	layout["index.json"] = top
	layout[ocispec.ImageLayoutFile] = []byte(`{"imageLayoutVersion":"` + ocispec.ImageLayoutVersion + `"}`)
	packed, err := r.layer(layout, nil)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(r.dist, i.program+"-image_"+r.version+".oci.tar"), packed, 0o644)
}

// imageFor adds an image for an architecture to a layout.
func (r *release) imageFor(i image, arch string, layout ociLayout) (ocispec.Descriptor, error) {
	program, err := os.ReadFile(filepath.Join(r.stages(), arch, i.program))
	if err != nil {
		return ocispec.Descriptor{}, err
	}
	plain, err := r.layer(map[string][]byte{i.program: program, "etc/ssl/certs/ca-certificates.crt": authorities()}, i.folders)
	if err != nil {
		return ocispec.Descriptor{}, err
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write(plain); err != nil {
		return ocispec.Descriptor{}, err
	}
	if err := w.Close(); err != nil {
		return ocispec.Descriptor{}, err
	}
	layer := layout.blob(ocispec.MediaTypeImageLayerGzip, packed.Bytes())
	labels := map[string]string{
		ocispec.AnnotationTitle: i.title, ocispec.AnnotationLicenses: "Apache-2.0",
		ocispec.AnnotationVersion: r.version, ocispec.AnnotationRevision: r.revision,
	}
	config := ocispec.Image{
		Created: &r.time, Platform: ocispec.Platform{OS: "linux", Architecture: arch},
		Config: ocispec.ImageConfig{
			User: fmt.Sprintf("%d:%d", imageUser, imageUser), Entrypoint: []string{"/" + i.program}, Labels: labels,
			Env: []string{"PATH=/"},
		},
		RootFS:  ocispec.RootFS{Type: "layers", DiffIDs: []digest.Digest{digest.FromBytes(plain)}},
		History: []ocispec.History{{Created: &r.time, CreatedBy: "deploy/tools/release"}},
	}
	for _, port := range i.ports {
		config.Config.ExposedPorts = map[string]struct{}{port: {}}
	}
	described, err := layout.json(ocispec.MediaTypeImageConfig, config)
	if err != nil {
		return ocispec.Descriptor{}, err
	}
	return layout.json(ocispec.MediaTypeImageManifest, ocispec.Manifest{
		Versioned: specs.Versioned{SchemaVersion: 2}, MediaType: ocispec.MediaTypeImageManifest,
		Config: described, Layers: []ocispec.Descriptor{layer}, Annotations: labels,
	})
}

// layer packs files, and folders of nobody's, in the order of their names.
func (r *release) layer(files map[string][]byte, folders []string) ([]byte, error) {
	var packed bytes.Buffer
	w := tar.NewWriter(&packed)
	put := func(name string, kind byte, mode int64, owner int, content []byte) error {
		header := &tar.Header{
			Name: name, Typeflag: kind, Mode: mode, Uid: owner, Gid: owner, Size: int64(len(content)), ModTime: r.time, Format: tar.FormatPAX,
		}
		if err := w.WriteHeader(header); err != nil {
			return err
		}
		_, err := w.Write(content)
		return err
	}
	made := map[string]bool{".": true}
	parents := func(name string) error {
		for at, c := range name {
			if folder := name[:at]; c == '/' && !made[folder] {
				made[folder] = true
				if err := put(folder+"/", tar.TypeDir, 0o755, 0, nil); err != nil {
					return err
				}
			}
		}
		return nil
	}
	for _, name := range sorted(files) {
		mode := int64(0o644)
		if !strings.Contains(name, "/") && len(folders) > 0 {
			mode = 0o755 // the program
		}
		if err := parents(name); err != nil {
			return nil, err
		}
		if err := put(name, tar.TypeReg, mode, 0, files[name]); err != nil {
			return nil, err
		}
	}
	for _, name := range folders {
		if err := parents(name); err != nil {
			return nil, err
		}
		if err := put(name+"/", tar.TypeDir, 0o755, imageUser, nil); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return packed.Bytes(), err
}

// authorities are the certificate authorities of the web, as Mozilla's list has
// them. Those that it trusts within limits are left out: a file of certificates
// cannot say the limits.
func authorities() []byte {
	var all bytes.Buffer
	for root := range bundle.Roots() {
		if root.Constraint == nil {
			_ = pem.Encode(&all, &pem.Block{Type: "CERTIFICATE", Bytes: root.Certificate}) // a buffer takes everything
		}
	}
	return all.Bytes()
}
