import { appendFileSync } from "node:fs";
import {
  type ServerUnaryCall,
  type sendUnaryData,
  status as statuses,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct, { type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb.js";
import { type Arm, connectArm } from "./arm.ts";
import { isRecord, liveInputs, requiredInputs } from "./inputs.ts";

type Environment = Readonly<Record<string, string | undefined>>;
type Handler<Request, Response> = (request: Request) => Promise<Response> | Response;

/**
 * The part of azure-native that adopting and destroying needs, on the strict side: Check refuses what lacks a
 * required input, Create and Update are refused and recorded in STAND_IN_RECORD, and singletons are written back to
 * their defaults instead of deleted.
 */
export function standInProvider(environment: Environment): UntypedServiceImplementation {
  let arm: Promise<Arm> | undefined;
  const connection = (): Promise<Arm> => (arm ??= connectArm(environment));
  const refuse = (verb: string, urn: string): never => {
    if (environment.STAND_IN_RECORD !== undefined) {
      appendFileSync(environment.STAND_IN_RECORD, `${verb} ${urn}\n`);
    }
    throw new Error(`the stand-in provider never ${verb}s: ${urn}`);
  };

  return {
    getPluginInfo: answer(() => new plugin.PluginInfo().setVersion("3.28.0")),
    checkConfig: answer((request: InstanceType<typeof messages.CheckRequest>) => checked(request.getNews())),
    diffConfig: answer(() => new messages.DiffResponse()),
    configure: answer(() =>
      new messages.ConfigureResponse().setAcceptsecrets(false).setSupportspreview(true),
    ),
    check: answer(check),
    diff: answer(diff),
    create: answer((request: InstanceType<typeof messages.CreateRequest>) =>
      refuse("create", request.getUrn()),
    ),
    update: answer((request: InstanceType<typeof messages.UpdateRequest>) =>
      refuse("update", request.getUrn()),
    ),
    read: answer((request: InstanceType<typeof messages.ReadRequest>) => read(connection, request)),
    delete: answer((request: InstanceType<typeof messages.DeleteRequest>) => remove(connection, request)),
    cancel: answer(() => new empty.Empty()),
  };
}

function answer<Request, Response>(handler: Handler<Request, Response>) {
  return (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): void => {
    void respond(handler, call.request, callback);
  };
}

async function respond<Request, Response>(
  handler: Handler<Request, Response>,
  request: Request,
  callback: sendUnaryData<Response>,
): Promise<void> {
  try {
    callback(null, await handler(request));
  } catch (error) {
    callback({ code: statuses.UNKNOWN, details: String(error) });
  }
}

function checked(inputs: InstanceType<typeof struct.Struct> | undefined) {
  return new messages.CheckResponse().setInputs(inputs);
}

function check(request: InstanceType<typeof messages.CheckRequest>) {
  const inputs = request.getNews()?.toJavaScript() ?? {};
  const response = checked(request.getNews());
  for (const name of requiredInputs(typeOf(request.getUrn()))) {
    if (inputs[name] !== undefined) continue;
    const failure = new messages.CheckFailure()
      .setProperty(name)
      .setReason(`missing required property '${name}'`);
    response.addFailures(failure);
  }
  return response;
}

function diff(request: InstanceType<typeof messages.DiffRequest>) {
  const before = JSON.stringify(request.getOldInputs()?.toJavaScript() ?? {});
  const after = JSON.stringify(request.getNews()?.toJavaScript() ?? {});
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  return new messages.DiffResponse().setChanges(before === after ? DIFF_NONE : DIFF_SOME);
}

async function read(connection: () => Promise<Arm>, request: InstanceType<typeof messages.ReadRequest>) {
  const id = request.getId();
  const { status, body } = await (await connection()).call("GET", id);
  if (status === 404) return new messages.ReadResponse();
  if (status !== 200 || body === undefined) throw new Error(`GET ${id}: status ${status}`);
  const inputs = liveInputs(id, body, requiredInputs(typeOf(request.getUrn())));
  return new messages.ReadResponse()
    .setId(id)
    .setProperties(struct.Struct.fromJavaScript(asJavaScript(body)))
    .setInputs(struct.Struct.fromJavaScript(asJavaScript(inputs)));
}

async function remove(connection: () => Promise<Arm>, request: InstanceType<typeof messages.DeleteRequest>) {
  const arm = await connection();
  const id = request.getId();
  if (/\/(?:networkConfig|basicPublishingCredentialsPolicies|blobServices)\/[^/]+$/i.test(id)) {
    await arm.call("PUT", id, { properties: {} });
  } else {
    await arm.remove(id);
  }
  return new empty.Empty();
}

/** `urn:pulumi:STACK::PROJECT::TYPE::NAME` */
function typeOf(urn: string): string {
  return urn.split("::")[2] ?? "";
}

function asJavaScript(value: Readonly<Record<string, unknown>>): Record<string, JavaScriptValue> {
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}

function plain(value: unknown): JavaScriptValue {
  if (
    value === null ||
    typeof value === "string" ||
    typeof value === "number" ||
    typeof value === "boolean"
  ) {
    return value;
  }
  if (Array.isArray(value)) return value.map(plain);
  return isRecord(value) ? asJavaScript(value) : null;
}
