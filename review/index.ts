export { approvalsOf } from "./approval";
export { keyOf, type Change, type Operation, type Resource } from "./change";
export { json } from "./report/json";
export { markdown } from "./report/markdown";
export type { Place } from "./report/location";
export { sarif } from "./report/sarif";
export { exitCodeOf, review } from "./review";
export { isAccusation, type StackReview, type Violation } from "./stack-review";
