{{- define "casework.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- /* The path below which the exporter serves its pages, as it finds it itself. */}}
{{- define "casework.prefix" -}}
{{- get .Values.settings "ROUTE_PREFIX" | default (get (urlParse (get .Values.settings "EXTERNAL_URL" | default "")) "path") | trimSuffix "/" -}}
{{- end }}

{{- define "casework.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name | trunc 63 | trimSuffix "-" | quote }}
{{- end }}

{{- define "casework.labels" -}}
{{ include "casework.selector" . }}
{{ include "casework.about" . }}
{{- end }}

{{- define "casework.about" -}}
app.kubernetes.io/version: {{ .Chart.AppVersion | replace "+" "_" | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "casework.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}{{ .Values.serviceAccount.name | default (include "casework.name" .) }}{{ else }}{{ .Values.serviceAccount.name | default "default" }}{{ end }}
{{- end }}

{{- /* An image of a program, given with the chart and the registry. */}}
{{- define "casework.image" -}}
{{- $registry := .image.registry }}
{{- if not (or $registry (contains "/" .image.repository)) }}{{ $registry = .registry }}{{ end }}
{{- if not (or $registry (contains "/" .image.repository)) }}{{ fail "image.registry is empty: name the registry that you have pushed the images to" }}{{ end }}
{{- with $registry }}{{ . | trimSuffix "/" }}/{{ end }}{{ .image.repository }}
{{- if .image.digest }}@{{ .image.digest }}{{ else }}:{{ .image.tag | default (.Chart.AppVersion | replace "+" "-") }}{{ end }}
{{- end }}

{{- /* The registry of images that name none. */}}
{{- define "casework.registry" -}}
{{- get (.Values.global | default dict) "imageRegistry" }}
{{- end }}

{{- /* Pods of backfill are none of the service's. */}}
{{- define "casework.backfill.selector" -}}
app.kubernetes.io/name: casework-backfill
app.kubernetes.io/instance: {{ .Release.Name | trunc 63 | trimSuffix "-" | quote }}
{{- end }}

{{- define "casework.backfill.labels" -}}
{{ include "casework.backfill.selector" . }}
{{ include "casework.about" . }}
{{- end }}

{{- /* What pods have in common: no token, no root, no more than they need. */}}
{{- define "casework.pod" -}}
serviceAccountName: {{ include "casework.serviceAccount" . | quote }}
automountServiceAccountToken: false
enableServiceLinks: false # their variables look like misspelt settings
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
securityContext:
  runAsNonRoot: true
  {{- range $key := list "runAsUser" "runAsGroup" "fsGroup" }}
  {{- with get (get $.Values "podSecurityContext" | default dict) $key }}
  {{ $key }}: {{ int64 . }}
  {{- end }}
  {{- end }}
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "casework.confined" -}}
privileged: false
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- define "casework.placement" -}}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- /* A name without what is not allowed in names of volumes. */}}
{{- define "casework.volume" -}}
{{ . | replace "_" "-" | trunc 40 | trimSuffix "-" }}
{{- end }}

{{- /* One variable of the environment. YAML reads on and off as true and false,
and large numbers as powers of ten, which the exporter does not. */}}
{{- define "casework.env" -}}
- name: {{ .name }}
  value: {{ if kindIs "bool" .value }}{{ ternary "on" "off" .value | quote }}{{ else if kindIs "float64" .value }}{{ toJson .value | quote }}{{ else }}{{ .value | toString | quote }}{{ end }}
{{- end }}
