/** How the name of a file of alert rules ends, as a key of a ConfigMap. */
export const ruleFileEnding = ".rules.yaml";
