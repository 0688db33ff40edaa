import { expect, test } from "vitest";
import { connect } from "../../azure/connect.ts";
import { groupId, officeEstate } from "../engine/office-estate.ts";
import { startSimulator } from "../support/simulator.ts";

test("more calls at once than the quota holds are spaced out, not refused", async () => {
  // The bucket holds 200 deletes and refills by 10 a second, here of virtual time.
  const simulator = await startSimulator({ estate: officeEstate(1), speed: 20, throttle: true });
  const connection = await connect(simulator.environment());
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, index) =>
      connection.request({ method: "DELETE", path: groupId(`no-${index}`), apiVersion: "2025-04-01" }),
    ),
  );
  expect(answers.every(({ status }) => status === 404)).toBe(true);
  expect(simulator.log().filter(({ method }) => method === "DELETE")).toHaveLength(300);
});

test("a pause that Azure asks for holds back all calls of the kind, and no others", async () => {
  const simulator = await startSimulator({ estate: officeEstate(1) });
  const connection = await connect(simulator.environment());
  simulator.addFault({
    method: "DELETE",
    status: 429,
    code: "TooManyRequests",
    headers: { "retry-after": "1" },
  });
  const started = performance.now();
  const remove = (name: string) =>
    connection.request({ method: "DELETE", path: groupId(name), apiVersion: "2025-04-01" });
  const first = remove("no-1");
  while (simulator.log().every(({ status }) => status !== 429)) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  const second = remove("no-2");
  await connection.request({ method: "GET", path: groupId("archive"), apiVersion: "2025-04-01" });
  expect(performance.now() - started).toBeLessThan(900);
  expect((await Promise.all([first, second])).map(({ status }) => status)).toEqual([404, 404]);
  expect(performance.now() - started).toBeGreaterThan(990);
});
