import { all, secret } from "@pulumi/pulumi/output.js";
import { CustomResource, type CustomResourceOptions, ProviderResource } from "@pulumi/pulumi/resource.js";
import { allConfig, getConfig } from "@pulumi/pulumi/runtime/config.js";
import type { Adoption } from "../core/adoption/adoption.ts";
import { SundownError } from "../core/messages/sundown-error.ts";

/** A resource known by its id alone; Pulumi's class is abstract, and the generated ones ask for inputs. */
class AdoptedResource extends CustomResource {
  constructor(token: string, name: string, options: CustomResourceOptions) {
    super(token, name, {}, options);
  }
}

class AzureProvider extends ProviderResource {
  constructor(name: string, inputs: Record<string, unknown>, version: string) {
    super("azure-native", name, inputs, { version });
  }
}

/**
 * Registers the adoptions in their order. With `import` the engine reads each resource instead of creating it; with
 * `ignoreChanges: ["*"]` what was read is also what is wanted, whatever the inputs here lack. Without that a
 * difference would be written to Azure in the same run.
 *
 * What only goes along with its container comes last, once all else is adopted: should one of its types not import,
 * the stack still holds every delete that the plan orders.
 *
 * @param version of @pulumi/azure-native, which picks the plugin.
 */
export async function register(
  adoptions: readonly Adoption[],
  subscriptionId: string,
  version: string,
): Promise<void> {
  const provider = new AzureProvider("subscription", providerInputs(subscriptionId), version);
  const registered = new Map<string, CustomResource>();
  const contents = adoptions.filter(({ deletedWith }) => deletedWith !== undefined);
  withoutStacks(() => {
    for (const adoption of adoptions.filter(({ deletedWith }) => deletedWith === undefined)) {
      registered.set(adoption.name, adopt(adoption, registered, provider, version));
    }
  });
  if (contents.length > 0) await settled([...registered.values()]);
  withoutStacks(() => {
    for (const adoption of contents) adopt(adoption, registered, provider, version);
  });
}

/** Pulumi keeps a stack trace for each of its promises, mapped to sources: a sixth of the time of a large adoption. */
function withoutStacks(work: () => void): void {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    work();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

function adopt(
  adoption: Adoption,
  registered: ReadonlyMap<string, CustomResource>,
  provider: ProviderResource,
  version: string,
): CustomResource {
  const container = adoption.deletedWith === undefined ? undefined : registered.get(adoption.deletedWith);
  return new AdoptedResource(adoption.token, adoption.name, {
    import: adoption.id,
    ignoreChanges: ["*"],
    dependsOn: adoption.dependsOn.flatMap((name) => registered.get(name) ?? []),
    ...(container === undefined ? {} : { deletedWith: container }),
    protect: adoption.protect,
    provider,
    version,
  });
}

/** The URN is known as soon as the engine has taken a registration, in a preview too. */
async function settled(resources: readonly CustomResource[]): Promise<void> {
  await new Promise<void>((resolve) => {
    all(resources.map(({ urn }) => urn)).apply(() => resolve());
  });
}

/**
 * An explicit provider does not see the stack's `azure-native:*` settings, so they are handed on; all but the
 * subscription, which is the plan's. All as secrets: which of them are ones, the settings do not say here.
 */
function providerInputs(subscriptionId: string): Record<string, unknown> {
  const inputs: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(allConfig())) {
    if (!key.startsWith("azure-native:")) continue;
    inputs[key.slice("azure-native:".length)] = secret(value);
  }
  const configured = getConfig("azure-native:subscriptionId");
  if (configured !== undefined && configured.toLowerCase() !== subscriptionId.toLowerCase()) {
    throw new SundownError("pulumi_subscription_differs", {
      message: `azure-native:subscriptionId is ${configured}, but the plan is for ${subscriptionId}.`,
      place: "azure-native:subscriptionId",
    });
  }
  return { ...inputs, subscriptionId };
}
