//go:build definitions

// Package tools pins the modules whose releases hold custom resource definitions that clusters of the sandbox install.
package tools

import (
	_ "github.com/cert-manager/cert-manager/pkg/apis/certmanager"
	_ "github.com/external-secrets/external-secrets/pkg/constants"
	_ "github.com/prometheus-operator/prometheus-operator/pkg/versionutil"
)
