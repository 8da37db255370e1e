// Builds Grafana's pages with its own settings for webpack. Yarn's way of
// finding packages (--require .pnp.cjs) is what makes webpack loadable here.
process.chdir(process.argv[2]);
const load = require('node:module').createRequire(process.argv[2] + '/package.json');

const settings = load('./scripts/webpack/webpack.prod.js')({ noMinify: 1 });
load('webpack')(settings, (err, stats) => {
  if (err || stats.hasErrors()) {
    console.error(err || stats.toString({ all: false, errors: true }));
    process.exit(1);
  }
  console.log(stats.toString({ all: false, timings: true }));
});
