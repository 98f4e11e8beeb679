{{- define "wattmesh.labels" -}}
app.kubernetes.io/name: wattmesh
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "wattmesh.tag" -}}
{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}

{{/* A node's pod: a dict of root, roles, resources and component. */}}
{{- define "wattmesh.pod" -}}
{{- $root := .root -}}
{{- /* A kubelet shows no certificate: probes are answered without one. */ -}}
{{- $scheme := ternary ", scheme: HTTPS" "" (and (ne $root.Values.tls.secret "") $root.Values.tls.management) -}}
metadata:
  labels:
    {{- include "wattmesh.labels" $root | nindent 4 }}
    app.kubernetes.io/component: {{ .component }}
  annotations:
    # A changed file of settings means new pods, one after the other.
    wattmesh/settings: {{ include (print $root.Template.BasePath "/settings.yaml") $root | sha256sum }}
spec:
  serviceAccountName: {{ $root.Release.Name }}-node
  # Longer than a node may take to drain: it hands its shards over and closes its stores last.
  terminationGracePeriodSeconds: 60
  securityContext:
    runAsNonRoot: true
    runAsUser: 10001
    runAsGroup: 10001
    fsGroup: 10001
    seccompProfile: { type: RuntimeDefault }
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "wattmesh.labels" $root | nindent 10 }}
          app.kubernetes.io/component: {{ .component }}
  containers:
    - name: node
      image: "{{ $root.Values.image.repository }}:{{ include "wattmesh.tag" $root }}"
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      args: [node, --config, /etc/wattmesh/node.conf, --roles, "{{ .roles }}"]
      env:
        - name: WATTMESH_NODE_HOST
          valueFrom: { fieldRef: { fieldPath: status.podIP } }
        - name: WATTMESH_NODE_APP_VERSION
          value: "{{ include "wattmesh.tag" $root }}"
        # The others reach this pod's management at its address, to begin a cluster together.
        - name: WATTMESH_MANAGEMENT_HOST
          valueFrom: { fieldRef: { fieldPath: status.podIP } }
        {{- with $root.Values.cassandra.credentialsSecret }}
        - name: WATTMESH_STORE_CASSANDRA_USERNAME
          valueFrom: { secretKeyRef: { name: {{ . }}, key: username } }
        - name: WATTMESH_STORE_CASSANDRA_PASSWORD
          valueFrom: { secretKeyRef: { name: {{ . }}, key: password } }
        {{- end }}
      ports:
        - { name: remoting, containerPort: 25520 }
        - { name: management, containerPort: 7626 }
      startupProbe:
        httpGet: { path: /startup, port: management{{ $scheme }} }
        periodSeconds: 5
        failureThreshold: 60
      readinessProbe:
        httpGet: { path: /ready, port: management{{ $scheme }} }
        periodSeconds: 5
        timeoutSeconds: 3
      livenessProbe:
        httpGet: { path: /alive, port: management{{ $scheme }} }
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      resources:
        {{- toYaml .resources | nindent 8 }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: { drop: [ALL] }
      volumeMounts:
        - { name: settings, mountPath: /etc/wattmesh, readOnly: true }
        - { name: data, mountPath: /var/lib/wattmesh }
        - { name: tmp, mountPath: /tmp }
        {{- if $root.Values.tls.secret }}
        - { name: tls, mountPath: /etc/wattmesh-tls, readOnly: true }
        {{- end }}
  volumes:
    - name: settings
      configMap: { name: {{ $root.Release.Name }}-settings }
    # Native libraries are unpacked here.
    - name: tmp
      emptyDir: {}
    {{- if eq .component "market" }}
    - name: data
      emptyDir: {}
    {{- end }}
    {{- with $root.Values.tls.secret }}
    - name: tls
      secret: { secretName: {{ . }}, defaultMode: 0440 }
    {{- end }}
{{- end -}}
