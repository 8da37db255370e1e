package setup

// stepsText is the file of what comes next. {folder} and the like are put in.
const stepsText = `# What comes next

Pages that are named here are in the folder deploy of the sources, and in /usr/share/doc/casework-exporter of a package.

**Check, and start by hand.** The board is at {board}.

    {check}
    {run}

**Who is under supervision.** In programmes.csv, give the units that are a programme and the day it starts (starts_on), such as
2026-09-01; leave the others as they are. It is read again when it changes. The spelling is that of the cases.

**As a service**, with the package installed. It has settings of its own, which these replace:

    sudo install -m 0640 -g casework-exporter {env} /etc/casework-exporter/casework-exporter.env
    sudo sed -i -e '/^CASEWORK_STATE_DIR=/d' -e 's#{folder}/secrets/#/run/credentials/casework-exporter.service/secret_#' \
      -e 's#{folder}/programmes.csv#/etc/casework-exporter/programmes.csv#' /etc/casework-exporter/casework-exporter.env
    test ! -e {folder}/programmes.csv || sudo install -m 0644 {folder}/programmes.csv /etc/casework-exporter/
    test ! -e {folder}/secrets/{source} || sudo install -m 0600 {folder}/secrets/{source} /etc/casework-exporter/secrets/
    sudo systemctl enable --now casework-exporter

**Prometheus.** Take rule_files and the job of prometheus/prometheus.yml over into its configuration, with the files of rules; or try
it alone:

    cd {folder}/prometheus && promtool check config prometheus.yml && prometheus --config.file=prometheus.yml

Both files of rules are needed: casework-boards.yml (what boards of long periods rest on), casework-alerts.yml (the alerts).

**Grafana**: deploy/grafana/README.md; the boards in your language are in deploy/grafana/dashboards/{language}. **Alerts**: deploy/alertmanager/alertmanager.yml, with a runbook each in deploy/runbooks.

**What alerts would have said of your past**, by each unit's own history, what holds now, and what CASEWORK_CHANGE_FALSE_ALARMS, the
time between false alarms, would change:

    {backtest}

**The past**: boards show years on the first day if casework-exporter backfill writes them: deploy/README.md#history.

**Another source**: run init with another --folder, and join the settings in one file: CASEWORK_SOURCES={source},other.

**Who may see the figures**: deploy/SECURITY.md, for passwords, certificates, and small units.
`
