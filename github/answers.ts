import { z } from "zod";

/**
 * What Sundown reads of GitHub's answers, after the published description of the REST API
 * (https://docs.github.com/en/rest). Members that are not used are not named; what is used is required.
 */

const sha = z.string().regex(/^[0-9a-f]{40}$/);
const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const accountSchema = z.object({
  id: z.int(),
  login: z.string().min(1),
  type: z.string().min(1),
});

type AccountAnswer = z.infer<typeof accountSchema>;

/** `undefined` for nobody, and for `ghost`, the one stand-in that GitHub has for every deleted account. */
export function accountOf(account: AccountAnswer | null | undefined): AccountAnswer | undefined {
  return account === null || account?.login.toLowerCase() === "ghost" ? undefined : account;
}

/** `{}` stands for a commit's author without an account in some answers. */
const maybeAccount = z.union([
  accountSchema.transform(accountOf),
  z.null().transform(() => undefined),
  z.strictObject({}).transform(() => undefined),
]);

export const repositorySchema = z.object({
  id: z.int(),
  full_name: z.string(),
});

export const branchSchema = z.object({ name: z.string(), commit: z.object({ sha }) });

export const pullRequestSchema = z.object({
  number: z.int(),
  state: z.string(),
  merged: z.boolean(),
  merged_at: time.nullable(),
  merged_by: accountSchema.nullable(),
  merge_commit_sha: sha.nullable(),
  user: accountSchema.nullable(),
  commits: z.int(),
  changed_files: z.int(),
  base: z.object({
    ref: z.string(),
    sha,
    repo: z.object({ id: z.int(), default_branch: z.string().min(1) }),
  }),
  head: z.object({ ref: z.string(), sha, repo: z.object({ id: z.int() }).nullable() }),
});

export const changedFileSchema = z.object({
  filename: z.string(),
  previous_filename: z.string().optional(),
  status: z.string(),
});

export const pullRequestCommitSchema = z.object({
  sha,
  commit: z.object({ message: z.string() }),
  author: maybeAccount,
  committer: maybeAccount,
});

export const reviewSchema = z.object({
  id: z.int(),
  user: accountSchema.nullable(),
  state: z.string(),
  body: z.string(),
  commit_id: sha.nullable(),
  submitted_at: time.optional(),
  author_association: z.string().optional(),
});

/** https://docs.github.com/en/rest/repos/repos#list-repository-activities */
export const activitySchema = z.object({
  id: z.int(),
  before: z.string(),
  after: z.string(),
  ref: z.string(),
  timestamp: time,
  activity_type: z.string(),
  actor: accountSchema.nullable(),
});

export const commitSchema = z.object({ sha, parents: z.array(z.object({ sha })) });

export const comparisonSchema = z.object({
  status: z.enum(["diverged", "ahead", "behind", "identical"]),
  files: z.array(changedFileSchema).optional(),
  /** Spares a reading where it is there; nothing is decided on its absence. */
  base_commit: commitSchema.optional().catch(undefined),
});

export const folderEntrySchema = z.object({
  type: z.string(),
  name: z.string(),
  path: z.string(),
  sha,
  size: z.int(),
});

export const fileContentSchema = z.object({
  type: z.literal("file"),
  sha,
  encoding: z.string(),
  content: z.string(),
});

export const blobSchema = z.object({
  sha,
  encoding: z.literal("base64"),
  content: z.string(),
  size: z.int(),
});

export const permissionSchema = z.object({ permission: z.string(), role_name: z.string() });

/** One rule of the rulesets that apply to a branch; only `pull_request` rules are looked into. */
export const branchRuleSchema = z.object({
  type: z.string(),
  parameters: z.looseObject({ required_approving_review_count: z.int().optional() }).optional(),
});

export const runSchema = z.object({
  id: z.int(),
  run_attempt: z.int(),
  event: z.string(),
  head_sha: sha,
  head_branch: z.string().nullable(),
  path: z.string(),
  actor: accountSchema.nullish(),
  triggering_actor: accountSchema.nullish(),
  repository: z.object({ id: z.int() }),
  head_repository: z.object({ id: z.int() }),
});

export const jobSchema = z.object({
  name: z.string(),
  run_attempt: z.int(),
  status: z.string(),
  conclusion: z.string().nullable(),
  runner_id: z.int().nullable(),
});

export const environmentSchema = z.object({
  name: z.string(),
  protection_rules: z
    .array(z.looseObject({ type: z.string(), reviewers: z.array(z.unknown()).optional() }))
    .optional(),
});

/** https://docs.github.com/en/rest/actions/workflow-runs#get-the-review-history-for-a-workflow-run */
export const environmentApprovalSchema = z.object({
  state: z.string(),
  user: accountSchema,
  environments: z.array(z.object({ name: z.string() })),
});

export const teamMembershipSchema = z.object({ state: z.string() });
export const teamSchema = z.object({ slug: z.string() });

export const commentSchema = z.object({
  id: z.int(),
  body: z.string().default(""),
  html_url: z.string(),
  user: accountSchema.nullable(),
});
