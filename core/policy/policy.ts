import { z } from "zod";

/** Where the policy lives, always read from the default branch. */
export const POLICY_PATH = ".github/sundown.yml";

/** What every reader of the policy says of a link in its place. */
export const NO_LINK = "Put the file itself there: a link could lead to rules that nobody reviewed.";

const login = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,99})$/, "a GitHub login");
const teamSlug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9_-]{0,99})$/, "a team's slug, without the organisation");
const hostName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9.-]{0,252})(?::[0-9]{1,5})?$/, "a lower-case host, with a port if need be");
const days = z.int().min(0).max(365);

/** Roles that may be asked for, weakest first; anything below `write` never counts. */
export const policyRoles = ["write", "maintain", "admin"] as const;

/**
 * `.github/sundown.yml`: who may approve and how strictly. Every member has the strictest sensible default, so
 * that a repository without the file is held to all of them. Unknown members are errors: a misspelt rule
 * must not silently fall back to its default.
 */
export const policySchema = z.strictObject({
  /** Distinct approving people. @default 2 */
  approvals: z.int().min(1).max(20).default(2),
  /** Who counts as an approver, on top of being a person with at least `permission`. */
  who: z
    .strictObject({
      /** The least role in the repository, as of now. @default "write" */
      permission: z.enum(policyRoles).default("write"),
      /** When given, only these people count. */
      logins: z.array(login).min(1).optional(),
      /** When given, members of these teams of the repository's organisation count too; needs a token that may read teams. */
      teams: z.array(teamSlug).min(1).optional(),
    })
    .prefault({}),
  /** Days an approval holds. @default 7 */
  maximumAge: z.int().min(1).max(90).default(7),
  /** The deployment environment whose reviewers release the cancel. @default "decommission" */
  environment: z.string().min(1).max(255).default("decommission"),
  /**
   * Set to false only where GitHub's plan has no protected environments: one more approval is then needed
   * in their place. @default true
   */
  protectedEnvironment: z.boolean().default(true),
  /** Days between merge and cancel, at least. @default 0 */
  quietPeriod: days.default(0),
  /** Hosts besides the cloud's own storage that may hold artifacts. @default [] */
  artifactHosts: z.array(hostName).default([]),
  /** Whether typed names on a terminal may replace the pull request. @default false */
  allowLocal: z.boolean().default(false),
});

export type Policy = z.infer<typeof policySchema>;
export type PolicyRole = (typeof policyRoles)[number];

/** What holds where no policy is written. */
export const strictPolicy: Policy = policySchema.parse({});
