import { Hono } from "hono";
import type { GitHubWorld } from "./github-world.ts";
import { commitOf, HttpFailure, notFound, paged, repositoryOf } from "./http.ts";
import { cursorPageOf, pageOf } from "./pages.ts";
import * as render from "./render.ts";
import type { Repository } from "./repository.ts";

/** Repository, branches, contents, git objects, comparison, activity, rules and people. */
export function repositoryRoutes(world: GitHubWorld, origin: string): Hono {
  const app = new Hono();

  app.get("/repos/:owner/:repo", (context) =>
    context.json(render.fullRepository(origin, repositoryOf(context, world))),
  );
  app.get("/repos/:owner/:repo/branches/:branch", (context) => {
    const repository = repositoryOf(context, world);
    const name = context.req.param("branch");
    const sha = repository.branches.get(name);
    if (sha === undefined) throw new HttpFailure(404, "Branch not found");
    return context.json({
      name,
      commit: render.commit(origin, repository, sha),
      _links: { self: context.req.url, html: `${origin}/${repository.fullName}/tree/${name}` },
      protected: repository.rules.has(name),
      protection: { enabled: repository.rules.has(name) },
      protection_url: `${context.req.url}/protection`,
    });
  });
  app.get("/repos/:owner/:repo/git/ref/:ref{.+}", (context) => {
    const repository = repositoryOf(context, world);
    const ref = context.req.param("ref");
    const sha = repository.branches.get(ref.replace(/^heads\//, ""));
    if (sha === undefined) throw notFound();
    return context.json({
      ref: `refs/${ref}`,
      node_id: "REF",
      url: context.req.url,
      object: { type: "commit", sha, url: `${origin}/repos/${repository.fullName}/git/commits/${sha}` },
    });
  });
  peopleRoutes(app, world, origin);
  teamRoutes(app, world, origin);
  gitRoutes(app, world, origin);
  historyRoutes(app, world, origin);
  return app;
}

/** What a ruleset's `pull_request` rule says when nobody changes it. */
const pullRequestRule = {
  dismiss_stale_reviews_on_push: false,
  require_code_owner_review: false,
  require_last_push_approval: false,
  required_approving_review_count: 0,
  required_review_thread_resolution: false,
};

function peopleRoutes(app: Hono, world: GitHubWorld, origin: string): void {
  app.get("/repos/:owner/:repo/rules/branches/:branch", (context) => {
    const repository = repositoryOf(context, world);
    const rules = repository.rules.get(context.req.param("branch")) ?? [];
    const shown = rules.map((rule) => ({
      ...rule,
      ...(rule.parameters === undefined ? {} : { parameters: { ...pullRequestRule, ...rule.parameters } }),
      ruleset_source_type: "Repository",
      ruleset_source: repository.fullName,
      ruleset_id: 1,
    }));
    return paged(context, pageOf(context, origin, shown));
  });
  app.get("/repos/:owner/:repo/activity", (context) => {
    const repository = repositoryOf(context, world);
    const ref = context.req.query("ref");
    const wanted = repository.activity
      .filter((entry) => ref === undefined || entry.ref === ref || entry.ref === `refs/heads/${ref}`)
      .toReversed()
      .map((entry) => ({
        id: entry.id,
        node_id: `RA_${entry.id}`,
        before: entry.before,
        after: entry.after,
        ref: entry.ref,
        timestamp: render.date(entry.timestamp),
        activity_type: entry.type,
        actor: entry.actor === undefined ? null : render.user(origin, entry.actor),
      }));
    return paged(context, cursorPageOf(context, origin, wanted));
  });
  app.get("/repos/:owner/:repo/collaborators/:username/permission", (context) => {
    const repository = repositoryOf(context, world);
    const user = world.users.get(context.req.param("username").toLowerCase());
    if (user === undefined) throw notFound();
    const granted = repository.permissions.get(user.login.toLowerCase());
    const { permission, roleName } = granted ?? { permission: "none", roleName: "none" };
    return context.json({
      permission,
      role_name: roleName,
      user: { ...render.user(origin, user), role_name: roleName },
    });
  });
  app.get("/users/:username", (context) => {
    const user = world.users.get(context.req.param("username").toLowerCase());
    if (user === undefined) throw notFound();
    return context.json(render.user(origin, user));
  });
}

function teamRoutes(app: Hono, world: GitHubWorld, origin: string): void {
  app.get("/orgs/:org/teams/:team", (context) => {
    const team = world.teams.get(context.req.param("team"));
    if (team === undefined) throw notFound();
    const url = `${origin}${context.req.path}`;
    const organization = world.users.get(context.req.param("org").toLowerCase());
    if (organization === undefined) throw notFound();
    return context.json(
      render.team(origin, organization, { slug: team.slug, url, createdAt: world.clock.now() }),
    );
  });
  app.get("/orgs/:org/teams/:team/memberships/:username", (context) => {
    const team = world.teams.get(context.req.param("team"));
    if (!team?.members.has(context.req.param("username").toLowerCase())) throw notFound();
    return context.json({ url: `${origin}${context.req.path}`, role: "member", state: "active" });
  });
}

function gitRoutes(app: Hono, world: GitHubWorld, origin: string): void {
  app.get("/repos/:owner/:repo/contents/:path{.+}", (context) => {
    const repository = repositoryOf(context, world);
    const sha = commitOf(repository, context.req.query("ref"));
    const path = decodeURIComponent(context.req.param("path"));
    return context.json(contents(repository, origin, sha, path));
  });
  app.get("/repos/:owner/:repo/git/blobs/:sha", (context) => {
    const repository = repositoryOf(context, world);
    const sha = context.req.param("sha");
    const content = repository.git.blob(sha);
    if (content === undefined) throw notFound();
    return context.json({
      sha,
      node_id: `B_${sha}`,
      size: content.length,
      url: `${origin}${context.req.path}`,
      content: base64(content),
      encoding: "base64",
    });
  });
  app.get("/repos/:owner/:repo/git/trees/:sha", (context) => {
    const repository = repositoryOf(context, world);
    const tree = repository.git.tree(context.req.param("sha"));
    if (tree === undefined) throw notFound();
    const entries = tree.map(({ name, mode, sha }) => ({
      path: name,
      mode: mode === "40000" ? "040000" : mode,
      type: mode === "40000" ? "tree" : "blob",
      sha,
      url: `${origin}/repos/${repository.fullName}/git/${mode === "40000" ? "trees" : "blobs"}/${sha}`,
    }));
    return context.json({
      sha: context.req.param("sha"),
      url: context.req.url,
      tree: entries,
      truncated: false,
    });
  });
}

function historyRoutes(app: Hono, world: GitHubWorld, origin: string): void {
  app.get("/repos/:owner/:repo/git/commits/:sha", (context) => {
    const repository = repositoryOf(context, world);
    const sha = context.req.param("sha");
    if (repository.git.commit(sha) === undefined) throw notFound();
    const { commit, ...rest } = render.commit(origin, repository, sha);
    return context.json({ ...rest, ...commit, sha });
  });
  app.get("/repos/:owner/:repo/commits/:ref", (context) => {
    const repository = repositoryOf(context, world);
    const sha = commitOf(repository, context.req.param("ref"));
    const first = repository.git.commit(sha)?.parents[0];
    const files = render.changedFiles(repository, repository.git.changes(first, sha), origin);
    return context.json({
      ...render.commit(origin, repository, sha),
      stats: { additions: files.length, deletions: 0, total: files.length },
      files,
    });
  });
  app.get("/repos/:owner/:repo/compare/:basehead", (context) => {
    const repository = repositoryOf(context, world);
    const [base, head] = context.req.param("basehead").split("...");
    return context.json(
      comparison(repository, origin, commitOf(repository, base), commitOf(repository, head)),
    );
  });
}

function contents(repository: Repository, origin: string, commit: string, path: string) {
  const entry = repository.git.find(commit, path);
  if (entry === undefined) throw notFound();
  const describe = (name: string, inner: string, mode: string, sha: string) => {
    const url = `${origin}/repos/${repository.fullName}/contents/${inner}?ref=${commit}`;
    return {
      name,
      path: inner,
      sha,
      size: repository.git.blob(sha)?.length ?? 0,
      url,
      html_url: `${origin}/${repository.fullName}/blob/${commit}/${inner}`,
      git_url: `${origin}/repos/${repository.fullName}/git/blobs/${sha}`,
      download_url: null,
      type: mode === "40000" ? "dir" : mode === "120000" ? "symlink" : "file",
      _links: { self: url, git: null, html: null },
    };
  };
  if (entry.mode === "40000") {
    const tree = repository.git.tree(entry.sha) ?? [];
    return tree.map(({ name, mode, sha }) => describe(name, `${path}/${name}`, mode, sha));
  }
  const content = repository.git.blob(entry.sha) ?? Buffer.alloc(0);
  return {
    ...describe(entry.name, path, entry.mode, entry.sha),
    content: base64(content),
    encoding: "base64",
  };
}

function comparison(repository: Repository, origin: string, base: string, head: string) {
  const { git } = repository;
  const common = git.mergeBase(base, head);
  if (common === undefined) throw new HttpFailure(404, "No common ancestor between the two commits.");
  const behindOnly = new Set(git.history(head));
  const aheadOnly = new Set(git.history(base));
  const ahead = git.history(head).filter((sha) => !aheadOnly.has(sha));
  const behind = git.history(base).filter((sha) => !behindOnly.has(sha));
  const status =
    ahead.length === 0
      ? behind.length === 0
        ? "identical"
        : "behind"
      : behind.length === 0
        ? "ahead"
        : "diverged";
  const url = `${origin}/repos/${repository.fullName}/compare/${base}...${head}`;
  return {
    url,
    html_url: url,
    permalink_url: url,
    diff_url: `${url}.diff`,
    patch_url: `${url}.patch`,
    base_commit: render.commit(origin, repository, base),
    merge_base_commit: render.commit(origin, repository, common),
    status,
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits: ahead.toReversed().map((sha) => render.commit(origin, repository, sha)),
    files: render.changedFiles(repository, git.changes(common, head), origin),
  };
}

/** GitHub breaks base64 into lines. */
function base64(content: Buffer): string {
  return content.toString("base64").replaceAll(/.{60}/g, "$&\n");
}
