import { checkedName } from "../naming";
import { collector, collectorPaths } from "./collector";

const { figures, files, logs, state } = collectorPaths;

/** Longest line in KiB; a longer one is split. */
export const LINE_KIB = 256;
/** Lines that imfile puts into the queue at once; all must fit, because sending begins only after them. */
export const LINES_AT_ONCE = 1024;
/** Lines in one request to the store. */
const BATCH = 500;
/** Longest pause between two attempts, in seconds. */
const LONGEST_PAUSE = 60;
/** A week in milliseconds: rsyslog drops what it could not queue for that long, and its default is 2 seconds. */
const ENQUEUE_WAIT = 7 * 24 * 3600 * 1000;
/** Milliseconds until a silent sender is restarted; a request may take 60 s, a batch two of them, and a failure pauses 30 s. */
const ANSWER_WAIT = 300_000;

const python = (program: string, argument: string): string =>
  `/usr/bin/python3 -B ${files}/${program} ${argument}`;

/** One input for each namespace: its pods' folders begin with it, and no namespace contains a `_`. */
const input = (namespace: string): string =>
  [
    `input(type="imfile" file="${logs}/${checkedName("label", "namespace", namespace)}_*/*/*.log" tag="pods" ruleset="lines" addMetadata="on"`,
    // A line in parts ends with the part that is marked F.
    `  endmsg.regex="^[^ ]+ std(out|err) F" escapeLF="off" freshStartTail="off" persistStateInterval="0")`,
  ].join("\n");

/**
 * Configuration of rsyslog: files of these namespaces, a queue on disk, the sender, and rsyslog's own figures.
 *
 * Positions are written at an orderly end only. After any other, all files that kubelet still has are read again, and the
 * store knows each line by its id: a line may be sent twice and is stored once.
 *
 * @throws ProblemError for what is not a namespace's name
 */
export function rsyslogConf(namespaces: readonly string[]): string {
  return `global(workDirectory="${state}" maxMessageSize="${LINE_KIB}k" net.enableDNS="off"
  parser.escapeControlCharactersOnReceive="off")
module(load="imfile")
module(load="omprog")
module(load="impstats" interval="${collector.figureSeconds}" format="json" log.syslog="on" ruleset="figures")

template(name="line" type="list" option.jsonf="on") {
  property(outname="file" name="$!metadata!filename" format="jsonf")
  property(outname="offset" name="$!metadata!fileoffset" format="jsonf")
  property(outname="text" name="msg" format="jsonf")
}
template(name="figure" type="string" string="%msg%\\n")
template(name="own" type="string" string="%syslogtag%%msg%\\n")

# What rsyslog says of itself: as a container's first process it does not write it to stderr.
action(type="omfile" file="/dev/stdout" template="own")

ruleset(name="lines" queue.type="disk" queue.filename="lines" queue.size="${collector.queueLines}"
  queue.maxDiskSpace="${collector.queueMib}m" queue.maxFileSize="16m" queue.checkpointInterval="1"
  queue.timeoutEnqueue="${ENQUEUE_WAIT}" queue.dequeueBatchSize="${BATCH}" queue.workerThreads="1"
  queue.saveOnShutdown="on") {
  action(name="store" type="omprog" binary="${python("ship.py", `${files}/settings.json`)}" template="line"
    confirmMessages="on" confirmTimeout="${ANSWER_WAIT}" useTransactions="on" reportFailures="on"
    action.resumeRetryCount="-1" action.resumeInterval="1" action.resumeIntervalMax="${LONGEST_PAUSE}")
}
ruleset(name="figures") {
  action(type="omprog" binary="${python("figures.py", `${collector.port} ${figures}`)}" template="figure")
}

${namespaces.map(input).join("\n")}
`;
}
