/**
 * The line an approving review must contain, alone on its line: the subscription's name, typed or pasted, is the
 * procedure's own confirmation, and the digest says what exactly is approved. Compared character by
 * character: look-alike letters, other spaces and other dashes are other characters.
 */

export interface ApprovalLine {
  readonly subscriptionName: string;
  readonly digest: string;
}

const PREFIX = "sundown approve ";
const line = /^sundown approve (.+) ([0-9a-f]{64})$/u;

export function approvalLine(subscriptionName: string, digest: string): string {
  return `${PREFIX}${subscriptionName} ${digest}`;
}

/** What GitHub does not show: nobody can be held to words that no reader of the review sees. */
const HIDDEN = /<!--[\s\S]*?(?:-->|$)/gu;

/**
 * The approval line of a review's body. `undefined` when there is none, or when several say different things:
 * nobody can then tell which was meant. Quoted lines (`> …`) are another person's words and are none.
 */
export function parseApprovalLine(body: string): ApprovalLine | undefined {
  const found = new Map<string, ApprovalLine>();
  // A comment leaves a mark behind, so that what stands around it never joins into a line.
  for (const raw of body.replaceAll(HIDDEN, "\0").split(/\r\n|\n|\r/u)) {
    const [text, subscriptionName, digest] = line.exec(raw.replace(/[ \t]+$/u, "")) ?? [];
    if (text !== undefined && subscriptionName !== undefined && digest !== undefined) {
      found.set(text, { subscriptionName, digest });
    }
  }
  return found.size === 1 ? [...found.values()][0] : undefined;
}

/** Line breaks, controls, and what makes a reader see another order than is there. */
const UNREADABLE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/** Whether a name can stand on the line so that a person reads what is compared. */
export function isReadableName(subscriptionName: string): boolean {
  return !UNREADABLE.test(subscriptionName) && subscriptionName.trim() === subscriptionName;
}
