import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startGitHubSimulator } from "../../simulator/github/github-simulator.ts";
import * as acts from "../../simulator/github/repository-acts.ts";
import { startClouds } from "../action/matrix/clouds.ts";
import { approve, mergeStory, startStory, WORKFLOW } from "../support/github.ts";
import { startBundle } from "../support/run-action.ts";

const bundle = fileURLToPath(new URL("../../dist/index.js", import.meta.url));

/**
 * `gate.githubCalls`: requests to GitHub of one cancel by the built Action, both readings together, when others
 * went on committing to the default branch before and after the merge.
 */
export async function gateBench(): Promise<Record<string, number>> {
  const github = await startGitHubSimulator();
  const clouds = await startClouds();
  const temp = await mkdtemp(join(tmpdir(), "sundown-bench-"));
  try {
    const story = await startStory({ plan: clouds.plan, github });
    const { repository, people } = story;
    const goOn = (name: string) =>
      repository.commit({ branch: "main", author: people.dora, files: { [name]: "x" } });
    goOn("before.txt");
    approve(story);
    const sha = mergeStory(story);
    goOn("after.txt");
    const run = acts.startRun(repository, { workflow: WORKFLOW, event: "push", actor: people.dora, sha });
    acts.setJob(repository, run, { name: "verify" });
    acts.answerEnvironment(run, { environment: "decommission", user: people.eve });
    const { AZURE_CLIENT_SECRET: _secret, ...cloud } = clouds.empty.azure.environment();
    const job = { run, name: "cancel", environment: "decommission" };
    const result = await startBundle(bundle, temp, {
      inputs: {
        command: "cancel",
        "github-token": github.token,
        "poll-seconds": "0.05",
        "verified-digest": story.digest,
      },
      environment: { ...cloud, ...github.runnerEnvironment(repository, job) },
    });
    if (result.outputs.outcome !== "cancelled") throw new Error(result.log);
    const calls = github.log().filter(({ path }) => !path.startsWith("/_oidc/"));
    return { "gate.githubCalls": calls.length };
  } finally {
    await rm(temp, { recursive: true, force: true });
    await github.close();
    await clouds.close();
  }
}
