import { z } from "zod";
import type { Story } from "../support/github.ts";

/** One request as any client would send it. */
export async function get(story: Story, path: string, token: string | undefined = story.github.token) {
  const response = await fetch(`${story.github.origin}${path}`, {
    headers: token === undefined ? {} : { authorization: `token ${token}` },
  });
  return {
    status: response.status,
    link: response.headers.get("link"),
    body: bodySchema.parse(await response.json()),
  };
}

const bodySchema = z.union([z.array(z.record(z.string(), z.unknown())), z.record(z.string(), z.unknown())]);

export function listOf(body: z.infer<typeof bodySchema>): Record<string, unknown>[] {
  return Array.isArray(body) ? body : [];
}
