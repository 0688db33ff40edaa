import type { ReviewFacts } from "./gate-facts.ts";

/**
 * The latest opinionated review of each person. Comments do not change an opinion. A dismissed review is an
 * opinion withdrawn: what the person said before does not come back to life.
 */
export function latestOpinions(reviews: readonly ReviewFacts[]): ReviewFacts[] {
  const latest = new Map<number, ReviewFacts>();
  for (const review of inOrder(reviews)) {
    if (review.user !== undefined && isOpinion(review.state)) latest.set(review.user.id, review);
  }
  return [...latest.values()];
}

/**
 * Requests for changes that stand: each person's latest review that is not withdrawn. Here the stricter reading
 * counts, so that dismissing somebody's later approval does not hide the changes they had asked for. Of
 * accounts that are gone every request stands.
 */
export function standingRequests(reviews: readonly ReviewFacts[]): ReviewFacts[] {
  const latest = new Map<string, ReviewFacts>();
  for (const review of inOrder(reviews)) {
    const whose = review.user === undefined ? `review ${review.id}` : `user ${review.user.id}`;
    if (review.state === "APPROVED" || review.state === "CHANGES_REQUESTED") latest.set(whose, review);
  }
  return [...latest.values()].filter((review) => review.state === "CHANGES_REQUESTED");
}

const opinions = new Set(["APPROVED", "CHANGES_REQUESTED", "DISMISSED"]);

function isOpinion(state: string): boolean {
  return opinions.has(state);
}

function inOrder(reviews: readonly ReviewFacts[]): ReviewFacts[] {
  return reviews.toSorted(
    (one, other) =>
      (one.submittedAt?.getTime() ?? 0) - (other.submittedAt?.getTime() ?? 0) || one.id - other.id,
  );
}
