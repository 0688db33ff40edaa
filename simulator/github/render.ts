import type { GitStore, Person } from "./git-store.ts";
import type { Comment, PullRequest, Review, User } from "./records.ts";
import { pullRequestLinks, repositoryLinks } from "./render-links.ts";
import type { Repository } from "./repository.ts";

/** Answers in the shapes of https://docs.github.com/en/rest; required members are there, also where nobody reads them. */

export function user(origin: string, of: User) {
  const url = `${origin}/users/${of.login}`;
  return {
    login: of.login,
    id: of.id,
    node_id: nodeId("U", of.id),
    avatar_url: `${origin}/avatars/${of.id}`,
    gravatar_id: "",
    url,
    html_url: `${origin}/${of.login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: of.type,
    site_admin: false,
  };
}

export function repository(origin: string, of: Repository) {
  return {
    id: of.id,
    node_id: nodeId("R", of.id),
    name: of.name,
    full_name: of.fullName,
    owner: user(origin, of.owner),
    private: true,
    description: null,
    fork: false,
    ...repositoryLinks(origin, of.fullName),
    default_branch: of.defaultBranch,
    visibility: "private",
    archived: false,
    disabled: false,
    allow_forking: false,
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_downloads: false,
    has_pages: false,
    has_discussions: false,
    language: null,
    license: null,
    size: 1,
    forks: 0,
    forks_count: 0,
    open_issues: 0,
    open_issues_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    created_at: date(of.createdAt),
    updated_at: date(of.createdAt),
    pushed_at: date(of.clock.now()),
  };
}

/** As `GET /repos/{owner}/{repo}` shows it; other answers carry the shorter form. */
export function fullRepository(origin: string, of: Repository) {
  return { ...repository(origin, of), network_count: 0, subscribers_count: 0 };
}

export function pullRequest(origin: string, of: Repository, entry: PullRequest) {
  const side = (ref: string, sha: string, repo: unknown) => ({
    label: `${of.owner.login}:${ref}`,
    ref,
    sha,
    user: user(origin, of.owner),
    repo,
  });
  const headRepository =
    entry.headRepositoryId === of.id
      ? repository(origin, of)
      : entry.headRepositoryId === undefined
        ? null
        : { ...repository(origin, of), id: entry.headRepositoryId, fork: true };
  return {
    id: entry.id,
    node_id: nodeId("PR", entry.id),
    ...pullRequestLinks(origin, of.fullName, entry.number, entry.headSha),
    number: entry.number,
    state: entry.state,
    locked: false,
    draft: entry.draft,
    title: entry.title,
    user: user(origin, entry.author),
    body: entry.body === "" ? null : entry.body,
    labels: [],
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    milestone: null,
    created_at: date(entry.createdAt),
    updated_at: date(of.clock.now()),
    closed_at: dateOrNull(entry.mergedAt),
    merged_at: dateOrNull(entry.mergedAt),
    // While a pull request is open GitHub shows a trial merge here.
    merge_commit_sha: entry.mergeCommit ?? entry.headSha,
    merged: entry.mergeCommit !== undefined,
    mergeable: entry.mergeCommit === undefined ? true : null,
    mergeable_state: "clean",
    merged_by: entry.mergedBy === undefined ? null : user(origin, entry.mergedBy),
    author_association: "MEMBER",
    auto_merge: null,
    active_lock_reason: null,
    comments: of.comments.filter((comment) => comment.issue === entry.number).length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: of.commitsOf(entry).length,
    additions: 1,
    deletions: 0,
    changed_files: of.changesOf(entry).length,
    head: side(entry.headRef, entry.headSha, headRepository),
    base: side(entry.base, entry.baseSha, repository(origin, of)),
  };
}

export function pullRequestReview(origin: string, of: Repository, pull: number, entry: Review) {
  const link = `${origin}/${of.fullName}/pull/${pull}#pullrequestreview-${entry.id}`;
  return {
    id: entry.id,
    node_id: nodeId("PRR", entry.id),
    user: entry.user === undefined ? null : user(origin, entry.user),
    body: entry.body,
    state: entry.state,
    html_url: link,
    pull_request_url: `${origin}/repos/${of.fullName}/pulls/${pull}`,
    author_association: of.permissions.has(entry.user?.login.toLowerCase() ?? "") ? "MEMBER" : "NONE",
    ...(entry.submittedAt === undefined ? {} : { submitted_at: date(entry.submittedAt) }),
    commit_id: entry.commit,
    _links: { html: { href: link }, pull_request: { href: link } },
  };
}

export function issueComment(origin: string, of: Repository, entry: Comment) {
  return {
    id: entry.id,
    node_id: nodeId("IC", entry.id),
    url: `${origin}/repos/${of.fullName}/issues/comments/${entry.id}`,
    html_url: `${origin}/${of.fullName}/pull/${entry.issue}#issuecomment-${entry.id}`,
    issue_url: `${origin}/repos/${of.fullName}/issues/${entry.issue}`,
    body: entry.body,
    user: user(origin, entry.user),
    created_at: date(entry.createdAt),
    updated_at: date(entry.updatedAt),
    author_association: "MEMBER",
  };
}

export function team(
  origin: string,
  organization: User,
  of: { readonly slug: string; readonly url: string; readonly createdAt: Date },
) {
  const times = { created_at: date(of.createdAt), updated_at: date(of.createdAt) };
  const url = `${origin}/orgs/${organization.login}`;
  return {
    id: 1,
    node_id: nodeId("T", 1),
    url: of.url,
    members_url: `${of.url}/members{/member}`,
    repositories_url: `${of.url}/repos`,
    html_url: `${origin}/orgs/${organization.login}/teams/${of.slug}`,
    name: of.slug,
    slug: of.slug,
    description: null,
    permission: "push",
    type: "organization",
    members_count: 1,
    repos_count: 1,
    ...times,
    organization: {
      ...user(origin, organization),
      url,
      hooks_url: `${url}/hooks`,
      issues_url: `${url}/issues`,
      members_url: `${url}/members{/member}`,
      public_members_url: `${url}/public_members{/member}`,
      description: null,
      has_organization_projects: false,
      has_repository_projects: false,
      public_repos: 0,
      public_gists: 0,
      followers: 0,
      following: 0,
      archived_at: null,
      ...times,
    },
  };
}

/** A commit as lists and `GET /commits/{ref}` show it. */
export function commit(origin: string, of: Repository, sha: string) {
  const found = of.git.commit(sha);
  if (found === undefined) throw new Error(`no commit ${sha}`);
  const account = (person: Person) => {
    const linked = of.accounts.get(person.email);
    if (linked !== undefined) return user(origin, linked);
    return person.email === "noreply@github.com" ? user(origin, webFlow) : null;
  };
  const signature = (person: Person) => ({ name: person.name, email: person.email, date: date(found.date) });
  const url = `${origin}/repos/${of.fullName}/commits/${sha}`;
  return {
    sha,
    node_id: nodeId("C", sha),
    url,
    html_url: `${origin}/${of.fullName}/commit/${sha}`,
    comments_url: `${url}/comments`,
    commit: {
      url,
      author: signature(found.author),
      committer: signature(found.committer),
      message: found.message,
      comment_count: 0,
      verification: unsigned,
      tree: { sha: found.tree, url: `${origin}/repos/${of.fullName}/git/trees/${found.tree}` },
    },
    author: account(found.author),
    committer: account(found.committer),
    parents: found.parents.map((parent) => ({
      sha: parent,
      url: `${origin}/repos/${of.fullName}/commits/${parent}`,
      html_url: `${origin}/${of.fullName}/commit/${parent}`,
    })),
  };
}

export function changedFiles(of: Repository, changes: ReturnType<GitStore["changes"]>, origin: string) {
  return changes.map((change) => ({
    sha: change.sha ?? null,
    filename: change.path,
    status: change.status,
    additions: 1,
    deletions: 0,
    changes: 1,
    blob_url: `${origin}/${of.fullName}/blob/${change.path}`,
    raw_url: `${origin}/${of.fullName}/raw/${change.path}`,
    contents_url: `${origin}/repos/${of.fullName}/contents/${change.path}`,
  }));
}

const unsigned = { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null };

const webFlow: User = { id: 19864447, login: "web-flow", type: "User", email: "noreply@github.com" };

export function date(value: Date): string {
  return value.toISOString().replace(/\.\d{3}Z$/, "Z");
}

export function dateOrNull(value: Date | undefined): string | null {
  return value === undefined ? null : date(value);
}

export function nodeId(kind: string, id: number | string): string {
  return `${kind}_${Buffer.from(String(id)).toString("base64url")}`;
}
