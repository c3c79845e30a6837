// Command pulumi-resource-kubernetes is the genuine Kubernetes provider as a plugin of the Pulumi engine.
//
// The module's own command embeds a schema that its release makes; this one reads the schema from a file beside itself.
package main

import (
	"fmt"
	"os"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
)

func main() {
	self, err := os.Executable()
	if err == nil {
		var schema []byte
		if schema, err = os.ReadFile(self + ".schema.json"); err == nil {
			// The commit is of the time of this release; the engine warns that the SDK is newer, which is so.
			provider.Serve("kubernetes", "4.24.0", schema, []byte("{}"))
			return
		}
	}
	fmt.Fprintln(os.Stderr, "pulumi-resource-kubernetes:", err)
	os.Exit(1)
}
