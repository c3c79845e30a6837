# shellcheck shell=bash
# Sourced by .ci/run: puts a Node.js on PATH that is as new as package.json's engines ask for. Where the machine's is older,
# the pinned one is installed by npm into .sandbox/node, once.
node_pinned=24.21.0

setup_node() {
  local least have package
  if ! command -v npm >/dev/null; then
    echo "setup: npm not found; install Node.js (https://nodejs.org), any version that npm runs with" >&2
    return 1
  fi
  least=$(node -p "require('./package.json').engines.node.replace(/\D+/, '')")
  have=$(node -p process.versions.node)
  if ((${have%%.*} >= ${least%%.*})); then
    echo "setup: Node.js $have is new enough"
    return 0
  fi
  # The package with the program itself: the one named node would only install it, by a script.
  package=$(node -p "'node-' + process.platform + '-' + process.arch")
  PATH=$PWD/.sandbox/node/node_modules/$package/bin:$PATH
  hash -r
  if [[ $(node -p process.versions.node) != "$node_pinned" ]]; then
    npm install --prefix .sandbox/node --ignore-scripts --no-audit --no-fund --loglevel=error "$package@$node_pinned"
    hash -r
  fi
  echo "setup: Node.js $have is older than $least; using $(node -p process.versions.node) from .sandbox/node"
  [[ $(node -p process.versions.node) == "$node_pinned" ]]
}
