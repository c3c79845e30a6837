//go:build tools

// Package cli pins the Pulumi CLI that the sandbox builds when its release cannot be downloaded.
package cli

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
