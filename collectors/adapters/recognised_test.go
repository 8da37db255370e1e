package adapters_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/adapters"
	"casework/collectors/source"
)

// TestProductsAreRecognised: every product is recognised by its tables and by
// the views of its grants, and no other is.
func TestProductsAreRecognised(t *testing.T) {
	each(t, func(t *testing.T, p *product) {
		if !slices.Contains(adapters.Names(), p.adapter) {
			t.Skip("does not come with the exporter")
		}
		driver := "mysql"
		if p.on == postgreSQL {
			driver = "postgres"
		}
		store, _ := p.store(t, "_known")
		for as, database := range map[string]*source.Source{"an administrator": p.open(t, store, account{}), "the reader": p.granted(t, store)} {
			catalog, err := database.Catalog(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for schema, tables := range catalog.Schemas {
				if schema == "casework_"+p.adapter && as == "an administrator" {
					continue // who may see the views too
				}
				for _, known := range adapters.Products() {
					if known.IsIn(driver, tables) {
						got = append(got, known.Adapter)
					}
				}
			}
			if diff := cmp.Diff([]string{p.adapter}, got); diff != "" {
				t.Errorf("%s sees (-want +got):\n%s", as, diff)
			}
			if local := driver == "mysql" && catalog.Client == "localhost"; local != (driver == "mysql") {
				t.Errorf("through a socket, the server knows this computer as %q", catalog.Client)
			}
		}
	})
}

// versions are rows in which products keep their version, after their own
// scripts.
var versions = map[string][2]string{
	"civicrm": {"CREATE TABLE civicrm_domain (id INT, version VARCHAR(32)); INSERT INTO civicrm_domain VALUES (1, '5.65.1')", "5.65.1"},
	"flowable": {
		"CREATE TABLE ACT_GE_PROPERTY (NAME_ VARCHAR(64), VALUE_ VARCHAR(300), REV_ INTEGER);" +
			"INSERT INTO ACT_GE_PROPERTY VALUES ('common.schema.version', '6.8.0.0', 1), ('schema.version', '6.8.0.0', 1)", "6.8.0.0",
	},
	"glpi": {
		"CREATE TABLE glpi_configs (id INT, context VARCHAR(150), name VARCHAR(150), value TEXT);" +
			"INSERT INTO glpi_configs VALUES (1, 'core', 'dbversion', '10.0.22@x'), (2, 'core', 'version', '10.0.22'), (3, 'inventory', 'version', '1')", "10.0.22",
	},
	"itop": {
		"CREATE TABLE priv_module_install (id INT, name VARCHAR(255), version VARCHAR(255), installed DATETIME);" +
			"INSERT INTO priv_module_install VALUES (1, 'datamodel', '1', '2026-01-01'), (2, 'iTop', '3.0.3', '2025-01-01'), (3, 'iTop', '3.1.1', '2026-01-01')", "3.1.1",
	},
	"operaton": {
		"CREATE TABLE ACT_GE_SCHEMA_LOG (ID_ VARCHAR(64), TIMESTAMP_ TIMESTAMP, VERSION_ VARCHAR(255));" +
			"INSERT INTO ACT_GE_SCHEMA_LOG VALUES ('0', '2024-01-01 00:00:00', '7.20.0'), ('100', '2026-01-01 00:00:00', '7.22.0')", "7.22.0",
	},
}

// TestVersionsOfProducts: a product's version is what its own table says, and
// whether the adapter was made for it is told.
func TestVersionsOfProducts(t *testing.T) {
	known := adapters.Products()
	each(t, func(t *testing.T, p *product) {
		i := slices.IndexFunc(known, func(k adapters.Product) bool { return k.Adapter == p.adapter })
		if i < 0 || known[i].Version == "" {
			t.Skip("says no version")
		}
		version, ok := versions[p.adapter]
		if !ok {
			t.Fatal("its version is in no test")
		}
		store, _ := p.store(t, "_version")
		for statement := range strings.SplitSeq(version[0], ";") {
			store.exec(strings.TrimSpace(statement))
		}
		if got := p.open(t, store, account{}).Text(t.Context(), known[i].Version); got != version[1] || !known[i].Tested(got) || known[i].Tested("0.1") {
			t.Errorf("version %q, want %q; tested: %v", got, version[1], known[i].Tested(got))
		}
	})
}

// TestProducts: what a file "product" says is said of the same product in the
// adapter's page.
func TestProducts(t *testing.T) {
	if got := len(adapters.Products()); got != len(adapters.Names()) {
		t.Errorf("%d products are recognised, of %d adapters", got, len(adapters.Names()))
	}
	for _, p := range adapters.Products() {
		if p.IsOurs() || p.Adapter == "export" {
			continue
		}
		page, err := os.ReadFile(p.Adapter + "/README.md")
		if err != nil {
			t.Fatal(err)
		}
		title, _, _ := strings.Cut(string(page), "\n")
		if first := strings.Fields(p.Name)[0]; !strings.Contains(title, first) {
			t.Errorf("adapter %s: product has the name %s, and its page the title %s", p.Adapter, p.Name, title)
		}
		if p.For == "" || len(p.For) > 40 {
			t.Errorf("adapter %s: for %q", p.Adapter, p.For)
		}
	}
}
