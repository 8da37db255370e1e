// Leaves out of Grafana's sources what showing boards does not need: its
// tests, checks and stories, data sources other than Prometheus, maps, and the
// one dependency that is not in npm's registry.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const src = process.argv[2];

function edit(path, change) {
  const file = join(src, path);
  const old = readFileSync(file, 'utf8');
  const changed = change(old);
  if (changed === old) {
    throw new Error(`${path} is not as expected: nothing in it was changed`);
  }
  writeFileSync(file, changed);
}

const editJSON = (path, change) => edit(path, (s) => {
  const parsed = JSON.parse(s);
  change(parsed);
  return JSON.stringify(parsed, null, 2);
});

const packages = ['data', 'e2e-selectors', 'runtime', 'schema', 'ui'].map((p) => `packages/grafana-${p}`);

const tools = new RegExp(
  '^(@betterer/|@grafana/(e2e|toolkit|eslint)|@testing-library/|@typescript-eslint/|@emotion/eslint|@pmmmwh/|.*eslint|stylelint|.*jest' +
    '|cypress$|lerna$|codeowners$|http-server$|husky$|i18next-parser$|lint-staged$|msw$|sinon$|prettier$|node-notifier$|react-refresh$' +
    '|webpack-dev-server$|webpack-bundle-analyzer$|copy-webpack-plugin$|wait-on$|react-test-renderer$|redux-mock-store$|react-select-event$' +
    '|testing-library-selector$|rudder-sdk-js$|ts-node$|fork-ts-checker-webpack-plugin$)'
);

editJSON('package.json', (p) => {
  for (const name of Object.keys(p.devDependencies).filter((name) => tools.test(name))) {
    delete p.devDependencies[name];
  }
  delete p.scripts.postinstall;
  p.dependencies.xlsx = '0.18.5';
  p.workspaces.packages = packages;
});

for (const path of packages) {
  editJSON(`${path}/package.json`, (p) => {
    const kept = ['@grafana/tsconfig', 'react', 'react-dom', 'csstype', 'lodash'];
    p.devDependencies = Object.fromEntries(Object.entries(p.devDependencies).filter(([name]) => kept.includes(name)));
  });
}

edit('.yarnrc.yml', (s) => s.replace(/ *- path: .*plugin-outdated.*\n *spec: .*\n/, ''));

edit('public/app/features/plugins/built_in_plugins.ts', (s) => {
  const unused =
    '(graphite|cloudwatch|elasticsearch|opentsdb|influxdb|loki|jaeger|zipkin|mysql|postgres|mssql|testDataDS|cloudMonitoring|azureMonitor' +
    '|tempo|phlare|parca)Plugin|(geomap|canvas|icon)Panel';
  return s
    .replace(new RegExp(`const (${unused}) = async \\(\\) =>\\s*await import\\([^;]*;\\n`, 'g'), '')
    .replace(new RegExp(`  '[^']*': (${unused}),\\n`, 'g'), '');
});

edit('scripts/webpack/webpack.common.js', (s) =>
  s.replace(/ {4}new CopyWebpackPlugin\(\{.*?\n {4}\}\),\n/s, '').replace(/const CopyWebpackPlugin = .*\n/, '')
);

edit('scripts/webpack/webpack.prod.js', (s) =>
  s.replace("devtool: 'source-map'", 'devtool: false').replace(/ {4}\/\/ enable persistent cache.*?\n {4}\},\n\n/s, '')
);

// Modules lack folders named vendor. What was there drew the graphs of before
// 2021, which no board has.
for (const path of [
  ...['', '.selection', '.time', '.stack', '.stackpercent', '.fillbelow', '.crosshair', '.dashes', '.gauge'].map((s) => `flot/jquery.flot${s}.js`),
  'bootstrap/bootstrap.js',
  'tagsinput/bootstrap-tagsinput.js',
]) {
  const file = join(src, 'public/vendor', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
}
