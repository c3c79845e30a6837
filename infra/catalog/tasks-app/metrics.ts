import type { JsonMetrics } from "../types";

/** What the API's JSON document says of it (TASK-8). */
export const tasksMetrics: JsonMetrics = {
  port: "http",
  path: "/metrics",
  token: "ADMIN_TOKEN",
  errors: {
    metric: "tasks_error_rate",
    key: "errorRate",
    help: "Share of responses that are errors, 0 to 1",
    scale: 1,
  },
  meanSeconds: {
    metric: "tasks_response_milliseconds",
    key: "avgResponseTime",
    help: "Mean response time in milliseconds",
    scale: 0.001,
  },
  shown: [
    { metric: "tasks_active_users", key: "activeUsers", help: "Active users" },
    { metric: "tasks_requests_per_minute", key: "requestsPerMinute", help: "Requests per minute" },
  ],
  unmeasured: [
    "the 95th percentile of response times: the document has only their mean",
    "failed logins and responses with status 403: the document does not count them",
  ],
  source: { runbook: "TASK-8" },
};
