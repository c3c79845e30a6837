const { existsSync, readFileSync } = require("node:fs");

/** First line of a report, by which its comment is found again. */
const MARKER = "<!-- lifeboat-review -->";
/** GitHub's limit of a comment, in characters. */
const MOST_CHARACTERS = 65_536;
/** Who writes with the token of a workflow. */
const AUTHOR = "github-actions[bot]";

/** The report as a comment: no name in it notifies anybody. @returns undefined for what is no report */
function bodyOf(report) {
  if (!report.startsWith(MARKER)) return undefined;
  const body = report.replaceAll("@", "@\u200b");
  return body.length <= MOST_CHARACTERS ? body : undefined;
}

/**
 * Renews the comment of a pull request. Its number is looked up by what GitHub says of the run, because the report's own words are
 * not to be trusted; a run of a commit that is no longer the newest is passed over.
 */
async function comment({ github, context, core, file }) {
  const run = context.payload.workflow_run;
  if (!existsSync(file)) return core.info("the review has no report");
  const body = bodyOf(readFileSync(file, "utf8"));
  if (body === undefined)
    return core.setFailed(`${file} is no report, or longer than ${MOST_CHARACTERS} characters`);
  const head = `${run.head_repository.owner.login}:${run.head_branch}`;
  const pulls = await github.paginate(github.rest.pulls.list, { ...context.repo, state: "open", head });
  const pull = pulls.find((one) => one.head.sha === run.head_sha);
  if (pull === undefined) return core.info(`${head} has no open pull request at ${run.head_sha}`);
  const target = { ...context.repo, issue_number: pull.number };
  const comments = await github.paginate(github.rest.issues.listComments, target);
  const own = comments.find((one) => one.user?.login === AUTHOR && one.body?.startsWith(MARKER));
  if (own === undefined) await github.rest.issues.createComment({ ...target, body });
  else await github.rest.issues.updateComment({ ...context.repo, comment_id: own.id, body });
}

module.exports = { comment };
