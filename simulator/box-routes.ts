import type { Hono } from "hono";
import { z } from "zod";
import { faultSchema } from "./fault-queue.ts";
import { answer, jsonBody, type RequestContext, type SimulatorEnvironment } from "./http.ts";
import { randomFaultsSchema } from "./random-faults.ts";
import { keyOf } from "./resource-path.ts";
import { stateOf } from "./simulator-state.ts";
import type { World } from "./world.ts";

const clockSchema = z.strictObject({
  speed: z.number().positive().max(1_000_000).optional(),
  advance: z.number().min(0).optional(),
});

/** `/_sim/…`: log, state, faults and clock, for tests on this machine; no token asked for. */
export function registerBoxRoutes(app: Hono<SimulatorEnvironment>, world: World): void {
  app.use("/_sim/*", async (c, next) => {
    const address = c.env.incoming.socket.remoteAddress ?? "";
    if (!["127.0.0.1", "::1", "::ffff:127.0.0.1"].includes(address)) return c.notFound();
    await next();
    return undefined;
  });
  app.get("/_sim/log", (c) =>
    answer(c, 200, { requests: world.log.entries, unknownRoutes: world.log.unknownRoutes }),
  );
  app.delete("/_sim/log", (c) => {
    world.log.clear();
    return answer(c, 200, {});
  });
  app.get("/_sim/state", (c) => answer(c, 200, stateOf(world)));
  app.get("/_sim/faults", (c) => answer(c, 200, { faults: world.faults.pending() }));
  app.post("/_sim/faults", async (c) => {
    const result = z
      .union([
        faultSchema,
        z.strictObject({ faults: z.array(faultSchema) }),
        z.strictObject({ random: randomFaultsSchema }),
      ])
      .safeParse(await jsonBody(c));
    if (!result.success)
      return answer(c, 400, { error: { code: "BadFault", message: z.prettifyError(result.error) } });
    if ("random" in result.data) world.faults.addRandom(result.data.random);
    else
      for (const fault of "faults" in result.data ? result.data.faults : [result.data])
        world.faults.add(fault);
    return answer(c, 200, { faults: world.faults.pending() });
  });
  app.delete("/_sim/faults", (c) => {
    world.faults.clear();
    return answer(c, 200, { faults: [] });
  });
  app.put("/_sim/files", async (c) => {
    const { share = "", path = "" } = c.req.query();
    const found = world.fileShares.get(keyOf(share));
    const content = new Uint8Array(await c.req.arrayBuffer());
    found?.put(path, { content, contentType: c.req.header("content-type") });
    return answer(c, found ? 200 : 404, {});
  });
  app.delete("/_sim/files", (c) => {
    const { share = "", path = "" } = c.req.query();
    world.fileShares.get(keyOf(share))?.remove(path);
    return answer(c, 200, {});
  });
  app.get("/_sim/clock", (c) => answerClock(world, c));
  app.post("/_sim/clock", async (c) => {
    const result = clockSchema.safeParse(await jsonBody(c));
    if (!result.success)
      return answer(c, 400, { error: { code: "BadClock", message: z.prettifyError(result.error) } });
    if (result.data.speed !== undefined) world.clock.setSpeed(result.data.speed);
    if (result.data.advance !== undefined) world.clock.advance(result.data.advance);
    return answerClock(world, c);
  });
}

function answerClock(world: World, c: RequestContext): Response {
  return answer(c, 200, { now: world.clock.iso(), speed: world.clock.speed });
}
