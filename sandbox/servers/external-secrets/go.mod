module lifeboat/sandbox/external-secrets

go 1.25.0

require github.com/external-secrets/external-secrets v0.18.2
