{{- /* What sources need: variables, mounts and volumes. */}}

{{- define "casework.environment" -}}
{{- $names := list }}{{ range .Values.sources }}{{ $names = append $names .name }}{{ end -}}
{{ include "casework.env" (dict "name" "CASEWORK_SOURCES" "value" (join "," $names)) }}
{{ include "casework.env" (dict "name" "CASEWORK_LISTEN_ADDRESS" "value" ":19780") }}
{{ include "casework.env" (dict "name" "CASEWORK_STATE_DIR" "value" "/var/lib/casework-exporter") }}
{{- with .Values.webConfig.secret }}
{{ include "casework.env" (dict "name" "CASEWORK_WEB_CONFIG_FILE" "value" (printf "/etc/casework-exporter/web/%s" $.Values.webConfig.key)) }}
{{- end }}
{{- range $key, $value := .Values.settings }}
{{ include "casework.env" (dict "name" (printf "CASEWORK_%s" $key) "value" $value) }}
{{- end }}
{{- range $source := .Values.sources }}
{{- $prefix := upper $source.name }}
{{- $folder := printf "/etc/casework-exporter/%s" $source.name }}
{{- range $key, $value := $source.settings }}
{{ include "casework.env" (dict "name" (printf "%s_%s" $prefix $key) "value" $value) }}
{{- end }}
{{- with get $source "passwordSecret" }}
{{ include "casework.env" (dict "name" (printf "%s_PASSWORD_FILE" $prefix) "value" (printf "%s/password/%s" $folder .key)) }}
{{- end }}
{{- with get $source "tlsSecret" }}
{{ include "casework.env" (dict "name" (printf "%s_TLS_CA" $prefix) "value" (printf "%s/tls/%s" $folder .ca)) }}
{{- if get . "cert" }}
{{ include "casework.env" (dict "name" (printf "%s_TLS_CERT" $prefix) "value" (printf "%s/tls/%s" $folder .cert)) }}
{{ include "casework.env" (dict "name" (printf "%s_TLS_KEY" $prefix) "value" (printf "%s/tls/%s" $folder .key)) }}
{{- end }}
{{- end }}
{{- with get $source "programmesConfigMap" }}
{{ include "casework.env" (dict "name" (printf "%s_PROGRAMMES_FILE" $prefix) "value" (printf "%s/programmes/%s" $folder .key)) }}
{{- end }}
{{- if (get $source "dropClaim") }}
{{ include "casework.env" (dict "name" (printf "%s_DROP_FOLDER" $prefix) "value" (printf "%s/drop" $folder)) }}
{{- end }}
{{- if (get $source "folderClaim") }}
{{ include "casework.env" (dict "name" (printf "%s_FOLDER" $prefix) "value" (printf "%s/folder" $folder)) }}
{{- end }}
{{- if (get $source "adapterConfigMap") }}
{{ include "casework.env" (dict "name" (printf "%s_ADAPTER" $prefix) "value" (printf "%s/adapter" $folder)) }}
{{- end }}
{{- end }}
{{- end }}

{{- define "casework.mounts" -}}
- {name: state, mountPath: /var/lib/casework-exporter}
{{- if .Values.webConfig.secret }}
- {name: web, mountPath: /etc/casework-exporter/web, readOnly: true}
{{- end }}
{{- range $source := .Values.sources }}
{{- $volume := include "casework.volume" $source.name }}
{{- range $kind, $set := dict "password" (get $source "passwordSecret") "tls" (get $source "tlsSecret") "programmes" (get $source "programmesConfigMap") "adapter" (get $source "adapterConfigMap") }}
{{- if $set }}
- {name: {{ $kind }}-{{ $volume }}, mountPath: /etc/casework-exporter/{{ $source.name }}/{{ $kind }}, readOnly: true}
{{- end }}
{{- end }}
{{- range $kind, $claim := dict "drop" (get $source "dropClaim") "folder" (get $source "folderClaim") }}
{{- with $claim }}
- {name: {{ $kind }}-{{ $volume }}, mountPath: /etc/casework-exporter/{{ $source.name }}/{{ $kind }}, readOnly: true{{ with get . "subPath" }}, subPath: {{ . | quote }}{{ end }}}
{{- end }}
{{- end }}
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "casework.volumes" -}}
- name: state
  {{- if .Values.persistence.enabled }}
  persistentVolumeClaim: {claimName: {{ .Values.persistence.existingClaim | default (include "casework.name" .) | quote }}}
  {{- else }}
  emptyDir: {}
  {{- end }}
{{- with .Values.webConfig.secret }}
- {name: web, secret: {secretName: {{ . | quote }}, defaultMode: 0440}}
{{- end }}
{{- range $source := .Values.sources }}
{{- $volume := include "casework.volume" $source.name }}
{{- with get $source "passwordSecret" }}
- {name: password-{{ $volume }}, secret: {secretName: {{ .name | quote }}, defaultMode: 0440, items: [{key: {{ .key | quote }}, path: {{ .key | quote }}}]}}
{{- end }}
{{- with get $source "tlsSecret" }}
- {name: tls-{{ $volume }}, secret: {secretName: {{ .name | quote }}, defaultMode: 0440}}
{{- end }}
{{- with get $source "programmesConfigMap" }}
- {name: programmes-{{ $volume }}, configMap: {name: {{ .name | quote }}, defaultMode: 0440}}
{{- end }}
{{- range $kind, $claim := dict "drop" (get $source "dropClaim") "folder" (get $source "folderClaim") }}
{{- with $claim }}
- {name: {{ $kind }}-{{ $volume }}, persistentVolumeClaim: {claimName: {{ .name | quote }}, readOnly: true}}
{{- end }}
{{- end }}
{{- with get $source "adapterConfigMap" }}
- {name: adapter-{{ $volume }}, configMap: {name: {{ .name | quote }}, defaultMode: 0440}}
{{- end }}
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}
