/**
 * Access reviews: from time to time somebody looks at who has access, keeps or takes away each, and signs for it (promise A5). The door.
 *
 * What is signed is the list as it was opened, with the decisions: its hash stands in the organisation's trail, so that the
 * downloaded list can be proven with the trail's own proofs.
 */
export { accessReviewRoutes } from "./access-reviews.routes.ts";
export { reviewRound } from "./review-round.ts";
